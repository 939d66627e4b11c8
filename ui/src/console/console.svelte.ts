// Where the console window stands: asking, first run, connecting an account, a store that does not open, or a clinic.
import { asFailure, call, onEvent, type CommandFailure } from '$lib/api/client';
import type { AccountChecks, ClinicInfo, CommandError, ConnectAccount, SavedAccount, Session, StandingBy } from '$lib/api/generated';

export type Phase =
  /** The core has not answered yet. */
  | { kind: 'asking' }
  /** The core could not say where it stands. */
  | { kind: 'failed'; failure: CommandFailure }
  /** No clinic is open, and nothing is wrong. */
  | { kind: 'firstRun' }
  /** The account form, and then its results; it stays until it is left, whatever is open behind it. */
  | { kind: 'connect'; back: 'session' | 'problem' }
  /** What going from practice into a real clinic means, or back, before it is done; `from` is what is open still. */
  | { kind: 'switching'; to: 'practice' | 'account'; from: ClinicInfo | null; saved: SavedAccount }
  /** The stored clinic does not open. */
  | { kind: 'problem'; problem: CommandError }
  /** Another console acts for the clinic; this one only knows that. */
  | { kind: 'standingBy'; clinic: ClinicInfo; standing: StandingBy }
  | { kind: 'open'; clinic: ClinicInfo };

export class ConsoleState {
  phase = $state<Phase>({ kind: 'asking' });
  version = $state('');
  /** The clinic whose account is kept on this computer. */
  saved = $state<SavedAccount | null>(null);
  /** What is being done, for the button that asked. */
  busy = $state<'practice' | 'account' | 'connect' | 'summary' | 'retry' | 'aside' | 'close' | 'takeOver' | null>(null);
  /** What the last button brought, where it did not work. */
  failure = $state<CommandFailure | null>(null);
  /** The results of trying an account. */
  checks = $state<AccountChecks | null>(null);

  #problem: CommandError | null = null;

  /** Reads where the core stands, and follows it from then on. */
  start(): () => void {
    const stop = onEvent((event) => {
      if (event.event === 'sessionChanged' && this.phase.kind !== 'connect' && this.phase.kind !== 'switching') void this.read();
    });
    void this.read();
    return stop;
  }

  async read() {
    try {
      this.#show(await call('getSession', {}));
    } catch (thrown) {
      this.phase = { kind: 'failed', failure: asFailure(thrown) };
    }
  }

  async openPractice() {
    await this.#do('practice', async () => this.#show(await call('openPracticeClinic', {})));
  }

  async openAccount() {
    await this.#do('account', async () => this.#show(await call('openAccountClinic', {})));
  }

  /** After a problem: opens the account's clinic again; where the core itself did not answer, asks it again. */
  async retry() {
    await this.#do('retry', async () => {
      if (this.phase.kind === 'problem') this.#show(await call('openAccountClinic', {}));
      else await this.read();
    });
  }

  /** Keeps the unreadable store beside a new, empty one. */
  async setStoreAside() {
    await this.#do('aside', async () => this.#show(await call('setStoreAside', {})));
  }

  async close() {
    await this.#do('close', async () => this.#show(await call('closeClinic', {})));
  }

  /** Acts for the clinic from here; the other console stands by. */
  async takeOver() {
    await this.#do('takeOver', async () => this.#show(await call('takeOverClinic', {})));
  }

  startConnecting() {
    this.failure = null;
    this.checks = null;
    this.phase = { kind: 'connect', back: this.phase.kind === 'problem' ? 'problem' : 'session' };
  }

  /** Leaves the account form for where it was opened from. */
  async leaveConnecting() {
    if (this.phase.kind === 'connect' && this.phase.back === 'problem' && this.#problem) this.phase = { kind: 'problem', problem: this.#problem };
    else await this.read();
    this.failure = null;
  }

  /** Says what going into the other clinic means. Where no account is kept there is nothing to weigh. */
  async startSwitching(to: 'practice' | 'account') {
    await this.#do('summary', async () => {
      const session = await call('getSession', {});
      this.#keep(session);
      if (this.saved) this.phase = { kind: 'switching', to, from: session.clinic ?? null, saved: this.saved };
      else this.#show(to === 'practice' ? await call('openPracticeClinic', {}) : session);
    });
  }

  async connect(account: ConnectAccount) {
    await this.#do('connect', async () => {
      this.checks = null;
      this.checks = await call('connectAccount', account);
    });
  }

  #keep(session: Session) {
    this.version = session.version;
    this.saved = session.savedAccount ?? null;
    this.#problem = session.problem ?? null;
  }

  #show(session: Session) {
    this.#keep(session);
    if (session.clinic && session.standingBy) this.phase = { kind: 'standingBy', clinic: session.clinic, standing: session.standingBy };
    else if (session.clinic) this.phase = { kind: 'open', clinic: session.clinic };
    else if (session.problem) this.phase = { kind: 'problem', problem: session.problem };
    else this.phase = { kind: 'firstRun' };
  }

  async #do(what: NonNullable<ConsoleState['busy']>, work: () => Promise<void>) {
    if (this.busy) return;
    this.busy = what;
    this.failure = null;
    try {
      await work();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.busy = null;
    }
  }
}

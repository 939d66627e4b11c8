// Where the console window stands: asking, first run, connecting an account, a store that does not open, or a clinic.
import { asFailure, call, onEvent, type CommandFailure } from '$lib/api/client';
import type { AccountChecks, ClinicInfo, CommandError, ConnectAccount, Session, StandingBy } from '$lib/api/generated';

export type Phase =
  /** The core has not answered yet. */
  | { kind: 'asking' }
  /** The core could not say where it stands. */
  | { kind: 'failed'; failure: CommandFailure }
  /** No clinic is open, and nothing is wrong. */
  | { kind: 'firstRun' }
  /** The account form, and then its results; it stays until it is left, also when the clinic has opened behind it. */
  | { kind: 'connect'; back: 'firstRun' | 'problem' }
  /** The stored clinic does not open. */
  | { kind: 'problem'; problem: CommandError }
  /** Another console acts for the clinic; this one only knows that. */
  | { kind: 'standingBy'; clinic: ClinicInfo; standing: StandingBy }
  | { kind: 'open'; clinic: ClinicInfo };

export class ConsoleState {
  phase = $state<Phase>({ kind: 'asking' });
  version = $state('');
  /** The name of the clinic whose account is kept on this computer. */
  savedClinic = $state<string | null>(null);
  /** What is being done, for the button that asked. */
  busy = $state<'practice' | 'account' | 'connect' | 'retry' | 'aside' | 'close' | 'takeOver' | null>(null);
  /** What the last button brought, where it did not work. */
  failure = $state<CommandFailure | null>(null);
  /** The results of trying an account. */
  checks = $state<AccountChecks | null>(null);

  #problem: CommandError | null = null;

  /** Reads where the core stands, and follows it from then on. */
  start(): () => void {
    const stop = onEvent((event) => {
      if (event.event === 'sessionChanged' && this.phase.kind !== 'connect') void this.read();
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
    this.phase = { kind: 'connect', back: this.phase.kind === 'problem' ? 'problem' : 'firstRun' };
  }

  /** Leaves the account form: to the clinic where it connected, else to where it was opened from. */
  async leaveConnecting() {
    if (this.checks?.connected) await this.read();
    else if (this.phase.kind === 'connect' && this.phase.back === 'problem' && this.#problem)
      this.phase = { kind: 'problem', problem: this.#problem };
    else this.phase = { kind: 'firstRun' };
    this.failure = null;
  }

  async connect(account: ConnectAccount) {
    await this.#do('connect', async () => {
      this.checks = null;
      this.checks = await call('connectAccount', account);
    });
  }

  #show(session: Session) {
    this.version = session.version;
    this.savedClinic = session.savedClinic ?? null;
    this.#problem = session.problem ?? null;
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

// The call that tries a phone tree, as the core has it, and what is done with it. One at a time, whichever line it is for.
import { asFailure, call, onEvent, type CommandFailure } from '$lib/api/client';
import type { PhoneParty, PhoneRecipe } from '$lib/api/generated';
import { dryRunWords } from './dry-run';

const SECOND_MS = 1000;

export class DryRuns {
  /** The call as it was read last. */
  call = $state.raw<PhoneParty | null>(null);
  /** This moment (ms) by the core's clock, each second while a call goes on. */
  now = $state(0);
  doing = $state<'begin' | 'stop' | null>(null);
  trouble = $state.raw<CommandFailure | null>(null);
  /** The call whose end this window waits for, and shows: one of yesterday is not. */
  #watched = $state<string | null>(null);
  #offset = 0;
  #said = '';

  constructor(private readonly say: (words: string) => void) {}

  /** The call that is worth showing. */
  get shown(): PhoneParty | null {
    return this.call && this.call.id === this.#watched ? this.call : null;
  }
  get goesOn(): boolean {
    return this.call !== null && !this.call.over;
  }

  start(): () => void {
    const stop = onEvent((event) => {
      if (event.event === 'dryRunChanged') void this.load();
    });
    const timer = setInterval(() => {
      if (this.goesOn) this.now = Date.now() + this.#offset;
    }, SECOND_MS);
    void this.load();
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  async load(): Promise<void> {
    try {
      const { call: found, now } = await call('getDryRun', {});
      this.#offset = Date.parse(now) - Date.now();
      this.now = Date.parse(now);
      this.call = found ?? null;
      if (found && !found.over) this.#watched = found.id;
      this.#tell();
    } catch (thrown) {
      this.trouble = asFailure(thrown);
    }
  }

  // Each change is said, no second is.
  #tell() {
    const words = this.shown ? dryRunWords(this.shown) : '';
    if (words && words !== this.#said) this.say(words);
    this.#said = words;
  }

  begin(lineId: string, recipe: PhoneRecipe): Promise<void> {
    return this.#do('begin', () => call('tryPhoneTree', { lineId, recipe }));
  }

  stop(): Promise<void> {
    return this.#do('stop', () => call('stopDryRun', {}));
  }

  /** Puts what is over out of sight. */
  close() {
    this.#watched = null;
    this.trouble = null;
  }

  async #do(what: 'begin' | 'stop', work: () => Promise<unknown>) {
    if (this.doing) return;
    this.doing = what;
    this.trouble = null;
    try {
      await work();
      await this.load();
    } catch (thrown) {
      this.trouble = asFailure(thrown);
    } finally {
      this.doing = null;
    }
  }
}

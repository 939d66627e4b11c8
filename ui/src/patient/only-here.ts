// One tab of this browser at a time has the visit: two would write the same report and throw each other out of the call.
//
// Web Locks say who: the holder's lock goes with its tab, however the tab ends. Where a browser has none (Safari before
// 15.4), every tab takes itself for the only one, and Twilio settles it in the call (53205).

/** How long a reloading page's own lock may take to go. */
const SETTLE_MS = 1_200;

/** See the module. */
export class OnlyHere {
  readonly #name: string;
  readonly #changed: (here: boolean) => void;
  readonly #locks: LockManager | undefined;
  #release: (() => void) | null = null;
  #closed = false;
  #turn = 0;

  /** `changed(true)` when this tab has the visit, `changed(false)` while another one has it. */
  constructor(name: string, changed: (here: boolean) => void, locks: LockManager | undefined = navigator.locks) {
    this.#name = name;
    this.#changed = changed;
    this.#locks = locks;
    if (!locks) {
      changed(true);
      return;
    }
    const slow = setTimeout(() => {
      if (!this.#release && !this.#closed) changed(false);
    }, SETTLE_MS);
    void this.#hold(false).finally(() => clearTimeout(slow));
  }

  /** Takes the visit from the other tab. */
  take(): void {
    if (!this.#release && !this.#closed) void this.#hold(true);
  }

  /** Lets it go. */
  close(): void {
    this.#closed = true;
    this.#release?.();
  }

  async #hold(steal: boolean): Promise<void> {
    const turn = ++this.#turn;
    try {
      await this.#locks?.request(this.#name, steal ? { steal: true } : {}, () => {
        // A queued wish that was overtaken by `take`.
        if (turn !== this.#turn || this.#closed) return undefined;
        const held = new Promise<void>((release) => {
          this.#release = release;
        });
        this.#changed(true);
        return held;
      });
    } catch {
      // Stolen by another tab: wait for it to end.
      if (this.#closed || turn !== this.#turn) return;
      this.#release = null;
      this.#changed(false);
      void this.#hold(false);
    }
  }
}

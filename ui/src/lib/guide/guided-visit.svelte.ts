// The guided first visit as a window follows it. The core knows which step is reached; nothing is decided here.
import { call, onEvent } from '$lib/api/client';
import type { Event, Guide } from '$lib/api/generated';

/** What may alter whether somebody waits. */
const WAITING: readonly Event['event'][] = ['visitChanged', 'patientCheckedIn', 'guestCheckedIn'];

/** See the module. */
export class GuidedVisit {
  /** Where it stands; `null` until it is known. */
  guide = $state.raw<Guide | null>(null);
  /** Something was asked and is not answered yet. */
  busy = $state(false);

  /** Reads it, and again with every change, until the returned function is called. */
  start(): () => void {
    const stop = onEvent(({ event }) => {
      if (event === 'guideChanged' || event === 'sessionChanged') void this.#read();
      else if (this.guide?.step && WAITING.includes(event)) void this.#read();
    });
    void this.#read();
    return stop;
  }

  /** Begins it, or begins it again. */
  begin(): Promise<void> {
    return this.#ask(() => call('startGuide', {}));
  }

  /** Leaves it, or declines it. */
  leave(): Promise<void> {
    return this.#ask(() => call('leaveGuide', {}));
  }

  /** Goes on without doing the step. */
  async pass(): Promise<void> {
    const step = this.guide?.step;
    if (step) await this.#ask(() => call('passGuideStep', { step }));
  }

  async #ask(ask: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await ask();
    } catch {
      // Whatever it was, what stands is read below and shown: a guide is in nobody's way.
    } finally {
      this.busy = false;
    }
    await this.#read();
  }

  async #read(): Promise<void> {
    try {
      this.guide = await call('getGuide', {});
    } catch {
      // No clinic is open, or the core is not reached: the window says that where it matters.
      this.guide = null;
    }
  }
}

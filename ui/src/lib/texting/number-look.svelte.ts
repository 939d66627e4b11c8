// A patient's number, looked at by the core as it is typed: how it is kept, and whether it can be texted.
import { asFailure, call } from '$lib/api/client';
import type { PatientNumber } from '$lib/api/generated';

export class NumberLook {
  found = $state.raw<PatientNumber | null>(null);
  /** Why it is no number; empty where it is one, or where there is none. */
  refusal = $state('');

  #asked = 0;

  /** Looks at what is typed now. Of answers that cross, the one to what was asked last counts. */
  async look(typed: string): Promise<void> {
    const asked = ++this.#asked;
    const number = typed.trim();
    if (!number) {
      this.found = null;
      this.refusal = '';
      return;
    }
    try {
      const found = await call('lookAtNumber', { number });
      if (asked !== this.#asked) return;
      this.found = found;
      this.refusal = '';
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.found = null;
      this.refusal = asFailure(thrown).message;
    }
  }
}

// The lines of the directory that can help in this call, as they are read.
import { call, onEvent } from '$lib/api/client';
import { asFailure } from '$lib/api/failure';
import type { LineChoice, ThirdPartyRole } from '$lib/api/generated';

/** What is known of them. */
export type Read =
  | { kind: 'loading' }
  | { kind: 'failed'; message: string; advice: string }
  | { kind: 'ready'; lines: readonly LineChoice[] };

/** Reads the lines for one role and language; reads them again where the directory changes. */
export class Lines {
  read = $state.raw<Read>({ kind: 'loading' });
  #wanted: { role: ThirdPartyRole; language: string } | null = null;
  #attempt = 0;

  /** Follows the directory until the returned function is called. */
  follow(): () => void {
    return onEvent(({ event }) => event === 'directoryChanged' && void this.#load());
  }

  /** Reads the lines for these; what was read for others is not shown meanwhile. */
  async want(role: ThirdPartyRole, language: string): Promise<void> {
    if (this.#wanted?.role === role && this.#wanted.language === language) return;
    this.#wanted = { role, language };
    this.read = { kind: 'loading' };
    await this.#load();
  }

  /** Reads them once more, after a failure. */
  async again(): Promise<void> {
    this.read = { kind: 'loading' };
    await this.#load();
  }

  async #load(): Promise<void> {
    if (!this.#wanted) return;
    const attempt = ++this.#attempt;
    const { role, language } = this.#wanted;
    let read: Read;
    try {
      const { lines } = await call('linesForCall', { role, language });
      read = { kind: 'ready', lines };
    } catch (thrown) {
      const { message, advice } = asFailure(thrown);
      read = { kind: 'failed', message, advice };
    }
    // The language may have been changed meanwhile.
    if (attempt === this.#attempt) this.read = read;
  }
}

// The services that can help in this call, as they are read.
import { call, onEvent } from '$lib/api/client';
import { asFailure } from '$lib/api/failure';
import type { ServiceChoices, ThirdPartyRole } from '$lib/api/generated';

/** What is known of them. */
export type Read = { kind: 'loading' } | { kind: 'failed'; message: string; advice: string } | ({ kind: 'ready' } & ServiceChoices);

/** Whom a service is wanted for. */
export type Wanted = { visitId: string; role: ThirdPartyRole; language: string };

/** Reads the services for one role and language; reads them again where the directory changes. */
export class Services {
  read = $state.raw<Read>({ kind: 'loading' });
  #wanted: Wanted | null = null;
  #attempt = 0;

  /** Follows the directory until the returned function is called. */
  follow(): () => void {
    return onEvent(({ event }) => event === 'directoryChanged' && void this.#load());
  }

  /** Reads the services for these; what was read for others is not shown meanwhile. */
  async want(wanted: Wanted): Promise<void> {
    if (this.#wanted?.role === wanted.role && this.#wanted.language === wanted.language) return;
    this.#wanted = wanted;
    await this.again();
  }

  /** Reads them once more, after a failure. */
  async again(): Promise<void> {
    this.read = { kind: 'loading' };
    await this.#load();
  }

  async #load(): Promise<void> {
    if (!this.#wanted) return;
    const attempt = ++this.#attempt;
    let read: Read;
    try {
      read = { kind: 'ready', ...(await call('servicesFor', this.#wanted)) };
    } catch (thrown) {
      const { message, advice } = asFailure(thrown);
      read = { kind: 'failed', message, advice };
    }
    // The language may have been changed meanwhile.
    if (attempt === this.#attempt) this.read = read;
  }
}

// What somebody should see of texts, whichever page is shown: sent late or not at all, failed, or not known of.
import { asFailure, call, onEvent, type CommandFailure } from '$lib/api/client';
import type { TextMessage, TextNotice } from '$lib/api/generated';
import { Texts } from '$lib/texting/texts.svelte';

export class TextNotices {
  notices = $state.raw<readonly TextNotice[]>([]);
  /** Why they could not be read the last time; what was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  /** Why the last command did not work. */
  trouble = $state.raw<CommandFailure | null>(null);
  /** For the polite live region. */
  said = $state('');
  marking = $state(false);
  readonly texts = new Texts({
    announce: (words) => (this.said = words),
    trouble: (thrown) => (this.trouble = asFailure(thrown)),
  });

  #reading: Promise<void> | null = null;
  #again = false;

  /** Reads them, and again whenever a text comes further. */
  start(): () => void {
    const stop = onEvent((event) => {
      if (event.event === 'textChanged' || event.event === 'sessionChanged') void this.load();
    });
    void this.load();
    return stop;
  }

  /** Reads them again, never two at once. */
  load(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#load().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #load() {
    do {
      this.#again = false;
      try {
        this.notices = (await call('getTextNotices', {})).notices;
        this.failure = null;
      } catch (thrown) {
        this.failure = asFailure(thrown);
      }
    } while (this.#again);
  }

  /** Those that wait for an answer stay until there is one; the others are seen. */
  get seeable(): TextMessage[] {
    return this.notices.map(({ text }) => text).filter(({ state }) => state !== 'unresolved');
  }

  /** Somebody has seen these. */
  async seen(texts: readonly TextMessage[]): Promise<void> {
    if (this.marking || texts.length === 0) return;
    this.marking = true;
    this.trouble = null;
    try {
      await call('textNoticesSeen', { textIds: texts.map(({ id }) => id) });
      await this.load();
    } catch (thrown) {
      this.trouble = asFailure(thrown);
    } finally {
      this.marking = false;
    }
  }
}

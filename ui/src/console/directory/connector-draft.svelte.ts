// A connector's document that is worked on. The core looks at every change and says what is wrong; nothing is lost on a fault.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { ConnectorFault } from '$lib/api/generated';
import { nameIn, placed } from './places';

/** See the module. */
export class ConnectorDraft {
  text = $state('');
  /** What is wrong with it, as the core saw it last; `null` before it has looked. */
  faults = $state.raw<readonly ConnectorFault[] | null>(null);
  /** Why the core could not look. */
  failure = $state.raw<CommandFailure | null>(null);
  saving = $state(false);

  #saved = $state('');
  #looking = false;
  #lookAgain = false;

  constructor(
    /** Which; absent for a new one. */
    readonly id: string | null,
    saved: string,
    text = saved,
  ) {
    this.#saved = saved;
    this.text = text;
  }

  /** Whether something was changed and not saved. */
  get changed(): boolean {
    return this.text !== this.#saved;
  }

  /** What is wrong, with its places in the text as it is now. */
  readonly marks = $derived.by(() => placed(this.text, this.faults ?? []));
  /** What the document calls the service. */
  readonly name = $derived(nameIn(this.text));

  /** Back to what is saved. */
  discard() {
    this.text = this.#saved;
    this.failure = null;
  }

  /** What was sent is kept now. */
  settled(text: string) {
    this.#saved = text;
    this.failure = null;
  }

  /** Has the core look at the document. Never two at once: of many changes the last one is looked at. */
  async look(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    do {
      this.#lookAgain = false;
      const document = this.text;
      // Nothing is wrong with what is not begun.
      if (!document.trim()) {
        this.faults = null;
        continue;
      }
      try {
        const { faults } = await call('checkConnector', { document });
        if (this.text === document) this.faults = faults;
        this.failure = null;
      } catch (thrown) {
        this.failure = asFailure(thrown);
      }
    } while (this.#lookAgain);
    this.#looking = false;
  }
}

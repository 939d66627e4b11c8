// A text before it is sent: its exact words as the core counts them, what stands in its way, and sending it. Components draw it; the core
// decides it.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { TextPreview } from '$lib/api/generated';

/** Whom a text with a link goes to. */
export type Recipient =
  /** A visit's patient, to the number that is written down. */
  | { kind: 'patient'; visitId: string }
  /** Somebody who was invited, to a number that is given with the text and kept with it alone. */
  | { kind: 'thirdParty'; invitationId: string };

export class TextDraft {
  /** The number as it was typed, for a third party. */
  number = $state('');
  preview = $state.raw<TextPreview | null>(null);
  /** Why it cannot be sent as it is, in the core's words. */
  refusal = $state.raw<CommandFailure | null>(null);
  looking = $state(false);
  sending = $state(false);

  #asked = 0;

  constructor(
    private readonly to: Recipient,
    number = '',
  ) {
    this.number = number;
  }

  get wantsNumber(): boolean {
    return this.to.kind === 'thirdParty';
  }

  /** Asks the core for the text as it would be sent. Of answers that cross, the one to what was asked last counts. */
  async look(): Promise<void> {
    const asked = ++this.#asked;
    const number = this.number.trim();
    if (this.wantsNumber && !number) {
      this.preview = null;
      this.refusal = null;
      this.looking = false;
      return;
    }
    this.looking = true;
    try {
      const preview = await this.#ask(number);
      if (asked !== this.#asked) return;
      this.preview = preview;
      this.refusal = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.preview = null;
      this.refusal = asFailure(thrown);
    } finally {
      if (asked === this.#asked) this.looking = false;
    }
  }

  /** Sends it; in quiet hours too where `anyway`. Whether it was taken down. */
  async send(anyway: boolean): Promise<boolean> {
    if (this.sending) return false;
    this.sending = true;
    try {
      if (this.to.kind === 'patient') await call('textInvitation', { visitId: this.to.visitId, anyway });
      else await call('textThirdParty', { invitationId: this.to.invitationId, number: this.number.trim(), anyway });
      return true;
    } catch (thrown) {
      this.refusal = asFailure(thrown);
      return false;
    } finally {
      this.sending = false;
    }
  }

  #ask(number: string): Promise<TextPreview> {
    return this.to.kind === 'patient'
      ? call('previewText', { visitId: this.to.visitId })
      : call('previewThirdPartyText', { invitationId: this.to.invitationId, number });
  }
}

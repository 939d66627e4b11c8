// What is done with texts that were asked for: called off, settled where nobody knows of one, sent once more.
import { call } from '$lib/api/client';
import type { TextMessage, TextVerdict } from '$lib/api/generated';

/** What the window lends. */
export interface TextsAround {
  /** Has a screen reader say it. */
  announce(words: string): void;
  /** Tells of a command that failed. */
  trouble(thrown: unknown, fallback: string): void;
}

export class Texts {
  /** Those that something is being done with, by id. */
  busy = $state.raw<ReadonlySet<string>>(new Set());

  constructor(private readonly around: TextsAround) {}

  isBusy(id: string): boolean {
    return this.busy.has(id);
  }

  /** Calls a text off, here or at Twilio's scheduler. */
  async cancel(text: TextMessage): Promise<void> {
    await this.#run(text.id, 'The text could not be called off.', () => call('cancelText', { textId: text.id }));
  }

  /** Says of a text that nobody knows of whether it was sent, or has it looked for once more. */
  async settle(text: TextMessage, verdict: TextVerdict): Promise<boolean> {
    return this.#run(text.id, 'This could not be kept.', () => call('settleText', { textId: text.id, verdict }));
  }

  /** Says that a text was not sent, and sends its link anew. */
  async sendAgain(text: TextMessage): Promise<void> {
    if (!(await this.settle(text, 'unsent'))) return;
    const sent = await this.#run(text.id, 'It could not be sent again.', () =>
      text.toThirdParty && text.invitationId
        ? call('textThirdParty', { invitationId: text.invitationId, number: text.numberShown })
        : call('textInvitation', { visitId: text.visitId }),
    );
    if (sent) this.around.announce('The text is being sent again.');
  }

  async #run(id: string, fallback: string, work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy.has(id)) return false;
    this.busy = new Set(this.busy).add(id);
    try {
      await work();
      return true;
    } catch (thrown) {
      this.around.trouble(thrown, fallback);
      return false;
    } finally {
      const rest = new Set(this.busy);
      rest.delete(id);
      this.busy = rest;
    }
  }
}

/** Whether a text brings a link, so that another can be sent in its place. */
export function bringsLink(text: TextMessage): boolean {
  return text.kind === 'invitation' || text.kind === 'link' || text.kind === 'thirdParty';
}

// The conversations that a window shows: everybody's in the console, one visit's in its call window.
//
// As everywhere, an event says that something changed, and what is shown is read again, whole.
import { asFailure, call, onEvent, type CommandFailure } from '$lib/api/client';
import type { Chat, Conversation, Event } from '$lib/api/generated';
import { guestName } from '$lib/text/third-party';

/** The longest message, in characters. */
export const LONGEST_MESSAGE = 500;

export class Chats {
  conversations = $state.raw<readonly Conversation[]>([]);
  quickReplies = $state.raw<readonly string[]>([]);
  /** What the clinic says on everybody's page after a visit. */
  afterword = $state('');
  /** The panel is on the screen. */
  open = $state(false);
  /** Whose conversation is shown. */
  selectedId = $state<string | null>(null);
  chat = $state.raw<Chat | null>(null);
  /** What is being written to each: several people can be written to at once. */
  drafts = $state<Record<string, string>>({});
  sending = $state(false);
  /** Why conversations could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  /** Why the last message was not taken. It stands in its field still. */
  refusal = $state.raw<CommandFailure | null>(null);
  /** For the polite live region. */
  said = $state('');

  /** Messages that nobody has looked at. */
  readonly unread = $derived(this.conversations.reduce((sum, { unread }) => sum + unread, 0));

  #reading: Promise<void> | null = null;
  #again = false;
  #came = new Set<string>();

  start(): () => void {
    const stop = onEvent((event) => this.#hear(event));
    const shown = () => this.#look();
    document.addEventListener('visibilitychange', shown);
    void this.read();
    return () => {
      stop();
      document.removeEventListener('visibilitychange', shown);
    };
  }

  /** The patient's conversation of a visit. */
  ofPatient(visitId: string): Conversation | undefined {
    return this.conversations.find((each) => each.visitId === visitId && each.role === 'patient');
  }

  /** The conversation with whoever has this invitation. */
  of(invitationId: string): Conversation | undefined {
    return this.conversations.find((each) => each.invitationId === invitationId);
  }

  /** Opens the panel, on somebody's conversation or on the one that waits longest for an answer. */
  async show(invitationId?: string) {
    this.open = true;
    this.refusal = null;
    const known = this.conversations.some((each) => each.invitationId === this.selectedId) ? this.selectedId : null;
    const next = invitationId ?? this.conversations.find(({ unread }) => unread > 0)?.invitationId ?? known ?? this.conversations[0]?.invitationId ?? null;
    if (next !== this.selectedId) this.chat = null;
    this.selectedId = next;
    await this.read();
  }

  close() {
    this.open = false;
  }

  /** Writes to whom is shown. Refused words stay where they are. */
  async send(text: string) {
    const invitationId = this.selectedId;
    if (!invitationId || this.sending || !text.trim()) return;
    this.sending = true;
    this.refusal = null;
    try {
      await call('sendChat', { invitationId, text });
      if (this.drafts[invitationId] === text) this.drafts[invitationId] = '';
      await this.read();
    } catch (thrown) {
      this.refusal = asFailure(thrown);
    } finally {
      this.sending = false;
    }
  }

  /** Reads what is shown, again. */
  read(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#readAll();
    return this.#reading;
  }

  async #readAll() {
    do {
      this.#again = false;
      try {
        const { conversations, quickReplies, afterword } = await call('getChats', {});
        this.conversations = conversations;
        this.quickReplies = quickReplies;
        this.afterword = afterword;
        const id = this.selectedId;
        if (id && this.open) {
          const chat = await call('getChat', { invitationId: id });
          if (this.selectedId === id) this.chat = chat;
          else this.#again = true;
        }
        this.failure = null;
        this.#announce();
        this.#look();
      } catch (thrown) {
        this.failure = asFailure(thrown);
      }
    } while (this.#again);
    // At once with the last look at `again`: a wish that comes later begins another reading.
    this.#reading = null;
  }

  /** What is on the screen of a window that is looked at was seen. */
  #look() {
    const { chat } = this;
    if (!this.open || !chat || document.visibilityState !== 'visible') return;
    const newest = chat.messages.findLast(({ fromClinic }) => !fromClinic);
    if (!newest || newest.state === 'seen') return;
    call('readChat', { invitationId: chat.conversation.invitationId, messageId: newest.id }).catch(() => {
      // It stays unread, and is said to be read at the next look.
    });
  }

  #announce() {
    for (const { invitationId, last, unread, ...who } of this.conversations) {
      if (!this.#came.has(invitationId) || !last || last.fromClinic) continue;
      this.said = `${guestName(who)} writes: ${last.text}`;
    }
    this.#came.clear();
  }

  #hear(event: Event) {
    switch (event.event) {
      case 'chatReceived':
        this.#came.add(event.invitationId);
        void this.read();
        break;
      case 'chatChanged':
      case 'quickRepliesChanged':
      case 'invitationsChanged':
      case 'visitChanged':
      case 'sessionChanged':
        void this.read();
        break;
      default:
        break;
    }
  }
}

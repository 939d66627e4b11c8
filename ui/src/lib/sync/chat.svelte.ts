// The chat of one invitation as its page sees it: what the clinic writes, what the person writes, and how far each came.
//
// A message keeps its id over every attempt to send it, and what comes twice is shown once. What could not be sent yet is
// kept in memory alone: this tab's storage is clear text.

import type { ChatMarks } from '$lib/api/generated';
import { merged, readItem, type KeptMessage, type OwnState, type ShownMessage } from './chat-items';
import { SyncProblem, type ListListener, type WatchedList } from './client';
import { newId } from './ids';

/** Between two messages, at least: Sync's limits are far above what anybody types. */
export const SPACING_MS = 400;
/** After a refused or lost write: first, and at most this long until the next. */
export const RETRY_MS = { first: 1_000, most: 15_000 };
/** A List that was made anew is looked for this long after the old one went. */
const AGAIN_MS = 5_000;
/** The clinic keeps no more than this from one page. */
export const MOST_MESSAGES = 200;

/** What the chat needs. */
export interface ChatOptions {
  watchList(uniqueName: string, listener: ListListener): WatchedList;
  /** `in-<id>`. */
  name: string;
  /** Tells the clinic how far this page came. */
  report(marks: ChatMarks): void;
  /** The clinic's time, in milliseconds. */
  now?: () => number;
}

interface Unsent {
  readonly id: string;
  readonly text: string;
  readonly at: number;
}

/** See the module. */
export class PageChat {
  #fromClinic = $state.raw<readonly KeptMessage[]>([]);
  #own = $state.raw<readonly KeptMessage[]>([]);
  #unsent = $state.raw<readonly Unsent[]>([]);
  /** How far the clinic came in our List. */
  #theirs = $state.raw<ChatMarks>({});
  #seen = $state(-1);
  /** The List answers; before, nothing can be sent. */
  open = $state(false);

  /** Everything in order. */
  readonly messages: readonly ShownMessage[] = $derived.by(() => {
    const clinic = this.#fromClinic.map((message) => ({ ...message, own: null }));
    const own = this.#own.map((message) => ({ ...message, own: this.#stateOf(message.index) }));
    const unsent = this.#unsent.map((message) => ({ ...message, saying: null, own: 'sending' as const }));
    return [...merged<ShownMessage>(clinic, own), ...unsent];
  });
  /** Messages of the clinic that were not on the screen yet. */
  readonly unread = $derived(this.#fromClinic.filter(({ index }) => index > this.#seen).length);
  /** Whether as much was written as the clinic keeps. */
  readonly full = $derived(this.#own.length + this.#unsent.length >= MOST_MESSAGES);

  readonly #options: ChatOptions;
  #ownList: WatchedList | null = null;
  #clinicList: WatchedList | null = null;
  #sending = false;
  #retry = RETRY_MS.first;
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #closed = false;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.#watchClinic();
    this.#watchOwn();
  }

  /** What the page showed before a reload. */
  recalled(marks: ChatMarks): void {
    this.#seen = Math.max(this.#seen, marks.seen ?? -1);
    this.#report();
  }

  /** What the clinic says of how far it came. */
  told(marks: ChatMarks): void {
    this.#theirs = marks;
  }

  /** Writes a message; it goes out when it can. */
  write(text: string): void {
    const trimmed = text.trim();
    if (!trimmed || this.full) return;
    this.#unsent = [...this.#unsent, { id: newId(), text: trimmed, at: (this.#options.now ?? Date.now)() }];
    this.#pump();
  }

  /** Everything that is there is on the screen. */
  see(): void {
    const newest = this.#fromClinic.at(-1)?.index ?? -1;
    if (newest <= this.#seen) return;
    this.#seen = newest;
    this.#report();
  }

  /** Reads what the clinic wrote, pushed or not. */
  look(): void {
    this.#clinicList?.look();
  }

  close(): void {
    this.#closed = true;
    this.#timers.forEach(clearTimeout);
    this.#ownList?.close();
    this.#clinicList?.close();
  }

  #stateOf(index: number): OwnState {
    if (index <= (this.#theirs.seen ?? -1)) return 'seen';
    return index <= (this.#theirs.received ?? -1) ? 'delivered' : 'sent';
  }

  #watchClinic(): void {
    this.#clinicList = this.#options.watchList(`${this.#options.name}-from-clinic`, {
      added: (item) => {
        const message = readItem(item);
        if (!message) return;
        // One that came again stands further on: what is acknowledged is where it stands now.
        const rest = this.#fromClinic.filter(({ id }) => id !== message.id);
        const known = rest.length < this.#fromClinic.length;
        this.#fromClinic = known
          ? this.#fromClinic.map((old) => (old.id === message.id ? { ...old, index: message.index } : old))
          : [...rest, message];
        this.#report();
      },
      gone: () =>
        this.#later(AGAIN_MS, () => {
          // Made anew, it counts from its beginning.
          this.#fromClinic = this.#fromClinic.map((message) => ({ ...message, index: -1 }));
          this.#seen = -1;
          this.#watchClinic();
        }),
    });
  }

  #watchOwn(): void {
    this.#ownList = this.#options.watchList(`${this.#options.name}-from-guest`, {
      added: (item) => {
        const message = readItem(item);
        if (!message) return;
        this.#unsent = this.#unsent.filter(({ id }) => id !== message.id);
        if (this.#own.every(({ id }) => id !== message.id)) this.#own = [...this.#own, message];
        this.#report();
      },
      gone: () =>
        this.#later(AGAIN_MS, () => {
          this.#own = this.#own.map((message) => ({ ...message, index: -1 }));
          this.#watchOwn();
        }),
    });
  }

  #pump(): void {
    const next = this.#unsent[0];
    if (!next || this.#sending || this.#closed) return;
    this.#sending = true;
    void this.#send(next);
  }

  async #send({ id, text, at }: Unsent): Promise<void> {
    let pause = SPACING_MS;
    try {
      const index = await (this.#ownList?.push({ v: 1, id, at: new Date(at).toISOString(), text }) ?? Promise.reject(new SyncProblem('notOpen')));
      this.#retry = RETRY_MS.first;
      if (this.#unsent.some((unsent) => unsent.id === id)) {
        this.#unsent = this.#unsent.filter((unsent) => unsent.id !== id);
        if (this.#own.every((own) => own.id !== id)) this.#own = [...this.#own, { index, id, text, at, saying: null }];
      }
      this.#report();
    } catch (error) {
      // Refused for good: it stays on the screen as not sent.
      if (error instanceof SyncProblem && error.kind === 'refused') return;
      pause = this.#retry;
      this.#retry = Math.min(this.#retry * 2, RETRY_MS.most);
    } finally {
      this.#later(pause, () => {
        this.#sending = false;
        this.#pump();
      });
    }
  }

  #report(): void {
    const last = (messages: readonly KeptMessage[]) => Math.max(-1, ...messages.map(({ index }) => index));
    const mark = (index: number) => (index < 0 ? null : index);
    this.#options.report({ received: mark(last(this.#fromClinic)), seen: mark(this.#seen), wrote: mark(last(this.#own)) });
  }

  #later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#closed) work();
    }, ms);
    this.#timers.add(timer);
  }
}

// The core over the loopback door's socket: for a call that is held in a browser's app window.
//
// The one-time ticket comes in the address's fragment, which no server sees or logs; it is taken out of the
// address at once and exchanged for a session, kept in sessionStorage so that a reload stays in the visit.
// A lost socket is opened again, with growing pauses; what was asked and not answered is refused as `offline`,
// since only the asker knows whether it may be asked twice.
import { CommandFailure, asFailure } from './failure';
import type { CommandError, Event } from './generated';
import { Listeners, type Transport } from './transport';

const SESSION_KEY = 'anteroom-session';
/** Pauses between attempts: short at first, since the door is on this very computer. */
const RETRY_MS = [200, 400, 800, 1600, 3000] as const;
/** Closed by the door for good: trying again would not help. What each means is written in the door's own file. */
const ENDS: Record<number, CommandError> = {
  1003: misunderstood(),
  1007: misunderstood(),
  1009: misunderstood(),
  4401: {
    code: 'forbidden',
    message: 'This window’s way into the visit is used up.',
    advice: 'Open the call again from the console.',
  },
  4409: {
    code: 'forbidden',
    message: 'This call is open in another window.',
    advice: 'Go on there, or open the call again from the console.',
  },
  4410: { code: 'notFound', message: 'This call is over.', advice: 'You can close this window.' },
};
/** The ends after which the session opens nothing any more. */
const SPENT = [4401, 4410];
/** How long a command waits for the door to be found again. */
const PATIENCE_MS = 10_000;

type FromDoor =
  | { session: string; visitId: string }
  | { id: number; ok: unknown }
  | { id: number; err: CommandError }
  | Event;

type Asked = { resolve: (output: unknown) => void; reject: (failure: CommandFailure) => void };

const lost = () =>
  new CommandFailure({
    code: 'offline',
    message: 'This window has lost the console.',
    advice: 'It is trying again by itself. If Anteroom was closed, open it again.',
  });

function misunderstood(): CommandError {
  return {
    code: 'internal',
    message: 'This window and the console do not understand each other.',
    advice: 'Close this window and open the call again from the console.',
  };
}

/** Opens the transport; it connects at once. */
export function openLoopback(): Transport {
  return new LoopbackTransport();
}

class LoopbackTransport implements Transport {
  readonly #events = new Listeners<Event>();
  readonly #core = new Listeners<boolean>();
  readonly #asked = new Map<number, Asked>();
  #ready = fresh();
  #up = false;
  #nextId = 1;
  #attempt = 0;
  #over = false;
  #ticket: string | undefined;

  constructor() {
    this.#ticket = takeTicket();
    this.#open();
  }

  onEvent = (listener: (event: Event) => void) => this.#events.add(listener);
  onCore = (listener: (reached: boolean) => void) => this.#core.add(listener);

  async call(command: string, input: unknown): Promise<unknown> {
    const socket = await this.#soon();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      socket.send(JSON.stringify({ id, command, input }));
    });
  }

  /** The socket, as soon as it is ready; not for ever. */
  async #soon(): Promise<WebSocket> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(lost()), PATIENCE_MS);
    });
    try {
      return await Promise.race([this.#ready.promise, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #open() {
    const session = sessionStorage.getItem(SESSION_KEY);
    if (!this.#ticket && !session) {
      this.#end(4401);
      return;
    }
    const socket = new WebSocket(`ws://${location.host}/socket`);
    socket.onopen = () => socket.send(JSON.stringify(this.#ticket ? { ticket: this.#ticket } : { session }));
    socket.onmessage = ({ data }) => this.#hear(socket, JSON.parse(String(data)) as FromDoor);
    socket.onclose = ({ code }) => this.#closed(code);
  }

  #hear(socket: WebSocket, message: FromDoor) {
    if ('session' in message) {
      // The ticket is spent: from here on the session speaks for this window.
      this.#ticket = undefined;
      sessionStorage.setItem(SESSION_KEY, message.session);
      this.#attempt = 0;
      this.#up = true;
      this.#ready.resolve(socket);
      this.#core.tell(true);
    } else if ('event' in message) {
      this.#events.tell(message);
    } else {
      const asked = this.#asked.get(message.id);
      this.#asked.delete(message.id);
      if ('err' in message) asked?.reject(asFailure(message.err));
      else asked?.resolve(message.ok);
    }
  }

  #closed(code: number) {
    if (this.#over) return;
    for (const { reject } of this.#asked.values()) reject(lost());
    this.#asked.clear();
    if (code in ENDS) {
      this.#end(code);
      return;
    }
    // Whoever waits for a socket that was never ready goes on waiting, for the next one.
    if (this.#up) this.#ready = fresh();
    this.#up = false;
    this.#core.tell(false);
    const pause = RETRY_MS[Math.min(this.#attempt++, RETRY_MS.length - 1)];
    setTimeout(() => this.#open(), pause);
  }

  #end(code: number) {
    this.#over = true;
    this.#ticket = undefined;
    if (SPENT.includes(code)) sessionStorage.removeItem(SESSION_KEY);
    if (this.#up) this.#ready = fresh();
    this.#up = false;
    this.#ready.reject(new CommandFailure(ENDS[code] ?? misunderstood()));
    this.#core.tell(false);
  }
}

/** A promise of a socket that nobody may be waiting for yet. */
function fresh() {
  let resolve: (socket: WebSocket) => void = () => {};
  let reject: (failure: CommandFailure) => void = () => {};
  const promise = new Promise<WebSocket>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

function takeTicket(): string | undefined {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('t') ?? undefined;
  if (ticket) history.replaceState(null, '', location.pathname + location.search);
  return ticket;
}

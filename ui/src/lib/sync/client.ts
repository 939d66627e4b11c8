// One Sync connection for a page: the official `twilio-sync` client, with what it leaves to its users.
//
// The SDK reconnects by itself, but it has no watchdog for a half-open socket, never repeats a failed
// subscription on the same handle, and swallows a token given to it in the seconds after an expiry. Here
// a Document or List is *watched*: opened again as often as it takes, over as many clients as it takes, until it is
// known to be gone or refused. Nobody else imports `twilio-sync`.
//
//   const sync = openSync(token, endpoints);
//   const unlisten = sync.onLink((link) => …);          // connected? unreachable since when? refused?
//   const report = sync.watch('in-x-report', { changed: (data) => …, gone: () => … });
//   await report.set({ … });                            // rejects with SyncProblem; the caller repeats
//   const said = sync.watchList('in-x-from-guest', { added: (item) => …, gone: () => … });
//   const index = await said.push({ … });               // likewise
//   report.look();                                      // reads anew: a push may have been lost
//   await sync.renew(token);                            // same identity, longer life
//   sync.reconnect();  sync.close();

import { SyncClient } from 'twilio-sync';
import type { Endpoints } from '$lib/api/generated';

/** How the connection stands. Instants are milliseconds since the epoch. */
export type SyncLink =
  /** Being opened for the first time, or for less time than is worth a word. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'connected' }
  /** Not reached; it is tried again without being asked. */
  | { readonly kind: 'unreachable'; readonly since: number }
  /** Twilio refused the token; only another token helps. `code` is Twilio's, 0 where it gave none. */
  | { readonly kind: 'refused'; readonly code: number };

/** Why a write did not happen: all that a writer acts on. */
export type SyncProblemKind = 'notOpen' | 'lost' | 'unanswered' | 'tooFast' | 'refused' | 'gone';

/** A refused or failed write. */
export class SyncProblem extends Error {
  override readonly name = 'SyncProblem';
  constructor(
    readonly kind: SyncProblemKind,
    /** Twilio's code; 0 where there was none. */
    readonly code: number = 0,
  ) {
    super(`Sync: ${kind}${code ? ` (${code})` : ''}`);
  }
}

/** What is told of a watched Document. */
export interface DocumentListener {
  /** Its data: once when opened, then at each change, also when it was opened again after a gap. */
  changed(data: unknown): void;
  /** It does not exist, or was deleted. Watching has ended. */
  gone(): void;
  /** This identity may not read it. Watching has ended. */
  refused?(code: number): void;
}

/** A Document under watch. */
export interface WatchedDocument {
  /** Replaces its data. Rejects with `SyncProblem` and repeats nothing: only the caller knows what is still true. */
  set(data: object): Promise<void>;
  /** Opens it anew where it is open, and so tells what it holds now. Until it is open again nothing can be written. */
  look(): void;
  /** Ends watching. */
  close(): void;
}

/** An item of a List, as it came. */
export interface ListItem {
  readonly index: number;
  readonly data: unknown;
}

/** What is told of a watched List. */
export interface ListListener {
  /** Its items from the first on, each once for each time that the List is made: also those that were added in a gap. */
  added(item: ListItem): void;
  /** It does not exist, or was deleted. Watching has ended. */
  gone?(): void;
  /** This identity may not read it. Watching has ended. */
  refused?(code: number): void;
}

/** A List under watch. */
export interface WatchedList {
  /** Adds an item at its end; answers its index. Rejects with `SyncProblem`, as `set` does. */
  push(data: object): Promise<number>;
  /** Reads what was added, as `WatchedDocument.look` does. */
  look(): void;
  /** Ends watching. */
  close(): void;
}

/** The part of the SDK that is used; tests put their own in its place. */
export interface SdkHandle {
  close(): void;
  on(event: string, listener: (argument: never) => void): unknown;
}
/** See `SdkHandle`. */
export interface SdkList extends SdkHandle {
  push(data: object): Promise<ListItem>;
  getItems(options: { from?: number; pageSize?: number; order: 'asc' }): Promise<SdkPage>;
}
/** See `SdkHandle`. */
export interface SdkPage {
  readonly items: readonly ListItem[];
  readonly hasNextPage: boolean;
  nextPage(): Promise<SdkPage>;
}
/** See `SdkHandle`. */
export interface SdkDocument extends SdkHandle {
  readonly data: object;
  set(data: object): Promise<object>;
}
/** See `SdkHandle`. */
export interface SdkClient {
  readonly connectionState: string;
  document(options: { id: string; mode: 'open_existing' }): Promise<SdkDocument>;
  list(options: { id: string; mode: 'open_existing' }): Promise<SdkList>;
  updateToken(token: string): Promise<void>;
  shutdown(): Promise<void>;
  on(event: string, listener: (argument: never) => void): unknown;
}

/** What tests change. */
export interface SyncOptions {
  /** Makes the SDK's client. */
  makeClient?: (token: string, endpoints: Endpoints) => SdkClient;
}

/** How long a first connection may take before the person is told that the clinic isn't reached. */
export const FIRST_CONNECT_MS = 8_000;
/** How long a gap may last before it is told. */
export const GAP_MS = 3_000;
/** A Document or List that could not be opened for a passing reason is tried again: first, and at most this far apart. */
const REOPEN_MS = { first: 500, most: 15_000 };

/** Opens a Sync connection; it connects at once and goes on until closed. */
export function openSync(token: string, endpoints: Endpoints, options: SyncOptions = {}): SyncConnection {
  return new SyncConnection(token, endpoints, options.makeClient ?? makeSdkClient);
}

function makeSdkClient(token: string, endpoints: Endpoints): SdkClient {
  const options: Record<string, unknown> = {
    logLevel: 'silent',
    // The SDK would keep Documents in clear text in the page's session storage.
    Sync: { enableSessionStorage: false },
    // Its own ceiling of two minutes is too long for someone who looks at the screen.
    retryPolicy: { min: 500, max: 10_000, randomness: 0.2 },
  };
  if (endpoints.syncSocketUrl) options['Twilsock'] = { uri: endpoints.syncSocketUrl };
  return new SyncClient(token, options) as unknown as SdkClient;
}

/** See `openSync`. */
export class SyncConnection {
  #token: string;
  readonly #endpoints: Endpoints;
  readonly #makeClient: NonNullable<SyncOptions['makeClient']>;
  readonly #watches = new Set<Watch<SdkHandle>>();
  readonly #listeners = new Set<(link: SyncLink) => void>();
  #client: SdkClient;
  #link: SyncLink = { kind: 'connecting' };
  #gapTimer: ReturnType<typeof setTimeout> | undefined;
  #gapSince = Date.now();
  #heardAt = Date.now();
  #closed = false;

  constructor(token: string, endpoints: Endpoints, makeClient: NonNullable<SyncOptions['makeClient']>) {
    this.#token = token;
    this.#endpoints = endpoints;
    this.#makeClient = makeClient;
    this.#client = this.#start();
    this.#waitForWord(FIRST_CONNECT_MS);
  }

  /** How it stands now. */
  get link(): SyncLink {
    return this.#link;
  }

  /** When something was pushed last, or the connection came to be. What is read does not count. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Calls the listener at each change of `link`. Returns how to stop it. */
  onLink(listener: (link: SyncLink) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Watches a Document that exists. */
  watch(uniqueName: string, listener: DocumentListener): WatchedDocument {
    return this.#begin((owner) => new DocumentWatch(uniqueName, listener, owner));
  }

  /** Watches a List that exists. */
  watchList(uniqueName: string, listener: ListListener): WatchedList {
    return this.#begin((owner) => new ListWatch(uniqueName, listener, owner));
  }

  #begin<W extends Watch<SdkHandle>>(make: (owner: WatchOwner) => W): W {
    const watch: W = make({
      ended: () => this.#watches.delete(watch),
      stalled: () => this.#link.kind === 'connected' && this.reconnect(),
      heard: () => (this.#heardAt = Date.now()),
    });
    this.#watches.add(watch);
    watch.openOn(this.#client);
    return watch;
  }

  /**
   * Goes on with another token of the same identity. On a live connection nothing is interrupted; on any other
   * a new client is made, because the SDK swallows a token given to it while it is disconnecting.
   */
  async renew(token: string): Promise<void> {
    if (this.#closed || token === this.#token) return;
    this.#token = token;
    const client = this.#client;
    if (client.connectionState !== 'connected') {
      this.reconnect();
      return;
    }
    try {
      await client.updateToken(token);
    } catch {
      // Refused, or lost on the way: a fresh connection finds out which, and says so in `link`.
      if (client === this.#client) this.reconnect();
    }
  }

  /** Starts over with a new client: for a socket that takes frames and answers none, and for "try now". */
  reconnect(): void {
    if (this.#closed) return;
    const old = this.#client;
    for (const watch of this.#watches) watch.detach();
    this.#client = this.#start();
    void old.shutdown().catch(() => undefined);
    if (this.#link.kind === 'connected' || this.#link.kind === 'refused') {
      this.#gapSince = Date.now();
      this.#tell({ kind: 'connecting' });
    }
    if (this.#link.kind === 'connecting') this.#waitForWord(GAP_MS);
    for (const watch of this.#watches) watch.openOn(this.#client);
  }

  /** Ends everything. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#gapTimer);
    for (const watch of [...this.#watches]) watch.close();
    this.#listeners.clear();
    void this.#client.shutdown().catch(() => undefined);
  }

  #start(): SdkClient {
    const client = this.#makeClient(this.#token, this.#endpoints);
    const mine = () => client === this.#client && !this.#closed;
    client.on('connectionStateChanged', (state: string) => {
      if (!mine()) return;
      if (state === 'connected') {
        clearTimeout(this.#gapTimer);
        this.#heardAt = Date.now();
        this.#tell({ kind: 'connected' });
        for (const watch of this.#watches) watch.openOn(client);
      } else if (state === 'denied') {
        this.#refuse(this.#link.kind === 'refused' ? this.#link.code : 0);
      } else if (this.#link.kind === 'connected') {
        this.#gapSince = Date.now();
        // Said only when it lasts, but no longer true from this moment on.
        this.#tell({ kind: 'connecting' });
        this.#waitForWord(GAP_MS);
      }
    });
    client.on('connectionError', (error: { terminal: boolean; errorCode?: number | null; httpStatusCode?: number | null }) => {
      if (!mine() || !error.terminal) return;
      const code = error.errorCode ?? 0;
      if (code !== 0 || error.httpStatusCode === 401 || error.httpStatusCode === 403) this.#refuse(code);
      // A terminal fault that isn't about the token: the SDK has given up, the page has not.
      else setTimeout(() => mine() && this.reconnect(), REOPEN_MS.most);
    });
    client.on('tokenExpired', () => {
      if (mine()) this.#refuse(20104);
    });
    return client;
  }

  #refuse(code: number): void {
    clearTimeout(this.#gapTimer);
    this.#tell({ kind: 'refused', code });
  }

  #waitForWord(ms: number): void {
    clearTimeout(this.#gapTimer);
    this.#gapTimer = setTimeout(() => {
      if (this.#link.kind === 'connecting') this.#tell({ kind: 'unreachable', since: this.#gapSince });
    }, ms);
  }

  #tell(link: SyncLink): void {
    const same =
      link.kind === this.#link.kind &&
      (link.kind !== 'refused' || this.#link.kind !== 'refused' || link.code === this.#link.code);
    if (same) return;
    this.#link = link;
    for (const listener of [...this.#listeners]) listener(link);
  }
}

interface WatchOwner {
  ended(): void;
  stalled(): void;
  /** Something was pushed. */
  heard(): void;
}

/** What is watched, over as many SDK handles as it takes. */
abstract class Watch<Handle extends SdkHandle> {
  /** Which attempt is current: an answer to an older one is dropped. */
  #attempt = 0;
  #client: SdkClient | null = null;
  #opening = false;
  #handle: Handle | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = REOPEN_MS.first;
  #ended = false;

  constructor(
    readonly uniqueName: string,
    private readonly told: { gone?(): void; refused?(code: number): void },
    protected readonly owner: WatchOwner,
  ) {}

  protected abstract open(client: SdkClient): Promise<Handle>;
  /** Listens to a handle that was opened; `current` says whether it still is the one. */
  protected abstract follow(handle: Handle, current: () => boolean): void | Promise<void>;

  /** Opens on this client, unless that is done or under way. */
  openOn(client: SdkClient): void {
    if (this.#ended || (client === this.#client && (this.#opening || this.#handle))) return;
    clearTimeout(this.#timer);
    this.#client = client;
    this.#opening = true;
    const attempt = ++this.#attempt;
    const current = () => attempt === this.#attempt && !this.#ended;
    this.open(client)
      .then((handle) => {
        if (!current()) {
          handle.close();
          return undefined;
        }
        this.#opening = false;
        this.#handle = handle;
        this.#pause = REOPEN_MS.first;
        handle.on('removed', () => {
          if (current()) this.#end(() => this.told.gone?.());
        });
        // A subscription that failed is never tried again on its handle, so the handle is dropped.
        handle.on('failure', (error: { status?: number; code?: number }) => {
          if (current()) this.#failed(error);
        });
        return this.follow(handle, current);
      })
      .catch((error: unknown) => {
        if (current()) this.#failed(error);
      });
  }

  /** Lets go of its client; `openOn` takes up another. */
  detach(): void {
    this.#attempt++;
    this.#opening = false;
    this.#client = null;
    clearTimeout(this.#timer);
    this.#dropHandle();
  }

  /** The SDK keeps what it has opened and never reads it again: only a new handle does. */
  look(): void {
    if (this.#ended || !this.#client || !this.#handle) return;
    this.#dropHandle();
    this.openOn(this.#client);
  }

  close(): void {
    this.#end(() => undefined);
  }

  /** Writes by the handle that is open. */
  protected async write<T>(how: (handle: Handle) => Promise<T>): Promise<T> {
    const handle = this.#handle;
    if (this.#ended) throw new SyncProblem('gone');
    if (!handle) throw new SyncProblem('notOpen');
    try {
      return await how(handle);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.kind === 'unanswered') this.owner.stalled();
      throw problem;
    }
  }

  #failed(error: unknown): void {
    const { status, code } = statusOf(error);
    this.#opening = false;
    this.#dropHandle();
    if (status === 404) {
      this.#end(() => this.told.gone?.());
    } else if (status === 403) {
      this.#end(() => this.told.refused?.(code));
    } else {
      this.#attempt++;
      const client = this.#client;
      this.#timer = setTimeout(() => {
        if (client && client === this.#client) this.openOn(client);
      }, this.#pause);
      this.#pause = Math.min(this.#pause * 2, REOPEN_MS.most);
      if (problemOf(error).kind === 'unanswered') this.owner.stalled();
    }
  }

  #end(tell: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#dropHandle();
    this.owner.ended();
    tell();
  }

  #dropHandle(): void {
    try {
      this.#handle?.close();
    } catch {
      // Already closed by the SDK with its client.
    }
    this.#handle = null;
  }
}

class DocumentWatch extends Watch<SdkDocument> implements WatchedDocument {
  constructor(
    uniqueName: string,
    private readonly listener: DocumentListener,
    owner: WatchOwner,
  ) {
    super(uniqueName, listener, owner);
  }

  protected open(client: SdkClient): Promise<SdkDocument> {
    return client.document({ id: this.uniqueName, mode: 'open_existing' });
  }

  protected follow(document: SdkDocument, current: () => boolean): void {
    document.on('updated', (event: { data: unknown; isLocal: boolean }) => {
      if (!current() || event.isLocal) return;
      this.owner.heard();
      this.listener.changed(event.data);
    });
    this.listener.changed(document.data);
  }

  async set(data: object): Promise<void> {
    await this.write((document) => document.set(data));
  }
}

class ListWatch extends Watch<SdkList> implements WatchedList {
  /** The last item that was told of. */
  #told = -1;

  constructor(
    uniqueName: string,
    private readonly listener: ListListener,
    owner: WatchOwner,
  ) {
    super(uniqueName, listener, owner);
  }

  protected open(client: SdkClient): Promise<SdkList> {
    return client.list({ id: this.uniqueName, mode: 'open_existing' });
  }

  /** What is there is read, and what comes meanwhile waits for it: so everything is told in order. */
  protected async follow(list: SdkList, current: () => boolean): Promise<void> {
    let early: ListItem[] | null = [];
    list.on('itemAdded', ({ item }: { item: ListItem }) => {
      if (!current()) return;
      this.owner.heard();
      if (early) early.push({ index: item.index, data: item.data });
      else this.#tell(item);
    });
    let page = await list.getItems({ order: 'asc', pageSize: 100, ...(this.#told < 0 ? {} : { from: this.#told + 1 }) });
    for (;;) {
      if (!current()) return;
      page.items.forEach((item) => this.#tell(item));
      if (!page.hasNextPage) break;
      page = await page.nextPage();
    }
    early.sort((a, b) => a.index - b.index).forEach((item) => this.#tell(item));
    early = null;
  }

  #tell(item: ListItem): void {
    if (item.index <= this.#told) return;
    this.#told = item.index;
    this.listener.added({ index: item.index, data: item.data });
  }

  async push(data: object): Promise<number> {
    return (await this.write((list) => list.push(data))).index;
  }
}

function statusOf(error: unknown): { status: number; code: number; message: string } {
  const { status, code, message } = (error ?? {}) as { status?: unknown; code?: unknown; message?: unknown };
  return {
    status: typeof status === 'number' ? status : 0,
    code: typeof code === 'number' ? code : 0,
    message: typeof message === 'string' ? message : '',
  };
}

function problemOf(error: unknown): SyncProblem {
  const { status, code, message } = statusOf(error);
  if (status === 429) return new SyncProblem('tooFast', code);
  if (status === 404) return new SyncProblem('gone', code);
  if (status === 401 || status === 403) return new SyncProblem('refused', code);
  // The SDK has no code of its own for a frame that nobody answered; its words are all there is to tell by.
  if (status === 0 && /timed out|timeout/i.test(message)) return new SyncProblem('unanswered', code);
  return new SyncProblem('lost', code);
}

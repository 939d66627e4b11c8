import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  FIRST_CONNECT_MS,
  GAP_MS,
  openSync,
  SyncProblem,
  type ListItem,
  type SdkClient,
  type SdkDocument,
  type SdkList,
  type SdkPage,
  type SyncLink,
} from './client';

type Listener = (argument: never) => void;

class FakeDocument implements SdkDocument {
  closed = false;
  readonly listeners = new Map<string, Listener>();
  set: (data: object) => Promise<object> = (data) => Promise.resolve(data);
  constructor(readonly data: object) {}
  on(event: string, listener: Listener) {
    this.listeners.set(event, listener);
  }
  emit(event: string, argument?: unknown) {
    this.listeners.get(event)?.(argument as never);
  }
  close() {
    this.closed = true;
  }
}

/** A List that Twilio keeps, and one handle on it. */
class FakeList implements SdkList {
  readonly listeners = new Map<string, Listener>();
  closed = false;
  hold: Promise<void> | null = null;
  constructor(readonly items: ListItem[]) {}
  on(event: string, listener: Listener) {
    this.listeners.set(event, listener);
  }
  emit(event: string, argument?: unknown) {
    this.listeners.get(event)?.(argument as never);
  }
  add(index: number) {
    const item = { index, data: `item ${index}` };
    this.items.push(item);
    this.emit('itemAdded', { item });
  }
  push(data: object) {
    const item = { index: (this.items.at(-1)?.index ?? -1) + 1, data };
    this.items.push(item);
    return Promise.resolve(item);
  }
  async getItems({ from = 0 }: { from?: number }): Promise<SdkPage> {
    const found = this.items.filter(({ index }) => index >= from);
    await this.hold;
    // Two items a page.
    const page = (start: number): SdkPage => ({
      items: found.slice(start, start + 2),
      hasNextPage: start + 2 < found.length,
      nextPage: () => Promise.resolve(page(start + 2)),
    });
    return page(0);
  }
  close() {
    this.closed = true;
  }
}

class FakeClient implements SdkClient {
  connectionState = 'connecting';
  down = false;
  readonly given: string[] = [];
  readonly asked: string[] = [];
  readonly listeners = new Map<string, Listener>();
  answers: Array<() => Promise<SdkDocument>> = [];
  renewal: () => Promise<void> = () => Promise.resolve();
  constructor(readonly token: string) {}
  on(event: string, listener: Listener) {
    this.listeners.set(event, listener);
  }
  emit(event: string, argument?: unknown) {
    this.listeners.get(event)?.(argument as never);
  }
  become(state: string) {
    this.connectionState = state;
    this.emit('connectionStateChanged', state);
  }
  document({ id }: { id: string }) {
    this.asked.push(id);
    const answer = this.answers.shift();
    return answer ? answer() : new Promise<SdkDocument>(() => undefined);
  }
  lists: Array<() => Promise<SdkList>> = [];
  list({ id }: { id: string }) {
    this.asked.push(id);
    const answer = this.lists.shift();
    return answer ? answer() : new Promise<SdkList>(() => undefined);
  }
  updateToken(token: string) {
    this.given.push(token);
    return this.renewal();
  }
  shutdown() {
    this.down = true;
    return Promise.resolve();
  }
}

function world(...answers: FakeClient['answers']) {
  const clients: FakeClient[] = [];
  const links: SyncLink[] = [];
  const lists: FakeClient['lists'] = [];
  const sync = openSync('first', {}, {
    makeClient: (token) => {
      const client = new FakeClient(token);
      client.answers = answers;
      client.lists = lists;
      clients.push(client);
      return client;
    },
  });
  sync.onLink((link) => links.push(link));
  const client = (index = clients.length - 1) => clients[index]!;
  return { sync, clients, client, links, lists };
}

const seen = () => {
  const changes: unknown[] = [];
  const ends: string[] = [];
  return {
    changes,
    ends,
    listener: {
      changed: (data: unknown) => void changes.push(data),
      gone: () => void ends.push('gone'),
      refused: (code: number) => void ends.push(`refused ${code}`),
    },
  };
};
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('the connection', () => {
  it('says since when the clinic is not reached, once that has lasted', () => {
    const { client, links, sync } = world();
    vi.advanceTimersByTime(FIRST_CONNECT_MS);
    expect(links).toEqual([{ kind: 'unreachable', since: 1_000_000 }]);
    client().become('connected');
    expect(sync.link).toEqual({ kind: 'connected' });
    vi.setSystemTime(2_000_000);
    client().become('connecting');
    expect(sync.link, 'a short gap is not worth a word').toEqual({ kind: 'connecting' });
    vi.advanceTimersByTime(GAP_MS);
    expect(sync.link).toEqual({ kind: 'unreachable', since: 2_000_000 });
  });

  it('keeps Twilio’s code when the token is refused', () => {
    const { client, sync } = world();
    client().emit('connectionError', { terminal: true, httpStatusCode: 401, errorCode: 20104 });
    client().become('denied');
    expect(sync.link).toEqual({ kind: 'refused', code: 20104 });
  });

  it('is not given up when the SDK gives up for another reason', () => {
    const { client, clients } = world();
    client().emit('connectionError', { terminal: true, httpStatusCode: 406, errorCode: 0 });
    vi.advanceTimersByTime(15_000);
    expect(clients).toHaveLength(2);
    expect(client(0).down).toBe(true);
  });
});

describe('a renewed token', () => {
  it('goes to a live connection without a break', async () => {
    const { client, clients, sync } = world();
    client().become('connected');
    await sync.renew('second');
    await sync.renew('second');
    expect(client().given).toEqual(['second']);
    expect(clients).toHaveLength(1);
  });

  it('is never given to a client that is disconnecting, which would swallow it', async () => {
    const { client, clients, sync } = world();
    client().become('connected');
    client().emit('tokenExpired');
    client().become('disconnecting');
    await sync.renew('second');
    expect(client(0).given).toEqual([]);
    expect(clients.map((made) => made.token)).toEqual(['first', 'second']);
    expect(sync.link.kind).toBe('connecting');
  });

  it('that is refused on a live connection is tried on a fresh one, which says why', async () => {
    const { client, clients, sync } = world();
    client().become('connected');
    client().renewal = () => Promise.reject(new Error('refused'));
    await sync.renew('second');
    expect(clients.map((made) => made.token)).toEqual(['first', 'second']);
  });
});

describe('a watched Document', () => {
  it('is told when opened and when changed, but not of our own writes', async () => {
    const document = new FakeDocument({ seq: 1 });
    const { sync } = world(() => Promise.resolve(document));
    const { changes, listener } = seen();
    sync.watch('in-x-status', listener);
    await settle();
    document.emit('updated', { data: { seq: 2 }, isLocal: false });
    document.emit('updated', { data: { seq: 3 }, isLocal: true });
    expect(changes).toEqual([{ seq: 1 }, { seq: 2 }]);
  });

  it('is opened again after a passing fault, further and further apart', async () => {
    const fault = () => Promise.reject(Object.assign(new Error('busy'), { status: 503, code: 0 }));
    const document = new FakeDocument({});
    const { sync, client } = world(fault, fault, () => Promise.resolve(document));
    const { changes, listener } = seen();
    sync.watch('in-x-status', listener);
    await vi.advanceTimersByTimeAsync(499);
    expect(client().asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(client().asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(changes).toEqual([{}]);
  });

  it('whose subscription failed gets a new handle, since the SDK never repeats it', async () => {
    const first = new FakeDocument({ seq: 1 });
    const second = new FakeDocument({ seq: 2 });
    const { sync } = world(() => Promise.resolve(first), () => Promise.resolve(second));
    const { changes, listener } = seen();
    sync.watch('in-x-status', listener);
    await settle();
    first.emit('failure', { status: 500, code: 0 });
    expect(first.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(changes).toEqual([{ seq: 1 }, { seq: 2 }]);
  });

  it.each([
    ['missing', 404, 54100, 'gone'],
    ['another’s', 403, 54007, 'refused 54007'],
  ])('that is %s ends the watch', async (_, status, code, end) => {
    const { sync, client } = world(() => Promise.reject(Object.assign(new Error(), { status, code })));
    const { ends, listener } = seen();
    sync.watch('in-x-status', listener);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ends).toEqual([end]);
    expect(client().asked).toHaveLength(1);
  });

  it('that is deleted under our eyes ends the watch', async () => {
    const document = new FakeDocument({});
    const { sync } = world(() => Promise.resolve(document));
    const { ends, listener } = seen();
    const watched = sync.watch('in-x-report', listener);
    await settle();
    document.emit('removed', {});
    expect(ends).toEqual(['gone']);
    await expect(watched.set({})).rejects.toEqual(new SyncProblem('gone'));
  });

  it('moves to a new client when a connected socket answers nothing', async () => {
    const first = new FakeDocument({ seq: 1 });
    const second = new FakeDocument({ seq: 2 });
    const { sync, client, clients } = world(() => Promise.resolve(first), () => Promise.resolve(second));
    const { changes, listener } = seen();
    const watched = sync.watch('in-x-report', listener);
    client().become('connected');
    await settle();
    first.set = () => Promise.reject(new Error('Twilsock: request timed out: TM1'));
    await expect(watched.set({})).rejects.toMatchObject({ kind: 'unanswered' });
    await settle();
    expect(clients).toHaveLength(2);
    expect(changes).toEqual([{ seq: 1 }, { seq: 2 }]);
  });

  it('is read anew when it is looked at, since the SDK never does', async () => {
    const first = new FakeDocument({ seq: 1 });
    const second = new FakeDocument({ seq: 2 });
    const { sync, client } = world(() => Promise.resolve(first), () => Promise.resolve(second));
    const { changes, listener } = seen();
    const watched = sync.watch('in-x-status', listener);
    watched.look();
    expect(client().asked, 'it is being opened as it is').toHaveLength(1);
    await settle();
    watched.look();
    await settle();
    expect(first.closed).toBe(true);
    expect(changes).toEqual([{ seq: 1 }, { seq: 2 }]);
  });

  it('tells when something was pushed last: not when it was read', async () => {
    const document = new FakeDocument({});
    const { sync, client } = world(() => Promise.resolve(document));
    sync.watch('in-x-status', seen().listener);
    client().become('connected');
    await settle();
    const connected = sync.heardAt;
    await vi.advanceTimersByTimeAsync(7_000);
    document.emit('updated', { data: {}, isLocal: true });
    expect(sync.heardAt).toBe(connected);
    document.emit('updated', { data: {}, isLocal: false });
    expect(sync.heardAt).toBe(connected + 7_000);
  });

  it.each([
    [429, 54009, 'tooFast'],
    [403, 54007, 'refused'],
    [0, 0, 'lost'],
  ])('says why a write failed: %i', async (status, code, kind) => {
    const document = new FakeDocument({});
    const { sync } = world(() => Promise.resolve(document));
    const watched = sync.watch('in-x-report', seen().listener);
    await settle();
    document.set = () => Promise.reject(Object.assign(new Error('no'), { status, code }));
    await expect(watched.set({})).rejects.toMatchObject({ kind, code });
  });
});

describe('a watched List', () => {
  const at = (...indices: number[]) => indices.map((index) => ({ index, data: `item ${index}` }));
  const told = () => {
    const indices: number[] = [];
    let gone = false;
    return { indices, isGone: () => gone, listener: { added: ({ index }: ListItem) => void indices.push(index), gone: () => void (gone = true) } };
  };

  it('tells what is there, then what comes, in order and once', async () => {
    const { sync, lists } = world();
    const list = new FakeList(at(0, 2, 5));
    let release = () => {};
    list.hold = new Promise((resolve) => (release = resolve));
    lists.push(() => Promise.resolve(list));
    const { indices, listener } = told();
    const watched = sync.watchList('in-x-from-clinic', listener);
    await settle();
    list.add(6);
    release();
    await settle();
    expect(indices, 'an item that came while the others were read stands behind them').toEqual([0, 2, 5, 6]);
    list.emit('itemAdded', { item: { index: 5, data: '' } });
    list.add(9);
    expect(indices).toEqual([0, 2, 5, 6, 9]);
    expect(await watched.push({ text: 'x' })).toBe(10);
  });

  it('reads what was added in a gap when it is opened again', async () => {
    const { sync, lists } = world();
    const first = new FakeList(at(0, 1));
    lists.push(() => Promise.resolve(first));
    const { indices, listener } = told();
    sync.watchList('in-x-from-clinic', listener);
    await settle();
    lists.push(() => Promise.resolve(new FakeList(at(0, 1, 2, 3))));
    sync.reconnect();
    await settle();
    expect(first.closed).toBe(true);
    expect(indices).toEqual([0, 1, 2, 3]);
  });

  it('says that it is gone, and writes nothing more', async () => {
    const { sync, lists } = world();
    lists.push(() => Promise.reject(Object.assign(new Error('no'), { status: 404, code: 54150 })));
    const { isGone, listener } = told();
    const watched = sync.watchList('in-x-from-clinic', listener);
    await settle();
    expect(isGone()).toBe(true);
    await expect(watched.push({})).rejects.toEqual(new SyncProblem('gone'));
  });
});

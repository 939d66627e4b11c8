import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openLoopback } from './loopback';

class FakeSocket {
  static all: FakeSocket[] = [];
  readonly sent: Record<string, unknown>[] = [];
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  onclose = (_: { code: number }) => {};
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  says(message: object) {
    this.onmessage({ data: JSON.stringify(message) });
  }
  letsIn(session = 's1') {
    this.onopen();
    this.says({ session, visitId: 'v1' });
  }
}

let stored: Map<string, string>;
const socket = (index = FakeSocket.all.length - 1) => FakeSocket.all[index]!;
const settle = () => vi.advanceTimersByTimeAsync(0);

function page(hash: string) {
  vi.stubGlobal('location', { host: '127.0.0.1:4242', hash, pathname: '/call.html', search: '' });
  const replaced: string[] = [];
  vi.stubGlobal('history', { replaceState: (_: unknown, __: string, url: string) => replaced.push(url) });
  return replaced;
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  stored = new Map();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the loopback door', () => {
  it('takes the ticket out of the address and exchanges it for a session', () => {
    const replaced = page('#t=one-time');
    openLoopback();
    expect(replaced, 'nothing secret stays in the address').toEqual(['/call.html']);
    expect(socket().url).toBe('ws://127.0.0.1:4242/socket');
    socket().letsIn();
    expect(socket().sent).toEqual([{ ticket: 'one-time' }]);
    expect([...stored.values()]).toEqual(['s1']);
  });

  it('answers each command by its own id, in whatever order', async () => {
    page('#t=x');
    const door = openLoopback();
    const first = door.call('getCall', {});
    const second = door.call('joinCall', {});
    socket().letsIn();
    await settle();
    expect(socket().sent.slice(1)).toEqual([
      { id: 1, command: 'getCall', input: {} },
      { id: 2, command: 'joinCall', input: {} },
    ]);
    socket().says({ id: 2, err: { code: 'twilio', message: 'No.', advice: '' } });
    socket().says({ id: 1, ok: { open: true } });
    await expect(first).resolves.toEqual({ open: true });
    await expect(second).rejects.toMatchObject({ code: 'twilio', message: 'No.' });
  });

  it('passes events on as they stand', () => {
    page('#t=x');
    const heard: unknown[] = [];
    openLoopback().onEvent((event) => heard.push(event));
    socket().letsIn();
    socket().says({ event: 'visitEnded', visitId: 'v1' });
    expect(heard).toEqual([{ event: 'visitEnded', visitId: 'v1' }]);
  });

  it('comes back with its session after a lost socket, and refuses what was not answered', async () => {
    page('#t=x');
    const door = openLoopback();
    const reached: boolean[] = [];
    door.onCore((core) => reached.push(core));
    socket().letsIn();
    const asked = door.call('endCall', {});
    const refused = expect(asked, 'only the asker knows whether it may be asked twice').rejects.toMatchObject({ code: 'offline' });
    await settle();
    socket().onclose({ code: 1006 });
    await refused;
    const later = door.call('getCall', {});
    await vi.advanceTimersByTimeAsync(200);
    socket().letsIn('s2');
    await settle();
    expect(socket().sent[0]).toEqual({ session: 's1' });
    expect(socket().sent[1]).toMatchObject({ command: 'getCall' });
    expect(reached).toEqual([true, false, true]);
    socket().says({ id: 2, ok: {} });
    await later;
  });

  it('waits longer between attempts, and not for ever for a command', async () => {
    page('#t=x');
    const door = openLoopback();
    const asked = expect(door.call('getCall', {})).rejects.toMatchObject({ code: 'offline' });
    for (const pause of [200, 400, 800, 1600, 3000, 3000]) {
      socket().onclose({ code: 1006 });
      const before = FakeSocket.all.length;
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(FakeSocket.all).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(FakeSocket.all).toHaveLength(before + 1);
    }
    await vi.advanceTimersByTimeAsync(2000);
    await asked;
  });

  it.each([
    [4401, 'forbidden', 0],
    [4409, 'forbidden', 1],
    [4410, 'notFound', 0],
    [1009, 'internal', 1],
  ])('says why it was closed for good (%i), and does not come back', async (code, error, sessions) => {
    page('#t=x');
    const door = openLoopback();
    socket().letsIn();
    socket().onclose({ code });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    await expect(door.call('getCall', {})).rejects.toMatchObject({ code: error });
    expect(stored.size).toBe(sessions);
  });

  it('knocks on no door without ticket or session', async () => {
    page('');
    const door = openLoopback();
    await expect(door.call('getCall', {})).rejects.toMatchObject({ code: 'forbidden' });
    expect(FakeSocket.all).toHaveLength(0);
  });
});

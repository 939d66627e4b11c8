import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Measured } from '$lib/media';
import { ConnectionCheck, type ConnectionWorld } from './connection.svelte';

vi.mock('$lib/media', async () => ({ ...(await import('$lib/media/network/judge')), measureNetwork: () => Promise.reject(new Error('not here')) }));

const fine: Measured = { outcome: 'completed', path: 'udp', roundTripMs: 30, jitterMs: 2, lossPermille: 0, kilobits: 5_000, signallingMs: 90, mediaMs: 400 };

function world(measured: Measured, change: Partial<ConnectionWorld> = {}) {
  const asked: number[] = [];
  const check = new ConnectionCheck({
    endpoints: () => ({}),
    ask: (number) => asked.push(number),
    sparing: () => false,
    smallPicture: (verdict) => verdict === 'poor',
    measure: () => Promise.resolve(measured),
    ...change,
  });
  const give = (number = asked.at(-1)!) => check.follow({ asked: number, token: 't', iceServers: [] });
  return { check, asked, give };
}

describe('the network check', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks for a pass, measures with it, judges, and asks no more', async () => {
    const { check, asked, give } = world(fine);
    const done = check.start();
    expect(check.state).toEqual({ kind: 'running', trying: 'pass', reached: false });
    expect(asked[0]).toBeGreaterThan(0);
    give();
    await done;
    expect(check.state).toEqual({ kind: 'done', verdict: 'good', hindrance: null, measures: { ...fine, bars: 5, smallPicture: false } });
    expect(asked.at(-1)).toBe(0);
  });

  it('takes no pass of another check', async () => {
    const { check, asked, give } = world(fine);
    const done = check.start();
    give(asked[0]! + 1);
    expect(check.state).toMatchObject({ kind: 'running', trying: 'pass' });
    await vi.advanceTimersByTimeAsync(10_000);
    await done;
    expect(check.state).toEqual({ kind: 'notTried' });
  });

  it('could not be tried where the token is not taken', async () => {
    const { check, give } = world({ ...fine, outcome: 'notTried' });
    const done = check.start();
    give();
    await done;
    expect(check.state).toEqual({ kind: 'notTried' });
  });

  it('is given up by who goes on, and what comes later changes nothing', async () => {
    let finish: (measured: Measured) => void = () => undefined;
    const { check, asked, give } = world(fine, { measure: () => new Promise((resolve) => (finish = resolve)) });
    const done = check.start();
    give();
    await vi.advanceTimersByTimeAsync(0);
    check.stop();
    expect(check.state).toEqual({ kind: 'idle' });
    finish(fine);
    await done;
    expect(check.state).toEqual({ kind: 'idle' });
    expect(asked.at(-1)).toBe(0);
  });

  it('tells the smaller picture', async () => {
    const { check, give } = world({ ...fine, kilobits: 100 });
    const done = check.start();
    give();
    await done;
    expect(check.state).toMatchObject({ kind: 'done', verdict: 'poor', hindrance: 'narrow', measures: { bars: 1, smallPicture: true } });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GuestAdmission } from '$lib/api/generated';
import type { RoomEvent } from '$lib/media';
import { CLOSING_MS, RETRIES_MS, VisitCall, type CallRoom } from './visit-call.svelte';

const admission = (roomSid: string, token = `token-${roomSid}`): GuestAdmission => ({ token, roomName: `name-${roomSid}`, roomSid, profile: 'two', codec: 'vp8' });

function world() {
  const log: string[] = [];
  let tell: (event: RoomEvent) => void = () => undefined;
  const room: CallRoom = {
    connect: (way) => {
      log.push(`connect ${way.token}`);
      return Promise.resolve();
    },
    move: (way) => {
      log.push(`move ${way.token} ${way.profile}`);
      return Promise.resolve();
    },
    profile: 'two',
    leave: () => void log.push('leave'),
    on: (listener) => {
      tell = listener;
      return () => undefined;
    },
  };
  const call = new VisitCall(room, {});
  return { call, log, tell: (event: RoomEvent) => tell(event) };
}
const connected: RoomEvent = { kind: 'connected', roomSid: 'RM1' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the call', () => {
  it('waits for the clinic to open the room, then goes in once', () => {
    const { call, log, tell } = world();
    call.follow(null);
    expect(call.state.kind).toBe('opening');
    call.follow(admission('RM1'));
    expect(call.state.kind).toBe('connecting');
    tell(connected);
    call.follow(admission('RM1'));
    call.follow(admission('RM1', 'fresher'));
    expect(call.state).toEqual({ kind: 'in', reconnecting: false });
    expect(log.filter((line) => line.startsWith('connect'))).toEqual(['connect token-RM1']);
  });

  it('moves to the new room when the clinic has opened another one', () => {
    const { call, log, tell } = world();
    call.follow(admission('RM1'));
    tell(connected);
    log.length = 0;
    call.follow(admission('RM2'));
    tell({ kind: 'disconnected', end: 'left', code: null });
    expect(log).toEqual(['leave', 'connect token-RM2']);
    expect(call.state.kind).toBe('connecting');
  });

  it('moves to the second profile when a third person is announced, and never back', () => {
    const { call, log, tell } = world();
    call.follow(admission('RM1'));
    tell(connected);
    log.length = 0;
    call.follow({ ...admission('RM1', 'second'), profile: 'many' });
    expect(log).toEqual(['move second many']);
    expect(call.state).toEqual({ kind: 'in', reconnecting: false });
    call.follow(admission('RM1', 'first again'));
    expect(log).toHaveLength(1);
  });

  it('moves as soon as it is in, where the announcement came on the way', () => {
    const { call, log, tell } = world();
    call.follow(admission('RM1'));
    call.follow({ ...admission('RM1', 'second'), profile: 'many' });
    expect(log.at(-1)).toBe('connect token-RM1');
    tell(connected);
    expect(log.at(-1)).toBe('move second many');
  });

  it('tries a move that failed again, a few times, while the call goes on', () => {
    const { call, log, tell } = world();
    call.follow(admission('RM1'));
    tell(connected);
    call.follow({ ...admission('RM1', 'second'), profile: 'many' });
    for (const wait of [...RETRIES_MS, 60_000]) {
      tell({ kind: 'notMoved', code: 53000 });
      vi.advanceTimersByTime(wait);
    }
    expect(log.filter((line) => line.startsWith('move'))).toHaveLength(1 + RETRIES_MS.length);
    expect(call.state).toEqual({ kind: 'in', reconnecting: false });
  });

  it('shows a break and its mending', () => {
    const { call, tell } = world();
    call.follow(admission('RM1'));
    tell(connected);
    tell({ kind: 'reconnecting' });
    expect(call.state).toEqual({ kind: 'in', reconnecting: true });
    tell({ kind: 'reconnected' });
    expect(call.state).toEqual({ kind: 'in', reconnecting: false });
  });

  it('never fights with another device of the same person', () => {
    const { call, log, tell } = world();
    call.follow(admission('RM1'));
    tell(connected);
    tell({ kind: 'disconnected', end: 'elsewhere', code: 53205 });
    call.follow(admission('RM1', 'fresher'));
    vi.advanceTimersByTime(60_000);
    expect(call.state).toEqual({ kind: 'out', problem: 'elsewhere', code: 53205 });
    expect(log.filter((line) => line.startsWith('connect'))).toHaveLength(1);
    call.again();
    expect(log.at(-1)).toBe('connect fresher');
  });

  it('tries a lost call again by itself, a few times, then says so', () => {
    const { call, log, tell } = world();
    call.follow(admission('RM1'));
    for (const wait of RETRIES_MS) {
      tell({ kind: 'disconnected', end: 'signaling', code: 53000 });
      expect(call.state.kind).toBe('connecting');
      vi.advanceTimersByTime(wait);
    }
    tell({ kind: 'disconnected', end: 'signaling', code: 53000 });
    expect(call.state).toEqual({ kind: 'out', problem: 'lost', code: 53000 });
    expect(log.filter((line) => line.startsWith('connect'))).toHaveLength(1 + RETRIES_MS.length);
  });

  it('gives the clinic a moment to say what a closed room means', () => {
    const { call, tell } = world();
    call.follow(admission('RM1'));
    tell(connected);
    tell({ kind: 'disconnected', end: 'completed', code: 53118 });
    expect(call.state.kind).toBe('closing');
    vi.advanceTimersByTime(CLOSING_MS);
    expect(call.state).toMatchObject({ kind: 'out', problem: 'closed' });
    call.follow(admission('RM2'));
    expect(call.state.kind).toBe('connecting');
  });

  it('comes back when the clinic lets the person in anew to the same room', () => {
    const { call, log, tell } = world();
    call.follow(admission('RM1'));
    tell({ kind: 'disconnected', end: 'stale', code: 20104 });
    expect(call.state).toMatchObject({ kind: 'out', problem: 'notAdmitted' });
    call.follow(admission('RM1', 'fresher'));
    expect(log.at(-1)).toBe('connect fresher');
  });
});

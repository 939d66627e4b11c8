import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Report, Status } from '$lib/api/generated';
import type { SdkClient, SdkDocument, SdkList } from './client';
import { Invitation, LOOK_MS } from './invitation.svelte';
import type { LinkToken } from './token';

const status = (seq: number): Partial<Status> => ({
  v: 1,
  seq,
  stage: 'waiting',
  clinicName: 'A clinic',
  providerName: 'A provider',
  providerState: { kind: 'available' },
  startsAt: '2026-07-01T13:00:00Z',
  minutes: 20,
  language: 'en',
  people: [],
  alive: 'pv-1-alive',
});

/** A Twilio whose pushes a test sends, or loses. */
function twilio() {
  const stored: Record<string, unknown> = { 'in-x-status': status(1), 'pv-1-alive': { v: 1, at: '2026-07-01T12:50:00Z' } };
  const reads: string[] = [];
  const listeners = new Map<string, (event: never) => void>();
  const states: Array<(state: string) => void> = [];
  const document = (id: string): SdkDocument => {
    const data = (stored[id] ?? {}) as object;
    return { data, close: () => undefined, set: (written) => Promise.resolve(written), on: (event, told) => event === 'updated' && listeners.set(id, told) };
  };
  const list: SdkList = {
    close: () => undefined,
    on: () => undefined,
    push: (data) => Promise.resolve({ index: 0, data }),
    getItems: () => Promise.resolve({ items: [], hasNextPage: false, nextPage: () => Promise.reject(new Error('no more')) }),
  };
  const client: SdkClient = {
    connectionState: 'connected',
    document: ({ id }) => {
      reads.push(id);
      return Promise.resolve(document(id));
    },
    list: ({ id }) => {
      reads.push(id);
      return Promise.resolve(list);
    },
    updateToken: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
    on: (event, told) => event === 'connectionStateChanged' && states.push(told as unknown as (state: string) => void),
  };
  return {
    client,
    reads: (id: string) => reads.filter((read) => read === id).length,
    write: (id: string, data: unknown, pushed: boolean) => {
      stored[id] = data;
      if (pushed) listeners.get(id)?.({ data, isLocal: false } as never);
    },
    connect: () => states.forEach((told) => told('connected')),
  };
}

function opened() {
  const there = twilio();
  const token = { jwt: 'a', identity: 'in-x', invitationId: 'x', serviceSid: 'IS0', expiresAt: Date.now() + 3_600_000, startsAt: 0 } satisfies LinkToken;
  const report = { v: 1, seq: 0, beat: 0, chat: {} } as Report;
  const invitation = new Invitation({ token, endpoints: {}, report, makeClient: () => there.client });
  there.connect();
  return { there, invitation };
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-07-01T12:50:00Z') }));
afterEach(() => void vi.useRealTimers());

describe('what the clinic writes', () => {
  it('is read where no push brings it', async () => {
    const { there, invitation } = opened();
    await vi.advanceTimersByTimeAsync(0);
    expect(invitation.status?.seq).toBe(1);
    there.write('in-x-status', status(2), false);
    await vi.advanceTimersByTimeAsync(LOOK_MS.silence + LOOK_MS.tick);
    expect(invitation.status?.seq).toBe(2);
    there.write('in-x-status', status(3), false);
    await vi.advanceTimersByTimeAsync(LOOK_MS.whileSilent + LOOK_MS.tick);
    expect(invitation.status?.seq).toBe(3);
    invitation.close();
    const before = there.reads('in-x-status');
    await vi.advanceTimersByTimeAsync(300_000);
    expect(there.reads('in-x-status'), 'and no more after the end').toBe(before);
  });

  it('is read rarely while pushes come', async () => {
    const { there, invitation } = opened();
    await vi.advanceTimersByTimeAsync(0);
    for (let minute = 0; minute < 6; minute++) {
      await vi.advanceTimersByTimeAsync(20_000);
      there.write('pv-1-alive', { v: 1, at: new Date(Date.now()).toISOString() }, true);
    }
    // Opened once, then once a minute.
    expect(there.reads('in-x-status')).toBeLessThanOrEqual(3);
    invitation.close();
  });

  it('is no sign of life when it is read once more', async () => {
    const { invitation } = opened();
    await vi.advanceTimersByTimeAsync(0);
    const heard = invitation.heardClinic;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(invitation.heardClinic).toBe(heard);
    invitation.close();
  });
});

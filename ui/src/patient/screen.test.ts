import { describe, expect, it } from 'vitest';
import type { Status } from '$lib/api/generated';
import { screenOf, type World } from './screen';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const HOUR = 3_600_000;
const token = {
  jwt: 'a.b.c',
  identity: 'in-x',
  invitationId: 'x',
  serviceSid: 'IS0',
  expiresAt: NOW + HOUR,
  startsAt: NOW - HOUR,
};
const status: Status = {
  v: 1,
  seq: 1,
  stage: 'waiting',
  clinicName: 'Juniper Street Clinic',
  providerName: 'Dr. Okafor',
  providerState: { kind: 'available' },
  startsAt: '2026-11-23T09:00:00Z',
  people: [],
  chat: {},
  afterword: '', intake: [],
  alive: '',
  minutes: 20,
};
const world: World = {
  token,
  support: 'fine',
  inApp: null,
  anotherTab: false,
  link: { kind: 'connected' },
  closed: null,
  status,
  step: { at: 'waiting' },
  started: false,
  wasInCall: false,
  now: NOW,
  clockAhead: 0,
};
const on = (change: Partial<World>) => {
  const screen = screenOf({ ...world, ...change });
  return screen.at === 'deadEnd' ? screen.end.kind : screen.at;
};
const stage = (name: Status['stage']) => ({ ...status, stage: name });

describe('the screen', () => {
  it('follows the person’s own steps while the visit is open', () => {
    expect(on({ step: { at: 'welcome' } })).toBe('welcome');
    expect(on({ step: { at: 'check', device: 'camera', again: false } })).toBe('check');
    expect(on({})).toBe('waiting');
    expect(on({ step: { at: 'left' } })).toBe('left');
  });

  it('welcomes before the video SDK is there, and tries devices only with it', () => {
    expect(on({ support: 'unknown', step: { at: 'welcome' } })).toBe('welcome');
    expect(on({ support: 'unknown', step: { at: 'who' } })).toBe('who');
    expect(on({ support: 'unknown', step: { at: 'check', device: 'camera', again: false } })).toBe('loading');
  });

  it('welcomes before the clinic’s words are there, unless Start was pressed, nobody is reached, or the link is over', () => {
    const early = { status: null, step: { at: 'welcome' }, link: { kind: 'connecting' } } as const;
    expect(on(early)).toBe('welcome');
    expect(on({ ...early, started: true })).toBe('loading');
    expect(on({ ...early, link: { kind: 'unreachable', since: NOW } })).toBe('loading');
    expect(on({ ...early, token: { ...token, expiresAt: NOW - 1 } })).toBe('loading');
    expect(on({ ...early, step: { at: 'waiting' } }), 'after a reload').toBe('loading');
  });

  it('is the call once the clinic lets the waiting person in', () => {
    expect(on({ status: stage('admitted') })).toBe('call');
    expect(on({ status: stage('admitted'), step: { at: 'check', device: 'speaker', again: true } })).toBe('call');
    expect(on({ status: stage('admitted'), step: { at: 'intake', again: true } })).toBe('call');
  });

  it('drags nobody into a call who has not tried their devices or has left', () => {
    expect(on({ status: stage('admitted'), step: { at: 'welcome' } })).toBe('welcome');
    expect(on({ status: stage('admitted'), step: { at: 'check', device: 'camera', again: false } })).toBe('check');
    expect(on({ status: stage('admitted'), step: { at: 'left' } })).toBe('left');
  });

  it.each(['ended', 'cancelled', 'removed', 'keptOut', 'withdrawn', 'noShow'] as const)('has words for a visit that is %s', (name) => {
    expect(on({ status: stage(name) })).toBe(name);
  });

  it('says goodbye to a person who was in the call, also where the end is learned from the Documents going', () => {
    expect(on({ status: stage('ended'), wasInCall: true })).toBe('goodbye');
    expect(on({ status: stage('admitted'), closed: 'gone', wasInCall: true })).toBe('goodbye');
    expect(on({ status: null, closed: 'gone', wasInCall: true })).toBe('goodbye');
  });

  it('has words for Documents that are not there, not ours, or not understood', () => {
    expect(on({ status: null, closed: 'gone' })).toBe('gone');
    expect(on({ status: null, closed: 'refused' })).toBe('refused');
    expect(on({ status: null, closed: 'unreadable' })).toBe('unreadable');
  });

  it('says what is wrong with the browser before anything about the visit', () => {
    expect(on({ support: 'unsupported', status: null })).toBe('unsupported');
    expect(on({ support: 'insecure' })).toBe('insecure');
    expect(on({ inApp: 'Instagram' })).toBe('inApp');
    expect(on({ anotherTab: true })).toBe('anotherTab');
    expect(on({ token: null })).toBe('damaged');
  });

  it('is never stuck without a word', () => {
    const since = NOW - 10_000;
    expect(screenOf({ ...world, status: null, link: { kind: 'unreachable', since } })).toEqual({
      at: 'loading',
      unreachableSince: since,
    });
    expect(on({ link: { kind: 'unreachable', since } }), 'what is known stays on the screen').toBe('waiting');
  });
});

describe('a refused link', () => {
  const refused = (code: number, change: Partial<World> = {}) =>
    screenOf({ ...world, status: null, link: { kind: 'refused', code }, ...change });

  it('that has expired says until when it worked', () => {
    const old = { ...token, expiresAt: NOW - 60_000 };
    expect(refused(20104, { token: old })).toEqual({ at: 'deadEnd', end: { kind: 'expired', until: NOW - 60_000 } });
    expect(refused(0, { token: old })).toMatchObject({ end: { kind: 'expired' } });
  });

  it('is expired by the portal’s clock, not by a phone’s that is a day behind', () => {
    const slow = { now: NOW - 24 * HOUR, clockAhead: -24 * HOUR };
    expect(refused(0, { ...slow, token: { ...token, expiresAt: NOW - 60_000 } })).toMatchObject({ end: { kind: 'expired' } });
  });

  it('that comes from the future blames the clinic’s clock where the portal agrees with the phone', () => {
    const future = { ...token, startsAt: NOW + 24 * HOUR, expiresAt: NOW + 30 * HOUR };
    expect(refused(20104, { token: future })).toMatchObject({ end: { kind: 'notYet', from: NOW + 24 * HOUR } });
    expect(refused(20105, { token: future })).toMatchObject({ end: { kind: 'notYet' } });
  });

  it('that comes from the future blames the phone’s clock where nobody else can be asked', () => {
    const future = { ...token, startsAt: NOW + 24 * HOUR, expiresAt: NOW + 30 * HOUR };
    expect(refused(20104, { token: future, clockAhead: null })).toMatchObject({ end: { kind: 'clockOff' } });
  });

  it('whose door stays shut on a phone with a wrong clock says so', () => {
    const link = { kind: 'unreachable', since: NOW } as const;
    expect(on({ status: null, link, clockAhead: 24 * HOUR })).toBe('clockOff');
    expect(on({ status: null, link, clockAhead: 1_000 })).toBe('loading');
  });

  it('for any other reason says that it is not the person’s fault, with the code', () => {
    expect(refused(20101)).toEqual({ at: 'deadEnd', end: { kind: 'refused', code: 20101 } });
  });

  it('does not undo the end of a visit that is known already', () => {
    expect(screenOf({ ...world, status: { ...status, stage: 'ended' }, link: { kind: 'refused', code: 20104 }, wasInCall: true })).toMatchObject({ at: 'goodbye' });
  });
});

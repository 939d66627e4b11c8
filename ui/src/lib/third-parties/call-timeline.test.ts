// What is drawn of a call: each stretch once, with how long it took; what goes on, counted; what is to come; how it ended.
import { describe, expect, it } from 'vitest';
import type { PhoneEvent, PhoneParty, PhoneState } from '$lib/api/generated';
import { aCall, moment, STEPS } from './a-call';
import { callSeconds, callTimeline, stateSeconds } from './call-timeline';

type Happened = [PhoneEvent, PhoneState, number, number?];
const drawn = (party: PhoneParty, second: number) =>
  callTimeline(party, moment(second), 'Elena').map(({ state, label, figure }) => `${state} ${label}${figure ? ` ${figure}` : ''}`);
const keysOf = (party: PhoneParty, second: number) => callTimeline(party, moment(second), 'Elena').map(({ key }) => key);

const DIALLED: Happened[] = [['dialRequested', 'requested', 0], ['dialTaken', 'queued', 1]];
const ANSWERED: Happened[] = [...DIALLED, ['lineRang', 'ringing', 3], ['lineAnswered', 'answered', 10]];
const ON_HOLD: Happened[] = [
  ...ANSWERED, ['stepBegun', 'onStep', 10, 1], ['stepBegun', 'onStep', 12, 2], ['stepBegun', 'onStep', 13, 3], ['personAwaited', 'waitingForPerson', 17],
];

describe('the timeline of a call through a phone tree', () => {
  it('begins with everything to come, the access code without its keys', () => {
    expect(drawn(aCall({ steps: STEPS }, ...DIALLED), 2)).toEqual([
      'live Dialling 0:02', 'todo Ringing', 'todo Answered', 'todo Waiting for the greeting to begin', 'todo Pressing 2 for Spanish',
      'todo Pressing the access code: the practice account', 'todo On hold', 'todo In the visit',
    ]);
  });

  it('ticks each step with how long it took, and counts the one that goes on', () => {
    const party = aCall({ steps: STEPS }, ...ON_HOLD);
    expect(drawn(party, 57)).toEqual([
      'done Dialling 0:03', 'done Ringing 0:07', 'done Answered 0:00', 'done Waiting for the greeting to begin 0:02', 'done Pressing 2 for Spanish 0:01',
      'done Pressing the access code: the practice account 0:04', 'live On hold 0:40', 'todo In the visit',
    ]);
    const hold = callTimeline(party, moment(57), 'Elena').find(({ state }) => state === 'live');
    expect(hold?.detail).toBe('A person is expected after the hold music. Elena can’t hear the line yet.');
    expect([callSeconds(party, moment(57)), stateSeconds(party, moment(57))]).toEqual([57, 40]);
  });

  it('keeps its rows while the call goes through them', () => {
    const before = keysOf(aCall({ steps: STEPS }, ...DIALLED), 2);
    const after = keysOf(aCall({ steps: STEPS }, ...ON_HOLD), 57);
    expect(after).toEqual(before);
    expect(new Set(after).size).toBe(after.length);
  });

  it('crosses out nothing when the provider takes over: what is left of the tree is passed over', () => {
    const party = aCall({ steps: STEPS }, ...ANSWERED, ['stepBegun', 'onStep', 10, 1], ['takenOver', 'answered', 11], ['keysPressed', 'answered', 12], ['keysPressed', 'answered', 14]);
    expect(drawn(party, 20)).toEqual([
      'done Dialling 0:03', 'done Ringing 0:07', 'done Answered 0:00', 'done Waiting for the greeting to begin 0:01', 'skipped Pressing 2 for Spanish',
      'skipped Pressing the access code: the practice account', 'skipped On hold', 'done You took over 0:01', 'live You pressed keys, 2 times 0:08', 'todo In the visit',
    ]);
  });

  it('has a tree done that the line was quicker through than the clock', () => {
    const party = aCall({ steps: STEPS }, ...ANSWERED, ['stepBegun', 'onStep', 10, 1], ['legJoined', 'inVisit', 12]);
    expect(drawn(party, 20).slice(3)).toEqual([
      'done Waiting for the greeting to begin 0:02', 'done Pressing 2 for Spanish', 'done Pressing the access code: the practice account', 'done On hold', 'live In the visit 0:08',
    ]);
  });
});

describe('the timeline of other calls', () => {
  it('says what is to be done on a guided line, and who cannot hear it', () => {
    const party = aCall({ way: 'guided', answeredBy: 'human' }, ...ANSWERED);
    expect(drawn(party, 15)).toEqual(['done Dialling 0:03', 'done Ringing 0:07', 'live Answered 0:05', 'todo In the visit']);
    expect(callTimeline(party, moment(15), 'Elena')[2]?.detail).toBe('A person answered. Press keys, then have it join. Elena can’t hear the line yet.');
  });

  it('has a line that is listened in to heard alone before it is in the visit, and again each time it comes back', () => {
    const quiet = aCall({ way: 'listenIn', quiet: true }, ...ANSWERED, ['legHeard', 'listening', 11]);
    expect(drawn(quiet, 20).slice(2)).toEqual(['done Answered 0:01', 'live You alone hear the line 0:09', 'todo In the visit']);
    const back = aCall(
      { way: 'listenIn', quiet: true }, ...ANSWERED, ['legHeard', 'listening', 11], ['keysPressed', 'listening', 12], ['legLeft', 'answered', 13], ['legHeard', 'listening', 15],
    );
    expect(drawn(back, 16).slice(3)).toEqual([
      'done You alone hear the line 0:01', 'done You pressed keys 0:01', 'done Out of the room 0:02', 'live You alone hear the line 0:01', 'todo In the visit',
    ]);
    expect(new Set(keysOf(back, 16)).size).toBe(keysOf(back, 16).length);
  });

  it('tells a lost answer that was found from a second call', () => {
    const lost: Happened[] = [['dialRequested', 'requested', 0], ['dialLost', 'unknown', 5]];
    expect(drawn(aCall({}, ...lost), 8)[1]).toBe('live Looking for the call 0:03');
    expect(drawn(aCall({}, ...lost, ['dialTaken', 'queued', 9]), 10)).toEqual([
      'done Dialling 0:05', 'done Looking for the call 0:04', 'live Dialling 0:01', 'todo Ringing', 'todo Answered', 'todo In the visit',
    ]);
  });

  it.each<[string, Happened[], string]>([
    ['busy', [...DIALLED, ['lineBusy', 'busy', 4]], 'failed The line was busy'],
    ['no answer', [...DIALLED, ['lineRang', 'ringing', 3], ['lineUnanswered', 'noAnswer', 33]], 'failed Nobody answered'],
    ['refused', [['dialRequested', 'requested', 0], ['dialRefused', 'failed', 1]], 'failed Not called'],
    ['called off', [['dialCancelled', 'cancelled', 1]], 'skipped Called off before anything answered'],
    ['hung up on the way', [...ANSWERED, ['lineEnded', 'completed', 20]], 'failed The line hung up before it came into the visit'],
    ['hung up by the provider', [...ANSWERED, ['hangUpAsked', 'answered', 19], ['lineEnded', 'completed', 20]], 'done You hung up'],
    ['the end of a visit', [...ANSWERED, ['legJoined', 'inVisit', 11], ['lineEnded', 'completed', 60]], 'done The line hung up'],
  ])('ends with what happened: %s', (_, happened, last) => {
    const party = aCall({}, ...happened);
    const rows = drawn(party, 100);
    expect(rows.at(-1)).toBe(last);
    expect(rows.filter((row) => row.startsWith('live') || row.startsWith('todo'))).toEqual([]);
    expect(callSeconds(party, moment(100))).toBe(happened.at(-1)?.[2]);
  });

  it('passes over what the line never came to when it ended in the tree', () => {
    const party = aCall({ steps: STEPS }, ...ANSWERED, ['stepBegun', 'onStep', 10, 1], ['lineEnded', 'completed', 14]);
    expect(drawn(party, 20).slice(3, 5)).toEqual(['done Waiting for the greeting to begin 0:04', 'skipped Pressing 2 for Spanish']);
  });

  it('never counts below zero, and does not begin anew with a mute', () => {
    expect(drawn(aCall({}, ...DIALLED), -3)[0]).toBe('live Dialling 0:00');
    expect(drawn(aCall({ muted: true }, ...ANSWERED, ['legJoined', 'inVisit', 11], ['legMuted', 'inVisit', 30]), 41).at(-1)).toBe('live In the visit 0:30');
  });
});

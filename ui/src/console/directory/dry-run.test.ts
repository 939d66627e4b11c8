import { describe, expect, it } from 'vitest';
import type { PhoneEvent, PhoneParty, PhoneState } from '$lib/api/generated';
import { dryRunOutcome, dryRunTimeline, dryRunWords } from './dry-run';

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();

/** A dry run whose last line is where it stands; each is [event, state, second, step]. */
function run(more: Partial<PhoneParty>, ...happened: [PhoneEvent, PhoneState, number, number?][]): PhoneParty {
  const [, state = 'intended', second = 0, step] = happened.at(-1) ?? [];
  return {
    id: 'p1', identity: 'ph-p1', name: 'Clearline', role: 'interpreter', language: 'es', numberShown: '', lineId: 'l1', way: 'recipe', state, since: at(second), addedAt: at(0),
    steps: [
      { kind: 'wait', keys: null, note: 'for the greeting', millis: 4000 },
      { kind: 'press', keys: '2', note: 'for Spanish', millis: 1000 },
      { kind: 'handOver', keys: null, note: '', millis: 1500 },
    ],
    step: step ?? null, quiet: false, muted: false, hangingUp: false, over: ['busy', 'noAnswer', 'failed', 'cancelled', 'completed'].includes(state), answeredBy: null, failure: null,
    actions: [], next: null, insteadOf: null, timeline: happened.map(([event, led, when, of]) => ({ event, state: led, at: at(when), step: of ?? null })), ...more,
  };
}
const answered: [PhoneEvent, PhoneState, number, number?][] = [
  ['dialRequested', 'requested', 0], ['dialTaken', 'queued', 1], ['lineRang', 'ringing', 2], ['lineAnswered', 'answered', 5], ['stepBegun', 'onStep', 5, 1],
];
const lines = (call: PhoneParty, second: number) => dryRunTimeline(call, Date.parse(at(second))).map(({ state, label, figure }) => `${state} ${label}${figure ? ` ${figure}` : ''}`);

describe('a phone tree that is tried', () => {
  it('shows what happened, what goes on, what is to come', () => {
    expect(lines(run({}, ...answered), 7)).toEqual([
      'done Dialling 0:02', 'done Ringing 0:03', 'done Answered 0:00', 'live Waiting for the greeting 0:02', 'todo Pressing 2 for Spanish', 'todo A person would be put through',
    ]);
    expect(lines(run({}), 1)).toEqual(['live Dialling 0:01', 'todo Ringing', 'todo Answered', 'todo Waiting for the greeting', 'todo Pressing 2 for Spanish', 'todo A person would be put through']);
    expect(dryRunWords(run({}, ...answered))).toBe('Waiting for the greeting.');
    expect(dryRunOutcome(run({}, ...answered))).toBeNull();
  });

  it('reaches the end', () => {
    const done = run({}, ...answered, ['stepBegun', 'onStep', 9, 2], ['personAwaited', 'waitingForPerson', 10], ['lineEnded', 'completed', 13]);
    expect(lines(done, 60).slice(3)).toEqual(['done Waiting for the greeting 0:04', 'done Pressing 2 for Spanish 0:01', 'done A person would now be put through 0:03', 'done Hung up']);
    expect(dryRunOutcome(done)).toMatchObject({ tone: 'ok', title: 'A person would now be put through.' });
  });

  it('says how else it can end', () => {
    const outcome = (...end: [PhoneEvent, PhoneState, number][]) => dryRunOutcome(run({}, ...answered, ...end));
    expect(outcome(['lineEnded', 'completed', 7])).toMatchObject({ tone: 'bad', title: 'The line hung up before the end.', words: expect.stringContaining('at step 1 of 3, waiting for the greeting.') });
    expect(outcome(['hangUpAsked', 'onStep', 6], ['lineEnded', 'completed', 7])).toMatchObject({ tone: 'plain', title: 'Stopped.' });
    expect(dryRunOutcome(run({}, ['dialTaken', 'queued', 1], ['lineBusy', 'busy', 2]))).toMatchObject({ tone: 'bad', title: 'The line was busy.' });
    expect(dryRunOutcome(run({}, ['dialTaken', 'queued', 1], ['lineUnanswered', 'noAnswer', 46]))).toMatchObject({ title: 'Nobody answered.' });
    expect(dryRunOutcome(run({}, ['dialCancelled', 'cancelled', 1]))).toMatchObject({ tone: 'plain', title: 'Stopped before anything answered.' });
    const failure = { message: 'Twilio does not accept this number.', advice: 'Check it.', twilioCode: 21211 };
    expect(dryRunOutcome(run({ failure }, ['dialRefused', 'failed', 1]))).toEqual({ tone: 'bad', title: failure.message, words: failure.advice, code: 21211 });
  });

  it('says that a lost answer is looked up', () => {
    const [looking] = dryRunTimeline(run({}, ['dialRequested', 'requested', 0], ['dialLost', 'unknown', 3]), Date.parse(at(4))).filter(({ state }) => state === 'live');
    expect(looking).toMatchObject({ label: 'Looking for the call', detail: 'Twilio’s answer was lost. Nothing is dialled twice.', figure: '0:01' });
  });
});

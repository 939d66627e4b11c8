import { describe, expect, it } from 'vitest';
import { aCall, STEPS } from '$lib/third-parties/a-call';
import { callChangeWords, unhelpful } from './phone-parties.svelte';

describe('what is read out of a call', () => {
  it('is each change once, and no second of it', () => {
    const ringing = aCall({}, ['lineRang', 'ringing', 3]);
    expect(callChangeWords(undefined, aCall({}))).toBe('Clearline Interpreting: dialling');
    expect(callChangeWords(aCall({}), aCall({}, ['dialRequested', 'requested', 0]))).toBe('');
    expect(callChangeWords(aCall({}), ringing)).toBe('Clearline Interpreting: ringing');
    expect(callChangeWords(ringing, { ...ringing, actions: ['hangUp'] })).toBe('');
  });

  it('names the step of the phone tree, the mute, the hanging up and the failure', () => {
    const step = (n: number) => aCall({ steps: STEPS }, ['stepBegun', 'onStep', 10 + n, n]);
    expect(callChangeWords(step(1), step(2))).toBe('Clearline Interpreting: pressing 2 for Spanish');
    expect(callChangeWords(step(2), step(3))).toBe('Clearline Interpreting: pressing the access code: the practice account');
    const inVisit = aCall({}, ['legJoined', 'inVisit', 9]);
    expect(callChangeWords(inVisit, { ...inVisit, muted: true })).toBe('Clearline Interpreting: muted for the visit');
    expect(callChangeWords(inVisit, { ...inVisit, hangingUp: true })).toBe('Clearline Interpreting: hanging up');
    const failed = aCall({ failure: { message: 'Twilio cannot reach this number.', advice: 'Check it.', twilioCode: 21214 } }, ['dialRefused', 'failed', 1]);
    expect(callChangeWords(aCall({}), failed)).toBe('Clearline Interpreting: Twilio cannot reach this number.');
  });

  it('tells what answered when it becomes known', () => {
    const answered = aCall({}, ['lineAnswered', 'answered', 10]);
    expect(callChangeWords(answered, { ...answered, answeredBy: 'machine' })).toBe('Clearline Interpreting: A machine answered.');
  });

  it('is by number where there is no name', () => {
    expect(callChangeWords(undefined, aCall({ name: '' }))).toBe('+1 202-555-0110: dialling');
  });
});

describe('a call that is over', () => {
  it('needs a word on the stage where it helped nobody and nobody ended it', () => {
    expect(unhelpful(aCall({}, ['lineBusy', 'busy', 4]))).toBe(true);
    expect(unhelpful(aCall({}, ['lineAnswered', 'answered', 4], ['lineEnded', 'completed', 9]))).toBe(true);
    expect(unhelpful(aCall({}, ['legJoined', 'inVisit', 4], ['lineEnded', 'completed', 9]))).toBe(false);
    expect(unhelpful(aCall({}, ['hangUpAsked', 'ringing', 4], ['lineCancelled', 'cancelled', 9]))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import type { PhoneParty } from '$lib/api/generated';
import { callStanding, phoneTimeline } from './history';

const time = (instant: string) => instant.slice(11, 16);
const party = (more: Partial<PhoneParty>) =>
  ({ state: 'onStep', over: false, hangingUp: false, failure: null, steps: [{ kind: 'press', keys: '2', note: 'for Spanish', millis: 1000 }], ...more }) as PhoneParty;
const at = (minute: number) => `2026-11-24T09:0${minute}:00Z`;

describe('the timeline of a call', () => {
  it('has each step with its time, and the last one goes on', () => {
    const items = phoneTimeline(
      party({ timeline: [{ event: 'lineAnswered', state: 'answered', at: at(1) }, { event: 'stepBegun', state: 'onStep', step: 1, at: at(2) }] }),
      time,
    );
    expect(items.map(({ state, label, figure }) => [state, label, figure])).toEqual([['done', 'Answered', '09:01'], ['live', 'Pressing 2 for Spanish', '09:02']]);
  });

  it('says how it failed, and that nothing goes on any more', () => {
    const failure = { message: 'Twilio refused the number.', advice: 'Check it.', twilioCode: 21211 };
    const over = party({ state: 'failed', over: true, failure, timeline: [{ event: 'dialRefused', state: 'failed', at: at(1) }] });
    expect(phoneTimeline(over, time)).toEqual([{ key: '0 dialRefused', state: 'failed', label: 'Not dialled', detail: 'Twilio refused the number. Check it.', figure: '09:01' }]);
    expect(callStanding(over)).toBe('Not called');
    expect(callStanding(party({ hangingUp: true }))).toBe('Hanging up');
  });
});

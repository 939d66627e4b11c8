// A call to a third party for tests, as the core tells it: with what happened at which second.
import type { PhoneEvent, PhoneParty, PhoneState, PhoneStep } from '$lib/api/generated';

/** When it was asked for. */
export const BEGAN = Date.parse('2026-11-24T09:04:00Z');
/** So many seconds after that, as an instant. */
export const at = (seconds: number): string => new Date(BEGAN + seconds * 1000).toISOString();
/** The same in milliseconds. */
export const moment = (seconds: number): number => BEGAN + seconds * 1000;

/** The phone tree of the practice clinic's interpreter line, shortened. */
export const STEPS: PhoneStep[] = [
  { kind: 'wait', keys: null, note: 'for the greeting to begin', millis: 2000 },
  { kind: 'press', keys: '2', note: 'for Spanish', millis: 1000 },
  { kind: 'pressCode', keys: null, note: 'the practice account', millis: 4000 },
  { kind: 'handOver', keys: null, note: 'after the hold music', millis: 8000 },
];

/** One call; its timeline written as [event, state, second, step]. */
export function aCall(change: Partial<Omit<PhoneParty, 'timeline'>>, ...happened: [PhoneEvent, PhoneState, number, number?][]): PhoneParty {
  const last = happened[happened.length - 1];
  const state = change.state ?? last?.[1] ?? 'intended';
  const over = ['busy', 'noAnswer', 'failed', 'cancelled', 'completed'].includes(state);
  return {
    id: 'p1', identity: 'ph-p1', name: 'Clearline Interpreting', role: 'interpreter', language: 'es', numberShown: '+1 202-555-0110', lineId: 'l1', way: 'recipe',
    state, since: at(last?.[2] ?? 0), addedAt: at(0), steps: [], step: last?.[3] ?? null, quiet: false, muted: false, hangingUp: false, over, answeredBy: null,
    failure: null, actions: [], next: null, insteadOf: null, ...change,
    timeline: happened.map(([event, led, second, step]) => ({ event, state: led, at: at(second), step: step ?? null })),
  };
}

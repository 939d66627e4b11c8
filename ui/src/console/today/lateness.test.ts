import { expect, it } from 'vitest';
import { lateFor } from './lateness';

const START = Date.parse('2026-11-24T09:00:00Z');
const row = (state: 'invited' | 'waiting', since = '2026-11-24T08:00:00Z') => ({ state, startsAt: new Date(START).toISOString(), stateSince: since });
const minutes = (count: number) => START + count * 60_000;

it('is late from the clinic’s minute on, and says for how long', () => {
  expect(lateFor(row('invited'), 5, minutes(4.9))).toBe(0);
  expect(lateFor(row('invited'), 5, minutes(5))).toBe(5);
  expect(lateFor(row('invited'), 5, minutes(61.5))).toBe(61);
});

it('counts from a later invitation, and never for whoever came', () => {
  expect(lateFor(row('invited', '2026-11-24T09:10:00Z'), 5, minutes(14))).toBe(0);
  expect(lateFor(row('invited', '2026-11-24T09:10:00Z'), 5, minutes(15))).toBe(5);
  expect(lateFor(row('waiting'), 5, minutes(30))).toBe(0);
});

import { expect, test } from 'vitest';
import { comeBackAt, comeBackIn } from './come-back';

const NOW = Date.parse('2026-11-23T17:12:30Z');
const ZONE = 'America/Los_Angeles';

test('what is offered is on the full five minutes and never sooner than it says', () => {
  expect(comeBackIn(15, NOW, ZONE)).toEqual({ date: '2026-11-23', time: '09:30' });
  expect(comeBackIn(30, NOW, ZONE)).toEqual({ date: '2026-11-23', time: '09:45' });
  expect(comeBackIn(60, Date.parse('2026-11-23T17:15:00Z'), ZONE)).toEqual({ date: '2026-11-23', time: '10:15' });
});

test('close to midnight an hour later is tomorrow; a time of the clock is of today', () => {
  const late = Date.parse('2026-11-24T07:40:00Z');
  expect(comeBackIn(30, late, ZONE)).toEqual({ date: '2026-11-24', time: '00:10' });
  expect(comeBackAt('23:50', late, ZONE)).toEqual({ date: '2026-11-23', time: '23:50' });
});

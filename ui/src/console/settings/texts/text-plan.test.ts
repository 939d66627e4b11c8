import { describe, expect, it } from 'vitest';
import { dayWords, exampleTexts, minutesBefore, planRow, rowError, timeOf, type PlanRow } from './text-plan';

const row = (kind: 'reminder' | 'link', amount: string, unit: PlanRow['unit'], key = 1): PlanRow => ({ key, kind, amount, unit });
const night = { from: '21:00', until: '08:00' };

describe('a plan as it is typed', () => {
  it('is written in the unit that fits', () => {
    expect(planRow({ kind: 'reminder', minutesBefore: 2880 }, 1)).toMatchObject({ amount: '2', unit: 'days' });
    expect(planRow({ kind: 'link', minutesBefore: 120 }, 1)).toMatchObject({ amount: '2', unit: 'hours' });
    expect(planRow({ kind: 'link', minutesBefore: 45 }, 1)).toMatchObject({ amount: '45', unit: 'minutes' });
    expect(minutesBefore(row('link', '1', 'hours'))).toBe(60);
  });

  it('says what is wrong with a row', () => {
    const error = (one: PlanRow) => rowError(one, [one]);
    expect(error(row('reminder', '14', 'days'))).toBe('');
    expect(error(row('reminder', '15', 'days'))).toContain('14 days');
    expect(error(row('link', '13', 'hours'))).toContain('12 hours');
    expect(error(row('link', '4', 'minutes'))).toContain('5 minutes');
    expect(error(row('link', 'soon', 'minutes'))).toContain('whole number');
    const twice = [row('link', '1', 'hours', 1), row('link', '60', 'minutes', 2)];
    expect(twice.map((one) => rowError(one, twice))).toEqual(['', 'This text is in the plan already.']);
  });

  it('shows when texts go for an example, outside the quiet hours', () => {
    const plan = [row('reminder', '1', 'days', 1), row('link', '30', 'minutes', 2)];
    const at = (start: number, quiet: typeof night | null) => exampleTexts(plan, quiet, start).map(({ daysBefore, minute, moved }) => `${daysBefore} ${timeOf(minute)}${moved ? ' moved' : ''}`);
    expect(at(600, night)).toEqual(['1 10:00', '0 9:30']);
    // Half past seven is quiet still: the reminder waits for eight, the link comes the evening before.
    expect(at(450, null)).toEqual(['1 7:30', '0 7:00']);
    expect(at(450, night)).toEqual(['1 8:00 moved', '1 20:59 moved']);
    expect([0, 1, 3].map(dayWords)).toEqual(['The same day', 'The day before', '3 days before']);
  });
});

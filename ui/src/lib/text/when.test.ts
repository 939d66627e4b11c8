import { describe, expect, it } from 'vitest';
import { en } from './patient/en';
import { clockTime, dayAndTime, duration, timeLocale } from './when';

const at = (iso: string) => Date.parse(iso);
const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('times', () => {
  it('are written the person’s own way', () => {
    const nine = at('2026-11-23T09:05:00Z');
    expect(plain(clockTime(nine, timeLocale('en', ['en-US']), 'UTC'))).toBe('9:05 AM');
    expect(clockTime(nine, timeLocale('en', ['de', 'en-GB']), 'UTC')).toBe('09:05');
  });

  it('follow the country one lives in where the language is another’s', () => {
    const evening = at('2026-11-23T21:05:00Z');
    expect(timeLocale('es', ['en-US'])).toBe('es-US');
    expect(plain(clockTime(evening, timeLocale('es', ['en-US']), 'UTC')).replaceAll('\u00a0', ' ')).toMatch(/^9:05 p/);
    expect(clockTime(evening, timeLocale('es', ['not a tag', 'es-ES']), 'UTC')).toBe('21:05');
    expect(clockTime(evening, timeLocale('ja', ['en']), 'UTC')).toBe('21:05');
  });

  it('name the day only where it is another', () => {
    const now = at('2026-11-23T22:00:00Z');
    const say = (iso: string) => plain(dayAndTime(at(iso), now, en.common, 'en-US', 'UTC'));
    expect(say('2026-11-23T09:00:00Z')).toBe('today, 9:00 AM');
    expect(say('2026-11-24T00:10:00Z')).toBe('tomorrow, 12:10 AM');
    expect(say('2026-11-27T09:00:00Z')).toBe('Friday, November 27, 9:00 AM');
  });

  it('know tomorrow on the day that has 25 hours', () => {
    const now = at('2026-11-01T04:30:00Z');
    expect(plain(dayAndTime(at('2026-11-02T05:30:00Z'), now, en.common, 'en-US', 'America/New_York'))).toBe('tomorrow, 12:30 AM');
  });

  it('count up', () => {
    expect([0, 252_000, 3_852_000].map(duration)).toEqual(['0:00', '4:12', '1:04:12']);
  });
});

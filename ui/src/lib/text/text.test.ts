import { describe, expect, it } from 'vitest';
import { count, firstName, initials, isForeign, languageName, ordinal, phoneNumber } from './names';
import { age, clock, duration, formParts, longDay, minutesBetween, shiftDate, shortDay, weekday, zoneName } from './time';

describe('time', () => {
  const zone = 'America/Los_Angeles';

  it("is the clinic's zone's, on a 24-hour clock", () => {
    expect(clock('2026-11-23T17:05:00Z', zone)).toBe('9:05');
    expect(clock('2026-11-24T07:59:00Z', zone)).toBe('23:59');
    expect(clock('2026-11-24T08:00:00Z', zone), 'midnight is hour 0, not 24').toBe('0:00');
  });

  it('fills a form in the same zone, across the date line', () => {
    expect(formParts('2026-11-24T07:30:00Z', zone)).toEqual({ date: '2026-11-23', time: '23:30' });
    expect(formParts('2026-11-24T07:30:00Z', 'Asia/Tokyo')).toEqual({ date: '2026-11-24', time: '16:30' });
  });

  it('names days without a zone turning them', () => {
    expect(shortDay('2026-11-23')).toBe('Mon 23 Nov');
    expect(shortDay('2026-09-01'), 'September is three letters like the others').toBe('Tue 1 Sep');
    expect(longDay('2026-11-23')).toBe('Monday 23 November 2026');
    expect(weekday('2026-11-24')).toBe('Tuesday');
    expect(shiftDate('2026-12-31', 1)).toBe('2027-01-01');
    expect(shiftDate('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('counts waiting in minutes, then hours, never below zero', () => {
    const from = '2026-11-23T17:00:00Z';
    expect(minutesBetween(from, Date.parse('2026-11-23T17:23:59Z'))).toBe(23);
    expect(minutesBetween(from, Date.parse('2026-11-23T16:59:00Z'))).toBe(0);
    expect([0, 1, 59, 65].map(duration)).toEqual(['now', '1 min', '59 min', '1 h 05 min']);
  });

  it('counts years up to the birthday', () => {
    expect(age('1968-11-23', '2026-11-23')).toBe(58);
    expect(age('1968-11-24', '2026-11-23')).toBe(57);
  });

  it("calls a zone what people call it, and shows an unknown one as it came", () => {
    expect(zoneName(zone)).toBe('Pacific');
    expect(zoneName('Not/AZone')).toBe('Not/AZone');
  });
});

describe('names', () => {
  it('writes languages, and says which need saying', () => {
    expect(languageName('es')).toBe('Spanish');
    expect(languageName('not a tag')).toBe('not a tag');
    expect([isForeign('en-GB'), isForeign('es'), isForeign('')]).toEqual([false, true, false]);
  });

  it('groups only the numbers whose grouping it knows', () => {
    expect(phoneNumber('+15035550142')).toBe('(503) 555-0142');
    expect(phoneNumber('+81312345678')).toBe('+81312345678');
  });

  it('shortens people', () => {
    expect(firstName('Elena Márquez Ríos')).toBe('Elena');
    expect(firstName('Dr. Amara Okafor'), 'a title is no first name').toBe('Dr. Amara Okafor');
    expect(initials('Dr. Amara Okafor')).toBe('AO');
    expect(initials('Cher')).toBe('C');
  });

  it('counts', () => {
    expect([1, 2, 3, 4, 11, 21, 112].map(ordinal)).toEqual(['1st', '2nd', '3rd', '4th', '11th', '21st', '112th']);
    expect([count(0, 'visit'), count(1, 'visit')]).toEqual(['0 visits', '1 visit']);
  });
});

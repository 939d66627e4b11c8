import { describe, expect, it } from 'vitest';
import { chooseType, fields, newVisit, visitErrors } from './visit-form';

const zone = 'America/Los_Angeles';
const now = Date.parse('2026-11-23T17:14:00Z');
const fresh = () => newVisit('2026-11-23', '2026-11-23', now, zone);

describe('a new visit', () => {
  it('is on the next quarter hour of today', () => {
    expect(fresh()).toMatchObject({ date: '2026-11-23', time: '09:15' });
  });

  it('is never on the quarter hour that has just begun', () => {
    expect(newVisit('2026-11-23', '2026-11-23', Date.parse('2026-11-23T17:15:00Z'), zone).time).toBe('09:30');
  });

  it('goes to tomorrow with the clock, close to midnight', () => {
    const late = newVisit('2026-11-23', '2026-11-23', Date.parse('2026-11-24T07:50:00Z'), zone);
    expect(late).toMatchObject({ date: '2026-11-24', time: '00:00' });
  });

  it('is at nine on another day', () => {
    expect(newVisit('2026-11-25', '2026-11-23', now, zone)).toMatchObject({ date: '2026-11-25', time: '09:00' });
  });
});

describe('a type', () => {
  const types = [
    { id: 'a', name: 'Follow-up', minutes: 15, visits: 0, ownQuestions: false, video: '' },
    { id: 'b', name: 'First visit', minutes: 45, visits: 0, ownQuestions: false, video: '' },
  ];

  it('gives the visit its length, as often as another is chosen', () => {
    const form = fresh();
    for (const [id, minutes] of [['b', 45], ['a', 15], ['', 20]] as const) {
      chooseType(form, types, id);
      expect(form).toMatchObject({ visitType: id, minutes });
    }
  });

  it('leaves a length that was chosen by hand', () => {
    const form = { ...fresh(), minutes: 30 };
    chooseType(form, types, 'b');
    expect(form.minutes).toBe(30);
  });

  it('is sent where there is one', () => {
    expect(fields({ ...fresh(), visitType: 'a' }, '').visit.visitType).toBe('a');
    expect(fields(fresh(), '').visit).not.toHaveProperty('visitType');
  });
});

describe('the form', () => {
  it('asks only for a name', () => {
    expect(Object.keys(visitErrors(fresh(), '2026-11-23'))).toEqual(['name']);
    expect(visitErrors({ ...fresh(), name: 'Ana' }, '2026-11-23')).toEqual({});
  });

  it('says what is wrong with what was given', () => {
    const errors = visitErrors(
      { ...fresh(), name: 'Ana', birthDate: '2030-01-01', email: 'ana', minutes: 4, time: '' },
      '2026-11-23',
    );
    expect(Object.keys(errors)).toEqual(['birthDate', 'email', 'time', 'minutes']);
  });

  it('sends the number as the core keeps it, and the zone', () => {
    expect(fields({ ...fresh(), name: ' Ana ', phone: '03-1234-5678', timeZone: 'Asia/Tokyo' }, '+81312345678').patient).toMatchObject({ name: 'Ana', phone: '+81312345678', timeZone: 'Asia/Tokyo' });
  });
});

import { describe, expect, it } from 'vitest';
import { waitingErrors, waitingForm, waitingRules } from './waiting-form';

describe('the rules about people who do not come', () => {
  it('go into the form and back', () => {
    for (const rules of [{ lateMinutes: 5 }, { lateMinutes: 10, notAttendedMinutes: 25 }]) expect(waitingRules(waitingForm(rules))).toEqual(rules);
    expect(waitingForm({ lateMinutes: 5, notAttendedMinutes: null }).givesUp).toBe(false);
  });

  it('give nobody up before they are late', () => {
    const errors = (lateMinutes: string, notAttendedMinutes: string, givesUp = true) => Object.keys(waitingErrors({ lateMinutes, givesUp, notAttendedMinutes }));
    expect(errors('5', '30')).toEqual([]);
    expect(errors('30', '30')).toEqual(['notAttendedMinutes']);
    expect(errors('5', '241')).toEqual(['notAttendedMinutes']);
    expect(errors('5', 'soon', false)).toEqual([]);
    expect(errors('', '30')).toEqual(['lateMinutes']);
    expect(errors('2.5', '')).toEqual(['lateMinutes', 'notAttendedMinutes']);
  });
});

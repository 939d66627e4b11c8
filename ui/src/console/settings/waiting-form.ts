// The rules about people who do not come, as they are typed, and what is wrong with them.
import type { WaitingRules } from '$lib/api/generated';

export type WaitingForm = { lateMinutes: string; givesUp: boolean; notAttendedMinutes: string };
export type WaitingErrors = { lateMinutes?: string; notAttendedMinutes?: string };

/** What stands in the field when closing by itself is switched on. */
const USUAL = '30';

export const waitingForm = (rules: WaitingRules): WaitingForm => ({
  lateMinutes: String(rules.lateMinutes),
  givesUp: typeof rules.notAttendedMinutes === 'number',
  notAttendedMinutes: String(rules.notAttendedMinutes ?? USUAL),
});

/** What is sent. Only for a form without errors. */
export const waitingRules = ({ lateMinutes, givesUp, notAttendedMinutes }: WaitingForm): WaitingRules => ({
  lateMinutes: Number(lateMinutes),
  ...(givesUp && { notAttendedMinutes: Number(notAttendedMinutes) }),
});

const whole = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : NaN);

/** What to change, in words. The bounds are the core's. */
export function waitingErrors({ lateMinutes, givesUp, notAttendedMinutes }: WaitingForm): WaitingErrors {
  const [late, given] = [whole(lateMinutes), whole(notAttendedMinutes)];
  const inTime = given <= 240 && (Number.isNaN(late) || given > late);
  return {
    ...(!(late >= 1 && late <= 120) && { lateMinutes: 'Write 1 to 120 minutes.' }),
    ...(givesUp && !inTime && { notAttendedMinutes: 'Write more minutes than somebody is late after, at most 240.' }),
  };
}

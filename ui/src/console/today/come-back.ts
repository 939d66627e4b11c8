// When somebody is asked to come back: what is offered, on the full five minutes, in the clinic's zone.
import { formParts } from '$lib/text/time';

/** What is offered, in minutes from now. */
export const COME_BACK_IN = [15, 30, 60] as const;

const STEP_MS = 5 * 60_000;

/** The clinic's date and time so many minutes from now, or a little later: nobody is asked to come back at 10:17. */
export function comeBackIn(minutes: number, now: number, zone: string): { date: string; time: string } {
  return formParts(Math.ceil((now + minutes * 60_000) / STEP_MS) * STEP_MS, zone);
}

/** A time of the clinic's clock, today. */
export function comeBackAt(time: string, now: number, zone: string): { date: string; time: string } {
  return { date: formParts(now, zone).date, time };
}

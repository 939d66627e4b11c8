// The clinic's plan of texts as it is typed, what is wrong with it, and when its texts would go for an example visit.
import type { PlannedText, QuietHours } from '$lib/api/generated';

export type PlanUnit = 'minutes' | 'hours' | 'days';
export type PlanRow = { /** Stays the same while the row is the same. */ key: number; kind: 'reminder' | 'link'; amount: string; unit: PlanUnit };

const MINUTES: Record<PlanUnit, number> = { minutes: 1, hours: 60, days: 1440 };
/** The bounds are the core's: a link lives for less than a day. */
const EARLIEST = { reminder: 14 * 1440, link: 12 * 60 } as const;
const SHORTEST = 5;
export const MOST_PLANNED = 6;

/** A planned text in the unit in which it is a whole number. */
export function planRow({ kind, minutesBefore }: PlannedText, key: number): PlanRow {
  const unit = minutesBefore % 1440 === 0 ? 'days' : minutesBefore % 60 === 0 ? 'hours' : 'minutes';
  return { key, kind: kind === 'link' ? 'link' : 'reminder', amount: String(minutesBefore / MINUTES[unit]), unit };
}

/** How many minutes before the visit; none where what is typed is no number. */
export function minutesBefore({ amount, unit }: PlanRow): number | null {
  const typed = amount.trim();
  return /^\d{1,5}$/.test(typed) ? Number(typed) * MINUTES[unit] : null;
}

/** What is to be changed of a row; empty where nothing is. */
export function rowError(row: PlanRow, rows: readonly PlanRow[]): string {
  const minutes = minutesBefore(row);
  if (minutes === null) return 'Write a whole number.';
  if (minutes < SHORTEST) return `At least ${SHORTEST} minutes before the visit.`;
  if (minutes > EARLIEST[row.kind]) return row.kind === 'link' ? 'A link goes 12 hours before at the earliest: it lives for less than a day.' : 'A reminder goes 14 days before at the earliest.';
  const first = rows.find((other) => other.kind === row.kind && minutesBefore(other) === minutes);
  return first && first.key !== row.key ? 'This text is in the plan already.' : '';
}

/** A text of the plan for the example: days before the visit's, the minute of its day, and whether quiet hours moved it. */
export type ExampleText = { key: number; kind: 'reminder' | 'link'; daysBefore: number; minute: number; moved: boolean };

const DAY = 1440;
const minuteOf = (time: string) => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
};

/**
 * When the plan's texts go for a visit that starts at a minute of its day, as the core decides it: at their time; in quiet hours when these end, where
 * that is before the visit, else right before they begin. Clocks that change that week are left out of an example.
 */
export function exampleTexts(rows: readonly PlanRow[], quiet: QuietHours | null, start: number): ExampleText[] {
  return rows
    .flatMap((row): ExampleText[] => {
      const before = minutesBefore(row);
      if (before === null || rowError(row, rows)) return [];
      const wanted = start - before;
      const at = quiet ? outside(wanted, start, minuteOf(quiet.from), minuteOf(quiet.until)) : wanted;
      return [{ key: row.key, kind: row.kind, daysBefore: -Math.floor(at / DAY), minute: ((at % DAY) + DAY) % DAY, moved: at !== wanted }];
    })
    .sort((a, b) => b.daysBefore - a.daysBefore || a.minute - b.minute);
}

// Minutes from the midnight before the visit; quiet hours may go over midnight.
function outside(wanted: number, start: number, from: number, until: number): number {
  const midnight = Math.floor(wanted / DAY) * DAY;
  const time = wanted - midnight;
  const over = from > until;
  const within = over ? time >= from || time < until : time >= from && time < until;
  if (!within) return wanted;
  const end = midnight + until + (over && time >= from ? DAY : 0);
  if (end < start) return end;
  return midnight + from - (over && time < until ? DAY : 0) - 1;
}

/** `9:05` for a minute of the day. */
export const timeOf = (minute: number): string => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;

/** `the same day`, `the day before`, `3 days before`. */
export function dayWords(daysBefore: number): string {
  return daysBefore === 0 ? 'The same day' : daysBefore === 1 ? 'The day before' : `${daysBefore} days before`;
}

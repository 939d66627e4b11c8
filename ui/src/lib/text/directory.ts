// Words for the directory: what lines offer, when they are open, what the steps of a phone tree do.
import type { DirectoryImported, LineOffer, LineOpening, OpeningHours, OpeningSpan, PhoneRules, RecipeStep } from '$lib/api/generated';
import { count, languageName, ordinal } from './names';
import { clock, formParts, shiftDate, shortDay, weekday } from './time';
import { duration } from './when';

/** What a line offers, as it is chosen. */
export const offerWords: Record<LineOffer, string> = {
  interpreter: 'Interpreters',
  specialist: 'A specialist or a service',
  other: 'Anything else',
};

/** `20:00`, `tomorrow 8:00`, `Fri 8:00`, `Fri 4 Dec 8:00`: when something is, seen from now, in `zone`. */
export function momentWords(instant: string, now: string | number, zone: string): string {
  const [then, today] = [formParts(instant, zone).date, formParts(now, zone).date];
  const time = clock(instant, zone);
  if (then === today) return time;
  if (then === shiftDate(today, 1)) return `tomorrow ${time}`;
  if (then > today && then < shiftDate(today, 7)) return `${weekday(then).slice(0, 3)} ${time}`;
  return `${shortDay(then)} ${time}`;
}

/** Whether a line is open, as its chip says it, and shorter, as a row does. `moment` writes an instant. */
export function openingWords(opening: LineOpening, moment: (instant: string) => string): { open: boolean; words: string; short: string } {
  switch (opening.kind) {
    case 'always':
      return { open: true, words: 'Open day and night', short: 'day and night' };
    case 'open':
      return { open: true, words: `Open until ${moment(opening.until)}`, short: `until ${moment(opening.until)}` };
    case 'closed':
      return opening.opens
        ? { open: false, words: `Closed until ${moment(opening.opens)}`, short: `closed until ${moment(opening.opens)}` }
        : { open: false, words: 'Closed this week', short: 'closed' };
  }
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** The days of the week, Monday first: short, and in full for those who hear them. */
export const WEEK = DAYS.map((short, index) => ({ day: index + 1, short, long: weekday(`2024-01-0${index + 1}`) }));

/** `Mon–Fri`, `Mon, Wed`, `Every day`. */
export function daysWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  if (sorted.length === 7) return 'Every day';
  const runs: number[][] = [];
  for (const day of sorted) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined) => DAYS[(day ?? 1) - 1] ?? '';
  return runs
    .map((run) => (run.length < 3 ? run.map(name).join(', ') : `${name(run[0])}–${name(run.at(-1))}`))
    .join(', ');
}

const short = (time: string) => time.replace(/^0/, '');

/** `Mon–Fri 8:00–19:00`. A span that ends before it begins reaches into the next day, and says so. */
export function spanWords({ days, from, to }: OpeningSpan): string {
  return `${daysWords(days)} ${short(from)}–${short(to)}${to <= from ? ' the next day' : ''}`;
}

/** The opening hours of a week, one line each. */
export function hoursWords({ spans }: OpeningHours): string[] {
  return spans.length === 0 ? ['Day and night'] : spans.map(spanWords);
}

/** What a step does. */
export function stepTitle(step: RecipeStep): string {
  switch (step.kind) {
    case 'wait':
      return 'Wait';
    case 'press':
      return step.keys ? `Press ${step.keys}` : 'Press';
    case 'pressCode':
      return 'Press the access code';
    case 'say':
      return 'Say';
    case 'handOver':
      return 'Hand over';
  }
}

/** More about a step: its note, what is said, how it is handed over. */
export function stepDetail(step: RecipeStep): string {
  switch (step.kind) {
    case 'wait':
    case 'press':
      return step.note;
    case 'pressCode':
      return [step.note, step.end ? `ends with ${step.end}` : '', 'from the keychain'].filter(Boolean).join(' · ');
    case 'say':
      return step.text ? `“${step.text}”` : '';
    case 'handOver':
      return [step.quiet ? 'to you alone, until you bring the line in' : 'to the visit', step.note].filter(Boolean).join(' · ');
  }
}

/** `4.0 s`. */
export function stepTime(millis: number): string {
  return `${(millis / 1000).toFixed(1)} s`;
}

/** `0:16`. */
export function totalTime(millis: number): string {
  return duration(Math.round(millis / 1000) * 1000);
}

/** A phone tree's tab. */
export function treeName(language: string | null | undefined): string {
  return language ? languageName(language) : 'All others';
}

/** What taking a file in came to. */
export function importedWords({ added, updated, withoutCode }: DirectoryImported): { title: string; more: string } {
  const parts = [added > 0 ? `${count(added, 'line')} added` : '', updated > 0 ? `${count(updated, 'line')} written over` : ''].filter(Boolean);
  const more =
    withoutCode === 0
      ? ''
      : `${withoutCode === 1 ? 'One of them presses an access code' : `${withoutCode} of them press an access code`}, and a file has none: enter ${withoutCode === 1 ? 'it' : 'each'} at its line.`;
  return { title: parts.length > 0 ? `${parts.join(', ')}.` : 'The file has no lines.', more };
}

/** Where a line went. */
export function movedWords(name: string, place: number, group: string): string {
  return `${name} is now ${ordinal(place)} in ${group}.`;
}

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** `Canada` for `CA`. */
export function countryName(code: string): string {
  try {
    return regions.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Every country that this computer has a name for, by name. */
export function allCountries(): { code: string; name: string }[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const groups = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);
  const all = letters.flatMap((first) => letters.map((second) => first + second)).filter((code) => !groups.has(code));
  // A code of the past is called by the country's name of today: each country once.
  const named = new Map<string, string>();
  for (const code of all) {
    const name = regions.of(code);
    const own = new Intl.Locale('und', { region: code }).region === code && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
    if (name && own) named.set(code, name);
  }
  return [...named].map(([code, name]) => ({ code, name })).sort((a, b) => a.name.localeCompare(b.name));
}

/** The rules in one line: whom, and what comes after a line that is busy. */
export function rulesWords({ countries, nextLine }: PhoneRules): string {
  const [first, ...rest] = countries.map(countryName);
  const where = rest.length > 2 ? `${first} and ${rest.length} more` : [first, ...rest].join(', ');
  return `${where} · ${nextLine === 'ask' ? 'asks before the next line' : 'goes to the next line by itself'}`;
}

/** Languages that interpreters are asked for, besides those offered for a patient. */
export const INTERPRETED = [
  'es', 'ase', 'zh', 'yue', 'vi', 'ar', 'ru', 'ko', 'tl', 'pt', 'fr', 'ht', 'ja', 'so', 'ne', 'my', 'fa', 'prs', 'ps', 'uk', 'pl', 'de', 'it',
  'hi', 'ur', 'pa', 'bn', 'gu', 'ta', 'te', 'am', 'ti', 'om', 'sw', 'rw', 'ln', 'hmn', 'km', 'lo', 'th', 'id', 'mn', 'ro', 'hy', 'ka', 'sq',
  'bs', 'hr', 'sr', 'hu', 'cs', 'sk', 'bg', 'el', 'tr', 'ku', 'he', 'en', 'mam', 'quc', 'kjb', 'nv',
] as const;

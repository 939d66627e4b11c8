// Times in the person's own way of writing them, in their own zone.

/** The words for a day that a catalogue has. */
export interface DayWords {
  today(time: string): string;
  tomorrow(time: string): string;
  onDay(day: string, time: string): string;
}

/**
 * How this person writes times in `tag`: their own region's way where they have one for that language
 * (British English has another clock than American), else the language as it is written where they live
 * (Spanish in the United States has a twelve-hour clock), else the language's usual way.
 */
export function timeLocale(tag: string, preferred: readonly string[]): string {
  const base = tag.toLowerCase().split('-')[0];
  const own = preferred.find((each) => each.toLowerCase().split('-')[0] === base);
  if (own) return own;
  for (const each of preferred) {
    try {
      const { region } = new Intl.Locale(each);
      if (region && !tag.includes('-')) return `${tag}-${region}`;
    } catch {
      // A browser may list what is no tag.
    }
  }
  return tag;
}

/** "9:25 AM". */
export function clockTime(at: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short', ...(timeZone ? { timeZone } : {}) }).format(at);
}

/** "today, 9:25 AM", "tomorrow, …", "Friday, November 27, …". */
export function dayAndTime(at: number, now: number, words: DayWords, locale: string, timeZone?: string): string {
  const zone = timeZone ? { timeZone } : {};
  const day = (instant: number) =>
    new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...zone }).format(instant);
  const time = clockTime(at, locale, timeZone);
  if (day(at) === day(now)) return words.today(time);
  // Noon to noon: a day of 23 or 25 hours has one tomorrow all the same.
  const [year = 0, month = 1, date = 1] = day(now).split('-').map(Number);
  const tomorrow = new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10);
  if (day(at) === tomorrow) return words.tomorrow(time);
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', month: 'long', day: 'numeric', ...zone }).format(at);
  return words.onDay(name, time);
}

/** "4:12", "1:04:12". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

// Times as the console shows them: the clinic's zone, a 24-hour clock without a leading zero, days as "Mon 23 Nov".
// Instants come as RFC 3339 from the core; `now` is always an argument.

/** `9:05` in `zone`. */
export function clock(instant: string | number | Date, zone: string): string {
  const { hour, minute } = local(new Date(instant), zone);
  return `${Number(hour)}:${minute}`;
}

/** The parts that a form needs: `2026-11-23` and `09:05`, in `zone`. */
export function formParts(instant: string | number | Date, zone: string): { date: string; time: string } {
  const { year, month, day, hour, minute } = local(new Date(instant), zone);
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}` };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale, options);
    formats.set(key, made);
  }
  return made;
}

function local(at: Date, timeZone: string) {
  const parts = format('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return { year: of('year'), month: of('month'), day: of('day'), hour: of('hour'), minute: of('minute') };
}

// A local date has no zone: it is read at noon UTC and written in UTC, so that no zone can turn it into another day.
const noon = (date: string) => new Date(`${date}T12:00:00Z`);

/** `Mon 23 Nov`. */
export function shortDay(date: string): string {
  const at = noon(date);
  const part = (options: Intl.DateTimeFormatOptions) => format('en-GB', { timeZone: 'UTC', ...options }).format(at);
  return `${part({ weekday: 'short' })} ${part({ day: 'numeric' })} ${part({ month: 'short' }).slice(0, 3)}`;
}

/** `Monday 23 November 2026`. */
export function longDay(date: string): string {
  const at = noon(date);
  const part = (options: Intl.DateTimeFormatOptions) => format('en-GB', { timeZone: 'UTC', ...options }).format(at);
  return `${part({ weekday: 'long' })} ${part({ day: 'numeric' })} ${part({ month: 'long' })} ${part({ year: 'numeric' })}`;
}

/** `Tuesday`. */
export function weekday(date: string): string {
  return format('en-GB', { timeZone: 'UTC', weekday: 'long' }).format(noon(date));
}

/** The local date `days` later (or earlier). */
export function shiftDate(date: string, days: number): string {
  const at = noon(date);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Whole minutes from one instant to another; never below zero, since clocks differ by a little. */
export function minutesBetween(from: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(from)) / 60_000));
}

/** `23 min`, `1 h 05 min`; `now` under a minute. */
export function duration(minutes: number): string {
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Full years from a date of birth to a date. */
export function age(birthDate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

// Places change their zone: Lisbon had Central European time in 1970. In winter, so that a zone without a generic name has its standard one.
const OF_LATE = new Date('2026-01-15T12:00:00Z');

/** `Pacific` for `America/Los_Angeles`: what people in the clinic call their time. */
export function zoneName(timeZone: string): string {
  try {
    const parts = format('en-US', { timeZone, timeZoneName: 'longGeneric' }).formatToParts(OF_LATE);
    const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
    return name.replace(/ Time$/, '');
  } catch {
    return timeZone;
  }
}

/** Every zone this computer knows, for a form. */
export function allZones(): string[] {
  return Intl.supportedValuesOf('timeZone');
}

/** This computer's own zone. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `4:12`, `1:04:12`: how long something lasts, counted; never below zero, since clocks differ by a little. */
export function elapsedWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

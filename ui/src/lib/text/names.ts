// Names of languages, telephone numbers, initials, ordinals: how small facts are written in the console.

const languages = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** `Spanish` for `es`. What is no language tag is shown as it came. */
export function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Whether a language needs saying: English is the console's own. */
export function isForeign(tag: string): boolean {
  return tag !== '' && tag.split('-')[0]?.toLowerCase() !== 'en';
}

/** `(503) 555-0142` for a North American E.164 number; others keep their plus and figures. */
export function phoneNumber(e164: string): string {
  const local = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return local ? `(${local[1]}) ${local[2]}-${local[3]}` : e164;
}

/** The first word of a name, for a button: "Admit Elena". A title is no first name. */
export function firstName(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = words[0] ?? '';
  return words.length > 1 && /^(dr|mr|mrs|ms|prof)\.?$/i.test(first) ? name.trim() : first;
}

/** `AO` for "Dr. Amara Okafor". */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => !/^(dr|mr|mrs|ms|prof)\.?$/i.test(word));
  const first = words[0]?.[0] ?? '';
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(n: number): string {
  const endings = { one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' } as const;
  return `${n}${endings[new Intl.PluralRules('en', { type: 'ordinal' }).select(n)]}`;
}

/** `1 visit`, `2 visits`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

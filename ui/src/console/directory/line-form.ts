// The form of a line: what it starts with, what can be said about it before the core is asked, and what the core is given.
import type { DirectoryLine, LineOffer, OpeningSpan, PhoneRecipe, SaveLine } from '$lib/api/generated';

/** The access code is never read back: it is left, replaced or removed. */
export type CodeChange = { kind: 'keep' } | { kind: 'replace'; code: string } | { kind: 'remove' };

export type LineForm = {
  name: string;
  offers: LineOffer;
  languages: string[];
  number: string;
  zone: string;
  /** Day and night; the spans are then kept aside. */
  always: boolean;
  spans: OpeningSpan[];
  notes: string;
  code: CodeChange;
};

export type LineErrors = Partial<Record<'name' | 'languages' | 'number' | 'hours' | 'code', string>>;

/** The span that opening hours begin with. */
export const usualSpan = (): OpeningSpan => ({ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' });

/** A line that is not there yet. */
export function newLine(zone: string): LineForm {
  return { name: '', offers: 'interpreter', languages: [], number: '', zone, always: true, spans: [usualSpan()], notes: '', code: { kind: 'keep' } };
}

/** A line of the directory, as its form shows it. */
export function bookedLine(line: DirectoryLine): LineForm {
  const { spans, zone } = line.hours;
  return {
    name: line.name,
    offers: line.offers,
    languages: [...line.languages],
    number: line.numberShown,
    zone,
    always: spans.length === 0,
    spans: spans.length === 0 ? [usualSpan()] : spans.map((span) => ({ ...span, days: [...span.days] })),
    notes: line.notes,
    code: { kind: 'keep' },
  };
}

/** What to change, by field; empty where the core can be asked. Whether the number may be called, the core says. */
export function lineErrors(form: LineForm): LineErrors {
  const errors: LineErrors = {};
  if (!form.name.trim()) errors.name = 'Give the line a name.';
  if (form.offers === 'interpreter' && form.languages.length === 0) errors.languages = 'Add the languages that are interpreted.';
  if (!form.number.trim()) errors.number = 'Write the number that is called.';
  if (!form.always) {
    if (form.spans.length === 0) errors.hours = 'Add when it is open, or choose day and night.';
    else if (form.spans.some(({ days }) => days.length === 0)) errors.hours = 'Choose the days of each span.';
    else if (form.spans.some(({ from, to }) => !from || !to)) errors.hours = 'Give each span its two times.';
  }
  if (form.code.kind === 'replace' && !/^[\d*#\s-]+$/.test(form.code.code)) errors.code = 'An access code has 1 to 16 of the keys 0–9, * and #.';
  return errors;
}

/** The form as the core takes it. */
export function savedLine(form: LineForm, line: DirectoryLine | null): SaveLine {
  return {
    ...(line ? { id: line.id } : {}),
    name: form.name.trim(),
    offers: form.offers,
    languages: form.languages,
    number: form.number.trim(),
    hours: { zone: form.zone, spans: form.always ? [] : form.spans },
    notes: form.notes.trim(),
    recipes: line?.recipes ?? [],
    ...codeOf(form.code),
  };
}

function codeOf(change: CodeChange): { accessCode?: string } {
  switch (change.kind) {
    case 'keep':
      return {};
    case 'remove':
      return { accessCode: '' };
    case 'replace':
      return { accessCode: change.code };
  }
}

/** A line as it is, with other phone trees. */
export function withRecipes(line: DirectoryLine, recipes: PhoneRecipe[]): SaveLine {
  const { id, name, offers, languages, number, hours, notes } = line;
  return { id, name, offers, languages, number, hours, notes, recipes };
}

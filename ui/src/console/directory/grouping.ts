// The directory as its list shows it: interpreters by language, in the clinic's order, then services and others; found by name or language.
import type { DirectoryLine } from '$lib/api/generated';
import { languageName } from '$lib/text/names';

/** A part of the list. */
export type LineGroup = {
  key: string;
  title: string;
  /** An interpreter's language (BCP 47, without its region); absent for services and others. */
  language?: string;
  lines: DirectoryLine[];
};

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** `es` for `es-MX`: a line that speaks one speaks the other. */
const base = (tag: string) => tag.split('-')[0]?.toLowerCase() ?? tag;

/** Whether somebody is found by name or language, as the lines are. */
export function found(named: { name: string; languages: readonly string[] }, search: string): boolean {
  const wanted = plain(search.trim());
  return plain(named.name).includes(wanted) || named.languages.some((tag) => plain(languageName(tag)).includes(wanted));
}

/** The list, with what `search` finds in it. Languages come as the clinic's order names them. */
export function groups(lines: readonly DirectoryLine[], search = ''): LineGroup[] {
  const wanted = plain(search.trim());
  const byLanguage = new Map<string, LineGroup>();
  for (const line of lines) {
    if (line.offers !== 'interpreter') continue;
    for (const language of new Set(line.languages.map(base))) {
      const group = byLanguage.get(language) ?? { key: language, title: languageName(language), language, lines: [] };
      group.lines.push(line);
      byLanguage.set(language, group);
    }
  }
  const of = (offers: DirectoryLine['offers'], title: string): LineGroup => ({ key: `offers ${offers}`, title, lines: lines.filter((line) => line.offers === offers) });
  const all = [...byLanguage.values(), of('specialist', 'Services'), of('other', 'Others')];
  return all
    .map((group) => {
      if (plain(group.title).includes(wanted)) return group;
      // A line that was found by another language of its own is shown there.
      const kept = group.lines.filter((line) => (group.language ? plain(line.name).includes(wanted) : found(line, search)));
      return { ...group, lines: kept };
    })
    .filter(({ lines: kept }) => kept.length > 0);
}

/** The clinic's order after a line of a group was put to another place of it (from 0). Lines of other groups keep their order. */
export function reordered(order: readonly string[], group: readonly string[], id: string, to: number): string[] {
  const others = group.filter((each) => each !== id);
  const place = Math.max(0, Math.min(to, others.length));
  const rest = order.filter((each) => each !== id);
  const [next, before] = [others[place], others[place - 1]];
  const at = next !== undefined ? rest.indexOf(next) : before !== undefined ? rest.indexOf(before) + 1 : rest.length;
  return [...rest.slice(0, at), id, ...rest.slice(at)];
}

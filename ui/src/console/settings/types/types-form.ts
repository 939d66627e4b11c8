// The kinds of visit as they are written, and what is wrong with them. The bounds are the core's.
import type { SetVisitTypes, VisitType, VisitTypes } from '$lib/api/generated';

export const MOST_TYPES = 30;

export type TypeForm = {
  /** Tells the rows apart; not kept. */
  key: number;
  /** Empty for one that was added. */
  id: string;
  name: string;
  minutes: string;
  /** How many visits were booked as one. */
  visits: number;
  /** Other questions than the usual ones are asked before one. */
  ownQuestions: boolean;
  /** A link of YouTube's, or the path of a file beside the page; empty for nothing. */
  video: string;
};
export type TypesForm = { types: TypeForm[] };
export type TypeErrors = { name?: string; minutes?: string };

export const typesForm = ({ types }: VisitTypes): TypesForm => ({
  types: types.map((type, key) => ({ ...type, key, minutes: String(type.minutes) })),
});

/** As it is kept. Only for a form without errors, and to see whether anything was changed. */
export const visitTypes = ({ types }: TypesForm): VisitTypes => ({
  types: types.map(({ key: _, ...type }): VisitType => ({ ...type, name: type.name.trim(), minutes: Number(type.minutes), video: type.video.trim() })),
});

/** As it is sent: a new one has no id yet. */
export const sent = ({ types }: VisitTypes): SetVisitTypes => ({ types: types.map(({ id, name, minutes, video }) => ({ ...(id && { id }), name, minutes, video })) });

/** One more at the end. */
export const addedType = ({ types }: TypesForm): TypeForm => ({ key: Math.max(-1, ...types.map(({ key }) => key)) + 1, id: '', name: '', minutes: '20', visits: 0, ownQuestions: false, video: '' });

/** What to change, by row; rows without a fault are not in it. */
export function typesErrors({ types }: TypesForm): Record<number, TypeErrors> {
  const errors: Record<number, TypeErrors> = {};
  const taken = new Set<string>();
  for (const { key, name, minutes } of types) {
    const called = name.trim().toLowerCase();
    const long = Number(minutes);
    const wrong: TypeErrors = {
      ...(!called ? { name: 'Give it a name.' } : [...called].length > 60 ? { name: 'Write at most 60 characters.' } : taken.has(called) && { name: 'Another one is called that.' }),
      ...(!(/^\d+$/.test(minutes.trim()) && long >= 5 && long <= 240) && { minutes: 'Write 5 to 240 minutes.' }),
    };
    taken.add(called);
    if (wrong.name || wrong.minutes) errors[key] = wrong;
  }
  return errors;
}

/** Those that are kept and would be removed. */
export const removedTypes = (kept: VisitTypes, { types }: TypesForm): VisitType[] => kept.types.filter(({ id }) => id && !types.some((row) => row.id === id));

// An attempt to bring somebody in, as its timeline draws it: stretches, each with how long it took; what goes on, counted; what is to come.
// Calls and requests to services say what their stretches are. Pure: the moment is an argument, by the core's clock.
import type { TimelineItem } from '$lib/components/Timeline.svelte';
import { elapsedWords } from '$lib/text/time';

/** A stretch of an attempt, from one event to the next that ends it. */
export type Stretch = {
  kind: string;
  label: string;
  detail: string;
  from: number;
  /** Nothing goes on in it: how the attempt ended, or what is passed over. */
  still?: 'done' | 'failed' | 'skipped';
  /** Its detail is said afterwards too; of others only while they go on. */
  lasting?: boolean;
};

/** What is still to come. */
export type Coming = { kind: string; label: string };

/** Whole seconds from one moment to another; clocks differ by a little. */
export function secondsBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / 1000));
}

/** Draws what happened and what is to come; `over`: nothing goes on any more. Stretches of one kind keep their keys. */
export function drawn(past: readonly Stretch[], coming: readonly Coming[], now: number, over: boolean): TimelineItem[] {
  const seen = new Map<string, number>();
  const key = (kind: string) => {
    const n = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, n);
    return n === 1 ? kind : `${kind} ${n}`;
  };
  const items = past.map((stretch, index): TimelineItem => {
    const next = past.slice(index + 1).find(({ kind, still }) => !still || kind === 'end');
    const live = !stretch.still && !next && !over;
    return {
      key: key(stretch.kind),
      state: stretch.still ?? (live ? 'live' : 'done'),
      label: stretch.label,
      // What is to be done about it is said while it goes on; how it ended stays.
      ...(stretch.detail && (live || stretch.still || stretch.lasting) ? { detail: stretch.detail } : {}),
      ...(stretch.still ? {} : { figure: elapsedWords(secondsBetween(stretch.from, next?.from ?? now)) }),
    };
  });
  return [...items, ...coming.map(({ kind, label }): TimelineItem => ({ key: key(kind), state: 'todo', label }))];
}

// The items of the two Lists that carry a chat, as a page reads them, and what it shows of both together.

import type { ChatItem, Saying } from '$lib/api/generated';
import type { ListItem } from './client';

/** The longest message, in characters. */
export const LONGEST_MESSAGE = 500;

/** How far a message of one's own came. */
export type OwnState = 'sending' | 'sent' | 'delivered' | 'seen';

/** A message as it is shown. */
export interface ShownMessage {
  readonly id: string;
  readonly text: string;
  /** Something that is said in the reader's own language. */
  readonly saying: Saying | null;
  /** Milliseconds since the epoch, by the clinic's clock as far as it is known. */
  readonly at: number;
  /** How far it came; `null` where the clinic wrote it. */
  readonly own: OwnState | null;
}

/** A message that stands in a List. */
export interface KeptMessage {
  readonly index: number;
  readonly id: string;
  readonly text: string;
  readonly saying: Saying | null;
  readonly at: number;
}

/** Reads an item: data from outside, so taken only where it has the shape. */
export function readItem({ index, data }: ListItem): KeptMessage | null {
  const item = (typeof data === 'object' && data !== null ? data : {}) as Partial<Record<keyof ChatItem, unknown>>;
  const at = typeof item.at === 'string' ? Date.parse(item.at) : Number.NaN;
  if (item.v !== 1 || typeof item.id !== 'string' || typeof item.text !== 'string' || Number.isNaN(at)) return null;
  return { index, id: item.id.slice(0, 64), text: item.text.slice(0, LONGEST_MESSAGE), saying: saying(item.saying), at };
}

function saying(value: unknown): Saying | null {
  const { kind, minutes } = (value ?? {}) as { kind?: unknown; minutes?: unknown };
  if (kind === 'onTime') return { kind };
  return kind === 'late' && Number.isSafeInteger(minutes) && (minutes as number) > 0 ? { kind, minutes: minutes as number } : null;
}

/** Puts two sequences into one by time; each keeps its own order, whatever its clock says. */
export function merged<T extends { readonly at: number }>(one: readonly T[], other: readonly T[]): T[] {
  const out: T[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [a, b] = [one[i], other[j]];
    if (a && (!b || a.at <= b.at)) {
      out.push(a);
      i++;
    } else if (b) {
      out.push(b);
      j++;
    }
  }
  return out;
}

// What follows when the room is gone: a table, decided without looking at anything but its arguments.
import { worthOneMoreTry, type RoomEnd } from '$lib/media';

/** What follows. */
export type Next =
  /** The visit is over: say so. */
  | 'finished'
  /** Go in again at once, with a fresh admission. */
  | 'rejoin'
  /** Say what happened and leave it to the person. */
  | 'say';

/**
 * Decides what follows the end of a stay.
 *
 * `open`: whether the core says that the visit is still open (`unknown` while it cannot be asked).
 * `retried`: whether a stay was already begun again without the person doing anything, and has not held since.
 */
export function afterEnd(end: RoomEnd, open: boolean | 'unknown', retried: boolean): Next {
  // Two windows that both came back would throw each other out for ever.
  if (end === 'elsewhere') return 'say';
  if (open === false) return 'finished';
  if (end === 'left') return 'say';
  // A room that was completed while its visit goes on (it stood empty, or an administrator closed it): a new one, once.
  if (end === 'completed') return open === true && !retried ? 'rejoin' : open === true ? 'say' : 'finished';
  return worthOneMoreTry(end) && !retried ? 'rejoin' : 'say';
}

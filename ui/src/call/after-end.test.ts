// What follows when the room is gone, as a table.
import { describe, expect, it } from 'vitest';
import { afterEnd } from './after-end';

describe('after the end of a stay', () => {
  it('a completed room with its visit still open is entered anew, once', () => {
    expect(afterEnd('completed', true, false)).toBe('rejoin');
    expect(afterEnd('completed', true, true)).toBe('say');
    expect(afterEnd('completed', false, false)).toBe('finished');
    expect(afterEnd('completed', 'unknown', false), 'most completed rooms are ended visits').toBe('finished');
  });

  it('another window keeps the visit, whatever the core says', () => {
    expect(([true, false, 'unknown'] as const).map((open) => afterEnd('elsewhere', open, false))).toEqual(['say', 'say', 'say']);
  });

  it('a lost connection is tried once more, then left to the person', () => {
    expect([afterEnd('signaling', true, false), afterEnd('signaling', true, true)]).toEqual(['rejoin', 'say']);
    expect(afterEnd('stale', 'unknown', false), 'a fresh token may help').toBe('rejoin');
  });

  it('is final where the visit is over', () => {
    expect((['removed', 'signaling', 'fault', 'media'] as const).map((end) => afterEnd(end, false, false))).toEqual(Array(4).fill('finished'));
  });

  it('is the person’s own where they left', () => {
    expect(afterEnd('left', 'unknown', false)).toBe('say');
  });
});

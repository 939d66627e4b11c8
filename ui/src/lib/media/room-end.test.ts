// Twilio's codes, sorted by what one can do about them.
import { describe, expect, it } from 'vitest';
import { roomEnd, worthOneMoreTry } from './room-end';

describe('the end of a stay', () => {
  it('is read from the code', () => {
    const ends = Object.fromEntries(
      [53118, 53205, 53204, 53103, 53105, 20104, 20106, 20107, 53000, 53001, 53006, 53216, 53405, 53003, 99999].map((code) => [code, roomEnd(code)]),
    );
    expect(ends).toEqual({
      53118: 'completed',
      53205: 'elsewhere',
      53204: 'removed',
      53103: 'notOpen',
      53105: 'full',
      20104: 'stale',
      20106: 'notForThis',
      20107: 'credentials',
      53000: 'signaling',
      53001: 'signaling',
      53006: 'serverBusy',
      53216: 'tooLong',
      53405: 'media',
      53003: 'fault',
      99999: 'fault',
    });
    expect(roomEnd(null), 'an end without a code: somebody took us out').toBe('removed');
  });

  it('never comes back by itself from another window, a full room or bad credentials', () => {
    expect((['elsewhere', 'full', 'credentials', 'removed', 'left', 'fault'] as const).filter(worthOneMoreTry)).toEqual([]);
  });
});

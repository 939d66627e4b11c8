import { describe, expect, it, vi } from 'vitest';

vi.mock('./attach', () => ({ warmUp: () => () => undefined }));
const { best } = await import('./presence');

const source = (track: string, rank: number, ready: boolean) => ({ track, rank, ready });

describe('the source that is shown or heard', () => {
  it('is the only one there is, ready or not', () => {
    expect(best([], null)).toBeNull();
    expect(best<string, ReturnType<typeof source>>([source('a', 0, false)], null)?.track).toBe('a');
  });

  it('stays until what is to remain is ready: one change, not three', () => {
    const old = source('old', 0, true);
    expect(best([old, source('half', 1, true)], 'old')?.track).toBe('old');
    expect(best([old, source('half', 2, true), source('new', 3, false)], 'old')?.track).toBe('old');
    expect(best([old, source('half', 2, true), source('new', 3, true)], 'old')?.track).toBe('new');
  });

  it('is followed, when it goes, by the newest that is ready', () => {
    expect(best([source('b', 1, true), source('c', 2, true), source('d', 3, false)], 'gone')?.track).toBe('c');
    expect(best([source('b', 1, false), source('c', 2, false)], 'gone')?.track).toBe('c');
  });

  it('gives way where it never began and another has', () => {
    expect(best([source('a', 0, false), source('b', 1, true)], 'a')?.track).toBe('b');
  });
});

import { describe, expect, it } from 'vitest';
import { FRESH, keep, recall, type Kept } from './memory';

const storage = () => {
  const map = new Map<string, string>();
  return { getItem: (key: string) => map.get(key) ?? null, setItem: (key: string, value: string) => void map.set(key, value), map };
};
const waiting: Kept = {
  ...FRESH,
  step: { at: 'waiting' },
  devices: { camera: 'refused', microphone: 'works', speaker: 'works' },
  seq: 7,
  inCallSince: 1_000,
  muted: true,
};

describe('what a reload keeps', () => {
  it('is the step, the verdicts and the counts', () => {
    const store = storage();
    keep(store, 'x', waiting);
    expect(recall(store, 'x')).toEqual(waiting);
  });

  it('is another invitation’s business', () => {
    const store = storage();
    keep(store, 'x', waiting);
    expect(recall(store, 'y')).toEqual(FRESH);
  });

  it.each(['', 'null', '[]', '"x"', '{"step":{"at":"moon"},"devices":7,"seq":-3}', '{'])('starts fresh from junk: %s', (junk) => {
    const store = storage();
    store.map.set('anteroom:x', junk);
    expect(recall(store, 'x')).toEqual(FRESH);
  });

  it('is nothing where the browser keeps nothing', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => keep(full, 'x', waiting)).not.toThrow();
    expect(recall(null, 'x')).toEqual(FRESH);
  });
});

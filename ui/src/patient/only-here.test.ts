import { describe, expect, it, vi } from 'vitest';
import { OnlyHere } from './only-here';

/** One browser's locks, as far as they are used: exclusive, queued, stealable. */
class Locks {
  #holder: { steal: (error: Error) => void } | null = null;
  #queue: Array<() => void> = [];
  request = (_: string, options: LockOptions, run: () => Promise<void> | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const grant = () => {
        const holder = { steal: reject };
        this.#holder = holder;
        Promise.resolve(run()).then(() => {
          if (this.#holder === holder) {
            this.#holder = null;
            this.#queue.shift()?.();
          }
          resolve();
        }, reject);
      };
      if (options.steal) {
        this.#holder?.steal(new DOMException('stolen', 'AbortError'));
        grant();
      } else if (this.#holder) this.#queue.push(grant);
      else grant();
    });
}

const tab = (locks: Locks) => {
  const said: boolean[] = [];
  const only = new OnlyHere('in-x', (here) => void said.push(here), locks as unknown as LockManager);
  return { said, only };
};
const settle = () => vi.advanceTimersByTimeAsync(1_300);

describe('the only tab', () => {
  it('is this one where no other is open', async () => {
    vi.useFakeTimers();
    const first = tab(new Locks());
    await settle();
    expect(first.said).toEqual([true]);
    vi.useRealTimers();
  });

  it('goes to the one that asks for it, and comes back when that one closes', async () => {
    vi.useFakeTimers();
    const locks = new Locks();
    const first = tab(locks);
    const second = tab(locks);
    await settle();
    expect(second.said).toEqual([false]);
    second.only.take();
    await settle();
    expect(first.said).toEqual([true, false]);
    expect(second.said).toEqual([false, true]);
    second.only.close();
    await settle();
    expect(first.said).toEqual([true, false, true]);
    vi.useRealTimers();
  });

  it('is every tab where the browser has no locks', () => {
    const said: boolean[] = [];
    new OnlyHere('in-x', (here) => void said.push(here), null as unknown as LockManager);
    expect(said).toEqual([true]);
  });
});

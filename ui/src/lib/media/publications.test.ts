import { describe, expect, it } from 'vitest';
import { Publications, TRIES, type Publishable } from './publications';

const camera: Publishable = { kind: 'video' };
const microphone: Publishable = { kind: 'audio' };
const settled = () => new Promise((resolve) => setTimeout(resolve));

function world(there: Publishable[] = []) {
  const asked: Publishable[] = [];
  const failed: [Publishable, number][] = [];
  let fails = 0;
  let hold: Promise<void> | undefined;
  const publications = new Publications<Publishable>(
    {
      publishTrack: async (track) => {
        asked.push(track);
        await hold;
        if (fails > 0) {
          fails--;
          throw Object.assign(new Error('failed'), { code: 53304 });
        }
      },
    },
    there,
    (track, code) => failed.push([track, code]),
  );
  return {
    publications,
    asked,
    failed,
    failNext: (times: number) => (fails = times),
    holdUntil: (until: Promise<void> | undefined) => (hold = until),
  };
}

describe('publications', () => {
  it('publish each track once, and not what is there', async () => {
    const { publications, asked } = world([microphone]);
    publications.want([microphone, camera]);
    publications.want([microphone, camera]);
    await settled();
    publications.want([microphone, camera]);
    expect(asked).toEqual([camera]);
  });

  it('that fail are tried again, and nobody needs to hear of it', async () => {
    const { publications, asked, failed, failNext } = world();
    failNext(TRIES - 1);
    publications.want([camera]);
    await settled();
    expect(asked).toHaveLength(TRIES);
    expect(failed).toEqual([]);
  });

  it('that always fail are given up and told, once', async () => {
    const { publications, asked, failed, failNext } = world();
    failNext(99);
    publications.want([camera]);
    await settled();
    publications.want([camera]);
    await settled();
    expect(asked).toHaveLength(TRIES);
    expect(failed).toEqual([[camera, 53304]]);
  });

  it('that fail while signaling is away wait until it is there again', async () => {
    const { publications, asked, failed, failNext, holdUntil } = world();
    let away = () => {};
    holdUntil(new Promise((resolve) => (away = resolve)));
    failNext(1);
    publications.want([camera]);
    publications.reachable(false);
    away();
    await settled();
    holdUntil(undefined);
    expect(asked).toHaveLength(1);
    publications.reachable(true);
    await settled();
    expect(asked).toHaveLength(2);
    expect(failed).toEqual([]);
  });

  it('of a room that was left are nobody’s business', async () => {
    const { publications, asked, failed, failNext } = world();
    failNext(1);
    publications.want([camera]);
    publications.close();
    await settled();
    expect(asked).toHaveLength(1);
    expect(failed).toEqual([]);
  });
});

// What the numbers of a network check mean for a call: a verdict, bars, and the one thing that stands most in the way. Pure.

import type { NetworkMeasures, NetworkVerdict } from '$lib/api/generated';

/** What was measured, before it is judged. */
export type Measured = Omit<NetworkMeasures, 'bars' | 'smallPicture'>;

/** What stands in the way. Each has its own advice. */
export type Hindrance =
  /** The video service is not reached. */
  | 'offline'
  /** It is reached, but nothing that carries sound and picture comes through. */
  | 'blocked'
  /** Too little goes through in a second. */
  | 'narrow'
  /** Much is lost on the way. */
  | 'lossy'
  /** It takes long. */
  | 'slow'
  /** It comes unevenly. */
  | 'unsteady'
  /** Only the way of web pages is open (TCP, TLS): what is lost is sent again, late. */
  | 'detour';

/** A judged check. */
export type Judgement = {
  verdict: NetworkVerdict;
  /** Expected quality, 1 to 5; 0 where nothing could be said. */
  bars: number;
  /** `null` where nothing stands in the way. */
  hindrance: Hindrance | null;
};

/**
 * From which value on each number costs bars: five bars below the first, one less at each that is reached. Picture and sound in 720p need
 * about 1.2 Mbit/s and the guide's small picture a half of it; people begin to talk into each other at 300 ms to and fro; Opus
 * covers up to a few per cent of loss.
 */
const COSTS: Record<'roundTripMs' | 'jitterMs' | 'lossPermille', { hindrance: Hindrance; from: readonly [number, number, number, number] }> = {
  lossPermille: { hindrance: 'lossy', from: [5, 20, 50, 100] },
  roundTripMs: { hindrance: 'slow', from: [150, 300, 500, 800] },
  jitterMs: { hindrance: 'unsteady', from: [15, 30, 60, 120] },
};
/** Kilobits in a second: one bar less below each. */
const NEEDED: readonly [number, number, number, number] = [2_500, 1_200, 500, 200];

/** Judges a check. */
export function judge(measured: Measured): Judgement {
  switch (measured.outcome) {
    case 'notTried':
      return { verdict: 'untried', bars: 0, hindrance: null };
    case 'noSignalling':
      return { verdict: 'poor', bars: 1, hindrance: 'offline' };
    case 'noMedia':
      return { verdict: 'poor', bars: 1, hindrance: 'blocked' };
    case 'completed':
      break;
  }
  const found: { bars: number; hindrance: Hindrance }[] = [];
  const { kilobits } = measured;
  if (kilobits != null) found.push({ bars: 5 - NEEDED.filter((least) => kilobits < least).length, hindrance: 'narrow' });
  for (const [name, { hindrance, from }] of Object.entries(COSTS) as [keyof typeof COSTS, (typeof COSTS)[keyof typeof COSTS]][]) {
    const value = measured[name];
    if (value != null) found.push({ bars: 5 - from.filter((most) => value >= most).length, hindrance });
  }
  if (measured.path === 'tcp' || measured.path === 'tls') found.push({ bars: 3, hindrance: 'detour' });
  // The first of the worst: what is named first is what helps most.
  const worst = found.reduce((a, b) => (b.bars < a.bars ? b : a), { bars: 5, hindrance: 'narrow' as Hindrance });
  const verdict = worst.bars >= 4 ? 'good' : worst.bars >= 2 ? 'usable' : 'poor';
  return { verdict, bars: worst.bars, hindrance: verdict === 'good' ? null : worst.hindrance };
}

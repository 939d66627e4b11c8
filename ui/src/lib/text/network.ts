// What a page measured of its network, in the provider's words.

import type { NetworkMeasures } from '$lib/api/generated';

/** What it means for the call, in one sentence. */
export function networkSentence(measures: NetworkMeasures): string {
  const { outcome, bars, path } = measures;
  if (outcome === 'noSignalling') return 'Their page did not reach Twilio’s video service.';
  if (outcome === 'noMedia') return 'Their network lets no sound or picture through. Calling them by phone may be quicker.';
  if (outcome === 'notTried') return 'Their network could not be tried.';
  const detour = path && path !== 'udp' ? ' A firewall makes it take a detour.' : '';
  if (bars >= 4) return `Good for sound and picture.${detour}`;
  return (bars >= 2 ? 'Good for talking. The picture may pause.' : 'Weak: sound at best.') + detour;
}

/** A number behind it. */
export type NetworkFact = { name: string; value: string };

/** The numbers, as far as the browser told them. */
export function networkFacts(measures: NetworkMeasures): NetworkFact[] {
  const { path, roundTripMs, jitterMs, lossPermille, kilobits, signallingMs, mediaMs, smallPicture } = measures;
  const milliseconds = (value: number) => `${value} ms`;
  const facts: [string, string | null][] = [
    ['Way to Twilio', path ? path.toUpperCase() : null],
    ['There and back', roundTripMs == null ? null : milliseconds(roundTripMs)],
    ['Unevenness', jitterMs == null ? null : milliseconds(jitterMs)],
    ['Lost', lossPermille == null ? null : `${lossPermille / 10} %`],
    ['Goes through', kilobits == null ? null : kilobits >= 1_000 ? `${(kilobits / 1_000).toFixed(1)} Mbit/s` : `${kilobits} kbit/s`],
    ['Service answered after', signallingMs == null ? null : milliseconds(signallingMs)],
    ['Sound and picture after', mediaMs == null ? null : milliseconds(mediaMs)],
    ['Picture they send', smallPicture ? '640 × 480' : '1280 × 720'],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

import { describe, expect, it } from 'vitest';
import { networkFacts, networkSentence } from './network';

const fine = { outcome: 'completed', path: 'udp', roundTripMs: 42, jitterMs: 3, lossPermille: 4, kilobits: 5_240, signallingMs: 120, mediaMs: 640, bars: 5, smallPicture: false } as const;

describe('a network check in words', () => {
  it('says in one sentence what it means', () => {
    expect(networkSentence(fine)).toBe('Good for sound and picture.');
    expect(networkSentence({ ...fine, bars: 3, path: 'tls' })).toBe('Good for talking. The picture may pause. A firewall makes it take a detour.');
    expect(networkSentence({ ...fine, bars: 1 })).toBe('Weak: sound at best.');
    expect(networkSentence({ ...fine, outcome: 'noMedia' })).toMatch(/no sound or picture/);
    expect(networkSentence({ ...fine, outcome: 'noSignalling' })).toMatch(/did not reach/);
    expect(networkSentence({ ...fine, outcome: 'notTried' })).toMatch(/could not be tried/);
  });

  it('shows the numbers that were told, and no others', () => {
    expect(networkFacts(fine).map(({ name, value }) => `${name}: ${value}`)).toEqual([
      'Way to Twilio: UDP', 'There and back: 42 ms', 'Unevenness: 3 ms', 'Lost: 0.4 %', 'Goes through: 5.2 Mbit/s',
      'Service answered after: 120 ms', 'Sound and picture after: 640 ms', 'Picture they send: 1280 × 720',
    ]);
    expect(networkFacts({ outcome: 'noMedia', bars: 1, smallPicture: true })).toEqual([{ name: 'Picture they send', value: '640 × 480' }]);
  });
});

import { describe, expect, it } from 'vitest';
import { judge, type Measured } from './judge';

const fine: Measured = {
  outcome: 'completed', path: 'udp', roundTripMs: 40, jitterMs: 3, lossPermille: 0, kilobits: 6_000, signallingMs: 200, mediaMs: 600,
};
const with_ = (change: Partial<Measured>) => judge({ ...fine, ...change });

describe('a network check', () => {
  it('is good where nothing stands in the way', () => {
    expect(judge(fine)).toEqual({ verdict: 'good', bars: 5, hindrance: null });
    expect(with_({ roundTripMs: 200 })).toEqual({ verdict: 'good', bars: 4, hindrance: null });
  });

  it('says what stands most in the way', () => {
    expect(with_({ kilobits: 900 })).toEqual({ verdict: 'usable', bars: 3, hindrance: 'narrow' });
    expect(with_({ kilobits: 150 })).toEqual({ verdict: 'poor', bars: 1, hindrance: 'narrow' });
    expect(with_({ lossPermille: 60 })).toEqual({ verdict: 'usable', bars: 2, hindrance: 'lossy' });
    expect(with_({ lossPermille: 200 })).toEqual({ verdict: 'poor', bars: 1, hindrance: 'lossy' });
    expect(with_({ roundTripMs: 600 })).toEqual({ verdict: 'usable', bars: 2, hindrance: 'slow' });
    expect(with_({ jitterMs: 200 })).toEqual({ verdict: 'poor', bars: 1, hindrance: 'unsteady' });
    expect(with_({ jitterMs: 200, kilobits: 900 }).hindrance).toBe('unsteady');
  });

  it('is usable at best by the way of web pages', () => {
    expect(with_({ path: 'tcp' })).toEqual({ verdict: 'usable', bars: 3, hindrance: 'detour' });
    expect(with_({ path: 'tls', kilobits: 100 })).toEqual({ verdict: 'poor', bars: 1, hindrance: 'narrow' });
  });

  it('tells a service that is not reached from a way that is closed', () => {
    const nothing = { path: null, roundTripMs: null, jitterMs: null, lossPermille: null, kilobits: null, signallingMs: null, mediaMs: null };
    expect(judge({ ...nothing, outcome: 'noSignalling' })).toEqual({ verdict: 'poor', bars: 1, hindrance: 'offline' });
    expect(judge({ ...nothing, outcome: 'noMedia' })).toEqual({ verdict: 'poor', bars: 1, hindrance: 'blocked' });
    expect(judge({ ...nothing, outcome: 'notTried' })).toEqual({ verdict: 'untried', bars: 0, hindrance: null });
  });

  it('judges by what the browser told', () => {
    expect(with_({ kilobits: null, jitterMs: null, path: null })).toEqual({ verdict: 'good', bars: 5, hindrance: null });
  });
});

// What browsers say when a camera gives nothing, and what we take it for.
import { describe, expect, it } from 'vitest';
import { cameraConstraints, classify, lenientConstraints, microphoneConstraints } from './capture';
import { sortDevices } from './devices.svelte';
import { loudness, SPEAKING } from './level';
import { FULL_CAPTURE } from './profiles';

const error = (name: string) => Object.assign(new Error(name), { name });

describe('errors of capture', () => {
  it('are sorted by what one can do about them', () => {
    expect(['NotAllowedError', 'SecurityError'].map((name) => classify(error(name)))).toEqual(['refused', 'refused']);
    expect(['NotReadableError', 'AbortError'].map((name) => classify(error(name)))).toEqual(['busy', 'busy']);
    expect(['NotFoundError', 'OverconstrainedError'].map((name) => classify(error(name)))).toEqual(['missing', 'missing']);
    expect([error('TypeError'), undefined, null, 'x'].map(classify)).toEqual(['other', 'other', 'other', 'other']);
  });
});

describe('constraints', () => {
  it('never ask for more frames than the guide', () => {
    expect(cameraConstraints(FULL_CAPTURE)).toEqual({ width: 1280, height: 720, frameRate: { ideal: 24, max: 24 }, facingMode: 'user' });
    expect(lenientConstraints(FULL_CAPTURE).frameRate, 'a camera that cannot do that is better than none').toBe(24);
  });

  it('name a chosen device exactly', () => {
    expect(cameraConstraints(FULL_CAPTURE, 'usb').deviceId).toEqual({ exact: 'usb' });
    expect(cameraConstraints(FULL_CAPTURE, 'usb')).not.toHaveProperty('facingMode');
    expect(microphoneConstraints('usb').deviceId).toEqual({ exact: 'usb' });
    expect(microphoneConstraints()).not.toHaveProperty('deviceId');
  });
});

describe('the list', () => {
  it('is sorted by kind, without the nameless stand-ins of before permission', () => {
    expect(
      sortDevices([
        { kind: 'videoinput', deviceId: '', label: '' },
        { kind: 'videoinput', deviceId: 'a', label: 'Desk camera' },
        { kind: 'audiooutput', deviceId: 'b', label: '' },
      ]),
    ).toEqual({ cameras: [{ id: 'a', label: 'Desk camera' }], microphones: [], speakers: [{ id: 'b', label: '' }] });
  });
});

describe('loudness', () => {
  const tone = (amplitude: number) => Float32Array.from({ length: 1024 }, (_, index) => amplitude * Math.sin(index / 5));

  it('goes from silence to a voice', () => {
    expect(loudness(new Float32Array(1024))).toBe(0);
    expect(loudness(new Float32Array(0))).toBe(0);
    expect(loudness(tone(0.002)), 'a quiet room is no speech').toBeLessThan(SPEAKING);
    expect(loudness(tone(0.1))).toBeGreaterThan(SPEAKING);
    expect(loudness(tone(1))).toBe(1);
  });
});

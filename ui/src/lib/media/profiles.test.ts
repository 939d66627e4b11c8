// The guide's numbers, pinned: whoever changes one has to change it here too, and say why.
import { describe, expect, it } from 'vitest';
import { connectOptions, manyCodecs, profileOptions, readDevice, readEngine, sendingFor, type Engine } from './profiles';

const chromium: Engine = { name: 'chromium', version: 156 };
const webkit: Engine = { name: 'webkit', version: 26 };

describe('the two-people profile', () => {
  it('is VP8 without simulcast, no bandwidth profile, network quality at level 1', () => {
    expect(profileOptions('two', 'vp8', chromium)).toEqual({
      preferredVideoCodecs: [{ codec: 'VP8', simulcast: false }],
      networkQuality: { local: 1, remote: 1 },
    });
  });
});

describe('the profile for three or more', () => {
  it('is collaboration with the dominant speaker first', () => {
    expect(profileOptions('many', 'vp8', webkit)).toEqual({
      preferredVideoCodecs: [{ codec: 'VP8', simulcast: true }],
      bandwidthProfile: { video: { mode: 'collaboration', dominantSpeakerPriority: 'high' } },
      dominantSpeaker: true,
      networkQuality: { local: 1, remote: 1 },
    });
  });

  it('uses adaptive simulcast where the literal setting sends three equal layers', () => {
    expect(manyCodecs(chromium)).toBe('auto');
    expect(manyCodecs(webkit)).toEqual([{ codec: 'VP8', simulcast: true }]);
    expect(manyCodecs({ name: 'gecko', version: 150 })).toEqual([{ codec: 'VP8', simulcast: true }]);
  });

  it('is the literal setting everywhere when the administrator asks for it', () => {
    expect(manyCodecs(chromium, true)).toEqual([{ codec: 'VP8', simulcast: true }]);
  });
});

describe('rooms for H.264', () => {
  it('ask for it alone, without simulcast, and change nothing else', () => {
    for (const profile of ['two', 'many'] as const) {
      expect(profileOptions(profile, 'h264', chromium)).toEqual({
        ...profileOptions(profile, 'vp8', chromium),
        preferredVideoCodecs: ['H264'],
      });
    }
  });
});

describe('the connect options', () => {
  const ask = { roomName: 'visit', profile: 'two', codec: 'vp8', engine: chromium } as const;

  it('touch no address in a clinic on Twilio', () => {
    const options = connectOptions({ ...ask, endpoints: {} });
    expect(options.name).toBe('visit');
    for (const key of ['wsServer', 'insights', 'region', 'iceServers', 'environment']) expect(options).not.toHaveProperty(key);
  });

  it('limit the bitrate where that is asked, but not adaptive simulcast, which refuses it', () => {
    expect(connectOptions({ ...ask, endpoints: {}, maxVideoBitrate: 500_000 })).toMatchObject({ maxVideoBitrate: 500_000 });
    expect(connectOptions({ ...ask, profile: 'many', endpoints: {}, maxVideoBitrate: 500_000 })).not.toHaveProperty('maxVideoBitrate');
    expect(connectOptions({ ...ask, profile: 'many', engine: webkit, endpoints: {}, maxVideoBitrate: 500_000 })).toHaveProperty('maxVideoBitrate');
  });

  it('lead to the twin in practice, and nothing dials out', () => {
    const options = connectOptions({ ...ask, endpoints: { videoSignalingUrl: 'ws://127.0.0.1:9/signaling' } });
    expect(options).toMatchObject({ wsServer: 'ws://127.0.0.1:9/signaling', insights: false });
  });
});

describe('capture', () => {
  const phone = 'Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36';
  const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';

  const full = { width: 1280, height: 720, frameRate: 24 };
  const small = { width: 640, height: 480, frameRate: 24 };

  it('is 720p at 24 frames, and 480p on low-end phones', () => {
    expect(sendingFor({ mobile: false, memoryGiB: 2, cores: 2, saveData: false }, 'untried')).toEqual({ capture: full });
    const read = (change: object) => sendingFor(readDevice({ userAgent: phone, ...change }), 'good');
    expect(read({ deviceMemory: 8, hardwareConcurrency: 8 })).toEqual({ capture: full });
    expect(read({ deviceMemory: 2, hardwareConcurrency: 8 })).toEqual({ capture: small });
    expect(read({ deviceMemory: 4, hardwareConcurrency: 4 })).toEqual({ capture: small });
    expect(read({ deviceMemory: 4, hardwareConcurrency: 8 })).toEqual({ capture: full });
    expect(sendingFor(readDevice({ userAgent: iphone, hardwareConcurrency: 4 }), 'good'), 'Safari tells no memory; iPhones encode 720p').toEqual({ capture: full });
  });

  it('goes by the network, and by who spares traffic', () => {
    const strong = readDevice({ userAgent: phone, deviceMemory: 8, hardwareConcurrency: 8 });
    expect(sendingFor(strong, 'usable')).toEqual({ capture: full, maxVideoBitrate: 1_000_000 });
    expect(sendingFor(strong, 'poor')).toEqual({ capture: small, maxVideoBitrate: 500_000 });
    const sparing = readDevice({ userAgent: phone, deviceMemory: 8, connection: { saveData: true } });
    expect(sendingFor(sparing, 'good')).toEqual({ capture: small, maxVideoBitrate: 500_000 });
  });

  it('reads engines, also those that call themselves by another name', () => {
    expect(readEngine({ userAgent: '', userAgentData: { brands: [{ brand: 'Not)A;Brand', version: '8' }, { brand: 'Chromium', version: '156' }] } })).toEqual(chromium);
    expect(readEngine({ userAgent: phone })).toEqual(chromium);
    expect(readEngine({ userAgent: iphone })).toEqual(webkit);
    expect(readEngine({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0' })).toEqual({ name: 'gecko', version: 150 });
  });
});

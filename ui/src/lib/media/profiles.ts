// The guide's capture and connection settings: numbers that are not to be tuned away (ARCHITECTURE.md, "Profiles").
import type { ConnectOptions } from 'twilio-video';
import type { Endpoints, NetworkVerdict, Profile, RoomCodec } from '$lib/api/generated';

/** What decides about codecs: the engine behind the browser, and its version. */
export type Engine = { name: 'chromium' | 'webkit' | 'gecko' | 'other'; version: number };

/** What a device tells of its strength, and whether its person asks for little traffic. */
export type Device = { mobile: boolean; memoryGiB: number | undefined; cores: number | undefined; saveData: boolean };

/** `wsServer` is real but missing in the SDK's published types. */
export type Options = ConnectOptions & { wsServer?: string };

/** The size and rate asked of a camera. */
export type CaptureSize = { width: number; height: number; frameRate: number };

/** Everybody but low-end phones. */
export const FULL_CAPTURE: CaptureSize = { width: 1280, height: 720, frameRate: 24 };
/** The guide's size for low-end phones. */
export const LOW_CAPTURE: CaptureSize = { width: 640, height: 480, frameRate: 24 };

/**
 * A phone with 2 GiB or less, or with little more and four cores or less. Safari tells no memory and every iPhone that runs a current
 * Safari encodes 720p, so what is unknown counts as enough.
 */
export function isLowEnd(device: Device): boolean {
  if (!device.mobile || device.memoryGiB === undefined) return false;
  return device.memoryGiB <= 2 || (device.memoryGiB <= 4 && device.cores !== undefined && device.cores <= 4);
}

/** The picture that a page sends: how it is captured, and at most how many bits a second it may take. */
export type Sending = { capture: CaptureSize; maxVideoBitrate?: number };

/**
 * The guide's variant for this device in this network: 480p where the device is weak, the network poor or the person spares traffic, and a limited
 * bitrate (the guide's 500 to 1000 kbit/s) where the network, or the person, has little to give.
 */
export function sendingFor(device: Device, network: NetworkVerdict): Sending {
  const capture = isLowEnd(device) || network === 'poor' || device.saveData ? LOW_CAPTURE : FULL_CAPTURE;
  if (network === 'poor' || device.saveData) return { capture, maxVideoBitrate: 500_000 };
  return network === 'usable' ? { capture, maxVideoBitrate: 1_000_000 } : { capture };
}

/**
 * The codec setting for three or more people: simulcast that works.
 *
 * The guide's literal `{codec: 'VP8', simulcast: true}` sends three equal 1280×720 layers from Chromium (measured, version
 * 156: no scaling is set on layers 2 and 3), three times the upload for nothing. Twilio's adaptive simulcast, `'auto'`, sends
 * 320×180, 640×360 and 1280×720 there. Elsewhere, and where the administrator asks for it, the literal setting stands.
 */
export function manyCodecs(engine: Engine, literal = false): NonNullable<Options['preferredVideoCodecs']> {
  if (engine.name === 'chromium' && !literal) return 'auto';
  return [{ codec: 'VP8', simulcast: true }];
}

/** The profile's part of the connect options. Where the clinic's rooms are for H.264, that alone is asked for: Twilio has no simulcast for it. */
export function profileOptions(profile: Profile, codec: RoomCodec, engine: Engine, literalSimulcast = false): Options {
  if (profile === 'two') {
    return {
      preferredVideoCodecs: codec === 'h264' ? ['H264'] : [{ codec: 'VP8', simulcast: false }],
      networkQuality: { local: 1, remote: 1 },
    };
  }
  return {
    preferredVideoCodecs: codec === 'h264' ? ['H264'] : manyCodecs(engine, literalSimulcast),
    bandwidthProfile: { video: { mode: 'collaboration', dominantSpeakerPriority: 'high' } },
    dominantSpeaker: true,
    networkQuality: { local: 1, remote: 1 },
  };
}

/** Everything for `connect` but the token and the tracks. */
export function connectOptions(ask: {
  roomName: string;
  profile: Profile;
  codec: RoomCodec;
  endpoints: Endpoints;
  engine: Engine;
  literalSimulcast?: boolean;
  maxVideoBitrate?: number | undefined;
}): Options {
  const options: Options = { name: ask.roomName, ...profileOptions(ask.profile, ask.codec, ask.engine, ask.literalSimulcast) };
  // Adaptive simulcast finds the layer that fits by itself, and refuses a limit.
  if (ask.maxVideoBitrate && options.preferredVideoCodecs !== 'auto') options.maxVideoBitrate = ask.maxVideoBitrate;
  if (ask.endpoints.videoSignalingUrl) {
    options.wsServer = ask.endpoints.videoSignalingUrl;
    // Telemetry has an address of its own: left on, it would dial out of a clinic that lives on another server.
    options.insights = false;
  }
  return options;
}

type Hints = { userAgent: string; userAgentData?: { brands?: { brand: string; version: string }[]; mobile?: boolean } };

/** Which engine this is. Only for codec quirks that cannot be felt for; everything else is feature detection. */
export function readEngine(navigator: Hints): Engine {
  const brand = navigator.userAgentData?.brands?.find((each) => each.brand === 'Chromium');
  if (brand) return { name: 'chromium', version: Number(brand.version) || 0 };
  const agent = navigator.userAgent;
  const version = (pattern: RegExp) => Number(pattern.exec(agent)?.[1] ?? 0);
  if (/Chrome\/\d/.test(agent)) return { name: 'chromium', version: version(/Chrome\/(\d+)/) };
  if (/Firefox\/\d/.test(agent)) return { name: 'gecko', version: version(/Firefox\/(\d+)/) };
  if (/AppleWebKit\//.test(agent)) return { name: 'webkit', version: version(/Version\/(\d+)/) };
  return { name: 'other', version: 0 };
}

/** What this device tells about its strength. */
export function readDevice(
  navigator: Hints & { deviceMemory?: number; hardwareConcurrency?: number; connection?: { saveData?: boolean } },
): Device {
  return {
    mobile: navigator.userAgentData?.mobile ?? /Android|iPhone|iPad|iPod|Mobile/.test(navigator.userAgent),
    memoryGiB: navigator.deviceMemory,
    cores: navigator.hardwareConcurrency,
    saveData: navigator.connection?.saveData === true,
  };
}

// Asking for a camera and a microphone, each by itself: whoever refuses the one may still give the other.
import type { LocalAudioTrack, LocalVideoTrack } from 'twilio-video';
import type { NetworkVerdict } from '$lib/api/generated';
import { readDevice, sendingFor, type CaptureSize, type Sending } from './profiles';
import { loadSdk } from './sdk';

/** Why a device gives nothing. */
export type CaptureProblem =
  /** The person, the browser or the system said no. */
  | 'refused'
  /** Another program holds it. */
  | 'busy'
  /** There is none. */
  | 'missing'
  /** Something else; the name of the browser's error is in the console. */
  | 'other';

/** Reads the browser's error. Names and their meaning: Media Capture and Streams, section 10.6 ("getUserMedia"). */
export function classify(error: unknown): CaptureProblem {
  switch ((error as Partial<DOMException> | null)?.name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return 'refused';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    default:
      return 'other';
  }
}

/** What is asked of a camera: the guide's size, and never more than its rate (some webviews give 30 for an ideal 24). */
export function cameraConstraints(size: CaptureSize, deviceId = ''): MediaTrackConstraints {
  return {
    width: size.width,
    height: size.height,
    frameRate: { ideal: size.frameRate, max: size.frameRate },
    ...(deviceId ? { deviceId: { exact: deviceId } } : { facingMode: 'user' }),
  };
}

/** The same for a camera that knows no such rate. */
export function lenientConstraints(size: CaptureSize, deviceId = ''): MediaTrackConstraints {
  return { ...cameraConstraints(size, deviceId), frameRate: size.frameRate };
}

/** What is asked of a microphone. */
export function microphoneConstraints(deviceId = ''): MediaTrackConstraints {
  return {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
  };
}

/** What this device sends in such a network. */
export function pictureFor(network: NetworkVerdict): Sending {
  return sendingFor(readDevice(navigator), network);
}

/** Opens a camera, the system's choice without `deviceId`. Throws the browser's error. */
export async function openCameraTrack(size: CaptureSize, deviceId = ''): Promise<LocalVideoTrack> {
  const sdk = await loadSdk();
  return withLenience((constraints) => sdk.createLocalVideoTrack({ ...constraints, name: 'camera' }), size, deviceId);
}

/** Opens a microphone, the system's choice without `deviceId`. Throws the browser's error. */
export async function openMicrophoneTrack(deviceId = ''): Promise<LocalAudioTrack> {
  const sdk = await loadSdk();
  return sdk.createLocalAudioTrack({
    ...microphoneConstraints(deviceId),
    name: 'microphone',
    // A device that was chosen stays; only without a choice does the SDK follow the system's default.
    defaultDeviceCaptureMode: deviceId ? 'manual' : 'auto',
  });
}

/** Gives a camera track another device (or the same one anew) without a new publication. Throws the browser's error. */
export async function restartCameraTrack(track: LocalVideoTrack, size: CaptureSize, deviceId = ''): Promise<void> {
  await withLenience((constraints) => track.restart(constraints), size, deviceId);
}

/** Gives a microphone track another device without a new publication. Throws the browser's error. */
export async function restartMicrophoneTrack(track: LocalAudioTrack, deviceId = ''): Promise<void> {
  await track.restart(microphoneConstraints(deviceId));
}

async function withLenience<T>(ask: (constraints: MediaTrackConstraints) => Promise<T>, size: CaptureSize, deviceId: string): Promise<T> {
  try {
    return await ask(cameraConstraints(size, deviceId));
  } catch (error) {
    const { name, constraint } = error as OverconstrainedError;
    if (name !== 'OverconstrainedError' || constraint === 'deviceId') throw error;
    return ask(lenientConstraints(size, deviceId));
  }
}

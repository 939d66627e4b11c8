// The person's own camera, microphone and speaker: what there is, what is chosen, what each one does right now.
// One object serves the device check and the call, so that nothing is asked for twice and a choice made in the one holds in the other.
import type { LocalAudioTrack, LocalVideoTrack } from 'twilio-video';
import type { NetworkVerdict } from '$lib/api/generated';
import { pictureOf, soundOf } from './attach';
import {
  classify,
  openCameraTrack,
  openMicrophoneTrack,
  pictureFor,
  restartCameraTrack,
  restartMicrophoneTrack,
  type CaptureProblem,
} from './capture';
import { Echo } from './echo.svelte';
import { playChime } from './level';
import type { Picture, Sound } from './picture';
import type { Sending } from './profiles';

/** Where a camera or a microphone stands. */
export type DeviceState =
  /** Not asked for yet. */
  | { kind: 'untried' }
  /** Asked for; the browser may be asking the person. */
  | { kind: 'opening' }
  /** Works. */
  | { kind: 'on' }
  /** Works, and was turned off by the person: a camera is released (its light goes out), a microphone is muted. */
  | { kind: 'off' }
  /** Gives nothing. */
  | { kind: 'failed'; problem: CaptureProblem };

/** A device to choose; its label is empty until the person has shared one of its kind. */
export type DeviceChoice = { id: string; label: string };

/** What the browser lists, by kind. */
export type DeviceList = { cameras: DeviceChoice[]; microphones: DeviceChoice[]; speakers: DeviceChoice[] };

/** Sorts the browser's list. Before permission browsers list nameless stand-ins without an id: those are left out. */
export function sortDevices(devices: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[]): DeviceList {
  const pick = (kind: MediaDeviceKind): DeviceChoice[] =>
    devices
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map((device) => ({ id: device.deviceId, label: device.label }));
  return { cameras: pick('videoinput'), microphones: pick('audioinput'), speakers: pick('audiooutput') };
}

/** The tracks a room publishes. Only for this folder. */
export type OwnTracks = { camera: LocalVideoTrack | null; microphone: LocalAudioTrack | null };

/** The person's own devices. Make one per page, `close` it when the page is done with media. */
export class Devices {
  /** Where the camera stands. */
  camera = $state.raw<DeviceState>({ kind: 'untried' });
  /** Where the microphone stands; `off` is muted. */
  microphone = $state.raw<DeviceState>({ kind: 'untried' });
  /** What there is to choose. */
  list = $state.raw<DeviceList>({ cameras: [], microphones: [], speakers: [] });
  /** What was chosen, or what is in use; the empty string is the system's choice. */
  chosen = $state({ camera: '', microphone: '', speaker: '' });
  /** The own picture, while the camera is on. */
  picture = $state.raw<Picture | null>(null);
  /** The own sound, once the microphone has been opened. */
  sound = $state.raw<Sound | null>(null);

  /** What the network was found to be; decides with the device what picture is captured and sent. */
  network: NetworkVerdict = 'untried';

  #tracks: OwnTracks = { camera: null, microphone: null };
  readonly #trackListeners = new Set<(tracks: OwnTracks) => void>();
  readonly #speakerListeners = new Set<(speakerId: string) => void>();
  #listening = false;
  /** Grows with every release: what was asked for before it and comes after it is let go at once. */
  #generation = 0;

  /** The picture that is sent. */
  get sending(): Sending {
    return pictureFor(this.network);
  }

  /** Reads the list and keeps it current. Labels come once a device has been opened. */
  async watch(): Promise<void> {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media) return;
    if (!this.#listening) {
      this.#listening = true;
      media.addEventListener('devicechange', this.#onDeviceChange);
    }
    await this.#refresh();
  }

  /** Opens the camera: the given one, the one chosen before, or the system's. Never throws: the state says what came of it. */
  async openCamera(deviceId = this.chosen.camera): Promise<void> {
    if (this.camera.kind === 'opening') return;
    const generation = this.#generation;
    const had = this.#tracks.camera;
    this.camera = { kind: 'opening' };
    try {
      if (had) {
        await restartCameraTrack(had, this.sending.capture, deviceId);
        if (generation !== this.#generation) {
          had.stop();
          return;
        }
        had.enable(true);
      } else {
        const track = await openCameraTrack(this.sending.capture, deviceId);
        if (generation !== this.#generation) {
          track.stop();
          return;
        }
        this.#tracks = { ...this.#tracks, camera: track };
      }
      this.#cameraRuns();
      if (!had) this.#tell();
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#cameraFailed(error);
    }
    await this.#refresh();
  }

  /**
   * Turns the picture off or on. Off releases the camera instead of only sending black: the light goes out, and people
   * trust the light, not a word on a screen. The publication stays, so that turning it on needs no renegotiation.
   */
  async showCamera(wanted: boolean): Promise<void> {
    if (wanted) {
      if (this.camera.kind !== 'on') await this.openCamera();
      return;
    }
    const track = this.#tracks.camera;
    if (!track || this.camera.kind !== 'on') return;
    track.disable();
    track.stop();
    this.picture = null;
    this.camera = { kind: 'off' };
  }

  /** Opens the microphone: the given one, the one chosen before, or the system's. Never throws: the state says what came of it. */
  async openMicrophone(deviceId = this.chosen.microphone): Promise<void> {
    if (this.microphone.kind === 'opening') return;
    const generation = this.#generation;
    const muted = this.microphone.kind === 'off';
    const had = this.#tracks.microphone;
    this.microphone = { kind: 'opening' };
    try {
      if (had) {
        await restartMicrophoneTrack(had, deviceId);
        if (generation !== this.#generation) {
          had.stop();
          return;
        }
      } else {
        const track = await openMicrophoneTrack(deviceId);
        if (generation !== this.#generation) {
          track.stop();
          return;
        }
        this.#tracks = { ...this.#tracks, microphone: track };
      }
      this.#microphoneRuns(muted);
      if (!had) this.#tell();
    } catch (error) {
      if (generation !== this.#generation) return;
      console.warn('microphone:', (error as Error).name);
      this.microphone = { kind: 'failed', problem: classify(error) };
    }
    await this.#refresh();
  }

  /** Mutes or unmutes. The microphone stays open, so that it answers at once: push-to-talk loses no syllable. */
  mute(muted: boolean): void {
    const track = this.#tracks.microphone;
    if (!track || (this.microphone.kind !== 'on' && this.microphone.kind !== 'off')) return;
    track.enable(!muted);
    this.microphone = { kind: muted ? 'off' : 'on' };
  }

  /** Where sound comes out; the empty string is the system's choice. */
  chooseSpeaker(deviceId: string): void {
    this.chosen.speaker = deviceId;
    for (const tell of this.#speakerListeners) tell(deviceId);
  }

  /** Plays a chime on the chosen speaker, so that the person can tell whether they hear it. */
  testSpeaker(): Promise<void> {
    return playChime(this.chosen.speaker);
  }

  /** For hearing oneself: records the open microphone and plays it on the chosen speaker. */
  echo(): Echo {
    return new Echo(
      () => this.#tracks.microphone?.mediaStreamTrack ?? null,
      () => this.chosen.speaker,
    );
  }

  /** Lets camera and microphone go: their lights go out. They may be opened again. */
  release(): void {
    this.#generation++;
    this.#tracks.camera?.stop();
    this.#tracks.microphone?.stop();
    this.#tracks = { camera: null, microphone: null };
    this.picture = null;
    this.sound = null;
    this.camera = { kind: 'untried' };
    this.microphone = { kind: 'untried' };
  }

  /** The page is done with media. */
  close(): void {
    this.release();
    if (this.#listening) navigator.mediaDevices.removeEventListener('devicechange', this.#onDeviceChange);
    this.#listening = false;
  }

  /** For the room: tells the tracks to publish, now and whenever one comes later. */
  onTracks(listener: (tracks: OwnTracks) => void): () => void {
    this.#trackListeners.add(listener);
    listener(this.#tracks);
    return () => this.#trackListeners.delete(listener);
  }

  /** For the room: tells the chosen speaker, now and whenever another is chosen. */
  onSpeaker(listener: (speakerId: string) => void): () => void {
    this.#speakerListeners.add(listener);
    listener(this.chosen.speaker);
    return () => this.#speakerListeners.delete(listener);
  }

  /** For the room's statistics: what the camera says it captures. */
  captureSettings(): MediaTrackSettings | null {
    return this.#tracks.camera && !this.#tracks.camera.isStopped ? this.#tracks.camera.mediaStreamTrack.getSettings() : null;
  }

  #tell(): void {
    for (const listener of this.#trackListeners) listener(this.#tracks);
  }

  #cameraRuns(): void {
    const track = this.#tracks.camera;
    if (!track) return;
    const source = track.mediaStreamTrack;
    this.chosen.camera = source.getSettings().deviceId ?? '';
    this.picture = pictureOf(track);
    this.camera = { kind: 'on' };
    // `ended` comes only where the device goes away by itself (unplugged, taken back by the system), never from our own stop.
    source.addEventListener('ended', () => void this.#cameraLost(source), { once: true });
  }

  #microphoneRuns(muted: boolean): void {
    const track = this.#tracks.microphone;
    if (!track) return;
    const source = track.mediaStreamTrack;
    this.chosen.microphone = source.getSettings().deviceId ?? '';
    track.enable(!muted);
    this.sound = soundOf(track);
    this.microphone = { kind: muted ? 'off' : 'on' };
    source.addEventListener('ended', () => void this.#microphoneLost(source), { once: true });
  }

  #cameraFailed(error: unknown): void {
    console.warn('camera:', (error as Error).name);
    // The others are told, or they would look at a frozen picture.
    this.#tracks.camera?.disable();
    this.picture = null;
    this.camera = { kind: 'failed', problem: classify(error) };
  }

  /** The camera went away: another one may stand in. */
  async #cameraLost(source: MediaStreamTrack): Promise<void> {
    if (this.#tracks.camera?.mediaStreamTrack !== source || this.camera.kind !== 'on') return;
    this.#tracks.camera.disable();
    this.picture = null;
    this.chosen.camera = '';
    await this.openCamera('');
  }

  /** The microphone went away: another one may stand in. */
  async #microphoneLost(source: MediaStreamTrack): Promise<void> {
    if (this.#tracks.microphone?.mediaStreamTrack !== source) return;
    this.chosen.microphone = '';
    await this.openMicrophone('');
  }

  readonly #onDeviceChange = async (): Promise<void> => {
    await this.#refresh();
    // Plugged in what was missed: no need to ask again.
    if (this.camera.kind === 'failed' && this.camera.problem === 'missing' && this.list.cameras.length > 0) {
      await this.openCamera('');
    }
    if (this.microphone.kind === 'failed' && this.microphone.problem === 'missing' && this.list.microphones.length > 0) {
      await this.openMicrophone('');
    }
    const speaker = this.chosen.speaker;
    if (speaker && !this.list.speakers.some((each) => each.id === speaker)) this.chooseSpeaker('');
  };

  async #refresh(): Promise<void> {
    try {
      this.list = sortDevices(await navigator.mediaDevices.enumerateDevices());
    } catch (error) {
      console.warn('devices:', (error as Error).name);
    }
  }
}

// One connection to a room under one identity: the SDK's room, the own publications in it, its events. A `Room` has one, and
// two while it moves to the second profile.
import type {
  LocalAudioTrack,
  LocalDataTrack,
  LocalVideoTrack,
  RemoteParticipant,
  Room as TwilioRoom,
  TwilioError,
} from 'twilio-video';
import type { Endpoints, Profile, RoomCodec } from '$lib/api/generated';
import type { Devices, OwnTracks } from './devices.svelte';
import { connectOptions, profileOptions, readEngine, type Options } from './profiles';
import { Publications } from './publications';
import { loadSdk } from './sdk';

/** The way into a room, as the console or the patient's Document hands it out. */
export type WayIn = { token: string; roomName: string; profile: Profile; codec: RoomCodec; endpoints: Endpoints };

/** What happens in a stay, told to the room it is part of. */
export type StayEvents = {
  reconnecting(stay: Stay, code: number): void;
  reconnected(stay: Stay): void;
  /** `null` is an end without a code: taken out. */
  disconnected(stay: Stay, code: number | null): void;
  joined(stay: Stay, participant: RemoteParticipant): void;
  left(stay: Stay, participant: RemoteParticipant): void;
  dominant(stay: Stay, participant: RemoteParticipant | null): void;
  level(stay: Stay, level: number): void;
  notPublished(track: 'audio' | 'video', code: number): void;
};

/** The SDK waits for ever for a server that took the way in and then says nothing (measured): somebody has to give up. */
const CONNECT_PATIENCE_MS = 20_000;
/** Twilio's code for signaling that timed out. */
const TIMED_OUT = 53002;

/**
 * Connects. Throws the SDK's error. `cancel` is called with what gives the way in up, before anything is waited for;
 * `null` is answered where `stale` says, before the SDK is asked, that nobody waits any more.
 */
export async function enter(
  way: WayIn,
  devices: Devices,
  events: StayEvents,
  stale: () => boolean,
  cancel: (giveUp: () => void) => void,
): Promise<Stay | null> {
  const engine = readEngine(navigator);
  const sdk = await loadSdk();
  if (stale()) return null;
  let tracks: OwnTracks = { camera: null, microphone: null };
  devices.onTracks((own) => (tracks = own))();
  const options = { ...connectOptions({ ...way, engine, maxVideoBitrate: devices.sending.maxVideoBitrate }), tracks: own(tracks) };
  const connecting = sdk.connect(way.token, options);
  cancel(() => connecting.cancel());
  let late = false;
  const patience = setTimeout(() => {
    late = true;
    connecting.cancel();
  }, CONNECT_PATIENCE_MS);
  try {
    const room = await connecting;
    return new Stay(room, way.profile, profileOptions(way.profile, way.codec, engine), devices, events);
  } catch (error) {
    throw late ? Object.assign(new Error('no answer'), { code: TIMED_OUT }) : error;
  } finally {
    clearTimeout(patience);
  }
}

/** See the module. */
export class Stay {
  /** What was asked of the SDK. */
  readonly options: Pick<Options, 'preferredVideoCodecs' | 'bandwidthProfile' | 'networkQuality' | 'dominantSpeaker'>;
  readonly profile: Profile;
  readonly room: TwilioRoom;
  readonly #devices: Devices;
  readonly #events: StayEvents;
  #publications: Publications<LocalAudioTrack | LocalVideoTrack> | null = null;
  #stopDevices: (() => void) | undefined;

  constructor(room: TwilioRoom, profile: Profile, options: Stay['options'], devices: Devices, events: StayEvents) {
    this.room = room;
    this.profile = profile;
    this.options = options;
    this.#devices = devices;
    this.#events = events;
  }

  /** The newest stay is the one that is to remain. */
  get rank(): number {
    return this.profile === 'many' ? 1 : 0;
  }

  /** Tells who is there, and publishes what the devices open. */
  begin(): void {
    const { room } = this;
    room.on('reconnecting', this.#reconnecting);
    room.on('reconnected', this.#reconnected);
    room.on('participantConnected', this.#joined);
    room.on('participantDisconnected', this.#left);
    room.on('dominantSpeakerChanged', this.#dominant);
    room.once('disconnected', this.#disconnected);
    room.localParticipant.on('networkQualityLevelChanged', this.#level);
    for (const participant of room.participants.values()) this.#joined(participant);
    const there = [...room.localParticipant.tracks.values()].map((publication) => publication.track).filter(isMedia);
    const publications = new Publications<LocalAudioTrack | LocalVideoTrack>(room.localParticipant, there, (track, code) => {
      console.warn('publish:', track.kind, code);
      this.#events.notPublished(track.kind, code);
    });
    this.#publications = publications;
    // Devices that were opened after the way in, and what was lost on it.
    this.#stopDevices = this.#devices.onTracks((tracks) => publications.want(own(tracks)));
  }

  /** Goes out. Nothing is told of it. */
  leave(): void {
    this.release();
    this.room.disconnect();
  }

  /** Listens no more. */
  release(): void {
    const { room } = this;
    room.removeListener('reconnecting', this.#reconnecting);
    room.removeListener('reconnected', this.#reconnected);
    room.removeListener('participantConnected', this.#joined);
    room.removeListener('participantDisconnected', this.#left);
    room.removeListener('dominantSpeakerChanged', this.#dominant);
    room.removeListener('disconnected', this.#disconnected);
    room.localParticipant.removeListener('networkQualityLevelChanged', this.#level);
    this.#stopDevices?.();
    this.#stopDevices = undefined;
    this.#publications?.close();
    this.#publications = null;
  }

  readonly #reconnecting = (error: TwilioError): void => {
    this.#publications?.reachable(false);
    this.#events.reconnecting(this, error.code);
  };
  readonly #reconnected = (): void => {
    this.#publications?.reachable(true);
    this.#events.reconnected(this);
  };
  readonly #disconnected = (_: TwilioRoom, error?: TwilioError): void => {
    this.release();
    this.#events.disconnected(this, error?.code ?? null);
  };
  readonly #joined = (participant: RemoteParticipant): void => this.#events.joined(this, participant);
  readonly #left = (participant: RemoteParticipant): void => this.#events.left(this, participant);
  readonly #dominant = (participant: RemoteParticipant | null): void => this.#events.dominant(this, participant);
  readonly #level = (level: number): void => this.#events.level(this, level);
}

/** Those that are open, the sound first. */
function own(tracks: OwnTracks): (LocalAudioTrack | LocalVideoTrack)[] {
  return [tracks.microphone, tracks.camera].filter((track) => track !== null);
}

function isMedia(track: LocalAudioTrack | LocalVideoTrack | LocalDataTrack): track is LocalAudioTrack | LocalVideoTrack {
  return track.kind !== 'data';
}

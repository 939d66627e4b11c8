// One stay in a room: connecting, the others, the own publications, the end. A page reads the fields and draws them.
//
//   idle ──connect──▶ connecting ──▶ connected ◀──▶ reconnecting
//                          │              │               │
//                          └──────────────┴───────────────┴──▶ disconnected ──connect──▶ connecting
import type { LocalAudioTrack, LocalDataTrack, LocalVideoTrack, RemoteParticipant, Room as TwilioRoom, TwilioError } from 'twilio-video';
import type { Endpoints, Profile } from '$lib/api/generated';
import { Loudspeaker } from './attach';
import type { Devices, OwnTracks } from './devices.svelte';
import { connectOptions, profileOptions, readEngine } from './profiles';
import { Publications } from './publications';
import { RemotePerson, type RemoteEvent } from './remote.svelte';
import { roomEnd, type RoomEnd } from './room-end';
import { summarise, type CallStats } from './stats';
import { loadSdk } from './sdk';

/** Where the stay stands. */
export type RoomState =
  /** Not begun. */
  | { kind: 'idle' }
  /** On the way in. */
  | { kind: 'connecting' }
  /** In. */
  | { kind: 'connected'; roomSid: string }
  /** Signaling or media were lost; the SDK looks for them by itself, for half a minute. */
  | { kind: 'reconnecting'; roomSid: string; code: number }
  /** Out. `entered` tells whether we ever were in. */
  | { kind: 'disconnected'; end: RoomEnd; code: number | null; entered: boolean };

/** What changed, one fact each: for live regions and for the core. */
export type RoomEvent =
  | { kind: 'connected'; roomSid: string }
  | { kind: 'reconnecting' }
  | { kind: 'reconnected' }
  | { kind: 'disconnected'; end: RoomEnd; code: number | null }
  | { kind: 'personJoined'; person: RemotePerson }
  | { kind: 'personLeft'; person: RemotePerson }
  /** The own camera or microphone works and does not get into the room. */
  | { kind: 'notPublished'; track: 'audio' | 'video'; code: number }
  | { kind: 'person'; what: RemoteEvent; person: RemotePerson };

/** The way into a room, as the console or the patient's Document hands it out. */
export type WayIn = { token: string; roomName: string; profile: Profile; endpoints: Endpoints };

/** The SDK waits for ever for a server that took the way in and then says nothing (measured): somebody has to give up. */
const CONNECT_PATIENCE_MS = 20_000;
/** Twilio's code for signaling that timed out. */
const TIMED_OUT = 53002;

declare global {
  interface Window {
    /**
     * What is sent and received right now, in numbers: for tests, the benchmark and people who look for a fault. There while a
     * call is open, in every build; it carries no names and no token.
     */
    anteroomStats?: () => Promise<CallStats>;
  }
}

/** One stay in a room. `connect` may be called again after the end. */
export class Room {
  /** Where it stands. */
  state = $state.raw<RoomState>({ kind: 'idle' });
  /** The others, in the order they came. */
  people = $state.raw<RemotePerson[]>([]);
  /** The own connection, 0 (lost) to 5; `null` until it is known. */
  networkLevel = $state<number | null>(null);
  /** Who speaks most, with three people or more; `null` otherwise. */
  dominant = $state.raw<RemotePerson | null>(null);
  /** The browser plays no sound until the page is touched: show a button that calls `unblockSound`. */
  soundBlocked = $state(false);

  readonly #devices: Devices;
  readonly #listeners = new Set<(event: RoomEvent) => void>();
  readonly #loudspeaker = new Loudspeaker((blocked) => {
    this.soundBlocked = blocked;
  });
  #room: TwilioRoom | null = null;
  #profile: CallStats['options'] = {};
  #attempt = 0;
  #cancel: (() => void) | undefined;
  #stopDevices: (() => void)[] = [];
  #publications: Publications<LocalAudioTrack | LocalVideoTrack> | null = null;

  /** The room publishes what `devices` opens, now or later. */
  constructor(devices: Devices) {
    this.#devices = devices;
  }

  /** Tells every change until the returned function is called. */
  on(listener: (event: RoomEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Goes in. Never throws: the state says what came of it. */
  async connect(way: WayIn): Promise<void> {
    if (this.state.kind !== 'idle' && this.state.kind !== 'disconnected') return;
    const attempt = ++this.#attempt;
    this.state = { kind: 'connecting' };
    this.networkLevel = null;
    const engine = readEngine(navigator);
    this.#profile = profileOptions(way.profile, engine);
    const options = connectOptions({ ...way, engine });
    try {
      const sdk = await loadSdk();
      if (attempt !== this.#attempt) return;
      let tracks: OwnTracks = { camera: null, microphone: null };
      this.#devices.onTracks((own) => (tracks = own))();
      const connecting = sdk.connect(way.token, { ...options, tracks: [tracks.microphone, tracks.camera].filter(isTrack) });
      this.#cancel = () => connecting.cancel();
      let late = false;
      const patience = setTimeout(() => {
        late = true;
        connecting.cancel();
      }, CONNECT_PATIENCE_MS);
      const room = await connecting
        .catch((error: unknown) => {
          throw late ? Object.assign(new Error('no answer'), { code: TIMED_OUT }) : error;
        })
        .finally(() => clearTimeout(patience));
      if (attempt !== this.#attempt) {
        room.disconnect();
        return;
      }
      this.#entered(room);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      const code = (error as Partial<TwilioError>).code ?? 0;
      if (!code) console.warn('room:', (error as Error).message);
      this.#ended(roomEnd(code), code || null, false);
    } finally {
      if (attempt === this.#attempt) this.#cancel = undefined;
    }
  }

  /** Goes out, or gives up going in. The devices stay open: they are the page's. */
  leave(): void {
    const was = this.state.kind;
    if (was === 'idle' || was === 'disconnected') return;
    this.#attempt++;
    this.#cancel?.();
    this.#cancel = undefined;
    const room = this.#room;
    if (room) this.#release(room);
    room?.disconnect();
    this.#ended('left', null, was !== 'connecting');
  }

  /** From a click, after `soundBlocked`. */
  async unblockSound(): Promise<void> {
    await this.#loudspeaker.unblock();
  }

  /** 0 to 1, for everybody. */
  setVolume(volume: number): void {
    this.#loudspeaker.setVolume(volume);
  }

  /** What is sent and received right now. */
  async stats(): Promise<CallStats> {
    const reports = (await this.#room?.getStats()) ?? [];
    return summarise({
      reports,
      capture: this.#devices.captureSettings(),
      options: this.#profile,
      people: this.people,
    });
  }

  #entered(room: TwilioRoom): void {
    this.#room = room;
    room.on('reconnecting', this.#onReconnecting);
    room.on('reconnected', this.#onReconnected);
    room.on('participantConnected', this.#onJoined);
    room.on('participantDisconnected', this.#onLeft);
    room.on('dominantSpeakerChanged', this.#onDominant);
    room.once('disconnected', this.#onDisconnected);
    room.localParticipant.on('networkQualityLevelChanged', this.#onLevel);
    this.networkLevel = room.localParticipant.networkQualityLevel;
    window.anteroomStats = () => this.stats();
    this.state = { kind: 'connected', roomSid: room.sid };
    this.#tell({ kind: 'connected', roomSid: room.sid });
    for (const participant of room.participants.values()) this.#onJoined(participant);
    const there = [...room.localParticipant.tracks.values()].map((publication) => publication.track).filter(isMedia);
    const publications = new Publications<LocalAudioTrack | LocalVideoTrack>(room.localParticipant, there, (track, code) => {
      console.warn('publish:', track.kind, code);
      this.#tell({ kind: 'notPublished', track: track.kind, code });
    });
    this.#publications = publications;
    this.#stopDevices = [
      // Devices that were opened after the way in, and what was lost on it.
      this.#devices.onTracks((tracks) => publications.want([tracks.microphone, tracks.camera].filter(isTrack))),
      this.#devices.onSpeaker((speakerId) => void this.#loudspeaker.choose(speakerId)),
    ];
  }

  readonly #onReconnecting = (error: TwilioError): void => {
    if (!this.#room) return;
    this.#publications?.reachable(false);
    this.state = { kind: 'reconnecting', roomSid: this.#room.sid, code: error.code };
    this.#tell({ kind: 'reconnecting' });
  };

  readonly #onReconnected = (): void => {
    if (!this.#room) return;
    this.#publications?.reachable(true);
    this.state = { kind: 'connected', roomSid: this.#room.sid };
    this.#tell({ kind: 'reconnected' });
  };

  readonly #onDisconnected = (room: TwilioRoom, error?: TwilioError): void => {
    this.#release(room);
    const code = error?.code ?? null;
    this.#ended(roomEnd(code), code, true);
  };

  readonly #onJoined = (participant: RemoteParticipant): void => {
    const person = new RemotePerson(participant, this.#loudspeaker, (what, who) =>
      this.#tell({ kind: 'person', what, person: who }),
    );
    this.people = [...this.people, person];
    this.#tell({ kind: 'personJoined', person });
  };

  readonly #onLeft = (participant: RemoteParticipant): void => {
    const person = this.people.find((each) => each.sid === participant.sid);
    if (!person) return;
    person.close();
    this.people = this.people.filter((each) => each !== person);
    if (this.dominant === person) this.dominant = null;
    this.#tell({ kind: 'personLeft', person });
  };

  readonly #onDominant = (participant: RemoteParticipant | null): void => {
    this.dominant = this.people.find((each) => each.sid === participant?.sid) ?? null;
  };

  readonly #onLevel = (level: number): void => {
    this.networkLevel = level;
  };

  #release(room: TwilioRoom): void {
    room.removeListener('reconnecting', this.#onReconnecting);
    room.removeListener('reconnected', this.#onReconnected);
    room.removeListener('participantConnected', this.#onJoined);
    room.removeListener('participantDisconnected', this.#onLeft);
    room.removeListener('dominantSpeakerChanged', this.#onDominant);
    room.removeListener('disconnected', this.#onDisconnected);
    room.localParticipant.removeListener('networkQualityLevelChanged', this.#onLevel);
    for (const stop of this.#stopDevices) stop();
    this.#stopDevices = [];
    this.#publications?.close();
    this.#publications = null;
    this.#room = null;
  }

  #ended(end: RoomEnd, code: number | null, entered: boolean): void {
    for (const person of this.people) person.close();
    this.#loudspeaker.stopAll();
    this.people = [];
    this.dominant = null;
    this.networkLevel = null;
    this.soundBlocked = false;
    delete window.anteroomStats;
    this.state = { kind: 'disconnected', end, code, entered };
    this.#tell({ kind: 'disconnected', end, code });
  }

  #tell(event: RoomEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

function isMedia(track: LocalAudioTrack | LocalVideoTrack | LocalDataTrack): track is LocalAudioTrack | LocalVideoTrack {
  return track.kind !== 'data';
}

function isTrack(track: LocalAudioTrack | LocalVideoTrack | null): track is LocalAudioTrack | LocalVideoTrack {
  return track !== null;
}

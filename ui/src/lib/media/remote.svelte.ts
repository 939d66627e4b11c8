// Somebody else in the room, as a page draws them: one person, however many participants they are for the moment.
import type { RemoteAudioTrack, RemoteParticipant, RemoteVideoTrack } from 'twilio-video';
import { pictureOf, soundOf, type Loudspeaker } from './attach';
import { SPEAKING } from './level';
import type { Picture, Sound } from './picture';
import { best, Presence, type Sourced } from './presence';

/** What is told of a remote person, for live regions. */
export type RemoteEvent = 'muted' | 'unmuted' | 'cameraOff' | 'cameraOn' | 'reconnecting' | 'reconnected';

/** Somebody else in the room. */
export class RemotePerson {
  /** Opaque; the page knows whose it is. The same through all their stays. */
  readonly identity: string;
  /** `PA…` of the first of their stays that was seen: names this time in the room. */
  readonly sid: string;
  /** Their picture, while there is one and it is turned on. */
  picture = $state.raw<Picture | null>(null);
  /** Their sound, while there is one. */
  sound = $state.raw<Sound | null>(null);
  /** They have turned their camera off, or have none. */
  cameraOff = $state(true);
  /** They have muted themselves, or have no microphone. */
  muted = $state(true);
  /** They publish neither sound nor picture: nothing is on its way. */
  silentAndUnseen = $state(true);
  /** Twilio pauses their picture because the way is narrow. */
  paused = $state(false);
  /** 0 (lost) to 5; `null` until it is known. */
  networkLevel = $state<number | null>(null);
  /** Their connection is being found again. */
  reconnecting = $state(false);
  /** They speak right now. */
  speaking = $state(false);
  /** They are not to be heard on this computer; the others hear them. */
  silenced = $state(false);
  /** When their first picture could be shown (ms, `performance.now()`); `null` before. */
  firstPictureAt = $state<number | null>(null);

  readonly #loudspeaker: Loudspeaker;
  readonly #tell: (event: RemoteEvent, person: RemotePerson) => void;
  #presences: Presence[] = [];
  /** All that plays: one is heard, the others are silent until they are. */
  #playing = new Set<RemoteAudioTrack>();
  #shown: RemoteVideoTrack | null = null;
  #heard: RemoteAudioTrack | null = null;
  #stopLevel: (() => void) | undefined;
  #quietTimer: ReturnType<typeof setTimeout> | undefined;
  #first = { muted: true, cameraOff: true };

  constructor(
    identity: string,
    sid: string,
    loudspeaker: Loudspeaker,
    tell: (event: RemoteEvent, person: RemotePerson) => void,
  ) {
    this.identity = identity;
    this.sid = sid;
    this.#loudspeaker = loudspeaker;
    this.#tell = tell;
  }

  /** Whether this is one of their participants. */
  is(participant: RemoteParticipant): boolean {
    return this.#presences.some((presence) => presence.participant === participant);
  }

  /** Whether one of their participants goes by this identity, through whichever connection of ours it is seen. */
  has(identity: string): boolean {
    return this.#presences.some((presence) => presence.participant.identity === identity);
  }

  /** They are in the room as this participant (too); the one with the larger rank is to remain. */
  add(participant: RemoteParticipant, rank: number): void {
    this.#presences = [...this.#presences, new Presence(participant, rank, this.#changed)];
    this.#readLevel();
    this.#read();
  }

  /** One of their participants is gone. Says whether they are. */
  remove(participant: RemoteParticipant): boolean {
    const presence = this.#presences.find((each) => each.participant === participant);
    if (presence) {
      this.#presences = this.#presences.filter((each) => each !== presence);
      if (this.#presences.length === 0) {
        presence.close();
        return true;
      }
      // First another is shown and heard, then this one goes.
      this.#read();
      this.#readReconnecting();
      presence.close();
    }
    return this.#presences.length === 0;
  }

  /** Keeps them from being heard on this computer, or lets them be heard again. */
  silence(silenced: boolean): void {
    this.silenced = silenced;
    for (const track of this.#playing) this.#loudspeaker.silence(track, silenced || track !== this.#heard);
  }

  /** They left, or we did. */
  close(): void {
    for (const presence of this.#presences) presence.close();
    this.#presences = [];
    this.#read();
  }

  readonly #changed = (_: Presence, what: 'tracks' | 'level' | 'reconnecting' | 'reconnected'): void => {
    if (what === 'level') this.#readLevel();
    else if (what === 'tracks') this.#read();
    else this.#readReconnecting();
  };

  /** Reads everything anew: one way to be right instead of one per event. */
  #read(): void {
    const videos = this.#presences.flatMap((presence) => presence.video ?? []);
    const video = best<RemoteVideoTrack, Sourced<RemoteVideoTrack>>(videos, this.#shown);
    if (video?.ready) this.firstPictureAt ??= performance.now();
    if ((video?.track ?? null) !== this.#shown) {
      this.#shown = video?.track ?? null;
      this.picture = video ? pictureOf(video.track, this) : null;
    }
    // Those that are to come next are decoded out of sight, so that nothing freezes when they do.
    for (const presence of this.#presences) presence.warm(presence.video !== null && presence.video.track !== this.#shown);
    this.paused = video?.track.isSwitchedOff ?? false;
    this.silentAndUnseen = this.#presences.every((presence) => presence.participant.tracks.size === 0);

    const audios = this.#presences.flatMap((presence) => presence.audio ?? []);
    const audio = best<RemoteAudioTrack, Sourced<RemoteAudioTrack>>(audios, this.#heard);
    this.#play(audios.map(({ track }) => track), audio?.track ?? null);
    this.#set('cameraOff', !video, 'cameraOff', 'cameraOn');
    this.#set('muted', !audio?.track.isEnabled, 'muted', 'unmuted');
  }

  /** Everything plays, one is heard: the change from one to the next loses nothing and doubles nothing. */
  #play(tracks: readonly RemoteAudioTrack[], heard: RemoteAudioTrack | null): void {
    for (const track of tracks) {
      if (!this.#playing.has(track)) this.#loudspeaker.play(track);
      this.#loudspeaker.silence(track, this.silenced || track !== heard);
    }
    for (const track of this.#playing) if (!tracks.includes(track)) this.#loudspeaker.stop(track);
    this.#playing = new Set(tracks);
    if (heard === this.#heard) return;
    this.#heard = heard;
    this.#stopLevel?.();
    this.#stopLevel = undefined;
    this.sound = heard ? soundOf(heard) : null;
    this.#stopLevel = this.sound?.watchLevel((level) => this.#spoke(level));
    if (!heard) {
      clearTimeout(this.#quietTimer);
      this.speaking = false;
    }
  }

  #set(flag: 'muted' | 'cameraOff', value: boolean, on: RemoteEvent, off: RemoteEvent): void {
    if (this[flag] === value) return;
    this[flag] = value;
    // That the first sound and picture arrive goes without saying: they have just come in.
    if (this.#first[flag]) this.#first[flag] = false;
    else if (this.#presences.length > 0) this.#tell(value ? on : off, this);
  }

  #spoke(level: number): void {
    if (level < SPEAKING || this.muted) return;
    this.speaking = true;
    clearTimeout(this.#quietTimer);
    // Pauses between words do not end a sentence.
    this.#quietTimer = setTimeout(() => {
      this.speaking = false;
    }, 700);
  }

  #readLevel(): void {
    const known = this.#presences.filter(({ participant }) => participant.networkQualityLevel !== null);
    const newest = known.reduce<Presence | null>((a, b) => (a && a.rank > b.rank ? a : b), null);
    if (newest) this.networkLevel = newest.participant.networkQualityLevel;
  }

  #readReconnecting(): void {
    // As long as one of their connections stands, they are here.
    const lost = this.#presences.length > 0 && this.#presences.every((presence) => presence.reconnecting);
    if (lost === this.reconnecting) return;
    this.reconnecting = lost;
    this.#tell(lost ? 'reconnecting' : 'reconnected', this);
  }
}

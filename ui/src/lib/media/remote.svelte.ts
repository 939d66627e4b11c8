// Somebody else in the room, as a page draws them.
import type {
  RemoteAudioTrack,
  RemoteParticipant,
  RemoteTrack,
  RemoteTrackPublication,
  RemoteVideoTrack,
} from 'twilio-video';
import { pictureOf, soundOf, type Loudspeaker } from './attach';
import { SPEAKING } from './level';
import type { Picture, Sound } from './picture';

/** What is told of a remote person, for live regions. */
export type RemoteEvent = 'muted' | 'unmuted' | 'cameraOff' | 'cameraOn' | 'reconnecting' | 'reconnected';

/** Somebody else in the room. */
export class RemotePerson {
  /** Opaque; the page knows whose it is. */
  readonly identity: string;
  /** `PA…` */
  readonly sid: string;
  /** Their picture, while there is one and it is turned on. */
  picture = $state.raw<Picture | null>(null);
  /** Their sound, while there is one. */
  sound = $state.raw<Sound | null>(null);
  /** They have turned their camera off, or have none. */
  cameraOff = $state(true);
  /** They have muted themselves, or have no microphone. */
  muted = $state(true);
  /** Twilio pauses their picture because the way is narrow. */
  paused = $state(false);
  /** 0 (lost) to 5; `null` until it is known. */
  networkLevel = $state<number | null>(null);
  /** Their connection is being found again. */
  reconnecting = $state(false);
  /** They speak right now. */
  speaking = $state(false);
  /** When their first picture could be shown (ms, `performance.now()`); `null` before. */
  firstPictureAt = $state<number | null>(null);

  readonly #participant: RemoteParticipant;
  readonly #loudspeaker: Loudspeaker;
  readonly #tell: (event: RemoteEvent, person: RemotePerson) => void;
  #video: RemoteVideoTrack | null = null;
  #audio: RemoteAudioTrack | null = null;
  #stopLevel: (() => void) | undefined;
  #quietTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    participant: RemoteParticipant,
    loudspeaker: Loudspeaker,
    tell: (event: RemoteEvent, person: RemotePerson) => void,
  ) {
    this.identity = participant.identity;
    this.sid = participant.sid;
    this.networkLevel = participant.networkQualityLevel;
    this.#participant = participant;
    this.#loudspeaker = loudspeaker;
    this.#tell = tell;
    for (const publication of participant.tracks.values()) {
      this.#published(publication as RemoteTrackPublication);
    }
    participant.on('trackSubscribed', this.#subscribed);
    participant.on('trackUnsubscribed', this.#unsubscribed);
    participant.on('trackPublished', this.#published);
    participant.on('trackUnpublished', this.#unpublished);
    participant.on('trackDisabled', this.#read);
    participant.on('trackEnabled', this.#read);
    participant.on('trackSwitchedOff', this.#read);
    participant.on('trackSwitchedOn', this.#read);
    participant.on('networkQualityLevelChanged', this.#readLevel);
    participant.on('reconnecting', this.#lost);
    participant.on('reconnected', this.#found);
  }

  /** They left, or we did. */
  close(): void {
    this.#participant.removeListener('trackSubscribed', this.#subscribed);
    this.#participant.removeListener('trackUnsubscribed', this.#unsubscribed);
    this.#participant.removeListener('trackPublished', this.#published);
    this.#participant.removeListener('trackUnpublished', this.#unpublished);
    this.#participant.removeListener('trackDisabled', this.#read);
    this.#participant.removeListener('trackEnabled', this.#read);
    this.#participant.removeListener('trackSwitchedOff', this.#read);
    this.#participant.removeListener('trackSwitchedOn', this.#read);
    this.#participant.removeListener('networkQualityLevelChanged', this.#readLevel);
    this.#participant.removeListener('reconnecting', this.#lost);
    this.#participant.removeListener('reconnected', this.#found);
    if (this.#audio) this.#drop(this.#audio);
    if (this.#video) this.#drop(this.#video);
  }

  readonly #published = (publication: RemoteTrackPublication): void => {
    if (publication.track) this.#subscribed(publication.track);
  };

  readonly #unpublished = (publication: RemoteTrackPublication): void => {
    if (publication.track) this.#drop(publication.track);
  };

  readonly #subscribed = (track: RemoteTrack): void => {
    if (track.kind === 'video') {
      const video = track as RemoteVideoTrack;
      this.#video = video;
      const started = () => {
        this.firstPictureAt ??= performance.now();
      };
      if (video.isStarted) started();
      else video.once('started', started);
    } else if (track.kind === 'audio') {
      const audio = track as RemoteAudioTrack;
      if (this.#audio && this.#audio !== audio) this.#drop(this.#audio);
      this.#audio = audio;
      this.#loudspeaker.play(audio);
      this.sound = soundOf(audio);
      this.#stopLevel?.();
      this.#stopLevel = this.sound.watchLevel((level) => this.#heard(level));
    }
    this.#read();
  };

  readonly #unsubscribed = (track: RemoteTrack): void => {
    this.#drop(track);
  };

  #drop(track: RemoteTrack): void {
    if (track === this.#video) this.#video = null;
    if (track === this.#audio) {
      this.#audio = null;
      this.#loudspeaker.stop(track as RemoteAudioTrack);
      this.#stopLevel?.();
      this.#stopLevel = undefined;
      clearTimeout(this.#quietTimer);
      this.sound = null;
      this.speaking = false;
    }
    this.#read();
  }

  #pictured: RemoteVideoTrack | null = null;
  #first = { muted: true, cameraOff: true };

  /** Reads all flags anew: one way to be right instead of one per event. */
  readonly #read = (): void => {
    const video = this.#video?.isEnabled ? this.#video : null;
    if (video !== this.#pictured) {
      this.#pictured = video;
      this.picture = video ? pictureOf(video) : null;
    }
    this.paused = video?.isSwitchedOff ?? false;
    this.#set('cameraOff', !video, 'cameraOff', 'cameraOn');
    this.#set('muted', !this.#audio?.isEnabled, 'muted', 'unmuted');
  };

  #set(flag: 'muted' | 'cameraOff', value: boolean, on: RemoteEvent, off: RemoteEvent): void {
    if (this[flag] === value) return;
    this[flag] = value;
    // That the first sound and picture arrive goes without saying: they have just come in.
    if (this.#first[flag]) this.#first[flag] = false;
    else this.#tell(value ? on : off, this);
  }

  #heard(level: number): void {
    if (level < SPEAKING || this.muted) return;
    this.speaking = true;
    clearTimeout(this.#quietTimer);
    // Pauses between words do not end a sentence.
    this.#quietTimer = setTimeout(() => {
      this.speaking = false;
    }, 700);
  }

  readonly #readLevel = (level: number): void => {
    this.networkLevel = level;
  };

  readonly #lost = (): void => {
    this.reconnecting = true;
    this.#tell('reconnecting', this);
  };

  readonly #found = (): void => {
    this.reconnecting = false;
    this.#tell('reconnected', this);
  };
}

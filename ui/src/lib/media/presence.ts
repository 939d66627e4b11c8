// One participant of one connection, as a source of a person's picture and sound. A person has one, and while somebody moves to
// the second profile up to four: their two stays, each seen through our two.
import type { RemoteAudioTrack, RemoteParticipant, RemoteTrack, RemoteTrackPublication, RemoteVideoTrack } from 'twilio-video';
import { warmUp } from './attach';
import { watchTrackLevel } from './level';

/** What of a participant's tracks the choice between several presences needs. */
export type Source = {
  /** Larger is newer: the connection and stay that is to remain. */
  readonly rank: number;
  /** Its first picture or sound has arrived: nothing is lost by taking it. */
  readonly ready: boolean;
};

/** The rank of somebody's second stay seen through our second: what is left when both have moved. */
export const FINAL = 3;

/**
 * The one to show or hear. What is shown stays until what is to remain is ready, so that there is one change and not three;
 * where it is gone, the newest of those that are ready follows, or the newest at all.
 */
export function best<T, S extends Sourced<T>>(sources: readonly S[], shown: T | null): S | null {
  const newest = (among: readonly S[]) => among.reduce<S | null>((a, b) => (a && a.rank >= b.rank ? a : b), null);
  const ready = sources.filter((each) => each.ready);
  const last = ready.find((each) => each.rank >= FINAL);
  return last ?? sources.find((each) => each.track === shown && (each.ready || ready.length === 0)) ?? newest(ready) ?? newest(sources);
}

/** A track with its readiness. */
export type Sourced<T> = Source & { readonly track: T };

/** A sound whose first packet came this long ago is played by now, also where it is silent. */
const PLAYED_AFTER_MS = 1_000;

/** Calls once when a sound is really played: when something is heard, or it has arrived for long enough. */
function whenPlayed(track: MediaStreamTrack, played: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arrived = () => {
    timer ??= setTimeout(done, PLAYED_AFTER_MS);
  };
  const stopLevel = watchTrackLevel(track, (level) => {
    if (level > 0) done();
  });
  const stop = () => {
    clearTimeout(timer);
    track.removeEventListener('unmute', arrived);
    stopLevel();
  };
  function done() {
    stop();
    played();
  }
  track.addEventListener('unmute', arrived);
  if (!track.muted) arrived();
  return stop;
}

/** See the module. */
export class Presence {
  readonly participant: RemoteParticipant;
  readonly rank: number;
  reconnecting = false;
  readonly #changed: (presence: Presence, what: 'tracks' | 'level' | 'reconnecting' | 'reconnected') => void;
  #video: RemoteVideoTrack | null = null;
  #audio: RemoteAudioTrack | null = null;
  #played = false;
  #stopWaiting: (() => void) | undefined;
  #coolDown: (() => void) | undefined;

  constructor(
    participant: RemoteParticipant,
    rank: number,
    changed: (presence: Presence, what: 'tracks' | 'level' | 'reconnecting' | 'reconnected') => void,
  ) {
    this.participant = participant;
    this.rank = rank;
    this.#changed = changed;
    for (const publication of participant.tracks.values()) this.#take((publication as RemoteTrackPublication).track);
    participant.on('trackSubscribed', this.#subscribed);
    participant.on('trackUnsubscribed', this.#dropped);
    participant.on('trackUnpublished', this.#unpublished);
    for (const event of FLAGS) participant.on(event, this.#flags);
    participant.on('networkQualityLevelChanged', this.#levelled);
    participant.on('reconnecting', this.#lost);
    participant.on('reconnected', this.#found);
  }

  /** The picture, where it is turned on. */
  get video(): Sourced<RemoteVideoTrack> | null {
    const track = this.#video;
    return track?.isEnabled ? { track, rank: this.rank, ready: track.isStarted } : null;
  }

  /** The sound, muted or not. */
  get audio(): Sourced<RemoteAudioTrack> | null {
    const track = this.#audio;
    return track ? { track, rank: this.rank, ready: this.#played } : null;
  }

  /**
   * Has the picture decoded though it is shown nowhere yet, or lets that be. Twilio sends nothing of a picture that no element
   * shows, so the first frame would be waited for in vain.
   */
  warm(wanted: boolean): void {
    if (wanted && this.#video) this.#coolDown ??= warmUp(this.#video);
    else this.#cool();
  }

  /** They left, or we did. */
  close(): void {
    this.participant.removeListener('trackSubscribed', this.#subscribed);
    this.participant.removeListener('trackUnsubscribed', this.#dropped);
    this.participant.removeListener('trackUnpublished', this.#unpublished);
    for (const event of FLAGS) this.participant.removeListener(event, this.#flags);
    this.participant.removeListener('networkQualityLevelChanged', this.#levelled);
    this.participant.removeListener('reconnecting', this.#lost);
    this.participant.removeListener('reconnected', this.#found);
    this.#video?.removeListener('started', this.#flags);
    this.#video = null;
    this.#silence();
    this.#cool();
  }

  #silence(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#audio = null;
    this.#played = false;
  }

  #cool(): void {
    this.#coolDown?.();
    this.#coolDown = undefined;
  }

  #take(track: RemoteTrack | null): void {
    if (track?.kind === 'video') {
      const video = track as RemoteVideoTrack;
      if (this.#video === video) return;
      this.#cool();
      this.#video?.removeListener('started', this.#flags);
      this.#video = video;
      video.on('started', this.#flags);
    } else if (track?.kind === 'audio') {
      const audio = track as RemoteAudioTrack;
      if (this.#audio === audio) return;
      this.#silence();
      this.#audio = audio;
      this.#stopWaiting = whenPlayed(audio.mediaStreamTrack, () => {
        this.#played = true;
        this.#flags();
      });
    }
  }

  readonly #flags = (): void => this.#changed(this, 'tracks');
  readonly #levelled = (): void => this.#changed(this, 'level');

  readonly #subscribed = (track: RemoteTrack): void => {
    this.#take(track);
    this.#changed(this, 'tracks');
  };

  readonly #dropped = (track: RemoteTrack): void => {
    if (track === this.#video) {
      this.#cool();
      this.#video.removeListener('started', this.#flags);
      this.#video = null;
    } else if (track === this.#audio) {
      this.#silence();
    }
    this.#changed(this, 'tracks');
  };

  readonly #unpublished = (publication: RemoteTrackPublication): void => {
    if (publication.track) this.#dropped(publication.track);
  };

  readonly #lost = (): void => {
    this.reconnecting = true;
    this.#changed(this, 'reconnecting');
  };

  readonly #found = (): void => {
    this.reconnecting = false;
    this.#changed(this, 'reconnected');
  };
}

const FLAGS = ['trackPublished', 'trackDisabled', 'trackEnabled', 'trackSwitchedOff', 'trackSwitchedOn'] as const;

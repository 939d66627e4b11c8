// From Twilio's tracks to something seen and heard. Pages hand over a host element; what is put into it is decided here.
import type { LocalAudioTrack, LocalVideoTrack, RemoteAudioTrack, RemoteVideoTrack } from 'twilio-video';
import type { Picture, PictureFit, Sound } from './picture';
import { watchTrackLevel } from './level';

let made = 0;

/** What was shown in a host a moment ago, and by whom: still there, until the same person's next picture has its first frame. */
const leaving = new WeakMap<HTMLElement, { owner: object; remove: () => void }>();

/**
 * A picture of a video track. The SDK's own attach is used: it reports what size is really shown to the bandwidth profile.
 * `owner` is whose picture it is: one picture of theirs follows another without a gap, and never somebody else's.
 */
export function pictureOf(track: LocalVideoTrack | RemoteVideoTrack, owner: object = track): Picture {
  return {
    id: `picture-${++made}`,
    showIn(host: HTMLElement, { mirrored = false, fit = 'cover' }: PictureFit = {}) {
      const video = document.createElement('video');
      video.muted = true;
      video.playsInline = true;
      // Nothing to operate and nothing to read: the tile around it has the words.
      video.tabIndex = -1;
      video.setAttribute('aria-hidden', 'true');
      Object.assign(video.style, {
        display: 'block',
        inlineSize: '100%',
        blockSize: '100%',
        objectFit: fit,
        transform: mirrored ? 'scaleX(-1)' : '',
      });
      const last = leaving.get(host);
      leaving.delete(host);
      if (last?.owner === owner) followUp(video, last.remove);
      else last?.remove();
      track.attach(video);
      host.append(video);
      const remove = () => {
        track.detach(video);
        video.srcObject = null;
        video.remove();
      };
      return () => {
        // Whatever it was to follow has waited long enough.
        last?.remove();
        const mine = { owner, remove };
        leaving.set(host, mine);
        queueMicrotask(() => {
          if (leaving.get(host) !== mine) return;
          leaving.delete(host);
          remove();
        });
      };
    },
  };
}

/** Keeps a picture out of sight until it has a frame, then removes what was shown before it. */
function followUp(video: HTMLVideoElement, removeLast: () => void): void {
  // At its full size all the while: the size is what Twilio is asked for.
  Object.assign(video.style, { position: 'absolute', inset: '0', opacity: '0' });
  const shown = () => {
    Object.assign(video.style, { position: '', inset: '', opacity: '' });
    removeLast();
  };
  // Firefox before 132 tells of no frames.
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(shown);
  else (video as HTMLVideoElement).addEventListener('playing', shown, { once: true });
}

/** Has a picture come and be decoded before it is shown. The size it is asked for in is that of a tile. */
export function warmUp(track: RemoteVideoTrack): () => void {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.tabIndex = -1;
  video.setAttribute('aria-hidden', 'true');
  // In view, or the SDK would tell Twilio that nobody looks; yet nothing is to be seen or touched.
  Object.assign(video.style, {
    position: 'fixed',
    inset: '0 auto auto 0',
    inlineSize: '320px',
    blockSize: '180px',
    opacity: '0',
    pointerEvents: 'none',
    zIndex: '-1',
  });
  track.attach(video);
  document.body.append(video);
  return () => {
    track.detach(video);
    video.srcObject = null;
    video.remove();
  };
}

/** A sound of an audio track. A restarted microphone has another device track inside: the watch follows it. */
export function soundOf(track: LocalAudioTrack | RemoteAudioTrack): Sound {
  return {
    id: `sound-${++made}`,
    watchLevel(heard) {
      let stop = watchTrackLevel(track.mediaStreamTrack, heard);
      const again = () => {
        stop();
        stop = watchTrackLevel(track.mediaStreamTrack, heard);
      };
      track.on('started', again);
      return () => {
        track.off('started', again);
        stop();
      };
    },
  };
}

/** The loudspeaker of one page: plays everybody, on the speaker that was chosen, at one volume. */
export class Loudspeaker {
  readonly #playing = new Map<RemoteAudioTrack, HTMLAudioElement>();
  #speakerId = '';
  #volume = 1;
  readonly #onBlocked: (blocked: boolean) => void;

  /** `onBlocked` is told when the browser waits for a touch before it plays sound, and when that is over. */
  constructor(onBlocked: (blocked: boolean) => void) {
    this.#onBlocked = onBlocked;
  }

  /** Starts to play a sound. */
  play(track: RemoteAudioTrack): void {
    if (this.#playing.has(track)) return;
    const element = document.createElement('audio');
    element.volume = this.#volume;
    track.attach(element);
    // In the document: some browsers collect or pause elements that are not.
    document.body.append(element);
    this.#playing.set(track, element);
    if (this.#speakerId) void this.#route(element);
    void this.#start(element);
  }

  /** Plays it without being heard, or lets it be heard. */
  silence(track: RemoteAudioTrack, silent: boolean): void {
    const element = this.#playing.get(track);
    if (element) element.muted = silent;
  }

  /** Stops it. */
  stop(track: RemoteAudioTrack): void {
    const element = this.#playing.get(track);
    if (!element) return;
    this.#playing.delete(track);
    track.detach(element);
    element.srcObject = null;
    element.remove();
  }

  /** Stops all. */
  stopAll(): void {
    for (const track of [...this.#playing.keys()]) this.stop(track);
  }

  /** Where sound comes out from now on; the empty string is the system's own choice. */
  async choose(speakerId: string): Promise<void> {
    this.#speakerId = speakerId;
    await Promise.all([...this.#playing.values()].map((element) => this.#route(element)));
  }

  /** 0 to 1, for everything. */
  setVolume(volume: number): void {
    this.#volume = volume;
    for (const element of this.#playing.values()) element.volume = volume;
  }

  /** After the browser held sound back: call from a click. */
  async unblock(): Promise<void> {
    await Promise.all([...this.#playing.values()].map((element) => this.#start(element)));
  }

  async #start(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
      this.#onBlocked(false);
    } catch (error) {
      // Only this one means "touch the page first"; an aborted play is a track that has left already.
      if ((error as DOMException).name === 'NotAllowedError') this.#onBlocked(true);
    }
  }

  async #route(element: HTMLAudioElement): Promise<void> {
    if (!('setSinkId' in element)) return;
    try {
      await element.setSinkId(this.#speakerId);
    } catch {
      // The speaker was unplugged between list and choice: the system's own is better than silence.
      await element.setSinkId('').catch(() => undefined);
    }
  }
}

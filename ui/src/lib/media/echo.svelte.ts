// Hearing oneself: a few seconds of the own microphone are recorded and played back on the chosen speaker. Nothing of it is kept or sent.
import { playSamples } from './level';

/** How long is recorded. */
export const ECHO_MS = 4_000;

/** Where it stands. */
export type EchoState =
  | { readonly kind: 'idle' }
  /** The person speaks. */
  | { readonly kind: 'recording' }
  /** The person listens. */
  | { readonly kind: 'playing' }
  | { readonly kind: 'played' }
  /** Nothing was recorded, or it could not be played. */
  | { readonly kind: 'failed' };

/** See the module. `Devices.echo` makes one. */
export class Echo {
  state = $state.raw<EchoState>({ kind: 'idle' });
  readonly #microphone: () => MediaStreamTrack | null;
  readonly #speaker: () => string;
  #running: AbortController | null = null;

  constructor(microphone: () => MediaStreamTrack | null, speaker: () => string) {
    this.#microphone = microphone;
    this.#speaker = speaker;
  }

  /** Whether this browser can record at all. */
  static get possible(): boolean {
    return typeof MediaRecorder === 'function';
  }

  /** Records, then plays. Never throws: the state says what came of it. */
  async run(): Promise<void> {
    this.stop();
    const track = this.#microphone();
    if (!track) return;
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    try {
      this.state = { kind: 'recording' };
      const recorded = await record(track, ECHO_MS, signal);
      if (signal.aborted) return;
      this.state = { kind: 'playing' };
      await playSamples(await recorded.arrayBuffer(), this.#speaker(), signal);
      if (!signal.aborted) this.state = { kind: 'played' };
    } catch (error) {
      if (signal.aborted) return;
      console.warn('echo:', (error as Error).name);
      this.state = { kind: 'failed' };
    }
  }

  /** Gives up what goes on. */
  stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.state = { kind: 'idle' };
  }
}

function record(track: MediaStreamTrack, milliseconds: number, signal: AbortSignal): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const recorder = new MediaRecorder(new MediaStream([track]));
    const parts: Blob[] = [];
    const stop = () => {
      clearTimeout(timer);
      if (recorder.state !== 'inactive') recorder.stop();
    };
    const timer = setTimeout(stop, milliseconds);
    signal.addEventListener('abort', stop);
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onerror = () => reject(new DOMException('', 'NotReadableError'));
    recorder.onstop = () => resolve(new Blob(parts, { type: recorder.mimeType }));
    recorder.start();
  });
}

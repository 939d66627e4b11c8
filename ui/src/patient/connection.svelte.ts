// The network check of a person's page: asks the clinic for a pass, measures, judges. It is never in anybody's way: whoever goes on gives it up.

import type { Endpoints, NetworkMeasures, NetworkPass, NetworkVerdict } from '$lib/api/generated';
import { judge, measureNetwork, type Hindrance, type Trying } from '$lib/media';

/** The clinic's console answers within a second where it runs. */
const PASS_PATIENCE_MS = 8_000;

/** Where it stands. */
export type ConnectionState =
  | { readonly kind: 'idle' }
  /** Going on; what is being tried. */
  | { readonly kind: 'running'; readonly trying: 'pass' | Trying; readonly reached: boolean }
  /** Judged. */
  | { readonly kind: 'done'; readonly verdict: NetworkVerdict; readonly hindrance: Hindrance | null; readonly measures: NetworkMeasures }
  /** It could not be tried: the clinic is not there, or its token is not taken. */
  | { readonly kind: 'notTried' };

/** What it needs of the page. */
export interface ConnectionWorld {
  endpoints(): Endpoints;
  /** Asks for the pass of this number; 0 asks for none any more. */
  ask(asked: number): void;
  /** Whether the browser asks pages to send little. */
  sparing(): boolean;
  /** Whether this page then sends the smaller picture. */
  smallPicture(verdict: NetworkVerdict): boolean;
  measure?: typeof measureNetwork;
}

/** See the module. */
export class ConnectionCheck {
  state = $state.raw<ConnectionState>({ kind: 'idle' });

  readonly #world: ConnectionWorld;
  #asked = 0;
  #given: ((pass: NetworkPass) => void) | null = null;
  #running: AbortController | null = null;

  constructor(world: ConnectionWorld) {
    this.#world = world;
  }

  /** The clinic's latest word. */
  follow(pass: NetworkPass | null | undefined): void {
    if (pass && pass.asked === this.#asked) this.#given?.(pass);
  }

  /** Tries, anew where it was tried before. */
  async start(): Promise<void> {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    this.state = { kind: 'running', trying: 'pass', reached: false };
    const pass = await this.#pass(signal);
    if (signal.aborted) return;
    if (!pass) {
      this.#end({ kind: 'notTried' });
      return;
    }
    const measured = await (this.#world.measure ?? measureNetwork)({
      pass,
      endpoints: this.#world.endpoints(),
      sparing: this.#world.sparing(),
      trying: (trying) => {
        if (!signal.aborted) this.state = { kind: 'running', trying, reached: trying !== 'signalling' };
      },
      signal,
    });
    if (signal.aborted) return;
    const { verdict, bars, hindrance } = judge(measured);
    if (verdict === 'untried') this.#end({ kind: 'notTried' });
    else this.#end({ kind: 'done', verdict, hindrance, measures: { ...measured, bars, smallPicture: this.#world.smallPicture(verdict) } });
  }

  /** Gives up what goes on. */
  stop(): void {
    if (!this.#running) return;
    this.#running.abort();
    this.#end({ kind: 'idle' });
  }

  #end(state: ConnectionState): void {
    this.#running = null;
    this.#given = null;
    this.#world.ask(0);
    this.state = state;
  }

  #pass(signal: AbortSignal): Promise<NetworkPass | null> {
    return new Promise((resolve) => {
      // A number of its own, so that no pass of an earlier check or of another phone is taken for this one's.
      this.#asked = 1 + Math.floor(Math.random() * 0x7fff_fffe);
      const timer = setTimeout(() => resolve(null), PASS_PATIENCE_MS);
      this.#given = (pass) => {
        clearTimeout(timer);
        resolve(pass);
      };
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve(null);
      });
      this.#world.ask(this.#asked);
    });
  }
}

// This moment, by the core's clock: a window counts waiting times from what the core said, not from its own clock.

/** Ticks often enough for minutes. */
const TICK_MS = 5_000;

export class CoreClock {
  #offset = 0;
  #now = $state(Date.now());
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Milliseconds since the epoch; what reads it is drawn again as time goes on. */
  get now(): number {
    return this.#now;
  }

  /** Takes the core's word for what time it is. */
  set(instant: string) {
    this.#offset = Date.parse(instant) - Date.now();
    this.tick();
  }

  tick() {
    this.#now = Date.now() + this.#offset;
  }

  /** Starts ticking; call the returned function to stop. */
  start(): () => void {
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    return () => clearInterval(this.#timer);
  }
}

// Getting the own tracks into a room, also when that fails at first.
//
// A publication is refused or given up by the SDK now and then: signaling went away under it, Twilio answered `failed`. What
// is tried again, and when, is decided here: a failed track is published anew at once, and when it failed while the room was
// being found again, then when it is found. So often and no more: what fails three times in a row fails for a reason, and the
// person is told.

/** What is published. Tests put their own in its place. */
export type Publishable = { readonly kind: 'audio' | 'video' };

/** Where it is published: the SDK's local participant, as far as it is used here. */
export type Publisher<T extends Publishable> = {
  publishTrack(track: T): Promise<unknown>;
};

/** Tries in a row, the first among them. */
export const TRIES = 3;

/** The own tracks on their way into one room. */
export class Publications<T extends Publishable> {
  readonly #publisher: Publisher<T>;
  readonly #failed: (track: T, code: number) => void;
  readonly #tries = new Map<T, number>();
  readonly #underway = new Set<T>();
  readonly #there = new Set<T>();
  #wanted: readonly T[] = [];
  #reachable = true;
  #closed = false;

  /** `there` are published already; `failed` is told what does not get in, with Twilio's code (0: none). */
  constructor(publisher: Publisher<T>, there: Iterable<T>, failed: (track: T, code: number) => void) {
    this.#publisher = publisher;
    this.#failed = failed;
    for (const track of there) this.#there.add(track);
  }

  /** These are to be in the room. */
  want(tracks: readonly T[]): void {
    this.#wanted = tracks;
    for (const track of tracks) this.#publish(track);
  }

  /** Signaling was lost, or is there again. What failed meanwhile is tried anew, with all its tries. */
  reachable(reachable: boolean): void {
    this.#reachable = reachable;
    if (!reachable) return;
    this.#tries.clear();
    this.want(this.#wanted);
  }

  /** The room is left. */
  close(): void {
    this.#closed = true;
  }

  #publish(track: T): void {
    if (this.#closed || this.#there.has(track) || this.#underway.has(track)) return;
    const tries = this.#tries.get(track) ?? 0;
    if (tries >= TRIES) return;
    this.#tries.set(track, tries + 1);
    this.#underway.add(track);
    this.#publisher.publishTrack(track).then(
      () => {
        this.#underway.delete(track);
        this.#tries.delete(track);
        this.#there.add(track);
      },
      (error: unknown) => {
        this.#underway.delete(track);
        if (this.#closed) return;
        // What failed because the room was away is published when it is back.
        if (!this.#reachable || !this.#wanted.includes(track)) return;
        if ((this.#tries.get(track) ?? 0) < TRIES) this.#publish(track);
        else this.#failed(track, (error as { code?: number }).code ?? 0);
      },
    );
  }
}

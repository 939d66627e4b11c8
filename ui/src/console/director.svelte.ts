// The director of the practice clinic's people: what everybody does now, and what they are told to do.
//
// Nobody tells the console of it: the scene is read each second while the page is open, and after each order.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { CastMember, Direction, Scene } from '$lib/api/generated';
import { directedWords } from '$lib/text/director';

/** Between two looks. */
const EVERY_MS = 1_000;

/** See the module. */
export class Director {
  /** Everybody; `null` until it is read. */
  scene = $state.raw<Scene | null>(null);
  /** Why it could not be read. */
  failure = $state.raw<CommandFailure | null>(null);
  /** Why an order was not carried out. */
  refused = $state.raw<CommandFailure | null>(null);
  /** What was done last, for the eye and for the live region. */
  said = $state('');
  /** An order is on its way. */
  busy = $state(false);

  /** Looks on until the returned function is called. */
  watch(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const look = async () => {
      await this.read();
      if (!over) timer = setTimeout(() => void look(), EVERY_MS);
    };
    void look();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }

  /** Looks once. */
  async read(): Promise<void> {
    try {
      this.scene = await call('getScene', {});
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Gives an order. Says whether it was carried out. */
  async direct(direction: Direction): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.refused = null;
    try {
      const { who } = await call('directCast', direction);
      this.said = directedWords(direction, this.#name(who));
      return true;
    } catch (thrown) {
      this.refused = asFailure(thrown);
      this.said = '';
      return false;
    } finally {
      this.busy = false;
      await this.read();
    }
  }

  #name(who: string | null | undefined): string {
    return this.scene?.members.find(({ id }: CastMember) => id === who)?.name ?? '';
  }
}

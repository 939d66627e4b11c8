// The keys that are pressed on one line. Each update of a call interrupts what the last one plays, so keys go out one command at a
// time: those pressed meanwhile are gathered into the next. A key is never asked for twice: in a phone tree a second one leads elsewhere.
import { asFailure } from '$lib/api/failure';
import type { Code } from '$lib/api/generated';

/** The keys of a keypad, in its order. */
export const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

/** How long a key sounds, with the pause after it (ms), as the core counts a phone tree's steps. */
export const TONE_MS = 500;
/** The most keys that one command takes. */
const MOST = 32;
/** Nothing was done, for certain. Of all other failures it is not known. */
const NOT_DONE: readonly Code[] = ['invalid', 'notFound', 'conflict', 'forbidden', 'credentials', 'noClinic'];

/** What became of keys that did not get through as they should. */
export type KeyTrouble = {
  /** In the core's words. */
  message: string;
  advice: string;
  /** Those that may or may not have reached the line. */
  uncertain: string;
  /** Those that surely did not. */
  unpressed: string;
};

/** See the module. */
export class KeyQueue {
  /** What the line has got, oldest first. */
  pressed = $state('');
  /** What is being asked for, and what waits behind it. */
  onTheWay = $state('');
  /** The last failure; a further key clears it. */
  trouble = $state.raw<KeyTrouble | null>(null);

  #waiting = '';
  #running = false;

  constructor(
    /** Asks for keys; rejects with a `CommandFailure`. */
    private readonly send: (keys: string) => Promise<unknown>,
    /** Waits. */
    private readonly pause: (milliseconds: number) => Promise<unknown> = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  ) {}

  /** Presses a key. What is no key of a keypad is not taken. */
  press(key: string): boolean {
    if (!(KEYS as readonly string[]).includes(key)) return false;
    this.trouble = null;
    this.#waiting += key;
    this.onTheWay += key;
    if (!this.#running) void this.#run();
    return true;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting) {
      const burst = this.#waiting.slice(0, MOST);
      this.#waiting = this.#waiting.slice(burst.length);
      try {
        await this.send(burst);
      } catch (thrown) {
        const { code, message, advice } = asFailure(thrown);
        const certain = NOT_DONE.includes(code);
        this.trouble = { message, advice, uncertain: certain ? '' : burst, unpressed: (certain ? burst : '') + this.#waiting };
        // What waits was meant to follow these: without them it would lead elsewhere.
        this.#waiting = '';
        this.onTheWay = '';
        break;
      }
      this.pressed += burst;
      this.onTheWay = this.#waiting;
      // The tones are played out before the next command interrupts them.
      await this.pause(burst.length * TONE_MS);
    }
    this.#running = false;
  }
}

// What a screen reader is told, one message at a time.

/** See the module. */
export class Announcements {
  /** The message, for a polite live region. */
  message = $state('');
  #waiting: string[] = [];

  /** Has it said, also if it is what was said last. What comes at the same moment is said together: one would silence the other. */
  say(words: string): void {
    this.#waiting.push(words);
    if (this.#waiting.length > 1) return;
    queueMicrotask(() => {
      const said = this.#waiting.join('. ');
      this.#waiting = [];
      this.message = this.message === said ? `${said}\u00a0` : said;
    });
  }
}

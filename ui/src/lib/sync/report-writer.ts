// Keeps `in-<id>-report` true: the newest report, written when it changes and every 20 seconds as a sign of life.
//
// Changes that come close together are one write, well below Sync's limits. A write that failed is repeated with what
// is true by then, never with what was true before. The console ignores a `seq` that went backwards, so it goes on
// from the Document's own where a page was reloaded or opened on another phone.

import type { GuestIntroduction, Report } from '$lib/api/generated';
import { SyncProblem, type SyncProblemKind } from './client';
import { chatMarks, comeBackReply, interpreterWish } from './status';
import { every } from './ticker';

/** How often the page shows that it lives. The console calls it away after three times this. */
export const BEAT_MS = 20_000;
/** Changes within this time of a write go out together. */
export const SPACING_MS = 400;
/** After a refused or lost write: first, and at most this long until the next. */
export const RETRY_MS = { first: 1_000, most: 30_000 };

/** Who somebody said they are, before a reload. Written by this person's page alone; bounded all the same. */
function introduction(value: unknown): GuestIntroduction | null {
  const { name, relationship } = (value ?? {}) as { name?: unknown; relationship?: unknown };
  return typeof name === 'string' && typeof relationship === 'string'
    ? { name: name.slice(0, 200), relationship: relationship.slice(0, 60) }
    : null;
}

/** What was answered before a reload. Written by this person's pages alone; bounded all the same. */
function answers(value: unknown): Record<string, string> {
  const given = Object.entries((value ?? {}) as object).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(given.slice(0, 40).map(([id, answer]) => [id, answer.slice(0, 500)]));
}

/** What the writer needs. */
export interface ReportWriterOptions {
  /** Writes the Document. */
  set(report: Report): Promise<void>;
  /** The report so far; its `seq` and `beat` are gone on from. */
  initial: Report;
  /** Tells what was taken over from the Document when it opened. */
  recalled?(report: Report): void;
  /** Tells of each write that arrived. */
  written?(report: Report): void;
  /** Tells why a write failed; it is repeated unless the Document is gone or refused. */
  failed?(kind: SyncProblemKind): void;
}

/** See the module. */
export class ReportWriter {
  #report: Report;
  #dirty = false;
  #writing = false;
  #open = false;
  #stopped = false;
  #retry = RETRY_MS.first;
  #notBefore = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopBeats: (() => void) | undefined;

  constructor(private readonly options: ReportWriterOptions) {
    this.#report = options.initial;
  }

  /** The report as it stands here. */
  get report(): Report {
    return this.#report;
  }

  /** The Document is open and holds this; writing may begin. Called again after each gap. */
  opened(data: unknown): void {
    const seen = (data ?? {}) as { seq?: unknown; beat?: unknown; guest?: unknown; chat?: unknown; answers?: unknown; comeBack?: unknown; interpreter?: unknown };
    const count = (value: unknown) => (Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0);
    this.#report = {
      ...this.#report,
      seq: Math.max(this.#report.seq, count(seen.seq)),
      beat: Math.max(this.#report.beat, count(seen.beat)),
      // What was answered on this page wins over what stood there before a reload, or on another phone.
      answers: { ...answers(seen.answers), ...this.#report.answers },
      guest: this.#report.guest ?? introduction(seen.guest),
      interpreter: this.#report.interpreter ?? interpreterWish(seen.interpreter),
      comeBack: this.#report.comeBack ?? comeBackReply(seen.comeBack),
      chat: { ...this.#report.chat, seen: this.#report.chat.seen ?? chatMarks(seen.chat).seen },
    };
    this.options.recalled?.(this.#report);
    this.#open = true;
    this.#notBefore = 0;
    this.#retry = RETRY_MS.first;
    if (!this.#stopped) this.#stopBeats ??= every(BEAT_MS, () => this.beat());
    this.#dirty = true;
    this.#pump();
  }

  /** Changes the report; what is equal already is not written. */
  update(change: Partial<Omit<Report, 'v' | 'seq' | 'beat'>>): void {
    const next = { ...this.#report, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.#report)) return;
    this.#report = next;
    this.#dirty = true;
    this.#pump();
  }

  /** Shows a sign of life now: also when a page comes back to the front, where timers stood still. */
  beat(): void {
    if (this.#stopped || !this.#open) return;
    this.#report = { ...this.#report, beat: this.#report.beat + 1 };
    this.#dirty = true;
    this.#pump();
  }

  /** Writes nothing more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#stopBeats?.();
  }

  #pump(): void {
    if (!this.#dirty || this.#writing || !this.#open || this.#stopped) return;
    clearTimeout(this.#timer);
    const wait = this.#notBefore - Date.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#pump(), wait);
      return;
    }
    void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    this.#dirty = false;
    this.#report = { ...this.#report, seq: this.#report.seq + 1 };
    const sent = this.#report;
    try {
      await this.options.set(sent);
      this.#retry = RETRY_MS.first;
      this.#notBefore = Date.now() + SPACING_MS;
      this.options.written?.(sent);
    } catch (error) {
      const kind = error instanceof SyncProblem ? error.kind : 'lost';
      this.#dirty = true;
      if (kind === 'gone' || kind === 'refused') this.stop();
      this.#notBefore = Date.now() + this.#retry * (0.8 + Math.random() * 0.4);
      this.#retry = Math.min(this.#retry * 2, RETRY_MS.most);
      this.options.failed?.(kind);
    } finally {
      this.#writing = false;
      this.#pump();
    }
  }
}

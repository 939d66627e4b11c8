// One invitation as its page sees it: the status that the clinic writes, the report that the page writes,
// and how the connection between them stands.

import type { Endpoints, Report, Status } from '$lib/api/generated';
import { openSync, type SyncConnection, type SyncLink, type SyncOptions, type WatchedDocument } from './client';
import { PageChat } from './chat.svelte';
import { ReportWriter } from './report-writer';
import { readAlive, readStatus } from './status';
import { every } from './ticker';
import { readLinkToken, type LinkToken } from './token';

/**
 * What is read without being pushed, and how often: rarely while pushes come (the clinic's sign of life is one every 20 seconds), often
 * while none do. A lost push costs seconds.
 */
export const LOOK_MS = { tick: 5_000, silence: 30_000, whileHeard: 60_000, whileSilent: 10_000 };

/** Why an invitation's Documents give nothing more. */
export type Closed =
  /** They are not there: deleted after the visit, or the link was replaced. */
  | 'gone'
  /** They are there and not for this identity. */
  | 'refused'
  /** The status is of a layout that this page does not know. */
  | 'unreadable';

/** What an invitation needs. */
export interface InvitationOptions extends SyncOptions {
  token: LinkToken;
  endpoints: Endpoints;
  /** The report so far: `seq` and `beat` as stored before a reload. */
  report: Report;
  /** A report arrived at the clinic's side. */
  written?(report: Report): void;
  /** The report that was there when the page opened, as far as this page goes on from it. */
  recalled?(report: Report): void;
  /** The clinic's time, in milliseconds. */
  now?(): number;
  /** The link got a longer life: the page keeps the new one for its next reload. */
  renewed?(token: LinkToken): void;
}

/** See the module. */
export class Invitation {
  /** What the clinic says; the newest by its own count. */
  status = $state.raw<Status | null>(null);
  /** How the connection stands. */
  link = $state.raw<SyncLink>({ kind: 'connecting' });
  /** Set when nothing more is to come. */
  closed = $state.raw<Closed | null>(null);
  /**
   * When the console showed a sign of life last, in this page's milliseconds; `null` where it never was heard. Only what
   * comes while the connection stands says anything.
   */
  heardClinic = $state<number | null>(null);
  /** The token in use. */
  token: LinkToken;
  readonly chat: PageChat;

  readonly #options: InvitationOptions;
  readonly #sync: SyncConnection;
  readonly #writer: ReportWriter;
  #reportDocument: WatchedDocument | null = null;
  #statusDocument: WatchedDocument | null = null;
  #aliveDocument: WatchedDocument | null = null;
  #aliveAt = 0;
  #lookedAt = Date.now();
  readonly #stopLooking: () => void;

  constructor(options: InvitationOptions) {
    this.#options = options;
    this.token = options.token;
    this.#sync = openSync(options.token.jwt, options.endpoints, options);
    this.#sync.onLink((link) => {
      this.link = link;
    });
    this.#writer = new ReportWriter({
      initial: options.report,
      set: (report) => this.#reportDocument?.set(report) ?? Promise.reject(new Error('not open')),
      ...(options.written ? { written: options.written } : {}),
      recalled: (report) => {
        this.chat.recalled(report.chat);
        options.recalled?.(report);
      },
    });
    this.chat = new PageChat({
      watchList: (name, listener) => this.#sync.watchList(name, listener),
      name: `in-${options.token.invitationId}`,
      report: (chat) => this.#writer.update({ chat }),
      ...(options.now ? { now: options.now } : {}),
    });
    this.#watch();
    this.#stopLooking = every(LOOK_MS.tick, () => this.#lookWhenDue());
  }

  /** Changes the report. */
  report(change: Parameters<ReportWriter['update']>[0]): void {
    this.#writer.update(change);
  }

  /** Shows a sign of life now. */
  beat(): void {
    this.#writer.beat();
  }

  /** Tries at once: a new connection. */
  tryNow(): void {
    this.#sync.reconnect();
  }

  /** Ends it. */
  close(): void {
    this.#stopLooking();
    this.#writer.stop();
    this.chat.close();
    this.#sync.close();
  }

  /** Pushes may get lost without a word, one or all: what the clinic wrote is read as well. */
  #lookWhenDue(): void {
    if (this.link.kind !== 'connected' || this.closed) return;
    const now = Date.now();
    const silent = now - this.#sync.heardAt > LOOK_MS.silence;
    if (now - this.#lookedAt < (silent ? LOOK_MS.whileSilent : LOOK_MS.whileHeard)) return;
    this.#lookedAt = now;
    this.#statusDocument?.look();
    this.#aliveDocument?.look();
    this.chat.look();
  }

  #watch(): void {
    const name = `in-${this.token.invitationId}`;
    this.#statusDocument = this.#sync.watch(`${name}-status`, {
      changed: (data) => this.#statusChanged(data),
      gone: () => this.#close('gone'),
      refused: () => this.#close('refused'),
    });
    this.#reportDocument = this.#sync.watch(`${name}-report`, {
      changed: (data) => this.#writer.opened(data),
      // Both are made and deleted together; the status has the word.
      gone: () => this.#writer.stop(),
      refused: () => this.#writer.stop(),
    });
  }

  #statusChanged(data: unknown): void {
    const status = readStatus(data);
    if (!status) {
      if (!this.status) this.#close('unreadable');
      return;
    }
    // Sync may deliver out of order; the console's own count decides.
    if (this.status && status.seq < this.status.seq) return;
    this.status = status;
    this.chat.told(status.chat);
    if (status.alive) this.#aliveDocument ??= this.#watchAlive(status.alive);
    if (status.link && status.link.token !== this.token.jwt) this.#renew(status.link.token);
  }

  #watchAlive(name: string): WatchedDocument {
    let first = true;
    return this.#sync.watch(name, {
      changed: (data) => {
        const at = readAlive(data);
        // The same again, read after a gap, is no new sign.
        if (at === null || at <= this.#aliveAt) return;
        this.#aliveAt = at;
        // The first may be old: so long ago by the clinic's clock, as far as it is known. Later ones come when they are written.
        const age = first ? Math.max(0, (this.#options.now ?? Date.now)() - at) : 0;
        first = false;
        this.heardClinic = Math.max(this.heardClinic ?? 0, Date.now() - age);
      },
      // It ended with its time, or is not for us: silence then says nothing, and is not shown.
      gone: () => {
        this.heardClinic = null;
        this.#aliveDocument = null;
      },
    });
  }

  #renew(jwt: string): void {
    const token = readLinkToken(jwt);
    if (!token || token.identity !== this.token.identity || token.expiresAt <= this.token.expiresAt) return;
    this.token = token;
    this.#options.renewed?.(token);
    void this.#sync.renew(token.jwt);
  }

  #close(why: Closed): void {
    if (this.closed) return;
    this.closed = why;
    this.#statusDocument?.close();
    this.#aliveDocument?.close();
    this.#writer.stop();
    this.chat.close();
  }
}

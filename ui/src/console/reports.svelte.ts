// Push: hears every open invitation's report Document and hands it to the core, which checks it; and hears when somebody wrote.
// The core also polls, so a push that is lost costs seconds and nothing else.
import { call, onEvent } from '$lib/api/client';
import type { Endpoints, ReportDocument } from '$lib/api/generated';
import type { SyncConnection } from '$lib/sync/client';

/** The token is renewed this long before it ends: Twilio warns at three minutes, and a spare one costs nothing. */
const AHEAD_MS = 4 * 60_000;
/** The life of a token that does not say. */
const UNSAID_MS = 30 * 60_000;
/** After a failed attempt to get access. The core is in this very program: trouble passes or needs a person. */
const RETRY_MS = 15_000;
/** Never sooner than this after the last, whatever a token says. */
const SOONEST_MS = 5_000;

export class Reports {
  readonly #endpoints: Endpoints;
  readonly #watched = new Map<string, { close(): void }>();
  #sync: SyncConnection | null = null;
  #lease: { close(): void } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(endpoints: Endpoints) {
    this.#endpoints = endpoints;
  }

  start(): () => void {
    const stopEvents = onEvent((event) => {
      if (event.event === 'invitationsChanged') void this.#follow();
    });
    void this.#follow();
    return () => {
      this.#stopped = true;
      stopEvents();
      clearTimeout(this.#timer);
      this.#watched.clear();
      this.#lease?.close();
      this.#sync?.close();
    };
  }

  #follow(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read() {
    do {
      this.#again = false;
      clearTimeout(this.#timer);
      try {
        const { token, reports, lease } = await call('syncAccess', {});
        if (this.#stopped) return;
        await this.#use(token);
        this.#watchLease(lease);
        const open = new Map(reports.map((report) => [report.uniqueName, report]));
        for (const [uniqueName, document] of this.#watched) {
          if (open.has(uniqueName)) continue;
          document.close();
          this.#watched.delete(uniqueName);
        }
        for (const report of open.values()) {
          if (!this.#watched.has(report.uniqueName)) this.#watch(report);
        }
        this.#later(Math.max(SOONEST_MS, (expiry(token) || Date.now() + UNSAID_MS) - AHEAD_MS - Date.now()));
      } catch (error) {
        // The core polls meanwhile, and says in the connection's health what is wrong. Only that an SDK does not load
        // would show nowhere else: polling hides it.
        console.warn('reports:', error instanceof Error ? error.message : error);
        if (!this.#stopped) this.#later(RETRY_MS);
      }
    } while (this.#again && !this.#stopped);
  }

  async #use(token: string) {
    if (this.#sync) {
      await this.#sync.renew(token);
      return;
    }
    // The SDK is the largest thing in this window: it comes after what the clinician looks at.
    const { openSync } = await import('$lib/sync/client');
    if (this.#stopped) return;
    this.#sync = openSync(token, this.#endpoints);
    this.#sync.onLink((link) => {
      // Twilio takes this token no more (expired while the computer slept, key changed): only a new one helps.
      if (link.kind === 'refused') this.#later(SOONEST_MS);
    });
  }

  #watch({ uniqueName, invitationId, listName }: ReportDocument) {
    const forget = () => this.#watched.delete(uniqueName);
    // What was written is read by the core, in its order: here is only heard that something was.
    const list = this.#sync?.watchList(listName, {
      added: () => {
        call('chatCame', { invitationId }).catch(() => {});
      },
    });
    const document = this.#sync?.watch(uniqueName, {
      changed: (data) => {
        // A report that could not be handed over is found by polling.
        call('reportReceived', { invitationId, data }).catch(() => {});
      },
      gone: forget,
      refused: forget,
    });
    if (!document) return;
    this.#watched.set(uniqueName, {
      close: () => {
        document.close();
        list?.close();
      },
    });
  }

  /** Another console takes over, or lets go: the core looks at once. */
  #watchLease(name: string) {
    const heard = () => void call('leaseChanged', {}).catch(() => {});
    this.#lease ??= this.#sync?.watch(name, { changed: heard, gone: () => (this.#lease = null), refused: () => (this.#lease = null) }) ?? null;
  }

  #later(ms: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#follow(), Math.min(ms, 2 ** 31 - 1));
  }
}

/** When a token ends, in milliseconds since the epoch. It is our own console's token: read, not verified. */
export function expiry(token: string): number {
  try {
    const payload = token.split('.')[1] ?? '';
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    const exp = (claims as { exp?: unknown }).exp;
    return typeof exp === 'number' ? exp * 1000 : 0;
  } catch {
    return 0;
  }
}

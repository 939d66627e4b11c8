// `config.json` beside the page: what a clinic, or the practice clinic, tells its own copy of it. It may be absent.
//
// The answer's `Date` says how far this device's clock is off: the page is static and has no other clock to ask.

import type { Endpoints } from '$lib/api/generated';

/** What it says. */
export interface PortalConfig {
  /** PRACTICE is shown. */
  readonly practice: boolean;
  readonly endpoints: Endpoints;
  /** For the words of a link that has no life left, when Sync can't be asked. */
  readonly clinicName: string;
  /** What *Call the clinic* dials; without it that action is not offered. */
  readonly clinicPhone: string;
}

/** The file and the clock, as far as they could be read. */
export interface Portal {
  readonly config: PortalConfig;
  /** By how much this device's clock is ahead of the portal's (milliseconds); `null` where unknown. */
  readonly clockAhead: number | null;
}

/** A clinic that says nothing: Twilio's own addresses, nothing marked. */
export const DEFAULT_CONFIG: PortalConfig = { practice: false, endpoints: {}, clinicName: '', clinicPhone: '' };

/** Reads it. Anything unexpected counts as absent: the page must open from any static host. */
export async function readPortal(fetcher: typeof fetch = fetch, now: () => number = Date.now): Promise<Portal> {
  const asked = now();
  try {
    const answer = await fetcher('config.json', { cache: 'no-store', signal: AbortSignal.timeout(5_000) });
    const clockAhead = readClock(answer.headers, asked, now());
    const isJson = answer.ok && (answer.headers.get('content-type') ?? '').includes('json');
    return { config: isJson ? readConfig(await answer.json()) : DEFAULT_CONFIG, clockAhead };
  } catch {
    return { config: DEFAULT_CONFIG, clockAhead: null };
  }
}

function readClock(headers: Headers, asked: number, answered: number): number | null {
  const date = Date.parse(headers.get('date') ?? '');
  // A copy from a cache carries the date of its making.
  if (Number.isNaN(date) || Number(headers.get('age') ?? 0) > 0) return null;
  return (asked + answered) / 2 - date;
}

/** The file's content as far as it has the shape. */
export function readConfig(value: unknown): PortalConfig {
  const file = record(value);
  const endpoints = record(file['endpoints']);
  const videoSignalingUrl = socketUrl(endpoints['videoSignalingUrl']);
  const syncSocketUrl = socketUrl(endpoints['syncSocketUrl']);
  const phone = text(file['clinicPhone']);
  return {
    practice: file['practice'] === true,
    endpoints: {
      ...(videoSignalingUrl ? { videoSignalingUrl } : {}),
      ...(syncSocketUrl ? { syncSocketUrl } : {}),
    },
    clinicName: text(file['clinicName']),
    clinicPhone: /^\+?[\d ().-]{3,30}$/.test(phone) ? phone : '',
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : '';
}

function socketUrl(value: unknown): string {
  return typeof value === 'string' && /^wss?:\/\//.test(value) ? value : '';
}

// What this tab keeps over a reload: where the person is and what was tried. Never a name: session storage is clear text.

import type { DeviceReport, DeviceVerdict, NetworkMeasures, NetworkVerdict, SurveyAnswer } from '$lib/api/generated';
import { readStep, type Step } from './steps';

/** What is kept. */
export interface Kept {
  readonly step: Step;
  readonly devices: DeviceReport;
  /** What the network check said, and what it measured; numbers alone. */
  readonly network: NetworkVerdict;
  readonly measured: NetworkMeasures | null;
  /** The report's counts. */
  readonly seq: number;
  readonly beat: number;
  /** When this page was first in the call (milliseconds); `null` while it never was. */
  readonly inCallSince: number | null;
  /** How long it has been in the call, up to the last time it was seen there. */
  readonly inCallUntil: number | null;
  /** Muted and without a picture by the person's own choice, in the call. */
  readonly muted: boolean;
  readonly cameraOff: boolean;
  /** What was answered after the visit. */
  readonly survey: SurveyAnswer | null;
  /** Went on in an app's browser in spite of the warning. */
  readonly inAppAnyway: boolean;
}

/** Where it is kept; `sessionStorage`, or nothing where the browser keeps nothing. */
export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

/** A person who has just opened the link. */
export const FRESH: Kept = {
  step: { at: 'welcome' },
  devices: { camera: 'untried', microphone: 'untried', speaker: 'untried' },
  network: 'untried',
  measured: null,
  seq: 0,
  beat: 0,
  inCallSince: null,
  inCallUntil: null,
  muted: false,
  cameraOff: false,
  survey: null,
  inAppAnyway: false,
};

const VERDICTS: readonly DeviceVerdict[] = ['untried', 'works', 'refused', 'busy', 'missing', 'faulty', 'without'];

const NETWORKS: readonly NetworkVerdict[] = ['untried', 'good', 'usable', 'poor'];

const ANSWERS: readonly SurveyAnswer[] = ['all', 'most', 'hard'];

const keyOf = (invitationId: string) => `anteroom:${invitationId}`;

/** Reads what was kept; what is not understood counts as not kept. */
export function recall(storage: Storage | null, invitationId: string): Kept {
  try {
    const kept = JSON.parse(storage?.getItem(keyOf(invitationId)) ?? 'null') as Record<string, unknown> | null;
    if (!kept || typeof kept !== 'object') return FRESH;
    const devices = (kept['devices'] ?? {}) as Record<string, unknown>;
    const verdict = (value: unknown) => VERDICTS.find((known) => known === value) ?? 'untried';
    const count = (value: unknown) => (Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : 0);
    const instant = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
    return {
      step: readStep(kept['step']) ?? FRESH.step,
      devices: {
        camera: verdict(devices['camera']),
        microphone: verdict(devices['microphone']),
        speaker: verdict(devices['speaker']),
      },
      network: NETWORKS.find((known) => known === kept['network']) ?? 'untried',
      measured: measures(kept['measured']),
      seq: count(kept['seq']),
      beat: count(kept['beat']),
      inCallSince: instant(kept['inCallSince']),
      inCallUntil: instant(kept['inCallUntil']),
      muted: kept['muted'] === true,
      cameraOff: kept['cameraOff'] === true,
      survey: ANSWERS.find((known) => known === kept['survey']) ?? null,
      inAppAnyway: kept['inAppAnyway'] === true,
    };
  } catch {
    return FRESH;
  }
}

/** Written by this page alone; the clinic bounds the numbers. */
function measures(value: unknown): NetworkMeasures | null {
  const kept = value as NetworkMeasures | null | undefined;
  return typeof kept?.outcome === 'string' && typeof kept.bars === 'number' ? kept : null;
}

/** Keeps it. */
export function keep(storage: Storage | null, invitationId: string, kept: Kept): void {
  try {
    storage?.setItem(keyOf(invitationId), JSON.stringify(kept));
  } catch {
    // Full, or switched off: the page works, a reload then starts at the welcome.
  }
}

const LANGUAGE = 'anteroom:language';

/** The language that was chosen on this device; a tag, no word of whose. */
export function chosenLanguage(storage: Storage | null = browserStorage()): string | null {
  try {
    return storage?.getItem(LANGUAGE)?.slice(0, 35) ?? null;
  } catch {
    return null;
  }
}

/** Remembers it. */
export function rememberLanguage(tag: string, storage: Storage | null = browserStorage()): void {
  try {
    storage?.setItem(LANGUAGE, tag);
  } catch {
    // It then holds until the page is loaded again.
  }
}

function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** This tab's storage; some browsers throw at the very mention of it. */
export function tabStorage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

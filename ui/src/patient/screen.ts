// What is on the screen: one thing, decided in one place from everything that is known.

import type { Closed } from '$lib/sync/invitation.svelte';
import type { SyncLink } from '$lib/sync/client';
import type { LinkToken } from '$lib/sync/token';
import type { GuestStage, Status } from '$lib/api/generated';
import type { Step } from './steps';

/** The ways that lead no further. Each has its own words and one action. */
export type DeadEnd =
  /** The link's life is over; it worked until then. */
  | { readonly kind: 'expired'; readonly until: number }
  /** The address holds no whole token: cut off or pasted wrongly. */
  | { readonly kind: 'damaged' }
  /** This phone's clock is off, and the door stayed shut. */
  | { readonly kind: 'clockOff' }
  /** The link starts to work later: the clinic's clock is ahead. */
  | { readonly kind: 'notYet'; readonly from: number }
  /** Twilio refused the token for a reason that the person cannot mend. */
  | { readonly kind: 'refused'; readonly code: number }
  /** The Documents are not there: deleted after the visit, or replaced by a newer link. */
  | { readonly kind: 'gone' }
  /** The page is older or newer than the clinic's console. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'removed' }
  /** A third party who is taken out for good. */
  | { readonly kind: 'keptOut' }
  /** A third party whose invitation was taken back. */
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'noShow' }
  /** This browser can't hold a call. */
  | { readonly kind: 'unsupported' }
  /** The built-in browser of an app that gives no camera; empty where it is not known which app. */
  | { readonly kind: 'inApp'; readonly app: string }
  /** Not served over https. */
  | { readonly kind: 'insecure' }
  /** Another tab of this browser has the visit. */
  | { readonly kind: 'anotherTab' };

/** What is on the screen. */
export type Screen =
  /** Nothing is known yet; `unreachable` since then, where it takes long. */
  | { readonly at: 'loading'; readonly unreachableSince: number | null }
  | { readonly at: 'deadEnd'; readonly end: DeadEnd }
  | { readonly at: 'goodbye'; readonly status: Status | null }
  | { readonly at: 'left'; readonly status: Status }
  /** Without the clinic's words while they are being fetched: Start can be pressed already. */
  | { readonly at: 'welcome'; readonly status: Status | null }
  | { readonly at: 'who'; readonly status: Status }
  | { readonly at: 'check'; readonly step: Step & { at: 'check' }; readonly status: Status }
  | { readonly at: 'connection'; readonly status: Status }
  | { readonly at: 'intake'; readonly status: Status }
  | { readonly at: 'waiting'; readonly status: Status }
  | { readonly at: 'call'; readonly status: Status };

/** Whether a call can be held here, and what to say if not. */
export type Support = 'unknown' | 'fine' | 'insecure' | 'unsupported';

/** Everything the screen depends on. */
export interface World {
  readonly token: LinkToken | null;
  readonly support: Support;
  /** The app whose browser this is, unless the person chose to go on in it. */
  readonly inApp: string | null;
  readonly anotherTab: boolean;
  readonly link: SyncLink;
  readonly closed: Closed | null;
  readonly status: Status | null;
  readonly step: Step;
  /** Start was pressed before the clinic's words were there. */
  readonly started: boolean;
  /** Whether this page was in the call of this visit. */
  readonly wasInCall: boolean;
  /** This device's time. */
  readonly now: number;
  /** By how much this device's clock is ahead of the portal's; `null` where that could not be found. */
  readonly clockAhead: number | null;
}

/** More than this between two clocks is a clock that is off; less is travel time and drift. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** After one of these, Documents that are gone are no goodbye: why was said. */
const SAID_WHY: ReadonlySet<GuestStage | undefined> = new Set<GuestStage>(['cancelled', 'removed', 'keptOut', 'withdrawn']);

/** Decides. The order is the order of what must be said first. */
export function screenOf(world: World): Screen {
  const { token, status } = world;
  if (!token) return deadEnd({ kind: 'damaged' });
  if (world.anotherTab) return deadEnd({ kind: 'anotherTab' });
  if (world.support === 'insecure') return deadEnd({ kind: 'insecure' });
  if (world.inApp !== null) return deadEnd({ kind: 'inApp', app: world.inApp });
  if (world.support === 'unsupported') return deadEnd({ kind: 'unsupported' });

  // The end of a visit that this page was part of is a goodbye, however it is learned.
  const over = status?.stage === 'ended' || (world.closed === 'gone' && !SAID_WHY.has(status?.stage));
  if (over && world.wasInCall) return { at: 'goodbye', status };
  if (status?.stage === 'ended') return deadEnd({ kind: 'ended' });
  if (status?.stage === 'cancelled') return deadEnd({ kind: 'cancelled' });
  if (status?.stage === 'noShow') return deadEnd({ kind: 'noShow' });
  if (status?.stage === 'removed' || status?.stage === 'keptOut' || status?.stage === 'withdrawn') return deadEnd({ kind: status.stage });

  if (world.link.kind === 'refused') return deadEnd(refusal(token, world.link.code, world));
  if (world.closed) return deadEnd(world.closed === 'refused' ? { kind: 'refused', code: 54007 } : { kind: world.closed });
  const { step } = world;
  // The video SDK's judgement comes with the SDK; what needs neither is drawn without waiting for it.
  const needsSdk = step.at !== 'welcome' && step.at !== 'who';
  if (!status || (needsSdk && world.support === 'unknown')) return unreached(world, token);

  if (step.at === 'left') return { at: 'left', status };
  if (status.stage === 'admitted' && (step.at === 'waiting' || ((step.at === 'check' || step.at === 'connection' || step.at === 'intake') && step.again))) {
    return { at: 'call', status };
  }
  if (step.at === 'check') return { at: 'check', step, status };
  if (step.at === 'connection') return { at: 'connection', status };
  if (step.at === 'intake') return status.intake.length > 0 ? { at: 'intake', status } : { at: 'waiting', status };
  if (step.at === 'who') return { at: 'who', status };
  return step.at === 'waiting' ? { at: 'waiting', status } : { at: 'welcome', status };
}

function deadEnd(end: DeadEnd): Screen {
  return { at: 'deadEnd', end };
}

function unreached(world: World, token: LinkToken): Screen {
  const unreachableSince = world.link.kind === 'unreachable' ? world.link.since : null;
  // A clock that is far off breaks the encryption of the connection itself, without a word of why.
  if (unreachableSince !== null && clockIsOff(world, token)) return deadEnd({ kind: 'clockOff' });
  const first = world.step.at === 'welcome' && !world.started && world.link.kind !== 'unreachable';
  // A link that is over by this clock will most likely be refused: no welcome before that.
  if (first && !world.status && token.expiresAt > world.now - (world.clockAhead ?? 0)) return { at: 'welcome', status: null };
  return { at: 'loading', unreachableSince };
}

/** Twilio's refusal in the person's terms. Codes: 20104 expired (or too far ahead), 20105 not valid yet. */
function refusal(token: LinkToken, code: number, world: World): DeadEnd {
  const trueNow = world.now - (world.clockAhead ?? 0);
  if (token.startsAt > trueNow + CLOCK_TOLERANCE_MS) {
    return world.clockAhead === null && code !== 20105
      ? { kind: 'clockOff' }
      : { kind: 'notYet', from: token.startsAt };
  }
  if (code === 20105) return { kind: 'notYet', from: token.startsAt };
  if (token.expiresAt <= trueNow || code === 20104) return { kind: 'expired', until: token.expiresAt };
  return { kind: 'refused', code };
}

function clockIsOff(world: World, token: LinkToken): boolean {
  if (world.clockAhead !== null) return Math.abs(world.clockAhead) > CLOCK_TOLERANCE_MS;
  return token.startsAt > world.now + CLOCK_TOLERANCE_MS;
}

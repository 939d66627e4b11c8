// Where the person is on their way, and what takes them on: a table. What the clinic says is laid over it in `screen.ts`.
//
//   welcome ─start→ camera ─→ microphone ─→ speaker ─→ connection ─→ intake ─→ waiting ─leave→ left
//      │              ↑ ↑                                   └─────────────────↗ │  ↑            │
//      └ introduce → who └──────────────────── checkAgain ──────────────────────┘  └─ comeBack ─┘
//
// Only third parties are asked who they are; only patients what the clinic wants to know, also from the waiting room (`answer`).
// A second check keeps the person's place: it is `checking` only for themselves.

import type { GuestStep } from '$lib/api/generated';

/** The devices, in the order they are tried. */
export const DEVICES = ['camera', 'microphone', 'speaker'] as const;
/** One of them. */
export type DeviceName = (typeof DEVICES)[number];

/** All that is tried, in its order. */
export const CHECKS = [...DEVICES, 'connection'] as const;
/** One of them. */
export type CheckName = (typeof CHECKS)[number];

/** Where the person is. */
export type Step =
  /** The link was opened. */
  | { readonly at: 'welcome' }
  /** A third party says who they are. */
  | { readonly at: 'who' }
  /** Trying one device; `again` when they already waited. */
  | { readonly at: 'check'; readonly device: DeviceName; readonly again: boolean }
  /** Trying the network; `again` as with devices. */
  | { readonly at: 'connection'; readonly again: boolean }
  /** The clinic's questions; `again` when they already waited. */
  | { readonly at: 'intake'; readonly again: boolean }
  /** In the waiting room, or in the call once the clinic opens it. */
  | { readonly at: 'waiting' }
  /** Left by their own choice; the visit may still be open. */
  | { readonly at: 'left' };

/** What the person does. */
export type StepEvent = 'introduce' | 'start' | 'deviceSettled' | 'connectionSettled' | 'asked' | 'answered' | 'answer' | 'checkAgain' | 'skipChecks' | 'leave' | 'comeBack';

/** The step after `event`, or `null` where the event has no meaning at this step. */
export function nextStep(step: Step, event: StepEvent): Step | null {
  switch (event) {
    case 'introduce':
      return step.at === 'welcome' ? { at: 'who' } : null;
    case 'start':
      return step.at === 'welcome' || step.at === 'who' ? { at: 'check', device: 'camera', again: false } : null;
    case 'deviceSettled': {
      if (step.at !== 'check') return null;
      const next = DEVICES[DEVICES.indexOf(step.device) + 1];
      return next ? { ...step, device: next } : { at: 'connection', again: step.again };
    }
    case 'connectionSettled':
      return step.at === 'connection' ? { at: 'waiting' } : null;
    case 'asked':
      return step.at === 'connection' ? { at: 'intake', again: step.again } : null;
    case 'answered':
      return step.at === 'intake' ? { at: 'waiting' } : null;
    case 'answer':
      return step.at === 'waiting' ? { at: 'intake', again: true } : null;
    case 'checkAgain':
      return step.at === 'waiting' ? { at: 'check', device: 'camera', again: true } : null;
    case 'skipChecks':
      return step.at === 'check' || step.at === 'connection' || step.at === 'intake' ? { at: 'waiting' } : null;
    case 'leave':
      return step.at === 'waiting' ? { at: 'left' } : null;
    case 'comeBack':
      return step.at === 'left' ? { at: 'waiting' } : null;
  }
}

/** The step in the report's words. */
export function reportedStep(step: Step, inCall: boolean): GuestStep {
  if (inCall) return 'inCall';
  switch (step.at) {
    case 'welcome':
    case 'who':
      return 'opened';
    case 'check':
    case 'connection':
    case 'intake':
      return step.again ? 'waiting' : 'checking';
    case 'waiting':
      return 'waiting';
    case 'left':
      return 'left';
  }
}

/** A step as it was stored, or `null` where that is none. */
export function readStep(value: unknown): Step | null {
  const { at, device, again } = (value ?? {}) as { at?: unknown; device?: unknown; again?: unknown };
  if (at === 'welcome' || at === 'who' || at === 'waiting' || at === 'left') return { at };
  if (at === 'connection' || at === 'intake') return { at, again: again === true };
  const known = DEVICES.find((name) => name === device);
  return at === 'check' && known ? { at, device: known, again: again === true } : null;
}

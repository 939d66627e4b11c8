// What one device's check stands at, from what the device does and what the person answered.

import type { DeviceVerdict } from '$lib/api/generated';
import type { CaptureProblem, DeviceState } from '$lib/media';

/** Where a check stands. */
export type Probe =
  /** Not asked for: the person starts it. */
  | { readonly kind: 'idle' }
  /** The browser asks, or the sound plays. */
  | { readonly kind: 'asking' }
  /** It gives something: the person says whether it is right. */
  | { readonly kind: 'on' }
  /** It gives nothing, or not what it should. */
  | { readonly kind: 'problem'; readonly why: Exclude<DeviceVerdict, 'untried' | 'works' | 'without'> };

/** The check of a camera or a microphone; `denied` when the person saw or heard that it doesn't work. */
export function probeOf(state: DeviceState, denied: boolean): Probe {
  switch (state.kind) {
    case 'untried':
      return { kind: 'idle' };
    case 'opening':
      return { kind: 'asking' };
    case 'on':
    case 'off':
      return denied ? { kind: 'problem', why: 'faulty' } : { kind: 'on' };
    case 'failed':
      return { kind: 'problem', why: verdictOf(state.problem) };
  }
}

/** The browser's reason in the report's words. */
export function verdictOf(problem: CaptureProblem): 'refused' | 'busy' | 'missing' | 'faulty' {
  return problem === 'other' ? 'faulty' : problem;
}

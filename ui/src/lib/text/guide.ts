// The words of the guided first visit: what each step is called, and what to do for it in the window that is looked at.
import type { Guide, GuideStep } from '$lib/api/generated';

/** The window that the words stand in. */
export type GuidedWindow = 'console' | 'call';

/** The steps in their order; `done` is none. */
export const GUIDE_STEPS: readonly Exclude<GuideStep, 'done'>[] = ['look', 'admit', 'interpreter', 'delay', 'end'];

const TITLES: Readonly<Record<GuideStep, string>> = {
  look: 'See who waits',
  admit: 'Admit them',
  interpreter: 'Add the interpreter',
  delay: 'Say that you are late',
  end: 'End the visit',
  done: 'That was a whole visit',
};

/** What a step is called. */
export function guideTitle(step: GuideStep): string {
  return TITLES[step];
}

/** What to do for it here. */
export function guideWords({ step, somebodyWaits }: Guide, here: GuidedWindow): string {
  if (here === 'call') {
    switch (step) {
      case 'interpreter':
        return 'Press Add someone, then Call beside a line. Its card says what goes on: dialling, ringing, the phone tree, in the visit.';
      case 'end':
        return 'Press End, then End for all. Everybody’s page says goodbye, and the visit is kept in its history.';
      case 'done':
        return 'You can close this window. The guide is under Help in Anteroom’s window whenever you want it again.';
      case 'delay':
      default:
        return 'Go to Anteroom’s window for this one; the call goes on here.';
    }
  }
  switch (step) {
    case 'look':
      return somebodyWaits
        ? 'Somebody is here. Their card says since when they wait, and how their camera, microphone and network are.'
        : 'The first patients open their links about now. Whoever has gone through the checks gets a card in the waiting room.';
    case 'admit':
      return 'Press Admit on a card. The call opens in a window of its own.';
    case 'interpreter':
    case 'end':
      return 'Go to the call’s window for this one.';
    case 'delay':
      return somebodyWaits
        ? 'Others wait while you are in the call. Press Tell all, choose how late you are, and each of them reads it in their own language.'
        : 'Nobody else waits now. Choose Late as your own state at the top: whoever comes next reads it.';
    case 'done':
    default:
      return 'The visit’s history says who was in it and when. This guide is under Help whenever you want it again.';
  }
}

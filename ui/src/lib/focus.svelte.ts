// Whether this window is the one that the person looks at: what it shows then needs no notification of the desktop's.
import { call } from '$lib/api/client';

const looked = () => document.visibilityState === 'visible' && document.hasFocus();

export class WindowFocus {
  /** It is on the screen and takes the keys. */
  inFront = $state(looked());

  /** Follows it until the returned function is called. */
  start(): () => void {
    const look = () => (this.inFront = looked());
    const left = () => (this.inFront = false);
    window.addEventListener('focus', look);
    window.addEventListener('blur', left);
    document.addEventListener('visibilitychange', look);
    look();
    return () => {
      window.removeEventListener('focus', look);
      window.removeEventListener('blur', left);
      document.removeEventListener('visibilitychange', look);
    };
  }
}

/** Tells the core. Where that fails somebody is told of what they see: no harm. */
export function tellFocus(inFront: boolean, today = false) {
  void call('reportFocus', { inFront, today }).catch(() => {});
}

// Keeps the screen lit while somebody waits or talks: a phone that goes dark stops the camera and the page's timers.

/** Keeps the screen lit until the returned function is called. Does nothing where the browser can't. */
export function keepAwake(): () => void {
  const wakeLock = (navigator as Partial<Navigator>).wakeLock;
  if (!wakeLock) return () => undefined;
  let wanted = true;
  let held: WakeLockSentinel | null = null;
  const ask = async () => {
    if (!wanted || document.visibilityState !== 'visible' || (held && !held.released)) return;
    try {
      const lock = await wakeLock.request('screen');
      if (wanted) held = lock;
      else await lock.release();
    } catch {
      // Refused at low battery: the visit goes on without.
    }
  };
  // The system takes the lock away with the page's visibility.
  const again = () => void ask();
  document.addEventListener('visibilitychange', again);
  void ask();
  return () => {
    wanted = false;
    document.removeEventListener('visibilitychange', again);
    void held?.release().catch(() => undefined);
  };
}

// A timer that keeps its pace while the page is in the background (see `ticker.worker.ts`).

/** Calls `run` every `ms` until the returned function is called. */
export function every(ms: number, run: () => void): () => void {
  let worker: Worker | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const byTimer = () => {
    timer ??= setInterval(run, ms);
  };
  try {
    if (typeof Worker === 'undefined') throw new Error('no workers');
    worker = new Worker(new URL('./ticker.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = run;
    // Not loaded: a page's own timer is slow in the background and right in the front.
    worker.onerror = byTimer;
    worker.postMessage(ms);
  } catch {
    byTimer();
  }
  return () => {
    worker?.terminate();
    clearInterval(timer);
  };
}

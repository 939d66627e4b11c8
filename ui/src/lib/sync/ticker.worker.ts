// Ticks for pages that are in the background: browsers slow a hidden page's timers down to one a minute, but not a worker's.
const worker = self as unknown as { onmessage: ((event: MessageEvent<number>) => void) | null; postMessage(nothing: null): void };
worker.onmessage = ({ data: ms }) => {
  setInterval(() => worker.postMessage(null), ms);
};

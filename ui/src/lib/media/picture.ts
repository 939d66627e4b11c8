// What a page holds of a picture or a sound: enough to show and hear it, nothing of how it came.
// Pages pass these around; only this folder knows that a `MediaStreamTrack`, or a `<video>`, stands behind them.

/** How a picture fills its host element. */
export type PictureFit = {
  /** Own pictures are shown as in a mirror. */
  mirrored?: boolean;
  /** `cover` cuts the edges off, `contain` leaves bars. */
  fit?: 'cover' | 'contain';
};

/** Something to see: the own camera, somebody's camera, a screen. */
export interface Picture {
  /** Changes when another picture takes its place. */
  readonly id: string;
  /** Draws into `host` until the returned function is called. What is put into `host` is this folder's business. */
  showIn(host: HTMLElement, fit?: PictureFit): () => void;
}

/** Something to hear. */
export interface Sound {
  /** Changes when another sound takes its place. */
  readonly id: string;
  /** Tells the loudness, 0 to 1, about ten times a second until the returned function is called. */
  watchLevel(heard: (level: number) => void): () => void;
}

/** `<div {@attach show(picture, { mirrored: true })}></div>`: draws the picture into that element, nothing if there is none. */
export function show(picture: Picture | null, fit?: PictureFit): (host: HTMLElement) => (() => void) | undefined {
  return (host) => picture?.showIn(host, fit);
}

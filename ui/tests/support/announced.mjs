// What a screen reader is told: in any of the page's polite live regions, since a page may have several.

/** Waits until these words are announced. */
export const announced = (page, words) =>
  page.waitForFunction((wanted) => [...document.querySelectorAll('[aria-live=polite]')].some((live) => live.textContent.includes(wanted)), words);

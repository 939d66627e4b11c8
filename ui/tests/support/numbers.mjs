// What a call's page says of its pictures and sound, once that holds which is waited for.
// A wait inside the page (`waitForFunction`) takes a promise for an answer: these numbers only come as one.
import assert from 'node:assert/strict';

/** The page's numbers, once `fit` holds for them; fails with the last ones, and with `what` was waited for, after a minute. */
export async function numbersOnce(page, fit, what) {
  const end = performance.now() + 60_000;
  for (;;) {
    const numbers = await page.evaluate(() => window.anteroomStats?.());
    if (numbers && fit(numbers)) return numbers;
    if (performance.now() > end) assert.fail(`${what}: ${JSON.stringify(numbers)}`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}

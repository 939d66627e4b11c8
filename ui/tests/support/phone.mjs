// What the tests of the patient's page share: a phone in Chromium with the unmodified SDKs on the twin, and a look at each screen with axe,
// in light and dark, and at 320 px.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { Clinic, TWIN } from './clinic.mjs';

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
export const require = createRequire(import.meta.url);
export const SCREENS = process.env.ANTEROOM_SCREENS ?? here('../../target/screens');
export const PATIENCE = 20_000;
export const PHONE = { width: 390, height: 844 };
export const MINUTE = 60_000;

/** Set by `open`. */
export let browser;
export let clinic;
let axe;

/** Starts the twin with the built pages, and a Chromium with a made-up camera. */
export async function open() {
  if (!TWIN) return;
  await mkdir(SCREENS, { recursive: true });
  axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  clinic = await Clinic.start(here('../dist'));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--use-fake-device-for-media-stream=fps=24',
      '--use-fake-ui-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

/** Ends both. */
export async function close() {
  await browser?.close();
  await clinic?.stop();
}

/**
 * A phone with the page open. At the end it must have broken no policy and thrown nothing, but for what `complains` expects. `before`: what is to be
 * arranged with its context.
 */
export async function onPhone(address, story, { prepare, config, before, complains, ...options } = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: 'en-US', ...options });
  const complaints = [];
  const watch = (page) => {
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text()) && !complains?.test(message.text())) complaints.push(message.text());
    });
    page.setDefaultTimeout(PATIENCE);
    return page;
  };
  if (prepare) await context.addInitScript(prepare);
  if (config) await context.route('**/config.json', (route) => route.fulfill({ json: config }));
  await before?.(context);
  const page = watch(await context.newPage());
  try {
    await page.goto(address);
    await story(page, { context, watch });
    assert.deepEqual(complaints, [], 'no policy was broken and nothing was thrown');
  } catch (error) {
    await page.screenshot({ path: join(SCREENS, 'patient-failed.png') });
    throw error;
  } finally {
    await context.close();
  }
}

export const heading = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** Takes a picture in light and dark, and lets axe look at both; then the same at 320 px. */
export async function inspect(page, name) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.screenshot({ path: join(SCREENS, `patient-${name}${colorScheme === 'dark' ? '-dark' : ''}.png`), fullPage: true });
    // Through the debugger, not as a script of the page: the page's policy stays as it is.
    await page.evaluate(`${axe};void 0`);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`),
      [],
      `axe finds nothing in ${name}, ${colorScheme}`,
    );
  }
  await reflows(page, name);
}

/** Nothing scrolls sideways at 320 px, nor on a screen of 1280 × 1024 at 400 % zoom; and every target can be hit by a thumb. */
export async function reflows(page, name) {
  for (const height of [256, 640]) {
    await page.setViewportSize({ width: 320, height });
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(widths[0] <= widths[1], `${name} scrolls sideways at 320 × ${height}: ${widths}`);
  }
  await page.screenshot({ path: join(SCREENS, `patient-${name}-320.png`), fullPage: true });
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button, a[href], select')]
      .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
      .filter(([, box]) => box.height < 44 || box.width < 44)
      .map(([text]) => text),
  );
  await page.setViewportSize(PHONE);
  assert.deepEqual(small, [], `every target in ${name} is at least 44 px`);
}

/** Goes the whole way into the waiting room. */
export async function checkIn(page, { started = false } = {}) {
  if (!started) await press(page, 'Start');
  await turnOn(page, 'Turn on the camera', 'I see myself');
  await turnOn(page, 'Turn on the microphone', 'I see the bars move');
  await press(page, 'Play the sound');
  await press(page, 'I heard it');
  await goOn(page);
  await heading(page, 'You are in the waiting room');
}

/** Goes on from the network check without waiting for it. */
export const goOn = (page) => press(page, 'Join the waiting room');

/** Asks for a device, unless the page does so by itself, and waits for what comes of it. */
export async function askFor(page, ask, outcome) {
  const asked = page.getByRole('button', { name: ask, exact: true, disabled: false });
  await asked.or(outcome).first().waitFor();
  // Pressed if it is still there: a click would wait for the button that went when the page began to ask.
  await asked.evaluateAll((buttons) => buttons.forEach((button) => button.click()));
  await outcome.waitFor();
}

/** Asks for a device, unless the page does so by itself, and says that it works. */
export async function turnOn(page, ask, works) {
  const on = page.getByRole('button', { name: works, exact: true });
  await askFor(page, ask, on);
  await on.click();
}

/** A camera that answers with this error. */
export const failing = (kind, name) =>
  `{ const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
     navigator.mediaDevices.getUserMedia = (wanted) => wanted.${kind}
       ? Promise.reject(new DOMException('no', '${name}')) : ask(wanted); }`;

/** For tests that need the twin. */
export const needsTwin = { skip: TWIN ? false : 'ANTEROOM_TWIN names no twin' };

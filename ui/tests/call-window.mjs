// What the call window's tests share: a Chromium with a made-up camera, the page opened through the door, and a look at it with axe.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const SCREENS = process.env.ANTEROOM_SCREENS ?? fileURLToPath(new URL('../../target/screens', import.meta.url));
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--use-fake-device-for-media-stream=fps=24',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
  '--autoplay-policy=no-user-gesture-required',
];

/** How long a test waits for what must come. */
export const PATIENCE = 20_000;

export async function openBrowser() {
  await mkdir(SCREENS, { recursive: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/** Opens the call page; collects what it should never say. `use` may prepare the page before it loads. */
export async function openCall(browser, door, { viewport = { width: 1280, height: 800 }, prepare, reducedMotion } = {}) {
  const context = await browser.newContext({ viewport, reducedMotion });
  const page = await context.newPage();
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
  page.setDefaultTimeout(PATIENCE);
  if (prepare) await page.addInitScript(prepare);
  await page.goto(door.callUrl);
  return { page, complaints, close: () => context.close() };
}

/** Waits until a heading or sentence is on screen. */
export const see = (page, text) => page.getByText(text, { exact: false }).first().waitFor({ state: 'visible' });

export async function inspect(page, name) {
  await page.screenshot({ path: join(SCREENS, `call-${name}.png`) });
  // Through the debugger, not as a script of the page: the page's policy stays as it is.
  await page.evaluate(await readFile(AXE, 'utf8').then((source) => `${source};void 0`));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`),
    [],
    `axe finds nothing in ${name}`,
  );
}

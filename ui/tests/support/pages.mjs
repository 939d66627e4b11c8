// What browser tests of the pages need: a static server that sends the production content security policy, a Chromium,
// and checks that hold in every state (no axe finding, no policy violation, no error on the console).
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const axe = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png' };

/** The policy of the app's windows without what only Tauri adds. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "media-src 'self' blob: mediastream:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'";

/** Serves a folder on a free port. `connect`: where its pages may connect to besides. */
export async function serve(folder, connect = '') {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    try {
      const body = await readFile(join(folder, path));
      response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream', 'content-security-policy': policy.replace("connect-src 'self'", `connect-src 'self' ${connect}`) });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((done) => server.close(done)) };
}

/** The system's Chromium. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}

/**
 * The scripted console, served, and a browser, for the tests of one file; closed after them. Built anew unless whoever runs many files says in
 * ANTEROOM_SCRIPTED where it has built it.
 */
export async function stage() {
  const built = process.env.ANTEROOM_SCRIPTED;
  if (!built) await (await import('vite')).build({ configFile: join(root, 'ui/tests/vite.config.ts'), logLevel: 'error' });
  const folder = built ?? join(root, 'target/scripted-pages');
  const server = await serve(folder);
  const browser = await launch();
  after(async () => {
    await browser.close();
    await server.close();
  });
  return { browser, server, folder };
}

/** A page that remembers what went wrong on it. */
export async function open(browser, address, { dark = false, width = 1280, height = 800, still = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: still ? 'reduce' : 'no-preference',
    locale: 'en-US',
    timezoneId: 'Europe/Lisbon',
  });
  await context.addInitScript(() => {
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(address);
  return { page, errors, close: () => context.close() };
}

/** Nothing for axe to find, nothing that the policy stopped, nothing on the console. */
export async function sound({ page, errors }, where) {
  // Through evaluate, since the policy rightly refuses a script tag.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }),
  );
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} (${node.failureSummary?.split('\n')[1]?.trim()})`).join(' | ')}`);
  assert.deepEqual(found, [], `axe finds nothing in ${where}`);
  assert.deepEqual(await page.evaluate(() => window.violations), [], `the content security policy holds in ${where}`);
  assert.deepEqual(errors, [], `nothing fails in ${where}`);
}

/** Keeps a picture of the page in target/screens. */
export async function picture(page, name) {
  await mkdir(join(root, 'target/screens'), { recursive: true });
  await page.screenshot({ path: join(root, 'target/screens', `${name}.png`) });
}

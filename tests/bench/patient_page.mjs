// What the patient's page weighs and how soon it is of use on a slow phone, beside a page of the usual kind. Prints one measure a line.
// Run by `cargo xtask bench patient-page`; ANTEROOM_TWIN names the local Twilio. Pages must be built (ui/dist).
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { Clinic } from '../../ui/tests/support/clinic.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const runs = Number(process.argv[2] ?? 7);

/** A phone on a slow mobile network, as Lighthouse measures by default ("slow 4G", a processor a quarter as fast): bytes a second, milliseconds. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const SLOWER = 4;

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };

const peer = here('../../target/peers/video-app');
await build({ root: here('../../xtask/peers/video-app'), base: './', logLevel: 'error', build: { outDir: peer, emptyOutDir: true } });

/** A host that compresses, as a clinic's web host does; it keeps what went over the wire. */
async function serve(folder, extra = {}) {
  const sent = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://x').pathname.slice(1) || 'index.html';
    try {
      const body = gzipSync(extra[path] ?? (await readFile(join(folder, path))));
      sent.push({ path, bytes: body.length });
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-encoding': 'gzip', 'content-length': body.length });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, sent, close: () => server.close() };
}

/** Keeps, in the page, when these words could be seen first: drawn with the frame after they came. */
const watch = (marks) => {
  window.benchMarks = {};
  const look = () => {
    const text = document.body?.textContent ?? '';
    for (const [name, words] of Object.entries(marks)) {
      if (name in window.benchMarks || !text.includes(words)) continue;
      window.benchMarks[name] = null;
      requestAnimationFrame(() => setTimeout(() => (window.benchMarks[name] = performance.now())));
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
};

/** Opens a page in a browser that knows nothing, and waits for its marks. */
async function open(browser, address, marks) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-US' });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', NETWORK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.addInitScript(watch, marks);
    await page.goto(address, { waitUntil: 'commit' });
    await page.waitForFunction((names) => names.every((name) => window.benchMarks?.[name]), Object.keys(marks), { timeout: 60_000 });
    return await page.evaluate(() => window.benchMarks);
  } finally {
    await context.close();
  }
}

/** What a page's document names: its scripts, what they need, its styles. All of it, before anything is shown. */
async function named(folder, document) {
  const html = await readFile(join(folder, document), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, file]) => file);
  const sizes = await Promise.all([document, ...files].map(async (file) => gzipSync(await readFile(join(folder, file))).length));
  return sizes.reduce((sum, size) => sum + size, 0);
}

const samples = {};
const add = (name, unit, value) => ((samples[name] ??= { unit, values: [] }).values.push(value));
const dist = here('../../ui/dist');
const clinic = await Clinic.start(dist);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-background-networking'],
});
const config = Buffer.from(await (await fetch(`${clinic.at.portal_url}/config.json`)).arrayBuffer());
const ours = await serve(dist, { 'config.json': config, 'index.html': await readFile(join(dist, 'patient.html')) });
const theirs = await serve(peer);
try {
  add('page.first', 'kB', (await named(dist, 'patient.html')) / 1000);
  add('page.peer_first', 'kB', (await named(peer, 'index.html')) / 1000);
  // The first of each fills the browser's own caches of code; it isn't counted.
  for (let run = 0; run <= runs; run++) {
    const { token } = await clinic.invite();
    ours.sent.length = 0;
    const page = await open(browser, `${ours.origin}/#${token}`, { start: 'Start', words: 'Your visit with' });
    const beside = await open(browser, `${theirs.origin}/`, { start: 'Continue' });
    if (run === 0) continue;
    add('page.start', 'ms', page.start);
    add('page.words', 'ms', page.words);
    add('page.peer_start', 'ms', beside.start);
    // The video SDK begins to load with the clinic's words, and is no part of what led to them.
    add('page.words_weight', 'kB', ours.sent.filter(({ path }) => !/\/es5-/.test(path)).reduce((sum, { bytes }) => sum + bytes, 0) / 1000);
  }
} finally {
  await browser.close();
  await clinic.stop();
  ours.close();
  theirs.close();
}
for (const [measure, { unit, values }] of Object.entries(samples)) console.log(JSON.stringify({ measure, unit, samples: values }));

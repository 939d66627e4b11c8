// The prebuilt bundle of twilio-sync 4.0.1 in Chromium, on a page of the twin's own portal and under its policy; and
// from the same page, frames that no SDK sends.
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { require, restClient, startTwin, token } from './support.mjs';

const { chromium } = require('playwright-core');

let twin, service, browser, page, folder;
const complaints = [];

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'portal-'));
  await copyFile(require.resolve('twilio-sync/builds/twilio-sync.min.js'), path.join(folder, 'sync.js'));
  await writeFile(path.join(folder, 'patient.html'), '<!doctype html><title>portal</title><link rel="icon" href="data:,"><script src="/sync.js"></script>');
  twin = await startTwin('--portal', folder);
  service = restClient(twin).sync.v1.services(twin.sync_service_sid);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
  page = await browser.newPage();
  page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(String(error)));
});
after(async () => {
  await browser?.close();
  await twin?.stop();
  if (folder) await rm(folder, { recursive: true });
});

test('the portal answers with its headers and its settings, and leads nowhere else', async () => {
  const answer = await page.goto(twin.portal_url);
  const headers = answer.headers();
  assert.match(headers['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.ok(headers['content-security-policy'].includes(`connect-src 'self' ${twin.video_signaling_url} ${twin.sync_socket_url};`));
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cache-control'], 'no-store');
  const config = await (await fetch(`${twin.portal_url}/config.json`)).json();
  assert.deepEqual(config, { practice: true, endpoints: {
    videoSignalingUrl: twin.video_signaling_url, syncSocketUrl: twin.sync_socket_url } });
  for (const outside of ['/%2e%2e/etc/passwd', '/..%2f..%2fetc/passwd', '//etc/passwd', '/nothing.js']) {
    assert.equal((await fetch(twin.portal_url + outside)).status, 404, outside);
  }
});

test('the SDK writes and hears under the policy', async () => {
  await service.documents.create({ uniqueName: 'report', data: { n: 0 } });
  await service.documents('report').documentPermissions('pt').update({ read: true, write: true, manage: false });
  await page.goto(twin.portal_url);
  await page.evaluate(async ([jwt, uri]) => {
    const client = new Twilio.Sync.Client(jwt, { Twilsock: { uri }, Sync: { enableSessionStorage: false } });
    window.report = await client.document({ id: 'report', mode: 'open_existing' });
    window.heard = new Promise((resolve) => report.on('updated', (event) => { if (!event.isLocal) resolve(event.data); }));
    await report.set({ n: 1 });
  }, [token(twin, 'pt'), twin.sync_socket_url]);
  assert.deepEqual((await service.documents('report').fetch()).data, { n: 1 });
  await service.documents('report').update({ data: { n: 2 } });
  assert.deepEqual(await page.evaluate(() => window.heard), { n: 2 });
  assert.deepEqual(complaints, []);
});

test('what is no frame ends in a clean close, and the twin lives on', async () => {
  await page.goto(twin.portal_url);
  const close = (kind) => page.evaluate(([uri, kind]) => new Promise((resolve, reject) => {
    const bytes = (text) => new TextEncoder().encode(text);
    const frame = (header) => bytes(`TWILSOCK V3.0 ${bytes(header).length}\r\n${header}\r\n`);
    const sent = {
      text: 'hello',
      magic: bytes('GET / HTTP/1.1\r\n\r\n'),
      json: frame('[1, 2'),
      utf8: new Uint8Array([...bytes('TWILSOCK V3.0 2\r\n'), 0xff, 0xfe, 13, 10]),
      method: frame('{"method":"dance"}'),
      early: frame('{"method":"message","id":"1"}'),
      megabyte: new Uint8Array(1024 * 1024),
      ten: new Uint8Array(10 * 1024 * 1024),
    };
    const socket = new WebSocket(uri);
    socket.binaryType = 'arraybuffer';
    let said = '';
    setTimeout(() => reject(new Error(`${kind}: no close within ten seconds`)), 10_000);
    socket.onopen = () => socket.send(sent[kind]);
    socket.onmessage = ({ data }) => { said += new TextDecoder().decode(data); };
    socket.onclose = ({ code }) => resolve({ code, said });
  }), [twin.sync_socket_url, kind]);
  for (const [kind, code, errorCode] of [['text', 1003, 51214], ['magic', 1002, 51214], ['json', 1007, 51214],
    ['utf8', 1007, 51214], ['method', 1002, 51214], ['early', 1008], ['megabyte', 1009, 51214]]) {
    const closed = await close(kind);
    assert.equal(closed.code, code, kind);
    assert.match(closed.said, /^TWILSOCK V3\.0 \d+\r\n\{.*"method":"close"/, kind);
    if (errorCode) assert.ok(closed.said.includes(`"errorCode":${errorCode}`), kind);
  }
  // More than the socket reads at all: the rest is never read, so a reset may overtake the goodbye.
  assert.ok([1006, 1009].includes((await close('ten')).code));
  assert.equal((await service.fetch()).sid, twin.sync_service_sid);
});

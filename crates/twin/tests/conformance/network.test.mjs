// The network tests of Twilio's SDKs, unmodified, in Chromium, by the twin's STUN and TURN: `runPreflight` of twilio-video and the
// bitrate test of @twilio/rtc-diagnostics. Both pass, and fail when the line to the relay is cut or narrow.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { build } from 'vite';
import { check } from './openapi.mjs';
import { restClient, root } from './support.mjs';
import { startBrowser, startWorld } from './world.mjs';

let twin, browser, tab, rest;

// The package has modules for bundlers only.
async function bundle() {
  const entry = 'virtual:diagnostics';
  const [{ output }] = await build({
    root, configFile: false, logLevel: 'error',
    plugins: [{
      name: 'entry',
      resolveId: (id) => (id.endsWith(entry) ? entry : null),
      load: (id) => (id === entry ? "export { testMediaConnectionBitrate } from '@twilio/rtc-diagnostics';" : null),
    }],
    build: { write: false, minify: false, lib: { entry, name: 'Diagnostics', formats: ['iife'] } },
  });
  return output[0].code;
}

before(async () => {
  let code;
  [twin, browser, code] = await Promise.all([startWorld(), startBrowser(), bundle()]);
  rest = restClient(twin.info, { watch: check });
  tab = await browser.tab('patient', twin);
  await tab.page.addScriptTag({ content: code });
});
afterEach(() => twin.info.control('/faults/clear', {}));
after(async () => {
  await browser?.stop();
  await twin?.stop();
});

const line = (order) => twin.info.control('/turn/line', order);

const preflight = (duration) => tab.run(([token, wsServer, length]) => new Promise((resolve) => {
  const progress = [];
  const running = Twilio.Video.runPreflight(token, { wsServer, duration: length });
  running.on('progress', (step) => progress.push(step));
  running.on('completed', (report) => resolve({ progress, report }));
  running.on('failed', (error, report) => resolve({ progress, report, error: { name: error.name, code: error.code, message: error.message } }));
}), [twin.token('preflight-1'), twin.info.video_signaling_url, duration]);

const bitrate = (iceServers, minBitrateThreshold, seconds) => tab.run(([servers, threshold, length]) => new Promise((resolve) => {
  const running = Diagnostics.testMediaConnectionBitrate({ iceServers: servers, minBitrateThreshold: threshold });
  const warnings = [];
  let measured = 0;
  // An error that nobody listens for would be thrown, and no report would come.
  running.on('error', () => {});
  running.on('warning', (name) => { warnings.push(name); running.stop(); });
  running.on('bitrate', () => { if (++measured === length) running.stop(); });
  running.on('end', (report) => resolve({ warnings, average: report.averageBitrate, values: report.values,
    errors: report.errors.map((error) => error.message), pair: report.selectedIceCandidatePairStats }));
}), [iceServers, minBitrateThreshold, seconds]);

const servers = async (ttl = 600) => (await rest.tokens.create({ ttl })).iceServers;

test('credentials for ICE servers are made, as Twilio makes them', async () => {
  const made = await rest.tokens.create({ ttl: 600 });
  assert.deepEqual([made.ttl, made.iceServers.length], ['600', 2]);
  const [stun, turn] = made.iceServers;
  assert.match(stun.urls, /^stun:127\.0\.0\.1:\d+$/);
  assert.deepEqual([turn.username, turn.credential], [made.username, made.password]);
  assert.match(turn.urls, /^turn:127\.0\.0\.1:\d+\?transport=udp$/);
  assert.equal((await rest.tokens.create()).ttl, '86400');
  for (const ttl of [0, 86_401]) await assert.rejects(rest.tokens.create({ ttl }), { code: 20001 });
});

test('runPreflight passes, by the relay', async () => {
  const { progress, report, error } = await preflight(3000);
  assert.equal(error, undefined);
  for (const step of ['mediaAcquired', 'connected', 'mediaSubscribed', 'iceConnected', 'mediaStarted']) {
    assert.ok(progress.includes(step), `${step} is in ${JSON.stringify(progress)}`);
  }
  const { localCandidate, remoteCandidate } = report.selectedIceCandidatePairStats;
  assert.ok([localCandidate, remoteCandidate].some((one) => one.candidateType === 'relay'), JSON.stringify(report.selectedIceCandidatePairStats));
  assert.ok(report.stats.rtt.average < 500 && report.stats.packetLoss.average < 5, JSON.stringify(report.stats));
});

test('runPreflight fails without a relay, and says so', async () => {
  await line({ cut: true });
  const { progress, error } = await preflight(3000);
  assert.equal(error.code, 53405, JSON.stringify(error));
  assert.ok(progress.includes('connected') && !progress.includes('iceConnected'));
});

test('runPreflight with a token that is none is refused before anything is sent', async () => {
  const error = await tab.run(([wsServer]) => new Promise((resolve) => {
    Twilio.Video.runPreflight('nonsense', { wsServer, duration: 1000 }).on('failed', ({ code }) => resolve(code));
  }), [twin.info.video_signaling_url]);
  assert.equal(error, 20101);
});

test('the bitrate test measures, and warns of a narrow line', async () => {
  const wide = await bitrate(await servers(), 500, 3);
  assert.deepEqual([wide.warnings, wide.errors], [[], []]);
  assert.ok(wide.average > 500, `${wide.average} kbit/s`);
  await line({ kilobits_per_second: 150 });
  const narrow = await bitrate(await servers(), 500, 60);
  assert.deepEqual([narrow.warnings, narrow.errors], [['low-bitrate'], []]);
});

test('the bitrate test fails without a relay, and with credentials that are over', async () => {
  await line({ cut: true });
  const cut = await bitrate(await servers(), 500, 3);
  assert.equal(cut.errors.length, 1, JSON.stringify(cut));
  await line({});
  const late = await servers(1);
  await twin.pass(2);
  const over = await bitrate(late, 500, 3);
  assert.equal(over.errors.length, 1, JSON.stringify(over));
  assert.deepEqual((await bitrate(await servers(), 500, 1)).errors, []);
});

test('somebody who reaches the room by the relay alone is seen', async () => {
  const [alice, bob] = [await browser.tab('alice', twin), await browser.tab('bob', twin)];
  await alice.join('relayed', { video: {}, audio: true, iceTransportPolicy: 'relay' });
  await bob.join('relayed', { video: {}, audio: true });
  await Promise.all([alice.frames('bob'), bob.frames('alice')]);
  await Promise.all([alice.leave(), bob.leave()]);
});

// What one forwarded 1280×720 picture of 24 frames a second costs the twin's process, and what it costs the browsers
// that send and show it. Two people in one room, each with Twilio's video SDK as it comes from npm, pictures only, the
// profile for two. Prints one line of JSON for each thing measured.
//
// `ANTEROOM_TWIN=target/release/anteroom-twin node xtask/peers/forwarded_streams.mjs [WINDOWS] [SECONDS]`
import { chromium } from 'playwright-core';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import twilio from 'twilio';

const windows = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 20);
/** USER_HZ: what Linux counts processor time in, whatever the kernel's own clock (proc(5)). */
const TICKS_A_SECOND = 100;
const PEOPLE = ['first', 'second'];

const twin = spawn(process.env.ANTEROOM_TWIN, ['--json', '--until-stdin-closes'], { stdio: ['pipe', 'pipe', 'inherit'] });
const sdk = readFileSync(createRequire(import.meta.url).resolve('twilio-video/dist/twilio-video.min.js'));
const server = createServer((request, response) => {
  const script = request.url === '/twilio-video.min.js';
  response.writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' });
  response.end(script ? sdk : '<!doctype html><title>Stream</title><script src="/twilio-video.min.js"></script>');
});
let browser;
try {
  const [line] = await once(createInterface({ input: twin.stdout }), 'line');
  const world = JSON.parse(line);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-device-for-media-stream=fps=24',
      '--use-fake-ui-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-background-networking',
      '--disable-gpu',
    ],
  });
  const pages = [];
  for (const person of PEOPLE) pages.push(await enter(world, person));
  const whole = () => [...document.querySelectorAll('video')].some((video) => video.videoHeight === 720);
  for (const page of pages) await page.waitForFunction(whole, null, { timeout: 60_000 });
  // The sender's rate grows for some seconds after the first picture.
  await pause(8_000);

  const [cost, peer, rate] = [[], [], []];
  for (let window = 0; window < windows; window++) {
    const before = await look(pages);
    await pause(seconds * 1000);
    const after = await look(pages);
    const streams = after.pictures.length;
    const full = after.pictures.every(({ width, height }) => width === 1280 && height === 720);
    if (streams !== PEOPLE.length || !full) throw new Error(`not two pictures of 1280×720: ${JSON.stringify(after.pictures)}`);
    const elapsed = after.at - before.at;
    cost.push((100 * (after.twin - before.twin)) / TICKS_A_SECOND / elapsed / streams);
    peer.push((100 * (after.browser - before.browser)) / TICKS_A_SECOND / elapsed / streams);
    rate.push((after.frames - before.frames) / elapsed / streams);
  }
  const tell = (measure, unit, samples) => console.log(JSON.stringify({ measure, unit, samples }));
  tell('forwarding.twin', '% of a core', cost);
  tell('forwarding.chromium', '% of a core', peer);
  tell('forwarding.rate', 'frames/s', rate);
} finally {
  await browser?.close();
  server.close();
  twin.stdin.end();
}

/** One person's page, in the room, sending their camera's picture. */
async function enter(world, identity) {
  const { AccessToken } = twilio.jwt;
  const token = new AccessToken(world.account_sid, world.api_key_sid, world.api_key_secret, { identity, ttl: 3600 });
  token.addGrant(new AccessToken.VideoGrant({ room: 'streams' }));
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(
    async ({ jwt, wsServer }) => {
      const { Video } = window.Twilio;
      const camera = await Video.createLocalVideoTrack({ width: 1280, height: 720, frameRate: 24 });
      const room = await Video.connect(jwt, {
        name: 'streams',
        tracks: [camera],
        preferredVideoCodecs: [{ codec: 'VP8', simulcast: false }],
        networkQuality: { local: 1, remote: 1 },
        insights: false,
        wsServer,
      });
      const show = (track) => track.kind === 'video' && document.body.append(track.attach());
      room.participants.forEach((person) => person.tracks.forEach(({ track }) => track && show(track)));
      room.on('trackSubscribed', show);
      window.received = async () =>
        (await room.getStats())
          .flatMap((report) => report.remoteVideoTrackStats)
          .map(({ dimensions }) => ({ width: dimensions?.width ?? 0, height: dimensions?.height ?? 0 }));
      window.shown = () => [...document.querySelectorAll('video')].reduce((sum, video) => sum + video.getVideoPlaybackQuality().totalVideoFrames, 0);
    },
    { jwt: token.toJwt(), wsServer: world.video_signaling_url },
  );
  return page;
}

/** Processor time used so far, frames shown so far, and the pictures that come in now. */
async function look(pages) {
  const pictures = (await Promise.all(pages.map((page) => page.evaluate(() => window.received())))).flat();
  const frames = (await Promise.all(pages.map((page) => page.evaluate(() => window.shown())))).reduce((a, b) => a + b, 0);
  const processes = readProcesses();
  const ours = [...processes.values()].find(({ parent, name }) => parent === process.pid && name.startsWith('chrom'));
  return { at: performance.now() / 1000, pictures, frames, twin: processes.get(twin.pid).ticks, browser: treeTicks(processes, ours.pid) };
}

/** Every process with its parent and its user and system time (proc(5), fields 4, 14 and 15 of stat). */
function readProcesses() {
  const found = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const text = readFileSync(`/proc/${entry}/stat`, 'utf8');
      // The name stands in brackets and may hold anything, brackets too.
      const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
      const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
      found.set(Number(entry), { pid: Number(entry), name, parent: Number(rest[1]), ticks: Number(rest[11]) + Number(rest[12]) });
    } catch {
      // It ended between the listing and the reading.
    }
  }
  return found;
}

function treeTicks(processes, root) {
  const children = [...processes.values()].filter(({ parent }) => parent === root);
  return processes.get(root).ticks + children.reduce((sum, { pid }) => sum + treeTicks(processes, pid), 0);
}

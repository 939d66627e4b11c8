// The twin's binary, a browser and its tabs, for the conformance tests of the browser SDKs.
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { install } from './page.mjs';

const require = createRequire(import.meta.url);
const root = new URL('../../../../', import.meta.url).pathname;
const encode = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');

export async function startTwin() {
  const binary = process.env.ANTEROOM_TWIN ?? `${root}target/debug/anteroom-twin`;
  const child = spawn(binary, ['--json', '--control'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const info = await new Promise((resolve, reject) => {
    let text = '';
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the twin ended with ${code}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(JSON.parse(text.slice(0, text.indexOf('\n'))));
    });
  });
  return new Twin(child, info);
}

class Twin {
  constructor(child, info) {
    this.child = child;
    this.info = info;
  }

  /** An access token as npm `twilio` makes it; `change` may spoil the claims or the signature. */
  token(identity, { room, change = () => {}, secret = this.info.api_key_secret, header = {} } = {}) {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      jti: `${this.info.api_key_sid}-${now}`, iss: this.info.api_key_sid, sub: this.info.account_sid, iat: now, exp: now + 3600,
      grants: { identity, video: room ? { room } : {} },
    };
    change(claims, now);
    const body = `${encode({ typ: 'JWT', alg: 'HS256', cty: 'twilio-fpa;v=1', ...header })}.${encode(claims)}`;
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  }

  async rest(method, path, form) {
    const auth = Buffer.from(`${this.info.api_key_sid}:${this.info.api_key_secret}`).toString('base64');
    const answer = await fetch(`${this.info.video_url}/v1${path}`, {
      method, headers: { authorization: `Basic ${auth}` }, body: form && new URLSearchParams(form),
    });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.message), { code: body.code, status: answer.status });
    return body;
  }

  createRoom(form) { return this.rest('POST', '/Rooms', form); }
  complete(room) { return this.rest('POST', `/Rooms/${room}`, { Status: 'completed' }); }
  room(room) { return this.rest('GET', `/Rooms/${room}`); }
  participants(room) { return this.rest('GET', `/Rooms/${room}/Participants`); }
  remove(room, who) { return this.rest('POST', `/Rooms/${room}/Participants/${who}`, { Status: 'disconnected' }); }
  rules(room, who, rules) { return this.rest('POST', `/Rooms/${room}/Participants/${who}/SubscribeRules`, { Rules: JSON.stringify(rules) }); }

  /** A fault of the video half. */
  async fault(what) {
    const answer = await fetch(this.info.control_url + '/video', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what),
    });
    if (!answer.ok) throw new Error(`fault ${JSON.stringify(what)}: ${answer.status} ${await answer.text()}`);
  }

  stop() {
    this.child.removeAllListeners('exit');
    this.child.kill();
  }
}

export async function startBrowser() {
  const script = readFileSync(require.resolve('twilio-video/dist/twilio-video.min.js'));
  const server = createServer((request, response) => {
    const isScript = request.url === '/sdk.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : '<!doctype html><title>participant</title><script src="/sdk.js"></script>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const args = [
    '--headless=new', '--disable-gpu', '--no-first-run', '--disable-background-networking',
    '--use-fake-device-for-media-stream=fps=24', '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection', '--autoplay-policy=no-user-gesture-required',
    '--disable-renderer-backgrounding', '--disable-background-timer-throttling', '--disable-backgrounding-occluded-windows',
  ];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
  return new Browser(browser, server);
}

class Browser {
  constructor(browser, server) {
    this.browser = browser;
    this.server = server;
  }

  async tab(identity, twin) {
    const page = await this.browser.newPage();
    await page.goto(`http://127.0.0.1:${this.server.address().port}/`);
    await page.evaluate(install);
    return new Tab(page, identity, twin);
  }

  async stop() {
    await this.browser.close();
    this.server.close();
  }
}

/** Someone in front of a tab. */
class Tab {
  constructor(page, identity, twin) {
    Object.assign(this, { page, identity, twin });
  }

  join(name, { token = this.twin.token(this.identity), ...options } = {}) {
    return this.page.evaluate(([t, s, o]) => twin.join(t, s, o), [token, this.twin.info.video_signaling_url, { name, ...options }]);
  }

  leave() { return this.page.evaluate(() => twin.leave()); }
  mark() { return this.page.evaluate(() => twin.mark()); }
  until(name, fields, ms) { return this.page.evaluate((a) => twin.until(...a), [name, fields ?? {}, ms ?? 20_000]); }
  frames(identity, n, ms, track) { return this.page.evaluate((a) => twin.frames(...a), [identity, n ?? 10, ms ?? 20_000, track ?? 'cam']); }
  stats(kind, fits, ms) { return this.page.evaluate((a) => twin.stats(...a), [kind, fits, ms ?? 20_000]); }
  run(f, argument) { return this.page.evaluate(f, argument); }
}

// A browser and its tabs, for the conformance tests of twilio-video.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { install } from './page.mjs';
import { require, startTwin } from './support.mjs';

const encode = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');

/** A twin with words for what these tests ask of it. */
export async function startWorld() {
  const info = await startTwin();
  return new World(info);
}

class World {
  constructor(info) {
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

  /** Asks the 2010-04-01 API about calls. */
  async calls(method, path, form) {
    const auth = Buffer.from(`${this.info.api_key_sid}:${this.info.api_key_secret}`).toString('base64');
    const answer = await fetch(`${this.info.api_url}/2010-04-01/Accounts/${this.info.account_sid}/Calls${path}.json`, {
      method, headers: { authorization: `Basic ${auth}` }, body: form && new URLSearchParams(form),
    });
    const body = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(body.message), { code: body.code, status: answer.status });
    return body;
  }

  dial(to, twiml) { return this.calls('POST', '', { To: to, From: this.info.phone_number, Twiml: `<Response>${twiml}</Response>` }); }
  call(sid) { return this.calls('GET', `/${sid}`); }
  hangUp(sid) { return this.calls('POST', `/${sid}`, { Status: 'completed' }); }
  redirect(sid, twiml) { return this.calls('POST', `/${sid}`, { Twiml: `<Response>${twiml}</Response>` }); }
  act(call, order) { return this.info.control('/phones/act', { call, ...order }); }
  pass(seconds) { return this.info.control('/clock/advance', { seconds }); }
  async heard(sid) { return (await this.info.control('/phones')).calls.find((one) => one.sid === sid).heard; }
  /** Asks until a call has heard what is wanted: nobody is told by push. */
  async untilHeard(sid, wanted, ms = 10_000) {
    const end = performance.now() + ms;
    for (;;) {
      const heard = await this.heard(sid);
      if (heard.some(wanted)) return;
      if (performance.now() > end) throw new Error(`never heard by the call: ${wanted}; heard: ${JSON.stringify(heard)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  dropSocket(identity) { return this.info.control('/video/drop', { identity }); }
  quality(identity, level) { return this.info.control('/video/quality', { identity, level }); }
  freeze(identity, frozen) { return this.info.control('/video/freeze', { identity, frozen }); }
  loss(share) { return this.info.control('/media/loss', { share }); }
  stop() { return this.info.stop(); }
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
  listen(identity, fits, ms) { return this.page.evaluate((a) => twin.listen(...a), [identity, fits, ms ?? 20_000]); }
  run(f, argument) { return this.page.evaluate(f, argument); }
}

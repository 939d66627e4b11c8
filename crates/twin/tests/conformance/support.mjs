// What the conformance tests share: a twin of their own, its control API, and tokens from Twilio's own helper.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export const require = createRequire(import.meta.url);
export const root = fileURLToPath(new URL('../../../../', import.meta.url));
const twilio = require('twilio');

// Starts a twin and answers its JSON line, with `stop` and `control` beside it.
export async function startTwin(...flags) {
  const program = process.env.ANTEROOM_TWIN ?? path.join(root, 'target/debug/anteroom-twin');
  if (!existsSync(program)) throw new Error(`${program} is not there: run cargo build -p twin`);
  const child = spawn(program, ['--json', '--control', '--until-stdin-closes', ...flags], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => line),
    once(child, 'exit').then(([code]) => { throw new Error(`the twin ended with ${code}`); }),
  ]);
  const twin = JSON.parse(first);
  twin.http = twin.api_url.replace(/\/api$/, '');
  twin.child = child;
  twin.control = async (path, body) => {
    const init = body === undefined ? {} : {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${twin.http}/twin${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  twin.stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.end();
    const [code] = await ended;
    if (code !== 0) throw new Error(`the twin ended with ${code}`);
  };
  return twin;
}

// Sends every request of npm `twilio` to the twin, by the product in the host's name. `watch` sees every answer.
function rehost(twin, watch = () => {}) {
  const client = new twilio.RequestClient();
  const request = client.request.bind(client);
  client.request = async (options) => {
    const url = new URL(options.uri);
    const named = /^(\w+)\.twilio\.com$/.exec(url.hostname)?.[1];
    // The twin's own links already lead to it.
    const [product, path] = named ? [named, url.pathname] : url.pathname.match(/^\/(\w+)(\/.*)$/).slice(1);
    const answer = await request({ ...options, uri: `${twin.http}/${product}${path}${url.search}` });
    const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
    watch(product, options.method.toUpperCase(), path, answer.statusCode, body);
    return answer;
  };
  return client;
}

export function restClient(twin, { user, password, watch } = {}) {
  return twilio(user ?? twin.api_key_sid, password ?? twin.api_key_secret, {
    accountSid: twin.account_sid,
    httpClient: rehost(twin, watch),
  });
}

// A token as the official helper makes it.
export function token(twin, identity, { service, video, ttl = 3600, secret } = {}) {
  const { AccessToken } = twilio.jwt;
  const made = new AccessToken(twin.account_sid, twin.api_key_sid, secret ?? twin.api_key_secret, { identity, ttl });
  if (service !== null) made.addGrant(new AccessToken.SyncGrant({ serviceSid: service ?? twin.sync_service_sid }));
  if (video) made.addGrant(new AccessToken.VideoGrant(video));
  return made.toJwt();
}

// The next event of this name, within ten seconds; `wanted` picks among several.
export function next(emitter, name, wanted = () => true) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => { stop(); reject(new Error(`no ${name} within ten seconds`)); }, 10_000);
    const heard = (...values) => { if (wanted(...values)) { stop(); resolve(values[0]); } };
    const stop = () => { clearTimeout(late); (emitter.off ?? emitter.removeListener).call(emitter, name, heard); };
    emitter.on(name, heard);
  });
}

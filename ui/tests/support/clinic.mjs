// A clinic for the page's tests: the twin, and a console played by REST as a real one would, with fetch and node:crypto.
// The twin's program is named by ANTEROOM_TWIN; `cargo xtask test` builds it and says where it is.

import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** The twin's program; the tests of pages that talk to Twilio need it. */
export const TWIN = process.env['ANTEROOM_TWIN'];

/** An id of a message, as the core makes them: the last digit holds three bits. */
const newId = () => `${[...randomBytes(25)].map((byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join('')}a`;

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A clinic with one provider. */
export class Clinic {
  #process;
  #statuses = new Map();

  /** Starts the twin, with the built pages as its portal. */
  static async start(portal) {
    const clinic = new Clinic();
    clinic.#process = spawn(TWIN, ['--json', '--control', '--until-stdin-closes', '--portal', portal], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [line] = await Promise.race([
      once(createInterface(clinic.#process.stdout), 'line'),
      once(clinic.#process, 'exit').then(([code]) => Promise.reject(new Error(`the twin ended with ${code}`))),
    ]);
    clinic.at = JSON.parse(line);
    return clinic;
  }

  async stop() {
    const ended = once(this.#process, 'exit');
    this.#process.stdin.end();
    await ended;
  }

  /** A token as the console mints it. Times are seconds from now. */
  token(identity, grants, { life = 4 * 3600, issued = 0, notBefore, secret = this.at.api_key_secret } = {}) {
    const now = Math.floor(Date.now() / 1000);
    const head = base64url({ typ: 'JWT', alg: 'HS256', cty: 'twilio-fpa;v=1' });
    const body = base64url({
      jti: `${this.at.api_key_sid}-${now}`,
      iss: this.at.api_key_sid,
      sub: this.at.account_sid,
      iat: now + issued,
      ...(notBefore === undefined ? {} : { nbf: now + notBefore }),
      exp: now + issued + life,
      grants: { identity, ...grants },
    });
    const signature = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
    return `${head}.${body}.${signature}`;
  }

  /** An invitation's token: a Sync grant and nothing else. */
  linkToken(id, times) {
    return this.token(`in-${id}`, { data_sync: { service_sid: this.at.sync_service_sid } }, times);
  }

  /** The address that a patient gets. */
  link(token) {
    return `${this.at.portal_url}/#${token}`;
  }

  /** Makes an invitation with its two Documents. */
  async invite(change = {}) {
    const id = randomBytes(16).toString('hex');
    const startsAt = new Date();
    startsAt.setMinutes(startsAt.getMinutes() + 5, 0, 0);
    const status = {
      v: 1,
      seq: 1,
      stage: 'invited',
      clinicName: 'Juniper Street Clinic',
      providerName: 'Dr. Adaeze Okafor',
      providerState: { kind: 'available' },
      startsAt: startsAt.toISOString(),
      minutes: 20,
      ...change,
    };
    if (change.alive) {
      await this.sync('POST', '/Documents', { UniqueName: change.alive, Data: JSON.stringify({ v: 1, at: new Date().toISOString() }) });
      await this.sync('POST', `/Documents/${change.alive}/Permissions/in-${id}`, { Read: 'true', Write: 'false', Manage: 'false' });
    }
    this.#statuses.set(id, status);
    await this.sync('POST', '/Documents', { UniqueName: `in-${id}-status`, Data: JSON.stringify(status) });
    await this.sync('POST', '/Documents', { UniqueName: `in-${id}-report`, Data: '{}' });
    const may = (write) => ({ Read: 'true', Write: String(write), Manage: 'false' });
    await this.sync('POST', `/Documents/in-${id}-status/Permissions/in-${id}`, may(false));
    await this.sync('POST', `/Documents/in-${id}-report/Permissions/in-${id}`, may(true));
    for (const [name, write] of [['from-clinic', false], ['from-guest', true]]) {
      await this.sync('POST', '/Lists', { UniqueName: `in-${id}-${name}` });
      await this.sync('POST', `/Lists/in-${id}-${name}/Permissions/in-${id}`, may(write));
    }
    return { id, token: this.linkToken(id) };
  }

  /** Changes what the page is told. */
  async tell(id, change) {
    const before = this.#statuses.get(id);
    const status = { ...before, ...change, seq: before.seq + 1 };
    this.#statuses.set(id, status);
    await this.sync('POST', `/Documents/in-${id}-status`, { Data: JSON.stringify(status) });
  }

  /** Gives the page what it asks for to try its network with: a token for nobody's room, and servers. Answers the number it asked with. */
  async givePass(id, after = 0) {
    const { checkAsked: asked } = await this.reported(id, ({ checkAsked }) => checkAsked > 0 && checkAsked !== after);
    const token = this.token('check-1', { video: { room: `RM${'0'.repeat(32)}` } }, { life: 600 });
    const { ice_servers: servers } = await this.api('POST', '/Tokens.json', { Ttl: 600 });
    const iceServers = servers.map(({ urls, username, credential }) => ({ urls, ...(username ? { username, credential } : {}) }));
    await this.tell(id, { check: { asked, token, iceServers } });
    return asked;
  }

  /** Writes to the person; answers where it stands. */
  async write(id, text, change = {}) {
    const data = { v: 1, id: newId(), at: new Date().toISOString(), text, ...change };
    return (await this.sync('POST', `/Lists/in-${id}-from-clinic/Items`, { Data: JSON.stringify(data) })).index;
  }

  /** What the person wrote. */
  async said(id) {
    return (await this.sync('GET', `/Lists/in-${id}-from-guest/Items`)).items.map(({ index, data }) => ({ index, data }));
  }

  /** The console shows a sign of life. */
  async beat(alive) {
    await this.sync('POST', `/Documents/${alive}`, { Data: JSON.stringify({ v: 1, at: new Date().toISOString() }) });
  }

  /** What the page says of itself. */
  async report(id) {
    return (await this.sync('GET', `/Documents/in-${id}-report`)).data;
  }

  /** Waits until the report is as asked. */
  async reported(id, wanted, timeout = 10_000) {
    const end = Date.now() + timeout;
    for (;;) {
      const report = await this.report(id);
      if (wanted(report)) return report;
      if (Date.now() > end) throw new Error(`the report never came to that: ${JSON.stringify(report)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Deletes all of it, as after a visit. */
  async clear(id) {
    await this.sync('DELETE', `/Documents/in-${id}-status`);
    await this.sync('DELETE', `/Documents/in-${id}-report`);
    await this.sync('DELETE', `/Lists/in-${id}-from-clinic`);
    await this.sync('DELETE', `/Lists/in-${id}-from-guest`);
  }

  /** Orders a fault, or moves the twin's clock. */
  async control(path, body = {}) {
    const answer = await fetch(new URL(`/twin${path}`, this.at.sync_url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  sync(method, path, form) {
    return this.#rest(method, `${this.at.sync_url}/v1/Services/${this.at.sync_service_sid}${path}`, form);
  }

  api(method, path, form) {
    return this.#rest(method, `${this.at.api_url}/2010-04-01/Accounts/${this.at.account_sid}${path}`, form);
  }

  video(method, path, form) {
    return this.#rest(method, `${this.at.video_url}/v1${path}`, form);
  }

  async #rest(method, url, form) {
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${this.at.api_key_sid}:${this.at.api_key_secret}`).toString('base64')}`,
      },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? null : answer.json();
  }
}

// The cast from outside: a clinic that is npm `twilio` and the unmodified `twilio-sync` texts links, and people come by them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { require, restClient, root, startTwin, token } from './support.mjs';

const { SyncClient } = require('twilio-sync');
const program = process.env.ANTEROOM_TWIN ?? path.join(root, 'target/debug/anteroom-twin');
const run = (...flags) => new Promise((resolve) => {
  execFile(program, flags, { timeout: 20_000 }, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }));
});

const cast = { format: 'anteroom-cast', version: 1, members: [
  { id: 'ada', name: 'Ada Lund', phone: '+15035550101', language: 'es', look: 'old-woman', opens: { after_text: 0.2 },
    checks: { seconds: 0.5, camera: 'refused', network: 'poor' }, answers: [{ question: 'alerg', answer: 'Penicilina' }],
    chat: { says: [{ after: 0.2, text: '¿Hay un intérprete?' }], replies: [{ to: ['late'], text: 'Está bien.', after: 0.2 }] },
    survey: 'most' },
  { id: 'bo', name: 'Bo Castel', phone: '+15035550102', look: 'young-man', opens: 'never', checks: { seconds: 0.2 } },
  { id: 'cy', name: 'Cy Lund', phone: '+15035550103', look: 'man-with-beard', opens: { after_text: 0.2 }, checks: { seconds: 0.2 },
    relative: { of: 'ada', relationship: 'Hijo', asks: '¿Puede venir mi hijo? +15035550103' } },
] };

let folder, twin, rest, sync, number = 0;
const opened = [];

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'twin-cast-'));
  await writeFile(path.join(folder, 'patient.html'), '<!doctype html><title>page</title>');
  await writeFile(path.join(folder, 'cast.json'), JSON.stringify(cast));
  twin = await startTwin('--portal', folder, '--cast', path.join(folder, 'cast.json'));
  rest = restClient(twin);
  sync = new SyncClient(token(twin, 'pv-1'), { logLevel: 'silent', Twilsock: { uri: twin.sync_socket_url } });
});
after(async () => {
  await sync?.shutdown();
  await twin?.stop();
  await rm(folder, { recursive: true, force: true });
});

// What changes is followed; each report is kept. Answers once one of them is wanted.
class Followed {
  #wakes = new Set();
  all = [];
  add(one) {
    this.all.push(one);
    for (const wake of this.#wakes) wake();
  }
  async until(what, wanted, from = 0) {
    const late = AbortSignal.timeout(15_000);
    for (;;) {
      const found = this.all.slice(from).find(wanted);
      if (found) return found;
      await new Promise((resolve, reject) => {
        this.#wakes.add(resolve);
        late.onabort = () => reject(new Error(`never: ${what}; but ${JSON.stringify(this.all)}`));
      });
      this.#wakes.clear();
    }
  }
}

// Sets up an invitation as a console does, and texts its link.
async function invite(phone, { ttl = 3600, ...changes } = {}) {
  const name = `in-visit${++number}`;
  const objects = rest.sync.v1.services(twin.sync_service_sid);
  const status = { v: 1, seq: 1, stage: 'invited', clinicName: 'C', providerName: 'P', providerState: { kind: 'available' },
    startsAt: new Date(Date.now() + 600_000).toISOString(), minutes: 15, people: [], chat: {}, intake: [], ...changes };
  await objects.documents.create({ uniqueName: `${name}-status`, data: status });
  await objects.documents.create({ uniqueName: `${name}-report`, data: {} });
  await objects.syncLists.create({ uniqueName: `${name}-from-clinic` });
  await objects.syncLists.create({ uniqueName: `${name}-from-guest` });
  const may = (write) => ({ read: true, write, manage: false });
  for (const [what, write] of [['status', false], ['report', true]]) {
    await objects.documents(`${name}-${what}`).documentPermissions(name).update(may(write));
    await objects.documents(`${name}-${what}`).documentPermissions('pv-1').update(may(false));
  }
  for (const [what, write] of [['from-clinic', false], ['from-guest', true]]) {
    await objects.syncLists(`${name}-${what}`).syncListPermissions(name).update(may(write));
    await objects.syncLists(`${name}-${what}`).syncListPermissions('pv-1').update(may(false));
  }
  const [reports, messages] = [new Followed(), new Followed()];
  const report = await sync.document({ id: `${name}-report`, mode: 'open_existing' });
  report.on('updated', ({ data }) => reports.add(data));
  const list = await sync.list({ id: `${name}-from-guest`, mode: 'open_existing' });
  list.on('itemAdded', ({ item }) => messages.add(item.data));
  const visit = {
    name, reports, messages,
    text: (options) => rest.messages.create({ to: phone, from: twin.phone_number,
      body: `Come in: ${twin.portal_url}/#${token(twin, name, { ttl })}`, ...options }),
    show: (more) => {
      Object.assign(status, more, { seq: status.seq + 1 });
      return objects.documents(`${name}-status`).update({ data: status });
    },
    write: (id, words) => objects.syncLists(`${name}-from-clinic`).syncListItems
      .create({ data: { v: 1, id, at: new Date().toISOString(), text: words } }),
    close: () => Promise.all([
      objects.documents(`${name}-status`).remove(), objects.documents(`${name}-report`).remove(),
      objects.syncLists(`${name}-from-clinic`).remove(), objects.syncLists(`${name}-from-guest`).remove()]),
  };
  opened.push(visit);
  return visit;
}

const direct = (order, body) => twin.control(`/cast${order}`, body);
const member = async (id) => (await direct('')).members.find((one) => one.id === id);
async function until(what, look, ms = 15_000) {
  for (const end = Date.now() + ms; Date.now() < end;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${what}`);
}
const does = (id, doing) => until(`${id} ${doing}`, async () => (await member(id)).doing === doing);
const refused = (promise, status, words) => assert.rejects(promise, (error) => {
  assert.match(error.message, new RegExp(`: ${status} .*${words}`));
  return true;
});

test('a text brings somebody into the waiting room: report, questions, chat both ways', async () => {
  assert.equal((await member('ada')).doing, 'awaits_text');
  const visit = await invite('+15035550101', { intake: [
    { id: 'q1', kind: 'text', required: true, ask: '¿Alergias? (alerg)', hint: '', options: [] },
    { id: 'q2', kind: 'consent', required: true, ask: 'Terms', hint: '', options: [] }] });
  await visit.text();
  const waits = await visit.reports.until('waiting', ({ step }) => step === 'waiting');
  assert.deepEqual(waits.devices, { camera: 'refused', microphone: 'works', speaker: 'works' });
  assert.deepEqual([waits.network, waits.language, waits.browser], ['poor', 'es', 'Safari on iPhone']);
  assert.deepEqual(waits.answers, { q1: 'Penicilina', q2: 'yes' });
  assert.deepEqual(visit.reports.all.map(({ step }) => step).slice(0, 1), ['opened']);
  const said = await visit.messages.until('a wish', ({ text }) => text === '¿Hay un intérprete?');
  assert.match(said.id, /^[a-z2-7]{26}$/);
  await does('ada', 'waiting');

  await visit.write('m1', 'The doctor is late, 10 minutes.');
  await visit.messages.until('an answer', ({ text }) => text === 'Está bien.');
  const marks = await visit.reports.until('marks', ({ chat }) => chat.seen === 0 && chat.received === 0 && chat.wrote === 1);
  assert.equal(marks.v, 1);
  const counts = visit.reports.all.map(({ seq }) => seq);
  assert.deepEqual(counts, [...counts].sort((a, b) => a - b), 'counts only grow');
});

test('a network that is lost cuts the socket, and what was missed is caught up with', async () => {
  const visit = opened[0];
  const connected = async () => (await twin.control('/state')).sync.connections.some(({ identity }) => identity === visit.name);
  assert.ok(await connected());
  await direct('/drop', { who: 'ada', seconds: 600 });
  await until('the cut', async () => !(await connected()));
  await visit.write('m2', 'It is getting late.');
  const before = visit.reports.all.length;
  await direct('/mend', { who: 'Ada' });
  await visit.messages.until('an answer to what was missed', ({ text }) => text === 'Está bien.', 2);
  await visit.reports.until('the mark', ({ chat, seq }) => chat.received === 1 && seq > visit.reports.all[before - 1].seq, before);
});

test('sockets that are cut, closed or refused for a while are opened again', async () => {
  const visit = opened[0];
  for (const fault of [() => twin.control('/sync/drop', { identity: visit.name }),
    () => twin.control('/sync/close', { identity: visit.name, code: 308 })]) {
    const from = visit.reports.all.length;
    await twin.control('/fail-next', { method: 'INIT', path: '/', status: 500 });
    await fault();
    await visit.reports.until('a word after the cut', () => true, from);
  }
  assert.equal((await member('ada')).doing, 'waiting');
});

test('a renewed token is taken, and carries on where the first one ends', async () => {
  const visit = await invite('+15035550102', { ttl: 600 });
  await visit.text();
  await until('his link', async () => (await member('bo')).doing === 'stays_away');
  assert.equal(visit.reports.all.length, 0, 'who stays away tells nothing');
  assert.deepEqual(await direct('/arrive', { who: 'bo' }), { who: 'bo' });
  await visit.reports.until('waiting', ({ step }) => step === 'waiting');
  const renewed = token(twin, visit.name, { ttl: 7200 });
  await visit.show({ stage: 'waiting', link: { token: renewed, expiresAt: new Date(Date.now() + 7_200_000).toISOString() } });
  await refused(direct('/arrive', { who: 'bo' }), 409, 'Bo Castel is there already');
  await visit.write('m1', 'Hello');
  await visit.reports.until('seen', ({ chat }) => chat.seen === 0);
  const from = visit.reports.all.length;
  await direct('/clock', { advance: 900 });
  await twin.control('/sync/drop', { identity: visit.name });
  await visit.reports.until('a word by the new token', () => true, from);
  await visit.close();
  await does('bo', 'no_way_in');
});

test('a relative is asked for in the chat, and comes by a text of their own', async () => {
  const visit = opened[0];
  assert.deepEqual(await direct('/relative', { who: 'ada' }), { who: 'cy' });
  await visit.messages.until('the wish', ({ text }) => text.includes('mi hijo'));
  const guest = await invite('+15035550103', { guest: { name: 'Cy', role: 'family', relationship: 'Son' } });
  await guest.text({ from: undefined, messagingServiceSid: twin.messaging_service_sid, shortenUrls: true });
  const waits = await guest.reports.until('waiting', ({ step }) => step === 'waiting');
  assert.deepEqual(waits.guest, { name: 'Cy Lund', relationship: 'Hijo' });
  await refused(direct('/relative', { who: 'bo' }), 409, 'has no relative');
});

test('whoever is admitted goes into the room, comes again when put out of it, and follows into the next', async () => {
  const visit = opened[0];
  const people = async (room) => (await rest.video.v1.rooms(room).participants.list({ status: 'connected' })).map(({ identity }) => identity);
  const admit = async () => {
    const { sid } = await rest.video.v1.rooms.create({ uniqueName: `room-${Date.now()}` });
    const admission = { token: token(twin, `${visit.name}-call`, { service: null, video: { room: sid } }), roomName: 'x', roomSid: sid,
      profile: 'two', codec: 'vp8' };
    await visit.show({ stage: 'admitted', admission });
    await until('somebody in the room', async () => (await people(sid)).includes(`${visit.name}-call`));
    await does('ada', 'in_call');
    return sid;
  };
  const first = await admit();
  await visit.reports.until('in the call', ({ step }) => step === 'inCall');
  const tracks = await rest.video.v1.rooms(first).participants(`${visit.name}-call`).publishedTracks.list();
  assert.deepEqual(tracks.map(({ kind }) => kind), ['audio'], 'her camera is refused');
  await until('her turn to talk', async () => (await member('ada')).talking);
  const second = await admit();
  await rest.video.v1.rooms(second).participants(`${visit.name}-call`).update({ status: 'disconnected' });
  await does('ada', 'called_in');
  await does('ada', 'in_call');
  const from = visit.reports.all.length;
  await direct('/leave', { who: 'ada' });
  await visit.reports.until('left', ({ step }) => step === 'left', from);
  await until('nobody in the room', async () => (await people(second)).length === 0);
  await direct('/arrive', { who: 'ada' });
  await does('ada', 'in_call');
});

test('after the visit they are gone, and a cancelled one shuts them out', async () => {
  const [visit, guest] = [opened[0], opened[2]];
  await guest.show({ stage: 'cancelled' });
  await does('cy', 'shut_out');
  await visit.show({ stage: 'ended', admission: null });
  await does('ada', 'ended');
  await visit.reports.until('the survey answered', ({ survey }) => survey === 'most');
  await visit.reports.until('left', ({ step }) => step === 'left');
});

test('orders that have no meaning are refused in words, and doors are closed to others', async () => {
  await refused(direct('/leave', { who: 'nobody' }), 404, 'Nobody in the cast is called nobody. There are: ada, bo, cy');
  await refused(direct('/say', { who: 'Lund', text: 'x' }), 404, 'Several people are called Lund');
  await refused(direct('/arrive', {}), 409, 'Nobody who has a link is still to come');
  await refused(direct('/clock', { advance: 90_000 }), 409, 'minutes ahead');
  await refused(direct('/clock', { speed: 0 }), 409, 'Time passes 1 to 60');
  await direct('/fail-next', { what: 'text' });
  const doomed = await rest.messages.create({ to: '+15035550101', from: twin.phone_number, body: 'x' });
  await until('the text undelivered', async () => {
    await twin.control('/clock/advance', { seconds: 5 });
    return (await rest.messages(doomed.sid).fetch()).status === 'undelivered';
  });
  for (const headers of [{ origin: 'http://evil.example' }, { host: 'evil.example' }]) {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(`${twin.http}/twin/cast`, { headers }, (answer) => resolve(answer.resume().statusCode)).on('error', reject).end();
    });
    assert.equal(status, 403, JSON.stringify(headers));
  }
});

test('the command line directs a running twin, and checks scripts', async () => {
  const line = path.join(folder, 'line.json');
  await writeFile(line, JSON.stringify(twin));
  const list = await run('cast', 'list', '--at', line);
  assert.match(list.stdout, /^ada +Ada Lund +ended/m);
  const raw = JSON.parse((await run('cast', 'list', '--at', twin.http, '--json')).stdout);
  assert.deepEqual(Object.keys(raw.members[0]), ['id', 'name', 'phone', 'language', 'relative_of', 'doing', 'since', 'opens_at', 'starts_at',
    'network', 'muted', 'camera_off', 'talking']);
  const wrong = await run('cast', 'leave', 'bo', '--at', twin.http);
  assert.deepEqual([wrong.code, wrong.stderr], [1, 'anteroom-twin: Bo Castel is not there\n']);
  assert.match((await run('cast', 'check', path.join(folder, 'cast.json'))).stdout, /is right: 3 people/);
});

test('a cast that is faulty is refused with words for each mistake', async () => {
  const file = path.join(folder, 'wrong.json');
  const members = [{ ...cast.members[0], look: 'robot', opens: { after_text: 'soon' } }, { ...cast.members[2], chta: {}, relative: { of: 'eve', relationship: 'Son' } }];
  await writeFile(file, JSON.stringify({ ...cast, members }));
  for (const flags of [['--portal', folder, '--cast', file], ['cast', 'check', file]]) {
    const { code, stderr } = await run(...flags);
    assert.notEqual(code, 0);
    assert.match(stderr, /\/members\/0\/look: Write one of these here: young-woman, /);
    assert.match(stderr, /\/members\/0\/opens\/after_text: Write seconds here/);
    assert.match(stderr, /\/members\/1\/chta: This is not known here\. There are: id, name, /);
  }
  await writeFile(file, '{');
  assert.match((await run('--portal', folder, '--cast', file)).stderr, /This is no JSON: look at line 1/);
  assert.match((await run('--cast', 'practice')).stderr, /a cast comes by the patient's page/);
  assert.match((await run('--cast', path.join(folder, 'none.json'))).stderr, /none\.json: /);
});

// What a guest's tokens open, and what they don't: with the unmodified SDKs, and with frames made by hand.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, test } from 'node:test';
import { require, restClient, token } from './support.mjs';
import { startBrowser, startWorld } from './world.mjs';

const { WebSocket } = require('ws');
const { SyncClient } = require('twilio-sync');
const SMALL = { width: 320, height: 180 };
let twin, browser, provider, patient, guest, everyone;
let number = 0;
const fresh = () => `visit-${++number}`;

before(async () => {
  [twin, browser] = await Promise.all([startWorld(), startBrowser()]);
  everyone = await Promise.all(['pv-1', 'in-patient', 'in-guest'].map((identity) => browser.tab(identity, twin)));
  [provider, patient, guest] = everyone;
});
afterEach(() => Promise.all(everyone.map((tab) => tab.leave())));
after(async () => {
  await browser?.stop();
  await twin?.stop();
});

// A visit's room with the provider in it, and a token for its SID, as guests are given.
async function visit() {
  const name = fresh();
  const { sid } = await provider.join(name, { audio: true, token: twin.token('pv-1', { room: name }) });
  return { name, sid, admission: (identity) => twin.token(identity, { room: sid }) };
}

// Says `connect` on a socket of its own, as no SDK would; answers what the twin says to it.
async function byHand(jwt, name) {
  const offer = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0', 'a=msid-semantic: WMS',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', 'a=ice-ufrag:abcd',
    'a=ice-pwd:abcdefghijklmnopqrstuvwx', `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
    'a=setup:actpass', 'a=mid:0', 'a=sctp-port:5000', 'a=max-message-size:262144', ''].join('\r\n');
  const socket = new WebSocket(twin.info.video_signaling_url);
  const answers = [];
  socket.on('message', (data) => { const { type, body } = JSON.parse(data); if (type === 'msg') answers.push(body); });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  socket.send(JSON.stringify({ type: 'hello', version: 2, id: 'x', timeout: 5000 }));
  socket.send(JSON.stringify({ type: 'msg', body: { type: 'connect', version: 2, name, token: jwt,
    participant: { revision: 1, tracks: [] }, peer_connections: [{ id: 'pc', description: { type: 'offer', revision: 1, sdp: offer } }] } }));
  socket.send(JSON.stringify({ type: 'bye' }));
  await closed;
  return answers[0];
}

test('somebody removed hears no reason, and their token still opens the same room: so they are removed on sight', async () => {
  const { name, sid, admission } = await visit();
  const jwt = admission('in-guest');
  assert.equal((await guest.join(name, { audio: true, token: jwt })).sid, sid);
  await provider.until('participant', { identity: 'in-guest' });
  await twin.remove(sid, 'in-guest');
  assert.deepEqual((await guest.until('disconnected')).code, null, 'no reason comes with it: it is to be told before');
  await provider.until('participantDisconnected', { identity: 'in-guest' });
  assert.equal((await guest.join(name, { token: jwt })).sid, sid, 'a token cannot be called back');
  await twin.remove(sid, 'in-guest');
  await guest.until('disconnected');
});

test('completing the room makes every token for it useless; the others go on in the next one', async () => {
  const { name, sid, admission } = await visit();
  const kept = admission('in-guest');
  await guest.join(name, { audio: true, token: kept });
  await patient.join(name, { audio: true, video: SMALL, token: admission('in-patient') });
  await twin.complete(sid);
  for (const tab of everyone) assert.equal((await tab.until('disconnected')).code, 53118);

  const next = await provider.join(name, { audio: true, token: twin.token('pv-1', { room: name }) });
  assert.notEqual(next.sid, sid, 'the same name, another room');
  assert.equal((await patient.join(name, { token: twin.token('in-patient', { room: next.sid }) })).sid, next.sid);
  // By the room's name, by its old SID, by its new SID, by no name at all: with the SDK and by hand.
  for (const wanted of [name, sid, next.sid, null]) {
    const { code, sid: entered } = await guest.join(wanted, { token: kept });
    assert.ok([20106, 53106, 53118].includes(code), `with the SDK to ${wanted}: ${code} ${entered}`);
    const answer = await byHand(kept, wanted ?? undefined);
    assert.equal(answer.type, 'error', `by hand to ${wanted}`);
    assert.ok([20106, 53106, 53118].includes(answer.code), `by hand to ${wanted}: ${answer.code}`);
  }
  assert.deepEqual((await twin.participants(next.sid)).participants.map((p) => p.identity).sort(), ['in-patient', 'pv-1']);
  assert.equal((await twin.room(sid)).status, 'completed', 'and nobody opened the old one again');
});

test('a guest of one visit reaches no other room', async () => {
  const one = await visit();
  const jwt = one.admission('in-guest');
  const other = fresh();
  const { sid } = await patient.join(other, { audio: true, token: twin.token('pv-2', { room: other }) });
  for (const wanted of [other, sid, fresh()]) {
    assert.equal((await guest.join(wanted, { token: jwt })).code, 20106, `with the SDK to ${wanted}`);
    const answer = await byHand(jwt, wanted);
    assert.deepEqual([answer.type, answer.code], ['error', 20106], `by hand to ${wanted}`);
  }
  assert.deepEqual((await twin.participants(sid)).participants.map((p) => p.identity), ['pv-2']);
});

test('a guest of one visit reads and writes no other invitation’s Documents, and a link is no way into a room', async () => {
  const service = restClient(twin.info).sync.v1.services(twin.info.sync_service_sid);
  for (const id of ['mine', 'other']) {
    for (const [name, write] of [['status', false], ['report', true]]) {
      const made = await service.documents.create({ uniqueName: `in-${id}-${name}`, data: { of: id } });
      await service.documents(made.sid).documentPermissions(`in-${id}`).update({ read: true, write, manage: false });
    }
  }
  const link = token(twin.info, 'in-mine');
  const client = new SyncClient(link, { Twilsock: { uri: twin.info.sync_socket_url }, Sync: { enableSessionStorage: false }, logLevel: 'silent' });
  const open = (id) => client.document({ id, mode: 'open_existing' });
  try {
    const own = await open('in-mine-report');
    await own.set({ of: 'mine', said: true });
    await assert.rejects((await open('in-mine-status')).set({ stage: 'admitted' }), { code: 54007 });
    for (const id of ['in-other-status', 'in-other-report']) await assert.rejects(open(id), { code: 54007, status: 403 });
    await assert.rejects(client.document('in-made-by-hand-status'), { code: 54007 });
  } finally {
    await client.shutdown();
  }
  assert.deepEqual((await service.documents('in-other-report').fetch()).data, { of: 'other' });
  const { name } = await visit();
  assert.equal((await guest.join(name, { token: link })).code, 20106);
  assert.equal((await byHand(link, name)).code, 20106);
});

// Words that no SDK says, on the signaling socket: they cost the speaker its socket at most, and nobody else anything.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { require, startTwin, token } from './support.mjs';

const { WebSocket } = require('ws');
const HELLO = JSON.stringify({ type: 'hello', version: 2, id: 'x', timeout: 5000 });
const BYE = JSON.stringify({ type: 'bye' });
const LIMIT = { timeout: 30_000 };
// The smallest offer a browser makes: data channels only. Nobody stands behind it, so no media will come.
const OFFER = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0', 'a=msid-semantic: WMS',
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel', 'c=IN IP4 0.0.0.0', 'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuvwx', `a=fingerprint:sha-256 ${Array(32).fill('AB').join(':')}`,
  'a=setup:actpass', 'a=mid:0', 'a=sctp-port:5000', 'a=max-message-size:262144', ''].join('\r\n');
let twin;

before(async () => { twin = await startTwin(); });
after(() => twin?.stop());

const msg = (body) => JSON.stringify({ type: 'msg', body });

// Says these frames on a socket of its own; answers what was heard until the twin closed it, and with which code.
async function speak(...frames) {
  const socket = new WebSocket(twin.video_signaling_url);
  const heard = [];
  socket.on('message', (data) => heard.push(JSON.parse(data)));
  await once(socket, 'open');
  const closed = once(socket, 'close');
  for (const frame of frames) socket.send(frame);
  const [code] = await closed;
  return { heard, types: heard.map((m) => m.type), code };
}

async function callStillConnects() {
  const connect = { type: 'connect', version: 2, name: 'visit', participant: { revision: 1, tracks: [] },
    peer_connections: [{ id: 'pc', description: { type: 'offer', revision: 1, sdp: OFFER } }],
    token: token(twin, 'alice', { service: null, video: { room: 'visit' } }) };
  const { heard } = await speak(HELLO, msg(connect), BYE);
  assert.deepEqual(heard.map((m) => m.type), ['welcome', 'msg']);
  assert.equal(heard[1].body.type, 'connected', JSON.stringify(heard[1].body));
  assert.equal(heard[1].body.participant.identity, 'alice');
  assert.equal(heard[1].body.peer_connections[0].description.type, 'answer');
  assert.equal(twin.child.exitCode, null, 'the twin runs on');
}

const NONSENSE = {
  'no JSON': '{',
  'no object': '[]',
  null: 'null',
  'an unknown type': JSON.stringify({ type: 'later' }),
  'a megabyte': 'x'.repeat(1_000_000),
  bytes: Buffer.from([0, 1, 255]),
  'a msg without a body': JSON.stringify({ type: 'msg' }),
  'a type that is a number': JSON.stringify({ type: 7 }),
};

for (const [title, frame] of Object.entries(NONSENSE)) {
  test(`${title}: bad before the welcome, passed over after it`, LIMIT, async () => {
    const early = await speak(frame);
    assert.deepEqual([early.types, early.code], [['bad'], 1000]);
    const late = await speak(HELLO, frame, BYE);
    assert.deepEqual([late.types, late.code], [['welcome'], 1000]);
    await callStillConnects();
  });
}

test('a body that can not be read is answered only if the SDK waits for an answer', LIMIT, async () => {
  const ask = (body) => speak(HELLO, msg(body), BYE);
  for (const body of [{ type: 'connect', participant: 7 }, { type: 'sync' }, { type: 'ice', token: [] }]) {
    const { types, heard } = await ask(body);
    assert.deepEqual(types, ['welcome', 'msg'], JSON.stringify(body));
    assert.equal(heard[1].body.type, 'error');
  }
  for (const body of [null, 7, { type: 'update', participant: 7 }, { type: 'disconnect', session: [] }]) {
    assert.deepEqual((await ask(body)).types, ['welcome'], JSON.stringify(body));
  }
  await callStillConnects();
});

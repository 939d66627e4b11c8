// npm `twilio` looks into a room with people in it, and decides who gets what; the people are unmodified `twilio-video` in a
// real browser. Every answer is checked against the published schema.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { check, seen } from './openapi.mjs';
import { restClient } from './support.mjs';
import { startBrowser, startWorld } from './world.mjs';

const SMALL = { width: 320, height: 180 };
let twin, browser, rest, alice, bob, room, mine;

before(async () => {
  [twin, browser] = await Promise.all([startWorld(), startBrowser()]);
  rest = restClient(twin.info, { watch: check });
  [alice, bob] = await Promise.all(['alice', 'bob'].map((name) => browser.tab(name, twin)));
  mine = await alice.join('visit', { audio: true, video: SMALL });
  await bob.join('visit', { audio: true, video: SMALL });
  await bob.frames('alice', 5);
  room = rest.video.v1.rooms(mine.sid);
});
after(async () => {
  await browser?.stop();
  await twin?.stop();
});

test('who is in it, by SID and by identity', async () => {
  const people = await room.participants.list({ status: 'connected' });
  assert.deepEqual(people.map((person) => person.identity).sort(), ['alice', 'bob']);
  assert.equal((await room.participants('alice').fetch()).sid, mine.me);
  assert.equal((await room.participants(mine.me).fetch()).identity, 'alice');
  assert.deepEqual((await room.participants.list({ identity: 'bob' })).map((person) => person.identity), ['bob']);
  assert.deepEqual(await room.participants.list({ status: 'disconnected' }), []);
});

test('what they publish, and what reaches the other', async () => {
  const published = await room.participants('alice').publishedTracks.list();
  assert.deepEqual(published.map((track) => [track.kind, track.enabled]).sort(), [['audio', true], ['video', true]]);
  const camera = published.find((track) => track.kind === 'video');
  assert.equal(camera.name, 'cam');
  assert.equal((await room.participants('alice').publishedTracks(camera.sid).fetch()).sid, camera.sid);
  const received = await room.participants('bob').subscribedTracks.list();
  assert.deepEqual(received.map((track) => [track.publisherSid, track.kind]).sort(), [[mine.me, 'audio'], [mine.me, 'video']]);
  const one = await room.participants('bob').subscribedTracks(received[0].sid).fetch();
  assert.equal(one.sid, received[0].sid);
  await alice.run(() => twin.room.localParticipant.videoTracks.forEach((p) => p.track.disable()));
  await bob.until('trackDisabled', { identity: 'alice', kind: 'video' });
  assert.equal((await room.participants('alice').publishedTracks(camera.sid).fetch()).enabled, false);
  await alice.run(() => twin.room.localParticipant.videoTracks.forEach((p) => p.track.enable()));
});

test('nothing at all, somebody’s sound alone, and everything again', async () => {
  const rules = room.participants('bob').subscribeRules;
  assert.deepEqual((await rules.fetch()).rules.map((rule) => [rule.type, rule.all]), [['include', true]]);

  await rules.update({ rules: [{ type: 'exclude', all: true }] });
  for (const kind of ['audio', 'video']) await bob.until('trackUnsubscribed', { identity: 'alice', kind });
  assert.deepEqual(await room.participants('bob').subscribedTracks.list(), []);

  await bob.mark();
  await rules.update({ rules: [{ type: 'include', publisher: 'alice', kind: 'audio' }] });
  await bob.until('trackSubscribed', { identity: 'alice', kind: 'audio' });
  assert.deepEqual((await room.participants('bob').subscribedTracks.list()).map((track) => track.kind), ['audio']);

  await rules.update({ rules: [{ type: 'include', all: true }] });
  await bob.until('trackSubscribed', { identity: 'alice', kind: 'video' });
  await bob.frames('alice', 5);
  await assert.rejects(rules.update({ rules: [] }), { status: 400, code: 53215 });
});

test('five seconds without any network: signaling and media are found again', async () => {
  await twin.freeze('bob', true);
  await twin.dropSocket('bob');
  await bob.until('reconnecting');
  await alice.until('participant:reconnecting', { identity: 'bob' });
  // Long enough for the browser to call its path lost and to ask for a new one.
  await bob.run(() => new Promise((resolve) => setTimeout(resolve, 5000)));
  await twin.freeze('bob', false);
  await bob.until('reconnected', {}, 40_000);
  await Promise.all([alice.frames('bob', 10, 40_000), bob.frames('alice', 10, 40_000)]);
});

test('whoever is removed is in the list of those who were there', async () => {
  const gone = await room.participants('bob').update({ status: 'disconnected' });
  assert.equal(gone.status, 'disconnected');
  await bob.until('disconnected');
  assert.deepEqual((await room.participants.list({ status: 'disconnected' })).map((person) => person.identity), ['bob']);
  assert.equal((await room.update({ status: 'completed' })).status, 'completed');
  await alice.until('disconnected', { code: 53118 });
});

test('every modelled operation on participants was seen', () => {
  for (const resource of ['PublishedTracks', 'PublishedTracks/{Sid}', 'SubscribedTracks', 'SubscribedTracks/{Sid}', 'SubscribeRules']) {
    assert.ok(seen.has(`video GET /v1/Rooms/{RoomSid}/Participants/{ParticipantSid}/${resource}`), resource);
  }
});

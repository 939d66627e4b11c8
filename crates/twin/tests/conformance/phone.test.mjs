// A phone in a room, heard by the unmodified twilio-video of npm in a real browser.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startBrowser, startWorld } from './world.mjs';

const LINE = '+12025550110';
const PERSON = '+12025550111';
const PHONE = 'interp-1';
const LOUD = 's.level > 0.01';
const QUIET = 's.level < 0.001';
let twin, browser, alice, bob;
let number = 0;
const fresh = () => `visit-${++number}`;
const connect = (room) => `<Connect><Room participantIdentity="${PHONE}">${room}</Room></Connect>`;
const present = async (room) => (await twin.participants(room)).participants.map((one) => one.identity).sort();

before(async () => {
  [twin, browser] = await Promise.all([startWorld(), startBrowser()]);
  [alice, bob] = await Promise.all(['alice', 'bob'].map((name) => browser.tab(name, twin)));
});
afterEach(() => Promise.all([alice, bob].map((tab) => tab.leave())));
after(async () => {
  await browser?.stop();
  await twin?.stop();
});

// A call whose phone has been answered; time is the twin's.
const answered = async (to, twiml) => {
  const call = await twin.dial(to, twiml);
  await twin.pass(6);
  return call;
};

test('a phone is a participant whose sound is heard, and each sound is another', async () => {
  const room = fresh();
  await Promise.all([alice.join(room, { audio: true }), bob.join(room, { audio: true })]);
  const call = await answered(PERSON, connect(room));
  for (const tab of [alice, bob]) {
    await tab.until('trackSubscribed', { identity: PHONE, kind: 'audio' });
    await tab.listen(PHONE, LOUD);
  }
  assert.deepEqual(await present(room), ['alice', 'bob', PHONE]);
  const published = await twin.rest('GET', `/Rooms/${room}/Participants/${PHONE}/PublishedTracks`);
  assert.deepEqual(published.published_tracks.map((track) => [track.kind, track.enabled]), [['audio', true]]);
  const subscribed = await twin.rest('GET', `/Rooms/${room}/Participants/${PHONE}/SubscribedTracks`);
  assert.equal(subscribed.subscribed_tracks.length, 2, 'the sound of both');

  const order = (sound) => twin.act(call.sid, { do: 'say', sound, seconds: 600 });
  await order('beep');
  const beep = await alice.listen(PHONE, 's.level > 0.01 && s.hertz > 950 && s.hertz < 1050');
  assert.ok(beep.hertz > 950);
  await order('silence');
  await alice.listen(PHONE, QUIET);
  await order('hold');
  await alice.listen(PHONE, `${LOUD} && s.hertz > 150 && s.hertz < 800`);
  // The music is of 400 packets, and goes round. Bob takes his own sound away, so that the packets are the phone's.
  await bob.run(() => twin.room.localParticipant.audioTracks.forEach((pub) => pub.unpublish()));
  await alice.until('trackUnsubscribed', { identity: 'bob', kind: 'audio' });
  const counted = (fits) => alice.stats('remoteAudioTrackStats', fits, 40_000);
  const [{ packetsReceived: before }] = await counted('s.packetsReceived > 0');
  const [{ packetsReceived: now }] = await counted(`s.packetsReceived > ${before + 450}`);
  assert.ok(now > before + 450, `${now - before} packets of music`);
  await alice.listen(PHONE, LOUD);

  await twin.hangUp(call.sid);
  for (const tab of [alice, bob]) await tab.until('participantDisconnected', { identity: PHONE });
  assert.deepEqual(await present(room), ['alice', 'bob']);
});

test('an interpreter is brought through three menus into the room, and speaks', async () => {
  const room = fresh();
  await alice.join(room, { audio: 0, dominantSpeaker: true });
  const call = await twin.dial(LINE,
    `<Pause length="2"/><Play digits="1wwww2wwww5550142#"/>${connect(room)}<Say>The visit has ended.</Say>`);
  await twin.pass(12);
  assert.equal((await twin.heard(call.sid)).findLast((one) => one.node).node, 'hold');
  await alice.until('trackSubscribed', { identity: PHONE, kind: 'audio' });
  await alice.listen(PHONE, LOUD);
  await twin.pass(10);
  await alice.until('speaker', { identity: PHONE });
  assert.equal((await twin.heard(call.sid)).findLast((one) => one.node).node, 'interpreter');
  await twin.hangUp(call.sid);
});

test('rules set before a phone joins keep it from one ear until they are lifted', async () => {
  const room = fresh();
  await Promise.all([alice.join(room, { audio: true }), bob.join(room, { audio: true })]);
  const all = { type: 'include', all: true };
  await twin.rules(room, 'bob', [all, { type: 'exclude', publisher: PHONE, kind: 'audio' }]);
  const call = await answered(PERSON, connect(room));
  await alice.listen(PHONE, LOUD);
  await bob.until('participant', { identity: PHONE });
  const heardByBob = async () => (await twin.rest('GET', `/Rooms/${room}/Participants/bob/SubscribedTracks`)).subscribed_tracks;
  assert.equal((await heardByBob()).length, 1, 'alice alone');
  const subscribed = await bob.run((identity) => twin.log.some((e) => e.name === 'trackSubscribed' && e.identity === identity), PHONE);
  assert.equal(subscribed, false);
  // A key is pressed from within: the phone leaves and comes back, and the rules still hold by its identity.
  await alice.mark();
  await twin.redirect(call.sid, `<Play digits="1"/>${connect(room)}`);
  await alice.until('participantDisconnected', { identity: PHONE });
  await twin.pass(1);
  await alice.until('trackSubscribed', { identity: PHONE, kind: 'audio' });
  assert.equal((await heardByBob()).length, 1);
  await twin.rules(room, 'bob', [all]);
  await bob.listen(PHONE, LOUD);
  await twin.hangUp(call.sid);
});

test('a phone that is removed goes on to its next verb, and so does one whose room is over', async () => {
  const room = fresh();
  await alice.join(room, {});
  const twiml = `${connect(room)}<Say>Good bye</Say><Pause length="600"/>`;
  const [removed, left] = [await answered(PERSON, twiml), await answered(PERSON, twiml)];
  const said = async (call) => (await twin.heard(call.sid)).some((one) => one.said === 'Good bye');
  // The same identity: the second call takes the place of the first.
  await twin.untilHeard(removed.sid, (one) => one.said === 'Good bye');
  assert.equal(await said(left), false);
  await twin.remove(room, PHONE);
  await twin.untilHeard(left.sid, (one) => one.said === 'Good bye');
  assert.equal((await twin.call(left.sid)).status, 'in-progress');
  await twin.redirect(left.sid, twiml);
  await alice.until('participant', { identity: PHONE });
  await twin.complete(room);
  await twin.untilHeard(left.sid, (one) => one.left_room);
  for (const call of [removed, left]) await twin.hangUp(call.sid);
});

test('a room that is not in progress is passed over, by a name or by a SID', async () => {
  const { sid } = await alice.join(fresh(), {});
  for (const room of ['nobody-is-here', sid]) {
    const call = await answered(PERSON, `${connect(room)}<Say>Nobody is here</Say>`);
    await twin.pass(10);
    assert.equal((await twin.call(call.sid)).status, 'completed');
    const heard = await twin.heard(call.sid);
    assert.ok(heard.some((one) => one.no_room === room) && heard.some((one) => one.said === 'Nobody is here'));
  }
  assert.equal((await twin.rest('GET', '/Rooms?UniqueName=nobody-is-here')).rooms.length, 0, 'a phone makes no room');
});

// The unmodified twilio-video of npm against the twin, in a real browser. Run: node --test crates/twin/tests/conformance
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { startBrowser, startWorld } from './world.mjs';

const SMALL = { width: 320, height: 180 };
const names = ['alice', 'bob', 'carol', 'dave'];
let twin, browser, alice, bob, carol, dave, everyone;
let number = 0;
const fresh = () => `visit-${++number}`;

before(async () => {
  [twin, browser] = await Promise.all([startWorld(), startBrowser()]);
  everyone = await Promise.all(names.map((name) => browser.tab(name, twin)));
  [alice, bob, carol, dave] = everyone;
});
afterEach(() => Promise.all(everyone.map((tab) => tab.leave())));
after(async () => {
  await browser?.stop();
  await twin?.stop();
});

const both = async (room, options) => {
  const joined = [await alice.join(room, options), await bob.join(room, options)];
  for (const j of joined) assert.ok(j.sid, `joined: ${JSON.stringify(j)}`);
  return joined;
};

test('two people see each other in 720p VP8 and hear each other', async () => {
  const [a, b] = await both(fresh(), { audio: true, video: { width: 1280, height: 720 } });
  assert.equal(a.sid, b.sid);
  assert.match(a.sid, /^RM[0-9a-f]{32}$/);
  assert.match(a.me, /^PA[0-9a-f]{32}$/);
  const large = 's.dimensions && s.dimensions.width === 1280 && s.dimensions.height === 720 && s.frameRate > 0';
  for (const stats of await Promise.all([alice, bob].map((tab) => tab.stats('remoteVideoTrackStats', large, 60_000)))) {
    assert.equal(stats.length, 1);
    assert.equal(stats[0].codec, 'VP8');
    assert.deepEqual([stats[0].dimensions.width, stats[0].dimensions.height], [1280, 720]);
  }
  const sound = await alice.stats('remoteAudioTrackStats', 's.packetsReceived > 100 && s.audioLevel > 0');
  assert.ok(sound[0].packetsReceived > 100, 'sound arrives');
});

for (const { allowed, preferred, coded } of [
  { allowed: ['H264'], preferred: ['H264'], coded: 'H264' },
  { allowed: ['H264'], preferred: ['VP8'], coded: 'H264' },
  { allowed: ['VP8'], preferred: ['H264'], coded: 'VP8' },
  { allowed: ['VP8', 'H264'], preferred: ['H264'], coded: 'H264' },
]) {
  test(`a room for ${allowed.join(' and ')} is in ${coded} where ${preferred} is preferred`, async () => {
    const room = fresh();
    await twin.createRoom([['UniqueName', room], ...allowed.map((codec) => ['VideoCodecs', codec])]);
    await both(room, { audio: true, video: SMALL, preferredVideoCodecs: preferred });
    await Promise.all([alice.frames('bob', 10), bob.frames('alice', 10)]);
    for (const tab of [alice, bob]) {
      const [received] = await tab.stats('remoteVideoTrackStats', 's.codec && s.packetsReceived > 0');
      assert.equal(received.codec, coded);
    }
    // Who comes later begins in the middle of it.
    await carol.join(room, { preferredVideoCodecs: preferred });
    await carol.frames('alice', 10);
  });
}

test('four people: everyone gets everyone', async () => {
  const room = fresh();
  await Promise.all(everyone.map((tab) => tab.join(room, { audio: true, video: SMALL })));
  await Promise.all(everyone.flatMap((tab) =>
    names.filter((n) => n !== tab.identity).flatMap((identity) => [
      tab.frames(identity, 10), tab.until('trackSubscribed', { identity, kind: 'audio' }),
    ])));
});

test('mute and unmute are seen on the other side', async () => {
  await both(fresh(), { audio: true, video: SMALL });
  await bob.frames('alice', 2);
  await alice.run(() => twin.room.localParticipant.tracks.forEach((p) => p.track.disable()));
  for (const kind of ['audio', 'video']) await bob.until('trackDisabled', { identity: 'alice', kind });
  await alice.run(() => twin.room.localParticipant.tracks.forEach((p) => p.track.enable()));
  for (const kind of ['audio', 'video']) await bob.until('trackEnabled', { identity: 'alice', kind });
  await bob.frames('alice', 10);
});

test('tracks are published, unpublished and published again', async () => {
  await both(fresh(), { video: SMALL });
  await bob.frames('alice', 2);
  for (let i = 0; i < 3; i++) {
    await bob.mark();
    await alice.run(async () => {
      const screen = await Twilio.Video.createLocalVideoTrack({ width: 640, height: 360, name: 'screen' });
      window.screenTrack = screen;
      await twin.room.localParticipant.publishTrack(screen);
    });
    await bob.frames('alice', 5, 20_000, 'screen');
    await alice.run(() => {
      twin.room.localParticipant.unpublishTrack(screenTrack);
      screenTrack.stop();
    });
    await bob.until('trackUnsubscribed', { identity: 'alice', kind: 'video', trackName: 'screen' });
    await bob.until('trackUnpublished', { identity: 'alice', kind: 'video', trackName: 'screen' });
  }
  await alice.frames('bob', 5);
});

test('what is published while both sides offer and the socket is lost arrives all the same', async () => {
  await both(fresh(), { audio: true });
  await Promise.all([alice.until('participant', { identity: 'bob' }), bob.until('participant', { identity: 'alice' })]);
  const publish = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
    canvas.getContext('2d').fillRect(0, 0, 160, 90);
    window.made = new Twilio.Video.LocalVideoTrack(canvas.captureStream(5).getVideoTracks()[0], { name: 'made' });
    return twin.room.localParticipant.publishTrack(made).then(() => true);
  };
  const unpublish = () => void twin.room.localParticipant.unpublishTrack(made);
  for (let i = 0; i < 8; i++) {
    await Promise.all([alice.mark(), bob.mark()]);
    // Bob's picture is on its way to Alice, hers to the room, and her socket goes, each time at another moment.
    const lost = alice.run((ms) => new Promise((resolve) => setTimeout(resolve, ms)), i * 12).then(() => twin.dropSocket('alice'));
    await Promise.all([bob.run(publish), alice.run(publish), lost]);
    await Promise.all([
      bob.until('trackSubscribed', { identity: 'alice', trackName: 'made' }),
      alice.until('trackSubscribed', { identity: 'bob', trackName: 'made' }),
    ]);
    await Promise.all([bob.run(unpublish), alice.run(unpublish)]);
    await Promise.all([
      bob.until('trackUnsubscribed', { identity: 'alice', trackName: 'made' }),
      alice.until('trackUnsubscribed', { identity: 'bob', trackName: 'made' }),
    ]);
  }
});

test('data tracks carry text and bytes, ordered and reliable as they were made', async () => {
  await both(fresh(), { data: { ordered: false, maxRetransmits: 3 } });
  await alice.until('trackSubscribed', { identity: 'bob', kind: 'data' });
  await bob.until('trackSubscribed', { identity: 'alice', kind: 'data' });
  const made = await bob.run(() => {
    const track = [...[...twin.room.participants.values()][0].dataTracks.values()][0].track;
    return [track.ordered, track.reliable, track.maxRetransmits, track.maxPacketLifeTime];
  });
  assert.deepEqual(made, [false, false, 3, null]);
  const send = () => {
    const track = [...twin.room.localParticipant.dataTracks.values()][0].track;
    track.send('grüß dich');
    track.send(new Uint8Array([0, 1, 255]).buffer);
  };
  await Promise.all([alice.run(send), bob.run(send)]);
  for (const [tab, identity] of [[alice, 'bob'], [bob, 'alice']]) {
    await tab.until('message', { identity, data: 'grüß dich' });
    await tab.until('message', { identity, data: [0, 1, 255] });
  }
});

test('the dominant speaker is the one who speaks', async () => {
  const room = fresh();
  await alice.join(room, { audio: 0, dominantSpeaker: true });
  await bob.join(room, { audio: 0, dominantSpeaker: true });
  await carol.join(room, { audio: 0, dominantSpeaker: true });
  await alice.until('trackSubscribed', { identity: 'carol', kind: 'audio' });
  await bob.run(() => void (twin.gain.gain.value = 0.5));
  await Promise.all([alice, carol].map((tab) => tab.until('speaker', { identity: 'bob' })));
  await bob.run(() => void (twin.gain.gain.value = 0));
  await carol.run(() => void (twin.gain.gain.value = 0.5));
  await Promise.all([alice, bob].map((tab) => tab.until('speaker', { identity: 'carol' })));
});

test('network quality is reported for oneself and the others', async () => {
  await both(fresh(), { audio: true, networkQuality: { local: 1, remote: 1 } });
  await twin.quality('bob', 2);
  await bob.until('quality', { identity: 'me', level: 2 });
  await alice.until('quality', { identity: 'bob', level: 2 });
  await twin.quality('bob', null);
  await bob.mark();
  await bob.until('quality', { identity: 'me' });
});

for (const [title, preferredVideoCodecs] of [
  ['simulcast: layers go up, one stream comes down', [{ codec: 'VP8', simulcast: true }]],
  ['adaptive simulcast: layers go up, one stream comes down', 'auto'],
]) {
  test(title, async () => {
    const options = { video: { width: 1280, height: 720 }, preferredVideoCodecs, bandwidthProfile: { video: {} } };
    const room = fresh();
    assert.ok((await alice.join(room, options)).sid);
    assert.ok((await bob.join(room, { bandwidthProfile: { video: {} } })).sid);
    await bob.frames('alice', 30);
    const layers = await alice.run(async () => {
      const end = performance.now() + 60_000;
      for (;;) {
        const s = (await twin.room.getStats()).flatMap((r) => r.localVideoTrackStats);
        const sent = s.filter((layer) => layer.packetsSent > 10).length;
        if ((s.length === 3 && sent >= 2) || performance.now() > end) return { all: s.length, sent };
        await new Promise((r) => setTimeout(r, 250));
      }
    });
    assert.equal(layers.all, 3, 'three layers');
    assert.ok(layers.sent >= 2, 'more than one of them is sent');
    const received = await bob.stats('remoteVideoTrackStats', 's.packetsReceived > 0');
    assert.equal(received.length, 1, 'the receiver sees one track');
    await bob.frames('alice', 30);
  });
}

test('a bandwidth profile limits tracks, and priority decides which', async () => {
  const room = fresh();
  await alice.join(room, { video: SMALL });
  await bob.join(room, { video: SMALL });
  await carol.join(room, {
    bandwidthProfile: { video: { maxTracks: 1, mode: 'presentation' } },
  });
  await Promise.all(['alice', 'bob'].map((identity) => carol.until('trackSubscribed', { identity, kind: 'video' })));
  const off = (await carol.until('switchedOff')).identity;
  const on = off === 'alice' ? 'bob' : 'alice';
  await carol.frames(on, 10);
  await carol.run((identity) => {
    const p = [...twin.room.participants.values()].find((p) => p.identity === identity);
    [...p.videoTracks.values()][0].track.setPriority('high');
  }, off);
  await carol.until('switchedOn', { identity: off });
  await carol.until('switchedOff', { identity: on });
  await carol.frames(off, 10);
});

test('a receiver switches a picture off and on again', async () => {
  const room = fresh();
  await alice.join(room, { video: SMALL });
  await bob.join(room, { bandwidthProfile: { video: { clientTrackSwitchOffControl: 'manual', contentPreferencesMode: 'manual' } } });
  await bob.frames('alice', 5);
  const track = 'const t = [...[...twin.room.participants.values()][0].videoTracks.values()][0].track;';
  await bob.run(`{ ${track} t.switchOff(); }`);
  await bob.until('switchedOff', { identity: 'alice' });
  await bob.run(`{ ${track} t.switchOn(); }`);
  await bob.until('switchedOn', { identity: 'alice' });
  await bob.frames('alice', 5);
});

test('a lost socket is found again: same participant, media goes on', async () => {
  const [, b] = await both(fresh(), { audio: true, video: SMALL });
  await alice.frames('bob', 5);
  const seen = alice.frames('bob', 24);
  await twin.dropSocket('bob');
  await bob.until('reconnecting', { code: 53001 });
  await bob.until('reconnected');
  await alice.until('participant:reconnecting', { identity: 'bob' });
  await alice.until('participant:reconnected', { identity: 'bob' });
  await seen;
  await bob.frames('alice', 10);
  assert.equal(await bob.run(() => twin.room.localParticipant.sid), b.me);
  // What happens after it is heard: the new socket works.
  await alice.run(() => [...twin.room.localParticipant.audioTracks.values()][0].track.disable());
  await bob.until('trackDisabled', { identity: 'alice', kind: 'audio' });
});

test('three publish and unpublish at once, again and again, and all is well', async () => {
  const room = fresh();
  const three = [alice, bob, carol];
  await Promise.all(three.map((tab) => tab.join(room, { video: SMALL })));
  await Promise.all(three.map((tab) => tab.run(async () => {
    for (let i = 0; i < 6; i++) {
      const extra = await Twilio.Video.createLocalVideoTrack({ width: 320, height: 180, name: `extra-${i}` });
      await twin.room.localParticipant.publishTrack(extra);
      twin.room.localParticipant.unpublishTrack(extra);
      extra.stop();
    }
    const last = await Twilio.Video.createLocalVideoTrack({ width: 320, height: 180, name: 'last' });
    await twin.room.localParticipant.publishTrack(last);
  })));
  await Promise.all(three.flatMap((tab) => three.filter((o) => o !== tab).flatMap((other) => [
    tab.frames(other.identity, 10, 30_000, 'last'), tab.frames(other.identity, 10, 30_000, 'cam'),
  ])));
});

test('who leaves is gone, and with the last one the ad-hoc room', async () => {
  const room = fresh();
  const [{ sid }] = await both(room, { audio: true });
  await bob.leave();
  await alice.until('participantDisconnected', { identity: 'bob' });
  assert.equal((await twin.participants(sid)).participants.length, 1);
  await alice.leave();
  const next = await carol.join(room);
  assert.notEqual(next.sid, sid, 'the name makes a new room');
  assert.equal((await twin.room(sid)).status, 'completed');
  assert.equal((await dave.join(undefined, { token: twin.token('dave', { room: sid }) })).code, 53106, 'a grant for the SID of a room that is over');
});

test('removed over REST: no error, as with Twilio', async () => {
  const [{ sid }] = await both(fresh(), { audio: true });
  await twin.remove(sid, 'bob');
  assert.equal((await bob.until('disconnected')).code, null);
  await alice.until('participantDisconnected', { identity: 'bob' });
});

test('a completed room disconnects everyone with 53118', async () => {
  const [{ sid }] = await both(fresh(), { audio: true });
  await twin.complete(sid);
  for (const tab of [alice, bob]) assert.equal((await tab.until('disconnected')).code, 53118);
});

test('the same identity again: the older one goes with 53205', async () => {
  const room = fresh();
  await both(room, { audio: true });
  const again = await carol.join(room, { token: twin.token('bob') });
  assert.ok(again.sid);
  assert.equal((await bob.until('disconnected')).code, 53205);
  await alice.until('participantDisconnected', { identity: 'bob' });
});

test('subscribe rules decide what is received', async () => {
  const [{ sid }] = await both(fresh(), { audio: true, video: SMALL });
  await bob.frames('alice', 5);
  await twin.rules(sid, 'bob', [{ type: 'include', all: true }, { type: 'exclude', kind: 'video' }]);
  await bob.until('trackUnsubscribed', { identity: 'alice', kind: 'video' });
  await bob.mark();
  await twin.rules(sid, 'bob', [{ type: 'include', all: true }]);
  await bob.until('trackSubscribed', { identity: 'alice', kind: 'video' });
  await bob.frames('alice', 5);
});

test('who may not come in hears why', async () => {
  const room = fresh();
  await twin.createRoom({ UniqueName: room, MaxParticipants: 1 });
  const { sid } = await alice.join(room);
  const code = async (options, name = room) => (await bob.join(name, options)).code;
  assert.equal(await code({}), 53105, 'full');
  const bad = (options) => code({ token: twin.token('bob', options) });
  assert.equal(await bad({ change: (c, now) => { c.exp = now - 10; } }), 20104, 'expired');
  assert.equal(await bad({ secret: 'wrong' }), 20107, 'wrong secret');
  assert.equal(await bad({ change: (c) => { delete c.grants.video; } }), 20106, 'no video grant');
  assert.equal(await bad({ room: 'another' }), 20106, 'granted another room');
  assert.equal(await bad({ change: (c) => { c.iss = `SK${'0'.repeat(32)}`; } }), 20103, 'another key');
  assert.equal(await bad({ change: (c, now) => { c.nbf = now + 600; } }), 20105, 'not yet');
  assert.equal(await code({ token: 'rubbish' }), 20101, 'no token at all');
  assert.equal(await code({ token: twin.token('bob', { room: `RM${'0'.repeat(32)}` }) }, null), 53106, 'no such room');
  assert.equal(await code({ token: twin.token('bob', { room: sid }) }, 'another'), 20106, 'a SID grant makes no rooms');
});

test('a tenth of the packets lost: pictures go on', async () => {
  await both(fresh(), { audio: true, video: { width: 640, height: 360 } });
  await Promise.all([bob.frames('alice', 5), alice.frames('bob', 5)]);
  await twin.loss(0.1);
  try {
    await Promise.all([bob.frames('alice', 120, 30_000), alice.frames('bob', 120, 30_000)]);
  } finally {
    await twin.loss(0);
  }
});

test('nonsense on the socket harms nobody', async () => {
  await both(fresh(), { audio: true, video: SMALL });
  const answers = await carol.run(async (url) => {
    const speak = (...messages) => new Promise((resolve) => {
      const socket = new WebSocket(url);
      const heard = [];
      socket.onmessage = (m) => heard.push(JSON.parse(m.data).type);
      socket.onopen = () => messages.forEach((m) => socket.send(m));
      socket.onclose = () => resolve(heard);
    });
    const hello = JSON.stringify({ type: 'hello', version: 2, id: 'x', timeout: 5000 });
    const msg = (body) => JSON.stringify({ type: 'msg', body });
    const bye = JSON.stringify({ type: 'bye' });
    return [
      await speak('{'), await speak('[]'), await speak(new Uint8Array([1, 2])), await speak('x'.repeat(1_000_000)),
      await speak(hello, '{', 'null', msg(null), msg({ type: 'later' }), msg({ type: 'update', session: 'SS0' }), 'y'.repeat(1_000_000), bye),
      await speak(hello, msg({ type: 'connect', participant: 7 }), bye),
      await speak(hello, msg({ type: 'sync', session: 'SS0', token: 't' }), bye),
    ];
  }, twin.info.video_signaling_url);
  assert.deepEqual(answers, [['bad'], ['bad'], ['bad'], ['bad'], ['welcome'], ['welcome', 'msg'], ['welcome', 'msg']]);
  await bob.frames('alice', 5);
});

// A member of the cast in a room with the unmodified twilio-video of npm: each is to the other what anybody is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, test } from 'node:test';
import { root } from './support.mjs';
import { startBrowser, startWorld } from './world.mjs';

const program = process.env.ANTEROOM_STAY ?? path.join(root, 'target/debug/examples/stay');
let twin, browser, alice, stays;
let number = 0;
const fresh = () => `visit-${++number}`;

before(async () => {
  [twin, browser] = await Promise.all([startWorld(), startBrowser()]);
  alice = await browser.tab('alice', twin);
});
afterEach(async () => {
  await alice.leave();
  await Promise.all((stays ?? []).map((stay) => stay.end()));
  stays = [];
});
after(async () => {
  await browser?.stop();
  await twin?.stop();
});

/** Somebody of the cast, in a process of their own. */
class Stay {
  constructor(identity, room, ...rest) {
    const token = twin.token(identity, { room });
    this.child = spawn(program, [twin.info.video_signaling_url, token, ...rest], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.log = [];
    this.look = () => {};
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.log.push(JSON.parse(line));
      this.look();
    });
    this.ended = once(this.child, 'exit');
    stays = [...(stays ?? []), this];
  }

  order(words) { this.child.stdin.write(`${words}\n`); }

  /** The first event of this name, with these fields, since the last `mark()`. */
  until(event, fields = {}, ms = 20_000) {
    const fits = (one) => one.event === event && Object.entries(fields).every(([name, value]) => one[name] === value);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no ${event} within ${ms} ms; so far: ${JSON.stringify(this.log)}`)), ms);
      late.unref();
      this.look = () => {
        const found = this.log.find(fits);
        if (found) { clearTimeout(late); resolve(found); }
      };
      this.look();
    });
  }

  mark() { this.log = []; }

  end() {
    this.child.stdin.end();
    return this.ended;
  }
}

test('a cast member is seen moving and heard, and sees and hears', async () => {
  const room = fresh();
  await alice.join(room, { audio: 0.5, video: { width: 320, height: 180 }, dominantSpeaker: true });
  const ana = new Stay('ana', room, 'young-woman', 'es');
  await ana.until('joined', { identity: 'ana' });
  await ana.until('participant joined', { identity: 'alice' });
  await ana.until('connected');
  await alice.frames('ana', 30, 20_000, 'camera');
  const [picture] = await alice.stats('remoteVideoTrackStats', 's.dimensions && s.dimensions.width >= 320 && s.frameRate > 0');
  assert.equal(picture.codec, 'VP8');
  assert.ok([320, 640, 1280].includes(picture.dimensions.width), `one of its layers: ${JSON.stringify(picture.dimensions)}`);
  await Promise.all([ana.until('heard', { identity: 'alice' }), ana.until('seen', { identity: 'alice' })]);
  await alice.listen('ana', 's.level === 0');
  await alice.run(() => { twin.gain.gain.value = 0; });
  ana.order('talk');
  await alice.listen('ana', 's.level > 0.02');
  await alice.until('speaker', { identity: 'ana' });
});

test('camera and microphone off and on again are what they are with anybody', async () => {
  const room = fresh();
  await alice.join(room, {});
  const bob = new Stay('bob', room, 'old-man');
  await alice.frames('bob', 10, 20_000, 'camera');
  for (const kind of ['video', 'audio']) {
    const device = kind === 'video' ? 'camera' : 'microphone';
    bob.order(`${device} off`);
    await alice.until('trackDisabled', { identity: 'bob', kind });
    bob.order(`${device} on`);
    await alice.until('trackEnabled', { identity: 'bob', kind });
  }
  await alice.frames('bob', 10, 20_000, 'camera');
  bob.order('leave');
  await alice.until('participantDisconnected', { identity: 'bob' });
  await bob.ended;
});

test('who comes in without a camera may find one', async () => {
  const room = fresh();
  await alice.join(room, { video: { width: 320, height: 180 } });
  const carol = new Stay('carol', room, 'old-woman', '--no-camera', '--no-microphone');
  await carol.until('seen', { identity: 'alice' });
  assert.deepEqual((await twin.rest('GET', `/Rooms/${room}/Participants/carol/PublishedTracks`)).published_tracks, []);
  carol.order('camera on');
  await alice.frames('carol', 10, 20_000, 'camera');
  carol.order('microphone on');
  await alice.until('trackSubscribed', { identity: 'carol', kind: 'audio' });
});

test('a network that is slow, gone and back', async () => {
  const room = fresh();
  await alice.join(room, { video: { width: 320, height: 180 }, networkQuality: { local: 1, remote: 1 } });
  const dave = new Stay('dave', room, 'man-with-beard');
  await alice.frames('dave', 10, 20_000, 'camera');
  dave.order('network slow');
  const slow = 's.dimensions && s.dimensions.width === 320';
  await alice.stats('remoteVideoTrackStats', slow);
  dave.order('network gone');
  await alice.until('participant:reconnecting', { identity: 'dave' }, 40_000);
  dave.mark();
  dave.order('network good');
  await alice.until('participant:reconnected', { identity: 'dave' });
  await alice.frames('dave', 10, 20_000, 'camera');
  await dave.until('seen', { identity: 'alice' });
});

test('two stays of one person may overlap, and a room that ends puts both out', async () => {
  const room = fresh();
  const { sid } = await alice.join(room, {});
  const first = new Stay('eve', room, 'parent-and-child');
  await alice.frames('eve', 5, 20_000, 'camera');
  const second = new Stay('eve-again', room, 'parent-and-child');
  await alice.frames('eve-again', 5, 20_000, 'camera');
  first.order('leave');
  await alice.until('participantDisconnected', { identity: 'eve' });
  await alice.frames('eve-again', 5, 20_000, 'camera');
  await twin.complete(sid);
  await second.until('disconnected', { code: 53118 });
});

test('who may not come in hears why', async () => {
  const late = new Stay('frank', 'RM00000000000000000000000000000000');
  assert.equal((await late.until('refused')).code, 53106);
  const room = fresh();
  const [grace, other] = [new Stay('grace', room), new Stay('grace', room)];
  await Promise.any([grace, other].map((stay) => stay.until('disconnected', { code: 53205 })));
});

// The call window in a real room of the local Twilio, with somebody else in it: pictures both ways, mute, loss, reload, the end.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDoor, visit } from '../call-door.mjs';
import { inspect, openBrowser, openCall, see, PATIENCE } from '../call-window.mjs';
import { startTwilio } from '../local-twilio.mjs';
import { announced } from '../support/announced.mjs';
import { numbersOnce } from '../support/numbers.mjs';

const extra = {
  'peer.html': fileURLToPath(new URL('../peer.html', import.meta.url)),
  'twilio-video.min.js': createRequire(import.meta.url).resolve('twilio-video/dist/twilio-video.min.js'),
};

const skip = process.env.ANTEROOM_TWIN ? false : 'ANTEROOM_TWIN names no local Twilio';
let browser;
let twilio;
let rooms = 0;

/** One call in one room. */
async function inRoom(story, changes = {}) {
  const roomName = `room-${++rooms}`;
  const state = { open: true };
  const door = await openDoor(
    {
      getCall: () => visit({ open: state.open }),
      joinCall: () => ({
        token: twilio.token('provider-1', roomName),
        roomName,
        profile: 'two',
        endpoints: { videoSignalingUrl: twilio.cuttable },
      }),
      ...changes,
    },
    { extra },
  );
  const { page, complaints, close } = await openCall(browser, door);
  const context = await browser.newContext();
  const peer = await context.newPage();
  peer.setDefaultTimeout(PATIENCE);
  const facts = () => door.asked.filter(({ command }) => command === 'seenInCall').map(({ input }) => input.fact);
  const connected = (count = 1) =>
    door
      .heard(() => facts().filter(({ kind }) => kind === 'connected').length >= count, `${count} × connected`, 60_000)
      .then(() => facts().filter(({ kind }) => kind === 'connected')[count - 1].roomSid);
  const joinPeer = async (identity = 'patient-1', { bare = false } = {}) => {
    await peer.goto(`${door.origin}/peer.html`);
    await peer.evaluate(
      async ({ token, name, wsServer, bare }) => {
        const { connect, createLocalVideoTrack, createLocalAudioTrack } = window.Twilio.Video;
        const tracks = bare ? [] : [await createLocalAudioTrack(), await createLocalVideoTrack({ width: 1280, height: 720, frameRate: 24 })];
        window.room = await connect(token, {
          name,
          wsServer,
          insights: false,
          tracks,
          preferredVideoCodecs: [{ codec: 'VP8', simulcast: false }],
        });
        window.audio = tracks[0];
        window.video = tracks[1];
        window.heard = [];
        window.room.on('trackDisabled', (publication) => window.heard.push(`${publication.kind} off`));
        window.room.on('trackEnabled', (publication) => window.heard.push(`${publication.kind} on`));
      },
      { token: twilio.token(identity, roomName), name: roomName, wsServer: twilio.direct, bare },
    );
  };
  try {
    await story({ page, door, peer, joinPeer, facts, connected, state });
    assert.deepEqual(complaints, [], 'no policy was broken and nothing was thrown');
  } finally {
    await context.close();
    await close();
    await door.close();
    twilio.wire.mend();
  }
}

const onStage = (page) => page.locator('[data-testid=stage] [data-picture=on] video');

describe('in a room', { skip }, () => {
  before(async () => {
    browser = await openBrowser();
    twilio = await startTwilio();
  });
  after(async () => {
    await browser?.close();
    await twilio?.stop();
  });

  it('two people see and hear each other at the guide’s settings, and each mute is seen', () =>
    inRoom(async ({ page, door, peer, joinPeer, facts, connected }) => {
      const roomSid = await connected();
      assert.match(roomSid, /^RM/);
      await see(page, 'Waiting for Elena');
      await see(page, 'Connected');
      await inspect(page, 'waiting-for-patient');

      await joinPeer();
      await door.heard(() => facts().some(({ kind, identity }) => kind === 'participantConnected' && identity === 'patient-1'), 'participantConnected');
      await onStage(page).waitFor();
      await page.waitForFunction(() => document.querySelector('[data-testid=stage] video')?.videoWidth === 1280, undefined, { timeout: 60_000 });

      const stats = await numbersOnce(
        page,
        ({ receivedVideo: [seen], sentVideo: [sent], receivedAudio: [heard] }) => seen?.width === 1280 && sent?.height === 720 && heard?.bytes > 0,
        'both pictures whole, and sound',
      );
      assert.deepEqual(stats.capture, { width: 1280, height: 720, frameRate: 24 }, 'the camera gives what the guide asks');
      assert.deepEqual(stats.options, {
        preferredVideoCodecs: [{ codec: 'VP8', simulcast: false }],
        networkQuality: { local: 1, remote: 1 },
      });
      assert.equal(stats.sentVideo.length, 1, 'one layer');
      assert.deepEqual([stats.sentVideo[0].codec, stats.receivedVideo[0].codec], ['VP8', 'VP8']);
      assert.deepEqual([stats.receivedVideo[0].width, stats.receivedVideo[0].height], [1280, 720]);
      await page.locator('[data-testid=stage] [role=img][aria-label*="of 5"]').waitFor();
      await inspect(page, 'two');
      await page.setViewportSize({ width: 640, height: 480 });
      await inspect(page, 'two-640');
      await page.setViewportSize({ width: 320, height: 200 });
      await inspect(page, 'two-mini');
      await page.setViewportSize({ width: 1280, height: 800 });

      await peer.evaluate(() => window.audio.disable());
      await page.locator('[data-testid=stage] [aria-label=Muted]').waitFor();
      await announced(page, 'Elena is muted');
      await peer.evaluate(() => window.video.disable());
      await page.locator('[data-testid=stage] [data-picture=off]').waitFor();
      await inspect(page, 'patient-camera-off');
      await peer.evaluate(() => window.video.enable());
      await onStage(page).waitFor();

      await page.getByRole('button', { name: 'Mute', exact: true }).click();
      await page.getByRole('button', { name: 'Camera', exact: true }).click();
      await peer.waitForFunction(() => window.heard.join() === 'audio off,video off');
      await page.getByRole('button', { name: 'Unmute' }).click();
      await page.getByRole('button', { name: 'Camera off' }).click();
      await peer.waitForFunction(() => window.heard.length === 4);
      await peer.waitForFunction(() => [...window.room.participants.values()][0].videoTracks.size === 1, undefined);
      assert.equal(await peer.evaluate(() => window.heard.slice(2).sort().join()), 'audio on,video on', 'a camera that was let go comes back without a new publication');

      await peer.evaluate(() => window.room.disconnect());
      await see(page, 'Elena left the call');
      await door.heard(() => facts().some(({ kind }) => kind === 'participantDisconnected'), 'participantDisconnected');
      await inspect(page, 'patient-left');
    }));

  it('who has neither camera nor microphone is shown as that, until something comes', () =>
    inRoom(async ({ page, peer, joinPeer, connected }) => {
      await connected();
      await joinPeer('patient-1', { bare: true });
      await see(page, 'Neither camera nor microphone.');
      const left = await page.evaluate(() => innerHeight - document.querySelector('[data-testid=stage]').getBoundingClientRect().bottom);
      assert.ok(left < 110, `the one who is there has the window down to the toolbar; ${left} pixels are left`);
      await inspect(page, 'patient-without-devices');
      await peer.evaluate(async () => window.room.localParticipant.publishTrack(await window.Twilio.Video.createLocalAudioTrack()));
      await see(page, 'Camera off. Voice works.');
    }));

  it('a lost socket is said and found again; the pictures go on', () =>
    inRoom(async ({ page, joinPeer, connected }) => {
      await connected();
      await joinPeer();
      await onStage(page).waitFor();
      twilio.wire.cut();
      await page.getByRole('region', { name: 'Notices' }).getByText('The connection is interrupted.').waitFor();
      assert.equal(await onStage(page).count(), 1, 'the picture stays');
      await inspect(page, 'reconnecting');
      twilio.wire.mend();
      await page.getByRole('region', { name: 'Notices' }).getByText('The connection is interrupted.').waitFor({ state: 'detached' });
      await announced(page, 'Connected again');
    }));

  it('what is not found again is tried once more, then left to the person, who can come back', () =>
    inRoom(async ({ page, door, connected }) => {
      await connected();
      twilio.wire.cut();
      await page.getByRole('heading', { name: 'Twilio cannot be reached.' }).waitFor({ timeout: 90_000 });
      assert.equal(door.asked.filter(({ command }) => command === 'joinCall').length, 2, 'one retry by itself, not more');
      await inspect(page, 'lost');
      twilio.wire.mend();
      await page.getByRole('button', { name: 'Try again' }).click();
      await connected(2);
    }));

  it('a reload comes back into the same visit', () =>
    inRoom(async ({ page, joinPeer, connected }) => {
      const first = await connected();
      await joinPeer();
      await onStage(page).waitFor();
      await page.reload();
      assert.equal(await connected(2), first, 'the patient kept the room open');
      await onStage(page).waitFor();
    }));

  it('a room that is completed while the visit is open is entered anew, and its SID is told', () =>
    inRoom(async ({ page, door, connected, state }) => {
      const first = await connected();
      await twilio.completeRoom(first);
      const second = await connected(2);
      assert.notEqual(second, first);
      await see(page, 'Waiting for Elena');
      state.open = false;
      await twilio.completeRoom(second);
      await see(page, 'This visit has finished.');
      assert.equal(door.asked.filter(({ command }) => command === 'joinCall').length, 2);
    }));

  it('the same visit in another window takes the call over; the two do not fight', () =>
    inRoom(async ({ page, door, connected }) => {
      await connected();
      const other = await openCall(browser, door);
      try {
        await see(page, 'This visit is open in another window.');
        await connected(2);
        await inspect(page, 'elsewhere');
        assert.equal(door.asked.filter(({ command }) => command === 'joinCall').length, 2, 'each window asked once');
      } finally {
        await other.close();
      }
    }));

  it('somebody unknown to the visit is shown as a guest, beside the patient', () =>
    inRoom(async ({ page, joinPeer, connected }) => {
      await connected();
      await joinPeer('somebody-else');
      await see(page, 'Guest');
      await onStage(page).waitFor();
    }));
});

// The patient's side of the call, with a provider on Twilio's own bundle.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser, checkIn, clinic, close, goOn, heading, inspect, MINUTE, needsTwin, onPhone, open, PATIENCE, press, require, turnOn } from '../support/phone.mjs';
import { numbersOnce } from '../support/numbers.mjs';

before(open);
after(close);

describe('the call', needsTwin, () => {
  /** The provider's side of a room: Twilio's own bundle on a plain page, with a fake camera. */
  async function provider(story) {
    const context = await browser.newContext({ bypassCSP: true });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    try {
      // A page that really comes from loopback: Chromium lets no other one open a socket there.
      await page.goto(`${clinic.at.portal_url}/config.json`);
      await page.addScriptTag({ path: require.resolve('twilio-video/dist/twilio-video.min.js') });
      await story({
        /** Opens a room; gives its SID. */
        open: (name) =>
          page.evaluate(
            async ([token, roomName, wsServer]) => {
              window.room = await window.Twilio.Video.connect(token, { name: roomName, wsServer, insights: false, audio: true, video: true });
              return window.room.sid;
            },
            [clinic.token('pv-1', { video: { room: name } }), name, clinic.at.video_signaling_url],
          ),
        /** Turns the provider's camera off or on. */
        shows: (picture) =>
          page.evaluate((wanted) => {
            for (const { track } of window.room.localParticipant.videoTracks.values()) track[wanted ? 'enable' : 'disable']();
          }, picture),
        /** Waits until the person is there with both tracks, muted or not. */
        sees: (identity, muted) =>
          page.waitForFunction(
            ([who, silent]) => {
              const person = [...window.room.participants.values()].find((each) => each.identity === who);
              const track = (kind) => [...(person?.tracks.values() ?? [])].find((each) => each.kind === kind)?.track;
              return track('video')?.isStarted !== undefined && track('audio') && track('audio').isEnabled !== silent;
            },
            [identity, muted],
          ),
      });
    } finally {
      await context.close();
    }
  }

  const admit = async (id, roomName, roomSid) =>
    clinic.tell(id, {
      stage: 'admitted',
      place: null,
      admission: { token: clinic.token(`in-${id}`, { video: { room: roomSid } }), roomName, roomSid, profile: 'two' },
    });
  const moving = (page) =>
    page.waitForFunction(() => {
      const video = document.querySelector('[aria-label^="Picture of"] video');
      return video && video.videoWidth > 0 && video.currentTime > 0;
    });

  it('brings both together, survives a reload and a new room, and ends in a goodbye', async () => {
    const { id, token } = await clinic.invite();
    await provider(async (doctor) => {
      await onPhone(clinic.link(token), async (page) => {
        await checkIn(page);
        await page.evaluate(() => {
          window.said = [];
          const live = document.querySelector('[aria-live=polite]');
          new MutationObserver(() => window.said.push(live.textContent.trim())).observe(live, { childList: true, characterData: true, subtree: true });
        });
        const first = await doctor.open(`visit-${id}`);
        await admit(id, `visit-${id}`, first);
        await moving(page);
        const off = page.getByText('camera is off');
        assert.deepEqual(await page.evaluate(() => window.said.filter((words) => words.includes('camera'))), [], 'a picture that comes is no camera that goes');
        await doctor.shows(false);
        await off.and(page.locator('[aria-live=polite]')).waitFor({ state: 'attached' });
        assert.equal(await off.count(), 2, 'said, and shown');
        await doctor.shows(true);
        await page.locator('[aria-live=polite]', { hasText: 'camera is on' }).waitFor({ state: 'attached' });
        await moving(page);
        await clinic.reported(id, ({ step }) => step === 'inCall');
        assert.match(await page.title(), /^In the visit/);
        await doctor.sees(`in-${id}`, false);
        await press(page, 'Mute');
        await doctor.sees(`in-${id}`, true);
        await inspect(page, 'call');

        await page.reload();
        await moving(page);
        await page.getByRole('button', { name: 'Unmute', exact: true }).waitFor();
        await doctor.sees(`in-${id}`, true);

        const second = await doctor.open(`visit-${id}-2`);
        await admit(id, `visit-${id}-2`, second);
        await doctor.sees(`in-${id}`, true);
        await moving(page);

        await clinic.video('POST', `/Rooms/${second}`, { Status: 'completed' });
        await clinic.tell(id, { stage: 'ended', admission: null });
        await heading(page, 'Your visit is finished');
        await page.getByText('1 minute with Dr. Adaeze Okafor.').waitFor();
        await inspect(page, 'goodbye');
        await clinic.clear(id);
        await page.reload();
        await heading(page, 'Your visit is finished');
      });
    });
  });

  it('is held with the small picture and a limited bitrate where the network was found to be poor', async () => {
    const { id, token } = await clinic.invite();
    await clinic.control('/turn/line', { kilobits_per_second: 100 });
    await provider(async (doctor) => {
      await onPhone(
        clinic.link(token),
        async (page) => {
          await press(page, 'Start');
          await turnOn(page, 'Turn on the camera', 'I see myself');
          await turnOn(page, 'Turn on the microphone', 'I see the bars move');
          await press(page, 'Play the sound');
          await press(page, 'I heard it');
          await clinic.givePass(id);
          const { measured } = await clinic.reported(id, ({ network }) => network === 'poor', MINUTE);
          assert.equal(measured.smallPicture, true);
          await clinic.control('/turn/line', {});
          await goOn(page);
          await admit(id, `visit-${id}`, await doctor.open(`visit-${id}`));
          await moving(page);
          await doctor.sees(`in-${id}`, false);
          const { capture, sentVideo } = await numbersOnce(page, (now) => now.sentVideo[0]?.width > 0, 'a picture is sent');
          assert.deepEqual(capture, { width: 640, height: 480, frameRate: 24 });
          assert.ok(sentVideo.length === 1 && sentVideo[0].width <= 640 && sentVideo[0].height <= 480, JSON.stringify(sentVideo));
          const limits = await page.evaluate(() => window.limits);
          assert.ok(limits.includes(500_000), `${limits}`);
        },
        {
          // What the SDK asks of the browser's senders.
          prepare: `{ window.limits = []; const set = RTCRtpSender.prototype.setParameters;
            RTCRtpSender.prototype.setParameters = function (wanted) {
              for (const { maxBitrate } of wanted.encodings ?? []) if (maxBitrate) window.limits.push(maxBitrate);
              return set.call(this, wanted);
            }; }`,
        },
      );
    });
  });

  it('is left and joined again, and says so when the person opened it elsewhere', async () => {
    const { id, token } = await clinic.invite();
    await provider(async (doctor) => {
      await onPhone(clinic.link(token), async (page) => {
        await checkIn(page);
        const sid = await doctor.open(`visit-${id}`);
        await admit(id, `visit-${id}`, sid);
        await moving(page);
        await press(page, 'Leave');
        await press(page, 'Leave the visit');
        await heading(page, 'You left the visit');
        await clinic.reported(id, ({ step }) => step === 'left');
        await press(page, 'Go back in');
        await moving(page);
        // Another device: another browser context with the same link, already past its checks.
        await onPhone(clinic.link(token), async (other) => {
          await press(other, 'Start');
          await press(other, 'Go in now');
          await moving(other);
          await page.getByRole('main').getByText('The visit is open somewhere else').waitFor();
          await inspect(page, 'call-elsewhere');
        });
        await press(page, 'Use this one');
        await moving(page);
      });
    });
  });
});

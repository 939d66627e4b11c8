// The patient's page in Chromium with the unmodified SDKs on the twin, the console played by REST: every step, a reload at
// each, every dead end. axe looks at every screen in light and dark; nothing scrolls sideways at 320 px.
//
// Needs ANTEROOM_TWIN (the twin's program) and built pages in ui/dist.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { close, browser, clinic, checkIn, failing, heading, inspect, MINUTE, needsTwin, onPhone, PATIENCE, press, require, turnOn, open } from './support/phone.mjs';

before(open);
after(close);

describe('the patient’s page', needsTwin, () => {
  it('leads from the welcome into the waiting room, and a reload returns to the same step', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      await page.getByText('Practice', { exact: true }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), 'en');
      await clinic.reported(id, (report) => report.step === 'opened' && report.browser === 'Chrome on Linux');
      await inspect(page, 'welcome');

      await press(page, 'Start');
      await turnOnAfterReload(page, 'Turn on the camera', 'I see myself', 'camera');
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the focus is on the heading');
      await clinic.reported(id, (report) => report.step === 'checking');
      await press(page, 'I see myself');

      await turnOnAfterReload(page, 'Turn on the microphone', 'I see the bars move', 'microphone');
      await page.getByText('We can hear you').first().waitFor();
      await press(page, 'I see the bars move');

      await page.reload();
      await heading(page, 'Can you hear this?');
      assert.equal(await page.getByText('Works', { exact: true }).count(), 2, 'what was passed stays passed');
      await inspect(page, 'speaker');
      await press(page, 'Play the sound');
      await heading(page, 'Did you hear it?');
      await press(page, 'I heard it');

      await heading(page, 'You are in the waiting room');
      await inspect(page, 'arriving');
      const report = await clinic.reported(id, ({ step }) => step === 'waiting');
      assert.deepEqual(report.devices, { camera: 'works', microphone: 'works', speaker: 'works' });

      await clinic.tell(id, {
        stage: 'waiting',
        place: 2,
        expectedAt: new Date(Date.now() + 25 * MINUTE).toISOString(),
        providerState: { kind: 'late', minutes: 10 },
      });
      await heading(page, 'You are 2nd in line');
      await page.getByRole('main').getByText('running about 10 minutes late').waitFor();
      await page.locator('[aria-live=polite]', { hasText: 'You are 2nd in line' }).waitFor({ state: 'attached' });
      await inspect(page, 'waiting');
      await page.reload();
      await heading(page, 'You are 2nd in line');
      const after = await clinic.reported(id, ({ seq }) => seq > report.seq);
      assert.equal(after.step, 'waiting', 'a reload costs nobody their place');
      await clinic.tell(id, { place: 1, providerState: { kind: 'withPatient' } });
      await heading(page, 'You are next');
      await page.getByRole('main').getByText('is with another patient').waitFor();
      assert.match(await page.title(), /^Waiting/);
    });

    async function turnOnAfterReload(page, ask, works, name) {
      const asked = page.getByRole('button', { name: ask, exact: true });
      const on = page.getByRole('button', { name: works, exact: true });
      await asked.or(on).first().waitFor();
      if (await asked.isVisible()) await asked.click().catch(() => undefined);
      await on.waitFor();
      await page.reload();
      await asked.or(on).first().waitFor();
      if (await asked.isVisible()) await asked.click().catch(() => undefined);
      await on.waitFor();
      await inspect(page, name);
    }
  });

  it('tries the devices again without giving up the place', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await checkIn(page);
      await clinic.tell(id, { stage: 'waiting', place: 1 });
      await press(page, 'Check camera and sound again');
      await page.getByText('Step 1 of 4').waitFor();
      assert.equal((await clinic.report(id)).step, 'waiting');
      await clinic.tell(id, { stage: 'admitted', place: null });
      await page.getByText('is opening the call').first().waitFor();
    });
  });

  it('lets people leave the waiting room and come back', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await checkIn(page);
      await press(page, 'Leave the waiting room');
      await heading(page, 'You left the visit');
      await clinic.reported(id, ({ step }) => step === 'left');
      await inspect(page, 'left');
      await page.reload();
      await heading(page, 'You left the visit');
      await press(page, 'Go back in');
      await clinic.reported(id, ({ step }) => step === 'waiting');
    });
  });

  it('says in the title that the person is called, and asks before it leaves', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await checkIn(page);
      await clinic.tell(id, { stage: 'admitted', place: null });
      await page.getByText('Dr. Adaeze Okafor is opening the call').first().waitFor();
      assert.match(await page.title(), /^● Come in/);
      await press(page, 'Mute');
      await press(page, 'Unmute');
      await page.getByText('You can be heard').waitFor({ state: 'attached' });
      await inspect(page, 'call-opening');
      await press(page, 'Leave');
      await page.getByText('Leave the visit?').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Stay');
      await inspect(page, 'call-leave');
      await page.keyboard.press('Escape');
      await press(page, 'Leave');
      await press(page, 'Leave the visit');
      await heading(page, 'You left the visit');
    });
  });
});

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

describe('a device that does not work', needsTwin, () => {
  for (const [name, error, title, verdict] of [
    ['refused', 'NotAllowedError', 'Your browser is not sharing the camera', 'refused'],
    ['busy', 'NotReadableError', 'Another app is using the camera', 'busy'],
    ['missing', 'NotFoundError', 'No camera was found', 'missing'],
    ['faulty', 'TypeError', 'The camera gives no picture', 'faulty'],
  ]) {
    it(`has words when the camera is ${name}, and voice alone is an offer`, async () => {
      const { id, token } = await clinic.invite();
      await onPhone(
        clinic.link(token),
        async (page) => {
          await press(page, 'Start');
          const ask = page.getByRole('button', { name: 'Turn on the camera', exact: true });
          await ask.or(page.getByRole('heading', { name: title })).first().waitFor();
          if (await ask.isVisible()) await ask.click().catch(() => undefined);
          await heading(page, title);
          await page.getByRole('heading', { name: 'What to do' }).waitFor();
          await inspect(page, `camera-${name}`);
          await press(page, 'Go on with voice only');
          await turnOn(page, 'Turn on the microphone', 'I see the bars move');
          await press(page, 'Play the sound');
          await press(page, 'I heard it');
          const { devices } = await clinic.reported(id, ({ step }) => step === 'waiting');
          assert.deepEqual(devices, { camera: verdict, microphone: 'works', speaker: 'works' });
          await inspect(page, `arriving-camera-${name}`);
        },
        { prepare: failing('video', error) },
      );
    });
  }

  it('has words for who has neither camera nor microphone, and promises them nothing', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await press(page, 'Start');
        await heading(page, 'No camera was found');
        await press(page, 'Go on with voice only');
        await heading(page, 'No microphone was found');
        await page.getByText('you can see and hear the doctor').waitFor();
        assert.equal(await page.getByText('with the picture').count(), 0, 'there is no picture to go on with');
        await inspect(page, 'neither-camera-nor-microphone');
        await press(page, 'Go on anyway');
        await press(page, 'Play the sound');
        await press(page, 'I heard it');
        const { devices } = await clinic.reported(id, ({ step }) => step === 'waiting');
        assert.deepEqual(devices, { camera: 'missing', microphone: 'missing', speaker: 'works' });
      },
      { prepare: `${failing('video', 'NotFoundError')}; ${failing('audio', 'NotFoundError')}` },
    );
  });

  it('has words when the microphone is refused and the sound is not heard; the picture alone is an offer', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await press(page, 'Start');
        await turnOn(page, 'Turn on the camera', 'I see myself');
        const ask = page.getByRole('button', { name: 'Turn on the microphone', exact: true });
        const refused = page.getByRole('heading', { name: 'Your browser is not sharing the microphone' });
        await ask.or(refused).first().waitFor();
        if (await ask.isVisible()) await ask.click().catch(() => undefined);
        await refused.waitFor();
        await inspect(page, 'microphone-refused');
        await press(page, 'Go on with picture only');
        await press(page, 'Play the sound');
        await press(page, 'I heard nothing');
        await heading(page, 'Let’s find the sound');
        await inspect(page, 'speaker-faulty');
        await press(page, 'Go on anyway');
        const { devices } = await clinic.reported(id, ({ step }) => step === 'waiting');
        assert.deepEqual(devices, { camera: 'works', microphone: 'refused', speaker: 'faulty' });
      },
      { prepare: failing('audio', 'NotAllowedError') },
    );
  });

  it('can be left out by choice', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await press(page, 'Start');
      await press(page, 'Go on without a picture');
      await press(page, 'Go on without a microphone');
      await press(page, 'Play the sound');
      await press(page, 'I heard it');
      const { devices } = await clinic.reported(id, ({ step }) => step === 'waiting');
      assert.deepEqual(devices, { camera: 'without', microphone: 'without', speaker: 'works' });
    }, { prepare: `navigator.permissions.query = () => Promise.resolve({ state: 'prompt' })` });
  });
});

describe('a way that leads no further', needsTwin, () => {
  for (const [stage, title] of [
    ['cancelled', 'The clinic cancelled this visit'],
    ['ended', 'This visit has finished'],
    ['removed', 'You are no longer in this visit'],
    ['noShow', 'The clinic closed this visit'],
  ]) {
    it(`has its own words: ${stage}; and goes on when the clinic opens the visit again`, async () => {
      const { id, token } = await clinic.invite({ stage });
      await onPhone(clinic.link(token), async (page) => {
        await heading(page, title);
        await inspect(page, stage);
        await clinic.tell(id, { stage: 'invited' });
        await heading(page, 'Your visit with Dr. Adaeze Okafor');
      });
    });
  }

  it('has its own words: the link has expired, and the clinic can be called', async () => {
    const { id } = await clinic.invite();
    const token = clinic.linkToken(id, { issued: -7200, life: 3600 });
    const config = {
      practice: true,
      endpoints: { syncSocketUrl: clinic.at.sync_socket_url, videoSignalingUrl: clinic.at.video_signaling_url },
      clinicName: 'Juniper Street Clinic',
      clinicPhone: '(503) 555-0100',
    };
    await onPhone(
      clinic.link(token),
      async (page) => {
        await page.getByRole('heading', { level: 1, name: /^This link worked until / }).waitFor();
        assert.equal(await page.getByRole('link', { name: 'Call (503) 555-0100' }).getAttribute('href'), 'tel:5035550100');
        await inspect(page, 'expired');
      },
      { config },
    );
  });

  it('has its own words: damaged links', async () => {
    const { token } = await clinic.invite();
    for (const fragment of ['', token.slice(0, 80), `${token}>`]) {
      await onPhone(clinic.link(fragment), async (page) => {
        await heading(page, 'This link is not complete');
        await inspect(page, 'damaged');
      });
    }
  });

  it('has its own words: a link that the account did not make', async () => {
    const { id } = await clinic.invite();
    await onPhone(clinic.link(clinic.linkToken(id, { secret: 'somebody else’s' })), async (page) => {
      await heading(page, 'This link does not open the visit');
      await inspect(page, 'refused');
    });
  });

  it('has its own words: a link from a clinic whose clock is ahead', async () => {
    const { id } = await clinic.invite();
    await onPhone(clinic.link(clinic.linkToken(id, { issued: 86_400, notBefore: 86_400 })), async (page) => {
      await heading(page, 'This link does not open yet');
      await inspect(page, 'not-yet');
    });
  });

  it('has its own words: the Documents are gone, before and after the page has seen them', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      await clinic.clear(id);
      await heading(page, 'This visit is closed');
      await page.reload();
      await heading(page, 'This visit is closed');
      await inspect(page, 'gone');
    });
  });

  it('has its own words: a status of a later layout', async () => {
    const { token } = await clinic.invite({ v: 2 });
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'This page and the clinic’s program don’t match');
      await inspect(page, 'unreadable');
    });
  });

  it('has its own words: a browser without WebRTC, which keeps the link', async () => {
    const { token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page, { context }) => {
        await context.grantPermissions(['clipboard-read', 'clipboard-write']);
        await heading(page, 'This browser can’t hold a video visit');
        await inspect(page, 'unsupported');
        await press(page, 'Copy link');
        await page.getByRole('button', { name: 'Link copied' }).waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), clinic.link(token));
      },
      { prepare: 'delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;' },
    );
  });

  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko)';

  it('has its own words: the browser inside an app, where one may go on if it can hold a call', async () => {
    const { token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await heading(page, 'Open this link in your browser');
        await page.getByRole('button', { name: 'Go on here' }).waitFor();
        await inspect(page, 'in-app');
        await press(page, 'Go on here');
        await heading(page, 'Your visit with Dr. Adaeze Okafor');
      },
      { userAgent: `${android.replace('Pixel 8', 'Pixel 8; wv')} Chrome/130.0.0.0 Mobile Safari/537.36` },
    );
  });

  it('offers no way on inside an app that the SDK can’t hold a call in', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await heading(page, 'Open this link in your browser');
        await clinic.reported(id, ({ browser: name }) => name === 'Instagram’s browser on Android');
        await page.waitForLoadState('networkidle');
        assert.equal(await page.getByRole('button', { name: 'Go on here' }).count(), 0);
      },
      { userAgent: `${android} Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36 Instagram 350.0` },
    );
  });

  it('has its own words: another tab, and either tab may have the visit', async () => {
    const { token } = await clinic.invite();
    await onPhone(clinic.link(token), async (first, { context, watch }) => {
      await heading(first, 'Your visit with Dr. Adaeze Okafor');
      const second = watch(await context.newPage());
      await second.goto(clinic.link(token));
      await heading(second, 'Your visit is open in another tab');
      await inspect(second, 'another-tab');
      await press(second, 'Use this tab');
      await heading(second, 'Your visit with Dr. Adaeze Okafor');
      await heading(first, 'Your visit is open in another tab');
      await second.close();
      await heading(first, 'Your visit with Dr. Adaeze Okafor');
    });
  });
});

describe('the connection', needsTwin, () => {
  it('that was never there says so, since when, and goes on trying', async () => {
    const { token } = await clinic.invite();
    const unreachable = { practice: true, endpoints: { syncSocketUrl: clinic.at.sync_socket_url.replace(/:\d+/, ':9') } };
    await onPhone(
      clinic.link(token),
      async (page) => {
        await heading(page, 'The clinic is not reached yet');
        await page.getByText(/^No connection since \d/).waitFor();
        await inspect(page, 'unreachable');
      },
      // The portal's policy names the twin's own addresses; this one is nobody's.
      { config: unreachable, bypassCSP: true },
    );
  });

  it('that breaks keeps the place, and is found again', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page, { context }) => {
      await checkIn(page);
      await clinic.tell(id, { stage: 'waiting', place: 1 });
      await heading(page, 'You are next');
      await context.setOffline(true);
      await page.getByText(/^No connection to the clinic since/).waitFor();
      await inspect(page, 'offline');
      await clinic.tell(id, { place: 3 });
      await context.setOffline(false);
      await heading(page, 'You are 3rd in line');
      await page.getByText(/^No connection to the clinic since/).waitFor({ state: 'detached' });
      const { seq } = await clinic.report(id);
      await clinic.reported(id, (report) => report.seq > seq, 25_000);
    });
  });

  it('goes on with a renewed link, and a reload uses it', async () => {
    const { id } = await clinic.invite();
    const short = clinic.linkToken(id, { life: 600 });
    await onPhone(clinic.link(short), async (page) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      const longer = clinic.linkToken(id, { life: 7200 });
      await clinic.tell(id, { link: { token: longer, expiresAt: new Date(Date.now() + 7200_000).toISOString() } });
      await page.waitForFunction((token) => location.hash === `#${token}`, longer);
      await page.reload();
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
    });
  });
});

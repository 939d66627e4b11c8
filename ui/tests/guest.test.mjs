// The page as a third party sees it, in Chromium with the unmodified SDKs on the twin, the console played by REST: who they are, the
// checks, waiting or straight in, a call with several people, another room, and being taken out.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { browser, checkIn, clinic, close, heading, inspect, needsTwin, onPhone, open, PATIENCE, PHONE, press, require, SCREENS } from './support/phone.mjs';

/** One of the twin's phones: somebody who answers. */
const PERSON = '+12025550111';

before(open);
after(close);

const daughter = { name: 'Lucía Márquez', role: 'family', relationship: 'Daughter' };
const people = (id) => [
  { identity: 'pv-1', role: 'provider' },
  { identity: 'in-patient', role: 'patient' },
  { identity: 'in-rosa', role: 'interpreter' },
  { identity: `in-${id}`, role: 'family' },
  { identity: 'ph-line', role: 'interpreter' },
];

/** The others in the call: Twilio's own bundle on plain pages, with fake cameras. */
async function others(story) {
  const context = await browser.newContext({ bypassCSP: true });
  const pages = new Map();
  try {
    await story({
      /** Comes into a room; gives its SID. The provider alone speaks, so that it is known who is large. */
      async enter(identity, name) {
        const page = pages.get(identity) ?? (await context.newPage());
        pages.set(identity, page);
        page.setDefaultTimeout(PATIENCE);
        await page.goto(`${clinic.at.portal_url}/config.json`);
        await page.addScriptTag({ path: require.resolve('twilio-video/dist/twilio-video.min.js') });
        return page.evaluate(
          async ([token, roomName, wsServer, speaks]) => {
            window.room = await window.Twilio.Video.connect(token, { name: roomName, wsServer, insights: false, audio: speaks, video: { width: 320, height: 240 } });
            return window.room.sid;
          },
          [clinic.token(identity, { video: { room: name } }), name, clinic.at.video_signaling_url, identity.startsWith('pv-')],
        );
      },
      sees: (identity, other) =>
        pages.get(identity).waitForFunction((who) => [...window.room.participants.values()].some((each) => each.identity === who && each.tracks.size > 0), other),
      misses: (identity, other) =>
        pages.get(identity).waitForFunction((who) => ![...window.room.participants.values()].some((each) => each.identity === who), other),
    });
  } finally {
    await context.close();
  }
}

const admit = (id, roomName, roomSid) =>
  clinic.tell(id, {
    stage: 'admitted',
    place: null,
    people: people(id),
    admission: { token: clinic.token(`in-${id}`, { video: { room: roomSid } }), roomName, roomSid, profile: 'many' },
  });
/** Twilio calls one of the twin's phones, which comes into a room when it answers. */
async function call(at, room, identity) {
  const authorization = `Basic ${Buffer.from(`${at.api_key_sid}:${at.api_key_secret}`).toString('base64')}`;
  const calls = `${at.api_url}/2010-04-01/Accounts/${at.account_sid}/Calls`;
  const ask = async (path, form) => {
    const answer = await fetch(`${calls}${path}.json`, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
    assert.ok(answer.ok, await answer.clone().text());
    return answer.json();
  };
  const Twiml = `<Response><Connect><Room participantIdentity="${identity}">${room}</Room></Connect></Response>`;
  const { sid } = await ask('', { To: PERSON, From: at.phone_number, Twiml });
  return { hangUp: () => ask(`/${sid}`, { Status: 'completed' }) };
}

const pictures = (page, count) =>
  page.waitForFunction(
    (wanted) => [...document.querySelectorAll('[aria-label^="Picture of"] video')].filter((video) => video.videoWidth > 0 && video.currentTime > 0).length === wanted,
    count,
    { timeout: 60_000 },
  );

describe('a third party', needsTwin, () => {
  it('says who they are, put right by themselves, and a reload asks nothing again', async () => {
    const { id, token } = await clinic.invite({ guest: daughter });
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'You are invited to a visit with Dr. Adaeze Okafor');
      await page.getByText('You join as a family member or friend of the patient.').waitFor();
      await inspect(page, 'guest-welcome');
      await press(page, 'Start');
      await heading(page, 'Who are you?');
      const name = page.getByLabel('Your name');
      assert.equal(await name.inputValue(), 'Lucía Márquez', 'filled in as the clinic knows it');
      assert.equal(await page.getByLabel('What are you to the patient?').inputValue(), 'Daughter');
      await inspect(page, 'guest-who');
      await name.fill('  ');
      await press(page, 'Continue');
      await page.getByText('Write your name, so that the clinic knows who comes in.').waitFor();
      assert.ok(await name.evaluate((field) => field === document.activeElement), 'the field that needs a hand has the focus');
      await inspect(page, 'guest-who-missing');
      await page.reload();
      await heading(page, 'Who are you?');
      await page.getByLabel('Your name').fill('Lucía M. Ríos');
      await page.getByLabel('What are you to the patient?').press('Enter');
      await heading(page, 'Do you see yourself?');
      const said = await clinic.reported(id, ({ guest }) => guest?.name === 'Lucía M. Ríos');
      assert.deepEqual(said.guest, { name: 'Lucía M. Ríos', relationship: 'Daughter' });
      await page.reload();
      const kept = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)) + JSON.stringify(Object.entries(localStorage)));
      assert.ok(!kept.includes('Luc'), 'no name is left in this browser');
      await checkIn(page, { started: true });
      await clinic.reported(id, ({ step, guest }) => step === 'waiting' && guest?.name === 'Lucía M. Ríos');
      await clinic.tell(id, { stage: 'waiting' });
      await page.getByText('Dr. Adaeze Okafor is told that you are here, and lets you in.').waitFor();
      await page.getByText('You are announced as Lucía M. Ríos.').waitFor();
      await inspect(page, 'guest-waiting');
    });
  });

  it('is asked nothing where they are the patient', async () => {
    const { token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await press(page, 'Start');
      await heading(page, 'Do you see yourself?');
    });
  });

  it('is in a call with several people, follows them into another room, is taken out and let in again', async () => {
    const { id, token } = await clinic.invite({ guest: daughter });
    await others(async (room) => {
      await onPhone(clinic.link(token), async (page) => {
        await press(page, 'Start');
        await press(page, 'Continue');
        await checkIn(page, { started: true });
        const first = await room.enter('pv-1', `visit-${id}`);
        await room.enter('in-patient', `visit-${id}`);
        await room.enter('in-rosa', `visit-${id}`);
        await admit(id, `visit-${id}`, first);
        await pictures(page, 3);
        const tiles = page.getByRole('list', { name: 'Others in the call' }).getByRole('listitem');
        assert.deepEqual((await tiles.allInnerTexts()).map((text) => text.trim()).sort(), ['Interpreter', 'Patient'], 'what they are, nobody’s name');
        await room.sees('pv-1', `in-${id}`);
        await inspect(page, 'guest-call');

        // Somebody on the telephone is a label with a level: there is nothing to see of them.
        const line = await call(clinic.at, `visit-${id}`, 'ph-line');
        const phone = page.getByRole('list', { name: 'In the call by phone' }).getByRole('listitem');
        assert.equal((await phone.innerText()).replace(/\s+/g, ' ').trim(), 'Interpreter by phone');
        assert.deepEqual((await tiles.allInnerTexts()).map((text) => text.trim()).sort(), ['Interpreter', 'Patient']);

        // Who signs is kept large, whoever speaks; the provider takes the place that they had.
        const large = (who) => page.getByTestId('large').getByRole('img', { name: `Picture of ${who}` });
        await large('Dr. Adaeze Okafor').waitFor();
        await page.getByRole('button', { name: 'Keep Interpreter large' }).press('Enter');
        await large('Interpreter').waitFor();
        await page.getByRole('button', { name: 'Keep Dr. Adaeze Okafor large' }).waitFor();
        await pictures(page, 3);
        await inspect(page, 'guest-call-pinned');
        await press(page, 'Show who speaks');
        await page.getByRole('button', { name: 'Keep Interpreter large' }).waitFor();
        await page.setViewportSize({ width: 1024, height: 768 });
        await page.screenshot({ path: join(SCREENS, 'patient-guest-call-wide.png') });
        await page.setViewportSize(PHONE);
        await line.hangUp();
        await page.getByRole('list', { name: 'In the call by phone' }).waitFor({ state: 'detached' });

        // Somebody is kept out: the room is completed, the others go on in the next one. Nobody touches this phone.
        await clinic.tell(id, { admission: null });
        await clinic.video('POST', `/Rooms/${first}`, { Status: 'completed' });
        const second = await room.enter('pv-1', `visit-${id}`);
        assert.notEqual(second, first);
        await admit(id, `visit-${id}`, second);
        await room.sees('pv-1', `in-${id}`);
        await pictures(page, 1);

        // The reason comes first, then the end of the connection.
        await clinic.tell(id, { stage: 'removed', admission: null, people: [] });
        await heading(page, 'You are no longer in this visit');
        await clinic.video('POST', `/Rooms/${second}/Participants/in-${id}`, { Status: 'disconnected' }).catch(() => undefined);
        await room.misses('pv-1', `in-${id}`);
        await page.getByText('The clinic can let you in again.').waitFor();
        assert.equal(await page.locator('video').count(), 0, 'nobody is filmed who is out');
        await inspect(page, 'guest-removed');
        await page.reload();
        await heading(page, 'You are no longer in this visit');

        await admit(id, `visit-${id}`, second);
        await room.sees('pv-1', `in-${id}`);
        await clinic.tell(id, { stage: 'keptOut', admission: null, people: [] });
        await page.getByText('It goes on without you.').waitFor();
        await inspect(page, 'guest-kept-out');
        // Documents that go afterwards are no goodbye.
        await clinic.clear(id);
        await heading(page, 'You are no longer in this visit');
      });
    });
  });

  it('is told that the invitation was taken back', async () => {
    const { id, token } = await clinic.invite({ guest: daughter });
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'You are invited to a visit with Dr. Adaeze Okafor');
      await clinic.tell(id, { stage: 'withdrawn' });
      await heading(page, 'The clinic took this invitation back');
      await inspect(page, 'guest-withdrawn');
    });
  });
});

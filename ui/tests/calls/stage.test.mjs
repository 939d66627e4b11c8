// The stage with one to six others: who is large, who beside, pins, a phone; each looked at with axe.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDoor, visit } from '../call-door.mjs';
import { inspect, openBrowser, openCall, PATIENCE } from '../call-window.mjs';
import { startTwilio } from '../local-twilio.mjs';
import { aCall, SO_FAR } from '../phone-calls.mjs';
import { announced } from '../support/announced.mjs';

const extra = {
  'peer.html': fileURLToPath(new URL('../peer.html', import.meta.url)),
  'twilio-video.min.js': createRequire(import.meta.url).resolve('twilio-video/dist/twilio-video.min.js'),
};
const PEOPLE = [
  { identity: 'provider-1', name: 'Dr. Amara Okafor', role: 'provider', relationship: '' },
  { identity: 'in-patient', name: 'Elena Márquez Ríos', role: 'patient', relationship: '' },
  { identity: 'in-rosa', name: 'Rosa Benítez', role: 'interpreter', relationship: '' },
  { identity: 'in-lucia', name: 'Lucía Márquez', role: 'family', relationship: 'Daughter' },
  { identity: 'ph-ishii', name: 'Dr. Ishii', role: 'specialist', relationship: 'Pharmacist' },
  { identity: 'in-tomas', name: 'Tomás Márquez', role: 'family', relationship: 'Son' },
  { identity: 'in-noor', name: 'Noor Haddad', role: 'other', relationship: '' },
];
/** Rosa as the list of people has her. */
const GUESTS = [
  {
    id: 'rosa', identity: 'in-rosa', name: 'Rosa Benítez', invitedAs: null, role: 'interpreter', relationship: '', language: 'es', preAdmitted: false, state: 'admitted', since: '2026-11-24T09:00:00Z',
    inCall: true, wasInCall: true, onLink: 'inCall', camera: 'works', microphone: 'works', network: 'good', awaySince: null, readiness: { kind: 'ready' }, expiresAt: '2026-11-24T12:00:00Z', actions: ['remove'],
    timeline: [],
  },
];
const skip = process.env.ANTEROOM_TWIN ? false : 'ANTEROOM_TWIN names no local Twilio';
let browser;
let twilio;

describe('the stage', { skip }, () => {
  before(async () => {
    browser = await openBrowser();
    twilio = await startTwilio();
  });
  after(async () => {
    await browser?.close();
    await twilio?.stop();
  });

  it('holds up to six others, a phone among them; who is pinned stays large', async () => {
    const roomName = 'crowd';
    let calls = [];
    const door = await openDoor(
      {
        getCall: () => visit({ people: PEOPLE, profile: 'many', thirdParties: GUESTS, phoneParties: calls }),
        joinCall: () => ({
          token: twilio.token('provider-1-2', roomName),
          roomName,
          profile: 'many',
          endpoints: { videoSignalingUrl: twilio.direct },
        }),
      },
      { extra },
    );
    const { page, complaints, close } = await openCall(browser, door);
    const context = await browser.newContext();
    const peer = await context.newPage();
    peer.setDefaultTimeout(PATIENCE);
    await peer.goto(`${door.origin}/peer.html`);
    const joins = (identity) =>
      peer.evaluate(
        async ({ token, name, wsServer, phone, hue }) => {
          const { connect, LocalAudioTrack, LocalVideoTrack } = window.Twilio.Video;
          const sound = new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0];
          const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
          const draw = canvas.getContext('2d');
          let n = 0;
          setInterval(() => {
            draw.fillStyle = `hsl(${hue} 30% ${28 + (n++ % 8)}%)`;
            draw.fillRect(0, 0, 320, 180);
          }, 100);
          const tracks = [new LocalAudioTrack(sound)];
          if (!phone) tracks.push(new LocalVideoTrack(canvas.captureStream(10).getVideoTracks()[0]));
          (window.rooms ??= []).push(await connect(token, { name, wsServer, insights: false, tracks, preferredVideoCodecs: ['VP8'] }));
        },
        {
          token: twilio.token(identity, roomName),
          name: roomName,
          wsServer: twilio.direct,
          phone: identity.startsWith('ph-'),
          hue: PEOPLE.findIndex((each) => each.identity === identity) * 60,
        },
      );
    const leaves = (identity) =>
      peer.evaluate((of) => window.rooms.find((room) => room.localParticipant.identity === of && room.state === 'connected').disconnect(), identity);
    const large = () => page.locator('[data-testid=stage] figure').getAttribute('aria-label');
    const beside = (count) => page.waitForFunction((n) => document.querySelectorAll('.strip figure').length === n, count);
    const shown = (name) => page.locator(`figure[aria-label^="${name}"][data-picture=on] video`).waitFor();
    try {
      await joins('in-patient');
      await shown('Elena');
      assert.equal(await page.locator('.pin').count(), 0, 'with two there is nothing to choose between');
      await inspect(page, 'stage-1');

      await joins('in-rosa');
      await shown('Rosa');
      await beside(1);
      assert.match(await large(), /Elena/, 'the patient is large while nobody speaks');
      await inspect(page, 'stage-2');

      await joins('in-lucia');
      await shown('Lucía');
      await beside(2);
      await inspect(page, 'stage-3');

      await joins('ph-ishii');
      await beside(3);
      const ishii = page.locator('figure[aria-label="Dr. Ishii, Pharmacist · phone"]');
      const tells = (happened, change = {}) => {
        calls = [aCall('ishii', { name: 'Dr. Ishii', role: 'specialist', ...change }, happened)];
        door.tell({ event: 'visitChanged', visitId: 'visit-1', date: '2026-11-24' });
      };
      tells(SO_FAR.answered);
      await ishii.getByText('Joining…').waitFor();
      tells(SO_FAR.listening, { quiet: true });
      await ishii.getByText(/^You alone hear it 0:/).waitFor();
      tells(SO_FAR.inVisit);
      await ishii.getByText(/^On the line 0:/).waitFor();
      await inspect(page, 'stage-4-phone');
      tells(SO_FAR.inVisit, { muted: true });
      await ishii.getByRole('img', { name: 'Muted for the visit' }).waitFor();

      // Muted for the provider alone, on a tile and in the list; somebody who comes back stays so.
      const heard = () => page.locator('audio').evaluateAll((all) => all.filter((audio) => !audio.muted).length);
      const loud = await heard();
      await page.keyboard.press('Control+Shift+KeyE');
      await page.getByRole('button', { name: 'Mute for me: Rosa Benítez' }).click();
      await page.locator('figure[aria-label^="Rosa"]').getByRole('img', { name: 'Muted for you' }).waitFor();
      assert.equal(await heard(), loud - 1);
      await announced(page, 'Rosa Benítez is muted for you');
      await inspect(page, 'people-muted-for-me');
      await page.getByRole('button', { name: 'Mute for me: Dr. Ishii' }).waitFor();
      await leaves('in-rosa');
      await beside(2);
      await joins('in-rosa');
      await beside(3);
      await page.locator('figure[aria-label^="Rosa"]').getByRole('img', { name: 'Muted for you' }).waitFor();
      await page.waitForFunction((n) => [...document.querySelectorAll('audio')].length === n, 4);
      assert.equal(await heard(), loud - 1, 'who comes back is still not heard');
      await page.getByRole('button', { name: 'Hear again: Rosa Benítez' }).click();
      await page.locator('figure[aria-label^="Rosa"]').getByRole('img', { name: 'Muted for you' }).waitFor({ state: 'detached' });
      assert.equal(await heard(), loud);
      await page.keyboard.press('Escape');

      await joins('in-tomas');
      await joins('in-noor');
      await beside(5);
      await shown('Noor');
      await inspect(page, 'stage-6');

      // By key: the button is reached and pressed without a pointer.
      await page.getByRole('button', { name: 'Pin Rosa Benítez' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('[data-testid=stage] figure')?.getAttribute('aria-label')?.startsWith('Rosa'));
      await announced(page, 'Rosa Benítez is pinned');
      await shown('Elena');
      await inspect(page, 'stage-pinned');
      await page.setViewportSize({ width: 820, height: 620 });
      await inspect(page, 'stage-small');
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.getByRole('button', { name: 'Pinned Rosa Benítez' }).click();
      await page.waitForFunction(() => document.querySelector('[data-testid=stage] figure')?.getAttribute('aria-label')?.startsWith('Elena'));

      await page.setViewportSize({ width: 320, height: 200 });
      await inspect(page, 'stage-mini');
      assert.equal(await page.locator('ul.strip').isVisible(), false);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
      await close();
      await door.close();
    }
  });
});

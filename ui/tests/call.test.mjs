// The call window in Chromium, state by state: what it shows, what it tells the core, and that axe finds nothing.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDoor, openRefusingTwilio, visit } from './call-door.mjs';
import { inspect, openBrowser, openCall, see } from './call-window.mjs';

const admission = (url) => ({ token: 'not-a-token', roomName: 'visit-1', profile: 'two', endpoints: { videoSignalingUrl: url } });

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

/** One page in one world. With `hold` the core answers `joinCall` only when the story lets the page in: the room waits for no device, a story may. */
async function inWorld({ twilio = (send) => void send, answers = {}, hold = false, ...options }, story) {
  const refusing = await openRefusingTwilio(twilio);
  let letIn = () => undefined;
  const allowed = hold ? new Promise((resolve) => (letIn = resolve)) : Promise.resolve();
  const joinCall = () => allowed.then(() => admission(refusing.url));
  const door = await openDoor({ getCall: () => visit(), joinCall, ...answers });
  const { page, complaints, close } = await openCall(browser, door, options);
  try {
    await story({ page, door, twilio: refusing, letIn });
    assert.deepEqual(complaints, [], 'no policy was broken and nothing was thrown');
  } finally {
    await close();
    await door.close();
    await refusing.close();
  }
}

const error = (code) => (send) => send({ type: 'error', version: 2, code, message: 'refused' });

describe('the way in', () => {
  it('shows the visit and the own picture while Twilio has not answered yet, and asks for the two-people profile', () =>
    inWorld({ hold: true }, async ({ page, door, twilio, letIn }) => {
      await see(page, 'Opening the call');
      await page.locator('[data-testid=self] [data-picture=on] video').waitFor();
      await page.waitForFunction(() => document.querySelector('[data-testid=self] video')?.videoWidth === 1280);
      await door.heard(({ command }) => command === 'joinCall', 'joinCall');
      assert.equal(await page.locator('h1').innerText(), 'Elena Márquez Ríos');
      assert.match(await page.locator('header').innerText(), /Spanish[\s\S]*4:1\d[\s\S]*of 15 min[\s\S]*4 waiting[\s\S]*PRACTICE/i);
      await inspect(page, 'connecting');
      letIn();
      const connect = await twilio.firstConnect();
      assert.equal(connect.bandwidth_profile, undefined, 'two people have no bandwidth profile');
      assert.ok(connect.media_signaling.network_quality, 'network quality is asked for');
      assert.equal(connect.media_signaling.active_speaker, undefined, 'two people need no dominant speaker');
      assert.equal(connect.media_signaling.publisher_hints, undefined, 'no adaptive simulcast');
      const { sdp } = connect.peer_connections[0].description;
      assert.doesNotMatch(sdp, /ssrc-group:SIM/, 'simulcast is off');
      assert.deepEqual(connect.participant.tracks.map((track) => track.kind).sort(), ['audio', 'video']);
      assert.equal(page.url().includes('ticket'), false, 'the ticket is out of the address');
    }));

  it('waits for no camera: what opens later joins the room', () =>
    inWorld(
      { prepare: `(() => { const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getUserMedia = (asked) => asked.video ? new Promise(() => undefined) : real(asked); })()` },
      async ({ twilio }) => {
        const connect = await twilio.firstConnect();
        assert.ok(!connect.participant.tracks.some((track) => track.kind === 'video'), 'it went in while the camera was still starting');
      },
    ));

  it('fits its smallest window and the small form', () =>
    inWorld({ viewport: { width: 640, height: 480 }, reducedMotion: 'reduce' }, async ({ page }) => {
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      const overflow = await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]);
      assert.deepEqual(overflow, [0, 0], 'nothing is cut off or scrolls');
      await inspect(page, 'connecting-640');
      await page.setViewportSize({ width: 320, height: 200 });
      await inspect(page, 'mini');
    }));
});

describe('devices', () => {
  const refuse = (kind, name) =>
    `(() => { const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
       navigator.mediaDevices.getUserMedia = (asked) => asked.${kind} ? Promise.reject(new DOMException('scripted', '${name}')) : real(asked); })()`;

  for (const [kind, name, words, file] of [
    ['video', 'NotAllowedError', 'The camera is not shared.', 'camera-refused'],
    ['video', 'NotReadableError', 'Another program holds the camera.', 'camera-busy'],
    ['video', 'NotFoundError', 'No camera was found.', 'camera-missing'],
    ['audio', 'NotFoundError', 'No microphone was found.', 'microphone-missing'],
  ]) {
    it(`goes on without when ${kind} gives ${name}`, () =>
      inWorld({ prepare: refuse(kind, name), hold: true }, async ({ page, door, twilio, letIn }) => {
        await see(page, words);
        await see(page, kind === 'video' ? 'The call goes on with sound only.' : 'The call goes on with picture only');
        if (kind === 'audio') await page.locator('[data-testid=self] [data-picture=on]').waitFor();
        else await page.getByRole('button', { name: 'Mute', exact: true }).waitFor();
        await door.heard(({ command }) => command === 'joinCall', 'joinCall');
        letIn();
        const kinds = (await twilio.firstConnect()).participant.tracks.map((track) => track.kind);
        assert.deepEqual(kinds, [kind === 'video' ? 'audio' : 'video'], 'the other one is published');
        await inspect(page, file);
      }));
  }

  it('are chosen, tried and turned off in the call', () =>
    inWorld({}, async ({ page }) => {
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      await page.getByRole('button', { name: 'Devices' }).click();
      await page.getByLabel('Camera', { exact: true }).waitFor();
      await page.waitForFunction(() => Number(document.querySelector('[role=meter]')?.getAttribute('aria-valuenow')) > 0);
      await inspect(page, 'devices');
      await page.getByRole('button', { name: 'Close devices' }).click();

      await page.getByRole('button', { name: 'Camera', exact: true }).click();
      await page.locator('[data-testid=self] [data-picture=off]').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Camera off' }).getAttribute('aria-pressed'), 'true');
      assert.equal((await page.locator('[aria-live=polite]').last().innerText()).trim(), 'Camera off');
      await page.getByRole('button', { name: 'Camera off' }).click();
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();

      await page.keyboard.press('Control+Shift+KeyM');
      assert.equal(await page.getByRole('button', { name: 'Unmute' }).getAttribute('aria-pressed'), 'true');
      await page.keyboard.press('Control+Shift+KeyM');
      await page.keyboard.down('Control');
      await page.keyboard.down('Space');
      await page.getByRole('button', { name: 'Unmute' }).waitFor();
      await page.keyboard.up('Space');
      await page.getByRole('button', { name: 'Mute', exact: true }).waitFor();
      await page.keyboard.up('Control');
      await inspect(page, 'muted-and-back');
    }));
});

describe('refusals', () => {
  for (const [code, title, button, tries] of [
    [53105, 'There is no place left in the room.', 'Try again', 1],
    [53103, 'The visit’s room is not open.', 'Try again', 1],
    [53205, 'This visit is open in another window.', 'Hold it here instead', 1],
    [20103, 'Twilio refuses this clinic’s credentials.', 'Close this window', 1],
    [20106, 'This way in is for another visit.', 'Close this window', 1],
    // Asked for a fresh token once, by itself.
    [20104, 'This computer’s clock is off, so the door won’t open.', 'Try again', 2],
  ]) {
    it(`says what ${code} means`, () =>
      inWorld({ twilio: error(code) }, async ({ page, door }) => {
        await see(page, title);
        await page.getByRole('button', { name: button }).waitFor();
        assert.equal(door.asked.filter(({ command }) => command === 'joinCall').length, tries, 'no loop of retries');
        await inspect(page, `refused-${code}`);
      }));
  }

  it('tries again when asked to', () =>
    inWorld({ twilio: error(53105) }, async ({ page, door }) => {
      await page.getByRole('button', { name: 'Try again' }).click();
      await door.heard(() => door.asked.filter(({ command }) => command === 'joinCall').length === 2, 'joinCall again');
      await see(page, 'There is no place left in the room.');
    }));

  it('says what the core says when the way in is used up', () =>
    inWorld(
      {
        answers: {
          getCall: () => {
            throw { code: 'forbidden', message: 'This window may not do that.', advice: 'Open the call again from the console.' };
          },
        },
      },
      async ({ page }) => {
        await see(page, 'This window may not do that.');
        await page.getByRole('button', { name: 'Close this window' }).waitFor();
        await inspect(page, 'forbidden');
      },
    ));

  it('says so where there is no WebRTC', () =>
    inWorld({ prepare: 'delete window.RTCPeerConnection' }, async ({ page, door }) => {
      await see(page, 'This window can’t hold a video visit.');
      assert.equal(door.asked.length, 0, 'nothing was asked of the core');
      await inspect(page, 'no-webrtc');
    }));
});

describe('the end', () => {
  it('is said when the visit ends, whoever ended it, and lets the camera go', () =>
    inWorld({}, async ({ page, door }) => {
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      door.tell({ event: 'visitEnded', visitId: 'another' });
      door.tell({ event: 'visitEnded', visitId: 'visit-1' });
      await see(page, 'This visit has finished.');
      await page.getByText('Practice', { exact: true }).waitFor();
      assert.equal(await page.locator('video').count(), 0, 'no picture is left');
      await inspect(page, 'finished');
    }));

  it('is asked for in two ways, each with its meaning', () =>
    inWorld({}, async ({ page, door }) => {
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      await page.getByRole('button', { name: 'End', exact: true }).click();
      await page.getByRole('menuitem', { name: /Leave/ }).waitFor();
      await inspect(page, 'end-menu');
      await page.getByRole('menuitem', { name: /End for all/ }).click();
      await door.heard(({ command }) => command === 'endCall', 'endCall');
      await see(page, 'This visit has finished.');
    }));

  it('keeps the call when ending fails, and says why', () =>
    inWorld(
      {
        answers: {
          endCall: () => {
            throw { code: 'offline', message: 'Twilio cannot be reached.', advice: 'The visit is still open. Try again in a moment.' };
          },
        },
      },
      async ({ page }) => {
        await page.locator('[data-testid=self] [data-picture=on]').waitFor();
        await page.getByRole('button', { name: 'End', exact: true }).click();
        await page.getByRole('menuitem', { name: /End for all/ }).click();
        await see(page, 'Twilio cannot be reached.');
        await inspect(page, 'end-failed');
      },
    ));

  it('can be taken back: whoever left can come in again', () =>
    inWorld({}, async ({ page, door }) => {
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      await page.getByRole('button', { name: 'End', exact: true }).click();
      await page.getByRole('menuitem', { name: /Leave/ }).click();
      await see(page, 'You left the call.');
      await inspect(page, 'left');
      await page.getByRole('button', { name: 'Rejoin' }).click();
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      assert.equal(door.asked.filter(({ command }) => command === 'joinCall').length, 2);
    }));

  it('is what a window says that is opened after it', () =>
    inWorld({ answers: { getCall: () => visit({ open: false }) } }, async ({ page, door }) => {
      await see(page, 'This visit has finished.');
      assert.deepEqual(door.asked.map(({ command }) => command), ['getCall'], 'no camera, no way in');
    }));

  it('does not come when the console goes away: the call goes on, and says so', () =>
    inWorld({}, async ({ page, door }) => {
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      door.lose();
      await see(page, 'The console does not answer.');
      await inspect(page, 'console-lost');
      door.find();
      await page.getByText('The console does not answer.').waitFor({ state: 'detached' });
    }));

  it('does not come when another computer acts for the clinic: the call goes on, and says what is done where', () => {
    let standingBy = false;
    const refused = { code: 'standingBy', message: 'Anteroom is open for this clinic on another computer.', advice: 'Take over to work from here.' };
    const endCall = () => {
      throw refused;
    };
    return inWorld({ answers: { getCall: () => visit({ standingBy }), endCall } }, async ({ page, door }) => {
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      standingBy = true;
      door.tell({ event: 'sessionChanged' });
      await see(page, 'Anteroom acts for this clinic on another computer now.');
      await inspect(page, 'taken-over');
      await page.getByRole('button', { name: 'End', exact: true }).click();
      await page.getByRole('menuitem', { name: /End for all/ }).click();
      await see(page, refused.message);
      await page.locator('[data-testid=self] [data-picture=on]').waitFor();
      standingBy = false;
      door.tell({ event: 'sessionChanged' });
      await page.getByText('Anteroom acts for this clinic on another computer now.').waitFor({ state: 'detached' });
    });
  });
});

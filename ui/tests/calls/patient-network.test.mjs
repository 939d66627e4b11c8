// The network check before the waiting room: Twilio's own preflight and bitrate test, unmodified, by the twin's signalling and relay; good,
// narrow, cut off, without a clinic that answers; and nothing but the clinic's doors is dialled. What an open line is judged to be depends on how busy this computer is;
// the judgement is tested by itself.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { clinic, close, goOn, heading, inspect, MINUTE, needsTwin, onPhone, open, press } from '../support/phone.mjs';

before(open);
afterEach(() => clinic?.control('/turn/line', {}));
after(close);

const noDevices = `navigator.permissions.query = () => Promise.resolve({ state: 'prompt' })`;

/** Comes to the check without camera and microphone. */
async function arrive(page) {
  await press(page, 'Start');
  await press(page, 'Go on without a picture');
  await press(page, 'Go on without a microphone');
  await press(page, 'Play the sound');
  await press(page, 'I heard it');
  await heading(page, 'Trying your connection');
}

const patience = { timeout: MINUTE };
const TITLES = { good: 'Your connection is good', usable: 'Good for talking. The picture may pause.', poor: 'Your connection is weak' };

/** Waits for the verdict on the screen and in the report, which say the same. */
async function judged(page, id, wanted = () => true) {
  const report = await clinic.reported(id, (now) => now.network !== 'untried' && wanted(now), MINUTE);
  await page.getByRole('heading', { level: 1, name: TITLES[report.network] }).waitFor(patience);
  return report;
}

describe('the network check', needsTwin, () => {
  it('tries what a call needs, says what it found, and tells the clinic the numbers', async () => {
    const { id, token } = await clinic.invite();
    const dialled = [];
    await onPhone(
      clinic.link(token),
      async (page, { context }) => {
        context.on('request', (request) => dialled.push(request.url()));
        page.on('websocket', (socket) => dialled.push(socket.url()));
        await arrive(page);
        await page.getByText('Asking the clinic').waitFor();
        await inspect(page, 'network-running');
        await clinic.givePass(id);
        const { network, measured } = await judged(page, id);
        await inspect(page, `network-${network}`);
        await clinic.reported(id, ({ checkAsked }) => checkAsked === 0);
        assert.equal(measured.outcome, 'completed');
        assert.equal(measured.path, 'udp');
        assert.ok(measured.roundTripMs < 5_000 && measured.lossPermille !== null && measured.kilobits > 300, JSON.stringify(measured));
        await goOn(page);
        await heading(page, 'You are in the waiting room');
        await page.reload();
        await heading(page, 'You are in the waiting room');
        assert.equal((await clinic.reported(id, ({ step }) => step === 'waiting')).network, network, 'a reload keeps what was found');
      },
      { prepare: noDevices },
    );
    const doors = [clinic.at.portal_url, clinic.at.sync_socket_url, clinic.at.video_signaling_url].map((url) => new URL(url).host);
    const elsewhere = dialled.filter((url) => /^(http|ws)/.test(url) && !doors.includes(new URL(url).host));
    assert.deepEqual(elsewhere, [], 'nothing else is dialled');
  });

  it('says that a narrow line is, with what helps, and tries again', async () => {
    const { id, token } = await clinic.invite();
    await clinic.control('/turn/line', { kilobits_per_second: 150 });
    await onPhone(
      clinic.link(token),
      async (page) => {
        await arrive(page);
        const first = await clinic.givePass(id);
        const { measured, network } = await judged(page, id);
        assert.ok(network !== 'good' && measured.kilobits < 300, JSON.stringify(measured));
        await page.getByRole('heading', { level: 2, name: 'To make it better' }).waitFor();
        await inspect(page, 'network-narrow');
        await clinic.control('/turn/line', {});
        await press(page, 'Try again');
        await clinic.givePass(id, first);
        await judged(page, id, (now) => now.measured.kilobits > measured.kilobits);
      },
      { prepare: noDevices },
    );
  });

  it('says that a network holds video calls back, and still lets in', async () => {
    const { id, token } = await clinic.invite();
    await clinic.control('/turn/line', { cut: true });
    await onPhone(
      clinic.link(token),
      async (page) => {
        await arrive(page);
        await clinic.givePass(id);
        await page.getByText('Sending a test both ways').waitFor();
        await inspect(page, 'network-trying-media');
        await page.getByRole('heading', { level: 1, name: 'Your connection is weak' }).waitFor(patience);
        await page.getByText('This network holds back video calls').waitFor();
        await inspect(page, 'network-blocked');
        const { measured } = await clinic.reported(id, ({ network }) => network === 'poor');
        assert.equal(measured.outcome, 'noMedia');
        assert.equal(measured.smallPicture, true);
        await goOn(page);
        await heading(page, 'You are in the waiting room');
      },
      { prepare: noDevices },
    );
  });

  it('could not be tried where the clinic does not answer; that is in nobody’s way, and may be tried again', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await arrive(page);
        await heading(page, 'Your connection could not be tried');
        await inspect(page, 'network-not-tried');
        await page.getByRole('combobox', { name: 'Language' }).selectOption('ja');
        await heading(page, '接続を確かめられませんでした');
        await inspect(page, 'network-not-tried-ja');
        await page.getByRole('button', { name: 'もう一度試す' }).click();
        await heading(page, '接続を確かめています');
        await inspect(page, 'network-running-ja');
        await page.getByRole('button', { name: '待合室に入る' }).click();
        const { network } = await clinic.reported(id, ({ step }) => step === 'waiting');
        assert.equal(network, 'untried');
      },
      { prepare: noDevices },
    );
  });
});

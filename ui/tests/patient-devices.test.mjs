// Devices that don't work: refused, busy, missing, faulty, left out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { askFor, browser, clinic, close, failing, goOn, heading, inspect, needsTwin, onPhone, open, press, turnOn } from './support/phone.mjs';

before(open);
after(close);

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
          await askFor(page, 'Turn on the camera', page.getByRole('heading', { level: 1, name: title }));
          await page.getByRole('heading', { name: 'What to do' }).waitFor();
          await inspect(page, `camera-${name}`);
          await press(page, 'Go on with voice only');
          await turnOn(page, 'Turn on the microphone', 'I see the bars move');
          await press(page, 'Play the sound');
          await press(page, 'I heard it');
          await goOn(page);
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
        await goOn(page);
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
        await askFor(page, 'Turn on the microphone', page.getByRole('heading', { name: 'Your browser is not sharing the microphone' }));
        await inspect(page, 'microphone-refused');
        await press(page, 'Go on with picture only');
        await press(page, 'Play the sound');
        await press(page, 'I heard nothing');
        await heading(page, 'Let’s find the sound');
        await inspect(page, 'speaker-faulty');
        await press(page, 'Go on anyway');
        await goOn(page);
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
      await goOn(page);
      const { devices } = await clinic.reported(id, ({ step }) => step === 'waiting');
      assert.deepEqual(devices, { camera: 'without', microphone: 'without', speaker: 'works' });
    }, { prepare: `navigator.permissions.query = () => Promise.resolve({ state: 'prompt' })` });
  });

  it('lets people hear themselves, and says where a browser can’t', async () => {
    const { token } = await clinic.invite();
    const toMicrophone = async (page) => {
      await press(page, 'Start');
      await press(page, 'Go on without a picture');
      const ask = page.getByRole('button', { name: 'Turn on the microphone', exact: true });
      await ask.click();
      await page.getByRole('button', { name: 'I see the bars move' }).waitFor();
    };
    const prepare = `navigator.permissions.query = () => Promise.resolve({ state: 'prompt' })`;
    await onPhone(
      clinic.link(token),
      async (page) => {
        await toMicrophone(page);
        await press(page, 'Hear yourself');
        await page.getByRole('main').getByText('Say something now').waitFor();
        // Recording and playing are over sooner than a busy computer can look at them: seen is what stays, heard what was played.
        await page.getByRole('main').getByText('The recording is gone').waitFor();
        await inspect(page, 'echo-played');
        assert.ok(await page.evaluate(() => window.loudest) > 0.01, 'what was played is what was said');
        await page.getByRole('button', { name: 'Hear yourself again' }).waitFor();
      },
      {
        // Looks at what is played: the made-up microphone beeps.
        prepare: `${prepare}; { const play = AudioBufferSourceNode.prototype.start;
          AudioBufferSourceNode.prototype.start = function (...given) {
            window.loudest = this.buffer.getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), window.loudest ?? 0);
            return play.apply(this, given);
          }; }`,
      },
    );
    await onPhone(
      clinic.link(token),
      async (page) => {
        await toMicrophone(page);
        await page.getByText('This browser can’t play your voice back').waitFor();
        await inspect(page, 'echo-impossible');
      },
      { prepare: `${prepare}; delete window.MediaRecorder` },
    );
  });

  it('opens a camera that is plugged in late, and another one where the chosen one is pulled out', async () => {
    const { token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await press(page, 'Start');
        await heading(page, 'No camera was found');
        await page.evaluate(() => window.plug());
        await heading(page, 'Do you see yourself?');
        const pictures = () => page.evaluate(() => window.opened.length);
        const before = await pictures();
        // Pulled out: the browser ends the track by itself.
        await page.evaluate(() => window.opened.at(-1).dispatchEvent(new Event('ended')));
        await page.waitForFunction((had) => window.opened.length > had, before);
        await heading(page, 'Do you see yourself?');
        assert.ok((await pictures()) > before);
      },
      {
        prepare: `{ const media = navigator.mediaDevices; const ask = media.getUserMedia.bind(media); const list = media.enumerateDevices.bind(media);
          let there = false; window.opened = [];
          media.getUserMedia = async (wanted) => {
            if (wanted.video && !there) throw new DOMException('no', 'NotFoundError');
            const stream = await ask(wanted);
            if (wanted.video) window.opened.push(stream.getVideoTracks()[0]);
            return stream;
          };
          media.enumerateDevices = async () => (await list()).filter(({ kind }) => there || kind !== 'videoinput');
          window.plug = () => { there = true; media.dispatchEvent(new Event('devicechange')); }; }`,
      },
    );
  });
});

// Devices that don't work: refused, busy, missing, faulty, left out.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser, clinic, close, failing, goOn, heading, inspect, needsTwin, onPhone, open, press, turnOn } from './support/phone.mjs';

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
});

// The patient's page in Chromium with the unmodified SDKs on the twin, the console played by REST: from the welcome into the waiting
// room, a reload at each step. axe looks at every screen in light and dark; nothing scrolls sideways at 320 px.
//
// Needs ANTEROOM_TWIN (the twin's program) and built pages in ui/dist, as its neighbours do.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { askFor, checkIn, clinic, close, goOn, heading, inspect, MINUTE, needsTwin, onPhone, open, press } from './support/phone.mjs';

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
      await goOn(page);

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
      const on = page.getByRole('button', { name: works, exact: true });
      await askFor(page, ask, on);
      await page.reload();
      await askFor(page, ask, on);
      await inspect(page, name);
    }
  });

  it('welcomes before the visit’s own code is there, and goes on when it comes', async () => {
    const { token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page, { context }) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      // twilio-sync is on its way for as long as a slow network takes.
      let come;
      const coming = new Promise((resolve) => (come = resolve));
      await context.route('**/assets/client-*.js', (route) => coming.then(() => route.continue()));
      await page.reload({ waitUntil: 'commit' });
      await heading(page, 'Your video visit');
      await inspect(page, 'welcome-early');
      await press(page, 'Start');
      await heading(page, 'Opening your visit');
      come();
      await heading(page, 'Do you see yourself?');
    });
  });

  it('says that nothing is reached where that code does not come, and asks for it again', async () => {
    const { token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page, { context }) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      await context.route('**/assets/client-*.js', (route) => route.abort());
      await page.reload({ waitUntil: 'commit' });
      await heading(page, 'The clinic is not reached yet');
      await context.unroute('**/assets/client-*.js');
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
    });
  });

  it('tries the devices again without giving up the place', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await checkIn(page);
      await clinic.reported(id, ({ step }) => step === 'waiting');
      await clinic.tell(id, { stage: 'waiting', place: 1 });
      await press(page, 'Check camera and sound again');
      await page.getByText('Step 1 of 5').waitFor();
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

// Messages on the patient's page, in Chromium with the unmodified SDK on the twin, the console played by REST.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkIn, clinic, close, heading, inspect, MINUTE, needsTwin, onPhone, open, press } from './support/phone.mjs';

before(open);
after(close);

describe('a clinic that is not there', needsTwin, () => {
  it('is said to be, with since when, until it shows a sign of life', async () => {
    const alive = `pv-${Math.random().toString(36).slice(2)}-alive`;
    const { id, token } = await clinic.invite({ alive });
    await onPhone(clinic.link(token), async (page, { context }) => {
      await context.clock.install();
      await page.reload();
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      await checkIn(page);
      await clinic.tell(id, { stage: 'waiting', place: 1 });
      await heading(page, 'You are next');
      const silent = page.getByText(/^The clinic can’t be reached since \d/);
      assert.equal(await silent.count(), 0);
      await context.clock.fastForward(75_000);
      await silent.waitFor();
      await inspect(page, 'clinic-silent');
      await clinic.beat(alive);
      await silent.waitFor({ state: 'detached' });
    });
  });
});

describe('after the visit', needsTwin, () => {
  it('one question is asked, and the clinic says what comes next', async () => {
    const { id, token } = await clinic.invite({ stage: 'ended', afterword: 'Your new prescription goes to your pharmacy this afternoon.' });
    // A tab that was in the call.
    const kept = JSON.stringify({ step: { at: 'waiting' }, inCallSince: Date.now() - 21 * MINUTE, inCallUntil: Date.now() });
    const prepare = `sessionStorage.getItem('anteroom:${id}') ?? sessionStorage.setItem('anteroom:${id}', '${kept}')`;
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'Your visit is finished');
      await page.getByText('Your new prescription goes').waitFor();
      await inspect(page, 'goodbye-question');
      await press(page, 'Most of it');
      await page.getByText('Thank you. The clinic sees your answer.').first().waitFor();
      await clinic.reported(id, ({ survey }) => survey === 'most');
      await page.reload();
      await page.getByText('Thank you. The clinic sees your answer.').first().waitFor();
      assert.equal(await page.getByText('Could you hear and see well?').count(), 0);
      await clinic.clear(id);
      await heading(page, 'Your visit is finished');
    }, { prepare });
  });
});

describe('messages with the clinic', needsTwin, () => {
  it('go both ways, say how far they came, and outlive a reload', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      await checkIn(page);
      await clinic.tell(id, { stage: 'waiting', place: 2 });
      await heading(page, 'You are 2nd in line');
      const first = await clinic.write(id, 'I will be with you soon.');
      await page.getByText('I will be with you soon.').waitFor();
      await page.waitForFunction(() => document.title.startsWith('(1) New message'));
      await page.locator('[aria-live=polite]', { hasText: 'New message from Dr. Adaeze Okafor' }).waitFor({ state: 'attached' });
      await clinic.reported(id, ({ chat }) => chat?.received === first && chat.seen === null);
      await inspect(page, 'waiting-message');

      await page.getByRole('button', { name: /Message the clinic/ }).click();
      await heading(page, 'Messages with the clinic');
      await clinic.reported(id, ({ chat }) => chat.seen === first);
      await page.getByLabel('Your message').fill('Thank you. I will wait.');
      await page.keyboard.press('Enter');
      await page.getByText(/sent$/).waitFor();
      const [{ index, data }] = await clinic.said(id);
      assert.deepEqual([data.v, data.text], [1, 'Thank you. I will wait.']);
      assert.match(data.id, /^[a-z2-7]{26}$/);
      await clinic.reported(id, ({ chat }) => chat.wrote === index);
      await clinic.tell(id, { chat: { received: index } });
      await page.getByText(/delivered$/).waitFor();
      await clinic.tell(id, { chat: { received: index, seen: index } });
      await page.getByText(/seen$/).waitFor();
      await inspect(page, 'chat');

      await page.reload();
      await heading(page, 'You are 2nd in line');
      await page.getByText('Thank you. I will wait.').waitFor();
      await page.waitForFunction(() => document.title.startsWith('Waiting'));
      await press(page, 'Message the clinic');
      await press(page, 'Back to the waiting room');
      await heading(page, 'You are 2nd in line');
    });
  });

  it('are shown once where they came twice, and a delay in the reader’s own language', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(
      clinic.link(token),
      async (page) => {
        await page.getByRole('button', { name: 'Empezar' }).waitFor();
        await clinic.write(id, 'I am running late.', { id: 'aaaaaaaaaaaaaaaaaaaaaaaaaa', saying: { kind: 'late', minutes: 10 } });
        const twice = await clinic.write(id, 'I am running late.', { id: 'aaaaaaaaaaaaaaaaaaaaaaaaaa', saying: { kind: 'late', minutes: 10 } });
        await clinic.reported(id, ({ chat }) => chat?.received === twice);
        // A tab that was in the waiting room before.
        await page.evaluate((key) => sessionStorage.setItem(key, JSON.stringify({ step: { at: 'waiting' } })), `anteroom:${id}`);
        await clinic.tell(id, { stage: 'waiting', place: 1 });
        await page.reload();
        const said = page.getByText('Llevo unos 10 min de retraso. Gracias por esperar.');
        await said.waitFor();
        assert.equal(await said.count(), 1);
      },
      { locale: 'es-ES' },
    );
  });

  it('wait while Twilio refuses them, and then go out once', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page, { context }) => {
      await heading(page, 'Your visit with Dr. Adaeze Okafor');
      await checkIn(page);
      await clinic.tell(id, { stage: 'waiting', place: 1 });
      await page.getByRole('button', { name: /Message the clinic/ }).click();
      await context.setOffline(true);
      await page.getByLabel('Your message').fill('Are you there?');
      await press(page, 'Send');
      await page.getByText(/not sent yet$/).waitFor();
      await context.setOffline(false);
      await page.getByText(/sent$/).and(page.locator(':not(:has-text("not sent"))')).waitFor();
      assert.equal(new Set((await clinic.said(id)).map(({ data }) => data.id)).size, 1);
    });
  });
});

// The clinic's questions before the visit: each kind, saved as it is given, gone on with after a reload and on another phone, in nobody's way.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clinic, close, goOn, heading, inspect, needsTwin, onPhone, open, press } from './support/phone.mjs';

before(open);
after(close);

const ask = (id, kind, words, more = {}) => ({ id, kind, required: false, ask: words, hint: '', options: [], ...more });
const INTAKE = [
  ask('new-medicine', 'yesNo', 'Have you started any new medicine since your last visit?', { required: true }),
  ask('which', 'text', 'Which one?', { hint: 'The name on the box is enough.' }),
  ask('pain', 'choice', 'How strong is the pain?', { options: ['None', 'Some', 'Strong'] }),
  ask('since', 'date', 'Since when?'),
  ask('temperature', 'number', 'Your temperature'),
  ask('terms', 'consent', 'We hold this visit by video.\nNothing of it is recorded.', { required: true }),
  ask('copay', 'copay', 'Your copay today is 20 dollars.'),
];
const prepare = `navigator.permissions.query = () => Promise.resolve({ state: 'prompt' })`;

async function arrive(page) {
  await press(page, 'Start');
  await press(page, 'Go on without a picture');
  await press(page, 'Go on without a microphone');
  await press(page, 'Play the sound');
  await press(page, 'I heard it');
  await goOn(page);
}

describe('the clinic’s questions', needsTwin, () => {
  it('are answered one by one, saved as they are given, and gone on with elsewhere', async () => {
    const { id, token } = await clinic.invite({ intake: INTAKE });
    const given = (wanted) => clinic.reported(id, ({ answers }) => wanted(answers ?? {}));
    await onPhone(
      clinic.link(token),
      async (page) => {
        await arrive(page);
        await heading(page, INTAKE[0].ask);
        await page.getByText('Question 1 of 7').waitFor();
        await press(page, 'Next');
        await page.getByRole('alert').waitFor();
        await inspect(page, 'intake-missed');
        await page.getByRole('radio', { name: 'Yes' }).check();
        await given((answers) => answers['new-medicine'] === 'yes');
        await inspect(page, 'intake-yes-no');
        await press(page, 'Next');
        await page.getByRole('textbox', { name: 'Which one?' }).fill('A cough syrup from the pharmacy');
        await given((answers) => answers.which?.startsWith('A cough'));
        await inspect(page, 'intake-text');
        // The phone dies; the page is opened again, here and on another one.
        await page.reload();
        await heading(page, 'How strong is the pain?');
        await inspect(page, 'intake-choice');
      },
      { prepare },
    );
    await onPhone(
      clinic.link(token),
      async (page) => {
        await arrive(page);
        await heading(page, 'How strong is the pain?');
        await page.getByRole('radio', { name: 'Strong' }).check();
        await press(page, 'Next');
        await page.getByLabel('Since when?').fill('2026-11-20');
        await inspect(page, 'intake-date');
        await press(page, 'Next');
        await page.getByRole('textbox', { name: 'Your temperature' }).fill('37,5');
        await inspect(page, 'intake-number');
        await press(page, 'Next');
        await heading(page, 'Please read this');
        await inspect(page, 'intake-consent');
        await page.getByRole('checkbox', { name: 'I have read this and agree' }).check();
        await press(page, 'Next');
        await page.getByRole('checkbox', { name: 'I understand' }).check();
        await inspect(page, 'intake-copay');
        await press(page, 'Join the waiting room');
        await heading(page, 'You are in the waiting room');
        const { answers } = await given(({ copay }) => copay === 'yes');
        assert.deepEqual(answers, {
          'new-medicine': 'yes', which: 'A cough syrup from the pharmacy', pain: '2', since: '2026-11-20', temperature: '37.5', terms: 'yes', copay: 'yes',
        });
        assert.equal(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]).includes('cough')), false, 'nothing of it is kept on the phone');
      },
      { prepare },
    );
  });

  it('are in nobody’s way, and may be answered while waiting, by keyboard', async () => {
    const { id, token } = await clinic.invite({ intake: INTAKE.slice(0, 2) });
    await onPhone(
      clinic.link(token),
      async (page) => {
        await arrive(page);
        await press(page, 'Answer later');
        await heading(page, 'You are in the waiting room');
        await clinic.reported(id, ({ step }) => step === 'waiting');
        await clinic.tell(id, { stage: 'waiting', place: 1 });
        await press(page, 'Answer 2 questions');
        await heading(page, INTAKE[0].ask);
        assert.equal((await clinic.report(id)).step, 'waiting', 'the place is kept');
        await page.getByRole('radio', { name: 'Yes' }).focus();
        await page.keyboard.press('ArrowDown');
        await clinic.reported(id, ({ answers }) => answers?.['new-medicine'] === 'no');
        await press(page, 'Next');
        await press(page, 'Back');
        await heading(page, INTAKE[0].ask);
        await press(page, 'Next');
        await press(page, 'Join the waiting room');
        await press(page, 'Answer one question');
        await heading(page, 'Which one?');
        await clinic.tell(id, { intake: [] });
        await heading(page, 'You are next');
        await clinic.tell(id, { stage: 'admitted', place: null });
        await page.getByText('is opening the call').first().waitFor();
      },
      { prepare },
    );
  });
});

// The clinic asks a waiting person to come back later: in three languages, answered, kept over a reload, and over at the time.
//
// Needs ANTEROOM_TWIN (the twin's program) and built pages in ui/dist, as its neighbours do.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkIn, clinic, close, heading, inspect, MINUTE, needsTwin, onPhone, open, press } from './support/phone.mjs';

before(open);
after(close);

describe('come back later', needsTwin, () => {
  it('is shown with its time, answered, kept over a reload, changed, and over', async () => {
    const { id, token } = await clinic.invite();
    await onPhone(clinic.link(token), async (page) => {
      await checkIn(page);
      await clinic.reported(id, ({ step }) => step === 'waiting');
      const at = new Date(Math.ceil((Date.now() + 30 * MINUTE) / MINUTE) * MINUTE).toISOString();
      await clinic.tell(id, { stage: 'waiting', comeBackAt: at });
      const title = page.getByRole('heading', { name: /^Dr\. Adaeze Okafor asks you to come back at / });
      await title.waitFor();
      await page.locator('[aria-live=polite]', { hasText: 'asks you to come back at' }).waitFor({ state: 'attached' });
      await page.getByText('You can close this page').waitFor();
      await inspect(page, 'come-back');
      await press(page, 'No, I can’t then');
      await page.getByRole('main').getByText('The clinic sees it').waitFor();
      await clinic.reported(id, ({ comeBack }) => comeBack?.answer === 'no' && comeBack.at === at);
      await page.reload();
      await page.getByRole('main').getByText('The clinic sees it').waitFor();
      await press(page, 'Change my answer');
      await press(page, 'Yes, I will be here');
      await clinic.reported(id, ({ comeBack }) => comeBack?.answer === 'yes');
      await inspect(page, 'come-back-answered');

      const other = new Date(Date.parse(at) + 15 * MINUTE).toISOString();
      await clinic.tell(id, { comeBackAt: other });
      await page.getByText('Does that suit you?').waitFor();
      assert.equal(await page.getByText('You said that').count(), 0, 'an answer to another time is none to this one');
      for (const [label, language, words] of [['Language', 'Español', 'le pide que vuelva a'], ['Idioma', '日本語', 'もう一度お越しください']]) {
        await page.getByLabel(label).selectOption(language);
        await page.getByRole('heading', { name: words }).waitFor();
        await inspect(page, `come-back-${language === 'Español' ? 'es' : 'ja'}`);
      }
      await clinic.tell(id, { comeBackAt: null, place: 1 });
      await heading(page, '次の順番です');
    });
  });
});

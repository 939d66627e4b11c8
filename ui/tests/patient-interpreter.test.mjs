// Whether the patient wants an interpreter: asked while they wait, in each language, answered, changed, and still known after a reload.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { announced } from './support/announced.mjs';
import { clinic, close, inspect, needsTwin, onPhone, open, press } from './support/phone.mjs';

before(open);
after(close);

const prepare = `navigator.permissions.query = () => Promise.resolve({ state: 'prompt' })`;

/** Goes through the checks by the filled button, as whoever knows no word of ours. */
async function waits(page) {
  const filled = page.locator('.actions .filled');
  const title = () => page.getByRole('heading', { level: 1 }).innerText();
  const checking = async () => (await page.locator('.progress').count()) > 0;
  await filled.waitFor();
  for (let first = true; first || (await checking()); first = false) {
    const before = [await title(), await filled.innerText()];
    await filled.click();
    await page.waitForFunction(([heading, button]) => {
      const now = document.querySelector('h1')?.innerText;
      return now && (now !== heading || (document.querySelector('.actions .filled')?.innerText ?? button) !== button);
    }, before);
  }
}

for (const { tag, ask, yes, no, language, send, asked, without, change } of [
  {
    tag: 'en', ask: 'Would you like an interpreter?', yes: 'Yes, please', no: 'No, thank you', language: 'For which language?', send: 'Ask for an interpreter',
    asked: 'You asked for an interpreter for Japanese. The clinic sees it.', without: 'You need no interpreter.', change: 'Change this',
  },
  {
    tag: 'es', ask: '¿Desea un intérprete?', yes: 'Sí, por favor', no: 'No, gracias', language: '¿Para qué idioma?', send: 'Pedir un intérprete',
    asked: 'Usted pidió un intérprete. Idioma: japonés. La clínica lo ve.', without: 'Usted no necesita intérprete.', change: 'Cambiar',
  },
  {
    tag: 'ja', ask: '通訳をご希望ですか。', yes: 'はい、お願いします', no: 'いいえ、必要ありません', language: 'どの言語ですか。', send: '通訳を頼む',
    asked: '日本語の通訳をご希望と伝えました。', without: '通訳は必要ないと伝えました。', change: '変更する',
  },
]) {
  describe(`the question for an interpreter in ${tag}`, needsTwin, () => {
    it('is answered, heard by the clinic, remembered, and changed', async () => {
      const { id, token } = await clinic.invite({ language: tag });
      const wished = (wanted) => clinic.reported(id, ({ interpreter }) => interpreter && interpreter.language === wanted);
      await onPhone(
        clinic.link(token),
        async (page) => {
          await page.locator(`html[lang="${tag}"]`).waitFor({ state: 'attached' });
          await waits(page);
          await clinic.tell(id, { stage: 'waiting', place: 1 });
          await page.getByRole('group', { name: ask }).waitFor();
          assert.equal((await clinic.report(id)).interpreter ?? null, null, 'nobody answers for them');
          await inspect(page, `${tag}-interpreter-asked`);

          await press(page, yes);
          const choice = page.getByLabel(language);
          assert.equal(await choice.inputValue(), tag, 'their own language stands first');
          await choice.selectOption('ja');
          await inspect(page, `${tag}-interpreter-language`);
          await press(page, send);
          await wished('ja');
          await page.locator('.interpreter').getByText(asked).waitFor();
          await announced(page, asked);
          await inspect(page, `${tag}-interpreter-said`);

          await page.reload();
          await page.locator('.interpreter').getByText(asked).waitFor();
          await press(page, change);
          await press(page, no);
          await wished(null);
          await page.locator('.interpreter').getByText(without).waitFor();
        },
        { prepare },
      );
    });
  });
}

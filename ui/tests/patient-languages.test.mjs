// The page in its languages: which one it speaks, every step and every dead end in each, and a page that reads from right to left.
// What a button says is another thing in each language, so a person here presses the filled one, as people do.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clinic, close, inspect, MINUTE, needsTwin, onPhone, open, reflows } from './support/phone.mjs';

before(open);
after(close);

/** A browser that asks each time, so that every step is seen. */
const asksEachTime = `navigator.permissions.query = () => Promise.resolve({ state: 'prompt' })`;
const title = (page) => page.getByRole('heading', { level: 1 }).innerText();
/** Waits for another heading than this one. */
const becomesOther = (page, said) => page.waitForFunction((was) => document.querySelector('h1') && document.querySelector('h1').innerText !== was, said);
const says = (page, words) => page.getByRole('heading', { level: 1, name: words, exact: true }).waitFor();

/** Whether there are steps before the waiting room still. */
const checking = async (page) => (await page.locator('.progress').count()) > 0;

/** Presses the filled button and waits for what comes: another heading, or under the same heading another button. */
async function onward(page) {
  const filled = page.locator('.actions .filled');
  const before = [await title(page), await filled.innerText()];
  await filled.click();
  await page.waitForFunction(
    ([heading, button]) => {
      const now = document.querySelector('h1')?.innerText;
      return now && (now !== heading || (document.querySelector('.actions .filled')?.innerText ?? button) !== button);
    },
    before,
  );
}

for (const [tag, browser, welcome, waiting, opening, left] of [
  ['es', 'en-US', 'Su consulta con Dr. Adaeze Okafor', 'Su lugar en la fila: 2.º', 'Dr. Adaeze Okafor está abriendo la llamada', 'Usted salió de la consulta'],
  ['ja', 'ja-JP', 'Dr. Adaeze Okaforの診察', '2番目です', 'Dr. Adaeze Okaforが通話を開いています', '診察から退出しました'],
]) {
  describe(`the page in ${tag}`, needsTwin, () => {
    it('says every step of the way', async () => {
      // Spanish comes from the clinic, Japanese from the browser.
      const { id, token } = await clinic.invite(browser.startsWith('en') ? { language: tag } : {});
      await onPhone(
        clinic.link(token),
        async (page) => {
          await says(page, welcome);
          assert.equal(await page.locator('html').getAttribute('lang'), tag);
          await clinic.reported(id, ({ language }) => language === tag);
          await inspect(page, `${tag}-welcome`);
          await onward(page);
          const seen = new Set();
          while (await checking(page)) {
            const at = await title(page);
            if (!seen.has(at)) await inspect(page, `${tag}-check-${seen.size + 1}`);
            seen.add(at);
            await onward(page);
          }
          await clinic.tell(id, {
            stage: 'waiting',
            place: 2,
            expectedAt: new Date(Date.now() + 25 * MINUTE).toISOString(),
            providerState: { kind: 'late', minutes: 10 },
          });
          await says(page, waiting);
          await inspect(page, `${tag}-waiting`);
          await page.locator('.actions button').last().click();
          await says(page, left);
          await inspect(page, `${tag}-left`);
          await onward(page);
          await clinic.tell(id, { stage: 'admitted', place: null });
          await page.getByText(opening).first().waitFor();
          await inspect(page, `${tag}-call`);
        },
        { locale: browser, prepare: asksEachTime },
      );
    });

    it('has words for each dead end', async () => {
      const { id, token } = await clinic.invite({ language: tag });
      await onPhone(
        clinic.link(token),
        async (page) => {
          let said = welcome;
          await says(page, said);
          for (const stage of ['cancelled', 'ended', 'removed', 'withdrawn', 'noShow']) {
            await clinic.tell(id, { stage });
            await becomesOther(page, said);
            said = await title(page);
            await reflows(page, `${tag}-${stage}`);
          }
          await clinic.tell(id, { stage: 'invited' });
          await says(page, welcome);
          await clinic.clear(id);
          await becomesOther(page, welcome);
          await reflows(page, `${tag}-gone`);
        },
        { locale: browser },
      );
      const expired = clinic.linkToken(id, { issued: -7200, life: 3600 });
      for (const [name, link, prepare] of [
        ['expired', clinic.link(expired)],
        ['damaged', clinic.link('')],
        ['unsupported', clinic.link(token), 'delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection;'],
      ]) {
        await onPhone(
          link,
          async (page) => {
            await page.locator('.actions .code').waitFor();
            // The words of a language come on their own.
            await page.locator(`html[lang="${tag}"]`).waitFor({ state: 'attached' });
            await inspect(page, `${tag}-${name}`);
          },
          { locale: tag, ...(prepare ? { prepare } : {}) },
        );
      }
    });
  });
}

describe('the language', needsTwin, () => {
  it('is chosen on the page, and remembered over reloads and for the next link', async () => {
    const { id, token } = await clinic.invite({ language: 'es' });
    await onPhone(clinic.link(token), async (page, { context, watch }) => {
      await says(page, 'Su consulta con Dr. Adaeze Okafor');
      await page.getByLabel('Idioma').selectOption('日本語');
      await says(page, 'Dr. Adaeze Okaforの診察');
      assert.equal(await page.title(), 'ビデオ診察');
      await clinic.reported(id, ({ language }) => language === 'ja');
      await page.reload();
      await says(page, 'Dr. Adaeze Okaforの診察');
      const next = await clinic.invite({ language: 'es' });
      const other = watch(await context.newPage());
      await other.goto(clinic.link(next.token));
      await says(other, 'Dr. Adaeze Okaforの診察');
      const options = await page.getByLabel('言語').locator('option').evaluateAll((all) => all.map(({ lang, text }) => [lang, text]));
      assert.deepEqual(options, [['en', 'English'], ['es', 'Español'], ['ja', '日本語']], 'each in its own words');
    });
  });

  it('may be one that reads from right to left: nothing leaves the screen', async () => {
    const { id, token } = await clinic.invite();
    // No such language is there yet: its direction alone is put over English.
    const rightToLeft = `Object.defineProperty(HTMLElement.prototype, 'dir', { set() {} });
      new MutationObserver((_, watch) => { document.documentElement?.setAttribute('dir', 'rtl'); watch.disconnect(); }).observe(document, { childList: true });
      ${asksEachTime}`;
    await onPhone(
      clinic.link(token),
      async (page) => {
        await says(page, 'Your visit with Dr. Adaeze Okafor');
        assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), 'rtl');
        await inspect(page, 'rtl-welcome');
        await onward(page);
        await onward(page);
        await inspect(page, 'rtl-camera');
        while (await checking(page)) await onward(page);
        await clinic.tell(id, { stage: 'waiting', place: 2, providerState: { kind: 'withPatient' } });
        await says(page, 'You are 2nd in line');
        await inspect(page, 'rtl-waiting');
        await clinic.tell(id, { stage: 'admitted', place: null });
        await page.getByText('is opening the call').first().waitFor();
        await inspect(page, 'rtl-call');
      },
      { prepare: rightToLeft },
    );
  });
});

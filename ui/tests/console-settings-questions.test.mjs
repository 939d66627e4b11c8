// The clinic's questions before a visit, as the settings' page has them written, on a scripted console.
// Pictures go to target/screens/settings-questions*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

async function questions(options) {
  const view = await open(browser, `${server.origin}/console.html?scene=day`, options);
  await view.page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name: 'Settings' }).click();
  await view.page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Questions' }).click();
  await view.page.getByRole('group', { name: 'Question 1' }).waitFor();
  return view;
}
const sent = (page) => page.evaluate(() => window.scripted.asked.filter(({ command }) => command === 'setIntake').map(({ input }) => input.questions));
const group = (page, n) => page.getByRole('group', { name: `Question ${n}`, exact: true });
const unsaved = (page) => page.getByRole('button', { name: 'Back to what is saved' });

for (const dark of [false, true]) {
  it(`are shown ${dark ? 'in the dark' : 'in the light'}, and what is wrong stands at its place, in its language`, async () => {
    const view = await questions({ dark });
    const { page } = view;
    await picture(page, `settings-questions${dark ? '-dark' : ''}`);
    await sound(view, 'the questions');
    await page.getByLabel('Words in').selectOption('es');
    await group(page, 1).getByLabel('Options, in Spanish').fill('Nada\nMucho');
    await page.getByLabel('Words in').selectOption('en');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Write 3 options, in the order of those in English.').waitFor();
    assert.equal(await page.getByLabel('Words in').inputValue(), 'es', 'the language of the fault is shown');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    await picture(page, `settings-questions-fault${dark ? '-dark' : ''}`);
    await sound(view, 'a fault');
    assert.deepEqual(await sent(page), []);
    await view.close();
  });
}

describe('the questions before a visit', () => {
  it('are added, worded, put in order, taken away and saved by keyboard', async () => {
    const { page, close } = await questions({});
    await page.getByRole('button', { name: 'Add a question' }).press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'SELECT');
    await group(page, 3).getByLabel('Asks for').selectOption('date');
    await group(page, 3).getByLabel('The question, in English').fill('Since when?');
    await group(page, 3).getByRole('button', { name: 'Question 3: up' }).press('Enter');
    await announced(page, 'Question 2 of 3');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Question 2: up', 'the focus goes with it');
    await group(page, 1).getByRole('button', { name: 'Remove question 1' }).press('Enter');
    await page.keyboard.press('Control+s');
    await announced(page, 'The questions are saved.');
    assert.deepEqual(await sent(page), [[
      { id: 'q3', kind: 'date', required: false, words: [{ language: 'en', ask: 'Since when?', hint: '', options: [] }] },
      { id: 'terms', kind: 'consent', required: true, words: [{ language: 'en', ask: 'I agree to be seen by video.', hint: '', options: [] }] },
    ]]);
    await unsaved(page).waitFor({ state: 'detached' });
    await close();
  });

  it('are written in another language, and asked in the clinic’s own where that is left empty', async () => {
    const { page, close } = await questions({});
    await page.getByLabel('Words in').selectOption('ja');
    await page.getByText('Left empty, a question is asked in English.').waitFor();
    assert.equal(await unsaved(page).count(), 0, 'looking at a language changes nothing');
    await group(page, 2).getByLabel('The terms, in Japanese').fill('ビデオ診療に同意します。');
    await page.keyboard.press('Control+s');
    await announced(page, 'The questions are saved.');
    const [[pain, terms]] = await sent(page);
    assert.deepEqual(pain.words.map(({ language }) => language), ['en', 'es']);
    assert.deepEqual(terms.words.map(({ language }) => language), ['en', 'ja']);
    await close();
  });

  it('say what the core refuses, and keep what was written', async () => {
    const view = await questions({});
    const { page } = view;
    await group(page, 2).getByLabel('The terms, in English').fill('too long for a page');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('All questions together are too long').waitFor();
    await sound(view, 'a refusal');
    assert.equal(await group(page, 2).getByLabel('The terms, in English').inputValue(), 'too long for a page');
    await page.getByRole('navigation', { name: 'Settings' }).getByText('not saved').waitFor();
    await page.getByRole('button', { name: 'Remove question 2' }).click();
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Add a question'));
    await page.getByRole('button', { name: 'Remove question 1' }).click();
    await page.getByText('Nobody is asked anything.').waitFor();
    await view.close();
  });

  for (const dark of [false, true]) {
    it(`are a visit type’s own where it has some, ${dark ? 'in the dark' : 'in the light'}`, async () => {
      const view = await questions({ dark });
      const { page } = view;
      const before = page.getByRole('combobox', { name: 'Before' });
      assert.deepEqual(await before.locator('option').allInnerTexts(), [
        'every visit whose type has no questions of its own', 'a visit of the type Follow-up · the usual questions', 'a visit of the type First visit · the usual questions',
        'a visit of the type Results',
      ]);
      await before.selectOption({ index: 3 });
      await page.getByText('Nothing is asked before such a visit.').waitFor();
      await before.selectOption({ index: 2 });
      await page.getByText('First visit has none of its own.').waitFor();
      await picture(page, `settings-questions-usual${dark ? '-dark' : ''}`);
      await sound(view, 'a type without its own');
      assert.equal(await unsaved(page).count(), 0, 'looking changes nothing');
      await page.getByRole('button', { name: 'Write its own' }).press('Enter');
      await page.waitForFunction(() => document.activeElement?.tagName === 'SELECT');
      await group(page, 2).waitFor();
      await page.getByRole('button', { name: 'Remove question 1' }).click();
      await page.getByRole('button', { name: 'Add a question' }).click();
      await group(page, 2).getByLabel('The question, in English').fill('Do you smoke?');
      await picture(page, `settings-questions-own${dark ? '-dark' : ''}`);
      await sound(view, 'a type with its own');
      // What is wrong in another form than the one that is shown is found, and shown.
      await before.selectOption({ index: 0 });
      await page.getByRole('button', { name: 'Add a question' }).click();
      await before.selectOption({ index: 2 });
      await page.keyboard.press('Control+s');
      await page.getByText('Write the question.').waitFor();
      assert.equal(await before.inputValue(), '');
      await page.getByRole('button', { name: 'Remove question 3' }).click();
      await page.keyboard.press('Control+s');
      await announced(page, 'The questions are saved.');
      const [{ questions: usual, own }] = await page.evaluate(() => window.scripted.asked.filter(({ command }) => command === 'setIntake').map(({ input }) => input));
      assert.deepEqual(usual.map(({ id }) => id), ['pain', 'terms']);
      assert.deepEqual(own.map(({ visitType, questions: all }) => [visitType, all.map(({ id }) => id)]), [['t-results', []], ['t-first', ['terms', 'q4']]]);
      await before.selectOption({ index: 2 });
      await page.getByRole('button', { name: 'Ask the usual questions instead' }).click();
      await page.getByText('First visit has none of its own.').waitFor();
      await page.getByRole('button', { name: 'Back to what is saved' }).click();
      await group(page, 2).waitFor();
      await view.close();
    });
  }
});

// The kinds of visit, as the settings' page has them written and a visit is booked as one, on a scripted console.
// Pictures go to target/screens/settings-types*.png and visit-type*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

const scene = (name, options) => open(browser, `${server.origin}/console.html?scene=${name}`, options);
async function types(options) {
  const view = await scene('day', options);
  await view.page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name: 'Settings' }).click();
  await view.page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Visit types' }).click();
  await group(view.page, 1).waitFor();
  return view;
}
const group = (page, n) => page.getByRole('group', { name: `Visit type ${n}`, exact: true });
const video = (page, n) => group(page, n).getByLabel('Video to watch while waiting');
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);

for (const dark of [false, true]) {
  it(`are shown ${dark ? 'in the dark' : 'in the light'}; what is wrong and what outlives its removal is said`, async () => {
    const view = await types({ dark });
    const { page } = view;
    await picture(page, `settings-types${dark ? '-dark' : ''}`);
    await sound(view, 'the visit types');
    await group(page, 2).getByLabel('Name').fill('results');
    await group(page, 3).getByLabel('Usual length, minutes').fill('4');
    await page.getByRole('button', { name: 'Remove visit type 1' }).click();
    await page.getByText('Follow-up is removed when you save.').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Another one is called that.').waitFor();
    await page.getByText('Write 5 to 240 minutes.').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    await picture(page, `settings-types-fault${dark ? '-dark' : ''}`);
    await sound(view, 'faults');
    assert.deepEqual(await asked(page, 'setVisitTypes'), []);
    await view.close();
  });
}

describe('the visit types', () => {
  it('are added, put in order, taken away and saved by keyboard', async () => {
    const { page, close } = await types({});
    await page.getByRole('button', { name: 'Add a visit type' }).press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
    await page.keyboard.type('Vaccination');
    await group(page, 4).getByLabel('Usual length, minutes').fill('5');
    await group(page, 4).getByRole('button', { name: 'Visit type 4: up' }).press('Enter');
    await announced(page, 'Visit type 3 of 4');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Visit type 3: up', 'the focus goes with it');
    await page.getByRole('button', { name: 'Remove visit type 4' }).press('Enter');
    await video(page, 1).fill('https://www.youtube.com/watch?v=aB3-_xYz019&t=4');
    await page.keyboard.press('Control+s');
    await announced(page, 'The visit types are saved.');
    const sent = [
      { id: 't-follow-up', name: 'Follow-up', minutes: 15, video: 'https://www.youtube.com/watch?v=aB3-_xYz019&t=4' },
      { id: 't-first', name: 'First visit', minutes: 45, video: 'waiting/getting-ready.webm' },
      { name: 'Vaccination', minutes: 5, video: '' },
    ];
    assert.deepEqual(await asked(page, 'setVisitTypes'), [{ types: sent }]);
    await page.getByRole('button', { name: 'Back to what is saved' }).waitFor({ state: 'detached' });
    assert.equal(await video(page, 1).inputValue(), 'https://youtu.be/aB3-_xYz019', 'as the core understood it');
    // The new one was given its id: it is changed, not added, the next time.
    await group(page, 3).getByLabel('Usual length, minutes').fill('10');
    await page.keyboard.press('Control+s');
    await page.waitForFunction(() => window.scripted.asked.filter(({ command }) => command === 'setVisitTypes').length === 2);
    assert.equal((await asked(page, 'setVisitTypes'))[1].types[2].id, 't-new-2');
    await close();
  });

  it('say what the core refuses, and keep what was written; without any, that is said', async () => {
    const view = await types({ width: 900, height: 640 });
    const { page } = view;
    await group(page, 3).getByLabel('Name').fill('refused');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('This visit type is not there any more.').waitFor();
    assert.equal(await group(page, 3).getByLabel('Name').inputValue(), 'refused');
    await group(page, 3).getByLabel('Name').fill('Results');
    await video(page, 2).fill('https://vimeo.com/76979871');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('First visit: A video comes from YouTube or stands beside the patient’s page.').waitFor();
    await picture(page, 'settings-types-refused-900');
    await sound(view, 'a refusal');
    for (const n of [3, 2, 1]) await page.getByRole('button', { name: `Remove visit type ${n}` }).click();
    await page.getByText('There are no visit types.').waitFor();
    await picture(page, 'settings-types-none-900');
    await sound(view, 'no visit types');
    await view.close();
  });
});

describe('a visit', () => {
  for (const dark of [false, true]) {
    it(`is booked as a type and takes its length, ${dark ? 'in the dark' : 'in the light'}`, async () => {
      const view = await scene('day', { dark });
      const { page } = view;
      await page.getByRole('button', { name: 'New visit' }).click();
      await page.getByLabel('Patient', { exact: true }).fill('Ana Ferreira');
      await page.getByLabel('Visit type').selectOption('First visit');
      assert.equal(await page.getByLabel('Length, minutes').inputValue(), '45');
      await page.getByLabel('Length, minutes').fill('60');
      await page.getByText('Usually 45.').waitFor();
      await page.getByLabel('Visit type').selectOption('Results');
      assert.equal(await page.getByLabel('Length, minutes').inputValue(), '60', 'chosen by hand, it stays');
      await picture(page, `visit-type${dark ? '-dark' : ''}`);
      await sound(view, 'a visit type');
      await page.getByRole('button', { name: 'Book visit' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const [{ visit }] = await asked(page, 'bookVisit');
      assert.deepEqual([visit.visitType, visit.minutes], ['t-results', 60]);
      await page.getByText('60 min · Results').waitFor();
      await view.close();
    });
  }

  it('keeps a type that was removed until another is chosen', async () => {
    const { page, close } = await scene('day', {});
    await page.getByRole('button', { name: /Luc Rousseau/ }).click();
    await page.getByText('Asthma course').last().waitFor();
    await page.getByRole('button', { name: 'More about this visit' }).click();
    await page.getByRole('menuitem', { name: 'Edit visit' }).click();
    await page.getByLabel('Visit type').getByText('Asthma course (removed)').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Save visit' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await asked(page, 'editVisit'))[0].visit.visitType, 't-gone');
    await close();
  });

  it('has none where the clinic has none', async () => {
    const { page, close } = await scene('empty', {});
    await page.getByRole('button', { name: 'New visit' }).first().click();
    await page.getByLabel('Length, minutes').waitFor();
    assert.equal(await page.getByLabel('Visit type').count(), 0);
    await close();
  });
});

// A waiting patient is asked to come back later, in the console window on a scripted console: by mouse and by keyboard.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

const day = async (options) => {
  const view = await open(browser, `${server.origin}/console.html?scene=day`, options);
  await view.page.getByRole('button', { name: 'Admit Elena', exact: true }).waitFor();
  return view;
};
const asked = (page) => page.evaluate(() => window.scripted.asked.filter(({ command }) => /AskBack$|^askBack/.test(command)).map(({ command, input }) => ({ command, ...input })));
const dialog = (page) => page.getByRole('dialog', { name: 'Ask James Whitaker to come back later' });
const ask = (page) => page.getByRole('button', { name: 'Ask James Whitaker to come back later' }).click();

for (const dark of [false, true]) {
  it(`is asked and answers ${dark ? 'in the dark' : 'in the light'}`, async () => {
    const suffix = dark ? '-dark' : '';
    const view = await day({ dark });
    const { page } = view;
    await ask(page);
    await dialog(page).waitFor();
    await picture(page, `console-ask-back${suffix}`);
    await sound(view, 'the question');
    await dialog(page).getByRole('button', { name: '30 min · 9:45' }).click();
    const card = page.getByRole('article', { name: 'James Whitaker' });
    await card.getByText('Asked to come back at 9:45 · in 31 min').waitFor();
    await card.getByText('No answer yet').waitFor();
    assert.deepEqual(await asked(page), [{ command: 'askBack', visitId: 'v4', date: '2026-11-23', time: '09:45' }]);
    await sound(view, 'the card without an answer');
    await page.evaluate(() => window.scripted.answersAskBack('v4', 'no', '9:14'));
    await card.getByText('Can’t come then').waitFor();
    await card.getByText('Page closed since 9:14').waitFor();
    assert.equal(await card.getByRole('button', { name: 'Admit' }).count(), 0, 'nobody is there to be let in');
    await page.getByText('James Whitaker can’t come back at 9:45.').waitFor({ state: 'attached' });
    await page.locator('.agenda').getByText('Asked to come back').waitFor();
    await picture(page, `console-asked-back${suffix}`);
    await sound(view, 'the card with an answer');
    await view.close();
  });
}

describe('asking somebody to come back', () => {
  it('is done by keyboard: Ctrl+B, a time, Enter; and taken back', async () => {
    const { page, close } = await day();
    await page.getByRole('button', { name: 'James Whitaker', exact: true }).first().click();
    await page.getByRole('heading', { name: 'James Whitaker', level: 2 }).waitFor();
    await page.keyboard.press('Control+b');
    await dialog(page).waitFor();
    await dialog(page).getByRole('button', { name: 'Ask', exact: true }).click();
    await dialog(page).getByText('Choose a time.').waitFor();
    await dialog(page).getByLabel('Or today at').fill('08:00');
    await page.keyboard.press('Enter');
    await dialog(page).getByText('This time has passed.').waitFor();
    await dialog(page).getByLabel('Or today at').fill('11:30');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByText('Asked to come back at 11:30 · in 2 h 16 min').waitFor();
    await page.getByRole('button', { name: 'Undo: James Whitaker waits after all' }).click();
    await page.getByRole('button', { name: 'Admit James Whitaker' }).waitFor();
    assert.deepEqual((await asked(page)).map(({ command }) => command), ['askBack', 'askBack', 'undoAskBack']);
    await close();
  });

  it('fits a narrow window', async () => {
    const view = await open(browser, `${server.origin}/console.html?scene=day`, { width: 800, height: 600 });
    await view.page.getByRole('button', { name: 'Admit James Whitaker' }).waitFor();
    await ask(view.page);
    await dialog(view.page).getByRole('button', { name: '15 min · 9:30' }).click();
    await view.page.getByText('Asked to come back at 9:30').waitFor();
    await picture(view.page, 'console-asked-back-narrow');
    await sound(view, 'a narrow window');
    await view.close();
  });
});

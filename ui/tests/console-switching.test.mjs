// Between practice and a real clinic, on a scripted console: what is said first, and that nothing happens by a slip of the hand.
// Pictures go to target/screens/switching-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

const scene = (name, options) => open(browser, `${server.origin}/console.html?scene=${name}`, options);
const opened = (page) => page.evaluate(() => window.scripted.asked.map(({ command }) => command).filter((command) => /^(open|close|connect)/.test(command)));
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim());

/** Chooses from the menu behind the provider's initials. */
async function choose(page, name) {
  await page.getByRole('button', { name: /Dr. Amara Okafor/ }).click();
  await page.getByRole('menuitem', { name }).click();
}

for (const dark of [false, true]) {
  const suffix = dark ? '-dark' : '';
  describe(dark ? 'switching in the dark' : 'switching in the light', () => {
    it('says what opening a real clinic means', async () => {
      const view = await scene('practiceAndSaved', { dark });
      await choose(view.page, 'Switch to Juniper Clinic…');
      await view.page.getByText('4 patients are waiting in it.').waitFor();
      await view.page.getByText('Dr. Amara Okafor · Twilio account AC…cdef').waitFor();
      await picture(view.page, `switching-to-account${suffix}`);
      await sound(view, 'to a real clinic');
      await view.close();
    });

    it('says what going back to practice means, and whom it leaves waiting', async () => {
      const view = await scene('account', { dark });
      await choose(view.page, 'Switch to the practice clinic…');
      await view.page.getByText('4 patients are waiting.').waitFor();
      await picture(view.page, `switching-to-practice${suffix}`);
      await sound(view, 'to practice');
      await view.close();
    });

    it('does not leave a real visit that goes on', async () => {
      const view = await scene('accountInVisit', { dark, width: 900, height: 680 });
      const { page } = view;
      await choose(page, 'Switch to the practice clinic…');
      await page.getByText('1 visit goes on in Juniper Clinic. End it first.').waitFor();
      await page.getByRole('button', { name: 'Open the practice clinic' }).focus();
      await page.keyboard.press('Enter');
      assert.deepEqual(await opened(page), []);
      await picture(page, `switching-stopped${suffix}`);
      await sound(view, 'a visit that goes on');
      await view.close();
    });

    it('says it before a clinic that is kept is opened from the first screen', async () => {
      const view = await scene('savedClinic', { dark });
      await view.page.getByRole('button', { name: 'Open the clinic' }).click();
      await view.page.getByRole('heading', { name: 'Open Juniper Clinic?' }).waitFor();
      await picture(view.page, `switching-from-nothing${suffix}`);
      await sound(view, 'from nothing');
      await view.close();
    });
  });
}

describe('PRACTICE', () => {
  it('stands on every page of the practice clinic’s window, wide and narrow', async () => {
    for (const width of [1280, 820]) {
      const { page, close } = await scene('day', { width });
      for (const name of ['Today', 'Directory', 'Cast', 'Settings']) {
        await page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name }).click();
        await page.getByRole('heading', { level: 1 }).waitFor();
        assert.equal(await page.getByText('Practice', { exact: true }).isVisible(), true, `${name} at ${width}`);
      }
      await close();
    }
  });
});

describe('switching by keyboard', () => {
  it('stays by Enter: going on has to be chosen', async () => {
    const { page, close } = await scene('practiceAndSaved');
    await choose(page, 'Switch to Juniper Clinic…');
    await page.getByRole('button', { name: 'Stay in the practice clinic' }).waitFor();
    assert.equal(await focused(page), 'Stay in the practice clinic');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    assert.deepEqual(await opened(page), [], 'the practice clinic was never closed');
    await close();
  });

  it('goes into the real clinic and back, each with its summary', async () => {
    const { page, close } = await scene('practiceAndSaved');
    await choose(page, 'Switch to Juniper Clinic…');
    await page.getByRole('button', { name: 'Stay in the practice clinic' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Open Juniper Clinic');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    assert.equal(await page.getByText('Practice', { exact: true }).count(), 0, 'nothing says PRACTICE');
    await choose(page, 'Switch to the practice clinic…');
    await page.getByRole('button', { name: 'Stay in Juniper Clinic' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Practice', { exact: true }).waitFor();
    assert.deepEqual(await opened(page), ['openAccountClinic', 'openPracticeClinic']);
    await close();
  });

  it('leads from practice to the account form where none is kept, and back', async () => {
    const { page, close } = await scene('day');
    await choose(page, 'Connect a Twilio account…');
    await page.getByRole('heading', { name: 'Connect a Twilio account' }).waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    assert.deepEqual(await opened(page), []);
    await close();
  });
});

// The guided first visit on a scripted console: offered, step by step, left, found again under Help; and what the keyboard does.
// Pictures go to target/screens/guide-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

const bar = (page) => page.getByRole('complementary', { name: 'Guided visit' });
const press = (page, name) => bar(page).getByRole('button', { name }).click();
const help = async (page, item) => {
  await page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name: 'Help' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
const ringed = (page) => page.evaluate(() => document.documentElement.dataset.guide ?? null);
/** What the core knows of the guide, told as it tells it. */
const becomes = (page, guide) =>
  page.evaluate((next) => window.scripted.settings.guideBecomes(next), guide);

async function today(options) {
  const view = await open(browser, `${server.origin}/console.html?scene=day`, options);
  await view.page.getByRole('heading', { name: 'Waiting room' }).waitFor();
  return view;
}

for (const dark of [false, true]) {
  const suffix = dark ? '-dark' : '';
  describe(dark ? 'the guide in the dark' : 'the guide in the light', () => {
    it('is offered once, and goes through its steps', async () => {
      const view = await today({ dark });
      const { page } = view;
      assert.equal(await bar(page).count(), 0, 'nobody is guided who was asked before');
      await becomes(page, { toOffer: true });
      await bar(page).getByText('five short steps').waitFor();
      await picture(page, `guide-offer${suffix}`);
      await sound(view, 'the offer');
      await press(page, 'Begin');
      await bar(page).getByText('1 of 5: See who waits.').waitFor();
      assert.equal(await ringed(page), 'look');
      await picture(page, `guide-look${suffix}`);
      await sound(view, 'look');
      await press(page, 'I see them');
      await bar(page).getByText('2 of 5: Admit them.').waitFor();
      await picture(page, `guide-admit${suffix}`);
      await sound(view, 'admit');
      await becomes(page, { step: 'interpreter', visitId: 'v3' });
      await bar(page).getByText('Go to the call’s window for this one.').waitFor();
      await becomes(page, { step: 'delay', visitId: 'v3' });
      await bar(page).getByText('Press Tell all').waitFor();
      assert.equal(await ringed(page), 'delay');
      await picture(page, `guide-delay${suffix}`);
      await sound(view, 'delay');
      await becomes(page, { step: 'delay', visitId: 'v3', somebodyWaits: false });
      await bar(page).getByText('Nobody else waits now.').waitFor();
      await becomes(page, { step: 'done', visitId: 'v3' });
      await bar(page).getByText('That was a whole visit.').waitFor();
      await picture(page, `guide-done${suffix}`);
      await sound(view, 'done');
      await press(page, 'Close the guide');
      await bar(page).waitFor({ state: 'detached' });
      assert.equal(await ringed(page), null);
      await view.close();
    });
  });
}

describe('the guide', () => {
  it('waits for somebody to come, and says so', async () => {
    const view = await today();
    await becomes(view.page, { step: 'look', somebodyWaits: false });
    await bar(view.page).getByText('The first patients open their links about now.').waitFor();
    assert.equal(await bar(view.page).getByRole('button', { name: 'I see them' }).count(), 0);
    await view.close();
  });

  it('can be declined, left at any step, and is found under Help', async () => {
    const view = await today();
    const { page } = view;
    await becomes(page, { toOffer: true });
    await press(page, 'Not now');
    await bar(page).waitFor({ state: 'detached' });
    await help(page, 'Guided visit, in five steps');
    await bar(page).getByText('1 of 5').waitFor();
    await press(page, 'I see them');
    await press(page, 'Skip this step: Admit them');
    await bar(page).getByText('3 of 5').waitFor();
    await press(page, 'Leave the guide');
    await bar(page).waitFor({ state: 'detached' });
    await view.close();
  });

  it('leads back to Today from another page, is read out, and works by keyboard', async () => {
    const view = await today();
    const { page } = view;
    await page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name: 'Directory' }).click();
    await help(page, 'Guided visit, in five steps');
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    await announced(page, 'See who waits.');
    await bar(page).getByRole('button', { name: 'I see them' }).focus();
    await page.keyboard.press('Enter');
    await bar(page).getByText('2 of 5').waitFor();
    await view.close();
  });

  it('gives way at 900 wide', async () => {
    const view = await today({ width: 900, height: 640 });
    await becomes(view.page, { step: 'delay', visitId: 'v3' });
    await bar(view.page).getByText('4 of 5').waitFor();
    await picture(view.page, 'guide-900');
    await sound(view, '900 wide');
    await view.close();
  });
});

describe('help', () => {
  it('lists what the keyboard does', async () => {
    const view = await today();
    const { page } = view;
    await help(page, 'Keyboard shortcuts');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Tell all who wait').waitFor();
    await dialog.getByText('Ask the chosen patient to come back later').waitFor();
    await picture(page, 'help-keys');
    await sound(view, 'keyboard shortcuts');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await view.close();
  });

  it('names a Mac’s keys on a Mac, but for the space bar, which is Spotlight’s there', async () => {
    const view = await today();
    const { page } = view;
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'platform', { get: () => 'MacIntel' }));
    await page.reload();
    await help(page, 'Keyboard shortcuts');
    const keys = (what) => page.getByRole('dialog').locator('dl > div').filter({ has: page.getByText(what, { exact: true }) }).locator('kbd').allTextContents();
    assert.deepEqual(await keys('Mute'), ['⌘', 'Shift', 'M']);
    assert.deepEqual(await keys('Mute while it is held'), ['Ctrl', 'Space']);
    await view.close();
  });
});

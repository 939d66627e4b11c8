// The settings for notifications on a scripted console: what is told, by name or not, a trial, and a desktop that shows none.
// Pictures go to target/screens/settings-notifications*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { announced } from './support/announced.mjs';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

/** The section, on a desktop that says this of itself. */
async function section({ desktop, ...options } = {}) {
  const view = await open(browser, `${server.origin}/console.html?scene=day`, options);
  const { page } = view;
  if (desktop) await page.evaluate((service) => (window.scripted.settings.desktop = service), desktop);
  await page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Notifications' }).click();
  await page.getByLabel('Tell me by notification').waitFor();
  return view;
}
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);
const said = (page, words) => page.waitForFunction((wanted) => [...document.querySelectorAll('[aria-live=polite], [role=status]')].some((live) => live.textContent.includes(wanted)), words);
const EVERYTHING = { on: true, arrivals: true, messages: true, lost: true, guests: true, leftCall: true, lines: true, texts: true, names: false };

for (const dark of [false, true]) {
  const suffix = dark ? '-dark' : '';
  describe(dark ? 'in the dark' : 'in the light', () => {
    it('says what is told, and that nobody is named', async () => {
      const view = await section({ dark });
      assert.equal(await view.page.getByLabel('Say names').isChecked(), false);
      await view.page.getByRole('button', { name: 'Send a test notification' }).click();
      await said(view.page, 'gnome-shell has it.');
      await picture(view.page, `settings-notifications${suffix}`);
      await sound(view, 'notifications');
      await view.close();
    });

    it('says that the desktop shows none, and what to do', async () => {
      const view = await section({ dark, desktop: { kind: 'missing' } });
      await view.page.getByText('This desktop shows no notifications.').waitFor();
      await picture(view.page, `settings-notifications-missing${suffix}`);
      await sound(view, 'a desktop without notifications');
      await view.close();
    });
  });
}

it('is saved by keyboard, as the core takes it', async () => {
  const { page, close } = await section();
  await page.getByLabel('Say names').check();
  await page.getByLabel('A text did not arrive').uncheck();
  await page.keyboard.press('Control+s');
  await said(page, 'The settings for notifications are saved.');
  await page.getByLabel('Tell me by notification').uncheck();
  assert.equal(await page.getByLabel('Say names').count(), 0, 'what would not be told is not asked about');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Back to what is saved' }).waitFor({ state: 'detached' });
  const named = { ...EVERYTHING, names: true, texts: false };
  assert.deepEqual(await asked(page, 'setNotifications'), [named, { ...named, on: false }]);
  await close();
});

it('finds a service that was started meanwhile', async () => {
  const { page, close } = await section({ desktop: { kind: 'missing' } });
  await page.getByRole('button', { name: 'Send a test notification' }).click();
  await page.evaluate(() => (window.scripted.settings.desktop = { kind: 'ready', name: 'dunst', opens: true }));
  await page.getByRole('button', { name: 'Look again' }).click();
  await said(page, 'Notifications can be shown now.');
  await page.getByText('This desktop shows no notifications.').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Send a test notification' }).click();
  await said(page, 'dunst has it.');
  await close();
});

it('says what a desktop or a system cannot do', async () => {
  const mute = await section({ desktop: { kind: 'ready', name: 'plainnotify', opens: false } });
  await mute.page.getByText('plainnotify does not say when a notification is pressed.').waitFor();
  await sound(mute, 'a desktop that tells of no press');
  await mute.close();
  const { page, close } = await section({ desktop: { kind: 'unsupported' } });
  await page.getByText('On this system Anteroom shows no notifications yet.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Send a test notification' }).count(), 0);
  await close();
});

describe('a notification that is pressed', () => {
  const pressed = (page, place) => page.evaluate((where) => window.scripted.notificationOpened(where), place);

  it('leads to a visit, to somebody’s messages, to Today, and back to its settings', async () => {
    const { page, close } = await section();
    await pressed(page, { kind: 'visit', visitId: 'v5' });
    await page.getByRole('heading', { name: 'Kenji Kobayashi', level: 2 }).waitFor();
    await pressed(page, { kind: 'messages', invitationId: 'i-v4' });
    await page.getByText('Is it okay if my wife joins from work?').last().waitFor();
    await pressed(page, { kind: 'settings' });
    await page.getByLabel('Tell me by notification').waitFor();
    await pressed(page, { kind: 'today' });
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    await close();
  });

  it('of a visit that is gone leads to Today', async () => {
    const { page, close } = await section();
    await pressed(page, { kind: 'visit', visitId: 'gone' });
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    await close();
  });
});

it('tells the core which page is looked at, as long as the window is in front', async () => {
  const { page, close } = await section();
  const last = (wanted) => page.waitForFunction((focus) => {
    const told = window.scripted.asked.filter(({ command }) => command === 'reportFocus').at(-1)?.input;
    return told?.inFront === focus.inFront && told?.today === focus.today;
  }, wanted);
  await last({ inFront: true, today: false });
  await page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name: 'Today' }).click();
  await last({ inFront: true, today: true });
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await last({ inFront: false, today: true });
  await close();
});

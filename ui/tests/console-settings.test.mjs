// The settings' page on a scripted console: every state in light and dark, what is saved, what is not lost.
// Pictures go to target/screens/settings-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

/** The settings' page, come to rest. */
async function settings(scene, options, rest = (page) => page.getByLabel('Media region').waitFor()) {
  const view = await open(browser, `${server.origin}/console.html?scene=${scene}`, options);
  await go(view.page, 'Settings');
  await rest(view.page);
  return view;
}
const go = (page, name) => page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name }).click();
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);
const minutes = (page) => page.getByLabel('Minutes an empty room stays open');
const people = (page) => page.getByLabel('Most people in a visit');

for (const dark of [false, true]) {
  describe(dark ? 'the settings in the dark' : 'the settings in the light', () => {
    const suffix = dark ? '-dark' : '';

    it('shows what is asked of rooms, and what that comes to', async () => {
      const view = await settings('day', { dark });
      await view.page.getByText('Rooms are made by going in.').waitFor();
      await picture(view.page, `settings-calls${suffix}`);
      await sound(view, 'calls');
      await view.page.getByLabel('H.264 alone').check();
      await minutes(view.page).fill('90');
      await view.page.getByText('Because of H.264 alone and rooms that stay open, Twilio is asked for each room over REST first.').waitFor();
      await view.page.getByRole('button', { name: 'Save', exact: true }).click();
      await view.page.getByText('Write 1 to 60 minutes, or leave it empty.').waitFor();
      await picture(view.page, `settings-calls-fault${suffix}`);
      await sound(view, 'a fault at its field');
      await view.close();
    });

    for (const [name, scene, words] of [
      ['error', 'error', 'The settings cannot be read'],
      ['offline', 'offline', 'they can be read and changed all the same'],
      ['loading', 'loading', 'Reading the settings…'],
    ]) {
      it(`shows ${name}`, async () => {
        const view = await settings(scene, { dark }, (page) => page.getByText(words).waitFor());
        await picture(view.page, `settings-${name}${suffix}`);
        await sound(view, name);
        await view.close();
      });
    }

    it('gives way at 900', async () => {
      const view = await settings('day', { dark, width: 900, height: 640 });
      await picture(view.page, `settings-900${suffix}`);
      await sound(view, '900 wide');
      await view.close();
    });
  });
}

describe('the settings for calls', () => {
  it('are saved by keyboard, as the core takes them', async () => {
    const { page, close } = await settings('day');
    await page.getByLabel('H.264 alone').check();
    await page.getByLabel('Media region').selectOption('de1');
    await minutes(page).fill('5');
    await people(page).fill('4');
    await page.keyboard.press('Control+s');
    await announced(page, 'The settings for calls are saved.');
    assert.deepEqual(await asked(page, 'setRoomPolicy'), [{ codec: 'h264', mediaRegion: 'de1', emptyMinutes: 5, mostPeople: 4 }]);
    await page.getByRole('button', { name: 'Back to what is saved' }).waitFor({ state: 'detached' });
    await close();
  });

  it('say what is wrong at the field, go there, and send nothing', async () => {
    const { page, close } = await settings('day');
    await people(page).fill('1');
    assert.equal(await page.getByText('Write 2 to 25 people').count(), 0, 'nothing is said while it is typed');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Write 2 to 25 people, or leave it empty.').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    assert.deepEqual(await asked(page, 'setRoomPolicy'), []);
    await page.getByRole('button', { name: 'Back to what is saved' }).click();
    assert.equal(await people(page).inputValue(), '');
    await close();
  });

  it('say why they could not be saved, and keep what was typed', async () => {
    const view = await settings('day');
    const { page } = view;
    await page.getByLabel('Media region').selectOption('br1');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The settings cannot be written to this computer’s disk.').waitFor();
    await picture(page, 'settings-refused');
    await sound(view, 'a refusal');
    assert.equal(await page.getByLabel('Media region').inputValue(), 'br1');
    await view.close();
  });

  it('are not lost: kept while another page is looked at, asked about before the clinic is closed', async () => {
    const { page, close } = await settings('day');
    await minutes(page).fill('10');
    await page.getByText('not saved').waitFor();
    await go(page, 'Directory');
    await page.getByRole('heading', { name: 'Clearline Interpreting' }).waitFor();
    await go(page, 'Settings');
    assert.equal(await minutes(page).inputValue(), '10');
    await page.getByRole('button', { name: /Dr. Amara Okafor/ }).click();
    await page.getByRole('menuitem', { name: 'Leave the practice clinic' }).click();
    await page.getByText('The settings under Calls have changes that are not saved.').waitFor();
    await page.getByRole('button', { name: 'Stay' }).click();
    assert.deepEqual(await asked(page, 'closeClinic'), []);
    await close();
  });
});

describe('the settings for the waiting room', () => {
  const shown = (dark) => settings('day', { dark }, async (page) => {
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Waiting room' }).click();
    await page.getByLabel('Late after, in minutes').waitFor();
  });

  for (const dark of [false, true]) {
    it(`say when somebody is late and when they are given up, ${dark ? 'in the dark' : 'in the light'}`, async () => {
      const view = await shown(dark);
      await view.page.getByLabel('Close the visit as not attended by itself').check();
      await view.page.getByText('It can be taken back on the same day.').waitFor();
      await view.page.getByLabel('Not attended after, in minutes').fill('5');
      await view.page.getByRole('button', { name: 'Save', exact: true }).click();
      await view.page.getByText('Write more minutes than somebody is late after, at most 240.').waitFor();
      await picture(view.page, `settings-waiting${dark ? '-dark' : ''}`);
      await sound(view, 'the waiting room');
      assert.deepEqual(await asked(view.page, 'setWaitingRules'), []);
      await view.close();
    });
  }

  it('are saved by keyboard, and given up again', async () => {
    const { page, close } = await shown(false);
    await page.getByLabel('Late after, in minutes').fill('10');
    await page.getByLabel('Close the visit as not attended by itself').check();
    await page.getByLabel('Not attended after, in minutes').fill('45');
    await page.keyboard.press('Control+s');
    await announced(page, 'The settings for the waiting room are saved.');
    await page.getByLabel('Close the visit as not attended by itself').uncheck();
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Back to what is saved' }).waitFor({ state: 'detached' });
    assert.deepEqual(await asked(page, 'setWaitingRules'), [{ lateMinutes: 10, notAttendedMinutes: 45 }, { lateMinutes: 10 }]);
    await close();
  });
});

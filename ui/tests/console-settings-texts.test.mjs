// The settings for texts on a scripted console: the plan on an example, quiet hours, the words of each text with what they come to, the sender.
// Pictures go to target/screens/settings-texts-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

const go = (page, name) => page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name }).click();
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);
const save = (page) => page.getByRole('button', { name: 'Save', exact: true }).click();
const words = (page) => page.getByRole('textbox', { name: /^Words in/ });

/** The section, come to rest. */
async function texts(scene = 'day', { rest = (page) => page.getByText('As it is sent, for a visit tomorrow').waitFor(), ...options } = {}) {
  const view = await open(browser, `${server.origin}/console.html?scene=${scene}`, { height: 1800, ...options });
  await go(view.page, 'Settings');
  await view.page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Texts' }).click();
  await rest(view.page);
  return view;
}

for (const dark of [false, true]) {
  const shade = dark ? '-dark' : '';
  describe(dark ? 'texts in the dark' : 'texts in the light', () => {
    it('shows the plan, the words and the sender', async () => {
      const view = await texts('day', { dark });
      await view.page.getByText('By the messaging service Juniper texts').waitFor();
      await picture(view.page, `settings-texts${shade}`);
      await sound(view, 'texts');
      await view.close();
    });

    it('shows a clinic that texts nobody by itself', async () => {
      const view = await texts('noTexts', { dark });
      assert.equal(await view.page.getByRole('checkbox', { name: /Text patients before each visit/ }).isChecked(), false);
      await picture(view.page, `settings-texts-off${shade}`);
      await sound(view, 'no texts');
      await view.close();
    });

    it('says each fault where it is', async () => {
      const view = await texts('day', { dark });
      const { page } = view;
      await page.getByLabel('How long before, text 2').fill('13');
      await page.getByLabel('Unit of text 2').selectOption('hours');
      await page.getByText('A link goes 12 hours before at the earliest').waitFor();
      await page.getByLabel('until').fill('21:00');
      await page.getByRole('textbox', { name: 'Messaging service' }).fill('MG12');
      await words(page).fill('Come in, {{name}}: {{link}}');
      await page.getByText('Names and reasons are kept out of texts in this clinic.').waitFor();
      await page.getByLabel('Shorten links').check();
      await save(page);
      await page.getByText('Quiet hours begin and end at different times.').waitFor();
      await page.getByText('A messaging service begins with MG').waitFor();
      assert.deepEqual(await asked(page, 'setTextSettings'), [], 'nothing is saved');
      await picture(page, `settings-texts-faults${shade}`);
      await sound(view, 'faults');
      await view.close();
    });

    for (const [name, scene, wanted] of [
      ['error', 'error', 'How the clinic texts cannot be read'],
      ['offline', 'offline', 'What the account sends texts by is not known now.'],
    ]) {
      it(`shows ${name}`, async () => {
        const view = await texts(scene, { dark, rest: (page) => page.getByText(wanted).waitFor() });
        await picture(view.page, `settings-texts-${name}${shade}`);
        await sound(view, name);
        await view.close();
      });
    }
  });
}

describe('texts in the settings', () => {
  it('are planned by keyboard, shown on an example, and saved when asked', async () => {
    const { page, close } = await texts('noTexts');
    await page.getByRole('checkbox', { name: /Text patients before each visit/ }).focus();
    await page.keyboard.press('Space');
    const plan = page.getByRole('list', { name: 'The plan for a visit at 10:00' });
    await plan.getByText('The day before').waitFor();
    await page.getByLabel('Example: a visit at').fill('07:30');
    await page.getByText('The day before · moved out of the quiet hours').first().waitFor();
    await page.getByRole('button', { name: 'Add a text' }).click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('3');
    await page.getByLabel('How long before, text 3').fill('3');
    await save(page);
    await announced(page, 'How the clinic texts is saved.');
    const [{ plan: saved, quiet }] = await asked(page, 'setTextSettings');
    assert.deepEqual(saved, [{ kind: 'reminder', minutesBefore: 1440 }, { kind: 'link', minutesBefore: 30 }, { kind: 'reminder', minutesBefore: 180 }]);
    assert.deepEqual(quiet, { from: '21:00', until: '08:00' });
    await close();
  });

  it('takes variables as chips, counts as it is typed, and goes back to the words that came', async () => {
    const { page, close } = await texts();
    await page.getByRole('tab', { name: 'Spanish' }).click();
    await page.getByLabel('Text', { exact: true }).selectOption('reminder');
    await words(page).fill('Hola “amigo”: ');
    await page.getByRole('button', { name: 'time', exact: true }).click();
    assert.equal(await words(page).inputValue(), 'Hola “amigo”: {{time}}');
    await page.getByText('1 message, with characters outside GSM-7').waitFor();
    assert.equal(await page.getByRole('button', { name: 'name', exact: true }).count(), 0, 'names are not offered where they may not stand');
    await page.getByRole('checkbox', { name: /Names and reasons may stand in texts/ }).check();
    await page.getByText('A text can be read on a locked screen').waitFor();
    await page.getByRole('button', { name: 'name', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Back to Anteroom’s words' }).click();
    await page.getByText('le recordamos su consulta').first().waitFor();
    await close();
  });

  it('keeps what is not saved while other pages are looked at, and asks before the clinic is closed', async () => {
    const { page, close } = await texts();
    await words(page).fill('Come in: {{link}}');
    await page.getByRole('navigation', { name: 'Settings' }).getByText('not saved').waitFor();
    await go(page, 'Today');
    await go(page, 'Settings');
    assert.equal(await words(page).inputValue(), 'Come in: {{link}}');
    await page.getByRole('button', { name: /Dr. Amara Okafor/ }).click();
    await page.getByRole('menuitem', { name: 'Leave the practice clinic' }).click();
    await page.getByText('The settings under Texts have changes that are not saved.').waitFor();
    await page.getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('button', { name: 'Back to what is saved' }).click();
    await page.getByText('not saved').waitFor({ state: 'detached' });
    await close();
  });

  it('goes to the template that is wrong when it is saved', async () => {
    const { page, close } = await texts();
    await page.getByRole('tab', { name: 'Japanese' }).click();
    await words(page).fill('リンクがありません');
    await page.getByRole('tab', { name: 'English' }).click();
    await save(page);
    await page.getByText('This text brings the link: put {{link}} into it.', { exact: true }).waitFor();
    assert.equal(await page.getByRole('tab', { name: 'Japanese' }).getAttribute('aria-selected'), 'true');
    assert.deepEqual(await asked(page, 'setTextSettings'), []);
    await close();
  });
});

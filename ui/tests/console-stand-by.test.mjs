// Another console acts for the clinic: what this one says, taking over, and being taken over, on a scripted console.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

const scene = (name, options) => open(browser, `${server.origin}/console.html?scene=${name}`, options);
const asked = (page, command) => page.evaluate((name) => window.scripted.asked.filter((each) => each.command === name).length, command);

for (const dark of [false, true]) {
  it(`says who acts ${dark ? 'in the dark' : 'in the light'}`, async () => {
    const suffix = dark ? '-dark' : '';
    const view = await scene('standingBy', { dark });
    await view.page.getByText('on another computer since Mon 23 Nov 8:02').waitFor();
    await picture(view.page, `console-standing-by${suffix}`);
    await sound(view, 'standing by');
    assert.equal(await asked(view.page, 'getDay'), 0, 'nothing is read of a day that may be of yesterday');
    await view.close();
  });
}

it('says that the other one is silent', async () => {
  const view = await scene('standingBySilent', { width: 800, height: 600 });
  await view.page.getByText('no sign of life since Mon 23 Nov 9:12').waitFor();
  await picture(view.page, 'console-standing-by-silent');
  await sound(view, 'standing by a silent one');
  await view.close();
});

describe('taking over', () => {
  it('is done by keyboard and opens the clinic', async () => {
    const { page, close } = await scene('standingBy');
    await page.getByRole('button', { name: 'Take over' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Admit Elena', exact: true }).waitFor();
    assert.equal(await asked(page, 'takeOverClinic'), 1);
    await close();
  });

  it('by another computer puts this one aside with words', async () => {
    const view = await scene('day');
    await view.page.getByRole('button', { name: 'Admit Elena', exact: true }).waitFor();
    await view.page.evaluate(() => window.scripted.isTakenOver());
    await view.page.getByRole('heading', { name: 'Standing by' }).waitFor();
    await sound(view, 'taken over');
    await view.close();
  });
});

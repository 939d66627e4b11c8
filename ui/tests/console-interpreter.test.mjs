// What a patient said of an interpreter, in the console: on their card, with their visit, and as what an invitation begins with.
// Pictures go to target/screens/interpreter-*.png.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

const wishes = (page, interpreter) => page.evaluate((wish) => window.scripted.wishes('v4', wish), interpreter);
const inspector = (page) => page.getByRole('region', { name: 'Interpreter', exact: true });

for (const dark of [false, true]) {
  it(`stands on the card and with the visit ${dark ? 'in the dark' : 'in the light'}`, async () => {
    const suffix = dark ? '-dark' : '';
    const view = await open(browser, `${server.origin}/console.html?scene=day`, { dark });
    const { page } = view;
    const card = page.getByRole('article', { name: 'James Whitaker' });
    await card.getByRole('button', { name: 'James Whitaker', exact: true }).click();
    await page.getByRole('heading', { name: 'James Whitaker', level: 2 }).waitFor();
    assert.equal(await inspector(page).count(), 0, 'nobody was asked');
    await wishes(page, { language: 'ja', booked: false });
    await card.getByText('Wants an interpreter for Japanese. None is booked yet.').waitFor();
    await inspector(page).getByText('James wants an interpreter for Japanese · not booked yet').waitFor();
    await picture(page, `interpreter-wanted${suffix}`);
    await sound(view, 'a wish for an interpreter');
    await wishes(page, { language: 'ja', booked: true });
    await card.getByText('Interpreter booked: Japanese').waitFor();
    await inspector(page).getByText('James wants an interpreter for Japanese · booked').waitFor();
    await picture(page, `interpreter-booked${suffix}`);
    await sound(view, 'an interpreter who is booked');
    await view.close();
  });
}

it('is what an invitation begins with, whatever the chart’s language is', async () => {
  const { page, close } = await open(browser, `${server.origin}/console.html?scene=day`);
  await page.getByRole('article', { name: 'James Whitaker' }).getByRole('button', { name: 'James Whitaker', exact: true }).click();
  await wishes(page, { language: 'ja', booked: false });
  await inspector(page).waitFor();
  await page.getByRole('region', { name: 'Third parties' }).getByRole('button', { name: 'Invite someone' }).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByLabel('They are', { exact: true }).inputValue(), 'interpreter');
  assert.equal(await dialog.getByLabel('Interprets').inputValue(), 'ja');
  await close();
});

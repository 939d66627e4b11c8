// The director's page on a scripted console: every state in light and dark, each order, and that only the practice clinic has it.
// Pictures go to target/screens/director-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

async function director(scene, options, rest = (page) => page.getByText('Samuel Osei').waitFor()) {
  const view = await open(browser, `${server.origin}/console.html?scene=${scene}`, options);
  await view.page.getByRole('navigation', { name: 'Anteroom' }).getByRole('button', { name: 'Cast' }).click();
  await rest(view.page);
  return view;
}
const row = (page, name) => page.getByRole('listitem').filter({ hasText: name });
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
const ordered = (page) => page.evaluate(() => window.scripted.asked.filter(({ command }) => command === 'directCast').map(({ input }) => input));

for (const dark of [false, true]) {
  const suffix = dark ? '-dark' : '';
  describe(dark ? 'the director in the dark' : 'the director in the light', () => {
    it('shows who does what', async () => {
      const view = await director('day', { dark });
      assert.match(await row(view.page, 'Elena Márquez Ríos').innerText(), /Spanish[^]*In the call · talking\s+3:00/);
      assert.match(await row(view.page, 'Kenji Kobayashi').innerText(), /In the waiting room · no network/);
      assert.match(await row(view.page, 'Henrik Lindqvist').innerText(), /comes with Theo Lindqvist[^]*Has no link yet/);
      await picture(view.page, `director${suffix}`);
      await sound(view, 'the cast');
      await view.close();
    });

    for (const [scene, words] of [
      ['loading', 'Asking who takes part'],
      ['error', 'are not reached'],
      ['empty', 'Nobody takes part'],
    ]) {
      it(`shows ${scene}`, async () => {
        const view = await director(scene, { dark }, (page) => page.getByText(words).first().waitFor());
        await picture(view.page, `director-${scene}${suffix}`);
        await sound(view, scene);
        await view.close();
      });
    }
  });
}

describe('the director', () => {
  it('has people arrive, write, lose their network and leave', async () => {
    const view = await director('day');
    const { page } = view;
    await press(page, 'Make the next arrive');
    await page.getByText('Samuel Osei opens the link now.').first().waitFor();
    await press(page, 'Arrive: Dale Whitcomb');
    await row(page, 'Dale Whitcomb').getByText('Trying devices').waitFor();
    await press(page, 'Write as James Whitaker');
    await page.getByLabel('What James Whitaker writes').fill('Are you there?');
    await page.keyboard.press('Enter');
    await page.getByText('James Whitaker has written.').first().waitFor();
    await press(page, 'Drop the network of James Whitaker');
    await row(page, 'James Whitaker').getByText('no network').waitFor();
    await press(page, 'Mend the network of James Whitaker');
    await press(page, 'Relative of Theo Lindqvist comes in');
    await press(page, 'Leave: James Whitaker');
    await row(page, 'James Whitaker').getByText('Left, may come back').waitFor();
    assert.deepEqual(await ordered(page), [
      { kind: 'arrive' },
      { kind: 'arrive', who: 'dale' },
      { kind: 'say', who: 'james', text: 'Are you there?' },
      { kind: 'dropNetwork', who: 'james' },
      { kind: 'mendNetwork', who: 'james' },
      { kind: 'bringRelative', who: 'theo' },
      { kind: 'leave', who: 'james' },
    ]);
    await view.close();
  });

  it('lets time pass faster and things go wrong, and says what is refused', async () => {
    const view = await director('day');
    const { page } = view;
    await press(page, '20× as fast');
    await page.getByText('Passes 20 times as fast.', { exact: true }).waitFor();
    await press(page, '5 min on');
    await page.getByText('5 min ahead').waitFor();
    await press(page, 'Fail the next text');
    await page.getByText('The next text will not arrive.').first().waitFor();
    await press(page, 'Fail the next call');
    await page.getByText('The next call fails already.').waitFor();
    await picture(page, 'director-refused');
    await sound(view, 'refused');
    await view.close();
  });

  it('gives way at 900 wide', async () => {
    const view = await director('day', { width: 900, height: 640 });
    await picture(view.page, 'director-900');
    await sound(view, '900 wide');
    await view.close();
  });
});

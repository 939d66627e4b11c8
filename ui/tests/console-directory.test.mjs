// The directory's page on a scripted console: every state in light and dark, the phone-tree editor by mouse and by keyboard.
// Pictures go to target/screens/directory-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

/** The directory's page, come to rest. */
async function directory(scene, options, rest = (page) => page.getByRole('heading', { name: 'Clearline Interpreting' }).waitFor()) {
  const view = await open(browser, `${server.origin}/console.html?scene=${scene}`, options);
  await view.page.getByRole('navigation').getByRole('button', { name: 'Directory' }).click();
  await rest(view.page);
  return view;
}
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim());
const twiml = (page) => page.getByLabel('TwiML', { exact: true });

for (const dark of [false, true]) {
  describe(dark ? 'the directory in the dark' : 'the directory in the light', () => {
    const suffix = dark ? '-dark' : '';

    it('shows lines, a line, its phone tree and what Twilio will be told', async () => {
      const view = await directory('day', { dark });
      await view.page.getByRole('button', { name: 'Press 2' }).click();
      await view.page.locator('code.marked').getByText('<Play digits="w2"/>').waitFor();
      await picture(view.page, `directory${suffix}`);
      await sound(view, 'the directory');
      await view.close();
    });

    it('shows mistakes at their steps', async () => {
      const view = await directory('day', { dark });
      await view.page.getByRole('button', { name: 'Press 2' }).click();
      await view.page.getByLabel('Keys to press').fill('2x');
      await view.page.getByText('Step 2: press 1 to 32 of the keys').waitFor();
      await view.page.getByText('Nothing yet: one step is to be put right first.').waitFor();
      await picture(view.page, `directory-mistake${suffix}`);
      await sound(view, 'a mistake');
      await view.close();
    });

    for (const [name, scene, words] of [
      ['empty', 'empty', 'No lines yet'],
      ['error', 'error', 'The directory does not open'],
      ['offline', 'offline', 'it can be read and changed all the same'],
    ]) {
      it(`shows ${name}`, async () => {
        const view = await directory(scene, { dark }, (page) => page.getByText(words).waitFor());
        await picture(view.page, `directory-${name}${suffix}`);
        await sound(view, name);
        await view.close();
      });
    }

    it('shows the form and the rules', async () => {
      const view = await directory('day', { dark });
      await view.page.getByRole('button', { name: 'Add', exact: true }).click();
      await view.page.getByLabel('Number', { exact: true }).fill('+44 20 7946 0000');
      await view.page.getByText('the country is not on the clinic’s list').waitFor();
      await view.page.getByLabel('At these times').check();
      await view.page.getByRole('button', { name: 'Add line' }).click();
      await view.page.getByText('Give the line a name.').waitFor();
      await picture(view.page, `directory-form${suffix}`);
      await sound(view, 'the form');
      await view.page.keyboard.press('Escape');
      await view.page.getByRole('button', { name: 'Phone rules' }).click();
      await view.page.getByRole('heading', { name: 'Phone rules' }).waitFor();
      await picture(view.page, `directory-rules${suffix}`);
      await sound(view, 'the rules');
      await view.close();
    });

    it('gives way at 1100 and at 900', async () => {
      const wide = await directory('day', { dark, width: 1100, height: 700 });
      await wide.page.getByRole('button', { name: 'What Twilio will be told' }).click();
      await twiml(wide.page).waitFor();
      await picture(wide.page, `directory-1100${suffix}`);
      await sound(wide, '1100 wide');
      await wide.page.keyboard.press('Escape');
      await twiml(wide.page).waitFor({ state: 'detached' });
      await wide.close();
      const narrow = await directory('day', { dark, width: 900, height: 680 }, (page) => page.getByRole('tab', { name: 'Lines' }).waitFor());
      await narrow.page.locator('.row', { hasText: 'Rosa Benítez' }).click();
      await narrow.page.getByRole('heading', { name: 'Rosa Benítez' }).waitFor();
      await picture(narrow.page, `directory-900${suffix}`);
      await sound(narrow, '900 wide');
      await narrow.close();
    });
  });
}

describe('the directory', () => {
  it('finds by name and by language, and says what it does not find', async () => {
    const { page, close } = await directory('day');
    const rows = () => page.locator('.groups .row .name').allTextContents();
    await page.getByLabel('Find by name or language').fill('japan');
    await page.locator('h2', { hasText: 'Spanish' }).waitFor({ state: 'detached' });
    assert.deepEqual(await rows(), ['Clearline Interpreting', 'Aiko Mori', 'Lengua Video', 'Palabra Telephone']);
    await page.getByLabel('Find by name or language').fill('benitez');
    await page.locator('h2', { hasText: 'Japanese' }).waitFor({ state: 'detached' });
    assert.deepEqual(await rows(), ['Rosa Benítez'], 'accents need not be typed');
    await page.getByLabel('Find by name or language').fill('nobody');
    await page.getByText('Nothing is called “nobody”').waitFor();
    await close();
  });

  it('puts a line elsewhere by keyboard and by dragging, and says where', async () => {
    const { page, close } = await directory('day');
    const spanish = page.locator('section', { has: page.getByRole('heading', { name: 'Spanish' }) }).last();
    await spanish.locator('.row', { hasText: 'Rosa Benítez' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await announced(page, 'Rosa Benítez is now 1st in Spanish.');
    assert.deepEqual(await asked(page, 'reorderLines'), [{ lineIds: ['l2', 'l1', 'l3', 'l4', 'l5'] }]);
    await page.waitForFunction(() => document.activeElement?.textContent.includes('Rosa Benítez'));

    const [from, to] = await Promise.all(['Voz Directa', 'Rosa Benítez'].map((name) => spanish.locator('.row', { hasText: name }).boundingBox()));
    await page.mouse.move(from.x + 60, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + 60, to.y + 2, { steps: 8 });
    await page.mouse.up();
    await announced(page, 'Voz Directa is now 1st in Spanish.');
    await page.getByRole('heading', { name: 'Clearline Interpreting' }).waitFor();
    assert.equal((await asked(page, 'reorderLines')).length, 2, 'a drag is one change, and no click on a line');
    await close();
  });

  it('adds a line whose number the core has looked at, with an access code that is never shown again', async () => {
    const { page, close } = await directory('day');
    await page.keyboard.press('Control+n');
    await page.getByLabel('Name', { exact: true }).fill('Lingua Norte');
    await page.getByLabel('Number', { exact: true }).fill('202 555 0142');
    await page.getByText('Dialled as +12025550142, United States').waitFor();
    await page.getByLabel('Languages', { exact: true }).first().selectOption('vi');
    await page.getByRole('button', { name: 'Add language' }).click();
    await page.getByLabel('Access code').fill('55 50');
    await page.getByRole('button', { name: 'Add line' }).click();
    await page.getByRole('heading', { name: 'Lingua Norte' }).waitFor();
    const [saved] = await asked(page, 'saveLine');
    assert.deepEqual([saved.languages, saved.accessCode, saved.hours.spans], [['vi'], '55 50', []]);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByText('Kept in the keychain. It is not shown again.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'Save line' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await asked(page, 'saveLine'))[1].accessCode, '');
    await close();
  });

  it('removes a line only after saying what ends', async () => {
    const { page, close } = await directory('day');
    await page.getByRole('button', { name: 'More about Clearline Interpreting' }).click();
    await page.getByRole('menuitem', { name: 'Remove line' }).click();
    await page.getByText('Its phone trees and its access code are deleted.').waitFor();
    assert.equal(await focused(page), 'Keep it');
    await page.getByRole('button', { name: 'Remove the line' }).click();
    await page.getByRole('heading', { name: 'Rosa Benítez' }).waitFor();
    assert.deepEqual(await asked(page, 'removeLine'), [{ lineId: 'l1' }]);
    await close();
  });

  it('takes a file in, says which codes are missing, and refuses what is no directory', async () => {
    const { page, close } = await directory('day');
    const give = async (text) => {
      await page.getByLabel('A directory’s file').setInputFiles({ name: 'directory.json', mimeType: 'application/json', buffer: Buffer.from(text) });
    };
    await give('{"format":"anteroom-directory"}');
    await page.getByText('1 line added, 2 lines written over.').waitFor();
    await page.getByText('One of them presses an access code, and a file has none').waitFor();
    await picture(page, 'directory-imported');
    await give('{}');
    await page.getByText('The file is not a directory that Anteroom has written. Nothing was changed.').waitFor();
    await page.getByRole('button', { name: 'The directory as a file' }).click();
    await page.getByRole('menuitem', { name: 'Export to a file' }).click();
    await page.getByText('/home/clinic/PRACTICE-directory-2026-11-23.json has every line').waitFor();
    await close();
  });

  it('keeps the rules', async () => {
    const { page, close } = await directory('day');
    await page.getByRole('button', { name: 'Phone rules' }).click();
    await page.getByLabel('Countries that may be called').first().selectOption('MX');
    await page.getByRole('button', { name: 'Add country' }).click();
    await page.getByLabel('Call the next line by itself').check();
    await page.getByRole('button', { name: 'Save rules' }).click();
    await announced(page, 'The phone rules are saved.');
    assert.deepEqual(await asked(page, 'setPhoneRules'), [{ countries: ['US', 'CA', 'MX'], nextLine: 'byItself', caller: '' }]);
    await close();
  });
});

describe('the phone tree', () => {
  it('is written by keyboard alone: a step added, changed, moved, saved', async () => {
    const view = await directory('day');
    const { page } = view;
    await page.getByRole('button', { name: 'Add: Press', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('.step')?.dataset.kind === 'press');
    await page.keyboard.type('7');
    await page.getByRole('button', { name: 'Move step 6 of 7' }).focus();
    await page.keyboard.press('ArrowUp');
    await announced(page, 'Press 7 is now step 5 of 7.');
    assert.match(await focused(page), /^Move step 5 of 7/);
    await twiml(page).getByText('<Play digits="w7"/>').waitFor();
    await page.keyboard.press('Control+s');
    await announced(page, 'The phone trees of Clearline Interpreting are saved.');
    const [saved] = await asked(page, 'saveLine');
    assert.deepEqual(saved.recipes[0].steps.map(({ kind }) => kind), ['wait', 'press', 'wait', 'pressCode', 'press', 'say', 'handOver']);
    assert.equal(saved.recipes.length, 3, 'the other languages stay');
    assert.equal('accessCode' in saved, false, 'the kept code stays');
    await view.close();
  });

  it('has a tree for each language; another begins as a copy of the shown one', async () => {
    const { page, close } = await directory('day');
    await page.getByRole('tab', { name: 'Spanish' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Press 5' }).waitFor();
    await page.getByRole('button', { name: 'Remove this phone tree' }).click();
    await page.getByRole('tab', { name: 'Japanese' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Add a phone tree for another language' }).click();
    await page.getByRole('menuitem', { name: 'Japanese' }).click();
    await page.getByRole('tab', { name: 'Japanese', selected: true }).waitFor();
    await page.getByRole('button', { name: 'Press 2' }).waitFor();
    await close();
  });

  it('moves a step by dragging its handle', async () => {
    const { page, close } = await directory('day');
    const grips = page.locator('[data-grip]');
    const [from, to] = [await grips.nth(0).boundingBox(), await grips.nth(1).boundingBox()];
    await page.mouse.move(from.x + 10, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + to.height, { steps: 8 });
    await page.mouse.up();
    await announced(page, 'Wait is now step 2 of 6.');
    await close();
  });

  it('is not lost: kept while another page is looked at, asked about before another line', async () => {
    const view = await directory('day');
    const { page } = view;
    await page.getByRole('button', { name: 'Press 2' }).click();
    await page.getByLabel('Keys to press').fill('3');
    await page.getByRole('navigation').getByRole('button', { name: 'Today' }).click();
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Directory' }).click();
    await page.getByRole('button', { name: 'Press 3' }).waitFor();
    await page.locator('.row', { hasText: 'Rosa Benítez' }).click();
    await page.getByText('have changes that are not saved').waitFor();
    await picture(page, 'directory-unsaved');
    await sound(view, 'the question before changes are given up');
    await page.getByRole('button', { name: 'Go on with them' }).click();
    await page.getByRole('button', { name: 'Press 3' }).waitFor();
    await page.locator('.row', { hasText: 'Rosa Benítez' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard changes' }).click();
    await page.getByRole('heading', { name: 'Rosa Benítez' }).waitFor();
    assert.deepEqual(await asked(page, 'saveLine'), []);
    await view.close();
  });

  it('is asked about before the window closes, which else closes at once', async () => {
    const view = await directory('day');
    const { page } = view;
    const closes = () => page.evaluate(() => window.scripted.wantsToClose());
    await closes();
    assert.equal((await asked(page, 'closeWindow')).length, 1, 'nothing would be lost, so nothing is asked');
    await page.getByRole('button', { name: 'Press 2' }).click();
    await page.getByLabel('Keys to press').fill('3');
    await twiml(page).getByText('<Play digits="w3"/>').waitFor();
    await page.getByRole('navigation').getByRole('button', { name: 'Today' }).click();
    await closes();
    await page.getByText('The phone trees of Clearline Interpreting have changes that are not saved.').waitFor();
    await picture(page, 'directory-closing');
    await sound(view, 'the question before the window closes');
    await page.getByRole('button', { name: 'Stay' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await asked(page, 'closeWindow')).length, 1);
    await closes();
    await page.getByRole('button', { name: 'Discard and close' }).click();
    assert.equal((await asked(page, 'closeWindow')).length, 2);
    assert.deepEqual(await asked(page, 'closeClinic'), [], 'the clinic is left as it is');
    await view.close();
  });

  it('is copied as TwiML', async () => {
    const { page, close } = await directory('day');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy' }).click();
    await announced(page, 'The TwiML is copied.');
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^<Response>\n {2}<Pause length="4"\/>\n/);
    await close();
  });
});

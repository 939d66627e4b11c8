// Trying a phone tree in the directory, on a scripted console: asked before, each step live, every end in words.
// Pictures go to target/screens/dry-run-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

/** A line of the directory, looked at. */
async function directory(options, scene = 'day', name = 'Clearline Interpreting') {
  const view = await open(browser, `${server.origin}/console.html?scene=${scene}`, options);
  await view.page.getByRole('navigation').getByRole('button', { name: 'Directory' }).click();
  await view.page.locator('.row', { hasText: name }).first().click();
  await view.page.getByRole('heading', { name }).waitFor();
  return view;
}
/** The same with its phone tree being tried. */
async function trying(options) {
  const view = await directory(options);
  await view.page.getByRole('button', { name: 'Try it' }).click();
  await view.page.getByRole('button', { name: 'Call the line' }).click();
  await view.page.getByRole('button', { name: 'Stop and hang up' }).waitFor();
  return view;
}
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);
const comes = (page, ...happened) => page.evaluate((all) => all.forEach((each) => window.scripted.dryRun(...each)), happened);
const live = (page, words) => page.getByRole('list', { name: 'The dry run of Clearline Interpreting' }).locator('.live', { hasText: words }).waitFor();
const answered = [
  [1, 'dialTaken', 'queued'],
  [2, 'lineRang', 'ringing'],
  [6, 'lineAnswered', 'answered'],
  [6, 'stepBegun', 'onStep', { step: 1 }],
  [10, 'stepBegun', 'onStep', { step: 2 }],
];

for (const dark of [false, true]) {
  describe(dark ? 'a dry run in the dark' : 'a dry run in the light', () => {
    const suffix = dark ? '-dark' : '';

    it('asks before the line is called, and says what it costs', async () => {
      const view = await directory({ dark });
      await view.page.getByRole('button', { name: 'Try it' }).click();
      await view.page.getByText('This calls the line for real').waitFor();
      await picture(view.page, `dry-run-asked${suffix}`);
      await sound(view, 'the question');
      await view.page.getByRole('button', { name: 'Not now' }).click();
      assert.deepEqual(await asked(view.page, 'tryPhoneTree'), []);
      await view.close();
    });

    it('shows each step, and the end', async () => {
      const view = await trying({ dark });
      await comes(view.page, ...answered);
      await live(view.page, 'Pressing 2 for the language');
      await picture(view.page, `dry-run${suffix}`);
      await sound(view, 'a step that goes on');
      await comes(view.page, [11, 'stepBegun', 'onStep', { step: 3 }], [14, 'stepBegun', 'onStep', { step: 4 }], [18, 'stepBegun', 'onStep', { step: 5 }], [21, 'personAwaited', 'waitingForPerson'], [24, 'lineEnded', 'completed']);
      await view.page.getByText('The line stayed up through every step.').waitFor();
      await picture(view.page, `dry-run-reached${suffix}`);
      await sound(view, 'the end');
      await view.close();
    });

    it('says where the line hung up', async () => {
      const view = await trying({ dark });
      await comes(view.page, ...answered, [12, 'lineEnded', 'completed']);
      await view.page.getByText('It did so at step 2 of 6, pressing 2 for the language.').waitFor();
      await picture(view.page, `dry-run-hung-up${suffix}`);
      await sound(view, 'a line that hung up');
      await view.close();
    });

    it('is in the sheet at 1100', async () => {
      const view = await directory({ dark, width: 1100, height: 720 });
      await view.page.getByRole('button', { name: 'What Twilio will be told, dry run' }).click();
      await view.page.getByRole('button', { name: 'Try it' }).click();
      await view.page.getByRole('button', { name: 'Call the line' }).click();
      await comes(view.page, ...answered);
      await live(view.page, 'Pressing 2 for the language');
      await picture(view.page, `dry-run-1100${suffix}`);
      await sound(view, 'the sheet');
      await view.close();
    });
  });
}

describe('a dry run', () => {
  it('tries the phone tree as it stands here, by keyboard, and has its steps read out', async () => {
    const { page, close } = await directory();
    await page.getByRole('button', { name: 'Press 2' }).click();
    await page.getByLabel('Keys to press').fill('3');
    await page.locator('code').getByText('<Play digits="w3"/>').waitFor();
    await page.getByRole('button', { name: 'Try it' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('as it stands here and is not saved, is worked through').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Stop and hang up' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Dry run');
    const [{ lineId, recipe }] = await asked(page, 'tryPhoneTree');
    assert.deepEqual([lineId, recipe.language, recipe.steps[1].keys], ['l1', 'es', '3']);
    await comes(page, ...answered);
    await announced(page, 'Pressing 3 for the language.');
    await close();
  });

  it('is stopped at any moment, closed, and tried again', async () => {
    const { page, close } = await trying();
    await comes(page, ...answered);
    await page.getByRole('button', { name: 'Stop and hang up' }).click();
    await page.getByRole('button', { name: 'Hanging up…' }).waitFor();
    await comes(page, [12, 'lineEnded', 'completed', { hangingUp: false }]);
    await page.getByText('The line was hung up at step 2 of 6').waitFor();
    await announced(page, 'Stopped.');
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('button', { name: 'Try it' }).waitFor();
    assert.equal((await asked(page, 'stopDryRun')).length, 1);
    await close();
  });

  it('says why there was no call, with Twilio’s code last', async () => {
    const view = await trying();
    const failure = { message: 'Calls to this country or kind of number are switched off for the account.', advice: 'An administrator can allow them in the Twilio Console under Voice > Geographic Permissions.', twilioCode: 21215 };
    await comes(view.page, [1, 'dialRefused', 'failed', { failure }]);
    await view.page.getByText('Twilio 21215').waitFor();
    await picture(view.page, 'dry-run-refused');
    await sound(view, 'a refusal');
    await view.close();
  });

  it('is one at a time, and found again after another page', async () => {
    const { page, close } = await trying();
    await page.locator('.row', { hasText: 'Juniper Pharmacy' }).click();
    await page.getByText('Clearline Interpreting is being tried. One line is tried at a time.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try it' }).count(), 0);
    await page.getByRole('navigation').getByRole('button', { name: 'Today' }).click();
    await page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    await comes(page, ...answered);
    await page.getByRole('navigation').getByRole('button', { name: 'Directory' }).click();
    await page.locator('.row', { hasText: 'Clearline Interpreting' }).first().click();
    await live(page, 'Pressing 2 for the language');
    await close();
  });

  it('is barred where it cannot be, and says why', async () => {
    const { page, close } = await directory();
    await page.getByRole('button', { name: 'Press 2' }).click();
    await page.getByLabel('Keys to press').fill('2x');
    await page.getByText('The phone tree has mistakes. Put them right first.').waitFor();
    await page.getByRole('button', { name: 'Try it' }).focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.getByText('This calls the line for real').count(), 0);
    await close();
    const offline = await directory({}, 'offline');
    await offline.page.getByText('Twilio is not reached, so nothing can be called.').waitFor();
    await offline.close();
  });

  it('is refused for whom the clinic does not call', async () => {
    const { page, close } = await directory({}, 'day', 'Aiko Mori');
    await page.getByText('There is no phone tree to try.').waitFor();
    await page.getByRole('button', { name: 'For Japanese' }).click();
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('The line is closed at this hour.').waitFor();
    await page.getByRole('button', { name: 'Call the line' }).click();
    await page.getByText('Numbers in Japan are not called').waitFor();
    await close();
  });
});

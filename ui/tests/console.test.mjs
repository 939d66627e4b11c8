// The console window in a browser, on a scripted console: every state in light and dark, by mouse and by keyboard.
// Pictures go to target/screens/console-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';
import { announced } from './support/announced.mjs';

const { browser, server } = await stage();

const scene = (name, options) => open(browser, `${server.origin}/console.html?scene=${name}`, options);
const asked = (page) => page.evaluate(() => window.scripted.asked.filter(({ command }) => !command.startsWith('get') && !['syncAccess', 'lookAtNumber', 'reportFocus'].includes(command)));

/** Each state: the scene, and what is on screen when it has come to rest. */
const states = {
  day: { scene: 'day', rest: (page) => page.getByRole('button', { name: 'Admit Elena', exact: true }).waitFor() },
  'in-visit': { scene: 'inVisit', rest: (page) => page.getByRole('button', { name: 'Open the call with Elena Márquez Ríos' }).waitFor() },
  quiet: { scene: 'quiet', rest: (page) => page.getByText('Nobody is waiting').waitFor() },
  empty: { scene: 'empty', rest: (page) => page.getByText('No visits today').waitFor() },
  loading: { scene: 'loading', rest: (page) => page.getByText('Asking who is here').waitFor() },
  error: { scene: 'error', rest: (page) => page.getByText('The day cannot be read').waitFor() },
  offline: { scene: 'offline', rest: (page) => page.getByText('Shown as it was at 9:11').waitFor() },
  'first-run': { scene: 'firstRun', rest: (page) => page.getByRole('heading', { name: 'Where would you like to start?' }).waitFor() },
  'saved-clinic': { scene: 'savedClinic', rest: (page) => page.getByRole('button', { name: 'Open the clinic' }).waitFor() },
  unreadable: { scene: 'unreadable', rest: (page) => page.getByRole('button', { name: 'Keep it aside' }).waitFor() },
  keychain: { scene: 'problem', rest: (page) => page.getByText('The keychain is locked').waitFor() },
};

for (const dark of [false, true]) {
  describe(dark ? 'in the dark' : 'in the light', () => {
    const suffix = dark ? '-dark' : '';
    for (const [name, state] of Object.entries(states)) {
      it(`shows ${name}`, async () => {
        const view = await scene(state.scene, { dark });
        await state.rest(view.page);
        await picture(view.page, `console-${name}${suffix}`);
        await sound(view, name);
        await view.close();
      });
    }

    it('shows the forms', async () => {
      const view = await scene('day', { dark });
      await states.day.rest(view.page);
      await view.page.getByRole('button', { name: 'New visit' }).click();
      await view.page.getByRole('button', { name: 'Book visit' }).click();
      await view.page.getByText('Give the patient’s name.').waitFor();
      await picture(view.page, `console-new-visit${suffix}`);
      await sound(view, 'the form');
      await view.close();
    });

    it('shows what trying an account brought', async () => {
      const view = await scene('firstRun', { dark });
      await view.page.getByRole('button', { name: 'Connect an account' }).click();
      await picture(view.page, `console-connect${suffix}`);
      await sound(view, 'the account form');
      await fillAccount(view.page, 'a wrong secret');
      await view.page.getByText('Visits don’t work yet.').waitFor();
      await picture(view.page, `console-connect-failed${suffix}`);
      await sound(view, 'failed checks');
      await view.close();
    });

    it('shows what the patient answered', async () => {
      const view = await scene('day', { dark });
      await states.day.rest(view.page);
      const answers = view.page.getByRole('region', { name: /^Answers/ });
      await answers.getByText('Un jarabe para la tos').scrollIntoViewIfNeeded();
      await picture(view.page, `console-answers${suffix}`);
      await sound(view, 'the answers');
      await view.close();
    });

    it('opens the network report from the waiting card', async () => {
      const view = await scene('day', { dark });
      await states.day.rest(view.page);
      await view.page.getByRole('button', { name: 'Network poor: what Marian Holloway’s page measured' }).click();
      const report = view.page.getByRole('region', { name: 'Network check' });
      await report.getByText('Weak: sound at best.').waitFor();
      await view.page.waitForFunction(() => document.activeElement?.id === 'network');
      await report.getByText('180 kbit/s').waitFor();
      await picture(view.page, `console-network${suffix}`);
      await sound(view, 'the network report');
      await view.close();
    });

    it('gives way at 1100 and at 900', async () => {
      for (const width of [1100, 900]) {
        const view = await scene('day', { dark, width, height: 680 });
        await view.page.getByText('Waiting room').first().waitFor();
        await view.page.locator('article').getByRole('button', { name: 'James Whitaker', exact: true }).click();
        await view.page.getByRole('button', { name: 'Admit James', exact: true }).waitFor();
        await picture(view.page, `console-compact-${width}${suffix}`);
        await sound(view, `${width} wide`);
        await view.page.keyboard.press('Escape');
        await view.page.getByRole('button', { name: 'Admit James', exact: true }).waitFor({ state: 'detached' });
        if (width === 900) {
          await view.page.getByRole('tab', { name: 'Agenda' }).click();
          await picture(view.page, `console-compact-agenda${suffix}`);
          await sound(view, 'the agenda tab');
        }
        await view.close();
      }
    });
  });
}

async function fillAccount(page, secret) {
  const hex = '0123456789abcdef'.repeat(2);
  await page.getByLabel('Clinic name').fill('Juniper Clinic');
  await page.getByLabel('Your name').fill('Dr. Amara Okafor');
  await page.getByLabel('Address of the patient’s page').fill('https://visits.juniper.example');
  await page.getByLabel('Account SID').fill(`AC${hex}`);
  await page.getByLabel('Sync service SID').fill(`IS${hex}`);
  await page.getByLabel('API key SID').fill(`SK${hex}`);
  await page.getByLabel('API key secret').fill(secret);
  await page.getByRole('button', { name: 'Try it and connect' }).click();
}

describe('the first run', () => {
  it('opens the practice clinic on Enter, and it is marked', async () => {
    const view = await scene('firstRun');
    await view.page.getByRole('button', { name: 'Open the practice clinic' }).waitFor();
    await view.page.keyboard.press('Enter');
    await view.page.getByText('Practice', { exact: true }).waitFor();
    assert.deepEqual(await asked(view.page), [{ command: 'openPracticeClinic', input: {} }]);
    await view.close();
  });

  it('names each field that is not right, and goes to the first', async () => {
    const view = await scene('firstRun');
    await view.page.getByRole('button', { name: 'Connect an account' }).click();
    await view.page.getByRole('button', { name: 'Try it and connect' }).click();
    await view.page.getByText('Give the clinic a name').waitFor();
    assert.equal(await view.page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')), 'true', 'the focus is on a field to change');
    assert.deepEqual(await asked(view.page), [], 'nobody is asked before the form is whole');
    await view.close();
  });

  it('forgets the secret once connected, and opens the clinic unmarked after saying what that means', async () => {
    const view = await scene('firstRun');
    await view.page.getByRole('button', { name: 'Connect an account' }).click();
    await fillAccount(view.page, 'right');
    await view.page.getByText('Visits work.').waitFor();
    await picture(view.page, 'console-connect-fine');
    await sound(view, 'fine checks');
    await view.page.getByRole('button', { name: 'Open the clinic' }).click();
    await view.page.getByText('From there on everything is real.').waitFor();
    await view.page.getByRole('button', { name: 'Open Juniper Clinic' }).click();
    await view.page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    assert.equal(await view.page.getByText('Practice', { exact: true }).count(), 0, 'a real clinic is not marked PRACTICE');
    await view.close();
  });

  it('keeps an unreadable store aside only after asking again', async () => {
    const view = await scene('unreadable');
    await view.page.getByRole('button', { name: 'Keep it aside' }).click();
    await view.page.getByRole('button', { name: 'Leave it as it is' }).click();
    assert.deepEqual(await asked(view.page), []);
    await view.page.getByRole('button', { name: 'Keep it aside' }).click();
    await view.page.getByRole('button', { name: 'Start empty', exact: true }).click();
    await view.page.getByRole('heading', { name: 'Waiting room' }).waitFor();
    assert.deepEqual(await asked(view.page), [{ command: 'setStoreAside', input: {} }]);
    await view.close();
  });
});

describe('a menu', () => {
  it('gives the window back when it closes, also where it opened a question', async () => {
    const view = await scene('day');
    await states.day.rest(view.page);
    await view.page.getByRole('button', { name: 'More about this visit' }).click();
    await view.page.keyboard.press('Escape');
    await view.page.getByRole('button', { name: 'More about this visit' }).click();
    await view.page.getByRole('menuitem', { name: 'Cancel visit' }).click();
    await view.page.getByRole('button', { name: 'Keep the visit' }).click();
    await view.page.getByRole('button', { name: 'New visit' }).click();
    await view.page.getByRole('dialog', { name: 'New visit' }).waitFor();
    await view.close();
  });
});

describe('the day, by keyboard alone', () => {
  it('admits a patient: tab to the card, choose it, Ctrl+Enter', async () => {
    const view = await scene('day');
    await states.day.rest(view.page);
    const name = view.page.locator('article').getByRole('button', { name: 'James Whitaker', exact: true });
    for (let step = 0; step < 60 && !(await name.evaluate((element) => element === document.activeElement)); step++) await view.page.keyboard.press('Tab');
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('button', { name: 'Admit James', exact: true }).waitFor();
    await view.page.keyboard.press('Control+Enter');
    await view.page.getByRole('button', { name: 'Open the call with James Whitaker' }).waitFor();
    assert.deepEqual(await asked(view.page), [
      { command: 'admitPatient', input: { visitId: 'v4' } },
      { command: 'openCall', input: { visitId: 'v4', surface: 'window' } },
    ]);
    await view.close();
  });

  it('walks the agenda with the arrows', async () => {
    const view = await scene('day');
    await states.day.rest(view.page);
    await view.page.locator('.visits .row').first().focus();
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('ArrowDown');
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('button', { name: 'Admit James', exact: true }).waitFor();
    await view.close();
  });

  it('books a visit from Ctrl+N, which then is selected', async () => {
    const view = await scene('day');
    await states.day.rest(view.page);
    await view.page.keyboard.press('Control+n');
    await view.page.getByLabel('Patient', { exact: true }).fill('Rosa Benítez');
    await view.page.getByLabel('Phone').fill('+1 503 555 0100');
    await view.page.keyboard.press('Enter');
    await view.page.getByRole('button', { name: 'Invite Rosa' }).waitFor();
    const [{ command, input }] = await asked(view.page);
    assert.equal(command, 'bookVisit');
    assert.equal(input.patient.phone, '+15035550100');
    assert.deepEqual([input.visit.date, input.visit.time], ['2026-11-23', '09:15']);
    await view.close();
  });
});

describe('the day', () => {
  it('tells arrivals to those who do not see the card', async () => {
    const view = await scene('day');
    await states.day.rest(view.page);
    await view.page.evaluate(() => window.scripted.checkIn('v8'));
    await view.page.getByText('Gloria Tran has arrived, 5th in line.').waitFor({ state: 'attached' });
    await view.page.getByRole('button', { name: 'Admit Gloria Tran' }).waitFor();
    await view.close();
  });

  it('says in words that no browser can hold the call, and looks again', async () => {
    const view = await scene('noBrowser');
    await view.page.getByRole('button', { name: 'Admit Elena', exact: true }).click();
    await view.page.getByText('No browser on this computer can hold the call.').waitFor();
    await picture(view.page, 'console-no-browser');
    await sound(view, 'no browser');
    await view.page.getByRole('button', { name: 'Look again' }).click();
    await view.page.waitForFunction(() => window.scripted.asked.filter(({ command }) => command === 'openCall').length === 2);
    await view.close();
  });

  it('shows a link as a QR code, and copies it', async () => {
    const view = await scene('day');
    await view.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await states.day.rest(view.page);
    await view.page.getByRole('button', { name: 'QR code' }).click();
    await view.page.getByRole('img', { name: 'QR code of the link for Elena Márquez Ríos' }).waitFor();
    await view.page.getByText('opens it with the phone’s camera').scrollIntoViewIfNeeded();
    await picture(view.page, 'console-qr');
    await sound(view, 'the QR code');
    await view.page.getByRole('button', { name: 'Copy link' }).click();
    await view.page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.match(await view.page.evaluate(() => navigator.clipboard.readText()), /^http:\/\/127\.0\.0\.1:1\/#eyJ/);
    await view.close();
  });

  it('ends a visit only after asking, and can reopen it', async () => {
    const view = await scene('inVisit');
    await view.page.locator('.in-visit').getByRole('button', { name: 'Elena Márquez Ríos', exact: true }).click();
    await view.page.getByRole('button', { name: 'End the visit' }).click();
    await view.page.getByRole('dialog').waitFor();
    assert.equal(await view.page.evaluate(() => document.activeElement?.textContent?.trim()), 'Go on', 'keeping has the focus, not ending');
    await picture(view.page, 'console-end');
    await sound(view, 'the question before the end');
    await view.page.getByRole('dialog').getByRole('button', { name: 'End the visit' }).click();
    await view.page.getByRole('button', { name: 'Reopen the visit' }).click();
    await view.page.getByRole('button', { name: 'Open the call', exact: true }).waitFor();
    assert.deepEqual((await asked(view.page)).map(({ command }) => command), ['endVisit', 'reopenVisit']);
    await view.close();
  });

  it('says who waits, though another visit is selected', async () => {
    const view = await scene('inVisit');
    const { page } = view;
    await states['in-visit'].rest(page);
    await page.evaluate(() => window.scripted.guestWaits('v3', 'g1'));
    await announced(page, 'Lucía Márquez, Daughter waits to be let in to Elena Márquez Ríos’s visit.');
    await view.close();
  });

  it('asks before the clinic is closed while a visit goes on', async () => {
    const view = await scene('inVisit');
    const { page } = view;
    await states['in-visit'].rest(page);
    const leaves = async () => {
      await page.getByRole('button', { name: /Dr. Amara Okafor/ }).click();
      await page.getByRole('menuitem', { name: 'Leave the practice clinic' }).click();
      await page.getByRole('dialog', { name: 'Close while a visit goes on?' }).waitFor();
    };
    await leaves();
    await page.getByText('The visit with Elena Márquez Ríos goes on.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Stay', 'keeping has the focus');
    await picture(page, 'console-close-in-visit');
    await sound(view, 'the question before closing');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.deepEqual(await asked(page), [], 'the clinic is open still');
    await leaves();
    await page.getByRole('button', { name: 'Close all the same' }).click();
    await page.waitForFunction(() => window.scripted.asked.some(({ command }) => command === 'closeClinic'));
    await view.close();
  });

  it('tells waiting people that the provider is late', async () => {
    const view = await scene('day');
    await states.day.rest(view.page);
    await view.page.getByRole('button', { name: 'Running 10 min late' }).click();
    await view.page.getByText('4 people waiting will see it').waitFor();
    await picture(view.page, 'console-late');
    await view.page.getByRole('menuitemradio', { name: 'Running 20 min late' }).click();
    await view.page.getByRole('button', { name: 'Running 20 min late' }).waitFor();
    assert.deepEqual(await asked(view.page), [{ command: 'setProviderState', input: { state: { kind: 'late', minutes: 20 } } }]);
    await view.close();
  });

  it('goes to another day and back, and the waiting room stays', async () => {
    const view = await scene('day');
    await states.day.rest(view.page);
    await view.page.getByRole('button', { name: 'Day after' }).click();
    await view.page.getByText('No visits on this day.').waitFor();
    await view.page.getByRole('button', { name: 'Admit Elena Márquez Ríos' }).waitFor();
    await picture(view.page, 'console-other-day');
    await sound(view, 'another day');
    await view.page.getByRole('button', { name: 'Today', exact: true }).last().click();
    await view.page.locator('.visits').getByText('James Whitaker').waitFor();
    await view.close();
  });
});

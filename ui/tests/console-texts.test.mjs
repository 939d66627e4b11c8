// Texts in the console's inspector, on a scripted console: the words before they are sent, what stands in the way, what became of each, and the
// ones to come. Pictures go to target/screens/texts-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

/** A visit of the day, selected. */
async function selected(name, { scene = 'day', ...options } = {}) {
  const view = await open(browser, `${server.origin}/console.html?scene=${scene}`, { height: 1100, ...options });
  await view.page.locator('.agenda-column').getByRole('button', { name }).first().click();
  await view.page.getByRole('heading', { name, level: 2 }).waitFor();
  return { view, page: view.page, texts: view.page.getByRole('region', { name: 'Texts', exact: true }), close: () => view.close() };
}
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);
/** The text that was asked for last comes so far. */
const becomes = (page, change) => page.evaluate((next) => window.scripted.texts.becomes(window.scripted.texts.last, next), change);

for (const dark of [false, true]) {
  const shade = dark ? '-dark' : '';
  describe(dark ? 'in the dark' : 'in the light', () => {
    it('shows what became of each text, and the words before another is sent', async () => {
      const { view, page, texts } = await selected('Elena Márquez Ríos', { dark });
      await texts.getByText('Delivered 8:02').waitFor();
      await page.getByRole('button', { name: 'Text the link' }).click();
      const panel = page.getByRole('group', { name: 'Text the link to Elena' });
      await panel.getByText('su consulta por video').waitFor();
      await panel.getByText('Written in Spanish').waitFor();
      await panel.getByText(/^\d messages/).waitFor();
      await panel.getByText(/The link alone has 512 characters/).waitFor();
      await picture(page, `texts-preview${shade}`);
      await sound(view, 'the words of a text');
      await view.close();
    });

    for (const [name, who, words] of [
      ['undelivered', 'Theo Lindqvist', 'This number is a landline, or its carrier takes no texts.'],
      ['unresolved', 'Gloria Tran', 'it is not known whether this text was sent'],
      ['planned', 'Luc Rousseau', 'Also while Anteroom is closed.'],
      ['stopped', 'Kenji Kobayashi', 'Kenji wants no texts: answered STOP'],
    ]) {
      it(`shows a text that is ${name}`, async () => {
        const { view, page, texts } = await selected(who, { dark });
        await texts.getByText(words).waitFor();
        await picture(page, `texts-${name}${shade}`);
        await sound(view, name);
        await view.close();
      });
    }

    it('shows quiet hours, and a refusal with other ways beside it', async () => {
      const quiet = await selected('Luc Rousseau', { dark, scene: 'quietHours' });
      await quiet.page.getByRole('button', { name: 'Text Luc the link' }).click();
      await quiet.page.getByText('Quiet hours until 10:00, Pacific time.').waitFor();
      await quiet.page.getByText('The text goes 10:00.').waitFor();
      await picture(quiet.page, `texts-quiet${shade}`);
      await sound(quiet.view, 'quiet hours');
      await quiet.close();

      const off = await selected('James Whitaker', { dark, scene: 'offline' });
      await off.page.getByRole('button', { name: 'Text the link' }).click();
      await off.page.getByText('The text is kept, and goes when it is.').waitFor();
      await off.page.getByRole('button', { name: 'Send the text' }).click();
      await off.texts.getByText('Goes when Twilio is reached').waitFor();
      await picture(off.page, `texts-offline${shade}`);
      await sound(off.view, 'Twilio not reached');
      await off.close();

      const { view, page } = await selected('Kenji Kobayashi', { dark });
      await page.getByRole('button', { name: 'Text the link' }).click();
      await page.getByRole('alert').getByText('This person answered STOP').waitFor();
      await page.getByRole('button', { name: 'E-mail draft' }).waitFor();
      await picture(page, `texts-refused${shade}`);
      await sound(view, 'a refusal');
      await view.close();
    });
  });
}

describe('texts in the inspector', () => {
  it('texts by keyboard, follows the text to its arrival, and says so', async () => {
    const { page, texts, close } = await selected('James Whitaker');
    await page.getByRole('button', { name: 'Text the link' }).focus();
    await page.keyboard.press('Enter');
    const send = page.getByRole('button', { name: 'Send the text' });
    await send.focus();
    await page.keyboard.press('Enter');
    await texts.getByText('Sending…').waitFor();
    assert.deepEqual(await asked(page, 'textInvitation'), [{ visitId: 'v4', anyway: false }]);
    await becomes(page, { state: 'sent', segments: 4, actions: [] });
    await texts.getByText('Whether it arrived is not known.').waitFor();
    await becomes(page, { state: 'delivered' });
    await texts.getByText('Delivered 9:14').waitFor();
    await page.getByText('The text with the link for James arrived.').waitFor({ state: 'attached' });
    await close();
  });

  it('is left by Escape, and the focus goes back to where it was opened', async () => {
    const { page, close } = await selected('James Whitaker', { width: 1100 });
    const button = page.getByRole('button', { name: 'Text the link' });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Send the text' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Send the text' }).waitFor({ state: 'detached' });
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
    assert.equal(await page.getByRole('heading', { name: 'James Whitaker', level: 2 }).isVisible(), true, 'the visit stays');
    await close();
  });

  it('invites whoever has no invitation yet, and waits for quiet hours unless told otherwise', async () => {
    const { page, texts, close } = await selected('Luc Rousseau', { scene: 'quietHours' });
    await page.getByRole('button', { name: 'Text Luc the link' }).click();
    await page.getByRole('button', { name: 'Send 10:00' }).click();
    await texts.getByText('Goes 10:00').waitFor();
    await page.getByRole('button', { name: 'Text the link' }).click();
    await page.getByRole('button', { name: 'Send now anyway' }).click();
    await texts.getByText('Sending…').waitFor();
    assert.deepEqual(await asked(page, 'textInvitation'), [{ visitId: 'v10', anyway: false }, { visitId: 'v10', anyway: true }]);
    await close();
  });

  it('calls a text off that is still to go', async () => {
    const { page, texts, close } = await selected('Luc Rousseau');
    await texts.getByRole('button', { name: 'Call off: Reminder' }).click();
    await texts.getByText('Called off 9:14').waitFor();
    assert.deepEqual(await asked(page, 'cancelText'), [{ textId: 't5' }]);
    await close();
  });

  it('settles a text that nobody knows of: it did not arrive, and is sent again once', async () => {
    const { page, texts, close } = await selected('Gloria Tran');
    await texts.getByRole('button', { name: 'It did not: send again' }).click();
    await texts.getByText('Sending…').waitFor();
    assert.deepEqual(await asked(page, 'settleText'), [{ textId: 't4', verdict: 'unsent' }]);
    assert.deepEqual(await asked(page, 'textInvitation'), [{ visitId: 'v8' }]);
    await close();
  });

  it('says that it arrived, or has it looked for again', async () => {
    const one = await selected('Gloria Tran');
    await one.texts.getByRole('button', { name: 'Look for it again' }).click();
    await one.texts.getByText('Looking it up…').waitFor();
    await one.close();
    const other = await selected('Gloria Tran');
    await other.texts.getByRole('button', { name: 'It arrived' }).click();
    await other.texts.getByText('Sent 9:14').waitFor();
    assert.deepEqual(await asked(other.page, 'settleText'), [{ textId: 't4', verdict: 'sent' }]);
    await other.close();
  });

  it('opens the words again where a text failed', async () => {
    const { page, texts, close } = await selected('Theo Lindqvist');
    await texts.getByText('Code Twilio 30006').waitFor();
    await texts.getByRole('button', { name: 'Text again' }).click();
    await page.getByRole('group', { name: 'Text the link to Theo' }).waitFor();
    await close();
  });

  it('says why a number is not texted, and drafts an e-mail in the patient’s language instead', async () => {
    const refused = await selected('Ana Ferreira');
    await refused.page.getByRole('button', { name: 'Text Ana the link' }).click();
    await refused.page.getByText('Texts to this country (PT) are not allowed in this clinic.').waitFor();
    await refused.close();
    const { page, close } = await selected('Elena Márquez Ríos');
    await page.getByRole('button', { name: 'E-mail draft' }).click();
    await page.waitForFunction(() => window.scripted.asked.some(({ command }) => command === 'draftInvitationMail'));
    const [{ subject, text }] = await asked(page, 'draftInvitationMail');
    assert.equal(subject, 'Su consulta por video con Dr. Amara Okafor');
    assert.match(text, /lunes, 23 de noviembre de 2026/);
    await close();
  });
});

describe('a third party', () => {
  it('is texted their link to a number that the core looks at', async () => {
    const { view, page, close } = await selected('Elena Márquez Ríos');
    await page.getByRole('button', { name: 'Invite someone' }).click();
    await page.getByLabel('They are', { exact: true }).selectOption('family');
    await page.getByLabel('Name').fill('Lucía Márquez');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Text it to Lucía Márquez' }).click();
    const number = page.getByLabel('Mobile number');
    await number.press('Escape');
    await number.waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('dialog').isVisible(), true, 'the dialog stays');
    await page.getByRole('button', { name: 'Text it to Lucía Márquez' }).click();
    await number.fill('503 55');
    await page.getByText('Write the number with its country code').waitFor();
    await number.fill('(503) 555-0163');
    await page.getByRole('alert').getByText('This person answered STOP').waitFor();
    await number.fill('(503) 555-0190');
    await page.getByText('le invitamos a una consulta').waitFor();
    await picture(page, 'texts-third-party');
    await sound(view, 'a third party’s text');
    await page.getByRole('button', { name: 'Send the text' }).click();
    await page.getByRole('dialog').getByText('Sending…').waitFor();
    assert.deepEqual(await asked(page, 'textThirdParty'), [{ invitationId: 'v3-g1', number: '(503) 555-0190', anyway: false }]);
    await becomes(page, { state: 'undelivered', actions: [], problem: { message: 'The phone is off or out of reach.', advice: 'Send it once more later, or call.', twilioCode: 30003 } });
    await page.getByRole('dialog').getByText('The phone is off or out of reach.').waitFor();
    await picture(page, 'texts-third-party-undelivered');
    await sound(view, 'a third party’s text that did not arrive');
    await close();
  });
});

describe('what there is to see of texts', () => {
  const day = (options) => open(browser, `${server.origin}/console.html?scene=day`, options);

  for (const dark of [false, true]) {
    it(`stands across the window and behind it as a list ${dark ? 'in the dark' : 'in the light'}`, async () => {
      const view = await day({ dark });
      await view.page.getByText('1 text may not have been sent · 1 did not arrive · 1 not sent · 1 sent late.').waitFor();
      await picture(view.page, `texts-notice${dark ? '-dark' : ''}`);
      await sound(view, 'the notice');
      await view.page.getByRole('button', { name: 'Look at them' }).click();
      await view.page.getByRole('dialog').getByText('it is not known whether this text was sent').waitFor();
      await picture(view.page, `texts-notices${dark ? '-dark' : ''}`);
      await sound(view, 'the notices');
      await view.close();
    });
  }

  it('says that it could not be read, and goes on when it can', async () => {
    const view = await day();
    const { page } = view;
    await page.getByRole('button', { name: 'Look at them' }).waitFor();
    await page.evaluate(() => (window.scripted.texts.noticesFail = true));
    await becomes(page, {});
    await page.getByText('What became of texts could not be read.').waitFor();
    await page.getByText('Check that the disk is not full').waitFor();
    await picture(page, 'texts-notices-unread');
    await sound(view, 'notices that could not be read');
    await page.evaluate(() => (window.scripted.texts.noticesFail = false));
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('What became of texts could not be read.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Look at them' }).click();
    await page.getByRole('dialog').getByText('it is not known whether this text was sent').waitFor();
    assert.equal(await page.getByRole('dialog').getByRole('alert').count(), 0, 'what is past is not told any more');
    await view.close();
  });

  it('is seen one by one or all at once; what has to be settled stays until it is', async () => {
    const { page, close } = await day();
    await page.getByRole('button', { name: 'Look at them' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Seen: Theo Lindqvist, Link' }).click();
    await dialog.getByText('Theo Lindqvist').waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'All seen' }).click();
    await dialog.getByText('Marian Holloway').waitFor({ state: 'detached' });
    assert.deepEqual(await asked(page, 'textNoticesSeen'), [{ textIds: ['t3'] }, { textIds: ['t7', 't8'] }]);
    await dialog.getByRole('button', { name: 'It arrived' }).click();
    await dialog.getByText('Everything is seen.').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('button', { name: 'Look at it' }).count(), 0);
    await close();
  });

  it('leads to the visit, from another page and in a narrow window', async () => {
    const { page, close } = await day({ width: 900 });
    await page.getByRole('button', { name: 'Directory' }).click();
    await page.getByRole('button', { name: 'Look at them' }).click();
    await page.getByRole('button', { name: 'Show the visit of Theo Lindqvist' }).click();
    await page.getByRole('heading', { name: 'Theo Lindqvist', level: 2 }).waitFor();
    await close();
  });
});

describe('a person’s number and zone', () => {
  it('are looked at as they are typed, and found by searching', async () => {
    const view = await open(browser, `${server.origin}/console.html?scene=noTexts`, { height: 900 });
    const { page } = view;
    await page.getByRole('button', { name: 'New visit' }).click();
    await page.getByLabel('Patient').fill('Tomás Silva');
    const number = page.getByLabel('Mobile phone');
    await number.fill('503 555');
    await page.getByText('Write the number with its country code').waitFor();
    await page.getByRole('button', { name: 'Book visit' }).click();
    assert.equal(await number.evaluate((element) => element === document.activeElement), true, 'the focus goes to what is to be changed');
    await number.fill('(503) 555-0163');
    await page.getByText('+1 503-555-0163 · United States').waitFor();
    await page.getByText('This number answered STOP').waitFor();
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    assert.equal(await zone.inputValue(), 'As the clinic: Pacific');
    await zone.click();
    await zone.fill('lisb');
    const choice = page.getByRole('option', { name: /Lisbon/ });
    await choice.waitFor();
    await picture(page, 'texts-person');
    await sound(view, 'a person’s number and zone');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.match(await zone.inputValue(), /^Lisbon/);
    await picture(page, 'texts-person-chosen');
    await page.getByRole('button', { name: 'Book visit' }).click();
    await page.getByRole('heading', { name: 'Tomás Silva', level: 2 }).waitFor();
    const [{ patient }] = await asked(page, 'bookVisit');
    assert.equal(patient.phone, '+15035550163');
    assert.equal(patient.timeZone, 'Europe/Lisbon');
    await view.close();
  });
});

describe('the agenda', () => {
  for (const dark of [false, true]) {
    it(`says what became of the text with the link, until the link is opened, ${dark ? 'in the dark' : 'in the light'}`, async () => {
      const view = await open(browser, `${server.origin}/console.html?scene=day`, { dark, height: 1100 });
      const { page } = view;
      const row = page.locator('.agenda .row', { hasText: 'Gloria Tran' });
      const link = (state) => page.evaluate((next) => window.scripted.linkText('v8', next), state);
      await row.getByText('Text not delivered').waitFor();
      await picture(page, `texts-agenda${dark ? '-dark' : ''}`);
      await sound(view, 'a text that was not delivered, on the agenda');
      await link('sent');
      await row.getByText('Texted, not opened').waitFor();
      await link('delivered');
      await row.getByText('Texted, not opened').waitFor();
      await link(null);
      await row.getByText('Invited, not opened').waitFor();
      const opened = page.locator('.agenda .row', { hasText: 'Theo Lindqvist' });
      await page.evaluate(() => window.scripted.linkText('v7', 'notDelivered'));
      await opened.getByText('Checking devices').waitFor();
      assert.equal(await opened.getByText('Text not delivered').count(), 0, 'whoever is on the link has it');
      await view.close();
    });
  }
});

// Messages in the console window, on a scripted console: several people at once, quick replies, by keyboard, read out.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

const scene = (name, options) => open(browser, `${server.origin}/console.html?scene=${name}`, options);
const sent = (page) => page.evaluate(() => window.scripted.asked.filter(({ command }) => command === 'sendChat').map(({ input }) => input));
const panel = (page) => page.getByRole('complementary', { name: 'Messages' });

for (const dark of [false, true]) {
  it(`shows messages ${dark ? 'in the dark' : 'in the light'}`, async () => {
    const suffix = dark ? '-dark' : '';
    const view = await scene('day', { dark });
    await view.page.getByText('“Thank you. Is it okay if my wife joins from work?”').waitFor();
    await picture(view.page, `console-unread${suffix}`);
    await view.page.getByRole('button', { name: 'Message James Whitaker, unread: 1' }).click();
    await panel(view.page).getByText('seen').waitFor();
    await picture(view.page, `console-chat${suffix}`);
    await sound(view, 'the chat');
    await view.page.getByRole('button', { name: 'Edit the words for patients' }).click();
    await view.page.getByRole('dialog', { name: 'Words for patients' }).waitFor();
    await picture(view.page, `console-quick-replies${suffix}`);
    await sound(view, 'the quick replies');
    await view.close();
  });
}

describe('messages', () => {
  it('are read where they are looked at, and the badge goes', async () => {
    const { page, close } = await scene('day');
    await page.getByText(', unread messages:').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Reply to James Whitaker' }).click();
    await page.getByRole('button', { name: 'Message James Whitaker', exact: true }).waitFor();
    assert.equal(await page.getByText(', unread messages:').count(), 0);
    const read = await page.evaluate(() => window.scripted.asked.filter(({ command }) => command === 'readChat'));
    assert.deepEqual(read[0].input, { invitationId: 'i-v4', messageId: 'm2' });
    await close();
  });

  it('are written by keyboard: Ctrl+M, Enter, the arrows to the next person, Escape', async () => {
    const { page, close } = await scene('day');
    await page.getByText('“Thank you. Is it okay').waitFor();
    await page.keyboard.press('Control+m');
    const field = page.getByRole('textbox', { name: 'Message to James Whitaker' });
    await field.waitFor();
    await page.keyboard.type('Yes, she can.');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('See you soon.');
    await page.keyboard.press('Enter');
    await panel(page).getByText('Yes, she can.').waitFor();
    assert.deepEqual(await sent(page), [{ invitationId: 'i-v4', text: 'Yes, she can.\nSee you soon.' }]);
    assert.equal(await field.inputValue(), '');

    // A draft for one stays while another is written to.
    await field.fill('And');
    await page.getByRole('toolbar', { name: 'Whose messages' }).getByRole('button', { name: /James Whitaker/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Message to Kenji Kobayashi' }).waitFor();
    await panel(page).getByText('Nothing was written yet.').waitFor();
    await page.getByRole('toolbar', { name: 'Whose messages' }).getByRole('button', { name: /James Whitaker/ }).click();
    await field.waitFor();
    assert.equal(await field.inputValue(), 'And');
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    await close();
  });

  it('are sent with one press, and what is refused stays in its field', async () => {
    const { page, close } = await scene('day');
    await page.getByRole('button', { name: 'Message Elena Márquez Ríos' }).click();
    await page.getByRole('button', { name: 'Yes, that is fine.' }).click();
    await panel(page).getByRole('listitem').filter({ hasText: 'Yes, that is fine.' }).waitFor();
    const field = page.getByRole('textbox', { name: 'Message to Elena Márquez Ríos' });
    await field.fill('refused');
    await page.keyboard.press('Enter');
    await page.getByText('Their link is closed').waitFor();
    assert.equal(await field.inputValue(), 'refused');
    await close();
  });

  it('are read out when they come, whoever is selected', async () => {
    const { page, close } = await scene('day');
    await page.getByText('“Thank you. Is it okay').waitFor();
    await page.evaluate(() => window.scripted.writes('v3', 'Buenos días'));
    await page.locator('[aria-live=polite]', { hasText: 'Elena Márquez Ríos writes: Buenos días' }).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Message Elena Márquez Ríos, unread: 1' }).waitFor();
    await close();
  });

  it('say where they wait for Twilio', async () => {
    const { page, close } = await scene('offline');
    await page.getByRole('button', { name: 'Message Elena Márquez Ríos' }).click();
    await page.getByRole('button', { name: 'Yes, that is fine.' }).click();
    await panel(page).getByText('goes out when Twilio is reached').waitFor();
    await picture(page, 'console-chat-offline');
    await close();
  });
});

describe('a delay', () => {
  it('is told to everybody who waits, after saying how many, and taken back', async () => {
    const view = await scene('day');
    const { page, close } = view;
    await page.getByRole('button', { name: 'Tell all 4' }).waitFor();
    await page.keyboard.press('Control+Shift+L');
    const dialog = page.getByRole('dialog', { name: 'Tell all 4 waiting' });
    await dialog.waitFor();
    await dialog.getByRole('button', { name: '15', exact: true }).click();
    await dialog.getByText('I am running about 15 minutes late.').waitFor();
    await picture(page, 'console-tell-all');
    await sound(view, 'the delay');
    await dialog.getByRole('button', { name: 'Send to 4' }).click();
    await page.getByText('Everybody waiting was told: about 15 min late.').waitFor();
    await page.locator('[aria-live=polite]', { hasText: '4 people were told.' }).waitFor({ state: 'attached' });
    await picture(page, 'console-delay-told');
    await sound(view, 'the delay that was told');
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await page.getByText('Everybody waiting was told').waitFor({ state: 'detached' });
    const asked = await page.evaluate(() => window.scripted.asked.filter(({ command }) => /delay/i.test(command)));
    assert.deepEqual(asked, [
      { command: 'tellDelay', input: { minutes: 15, text: null } },
      { command: 'takeDelayBack', input: {} },
    ]);
    await close();
  });

  it('is told to third parties who wait, also where no patient does', async () => {
    const view = await scene('quiet');
    const { page, close } = view;
    await page.evaluate(async () => {
      const who = { name: 'Lucía', role: 'family', relationship: 'daughter', language: 'es', preAdmitted: false };
      const { invitationId } = await window.scripted.call('inviteThirdParty', { visitId: 'v10', ...who });
      window.scripted.guestWaits('v10', invitationId);
    });
    await page.getByRole('button', { name: 'Tell all 1' }).click();
    await page.getByRole('dialog', { name: 'Tell all 1 waiting' }).waitFor();
    await page.getByRole('button', { name: 'Send to 1' }).click();
    await page.locator('[aria-live=polite]', { hasText: '1 person was told.' }).waitFor({ state: 'attached' });
    await close();
  });

  it('can be said in other words', async () => {
    const { page, close } = await scene('day');
    await page.getByRole('button', { name: 'Tell all 4' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('textbox', { name: 'Message' }).fill('The lift is stuck.');
    await page.getByRole('button', { name: 'Send to 4' }).click();
    await page.getByText('Everybody waiting was told').waitFor();
    const [{ input }] = await page.evaluate(() => window.scripted.asked.filter(({ command }) => command === 'tellDelay'));
    assert.equal(input.text, 'The lift is stuck.');
    await close();
  });
});

// Third parties in the console's inspector, on a scripted console: who is there by link and by phone, inviting, and the timeline after the visit.
// Pictures go to target/screens/third-parties-*.png.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, picture, sound, stage } from './support/pages.mjs';

const { browser, server } = await stage();

/** The visit that is held, with its third parties. */
async function held(options) {
  const view = await open(browser, `${server.origin}/console.html?scene=inVisit`, { height: 1100, ...options });
  await view.page.locator('.in-visit').getByRole('button', { name: 'Elena Márquez Ríos', exact: true }).click();
  const section = view.page.getByRole('region', { name: 'Third parties' });
  await section.waitFor();
  return { ...view, view, section };
}
const asked = (page, name) => page.evaluate((wanted) => window.scripted.asked.filter(({ command }) => command === wanted).map(({ input }) => input), name);

for (const dark of [false, true]) {
  it(`shows them and the form ${dark ? 'in the dark' : 'in the light'}`, async () => {
    const { view, page, section } = await held({ dark });
    await section.getByText('Daughter · Waiting since 9:13').waitFor();
    await section.getByText('You invited Lucia').waitFor();
    await section.getByText('Interpreter, Spanish · phone · In the phone tree since 9:14').waitFor();
    await section.getByText('Interpreter, Spanish · service · Somebody accepted since 9:14').waitFor();
    await picture(page, `third-parties${dark ? '-dark' : ''}`);
    await sound(view, 'the third parties');
    await section.getByRole('button', { name: 'Invite someone' }).click();
    await page.getByRole('dialog').waitFor();
    await picture(page, `third-parties-invite${dark ? '-dark' : ''}`);
    await sound(view, 'the invitation');
    await view.close();
  });
}

for (const dark of [false, true]) {
  it(`shows who waits to be let in as a card of the waiting room ${dark ? 'in the dark' : 'in the light'}`, async () => {
    const view = await open(browser, `${server.origin}/console.html?scene=inVisit`, { dark });
    const { page } = view;
    const card = page.getByRole('article', { name: 'Lucía Márquez' });
    await card.getByText('Daughter, for Elena Márquez Ríos').waitFor();
    await card.getByText('since 9:13').waitFor();
    await picture(page, `waiting-guest${dark ? '-dark' : ''}`);
    await sound(view, 'a third party in the waiting room');
    await card.getByRole('button', { name: 'Admit Lucía Márquez' }).click();
    await card.waitFor({ state: 'detached' });
    assert.deepEqual(await asked(page, 'admitGuest'), [{ invitationId: 'g1' }]);
    await view.close();
  });
}

describe('third parties in the waiting room', () => {
  it('are counted with the patients, and lead to their visit and their messages', async () => {
    const { page, close } = await open(browser, `${server.origin}/console.html?scene=inVisit`);
    await page.getByRole('article', { name: 'Lucía Márquez' }).waitFor();
    const [cards, counted] = [await page.locator('.room article').count(), await page.locator('.room header .count').textContent()];
    assert.equal(counted, String(cards));
    await page.locator('.row', { hasText: 'James Whitaker' }).first().click();
    await page.getByRole('heading', { name: 'James Whitaker' }).first().waitFor();
    await page.getByRole('article', { name: 'Lucía Márquez' }).getByRole('button', { name: 'Lucía Márquez', exact: true }).click();
    await page.getByRole('region', { name: 'Third parties' }).getByText('Daughter · Waiting since 9:13').waitFor();
    await close();
  });
});

describe('what a third party’s page measured', () => {
  for (const dark of [false, true]) {
    it(`stands in one sentence, with the numbers behind it, ${dark ? 'in the dark' : 'in the light'}`, async () => {
      const { view, page, section } = await held({ dark });
      const check = section.getByRole('group').filter({ hasText: 'A firewall makes it take a detour.' });
      await check.getByText('Weak: sound at best. A firewall makes it take a detour.').waitFor();
      assert.equal(await check.getByText('310 ms').isVisible(), false, 'the numbers wait until they are asked for');
      await check.locator('summary').focus();
      await page.keyboard.press('Enter');
      await check.getByText('310 ms').waitFor();
      await check.getByText('180 kbit/s').waitFor();
      await check.getByText('TCP', { exact: true }).waitFor();
      await check.getByText('9:13').waitFor();
      await picture(page, `third-parties-network${dark ? '-dark' : ''}`);
      await sound(view, 'a third party’s network');
      await view.close();
    });
  }
});

describe('third parties in the inspector', () => {
  it('lets in who waits, and removes only after saying what it does', async () => {
    const { page, section, close } = await held();
    await section.getByRole('button', { name: 'Admit: Lucía Márquez, Daughter' }).click();
    await section.getByText('Daughter · Let in, not there yet').waitFor();
    await section.getByRole('button', { name: 'Remove Lucía Márquez, Daughter' }).click();
    await section.getByText('They are told, then disconnected. You can let them in again.').waitFor();
    await section.getByRole('button', { name: 'Remove Lucía Márquez', exact: true }).click();
    await section.getByText('Daughter · Removed').waitFor();
    assert.deepEqual(await asked(page, 'removeGuest'), [{ invitationId: 'g1', keepOut: false }]);
    await close();
  });

  it('calls a request to a service off, and says that the service could not be told', async () => {
    const { view, page, section, close } = await held();
    await section.getByText('Accepted by Alma R.').waitFor();
    await section.getByRole('button', { name: 'Call off: Lengua Video' }).click();
    await section.getByText('Interpreter, Spanish · service · Called off since 9:14').waitFor();
    await section.getByText('somebody may still come').waitFor();
    assert.deepEqual(await asked(page, 'cancelVendor'), [{ visitId: 'v3', requestId: 'r1' }]);
    await sound(view, 'a request that is off');
    await close();
  });

  it('hangs a line up, and keeps what happened to it when the visit is over', async () => {
    const { page, section, close } = await held();
    await section.getByRole('list', { name: 'What happened with Clearline Interpreting' }).getByText('Pressing 2 for Spanish').waitFor();
    await section.getByRole('button', { name: 'Hang up: Clearline Interpreting' }).click();
    await section.getByText('phone · Call over').waitFor();
    assert.deepEqual(await asked(page, 'hangUpInVisit'), [{ visitId: 'v3', partyId: 'p2' }]);
    await page.getByRole('button', { name: 'End the visit' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End the visit' }).click();
    await page.getByRole('button', { name: 'Reopen the visit' }).waitFor();
    await section.getByText('What happened with Voz Directa').click();
    await section.getByRole('list', { name: 'What happened with Voz Directa' }).getByText('Busy').waitFor();
    assert.equal(await section.getByRole('button', { name: 'Invite someone' }).count(), 0, 'nobody is invited into a visit that is over');
    await close();
  });

  it('invites before the visit by keyboard, an interpreter for whom the chart names a language, and gives the link', async () => {
    const view = await open(browser, `${server.origin}/console.html?scene=day`);
    const { page } = view;
    await page.getByRole('button', { name: 'Admit Elena', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Invite someone' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    assert.equal(await page.getByLabel('They are', { exact: true }).inputValue(), 'interpreter');
    assert.equal(await page.getByLabel('Interprets').inputValue(), 'es');
    await page.getByLabel('They are', { exact: true }).selectOption('family');
    await page.getByLabel('Name').fill('Lucía Márquez');
    await page.getByLabel('Relationship').fill('Daughter');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Lucía Márquez is invited' }).waitFor();
    assert.deepEqual(await asked(page, 'inviteThirdParty'), [{ visitId: 'v3', role: 'family', name: 'Lucía Márquez', relationship: 'Daughter', language: 'es', preAdmitted: false }]);
    await page.getByRole('button', { name: 'QR code for Lucía Márquez' }).click();
    await page.getByRole('img', { name: 'QR code of the link for Lucía Márquez' }).waitFor();
    await picture(page, 'third-parties-link');
    await sound(view, 'the link to give');
    await page.getByRole('button', { name: 'E-mail draft for Lucía Márquez' }).click();
    await page.waitForFunction(() => window.scripted.asked.some(({ command }) => command === 'draftThirdPartyMail'));
    const [{ subject }] = await asked(page, 'draftThirdPartyMail');
    assert.equal(subject, 'Video visit with Dr. Amara Okafor');
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.getByRole('region', { name: 'Third parties' }).getByRole('button', { name: 'Take back: Lucía Márquez, Daughter' }).click();
    await page.getByText('Invitation taken back').waitFor();
    await view.close();
  });

  it('says in the form why nobody can be invited, and loses nothing', async () => {
    const { page, section, close } = await held();
    await section.getByRole('button', { name: 'Invite someone' }).click();
    await page.getByLabel('Name').fill('Nobody');
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    await page.getByText('This visit has as many invitations as it can have.').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Nobody');
    await close();
  });
});

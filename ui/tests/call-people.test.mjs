// Third parties in the call window, in Chromium: "Add someone" in two actions, who waits and is let in, who is removed and kept out. The core
// is scripted at the door; what it is asked is looked at.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDoor, openRefusingTwilio, visit } from './call-door.mjs';
import { inspect, openBrowser, openCall, see } from './call-window.mjs';
import { announced } from './support/announced.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const at = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
const third = (id, change = {}) => ({
  id, identity: `in-${id}`, name: '', invitedAs: null, role: 'family', relationship: '', language: 'es', preAdmitted: false, state: 'invited',
  since: at(-2), inCall: false, wasInCall: false, onLink: null, camera: 'untried', microphone: 'untried', network: 'untried', awaySince: null,
  readiness: { kind: 'ready' }, expiresAt: at(90), actions: ['giveLink', 'withdraw'], timeline: [{ step: 'invited', at: at(-2) }], ...change,
});
const lucia = (change = {}) =>
  third('lucia', {
    name: 'Lucía Márquez', relationship: 'Daughter', state: 'waiting', onLink: 'waiting', camera: 'works', microphone: 'works',
    actions: ['admit', 'giveLink', 'withdraw'], ...change,
  });

/** A visit with these third parties, as the core holds them. */
async function withPeople(thirdParties, story, { call = {}, ...options } = {}) {
  const state = { thirdParties };
  const twilio = await openRefusingTwilio(() => {});
  const change = (id, changes) => {
    state.thirdParties = state.thirdParties.map((each) => (each.id === id ? { ...each, ...changes } : each));
    door.tell({ event: 'visitChanged', visitId: 'visit-1', date: '2026-11-24' });
  };
  const door = await openDoor({
    getCall: () => visit({ thirdParties: state.thirdParties, ...call }),
    joinCall: { token: 'not-a-token', roomName: 'visit-1', profile: 'two', endpoints: { videoSignalingUrl: twilio.url } },
    inviteThirdParty: ({ name, role, relationship, language, preAdmitted }) => {
      const id = `new-${state.thirdParties.length}`;
      state.thirdParties = [...state.thirdParties, third(id, { name, role, relationship, language, preAdmitted })];
      door.tell({ event: 'visitChanged', visitId: 'visit-1', date: '2026-11-24' });
      return { invitationId: id };
    },
    linesForCall: ({ language }) => ({ language, lines: [] }),
    thirdPartyLink: ({ invitationId }) => ({ url: `http://127.0.0.1:1/#${invitationId}.${'eyJqdGkiOiJTSzAw'.repeat(18)}.c2ln`, expiresAt: at(90) }),
    admitGuest: ({ invitationId }) => (change(invitationId, { state: 'admitted', since: at(0), actions: ['remove', 'keepOut', 'giveLink'] }), {}),
    removeGuest: ({ invitationId, keepOut }) => (change(invitationId, { state: keepOut ? 'keptOut' : 'removed', since: at(0), actions: keepOut ? [] : ['admit', 'keepOut', 'withdraw'] }), {}),
    withdrawInvitation: ({ invitationId }) => (change(invitationId, { state: 'withdrawn', since: at(0), actions: [] }), {}),
  });
  const { page, complaints, close } = await openCall(browser, door, options);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: door.origin });
  const asked = (command) => door.asked.filter((each) => each.command === command).map(({ input }) => input);
  try {
    await page.locator('[data-testid=self] [data-picture=on]').waitFor();
    await story({ page, door, asked, change });
    assert.deepEqual(complaints, [], 'no policy was broken and nothing was thrown');
  } finally {
    await close();
    await door.close();
    await twilio.close();
  }
}

describe('Add someone', () => {
  it('begins with the language that the patient asked for, and says so', () =>
    withPeople([], async ({ page, asked }) => {
      await page.keyboard.press('Control+Shift+KeyA');
      const panel = page.getByRole('region', { name: 'Add someone' });
      const language = panel.getByLabel('Language of the interpreter');
      assert.equal(await language.inputValue(), 'ja');
      assert.deepEqual((await language.locator('option').allInnerTexts()).slice(0, 2), ['Japanese, as they asked', 'Spanish, from chart']);
      await panel.getByRole('button', { name: 'Copy link for an interpreter' }).click();
      await announced(page, 'Link copied');
      assert.equal(asked('inviteThirdParty')[0].language, 'ja');
      await inspect(page, 'add-interpreter-as-asked');
    }, { call: { interpreter: 'ja' } }));

  it('is two actions from the call to an interpreter’s link, in the language of the chart, by keys alone', () =>
    withPeople([], async ({ page, door, asked }) => {
      await page.keyboard.press('Control+Shift+KeyA');
      const panel = page.getByRole('region', { name: 'Add someone' });
      await panel.waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Add someone', 'the panel has the focus where there is nobody to call');
      assert.equal(await panel.getByLabel('Language of the interpreter').inputValue(), 'es');
      await panel.getByText('Spanish, from chart').first().waitFor({ state: 'attached' });
      await inspect(page, 'add-someone');

      const copy = panel.getByRole('button', { name: 'Copy link for an interpreter' });
      await copy.focus();
      await page.keyboard.press('Enter');
      await door.heard(({ command }) => command === 'thirdPartyLink', 'thirdPartyLink');
      assert.deepEqual(asked('inviteThirdParty'), [
        { visitId: 'visit-1', role: 'interpreter', name: '', relationship: '', language: 'es', preAdmitted: false },
      ]);
      await announced(page, 'Link copied');
      assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^http:\/\/127\.0\.0\.1:1\/#new-0\./);
      await see(page, 'Invited, not opened');

      // The same person by another way: no second invitation.
      await panel.getByRole('button', { name: 'QR code for an interpreter' }).click();
      await panel.getByRole('img', { name: 'QR code of the link for an interpreter' }).waitFor();
      await panel.getByRole('button', { name: 'E-mail draft for an interpreter' }).click();
      const { input } = await door.heard(({ command }) => command === 'draftThirdPartyMail', 'draftThirdPartyMail');
      assert.equal(input.subject, 'Video visit with Dr. Amara Okafor');
      assert.ok(!JSON.stringify(input).includes('Elena'), 'the e-mail does not name the patient');
      await panel.getByRole('button', { name: 'Open here, for an interpreter' }).click();
      await door.heard(({ command }) => command === 'openThirdPartyLink', 'openThirdPartyLink');
      assert.equal(asked('inviteThirdParty').length, 1);
      await inspect(page, 'add-interpreter-invited');

      await page.keyboard.press('Escape');
      await panel.waitFor({ state: 'detached' });
    }));

  it('texts the link to a number that the core looks at, and follows the text', () =>
    withPeople([], async ({ page, door, asked, change }) => {
      const preview = {
        numberShown: '+1 503-555-0190', language: 'es', text: 'Juniper Clinic: le invitamos a una consulta por video. Abra este enlace para entrar: https://visits.juniper.example/#…',
        segments: 5, encoding: 'gsm7', units: 630, left: 135, unusual: [], linkLength: 512, linkSegments: 4, shortened: false, plain: null, quietUntil: null, goesAt: at(0), timeZone: 'America/Los_Angeles', hasSender: true,
      };
      door.answers.previewThirdPartyText = ({ number }) => {
        if (number.replace(/\D/g, '').length < 10) throw { code: 'invalid', message: 'Write the number with its country code, like +14155550123.', advice: '' };
        return preview;
      };
      door.answers.textThirdParty = { textId: 't1' };
      const text = (more) => ({
        id: 't1', visitId: 'visit-1', invitationId: 'new-0', toThirdParty: true, kind: 'thirdParty', numberShown: '+1 503-555-0190', language: 'es', state: 'intended', since: at(0),
        plannedFor: at(0), late: false, cancelling: false, segments: null, problem: null, timeline: [], actions: ['cancel'], ...more,
      });
      await page.keyboard.press('Control+Shift+KeyA');
      const panel = page.getByRole('region', { name: 'Add someone' });
      const way = panel.getByRole('button', { name: 'Text it to an interpreter' });
      await way.focus();
      await page.keyboard.press('Enter');
      const number = panel.getByLabel('Mobile number');
      await number.fill('503');
      await panel.getByText('Write the number with its country code').waitFor();
      await number.fill('(503) 555-0190');
      await panel.getByText('le invitamos a una consulta').waitFor();
      await inspect(page, 'add-text');
      await panel.getByRole('button', { name: 'Send the text' }).click();
      await door.heard(({ command }) => command === 'textThirdParty', 'textThirdParty');
      assert.deepEqual(asked('textThirdParty'), [{ invitationId: 'new-0', number: '(503) 555-0190', anyway: false }]);
      change('new-0', { text: text({}) });
      await panel.getByText('Sending…').waitFor();
      change('new-0', { text: text({ state: 'unresolved', actions: ['search', 'saySent', 'sayUnsent'], problem: { message: 'Twilio did not answer, so it is not known whether this text was sent.', advice: '', twilioCode: null } }) });
      await panel.getByRole('button', { name: 'It did not: send again' }).waitFor();
      await announced(page, 'It is not known whether the text for Interpreter was sent.');
      await inspect(page, 'add-text-unresolved');
      door.answers.settleText = {};
      await panel.getByRole('button', { name: 'It did not: send again' }).click();
      await door.heard(({ command }) => command === 'textThirdParty', 'textThirdParty');
      await page.setViewportSize({ width: 640, height: 480 });
      await inspect(page, 'add-text-640');
    }));

  it('takes a name, a relationship and whether they come straight in', () =>
    withPeople([], async ({ page, asked, door }) => {
      await page.getByRole('button', { name: 'Add someone' }).click();
      const family = page.getByRole('group', { name: 'Family member' });
      await family.getByText('Name and more').click();
      await family.getByLabel('Name').fill('Lucía Márquez');
      await family.getByLabel('Relationship').fill('Daughter');
      await family.getByLabel('Let straight in').check();
      await inspect(page, 'add-family');
      await family.getByRole('button', { name: 'Copy link for Lucía Márquez' }).click();
      await door.heard(({ command }) => command === 'thirdPartyLink', 'thirdPartyLink');
      assert.deepEqual(asked('inviteThirdParty'), [
        { visitId: 'visit-1', role: 'family', name: 'Lucía Márquez', relationship: 'Daughter', language: 'es', preAdmitted: true },
      ]);
      await family.getByText('Lucía Márquez', { exact: true }).waitFor();
      await page.setViewportSize({ width: 640, height: 480 });
      await inspect(page, 'add-640');
    }));

  it('says so where the invitation is refused, and the clipboard', () =>
    withPeople([], async ({ page, door }) => {
      await page.evaluate(() => {
        navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      });
      await page.getByRole('button', { name: 'Add someone' }).click();
      const other = page.getByRole('group', { name: 'Other' });
      await other.getByRole('button', { name: 'Copy link for somebody else' }).click();
      await see(page, 'The clipboard is not available. Copy this by hand:');
      await inspect(page, 'add-by-hand');
      door.answers.inviteThirdParty = () => {
        throw { code: 'invalid', message: 'This visit has as many invitations as it can have.', advice: 'Take one back that is not needed.' };
      };
      await page.getByRole('group', { name: 'Family member' }).getByRole('button', { name: /^Copy link/ }).click();
      await see(page, 'This visit has as many invitations as it can have.');
    }));
});

describe('People', () => {
  it('shows who waits with who they are, and lets them in from the notice', () =>
    withPeople([], async ({ page, door, change }) => {
      door.answers.getCall = () => visit({ thirdParties: [lucia({ invitedAs: 'Lucia M.' })] });
      change('lucia', {});
      await announced(page, 'Lucía Márquez, Daughter waits to be let in');
      assert.match(await page.getByRole('region', { name: 'Notices' }).innerText(), /Lucía Márquez, Daughter waits to be let in\./);
      await see(page, 'You invited Lucia M');
      await page.getByRole('button', { name: /^People 1.*1 to be let in/ }).waitFor();
      await inspect(page, 'guest-waits');
      await page.setViewportSize({ width: 320, height: 200 });
      await see(page, 'Daughter waits to be let in.');
      assert.ok(!(await page.getByRole('region', { name: 'Notices' }).innerText()).includes('Luc'), 'the small form lies over the chart: no name');
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.equal(sideways, 0, 'nothing is cut off');
      await inspect(page, 'guest-waits-mini');
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Admit: Lucía Márquez, Daughter' }).click();
      const { input } = await door.heard(({ command }) => command === 'admitGuest', 'admitGuest');
      assert.deepEqual(input, { invitationId: 'lucia' });
    }));

  it('lists everybody, and removes with and without keeping out, each said before it is done', () => {
    const rosa = third('rosa', { name: 'Rosa Benítez', role: 'interpreter', state: 'admitted', inCall: true, wasInCall: true, onLink: 'inCall', actions: ['remove', 'keepOut', 'giveLink'] });
    const tom = third('tom', { name: 'Tom Reyes', role: 'other', state: 'removed', wasInCall: true, actions: ['admit', 'keepOut', 'withdraw'] });
    const old = third('old', { name: 'Ana Ferreira', role: 'specialist', relationship: 'Dietitian', state: 'expired', actions: [] });
    return withPeople([lucia(), rosa, third('new', { role: 'interpreter' }), tom, old], async ({ page, asked }) => {
      await page.keyboard.press('Control+Shift+KeyE');
      const panel = page.getByRole('region', { name: 'People' });
      await panel.waitFor();
      for (const words of ['Waiting', 'In the visit', 'Invited', 'Gone']) await panel.getByRole('heading', { name: words }).waitFor();
      await panel.getByText('Interpreter, Spanish · In the call').waitFor();
      await panel.getByText('Dietitian · Link ran out').waitFor();
      await inspect(page, 'people');

      const remove = panel.getByRole('button', { name: 'Remove Rosa Benítez, Interpreter' });
      await remove.click();
      await panel.getByText('Everybody else moves to a new room; sound and picture pause for some seconds.').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), 'Remove Rosa Benítez');
      await inspect(page, 'people-remove');
      await panel.getByRole('button', { name: 'Cancel' }).click();
      assert.ok(await remove.evaluate((button) => button === document.activeElement), 'the focus comes back');
      await remove.click();
      await panel.getByRole('button', { name: 'Remove Rosa Benítez', exact: true }).click();
      await announced(page, 'Rosa Benítez is removed');
      await panel.getByRole('button', { name: 'Let in again: Rosa Benítez, Interpreter' }).click();
      await announced(page, 'Rosa Benítez is let in');
      await panel.getByRole('button', { name: 'Remove Rosa Benítez, Interpreter' }).click();
      await panel.getByRole('button', { name: 'Remove and keep out' }).click();
      await announced(page, 'Rosa Benítez is kept out');
      assert.deepEqual(asked('removeGuest'), [
        { invitationId: 'rosa', keepOut: false },
        { invitationId: 'rosa', keepOut: true },
      ]);
      await panel.getByRole('button', { name: 'Turn away: Lucía Márquez, Daughter' }).click();
      await announced(page, 'The invitation for Lucía Márquez is taken back');
      await panel.getByRole('button', { name: 'Link again for Interpreter' }).click();
      await panel.getByRole('button', { name: 'QR code for Interpreter' }).click();
      await panel.getByRole('img', { name: 'QR code of the link for Interpreter' }).waitFor();
      await inspect(page, 'people-link');
    });
  });
});

// Third parties by phone in the call window, in Chromium: whom to call and how, the live card of each call, keypad, chips, people. The core
// is scripted at the door; what it is asked is looked at, and each state with axe.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect, openBrowser, see } from './call-window.mjs';
import { aCall, SO_FAR, STEPS, withCalls } from './phone-calls.mjs';
import { announced } from './support/announced.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

/** Tells a story in a call window; nothing may be thrown in it, nor a policy be broken. */
const tell = async (world, story) => assert.deepEqual(await withCalls(browser, world, story), [], 'no policy was broken and nothing was thrown');
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
const card = (page, name = 'Clearline Interpreting') => page.getByRole('article', { name });
const openAdd = async (page) => {
  await page.keyboard.press('Control+Shift+KeyA');
  const panel = page.getByRole('region', { name: 'Add someone' });
  await panel.waitFor();
  return panel;
};
/** Opens the cards from the chip, or from People. */
const openCard = (page) => page.getByRole('list', { name: 'Phone calls' }).getByRole('button').first().click();

describe('Add someone by phone', () => {
  it('is two actions from the call to dialling, in the language of the chart, by keys alone', () =>
    tell({}, async ({ page, door, asked }) => {
      const panel = await openAdd(page);
      await panel.getByRole('button', { name: 'Call Clearline Interpreting' }).waitFor();
      await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Call Clearline Interpreting');
      await panel.getByText('Phone tree · takes 18 s · open day and night').waitFor();
      await panel.getByText('Phone tree, lacks its access code · open until').waitFor();
      await panel.getByText(/No phone tree · closed until \w{3} /).waitFor();
      await inspect(page, 'phone-lines');

      await page.keyboard.press('Enter');
      await door.heard(({ command }) => command === 'addByPhone', 'addByPhone');
      assert.deepEqual(asked('addByPhone'), [{ lineId: 'line-clearline', way: 'recipe', detectMachine: false, role: 'interpreter', language: 'es' }]);
      await card(page).waitFor();
      await announced(page, 'Clearline Interpreting: dialling');
      assert.equal(await focused(page), 'Interpreter', 'the focus is at the head of the panel that came');
      await inspect(page, 'phone-dialling');
      await page.getByRole('button', { name: 'Back to Add someone' }).click();
      await panel.waitFor();
    }));

  it('chooses language, way and what Twilio tells; a line without its access code is guided', () =>
    tell({}, async ({ page, door, asked }) => {
      const panel = await openAdd(page);
      await panel.getByLabel('Language of the interpreter').selectOption('ja');
      await door.heard(({ command, input }) => command === 'linesForCall' && input.language === 'ja', 'linesForCall in Japanese');
      const coded = panel.getByRole('listitem').filter({ hasText: 'Intérpretes del Norte' });
      await coded.getByRole('button', { name: 'Guided: how Intérpretes del Norte comes in' }).click();
      assert.equal(await coded.getByRole('radio', { name: /^By itself/ }).isDisabled(), true);
      await coded.getByText('Its phone tree presses an access code, and none is kept.').waitFor();
      await coded.getByRole('radio', { name: /^Listen in/ }).check();
      await coded.getByRole('checkbox', { name: /^Tell a person from a machine/ }).check();
      const clearline = panel.getByRole('listitem').filter({ hasText: 'Clearline' });
      await clearline.getByRole('button', { name: 'By itself: how Clearline Interpreting comes in' }).click();
      assert.equal(await clearline.getByRole('checkbox').isDisabled(), true, 'a phone tree is a machine');
      await inspect(page, 'phone-ways');
      await coded.getByRole('button', { name: 'Call Intérpretes del Norte' }).click();
      await card(page, 'Intérpretes del Norte').waitFor();
      assert.deepEqual(asked('addByPhone'), [{ lineId: 'line-coded', way: 'listenIn', detectMachine: true, role: 'interpreter', language: 'ja' }]);
    }));

  it('calls a number with a name; what may not be called is said beside it and nothing is dialled', () =>
    tell({ lines: [] }, async ({ page, door, asked, state }) => {
      const works = door.answers.addByPhone;
      const panel = await openAdd(page);
      await panel.getByText('No line of the directory interprets Spanish.').waitFor();
      const other = panel.getByRole('group', { name: 'Other' });
      await other.getByLabel('What they are').selectOption('specialist');
      await other.getByRole('tab', { name: 'Phone' }).click();
      await other.getByText('The directory has no line for this.').waitFor();
      await inspect(page, 'phone-no-lines');
      await other.getByLabel('Name').fill('Dr. Ishii');
      const number = other.getByLabel('Number');
      for (const [written, message] of [
        ['911', 'This is an emergency number. Anteroom calls no emergency services: use a telephone, and say where the patient is.'],
        ['+1 900 555 0133', 'This is a premium number, which is billed to the clinic by the minute. It is not called.'],
        ['+351 213 870 000', 'Calls to this country (PT) are not allowed in this clinic. An administrator can allow it in the directory, under Phone rules.'],
        ['twelve', 'Write the number with its country code, like +14155550123.'],
      ]) {
        door.answers.addByPhone = () => {
          throw { code: 'invalid', message, advice: '' };
        };
        await number.fill(written);
        await page.keyboard.press('Enter');
        await other.getByText(message).waitFor();
        assert.equal(await number.getAttribute('aria-invalid'), 'true');
        assert.equal(await number.inputValue(), written, 'what was written stays');
        assert.ok(await number.evaluate((field) => field === document.activeElement), 'the focus is where it is to be put right');
      }
      await inspect(page, 'phone-number-refused');
      door.answers.addByPhone = works;
      await number.fill('+1 503 555 0142');
      assert.equal(await number.getAttribute('aria-invalid'), null, 'a new number is not yet wrong');
      await other.getByRole('button', { name: 'Call Dr. Ishii' }).click();
      await card(page, 'Dr. Ishii').waitFor();
      assert.deepEqual(asked('addByPhone').at(-1), { number: '+1 503 555 0142', name: 'Dr. Ishii', way: 'recipe', detectMachine: false, role: 'specialist', language: 'es' });
      assert.equal(state.parties.length, 1);
    }));

  it('says that it reads, that it could not, and what the core refuses; nothing is dialled twice', () =>
    tell({}, async ({ page, door, asked }) => {
      const { linesForCall, addByPhone } = door.answers;
      let answer;
      door.answers.linesForCall = () => new Promise((resolve) => (answer = resolve));
      const panel = await openAdd(page);
      await panel.getByText('Reading the directory…').waitFor({ state: 'attached' });
      await page.waitForFunction(() => getComputedStyle(document.querySelector('.skeleton')).opacity === '1');
      await inspect(page, 'phone-reading');
      door.answers.linesForCall = () => {
        throw { code: 'store', message: 'The clinic’s store failed.', advice: 'Nothing was changed.' };
      };
      answer({ language: 'es', lines: [] });
      await panel.getByText('No line of the directory interprets Spanish.').waitFor();
      door.tell({ event: 'directoryChanged' });
      await panel.getByText('The clinic’s store failed.').waitFor();
      await inspect(page, 'phone-not-read');
      door.answers.linesForCall = linesForCall;
      await panel.getByRole('button', { name: 'Read the directory again' }).click();

      door.answers.addByPhone = () => {
        throw { code: 'conflict', message: 'The call is not open, so a phone line would have nothing to join. Join the call first.', advice: '' };
      };
      const button = panel.getByRole('button', { name: 'Call Clearline Interpreting' });
      await button.click();
      await panel.getByText('a phone line would have nothing to join').waitFor();
      let release;
      door.answers.addByPhone = (input) => new Promise((resolve) => (release = () => resolve(addByPhone(input))));
      await button.click();
      const calling = panel.getByRole('button', { name: 'Calling Clearline Interpreting' });
      await calling.waitFor();
      await calling.click({ force: true });
      await page.keyboard.press('Enter');
      await inspect(page, 'phone-calling');
      release();
      await card(page).waitFor();
      assert.equal(asked('addByPhone').length, 2, 'one that was refused, one that was taken');
    }));

  it('offers nothing while the console is lost', () =>
    tell({ parties: [aCall('held', { steps: STEPS, actions: ['join', 'listen', 'pressKeys', 'takeOver', 'mute', 'hangUp'] }, SO_FAR.onHold)] }, async ({ page, door, asked }) => {
      await openAdd(page);
      await page.getByRole('button', { name: 'Call Clearline Interpreting' }).waitFor();
      door.lose();
      await see(page, 'The console does not answer.');
      await page.getByRole('button', { name: 'Call Clearline Interpreting' }).click({ force: true });
      await openCard(page);
      await see(page, 'this is how the call stood last, and nothing can be changed from here.');
      const before = await card(page).getByRole('list').innerText();
      for (const button of await card(page).getByRole('button').all()) if (!/^Keypad/.test(await button.getAttribute('aria-label'))) assert.equal(await button.getAttribute('aria-disabled'), 'true');
      await inspect(page, 'phone-card-lost');
      assert.equal(await card(page).getByRole('list').innerText(), before, 'nothing is counted that is not known');
      assert.equal(asked('addByPhone').length, 0);
      door.find();
      await page.getByRole('button', { name: 'Hang up: Clearline Interpreting' }).and(page.locator(':not([aria-disabled])')).waitFor();
    }));
});

describe('the card of a call', () => {
  it('shows the phone tree by its notes, who hears the line, and exactly what may be done', () =>
    tell({ parties: [aCall('one', { steps: STEPS, actions: ['join', 'listen', 'pressKeys', 'takeOver', 'mute', 'hangUp', 'dialNext'], next: { lineId: 'line-rosa', name: 'Rosa Benítez' } }, SO_FAR.onHold)] }, async ({ page, door, asked, becomes }) => {
      const chip = page.getByRole('list', { name: 'Phone calls' }).getByRole('button');
      await chip.waitFor();
      assert.match(await chip.innerText(), /Clearline Interpreting · on hold\s+0:(39|4\d)/);
      await inspect(page, 'phone-chip');
      await chip.click();
      assert.equal(await page.getByRole('list', { name: 'Phone calls' }).count(), 0, 'the card says it now');
      const rows = await card(page).getByRole('list', { name: /^The call to/ }).getByRole('listitem').allInnerTexts();
      assert.deepEqual(rows.map((row) => row.replace(/\s+/g, ' ').replace(/\d:\d\d$/, '').trim()), [
        'Done: Dialling', 'Done: Ringing', 'Done: Answered', 'Done: Waiting for the greeting to begin', 'Done: Pressing 2 for Spanish',
        'Done: Pressing the access code: the practice account', 'Now: On hold A person is expected after the hold music. Elena can’t hear the line yet.', 'To come: In the visit',
      ]);
      const labels = () => card(page).getByRole('button').evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
      assert.deepEqual(await labels(), [
        'Join: Clearline Interpreting', 'Listen: Clearline Interpreting', 'Keypad: Clearline Interpreting', 'Take over: Clearline Interpreting',
        'Mute: Clearline Interpreting', 'Hang up: Clearline Interpreting', 'Try next: Rosa Benítez',
      ]);
      await inspect(page, 'phone-card');

      await page.getByRole('button', { name: 'Listen: Clearline Interpreting' }).click();
      await door.heard(({ command }) => command === 'joinLeg', 'joinLeg');
      assert.deepEqual(asked('joinLeg'), [{ partyId: 'one', listen: true }]);
      becomes('one', aCall('one', { steps: STEPS, quiet: true, actions: ['bringIn', 'pressKeys', 'mute', 'hangUp'] }, [...SO_FAR.onHold, ['joinAsked', 'answered', -3], ['legHeard', 'listening', -1]]));
      await announced(page, 'Clearline Interpreting: you alone hear it');
      await page.getByRole('button', { name: 'Bring in now: Clearline Interpreting' }).waitFor();
      await inspect(page, 'phone-card-listening');
      await page.getByRole('button', { name: 'Bring in now: Clearline Interpreting' }).click();
      await door.heard(({ command }) => command === 'bringIn', 'bringIn');
      becomes('one', aCall('one', { steps: STEPS, actions: ['pressKeys', 'mute', 'hangUp'] }, [...SO_FAR.onHold, ['joinAsked', 'answered', -9], ['legHeard', 'listening', -7], ['legBroughtIn', 'inVisit', -1]]));
      await announced(page, 'Clearline Interpreting: in the visit');
      await inspect(page, 'phone-card-in-visit');
      await page.getByRole('button', { name: 'Mute: Clearline Interpreting' }).click();
      await door.heard(({ command }) => command === 'muteLeg', 'muteLeg');
      assert.deepEqual(asked('muteLeg'), [{ partyId: 'one', muted: true }]);
      becomes('one', { muted: true, actions: ['pressKeys', 'unmute', 'hangUp'] });
      await announced(page, 'Clearline Interpreting: muted for the visit');
      await card(page).getByText('Muted for the visit').waitFor();
      await page.getByRole('button', { name: 'Hang up: Clearline Interpreting' }).click();
      await door.heard(({ command }) => command === 'hangUp', 'hangUp');
      becomes('one', { hangingUp: true, actions: [] });
      await announced(page, 'Clearline Interpreting: hanging up');
      assert.equal(await page.evaluate(() => document.activeElement?.id.endsWith('-name')), true, 'a button that went takes the focus to the card’s name');
    }));

  for (const [name, party, words] of [
    ['busy', aCall('one', { actions: ['dialNext'], next: { lineId: 'line-rosa', name: 'Rosa Benítez' } }, SO_FAR.busy), ['The line was busy', 'Next in the list', 'Rosa Benítez']],
    ['no-answer', aCall('one', {}, SO_FAR.noAnswer), ['Nobody answered']],
    [
      'failed',
      aCall('one', { failure: { message: 'Calls to this country or kind of number are switched off for the account.', advice: 'An administrator can allow them in the Twilio Console.', twilioCode: 21215 } }, SO_FAR.refused),
      ['Not called', 'are switched off for the account.', 'An administrator can allow them', 'Twilio 21215'],
    ],
    ['lost-answer', aCall('one', { actions: ['mute', 'hangUp'] }, SO_FAR.lost), ['Looking for the call', 'Twilio’s answer was lost. Nothing is dialled twice.']],
    ['machine', aCall('one', { answeredBy: 'machine', way: 'guided', actions: ['join', 'listen', 'pressKeys', 'mute', 'hangUp'] }, SO_FAR.answered), ['A machine answered.', 'Press keys, then have it join.']],
    ['ringing', aCall('one', { steps: STEPS, actions: ['mute', 'hangUp'] }, SO_FAR.ringing), ['Ringing', 'Pressing 2 for Spanish']],
    ['on-step', aCall('one', { steps: STEPS, actions: ['join', 'listen', 'pressKeys', 'takeOver', 'mute', 'hangUp'] }, SO_FAR.onStep), ['Pressing 2 for Spanish', 'On hold']],
  ]) {
    it(`says in words: ${name}`, () =>
      tell({ parties: [party] }, async ({ page, becomes }) => {
        await openCard(page);
        for (const each of words) await card(page).getByText(each).first().waitFor();
        await inspect(page, `phone-card-${name}`);
        if (!party.over) return;
        await page.getByRole('button', { name: 'Close interpreter' }).click();
        becomes('one', {});
        await page.getByRole('list', { name: 'Phone calls' }).waitFor({ state: 'detached' });
        await page.keyboard.press('Control+Shift+KeyE');
        await page.getByRole('button', { name: 'Card of Clearline Interpreting' }).click();
        await card(page).getByText(words[0]).first().waitFor();
      }));
  }

  it('names the next line and calls it; several cards stand together, with those that are over', () =>
    tell(
      {
        parties: [
          aCall('old', { name: 'Nihongo Line' }, SO_FAR.noAnswer),
          aCall('pharmacy', { name: 'Juniper Pharmacy', role: 'specialist', actions: ['pressKeys', 'mute', 'hangUp'] }, SO_FAR.inVisit),
          aCall('voz', { name: 'Voz Directa', actions: ['dialNext'], next: { lineId: 'line-rosa', name: 'Rosa Benítez' } }, SO_FAR.busy),
        ],
      },
      async ({ page, door, asked, state, told }) => {
        await page.getByRole('button', { name: /^Voz Directa · busy/ }).click();
        door.answers.dialNext = () => {
          state.parties = [...state.parties.map((each) => (each.id === 'voz' ? { ...each, actions: [], next: null } : each)), aCall('rosa', { name: 'Rosa Benítez', insteadOf: 'voz', actions: ['hangUp'] }, SO_FAR.dialled)];
          told('rosa');
          return { partyId: 'rosa' };
        };
        await page.getByRole('button', { name: 'Try next: Rosa Benítez' }).click();
        await card(page, 'Rosa Benítez').waitFor();
        assert.deepEqual(asked('dialNext'), [{ partyId: 'voz' }]);
        await card(page, 'Juniper Pharmacy').waitFor();
        const over = page.getByRole('region', { name: 'Phone calls' }).getByRole('listitem').filter({ hasText: 'Nihongo Line' });
        await over.locator('summary').click();
        await over.getByText('Nobody answered').waitFor();
        await inspect(page, 'phone-several');
      },
    ));

  it('tells a failed wish on the card it was for', () =>
    tell({ parties: [aCall('one', { actions: ['mute', 'hangUp'] }, SO_FAR.ringing)] }, async ({ page, door }) => {
      await openCard(page);
      door.answers.hangUp = () => {
        throw { code: 'twilio', message: 'Twilio answered with an error.', advice: 'Try again.', twilioCode: 20500 };
      };
      await page.getByRole('button', { name: 'Hang up: Clearline Interpreting' }).click();
      const alert = card(page).getByRole('alert');
      await alert.waitFor();
      assert.match((await alert.innerText()).replace(/\s+/g, ' '), /Twilio answered with an error\. ?Try again\. ?Twilio 20500/);
      assert.equal(await focused(page), 'Hang up: Clearline Interpreting');
    }));
});

describe('the keypad', () => {
  const guided = (change = {}) => aCall('one', { way: 'guided', actions: ['join', 'listen', 'pressKeys', 'mute', 'hangUp'], ...change }, SO_FAR.answered);

  it('sends each key once and in order, by pointer and typed, one command at a time', () =>
    tell({ parties: [guided()] }, async ({ page, door, asked }) => {
      const answers = [];
      door.answers.pressKeys = () => new Promise((resolve, reject) => answers.push({ resolve, reject }));
      await openCard(page);
      const keypad = page.getByRole('group', { name: 'Keypad' });
      await keypad.waitFor();
      assert.match(await keypad.innerText(), /Tones go to Clearline Interpreting only/);
      assert.equal(await keypad.getByRole('button').count(), 12);
      await keypad.getByRole('button', { name: '2' }).click();
      await page.keyboard.type('15x#');
      await door.heard(({ command }) => command === 'pressKeys', 'pressKeys');
      assert.equal(await keypad.locator('.sent').innerText(), '215#');
      answers[0].resolve({});
      await door.heard(({ command, input }) => command === 'pressKeys' && input.keys !== '2', 'the keys behind it');
      assert.deepEqual(asked('pressKeys'), [{ partyId: 'one', keys: '2' }, { partyId: 'one', keys: '15#' }]);
      assert.equal(await keypad.getByRole('button', { name: '# hash' }).evaluate((key) => key === document.activeElement), true);
      answers[1].resolve({});
      await keypad.getByText('Pressed 2 1 5 hash').waitFor({ state: 'attached' });
      await inspect(page, 'phone-keypad');

      await keypad.getByRole('button', { name: '0' }).click();
      await door.heard(({ command, input }) => command === 'pressKeys' && input.keys === '0', 'the zero');
      await page.keyboard.type('9');
      answers[2].reject({ code: 'twilio', message: 'Twilio did not answer, so it is not known whether this reached the line.', advice: 'Listen to the line, or look at its card, before you do it again.' });
      await keypad.getByText('It is not known whether 0 reached the line; it is not pressed again by itself. Not pressed: 9.').waitFor();
      await inspect(page, 'phone-keypad-unknown');
      assert.equal(asked('pressKeys').length, 3, 'nothing is repeated');
    }));

  it('is there for a line that is in the room, and says that a key takes over from a phone tree', () =>
    tell({ parties: [aCall('one', { steps: STEPS, actions: ['join', 'listen', 'pressKeys', 'takeOver', 'mute', 'hangUp'] }, SO_FAR.onStep)] }, async ({ page, becomes }) => {
      await openCard(page);
      const open = page.getByRole('button', { name: 'Keypad: Clearline Interpreting' });
      assert.equal(await open.getAttribute('aria-expanded'), 'false', 'the phone tree runs by itself');
      await open.click();
      await see(page, 'A key takes over from the phone tree.');
      becomes('one', aCall('one', { steps: STEPS, actions: ['bringIn', 'pressKeys', 'mute', 'hangUp'], quiet: true }, SO_FAR.listening));
      await see(page, 'The line is out of the room for a moment while its tones play, and comes back.');
      becomes('one', aCall('one', { actions: [] }, [...SO_FAR.listening, ['lineEnded', 'completed', -1]]));
      await page.getByRole('group', { name: 'Keypad' }).waitFor({ state: 'detached' });
      await card(page).getByText('The line hung up before it came into the visit').waitFor();
    }));
});

describe('people and small windows', () => {
  const several = () => [
    aCall('one', { steps: STEPS, actions: ['join', 'listen', 'pressKeys', 'takeOver', 'mute', 'hangUp'] }, SO_FAR.onHold),
    aCall('two', { name: 'Dr. Ishii', role: 'specialist', numberShown: '+1 503-555-0142', actions: ['pressKeys', 'unmute', 'hangUp'], muted: true }, SO_FAR.inVisit),
    aCall('three', { name: 'Voz Directa' }, SO_FAR.busy),
  ];

  it('stand in their groups with what may be done', () =>
    tell({ parties: several() }, async ({ page, door, asked }) => {
      await page.keyboard.press('Control+Shift+KeyE');
      const panel = page.getByRole('region', { name: 'People' });
      for (const words of ['In the visit', 'Being called', 'Gone']) await panel.getByRole('heading', { name: words }).waitFor();
      await panel.getByText('Interpreter, Spanish · phone · on hold').waitFor();
      await panel.getByText('Specialist · phone · in the visit').waitFor();
      await panel.getByText('Muted for the visit').waitFor();
      await inspect(page, 'phone-people');
      await panel.getByRole('button', { name: 'Join: Clearline Interpreting' }).click();
      await panel.getByRole('button', { name: 'Unmute for all: Dr. Ishii' }).click();
      await panel.getByRole('button', { name: 'Hang up: Clearline Interpreting' }).click();
      await door.heard(({ command }) => command === 'hangUp', 'hangUp');
      assert.deepEqual([asked('joinLeg'), asked('muteLeg'), asked('hangUp')], [[{ partyId: 'one' }], [{ partyId: 'two', muted: false }], [{ partyId: 'one' }]]);
      await panel.getByRole('button', { name: 'Card of Voz Directa' }).click();
      await card(page, 'Voz Directa').waitFor();
      assert.equal(await focused(page), 'Phone calls');
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => document.activeElement?.textContent?.includes('Add someone'));
    }));

  it('fit 640 by 480, and show no name in the small form', () =>
    tell({ parties: several() }, async ({ page }) => {
      await page.setViewportSize({ width: 640, height: 480 });
      const sideways = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      await inspect(page, 'phone-640');
      await openAdd(page);
      await page.getByRole('button', { name: 'Call Clearline Interpreting' }).waitFor();
      await inspect(page, 'phone-640-add');
      assert.equal(await sideways(), 0);
      // By pointer: the calls on the stage do not lie over the panel.
      await page.getByRole('button', { name: 'Close add someone' }).click();
      await openCard(page);
      await card(page).waitFor();
      await inspect(page, 'phone-640-card');
      assert.equal(await sideways(), 0);
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 320, height: 200 });
      const chips = page.getByRole('list', { name: 'Phone calls' });
      await chips.getByText('Interpreter', { exact: true }).first().waitFor();
      assert.ok(!/Clearline|Voz|Ishii/.test(await chips.innerText()), 'the small form lies over the chart: no name');
      await inspect(page, 'phone-mini');
      await openCard(page);
      assert.ok(!/Clearline|Ishii|202-555/.test(await page.locator('main').innerText()), 'nor on a card');
      await inspect(page, 'phone-mini-card');
      assert.equal(await sideways(), 0);
    }));
});

// Third parties who are asked of a service in the call window, in Chromium: whom to ask, the live card of each request, chips, people. The
// core is scripted at the door; what it is asked is looked at, and each state with axe.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDoor, openRefusingTwilio, visit } from './call-door.mjs';
import { inspect, openBrowser, openCall, see } from './call-window.mjs';
import { aCall, aLine, fromNow, SO_FAR } from './phone-calls.mjs';
import { announced } from './support/announced.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const OVER = ['cameIn', 'refused', 'calledOff', 'cancelled', 'timedOut', 'failed', 'ended'];

/** One request; what happened is written as [event, state, seconds from now]. */
function aRequest(id, change = {}, happened = []) {
  const [, state = 'intended', since = 0] = happened.at(-1) ?? [];
  return {
    id, service: 'Lengua Video', connectorId: 'lengua', role: 'interpreter', language: 'es', modality: 'video', state, since: fromNow(since), addedAt: fromNow(happened[0]?.[2] ?? 0),
    waitsUntil: null, interpreter: '', invitationId: `g-${id}`, partyId: null, over: OVER.includes(state), failure: null, trouble: null, told: null, actions: ['cancel'], next: null,
    timeline: happened.map(([event, led, at]) => ({ event, state: led, at: fromNow(at) })), ...change,
  };
}
const ASKED = [['askRequested', 'requested', -42], ['askTaken', 'asked', -40]];
const ACCEPTED = [...ASKED, ['vendorAccepted', 'accepted', -12]];
const ON_THE_WAY = [...ACCEPTED, ['vendorOnTheWay', 'onTheWay', -5]];
const REFUSED = [...ASKED, ['vendorRefused', 'refused', -2]];

const aService = (connectorId, name, change = {}) => ({ connectorId, name, modality: 'video', lacksSecrets: false, ...change });
const SERVICES = [aService('lengua', 'Lengua Video'), aService('voz', 'Voz Directa', { modality: 'phone' }), aService('keyless', 'Palabra', { lacksSecrets: true })];

/** A third party by link, as a service's request has one. */
const aGuest = (id, change = {}) => ({
  id, identity: `in-${id}`, name: '', invitedAs: null, role: 'interpreter', relationship: '', language: 'es', preAdmitted: false, state: 'invited', since: fromNow(-40), inCall: false,
  wasInCall: false, onLink: null, camera: 'untried', microphone: 'untried', network: 'untried', awaySince: null, readiness: { kind: 'ready' }, expiresAt: fromNow(7200),
  actions: ['giveLink', 'withdraw'], timeline: [], ...change,
});

/** Tells a story in a call window on a visit with these requests and services; nothing may be thrown in it, nor a policy be broken. */
async function tell({ requests = [], services = SERVICES, withoutLanguage = [], parties = [], guests = [], lines = [], answers = {} }, story) {
  const state = { requests, parties, guests };
  const twilio = await openRefusingTwilio(() => {});
  const changed = () => door.tell({ event: 'visitChanged', visitId: 'visit-1', date: '2026-11-24' });
  const door = await openDoor({
    getCall: () => visit({ vendorRequests: state.requests, phoneParties: state.parties, thirdParties: state.guests }),
    joinCall: { token: 'not-a-token', roomName: 'visit-1', profile: 'two', endpoints: { videoSignalingUrl: twilio.url } },
    linesForCall: ({ language }) => ({ language, lines }),
    servicesFor: ({ language }) => ({ language, services, withoutLanguage }),
    askVendor: ({ connectorId, role, language }) => {
      const id = `new-${state.requests.length}`;
      const service = services.find((each) => each.connectorId === connectorId);
      state.requests = [...state.requests, aRequest(id, { service: service.name, connectorId, role, language, modality: service.modality })];
      changed();
      return { requestId: id };
    },
    ...answers,
  });
  const { page, complaints, close } = await openCall(browser, door);
  const asked = (command) => door.asked.filter((each) => each.command === command).map(({ input }) => input);
  const becomes = (id, next) => {
    state.requests = state.requests.map((each) => (each.id === id ? { ...each, ...next } : each));
    changed();
  };
  try {
    await page.locator('[data-testid=self] [data-picture=on]').waitFor();
    await story({ page, door, asked, becomes, state, changed });
    assert.deepEqual(complaints, [], 'no policy was broken and nothing was thrown');
  } finally {
    await close();
    await door.close();
    await twilio.close();
  }
}

const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent);
const card = (page, name = 'Lengua Video') => page.getByRole('article', { name });
const rows = async (page, name) =>
  (await card(page, name).getByRole('list', { name: /^The request to/ }).getByRole('listitem').allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').replace(/ \d:\d\d$/, '').trim());
const openAdd = async (page) => {
  await page.keyboard.press('Control+Shift+KeyA');
  const panel = page.getByRole('region', { name: 'Add someone' });
  await panel.waitFor();
  return panel;
};
const chips = (page) => page.getByRole('list', { name: 'Requests to services' });
const openCard = (page) => chips(page).getByRole('button').first().click();

describe('Add someone by a service', () => {
  it('is two actions from the call to asked, in the language of the chart; the card comes and the panel says that it is asked', () =>
    tell({ withoutLanguage: ['Nihongo Desk'] }, async ({ page, door, asked, becomes }) => {
      const panel = await openAdd(page);
      const services = panel.getByRole('group', { name: 'Interpreter' }).getByRole('group', { name: 'Ask a service' });
      await services.getByText('Service · they come in by our link').waitFor();
      await services.getByText('Service · it gives a number, which is called').waitFor();
      await services.getByText('Its key is not on this computer.').waitFor();
      await services.getByText('Without Spanish: Nihongo Desk').waitFor();
      await services.getByRole('button', { name: 'Ask Palabra' }).click({ force: true });
      await inspect(page, 'service-choices');

      await services.getByRole('button', { name: 'Ask Lengua Video' }).click();
      await card(page).waitFor();
      assert.deepEqual(asked('askVendor'), [{ visitId: 'visit-1', connectorId: 'lengua', role: 'interpreter', language: 'es' }]);
      assert.deepEqual(asked('servicesFor')[0], { visitId: 'visit-1', role: 'interpreter', language: 'es' });
      await announced(page, 'Lengua Video: being asked');
      assert.equal(await focused(page), 'Interpreter', 'the focus is at the head of the panel that came');
      await inspect(page, 'service-asking');
      becomes('new-0', aRequest('new-0', { waitsUntil: fromNow(120) }, ASKED));
      await announced(page, 'Lengua Video: looking for somebody');
      await page.getByRole('button', { name: 'Back to Add someone' }).click();
      await panel.getByText('Asked, looking for somebody').waitFor();
      await panel.getByRole('button', { name: 'Card of Lengua Video' }).click();
      await card(page).waitFor();
      assert.equal(asked('askVendor').length, 1);
    }));

  it('asks in another language, and for a specialist', () =>
    tell({}, async ({ page, door, asked }) => {
      const panel = await openAdd(page);
      await panel.getByLabel('Language of the interpreter').selectOption('ja');
      await door.heard(({ command, input }) => command === 'servicesFor' && input.language === 'ja', 'servicesFor in Japanese');
      await panel.getByRole('button', { name: 'Ask Voz Directa' }).click();
      await card(page, 'Voz Directa').waitFor();
      await page.getByRole('button', { name: 'Back to Add someone' }).click();
      const other = panel.getByRole('group', { name: 'Other' });
      await other.getByLabel('What they are').selectOption('specialist');
      await other.getByRole('tab', { name: 'Service' }).click();
      await other.getByRole('button', { name: 'Ask Lengua Video' }).waitFor();
      await inspect(page, 'service-specialist');
      await other.getByRole('button', { name: 'Ask Lengua Video' }).click();
      await card(page).waitFor();
      assert.deepEqual(asked('askVendor').map(({ connectorId, role, language }) => [connectorId, role, language]), [['voz', 'interpreter', 'ja'], ['lengua', 'specialist', 'es']]);
    }));

  it('says where services are added where there is none, or none with the language', async () => {
    await tell({ services: [] }, async ({ page }) => {
      const panel = await openAdd(page);
      await panel.getByText('No service is set up yet. Services are kept in the console, under Directory.').waitFor();
      await inspect(page, 'service-none');
    });
    await tell({ services: [], withoutLanguage: ['Nihongo Desk'] }, async ({ page }) => {
      const panel = await openAdd(page);
      await panel.getByText('No service of the directory has Spanish. Services are kept in the console, under Directory.').waitFor();
      await panel.getByText('Without Spanish: Nihongo Desk').waitFor();
    });
  });

  it('says that it reads, that it could not, and what the core refuses; nobody is asked twice', () =>
    tell({}, async ({ page, door, asked }) => {
      const { servicesFor, askVendor } = door.answers;
      let answer;
      door.answers.servicesFor = () => new Promise((resolve) => (answer = resolve));
      const panel = await openAdd(page);
      await panel.getByText('Reading the services…').waitFor({ state: 'attached' });
      await page.waitForFunction(() => getComputedStyle(document.querySelector('.skeleton')).opacity === '1');
      await inspect(page, 'service-reading');
      door.answers.servicesFor = () => {
        throw { code: 'store', message: 'The clinic’s store failed.', advice: 'Nothing was changed.' };
      };
      answer({ language: 'es', services: [], withoutLanguage: [] });
      await panel.getByText('No service is set up yet.').waitFor();
      door.tell({ event: 'directoryChanged' });
      await panel.getByRole('button', { name: 'Read the services again' }).waitFor();
      await inspect(page, 'service-not-read');
      door.answers.servicesFor = servicesFor;
      await panel.getByRole('button', { name: 'Read the services again' }).click();

      door.answers.askVendor = () => {
        throw { code: 'conflict', message: 'This service is being asked for the same already.', advice: 'Look at its card.' };
      };
      await panel.getByRole('button', { name: 'Ask Lengua Video' }).click();
      await panel.getByText('This service is being asked for the same already.').waitFor();
      await inspect(page, 'service-refused-here');
      let release;
      door.answers.askVendor = (input) => new Promise((resolve) => (release = () => resolve(askVendor(input))));
      await panel.getByRole('button', { name: 'Ask Lengua Video' }).click();
      const asking = panel.getByRole('button', { name: 'Asking Lengua Video' });
      await asking.waitFor();
      await asking.click({ force: true });
      await page.keyboard.press('Enter');
      release();
      await card(page).waitFor();
      assert.equal(asked('askVendor').length, 2, 'one that was refused, one that was taken');
    }));

  it('offers nothing while the console is lost', () =>
    tell({ requests: [aRequest('one', {}, ASKED)] }, async ({ page, door, asked }) => {
      await openAdd(page);
      await page.getByRole('button', { name: 'Ask Voz Directa' }).waitFor();
      door.lose();
      await see(page, 'The console does not answer.');
      await page.getByRole('button', { name: 'Ask Voz Directa' }).click({ force: true });
      await page.keyboard.press('Escape');
      await openCard(page);
      await see(page, 'this is how the request stood last, and nothing can be changed from here.');
      assert.equal(await card(page).getByRole('button', { name: 'Call off: Lengua Video' }).getAttribute('aria-disabled'), 'true');
      await inspect(page, 'service-card-lost');
      assert.equal(asked('askVendor').length, 0);
    }));
});

describe('the card of a request', () => {
  it('goes from asked to in the visit, with who comes and for how long is waited', () =>
    tell({ requests: [aRequest('one', { waitsUntil: fromNow(140) }, ASKED)], guests: [aGuest('g-one')] }, async ({ page, door, asked, becomes, state, changed }) => {
      assert.match(await chips(page).getByRole('button').innerText(), /Lengua Video · looking for somebody\s+0:(39|4\d)/, 'from 40 s on, as the window reads the clock');
      await inspect(page, 'service-chip');
      await openCard(page);
      assert.equal(await chips(page).count(), 0, 'the card says it now');
      assert.match((await rows(page)).join('; '), /^Done: Asking the service; Now: Asked The service looks for somebody, for at most 2:\d\d more.; To come: Accepted; To come: In the visit$/);
      await inspect(page, 'service-card-asked');

      becomes('one', aRequest('one', { interpreter: 'Alma R.', waitsUntil: fromNow(290) }, ACCEPTED));
      await announced(page, 'Lengua Video: Alma R. accepted');
      assert.equal((await rows(page))[2].startsWith('Now: Accepted by Alma R. They come in by the link that they were given, for at most 4:'), true);
      await inspect(page, 'service-card-accepted');
      becomes('one', aRequest('one', { interpreter: 'Alma R.', waitsUntil: fromNow(280) }, ON_THE_WAY));
      await announced(page, 'Lengua Video: Alma R. is on the way');

      // They wait to be let in: that is done where it is seen.
      state.guests = [aGuest('g-one', { name: 'Alma R.', state: 'waiting', onLink: 'waiting', actions: ['admit', 'withdraw'] })];
      changed();
      await card(page).getByRole('button', { name: 'Admit: Alma R., Interpreter' }).click();
      await door.heard(({ command }) => command === 'admitGuest', 'admitGuest');
      await inspect(page, 'service-card-waiting');
      state.guests = [aGuest('g-one', { name: 'Alma R.', state: 'admitted', inCall: true, wasInCall: true, actions: ['remove'] })];
      becomes('one', aRequest('one', { interpreter: 'Alma R.', actions: [] }, [...ON_THE_WAY, ['arrived', 'cameIn', -1]]));
      await announced(page, 'Lengua Video: came in');
      assert.deepEqual((await rows(page)).map((row) => row.replace(/\d:\d\d/, '').trim()), [
        'Done: Asking the service', 'Done: Asked', 'Done: Accepted by Alma R.', 'Done: Alma R. is on the way', 'Done: In the visit',
      ]);
      await inspect(page, 'service-card-came-in');
      assert.deepEqual(asked('admitGuest'), [{ invitationId: 'g-one' }]);
    }));

  it('is called off, also after somebody accepted, and says whether the service knows', () =>
    tell({ requests: [aRequest('one', { interpreter: 'Alma R.' }, ACCEPTED)] }, async ({ page, door, asked, becomes }) => {
      await openCard(page);
      await page.getByRole('button', { name: 'Call off: Lengua Video' }).click();
      await door.heard(({ command }) => command === 'cancelVendor', 'cancelVendor');
      assert.deepEqual(asked('cancelVendor'), [{ visitId: 'visit-1', requestId: 'one' }]);
      const off = [...ACCEPTED, ['cancelled', 'cancelled', -1]];
      becomes('one', aRequest('one', { told: 'telling', actions: [] }, off));
      await card(page).getByText('The service is being told that it is off.').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id.endsWith('-name')), true, 'a button that went takes the focus to the card’s name');
      becomes('one', aRequest('one', { told: 'notTold', actions: ['askAgain'] }, off));
      await announced(page, 'could not be told that it is off: somebody may still come');
      await inspect(page, 'service-card-not-told');
      becomes('one', aRequest('one', { told: 'told', actions: ['askAgain'] }, off));
      await announced(page, 'The service knows that it is off.');
      await page.getByRole('button', { name: 'Ask again: Lengua Video' }).click();
      await door.heard(({ command }) => command === 'askVendor', 'askVendor');
      await page.getByText('Earlier in this visit').waitFor();
      await inspect(page, 'service-card-again');
    }));

  it('asks the provider where nobody knows whether the service has it', () =>
    tell(
      {
        requests: [
          aRequest('one', { actions: ['settleTaken', 'settleNotTaken', 'cancel'], trouble: { message: 'The service did not answer in time.', advice: 'A call to the service tells whether it has the request.', httpStatus: null } }, [
            ['askRequested', 'requested', -30], ['askLost', 'unknown', -15],
          ]),
        ],
      },
      async ({ page, door, asked, becomes }) => {
        await openCard(page);
        await card(page).getByText('The answer was lost. Nobody is asked for twice.').waitFor();
        await card(page).getByText('Call the service and ask whether it has the request with this reference: one').waitFor();
        await inspect(page, 'service-card-unknown');
        await page.getByRole('button', { name: 'The service has it: Lengua Video' }).click();
        await door.heard(({ command }) => command === 'settleVendor', 'settleVendor');
        becomes('one', { settled: 1 });
        await page.getByRole('button', { name: 'It does not: Lengua Video' }).and(page.locator(':not([aria-disabled])')).click();
        await door.heard(({ command, input }) => command === 'settleVendor' && !input.taken, 'settleVendor, not taken');
        assert.deepEqual(asked('settleVendor'), [{ visitId: 'visit-1', requestId: 'one', taken: true }, { visitId: 'visit-1', requestId: 'one', taken: false }]);
      },
    ));

  it('offers the next service where one has nobody, and the next line after that', () =>
    tell(
      { requests: [aRequest('one', { actions: ['askAgain'], next: { kind: 'service', connectorId: 'voz', name: 'Voz Directa' } }, REFUSED)], lines: [aLine('rosa', { name: 'Rosa Benítez' })] },
      async ({ page, door, asked, becomes, state, changed }) => {
        await openCard(page);
        await card(page).getByText('The service has nobody').waitFor();
        await inspect(page, 'service-card-refused');
        await page.getByRole('button', { name: 'Ask next: Voz Directa' }).click();
        await card(page, 'Voz Directa').waitFor();
        assert.deepEqual(asked('askVendor'), [{ visitId: 'visit-1', connectorId: 'voz', role: 'interpreter', language: 'es' }]);
        becomes('one', { next: null });
        becomes('new-1', aRequest('new-1', { service: 'Voz Directa', modality: 'phone', actions: ['askAgain'], next: { kind: 'line', lineId: 'line-rosa', name: 'Rosa Benítez' } }, REFUSED));
        door.answers.addByPhone = () => {
          state.parties = [aCall('rosa', { name: 'Rosa Benítez', actions: ['hangUp'] }, SO_FAR.dialled)];
          changed();
          return { partyId: 'rosa' };
        };
        await page.getByRole('button', { name: 'Call next: Rosa Benítez' }).click();
        await card(page, 'Rosa Benítez').waitFor();
        assert.deepEqual(asked('addByPhone'), [{ lineId: 'line-rosa', way: 'recipe', detectMachine: false, role: 'interpreter', language: 'es' }]);
        await inspect(page, 'service-next-line');
      },
    ));

  it('leads to the call where the service gave a number', () =>
    tell(
      { requests: [aRequest('one', { modality: 'phone', partyId: 'p', invitationId: null }, ON_THE_WAY)], parties: [aCall('p', { name: 'Lengua Video line', actions: ['hangUp'] }, SO_FAR.ringing)] },
      async ({ page }) => {
        await page.getByRole('list', { name: 'Phone calls' }).waitFor();
        assert.equal(await chips(page).count(), 0, 'the call says it');
        await page.getByRole('list', { name: 'Phone calls' }).getByRole('button').click();
        await card(page, 'Lengua Video line').waitFor();
        await page.getByRole('article', { name: 'Lengua Video', exact: true }).getByText('Its number is being called.').waitFor();
        await inspect(page, 'service-by-phone');
      },
    ));

  const words = (message, advice, httpStatus = null) => ({ message, advice, httpStatus });
  for (const [name, request, said] of [
    ['called-off', aRequest('one', { actions: ['askAgain'] }, [...ACCEPTED, ['vendorCalledOff', 'calledOff', -1]]), ['The service called it off']],
    ['timed-out', aRequest('one', { actions: ['askAgain'], told: 'telling' }, [...ASKED, ['waitedTooLong', 'timedOut', -1]]), ['Nobody accepted in time', 'The service is being told']],
    ['not-come', aRequest('one', { actions: ['askAgain'], told: 'told' }, [...ACCEPTED, ['waitedTooLong', 'timedOut', -1]]), ['Nobody came in time']],
    ['ended', aRequest('one', { actions: ['askAgain'] }, [...ON_THE_WAY, ['vendorEnded', 'ended', -1]]), ['Over for the service, and nobody came']],
    [
      'failed',
      aRequest('one', { actions: ['askAgain'], failure: words('The service does not accept the clinic’s key.', 'An administrator can enter it again in the directory.', 401) }, [['askRequested', 'requested', -3], ['askRefused', 'failed', -1]]),
      ['Nobody is coming', 'The service does not accept the clinic’s key.', 'An administrator can enter it again', 'HTTP 401'],
    ],
    ['trouble', aRequest('one', { trouble: words('The service has a fault.', 'A call to the service tells whether it has the request.', 503) }, ASKED), ['The service has a fault.', 'HTTP 503', 'The service looks for somebody']],
    ['put-off', aRequest('one', { trouble: words('The service is not reached.', 'It is tried again by itself.') }, [['askRequested', 'requested', -3], ['askPutOff', 'intended', -1]]), ['The service is not reached. It is tried again by itself.']],
  ]) {
    it(`says in words: ${name}`, () =>
      tell({ requests: [request] }, async ({ page, becomes }) => {
        await openCard(page);
        for (const each of said) await card(page).getByText(each).first().waitFor();
        await inspect(page, `service-card-${name}`);
        if (!request.over) return;
        await page.getByRole('button', { name: 'Close interpreter' }).click();
        becomes('one', {});
        await chips(page).waitFor({ state: 'detached' });
        await page.keyboard.press('Control+Shift+KeyE');
        await page.getByRole('button', { name: 'Card of Lengua Video' }).click();
        await card(page).getByText(said[0]).first().waitFor();
      }));
  }

  it('tells a failed wish on the card it was for', () =>
    tell({ requests: [aRequest('one', {}, ASKED)] }, async ({ page, door }) => {
      await openCard(page);
      door.answers.cancelVendor = () => {
        throw { code: 'conflict', message: 'They are in the visit already.', advice: 'Remove them under People.' };
      };
      await page.getByRole('button', { name: 'Call off: Lengua Video' }).click();
      assert.match((await card(page).getByRole('alert').innerText()).replace(/\s+/g, ' '), /They are in the visit already\. ?Remove them under People\./);
      assert.equal(await focused(page), 'Call off: Lengua Video');
    }));
});

describe('people and small windows', () => {
  const requests = () => [aRequest('one', { interpreter: 'Alma R.' }, ACCEPTED), aRequest('two', { service: 'Voz Directa', connectorId: 'voz', told: 'notTold', actions: ['askAgain'] }, [...ASKED, ['cancelled', 'cancelled', -9]])];

  it('stand in their groups, once each', () =>
    tell({ requests: requests(), guests: [aGuest('g-one', { name: 'Alma R.' })] }, async ({ page, door, asked }) => {
      await page.keyboard.press('Control+Shift+KeyE');
      const panel = page.getByRole('region', { name: 'People' });
      await panel.getByRole('heading', { name: 'Asked of a service' }).waitFor();
      await panel.getByRole('listitem').filter({ hasText: /Interpreter, Spanish · Lengua Video · service · somebody accepted/ }).waitFor();
      await panel.getByText('The service could not be told: somebody may still come.').waitFor();
      assert.equal(await panel.getByText('Alma R.').count(), 1, 'whom a service sends is not invited a second time');
      await inspect(page, 'service-people');
      await panel.getByRole('button', { name: 'Call off: Lengua Video' }).click();
      await door.heard(({ command }) => command === 'cancelVendor', 'cancelVendor');
      assert.deepEqual(asked('cancelVendor'), [{ visitId: 'visit-1', requestId: 'one' }]);
      await panel.getByRole('button', { name: 'Card of Voz Directa' }).click();
      await card(page, 'Voz Directa').waitFor();
    }));

  it('fit 640 by 480, and show no name in the small form', () =>
    tell({ requests: requests() }, async ({ page }) => {
      await page.setViewportSize({ width: 640, height: 480 });
      await openAdd(page);
      await page.getByRole('button', { name: 'Ask Voz Directa' }).waitFor();
      await inspect(page, 'service-640-add');
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 320, height: 200 });
      await chips(page).getByText('Interpreter', { exact: true }).waitFor();
      assert.ok(!/Lengua|Alma/.test(await chips(page).innerText()), 'the small form lies over the chart: no name');
      await inspect(page, 'service-mini');
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    }));
});

// Messages in the call window, in Chromium: unread on the toolbar, read where they are looked at, answered by keys, read out while the
// panel is closed. The core is scripted at the door.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { openDoor, openRefusingTwilio, visit } from './call-door.mjs';
import { inspect, openBrowser, openCall, see } from './call-window.mjs';
import { announced } from './support/announced.mjs';

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

const PATIENT = 'invitation-1';
const from = (id, text, state = 'delivered') => ({ id, at: new Date().toISOString(), fromClinic: false, text, state });

/** A call whose patient has written these messages. */
async function withMessages(messages, story, answers = {}) {
  const state = { messages, seen: new Set() };
  const conversation = () => {
    const unread = state.messages.filter(({ id, fromClinic }) => !fromClinic && !state.seen.has(id)).length;
    return {
      visitId: 'visit-1', invitationId: PATIENT, name: 'Elena Márquez Ríos', role: 'patient', relationship: '', language: 'es',
      unread, last: state.messages.at(-1), open: true,
    };
  };
  const twilio = await openRefusingTwilio(() => {});
  const door = await openDoor({
    getCall: () => visit(),
    joinCall: { token: 'not-a-token', roomName: 'visit-1', profile: 'two', endpoints: { videoSignalingUrl: twilio.url } },
    getChats: () => ({ conversations: [conversation()], quickReplies: ['One moment, please.'], afterword: '' }),
    getChat: () => ({ conversation: conversation(), messages: state.messages }),
    readChat: ({ messageId }) => {
      state.seen.add(messageId);
      door.tell({ event: 'chatChanged', visitId: 'visit-1', invitationId: PATIENT });
      return {};
    },
    sendChat: ({ text }) => {
      state.messages = [...state.messages, { id: `ours-${state.messages.length}`, at: new Date().toISOString(), fromClinic: true, text, state: 'sent' }];
      return {};
    },
    ...answers,
  });
  const { page, complaints, close } = await openCall(browser, door);
  const write = (message) => {
    state.messages = [...state.messages, message];
    door.tell({ event: 'chatReceived', visitId: 'visit-1', invitationId: PATIENT });
  };
  try {
    await page.locator('[data-testid=self] [data-picture=on]').waitFor();
    await story({ page, door, write });
    assert.deepEqual(complaints, [], 'no policy was broken and nothing was thrown');
  } finally {
    await close();
    await door.close();
    await twilio.close();
  }
}

const chat = (page) => page.getByRole('button', { name: /^Chat/ });
const field = (page) => page.getByRole('textbox', { name: 'Message to Elena Márquez Ríos' });

it('counts what is unread, and it is read where it is looked at', () =>
  withMessages([from('m1', 'Can my daughter join us?')], async ({ page, door }) => {
    await page.getByRole('button', { name: 'Chat , 1 unread' }).click();
    await page.getByRole('region', { name: 'Chat' }).getByText('Can my daughter join us?').waitFor();
    const { input } = await door.heard(({ command }) => command === 'readChat', 'readChat');
    assert.deepEqual(input, { invitationId: PATIENT, messageId: 'm1' });
    await inspect(page, 'chat');
    await page.getByRole('button', { name: 'Close chat' }).click();
    await page.getByRole('button', { name: 'Chat', exact: true }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim().startsWith('Chat')), true, 'the focus is where it came from');
  }));

it('is opened, written and left by keys alone', () =>
  withMessages([], async ({ page, door }) => {
    await page.keyboard.press('Control+Shift+KeyH');
    await see(page, 'Nothing was written yet.');
    await field(page).focus();
    await page.keyboard.type('Yes, invite her.');
    await page.keyboard.press('Enter');
    const { input } = await door.heard(({ command }) => command === 'sendChat', 'sendChat');
    assert.deepEqual(input, { invitationId: PATIENT, text: 'Yes, invite her.' });
    await page.getByText('sent', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('region', { name: 'Chat' }).waitFor({ state: 'detached' });
  }));

it('reads out what comes while the panel is closed, and says what was not taken', () =>
  withMessages(
    [],
    async ({ page, write }) => {
      write(from('m1', 'I hear you badly'));
      await announced(page, 'Elena Márquez Ríos writes: I hear you badly');
      await page.getByRole('button', { name: 'Chat , 1 unread' }).click();
      await page.getByRole('button', { name: 'One moment, please.' }).click();
      await see(page, 'The message could not be kept.');
      await inspect(page, 'chat-refused');
    },
    {
      sendChat: () => {
        throw { code: 'internal', message: 'The message could not be kept.', advice: 'Try again.', twilioCode: null };
      },
    },
  ));

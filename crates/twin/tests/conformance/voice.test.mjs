// npm `twilio`, with its hosts overridden, calls the twin's phones. Every answer is checked against the published schema;
// time is the twin's, which a test lets pass.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { check, seen } from './openapi.mjs';
import { restClient, startTwin } from './support.mjs';

const LINE = '+12025550110';
const PERSON = '+12025550111';
const BUSY = '+12025550112';
const SILENT = '+12025550113';
const VOICEMAIL = '+12025550114';
const FAILS = '+12025550115';
const wait = '<Response><Pause length="600"/></Response>';
let twin, rest;

before(async () => {
  twin = await startTwin();
  rest = restClient(twin, { watch: check });
});
after(() => twin?.stop());

const refused = (promise, status, code) => assert.rejects(promise, (error) => {
  assert.deepEqual([error.status, error.code], [status, code], error.message);
  return true;
});
const dial = (to, options = {}) => rest.calls.create({ to, from: twin.phone_number, twiml: wait, ...options });
const pass = (seconds) => twin.control('/clock/advance', { seconds });
const status = async (call) => (await rest.calls(call.sid).fetch()).status;
const heard = async (call) => (await twin.control('/phones')).calls.find((one) => one.sid === call.sid);
const digits = async (call) => (await heard(call)).heard.flatMap((one) => one.digit ?? []).join('');

describe('a call', () => {
  test('is queued, rings, is answered and hung up', async () => {
    const call = await dial(PERSON);
    assert.deepEqual([call.status, call.to, call.from, call.direction, call.toFormatted],
      ['queued', PERSON, twin.phone_number, 'outbound-api', '(202) 555-0111']);
    assert.match(call.sid, /^CA[0-9a-f]{32}$/);
    assert.deepEqual([call.duration, call.endTime, call.answeredBy], [null, null, null]);
    await pass(1);
    assert.equal(await status(call), 'ringing');
    await pass(5);
    assert.equal(await status(call), 'in-progress');
    const over = await rest.calls(call.sid).update({ status: 'completed' });
    assert.equal(over.status, 'completed');
    assert.ok(over.startTime instanceof Date && over.endTime instanceof Date);
    assert.match(over.duration, /^\d+$/);
    await refused(rest.calls(call.sid).update({ status: 'completed' }), 400, 21220);
    await refused(rest.calls(call.sid).update({ twiml: wait }), 400, 21220);
  });

  test('is cancelled while it rings, and not once it is answered', async () => {
    const ringing = await dial(SILENT);
    await pass(2);
    await refused(rest.calls(ringing.sid).update({ twiml: wait }), 400, 21220);
    assert.equal((await rest.calls(ringing.sid).update({ status: 'canceled' })).status, 'canceled');
    const answered = await dial(PERSON);
    await pass(10);
    await refused(rest.calls(answered.sid).update({ status: 'canceled' }), 400, 21220);
    await rest.calls(answered.sid).update({ status: 'completed' });
  });

  for (const [number, end] of [[BUSY, 'busy'], [SILENT, 'no-answer'], [FAILS, 'failed'], ['+12025550177', 'failed']]) {
    test(`to ${number} ends ${end}`, async () => {
      const call = await dial(number, { timeout: 20 });
      await pass(30);
      const over = await rest.calls(call.sid).fetch();
      assert.deepEqual([over.status, over.duration], [end, null]);
    });
  }

  test('ends with its TwiML, and by its time limit', async () => {
    const said = await dial(PERSON, { twiml: '<Response><Say>Hello</Say></Response>' });
    const limited = await dial(PERSON, { timeLimit: 30 });
    await pass(10);
    assert.deepEqual([await status(said), await status(limited)], ['completed', 'in-progress']);
    assert.ok((await heard(said)).heard.some((one) => one.said === 'Hello'));
    await pass(30);
    assert.equal((await rest.calls(limited.sid).fetch()).duration, '30');
  });

  test('to a voicemail is known for a machine', async () => {
    const human = await dial(PERSON, { machineDetection: 'Enable' });
    const machine = await dial(VOICEMAIL, { machineDetection: 'DetectMessageEnd' });
    await pass(30);
    assert.equal((await rest.calls(human.sid).fetch()).answeredBy, 'human');
    assert.equal((await rest.calls(machine.sid).fetch()).answeredBy, 'machine_end_beep');
    await pass(100);
    assert.equal(await status(machine), 'completed', 'it hung up');
    await rest.calls(human.sid).update({ status: 'completed' });
  });

  test('is not made when Twilio would not make it', async () => {
    const from = twin.phone_number;
    for (const [options, code] of [
      [{ to: '2025550111' }, 21211], [{ to: from }, 21211], [{ from: '+12025550199' }, 21210], [{ from: 'clinic' }, 21212],
      [{ to: '+15005550001' }, 21217], [{ to: '+15005550002' }, 21214], [{ to: '+15005550003' }, 21215],
      [{ to: '+15005550004' }, 21216], [{ sendDigits: '1-2' }, 21206], [{ sendDigits: '1'.repeat(33) }, 21206],
      [{ timeout: 0 }, 21208], [{ twiml: '' }, 21205], [{ twiml: `<Response>${' '.repeat(4000)}</Response>` }, 20001],
      [{ machineDetection: 'Maybe' }, 20001],
    ]) await refused(dial(PERSON, options), 400, code);
    await refused(rest.calls(`CA${'0'.repeat(32)}`).fetch(), 404, 20404);
    await refused(rest.calls(`CA${'0'.repeat(32)}`).update({ status: 'completed' }), 404, 20404);
    await refused(rest.calls.list({ status: 'initiated' }), 400, 20001);
  });

  test('is refused by name when it needs what is not modelled', async () => {
    for (const options of [{ url: 'https://clinic.example/twiml' }, { statusCallback: 'https://clinic.example/' }, { record: true },
      { asyncAmd: true, machineDetection: 'Enable' }, { twiml: '<Response><Redirect>/x</Redirect></Response>' },
      { twiml: '<Response><Gather/></Response>' }]) {
      await assert.rejects(dial(PERSON, options), (error) => error.status === 501 && /does not model/.test(error.message));
    }
    await assert.rejects(rest.calls(`CA${'0'.repeat(32)}`).recordings.list(), { status: 501 });
  });

  test('whose TwiML is none is dropped when it is answered', async () => {
    for (const [twiml, code] of [['<Response>', 12100], ['<response/>', 12102], ['<Response><say>x</say></Response>', 12200]]) {
      const call = await dial(PERSON, { twiml });
      await pass(10);
      assert.equal(await status(call), 'completed');
      assert.equal((await heard(call)).error.code, code);
    }
  });
});

describe('a phone tree', () => {
  test('is walked through by SendDigits and by <Play digits>', async () => {
    const sent = await dial(LINE, { sendDigits: 'WW1WW2WW5550142#' });
    await pass(14);
    assert.equal(await digits(sent), '125550142#');
    assert.ok((await heard(sent)).heard.some((one) => one.node === 'hold'));
    const played = await dial(LINE, { twiml: `<Response><Pause length="2"/><Play digits="1wwww2wwww5550142#"/><Pause length="60"/></Response>` });
    await pass(30);
    const nodes = (await heard(played)).heard.flatMap((one) => one.node ?? []);
    assert.deepEqual(nodes, ['language', 'department', 'code', 'hold', 'interpreter']);
    const sounds = (await heard(played)).heard.flatMap((one) => one.sound ?? []);
    assert.deepEqual(sounds.slice(-3), ['hold', 'greeting', 'talk']);
    for (const call of [sent, played]) await rest.calls(call.sid).update({ status: 'completed' });
  });

  test('is walked through key by key, with a wrong one in between', async () => {
    const call = await dial(LINE);
    await pass(4);
    const press = async (keys) => {
      const twiml = `<Response><Play digits="${keys}"/><Pause length="600"/></Response>`;
      assert.equal((await rest.calls(call.sid).update({ twiml })).status, 'in-progress');
      await pass(3);
    };
    for (const keys of ['9', '1', '2', '5550142#']) await press(keys);
    const { heard: all } = await heard(call);
    assert.ok(all.some((one) => one.sound === 'wrong'));
    assert.equal(all.findLast((one) => one.node).node, 'hold');
    await rest.calls(call.sid).update({ status: 'completed' });
  });

  test('of a test\'s own hangs up on who says nothing', async () => {
    await twin.control('/phones', { number: '+12025550150', rings: 1, does: { kind: 'tree', start: 'ask', nodes: {
      ask: { node: 'menu', prompt: 2, wait: 2, repeats: 1, keys: { 1: 'person' } }, person: { node: 'person' } } } });
    const call = await dial('+12025550150');
    await pass(60);
    assert.equal((await rest.calls(call.sid).fetch()).duration, '8', 'asked twice, four seconds each');
    await twin.control('/phones/forget', { number: '+12025550150' });
    await assert.rejects(twin.control('/phones', { number: '12', does: { kind: 'busy' } }), /E\.164/);
  });
});

describe('the list', () => {
  test('finds calls by number, status and time, the newest first, page by page', async () => {
    const began = new Date(Date.parse((await twin.control('/state')).now) - 1000);
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push((await dial(BUSY)).sid);
    await pass(20);
    const sids = async (filter) => (await rest.calls.list(filter)).map((call) => call.sid);
    const newest = made.toReversed();
    assert.deepEqual(await sids({ to: BUSY, startTimeAfter: began }), newest);
    assert.deepEqual(await sids({ to: BUSY, startTimeAfter: began, pageSize: 2 }), newest);
    assert.deepEqual(await sids({ to: BUSY, status: 'busy', from: twin.phone_number, startTimeAfter: began }), newest);
    assert.deepEqual(await sids({ to: BUSY, startTimeBefore: began, endTimeAfter: began }), []);
    assert.deepEqual(await sids({ to: BUSY, status: 'in-progress' }), []);
    const first = await rest.calls.page({ to: BUSY, startTimeAfter: began, pageSize: 2 });
    const second = await first.nextPage();
    assert.deepEqual(second.instances.map((call) => call.sid), newest.slice(2, 4));
    assert.deepEqual((await second.previousPage()).instances.map((call) => call.sid), newest.slice(0, 2));
  });

  test('knows a call by its start only once it is dialled', async () => {
    const began = new Date(Date.parse((await twin.control('/state')).now) - 1000);
    for (let n = 0; n < 5; n += 1) await dial(BUSY);
    const queued = await dial(SILENT);
    assert.deepEqual(await rest.calls.list({ to: SILENT, startTimeAfter: began }), []);
    await pass(10);
    assert.deepEqual((await rest.calls.list({ to: SILENT, startTimeAfter: began })).map((call) => call.sid), [queued.sid]);
    await rest.calls(queued.sid).update({ status: 'completed' });
    assert.equal(await status(queued), 'canceled', 'nobody had answered');
  });
});

describe('what a test may order', () => {
  test('a phone answers, speaks and hangs up when told', async () => {
    const call = await dial(SILENT);
    await pass(5);
    await twin.control('/phones/act', { call: SILENT, do: 'answer' });
    assert.equal(await status(call), 'in-progress');
    await twin.control('/phones/act', { call: call.sid, do: 'say', sound: 'hold', seconds: 2 });
    assert.ok((await heard(call)).heard.some((one) => one.sound === 'hold'));
    await twin.control('/phones/act', { call: call.sid, do: 'hang_up' });
    assert.equal(await status(call), 'completed');
    await assert.rejects(twin.control('/phones/act', { call: call.sid, do: 'answer' }), /409 the call is completed/);
  });

  test('the next call fails as ordered', async () => {
    await twin.control('/phones/fail-next', { code: 21219 });
    await refused(dial(PERSON), 400, 21219);
    await twin.control('/phones/fail-next', { status: 'busy' });
    const call = await dial(PERSON);
    await pass(10);
    assert.equal(await status(call), 'busy');
    await twin.control('/phones/fail-next', { status: 'failed', code: 13223 });
    const failed = await dial(PERSON);
    await pass(10);
    assert.deepEqual([await status(failed), (await heard(failed)).error.code], ['failed', 13223]);
    await twin.control('/phones/fail-next', { code: 21219 });
    await twin.control('/faults/clear', {});
    await rest.calls((await dial(SILENT)).sid).update({ status: 'canceled' });
    await assert.rejects(twin.control('/phones/fail-next', { status: 'completed' }), /409/);
  });

  test('a call is made and its answer lost, so that only the list knows', async () => {
    for (const how of ['cut', 'gateway', 'never']) {
      const before = (await rest.calls.list({ to: SILENT })).length;
      await twin.control('/lose-answer', { method: 'POST', path: `/api/2010-04-01/Accounts/${twin.account_sid}/Calls`, how });
      const lost = fetch(`${twin.api_url}/2010-04-01/Accounts/${twin.account_sid}/Calls.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${twin.api_key_sid}:${twin.api_key_secret}`)}` },
        body: new URLSearchParams({ To: SILENT, From: twin.phone_number, Twiml: wait }),
        signal: AbortSignal.timeout(how === 'never' ? 300 : 10_000),
      });
      if (how !== 'gateway') await assert.rejects(lost.then((answer) => answer.text()));
      else assert.equal((await lost).status, 504);
      const [call, ...others] = await rest.calls.list({ to: SILENT });
      assert.equal(others.length, before);
      await rest.calls(call.sid).update({ status: 'completed' });
    }
  });
});

test('every operation on calls was seen', () => {
  const asked = [...seen].filter((operation) => operation.includes('/Calls'));
  assert.deepEqual(asked.sort(), [
    'api GET /2010-04-01/Accounts/{AccountSid}/Calls.json', 'api GET /2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json',
    'api POST /2010-04-01/Accounts/{AccountSid}/Calls.json', 'api POST /2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json']);
});

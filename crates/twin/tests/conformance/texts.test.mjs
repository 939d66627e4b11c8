// npm `twilio`, with its hosts overridden, sends texts by the twin. Every answer is checked against the published schema; time is
// the twin's, which a test lets pass.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { check, seen } from './openapi.mjs';
import { restClient, startTwin } from './support.mjs';

const PHONE = '+12025550120';
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
const send = (options = {}) => rest.messages.create({ to: PHONE, from: twin.phone_number, body: 'Your visit is ready', ...options });
const byService = (options = {}) => send({ from: undefined, messagingServiceSid: twin.messaging_service_sid, ...options });
const pass = (seconds) => twin.control('/clock/advance', { seconds });
const now = async () => Date.parse((await twin.control('/state')).now);
const later = async (seconds) => new Date(await now() + seconds * 1000);
const schedule = async (seconds, options = {}) => byService({ scheduleType: 'fixed', sendAt: await later(seconds), ...options });
const fetched = (message) => rest.messages(message.sid).fetch();
const status = async (message) => (await fetched(message)).status;
const known = async (message) => (await twin.control('/texts')).messages.find((one) => one.sid === message.sid);
const reply = (body, from = PHONE) => twin.control('/texts/reply', { from, body });

describe('a text', () => {
  test('is queued, sent and delivered', async () => {
    const text = await send();
    assert.deepEqual([text.status, text.to, text.from, text.direction, text.numSegments, text.messagingServiceSid],
      ['queued', PHONE, twin.phone_number, 'outbound-api', '1', null]);
    assert.match(text.sid, /^SM[0-9a-f]{32}$/);
    assert.equal(text.dateSent, null);
    await pass(10);
    const arrived = await fetched(text);
    assert.deepEqual([arrived.status, arrived.errorCode], ['delivered', null]);
    assert.ok(arrived.dateSent instanceof Date);
  });

  test('by the service has a sender and segments only once they are chosen', async () => {
    const text = await byService({ body: 'a'.repeat(161) });
    assert.deepEqual([text.status, text.from, text.numSegments], ['accepted', null, '0']);
    await pass(10);
    const arrived = await fetched(text);
    assert.deepEqual([arrived.status, arrived.from, arrived.numSegments], ['delivered', twin.phone_number, '2']);
  });

  for (const [number, end, code, words] of [
    ['+12025550121', 'undelivered', 30003, /Unreachable/], ['+12025550122', 'undelivered', 30006, /Landline/],
    ['+12025550123', 'undelivered', 30007, /filtered/], ['+12025550124', 'undelivered', 30034, /Unregistered/],
    ['+12025550128', 'failed', 30008, /Unknown/],
  ]) {
    test(`to ${number} ends ${end} with ${code}`, async () => {
      const text = await send({ to: number });
      await pass(20);
      const over = await fetched(text);
      assert.deepEqual([over.status, over.errorCode], [end, code]);
      assert.match(over.errorMessage, words);
    });
  }

  test('may wait for long, or have no last word', async () => {
    const [waits, silent] = [await send({ to: '+12025550126' }), await send({ to: '+12025550127' })];
    await pass(30);
    assert.deepEqual([await status(waits), await status(silent)], ['queued', 'sent']);
    assert.ok((await known(silent)).arrived, 'it arrived all the same');
    await pass(600);
    assert.deepEqual([await status(waits), await status(silent)], ['delivered', 'sent']);
    const expired = await send({ to: '+12025550126', validityPeriod: 60 });
    await pass(61);
    assert.deepEqual([await status(expired), (await fetched(expired)).errorCode], ['failed', 30036]);
  });

  test('waits for its turn at the number, a segment a second', async () => {
    const texts = [];
    for (let n = 0; n < 6; n += 1) texts.push(await send({ body: 'a'.repeat(300) }));
    await pass(5);
    const statuses = await Promise.all(texts.map(status));
    assert.ok(statuses.slice(0, 2).every((one) => one === 'delivered'), `${statuses}`);
    assert.deepEqual(statuses.slice(4), ['queued', 'queued']);
    await pass(20);
    assert.ok((await Promise.all(texts.map(status))).every((one) => one === 'delivered'));
  });

  test('is not taken when Twilio would not take it', async () => {
    const service = twin.messaging_service_sid;
    for (const [options, code] of [
      [{ to: '2025550120' }, 21211], [{ to: '' }, 21604], [{ from: undefined }, 21603], [{ body: '' }, 21602],
      [{ from: '+12025550199' }, 21606], [{ from: 'clinic' }, 21212], [{ from: '+15005550008' }, 21611],
      [{ to: twin.phone_number }, 21266], [{ body: 'a'.repeat(1601) }, 21617],
      [{ to: '+15005550001' }, 21211], [{ to: '+15005550002' }, 21612], [{ to: '+15005550003' }, 21408],
      [{ to: '+15005550004' }, 21610], [{ to: '+15005550009' }, 21614], [{ to: '+12025550125' }, 21610],
      [{ messagingServiceSid: `MG${'0'.repeat(32)}` }, 21701], [{ validityPeriod: 0 }, 30045], [{ validityPeriod: 36_001 }, 30045],
      [{ shortenUrls: true }, 20001], [{ messagingServiceSid: service, scheduleType: 'fixed' }, 35111],
      [{ scheduleType: 'fixed', sendAt: await later(3600) }, 35118],
      [{ messagingServiceSid: service, scheduleType: 'later', sendAt: await later(3600) }, 35126],
      [{ messagingServiceSid: service, scheduleType: 'fixed', sendAt: await later(290) }, 35114],
      [{ messagingServiceSid: service, scheduleType: 'fixed', sendAt: await later(36 * 86_400) }, 35114],
    ]) await refused(send(options), 400, code);
    await refused(rest.messages(`SM${'0'.repeat(32)}`).fetch(), 404, 20404);
    for (const options of [{ statusCallback: 'https://clinic.example/' }, { mediaUrl: ['https://clinic.example/a.png'] }, { sendAsMms: true }]) {
      await assert.rejects(send(options), (error) => error.status === 501 && /does not model/.test(error.message));
    }
  });
});

describe('a scheduled text', () => {
  test('goes out when it is due', async () => {
    const text = await schedule(600);
    assert.deepEqual([text.status, text.from, text.dateSent], ['scheduled', null, null]);
    await pass(590);
    assert.equal(await status(text), 'scheduled');
    await pass(30);
    assert.equal(await status(text), 'delivered');
    await refused(rest.messages(text.sid).update({ status: 'canceled' }), 409, 30409);
  });

  test('is called off, once', async () => {
    const text = await schedule(600);
    assert.equal((await rest.messages(text.sid).update({ status: 'canceled' })).status, 'canceled');
    await pass(700);
    assert.equal(await status(text), 'canceled');
    await refused(rest.messages(text.sid).update({ status: 'canceled' }), 409, 30409);
  });
});

describe('the record', () => {
  test('finds texts by number and time, the newest first, page by page', async () => {
    const to = '+12025550130';
    const began = new Date(await now() - 1000);
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push((await send({ to })).sid);
    const sids = async (filter) => (await rest.messages.list(filter)).map((text) => text.sid);
    const newest = made.toReversed();
    assert.deepEqual(await sids({ to }), newest);
    assert.deepEqual(await sids({ to, dateSentAfter: began }), [], 'none of them was sent yet');
    await pass(30);
    assert.deepEqual(await sids({ to, dateSentAfter: began, pageSize: 2 }), newest);
    assert.deepEqual(await sids({ to, from: twin.phone_number, dateSentBefore: began }), []);
    const first = await rest.messages.page({ to, pageSize: 2 });
    const second = await first.nextPage();
    assert.deepEqual(second.instances.map((text) => text.sid), newest.slice(2, 4));
    assert.deepEqual((await second.previousPage()).instances.map((text) => text.sid), newest.slice(0, 2));
  });

  test('is blanked and removed only when nothing more can come', async () => {
    const text = await send();
    await refused(rest.messages(text.sid).remove(), 409, 20009);
    await refused(rest.messages(text.sid).update({ body: '' }), 409, 20009);
    await pass(30);
    await refused(rest.messages(text.sid).update({ body: 'other words' }), 400, 20001);
    assert.equal((await rest.messages(text.sid).update({ body: '' })).body, '');
    assert.equal((await known(text)).shown, 'Your visit is ready', 'the phone has it still');
    await rest.messages(text.sid).remove();
    await refused(fetched(text), 404, 20404);
  });
});

describe('the phone answers', () => {
  test('STOP is obeyed, and START ends it', async () => {
    const pending = await schedule(400);
    await reply('Stop');
    await refused(send(), 400, 21610);
    await refused(byService(), 400, 21610);
    assert.deepEqual((await twin.control('/texts')).opted_out, [PHONE, '+12025550125'].sort());
    const [inbound] = await rest.messages.list({ from: PHONE, limit: 1 });
    assert.deepEqual([inbound.body, inbound.status, inbound.direction], ['Stop', 'received', 'inbound']);
    const [answer] = await rest.messages.list({ to: PHONE, limit: 1 });
    assert.deepEqual([answer.status, answer.direction], ['delivered', 'outbound-reply']);
    await pass(420);
    assert.deepEqual([await status(pending), (await fetched(pending)).errorCode], ['failed', 21610]);
    await reply('START');
    assert.equal((await send()).status, 'queued');
  });
});

describe('what the messaging service does', () => {
  test('it is listed with its number and its link domain', async () => {
    const [service, ...others] = await rest.messaging.v1.services.list();
    assert.deepEqual([service.sid, service.usAppToPersonRegistered, others.length], [twin.messaging_service_sid, true, 0]);
    assert.equal((await rest.messaging.v1.services(service.sid).fetch()).smartEncoding, true);
    const numbers = await rest.messaging.v1.services(service.sid).phoneNumbers.list();
    assert.deepEqual(numbers.map((one) => [one.phoneNumber, one.capabilities]), [[twin.phone_number, ['Voice', 'SMS']]]);
    const domain = rest.messaging.v1.linkshorteningMessagingServiceDomainAssociation(service.sid);
    assert.match((await domain.fetch()).domainSid, /^DN/);
    await refused(rest.messaging.v1.services(`MG${'0'.repeat(32)}`).fetch(), 404, 20404);
    await assert.rejects(rest.messaging.v1.services.create({ friendlyName: 'x' }), { status: 501 });
    await twin.control('/texts/policy', { link_shortening: false });
    await refused(domain.fetch(), 404, 20404);
    await refused(byService({ shortenUrls: true }), 400, 20001);
    await twin.control('/texts/policy', { link_shortening: true });
  });

  test('links are shortened and lead where they led', async () => {
    const link = 'https://portal.example/#eyJ.a-b_c';
    const text = await byService({ body: `Your visit: ${link}.`, shortenUrls: true });
    const short = /^Your visit: (\S+)\.$/.exec(text.body)[1];
    assert.equal(short.length, twin.http.length + 10);
    const answer = await fetch(short, { redirect: 'manual' });
    assert.deepEqual([answer.status, answer.headers.get('location')], [307, link]);
    assert.equal((await fetch(`${twin.http}/nothing-x`)).status, 404);
  });

  test('typographic signs are written plainly where that is asked for', async () => {
    const body = `We’ll see you — soon. ${'a'.repeat(120)}`;
    const [plain, typed] = [await byService({ body }), await send({ body })];
    assert.equal(typed.numSegments, '3');
    await pass(10);
    assert.equal((await fetched(plain)).numSegments, '1');
    assert.match((await known(plain)).shown, /^We'll see you - soon/);
    assert.equal((await send({ body, smartEncoded: true })).numSegments, '1');
  });

  test('without registration nothing arrives in the United States', async () => {
    await twin.control('/texts/policy', { us_registered: false });
    const [there, elsewhere] = [await byService(), await byService({ to: '+447700900123' })];
    await pass(20);
    assert.deepEqual([(await fetched(there)).errorCode, await status(elsewhere)], [30034, 'delivered']);
    assert.equal((await rest.messaging.v1.services(twin.messaging_service_sid).fetch()).usAppToPersonRegistered, false);
    await twin.control('/texts/policy', { us_registered: true });
  });
});

describe('what a test may order', () => {
  test('the next text fares as ordered', async () => {
    await twin.control('/texts/fail-next', { code: 21614 });
    await refused(send(), 400, 21614);
    await twin.control('/texts/fail-next', { status: 'undelivered', code: 30005 });
    const text = await send();
    await pass(20);
    assert.deepEqual([await status(text), (await fetched(text)).errorCode], ['undelivered', 30005]);
    await twin.control('/texts/fail-next', { code: 21614 });
    await twin.control('/faults/clear', {});
    await send();
    await assert.rejects(twin.control('/texts/fail-next', { status: 'delivered', code: 1 }), /409/);
  });

  test('a phone of a test\'s own takes texts in its own way', async () => {
    const number = '+12025550151';
    await twin.control('/phones', { number, does: { kind: 'busy' }, texts: { kind: 'undelivered', code: 30004, after: 100 } });
    const text = await send({ to: number });
    await pass(90);
    assert.equal(await status(text), 'sent');
    await pass(30);
    assert.equal((await fetched(text)).errorCode, 30004);
    await assert.rejects(twin.control('/phones', { number, does: { kind: 'busy' }, texts: { kind: 'failed', code: 0 } }), /needs a code/);
  });

  test('too many requests, a late answer, one that is lost after the text was taken', async () => {
    const path = `/api/2010-04-01/Accounts/${twin.account_sid}/Messages`;
    await twin.control('/fail-next', { method: 'POST', path, status: 429, code: 20429 });
    await refused(send(), 429, 20429);
    await twin.control('/fail-next', { method: 'POST', path, status: 503 });
    const to = '+12025550152';
    await assert.rejects(send({ to }));
    assert.deepEqual(await rest.messages.list({ to }), [], 'it was not taken');
    for (const how of ['cut', 'gateway', 'never']) {
      const before = (await rest.messages.list({ to })).length;
      await twin.control('/lose-answer', { method: 'POST', path, how });
      const lost = fetch(`${twin.api_url}/2010-04-01/Accounts/${twin.account_sid}/Messages.json`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${twin.api_key_sid}:${twin.api_key_secret}`)}` },
        body: new URLSearchParams({ To: to, From: twin.phone_number, Body: how }),
        signal: AbortSignal.timeout(how === 'never' ? 300 : 10_000),
      });
      if (how !== 'gateway') await assert.rejects(lost.then((answer) => answer.text()));
      else assert.equal((await lost).status, 504);
      const [text, ...others] = await rest.messages.list({ to });
      assert.deepEqual([text.body, others.length], [how, before]);
    }
    await twin.control('/delay-next', { method: 'POST', path, milliseconds: 50 });
    const started = performance.now();
    await send({ to });
    assert.ok(performance.now() - started >= 49, 'it waited');
  });
});

test('every operation on texts and their services was seen', () => {
  const asked = [...seen].filter((operation) => operation.includes('/Messages') || operation.startsWith('messaging'));
  const messages = 'api {} /2010-04-01/Accounts/{AccountSid}/Messages';
  assert.deepEqual(asked.sort(), [
    `${messages.replace('{}', 'DELETE')}/{Sid}.json`, `${messages.replace('{}', 'GET')}.json`, `${messages.replace('{}', 'GET')}/{Sid}.json`,
    `${messages.replace('{}', 'POST')}.json`, `${messages.replace('{}', 'POST')}/{Sid}.json`,
    'messaging GET /v1/LinkShortening/MessagingServices/{MessagingServiceSid}/Domain', 'messaging GET /v1/Services',
    'messaging GET /v1/Services/{ServiceSid}/PhoneNumbers', 'messaging GET /v1/Services/{Sid}'].sort());
});

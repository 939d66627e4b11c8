// twilio-sync 4.0.1, unmodified, in Node against the twin.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { next, require, restClient, startTwin, token } from './support.mjs';

const { SyncClient } = require('twilio-sync');

let twin, rest, service;
const open = new Set();

before(async () => {
  twin = await startTwin();
  rest = restClient(twin);
  service = rest.sync.v1.services(twin.sync_service_sid);
});
after(() => twin?.stop());
afterEach(async () => {
  for (const client of open) await client.shutdown().catch(() => {});
  open.clear();
  await twin.control('/faults/clear', {});
  await twin.control('/sync/policy', { tokens_may_create: false });
});

function connect(identity, jwt = token(twin, identity)) {
  const client = new SyncClient(jwt, {
    Twilsock: { uri: twin.sync_socket_url },
    retryPolicy: { min: 50, max: 300, randomness: 0.2 },
    Sync: { enableSessionStorage: false },
    logLevel: 'silent',
  });
  open.add(client);
  return client;
}

const connected = (client) =>
  client.connectionState === 'connected' ? undefined : next(client, 'connectionStateChanged', (s) => s === 'connected');

// A Document with these permissions: `{ 'pt-1': 'rw' }`.
async function document(uniqueName, permissions, data = {}) {
  const made = await service.documents.create({ uniqueName, data });
  await permit(service.documents(made.sid).documentPermissions, permissions);
  return made;
}
async function permit(of, permissions) {
  for (const [identity, rights] of Object.entries(permissions)) {
    await of(identity).update({
      read: rights.includes('r'), write: rights.includes('w'), manage: rights.includes('m') });
  }
}
const existing = (id) => ({ id, mode: 'open_existing' });

describe('documents', () => {
  test('a write of one identity reaches the other, and REST both', async () => {
    await document('shared', { alice: 'rw', bob: 'r' }, { n: 0 });
    const [alice, bob] = [connect('alice'), connect('bob')];
    const [mine, theirs] = await Promise.all([
      alice.document(existing('shared')), bob.document(existing('shared'))]);
    assert.deepEqual(theirs.data, { n: 0 });
    const heard = next(theirs, 'updated');
    await mine.set({ n: 1, text: 'é✓日本' });
    assert.deepEqual((await heard).data, { n: 1, text: 'é✓日本' });

    const both = [next(mine, 'updated'), next(theirs, 'updated')];
    await service.documents('shared').update({ data: { n: 2 } });
    for (const event of await Promise.all(both)) {
      assert.deepEqual(event.data, { n: 2 });
      assert.equal(event.isLocal, false);
    }
    assert.deepEqual((await service.documents('shared').fetch()).data, { n: 2 });

    const gone = [next(mine, 'removed'), next(theirs, 'removed')];
    await service.documents('shared').remove();
    await Promise.all(gone);
  });

  test('two who change it at once converge by 412 and retry', async () => {
    await document('contended', { alice: 'rw', bob: 'rw' }, { n: 0 });
    const clients = [connect('alice'), connect('bob')];
    const held = await Promise.all(clients.map((client) => client.document(existing('contended'))));
    await Promise.all([...Array(8).keys()].map((i) =>
      held[i % 2].mutate((data) => ({ n: (data.n ?? 0) + 1 }))));
    assert.deepEqual((await service.documents('contended').fetch()).data, { n: 8 });
  });

  test('it expires for everyone, also in the store', async () => {
    await document('brief', { alice: 'rwm' });
    const mine = await connect('alice').document(existing('brief'));
    await mine.setTtl(3600);
    assert.ok((await service.documents('brief').fetch()).dateExpires);
    // Who is not subscribed yet hears of nothing that ends: the SDK asks for it after it has the document.
    await subscribed('alice', 1);
    const gone = next(mine, 'removed');
    // Less than a token's hour, so that only the document's time is over.
    await service.documents('brief').update({ ttl: 60 });
    await twin.control('/clock/advance', { seconds: 61 });
    await gone;
    await assert.rejects(service.documents('brief').fetch(), { code: 20404, status: 404 });
  });

  test('permissions decide who reads, writes and creates', async () => {
    await document('private', { alice: 'r' });
    const [alice, bob] = [connect('alice'), connect('bob')];
    await assert.rejects(bob.document(existing('private')), { code: 54007, status: 403 });
    await assert.rejects(bob.document('made-by-bob'), { code: 54007, status: 403 });
    const mine = await alice.document(existing('private'));
    await assert.rejects(mine.set({ n: 1 }), { code: 54007, status: 403 });
    await assert.rejects(mine.removeDocument(), { code: 54007, status: 403 });
    await assert.rejects(alice.document(existing('not-there')), { code: 54300, status: 404 });
    await twin.control('/sync/policy', { tokens_may_create: true });
    const made = await bob.document('made-by-bob');
    await made.set({ mine: true });
    assert.equal((await service.documents('made-by-bob').fetch()).createdBy, 'bob');
  });

  test('too much data and bad TTLs are refused with their codes', async () => {
    await document('large', { alice: 'rw' });
    const mine = await connect('alice').document(existing('large'));
    await assert.rejects(mine.set({ text: 'x'.repeat(17_000) }), { code: 54006, status: 413 });
    await assert.rejects(mine.setTtl(31_536_001), { code: 54011, status: 400 });
  });
});

describe('lists and maps', () => {
  test('a list pages in both directions and tells of every change', async () => {
    await service.syncLists.create({ uniqueName: 'chat' });
    await permit(service.syncLists('chat').syncListPermissions, { alice: 'rw', bob: 'r' });
    const mine = await connect('alice').list(existing('chat'));
    const theirs = await connect('bob').list(existing('chat'));
    const heard = next(theirs, 'itemAdded', ({ item }) => item.data.n === 29);
    for (let n = 0; n < 30; n += 1) await mine.push({ n });
    await heard;
    let page = await theirs.getItems({ order: 'desc', pageSize: 12 });
    const seen = page.items.map((item) => item.data.n);
    while (page.hasNextPage) {
      page = await page.nextPage();
      seen.push(...page.items.map((item) => item.data.n));
    }
    assert.deepEqual(seen, [...Array(30).keys()].reverse());

    const updated = next(theirs, 'itemUpdated');
    await mine.set(3, { n: 'three' });
    assert.deepEqual((await updated).item.data, { n: 'three' });
    const removed = next(theirs, 'itemRemoved');
    await mine.remove(4);
    assert.equal((await removed).index, 4);
    await assert.rejects(service.syncLists('chat').syncListItems(4).fetch(), { code: 20404, status: 404 });
    const fromRest = next(theirs, 'itemAdded');
    await service.syncLists('chat').syncListItems.create({ data: { n: 'rest' } });
    assert.deepEqual((await fromRest).item.data, { n: 'rest' });
  });

  test('a map sets, updates with a conflict, expires and removes items under any key', async () => {
    await service.syncMaps.create({ uniqueName: 'queue' });
    await permit(service.syncMaps('queue').syncMapPermissions, { alice: 'rw', bob: 'rw' });
    const mine = await connect('alice').map(existing('queue'));
    const theirs = await connect('bob').map(existing('queue'));
    const added = next(theirs, 'itemAdded');
    await mine.set('a/b c?d&é', { n: 1 });
    assert.equal((await added).item.key, 'a/b c?d&é');
    await Promise.all([mine, theirs, mine, theirs].map((map) =>
      map.mutate('count', (data) => ({ n: (data?.n ?? 0) + 1 }))));
    assert.deepEqual((await service.syncMaps('queue').syncMapItems('count').fetch()).data, { n: 4 });

    const expired = next(theirs, 'itemRemoved', ({ key }) => key === 'brief');
    await mine.set('brief', { n: 1 }, { ttl: 60 });
    await twin.control('/clock/advance', { seconds: 61 });
    await expired;
    const removed = next(mine, 'itemRemoved', ({ key }) => key === 'count');
    await theirs.remove('count');
    await removed;
    await assert.rejects(mine.get('count'), { status: 404 });
    const ended = next(theirs, 'removed');
    await service.syncMaps('queue').remove();
    await ended;
  });

  test('a stream carries messages where permissions are not checked', async () => {
    const other = await rest.sync.v1.services.create({ friendlyName: 'open' });
    const jwt = (identity) => token(twin, identity, { service: other.sid });
    const [mine, theirs] = await Promise.all(
      ['alice', 'bob'].map((identity) => connect(identity, jwt(identity)).stream('signals')));
    await connected(open.values().next().value);
    const heard = next(theirs, 'messagePublished');
    await subscribed('bob', 1);
    await mine.publishMessage({ ring: true });
    assert.deepEqual((await heard).message.data, { ring: true });
  });
});

// Waits until the twin counts this many subscriptions of an identity.
async function subscribed(identity, count) {
  const end = Date.now() + 10_000;
  for (;;) {
    const { sync } = await twin.control('/state');
    if (sync.connections.some((c) => c.identity === identity && c.subscriptions.length >= count)) return;
    if (Date.now() > end) throw new Error(`${identity} did not subscribe within ten seconds`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('connections', () => {
  test('what was missed while the socket was down is replayed', async () => {
    await document('missed', { carol: 'r' }, { n: 0 });
    await service.syncMaps.create({ uniqueName: 'missed' });
    await permit(service.syncMaps('missed').syncMapPermissions, { carol: 'r' });
    const client = connect('carol');
    const held = await client.document(existing('missed'));
    const map = await client.map(existing('missed'));
    await service.syncMaps('missed').syncMapItems.create({ key: 'old', data: { n: 0 } });
    await map.get('old');
    await subscribed('carol', 2);
    await twin.control('/fail-next', { method: 'INIT', path: '/', status: 500, count: 1 });
    const down = next(client, 'connectionStateChanged', (state) => state !== 'connected');
    assert.deepEqual(await twin.control('/sync/drop', { identity: 'carol' }), { dropped: 1 });
    await down;
    const heard = Promise.all([next(held, 'updated'), next(map, 'itemAdded'), next(map, 'itemRemoved')]);
    await service.documents('missed').update({ data: { n: 1 } });
    await service.documents('missed').update({ data: { n: 2 } });
    await service.syncMaps('missed').syncMapItems.create({ key: 'new', data: { n: 1 } });
    await service.syncMaps('missed').syncMapItems('old').remove();
    const [document2, item, gone] = await heard;
    assert.deepEqual(document2.data, { n: 2 });
    assert.equal(item.item.key, 'new');
    assert.equal(gone.key, 'old');
  });

  test('a lost and an interrupted confirmation are asked for again', async () => {
    await document('confirmed', { dave: 'r' }, { n: 0 });
    await twin.control('/sync/confirmations', { how: 'interrupted', count: 1 });
    const held = await connect('dave').document(existing('confirmed'));
    await subscribed('dave', 1);
    const heard = next(held, 'updated');
    await service.documents('confirmed').update({ data: { n: 1 } });
    assert.deepEqual((await heard).data, { n: 1 });
  });

  test('pushes to one identity can be stopped, and REST still tells', async () => {
    await document('muted', { erin: 'r', frank: 'r' }, { n: 0 });
    const erin = await connect('erin').document(existing('muted'));
    const frank = await connect('frank').document(existing('muted'));
    await subscribed('erin', 1);
    await subscribed('frank', 1);
    await twin.control('/sync/mute', { identity: 'erin', muted: true });
    let told = false;
    erin.on('updated', () => { told = true; });
    const heard = next(frank, 'updated');
    await service.documents('muted').update({ data: { n: 1 } });
    await heard;
    assert.equal(told, false);
    assert.deepEqual((await service.documents('muted').fetch()).data, { n: 1 });

    // To everybody: nobody hears, and whoever opens it anew reads it.
    await twin.control('/sync/mute', { muted: true });
    frank.on('updated', () => { told = true; });
    await service.documents('muted').update({ data: { n: 2 } });
    frank.close();
    assert.deepEqual((await connect('frank').document(existing('muted'))).data, { n: 2 });
    assert.equal(told, false);
    await twin.control('/sync/mute', { muted: false });
  });

  test('tokens: wrong, of another service, renewed, of somebody else, expired', async () => {
    for (const jwt of ['nonsense', token(twin, 'x', { secret: 'wrong' }), token(twin, 'x', { service: null }),
      token(twin, 'x', { service: 'IS00000000000000000000000000000000' })]) {
      const error = await next(connect('x', jwt), 'connectionError');
      assert.equal(error.terminal, true);
      assert.equal(error.errorCode, 20101);
    }
    const old = connect('grace', token(twin, 'grace', { ttl: -10 }));
    await next(old, 'tokenExpired');

    await twin.control('/sync/policy', { warn_before_seconds: 180 });
    const client = connect('grace', token(twin, 'grace', { ttl: 3600 }));
    await connected(client);
    await assert.rejects(client.updateToken(token(twin, 'heidi')), { code: 51130 });
    await client.updateToken(token(twin, 'grace', { ttl: 7200 }));
    await connected(client);
    const { advanced_seconds: advanced } = await twin.control('/state');
    const warned = next(client, 'tokenAboutToExpire');
    await twin.control('/clock/advance', { seconds: 7200 - advanced - 170 });
    await warned;
    const expired = next(client, 'tokenExpired');
    const down = next(client, 'connectionStateChanged', (state) => state === 'disconnected');
    await twin.control('/clock/advance', { seconds: 180 });
    await expired;
    await down;
  });
});

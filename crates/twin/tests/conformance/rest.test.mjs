// npm `twilio`, with its hosts overridden, against the twin's REST. Every answer is checked against the published schema.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { check, seen } from './openapi.mjs';
import { restClient, startTwin } from './support.mjs';

let twin, rest, service;

before(async () => {
  twin = await startTwin('--seed', '7');
  rest = restClient(twin, { watch: check });
  service = rest.sync.v1.services(twin.sync_service_sid);
});
after(() => twin?.stop());

const refused = (promise, status, code) => assert.rejects(promise, (error) => {
  assert.deepEqual([error.status, error.code], [status, code], error.message);
  return true;
});

describe('the account', () => {
  test('the line says all that a client needs, and a seed repeats it', async () => {
    assert.deepEqual(Object.keys(twin).slice(0, 16), ['account_sid', 'api_key_sid', 'api_key_secret', 'auth_token',
      'sync_service_sid', 'messaging_service_sid', 'phone_number', 'api_url', 'video_url', 'sync_url',
      'messaging_url', 'vendor_url', 'video_signaling_url', 'sync_socket_url', 'portal_url', 'cast_url']);
    const again = await startTwin('--seed', '7');
    assert.equal(again.api_key_secret, twin.api_key_secret);
    await again.stop();
  });

  test('wrong credentials get 20003, and a Standard key may not read the account', async () => {
    await refused(restClient(twin, { password: 'wrong' }).video.v1.rooms.list(), 401, 20003);
    await refused(rest.api.v2010.accounts(twin.account_sid).fetch(), 401, 20003);
    const owner = restClient(twin, { user: twin.account_sid, password: twin.auth_token });
    assert.equal((await owner.api.v2010.accounts(twin.account_sid).fetch()).sid, twin.account_sid);
    const [number] = await rest.incomingPhoneNumbers.list();
    assert.equal(number.phoneNumber, twin.phone_number);
    assert.equal(number.capabilities.sms, true);
  });

  test('what is not modelled is refused by name', async () => {
    await assert.rejects(rest.messages(`SM${'0'.repeat(32)}`).media.list(), { status: 501 });
    await assert.rejects(rest.messaging.v1.deactivations().fetch({ date: '2026-01-01' }), { status: 501 });
    await assert.rejects(rest.video.v1.recordings.list(), { status: 501 });
  });

  test('an ordered failure and an ordered delay happen once', async () => {
    await twin.control('/fail-next', { method: 'GET', path: '/video/v1/Rooms', status: 429, code: 20429 });
    await refused(rest.video.v1.rooms.list(), 429, 20429);
    assert.deepEqual(await rest.video.v1.rooms.list(), []);
    await twin.control('/delay-next', { path: '/video/v1/Rooms', milliseconds: 300 });
    const begun = performance.now();
    await rest.video.v1.rooms.list();
    assert.ok(performance.now() - begun >= 295);
  });
});

describe('Sync', () => {
  test('services: the given one checks permissions, a new one does not', async () => {
    assert.equal((await service.fetch()).aclEnabled, true);
    assert.equal((await rest.sync.v1.services('default').fetch()).uniqueName, 'default');
    const made = await rest.sync.v1.services.create({ friendlyName: 'another' });
    assert.equal(made.aclEnabled, false);
    // What npm twilio 6.2.0 creates does not know its own SID: only what it is given in a path does.
    const same = rest.sync.v1.services(made.sid);
    assert.equal((await same.update({ aclEnabled: true })).aclEnabled, true);
    assert.deepEqual((await rest.sync.v1.services.list()).map((s) => s.friendlyName),
      ['Default Service', 'Anteroom', 'another']);
    assert.equal(await same.remove(), true);
    await refused(same.fetch(), 404, 20404);
    await refused(rest.sync.v1.services.create({ reachabilityDebouncingWindow: 5 }), 400, 20001);
  });

  test('documents: create, fetch by name and SID, change on condition, remove', async () => {
    const made = await service.documents.create({ uniqueName: 'doc', data: { a: 1 }, ttl: 60 });
    assert.deepEqual([made.createdBy, made.revision, made.data], ['system', '0', { a: 1 }]);
    assert.ok(made.dateExpires instanceof Date);
    assert.equal((await service.documents('doc').fetch()).sid, made.sid);
    const changed = await service.documents(made.sid).update({ data: { a: 2 }, ifMatch: '0' });
    assert.equal(changed.revision, '1');
    await service.documents(made.sid).update({ data: { a: 2 }, ifMatch: '"1"' });
    const same = service.documents(made.sid);
    await refused(same.update({ data: {}, ifMatch: '0' }), 412, 54103);
    await refused(same.update({ data: {}, ifMatch: 'no revision' }), 400, 54003);
    await refused(service.documents.create({ uniqueName: 'doc' }), 409, 54301);
    await refused(service.documents.create({ uniqueName: made.sid }), 400, 54302);
    await refused(service.documents.create({ uniqueName: 'x'.repeat(321) }), 400, 54302);
    await refused(service.documents.create({ data: { a: 'x'.repeat(16_400) } }), 413, 54006);
    await refused(service.documents.create({ ttl: 31_536_001 }), 400, 54011);
    await refused(service.documents.create({ data: 'not json' }), 400, 54008);
    assert.equal(await same.remove(), true);
    await refused(same.fetch(), 404, 20404);
  });

  test('documents are listed page by page', async () => {
    for (let n = 0; n < 7; n += 1) await service.documents.create({ uniqueName: `page-${n}` });
    const all = await service.documents.list({ pageSize: 3 });
    assert.deepEqual(all.map((d) => d.uniqueName), [...Array(7).keys()].map((n) => `page-${n}`));
    const first = await service.documents.page({ pageSize: 3 });
    const second = await first.nextPage();
    assert.deepEqual(second.instances.map((d) => d.uniqueName), ['page-3', 'page-4', 'page-5']);
    assert.deepEqual((await second.previousPage()).instances.map((d) => d.uniqueName), ['page-0', 'page-1', 'page-2']);
    for (const { sid } of all) await service.documents(sid).remove();
  });

  for (const [kind, of] of [['documents', (s) => s.documents], ['syncLists', (s) => s.syncLists],
    ['syncMaps', (s) => s.syncMaps]]) {
    test(`${kind}: permissions`, async () => {
      await of(service).create({ uniqueName: 'guarded' });
      const context = of(service)('guarded');
      const permissions = context.documentPermissions ?? context.syncListPermissions ?? context.syncMapPermissions;
      const set = await permissions('pt-1').update({ read: true, write: false, manage: false });
      assert.deepEqual([set.identity, set.read, set.write, set.manage], ['pt-1', true, false, false]);
      assert.equal((await permissions('pt-1').fetch()).read, true);
      assert.equal((await permissions.list()).length, 1);
      await permissions('pt-1').remove();
      await refused(permissions('pt-1').fetch(), 404, 20404);
      await refused(permissions('pt-1').remove(), 404, 20404);
      await context.remove();
    });
  }

  test('lists: items by index, in both orders', async () => {
    await service.syncLists.create({ uniqueName: 'list', ttl: 3600 });
    const list = service.syncLists('list');
    const items = service.syncLists('list').syncListItems;
    for (let n = 0; n < 5; n += 1) assert.equal((await items.create({ data: { n } })).index, n);
    assert.deepEqual((await items.list({ order: 'desc', pageSize: 2 })).map((i) => i.index), [4, 3, 2, 1, 0]);
    assert.deepEqual((await items.list({ from: '2', bounds: 'exclusive' })).map((i) => i.index), [3, 4]);
    const changed = await items(2).update({ data: { n: 'two' } });
    await refused(items(2).update({ data: {}, ifMatch: '0' }), 412, 54155);
    await items(2).remove({ ifMatch: changed.revision });
    await refused(items(2).fetch(), 404, 20404);
    assert.equal((await items.create({ data: {} })).index, 5, 'an index is never given twice');
    await list.update({ collectionTtl: 0 });
    assert.equal((await service.syncLists('list').fetch()).dateExpires, null);
    await list.remove();
  });

  test('maps: a key is created once and updated where it is', async () => {
    await service.syncMaps.create({ uniqueName: 'map' });
    const map = service.syncMaps('map');
    const items = service.syncMaps('map').syncMapItems;
    await refused(items('a').update({ data: {} }), 404, 20404);
    for (const key of ['b', 'a', 'c']) await items.create({ key, data: { key }, itemTtl: 60 });
    await refused(items.create({ key: 'a', data: {} }), 409, 54208);
    assert.deepEqual((await items.list()).map((i) => i.key), ['a', 'b', 'c']);
    await refused(items('a').update({ data: {}, ifMatch: 'ff' }), 412, 54205);
    await twin.control('/clock/advance', { seconds: 61 });
    assert.deepEqual(await items.list(), [], 'they have expired');
    await map.remove();
  });

  test('streams: made, sent on, removed; they have no permissions', async () => {
    await service.syncStreams.create({ uniqueName: 'stream' });
    const stream = service.syncStreams('stream');
    const sent = await service.syncStreams('stream').streamMessages.create({ data: { ring: 1 } });
    assert.match(sent.sid, /^TZ[0-9a-f]{32}$/);
    await refused(service.syncStreams('stream').streamMessages.create({ data: { x: 'x'.repeat(4097) } }), 413, 54006);
    await stream.remove();
  });
});

describe('Video', () => {
  test('rooms: create, fetch by name and SID, once only, complete', async () => {
    const room = await rest.video.v1.rooms.create({ uniqueName: 'visit-1', type: 'group', maxParticipants: 4,
      emptyRoomTimeout: 10, unusedRoomTimeout: 60, maxParticipantDuration: 7200, videoCodecs: ['H264'] });
    assert.deepEqual([room.status, room.type, room.maxParticipants, room.videoCodecs],
      ['in-progress', 'group', 4, ['H264']]);
    assert.equal((await rest.video.v1.rooms('visit-1').fetch()).sid, room.sid);
    await refused(rest.video.v1.rooms.create({ uniqueName: 'visit-1' }), 400, 53113);
    assert.deepEqual((await rest.video.v1.rooms.list({ uniqueName: 'visit-1' })).map((r) => r.sid), [room.sid]);
    assert.deepEqual(await rest.video.v1.rooms(room.sid).participants.list(), []);
    await refused(rest.video.v1.rooms(room.sid).participants('nobody').fetch(), 404, 20404);
    await refused(rest.video.v1.rooms(room.sid).update({ status: 'in-progress' }), 400, 53112);
    const done = await rest.video.v1.rooms('visit-1').update({ status: 'completed' });
    assert.equal(done.status, 'completed');
    assert.ok(done.endTime instanceof Date);
    await refused(rest.video.v1.rooms('visit-1').fetch(), 404, 20404);
    assert.equal((await rest.video.v1.rooms(room.sid).fetch()).status, 'completed');
    assert.deepEqual(await rest.video.v1.rooms.list(), []);
    assert.equal((await rest.video.v1.rooms.list({ status: 'completed' })).length, 1);
  });

  test('each limit has its code', async () => {
    const create = (options) => rest.video.v1.rooms.create(options);
    for (const [options, code] of [
      [{ uniqueName: '' }, 53100],
      [{ uniqueName: 'x'.repeat(129) }, 53101],
      [{ maxParticipants: 0 }, 53107],
      [{ maxParticipants: 51 }, 53107],
      [{ type: 'carrier-pigeon' }, 53108],
      [{ type: 'go' }, 53126],
      [{ emptyRoomTimeout: 61 }, 53109],
      [{ unusedRoomTimeout: 0 }, 53109],
      [{ maxParticipantDuration: 599 }, 53123],
      [{ videoCodecs: ['VP9'] }, 20001],
      [{ audioOnly: true }, 53127],
      [{ largeRoom: true }, 53103],
    ]) await refused(create(options), 400, code);
    await assert.rejects(create({ recordParticipantsOnConnect: true }), { status: 501 });
    await assert.rejects(create({ statusCallback: 'https://example.org' }), { status: 501 });
  });

  test('rooms are listed newest first, page by page', async () => {
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push((await rest.video.v1.rooms.create({ uniqueName: `r${n}` })).uniqueName);
    const listed = await rest.video.v1.rooms.list({ pageSize: 2 });
    assert.deepEqual(listed.map((r) => r.uniqueName), made.reverse());
  });
});

test('every kept operation of Sync was seen', () => {
  const operations = [...seen].filter((operation) => operation.startsWith('sync '));
  for (const kind of ['Documents', 'Lists', 'Maps']) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      assert.ok(operations.some((o) => o.startsWith(`sync ${method}`) && o.includes(`/${kind}/`) && o.includes('Permissions/{')),
        `${method} permission of ${kind}`);
    }
  }
});

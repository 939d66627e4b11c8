import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, readConfig, readPortal } from './config';

const NOW = Date.parse('2026-11-23T09:00:00Z');
const answer = (body: string, init: ResponseInit) => () => Promise.resolve(new Response(body, init));
const portal = (fetcher: () => Promise<Response>) => readPortal(fetcher as typeof fetch, () => NOW);

describe('the portal’s config.json', () => {
  it('says where the practice clinic’s Twilio is', async () => {
    const config = { practice: true, endpoints: { videoSignalingUrl: 'ws://127.0.0.1:1/signaling', syncSocketUrl: 'ws://127.0.0.1:1/v3/wsconnect' } };
    const { config: read } = await portal(answer(JSON.stringify(config), { headers: { 'content-type': 'application/json' } }));
    expect(read).toMatchObject(config);
  });

  it('may be absent, or a host’s own page for what is absent', async () => {
    expect((await portal(answer('', { status: 404 }))).config).toEqual(DEFAULT_CONFIG);
    expect((await portal(answer('<html>', { headers: { 'content-type': 'text/html' } }))).config).toEqual(DEFAULT_CONFIG);
    expect((await portal(() => Promise.reject(new TypeError('offline')))).config).toEqual(DEFAULT_CONFIG);
  });

  it('takes nothing that has not the shape', () => {
    expect(readConfig({ practice: 'yes', endpoints: { syncSocketUrl: 'https://x', videoSignalingUrl: 4 }, clinicPhone: 'javascript:alert(1)' })).toEqual(DEFAULT_CONFIG);
    expect(readConfig({ clinicPhone: '+1 (503) 555-0100', clinicName: 'Juniper' })).toMatchObject({ clinicPhone: '+1 (503) 555-0100', clinicName: 'Juniper' });
  });

  it('tells by its date how far this device’s clock is off, even where the file is absent', async () => {
    const date = new Date(NOW - 86_400_000).toUTCString();
    expect((await portal(answer('', { status: 404, headers: { date } }))).clockAhead).toBe(86_400_000);
    expect((await portal(answer('', { status: 404, headers: { date, age: '300' } }))).clockAhead, 'a cached copy is no clock').toBeNull();
    expect((await portal(answer('', { status: 404 }))).clockAhead).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { readLinkToken } from './token';

const part = (value: unknown) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const header = { typ: 'JWT', alg: 'HS256', cty: 'twilio-fpa;v=1' };
const claims = {
  iss: 'SK00',
  iat: 1_800_000_000,
  exp: 1_800_003_600,
  grants: { identity: 'in-k3x9', data_sync: { service_sid: 'IS00' } },
};
const token = (over: object = {}) => `${part(header)}.${part({ ...claims, ...over })}.c2ln`;

describe('a link’s token', () => {
  it('is read out of the fragment', () => {
    expect(readLinkToken(`#${token()}`)).toMatchObject({
      identity: 'in-k3x9',
      invitationId: 'k3x9',
      serviceSid: 'IS00',
      expiresAt: 1_800_003_600_000,
      startsAt: 1_800_000_000_000,
    });
  });

  it('starts when its nbf says, where that is later', () => {
    expect(readLinkToken(token({ nbf: 1_800_000_600 }))?.startsAt).toBe(1_800_000_600_000);
  });

  it('needs no iat, as Python’s tokens have none', () => {
    expect(readLinkToken(token({ iat: undefined }))?.startsAt).toBe(0);
  });

  it.each([
    ['nothing', ''],
    ['cut off in a text message', token().slice(0, 60)],
    ['without its signature', token().split('.').slice(0, 2).join('.')],
    ['with a bracket that a mail program added', `${token()}>`],
    ['not JSON inside', `${part(header)}.bm90IGpzb24.c2ln`],
    ['not UTF-8 inside', `${part(header)}.__79.c2ln`],
    ['without a Sync grant', token({ grants: { identity: 'in-k3x9', video: {} } })],
    ['of somebody who is no guest', token({ grants: { identity: 'pv-1', data_sync: { service_sid: 'IS00' } } })],
    ['with a path in the identity', token({ grants: { identity: 'in-../x', data_sync: { service_sid: 'IS00' } } })],
    ['without an expiry', token({ exp: 'soon' })],
    ['far too long', `${part(header)}.${'a'.repeat(9000)}.c2ln`],
  ])('is refused when %s', (_, fragment) => {
    expect(readLinkToken(fragment)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { accountErrors, trimmed } from './account-form';

const hex = '0123456789abcdef0123456789abcdef';
const good = {
  clinicName: 'Juniper Clinic',
  providerName: 'Dr. Amara Okafor',
  timeZone: 'America/Los_Angeles',
  accountSid: `AC${hex}`,
  apiKeySid: `SK${hex}`,
  apiKeySecret: 'a secret',
  syncServiceSid: `IS${hex}`,
  portalUrl: 'https://visits.juniper.example',
};

describe('the account form', () => {
  it('has nothing to say about a whole one, spaces around it or not', () => {
    expect(accountErrors(good)).toEqual({});
    expect(accountErrors({ ...good, accountSid: ` AC${hex}\n` })).toEqual({});
    expect(trimmed({ ...good, apiKeySecret: ' a secret\n' }).apiKeySecret).toBe('a secret');
  });

  it('says which part is missing or swapped', () => {
    expect(Object.keys(accountErrors({ ...good, clinicName: ' ', apiKeySid: `AC${hex}` }))).toEqual(['clinicName', 'apiKeySid']);
  });

  it.each([
    ['http://visits.juniper.example', 'https'],
    ['visits.juniper.example', 'no address'],
    ['https://visits.juniper.example/#x', 'Leave out'],
    ['', 'Give the address'],
  ])('refuses the portal %s in words', (portalUrl, words) => {
    expect(accountErrors({ ...good, portalUrl }).portalUrl).toContain(words);
  });
});

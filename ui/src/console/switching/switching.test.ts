import { describe, expect, it } from 'vitest';
import type { ClinicInfo } from '$lib/api/generated';
import { open, summary } from './switching';

const saved = { clinicName: 'Juniper Clinic', providerName: 'Dr. Amara Okafor', accountSid: 'AC…cdef', portalUrl: 'https://visits.juniper.example' };
const clinic = (practice: boolean) => ({ name: practice ? 'Practice clinic' : 'Juniper Clinic', practice }) as ClinicInfo;
const all = (words: ReturnType<typeof summary>) => [...words.left.lines, ...words.opened.lines].map((line) => line.words).join(' ');

describe('what going into a real clinic means', () => {
  it('names the account, the cost, the people, and what becomes of practice', () => {
    const words = summary('account', clinic(true), saved, { waiting: 2, inVisit: 1 });
    expect(words.opened.about).toContain('AC…cdef');
    expect(all(words)).toMatch(/real people.*pays for each/);
    expect(all(words)).toContain('2 patients are waiting, and 1 visit goes on in it.');
    expect(all(words)).toContain('comes along');
    expect([words.confirm, words.keep, words.stopped]).toEqual(['Open Juniper Clinic', 'Stay in the practice clinic', null]);
  });

  it('says nothing of visits that are not open', () => {
    expect(all(summary('account', clinic(true), saved, { waiting: 0, inVisit: 0 }))).toContain('Nobody is waiting in it');
    const words = summary('account', null, saved, null);
    expect(all(words)).not.toContain('waiting');
    expect(words.keep).toBe('Back');
  });
});

describe('what going back to practice means', () => {
  it('warns of patients who are left waiting', () => {
    const words = summary('practice', clinic(false), saved, { waiting: 1, inVisit: 0 });
    expect(words.left.lines.find((line) => line.tone === 'warn')?.words).toContain('1 patient is waiting.');
    expect(words.stopped).toBeNull();
  });

  it('is not done while a visit goes on', () => {
    expect(summary('practice', clinic(false), saved, { waiting: 0, inVisit: 1 }).stopped).toBe('1 visit goes on in Juniper Clinic. End it first.');
  });
});

it('counts who waits and who is in a visit', () => {
  expect(open([{ state: 'waiting' }, { state: 'waiting' }, { state: 'inVisit' }, { state: 'completed' }])).toEqual({ waiting: 2, inVisit: 1 });
});

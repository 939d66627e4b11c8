import { describe, expect, it } from 'vitest';
import type { ThirdParty, ThirdPartyState } from '$lib/api/generated';
import { guestName, mailWords, roleAndLanguage, roleWords, standing, standingWords, whoWords } from './third-party';

const third = (change: Partial<ThirdParty> = {}): ThirdParty => ({
  id: 'g1', identity: 'in-g1', name: 'Lucía Márquez', invitedAs: null, role: 'family', relationship: 'Daughter', language: 'es',
  preAdmitted: false, state: 'waiting', since: '9:12', inCall: false, wasInCall: false, onLink: null, camera: 'works', microphone: 'works',
  network: 'good', awaySince: null, readiness: { kind: 'ready' }, expiresAt: '9:30', actions: [], timeline: [], ...change,
});
const as = (instant: string) => instant;

describe('third parties in words', () => {
  it('are called by their name and what they are, or by what they are alone', () => {
    expect(whoWords(third())).toBe('Lucía Márquez, Daughter');
    expect(whoWords(third({ name: '', relationship: '', role: 'interpreter' }))).toBe('Interpreter');
    expect(guestName(third({ name: '', relationship: '', role: 'other' }))).toBe('Guest');
    expect(roleWords({ role: 'patient' })).toBe('Patient');
    expect(roleAndLanguage(third({ role: 'interpreter', relationship: '' }))).toBe('Interpreter, Spanish');
  });

  it('stand somewhere in every state, and somebody in the call is not called gone', () => {
    const states: ThirdPartyState[] = ['invited', 'waiting', 'left', 'admitted', 'removed', 'keptOut', 'withdrawn', 'expired'];
    for (const state of states) expect(standingWords(third({ state }), as)).not.toBe('');
    expect(standingWords(third({ state: 'admitted', inCall: true }), as)).toBe('In the call');
    expect(standing(third({ state: 'admitted', inCall: true, wasInCall: true }))).toBe('in');
    expect(standing(third({ state: 'admitted', wasInCall: true }))).toBe('gone');
    expect(standing(third({ state: 'admitted' }))).toBe('in');
    expect(standingWords(third({ awaySince: '9:20' }), as)).toBe('Silent since 9:20');
    expect(standingWords(third({ state: 'invited', readiness: { kind: 'settingUp' } }), as)).toBe('Setting up the link');
  });

  it('get an e-mail that says whose visit it is and until when the link works, and nobody else’s name', () => {
    const { subject, text } = mailWords(third(), { providerName: 'Dr. Amara Okafor', until: '9:30' });
    expect(subject).toBe('Video visit with Dr. Amara Okafor');
    expect(text).toContain('Hello Lucía Márquez,');
    expect(text).toContain('until 9:30');
    expect(mailWords(third({ name: '' }), { providerName: 'Dr. A', until: '' }).text).toMatch(/^Hello,\n/);
  });
});

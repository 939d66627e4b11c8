import { describe, expect, it } from 'vitest';
import type { ThirdParty } from '$lib/api/generated';
import { changeWords } from './third-parties.svelte';

const third = (change: Partial<ThirdParty>): ThirdParty => ({
  id: 'g1', identity: 'in-g1', name: 'Lucía Márquez', invitedAs: null, role: 'family', relationship: 'Daughter', language: 'es',
  preAdmitted: false, state: 'invited', since: '', inCall: false, wasInCall: false, onLink: null, camera: 'works', microphone: 'works',
  network: 'good', awaySince: null, readiness: { kind: 'ready' }, expiresAt: '', actions: [], timeline: [], ...change,
});

describe('what is read out of third parties', () => {
  it('is each change once, with who they are where somebody has to be let in', () => {
    expect(changeWords(undefined, third({}))).toBe('Lucía Márquez is invited');
    expect(changeWords(third({}), third({}))).toBe('');
    expect(changeWords(third({}), third({ onLink: 'opened' }))).toBe('');
    expect(changeWords(third({}), third({ state: 'waiting' }))).toBe('Lucía Márquez, Daughter waits to be let in');
    expect(changeWords(third({ state: 'waiting' }), third({ state: 'admitted' }))).toBe('Lucía Márquez is let in');
    expect(changeWords(third({ state: 'admitted' }), third({ state: 'keptOut' }))).toBe('Lucía Márquez is kept out');
    expect(changeWords(third({ state: 'admitted' }), third({ state: 'admitted', inCall: true }))).toBe('');
    expect(changeWords(undefined, third({ name: '', relationship: '', role: 'interpreter' }))).toBe('Interpreter is invited');
  });
});

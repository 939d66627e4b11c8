import { describe, expect, it } from 'vitest';
import type { ConnectorInfo } from '$lib/api/generated';
import { missingSecrets, serviceReach, trialItems, trialWords } from './connector';

const service = (change: Partial<ConnectorInfo>): ConnectorInfo => ({
  id: 's1', name: 'Lengua Video', offers: 'interpreter', languages: ['es'], modality: 'video', preAdmitted: true, secrets: [{ name: 'apiKey', kept: true }], canFind: true, canCancel: true, document: '{}', ...change,
});

describe('a service in the list', () => {
  it('says how it helps, in which languages, and what is missing', () => {
    expect(serviceReach(service({}))).toBe('By link · Spanish');
    expect(serviceReach(service({ modality: 'phone', languages: ['es', 'ja', 'pt', 'fr', 'ko'] }))).toBe('By phone · Spanish, Japanese, Portuguese and 2 more');
    expect(serviceReach(service({ offers: 'specialist', languages: [] }))).toBe('By link');
    const lacking = service({ secrets: [{ name: 'apiKey', kept: false }, { name: 'account', kept: false }, { name: 'other', kept: true }] });
    expect(serviceReach(lacking)).toBe('By link · 2 secrets are missing');
    expect(missingSecrets(lacking)).toEqual(['apiKey', 'account']);
  });
});

describe('a dry run', () => {
  it('ticks what went well and crosses what did not, with what to do about it', () => {
    const steps = [
      { kind: 'ask', fine: true, words: 'Asked: 201 in 340 ms', advice: '' },
      { kind: 'poll', fine: false, words: 'Looked: 403 in 120 ms', advice: 'Check the secrets.' },
    ] as const;
    expect(trialItems(steps).map(({ state, label, detail }) => [state, label, detail])).toEqual([['done', 'Asked: 201 in 340 ms', undefined], ['failed', 'Looked: 403 in 120 ms', 'Check the secrets.']]);
    expect([trialWords(steps), trialWords(steps.slice(0, 1)), trialWords([])]).toEqual(['Not every step went well.', 'Every step went well.', 'Not every step went well.']);
  });
});

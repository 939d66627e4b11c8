import { describe, expect, it } from 'vitest';
import type { PhoneParty, ThirdParty } from '$lib/api/generated';
import { deviceWords, historyDetail, historyWords, providerWords, stateWords, waitingNote } from './console';

const fine = { camera: 'works', microphone: 'works', speaker: 'works', network: 'good', awaySince: null } as const;
const time = () => '9:12';

describe('the history', () => {
  it('calls a third party by their name where the audit has their invitation', () => {
    const lucia = { id: 'abc', name: 'Lucía Márquez', role: 'family', relationship: 'Daughter' } as ThirdParty;
    expect(historyDetail('abc', [lucia])).toBe('Lucía Márquez');
    expect(historyDetail('abc preAdmitted', [lucia])).toBe('Lucía Márquez: by itself, as chosen');
    expect(historyDetail('abc Twilio was not reached.', [lucia])).toBe('Lucía Márquez: Twilio was not reached.');
    expect(historyDetail('RM12', [lucia])).toBe('RM12');
    const line = { id: 'ph1', name: 'Clearline Interpreting', numberShown: '+1 800-555-0133' } as PhoneParty;
    expect(historyDetail('ph1 interpreter', [lucia], [line])).toBe('Clearline Interpreting');
    expect(historyDetail('ph1 interpreter step 2', [lucia], [line])).toBe('Clearline Interpreting: step 2');
    expect(historyDetail('ph1 family', [], [{ ...line, name: '' }])).toBe('+1 800-555-0133');
  });
});

describe('the note on a waiting card', () => {
  it('is absent where all is fine, and where audio-only was chosen', () => {
    expect(waitingNote(fine, time)).toBeUndefined();
    expect(waitingNote({ ...fine, camera: 'without' }, time), 'going without a camera is an offer, not a fault').toBeUndefined();
  });

  it('says the worst first', () => {
    const both = waitingNote({ ...fine, camera: 'refused', network: 'poor' }, time);
    expect(both).toEqual({ tone: 'bad', words: 'The browser is not sharing the camera. Voice works.' });
    expect(waitingNote({ ...fine, network: 'poor' }, time)?.tone).toBe('warn');
  });

  it('promises voice only where the microphone works', () => {
    expect(waitingNote({ ...fine, camera: 'refused', microphone: 'untried' }, time)?.words).not.toContain('Voice');
  });

  it('says since when a page is silent, and that the place is kept', () => {
    expect(waitingNote({ ...fine, awaySince: '2026-11-23T17:12:00Z' }, time)?.words).toBe(
      'Their page has been silent since 9:12. Their place is kept.',
    );
  });
});

describe('words', () => {
  it('tell where an invited patient is', () => {
    expect(stateWords('invited')).toBe('Invited, not opened');
    expect(stateWords('invited', null, 'sent')).toBe('Texted, not opened');
    expect(stateWords('invited', null, 'delivered')).toBe('Texted, not opened');
    expect(stateWords('invited', null, 'notDelivered')).toBe('Text not delivered');
    expect(stateWords('invited', 'opened', 'notDelivered')).toBe('Opened the link');
    expect(stateWords('invited', 'opened')).toBe('Opened the link');
    expect(stateWords('invited', 'checking')).toBe('Checking devices');
  });

  it('put a figure on lateness', () => {
    expect(providerWords({ kind: 'late', minutes: 10 })).toBe('Running 10 min late');
  });

  it('name the device in every verdict', () => {
    expect(deviceWords('microphone', 'missing')).toEqual({ tone: 'warn', words: 'No mic' });
    expect(deviceWords('camera', 'works')).toEqual({ tone: 'fine', words: 'Camera' });
  });

  it('write out an event that has no words of its own', () => {
    expect(historyWords('patientInvited')).toBe('Patient invited');
    expect(historyWords('roomClosedByTwilio')).toBe('Room closed by twilio');
  });
});

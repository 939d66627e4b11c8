import { describe, expect, it } from 'vitest';
import type { ThirdParty, WaitingGuest, WaitingPatient } from '$lib/api/generated';
import { waiterOfGuest, waiterOfPatient } from './waiter';

const third: ThirdParty = {
  id: 'g1', identity: 'in-g1', name: 'Lucía Márquez', role: 'family', relationship: 'Daughter', language: 'es', preAdmitted: false, state: 'waiting', since: '2026-11-23T17:13:00Z',
  inCall: false, wasInCall: false, camera: 'works', microphone: 'works', network: 'good', readiness: { kind: 'ready' }, expiresAt: '2026-11-23T19:15:00Z', actions: ['admit'], timeline: [],
};
const guest = (more: Partial<ThirdParty> = {}): WaitingGuest => ({ visitId: 'v3', patientName: 'Elena Márquez Ríos', thirdParty: { ...third, ...more } });

describe('who waits', () => {
  it('says what a third party is to whose visit', () => {
    expect(waiterOfGuest(guest())).toMatchObject({ id: 'g1', invitationId: 'g1', visitId: 'v3', name: 'Lucía Márquez', about: 'Daughter, for Elena Márquez Ríos', place: null, speaker: null });
    expect(waiterOfGuest(guest({ name: '', role: 'interpreter', relationship: '' }))).toMatchObject({ name: 'Interpreter', about: 'Interpreter, Spanish, for Elena Márquez Ríos' });
  });

  it('says what a patient is here for', () => {
    const patient: WaitingPatient = {
      visitId: 'v3', place: 1, patientName: 'Elena Márquez Ríos', language: 'es', reason: 'Diabetes check-in', startsAt: '2026-11-23T17:00:00Z', since: '2026-11-23T16:51:00Z',
      camera: 'works', microphone: 'works', speaker: 'works', network: 'good',
    };
    expect(waiterOfPatient(patient, () => '9:00')).toMatchObject({ id: 'v3', invitationId: null, place: 1, about: '9:00 · Diabetes check-in' });
    expect(waiterOfPatient({ ...patient, reason: '' }, () => '9:00').about).toBe('9:00');
  });
});

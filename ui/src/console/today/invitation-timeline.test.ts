import { describe, expect, it } from 'vitest';
import type { VisitDetail } from '$lib/api/generated';
import { invitationTimeline } from './invitation-timeline';

const now = Date.parse('2026-11-23T17:14:00Z');
const time = (instant: string) => instant.slice(11, 16);

function detail(change: { state?: VisitDetail['row']['state']; onLink?: VisitDetail['row']['onLink']; waiting?: boolean; steps?: string[] }): VisitDetail {
  return {
    row: {
      id: 'v1', startsAt: '2026-11-23T17:00:00Z', minutes: 20, patientName: 'Elena', reason: '', language: 'es',
      state: change.state ?? 'invited', stateSince: '2026-11-23T17:04:00Z', onLink: change.onLink ?? null, overlaps: false,
    },
    patient: { id: 'p1', name: 'Elena', recordNumber: '', language: 'es', phone: '', email: '', timeZone: '' },
    actions: [],
    invitation: {
      id: 'i1', readiness: { kind: 'ready' }, expiresAt: '2026-11-23T19:00:00Z', answers: [],
      timeline: (change.steps ?? ['invited']).map((step) => ({ step: step as 'invited', at: '2026-11-23T16:51:00Z' })),
    },
    waiting: change.waiting
      ? {
          visitId: 'v1', place: 1, patientName: 'Elena', language: 'es', reason: '', startsAt: '2026-11-23T17:00:00Z', since: '2026-11-23T16:51:00Z',
          camera: 'works', microphone: 'works', speaker: 'works', network: 'good', awaySince: null,
        }
      : null,
    notes: '',
    texts: [],
    texting: {},
    phoneParties: [],
    vendorRequests: [],
    history: [],
    thirdParties: [],
  };
}
const shape = (d: VisitDetail) => invitationTimeline(d, now, time).map(({ state, label, figure }) => [state, label, figure]);

describe('the invitation timeline', () => {
  it('says what comes next while nobody opened the link', () => {
    expect(shape(detail({}))).toEqual([
      ['done', 'Invited', '16:51'],
      ['todo', 'Opens the link', undefined],
    ]);
  });

  it('counts on the live row while they wait', () => {
    expect(shape(detail({ state: 'waiting', waiting: true, steps: ['invited', 'checkedIn'] })).at(-1)).toEqual(['live', 'Waiting, 1st in line', '23 min']);
  });

  it('shows a step that goes on once, as the live row', () => {
    const rows = shape(detail({ onLink: 'checking', steps: ['invited', 'opened', 'checking'] }));
    expect(rows.filter(([, label]) => /camera and sound/.test(String(label)))).toEqual([['live', 'Trying camera and sound', undefined]]);
  });

  it('is over when the visit is', () => {
    expect(shape(detail({ state: 'completed', steps: ['invited', 'ended'] })).map(([state]) => state)).toEqual(['done', 'done']);
  });

  it('is empty without an invitation', () => {
    expect(invitationTimeline({ ...detail({}), invitation: null }, now, time)).toEqual([]);
  });
});

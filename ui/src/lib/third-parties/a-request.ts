// A request to a service for tests, as the core tells it: with what happened at which second.
import type { VendorEvent, VendorRequest, VendorState } from '$lib/api/generated';
import { at } from './a-call';

const OVER: readonly VendorState[] = ['cameIn', 'refused', 'calledOff', 'cancelled', 'timedOut', 'failed', 'ended'];

/** One request; its timeline written as [event, state, second]. */
export function aRequest(change: Partial<Omit<VendorRequest, 'timeline'>> = {}, ...happened: [VendorEvent, VendorState, number][]): VendorRequest {
  const last = happened[happened.length - 1];
  const state = change.state ?? last?.[1] ?? 'intended';
  return {
    id: 'r1', service: 'Lengua Video', connectorId: 's1', role: 'interpreter', language: 'es', modality: 'video', state, since: at(last?.[2] ?? 0), addedAt: at(0),
    waitsUntil: null, interpreter: '', invitationId: 'g1', partyId: null, over: OVER.includes(state), failure: null, trouble: null, told: null, actions: [], next: null,
    ...change,
    timeline: happened.map(([event, led, second]) => ({ event, state: led, at: at(second) })),
  };
}

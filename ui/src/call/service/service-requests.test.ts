import { describe, expect, it } from 'vitest';
import type { Call, PhoneParty, VendorRequest } from '$lib/api/generated';
import { aCall, at } from '$lib/third-parties/a-call';
import { aRequest } from '$lib/third-parties/a-request';
import { ServiceRequests, unhelpful } from './service-requests.svelte';

function shown(vendorRequests: VendorRequest[], phoneParties: PhoneParty[] = []) {
  const said: string[] = [];
  const nothing = async () => {};
  const requests = new ServiceRequests({
    visit: () => ({ visitId: 'v', vendorRequests, phoneParties }) as unknown as Call,
    read: nothing,
    show: () => {},
    dial: async () => 'p',
    announce: (words) => said.push(words),
  });
  return { requests, said, noteworthy: () => requests.noteworthy.map(({ id }) => id) };
}
const refused = (id: string) => aRequest({ id }, ['askTaken', 'asked', 2], ['vendorRefused', 'refused', 9]);

describe('what is worth a word on the stage', () => {
  it('is a request on its way, and one that brought nobody until it was looked at', () => {
    const { requests, noteworthy } = shown([aRequest({ id: 'a' }, ['askTaken', 'asked', 2]), refused('b')]);
    expect(noteworthy()).toEqual(['a', 'b']);
    requests.look();
    expect(noteworthy()).toEqual(['a']);
  });

  it('is not one that came in or that was called off, nor one that somebody else was asked or called after', () => {
    const off = aRequest({ id: 'c' }, ['cancelled', 'cancelled', 9]);
    const came = aRequest({ id: 'd' }, ['arrived', 'cameIn', 9]);
    expect(shown([off, came]).noteworthy()).toEqual([]);
    expect([unhelpful(off), unhelpful(came), unhelpful(refused('b'))]).toEqual([false, false, true]);
    expect(shown([refused('b'), aRequest({ id: 'e', addedAt: at(12) })]).noteworthy()).toEqual(['e']);
    expect(shown([refused('b')], [aCall({ addedAt: at(12) })]).noteworthy()).toEqual([]);
    expect(shown([refused('b')], [aCall({ addedAt: at(12), language: 'ja' })]).noteworthy()).toEqual(['b']);
  });

  it('leaves the word to the call where the service gave a number', () => {
    const request = aRequest({ id: 'f', partyId: 'p1', modality: 'phone' }, ['vendorOnTheWay', 'onTheWay', 9]);
    expect(shown([request], [aCall({}, ['lineRang', 'ringing', 9])]).noteworthy()).toEqual([]);
  });
});

describe('requests', () => {
  it('are found by their service and by their guest while they go on', () => {
    const { requests } = shown([refused('b'), aRequest({ id: 'a' })]);
    expect([requests.openWith('s1', 'es')?.id, requests.openWith('s1', 'ja'), requests.openFor('g1')?.id, requests.openFor('g2')]).toEqual(['a', undefined, 'a', undefined]);
  });

  it('are told once', () => {
    const { requests, said } = shown([]);
    const before = aRequest();
    const after = aRequest({}, ['askTaken', 'asked', 2]);
    requests.tell([before], [after]);
    requests.tell([after], [after]);
    expect(said).toEqual(['Lengua Video: looking for somebody']);
  });
});

// What is drawn of a request to a service: each stretch once, with how long it took; what goes on, counted; what is to come; how it ended.
import { describe, expect, it } from 'vitest';
import type { VendorEvent, VendorRequest, VendorState } from '$lib/api/generated';
import { at, moment } from './a-call';
import { aRequest } from './a-request';
import { requestSeconds, requestTimeline } from './request-timeline';

type Happened = [VendorEvent, VendorState, number];
const drawn = (request: VendorRequest, second: number) =>
  requestTimeline(request, moment(second)).map(({ state, label, figure }) => `${state} ${label}${figure ? ` ${figure}` : ''}`);
const keysOf = (request: VendorRequest) => requestTimeline(request, moment(60)).map(({ key }) => key);
const live = (request: VendorRequest, second: number) => requestTimeline(request, moment(second)).find(({ state }) => state === 'live')?.detail;

const ASKED: Happened[] = [['askRequested', 'requested', 0], ['askTaken', 'asked', 2]];
const ON_THE_WAY: Happened[] = [...ASKED, ['vendorAccepted', 'accepted', 30], ['vendorOnTheWay', 'onTheWay', 35]];

describe('the timeline of a request', () => {
  it('begins with everything to come, and keeps its rows on the way', () => {
    expect(drawn(aRequest(), 1)).toEqual(['live Asking the service 0:01', 'todo Asked', 'todo Accepted', 'todo In the visit']);
    const came = aRequest({}, ...ASKED, ['vendorAccepted', 'accepted', 30], ['arrived', 'cameIn', 50]);
    expect(keysOf(came)).toEqual(keysOf(aRequest()));
  });

  it('says who comes, how, and for how long they are waited for', () => {
    expect(live(aRequest({ waitsUntil: at(182) }, ...ASKED), 62)).toBe('The service looks for somebody, for at most 2:00 more.');
    const request = aRequest({ interpreter: 'Alma R.', waitsUntil: at(335) }, ...ON_THE_WAY);
    expect(drawn(request, 40)).toEqual(['done Asking the service 0:02', 'done Asked 0:28', 'done Accepted by Alma R. 0:05', 'live Alma R. is on the way 0:05', 'todo In the visit']);
    expect(live(aRequest({ modality: 'phone' }, ...ON_THE_WAY), 40)).toBe('The number that the service gave is called.');
  });

  it('says that it is asked again where the service was not reached, and why', () => {
    const trouble = { message: 'The service is not reached.', advice: 'It is tried again by itself.', httpStatus: null };
    const off = aRequest({ trouble }, ['askRequested', 'requested', 0], ['askPutOff', 'intended', 3]);
    expect(live(off, 4)).toBe('The service is not reached. It is tried again by itself.');
    expect(live(aRequest({ trouble }, ['askRequested', 'requested', 0], ['askPutOff', 'intended', 3], ['askRequested', 'requested', 5]), 6)).toBeUndefined();
  });

  it('keeps a lost answer apart, and goes on where the service has it', () => {
    const lost: Happened[] = [['askRequested', 'requested', 0], ['askLost', 'unknown', 15]];
    expect(drawn(aRequest({}, ...lost), 20)).toEqual(['done Asking the service 0:15', 'live Not known whether the service has it 0:05', 'todo Asked', 'todo Accepted', 'todo In the visit']);
    expect(drawn(aRequest({}, ...lost, ['askTaken', 'asked', 25]), 30)[2]).toBe('live Asked 0:05');
  });

  it('ends as it ended, with nothing to come, and stands still', () => {
    const ends: [VendorEvent, VendorState, string][] = [
      ['arrived', 'cameIn', 'done In the visit'],
      ['vendorRefused', 'refused', 'failed The service has nobody'],
      ['vendorCalledOff', 'calledOff', 'failed The service called it off'],
      ['vendorFailed', 'failed', 'failed Nobody is coming'],
      ['lineLost', 'failed', 'failed Nobody is coming'],
      ['vendorEnded', 'ended', 'failed Over for the service, and nobody came'],
      ['cancelled', 'cancelled', 'skipped Called off'],
      ['waitedTooLong', 'timedOut', 'failed Nobody accepted in time'],
    ];
    for (const [event, state, last] of ends) {
      const request = aRequest({}, ...ASKED, [event, state, 40]);
      expect(drawn(request, 400)).toEqual(['done Asking the service 0:02', 'done Asked 0:38', last]);
      expect(requestSeconds(request, moment(400))).toBe(40);
    }
    expect(drawn(aRequest({}, ...ON_THE_WAY, ['waitedTooLong', 'timedOut', 335]), 400).at(-1)).toBe('failed Nobody came in time');
  });
});

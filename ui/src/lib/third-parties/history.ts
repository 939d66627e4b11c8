// What happened to a third party of a visit, step by step, with the clinic's time of each: while it goes on, and in the history after.
import type { PhoneEvent, PhoneParty, ThirdParty, VendorEvent, VendorRequest } from '$lib/api/generated';
import type { TimelineItem } from '$lib/components/Timeline.svelte';
import { historyWords, timelineWords } from '$lib/text/console';
import { stepWords } from '$lib/text/phone';
import { requestStateWords } from '$lib/text/service';

const failed: readonly PhoneEvent[] = ['dialRefused', 'lineBusy', 'lineUnanswered', 'lineFailed'];
const calledOff: readonly PhoneEvent[] = ['dialCancelled', 'lineCancelled'];

/** A call: what is over ticked, what goes on live, how it failed crossed. */
export function phoneTimeline(party: PhoneParty, time: (instant: string) => string): TimelineItem[] {
  return party.timeline.map(({ event, step, at }, index) => {
    const last = index === party.timeline.length - 1;
    const of = step ? party.steps[step - 1] : undefined;
    return {
      key: `${index} ${event}`,
      state: failed.includes(event) ? 'failed' : calledOff.includes(event) ? 'skipped' : last && !party.over ? 'live' : 'done',
      label: event !== 'stepBegun' ? historyWords(event) : of ? stepWords(of) : `Step ${step}`,
      ...(last && party.failure ? { detail: `${party.failure.message} ${party.failure.advice}`.trim() } : {}),
      figure: time(at),
    };
  });
}

/** What the history calls what happened to a request. */
const vendorNames: Partial<Record<VendorEvent, string>> = { arrived: 'vendorArrived', lineLost: 'vendorLineLost', cancelled: 'vendorCancelled', waitedTooLong: 'vendorWaitedTooLong' };

/** A request to a service: likewise. */
export function serviceTimeline(request: VendorRequest, time: (instant: string) => string): TimelineItem[] {
  return request.timeline.map(({ event, at }, index) => {
    const last = index === request.timeline.length - 1;
    const words = last ? (request.failure ?? (request.over ? null : request.trouble)) : null;
    return {
      key: `${index} ${event}`,
      state: !last || event === 'arrived' ? 'done' : event === 'cancelled' ? 'skipped' : request.over ? 'failed' : 'live',
      label: event === 'vendorAccepted' && request.interpreter ? `Accepted by ${request.interpreter}` : historyWords(vendorNames[event] ?? event),
      ...(words ? { detail: `${words.message} ${words.advice}`.trim() } : {}),
      figure: time(at),
    };
  });
}

/** Where a request stands, in a word or two. */
export function requestStanding(request: VendorRequest): string {
  const words = requestStateWords(request);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Somebody by link: what their invitation went through. */
export function guestTimeline(third: ThirdParty, time: (instant: string) => string): TimelineItem[] {
  return third.timeline.map(({ step, at }, index) => ({ key: `${index} ${step}`, state: 'done', label: timelineWords[step], figure: time(at) }));
}

/** Where a call stands, in a word or two. */
export function callStanding(party: PhoneParty): string {
  if (party.hangingUp && !party.over) return 'Hanging up';
  const words = {
    intended: 'Dialling',
    requested: 'Dialling',
    unknown: 'Looking for the call',
    queued: 'Dialling',
    ringing: 'Ringing',
    answered: 'Answered',
    onStep: 'In the phone tree',
    waitingForPerson: 'Waiting for a person',
    listening: 'You alone hear it',
    inVisit: 'In the visit',
    busy: 'Busy',
    noAnswer: 'No answer',
    failed: 'Not called',
    cancelled: 'Called off',
    completed: 'Call over',
  } as const;
  return words[party.state];
}

// Words for third parties who are asked of a service by its API: how they come in, where a request stands. The console's windows share them.
import type { ServiceModality, VendorRequest } from '$lib/api/generated';

/** How whom a service sends comes in, as it is read before somebody is asked for. */
export function modalityWords(modality: ServiceModality): string {
  return modality === 'video' ? 'Service · they come in by our link' : 'Service · it gives a number, which is called';
}

/** Whether somebody had accepted. */
const accepted = (request: VendorRequest) => request.timeline.some(({ state }) => state === 'accepted' || state === 'onTheWay');

/** Where a request stands, as short as it can be said, without a name: on a chip, in a row, to a screen reader. */
export function requestStateWords(request: VendorRequest): string {
  switch (request.state) {
    case 'intended':
    case 'requested':
      return 'being asked';
    case 'unknown':
      return 'not known whether it has the request';
    case 'asked':
      return 'looking for somebody';
    case 'accepted':
      return 'somebody accepted';
    case 'onTheWay':
      return 'somebody is on the way';
    case 'cameIn':
      return 'came in';
    case 'refused':
      return 'has nobody';
    case 'calledOff':
      return 'called off by the service';
    case 'cancelled':
      return 'called off';
    case 'timedOut':
      return accepted(request) ? 'nobody came in time' : 'nobody accepted in time';
    case 'failed':
      return 'nobody is coming';
    case 'ended':
      return 'over, and nobody came';
  }
}

/** Why it ended, where what happened alone does not say it; empty while it goes on. */
export function endWords(request: VendorRequest): string {
  switch (request.state) {
    case 'refused':
      return 'The service has nobody';
    case 'calledOff':
      return 'The service called it off';
    case 'cancelled':
      return 'Called off';
    case 'timedOut':
      return accepted(request) ? 'Nobody came in time' : 'Nobody accepted in time';
    case 'failed':
      return 'Nobody is coming';
    case 'ended':
      return 'Over for the service, and nobody came';
    default:
      return '';
  }
}

/** Whether the service knows that it is off; `null` where it need not be told. */
export function toldWords(request: Pick<VendorRequest, 'told'>): { words: string; sure: boolean } | null {
  switch (request.told) {
    case 'telling':
      return { words: 'The service is being told that it is off.', sure: true };
    case 'told':
      return { words: 'The service knows that it is off.', sure: true };
    case 'notTold':
      return { words: 'The service could not be told that it is off: somebody may still come. A call to the service settles it.', sure: false };
    default:
      return null;
  }
}

/** What a change of a request is called when it is read out; empty where there is nothing to say. */
export function requestChangeWords(before: VendorRequest | undefined, after: VendorRequest): string {
  const say = (words: string) => `${after.service}: ${words}`;
  if (!before || requestStateWords(before) !== requestStateWords(after)) {
    // Why it failed says more than that it did.
    if (after.state === 'failed' && after.failure) return say(after.failure.message);
    const who = after.interpreter && (after.state === 'accepted' || after.state === 'onTheWay') ? after.interpreter : '';
    const words = who ? `${who} ${after.state === 'accepted' ? 'accepted' : 'is on the way'}` : requestStateWords(after);
    return say([words, after.state === 'unknown' && after.trouble ? after.trouble.message : ''].filter(Boolean).join('. '));
  }
  if (before.told !== after.told && after.told && after.told !== 'telling') return say(toldWords(after)?.words ?? '');
  if (before.trouble?.message !== after.trouble?.message && !after.over) return say(after.trouble?.message ?? 'the service answers again');
  return before.interpreter !== after.interpreter && after.interpreter ? say(`${after.interpreter} accepted`) : '';
}

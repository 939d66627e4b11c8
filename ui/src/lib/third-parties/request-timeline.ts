// The timeline of one request to a service, drawn from what happened to it: what is done with how long it took, what goes on, what is to
// come. Pure: the moment is an argument, by the core's clock.
import type { VendorRequest } from '$lib/api/generated';
import type { TimelineItem } from '$lib/components/Timeline.svelte';
import { endWords } from '$lib/text/service';
import { elapsedWords } from '$lib/text/time';
import { drawn, secondsBetween, type Coming, type Stretch } from './attempt';

/** How long a request has gone on, or went on, from when it was asked for. */
export function requestSeconds(request: VendorRequest, now: number): number {
  return secondsBetween(Date.parse(request.addedAt), request.over ? Date.parse(request.since) : now);
}

/** Since when a request is where it stands, counted. */
export function requestStateSeconds(request: VendorRequest, now: number): number {
  return secondsBetween(Date.parse(request.since), now);
}

/** See the module. */
export function requestTimeline(request: VendorRequest, now: number): TimelineItem[] {
  return drawn(stretches(request, now), request.over ? [] : toCome(request), now, request.over);
}

const CAME: Coming = { kind: 'end', label: 'In the visit' };
const ACCEPTED: Coming = { kind: 'accepted', label: 'Accepted' };

function stretches(request: VendorRequest, now: number): Stretch[] {
  const { interpreter, modality, trouble } = request;
  const all: Stretch[] = [{ kind: 'asking', label: 'Asking the service', detail: '', from: Date.parse(request.addedAt) }];
  const last = () => all[all.length - 1] as Stretch;
  const begin = (kind: string, label: string, at: number, detail = '') => all.push({ kind, label, detail, from: at });
  const end = (still: NonNullable<Stretch['still']>, label: string, at: number) => all.push({ kind: 'end', label, detail: '', from: at, still });
  const left = request.waitsUntil ? secondsBetween(now, Date.parse(request.waitsUntil)) : null;
  /** What is waited for, and for how long at most. */
  const waits = (words: string) => (left === null ? `${words}.` : `${words}, for at most ${elapsedWords(left)} more.`);

  for (const { event, at: instant } of request.timeline) {
    const at = Date.parse(instant);
    switch (event) {
      case 'askRequested':
        last().detail = '';
        break;
      case 'askPutOff':
        last().detail = trouble ? `${trouble.message} ${trouble.advice}` : 'It is asked again by itself.';
        break;
      case 'askLost':
        begin('unknown', 'Not known whether the service has it', at, 'The answer was lost. Nobody is asked for twice.');
        break;
      case 'askTaken':
        begin('asked', 'Asked', at, waits('The service looks for somebody'));
        break;
      case 'vendorAccepted':
        begin('accepted', interpreter ? `Accepted by ${interpreter}` : 'Accepted', at, waits(modality === 'video' ? 'They come in by the link that they were given' : 'The number that the service gives is called'));
        break;
      case 'vendorOnTheWay':
        begin('onTheWay', interpreter ? `${interpreter} is on the way` : 'On the way', at, waits(modality === 'video' ? 'They come in by the link that they were given' : 'The number that the service gave is called'));
        break;
      case 'arrived':
        end('done', 'In the visit', at);
        break;
      case 'cancelled':
        end('skipped', endWords(request), at);
        break;
      case 'askRefused':
      case 'vendorRefused':
      case 'vendorCalledOff':
      case 'vendorFailed':
      case 'vendorEnded':
      case 'lineLost':
      case 'waitedTooLong':
        end('failed', endWords(request), at);
        break;
    }
  }
  return all;
}

/** What is still to come, as far as it can be told from where the request stands. */
function toCome({ state }: VendorRequest): Coming[] {
  switch (state) {
    case 'intended':
    case 'requested':
    case 'unknown':
      return [{ kind: 'asked', label: 'Asked' }, ACCEPTED, CAME];
    case 'asked':
      return [ACCEPTED, CAME];
    default:
      return [CAME];
  }
}

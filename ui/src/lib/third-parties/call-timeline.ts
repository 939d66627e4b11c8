// The timeline of one call to a third party, drawn from what happened to it: what is done with how long it took, what goes on, what
// is to come. Pure: the moment is an argument, by the core's clock.
import type { PhoneEvent, PhoneParty } from '$lib/api/generated';
import type { TimelineItem } from '$lib/components/Timeline.svelte';
import { answererWords, stepWords } from '$lib/text/phone';
import { drawn, secondsBetween, type Coming, type Stretch } from './attempt';

/** How long a call has gone on, or went on, from when it was asked for. */
export function callSeconds(party: PhoneParty, now: number): number {
  return secondsBetween(Date.parse(party.addedAt), party.over ? Date.parse(party.since) : now);
}

/** Since when a call is where it stands, counted: a mute or an unmute does not begin anything anew. */
export function stateSeconds(party: PhoneParty, now: number): number {
  return secondsBetween(Date.parse(party.since), now);
}

/** See the module. `patient` is the patient's first name. */
export function callTimeline(party: PhoneParty, now: number, patient: string): TimelineItem[] {
  const coming = party.over || party.hangingUp ? [] : toCome(party);
  return drawn(stretches(party, patient), coming, now, party.over);
}

/** What has its own place on the card, or happens within a stretch. */
const asideOf = (event: PhoneEvent) => event === 'legMuted' || event === 'legUnmuted' || event === 'dialRequested';

function stretches(party: PhoneParty, patient: string): Stretch[] {
  const unheard = `${patient} can’t hear the line yet.`;
  const all: Stretch[] = [{ kind: 'dialling', label: 'Dialling', detail: '', from: Date.parse(party.addedAt) }];
  const last = () => all[all.length - 1] as Stretch;
  /** Steps of the phone tree that have begun. */
  let begun = 0;
  let tree = party.way === 'recipe' && party.steps.length > 0;
  /** What is left of the phone tree is passed over; or done, where the line was in the room before the clock expected it. */
  const leaveTree = (at: number, still: 'skipped' | 'done' = 'skipped') => {
    if (!tree) return;
    tree = false;
    party.steps.slice(begun).forEach((step, n) => {
      all.push({ kind: `step ${begun + n + 1}`, label: stepWords(step), detail: '', from: at, still });
    });
  };
  const begin = (kind: string, label: string, at: number, detail = '') => all.push({ kind, label, detail, from: at });
  const end = (still: 'done' | 'failed' | 'skipped', label: string, at: number, detail = '') => {
    leaveTree(at);
    all.push({ kind: 'end', label, detail, from: at, still });
  };
  let keys = 0;
  let hungUp = false;
  let was = false;

  for (const { event, step, at: instant } of party.timeline) {
    if (asideOf(event)) continue;
    const at = Date.parse(instant);
    if (event !== 'keysPressed') keys = 0;
    switch (event) {
      case 'dialPutOff':
        last().detail = 'Twilio was not reached. It is asked again by itself.';
        break;
      case 'dialLost':
        begin('looking', 'Looking for the call', at, 'Twilio’s answer was lost. Nothing is dialled twice.');
        break;
      case 'dialTaken':
        if (last().kind === 'looking') begin('dialling', 'Dialling', at);
        else last().detail = '';
        break;
      case 'lineRang':
        begin('ringing', 'Ringing', at);
        break;
      case 'lineAnswered':
        begin('answered', 'Answered', at, answeredDetail(party, unheard));
        last().lasting = true;
        break;
      case 'stepBegun': {
        begun = step ?? begun + 1;
        const words = party.steps[begun - 1];
        begin(`step ${begun}`, words ? stepWords(words) : `Step ${begun}`, at);
        break;
      }
      case 'personAwaited': {
        const hold = party.steps[begun];
        begun = party.steps.length;
        begin('hold', 'On hold', at, hold?.note ? `A person is expected ${hold.note}. ${unheard}` : `A person is to come to the line. ${unheard}`);
        break;
      }
      case 'takenOver':
        leaveTree(at);
        begin('byHand', 'You took over', at, `Press keys, then have it join. ${unheard}`);
        break;
      case 'keysPressed':
        keys += 1;
        if (keys > 1) last().label = `You pressed keys, ${keys} times`;
        else {
          leaveTree(at);
          begin('keys', 'You pressed keys', at, was ? '' : `Press more, or have it join. ${unheard}`);
        }
        break;
      case 'joinAsked':
        leaveTree(at);
        begin('joining', party.quiet ? 'Coming in, for you alone' : 'Joining', at);
        break;
      case 'legHeard':
        leaveTree(at, 'done');
        begin('listening', 'You alone hear the line', at, unheard);
        break;
      case 'legJoined':
      case 'legBroughtIn':
        leaveTree(at, 'done');
        was = true;
        begin('inVisit', 'In the visit', at, 'Everybody hears the line.');
        break;
      case 'legLeft':
        begin('out', 'Out of the room', at, 'The call is still up. It comes back by itself, or have it join.');
        break;
      case 'hangUpAsked':
        hungUp = true;
        begin('hangingUp', 'Hanging up', at);
        break;
      case 'lineBusy':
        end('failed', 'The line was busy', at);
        break;
      case 'lineUnanswered':
        end('failed', 'Nobody answered', at);
        break;
      case 'dialRefused':
      case 'lineFailed':
        end('failed', 'Not called', at);
        break;
      case 'dialCancelled':
      case 'lineCancelled':
        end('skipped', 'Called off before anything answered', at);
        break;
      case 'lineEnded':
        if (was || hungUp) end('done', hungUp ? 'You hung up' : 'The line hung up', at);
        else end('failed', 'The line hung up before it came into the visit', at);
        break;
    }
  }
  return all;
}

function answeredDetail(party: PhoneParty, unheard: string): string {
  const who = answererWords(party);
  const next = party.way === 'guided' && party.state === 'answered' ? `Press keys, then have it join. ${unheard}` : '';
  return [who, next].filter(Boolean).join(' ');
}

/** What is still to come, as far as it can be told from where the call stands. */
function toCome(party: PhoneParty): Coming[] {
  const visit = { kind: 'inVisit', label: 'In the visit' };
  const alone = { kind: 'listening', label: 'You alone hear the line' };
  const way = party.quiet ? [alone, visit] : [visit];
  const byHand = party.timeline.some(({ event }) => event === 'takenOver' || event === 'keysPressed' || event === 'joinAsked' || event === 'legLeft');
  const steps = party.way === 'recipe' && !byHand ? party.steps : [];
  const after = (begun: number) =>
    steps.slice(begun).map((step, n) => (step.kind === 'handOver' ? { kind: 'hold', label: 'On hold' } : { kind: `step ${begun + n + 1}`, label: stepWords(step) }));
  const answered = { kind: 'answered', label: 'Answered' };
  switch (party.state) {
    case 'intended':
    case 'requested':
    case 'unknown':
    case 'queued':
      return [{ kind: 'ringing', label: 'Ringing' }, answered, ...after(0), ...way];
    case 'ringing':
      return [answered, ...after(0), ...way];
    case 'answered':
      return [...after(party.step ?? 0), ...way];
    case 'onStep':
      return [...after(party.step ?? 0), ...way];
    case 'waitingForPerson':
      return way;
    case 'listening':
      return [visit];
    default:
      return [];
  }
}

// Words for third parties by phone: how a line comes in, where a call stands, when a line is open. The console's windows share them.
import type { LineChoice, PhoneParty, PhoneStep, PhoneWay } from '$lib/api/generated';
import { momentWords, openingWords } from './directory';

/** What begins a sentence elsewhere and stands within one here. */
const lower = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);

/** What a line is called: its name, else its number as people read it. */
export function lineName(party: Pick<PhoneParty, 'name' | 'numberShown'>): string {
  return party.name || party.numberShown;
}

/** A way for a line to come in, as it is chosen. */
export type WayWords = { label: string; hint: string };

/** What each way means, in words; `tree` is whether the line has a phone tree that can be worked through. */
export function wayWords(way: PhoneWay, tree: boolean): WayWords {
  switch (way) {
    case 'recipe':
      return tree
        ? { label: 'By itself', hint: 'Works through the phone tree, then comes into the visit.' }
        : { label: 'Straight in', hint: 'Comes into the visit as soon as it answers.' };
    case 'guided':
      return { label: 'Guided', hint: 'You press the keys, hearing nothing yet, and have it join when you choose.' };
    case 'listenIn':
      return { label: 'Listen in', hint: 'You alone hear the line and press its keys. It hears the visit at once. You bring it in when you choose.' };
  }
}

/** `40 s`, `1 min 20 s`, `2 min`: how long something usually takes. */
export function spanWords(millis: number): string {
  const seconds = Math.max(1, Math.round(millis / 1000));
  if (seconds < 60) return `${seconds} s`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What is known of a line before it is called. */
export function lineWords(line: LineChoice, now: number, zone: string): string {
  const tree = line.lacksAccessCode
    ? 'Phone tree, lacks its access code'
    : line.hasRecipe
      ? `Phone tree${line.recipeMillis ? ` · takes ${spanWords(line.recipeMillis)}` : ''}`
      : 'No phone tree';
  const { words } = openingWords(line.opening, (instant) => momentWords(instant, now, zone));
  return `${tree} · ${lower(words)}`;
}

/** Whether somebody answers a line at this hour. */
export function isOpen(line: LineChoice): boolean {
  return line.opening.kind !== 'closed';
}

/** A verb with a step's note: "Pressing 2 for Spanish"; a note that does not go on from it stands after a colon. */
function withNote(verb: string, note: string): string {
  const trimmed = note.trim();
  if (!trimmed) return verb;
  return /^(for|to|until|till|while|when|after|before|at|in|on|and|so|because)\b/.test(trimmed) ? `${verb} ${trimmed}` : `${verb}: ${trimmed}`;
}

/** What a step of a phone tree does. The keys of an access code are not among what is known here. */
export function stepWords(step: PhoneStep): string {
  switch (step.kind) {
    case 'wait':
      return withNote('Waiting', step.note);
    case 'press':
      return withNote(`Pressing ${step.keys ?? 'keys'}`, step.note);
    case 'pressCode':
      return withNote('Pressing the access code', step.note);
    case 'say':
      return step.note ? `Saying “${step.note}”` : 'Saying something';
    case 'handOver':
      return 'On hold';
  }
}

/** Where a call stands, as short as it can be said: on a chip, in a row, to a screen reader. */
export function phoneStateWords(party: PhoneParty): string {
  if (party.hangingUp && !party.over) return 'hanging up';
  switch (party.state) {
    case 'intended':
    case 'requested':
    case 'queued':
      return 'dialling';
    case 'unknown':
      return 'looking for the call';
    case 'ringing':
      return 'ringing';
    case 'answered':
      return answeredWords(party);
    case 'onStep': {
      const step = party.steps[(party.step ?? 0) - 1];
      const words = step ? stepWords(step) : 'in the phone tree';
      return lower(words);
    }
    case 'waitingForPerson':
      return 'on hold';
    case 'listening':
      return 'you alone hear it';
    case 'inVisit':
      return 'in the visit';
    case 'busy':
      return 'busy';
    case 'noAnswer':
      return 'no answer';
    case 'failed':
      return 'not called';
    case 'cancelled':
      return 'called off';
    case 'completed':
      return 'call over';
  }
}

function answeredWords(party: PhoneParty): string {
  const last = party.timeline.findLast(({ event }) => event !== 'legMuted' && event !== 'legUnmuted')?.event;
  if (last === 'joinAsked') return 'joining';
  if (last === 'legLeft') return 'out of the room';
  if (last === 'takenOver' || last === 'keysPressed' || (last === 'lineAnswered' && party.way === 'guided')) return 'waits for your keys';
  return 'answered';
}

/** What answered, where Twilio was asked to tell; empty where it was not. */
export function answererWords(party: Pick<PhoneParty, 'answeredBy'>): string {
  switch (party.answeredBy) {
    case 'human':
      return 'A person answered.';
    case 'machine':
      return 'A machine answered.';
    case 'fax':
      return 'A fax answered.';
    case 'unknown':
      return 'Twilio could not tell whether a person answered.';
    default:
      return '';
  }
}

// A phone tree that is tried, in words: its timeline, what goes on, what came of it. Pure: the moment is an argument, by the core's clock.
import type { DirectoryLine, PhoneParty, PhoneRecipe } from '$lib/api/generated';
import type { TimelineItem } from '$lib/components/Timeline.svelte';
import { treeName } from '$lib/text/directory';
import { spanWords, stepWords } from '$lib/text/phone';
import { drawn, type Coming, type Stretch } from '$lib/third-parties/attempt';

const REACHED = 'A person would now be put through';

/** Whether the line was up to the end of the phone tree. */
export const reachedEnd = (call: PhoneParty): boolean => call.timeline.some(({ event }) => event === 'personAwaited');
const stopped = (call: PhoneParty): boolean => call.timeline.some(({ event }) => event === 'hangUpAsked' || event === 'dialCancelled');
/** The steps that are worked through: handing over is only reached. */
const walked = (call: PhoneParty) => call.steps.filter(({ kind }) => kind !== 'handOver');
const lastStep = (call: PhoneParty): number => call.timeline.findLast(({ event }) => event === 'stepBegun')?.step ?? 0;

/** What happened with how long it took, what goes on, what is to come. */
export function dryRunTimeline(call: PhoneParty, now: number): TimelineItem[] {
  return drawn(stretches(call), call.over || call.hangingUp ? [] : toCome(call), now, call.over);
}

function stretches(call: PhoneParty): Stretch[] {
  const all: Stretch[] = [{ kind: 'dialling', label: 'Dialling', detail: '', from: Date.parse(call.addedAt) }];
  const last = () => all[all.length - 1] as Stretch;
  for (const { event, step, at } of call.timeline) {
    const begin = (kind: string, label: string, detail = '') => all.push({ kind, label, detail, from: Date.parse(at) });
    if (event === 'dialPutOff') last().detail = 'Twilio was not reached. It is asked again by itself.';
    else if (event === 'dialTaken') last().detail = '';
    else if (event === 'dialLost') begin('looking', 'Looking for the call', 'Twilio’s answer was lost. Nothing is dialled twice.');
    else if (event === 'lineRang') begin('ringing', 'Ringing');
    else if (event === 'lineAnswered') begin('answered', 'Answered');
    else if (event === 'stepBegun') begin(`step ${step}`, labelOf(call, step ?? 0));
    else if (event === 'personAwaited') begin('reached', REACHED, 'The line is hung up by itself.');
    else if (event === 'hangUpAsked') begin('hangingUp', 'Hanging up');
  }
  if (call.over) all.push(ended(call));
  return all;
}

function labelOf(call: PhoneParty, number: number): string {
  const step = call.steps[number - 1];
  return step ? stepWords(step) : `Step ${number}`;
}

function toCome(call: PhoneParty): Coming[] {
  if (reachedEnd(call)) return [];
  const seen = (event: string) => call.timeline.some((entry) => entry.event === event);
  const ringing = seen('lineRang') || seen('lineAnswered') ? [] : [{ kind: 'ringing', label: 'Ringing' }];
  const answered = seen('lineAnswered') ? [] : [{ kind: 'answered', label: 'Answered' }];
  const begun = lastStep(call);
  const steps = walked(call).slice(begun).map((step, n) => ({ kind: `step ${begun + n + 1}`, label: stepWords(step) }));
  return [...ringing, ...answered, ...steps, { kind: 'reached', label: 'A person would be put through' }];
}

function ended(call: PhoneParty): Stretch {
  const end = (still: NonNullable<Stretch['still']>, label: string): Stretch => ({ kind: 'end', label, detail: '', from: Date.parse(call.since), still });
  switch (call.state) {
    case 'busy':
      return end('failed', 'The line was busy');
    case 'noAnswer':
      return end('failed', 'Nobody answered');
    case 'failed':
      return end('failed', 'Not called');
    case 'cancelled':
      return end('skipped', 'Called off before anything answered');
    default:
      if (reachedEnd(call)) return end('done', stopped(call) ? 'You hung up' : 'Hung up');
      return stopped(call) ? end('skipped', 'You stopped it') : end('failed', 'The line hung up');
  }
}

/** What is said before a line is called to try its phone tree. */
export function dryRunQuestion(line: DirectoryLine, recipe: PhoneRecipe, unsaved: boolean, stepMillis: readonly number[]): string {
  // Handing over is only reached.
  const millis = stepMillis.slice(0, -1).reduce((sum, each) => sum + each, 0);
  const closed = line.opening.kind === 'closed' ? ' The line is closed at this hour.' : '';
  const which = `The phone tree for ${recipe.language ? treeName(recipe.language) : 'all others'}${unsaved ? ', as it stands here and is not saved,' : ''}`;
  return `This calls the line for real, at ${line.numberShown}, at the price of the call.${closed} ${which} is worked through with nobody in the call, and the line is hung up where a person would be put through, ${millis > 0 ? `about ${spanWords(millis)} after` : 'as soon as'} it answers.`;
}

/** What goes on, or how it ended, as short as it can be said: for a screen reader, once for each change. */
export function dryRunWords(call: PhoneParty): string {
  return call.over ? (dryRunOutcome(call)?.title ?? '') : `${dryRunTimeline(call, Date.parse(call.since)).find(({ state }) => state === 'live')?.label ?? ''}.`;
}

export type Outcome = { tone: 'ok' | 'bad' | 'plain'; title: string; words: string; code: number | null };

/** What came of it; null while it goes on. */
export function dryRunOutcome(call: PhoneParty): Outcome | null {
  if (!call.over) return null;
  const came = (tone: Outcome['tone'], title: string, words: string, code: number | null = null): Outcome => ({ tone, title, words, code });
  const at = lastStep(call);
  const where = at > 0 ? `at step ${at} of ${call.steps.length}, ${labelOf(call, at).replace(/^./, (first) => first.toLowerCase())}` : 'before the first step';
  switch (call.state) {
    case 'busy':
      return came('bad', 'The line was busy.', 'Nothing of the phone tree was tried. Try it again later.');
    case 'noAnswer':
      return came('bad', 'Nobody answered.', 'Nothing of the phone tree was tried. Try it again while the line is open.');
    case 'failed':
      return came('bad', call.failure?.message ?? 'The line could not be called.', call.failure?.advice ?? 'Try it again.', call.failure?.twilioCode ?? null);
    case 'cancelled':
      return came('plain', 'Stopped before anything answered.', 'Nothing of the phone tree was tried.');
    default:
      if (reachedEnd(call)) return came('ok', `${REACHED}.`, 'The line stayed up through every step. Anteroom does not hear the menus: a wrong key shows only where the line hangs up.');
      if (stopped(call)) return came('plain', 'Stopped.', `The line was hung up ${where}.`);
      return came('bad', 'The line hung up before the end.', `It did so ${where}. Check the keys up to there, and whether the waits before them are long enough.`);
  }
}

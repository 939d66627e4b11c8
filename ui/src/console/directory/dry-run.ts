// A phone tree that is tried, in words: its timeline, what goes on, what came of it. Pure: the moment is an argument, by the core's clock.
import type { DirectoryLine, PhoneParty, PhoneRecipe } from '$lib/api/generated';
import type { TimelineItem } from '$lib/components/Timeline.svelte';
import { treeName } from '$lib/text/directory';
import { spanWords, stepWords } from '$lib/text/phone';
import { elapsedWords } from '$lib/text/time';

const REACHED = 'A person would now be put through';

/** Whether the line was up to the end of the phone tree. */
export const reachedEnd = (call: PhoneParty): boolean => call.timeline.some(({ event }) => event === 'personAwaited');
const stopped = (call: PhoneParty): boolean => call.timeline.some(({ event }) => event === 'hangUpAsked' || event === 'dialCancelled');
/** The steps that are worked through: handing over is only reached. */
const walked = (call: PhoneParty) => call.steps.filter(({ kind }) => kind !== 'handOver');
const lastStep = (call: PhoneParty): number => call.timeline.findLast(({ event }) => event === 'stepBegun')?.step ?? 0;
const since = (from: string, to: number) => elapsedWords((to - Date.parse(from)) / 1000);

type Part = { key: string; label: string; from: string; detail?: string };

/** What happened with how long it took, what goes on, what is to come. */
export function dryRunTimeline(call: PhoneParty, now: number): TimelineItem[] {
  const parts: Part[] = [{ key: 'dialling', label: 'Dialling', from: call.addedAt }];
  for (const { event, step, at } of call.timeline) {
    const last = parts[parts.length - 1] as Part;
    if (event === 'dialPutOff') last.detail = 'Twilio was not reached. It is asked again by itself.';
    else if (event === 'dialTaken') delete last.detail;
    else if (event === 'dialLost') parts.push({ key: 'looking', label: 'Looking for the call', from: at, detail: 'Twilio’s answer was lost. Nothing is dialled twice.' });
    else if (event === 'lineRang') parts.push({ key: 'ringing', label: 'Ringing', from: at });
    else if (event === 'lineAnswered') parts.push({ key: 'answered', label: 'Answered', from: at });
    else if (event === 'stepBegun') parts.push({ key: `step ${step}`, label: labelOf(call, step ?? 0), from: at });
    else if (event === 'personAwaited') parts.push({ key: 'reached', label: REACHED, from: at, detail: 'The line is hung up by itself.' });
    else if (event === 'hangUpAsked') parts.push({ key: 'hangingUp', label: 'Hanging up', from: at });
  }
  const items = parts.map(({ key, label, from, detail }, index): TimelineItem => {
    const next = parts[index + 1];
    const live = !next && !call.over;
    const until = next ? Date.parse(next.from) : call.over ? Date.parse(call.since) : now;
    return { key, label, state: live ? 'live' : 'done', figure: since(from, until), ...(live && detail ? { detail } : {}) };
  });
  if (call.over) return [...items, ...ended(call)];
  return call.hangingUp ? items : [...items, ...toCome(call)];
}

function labelOf(call: PhoneParty, number: number): string {
  const step = call.steps[number - 1];
  return step ? stepWords(step) : `Step ${number}`;
}

function toCome(call: PhoneParty): TimelineItem[] {
  if (reachedEnd(call)) return [];
  const seen = (event: string) => call.timeline.some((entry) => entry.event === event);
  const before = [...(seen('lineRang') || seen('lineAnswered') ? [] : ['Ringing']), ...(seen('lineAnswered') ? [] : ['Answered'])];
  const steps = walked(call).map(stepWords).slice(lastStep(call));
  return [...before, ...steps, 'A person would be put through'].map((label, index) => ({ key: `to come ${index}`, label, state: 'todo' }));
}

function ended(call: PhoneParty): TimelineItem[] {
  const end = (state: TimelineItem['state'], label: string): TimelineItem[] => [{ key: 'end', state, label }];
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

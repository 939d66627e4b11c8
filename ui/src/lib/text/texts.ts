// The words of texts: what each is for, where it stands, what it takes, who may not be texted.
import type { TextKind, TextMessage, TextPreview, TextState, ThirdParty } from '$lib/api/generated';
import { count, languageName } from './names';
import { guestName } from './third-party';

/** What a text is for. */
export const textKindWords: Record<TextKind, string> = {
  invitation: 'Link',
  reminder: 'Reminder',
  link: 'Link by the plan',
  change: 'New time',
  cancellation: 'Cancellation',
  thirdParty: 'Link for a third party',
};

/** A text by what it is for, and whom, where that is not the patient. */
export function textWords(text: TextMessage, thirdParties: readonly ThirdParty[]): string {
  const third = text.toThirdParty && thirdParties.find(({ id }) => id === text.invitationId);
  return third ? `${guestName(third)}: ${textKindWords[text.kind].toLowerCase()}` : textKindWords[text.kind];
}

/** Where a text stands. `sent` is not `delivered`: some carriers never say more. */
export const textStateWords: Record<TextState, string> = {
  planned: 'Planned',
  intended: 'Sending…',
  requested: 'Sending…',
  unknown: 'Looking it up…',
  unresolved: 'Not known whether it was sent',
  scheduled: 'Scheduled',
  accepted: 'Sending…',
  queued: 'Waits to be sent',
  sent: 'Sent',
  delivered: 'Delivered',
  undelivered: 'Not delivered',
  failed: 'Not sent',
  cancelled: 'Called off',
  withheld: 'Not sent',
};

/** How a text's state is marked: done, going on, to come, failed, in need of an answer, or over without having been sent. */
export type TextMark = 'done' | 'live' | 'todo' | 'failed' | 'asks' | 'off';

const marks: Record<TextState, TextMark> = {
  planned: 'todo',
  intended: 'live',
  requested: 'live',
  unknown: 'live',
  unresolved: 'asks',
  scheduled: 'todo',
  accepted: 'live',
  queued: 'live',
  sent: 'done',
  delivered: 'done',
  undelivered: 'failed',
  failed: 'failed',
  cancelled: 'off',
  withheld: 'failed',
};

/** See `TextMark`. A text that was not needed any more has not failed. */
export function textMark(text: Pick<TextMessage, 'state' | 'problem'>): TextMark {
  return text.state === 'withheld' && !text.problem?.advice ? 'off' : marks[text.state];
}

/** Where a text stands, and since when or from when; `moment` writes an instant. `offline`: Twilio is not reached. */
export function textStanding(text: TextMessage, moment: (instant: string) => string, offline = false): string {
  if (text.cancelling && text.state !== 'cancelled') return 'Being called off';
  if (offline && (text.state === 'intended' || text.state === 'requested')) return 'Goes when Twilio is reached';
  switch (text.state) {
    case 'planned':
    case 'scheduled':
      return `Goes ${moment(text.plannedFor)}`;
    case 'queued':
      return `Waits to be sent, since ${moment(text.since)}`;
    case 'intended':
    case 'requested':
    case 'accepted':
    case 'unknown':
    case 'unresolved':
      return textStateWords[text.state];
    case 'sent':
    case 'delivered':
    case 'undelivered':
    case 'failed':
    case 'cancelled':
    case 'withheld':
      return `${textStateWords[text.state]}${text.late ? ', late,' : ''} ${moment(text.since)}`;
  }
}

/** What more is to be known of where a text stands; empty where nothing is. */
export function textHint(text: Pick<TextMessage, 'state' | 'kind'>): string {
  switch (text.state) {
    case 'scheduled':
      return 'Also while Anteroom is closed.';
    case 'planned':
      return text.kind === 'link' ? 'Anteroom has to be open then: a link lives for less than a day.' : '';
    case 'sent':
      return 'A carrier has it. Whether it arrived is not known.';
    default:
      return '';
  }
}

const inSevenBits = 160;

/** How many messages a text comes to, and why it is more than one. */
export function segmentWords({ segments, encoding, unusual, units }: Pick<TextPreview, 'segments' | 'encoding' | 'unusual' | 'units'>): string {
  const messages = count(segments, 'message');
  if (encoding === 'ucs2') {
    const shown = unusual.slice(0, 4).join(' ');
    const signs = shown ? `characters outside GSM-7 (${shown}${unusual.length > 4 ? ' …' : ''})` : 'characters outside GSM-7';
    return segments > 1 ? `${messages}, because of ${signs}` : `${messages}, with ${signs}`;
  }
  return segments > 1 ? `${messages}: ${units} characters, and one takes ${inSevenBits}` : messages;
}

/** What a link costs, where that is worth a thought; empty where it is not. */
export function linkWords({ linkLength, linkSegments, segments, shortened }: Pick<TextPreview, 'linkLength' | 'linkSegments' | 'segments' | 'shortened'>): string {
  if (shortened) return 'The link is shortened when it is sent, so the count may be off by one.';
  if (linkSegments < 2) return '';
  return `The link alone has ${linkLength} characters: ${linkSegments} of the ${count(segments, 'message')} are for it. A messaging service with a link domain makes it short.`;
}

/** In what a text is written. */
export function writtenIn(language: string): string {
  return `Written in ${languageName(language)}`;
}

/** What became of a text between two readings, to be read out; empty where there is nothing to say. */
export function textChange(before: TextMessage | undefined, after: TextMessage, whom: string): string {
  if (before?.state === after.state) return '';
  const what = after.kind === 'reminder' || after.kind === 'change' || after.kind === 'cancellation' ? 'The text' : 'The text with the link';
  switch (after.state) {
    case 'delivered':
      return `${what} for ${whom} arrived.`;
    case 'undelivered':
      return `${what} for ${whom} did not arrive. ${after.problem?.message ?? ''}`.trim();
    case 'failed':
    case 'withheld':
      return before ? `${what} for ${whom} was not sent. ${after.problem?.message ?? ''}`.trim() : '';
    case 'unresolved':
      return `It is not known whether the text for ${whom} was sent.`;
    case 'cancelled':
      return before ? `${what} for ${whom} is called off.` : '';
    default:
      return '';
  }
}

/** What notices are about, as one sentence; empty where there are none. */
export function noticesWords(texts: readonly Pick<TextMessage, 'state' | 'late'>[]): string {
  const of = (...states: TextState[]) => texts.filter(({ state }) => states.includes(state)).length;
  const late = texts.filter(({ state, late }) => late && !['undelivered', 'failed', 'withheld', 'unresolved'].includes(state)).length;
  const parts = [
    [of('unresolved'), 'may not have been sent'],
    [of('undelivered', 'failed'), 'did not arrive'],
    [of('withheld'), 'not sent'],
    [late, 'sent late'],
  ] as const;
  const named = parts.filter(([number]) => number > 0);
  if (named.length === 0) return '';
  const words = named.map(([number, what], index) => (index === 0 ? `${count(number, 'text')} ${number === 1 || what.startsWith('may') || what.startsWith('did') ? what : `were ${what}`}` : `${number} ${what}`));
  return `${words.join(' · ')}.`;
}

// The words of texts: what each is for, where it stands.
import type { TextKind, TextMessage, TextState, ThirdParty } from '$lib/api/generated';
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
  queued: 'Waiting at Twilio',
  sent: 'Sent',
  delivered: 'Delivered',
  undelivered: 'Not delivered',
  failed: 'Not sent',
  cancelled: 'Called off',
  withheld: 'Not sent',
};

// Words for third parties: what they are, where they stand. The console's windows share them.
import type { CallRole, ThirdParty, ThirdPartyRole } from '$lib/api/generated';
import { languageName } from './names';

const roles: Record<CallRole, string> = {
  provider: 'Provider',
  patient: 'Patient',
  family: 'Family member',
  interpreter: 'Interpreter',
  specialist: 'Specialist',
  other: 'Guest',
};

/** The roles that somebody can be invited in, as they are offered. */
export const ROLES: readonly ThirdPartyRole[] = ['interpreter', 'family', 'specialist', 'other'];

/** What somebody is: the relationship in its own words where there is one, else the role. */
export function roleWords(person: { role: CallRole; relationship?: string }): string {
  return person.relationship || roles[person.role];
}

/** The name to show; where none is known, what they are. */
export function guestName(person: { name: string; role: CallRole; relationship?: string }): string {
  return person.name || roleWords(person);
}

/** Name and what they are, as one line: "Lucía Márquez, Daughter"; what they are alone where no name is known. */
export function whoWords(person: { name: string; role: CallRole; relationship?: string }): string {
  return person.name ? `${person.name}, ${roleWords(person)}` : roleWords(person);
}

/** What they are, with an interpreter's language: "Interpreter, Spanish". */
export function roleAndLanguage(third: Pick<ThirdParty, 'role' | 'relationship' | 'language'>): string {
  return third.role === 'interpreter' && third.language ? `${roleWords(third)}, ${languageName(third.language)}` : roleWords(third);
}

/** What they are, and to whose visit: "Daughter, for Elena Márquez Ríos". */
export function relationWords(third: Pick<ThirdParty, 'role' | 'relationship' | 'language'>, patient: string): string {
  return `${roleAndLanguage(third)}, for ${patient}`;
}

/** Where a third party stands, in words; `time` writes an instant. */
export function standingWords(third: ThirdParty, time: (instant: string) => string): string {
  switch (third.state) {
    case 'invited':
      if (third.readiness.kind === 'settingUp') return 'Setting up the link';
      if (third.readiness.kind === 'failed') return 'The link does not work yet';
      return third.onLink === 'checking' ? 'Trying camera and sound' : third.onLink ? 'Opened the link' : 'Invited, not opened';
    case 'waiting':
      return third.awaySince ? `Silent since ${time(third.awaySince)}` : `Waiting since ${time(third.since)}`;
    case 'left':
      return `Left the waiting room ${time(third.since)}`;
    case 'admitted':
      return third.inCall ? 'In the call' : third.wasInCall ? 'Left the call, may come back' : 'Let in, not there yet';
    case 'removed':
      return third.inCall ? 'Being taken out' : `Removed ${time(third.since)}`;
    case 'keptOut':
      return `Kept out since ${time(third.since)}`;
    case 'withdrawn':
      return `Invitation taken back ${time(third.since)}`;
    case 'expired':
      return `Link ran out ${time(third.since)}`;
  }
}

/** Where somebody belongs in the list of people. */
export type Standing = 'waiting' | 'in' | 'invited' | 'gone';

/** See `Standing`. */
export function standing(third: Pick<ThirdParty, 'state' | 'inCall' | 'wasInCall'>): Standing {
  switch (third.state) {
    case 'waiting':
      return 'waiting';
    case 'invited':
      return 'invited';
    case 'admitted':
      return third.wasInCall && !third.inCall ? 'gone' : 'in';
    case 'left':
    case 'removed':
    case 'keptOut':
    case 'withdrawn':
    case 'expired':
      return 'gone';
  }
}

/** The draft of an e-mail that brings somebody their link; the link follows it. */
export function mailWords(third: { name: string }, clinic: { providerName: string; until: string }): { subject: string; text: string } {
  const greeting = third.name ? `Hello ${third.name},` : 'Hello,';
  return {
    subject: `Video visit with ${clinic.providerName}`,
    text: `${greeting}\n\nplease join a video visit with ${clinic.providerName}. Open this link on a phone or a computer with a camera. It is for you only and works until ${clinic.until}.`,
  };
}

// Whoever waits to be let in, as their card shows them: the patient of a visit, or a third party of one.
import type { WaitingGuest, WaitingPatient } from '$lib/api/generated';
import { guestName, relationWords } from '$lib/text/third-party';

/** What a card needs to know. */
export type Waiter = Pick<WaitingPatient, 'visitId' | 'language' | 'since' | 'camera' | 'microphone' | 'network' | 'awaySince' | 'interpreter'> & {
  /** Stays the same while they wait. */
  id: string;
  /** A third party's invitation; null for a patient. */
  invitationId: string | null;
  name: string;
  /** What they are here for, after the time of a patient's visit. */
  about: string;
  /** Their place in line; third parties have none. */
  place: number | null;
  /** Third parties' pages do not try it. */
  speaker: WaitingPatient['speaker'] | null;
};

export function waiterOfPatient(patient: WaitingPatient, time: (instant: string) => string): Waiter {
  const { visitId, patientName, reason, startsAt, ...known } = patient;
  return { ...known, visitId, id: visitId, invitationId: null, name: patientName, about: `${time(startsAt)}${reason ? ` · ${reason}` : ''}` };
}

export function waiterOfGuest({ visitId, patientName, thirdParty }: WaitingGuest): Waiter {
  const { id, language, since, camera, microphone, network, awaySince } = thirdParty;
  return {
    id, invitationId: id, visitId, language, since, camera, microphone, network, awaySince, speaker: null, place: null,
    name: guestName(thirdParty), about: relationWords(thirdParty, patientName),
  };
}

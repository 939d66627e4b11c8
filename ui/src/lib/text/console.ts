// The console's words for what the core says in codes. Short, plain, present tense.
import type {
  AccountPart,
  DeviceVerdict,
  GuestStep,
  LinkText,
  NetworkVerdict,
  PhoneParty,
  VendorRequest,
  ProviderState,
  TextMessage,
  ThirdParty,
  TimelineStep,
  VisitState,
  WaitingPatient,
} from '$lib/api/generated';
import { languageName } from './names';
import { textWords } from './texts';
import { guestName } from './third-party';

/** What a visit's state is called on the agenda. */
export function stateWords(state: VisitState, onLink?: GuestStep | null, linkText?: LinkText | null): string {
  switch (state) {
    case 'scheduled':
      return 'Not invited';
    case 'invited':
      return onLink === 'checking' ? 'Checking devices' : onLink ? 'Opened the link' : linkText === 'notDelivered' ? 'Text not delivered' : linkText ? 'Texted, not opened' : 'Invited, not opened';
    case 'waiting':
      return 'Waiting';
    case 'askedBack':
      return 'Asked to come back';
    case 'left':
      return 'Left the waiting room';
    case 'inVisit':
      return 'In the visit';
    case 'completed':
      return 'Done';
    case 'cancelled':
      return 'Cancelled';
    case 'noShow':
      return 'No-show';
  }
}

/** What the provider's state is called, and what waiting patients read. */
export function providerWords(state: ProviderState): string {
  switch (state.kind) {
    case 'available':
      return 'Available';
    case 'withPatient':
      return 'With a patient';
    case 'late':
      return `Running ${state.minutes} min late`;
    case 'away':
      return 'Away';
  }
}

/** The lateness that is offered, in minutes. */
export const LATENESS = [5, 10, 15, 20, 30] as const;

/** The parts of an account, as they are called in the results. */
export const accountParts: Record<AccountPart, string> = {
  clock: 'Internet and clock',
  apiKey: 'API key',
  video: 'Video',
  sync: 'Waiting room (Sync)',
  keychain: 'Keychain',
};

/** One verdict of the checks, for `Verdict`. */
export type Checked = { tone: 'fine' | 'warn' | 'bad' | 'unfinished'; words: string };

const deviceNames = { camera: 'Camera', microphone: 'Mic', speaker: 'Speaker' } as const;
export type Device = keyof typeof deviceNames;

/** What a device check said. */
export function deviceWords(device: Device, verdict: DeviceVerdict): Checked {
  const name = deviceNames[device];
  const lower = device === 'microphone' ? 'mic' : device;
  switch (verdict) {
    case 'works':
      return { tone: 'fine', words: name };
    case 'untried':
      return { tone: 'unfinished', words: `${name} not tried` };
    case 'refused':
      return { tone: 'bad', words: `${name} refused` };
    case 'busy':
      return { tone: 'warn', words: `${name} in use` };
    case 'missing':
      return { tone: 'warn', words: `No ${lower}` };
    case 'faulty':
      return { tone: 'warn', words: `${name} faulty` };
    case 'without':
      return { tone: 'unfinished', words: `Without ${lower}` };
  }
}

/** What the network check said. */
export function networkWords(verdict: NetworkVerdict): Checked {
  switch (verdict) {
    case 'good':
      return { tone: 'fine', words: 'Network' };
    case 'usable':
      return { tone: 'warn', words: 'Network fair' };
    case 'poor':
      return { tone: 'warn', words: 'Network poor' };
    case 'untried':
      return { tone: 'unfinished', words: 'Network not tried' };
  }
}

/** The one sentence on a waiting card, worst first; none where all is fine. */
export function waitingNote(
  waiter: Pick<WaitingPatient, 'camera' | 'microphone' | 'network' | 'awaySince' | 'interpreter'> & { speaker: WaitingPatient['speaker'] | null },
  time: (instant: string) => string,
): { tone: 'bad' | 'warn'; words: string } | undefined {
  const { camera, microphone, speaker, network } = waiter;
  const voice = microphone === 'works';
  if (waiter.awaySince) {
    return { tone: 'warn', words: `Their page has been silent since ${time(waiter.awaySince)}. Their place is kept.` };
  }
  if (microphone === 'refused') {
    return { tone: 'bad', words: 'The browser is not sharing the microphone. They hear you; you do not hear them.' };
  }
  if (camera === 'refused') {
    return { tone: 'bad', words: `The browser is not sharing the camera.${voice ? ' Voice works.' : ''}` };
  }
  if (microphone === 'busy' || microphone === 'missing' || microphone === 'faulty') {
    return { tone: 'warn', words: 'Their microphone does not work. They hear you; you do not hear them.' };
  }
  if (speaker === 'faulty' || speaker === 'missing') return { tone: 'warn', words: 'They may not hear you.' };
  if (camera === 'busy') {
    return { tone: 'warn', words: `Another program holds the camera.${voice ? ' Voice works.' : ''}` };
  }
  if (camera === 'missing' || camera === 'faulty') {
    return { tone: 'warn', words: `There will be no picture.${voice ? ' Voice works.' : ''}` };
  }
  if (waiter.interpreter && !waiter.interpreter.booked) {
    return { tone: 'warn', words: `Wants an interpreter for ${languageName(waiter.interpreter.language)}. None is booked yet.` };
  }
  if (network === 'poor') return { tone: 'warn', words: 'The network is poor. Expect sound to hold, the picture to pause.' };
  if (network === 'usable') return { tone: 'warn', words: 'The network is fair. The picture may pause.' };
  return undefined;
}

/** The steps of an invitation. */
export const timelineWords: Record<TimelineStep, string> = {
  invited: 'Invited',
  texted: 'Texted',
  delivered: 'Text delivered',
  notDelivered: 'Text not delivered',
  opened: 'Opened the link',
  checking: 'Tried camera and sound',
  checkedIn: 'Checked in',
  askedBack: 'Asked to come back later',
  left: 'Left the waiting room',
  admitted: 'Let in',
  joined: 'Joined the call',
  leftCall: 'Left the call',
  removed: 'Removed from the visit',
  keptOut: 'Kept out',
  withdrawn: 'Invitation taken back',
  expired: 'Link ran out',
  ended: 'Visit ended',
};

// The names are those of the audit (crates/clinic). One that is new there is written out until it has words here.
const historyEvents: Record<string, string> = {
  chatWritten: 'Message sent',
  chatReceived: 'Message received',
  quickRepliesSet: 'Quick replies changed',
  afterwordSet: 'Words after a visit changed',
  surveyAnswered: 'Asked after the visit: could you hear and see well?',
  delayTold: 'Delay told to everybody waiting',
  delayTakenBack: 'Delay taken back',
  visitBooked: 'Visit booked',
  visitEdited: 'Visit changed',
  visitMoved: 'Visit moved',
  visitCancelled: 'Visit cancelled',
  visitEnded: 'Visit ended',
  visitReopened: 'Visit reopened',
  noShowMarked: 'Marked as no-show',
  noShowUndone: 'No-show taken back',
  patientInvited: 'Patient invited',
  invitationReady: 'Link works',
  invitationFailed: 'Link could not be set up',
  invitationWithdrawn: 'Invitation taken back',
  linkGivenOut: 'Link given out',
  linkOpened: 'Link opened',
  linkExpired: 'Link ran out',
  devicesChecking: 'Camera and sound tried',
  interpreterWished: 'Asked whether they want an interpreter',
  intakeBegun: 'Began to answer the clinic’s questions',
  patientCheckedIn: 'Patient checked in',
  patientAway: 'Patient’s page went silent',
  patientLeft: 'Patient left the waiting room',
  comeBackAsked: 'Asked to come back later',
  comeBackUndone: 'Asked to wait after all',
  comeBackAnswered: 'Asked whether they can come back then',
  patientReturned: 'Patient came back',
  patientAdmitted: 'Patient let in',
  roomOpened: 'Room opened',
  roomClosed: 'Room closed',
  patientJoined: 'Patient joined the call',
  patientLeftCall: 'Patient left the call',
  providerJoined: 'Provider joined the call',
  providerLeftCall: 'Provider left the call',
  roomLeft: 'Room left for a new one',
  guestInvited: 'Invited',
  guestInvitationReady: 'Link works',
  guestInvitationFailed: 'Link could not be set up',
  guestLinkGivenOut: 'Link given out',
  guestLinkOpened: 'Link opened',
  guestDevicesChecking: 'Camera and sound tried',
  guestCheckedIn: 'Came to the waiting room',
  guestReturned: 'Came back to the waiting room',
  guestLeft: 'Left the waiting room',
  guestAdmitted: 'Let in',
  guestJoined: 'Joined the call',
  guestLeftCall: 'Left the call',
  guestRemoved: 'Removed from the visit',
  guestKeptOut: 'Kept out of the visit',
  guestSeenUnadmitted: 'Tried to come in and was taken out',
  guestInvitationWithdrawn: 'Invitation taken back',
  guestLinkExpired: 'Link ran out',
  thirdPartyAdded: 'Phone call asked for',
  dialRequested: 'Dialling',
  dialPutOff: 'Twilio not reached, to be asked again',
  dialTaken: 'Taken by Twilio',
  dialRefused: 'Not dialled',
  dialLost: 'Answer lost, call looked for',
  dialCancelled: 'Called off',
  lineRang: 'Ringing',
  lineAnswered: 'Answered',
  stepBegun: 'Phone tree',
  personAwaited: 'Waiting for a person',
  takenOver: 'Phone tree taken over',
  keysPressed: 'Keys pressed',
  joinAsked: 'Asked into the visit',
  legHeard: 'Listened in to',
  legJoined: 'Joined the call',
  legBroughtIn: 'Brought in',
  legLeft: 'Left the call',
  legMuted: 'Muted',
  legUnmuted: 'Unmuted',
  hangUpAsked: 'Hung up',
  lineBusy: 'Busy',
  lineUnanswered: 'No answer',
  lineFailed: 'Not put through',
  lineCancelled: 'Called off before an answer',
  lineEnded: 'Call over',
  textPlanned: 'Text planned',
  textUnplanned: 'Text not planned any more',
  textIntended: 'Text asked for',
  textReplanned: 'Text given another time',
  textDue: 'Text due',
  textWithheld: 'Text not sent',
  textRequested: 'Texting',
  textPutOff: 'Twilio not reached, text to be asked for again',
  textTaken: 'Text taken by Twilio',
  textScheduled: 'Text handed to Twilio’s scheduler',
  textRefused: 'Text refused',
  textLost: 'Answer lost, text looked for',
  textNotFound: 'Not known whether the text was sent',
  textSearched: 'Text looked for again',
  textSaidSent: 'Text said to be sent',
  textSaidUnsent: 'Text said not to be sent',
  textQueued: 'Text waiting at Twilio',
  textSent: 'Text sent',
  textDelivered: 'Text delivered',
  textUndelivered: 'Text not delivered',
  textFailed: 'Text failed',
  textCancelAsked: 'Text to be called off',
  textCancelled: 'Text called off',
  textCancelTooLate: 'Too late to call the text off',
  textNoticeSeen: 'Notice about a text seen',
  vendorAdded: 'Service to be asked',
  askRequested: 'Service asked',
  askPutOff: 'Service not reached, to be asked again',
  askTaken: 'Taken by the service',
  askRefused: 'Not taken by the service',
  askLost: 'Answer lost',
  vendorAccepted: 'Accepted by an interpreter',
  vendorOnTheWay: 'On the way in',
  vendorRefused: 'Nobody free at the service',
  vendorCalledOff: 'Called off by the service',
  vendorFailed: 'Failed at the service',
  vendorEnded: 'Over at the service',
  vendorArrived: 'Came in, sent by the service',
  vendorLineLost: 'Not reached by the service’s number',
  vendorCancelled: 'Request to the service cancelled',
  vendorWaitedTooLong: 'Waited for too long',
  vendorTold: 'Service told that it is off',
  vendorNotTold: 'Service could not be told that it is off',
};

/** An audit event's words; one without words of its own is written out: `roomClosed` as "Room closed". */
export function historyWords(event: string): string {
  const known = historyEvents[event];
  if (known) return known;
  const spaced = event.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** What more an audit event tells. What happened to a third party begins with their id: they are called by their name here. */
export function historyDetail(detail: string, thirdParties: readonly ThirdParty[], phoneParties: readonly PhoneParty[] = [], texts: readonly TextMessage[] = [], vendorRequests: readonly VendorRequest[] = []): string {
  const [id = '', ...rest] = detail.split(' ');
  // A text's line names it after its third party, or alone.
  const text = texts.find((each) => each.id === id || each.id === rest[0]);
  if (text) return textWords(text, thirdParties);
  const called = phoneParties.find((each) => each.id === id);
  if (called) {
    // What they are to the visit comes next, and is no news.
    const name = called.name || called.numberShown;
    return rest.length > 1 ? `${name}: ${rest.slice(1).join(' ')}` : name;
  }
  const asked = vendorRequests.find((each) => each.id === id);
  if (asked) return asked.interpreter ? `${asked.service}, ${asked.interpreter}` : asked.service;
  const third = thirdParties.find((each) => each.id === id);
  const answers: Record<string, string> = { all: 'Yes, all of it', most: 'Most of it', hard: 'It was hard to follow', yes: 'Yes', no: 'No', didNotComeBack: 'did not come back' };
  if (!third) return answers[detail] ?? detail;
  const why: Record<string, string> = { ...answers, preAdmitted: 'by itself, as chosen', saidGoodbye: '', noSignOfLife: 'no sign of life' };
  const more = why[rest.join(' ')] ?? rest.join(' ');
  return more ? `${guestName(third)}: ${more}` : guestName(third);
}

/** Who did it. */
export function actorWords(actor: string): string {
  const known: Record<string, string> = { provider: 'You', patient: 'Patient', guest: 'Guest', console: 'Anteroom' };
  return known[actor] ?? actor;
}

// The languages offered first for a patient.
export { LANGUAGES } from './languages';

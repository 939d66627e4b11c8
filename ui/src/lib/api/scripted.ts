// A console that follows a script, in memory: for tests and for looking at the windows without a core.
// Never part of a production page: only test entries import it.
//
// It answers as the core does, in the same shapes, and its day is believable: one visit over, one no-show, four people
// waiting of whom one is refused by their browser and one has a poor network, one on the link, one not invited.
import { CommandFailure } from './failure';
import type {
  AskedBack,
  AccountChecks,
  BookedType,
  ChatMessage,
  ClinicInfo,
  Code,
  CommandMap,
  Conversation,
  Day,
  Event,
  InvitationInfo,
  NetworkCheck,
  Place,
  PhoneEvent,
  PhoneParty,
  PhoneState,
  SavedAccount,
  Session,
  SyncAccess,
  TimelineStep,
  VisitAction,
  VisitDetail,
  VisitRow,
  VisitState,
  WaitingGuest,
  WaitingPatient,
} from './generated';
import { ScriptedCast } from './scripted/cast';
import { ScriptedDirectory } from './scripted/directory';
import { ScriptedServices } from './scripted/services';
import { ScriptedSettings } from './scripted/settings';
import { ScriptedTexts } from './scripted/texts';
import { ScriptedThirdParties } from './scripted/third-parties';
import { Listeners, type Transport } from './transport';

export type Scene =
  | 'day'
  | 'inVisit'
  | 'quiet'
  | 'quietHours'
  | 'noTexts'
  | 'empty'
  | 'loading'
  | 'error'
  | 'offline'
  | 'noBrowser'
  | 'firstRun'
  | 'savedClinic'
  | 'practiceAndSaved'
  | 'account'
  | 'accountInVisit'
  | 'standingBy'
  | 'standingBySilent'
  | 'unreadable'
  | 'problem';

const DATE = '2026-11-23';
const ZONE = 'America/Los_Angeles';
/** An instant of the scripted day by the clinic's clock, eight hours behind UTC. */
const at = (time: string) => {
  const [hour = '0', minute = '0'] = time.split(':');
  return new Date(Date.UTC(2026, 10, 23, Number(hour) + 8, Number(minute))).toISOString().replace('.000', '');
};
const NOW = at('9:14');

const clinic = (practice: boolean): ClinicInfo => ({
  name: practice ? 'Practice clinic' : 'Juniper Clinic',
  timeZone: ZONE,
  practice,
  provider: { id: 'pr1', name: 'Dr. Amara Okafor', state: { kind: 'available' } },
  account: {
    accountSid: 'AC00000000000000000000000000000000',
    apiKeySid: 'SK00000000000000000000000000000000',
    syncServiceSid: 'IS00000000000000000000000000000000',
    portalUrl: 'http://127.0.0.1:1',
  },
  endpoints: {},
  directed: practice,
});

const SAVED: SavedAccount = { clinicName: 'Juniper Clinic', providerName: 'Dr. Amara Okafor', accountSid: 'AC…cdef', portalUrl: 'https://visits.juniper.example' };

type Scripted = { row: VisitRow; waiting?: WaitingPatient; askedBack?: AskedBack; phone: string; born: string; record: string; notes: string; steps: [TimelineStep, string][] };

function visit(
  id: string,
  start: string,
  name: string,
  reason: string,
  state: VisitState,
  since: string,
  more: Partial<VisitRow> & { steps?: [TimelineStep, string][]; waits?: Partial<WaitingPatient>; born?: string; record?: string; notes?: string; phone?: string } = {},
): Scripted {
  const { steps = [], waits, born = '', record = '', notes = '', phone = '', ...row } = more;
  const whole: VisitRow = {
    id, startsAt: at(start), minutes: 15, patientName: name, reason, language: 'en', state, stateSince: at(since), onLink: null, overlaps: false, ...row,
  };
  const waiting: WaitingPatient | undefined = state === 'waiting'
    ? {
        visitId: id, place: 1, patientName: name, language: whole.language, reason, startsAt: whole.startsAt, since: at(since),
        camera: 'works', microphone: 'works', speaker: 'works', network: 'good', awaySince: null, ...waits,
      }
    : undefined;
  return { row: whole, waiting, phone, born, record, notes, steps };
}

function believableDay(): Scripted[] {
  return [
    visit('v1', '8:00', 'Walter Brandt', 'Blood thinner', 'completed', '8:17', { steps: [['invited', '7:30'], ['opened', '7:51'], ['checkedIn', '7:54'], ['admitted', '8:01'], ['joined', '8:01'], ['ended', '8:17']] }),
    visit('v2', '8:30', 'Dale Whitcomb', 'Sleep', 'noShow', '8:50', { steps: [['invited', '8:00']] }),
    visit('v3', '9:00', 'Elena Márquez Ríos', 'Diabetes check-in', 'waiting', '8:51', {
      language: 'es', born: '1968-04-02', record: '40-2217', phone: '+15035550142', notes: 'Sugar high in the mornings.\nAsk about the new meter.',
      steps: [['invited', '8:02'], ['texted', '8:02'], ['delivered', '8:02'], ['opened', '8:44'], ['checking', '8:46'], ['checkedIn', '8:51']],
    }),
    visit('v4', '9:15', 'James Whitaker', 'Blood pressure', 'waiting', '9:05', { visitType: { id: 't-follow-up', name: 'Follow-up' }, steps: [['invited', '8:20'], ['checkedIn', '9:05']], waits: { place: 2 }, phone: '+15035550161' }),
    visit('v5', '9:30', 'Kenji Kobayashi', 'Knee, 2 weeks after surgery', 'waiting', '9:08', { language: 'ja', waits: { place: 3, camera: 'refused' }, phone: '+15035550163', steps: [['invited', '8:30'], ['checkedIn', '9:08']] }),
    visit('v6', '9:45', 'Marian Holloway', 'Anxiety follow-up', 'waiting', '9:10', { waits: { place: 4, network: 'poor', camera: 'without' }, steps: [['invited', '8:40'], ['checkedIn', '9:10']] }),
    visit('v7', '10:15', 'Theo Lindqvist', 'Ear pain', 'invited', '8:45', { onLink: 'checking', phone: '+15035550128', steps: [['invited', '8:45'], ['opened', '9:11'], ['checking', '9:12']] }),
    visit('v8', '10:30', 'Gloria Tran', 'Medication review', 'invited', '8:46', { linkText: 'notDelivered', phone: '+15035550177', steps: [['invited', '8:46']] }),
    visit('v9', '13:00', 'Ana Ferreira', 'First visit', 'scheduled', '7:00', { visitType: { id: 't-first', name: 'First visit' }, language: 'pt', overlaps: true, minutes: 45, phone: '+351912345678' }),
    visit('v10', '13:30', 'Luc Rousseau', 'Asthma plan', 'scheduled', '7:00', { visitType: { id: 't-gone', name: 'Asthma course' }, overlaps: true, language: 'fr', phone: '+15035550188' }),
    visit('v11', '14:30', 'Priya Dunn', 'Lab results', 'cancelled', '7:40', {}),
  ];
}

const actionsFor: Record<VisitState, VisitAction[]> = {
  scheduled: ['invite', 'edit', 'cancel'],
  invited: ['copyLink', 'edit', 'markNoShow', 'cancel'],
  waiting: ['admit', 'askBack', 'copyLink', 'edit', 'cancel'],
  askedBack: ['admit', 'askBack', 'undoAskBack', 'copyLink', 'edit', 'cancel'],
  left: ['copyLink', 'edit', 'markNoShow', 'cancel'],
  inVisit: ['openCall', 'end', 'copyLink', 'edit'],
  completed: ['reopen', 'edit'],
  cancelled: [],
  noShow: ['undoNoShow', 'edit'],
};

const refuse = (code: Code, message: string, advice = '') => {
  throw new CommandFailure({ code, message, advice });
};

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

/** A scripted console. What windows asked is kept in `asked`, in order. */
export class ScriptedConsole implements Transport {
  readonly asked: { command: string; input: unknown }[] = [];
  readonly #events = new Listeners<Event>();
  readonly #scene: Scene;
  #visits: Scripted[];
  #session: Session;
  readonly #directory: ScriptedDirectory;
  readonly #thirdParties = new ScriptedThirdParties(at, (visitId) => this.#changed(visitId));
  readonly #services: ScriptedServices;
  /** For tests: the guided visit is set by it. */
  readonly settings: ScriptedSettings;
  readonly #cast: ScriptedCast;
  /** For tests: texts come further by it. */
  readonly texts: ScriptedTexts;
  readonly #sync: { socket: string; access: SyncAccess } | undefined;
  #provider: Day['providerState'] = { kind: 'late', minutes: 10 };

  /** `sync`: a Sync that is really there, and the way in. */
  constructor(scene: Scene, sync?: { socket: string; access: SyncAccess }) {
    this.#scene = scene;
    this.#sync = sync;
    this.#directory = new ScriptedDirectory(scene, NOW, at, (event) => this.#events.tell({ event }));
    this.#services = new ScriptedServices(scene, () => this.#events.tell({ event: 'directoryChanged' }));
    this.#cast = new ScriptedCast(scene);
    this.settings = new ScriptedSettings(scene, (event) => this.#events.tell(event));
    const stopped = scene === 'unreadable' || scene === 'problem';
    const closed = stopped || scene === 'firstRun' || scene === 'savedClinic';
    this.#session = {
      version: '0.1.0',
      clinic: closed ? null : { ...clinic(scene !== 'account' && scene !== 'accountInVisit'), endpoints: sync ? { syncSocketUrl: sync.socket } : {} },
      savedAccount: ['savedClinic', 'practiceAndSaved', 'account', 'accountInVisit'].includes(scene) ? SAVED : null,
      problem: !stopped
        ? null
        : scene === 'unreadable'
          ? { code: 'storeUnreadable', message: 'The file with this clinic’s visits cannot be read.', advice: 'Restore it from a backup, or keep it aside and start empty.' }
          : { code: 'keychain', message: 'The keychain is locked, so the clinic’s visits cannot be opened.', advice: 'Unlock the keychain, then try again.' },
    };
    if (scene === 'standingBy' || scene === 'standingBySilent') {
      this.#session = { ...this.#session, standingBy: { since: at('8:02'), silentSince: scene === 'standingBySilent' ? at('9:12') : null } };
    }
    this.#visits = scene === 'empty' ? [] : believableDay();
    if (scene === 'quiet') this.#visits = this.#visits.filter(({ row }) => row.state !== 'waiting' && !row.onLink);
    if (scene === 'inVisit' || scene === 'accountInVisit') this.#set('v3', 'inVisit', '9:12');
    this.texts = new ScriptedTexts(scene, at, (event) => this.#events.tell(event), (visitId) => this.#find(visitId), (visitId) => this.#invite(visitId));
  }

  #invite(visitId: string) {
    const found = this.#find(visitId);
    if (found.row.state !== 'scheduled') return;
    found.steps.push(['invited', '9:14']);
    this.#set(visitId, 'invited');
  }

  call = async (command: string, input: unknown): Promise<unknown> => {
    this.asked.push({ command, input });
    const answer = { ...this.#answers, ...this.#directory.answers, ...this.#thirdParties.answers, ...this.#services.answers, ...this.texts.answers, ...this.settings.answers, ...this.#cast.answers }[command as keyof CommandMap] as ((input: unknown) => unknown) | undefined;
    if (!answer) return refuse('internal', `The script has no answer to ${command}.`);
    return answer(input);
  };
  onEvent = (listener: (event: Event) => void) => this.#events.add(listener);
  onCore = () => () => {};
  readonly #closing = new Listeners<void>();
  readonly window = {
    onCloseRequest: (listener: () => void) => {
      this.#heardBy++;
      const stop = this.#closing.add(listener);
      return () => {
        this.#heardBy--;
        stop();
      };
    },
    close: async () => void this.asked.push({ command: 'closeWindow', input: {} }),
  };
  #heardBy = 0;

  /** Somebody closes the window, as it happens to the shell: it closes unless somebody hears it. */
  wantsToClose() {
    if (this.#heardBy > 0) this.#closing.tell();
    else void this.window.close();
  }

  /** Somebody comes into the waiting room, as it happens to the core. */
  checkIn(visitId: string) {
    const found = this.#find(visitId);
    const place = this.#waiting().length + 1;
    this.#set(visitId, 'waiting', '9:14');
    found.row = { ...found.row, onLink: null };
    found.waiting = {
      visitId, place, patientName: found.row.patientName, language: found.row.language, reason: found.row.reason, startsAt: found.row.startsAt, since: NOW,
      camera: 'works', microphone: 'works', speaker: 'works', network: 'good', awaySince: null,
    };
    this.#changed(visitId);
    this.#events.tell({ event: 'patientCheckedIn', visitId });
  }

  /** Somebody who was asked to come back answers, as it happens to the core. */
  answersAskBack(visitId: string, answer: 'yes' | 'no', awaySince: string | null = null) {
    const found = this.#find(visitId);
    if (found.askedBack) found.askedBack = { ...found.askedBack, answer, awaySince: awaySince && at(awaySince) };
    this.#changed(visitId);
  }

  /** A console on another computer takes over, as it happens to the core. */
  isTakenOver() {
    this.#session = { ...this.#session, standingBy: { since: NOW, silentSince: null } };
    this.#events.tell({ event: 'sessionChanged' });
  }

  /** Somebody who waits says whether they want an interpreter, as it happens to the core. */
  wishes(visitId: string, interpreter: WaitingPatient['interpreter']) {
    const found = this.#find(visitId);
    if (found.waiting) found.waiting = { ...found.waiting, interpreter };
    this.#changed(visitId);
  }

  /** Somebody presses a notification, as it happens to the core. */
  notificationOpened(place: Place) {
    this.#events.tell({ event: 'notificationOpened', place });
  }

  /** What became of the newest text with the link, as it happens to the core. */
  linkText(visitId: string, linkText: VisitRow['linkText']) {
    const found = this.#find(visitId);
    found.row = { ...found.row, linkText };
    this.#changed(visitId);
  }

  /** A third party waits to be let in, as it happens to the core. */
  guestWaits(visitId: string, invitationId: string) {
    this.#thirdParties.comesIn(invitationId);
    this.#changed(visitId);
    this.#events.tell({ event: 'guestCheckedIn', visitId, invitationId });
  }

  /** The call that tries a phone tree comes further, as it happens to the core. */
  dryRun(second: number, event: PhoneEvent, state: PhoneState, more: Partial<PhoneParty> = {}) {
    this.#directory.dryRun.comes(second, event, state, more);
  }

  /** Somebody writes, as it happens to the core. */
  writes(visitId: string, text: string) {
    const invitationId = `i-${visitId}`;
    this.#write(invitationId, { id: `m${Math.random()}`, fromClinic: false, text, at: NOW, state: 'delivered' });
    this.#events.tell({ event: 'chatReceived', visitId, invitationId });
  }
  #write(invitationId: string, message: ChatMessage) {
    this.#messages.set(invitationId, [...(this.#messages.get(invitationId) ?? []), message]);
    this.#events.tell({ event: 'chatChanged', visitId: invitationId.slice(2), invitationId });
  }
  #conversations(): Conversation[] {
    const open: VisitState[] = ['waiting', 'askedBack', 'left', 'inVisit', 'invited'];
    return this.#visits
      .filter(({ row }) => open.includes(row.state))
      .map(({ row }) => {
        const messages = this.#messages.get(`i-${row.id}`) ?? [];
        return {
          invitationId: `i-${row.id}`, visitId: row.id, name: row.patientName, role: 'patient', relationship: '', language: row.language,
          place: this.#waiting().find(({ visitId }) => visitId === row.id)?.place ?? null,
          unread: messages.filter((message) => !message.fromClinic && message.state === 'delivered').length,
          last: messages.at(-1) ?? null, open: true,
        };
      });
  }
  #afterword = '';
  #before: Day['providerState'] = { kind: 'available' };
  #delayTold: number | null = null;
  #quickReplies = ['I will be with you in a few minutes.', 'Thank you for waiting. You keep your place.', 'Yes, that is fine.'];
  #messages = new Map<string, ChatMessage[]>([
    ['i-v4', [
      { id: 'm1', fromClinic: true, text: 'I will be with you in a few minutes.', at: at('9:10'), state: 'seen' },
      { id: 'm2', fromClinic: false, text: 'Thank you. Is it okay if my wife joins from work?', at: at('9:12'), state: 'delivered' },
    ]],
  ]);

  #booked(type: string | null | undefined): BookedType | null {
    const found = this.settings.types.find(({ id }) => id === type);
    return found ? { id: found.id, name: found.name } : null;
  }
  #find(visitId: string): Scripted {
    return this.#visits.find(({ row }) => row.id === visitId) ?? refuse('notFound', 'This visit is not there any more.');
  }
  #set(visitId: string, state: VisitState, since = '9:14') {
    const found = this.#find(visitId);
    found.row = { ...found.row, state, stateSince: at(since) };
    if (state !== 'waiting') found.waiting = undefined;
    if (state !== 'askedBack') found.askedBack = undefined;
  }
  #changed(visitId: string) {
    this.#events.tell({ event: 'visitChanged', visitId, date: DATE });
  }
  #moveTo(visitId: string, state: VisitState) {
    this.#set(visitId, state);
    this.#changed(visitId);
    return {};
  }
  #waiting(): WaitingPatient[] {
    return this.#visits.flatMap(({ waiting }) => waiting ?? []).map((waiting, index) => ({ ...waiting, place: index + 1 }));
  }

  #guests(of: (state: VisitState) => boolean = () => true): WaitingGuest[] {
    return this.#visits.filter(({ row }) => of(row.state)).flatMap(({ row }) => this.#thirdParties.waiting(row));
  }
  /** How many are told of a delay: a third party of a visit that goes on is not. */
  #peopleWaiting(): number {
    return this.#waiting().length + this.#guests((state) => state !== 'inVisit').length;
  }

  #day(date?: string): Day | Promise<Day> {
    if (this.#scene === 'loading') return new Promise(() => {});
    if (this.#scene === 'error') return refuse('store', 'The day cannot be read from this computer’s disk.', 'Check that the disk is not full, then try again.');
    const own = date === undefined || date === DATE;
    return {
      date: date ?? DATE,
      isToday: own,
      now: NOW,
      timeZone: ZONE,
      providerState: this.#provider,
      delayTold: this.#delayTold,
      lateMinutes: 5,
      visitTypes: this.#scene === 'empty' ? [] : this.settings.types,
      connection: this.#scene === 'offline' ? { kind: 'offline', since: at('9:11') } : { kind: 'connected' },
      visits: own ? this.#visits.map(({ row }) => row).sort((a, b) => a.startsAt.localeCompare(b.startsAt)) : [],
      waiting: this.#waiting(),
      askedBack: this.#visits.flatMap(({ askedBack }) => askedBack ?? []),
      guests: own ? this.#guests() : [],
      peopleWaiting: this.#peopleWaiting(),
      nextVisit: this.#scene === 'empty' ? { date: '2026-11-24', startsAt: '2026-11-24T16:30:00Z', patientName: 'Ana Ferreira', language: 'pt' } : null,
    };
  }

  #networkCheck(visitId: string): NetworkCheck | null {
    const network = this.#waiting().find((waiting) => waiting.visitId === visitId)?.network;
    if (!network || network === 'untried') return null;
    const poor = network === 'poor';
    return {
      at: at('9:09'),
      measures: {
        outcome: 'completed', path: poor ? 'tcp' : 'udp', roundTripMs: poor ? 310 : 46, jitterMs: poor ? 74 : 3, lossPermille: poor ? 61 : 2,
        kilobits: poor ? 180 : 5_240, signallingMs: 210, mediaMs: 640, bars: poor ? 1 : 5, smallPicture: poor,
      },
    };
  }

  #detail(visitId: string): VisitDetail {
    const found = this.#find(visitId);
    const { row, phone, born, record, notes, steps } = found;
    const invitation: InvitationInfo | null =
      steps.length === 0
        ? null
        : {
            id: `i-${visitId}`,
            readiness: row.state === 'completed' || row.state === 'cancelled' ? { kind: 'closed' } : { kind: 'ready' },
            expiresAt: at('12:00'),
            networkCheck: this.#networkCheck(visitId),
            answers: visitId === 'v3'
              ? [
                  { question: 'new-medicine', ask: 'Have you started any new medicine since your last visit?', answer: 'Yes', at: at('8:48') },
                  { question: 'which', ask: 'Which one?', answer: 'Un jarabe para la tos, de la farmacia', at: at('8:49') },
                  { question: 'copay', ask: 'Your copay today is 20 dollars.', answer: 'Agreed', at: at('8:49') },
                ]
              : [],
            timeline: steps.map(([step, time]) => ({ step, at: at(time) })),
          };
    return {
      row,
      patient: { id: `p-${visitId}`, name: row.patientName, birthDate: born || null, recordNumber: record, language: row.language, phone, email: '', timeZone: '' },
      actions: actionsFor[row.state],
      invitation,
      thirdParties: this.#thirdParties.of(visitId, row.state).map((third) => ({ ...third, text: this.texts.toThirdParty(third.id) })),
      waiting: this.#waiting().find((waiting) => waiting.visitId === visitId) ?? null,
      interpreter: found.waiting?.interpreter ?? null,
      askedBack: found.askedBack ?? null,
      notes,
      phoneParties: this.#thirdParties.callsOf(visitId, row.state),
      texts: this.texts.of(visitId),
      texting: this.texts.texting(visitId),
      vendorRequests: this.#thirdParties.requestsOf(visitId, row.state),
      history: [
        { at: at('7:00'), actor: 'provider', event: 'visitBooked', detail: '' },
        ...steps.filter(([step]) => step === 'invited').map(([, time]) => ({ at: at(time), actor: 'provider', event: 'patientInvited', detail: '' })),
        ...steps.filter(([step]) => step === 'checkedIn').map(([, time]) => ({ at: at(time), actor: 'patient', event: 'patientCheckedIn', detail: '' })),
      ],
    };
  }

  #checks(secret: string): AccountChecks {
    const bad = secret.includes('wrong');
    return {
      connected: !bad,
      parts: [
        { part: 'clock', outcome: 'fine', message: 'Reached Twilio. This clock is 0.4 s off.', advice: '', twilioCode: null, millis: 120 },
        bad
          ? { part: 'apiKey', outcome: 'failed', message: 'Twilio does not take this key and secret.', advice: 'Check both, or make a new API key in region US1 and enter it here.', twilioCode: 20003, millis: 210 }
          : { part: 'apiKey', outcome: 'fine', message: 'The key signs in.', advice: '', twilioCode: null, millis: 210 },
        { part: 'video', outcome: bad ? 'skipped' : 'fine', message: bad ? '' : 'Rooms can be listed.', advice: '', twilioCode: null, millis: bad ? 0 : 640 },
        { part: 'sync', outcome: bad ? 'skipped' : 'warning', message: bad ? '' : 'The service is there, and its access control is on.', advice: bad ? '' : 'It holds 3 documents that are not Anteroom’s. Use a service for nothing else.', twilioCode: null, millis: bad ? 0 : 380 },
        { part: 'keychain', outcome: bad ? 'skipped' : 'fine', message: bad ? '' : 'The secret is kept.', advice: '', twilioCode: null, millis: bad ? 0 : 66 },
      ],
    };
  }

  readonly #answers: Answers = {
    getSession: () => this.#session,
    takeOverClinic: () => (this.#session = { ...this.#session, standingBy: null }),
    leaseChanged: () => ({}),
    openPracticeClinic: () => (this.#session = { ...this.#session, problem: null, clinic: clinic(true) }),
    openAccountClinic: () => (this.#session = { ...this.#session, problem: null, clinic: clinic(false) }),
    setStoreAside: () => (this.#session = { ...this.#session, problem: null, clinic: clinic(false) }),
    closeClinic: () => (this.#session = { ...this.#session, problem: null, clinic: null }),
    connectAccount: ({ apiKeySecret }) => {
      const checks = this.#checks(apiKeySecret);
      if (checks.connected) this.#session = { ...this.#session, savedAccount: SAVED };
      return checks;
    },
    askBack: ({ visitId, time }) => {
      if (at(time) <= NOW) return refuse('invalid', 'This time has passed.');
      const { row } = this.#find(visitId);
      this.#set(visitId, 'askedBack');
      this.#find(visitId).askedBack = {
        visitId, patientName: row.patientName, language: row.language, startsAt: row.startsAt, askedAt: NOW, comeBackAt: at(time), answer: null, awaySince: null,
      };
      this.#changed(visitId);
      return {};
    },
    undoAskBack: ({ visitId }) => {
      this.checkIn(visitId);
      return {};
    },
    getDay: ({ date }) => this.#day(date),
    getVisit: ({ visitId }) => this.#detail(visitId),
    bookVisit: ({ patient, visit: { date, time, minutes, visitType, reason, notes } }) => {
      if (date !== DATE) return refuse('invalid', 'This script only books on its own day.', 'Choose 23 November.');
      const id = `v${this.#visits.length + 1}`;
      this.#visits.push(visit(id, time, patient.name, reason, 'scheduled', '9:14', { minutes, visitType: this.#booked(visitType), language: patient.language, notes, phone: patient.phone }));
      this.#changed(id);
      return { visitId: id };
    },
    editVisit: ({ visitId, patient, visit: fields }) => {
      const found = this.#find(visitId);
      found.row = { ...found.row, patientName: patient.name, language: patient.language, reason: fields.reason, minutes: fields.minutes, visitType: fields.visitType ? (this.#booked(fields.visitType) ?? found.row.visitType) : null, startsAt: at(fields.time) };
      found.notes = fields.notes;
      this.#changed(visitId);
      return {};
    },
    moveVisit: ({ visitId, time }) => {
      const found = this.#find(visitId);
      found.row = { ...found.row, startsAt: at(time) };
      this.#changed(visitId);
      return {};
    },
    cancelVisit: ({ visitId }) => this.#moveTo(visitId, 'cancelled'),
    inviteToVisit: ({ visitId }) => {
      this.#invite(visitId);
      this.#changed(visitId);
      return {};
    },
    invitationLink: () => ({ url: `http://127.0.0.1:1/#eyJ0eXAiOiJKV1QifQ.${'eyJqdGkiOiJTSzAw'.repeat(18)}.c2lnbmF0dXJl`, expiresAt: at('12:00') }),
    openInvitation: () => ({}),
    admitPatient: ({ visitId }) => {
      if (this.#find(visitId).row.state !== 'waiting') return refuse('conflict', 'This patient is not waiting.', 'Look at the visit again.');
      return this.#moveTo(visitId, 'inVisit');
    },
    prepareCall: () => ({}),
    openCall: () => {
      if (this.#scene === 'noBrowser') {
        return refuse('noBrowser', 'No browser on this computer can hold the call.', 'Install Chromium, Google Chrome, Microsoft Edge or Brave, then look again. The patient stays let in.');
      }
      return {};
    },
    endVisit: ({ visitId }) => this.#moveTo(visitId, 'completed'),
    reopenVisit: ({ visitId }) => this.#moveTo(visitId, 'inVisit'),
    markNoShow: ({ visitId }) => this.#moveTo(visitId, 'noShow'),
    undoNoShow: ({ visitId }) => this.#moveTo(visitId, 'invited'),
    setProviderState: ({ state }) => {
      this.#provider = state;
      this.#events.tell({ event: 'providerStateChanged', state });
      return {};
    },
    getChats: () => ({ conversations: this.#conversations(), quickReplies: this.#quickReplies, afterword: this.#afterword }),
    setAfterword: ({ text }) => {
      this.#afterword = text;
      this.#events.tell({ event: 'quickRepliesChanged' });
      return {};
    },
    getChat: ({ invitationId }) => {
      const conversation = this.#conversations().find((each) => each.invitationId === invitationId) ?? refuse('notFound', 'This invitation is not there any more.');
      return { conversation, messages: this.#messages.get(invitationId) ?? [] };
    },
    sendChat: ({ invitationId, text }) => {
      if (text === 'refused') return refuse('conflict', 'Their link is closed, so a message would not reach them.');
      this.#write(invitationId, { id: `m${this.asked.length}`, fromClinic: true, text, at: NOW, state: this.#scene === 'offline' ? 'pending' : 'sent' });
      return {};
    },
    readChat: ({ invitationId }) => {
      const messages = this.#messages.get(invitationId) ?? [];
      this.#messages.set(invitationId, messages.map((message) => (message.fromClinic ? message : { ...message, state: 'seen' })));
      this.#events.tell({ event: 'chatChanged', visitId: invitationId.slice(2), invitationId });
      return {};
    },
    setQuickReplies: ({ replies }) => {
      this.#quickReplies = replies.filter((reply) => reply.trim());
      this.#events.tell({ event: 'quickRepliesChanged' });
      return {};
    },
    chatCame: () => ({}),
    tellDelay: ({ minutes, text }) => {
      this.#before = this.#provider;
      this.#provider = { kind: 'late', minutes };
      this.#delayTold = minutes;
      for (const { visitId } of this.#waiting()) {
        this.#write(`i-${visitId}`, { id: `m${Math.random()}`, fromClinic: true, text: text ?? `I am running about ${minutes} minutes late. Thank you for waiting.`, at: NOW, state: 'sent' });
      }
      return { people: this.#peopleWaiting() };
    },
    takeDelayBack: () => {
      this.#provider = this.#before;
      this.#delayTold = null;
      return { people: this.#waiting().length };
    },
    syncAccess: () => this.#sync?.access ?? refuse('offline', 'The script has no Sync.'),
    reportReceived: () => ({}),
  };
}

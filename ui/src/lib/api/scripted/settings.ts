// The scripted console's settings.
import { CommandFailure } from '../failure';
import type { CommandMap, Event, Guide, Intake, NotificationService, NotificationSettings, RoomPolicy, VisitType, WaitingRules } from '../generated';

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

/** The settings' part of the script. */
export class ScriptedSettings {
  #intake: Intake = {
    own: [{ visitType: 't-results', questions: [] }],
    questions: [
      {
        id: 'pain', kind: 'choice', required: true,
        words: [
          { language: 'en', ask: 'How is the pain today?', hint: '', options: ['None', 'Some', 'Bad'] },
          { language: 'es', ask: '¿Cómo está el dolor hoy?', hint: '', options: ['Nada', 'Algo', 'Mucho'] },
        ],
      },
      { id: 'terms', kind: 'consent', required: true, words: [{ language: 'en', ask: 'I agree to be seen by video.', hint: '', options: [] }] },
    ],
  };
  /** The kinds of visit that the day tells. */
  types: VisitType[] = [
    { id: 't-follow-up', name: 'Follow-up', minutes: 15, visits: 4, ownQuestions: false, video: '' },
    { id: 't-first', name: 'First visit', minutes: 45, visits: 1, ownQuestions: false, video: 'waiting/getting-ready.webm' },
    { id: 't-results', name: 'Results', minutes: 10, visits: 0, ownQuestions: true, video: '' },
  ];
  #waiting: WaitingRules = { lateMinutes: 5 };
  #rooms: RoomPolicy = { codec: 'vp8', mediaRegion: '' };

  #notifications: NotificationSettings = { on: true, arrivals: true, messages: true, lost: true, guests: true, leftCall: true, lines: true, texts: true, names: false };
  /** For tests: what shows notifications. */
  desktop: NotificationService = { kind: 'ready', name: 'gnome-shell', opens: true };

  /** The guided visit, as far as it is not as it begins. */
  private guide: Partial<Guide> = {};

  constructor(
    private readonly scene: string,
    private readonly tell: (event: Event) => void,
  ) {}

  /** For tests: the guided visit stands otherwise from now on. */
  guideBecomes(guide: Partial<Guide>) {
    this.guide = guide;
    this.tell({ event: 'guideChanged' });
  }

  #guided(guide: Partial<Guide>) {
    this.guide = { ...this.guide, toOffer: false, ...guide };
    this.tell({ event: 'guideChanged' });
    return {};
  }

  readonly answers: Answers = {
    getIntake: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      return this.#intake;
    },
    setIntake: (intake) => {
      if (intake.questions.some(({ words }) => words.some(({ ask }) => ask.includes('too long for a page')))) throw new CommandFailure({ code: 'invalid', message: 'All questions together are too long for a patient’s page. Shorten them.', advice: '' });
      this.#intake = intake;
      this.types = this.types.map((type) => ({ ...type, ownQuestions: intake.own.some(({ visitType }) => visitType === type.id) }));
      return {};
    },
    getVisitTypes: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      return { types: this.types };
    },
    setVisitTypes: ({ types }) => {
      if (types.some(({ name }) => name === 'refused')) throw new CommandFailure({ code: 'notFound', message: 'This visit type is not there any more.', advice: '' });
      const elsewhere = types.find(({ video }) => video.includes('vimeo'));
      if (elsewhere) throw new CommandFailure({ code: 'invalid', message: `${elsewhere.name}: A video comes from YouTube or stands beside the patient’s page. vimeo.com is neither.`, advice: '' });
      this.types = types.map(({ id, name, minutes, video }, index) => {
        const known = this.types.find((type) => type.id === id);
        return { id: known?.id ?? `t-new-${index}`, name, minutes, visits: known?.visits ?? 0, ownQuestions: known?.ownQuestions ?? false, video: video.replace(/.*[?&]v=([\w-]{11}).*/, 'https://youtu.be/$1') };
      });
      this.tell({ event: 'visitTypesChanged' });
      return { types: this.types };
    },
    getWaitingRules: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      return this.#waiting;
    },
    setWaitingRules: (rules) => {
      this.#waiting = rules;
      return {};
    },
    getNotifications: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      return { settings: this.#notifications, service: this.desktop };
    },
    setNotifications: (settings) => {
      this.#notifications = settings;
      return {};
    },
    testNotification: () => {
      if (this.desktop.kind !== 'ready') throw new CommandFailure({ code: 'notFound', message: 'This desktop shows no notifications.', advice: 'Start its notification service, or install one such as dunst or mako, then try again.' });
      return {};
    },
    reportFocus: () => ({}),
    getGuide: () => ({ thereIsOne: true, toOffer: false, somebodyWaits: true, ...this.guide }),
    startGuide: () => this.#guided({ step: 'look' }),
    leaveGuide: () => this.#guided({ step: null }),
    passGuideStep: ({ step }) => this.#guided({ step: step === 'look' ? 'admit' : step === 'admit' ? 'interpreter' : step === 'interpreter' ? 'delay' : step === 'delay' ? 'end' : 'done' }),
    getRoomPolicy: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      if (this.scene === 'error') throw new CommandFailure({ code: 'store', message: 'The settings cannot be read from this computer’s disk.', advice: 'Check that the disk is not full, then try again.' });
      return this.#rooms;
    },
    setRoomPolicy: (policy) => {
      if (policy.mediaRegion === 'br1') throw new CommandFailure({ code: 'store', message: 'The settings cannot be written to this computer’s disk.', advice: 'Check that the disk is not full, then try again.' });
      this.#rooms = policy;
      return {};
    },
  };
}

// The scripted console's texts: of the believable day one that arrived, one that did not, one that nobody knows of, two to come; somebody who
// answered STOP, somebody whose country is not texted, quiet hours; notices, and how the clinic texts.
import { CommandFailure } from '../failure';
import type { Code, CommandMap, Event, TextKind, TextMessage, TextNotice, TextPreview, TextSettings, TextState, TextTemplate, Texting, VisitRow } from '../generated';

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

const refuse = (code: Code, message: string, advice = ''): never => {
  throw new CommandFailure({ code, message, advice });
};

/** Who answered STOP, whose number is not texted, and why. */
const STOPPED = 'v5';
const NOT_TEXTED = 'v9';
const STOP_WORDS = 'This person answered STOP, so they are not texted. They can text START to allow it; until then copy the link, write an e-mail or call.';
const COUNTRY_WORDS = 'Texts to this country (PT) are not allowed in this clinic. An administrator can allow it in the directory, under Phone rules.';
const LINK = 'https://visits.juniper.example/#…';

const INVITATIONS: Record<string, string> = {
  en: `Juniper Clinic: your video visit is on Monday, November 23 at 1:30 PM. Open this link to check in: ${LINK}`,
  es: `Juniper Clinic: su consulta por video es el lunes, 23 de noviembre, 09:00. Abra este enlace para entrar: ${LINK}`,
  ja: `Juniper Clinic：ビデオ診療は11月23日月曜日9:30です。こちらのリンクから受付をしてください： ${LINK}`,
};

const BUILT_IN: Record<string, Record<TextKind, string>> = {
  en: {
    invitation: '{{clinic}}: your video visit is on {{date}} at {{time}}. Open this link to check in: {{link}}',
    reminder: '{{clinic}}: a reminder of your video visit on {{date}} at {{time}}. We send you a link before it starts. Reply STOP to get no texts.',
    link: '{{clinic}}: your video visit starts at {{time}}. Open this link to check in: {{link}}',
    change: '{{clinic}}: your video visit has moved to {{date}} at {{time}}.',
    cancellation: '{{clinic}}: your video visit on {{date}} at {{time}} is cancelled. Call us with any questions.',
    thirdParty: '{{clinic}}: you are invited to a video visit on {{date}} at {{time}}. Open this link to come in: {{link}}',
  },
  es: {
    invitation: '{{clinic}}: su consulta por video es el {{date}}, {{time}}. Abra este enlace para entrar: {{link}}',
    reminder: '{{clinic}}: le recordamos su consulta por video del {{date}}, {{time}}. Responda STOP para no recibir mensajes.',
    link: '{{clinic}}: su consulta por video empieza pronto ({{time}}). Abra este enlace para entrar: {{link}}',
    change: '{{clinic}}: su consulta por video cambia al {{date}}, {{time}}.',
    cancellation: '{{clinic}}: se cancela su consulta por video del {{date}}, {{time}}.',
    thirdParty: '{{clinic}}: le invitamos a una consulta por video el {{date}}, {{time}}. Abra este enlace para entrar: {{link}}',
  },
  ja: {
    invitation: '{{clinic}}：ビデオ診療は{{date}}{{time}}です。こちらのリンクから受付をしてください： {{link}}',
    reminder: '{{clinic}}：{{date}}{{time}}のビデオ診療のお知らせです。',
    link: '{{clinic}}：ビデオ診療は{{time}}に始まります。こちらのリンクから受付をしてください： {{link}}',
    change: '{{clinic}}：ビデオ診療は{{date}}{{time}}に変わりました。',
    cancellation: '{{clinic}}：{{date}}{{time}}のビデオ診療は取り消されました。',
    thirdParty: '{{clinic}}：{{date}}{{time}}のビデオ診療にご招待します。こちらのリンクからお入りください： {{link}}',
  },
};

/** As the core writes numbers out. */
const shown = (e164: string) => e164.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '+1 $1-$2-$3');

/** As the core counts: enough of GSM-7 for the words of this script. */
function counted(text: string, linkLength: number, shortened: boolean): Pick<TextPreview, 'segments' | 'encoding' | 'units' | 'left' | 'unusual' | 'linkLength' | 'linkSegments' | 'shortened'> {
  const outside = [...new Set([...text.replace('…', '')].filter((sign) => !/[\n -~¡¿äöñüàèéùìòÄÖÑÜÉ£¥§]/.test(sign)))];
  const gsm = outside.length === 0;
  const [one, many] = gsm ? [160, 153] : [70, 67];
  const units = text.length + Math.max(0, linkLength - LINK.length);
  const of = (length: number) => (length <= one ? 1 : Math.ceil(length / many));
  const segments = of(units);
  return {
    segments, encoding: gsm ? 'gsm7' : 'ucs2', units, left: (segments === 1 ? one : segments * many) - units, unusual: outside, linkLength, shortened,
    linkSegments: linkLength ? segments - of(units - linkLength) : 0,
  };
}

/** The texts' part of the script. */
export class ScriptedTexts {
  #texts: TextMessage[];
  #seen = new Set<string>();
  #next = 1;
  /** Until when quiet hours go on. */
  #quietUntil: string | null;
  #settings: TextSettings;
  #senderThere: boolean;

  constructor(
    private readonly scene: string,
    private readonly at: (time: string) => string,
    private readonly tell: (event: Event) => void,
    private readonly row: (visitId: string) => { row: VisitRow; phone: string },
    private readonly invite: (visitId: string) => void,
  ) {
    this.#quietUntil = scene === 'quietHours' ? at('10:00') : null;
    this.#senderThere = scene !== 'offline';
    const problem = (message: string, advice: string, twilioCode: number | null = null) => ({ message, advice, twilioCode });
    this.#texts =
      ['empty', 'quiet', 'inVisit', 'noTexts'].includes(scene)
        ? []
        : [
            this.#text('t1', 'v3', 'reminder', 'delivered', { since: '2026-11-22T17:00:04Z', plannedFor: '2026-11-22T17:00:00Z', segments: 1 }),
            this.#text('t2', 'v3', 'invitation', 'delivered', { since: at('8:02'), plannedFor: at('8:02'), segments: 4, language: 'es' }),
            this.#text('t3', 'v7', 'invitation', 'undelivered', { since: at('8:45'), plannedFor: at('8:45'), segments: 4, problem: problem('This number is a landline, or its carrier takes no texts.', 'Call, or copy the link.', 30006) }),
            this.#text('t4', 'v8', 'link', 'unresolved', { since: at('8:46'), plannedFor: at('8:45'), actions: ['search', 'saySent', 'sayUnsent'], problem: problem('Twilio did not answer, so it is not known whether this text was sent.', 'Ask its person, or look in the Twilio Console, and say so here. Nothing is sent again until then.') }),
            this.#text('t5', 'v10', 'reminder', 'scheduled', { since: at('7:00'), plannedFor: at('11:30'), actions: ['cancel'] }),
            this.#text('t6', 'v10', 'link', 'planned', { since: at('7:00'), plannedFor: at('13:00'), actions: ['cancel'], language: 'fr' }),
            this.#text('t7', 'v6', 'reminder', 'withheld', { since: at('8:00'), plannedFor: at('7:45'), problem: problem('Not sent: its time passed while Anteroom was closed or Twilio was not reached.', 'Call, if there is something to say still.') }),
            this.#text('t8', 'v4', 'link', 'delivered', { since: at('8:20'), plannedFor: at('7:55'), late: true, segments: 4 }),
          ];
    this.#settings = {
      plan: scene === 'noTexts' ? [] : [{ kind: 'reminder', minutesBefore: 1440 }, { kind: 'link', minutesBefore: 30 }],
      tellChanges: true, quiet: { from: '21:00', until: '08:00' }, names: false, plain: true, shortenLinks: false, service: '', number: '', templates: [],
    };
  }

  #text(id: string, visitId: string, kind: TextKind, state: TextState, more: Partial<TextMessage>): TextMessage {
    return {
      id, visitId, invitationId: null, toThirdParty: false, kind, numberShown: shown(this.row(visitId).phone || '+15035550128'), language: 'en', state, since: this.at('9:14'),
      plannedFor: this.at('9:14'), late: false, cancelling: false, segments: null, problem: null, timeline: [{ state, at: more.since ?? this.at('9:14') }], actions: [], ...more,
    };
  }

  of(visitId: string): TextMessage[] {
    return this.#texts.filter((text) => text.visitId === visitId);
  }
  toThirdParty(invitationId: string): TextMessage | null {
    return this.#texts.findLast((text) => text.invitationId === invitationId) ?? null;
  }
  texting(visitId: string): Texting {
    return { stoppedSince: visitId === STOPPED && this.scene !== 'inVisit' ? '2026-11-16T18:20:00Z' : null };
  }

  /** A text comes further, as it happens to the core. */
  becomes(id: string, change: Partial<TextMessage>) {
    const text = this.#texts.find((each) => each.id === id);
    if (!text) return refuse('notFound', 'This text is not there any more.');
    this.#texts = this.#texts.map((each) => (each.id === id ? { ...each, since: this.at('9:14'), ...change, timeline: [...each.timeline, { state: change.state ?? each.state, at: this.at('9:14') }] } : each));
    this.#changed(text.visitId, id);
    return {};
  }
  /** What became of texts cannot be read as long as this is set. */
  noticesFail = false;
  /** The text that was asked for last. */
  get last(): string {
    return this.#texts.at(-1)?.id ?? '';
  }

  #changed(visitId: string, textId: string) {
    this.tell({ event: 'visitChanged', visitId, date: '2026-11-23' });
    this.tell({ event: 'textChanged', visitId, textId });
  }
  #add(visitId: string, kind: TextKind, anyway: boolean, more: Partial<TextMessage> = {}) {
    const id = `new${this.#next++}`;
    const waits = this.#quietUntil && !anyway ? this.#quietUntil : null;
    this.#texts.push(this.#text(id, visitId, kind, waits ? 'planned' : 'intended', { plannedFor: waits ?? this.at('9:14'), actions: ['cancel'], ...more }));
    this.#changed(visitId, id);
    return { textId: id };
  }
  #preview(words: string, language: string, numberShown: string, linkLength = 512): TextPreview {
    // As the practice clinic's texts begin.
    const text = `PRACTICE: ${words}`;
    const link = text.includes(LINK) ? linkLength : 0;
    return {
      numberShown, language, text, ...counted(text, link, this.#settings.shortenLinks && link > 0), plain: null, quietUntil: this.#quietUntil, goesAt: this.#quietUntil ?? this.at('9:14'),
      timeZone: 'America/Los_Angeles', hasSender: this.#senderThere,
    };
  }
  #notices(): TextNotice[] {
    return this.#texts
      .filter((text) => ['undelivered', 'failed', 'unresolved', 'withheld'].includes(text.state) || text.late)
      .filter((text) => !this.#seen.has(text.id))
      .map((text) => ({ text, patientName: this.row(text.visitId).row.patientName, startsAt: this.row(text.visitId).row.startsAt }));
  }

  readonly answers: Answers = {
    lookAtNumber: ({ number }) => {
      const digits = number.replace(/\D/g, '');
      if (digits === '911') return refuse('invalid', 'This is an emergency number. It is not texted.');
      if (digits.length < 10) return refuse('invalid', 'Write the number with its country code, like +14155550123.');
      const e164 = digits.length === 10 ? `+1${digits}` : `+${digits}`;
      const abroad = e164.startsWith('+351');
      return { number: e164, shown: shown(e164), country: abroad ? 'PT' : 'US', notTexted: abroad ? COUNTRY_WORDS : null, stoppedSince: e164 === '+15035550163' ? '2026-11-16T18:20:00Z' : null };
    },
    previewText: ({ visitId }) => {
      const { row, phone } = this.row(visitId);
      if (!phone) return refuse('invalid', 'No phone number is known. Write one down, or give the link out another way.');
      if (visitId === STOPPED) return refuse('conflict', STOP_WORDS);
      if (visitId === NOT_TEXTED) return refuse('invalid', COUNTRY_WORDS);
      const language = row.language in INVITATIONS ? row.language : 'en';
      return this.#preview(INVITATIONS[language]!, language, shown(phone));
    },
    textInvitation: ({ visitId, anyway }) => {
      if (this.#texts.some((text) => text.visitId === visitId && text.kind === 'invitation' && text.state === 'intended')) return refuse('conflict', 'A text with the link is being sent already.');
      this.invite(visitId);
      return this.#add(visitId, 'invitation', anyway ?? false, { invitationId: `i-${visitId}`, language: this.row(visitId).row.language });
    },
    previewThirdPartyText: ({ number }) => {
      const digits = number.replace(/\D/g, '');
      if (digits.length < 10) return refuse('invalid', 'Write the number with its country code, like +14155550123.');
      if (digits.endsWith('5550163')) return refuse('conflict', STOP_WORDS);
      return this.#preview(`Juniper Clinic: le invitamos a una consulta por video el lunes, 23 de noviembre, 09:00. Abra este enlace para entrar: ${LINK}`, 'es', `+1 ${digits.slice(-10, -7)}-${digits.slice(-7, -4)}-${digits.slice(-4)}`);
    },
    textThirdParty: ({ invitationId, number, anyway }) => this.#add(invitationId.split('-')[0] ?? 'v3', 'thirdParty', anyway ?? false, { invitationId, toThirdParty: true, numberShown: number, language: 'es' }),
    cancelText: ({ textId }) => this.becomes(textId, { state: 'cancelled', actions: [] }),
    settleText: ({ textId, verdict }) => {
      if (verdict === 'search') return this.becomes(textId, { state: 'unknown', actions: [], problem: null });
      if (verdict === 'sent') return this.becomes(textId, { state: 'sent', actions: [], problem: null });
      this.#seen.add(textId);
      return this.becomes(textId, { state: 'failed', actions: [], problem: { message: 'This text was not sent.', advice: 'Send it again, or give the link out another way.', twilioCode: null } });
    },
    getTextNotices: () => {
      if (this.noticesFail) return refuse('store', 'The texts cannot be read from this computer’s disk.', 'Check that the disk is not full, then try again.');
      return { notices: this.#notices() };
    },
    textNoticesSeen: ({ textIds }) => {
      for (const id of textIds) if (this.#texts.find((text) => text.id === id)?.state !== 'unresolved') this.#seen.add(id);
      this.#changed('v3', textIds[0] ?? '');
      return {};
    },
    getTextSettings: () => {
      if (this.scene === 'error') return refuse('store', 'How the clinic texts cannot be read from this computer’s disk.', 'Check that the disk is not full, then try again.');
      return {
        settings: this.#settings,
        builtIn: Object.entries(BUILT_IN).flatMap(([language, kinds]) => Object.entries(kinds).map(([kind, text]): TextTemplate => ({ kind: kind as TextKind, language, text }))),
        variables: ['clinic', 'provider', 'date', 'time', 'link', 'name', 'reason'],
        sender: this.#senderThere ? { service: 'MG00000000000000000000000000000000', serviceName: 'Juniper texts', usRegistered: true, canShorten: this.scene !== 'noTexts', numberShown: null } : null,
      };
    },
    setTextSettings: (settings) => {
      if (settings.quiet && settings.quiet.from === settings.quiet.until) return refuse('invalid', 'Quiet hours begin and end at different times.');
      this.#settings = settings;
      this.tell({ event: 'textSettingsChanged' });
      return {};
    },
    previewTemplate: ({ template, names, shortenLinks }) => {
      const unknown = /\{\{\s*(?!(?:clinic|provider|date|time|link|name|reason)\s*\}\})/.exec(template.text);
      if (!template.text.trim()) return refuse('invalid', 'Write the text.');
      if (unknown) return refuse('invalid', 'There is no such variable. There are {{clinic}}, {{provider}}, {{date}}, {{time}}, {{link}}, {{name}}, {{reason}}.');
      if (!names && /\{\{(name|reason)\}\}/.test(template.text)) return refuse('invalid', 'Names and reasons are kept out of texts in this clinic. Leave {{name}} and {{reason}} out, or allow them first.');
      const linked = ['invitation', 'link', 'thirdParty'].includes(template.kind);
      if (linked && !template.text.includes('{{link}}')) return refuse('invalid', 'This text brings the link: put {{link}} into it.');
      const values: Record<string, string> = { clinic: 'Juniper Clinic', provider: 'Dr. Amara Okafor', date: 'Tuesday, November 24', time: '9:14 AM', link: LINK, name: 'Alex Morgan', reason: 'Follow-up' };
      const text = template.text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values[name] ?? '');
      return { ...this.#preview(text, template.language, '', shortenLinks ? 30 : 512), shortened: shortenLinks && linked, quietUntil: null, goesAt: null };
    },
    draftInvitationMail: () => ({}),
  };
}

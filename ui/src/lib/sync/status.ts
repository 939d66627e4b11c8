// Reads `in-<id>-status` as the page received it: data from outside, so taken only where it has the shape.

import type {
  AskedQuestion,
  CallRole,
  ChatMarks,
  ComeBackReply,
  GuestAdmission,
  GuestCard,
  GuestStage,
  InterpreterWish,
  NetworkPass,
  ProviderState,
  QuestionKind,
  RenewedLink,
  Status,
  StatusPerson,
  ThirdPartyRole,
  WaitingVideo,
} from '$lib/api/generated';

const STAGES: readonly GuestStage[] = ['invited', 'waiting', 'admitted', 'ended', 'cancelled', 'removed', 'keptOut', 'withdrawn', 'noShow'];
const GUEST_ROLES: readonly ThirdPartyRole[] = ['family', 'interpreter', 'specialist', 'other'];
const ROLES: readonly CallRole[] = ['provider', 'patient', ...GUEST_ROLES];
/** More than a room holds. */
const MOST_PEOPLE = 50;

/** The status, or `null` where the data isn't one that this page understands. */
export function readStatus(data: unknown): Status | null {
  const d = record(data);
  if (!d || d['v'] !== 1) return null;
  const seq = count(d['seq']);
  const stage = STAGES.find((known) => known === d['stage']);
  const minutes = count(d['minutes']);
  const startsAt = instant(d['startsAt']);
  const clinicName = text(d['clinicName']);
  const providerName = text(d['providerName']);
  if (seq === null || !stage || minutes === null || startsAt === null) return null;
  if (clinicName === null || providerName === null) return null;
  return {
    v: 1,
    seq,
    stage,
    clinicName,
    providerName,
    providerState: providerState(d['providerState']),
    startsAt,
    minutes,
    language: text(d['language']),
    place: count(d['place']) || null,
    expectedAt: instant(d['expectedAt']),
    comeBackAt: instant(d['comeBackAt']),
    admission: admission(d['admission']),
    link: link(d['link']),
    guest: guest(d['guest']),
    people: people(d['people']),
    chat: chatMarks(d['chat']),
    afterword: typeof d['afterword'] === 'string' ? d['afterword'].slice(0, 500) : '',
    alive: text(d['alive']) ?? '',
    check: networkPass(d['check']),
    intake: questions(d['intake']),
    video: video(d['video']),
  };
}

function guest(value: unknown): GuestCard | null {
  const g = record(value);
  if (!g) return null;
  return {
    name: text(g['name']) ?? '',
    role: GUEST_ROLES.find((known) => known === g['role']) ?? 'other',
    relationship: text(g['relationship']) ?? '',
  };
}

function people(value: unknown): StatusPerson[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST_PEOPLE).flatMap((each): StatusPerson[] => {
    const person = record(each);
    const identity = text(person?.['identity']);
    const role = ROLES.find((known) => known === person?.['role']);
    return identity && role ? [{ identity, role }] : [];
  });
}

/** When the console's sign of life was written, by the console's clock; `null` where the data isn't one. */
export function readAlive(data: unknown): number | null {
  const alive = record(data);
  const at = instant(alive?.['at']);
  return alive?.['v'] === 1 && at ? Date.parse(at) : null;
}

/** How far a side came, from either Document. */
export function chatMarks(value: unknown): ChatMarks {
  const marks = record(value);
  return { received: count(marks?.['received']), seen: count(marks?.['seen']), wrote: count(marks?.['wrote']) };
}

/** What was said of an interpreter, before a reload. */
export function interpreterWish(value: unknown): InterpreterWish | null {
  const wish = record(value);
  return wish ? { language: text(wish['language']) } : null;
}

/** What was answered to being asked to come back, before a reload. */
export function comeBackReply(value: unknown): ComeBackReply | null {
  const reply = record(value);
  const at = instant(reply?.['at']);
  const answer = reply?.['answer'];
  return at && (answer === 'yes' || answer === 'no') ? { at, answer } : null;
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 200) : null;
}

function instant(value: unknown): string | null {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null;
}

function providerState(value: unknown): ProviderState {
  const state = record(value);
  switch (state?.['kind']) {
    case 'withPatient':
      return { kind: 'withPatient' };
    case 'away':
      return { kind: 'away' };
    case 'late':
      return { kind: 'late', minutes: count(state['minutes']) ?? 0 };
    default:
      return { kind: 'available' };
  }
}

function admission(value: unknown): GuestAdmission | null {
  const a = record(value);
  if (!a) return null;
  const { token, roomName, roomSid, profile, codec } = a;
  if (typeof token !== 'string' || typeof roomName !== 'string' || typeof roomSid !== 'string') return null;
  return { token, roomName, roomSid, profile: profile === 'many' ? 'many' : 'two', codec: codec === 'h264' ? 'h264' : 'vp8' };
}

const KINDS: readonly QuestionKind[] = ['text', 'choice', 'yesNo', 'date', 'number', 'consent', 'copay'];
/** More questions than the clinic may ask. */
const MOST_QUESTIONS = 30;

function questions(value: unknown): AskedQuestion[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MOST_QUESTIONS).flatMap((each): AskedQuestion[] => {
    const { id, kind, required, ask, hint, options } = record(each) ?? {};
    const known = KINDS.find((name) => name === kind);
    if (typeof id !== 'string' || !known || typeof ask !== 'string') return [];
    const choices = Array.isArray(options) ? options.filter((option): option is string => typeof option === 'string') : [];
    return [{ id, kind: known, required: required === true, ask: ask.slice(0, 2_000), hint: text(hint) ?? '', options: choices.slice(0, 20) }];
  });
}

/** One of YouTube's by its id, or a file below the page by its path; anything else is none. */
function video(value: unknown): WaitingVideo | null {
  const { kind, id, path } = record(value) ?? {};
  if (kind === 'youTube') return typeof id === 'string' && /^[\w-]{11}$/.test(id) ? { kind, id } : null;
  if (kind !== 'file' || typeof path !== 'string' || path.length > 120) return null;
  return path.split('/').every((part) => /^[\w-][\w.-]*$/.test(part)) && /\.(mp4|webm|m4v)$/i.test(path) ? { kind, path } : null;
}

/** More servers than Twilio names. */
const MOST_SERVERS = 10;

function networkPass(value: unknown): NetworkPass | null {
  const pass = record(value);
  const asked = count(pass?.['asked']);
  if (!pass || asked === null || typeof pass['token'] !== 'string') return null;
  const servers = Array.isArray(pass['iceServers']) ? pass['iceServers'] : [];
  const iceServers = servers.slice(0, MOST_SERVERS).flatMap((each) => {
    const { urls, username, credential } = record(each) ?? {};
    if (typeof urls !== 'string') return [];
    return [typeof username === 'string' && typeof credential === 'string' ? { urls, username, credential } : { urls }];
  });
  return { asked, token: pass['token'], iceServers };
}

function link(value: unknown): RenewedLink | null {
  const l = record(value);
  const expiresAt = instant(l?.['expiresAt']);
  return l && typeof l['token'] === 'string' && expiresAt ? { token: l['token'], expiresAt } : null;
}

// Calls to third parties as the core tells them, for the tests of the call window: a scripted world in which calls are made and take their way.
import { openDoor, openRefusingTwilio, visit } from './call-door.mjs';
import { openCall } from './call-window.mjs';

/** So many seconds from now, as an instant. */
export const fromNow = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();

export const STEPS = [
  { kind: 'wait', keys: null, note: 'for the greeting to begin', millis: 2000 },
  { kind: 'press', keys: '2', note: 'for Spanish', millis: 1000 },
  { kind: 'pressCode', keys: null, note: 'the practice account', millis: 4000 },
  { kind: 'handOver', keys: null, note: 'after the hold music', millis: 8000 },
];

const OVER = ['busy', 'noAnswer', 'failed', 'cancelled', 'completed'];

/** One call; what happened is written as [event, state, seconds from now, step]. */
export function aCall(id, change = {}, happened = []) {
  const [, state = 'intended', since = 0, step = null] = happened.at(-1) ?? [];
  return {
    id, identity: `ph-${id}`, name: 'Clearline Interpreting', role: 'interpreter', language: 'es', numberShown: '+1 202-555-0110', lineId: `line-${id}`, way: 'recipe',
    state, since: fromNow(since), addedAt: fromNow(happened[0]?.[2] ?? 0), steps: [], step, quiet: false, muted: false, hangingUp: false, over: OVER.includes(state),
    answeredBy: null, failure: null, actions: [], next: null, insteadOf: null,
    timeline: happened.map(([event, led, at, of = null]) => ({ event, state: led, at: fromNow(at), step: of })), ...change,
  };
}

const DIALLED = [['dialRequested', 'requested', -58], ['dialTaken', 'queued', -57]];
const ANSWERED = [...DIALLED, ['lineRang', 'ringing', -55], ['lineAnswered', 'answered', -48]];
/** How far calls have come, for `aCall`. */
export const SO_FAR = {
  dialled: DIALLED,
  ringing: [...DIALLED, ['lineRang', 'ringing', -7]],
  answered: ANSWERED,
  onStep: [...ANSWERED, ['stepBegun', 'onStep', -3, 1], ['stepBegun', 'onStep', -1, 2]],
  onHold: [...ANSWERED, ['stepBegun', 'onStep', -47, 1], ['stepBegun', 'onStep', -45, 2], ['stepBegun', 'onStep', -44, 3], ['personAwaited', 'waitingForPerson', -40]],
  listening: [...ANSWERED, ['legHeard', 'listening', -20]],
  inVisit: [...ANSWERED, ['legJoined', 'inVisit', -20]],
  busy: [...DIALLED, ['lineBusy', 'busy', -50]],
  noAnswer: [...DIALLED, ['lineRang', 'ringing', -55], ['lineUnanswered', 'noAnswer', -25]],
  refused: [['dialRequested', 'requested', -9], ['dialRefused', 'failed', -8]],
  lost: [['dialRequested', 'requested', -9], ['dialLost', 'unknown', -4]],
};

/** A line of the directory. */
export const aLine = (id, change = {}) => ({
  lineId: `line-${id}`, name: id, numberShown: '+1 202-555-0100', languages: ['es'], opening: { kind: 'always' }, way: 'recipe', hasRecipe: false, recipeMillis: null,
  lacksAccessCode: false, ...change,
});
export const LINES = [
  aLine('clearline', { name: 'Clearline Interpreting', numberShown: '+1 202-555-0110', hasRecipe: true, recipeMillis: 17_500 }),
  aLine('coded', { name: 'Intérpretes del Norte', opening: { kind: 'open', until: fromNow(7200) }, way: 'guided', hasRecipe: true, recipeMillis: 9_000, lacksAccessCode: true }),
  aLine('rosa', { name: 'Rosa Benítez', opening: { kind: 'closed', opens: fromNow(3 * 86_400) } }),
];

/** Opens a call window on a visit with these calls and lines, and tells `story` with what it may change and look at. */
export async function withCalls(browser, { parties = [], lines = LINES, answers = {}, options = {}, changes = {} }, story) {
  const state = { parties, lines };
  const twilio = await openRefusingTwilio(() => {});
  const told = (partyId) => {
    door.tell({ event: 'phonePartyChanged', visitId: 'visit-1', partyId });
    door.tell({ event: 'visitChanged', visitId: 'visit-1', date: '2026-11-24' });
  };
  const door = await openDoor({
    getCall: () => visit({ phoneParties: state.parties, ...changes }),
    joinCall: { token: 'not-a-token', roomName: 'visit-1', profile: 'two', endpoints: { videoSignalingUrl: twilio.url } },
    linesForCall: ({ language }) => ({ language, lines: state.lines }),
    addByPhone: (input) => {
      const id = `new-${state.parties.length}`;
      const line = state.lines.find(({ lineId }) => lineId === input.lineId);
      const who = { name: line?.name ?? input.name, role: input.role, language: input.language, way: input.way, lineId: input.lineId ?? null, actions: ['mute', 'hangUp'] };
      state.parties = [...state.parties, aCall(id, { ...who, numberShown: line?.numberShown ?? input.number, steps: line?.hasRecipe && input.way === 'recipe' ? STEPS : [] })];
      told(id);
      return { partyId: id };
    },
    ...answers,
  });
  const { page, complaints, close } = await openCall(browser, door, options);
  const asked = (command) => door.asked.filter((each) => each.command === command).map(({ input }) => input);
  /** What has become of a call: a whole new one, or fields of it. */
  const becomes = (id, next) => {
    state.parties = state.parties.map((each) => (each.id === id ? { ...each, ...next } : each));
    told(id);
  };
  try {
    await page.locator('[data-testid=self] [data-picture=on]').waitFor();
    await story({ page, door, asked, becomes, state, told });
    return complaints;
  } finally {
    await close();
    await door.close();
    await twilio.close();
  }
}

// The scripted console's directory: a phone-tree line, a busy one, a pharmacy; what the core says of numbers and phone trees.
import { CommandFailure } from '../failure';
import type { CommandMap, DirectoryLine, PhoneRecipe, PhoneRules, RecipeMistake, RecipeStep, SaveLine, TwimlLine } from '../generated';
import { ScriptedDryRun } from './dry-run';

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

const invalid = (message: string): never => {
  throw new CommandFailure({ code: 'invalid', message, advice: '' });
};

const tree = (key: string): RecipeStep[] => [
  { kind: 'wait', seconds: 4, note: 'for the greeting to end' },
  { kind: 'press', keys: key, waitBefore: 1, note: 'for the language' },
  { kind: 'wait', seconds: 3, note: 'until it asks for the account code' },
  { kind: 'pressCode', waitBefore: 1, end: '#', note: 'the account code' },
  { kind: 'say', text: 'Juniper Street Clinic, one patient.', language: '' },
  { kind: 'handOver', seconds: 8, quiet: false, note: 'after the hold music' },
];

const line = (id: string, name: string, more: Partial<DirectoryLine>): DirectoryLine => ({
  id, name, offers: 'interpreter', languages: ['es'], number: '+12025550110', numberShown: '(202) 555-0110', hours: { zone: 'America/New_York', spans: [] },
  opening: { kind: 'always' }, notes: '', recipes: [], hasAccessCode: false, needsAccessCode: false, ...more,
});

const believable = (at: (time: string) => string): DirectoryLine[] => [
  line('l1', 'Clearline Interpreting', {
    languages: ['es', 'ja'], opening: { kind: 'open', until: at('20:00') }, notes: 'Ask for a certified interpreter.',
    hours: { zone: 'America/Los_Angeles', spans: [{ days: [1, 2, 3, 4, 5], from: '06:00', to: '20:00' }] },
    recipes: [{ language: 'es', steps: tree('2') }, { language: 'ja', steps: tree('5') }, { language: null, steps: tree('9') }], hasAccessCode: true, needsAccessCode: true,
  }),
  line('l2', 'Rosa Benítez', { number: '+12025550111', numberShown: '(202) 555-0111', opening: { kind: 'open', until: at('12:00') }, hours: { zone: 'America/Los_Angeles', spans: [{ days: [1, 3], from: '08:00', to: '12:00' }] } }),
  line('l3', 'Voz Directa', { number: '+12025550112', numberShown: '(202) 555-0112' }),
  line('l4', 'Aiko Mori', { languages: ['ja'], number: '+12025550113', numberShown: '(202) 555-0113', opening: { kind: 'closed', opens: at('9:30') }, hours: { zone: 'America/Los_Angeles', spans: [{ days: [1, 2], from: '09:30', to: '15:00' }] } }),
  line('l5', 'Juniper Pharmacy', { offers: 'specialist', languages: [], number: '+12025550114', numberShown: '(202) 555-0114' }),
];

/** How long a step takes, as the core counts. */
function millis(step: RecipeStep): number {
  switch (step.kind) {
    case 'wait':
      return step.seconds * 1000;
    case 'press':
      return 500 * (step.waitBefore + step.keys.length);
    case 'pressCode':
      return 500 * (step.waitBefore + 7 + step.end.length);
    case 'say':
      return Math.ceil((85 * step.text.length) / 500) * 500;
    case 'handOver':
      return step.seconds * 1000 + 1500;
  }
}

function twiml(steps: readonly RecipeStep[]): TwimlLine[] {
  const lines = steps.flatMap((step, index): TwimlLine[] => {
    const of = (text: string): TwimlLine => ({ text: `  ${text}`, step: index + 1 });
    switch (step.kind) {
      case 'wait':
        return [of(`<Pause length="${step.seconds}"/>`)];
      case 'press':
        return [of(`<Play digits="${'w'.repeat(step.waitBefore)}${step.keys}"/>`)];
      case 'pressCode':
        return [of(`<Play digits="${'w'.repeat(step.waitBefore)}•••••••${step.end}"/>`)];
      case 'say':
        return [of(`<Say language="${step.language || 'en-US'}">${step.text}</Say>`)];
      case 'handOver':
        return [...(step.seconds ? [of(`<Pause length="${step.seconds}"/>`)] : []), of('<Connect>'), of('<Room participantIdentity="(this line)">(this visit)</Room>'), of('</Connect>'), of('<Hangup/>')];
    }
  });
  return [{ text: '<Response>', step: null }, ...lines, { text: '</Response>', step: null }];
}

function mistakes({ steps }: PhoneRecipe): RecipeMistake[] {
  const found: RecipeMistake[] = [];
  steps.forEach((step, index) => {
    const at = (words: string) => found.push({ step: index + 1, message: `Step ${index + 1}: ${words}` });
    if (step.kind === 'wait' && (step.seconds < 1 || step.seconds > 300)) at('a wait is between 1 second and 5 minutes.');
    if (step.kind === 'press' && !/^[0-9A-D*#w]{1,32}$/.test(step.keys)) at('press 1 to 32 of the keys 0–9, *, # and A–D; w waits half a second.');
    if (step.kind === 'say' && !step.text) at('write what is to be said.');
  });
  const last = steps.at(-1)?.kind === 'handOver';
  if (!steps.some(({ kind }) => kind === 'handOver')) found.push({ step: null, message: 'The last step hands the line over. Add it.' });
  else if (!last) found.push({ step: null, message: 'Handing over is the last step. Move it to the end.' });
  return found;
}

/** The directory's part of the script. */
export class ScriptedDirectory {
  #lines: DirectoryLine[];
  #rules: PhoneRules = { countries: ['US', 'CA'], nextLine: 'ask', caller: '' };

  constructor(
    private readonly scene: string,
    private readonly now: string,
    at: (time: string) => string,
    private readonly tell: (event: 'directoryChanged' | 'dryRunChanged') => void,
  ) {
    this.#lines = scene === 'empty' ? [] : believable(at);
    this.dryRun = new ScriptedDryRun(now, (id) => this.#lines.find((each) => each.id === id), () => this.tell('dryRunChanged'));
  }
  readonly dryRun: ScriptedDryRun;

  #number(typed: string) {
    const digits = typed.replace(/\D/g, '').replace(/^1(?=\d{10})/, '');
    if (/^\+?44/.test(typed)) return invalid('Numbers in United Kingdom are not called: the country is not on the clinic’s list.');
    if (digits.length !== 10) return invalid('Write the number with its country code, like +14155550123.');
    return { number: `+1${digits}`, shown: `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`, country: 'US' };
  }

  #save(input: SaveLine) {
    for (const recipe of input.recipes) {
      const [mistake] = mistakes(recipe);
      if (mistake) return invalid(mistake.message);
    }
    const { number, shown } = this.#number(input.number);
    const before = this.#lines.find(({ id }) => id === input.id);
    const { accessCode, id = `l${this.#lines.length + 1}`, ...fields } = input;
    const saved: DirectoryLine = {
      ...fields, id, number, numberShown: shown, opening: before?.opening ?? { kind: 'always' },
      hasAccessCode: accessCode === undefined ? (before?.hasAccessCode ?? false) : accessCode !== '',
      needsAccessCode: input.recipes.some(({ steps }) => steps.some(({ kind }) => kind === 'pressCode')),
    };
    this.#lines = before ? this.#lines.map((each) => (each.id === id ? saved : each)) : [...this.#lines, saved];
    this.tell('directoryChanged');
    return { lineId: id };
  }

  readonly answers: Answers = {
    getDirectory: () => {
      if (this.scene === 'loading') return new Promise(() => {});
      if (this.scene === 'error') throw new CommandFailure({ code: 'store', message: 'The directory cannot be read from this computer’s disk.', advice: 'Check that the disk is not full, then try again.' });
      return { lines: this.#lines, now: this.now };
    },
    saveLine: (input) => this.#save(input),
    removeLine: ({ lineId }) => {
      this.#lines = this.#lines.filter(({ id }) => id !== lineId);
      this.tell('directoryChanged');
      return {};
    },
    reorderLines: ({ lineIds }) => {
      this.#lines = [...this.#lines].sort((a, b) => lineIds.indexOf(a.id) - lineIds.indexOf(b.id));
      this.tell('directoryChanged');
      return {};
    },
    exportDirectory: () => ({ path: '/home/clinic/PRACTICE-directory-2026-11-23.json' }),
    importDirectory: ({ text }) => {
      if (!text.includes('anteroom-directory')) return invalid('The file is not a directory that Anteroom has written.');
      this.#lines = [...this.#lines, line('l9', 'Nihongo Line', { languages: ['ja'], recipes: [{ language: null, steps: tree('1') }], needsAccessCode: true })];
      this.tell('directoryChanged');
      return { added: 1, updated: 2, withoutCode: 1 };
    },
    previewRecipe: ({ recipe }) => {
      const wrong = mistakes(recipe);
      const stepMillis = recipe.steps.map(millis);
      return { mistakes: wrong, twiml: wrong.length > 0 ? [] : twiml(recipe.steps), stepMillis, totalMillis: stepMillis.reduce((sum, each) => sum + each, 0) };
    },
    tryPhoneTree: (input) => this.dryRun.begin(input),
    getDryRun: () => this.dryRun.read(),
    stopDryRun: () => this.dryRun.stop(),
    checkNumber: ({ number }) => this.#number(number),
    getPhoneRules: () => this.#rules,
    setPhoneRules: (rules) => {
      if (rules.countries.length === 0) return invalid('Name at least one country that may be called.');
      this.#rules = rules;
      this.tell('directoryChanged');
      return {};
    },
  };
}

// The scripted console's dry run of a phone tree. It begins when it is asked for and comes further when the script is told.
import { CommandFailure } from '../failure';
import type { DirectoryLine, DryRun, PhoneEvent, PhoneParty, PhoneState, PhoneStep, RecipeStep, TryPhoneTree } from '../generated';

const OVER: readonly PhoneState[] = ['busy', 'noAnswer', 'failed', 'cancelled', 'completed'];

/** A step as a card names it. */
function named(step: RecipeStep): PhoneStep {
  return { kind: step.kind, keys: step.kind === 'press' ? step.keys : null, note: step.kind === 'say' ? step.text : step.note, millis: 1000 };
}

export class ScriptedDryRun {
  #call: PhoneParty | null = null;
  #second = 0;

  constructor(
    private readonly now: string,
    private readonly line: (id: string) => DirectoryLine | undefined,
    private readonly tell: () => void,
  ) {}

  #at = (second: number) => new Date(Date.parse(this.now) + second * 1000).toISOString();

  begin({ lineId, recipe }: TryPhoneTree) {
    const line = this.line(lineId);
    if (line?.name === 'Aiko Mori') throw new CommandFailure({ code: 'invalid', message: 'Numbers in Japan are not called: the country is not on the clinic’s list.', advice: '' });
    this.#second = 0;
    this.#call = {
      id: `d${Math.random()}`, identity: 'ph-d', name: line?.name ?? '', role: 'interpreter', language: recipe.language ?? '', numberShown: line?.numberShown ?? '', lineId, way: 'recipe',
      state: 'intended', since: this.now, addedAt: this.now, steps: recipe.steps.map(named), step: null, quiet: false, muted: false, hangingUp: false, over: false, answeredBy: null,
      failure: null, actions: ['hangUp'], next: null, insteadOf: null, timeline: [],
    };
    this.tell();
    return {};
  }

  read(): DryRun {
    return { call: this.#call, now: this.#at(this.#second) };
  }

  stop() {
    if (this.#call && !this.#call.over) this.comes(this.#second + 1, 'hangUpAsked', this.#call.state, { hangingUp: true });
    return {};
  }

  comes(second: number, event: PhoneEvent, state: PhoneState, more: Partial<PhoneParty>) {
    if (!this.#call) return;
    this.#second = second;
    const at = this.#at(second);
    this.#call = { ...this.#call, state, since: at, over: OVER.includes(state), ...more, timeline: [...this.#call.timeline, { event, state, at, step: more.step ?? null }] };
    this.tell();
  }
}

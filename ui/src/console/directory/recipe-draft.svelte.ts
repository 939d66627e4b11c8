// The phone trees of a line while they are worked on: steps are put in, changed, moved and taken out, and the core says after each
// change what Twilio would be told and what is wrong.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { DirectoryLine, PhoneRecipe, RecipePreview, RecipeStep } from '$lib/api/generated';

/** A step that stays the same while it is moved. */
export type DraftStep = { key: number; step: RecipeStep };
export type DraftTree = { key: number; language: string | null; steps: DraftStep[] };

/** A step as it is put in. */
export function newStep(kind: RecipeStep['kind']): RecipeStep {
  switch (kind) {
    case 'wait':
      return { kind, seconds: 2, note: '' };
    case 'press':
      return { kind, keys: '', waitBefore: 1, note: '' };
    case 'pressCode':
      return { kind, waitBefore: 1, end: '#', note: '' };
    case 'say':
      return { kind, text: '', language: '' };
    case 'handOver':
      return { kind, seconds: 0, quiet: false, note: '' };
  }
}

export class RecipeDraft {
  trees = $state<DraftTree[]>([]);
  /** The tree that is shown. */
  at = $state(0);
  /** The step that is being changed, by its key. */
  selected = $state<number | null>(null);
  preview = $state.raw<RecipePreview | null>(null);
  previewFailure = $state.raw<CommandFailure | null>(null);
  saving = $state(false);
  failure = $state.raw<CommandFailure | null>(null);

  readonly lineId: string;
  #saved: string;
  #keys = 0;
  #looking = false;
  #lookAgain = false;

  constructor(line: DirectoryLine) {
    this.lineId = line.id;
    this.trees = this.#drafted(line.recipes);
    this.#saved = JSON.stringify(this.recipes);
  }

  get tree(): DraftTree | null {
    return this.trees[this.at] ?? null;
  }

  /** The trees as the core takes them. */
  get recipes(): PhoneRecipe[] {
    return this.trees.map(({ language, steps }) => recipe(language, steps));
  }

  /** The shown tree, as the core takes it; null where there is none. */
  get recipe(): PhoneRecipe | null {
    return this.tree ? recipe(this.tree.language, this.tree.steps) : null;
  }

  /** Whether something was changed and not saved. */
  get changed(): boolean {
    return JSON.stringify(this.recipes) !== this.#saved;
  }

  /** What is wrong with the shown tree as a whole. */
  get wholeMistake(): string {
    return this.preview?.mistakes.find(({ step }) => !step)?.message ?? '';
  }

  /** What is wrong with a step of the shown tree; empty where nothing is. */
  mistakeAt(index: number): string {
    return this.preview?.mistakes.find(({ step }) => step === index + 1)?.message ?? '';
  }

  show(at: number) {
    this.at = at;
    this.selected = null;
    this.preview = null;
  }

  /** Another tree, which begins as the shown one: mostly one key is another. */
  addTree(language: string | null) {
    const steps = this.tree?.steps.map(({ step }) => ({ key: this.#keys++, step: { ...step } })) ?? [{ key: this.#keys++, step: newStep('handOver') }];
    this.trees.push({ key: this.#keys++, language, steps });
    this.show(this.trees.length - 1);
  }

  removeTree() {
    this.trees.splice(this.at, 1);
    this.show(Math.max(0, this.at - 1));
  }

  /** Puts a step in: after the selected one, else before the hand-over. Answers its key. */
  addStep(kind: RecipeStep['kind']): number | null {
    const tree = this.tree;
    if (!tree) return null;
    const last = tree.steps.at(-1)?.step.kind === 'handOver' ? tree.steps.length - 1 : tree.steps.length;
    const after = tree.steps.findIndex(({ key }) => key === this.selected);
    const place = kind === 'handOver' ? tree.steps.length : after < 0 ? last : Math.min(after + 1, last);
    const key = this.#keys++;
    tree.steps.splice(place, 0, { key, step: newStep(kind) });
    this.selected = key;
    return key;
  }

  moveStep(from: number, to: number) {
    const steps = this.tree?.steps;
    if (!steps || to < 0 || to >= steps.length) return;
    const [moved] = steps.splice(from, 1);
    if (moved) steps.splice(to, 0, moved);
  }

  removeStep(index: number) {
    const [gone] = this.tree?.steps.splice(index, 1) ?? [];
    if (gone?.key === this.selected) this.selected = null;
  }

  /** Back to what is saved. */
  discard(line: DirectoryLine) {
    this.trees = this.#drafted(line.recipes);
    this.#saved = JSON.stringify(this.recipes);
    this.failure = null;
    this.show(Math.min(this.at, Math.max(0, this.trees.length - 1)));
  }

  /** What was sent is kept now. */
  settled(recipes: PhoneRecipe[]) {
    this.#saved = JSON.stringify(recipes);
    this.failure = null;
  }

  /** Has the core look at the shown tree. Never two at once: of many changes the last one is looked at. */
  async look(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    do {
      this.#lookAgain = false;
      const tree = this.tree;
      if (!tree) {
        this.preview = null;
        break;
      }
      try {
        const preview = await call('previewRecipe', { recipe: recipe(tree.language, tree.steps), lineId: this.lineId });
        if (this.tree?.key === tree.key) this.preview = preview;
        this.previewFailure = null;
      } catch (thrown) {
        this.previewFailure = asFailure(thrown);
      }
    } while (this.#lookAgain);
    this.#looking = false;
  }

  #drafted(recipes: readonly PhoneRecipe[]): DraftTree[] {
    return recipes.map(({ language, steps }) => ({
      key: this.#keys++,
      language: language ?? null,
      steps: steps.map((step) => ({ key: this.#keys++, step: { ...step } })),
    }));
  }
}

function recipe(language: string | null, steps: readonly DraftStep[]): PhoneRecipe {
  return { ...(language ? { language } : {}), steps: steps.map(({ step }) => ({ ...step })) };
}

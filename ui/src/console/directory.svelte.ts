// The directory: its lines as the core has them, the one that is looked at, and what is done with them.
//
// It lives as long as the window, so that whoever comes back to its page finds it as it was, with what was not saved.
import { asFailure, call, onEvent, type CommandFailure } from '$lib/api/client';
import type { DirectoryImported, DirectoryLine, Directory as Lines, PhoneRules, SaveLine } from '$lib/api/generated';
import { importedWords, momentWords, movedWords } from '$lib/text/directory';
import { reordered, type LineGroup } from './directory/grouping';
import { withRecipes } from './directory/line-form';
import { RecipeDraft } from './directory/recipe-draft.svelte';

/** How often opening hours are looked at again. */
const TICK_MS = 60_000;

/** What the detail shows. */
export type Shown = { kind: 'line'; id: string } | { kind: 'rules' };

export class Directory {
  /** The directory as it was read last; null before. */
  read = $state.raw<Lines | null>(null);
  rules = $state.raw<PhoneRules | null>(null);
  /** Why it could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  shown = $state.raw<Shown | null>(null);
  draft = $state.raw<RecipeDraft | null>(null);
  search = $state('');
  /** What is being done, for the button that asked. */
  busy = $state<'import' | 'export' | 'remove' | 'order' | null>(null);
  /** What the last command brought, where it did not work. */
  trouble = $state.raw<CommandFailure | null>(null);
  /** What taking a file in, or keeping one, came to. */
  result = $state.raw<{ title: string; more: string } | null>(null);
  /** For the polite live region. */
  said = $state('');

  #reading: Promise<void> | null = null;
  #again = false;

  get lines(): readonly DirectoryLine[] {
    return this.read?.lines ?? [];
  }
  get line(): DirectoryLine | null {
    const shown = this.shown;
    return shown?.kind === 'line' ? (this.lines.find(({ id }) => id === shown.id) ?? null) : null;
  }
  /** Whether something would be lost by going elsewhere. */
  get unsaved(): boolean {
    return this.draft?.changed ?? false;
  }
  /** When something is, seen from when the directory was read. */
  moment = (zone: string) => (instant: string) => momentWords(instant, this.read?.now ?? instant, zone);

  start(): () => void {
    const stop = onEvent((event) => {
      if (event.event === 'directoryChanged') void this.load();
    });
    // Lines open and close by the clock: nobody tells.
    const timer = setInterval(() => void this.load(), TICK_MS);
    void this.load();
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  /** Reads it again, never two at once. */
  load(): Promise<void> {
    if (this.#reading) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#load().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #load() {
    do {
      this.#again = false;
      try {
        const [lines, rules] = await Promise.all([call('getDirectory', {}), call('getPhoneRules', {})]);
        this.read = lines;
        this.rules = rules;
        this.failure = null;
        this.#follow();
      } catch (thrown) {
        this.failure = asFailure(thrown);
      }
    } while (this.#again);
  }

  // What is worked on stays; else the draft is what the core has.
  #follow() {
    const shown = this.shown;
    if (shown?.kind === 'line' && !this.line) this.shown = null;
    if (!this.shown && this.lines[0]) this.shown = { kind: 'line', id: this.lines[0].id };
    const line = this.line;
    if (this.draft && line && this.draft.lineId === line.id) {
      const kept = new RecipeDraft(line);
      if (!this.draft.changed && JSON.stringify(this.draft.recipes) !== JSON.stringify(kept.recipes)) this.draft.discard(line);
    } else {
      this.draft = line ? new RecipeDraft(line) : null;
    }
  }

  /** Shows a line, or the rules. What was not saved of another line is given up: ask before. */
  show(shown: Shown) {
    const now = this.shown;
    if (now?.kind === shown.kind && (shown.kind === 'rules' || (now.kind === 'line' && now.id === shown.id))) return;
    this.shown = shown;
    this.draft = null;
    this.#follow();
  }

  /** Saves a form. Its refusal is the form's to show, so it is thrown on. */
  async save(line: SaveLine): Promise<void> {
    const { lineId } = await call('saveLine', line);
    await this.load();
    this.said = `${line.name} is saved.`;
    this.show({ kind: 'line', id: lineId });
  }

  /** Saves the phone trees that were worked on. */
  async saveRecipes(): Promise<void> {
    const [draft, line] = [this.draft, this.line];
    if (!draft || !line || draft.saving) return;
    draft.saving = true;
    const recipes = draft.recipes;
    try {
      await call('saveLine', withRecipes(line, recipes));
      draft.settled(recipes);
      this.said = `The phone trees of ${line.name} are saved.`;
    } catch (thrown) {
      draft.failure = asFailure(thrown);
    } finally {
      draft.saving = false;
    }
    await this.load();
  }

  async remove(line: DirectoryLine): Promise<void> {
    await this.#do('remove', async () => {
      await call('removeLine', { lineId: line.id });
      this.draft = null;
      this.said = `${line.name} is removed.`;
    });
  }

  /** Puts a line to another place of its group (from 0), and says where it is. */
  async move(group: LineGroup, line: DirectoryLine, to: number): Promise<void> {
    if (!this.read || to < 0 || to >= group.lines.length) return;
    const lineIds = reordered(
      this.lines.map(({ id }) => id),
      group.lines.map(({ id }) => id),
      line.id,
      to,
    );
    await this.#do('order', async () => {
      const place = new Map(lineIds.map((id, index) => [id, index]));
      if (this.read) this.read = { ...this.read, lines: [...this.lines].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)) };
      this.said = movedWords(line.name, to + 1, group.title);
      await call('reorderLines', { lineIds });
    });
  }

  async import(file: File): Promise<void> {
    await this.#do('import', async () => {
      const imported: DirectoryImported = await call('importDirectory', { text: await file.text() });
      this.result = importedWords(imported);
    });
  }

  async export(): Promise<void> {
    await this.#do('export', async () => {
      const { path } = await call('exportDirectory', {});
      if (path) this.result = { title: 'The directory is saved.', more: `${path} has every line with its phone trees, and no access code.` };
    });
  }

  async setRules(rules: PhoneRules): Promise<void> {
    await call('setPhoneRules', rules);
    this.said = 'The phone rules are saved.';
    await this.load();
  }

  async #do(what: NonNullable<Directory['busy']>, work: () => Promise<void>) {
    if (this.busy) return;
    this.busy = what;
    this.trouble = null;
    this.result = null;
    try {
      await work();
    } catch (thrown) {
      this.trouble = asFailure(thrown);
    } finally {
      this.busy = null;
      await this.load();
    }
  }
}

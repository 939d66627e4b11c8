// The directory: its lines and services as the core has them, the one that is looked at, and what is done with them.
//
// It lives as long as the window, so that whoever comes back to its page finds it as it was, with what was not saved.
import { asFailure, call, onEvent, type CommandFailure } from '$lib/api/client';
import type { ConnectorInfo, DirectoryImported, DirectoryLine, Directory as Lines, PhoneRules, SaveLine } from '$lib/api/generated';
import { importedWords, momentWords, movedWords } from '$lib/text/directory';
import { ConnectorDraft } from './directory/connector-draft.svelte';
import { DryRuns } from './directory/dry-runs.svelte';
import { reordered, type LineGroup } from './directory/grouping';
import { withRecipes } from './directory/line-form';
import { RecipeDraft } from './directory/recipe-draft.svelte';
import { Services } from './directory/services.svelte';

/** How often opening hours are looked at again. */
const TICK_MS = 60_000;

/** What the detail shows. */
export type Shown = { kind: 'line'; id: string } | { kind: 'rules' } | { kind: 'service'; id: string } | { kind: 'newService'; text: string };

export class Directory {
  /** The directory as it was read last; null before. */
  read = $state.raw<Lines | null>(null);
  rules = $state.raw<PhoneRules | null>(null);
  /** Why it could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  shown = $state.raw<Shown | null>(null);
  draft = $state.raw<RecipeDraft | null>(null);
  /** Those that are asked by their API. */
  readonly services = new Services();
  search = $state('');
  /** What is being done, for the button that asked. */
  busy = $state<'import' | 'export' | 'remove' | 'order' | null>(null);
  /** What the last command brought, where it did not work. */
  trouble = $state.raw<CommandFailure | null>(null);
  /** What taking a file in, or keeping one, came to. */
  result = $state.raw<{ title: string; more: string } | null>(null);
  /** For the polite live region. */
  said = $state('');
  /** Phone trees that are tried. */
  readonly dryRuns = new DryRuns((words) => (this.said = words));

  #reading: Promise<void> | null = null;
  #again = false;

  get lines(): readonly DirectoryLine[] {
    return this.read?.lines ?? [];
  }
  get line(): DirectoryLine | null {
    const shown = this.shown;
    return shown?.kind === 'line' ? (this.lines.find(({ id }) => id === shown.id) ?? null) : null;
  }
  /** The service that is shown, as it is saved. */
  get service(): ConnectorInfo | null {
    return this.shown?.kind === 'service' ? this.services.of(this.shown.id) : null;
  }
  /** What would be lost by going elsewhere, in words; empty where nothing would. */
  get unsavedWords(): string {
    if (this.services.unsaved) return `The document of ${this.services.draft?.name || 'the new service'} has changes that are not saved.`;
    return this.draft?.changed ? `The phone trees of ${this.line?.name ?? 'this line'} have changes that are not saved.` : '';
  }
  get unsaved(): boolean {
    return this.unsavedWords !== '';
  }
  /** When something is, seen from when the directory was read. */
  moment = (zone: string) => (instant: string) => momentWords(instant, this.read?.now ?? instant, zone);

  start(): () => void {
    const stop = onEvent((event) => {
      if (event.event === 'directoryChanged' || event.event === 'sessionChanged') void this.load();
    });
    // Lines open and close by the clock: nobody tells.
    const timer = setInterval(() => void this.load(), TICK_MS);
    const stopRuns = this.dryRuns.start();
    void this.load();
    return () => {
      stop();
      stopRuns();
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
        const [lines, rules] = await Promise.all([call('getDirectory', {}), call('getPhoneRules', {}), this.services.load()]);
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
    if (shown?.kind === 'service' && !this.service) this.shown = null;
    const [line1, service1] = [this.lines[0], this.services.list[0]];
    if (!this.shown && line1) this.shown = { kind: 'line', id: line1.id };
    else if (!this.shown && service1) this.shown = { kind: 'service', id: service1.id };
    if (this.service) this.services.begin(this.service);
    else if (this.shown?.kind === 'newService') this.services.draft ??= new ConnectorDraft(null, '', this.shown.text);
    else this.services.end();
    const line = this.line;
    if (this.draft && line && this.draft.lineId === line.id) {
      const kept = new RecipeDraft(line);
      if (!this.draft.changed && JSON.stringify(this.draft.recipes) !== JSON.stringify(kept.recipes)) this.draft.discard(line);
    } else {
      this.draft = line ? new RecipeDraft(line) : null;
    }
  }

  /** Shows a line, a service, or the rules. What was not saved of another line is given up: ask before. */
  show(shown: Shown) {
    const now = this.shown;
    if (now && isSame(now, shown)) return;
    this.shown = shown;
    this.draft = null;
    this.services.end();
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

  /** Saves the document that is worked on; a new service is shown as saved. */
  async saveService(): Promise<void> {
    const id = await this.services.save();
    if (!id) return;
    if (this.shown?.kind === 'newService') this.shown = { kind: 'service', id };
    this.said = `${this.services.of(id)?.name ?? 'The service'} is saved.`;
    await this.load();
  }

  async removeService(service: ConnectorInfo): Promise<void> {
    await this.#do('remove', async () => {
      await call('removeConnector', { connectorId: service.id });
      this.services.end();
      this.said = `${service.name} is removed.`;
    });
  }

  async exportService(service: ConnectorInfo): Promise<void> {
    await this.#do('export', async () => {
      const { path } = await call('exportConnector', { connectorId: service.id });
      if (path) this.result = { title: `${service.name} is saved.`, more: `${path} has its document, and no secret.` };
    });
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

/** Whether it is the same that is shown. */
function isSame(one: Shown, other: Shown): boolean {
  if (one.kind === 'rules' || other.kind === 'rules') return one.kind === other.kind;
  return one.kind !== 'newService' && other.kind !== 'newService' && one.kind === other.kind && one.id === other.id;
}

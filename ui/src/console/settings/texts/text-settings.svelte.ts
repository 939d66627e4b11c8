// How the clinic texts, while it is worked on: the form, each template's preview as the core counts it, and saving.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { TextKind, TextPreview, TextSettingsView, TextTemplate } from '$lib/api/generated';
import { languageName } from '$lib/text/names';
import { textKindWords } from '$lib/text/texts';
import { ownTemplates, templateKey, textSettings, textsErrors, textsForm, type TextsForm } from './texts-form';

export class TextSettingsState {
  /** As the core has it; null before it was read. */
  read = $state.raw<TextSettingsView | null>(null);
  form = $state<TextsForm | null>(null);
  /** Why it could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  /** Why it could not be saved. */
  refusal = $state.raw<CommandFailure | null>(null);
  saving = $state(false);
  /** Faults are said from the first attempt to save on, not while something is half typed. */
  tried = $state(false);
  /** The template that is looked at. */
  kind = $state<TextKind>('invitation');
  language = $state('en');
  /** How that comes out, or what is wrong with it. */
  preview = $state.raw<TextPreview | null>(null);
  fault = $state('');

  #asked = 0;

  constructor(private readonly say: (words: string) => void) {}

  get errors() {
    return this.form && this.tried ? textsErrors(this.form) : {};
  }
  get unsaved(): boolean {
    return this.read !== null && JSON.stringify(this.form) !== JSON.stringify(textsForm(this.read.settings));
  }
  /** The languages that there are words in: the product's, and those that the clinic added. */
  get languages(): string[] {
    const own = this.form ? ownTemplates(this.form).map(({ language }) => language) : [];
    return [...new Set([...(this.read?.builtIn ?? []).map(({ language }) => language), ...own])];
  }

  builtIn(kind: TextKind, language: string): string {
    return this.read?.builtIn.find((each) => each.kind === kind && each.language === language)?.text ?? '';
  }
  isOwn(kind: TextKind, language: string): boolean {
    return this.form?.templates[templateKey(kind, language)] !== undefined;
  }
  words(kind: TextKind, language: string): string {
    return this.form?.templates[templateKey(kind, language)] ?? this.builtIn(kind, language);
  }

  /** Writes a template; the product's own words are not kept as the clinic's. */
  write(kind: TextKind, language: string, text: string) {
    if (!this.form) return;
    if (text === this.builtIn(kind, language)) delete this.form.templates[templateKey(kind, language)];
    else this.form.templates[templateKey(kind, language)] = text;
  }

  /** Takes another language in, with the English words to begin with. */
  addLanguage(language: string) {
    if (!this.languages.includes(language)) this.write(this.kind, language, this.words(this.kind, 'en'));
    this.language = language;
  }

  /** Has the core look at the template that is shown. Of answers that cross, the one to what was asked last counts. */
  async look(): Promise<void> {
    const form = this.form;
    if (!form) return;
    const asked = ++this.#asked;
    const template = { kind: this.kind, language: this.language, text: this.words(this.kind, this.language) };
    try {
      const preview = await this.#ask(template, form);
      if (asked !== this.#asked) return;
      this.preview = preview;
      this.fault = '';
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.preview = null;
      this.fault = asFailure(thrown).message;
    }
  }

  async load(): Promise<void> {
    const unsaved = this.unsaved;
    try {
      this.read = await call('getTextSettings', {});
      this.failure = null;
      if (!unsaved) this.form = textsForm(this.read.settings);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Back to what is saved. */
  discard() {
    if (this.read) this.form = textsForm(this.read.settings);
    if (!this.languages.includes(this.language)) this.language = 'en';
    this.refusal = null;
    this.tried = false;
  }

  async save(): Promise<void> {
    const form = this.form;
    if (!form || this.saving || !this.unsaved) return;
    this.tried = true;
    if (Object.values(textsErrors(form)).some(Boolean)) return;
    this.saving = true;
    this.refusal = null;
    try {
      if (!(await this.#templatesAreFine(form))) return;
      const settings = textSettings($state.snapshot(form));
      await call('setTextSettings', settings);
      // Read again: the core orders the plan and writes the number out.
      const read = await call('getTextSettings', {});
      this.read = read;
      this.form = textsForm(read.settings);
      this.tried = false;
      this.say('How the clinic texts is saved. Texts of the plan that are still to go follow it.');
    } catch (thrown) {
      this.refusal = asFailure(thrown);
    } finally {
      this.saving = false;
    }
  }

  // The core refuses all of it for one template; the one that is wrong is shown with what is wrong.
  async #templatesAreFine(form: TextsForm): Promise<boolean> {
    for (const template of ownTemplates(form)) {
      try {
        await this.#ask(template, form);
      } catch (thrown) {
        const failure = asFailure(thrown);
        if (failure.code !== 'invalid') throw failure;
        [this.kind, this.language, this.fault] = [template.kind, template.language, failure.message];
        this.preview = null;
        this.say(`${textKindWords[template.kind]} in ${languageName(template.language)}: ${failure.message}`);
        return false;
      }
    }
    return true;
  }

  #ask(template: TextTemplate, { names, plain, shortenLinks }: TextsForm): Promise<TextPreview> {
    return call('previewTemplate', { template, names, plain, shortenLinks });
  }
}

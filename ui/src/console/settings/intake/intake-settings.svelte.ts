// The clinic's questions, while they are worked on.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { IntakeForm } from '$lib/api/generated';
import { added, emptyWords, firstFault, intakeForm, MOST_QUESTIONS, questionsOf, wordsErrors, type QuestionForm, type Questions } from './intake-form';

export class IntakeSettings {
  /** As the core has them; null before they were read. */
  read = $state.raw<IntakeForm | null>(null);
  form = $state<Questions | null>(null);
  /** The language that is written in. */
  language = $state('en');
  /** Why they could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  /** Why they could not be saved. */
  refusal = $state.raw<CommandFailure | null>(null);
  saving = $state(false);
  /** Faults are said from the first attempt to save on, not while something is half typed. */
  tried = $state(false);

  constructor(private readonly say: (words: string) => void) {}

  get unsaved(): boolean {
    return this.read !== null && this.form !== null && JSON.stringify(intakeForm(this.form)) !== JSON.stringify(intakeForm(questionsOf(this.read)));
  }
  get full(): boolean {
    return (this.form?.questions.length ?? 0) >= MOST_QUESTIONS;
  }
  errorsOf(question: QuestionForm) {
    return this.form && this.tried ? wordsErrors(this.form, question, this.language) : {};
  }

  async load(): Promise<void> {
    const unsaved = this.unsaved;
    try {
      this.read = await call('getIntake', {});
      this.failure = null;
      if (!unsaved || !this.form) this.#begin();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** One more at the end, to be made what it is to be. */
  add(): QuestionForm | null {
    if (!this.form || this.full) return null;
    const question = added(this.form);
    for (const language of this.form.languages) question.words[language] = emptyWords();
    this.form.questions.push(question);
    return question;
  }
  remove(question: QuestionForm) {
    if (this.form) this.form.questions = this.form.questions.filter(({ id }) => id !== question.id);
  }
  /** To the place before (-1) or after (1). */
  move(question: QuestionForm, by: -1 | 1) {
    const { form } = this;
    const from = form?.questions.findIndex(({ id }) => id === question.id) ?? -1;
    const to = from + by;
    if (!form || from < 0 || to < 0 || to >= form.questions.length) return;
    const questions = [...form.questions];
    questions.splice(to, 0, ...questions.splice(from, 1));
    form.questions = questions;
    this.say(`Question ${to + 1} of ${questions.length}`);
  }
  /** Writes in a language, which is taken in where it is new. */
  write(language: string) {
    const { form } = this;
    if (!form) return;
    if (!form.languages.includes(language)) form.languages.push(language);
    for (const { words } of form.questions) words[language] ??= emptyWords();
    this.language = language;
  }

  /** Back to what is saved. */
  discard() {
    this.#begin();
    this.refusal = null;
    this.tried = false;
  }

  async save(): Promise<void> {
    const form = this.form;
    if (!form || this.saving || !this.unsaved) return;
    this.tried = true;
    const fault = firstFault(form);
    if (fault) {
      this.write(fault.language);
      return;
    }
    const sent = intakeForm($state.snapshot(form));
    this.saving = true;
    this.refusal = null;
    try {
      await call('setIntake', sent);
      this.read = sent;
      this.tried = false;
      this.say('The questions are saved. Whoever is invited is asked them from now on.');
    } catch (thrown) {
      this.refusal = asFailure(thrown);
    } finally {
      this.saving = false;
    }
  }

  #begin() {
    if (!this.read) return;
    this.form = questionsOf(this.read);
    const [own = 'en'] = this.form.languages;
    this.write(this.form.languages.includes(this.language) ? this.language : own);
  }
}

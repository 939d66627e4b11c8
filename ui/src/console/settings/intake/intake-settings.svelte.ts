// The clinic's questions, while they are worked on: in one language at a time.
import { call } from '$lib/api/client';
import type { IntakeForm } from '$lib/api/generated';
import { SectionForm } from '../section-form.svelte';
import { added, emptyWords, firstFault, intakeForm, MOST_QUESTIONS, questionsOf, wordsErrors, type Fault, type QuestionForm, type Questions } from './intake-form';

export class IntakeSettings extends SectionForm<IntakeForm, Questions, Partial<Fault>> {
  /** The language that is written in. */
  language = $state('en');

  constructor(say: (words: string) => void) {
    const saved = 'The questions are saved. Whoever is invited is asked them from now on.';
    const [read, write] = [() => call('getIntake', {}), (form: IntakeForm) => call('setIntake', form)];
    super({ read, write, form: questionsOf, kept: intakeForm, errors: (form) => firstFault(form) ?? {}, saved }, say);
  }

  get full(): boolean {
    return (this.form?.questions.length ?? 0) >= MOST_QUESTIONS;
  }
  errorsOf(question: QuestionForm) {
    return this.form && this.tried ? wordsErrors(this.form, question, this.language) : {};
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

  /** Saves, or shows the language in which something is to be changed first. */
  override async save(): Promise<void> {
    await super.save();
    if (this.errors.language) this.write(this.errors.language);
  }

  protected override begin() {
    super.begin();
    const [own = 'en'] = this.form?.languages ?? [];
    this.write(this.form?.languages.includes(this.language) ? this.language : own);
  }
}

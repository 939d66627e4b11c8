// The clinic's questions, while they are worked on: one form of them in one language at a time.
import { call } from '$lib/api/client';
import type { Intake, VisitType } from '$lib/api/generated';
import { SectionForm } from '../section-form.svelte';
import { added, emptyWords, firstFault, intakeForms, intakeOf, MOST_QUESTIONS, wordsErrors, type Fault, type IntakeForms, type QuestionForm, type Questions } from './intake-form';

/** Without what is asked before a visit of a type that was removed meanwhile. */
const still = ({ questions, own }: Intake, types: readonly VisitType[]): Intake => ({
  questions,
  own: own.filter(({ visitType }) => types.some(({ id }) => id === visitType)),
});

export class IntakeSettings extends SectionForm<Intake, IntakeForms, Partial<Fault>> {
  /** The language that is written in. */
  language = $state('en');
  /** Whose questions are worked on: a visit type's, by its id; empty for the usual ones. */
  shown = $state('');

  /** `types`: the kinds of visit as they are kept. */
  constructor(say: (words: string) => void, types: () => readonly VisitType[]) {
    const saved = 'The questions are saved. Whoever is invited is asked them from now on.';
    const [read, write] = [() => call('getIntake', {}), (intake: Intake) => call('setIntake', still(intake, types()))];
    super({ read, write, form: intakeForms, kept: intakeOf, errors: (form) => firstFault(form) ?? {}, saved }, say);
  }

  /** The form that is worked on; none where a visit type is shown that has none of its own. */
  get questions(): Questions | null {
    const { form, shown } = this;
    return (shown ? form?.own[shown] : form?.usual) ?? null;
  }
  isOwn(type: string): boolean {
    return this.form?.own[type] !== undefined;
  }
  get full(): boolean {
    return (this.questions?.questions.length ?? 0) >= MOST_QUESTIONS;
  }
  errorsOf(question: QuestionForm) {
    return this.questions && this.tried ? wordsErrors(this.questions, question, this.language) : {};
  }

  /** Shows what is asked before a visit of a type. */
  show(type: string) {
    this.shown = type;
    this.#settle();
  }
  /** Gives the type that is shown a form of its own, which begins as the usual one. */
  own() {
    const { form, shown } = this;
    if (!form || !shown || form.own[shown]) return;
    form.own[shown] = structuredClone($state.snapshot(form.usual)) as Questions;
    this.#settle();
  }
  /** Has the type that is shown ask the usual questions again. */
  disown() {
    if (this.form && this.shown) delete this.form.own[this.shown];
  }

  /** One more at the end, to be made what it is to be. */
  add(): QuestionForm | null {
    const { form, questions } = this;
    if (!form || !questions || this.full) return null;
    const question = added(form);
    for (const language of questions.languages) question.words[language] = emptyWords();
    questions.questions.push(question);
    return question;
  }
  remove(question: QuestionForm) {
    const { questions } = this;
    if (questions) questions.questions = questions.questions.filter(({ id }) => id !== question.id);
  }
  /** To the place before (-1) or after (1). */
  move(question: QuestionForm, by: -1 | 1) {
    const form = this.questions;
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
    const form = this.questions;
    if (!form) return;
    if (!form.languages.includes(language)) form.languages.push(language);
    for (const { words } of form.questions) words[language] ??= emptyWords();
    this.language = language;
  }

  /** Saves, or shows where and in which language something is to be changed first. */
  override async save(): Promise<void> {
    await super.save();
    const { form, language } = this.errors;
    if (form === undefined || !language) return;
    this.shown = form;
    this.write(language);
  }

  protected override begin() {
    super.begin();
    this.#settle();
  }
  /** The language stays where it is written in, else it is the form's own. */
  #settle() {
    const { questions } = this;
    const [own = 'en'] = questions?.languages ?? [];
    this.write(questions?.languages.includes(this.language) ? this.language : own);
  }
}

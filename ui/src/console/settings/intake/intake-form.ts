// The clinic's questions as they are written, the usual ones and those of visit types: per question one set of words for each language, options one to a line. What is wrong with
// them, and what is sent. The bounds are the core's.
import type { Intake, Question, QuestionKind, QuestionWords } from '$lib/api/generated';
import { languageName } from '$lib/text/names';

export const MOST_QUESTIONS = 20;

/** What each kind is called, in the order in which they are offered. */
export const KINDS: Record<QuestionKind, string> = {
  text: 'Words',
  choice: 'One of several',
  yesNo: 'Yes or no',
  date: 'A date',
  number: 'A number',
  consent: 'Agreement to terms',
  copay: 'Copay understood',
};

export type WordsForm = { ask: string; hint: string; /** One to a line. */ options: string };
export type QuestionForm = { id: string; kind: QuestionKind; required: boolean; words: Record<string, WordsForm> };
/** `languages`: the first is the clinic's own, which whoever reads none of the others is asked in. */
export type Questions = { languages: string[]; questions: QuestionForm[] };

/** What is asked before a visit whose type has nothing of its own, and by visit type's id where it has. */
export type IntakeForms = { usual: Questions; own: Record<string, Questions> };

export const emptyWords = (): WordsForm => ({ ask: '', hint: '', options: '' });

/** In the form. One that asks nothing yet begins in English. */
export function questionsOf(questions: readonly Question[]): Questions {
  const languages = [...new Set(questions.flatMap(({ words }) => words.map(({ language }) => language)))];
  return {
    languages: languages.length > 0 ? languages : ['en'],
    questions: questions.map(({ id, kind, required, words }) => ({
      id,
      kind,
      required,
      words: Object.fromEntries(words.map(({ language, ask, hint, options }) => [language, { ask, hint, options: options.join('\n') }])),
    })),
  };
}

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean);
const blank = (words: WordsForm | undefined): boolean => !words || [words.ask, words.hint, words.options].every((text) => !text.trim());

/** What is sent. A question that has no words in a language is asked in the first. Only for a form without errors. */
export function written({ languages, questions }: Questions): Question[] {
  const worded = ({ kind, words }: QuestionForm): QuestionWords[] =>
    languages.flatMap((language) => {
      const own = words[language];
      if (!own || blank(own)) return [];
      return [{ language, ask: own.ask.trim(), hint: own.hint.trim(), options: kind === 'choice' ? lines(own.options) : [] }];
    });
  return questions.map((question): Question => ({ id: question.id, kind: question.kind, required: question.required, words: worded(question) }));
}

/** All of it in the form. */
export const intakeForms = ({ questions, own }: Intake): IntakeForms => ({
  usual: questionsOf(questions),
  own: Object.fromEntries(own.map((each) => [each.visitType, questionsOf(each.questions)])),
});

/** All of it as it is sent. */
export const intakeOf = ({ usual, own }: IntakeForms): Intake => ({
  questions: written(usual),
  own: Object.entries(own).map(([visitType, questions]) => ({ visitType, questions: written(questions) })),
});

/** A question more, under a short name that no other has, whatever it stands in: an answer never becomes one to another question. */
export function added({ usual, own }: IntakeForms): QuestionForm {
  const ids = [usual, ...Object.values(own)].flatMap(({ questions }) => questions.map(({ id }) => id));
  const taken = new Set(ids);
  let n = ids.length + 1;
  while (taken.has(`q${n}`)) n += 1;
  return { id: `q${n}`, kind: 'text', required: false, words: {} };
}

export type WordsErrors = { ask?: string; hint?: string; options?: string };

/** What to change in a question's words in one language. */
export function wordsErrors({ languages }: Questions, question: QuestionForm, language: string): WordsErrors {
  const [first = ''] = languages;
  const words = question.words[language] ?? emptyWords();
  if (language !== first && blank(words)) return {};
  const longest = question.kind === 'consent' ? 1_500 : 300;
  const options = lines(words.options);
  const own = lines(question.words[first]?.options ?? '');
  return {
    ...(!words.ask.trim() ? { ask: question.kind === 'consent' ? 'Write the terms.' : 'Write the question.' } : [...words.ask.trim()].length > longest && { ask: `Write at most ${longest} characters.` }),
    ...([...words.hint.trim()].length > 200 && { hint: 'Write at most 200 characters.' }),
    ...(question.kind === 'choice' && optionsError(options, language === first ? null : own.length, first)),
  };
}

function optionsError(options: string[], asMany: number | null, first: string): WordsErrors {
  if (options.length < 2 || options.length > 10) return { options: 'Write 2 to 10 options, one to a line.' };
  if (options.some((option) => [...option].length > 80)) return { options: 'An option has at most 80 characters.' };
  if (asMany !== null && options.length !== asMany) return { options: `Write ${asMany} options, in the order of those in ${languageName(first)}.` };
  return {};
}

/** A question, by its form (a visit type's id; empty for the usual ones) and its own id, and the language in which something is wrong with it. */
export type Fault = { form: string; id: string; language: string };

/** Where something is to be changed first; none where all is well. */
export function firstFault({ usual, own }: IntakeForms): Fault | null {
  for (const [form, questions] of [['', usual], ...Object.entries(own)] as const) {
    for (const question of questions.questions) {
      for (const language of questions.languages) {
        if (Object.keys(wordsErrors(questions, question, language)).length > 0) return { form, id: question.id, language };
      }
    }
  }
  return null;
}

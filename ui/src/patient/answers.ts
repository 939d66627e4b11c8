// What a patient answers before the visit: as the report carries it, bounded.

import type { AskedQuestion } from '$lib/api/generated';

/** Each question's id, and its answer: words, an option's place, `yes` or `no`, a day, a number. */
export type Answers = Readonly<Record<string, string>>;

/** One answer, in characters. */
export const LONGEST_ANSWER = 500;
/** All of them, in bytes: the report's Document holds 16 KiB, and other things. */
export const LARGEST_ANSWERS = 4_000;

const bytes = (text: string) => new TextEncoder().encode(text).length;

/** How much room all answers take. */
export function sizeOf(answers: Answers): number {
  return Object.entries(answers).reduce((sum, [id, answer]) => sum + bytes(id) + bytes(answer), 0);
}

/** With one answer put in, or taken away where it is empty; cut off where there is no more room. */
export function withAnswer(answers: Answers, id: string, answer: string): Answers {
  const { [id]: _, ...others } = answers;
  let given = [...answer].slice(0, LONGEST_ANSWER).join('');
  const room = LARGEST_ANSWERS - sizeOf(others) - bytes(id);
  while (given && bytes(given) > room) given = [...given].slice(0, -1).join('');
  return given ? { ...others, [id]: given } : others;
}

/** Whether an answer is one to its question. */
export function isAnswer(question: AskedQuestion, answer: string | undefined): boolean {
  const given = answer?.trim() ?? '';
  switch (question.kind) {
    case 'text':
      return given !== '';
    case 'choice':
      return /^\d+$/.test(given) && Number(given) < question.options.length;
    case 'yesNo':
      return given === 'yes' || given === 'no';
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given));
    case 'number':
      return given !== '' && Number.isFinite(Number(given));
    case 'consent':
    case 'copay':
      return given === 'yes';
  }
}

/** Where to begin: the first question without an answer, else the first. */
export function firstOpen(questions: readonly AskedQuestion[], answers: Answers): number {
  return Math.max(0, questions.findIndex((question) => !isAnswer(question, answers[question.id])));
}

import { describe, expect, it } from 'vitest';
import type { Intake, Question } from '$lib/api/generated';
import { added, firstFault, intakeForms, intakeOf, questionsOf, wordsErrors, written, type IntakeForms, type Questions } from './intake-form';

const kept: Question[] = [
  {
    id: 'pain', kind: 'choice', required: true,
    words: [
      { language: 'en', ask: 'How is the pain?', hint: '', options: ['None', 'Some', 'Bad'] },
      { language: 'es', ask: '¿Cómo está el dolor?', hint: '', options: ['Nada', 'Algo', 'Mucho'] },
    ],
  },
  { id: 'since', kind: 'date', required: false, words: [{ language: 'en', ask: 'Since when?', hint: 'About is fine.', options: [] }] },
];
const changed = (change: (form: Questions) => void): Questions => {
  const form = questionsOf(kept);
  change(form);
  return form;
};
/** As the usual ones, with none of a visit type's own. */
const usual = (form: Questions): IntakeForms => ({ usual: form, own: {} });
const pain = (form: Questions) => form.questions[0]!;

describe('the questions', () => {
  it('go into the form and back, with the languages that they were written in', () => {
    expect(questionsOf(kept).languages).toEqual(['en', 'es']);
    expect(written(questionsOf(kept))).toEqual(kept);
    expect(questionsOf([]).languages).toEqual(['en']);
  });

  it('leave out a language that says nothing, and options where nothing is chosen', () => {
    const form = changed((each) => {
      pain(each).words.es = { ask: ' ', hint: '', options: '\n' };
      pain(each).kind = 'text';
    });
    expect(written(form)[0]).toEqual({ id: 'pain', kind: 'text', required: true, words: [{ language: 'en', ask: 'How is the pain?', hint: '', options: [] }] });
  });

  it('have short names of their own, over all forms', () => {
    const form = changed((each) => each.questions.push({ id: 'q1', kind: 'text', required: false, words: {} }));
    const own = { type: { languages: ['en'], questions: [{ id: 'q2', kind: 'text' as const, required: false, words: {} }] } };
    expect(added({ usual: form, own })).toEqual({ id: 'q5', kind: 'text', required: false, words: {} });
    expect(added(usual(questionsOf([]))).id).toBe('q1');
  });

  it('of visit types stand beside the usual ones', () => {
    const intake: Intake = { questions: kept, own: [{ visitType: 't1', questions: [kept[1]!] }, { visitType: 't2', questions: [] }] };
    expect(intakeOf(intakeForms(intake))).toEqual(intake);
    const forms = intakeForms(intake);
    forms.own['t1']!.questions[0]!.words = {};
    expect(firstFault(forms)).toEqual({ form: 't1', id: 'since', language: 'en' });
  });
});

describe('what is wrong with them', () => {
  it('is nothing in what was kept', () => expect(firstFault(usual(questionsOf(kept)))).toBeNull());

  it('is said of the clinic’s own language where nothing is written', () => {
    const form = changed((each) => (pain(each).words = {}));
    expect(wordsErrors(form, pain(form), 'en').ask).toBe('Write the question.');
    expect(wordsErrors(form, pain(form), 'es')).toEqual({});
    expect(firstFault(usual(form))).toEqual({ form: '', id: 'pain', language: 'en' });
  });

  it('is said of options: their number, their length, and as many in each language', () => {
    const options = (language: string, text: string) => {
      const form = changed((each) => (pain(each).words[language]!.options = text));
      return wordsErrors(form, pain(form), language).options;
    };
    expect(options('en', 'None')).toBe('Write 2 to 10 options, one to a line.');
    expect(options('en', `None\n${'x'.repeat(81)}`)).toBe('An option has at most 80 characters.');
    expect(options('es', 'Nada\nAlgo')).toBe('Write 3 options, in the order of those in English.');
    expect(options('es', ' Nada \n\nAlgo\nMucho')).toBeUndefined();
  });

  it('is said of what is too long; terms may be longer', () => {
    const form = changed((each) => (pain(each).words.en!.ask = 'é'.repeat(301)));
    expect(wordsErrors(form, pain(form), 'en').ask).toBe('Write at most 300 characters.');
    pain(form).kind = 'consent';
    expect(wordsErrors(form, pain(form), 'en').ask).toBeUndefined();
  });
});

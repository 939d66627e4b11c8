import { describe, expect, it } from 'vitest';
import type { VisitTypes } from '$lib/api/generated';
import { addedType, removedTypes, sent, typesErrors, typesForm, visitTypes, type TypesForm } from './types-form';

const kept: VisitTypes = {
  types: [
    { id: 'a', name: 'Follow-up', minutes: 15, visits: 3, ownQuestions: false, video: '' },
    { id: 'b', name: 'First visit', minutes: 45, visits: 0, ownQuestions: false, video: '' },
  ],
};
const changed = (change: (form: TypesForm) => void): TypesForm => {
  const form = typesForm(kept);
  change(form);
  return form;
};

describe('the kinds of visit', () => {
  it('go into the form and back', () => expect(visitTypes(typesForm(kept))).toEqual(kept));

  it('are sent in their order, a new one without an id', () => {
    const form = changed((each) => {
      each.types.reverse();
      each.types.push({ ...addedType(each), name: ' Lab results ', minutes: '10' });
    });
    expect(sent(visitTypes(form))).toEqual({
      types: [
        { id: 'b', name: 'First visit', minutes: 45, video: '' },
        { id: 'a', name: 'Follow-up', minutes: 15, video: '' },
        { name: 'Lab results', minutes: 10, video: '' },
      ],
    });
  });

  it('that would be removed are named', () => {
    expect(removedTypes(kept, changed((each) => void each.types.shift())).map(({ name }) => name)).toEqual(['Follow-up']);
    expect(removedTypes(kept, typesForm(kept))).toEqual([]);
  });
});

describe('what is wrong with them', () => {
  it('is nothing in what was kept', () => expect(typesErrors(typesForm(kept))).toEqual({}));

  it('stands at its row', () => {
    const form = changed((each) => {
      each.types[0]!.name = 'first VISIT';
      each.types[0]!.minutes = '4';
      each.types.push(addedType(each));
    });
    expect(typesErrors(form)).toEqual({ 0: { minutes: 'Write 5 to 240 minutes.' }, 1: { name: 'Another one is called that.' }, 2: { name: 'Give it a name.' } });
  });
});

// The kinds of visit, while they are worked on.
import { call } from '$lib/api/client';
import type { VisitTypes } from '$lib/api/generated';
import { SectionForm } from '../section-form.svelte';
import { addedType, MOST_TYPES, removedTypes, sent, typesErrors, typesForm, visitTypes, type TypeErrors, type TypeForm, type TypesForm } from './types-form';

export class TypeSettings extends SectionForm<VisitTypes, TypesForm, Record<number, TypeErrors>> {
  /** `onsaved`: a visit type took its questions with it. */
  constructor(
    say: (words: string) => void,
    private readonly onsaved: () => void,
  ) {
    const [read, write] = [() => call('getVisitTypes', {}), (types: VisitTypes) => call('setVisitTypes', sent(types))];
    super({ read, write, form: typesForm, kept: visitTypes, errors: typesErrors, saved: 'The visit types are saved.' }, say);
  }

  get full(): boolean {
    return (this.form?.types.length ?? 0) >= MOST_TYPES;
  }
  /** Those that saving would remove and that visits were booked as. */
  get outlived() {
    return this.read && this.form ? removedTypes(this.read, this.form).filter(({ visits }) => visits > 0) : [];
  }

  add(): TypeForm | null {
    if (!this.form || this.full) return null;
    const type = addedType(this.form);
    this.form.types.push(type);
    return type;
  }
  remove({ key }: TypeForm) {
    if (this.form) this.form.types = this.form.types.filter((type) => type.key !== key);
  }
  /** To the place before (-1) or after (1). */
  move({ key }: TypeForm, by: -1 | 1) {
    const { form } = this;
    const from = form?.types.findIndex((type) => type.key === key) ?? -1;
    const to = from + by;
    if (!form || from < 0 || to < 0 || to >= form.types.length) return;
    const types = [...form.types];
    types.splice(to, 0, ...types.splice(from, 1));
    form.types = types;
    this.say(`Visit type ${to + 1} of ${types.length}`);
  }

  /** Saves, and reads what the core then has: new ones were given their ids. */
  override async save(): Promise<void> {
    await super.save();
    if (this.unsaved || this.refusal) return;
    await this.load();
    this.onsaved();
  }
}

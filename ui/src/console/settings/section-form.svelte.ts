// One section's settings while they are worked on: read, changed in a form, looked at, kept.
import { asFailure, type CommandFailure } from '$lib/api/client';

/** What is particular to a section. */
export type SectionKind<Kept, Form, Errors extends object> = {
  read: () => Promise<Kept>;
  write: (kept: Kept) => Promise<unknown>;
  form: (kept: Kept) => Form;
  /** What is sent. Only asked for a form without errors, and to see whether anything was changed. */
  kept: (form: Form) => Kept;
  /** What to change; nothing where all is well. */
  errors: (form: Form) => Errors;
  /** Said when it is saved. */
  saved: string;
};

/** See the module. */
export class SectionForm<Kept, Form, Errors extends object> {
  /** As the core has it; null before it was read. */
  read = $state.raw<Kept | null>(null);
  form = $state<Form | null>(null);
  /** Why it could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  /** Why it could not be saved. */
  refusal = $state.raw<CommandFailure | null>(null);
  saving = $state(false);
  /** Faults are said from the first attempt to save on, not while something is half typed. */
  tried = $state(false);

  constructor(
    private readonly kind: SectionKind<Kept, Form, Errors>,
    protected readonly say: (words: string) => void,
  ) {}

  get errors(): Partial<Errors> {
    return this.form && this.tried ? this.kind.errors(this.form) : {};
  }
  get unsaved(): boolean {
    const { form, read, kind } = this;
    return read !== null && form !== null && JSON.stringify(kind.kept(form)) !== JSON.stringify(kind.kept(kind.form(read)));
  }

  async load(): Promise<void> {
    const { unsaved } = this;
    try {
      this.read = await this.kind.read();
      this.failure = null;
      if (!unsaved) this.begin();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Back to what is saved. */
  discard() {
    this.begin();
    this.refusal = null;
    this.tried = false;
  }

  async save(): Promise<void> {
    const { form, kind } = this;
    if (!form || this.saving || !this.unsaved) return;
    this.tried = true;
    if (Object.values(kind.errors(form)).some(Boolean)) return;
    const kept = kind.kept($state.snapshot(form) as Form);
    this.saving = true;
    this.refusal = null;
    try {
      await kind.write(kept);
      this.read = kept;
      this.begin();
      this.tried = false;
      this.say(kind.saved);
    } catch (thrown) {
      this.refusal = asFailure(thrown);
    } finally {
      this.saving = false;
    }
  }

  /** Fills the form with what is saved. */
  protected begin() {
    if (this.read !== null) this.form = this.kind.form(this.read);
  }
}

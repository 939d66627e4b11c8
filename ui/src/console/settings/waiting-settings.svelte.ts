// The rules about people who do not come, while they are worked on.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { WaitingRules } from '$lib/api/generated';
import { waitingErrors, waitingForm, waitingRules, type WaitingForm } from './waiting-form';

export class WaitingSettings {
  /** As the core has them; null before they were read. */
  read = $state.raw<WaitingRules | null>(null);
  form = $state<WaitingForm | null>(null);
  /** Why they could not be read. What was read before stays. */
  failure = $state.raw<CommandFailure | null>(null);
  /** Why they could not be saved. */
  refusal = $state.raw<CommandFailure | null>(null);
  saving = $state(false);
  /** Faults are said from the first attempt to save on, not while a figure is half typed. */
  tried = $state(false);

  constructor(private readonly say: (words: string) => void) {}

  get errors() {
    return this.form && this.tried ? waitingErrors(this.form) : {};
  }
  get unsaved(): boolean {
    return this.read !== null && JSON.stringify(this.form) !== JSON.stringify(waitingForm(this.read));
  }

  async load(): Promise<void> {
    const unsaved = this.unsaved;
    try {
      this.read = await call('getWaitingRules', {});
      this.failure = null;
      if (!unsaved) this.form = waitingForm(this.read);
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Back to what is saved. */
  discard() {
    if (this.read) this.form = waitingForm(this.read);
    this.refusal = null;
    this.tried = false;
  }

  async save(): Promise<void> {
    const form = this.form;
    if (!form || this.saving || !this.unsaved) return;
    this.tried = true;
    if (Object.values(waitingErrors(form)).some(Boolean)) return;
    const rules = waitingRules($state.snapshot(form));
    this.saving = true;
    this.refusal = null;
    try {
      await call('setWaitingRules', rules);
      this.read = rules;
      this.form = waitingForm(rules);
      this.tried = false;
      this.say('The settings for the waiting room are saved.');
    } catch (thrown) {
      this.refusal = asFailure(thrown);
    } finally {
      this.saving = false;
    }
  }
}

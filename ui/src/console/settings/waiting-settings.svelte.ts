// The rules about people who do not come, while they are worked on.
import { call } from '$lib/api/client';
import type { WaitingRules } from '$lib/api/generated';
import { SectionForm } from './section-form.svelte';
import { waitingErrors, waitingForm, waitingRules, type WaitingErrors, type WaitingForm } from './waiting-form';

export class WaitingSettings extends SectionForm<WaitingRules, WaitingForm, WaitingErrors> {
  constructor(say: (words: string) => void) {
    const saved = 'The settings for the waiting room are saved.';
    const [read, write] = [() => call('getWaitingRules', {}), (rules: WaitingRules) => call('setWaitingRules', rules)];
    super({ read, write, form: waitingForm, kept: waitingRules, errors: waitingErrors, saved }, say);
  }
}

// The settings: a list of sections, and what is worked on in each.
//
// It lives as long as the window, and each section keeps what was not saved: going elsewhere and coming back loses nothing.
import type { Component } from 'svelte';
import { CallSettings } from './settings/call-settings.svelte';
import { TextSettingsState } from './settings/texts/text-settings.svelte';
import { IntakeSettings } from './settings/intake/intake-settings.svelte';
import { NotificationsState } from './settings/notification-settings.svelte';
import { TypeSettings } from './settings/types/type-settings.svelte';
import { WaitingSettings } from './settings/waiting-settings.svelte';
import { SECTIONS, type SectionKey } from './settings/sections';

/** What the window has to know of a section. */
export interface SectionState {
  /** Whether something was changed and not saved. */
  readonly unsaved: boolean;
  /** Reads what the core has. What is being changed stays. */
  load(): Promise<void>;
  /** Keeps what was changed. */
  save(): Promise<void>;
}

/** What a section's page is given. */
export type SectionProps = { settings: Settings };
export type SectionView = Component<SectionProps>;

export class Settings {
  shown = $state<SectionKey>('calls');
  /** For the polite live region. */
  said = $state('');

  readonly calls = new CallSettings((words) => (this.said = words));
  readonly texts = new TextSettingsState((words) => (this.said = words));
  readonly waiting = new WaitingSettings((words) => (this.said = words));
  readonly types = new TypeSettings((words) => (this.said = words), () => void this.intake.load());
  readonly intake = new IntakeSettings((words) => (this.said = words), () => this.types.read?.types ?? []);
  readonly notifications = new NotificationsState((words) => (this.said = words));
  readonly #states: Record<SectionKey, SectionState> = { calls: this.calls, texts: this.texts, waiting: this.waiting, types: this.types, questions: this.intake, notifications: this.notifications };

  /** The section that is looked at. */
  get section(): SectionState {
    return this.#states[this.shown];
  }
  isUnsaved(key: SectionKey): boolean {
    return this.#states[key].unsaved;
  }
  /** The titles of the sections with changes that are not saved. */
  get unsaved(): string[] {
    return SECTIONS.filter(({ key }) => this.isUnsaved(key)).map(({ title }) => title);
  }

  /** Reads every section; called each time the page is shown. */
  async load(): Promise<void> {
    await Promise.all(Object.values(this.#states).map((state) => state.load()));
  }
}

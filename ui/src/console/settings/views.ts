// What each section of the settings shows.
import type { SectionView } from '../settings.svelte';
import CallsSection from './CallsSection.svelte';
import NotificationsSection from './NotificationsSection.svelte';
import QuestionsSection from './QuestionsSection.svelte';
import type { SectionKey } from './sections';
import TextsSection from './TextsSection.svelte';
import TypesSection from './TypesSection.svelte';
import WaitingSection from './WaitingSection.svelte';

export const VIEWS: Record<SectionKey, SectionView> = { calls: CallsSection, texts: TextsSection, waiting: WaitingSection, types: TypesSection, questions: QuestionsSection, notifications: NotificationsSection };

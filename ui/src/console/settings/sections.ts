// The sections of the settings, in their order. Another one is a line here, its view in `views.ts` and its state in `settings.svelte.ts`.
import Bell from '@lucide/svelte/icons/bell';
import DoorOpen from '@lucide/svelte/icons/door-open';
import ListChecks from '@lucide/svelte/icons/list-checks';
import MessageSquareText from '@lucide/svelte/icons/message-square-text';
import Tags from '@lucide/svelte/icons/tags';
import Video from '@lucide/svelte/icons/video';
import type { Component } from 'svelte';

export type SectionKey = 'calls' | 'texts' | 'waiting' | 'types' | 'questions' | 'notifications';
export type Section = { key: SectionKey; title: string; icon: Component<{ size?: number | string; strokeWidth?: number | string }> };

export const SECTIONS: readonly Section[] = [
  { key: 'calls', title: 'Calls', icon: Video },
  { key: 'texts', title: 'Texts', icon: MessageSquareText },
  { key: 'waiting', title: 'Waiting room', icon: DoorOpen },
  { key: 'types', title: 'Visit types', icon: Tags },
  { key: 'questions', title: 'Questions', icon: ListChecks },
  { key: 'notifications', title: 'Notifications', icon: Bell },
];

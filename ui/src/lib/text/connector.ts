// Words for the services of the directory: how they help, and what a dry run did.
import type { ConnectorInfo, TrialStep } from '$lib/api/generated';
import type { TimelineItem } from '$lib/components/Timeline.svelte';
import { languageName } from './names';

/** The secrets that a service needs and that are not in the keychain. */
export function missingSecrets(service: ConnectorInfo): string[] {
  return service.secrets.filter(({ kept }) => !kept).map(({ name }) => name);
}

/** The first languages by name, and how many more there are: a list has one line for them. */
function someLanguages(tags: readonly string[]): string {
  const [named, rest] = [tags.slice(0, 3).map(languageName), tags.length - 3];
  return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
}

/** A service in the list, in one line. */
export function serviceReach(service: ConnectorInfo): string {
  const how = service.modality === 'video' ? 'By link' : 'By phone';
  const missing = missingSecrets(service).length;
  return missing > 0 ? `${how} · ${missing === 1 ? 'a secret is' : `${missing} secrets are`} missing` : [how, someLanguages(service.languages)].filter(Boolean).join(' · ');
}

/** The steps of a dry run, each as it went. */
export function trialItems(steps: readonly TrialStep[]): TimelineItem[] {
  return steps.map(({ kind, fine, words, advice }, index) => ({ key: `${index} ${kind}`, state: fine ? 'done' : 'failed', label: words, ...(advice ? { detail: advice } : {}) }));
}

/** What a dry run came to, in one sentence. */
export function trialWords(steps: readonly TrialStep[]): string {
  return steps.length > 0 && steps.every(({ fine }) => fine) ? 'Every step went well.' : 'Not every step went well.';
}

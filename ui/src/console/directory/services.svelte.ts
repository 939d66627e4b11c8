// The services of the directory: their connectors as the core has them, the one that is worked on, its secrets and its dry run.
import { asFailure, call, type CommandFailure } from '$lib/api/client';
import type { ConnectorInfo, TrialStep } from '$lib/api/generated';
import { ConnectorDraft } from './connector-draft.svelte';

/** A dry run of one service. */
export type Trial = { id: string; kind: 'running' } | { id: string; kind: 'done'; steps: readonly TrialStep[] } | { id: string; kind: 'failed'; failure: CommandFailure };

/** See the module. */
export class Services {
  /** As they were read last; `null` before. */
  read = $state.raw<readonly ConnectorInfo[] | null>(null);
  draft = $state.raw<ConnectorDraft | null>(null);
  trial = $state.raw<Trial | null>(null);

  get list(): readonly ConnectorInfo[] {
    return this.read ?? [];
  }
  /** Whether something would be lost by going elsewhere. */
  get unsaved(): boolean {
    return this.draft?.changed ?? false;
  }
  of(id: string | null | undefined): ConnectorInfo | null {
    return this.list.find((each) => each.id === id) ?? null;
  }

  /** Reads them again; what is worked on stays. */
  async load(): Promise<void> {
    const { services } = await call('getConnectors', {});
    this.read = services;
    const draft = this.draft;
    const known = draft && this.of(draft.id);
    if (draft && known && !draft.changed && draft.text !== known.document) this.draft = new ConnectorDraft(known.id, known.document);
  }

  /** Works on a service, or on a new one that begins with `template`. */
  begin(service: ConnectorInfo | null, template = '') {
    if (service && this.draft?.id === service.id) return;
    this.draft = service ? new ConnectorDraft(service.id, service.document) : new ConnectorDraft(null, '', template);
    this.trial = null;
  }

  /** Gives up what is worked on. */
  end() {
    this.draft = null;
    this.trial = null;
  }

  /** Saves the document; the service's id, or `null` where it could not be saved. What was written stays. */
  async save(): Promise<string | null> {
    const draft = this.draft;
    if (!draft || draft.saving) return null;
    draft.saving = true;
    const document = draft.text;
    try {
      const { connectorId } = await call('saveConnector', { ...(draft.id ? { id: draft.id } : {}), document });
      draft.settled(document);
      await this.load();
      if (!draft.id) this.draft = new ConnectorDraft(connectorId, document, draft.text);
      return connectorId;
    } catch (thrown) {
      draft.failure = asFailure(thrown);
      await draft.look();
      return null;
    } finally {
      draft.saving = false;
    }
  }

  /** Keeps a secret, or removes it where it is empty. Its refusal is the field's to show, so it is thrown on. */
  async saveSecret(connectorId: string, name: string, value: string): Promise<void> {
    await call('saveConnectorSecret', { connectorId, name, value });
    await this.load();
  }

  /** Asks the service for nobody, and calls it off at once. */
  async try(id: string, language: string): Promise<void> {
    if (this.trial?.kind === 'running') return;
    this.trial = { id, kind: 'running' };
    let trial: Trial;
    try {
      const { steps } = await call('tryConnector', { connectorId: id, ...(language ? { language } : {}) });
      trial = { id, kind: 'done', steps };
    } catch (thrown) {
      trial = { id, kind: 'failed', failure: asFailure(thrown) };
    }
    // Another service may be looked at meanwhile.
    if (this.trial?.id === id) this.trial = trial;
  }
}

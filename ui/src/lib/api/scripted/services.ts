// The scripted console's services: one by link whose key is there, one by phone whose key is not; what the core says of documents.
import { CommandFailure } from '../failure';
import type { CommandMap, ConnectorFault, ConnectorInfo } from '../generated';

type Answers = { [K in keyof CommandMap]?: (input: CommandMap[K]['input']) => CommandMap[K]['output'] | Promise<CommandMap[K]['output']> };

const document = (name: string, modality: string) =>
  JSON.stringify(
    {
      format: 'anteroom-connector', version: 1, name, offers: 'interpreter', languages: { es: 'spa', ja: 'jpn' }, modality,
      headers: { Authorization: 'Bearer {{secret:apiKey}}' },
      ask: { url: 'https://api.lengua.example/v2/requests', body: { language: '{{language}}', join_url: '{{joinLink}}' } },
      poll: { url: 'https://api.lengua.example/v2/requests/{{reference}}', everySeconds: 3 },
      read: { reference: '/id', status: '/status' },
      statuses: { searching: 'asked', assigned: 'accepted' },
    },
    null,
    2,
  );

const service = (id: string, name: string, more: Partial<ConnectorInfo>): ConnectorInfo => ({
  id, name, offers: 'interpreter', languages: ['es', 'ja'], modality: 'video', preAdmitted: true, secrets: [{ name: 'apiKey', kept: true }], canFind: true, canCancel: true,
  document: document(name, more.modality ?? 'video'), ...more,
});

/** The services' part of the script. */
export class ScriptedServices {
  #services: ConnectorInfo[];

  constructor(
    scene: string,
    private readonly tell: () => void,
  ) {
    this.#services =
      scene === 'empty'
        ? []
        : [service('s1', 'Lengua Video', {}), service('s2', 'Palabra Telephone', { modality: 'phone', secrets: [{ name: 'apiKey', kept: false }], canFind: false })];
  }

  #faults(text: string): ConnectorFault[] {
    let read: { format?: unknown; name?: unknown; ask?: { url?: unknown } };
    try {
      read = JSON.parse(text);
    } catch {
      return [{ pointer: '', message: 'This is no JSON: look at line 1, column 2.' }];
    }
    const found: ConnectorFault[] = [];
    if (read.format !== 'anteroom-connector') found.push({ pointer: '/format', message: 'A connector’s format is “anteroom-connector”.' });
    if (!read.name) found.push({ pointer: '/name', message: 'Give the service a name.' });
    if (typeof read.ask?.url !== 'string' || !read.ask.url.startsWith('https://')) {
      found.push({ pointer: '/ask/url', message: 'Write an address that begins with https://, a host and a slash; no gap stands before that.' });
    }
    return found;
  }

  readonly answers: Answers = {
    getConnectors: () => ({ services: this.#services }),
    checkConnector: ({ document }) => ({ faults: this.#faults(document), name: null }),
    saveConnector: ({ id, document }) => {
      const known = this.#services.find((each) => each.id === id);
      const name = String((JSON.parse(document) as { name: unknown }).name);
      const saved = known ? { ...known, name, document } : service(`s${this.#services.length + 1}`, name, { document, secrets: [{ name: 'apiKey', kept: false }] });
      this.#services = known ? this.#services.map((each) => (each.id === id ? saved : each)) : [...this.#services, saved];
      this.tell();
      return { connectorId: saved.id };
    },
    saveConnectorSecret: ({ connectorId, name, value }) => {
      if (value === 'locked') throw new CommandFailure({ code: 'keychain', message: 'This computer’s keychain is locked.', advice: 'Unlock it and try again.' });
      this.#services = this.#services.map((each) =>
        each.id === connectorId ? { ...each, secrets: each.secrets.map((secret) => (secret.name === name ? { name, kept: value !== '' } : secret)) } : each,
      );
      this.tell();
      return {};
    },
    removeConnector: ({ connectorId }) => {
      this.#services = this.#services.filter(({ id }) => id !== connectorId);
      this.tell();
      return {};
    },
    exportConnector: () => ({ path: '/home/clinic/PRACTICE-connector-lengua-video.json' }),
    tryConnector: () => ({
      steps: [
        { kind: 'ask', fine: true, words: 'Asked: 201 in 340 ms', advice: '' },
        { kind: 'read', fine: true, words: 'Reference read · status “searching” means asked', advice: '' },
        { kind: 'poll', fine: false, words: 'Looked: 403 in 120 ms: The service does not say how the request stands.', advice: 'Check the secrets, and the headers in the document.' },
        { kind: 'cancel', fine: true, words: 'Called off: 200 in 98 ms', advice: '' },
      ],
    }),
  };
}

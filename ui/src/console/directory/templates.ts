// Documents to begin with: the worked examples of docs/connectors.md, without the name, which is the clinic's to give.
import byLink from '../../../../docs/connectors/by-link.json?raw';
import byPhone from '../../../../docs/connectors/by-phone.json?raw';

const nameless = (document: string) => document.replace(/^\s*"\$schema": .*\n/m, '').replace(/("name": )"[^"]*"/, '$1""');

/** What a new service's document can begin as. */
export const BEGINNINGS: readonly { key: string; label: string; text: string }[] = [
  { key: 'link', label: 'They come in by our link', text: nameless(byLink) },
  { key: 'phone', label: 'The service gives a number', text: nameless(byPhone) },
];

// Many people's pages without a browser: each a twilio-sync client of its own on its own link, that reports as the page does, lives as the page does, and
// hears its status. Run by `clinic-bench waiting`.   node waiters.mjs SOCKET_URL
//
// In: one link's token a line, then an empty line. Out: `ready` once all wait; then, for each state of the provider that everybody has heard of,
// one line of JSON: the state, and when each heard it (milliseconds since the epoch).
import { createInterface } from 'node:readline';
import { SyncClient } from 'twilio-sync';

const [uri] = process.argv.slice(2);
/** As often as a page shows that it lives. */
const BEAT_MS = 20_000;

const lines = createInterface({ input: process.stdin });
const tokens = [];
for await (const line of lines) {
  if (!line) break;
  tokens.push(line);
}

const heard = new Map();
function hear(kind, at) {
  const times = heard.get(kind) ?? [];
  times.push(at);
  heard.set(kind, times);
  if (times.length < tokens.length) return;
  console.log(JSON.stringify({ kind, times }));
  heard.delete(kind);
}

async function wait(token, index) {
  const { identity } = JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).grants;
  const client = new SyncClient(token, { Twilsock: { uri }, Sync: { enableSessionStorage: false } });
  const [status, report] = await Promise.all(['status', 'report'].map((name) => client.document({ id: `${identity}-${name}`, mode: 'open_existing' })));
  let known = status.data.providerState?.kind;
  status.on('updated', ({ data }) => {
    const { kind } = data.providerState;
    if (kind !== known) hear(kind, Date.now());
    known = kind;
  });
  const works = { camera: 'works', microphone: 'works', speaker: 'works' };
  let count = 0;
  const tell = () =>
    report.set({
      v: 1, seq: ++count, beat: count, step: 'waiting', devices: works, network: 'good', measured: null, checkAsked: 0, answers: {}, chat: {}, language: 'en', browser: 'Chrome',
    });
  await tell();
  // Not all in the same moment, as people are not.
  setTimeout(() => setInterval(() => void tell().catch(() => undefined), BEAT_MS), (index / tokens.length) * BEAT_MS);
}

// A few at a time, as they come in the morning.
const AT_ONCE = 10;
for (let first = 0; first < tokens.length; first += AT_ONCE) {
  await Promise.all(tokens.slice(first, first + AT_ONCE).map((token, place) => wait(token, first + place)));
}
console.log('ready');

// Tries to open a Sync Document with a link's token, by the unmodified SDK, and prints what came of it: `opened`, or
// the refusal's status.   node open_document.mjs SOCKET_URL TOKEN UNIQUE_NAME
import { SyncClient } from 'twilio-sync';

const [uri, token, name] = process.argv.slice(2);
const client = new SyncClient(token, { Twilsock: { uri }, Sync: { enableSessionStorage: false } });
try {
  await client.document({ id: name, mode: 'open_existing' });
  process.stdout.write('opened');
} catch (error) {
  process.stdout.write(String(error.status));
}
process.exit(0);

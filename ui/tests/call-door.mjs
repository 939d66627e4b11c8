// The world around the call page, scripted: the loopback door with its pages and its socket, and a Twilio that only refuses.
// Nothing is put into the page: it speaks to the door and to the signaling server as it does in the product.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

/** As strict as the product's: no eval, no inline script, no inline style. `signaling` is where Twilio lives. */
const policy = (signaling) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob: mediastream:",
    `connect-src 'self' ${signaling}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** A call as the core tells it. */
export const visit = (changes = {}) => ({
  visitId: 'visit-1',
  patientName: 'Elena Márquez Ríos',
  reason: 'Diabetes check-in',
  language: 'es',
  minutes: 15,
  admittedAt: new Date(Date.now() - 252_000).toISOString(),
  now: new Date().toISOString(),
  waiting: 4,
  open: true,
  practice: true,
  standingBy: false,
  people: [
    { identity: 'provider-1', name: 'Dr. Amara Okafor', role: 'provider', relationship: '' },
    { identity: 'patient-1', name: 'Elena Márquez Ríos', role: 'patient', relationship: '' },
  ],
  thirdParties: [],
  phoneParties: [],
  vendorRequests: [],
  profile: 'two',
  ...changes,
});

/** What every window asks and most stories have nothing to say about. */
const NOTHING = { getChats: { conversations: [], quickReplies: [], afterword: '' } };

/**
 * Serves the built pages and answers commands. `scripted` maps a command to its output, or to a function that gives or throws it.
 * `extra` maps more paths to files; those come without a policy.
 */
export async function openDoor(scripted, { signaling = 'ws://127.0.0.1:*', extra = {} } = {}) {
  // A clinic without services, unless a test has some.
  const answers = { servicesFor: ({ language }) => ({ language, services: [], withoutLanguage: [] }), ...scripted };
  const asked = [];
  const waiters = [];
  const sockets = new Set();
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://door').pathname)).replace(/^[/\\]+/, '');
    if (path in extra) {
      response.writeHead(200, { 'content-type': TYPES[extname(path)] });
      response.end(await readFile(extra[path]));
      return;
    }
    try {
      const body = await readFile(join(DIST, path));
      response.writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': policy(signaling),
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  const door = new WebSocketServer({ noServer: true });
  let refuseSockets = false;
  server.on('upgrade', (request, socket, head) => {
    if (refuseSockets || request.url !== '/socket') {
      socket.destroy();
      return;
    }
    door.handleUpgrade(request, socket, head, (ws) => {
      sockets.add(ws);
      ws.on('close', () => sockets.delete(ws));
      ws.on('message', async (data) => {
        const message = JSON.parse(String(data));
        if ('ticket' in message || 'session' in message) {
          ws.send(JSON.stringify({ session: 'session-1', visitId: 'visit-1' }));
          return;
        }
        const { command, input } = message;
        asked.push({ command, input, at: performance.now() });
        for (const waiter of [...waiters]) waiter();
        try {
          const answer = answers[command] ?? NOTHING[command];
          const ok = await (typeof answer === 'function' ? answer(input) : (answer ?? {}));
          ws.send(JSON.stringify({ id: message.id, ok }));
        } catch (err) {
          ws.send(JSON.stringify({ id: message.id, err }));
        }
      });
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    /** With a one-time ticket, as the console opens it. */
    callUrl: `${origin}/call.html#t=ticket-1`,
    asked,
    answers,
    /** Resolves with the first asked command that `test` holds for, asked before or from now on. */
    async heard(test, what, milliseconds = 20_000) {
      const found = () => asked.find(test);
      if (found()) return found();
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`not asked within ${milliseconds} ms: ${what}; asked: ${asked.map((each) => each.command).join(', ')}`));
        }, milliseconds);
        const waiter = () => {
          if (!found()) return;
          clearTimeout(timer);
          waiters.splice(waiters.indexOf(waiter), 1);
          resolve(found());
        };
        waiters.push(waiter);
      });
    },
    tell(event) {
      for (const socket of sockets) socket.send(JSON.stringify(event));
    },
    /** The console goes away: its sockets die and new ones are refused. */
    lose() {
      refuseSockets = true;
      for (const socket of sockets) socket.terminate();
    },
    find() {
      refuseSockets = false;
    },
    async close() {
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A signaling server that takes the way in and then does what `onConnect` says with `send(body)`: refuses, or keeps silent. */
export async function openRefusingTwilio(onConnect) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const connects = [];
  const waiters = [];
  server.on('connection', (socket) => {
    const send = (body) => socket.send(JSON.stringify({ type: 'msg', body }));
    const rsp = (body) => {
      if (body.type === 'ice') send({ type: 'iced', version: 1, ice_servers: [] });
      if (body.type === 'connect') {
        connects.push(body);
        onConnect(send, body, connects.length);
        for (const waiter of waiters.splice(0)) waiter();
      }
    };
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'hello') {
        socket.send(JSON.stringify({ type: 'welcome', negotiatedTimeout: message.timeout }));
        rsp(message.body);
      } else if (message.type === 'msg') {
        rsp(message.body);
      } else if (message.type === 'heartbeat') {
        socket.send(JSON.stringify({ type: 'heartbeat' }));
      }
    });
  });
  await new Promise((resolve) => server.on('listening', resolve));
  return {
    url: `ws://127.0.0.1:${server.address().port}/signaling`,
    connects,
    /** Resolves with the first way in, once somebody has come. */
    async firstConnect(milliseconds = 20_000) {
      if (connects.length === 0) {
        await new Promise((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`nobody connected within ${milliseconds} ms`)), milliseconds);
          waiters.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      return connects[0];
    },
    close() {
      for (const client of server.clients) client.terminate();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

// The local Twilio for tests of the pages: started from the binary that ANTEROOM_TWIN names, reached through a wire that can be cut.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer, connect } from 'node:net';
import { createInterface } from 'node:readline';

const { AccessToken } = createRequire(import.meta.url)('twilio').jwt;

/** Starts the twin and a wire to its signaling. */
export async function startTwilio() {
  const child = spawn(process.env.ANTEROOM_TWIN, ['--json', '--until-stdin-closes'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the twin stopped with ${code}`)));
  });
  const info = JSON.parse(line);
  const wire = await openWire(new URL(info.video_signaling_url));
  return {
    /** Where the page under test finds signaling. */
    cuttable: wire.url,
    /** Where everybody else does. */
    direct: info.video_signaling_url,
    wire,
    token(identity, room) {
      const token = new AccessToken(info.account_sid, info.api_key_sid, info.api_key_secret, { identity });
      token.addGrant(new AccessToken.VideoGrant({ room }));
      return token.toJwt();
    },
    async completeRoom(sid) {
      const answer = await fetch(`${info.video_url}/v1/Rooms/${sid}`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${info.api_key_sid}:${info.api_key_secret}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: 'Status=completed',
      });
      if (!answer.ok) throw new Error(`the room was not completed: ${answer.status} ${await answer.text()}`);
    },
    /** Resolves when `test` holds for the identities that are in the room. */
    async until(room, test, milliseconds = 60_000) {
      const authorization = `Basic ${Buffer.from(`${info.api_key_sid}:${info.api_key_secret}`).toString('base64')}`;
      const end = performance.now() + milliseconds;
      for (;;) {
        const url = `${info.video_url}/v1/Rooms/${room}/Participants?Status=connected`;
        const { participants } = await (await fetch(url, { headers: { authorization } })).json();
        const identities = participants.map(({ identity }) => identity);
        if (test(identities)) return identities;
        if (performance.now() > end) throw new Error(`in the room after ${milliseconds} ms: ${identities}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async stop() {
      await wire.close();
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await gone;
    },
  };
}

/** A TCP wire to `target` that can be cut and mended. */
async function openWire(target) {
  const sockets = new Set();
  let cut = false;
  const server = createServer((near) => {
    if (cut) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `ws://127.0.0.1:${server.address().port}${target.pathname}`,
    /** Ends what is open; what comes next gets through. */
    drop,
    /** Ends what is open and lets nothing through. */
    cut() {
      cut = true;
      drop();
    },
    mend() {
      cut = false;
    },
    close() {
      drop();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

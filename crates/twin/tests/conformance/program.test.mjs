// The program `anteroom-twin` as somebody at a terminal meets it when it can't start.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root, startTwin } from './support.mjs';

const program = process.env.ANTEROOM_TWIN ?? path.join(root, 'target/debug/anteroom-twin');

// Runs it to its end, which has to come by itself.
const run = (...flags) => new Promise((resolve) => {
  execFile(program, flags, { timeout: 20_000 }, (error, stdout, stderr) => {
    resolve({ code: error ? error.code : 0, stdout, stderr });
  });
});

test('a port that is taken is named, and the program fails', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address();
  try {
    const { code, stdout, stderr } = await run('--json', '--port', String(port));
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, new RegExp(`^anteroom-twin: .*127\\.0\\.0\\.1 port ${port}\\b`, 'm'));
  } finally {
    other.close();
  }
});

test('flags that are not understood are named, with the help', async () => {
  for (const [flags, said] of [
    [['--prot', '1'], /^anteroom-twin: --prot is no flag of this program$/m],
    [['--port'], /^anteroom-twin: --port needs a value$/m],
    [['--phones', 'nowhere.json'], /^anteroom-twin: nowhere\.json: /m],
    [['--port', '70000'], /^anteroom-twin: --port can't be 70000$/m],
  ]) {
    const { code, stdout, stderr } = await run(...flags);
    assert.deepEqual([code, stdout], [2, ''], flags.join(' '));
    assert.match(stderr, said);
    assert.match(stderr, /--until-stdin-closes/, 'the help follows');
  }
});

test('phones are read from a file, and a script that is no good is named', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'twin-phones-'));
  const file = path.join(folder, 'phones.json');
  try {
    const phone = { number: '+12025550121', name: 'From a file', rings: 1, does: { kind: 'voicemail' } };
    await writeFile(file, JSON.stringify([phone]));
    const twin = await startTwin('--phones', file);
    const { phones } = await twin.control('/phones');
    assert.equal(phones.find((one) => one.number === phone.number).name, 'From a file');
    assert.ok(phones.some((one) => one.number === '+12025550110'), 'beside those of the practice clinic');
    await twin.stop();
    await writeFile(file, JSON.stringify([{ ...phone, rings: -1 }]));
    const { code, stderr } = await run('--phones', file);
    assert.equal(code, 1);
    assert.match(stderr, /^anteroom-twin: the phone \+12025550121: rings must be /m);
  } finally {
    await rm(folder, { recursive: true });
  }
});

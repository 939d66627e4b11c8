// No key is lost, none is doubled, and they reach the line in the order in which they were pressed.
import { describe, expect, it } from 'vitest';
import { CommandFailure } from '$lib/api/failure';
import type { Code } from '$lib/api/generated';
import { KeyQueue, TONE_MS } from './keys.svelte';

const failure = (code: Code, message: string) => new CommandFailure({ code, message, advice: '' });

/** A line that answers when it is told to, and a clock that waits until it is told to. */
function aLine() {
  const asked: string[] = [];
  const waits: number[] = [];
  let answer: { resolve: () => void; reject: (why: CommandFailure) => void } | undefined;
  let pass: (() => void) | undefined;
  const settle = async () => {
    for (let n = 0; n < 8; n++) await Promise.resolve();
  };
  const queue = new KeyQueue(
    (keys) => {
      expect(answer, 'one command at a time').toBeUndefined();
      asked.push(keys);
      return new Promise<void>((resolve, reject) => (answer = { resolve, reject }));
    },
    (milliseconds) => {
      waits.push(milliseconds);
      return new Promise<void>((resolve) => (pass = resolve));
    },
  );
  return {
    queue,
    asked,
    waits,
    press: (keys: string) => [...keys].map((key) => queue.press(key)),
    async answers() {
      const { resolve } = answer ?? expect.fail('nothing was asked');
      answer = undefined;
      resolve();
      await settle();
    },
    async refuses(why: CommandFailure) {
      const { reject } = answer ?? expect.fail('nothing was asked');
      answer = undefined;
      reject(why);
      await settle();
    },
    async tonesEnd() {
      pass?.();
      await settle();
    },
  };
}

describe('keys for a line', () => {
  it('go out at once, and those pressed meanwhile together, after the tones of the first', async () => {
    const line = aLine();
    line.press('2');
    expect(line.asked).toEqual(['2']);
    line.press('15');
    expect([line.queue.pressed, line.queue.onTheWay]).toEqual(['', '215']);
    await line.answers();
    expect(line.asked, 'the tone is played out first').toEqual(['2']);
    expect(line.waits).toEqual([TONE_MS]);
    line.press('#');
    await line.tonesEnd();
    expect(line.asked).toEqual(['2', '15#']);
    await line.answers();
    await line.tonesEnd();
    expect([line.queue.pressed, line.queue.onTheWay]).toEqual(['215#', '']);
    line.press('0');
    expect(line.asked).toEqual(['2', '15#', '0']);
  });

  it('are only those of a keypad', () => {
    const line = aLine();
    expect(line.press('a1w')).toEqual([false, true, false]);
    expect(line.asked).toEqual(['1']);
  });

  it('are never more than one command takes', async () => {
    const line = aLine();
    line.press('1');
    line.press('2'.repeat(40));
    await line.answers();
    await line.tonesEnd();
    await line.answers();
    await line.tonesEnd();
    expect(line.asked.map(({ length }) => length)).toEqual([1, 32, 8]);
  });

  it('are not pressed again where nobody knows whether they were, and what was behind them is not pressed at all', async () => {
    const line = aLine();
    line.press('2');
    line.press('15');
    await line.refuses(failure('twilio', 'Twilio did not answer, so it is not known whether this reached the line.'));
    await line.tonesEnd();
    expect(line.asked).toEqual(['2']);
    expect(line.queue.trouble).toMatchObject({ uncertain: '2', unpressed: '15' });
    expect([line.queue.pressed, line.queue.onTheWay]).toEqual(['', '']);
    line.press('3');
    expect(line.asked).toEqual(['2', '3']);
    expect(line.queue.trouble).toBeNull();
  });

  it('that were refused are said not to have been pressed', async () => {
    const line = aLine();
    line.press('2');
    line.press('1');
    await line.refuses(failure('conflict', 'The call is not up any more.'));
    expect(line.queue.trouble).toMatchObject({ uncertain: '', unpressed: '21' });
  });

  it('whose answer was lost with the console are not known to have arrived', async () => {
    const line = aLine();
    line.press('7');
    await line.refuses(failure('offline', 'This window has lost the console.'));
    expect(line.queue.trouble).toMatchObject({ uncertain: '7', unpressed: '' });
  });
});

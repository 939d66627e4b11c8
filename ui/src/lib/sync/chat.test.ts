import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatMarks } from '$lib/api/generated';
import { merged, readItem } from './chat-items';
import { PageChat, RETRY_MS, SPACING_MS } from './chat.svelte';
import { SyncProblem, type ListListener } from './client';
import { newId } from './ids';

const item = (index: number, id: string, text: string, at = '2026-11-24T09:00:00Z') => ({ index, data: { v: 1, id, at, text } });

function world() {
  const lists = new Map<string, ListListener>();
  const pushed: Array<{ id: string; text: string }> = [];
  const marks: ChatMarks[] = [];
  let answer: (data: { id: string; text: string }) => Promise<number> = () => Promise.resolve(pushed.length - 1);
  const chat = new PageChat({
    name: 'in-x',
    watchList: (name, listener) => {
      lists.set(name, listener);
      return {
        push: (data) => {
          pushed.push(data as { id: string; text: string });
          return answer(data as { id: string; text: string });
        },
        look: () => undefined,
        close: () => undefined,
      };
    },
    report: (mark) => void marks.push(mark),
  });
  return {
    chat,
    pushed,
    clinic: (...given: Parameters<typeof item>) => lists.get('in-x-from-clinic')?.added(item(...given)),
    own: (...given: Parameters<typeof item>) => lists.get('in-x-from-guest')?.added(item(...given)),
    newest: () => marks.at(-1),
    answers: (how: typeof answer) => (answer = how),
    texts: () => chat.messages.map(({ text, own }) => `${text}${own ? `: ${own}` : ''}`),
  };
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-24T09:10:00Z') }));
afterEach(() => void vi.useRealTimers());

describe('the chat of a page', () => {
  it('tells what arrived, and what was looked at', () => {
    const { chat, clinic, newest } = world();
    clinic(3, 'a', 'One');
    clinic(7, 'b', 'Two');
    expect(newest()).toEqual({ received: 7, seen: null, wrote: null });
    expect(chat.unread).toBe(2);
    chat.see();
    expect(newest()).toEqual({ received: 7, seen: 7, wrote: null });
    expect(chat.unread).toBe(0);
  });

  it('knows after a reload what was looked at before', () => {
    const { chat, clinic } = world();
    chat.recalled({ received: 3, seen: 3 });
    clinic(3, 'a', 'One');
    clinic(4, 'b', 'Two');
    expect(chat.unread).toBe(1);
  });

  it('shows once what came twice, and acknowledges where it stands last', () => {
    const { clinic, newest, texts } = world();
    clinic(0, 'a', 'One');
    clinic(1, 'a', 'One');
    expect(texts()).toEqual(['One']);
    expect(newest()?.received).toBe(1);
  });

  it('sends in order, and again under the same id after a failure', async () => {
    const { chat, pushed, answers, texts } = world();
    let fail = true;
    answers(() => (fail ? Promise.reject(new SyncProblem('lost')) : Promise.resolve(pushed.length)));
    chat.write(' Hello ');
    chat.write('Are you there?');
    await vi.advanceTimersByTimeAsync(0);
    expect(texts()).toEqual(['Hello: sending', 'Are you there?: sending']);
    fail = false;
    await vi.advanceTimersByTimeAsync(RETRY_MS.first + SPACING_MS * 2);
    expect(pushed.map(({ text }) => text)).toEqual(['Hello', 'Hello', 'Are you there?']);
    expect(pushed[0]?.id).toBe(pushed[1]?.id);
    expect(texts()).toEqual(['Hello: sent', 'Are you there?: sent']);
    chat.told({ received: 2, seen: 2 });
    expect(texts()).toEqual(['Hello: seen', 'Are you there?: sent']);
    chat.told({ received: 3, seen: 2 });
    expect(texts()).toEqual(['Hello: seen', 'Are you there?: delivered']);
  });

  it('takes a message whose answer was lost as sent when it comes back by the List', async () => {
    const { chat, pushed, answers, own, texts } = world();
    answers(() => Promise.reject(new SyncProblem('lost')));
    chat.write('Hello');
    await vi.advanceTimersByTimeAsync(0);
    own(0, pushed[0]?.id ?? '', 'Hello');
    expect(texts()).toEqual(['Hello: sent']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(pushed, 'it is not sent again').toHaveLength(1);
  });
});

describe('items', () => {
  it('are read only where they have the shape', () => {
    expect(readItem(item(0, 'a', 'One'))).toMatchObject({ id: 'a', text: 'One', saying: null });
    expect(readItem({ index: 0, data: { v: 1, id: 'a', at: '2026-11-24T09:00:00Z', text: 'x', saying: { kind: 'late', minutes: 10 } } })?.saying).toEqual({ kind: 'late', minutes: 10 });
    for (const data of [null, 'x', {}, { v: 2 }, { v: 1, id: 'a', at: 'soon', text: 'x' }, { v: 1, id: 7, at: '2026-11-24T09:00:00Z', text: 'x' }]) {
      expect(readItem({ index: 0, data })).toBeNull();
    }
  });

  it('are put together by time, each side in its own order', () => {
    const at = (...times: number[]) => times.map((time, i) => ({ at: time, i }));
    const both = merged(at(1, 5, 3), at(2, 4));
    expect(both.map((each) => each.at)).toEqual([1, 2, 4, 5, 3]);
  });
});

it('ids are as the core reads them', () => {
  const ids = Array.from({ length: 50 }, newId);
  expect(new Set(ids).size).toBe(50);
  // 128 bits in 26 digits of five bits: the last two bits are nought.
  for (const id of ids) expect(id).toMatch(/^[a-z2-7]{25}[aeimquy4]$/);
});

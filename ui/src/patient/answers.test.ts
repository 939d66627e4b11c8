import { describe, expect, it } from 'vitest';
import type { AskedQuestion, QuestionKind } from '$lib/api/generated';
import { firstOpen, isAnswer, LARGEST_ANSWERS, sizeOf, withAnswer, type Answers } from './answers';

const question = (kind: QuestionKind, id = 'q'): AskedQuestion => ({ id, kind, required: true, ask: '?', hint: '', options: kind === 'choice' ? ['a', 'b'] : [] });

describe('answers', () => {
  it('are put in, changed and taken away', () => {
    const one = withAnswer({}, 'a', 'yes');
    expect(withAnswer(one, 'b', 'x')).toEqual({ a: 'yes', b: 'x' });
    expect(withAnswer(one, 'a', '')).toEqual({});
  });

  it('are bounded, one and all, without a broken character', () => {
    expect([...withAnswer({}, 'a', '話'.repeat(900))['a']!]).toHaveLength(500);
    let all: Answers = {};
    for (let n = 0; n < 40; n++) all = withAnswer(all, `q${n}`, '話👍'.repeat(250));
    expect(sizeOf(all)).toBeLessThanOrEqual(LARGEST_ANSWERS);
    expect(JSON.stringify(all)).not.toContain('\\ud');
    expect(withAnswer(all, 'q0', 'short')['q0'], 'what is there can always be shortened').toBe('short');
  });

  it.each<[QuestionKind, string, boolean]>([
    ['text', 'A cough', true], ['text', '  ', false], ['choice', '1', true], ['choice', '2', false], ['choice', 'b', false],
    ['yesNo', 'no', true], ['yesNo', 'maybe', false], ['date', '2026-11-24', true], ['date', '2026-13-40', false],
    ['number', '36.6', true], ['number', 'warm', false], ['consent', 'yes', true], ['consent', 'no', false], ['copay', 'yes', true],
  ])('to %s: %j is one: %j', (kind, given, is) => {
    expect(isAnswer(question(kind), given)).toBe(is);
  });

  it('are gone on with where they were left', () => {
    const form = [question('yesNo', 'a'), question('text', 'b'), question('consent', 'c')];
    expect(firstOpen(form, {})).toBe(0);
    expect(firstOpen(form, { a: 'no' })).toBe(1);
    expect(firstOpen(form, { a: 'no', b: 'x', c: 'yes' })).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import type { LineChoice } from '$lib/api/generated';
import { lineWords, spanWords, stepWords, wayWords } from './phone';

const now = Date.parse('2026-11-24T14:00:00Z');
const line = (change: Partial<LineChoice>): LineChoice => ({
  lineId: 'l1', name: 'Clearline', numberShown: '', languages: ['es'], opening: { kind: 'always' }, way: 'recipe', hasRecipe: true, recipeMillis: 17_500,
  lacksAccessCode: false, ...change,
});

describe('words for lines', () => {
  it('say whether there is a phone tree, how long it takes, and that its code is missing', () => {
    expect(lineWords(line({}), now, 'UTC')).toBe('Phone tree · takes 18 s · open day and night');
    expect(lineWords(line({ hasRecipe: false, recipeMillis: null }), now, 'UTC')).toBe('No phone tree · open day and night');
    expect(lineWords(line({ lacksAccessCode: true, way: 'guided' }), now, 'UTC')).toBe('Phone tree, lacks its access code · open day and night');
    expect(lineWords(line({ hasRecipe: false, opening: { kind: 'closed', opens: '2026-11-25T08:00:00Z' } }), now, 'UTC')).toBe('No phone tree · closed until tomorrow 8:00');
    expect([400, 40_000, 80_000, 120_000].map(spanWords)).toEqual(['1 s', '40 s', '1 min 20 s', '2 min']);
  });

  it('read a step with its note, however the note was begun', () => {
    const step = (kind: 'wait' | 'press' | 'pressCode' | 'say' | 'handOver', note: string, keys: string | null = null) => stepWords({ kind, keys, note, millis: 0 });
    expect(step('press', 'for Spanish', '2')).toBe('Pressing 2 for Spanish');
    expect(step('press', 'Spanish menu', '2')).toBe('Pressing 2: Spanish menu');
    expect(step('press', '', '21')).toBe('Pressing 21');
    expect(step('wait', 'until it asks for the department')).toBe('Waiting until it asks for the department');
    expect(step('pressCode', '')).toBe('Pressing the access code');
    expect(step('say', 'Spanish, please')).toBe('Saying “Spanish, please”');
  });

  it('do not promise a phone tree where there is none', () => {
    expect(wayWords('recipe', true).label).toBe('By itself');
    expect(wayWords('recipe', false).label).toBe('Straight in');
  });
});

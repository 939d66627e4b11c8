import { describe, expect, it } from 'vitest';
import { chooseTag, ENGLISH, languageTags, loadLanguage } from './catalogue';

/** Every leaf of a catalogue, functions called with something of each kind. */
function leaves(value: unknown, path = ''): Array<[string, string]> {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const browser = { family: 'chrome', platform: 'android' };
    const fill = path.endsWith('refusedHelp') ? [{ device: 'camera', browser }] : [2, 3, 'x'];
    return [[path, String((value as (...given: unknown[]) => unknown)(...fill))]];
  }
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

describe('the patient’s words', () => {
  it.each(languageTags())('are complete, non-empty and filled in: %s', async (tag) => {
    const { words, tag: own, name } = await loadLanguage([tag]);
    expect(own).toBe(tag);
    expect(name).not.toBe('');
    const english = leaves(ENGLISH.words).map(([path]) => path);
    const theirs = leaves(words);
    expect(theirs.map(([path]) => path).sort()).toEqual(english.sort());
    for (const [path, text] of theirs) {
      expect(text.trim(), path).not.toBe('');
      expect(text, path).not.toMatch(/undefined|\[object|NaN/);
      expect(text, `${path}: no exclamation marks`).not.toContain('!');
    }
  });

  it('count and order', () => {
    const { waiting, goodbye } = ENGLISH.words;
    expect([1, 2, 3, 4, 11, 12, 21, 22].map((n) => waiting.placeLabel(n).split(' ')[0])).toEqual(['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '22nd']);
    expect(goodbye.minutesWith(1, 'Dr. Okafor')).toBe('1 minute with Dr. Okafor.');
    expect(goodbye.minutesWith(21, 'Dr. Okafor')).toBe('21 minutes with Dr. Okafor.');
  });

  it('say for each browser where a refused camera is switched on', () => {
    const help = (family: string, platform: string) =>
      ENGLISH.words.checks.refusedHelp({ device: 'camera', browser: { family, platform } });
    const all = [help('safari', 'iphone'), help('chrome', 'iphone'), help('chrome', 'android'), help('safari', 'mac'), help('firefox', 'windows'), help('chrome', 'linux')];
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the language', () => {
  it('is the first that can be served', () => {
    expect(chooseTag(['es-MX', 'en'], ['en', 'es', 'ja'])).toBe('es');
    expect(chooseTag(['fr', 'ja-JP'], ['en', 'es', 'ja'])).toBe('ja');
    expect(chooseTag(['zh-Hant'], ['en', 'zh-Hans', 'zh-Hant'])).toBe('zh-Hant');
    expect(chooseTag(['tlh'], ['en', 'es'])).toBe('en');
  });
});

import { describe, expect, it } from 'vitest';
import { chooseTag, ENGLISH, languageNames, languageTags, loadLanguage, wishes } from './catalogue';

/** Every leaf of a catalogue, functions called with something of each kind. */
function leaves(value: unknown, path = ''): Array<[string, string]> {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    const fill = /refusedHelp|missingHelp/.test(path) ? ['camera'] : [2, 3, 'x'];
    return [[path, String((value as (...given: unknown[]) => unknown)(...fill))]];
  }
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key));
}

/** Words that are the same in every language. */
const SAME = /^browsers\.(apple|android)$|^checks\.connection\.internet\.name$/;

describe('the patient’s words', () => {
  it.each(languageTags())('are complete, non-empty and filled in: %s', async (tag) => {
    const { words, tag: own } = await loadLanguage([tag]);
    expect(own).toBe(tag);
    const english = leaves(ENGLISH.words);
    const theirs = leaves(words);
    expect(theirs.map(([path]) => path).sort()).toEqual(english.map(([path]) => path).sort());
    for (const [path, text] of theirs) {
      expect(text.trim(), path).not.toBe('');
      expect(text, path).not.toMatch(/undefined|\[object|NaN/);
      expect(text, `${path}: no exclamation marks`).not.toMatch(/[!¡！]/);
    }
  });

  it.each(languageTags().filter((tag) => tag !== 'en'))('are not left in English: %s', async (tag) => {
    const english = new Map(leaves(ENGLISH.words));
    const left = leaves((await loadLanguage([tag])).words).filter(([path, text]) => english.get(path) === text && /\p{L}{3}/u.test(text));
    expect(left.map(([path]) => path).filter((path) => !SAME.test(path))).toEqual([]);
  });

  it('count and order', async () => {
    const { waiting, goodbye } = ENGLISH.words;
    expect([1, 2, 3, 4, 11, 12, 21, 22].map((n) => waiting.placeLabel(n).split(' ')[0])).toEqual(['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '22nd']);
    expect(goodbye.minutesWith(1, 'Dr. Okafor')).toBe('1 minute with Dr. Okafor.');
    expect(goodbye.minutesWith(21, 'Dr. Okafor')).toBe('21 minutes with Dr. Okafor.');
    const spanish = (await loadLanguage(['es'])).words;
    expect([1, 2].map((n) => spanish.welcome.minutes(n))).toEqual(['1 minuto', '2 minutos']);
    expect([spanish.waiting.about('1:05'), spanish.waiting.about('9:40'), spanish.waiting.about('13:05')]).toEqual(['hacia la 1:05', 'hacia las 9:40', 'hacia las 13:05']);
    const japanese = (await loadLanguage(['ja'])).words;
    expect([japanese.waiting.place(3), japanese.waiting.about('9:40')]).toEqual(['3番目です', '9:40ごろ']);
  });

  it.each(languageTags())('say for each browser where a refused camera is switched on: %s', async (tag) => {
    const { refusedHelp } = (await loadLanguage([tag])).words.checks;
    const all = Object.values(refusedHelp).map((say) => say('camera'));
    expect(new Set(all).size).toBe(all.length);
    for (const say of Object.values(refusedHelp)) expect(say('camera')).not.toBe(say('microphone'));
  });
});

describe('the language', () => {
  it('is the first that can be served', () => {
    expect(chooseTag(['es-MX', 'en'], ['en', 'es', 'ja'])).toBe('es');
    expect(chooseTag(['fr', 'ja-JP'], ['en', 'es', 'ja'])).toBe('ja');
    expect(chooseTag(['zh-Hant'], ['en', 'zh-Hans', 'zh-Hant'])).toBe('zh-Hant');
    expect(chooseTag(['tlh'], ['en', 'es'])).toBe('en');
  });

  it('is the person’s choice, else the clinic’s word, else the browser’s', () => {
    const spoken = (...given: Parameters<typeof wishes>) => chooseTag(wishes(...given), ['en', 'es', 'ja']);
    expect(spoken('ja', 'es', ['en-US'])).toBe('ja');
    expect(spoken(null, 'es-MX', ['en-US'])).toBe('es');
    expect(spoken(null, null, ['ja-JP', 'en'])).toBe('ja');
    expect(spoken(null, 'pt', ['es'])).toBe('es');
    expect(spoken(null, 'en', ['es-US', 'en']), 'a chart’s English may be the form’s default').toBe('es');
  });

  it('is named in itself', () => {
    expect(languageNames()).toEqual([
      { tag: 'en', name: 'English' },
      { tag: 'es', name: 'Español' },
      { tag: 'ja', name: '日本語' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { DirectoryLine } from '$lib/api/generated';
import { groups, reordered } from './grouping';

const line = (id: string, name: string, languages: string[], offers: DirectoryLine['offers'] = 'interpreter') => ({ id, name, languages, offers }) as DirectoryLine;
const lines = [
  line('a', 'Clearline', ['es-MX', 'ja']),
  line('b', 'Rosa Benítez', ['es']),
  line('c', 'Juniper Pharmacy', ['es'], 'specialist'),
  line('d', 'Aiko Mori', ['ja']),
];
const seen = (search = '') => groups(lines, search).map(({ title, lines: of }) => [title, of.map(({ id }) => id).join('')]);

describe('the list', () => {
  it('has interpreters by language in the clinic’s order, then services', () => {
    expect(seen()).toEqual([['Spanish', 'ab'], ['Japanese', 'ad'], ['Services', 'c']]);
  });

  it('finds a language as a whole and a name wherever it stands, without accents', () => {
    expect(seen('jap')).toEqual([['Japanese', 'ad']]);
    expect(seen('benitez')).toEqual([['Spanish', 'b']]);
    expect(seen('clear')).toEqual([['Spanish', 'a'], ['Japanese', 'a']]);
    expect(seen('spanish'), 'a service that speaks it is found too').toEqual([['Spanish', 'ab'], ['Services', 'c']]);
    expect(seen('nothing')).toEqual([]);
  });
});

describe('another order', () => {
  it('puts a line before the next of its group and leaves the others', () => {
    expect(reordered(['a', 'b', 'c', 'd'], ['a', 'd'], 'd', 0)).toEqual(['d', 'a', 'b', 'c']);
    expect(reordered(['a', 'b', 'c', 'd'], ['a', 'd'], 'a', 1)).toEqual(['b', 'c', 'd', 'a']);
    expect(reordered(['a', 'b', 'c', 'd'], ['a', 'b', 'd'], 'a', 1)).toEqual(['b', 'c', 'a', 'd']);
  });

  it('never loses or doubles a line', () => {
    for (const to of [-1, 0, 1, 2, 9]) expect(reordered(['a', 'b', 'c'], ['a', 'b', 'c'], 'b', to).sort()).toEqual(['a', 'b', 'c']);
  });
});

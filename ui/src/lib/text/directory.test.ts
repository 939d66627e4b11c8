import { describe, expect, it } from 'vitest';
import { allCountries, daysWords, hoursWords, importedWords, momentWords, openingWords, rulesWords, spanWords, stepDetail, totalTime, treeName } from './directory';

const zone = 'America/Los_Angeles';
const now = '2026-11-23T17:14:00Z';

describe('when', () => {
  it('is as near as it is', () => {
    expect(momentWords('2026-11-24T04:00:00Z', now, zone)).toBe('20:00');
    expect(momentWords('2026-11-24T16:00:00Z', now, zone)).toBe('tomorrow 8:00');
    expect(momentWords('2026-11-27T16:00:00Z', now, zone)).toBe('Fri 8:00');
    expect(momentWords('2026-12-04T16:00:00Z', now, zone)).toBe('Fri 4 Dec 8:00');
  });

  it('says whether a line is open', () => {
    const moment = () => '20:00';
    expect(openingWords({ kind: 'always' }, moment)).toEqual({ open: true, words: 'Open day and night', short: 'day and night' });
    expect(openingWords({ kind: 'open', until: now }, moment)).toEqual({ open: true, words: 'Open until 20:00', short: 'until 20:00' });
    expect(openingWords({ kind: 'closed', opens: null }, moment)).toEqual({ open: false, words: 'Closed this week', short: 'closed' });
  });
});

describe('the week', () => {
  it('draws days together', () => {
    expect(daysWords([1, 2, 3, 4, 5])).toBe('Mon–Fri');
    expect(daysWords([5, 1, 3])).toBe('Mon, Wed, Fri');
    expect(daysWords([1, 2, 6, 7])).toBe('Mon, Tue, Sat, Sun');
    expect(daysWords([1, 2, 3, 4, 5, 6, 7])).toBe('Every day');
  });

  it('tells a night from a day', () => {
    expect(spanWords({ days: [1], from: '08:00', to: '19:30' })).toBe('Mon 8:00–19:30');
    expect(spanWords({ days: [1], from: '22:00', to: '06:00' })).toBe('Mon 22:00–6:00 the next day');
    expect(hoursWords({ zone, spans: [] })).toEqual(['Day and night']);
  });
});

describe('words', () => {
  it('name steps and trees', () => {
    expect(stepDetail({ kind: 'pressCode', waitBefore: 0, end: '#', note: '' })).toBe('ends with # · from the keychain');
    expect(stepDetail({ kind: 'handOver', seconds: 0, quiet: true, note: '' })).toContain('to you alone');
    expect(totalTime(16_400)).toBe('0:16');
    expect(treeName(null)).toBe('All others');
  });

  it('say what a file brought and which codes are missing', () => {
    expect(importedWords({ added: 2, updated: 0, withoutCode: 0 })).toEqual({ title: '2 lines added.', more: '' });
    expect(importedWords({ added: 1, updated: 1, withoutCode: 2 }).more).toContain('2 of them press an access code');
  });

  it('name every country once, and groups of countries not at all', () => {
    const all = allCountries();
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(all.map(({ code }) => code)).toEqual(expect.arrayContaining(['US', 'CA', 'DE', 'GB']));
    expect(all.some(({ code }) => code === 'EU' || code === 'ZZ')).toBe(false);
    expect(rulesWords({ countries: ['US', 'CA'], nextLine: 'ask', caller: '' })).toBe('United States, Canada · asks before the next line');
  });
});

// Every end has words and exactly one thing to do; nothing blames anybody.
import { describe, expect, it } from 'vitest';
import type { RoomEnd } from '$lib/media';
import { shortcut } from './shortcuts';
import { elapsedWords } from '$lib/text/time';
import { cameraWords, endWords, microphoneWords, networkWords } from './words';

const ENDS: RoomEnd[] = [
  'left', 'completed', 'removed', 'elsewhere', 'notOpen', 'full', 'stale', 'notForThis', 'credentials', 'signaling', 'serverBusy', 'media', 'tooLong', 'fault',
];

describe('words for an end', () => {
  it('are there for each, before and after one was in', () => {
    for (const end of ENDS) {
      for (const entered of [true, false]) {
        const words = endWords(end, 53000, entered);
        expect(words.title, end).toMatch(/\.$/);
        expect(words.title + words.advice, 'no exclamation marks').not.toMatch(/!/);
        expect(words.actionLabel, end).not.toBe('');
      }
    }
  });

  it('show no code where nobody needs one', () => {
    expect([endWords('left', null, true).code, endWords('elsewhere', 53205, true).code, endWords('completed', 53118, true).code]).toEqual([null, null, null]);
    expect(endWords('fault', 53003, true).code).toBe(53003);
  });
});

describe('words for devices', () => {
  it('say what goes on', () => {
    expect(cameraWords('refused', true).advice).toContain('sound only');
    expect(cameraWords('busy', false).advice).toContain('without picture and sound');
    expect(microphoneWords('missing', true).advice).toContain('picture only');
  });
});

describe('small words', () => {
  it('count time', () => {
    expect([-5, 0, 59, 252, 3852].map(elapsedWords)).toEqual(['0:00', '0:00', '0:59', '4:12', '1:04:12']);
  });

  it('tell the network in words, too', () => {
    expect([null, 0, 2, 5].map(networkWords)).toEqual([
      'Network not known yet',
      'Network lost, 0 of 5',
      'Network poor, 2 of 5',
      'Network very good, 5 of 5',
    ]);
  });
});

describe('shortcuts', () => {
  const keys = (code: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
    code,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...held,
  });

  it('all carry a modifier', () => {
    expect([keys('KeyM'), keys('KeyO'), keys('Space')].map(shortcut)).toEqual([null, null, null]);
    expect(shortcut(keys('Space', { ctrlKey: true }))).toBe('hold');
    expect(shortcut(keys('KeyM', { ctrlKey: true, shiftKey: true }))).toBe('mute');
    expect(shortcut(keys('KeyO', { metaKey: true, shiftKey: true }))).toBe('camera');
    expect(shortcut(keys('KeyM', { ctrlKey: true, shiftKey: true, altKey: true })), 'AltGr types letters').toBeNull();
  });
});

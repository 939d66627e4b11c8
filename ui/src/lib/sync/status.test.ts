import { describe, expect, it } from 'vitest';
import { readStatus } from './status';

const whole = {
  v: 1,
  seq: 4,
  stage: 'waiting',
  clinicName: 'Juniper Street Clinic',
  providerName: 'Dr. Okafor',
  providerState: { kind: 'late', minutes: 10 },
  startsAt: '2026-11-23T09:00:00Z',
  minutes: 20,
  language: 'es',
  place: 2,
  expectedAt: '2026-11-23T09:25:00Z',
};

describe('a status', () => {
  it('is taken whole', () => {
    expect(readStatus(whole)).toEqual({ ...whole, admission: null, link: null, guest: null, people: [], chat: { received: null, seen: null, wrote: null }, afterword: '', alive: '', check: null, comeBackAt: null, intake: [], video: null });
  });

  it('brings the clinic’s questions as far as they can be asked', () => {
    const question = { id: 'pain', kind: 'choice', required: true, ask: 'How strong?', hint: '', options: ['Weak', 'Strong'] };
    expect(readStatus({ ...whole, intake: [question, { ...question, kind: 'dance' }, { ...question, ask: 7 }, 'why'] })?.intake).toEqual([question]);
    expect(readStatus({ ...whole, intake: [{ id: 'new', kind: 'yesNo', ask: 'New?' }] })?.intake).toEqual([{ id: 'new', kind: 'yesNo', required: false, ask: 'New?', hint: '', options: [] }]);
  });

  it('brings a pass to try the network with, and only such servers as can be used', () => {
    const check = { asked: 7, token: 't', iceServers: [{ urls: 'stun:x' }, { urls: 'turn:x', username: 'u', credential: 'c' }] };
    expect(readStatus({ ...whole, check })?.check).toEqual(check);
    expect(readStatus({ ...whole, check: { ...check, iceServers: [{ urls: 7 }, 'turn:x', { urls: 'turn:y', username: 'u' }] } })?.check?.iceServers).toEqual([{ urls: 'turn:y' }]);
    expect(readStatus({ ...whole, check: { ...check, iceServers: Array.from({ length: 99 }, () => ({ urls: 'stun:x' })) } })?.check?.iceServers).toHaveLength(10);
    for (const bad of [{ ...check, token: 1 }, { ...check, asked: -1 }, 'pass']) expect(readStatus({ ...whole, check: bad })?.check).toBeNull();
  });

  it('keeps an admission only where it can be used', () => {
    const admission = { token: 't', roomName: 'n', roomSid: 'RM1', profile: 'two', codec: 'h264' };
    expect(readStatus({ ...whole, admission })?.admission).toEqual(admission);
    expect(readStatus({ ...whole, admission: { ...admission, codec: undefined } })?.admission?.codec, 'an older console').toBe('vp8');
    expect(readStatus({ ...whole, admission: { token: 't' } })?.admission).toBeNull();
  });

  it.each([
    ['null', null],
    ['text', 'waiting'],
    ['a later layout', { ...whole, v: 2 }],
    ['a stage nobody knows', { ...whole, stage: 'dancing' }],
    ['a count below zero', { ...whole, seq: -1 }],
    ['a start that is no time', { ...whole, startsAt: 'nine' }],
  ])('is refused when it is %s', (_, data) => {
    expect(readStatus(data)).toBeNull();
  });

  it('tells a third party what the clinic wrote of them, and what the others are', () => {
    const people = [{ identity: 'pv-1', role: 'provider' }, { identity: 'in-2', role: 'dancer' }, 'nobody'];
    const read = readStatus({ ...whole, guest: { name: 'Lucía', role: 'family' }, people });
    expect(read?.guest).toEqual({ name: 'Lucía', role: 'family', relationship: '' });
    expect(read?.people).toEqual([{ identity: 'pv-1', role: 'provider' }]);
    expect(readStatus({ ...whole, people: Array.from({ length: 999 }, () => people[0]) })?.people).toHaveLength(50);
  });

  it('bounds what it will show', () => {
    expect(readStatus({ ...whole, clinicName: 'x'.repeat(5000) })?.clinicName).toHaveLength(200);
  });
});

describe('the video to watch while waiting', () => {
  const video = (value: unknown) => readStatus({ ...whole, video: value })?.video;

  it('is one of YouTube’s by its id, or a file beside the page', () => {
    for (const good of [{ kind: 'youTube', id: 'aB3-_xYz019' }, { kind: 'file', path: 'waiting/getting-ready.webm' }, { kind: 'file', path: 'film.v2.MP4' }]) {
      expect(video(good)).toEqual(good);
    }
  });

  it('is nothing else, whatever stands in the Document', () => {
    for (const id of ['short', 'aB3-_xYz0190', 'aB3-_xYz01"', '../../../x1', 11]) expect(video({ kind: 'youTube', id })).toBeNull();
    for (const path of ['/film.mp4', '../film.mp4', 'a/./film.mp4', 'https://example.org/film.mp4', '//example.org/film.mp4', 'film.svg', 'film.mp4?x', '', `${'x'.repeat(120)}.mp4`]) {
      expect(video({ kind: 'file', path }), path).toBeNull();
    }
    for (const none of [null, undefined, 'film.mp4', { kind: 'other', id: 'aB3-_xYz019' }]) expect(video(none)).toBeNull();
  });
});

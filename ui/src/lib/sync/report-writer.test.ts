import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Report } from '$lib/api/generated';
import { SyncProblem } from './client';
import { BEAT_MS, ReportWriter, SPACING_MS } from './report-writer';

const blank: Report = {
  v: 1,
  seq: 0,
  beat: 0,
  step: 'opened',
  devices: { camera: 'untried', microphone: 'untried', speaker: 'untried' },
  network: 'untried', checkAsked: 0, answers: {},
  chat: {},
  language: 'en',
  browser: 'Chrome on Linux',
};

function world(initial: Partial<Report> = {}) {
  const sent: Report[] = [];
  const answers: Array<() => Promise<void>> = [];
  const writer = new ReportWriter({
    initial: { ...blank, ...initial },
    set: (report) => {
      sent.push(report);
      return answers.shift()?.() ?? Promise.resolve();
    },
  });
  return { writer, sent, answers };
}
const refuse = (kind: SyncProblem['kind']) => () => Promise.reject(new SyncProblem(kind));

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('the report writer', () => {
  it('writes nothing before the Document is open, then what is true', async () => {
    const { writer, sent } = world();
    writer.update({ step: 'checking' });
    expect(sent).toEqual([]);
    writer.opened({});
    expect(sent).toMatchObject([{ seq: 1, step: 'checking' }]);
  });

  it('goes on from the Document’s count after a reload, so that the console takes it', () => {
    const { writer, sent } = world({ seq: 3, beat: 1 });
    writer.opened({ seq: 41, beat: 9 });
    expect(sent).toMatchObject([{ seq: 42, beat: 9 }]);
  });

  it('takes no count from a Document that holds junk', () => {
    const { writer, sent } = world();
    writer.opened({ seq: 'many', beat: -4 });
    expect(sent).toMatchObject([{ seq: 1, beat: 0 }]);
  });

  it('makes one write of changes that come close together', async () => {
    const { writer, sent } = world();
    writer.opened({});
    await vi.advanceTimersByTimeAsync(0);
    writer.update({ step: 'checking' });
    writer.update({ network: 'good' });
    writer.update({ step: 'waiting' });
    await vi.advanceTimersByTimeAsync(SPACING_MS);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ seq: 2, step: 'waiting', network: 'good' });
  });

  it('does not write what is equal already', async () => {
    const { writer, sent } = world();
    writer.opened({});
    await vi.advanceTimersByTimeAsync(SPACING_MS);
    writer.update({ step: 'opened', devices: { ...blank.devices } });
    await vi.advanceTimersByTimeAsync(SPACING_MS);
    expect(sent).toHaveLength(1);
  });

  it('shows every 20 seconds that the page lives', async () => {
    const { writer, sent } = world();
    writer.opened({});
    await vi.advanceTimersByTimeAsync(BEAT_MS * 3);
    expect(sent.map((report) => report.beat)).toEqual([0, 1, 2, 3]);
  });

  it('repeats a lost write with what is true by then, under a new count', async () => {
    const { writer, sent, answers } = world();
    answers.push(refuse('lost'));
    writer.opened({});
    await vi.advanceTimersByTimeAsync(0);
    writer.update({ step: 'waiting' });
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ seq: 2, step: 'waiting' });
  });

  it('backs off further each time it is told that it is too fast', async () => {
    const { writer, sent, answers } = world();
    answers.push(refuse('tooFast'), refuse('tooFast'), refuse('tooFast'));
    writer.opened({});
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(3);
  });

  it('writes at once when the Document is open again after a gap', async () => {
    const { writer, sent, answers } = world();
    answers.push(refuse('lost'));
    writer.opened({});
    await vi.advanceTimersByTimeAsync(0);
    writer.opened({ seq: 1 });
    expect(sent).toHaveLength(2);
  });

  it('stops when the Document is gone', async () => {
    const { writer, sent, answers } = world();
    answers.push(refuse('gone'));
    writer.opened({});
    await vi.advanceTimersByTimeAsync(BEAT_MS * 4);
    expect(sent).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { nextStep, readStep, reportedStep, type Step, type StepEvent } from './steps';

const check = (device: 'camera' | 'microphone' | 'speaker', again = false): Step => ({ at: 'check', device, again });

describe('the way through the page', () => {
  it('leads from the welcome through each device into the waiting room', () => {
    const way = (['start', 'deviceSettled', 'deviceSettled', 'deviceSettled', 'connectionSettled'] as StepEvent[]).reduce<Step[]>(
      (steps, event) => [...steps, nextStep(steps.at(-1)!, event)!],
      [{ at: 'welcome' }],
    );
    expect(way).toEqual([{ at: 'welcome' }, check('camera'), check('microphone'), check('speaker'), { at: 'connection', again: false }, { at: 'waiting' }]);
  });

  it('asks a third party who they are before their devices are tried', () => {
    expect(nextStep({ at: 'welcome' }, 'introduce')).toEqual({ at: 'who' });
    expect(nextStep({ at: 'who' }, 'start')).toEqual(check('camera'));
    expect(reportedStep({ at: 'who' }, false)).toBe('opened');
    expect(readStep({ at: 'who' })).toEqual({ at: 'who' });
    expect(nextStep({ at: 'waiting' }, 'introduce')).toBeNull();
  });

  it('keeps the place of a person who tries their devices again', () => {
    const step = nextStep({ at: 'waiting' }, 'checkAgain')!;
    expect(step).toEqual(check('camera', true));
    expect(reportedStep(step, false)).toBe('waiting');
    expect(nextStep(step, 'deviceSettled')).toEqual(check('microphone', true));
  });

  it('lets a check be left out, and keeps whether it is a second one', () => {
    expect(nextStep(check('speaker', true), 'deviceSettled')).toEqual({ at: 'connection', again: true });
    expect(nextStep({ at: 'connection', again: true }, 'skipChecks')).toEqual({ at: 'waiting' });
    expect(reportedStep({ at: 'connection', again: true }, false)).toBe('waiting');
    expect(reportedStep({ at: 'connection', again: false }, false)).toBe('checking');
  });

  it('asks the clinic’s questions after the checks, and again from the waiting room', () => {
    expect(nextStep({ at: 'connection', again: false }, 'asked')).toEqual({ at: 'intake', again: false });
    expect(nextStep({ at: 'intake', again: false }, 'answered')).toEqual({ at: 'waiting' });
    const again = nextStep({ at: 'waiting' }, 'answer')!;
    expect(again).toEqual({ at: 'intake', again: true });
    expect(reportedStep(again, false)).toBe('waiting');
    expect(readStep(again)).toEqual(again);
    expect(nextStep({ at: 'welcome' }, 'answer')).toBeNull();
  });

  it('leads out and back', () => {
    const left = nextStep({ at: 'waiting' }, 'leave')!;
    expect(reportedStep(left, false)).toBe('left');
    expect(nextStep(left, 'comeBack')).toEqual({ at: 'waiting' });
  });

  it.each<[StepEvent, Step]>([
    ['start', { at: 'waiting' }],
    ['deviceSettled', { at: 'welcome' }],
    ['connectionSettled', { at: 'welcome' }],
    ['checkAgain', { at: 'left' }],
    ['skipChecks', { at: 'welcome' }],
    ['leave', { at: 'welcome' }],
    ['comeBack', { at: 'waiting' }],
  ])('refuses %s where it has no meaning', (event, step) => {
    expect(nextStep(step, event)).toBeNull();
  });

  it('is reported as it is', () => {
    expect(reportedStep({ at: 'welcome' }, false)).toBe('opened');
    expect(reportedStep(check('speaker'), false)).toBe('checking');
    expect(reportedStep({ at: 'waiting' }, true)).toBe('inCall');
  });

  it('is read back as it was stored, and junk is not', () => {
    for (const step of [{ at: 'welcome' }, check('microphone', true), { at: 'connection', again: true }, { at: 'waiting' }, { at: 'left' }] as Step[]) {
      expect(readStep(JSON.parse(JSON.stringify(step)))).toEqual(step);
    }
    for (const junk of [null, 'waiting', { at: 'check' }, { at: 'check', device: 'nose' }, { at: 'moon' }]) {
      expect(readStep(junk)).toBeNull();
    }
  });
});

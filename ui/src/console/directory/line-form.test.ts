import { describe, expect, it } from 'vitest';
import type { DirectoryLine } from '$lib/api/generated';
import { bookedLine, lineErrors, newLine, savedLine } from './line-form';

const line = {
  id: 'l1', name: 'Clearline', offers: 'interpreter', languages: ['es'], number: '+12025550110', numberShown: '(202) 555-0110',
  hours: { zone: 'America/New_York', spans: [] }, notes: '', recipes: [{ language: null, steps: [] }], hasAccessCode: true,
} as unknown as DirectoryLine;

describe('the form of a line', () => {
  it('says what is missing, field by field', () => {
    expect(Object.keys(lineErrors(newLine('UTC'))).sort()).toEqual(['languages', 'name', 'number']);
    expect(lineErrors({ ...bookedLine(line), offers: 'other', languages: [] })).toEqual({});
    expect(lineErrors({ ...bookedLine(line), always: false, spans: [{ days: [], from: '08:00', to: '12:00' }] }).hours).toContain('days');
    expect(lineErrors({ ...bookedLine(line), code: { kind: 'replace', code: 'hunter2' } }).code).not.toContain('hunter2');
  });

  it('leaves the access code and the phone trees as they are', () => {
    const saved = savedLine(bookedLine(line), line);
    expect('accessCode' in saved).toBe(false);
    expect(saved).toMatchObject({ id: 'l1', recipes: line.recipes });
    expect(savedLine({ ...bookedLine(line), code: { kind: 'remove' } }, line).accessCode).toBe('');
  });

  it('keeps times aside while it is open day and night', () => {
    const form = { ...newLine('UTC'), always: true };
    expect(savedLine(form, null).hours.spans).toEqual([]);
    expect(savedLine({ ...form, always: false }, null).hours.spans).toHaveLength(1);
  });
});

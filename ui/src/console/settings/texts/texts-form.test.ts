import { describe, expect, it } from 'vitest';
import type { TextSettings } from '$lib/api/generated';
import { textSettings, textsErrors, textsForm, usualPlan } from './texts-form';

const settings: TextSettings = {
  plan: [{ kind: 'reminder', minutesBefore: 1440 }], tellChanges: true, quiet: { from: '21:00', until: '08:00' }, names: false, plain: true, shortenLinks: false, service: '', number: '',
  templates: [{ kind: 'thirdParty', language: 'es-MX', text: 'Hola: {{link}}' }],
};

describe('how the clinic texts, as it is edited', () => {
  it('comes back as it was read', () => {
    expect(textSettings(textsForm(settings))).toEqual(settings);
    expect(textSettings(textsForm({ ...settings, plan: [], quiet: null }))).toEqual({ ...settings, plan: [], quiet: null });
    expect(textSettings({ ...textsForm(settings), on: false }).plan).toEqual([]);
  });

  it('says where something is wrong', () => {
    const wrong = (more: object) => Object.keys(textsErrors({ ...textsForm(settings), ...more }));
    expect(wrong({})).toEqual([]);
    expect(wrong({ plan: usualPlan() })).toEqual([]);
    expect(wrong({ plan: [] })).toEqual(['plan']);
    expect(wrong({ on: false, plan: [] })).toEqual([]);
    expect(wrong({ quietUntil: '21:00' })).toEqual(['quiet']);
    expect(wrong({ quietOn: false, quietUntil: '21:00' })).toEqual([]);
    expect(wrong({ service: 'MG12' })).toEqual(['service']);
  });
});

// How the clinic texts, as it is edited: from the core's settings, and back.
import type { TextKind, TextSettings, TextTemplate } from '$lib/api/generated';
import { minutesBefore, planRow, rowError, type PlanRow } from './text-plan';

export type TextsForm = {
  /** Texts go by the plan. Off, what was planned is kept here until something is saved. */
  on: boolean;
  plan: PlanRow[];
  tellChanges: boolean;
  quietOn: boolean;
  quietFrom: string;
  quietUntil: string;
  names: boolean;
  plain: boolean;
  shortenLinks: boolean;
  service: string;
  number: string;
  /** The clinic's own words, by `templateKey`. */
  templates: Record<string, string>;
};
export type TextsErrors = { plan?: string; quiet?: string; service?: string };

/** The kinds that have words, in the order of a visit. */
export const KINDS: readonly TextKind[] = ['invitation', 'reminder', 'link', 'change', 'cancellation', 'thirdParty'];

export const templateKey = (kind: TextKind, language: string): string => `${kind} ${language}`;

/** What a clinic that begins with texts by plan may want: a reminder a day before, the link half an hour before. */
export const usualPlan = (): PlanRow[] => [planRow({ kind: 'reminder', minutesBefore: 1440 }, 0), planRow({ kind: 'link', minutesBefore: 30 }, 1)];

export function textsForm(settings: TextSettings): TextsForm {
  const { plan, quiet, templates, tellChanges, names, plain, shortenLinks, service, number } = settings;
  return {
    on: plan.length > 0,
    plan: plan.map(planRow),
    quietOn: Boolean(quiet),
    quietFrom: quiet?.from ?? '21:00',
    quietUntil: quiet?.until ?? '08:00',
    templates: Object.fromEntries(templates.map(({ kind, language, text }) => [templateKey(kind, language), text])),
    tellChanges, names, plain, shortenLinks, service, number,
  };
}

/** The clinic's own words, as the core has them. */
export function ownTemplates(form: TextsForm): TextTemplate[] {
  return Object.entries(form.templates).map(([key, text]) => {
    const [kind = '', language = ''] = key.split(' ');
    return { kind: kind as TextKind, language, text };
  });
}

/** What is sent. Only for a form without errors. */
export function textSettings(form: TextsForm): TextSettings {
  const { tellChanges, names, plain, shortenLinks } = form;
  return {
    plan: form.on ? form.plan.map((row) => ({ kind: row.kind, minutesBefore: minutesBefore(row) ?? 0 })) : [],
    quiet: form.quietOn ? { from: form.quietFrom, until: form.quietUntil } : null,
    templates: ownTemplates(form),
    service: form.service.trim(),
    number: form.number.trim(),
    tellChanges, names, plain, shortenLinks,
  };
}

/** What to change, in words, by part. What is wrong with a template the core says at the template. */
export function textsErrors(form: TextsForm): TextsErrors {
  const clock = /^\d{2}:\d{2}$/;
  const quiet = !form.quietOn
    ? ''
    : !clock.test(form.quietFrom) || !clock.test(form.quietUntil)
      ? 'Choose both times.'
      : form.quietFrom === form.quietUntil
        ? 'Quiet hours begin and end at different times.'
        : '';
  const service = form.service.trim();
  return {
    ...(form.on && form.plan.some((row) => rowError(row, form.plan)) && { plan: 'Look at the texts that are marked.' }),
    ...(form.on && form.plan.length === 0 && { plan: 'Add a text, or switch texts by the plan off.' }),
    ...(quiet && { quiet }),
    ...(service && !/^MG[0-9a-fA-F]{32}$/.test(service) && { service: 'A messaging service begins with MG and has 34 characters.' }),
  };
}

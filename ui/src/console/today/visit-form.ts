// The form of a visit: what it starts with, and what can be said about it before the core is asked.
import type { PatientFields, VisitDetail, VisitFields, VisitType } from '$lib/api/generated';
import { formParts } from '$lib/text/time';

export type VisitForm = PatientFields & VisitFields & { /** The patient's zone; empty for the clinic's. */ timeZone: string; /** The id of its type; empty for none. */ visitType: string };
export type VisitErrors = Partial<Record<keyof VisitForm, string>>;

/** How long a visit of no type is planned. */
const USUAL_MINUTES = 20;

/** A new visit on a day: on the next quarter hour where the day is today, else at nine. */
export function newVisit(date: string, today: string, now: number, zone: string): VisitForm {
  const quarter = 15 * 60_000;
  const soon = formParts((Math.floor(now / quarter) + 1) * quarter, zone);
  // Close to midnight the next quarter hour belongs to tomorrow: then so does the visit.
  const onToday = date === today;
  return {
    name: '',
    birthDate: '',
    recordNumber: '',
    language: 'en',
    phone: '',
    email: '',
    timeZone: '',
    date: onToday ? soon.date : date,
    time: onToday ? soon.time : '09:00',
    minutes: USUAL_MINUTES,
    visitType: '',
    reason: '',
    notes: '',
  };
}

/** A booked visit, as its form shows it. */
export function bookedVisit(detail: VisitDetail, zone: string): VisitForm {
  const { patient, row, notes } = detail;
  return {
    name: patient.name,
    birthDate: patient.birthDate ?? '',
    recordNumber: patient.recordNumber,
    language: patient.language,
    phone: patient.phone,
    email: patient.email,
    timeZone: patient.timeZone,
    ...formParts(row.startsAt, zone),
    minutes: row.minutes,
    visitType: row.visitType?.id ?? '',
    reason: row.reason,
    notes,
  };
}

/** How long a visit of a type usually takes. */
export const usualMinutes = (types: readonly VisitType[], id: string): number => types.find((type) => type.id === id)?.minutes ?? USUAL_MINUTES;

/** Another type is chosen: the length follows it, unless it is one that somebody chose by hand. */
export function chooseType(form: VisitForm, types: readonly VisitType[], id: string) {
  if (form.minutes === usualMinutes(types, form.visitType)) form.minutes = usualMinutes(types, id);
  form.visitType = id;
}

/** Whether its time may still be changed: as long as it may be called off. What has begun keeps its time. */
export function isMovable(detail: VisitDetail): boolean {
  return detail.actions.includes('edit') && detail.actions.includes('cancel');
}

/** What to change, by field; empty where the core can be asked. What is wrong with a number the core says while it is typed. */
export function visitErrors(form: VisitForm, today: string): VisitErrors {
  const errors: VisitErrors = {};
  if (!form.name.trim()) errors.name = 'Give the patient’s name.';
  if (form.birthDate && form.birthDate > today) errors.birthDate = 'This date is still to come.';
  if (form.email.trim() && !/^[^\s@]+@[^\s@]+$/.test(form.email.trim())) errors.email = 'That is no e-mail address.';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(form.date)) errors.date = 'Choose a day.';
  if (!/^\d{2}:\d{2}$/.test(form.time)) errors.time = 'Choose a time.';
  if (!Number.isInteger(form.minutes) || form.minutes < 5 || form.minutes > 240) errors.minutes = 'From 5 to 240 minutes.';
  return errors;
}

/** The form as the core takes it; `phone` is the number as the core keeps it. */
export function fields(form: VisitForm, phone: string): { patient: PatientFields; visit: VisitFields } {
  return {
    patient: {
      name: form.name.trim(),
      birthDate: form.birthDate,
      recordNumber: form.recordNumber.trim(),
      language: form.language,
      phone,
      email: form.email.trim(),
      timeZone: form.timeZone,
    },
    visit: { date: form.date, time: form.time, minutes: form.minutes, ...(form.visitType && { visitType: form.visitType }), reason: form.reason.trim(), notes: form.notes.trim() },
  };
}

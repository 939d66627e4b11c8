//! Booking: book, edit, move, cancel, not attended.

use jiff::{SignedDuration, Timestamp};

use super::Clinic;
use super::work::Work;
use crate::appointment::{Booking, CheckedAppointment, instant};
use crate::audit::Actor;
use crate::change::Change;
use crate::error::{Error, Invalid};
use crate::id::{PatientId, VisitId};
use crate::person::Patient;
use crate::store::visit::VisitRow;
use crate::store::{appointment, patient, visit};
use crate::text_template::TextKind;
use crate::visit::{VisitEvent, VisitState};

impl Clinic {
    /// Books a visit. A record number that is known names the patient who is known by it.
    ///
    /// # Errors
    /// [`Error::Invalid`] says which field cannot be taken.
    pub fn book(
        &mut self,
        booking: &Booking,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(VisitId, Vec<Change>), Error> {
        self.write(now, |work| work.book(booking, actor))
    }

    /// Books many visits, all or none.
    ///
    /// # Errors
    /// [`Error::Invalid`] of the first that cannot be taken.
    pub fn book_all(
        &mut self,
        bookings: &[Booking],
        actor: Actor,
        now: Timestamp,
    ) -> Result<(Vec<VisitId>, Vec<Change>), Error> {
        self.write(now, |work| bookings.iter().map(|booking| work.book(booking, actor)).collect())
    }

    /// Changes a booked visit and its patient. Moves the visit where date, time or length are others than before.
    ///
    /// # Errors
    /// [`Error::Invalid`] says which field cannot be taken; [`Error::Refused`] where the visit cannot be moved (any
    /// more) or was cancelled.
    pub fn edit(
        &mut self,
        id: VisitId,
        booking: &Booking,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            if visit.state == VisitState::Cancelled {
                return Err(visit
                    .state
                    .after(VisitEvent::VisitMoved, None)
                    .err()
                    .map_or(Error::NotFound("visit"), Error::from));
            }
            let known = patient::get(work.db, visit.patient_no)?;
            let edited = kept_zone(booking.patient.check(known.id)?, booking, &known);
            let of_number = patient::by_record_number(work.db, edited.record_number.reveal())?;
            if of_number.is_some_and(|(no, _)| no != visit.patient_no) {
                return Err(another_patient().into());
            }
            let fields = booking.appointment.check(work.zone())?;
            let patient_changed = edited != known;
            if patient_changed {
                patient::update(work.db, visit.patient_no, &edited)?;
            }
            let visit_type_no = work.visit_type_no(booking.appointment.visit_type, visit.visit_type_no)?;
            let booking_changed = fields.reason != visit.reason
                || fields.notes != visit.notes
                || visit_type_no != visit.visit_type_no;
            let (starts_at, minutes) = (fields.starts_at, fields.minutes);
            visit.visit_type_no = visit_type_no;
            visit.reason = fields.reason;
            visit.notes = fields.notes;
            visit::update(work.db, &visit)?;
            if patient_changed || booking_changed {
                work.audit(actor, "visitEdited", Some(id), "")?;
                work.changed(&visit);
            }
            work.move_to(&mut visit, starts_at, minutes, actor)
        })
        .map(|((), changes)| changes)
    }

    /// Moves a visit to another local date and time.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a date or time that is none; [`Error::Refused`] where the visit cannot be moved.
    pub fn reschedule(
        &mut self,
        id: VisitId,
        date: &str,
        time: &str,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            let starts_at = instant(date, time, work.zone())?;
            let minutes = visit.minutes;
            work.move_to(&mut visit, starts_at, minutes, actor)
        })
        .map(|((), changes)| changes)
    }

    /// Calls a visit off: its invitations close and their pages say so.
    ///
    /// # Errors
    /// [`Error::Refused`] where the visit is going on or over.
    pub fn cancel(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            work.happen(&mut visit, VisitEvent::VisitCancelled, actor, "")?;
            work.tell_by_text(&visit, TextKind::Cancellation)?;
            work.close_invitations(&visit)
        })
        .map(|((), changes)| changes)
    }

    /// Closes a visit as not attended, from its start on. Its invitation stays, since it can be taken back.
    ///
    /// # Errors
    /// [`Error::NotStarted`] before its start; [`Error::Refused`] where the table has it otherwise.
    pub fn mark_no_show(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            visit.state.after(VisitEvent::NoShowMarked, visit.before)?;
            if work.now < visit.starts_at {
                return Err(Error::NotStarted);
            }
            work.happen(&mut visit, VisitEvent::NoShowMarked, actor, "")
        })
        .map(|((), changes)| changes)
    }

    /// Takes that back, on the clinic's day on which it was done. The visit is again where it stood before.
    ///
    /// # Errors
    /// [`Error::DayOver`] later; [`Error::Refused`] where the visit was not closed as not attended.
    pub fn undo_no_show(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| work.undo(id, VisitEvent::NoShowUndone, actor).map(drop))
            .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    fn book(&mut self, booking: &Booking, actor: Actor) -> Result<VisitId, Error> {
        let fields = booking.appointment.check(self.zone())?;
        let patient = booking.patient.check(PatientId::random())?;
        let patient_no = self.patient_no(&patient, booking)?;
        let visit_type_no = self.visit_type_no(booking.appointment.visit_type, None)?;
        let CheckedAppointment { starts_at, minutes, reason, notes } = &fields;
        let visit_id = VisitId::random();
        let no = appointment::insert(
            self.db,
            &appointment::NewAppointment {
                visit_id,
                practitioner_no: self.practitioner_no(),
                patient_no,
                starts_at: *starts_at,
                minutes: *minutes,
                visit_type_no,
                reason,
                notes,
            },
        )?;
        visit::insert(self.db, no, self.now)?;
        self.audit(actor, "visitBooked", Some(visit_id), "")?;
        let visit = self.visit(visit_id)?;
        self.changed(&visit);
        Ok(visit_id)
    }

    /// The patient known by the record number, brought up to date, or a new one.
    fn patient_no(&self, fields: &Patient, booking: &Booking) -> Result<i64, Error> {
        let Some((no, known)) = patient::by_record_number(self.db, fields.record_number.reveal())? else {
            return Ok(patient::insert(self.db, fields)?);
        };
        // A mistyped record number must not write one person's data over another's.
        if known.name.reveal().to_lowercase() != fields.name.reveal().to_lowercase() {
            return Err(another_patient().into());
        }
        let fields = Patient { id: known.id, ..fields.clone() };
        patient::update(self.db, no, &kept_zone(fields, booking, &known))?;
        Ok(no)
    }

    fn move_to(
        &mut self,
        visit: &mut VisitRow,
        starts_at: Timestamp,
        minutes: u32,
        actor: Actor,
    ) -> Result<(), Error> {
        if (visit.starts_at, visit.minutes) == (starts_at, minutes) {
            return Ok(());
        }
        // The day it leaves has changed as well as the day it comes to.
        visit.state.after(VisitEvent::VisitMoved, visit.before)?;
        self.changed(visit);
        let from = visit.starts_at;
        (visit.starts_at, visit.minutes) = (starts_at, minutes);
        if visit.state == VisitState::AskedBack {
            // Another start is another time to come back.
            (visit.come_back_at, visit.come_back_answer) = (Some(starts_at), None);
        }
        self.happen(visit, VisitEvent::VisitMoved, actor, &format!("{from} {starts_at}"))?;
        if from != starts_at {
            self.tell_by_text(visit, TextKind::Change)?;
        }
        self.fit_invitations(visit)
    }

    /// Takes something back on the clinic's day on which it was done; the visit as it stands then.
    pub(super) fn undo(&mut self, id: VisitId, event: VisitEvent, actor: Actor) -> Result<VisitRow, Error> {
        let mut visit = self.visit(id)?;
        visit.state.after(event, visit.before)?;
        if !same_day(visit.since, self.now, self.zone()) {
            return Err(Error::DayOver(event));
        }
        self.happen(&mut visit, event, actor, "")?;
        Ok(visit)
    }
}

pub(super) fn same_day(a: Timestamp, b: Timestamp, zone: &jiff::tz::TimeZone) -> bool {
    a.to_zoned_datetime(zone.clone()).date() == b.to_zoned_datetime(zone.clone()).date()
}

/// When a visit is planned to end.
pub(super) fn planned_end(visit: &VisitRow) -> Timestamp {
    crate::waiting_room::add(visit.starts_at, SignedDuration::from_mins(i64::from(visit.minutes)))
}

/// A zone that the booking does not speak of stays as it is known.
fn kept_zone(fields: Patient, booking: &Booking, known: &Patient) -> Patient {
    match booking.patient.time_zone {
        Some(_) => fields,
        None => Patient { time_zone: known.time_zone.clone(), ..fields },
    }
}

fn another_patient() -> Invalid {
    Invalid::new("recordNumber", "This record number belongs to another patient.")
}

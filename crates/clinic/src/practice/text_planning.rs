//! Which texts a visit is to have by the clinic's plan, and whom a move or a cancellation is told.
//!
//! What is wanted is compared with what there is after every write that touches a visit, rather than remembered at each: nobody can be
//! forgotten. A text that was only planned is derived from the plan, and goes with it; one that Twilio was asked for is called off.

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::directory::phone_rules;
use super::schedule::planned_end;
use super::work::Work;
use crate::audit::Actor;
use crate::error::Error;
use crate::id::TextId;
use crate::person::Patient;
use crate::phone_number;
use crate::store::text_message::TextRow;
use crate::store::visit::VisitRow;
use crate::store::{effect, patient, setting, text_event, text_message, third_party, visit};
use crate::text::{TextEvent, TextState};
use crate::text_plan::{self, PlannedText, TextSettings};
use crate::text_template::TextKind;
use crate::visit::VisitState;
use crate::waiting_room::add;

/// A visit that moves so soon after a text about it was planned was mistyped: nobody is told of that.
const SECOND_THOUGHTS: SignedDuration = SignedDuration::from_mins(10);

/// A text that was asked for by hand late in its visit, or after it, is of use for so long at least.
const OF_USE: SignedDuration = SignedDuration::from_mins(60);

/// How the clinic texts.
pub(super) fn text_settings(db: &Connection) -> Result<TextSettings, Error> {
    let text = setting::get(db, setting::TEXTS)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// The zone that a patient reads in.
pub(super) fn zone_of(patient: &Patient, clinic: &TimeZone) -> TimeZone {
    crate::profile::zone(&patient.time_zone).unwrap_or_else(|_| clinic.clone())
}

/// From when on a text is not sent any more: nobody is told of a visit that is over.
pub(super) fn useful_until(row: &TextRow, visit: &VisitRow) -> Timestamp {
    match row.kind {
        TextKind::Reminder | TextKind::Change | TextKind::Cancellation => visit.starts_at,
        TextKind::Link => planned_end(visit),
        TextKind::Invitation | TextKind::ThirdParty => planned_end(visit).max(add(row.added_at, OF_USE)),
    }
}

impl Work<'_> {
    /// Has a visit the texts that it is to have by the clinic's plan.
    pub(super) fn plan_texts(&mut self, visit: &VisitRow, settings: &TextSettings) -> Result<(), Error> {
        let rows: Vec<TextRow> = text_message::of_visit(self.db, visit.no)?
            .into_iter()
            .filter(|row| row.minutes_before.is_some())
            .collect();
        let open = matches!(visit.state, VisitState::Scheduled | VisitState::Invited | VisitState::Left)
            && visit.starts_at > self.now;
        let plan: &[PlannedText] = if open { &settings.plan } else { &[] };
        let patient = patient::get(self.db, visit.patient_no)?;
        let number = phone_number::parse(patient.phone.reveal(), None)
            .map(|checked| checked.e164.into_revealed())
            .unwrap_or_default();
        let zone = zone_of(&patient, self.zone());
        // Nobody is reminded whom no text can reach; a number that comes later brings its texts.
        let plan = if number.is_empty() { &[] } else { plan };
        let mut kept: Vec<(TextKind, u32)> = Vec::new();
        for mut row in rows {
            let of_plan = |planned: &&PlannedText| {
                planned.kind == row.kind && Some(planned.minutes_before) == row.minutes_before
            };
            let Some(planned) = plan.iter().find(of_plan).copied() else {
                self.withdraw_text(&mut row)?;
                continue;
            };
            let key = (planned.kind, planned.minutes_before);
            let same = row.starts_at == visit.starts_at && (row.number == number || !row.state.is_to_come());
            let there = same && (row.number == number || row.state.may_have_reached());
            if row.withdrawn {
                continue;
            }
            if !row.state.is_to_come() {
                if there {
                    kept.push(key);
                } else {
                    self.withdraw_text(&mut row)?;
                }
                continue;
            }
            match self.planned_time(planned, visit, settings, &zone, same) {
                Some(at) => {
                    kept.push(key);
                    // A time that is past already is not pushed on by every look.
                    let later = at > self.now && at != row.planned_for && row.state == TextState::Planned;
                    if !same || later {
                        (row.starts_at, row.number, row.planned_for) = (visit.starts_at, number.clone(), at);
                        row.language.clone_from(&patient.language);
                        self.text_happens(&mut row, TextEvent::TextReplanned, Actor::Console)?;
                        self.ask_for_text(&row)?;
                    }
                }
                // It is due, and decides for itself whether it is of use still.
                None if same => kept.push(key),
                None => self.withdraw_text(&mut row)?,
            }
        }
        for planned in plan {
            if kept.contains(&(planned.kind, planned.minutes_before)) {
                continue;
            }
            if let Some(at) = self.planned_time(*planned, visit, settings, &zone, false) {
                let row = TextRow {
                    minutes_before: Some(planned.minutes_before),
                    planned_for: at,
                    ..self.new_text(planned.kind, visit, &number, &patient.language)
                };
                self.add_text(row, visit, Actor::Console)?;
            }
        }
        Ok(())
    }

    /// When a text of the plan is sent; none where its time is past. A link is never too late before the visit begins.
    fn planned_time(
        &self,
        planned: PlannedText,
        visit: &VisitRow,
        settings: &TextSettings,
        zone: &TimeZone,
        known: bool,
    ) -> Option<Timestamp> {
        let before = SignedDuration::from_mins(i64::from(planned.minutes_before));
        let wanted = visit.starts_at.checked_sub(before).ok()?;
        if wanted < self.now && (known || planned.kind == TextKind::Reminder) {
            return None;
        }
        text_plan::send_time(wanted, visit.starts_at, settings.quiet, zone, self.now)
    }

    /// Tells whoever was texted about a visit, or is about to be, that it moved or was cancelled.
    pub(super) fn tell_by_text(&mut self, visit: &VisitRow, kind: TextKind) -> Result<(), Error> {
        let settings = text_settings(self.db)?;
        if !settings.tell_changes || visit.starts_at <= self.now {
            return Ok(());
        }
        let patient = patient::get(self.db, visit.patient_no)?;
        let rows = text_message::of_visit(self.db, visit.no)?;
        let mut told: Vec<String> = Vec::new();
        for row in &rows {
            let about_to =
                matches!(row.state, TextState::Planned | TextState::Intended | TextState::Scheduled)
                    && !row.cancelling
                    && self.now.duration_since(row.added_at) >= SECOND_THOUGHTS;
            let gone = row.to_third_party && !self.third_party_is_in(row)?;
            if !(row.state.may_have_reached() || about_to) || told.contains(&row.number) || gone {
                continue;
            }
            told.push(row.number.clone());
            // One that is still to be sent tells the newest by itself.
            let pending = |other: &&TextRow| {
                other.number == row.number
                    && matches!(other.kind, TextKind::Change | TextKind::Cancellation)
                    && other.state.is_to_come()
            };
            if let Some(other) = rows.iter().find(pending) {
                if other.kind == kind {
                    continue;
                }
                self.withdraw_text(&mut other.clone())?;
            }
            let zone = if row.to_third_party { self.zone().clone() } else { zone_of(&patient, self.zone()) };
            let at = text_plan::send_time(self.now, visit.starts_at, settings.quiet, &zone, self.now);
            let new = TextRow {
                invitation_no: row.invitation_no.filter(|_| row.to_third_party),
                to_third_party: row.to_third_party,
                // Where no time is left outside the quiet hours, that is decided, and shown, when it is due: now.
                planned_for: at.unwrap_or(self.now),
                ..self.new_text(kind, visit, &row.number, &row.language)
            };
            self.add_text(new, visit, Actor::Console)?;
        }
        Ok(())
    }

    /// Whether a third party who was texted is expected still.
    fn third_party_is_in(&self, row: &TextRow) -> Result<bool, Error> {
        let third =
            row.invitation_no.map(|no| third_party::of_invitation(self.db, no)).transpose()?.flatten();
        Ok(third.is_some_and(|third| !third.state.is_final()))
    }

    /// Calls off a text that is not wanted any more. One that was only planned leaves no trace but in the audit.
    pub(super) fn withdraw_text(&mut self, row: &mut TextRow) -> Result<(), Error> {
        if row.state == TextState::Planned && text_event::of(self.db, row.no)?.is_empty() {
            effect::withdraw_from_text(self.db, effect::SEND, row.no)?;
            text_message::remove(self.db, row.no)?;
            let visit = visit::by_no(self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
            self.audit(Actor::Console, "textUnplanned", Some(visit.id), &detail(row))?;
            self.text_changed(&visit, row.id);
            return Ok(());
        }
        if row.state.is_over() || row.cancelling {
            return Ok(());
        }
        if row.state.allows(TextEvent::TextCancelAsked) || row.state.is_to_come() {
            row.withdrawn = true;
            self.call_off_text(row, Actor::Console)?;
        }
        Ok(())
    }

    /// Calls a text off, here or at Twilio.
    pub(super) fn call_off_text(&mut self, row: &mut TextRow, actor: Actor) -> Result<(), Error> {
        if row.state.is_to_come() {
            effect::withdraw_from_text(self.db, effect::SEND, row.no)?;
            return self.text_happens(row, TextEvent::TextCancelled, actor);
        }
        row.state.after(TextEvent::TextCancelAsked)?;
        row.cancelling = true;
        self.text_happens(row, TextEvent::TextCancelAsked, actor)?;
        if row.state == TextState::Scheduled {
            effect::ask_of_text(self.db, effect::CANCEL_TEXT, row.visit_no, row.no, self.now, self.now)?;
        }
        Ok(())
    }

    pub(super) fn new_text(&self, kind: TextKind, visit: &VisitRow, number: &str, language: &str) -> TextRow {
        TextRow {
            no: 0,
            id: TextId::random(),
            visit_no: visit.no,
            invitation_no: None,
            invitation: None,
            to_third_party: false,
            kind,
            minutes_before: None,
            starts_at: visit.starts_at,
            number: number.to_owned(),
            language: language.to_owned(),
            anyway: false,
            added_at: self.now,
            planned_for: self.now,
            state: TextState::Planned,
            since: self.now,
            body_hash: None,
            asked_at: None,
            lost_at: None,
            message_sid: None,
            send_at: None,
            late: false,
            noticed: true,
            cancelling: false,
            withdrawn: false,
            hold: None,
            failure: None,
            failure_code: None,
            segments: None,
        }
    }

    /// Stores a text that is to be sent, and that it is to be.
    pub(super) fn add_text(
        &mut self,
        mut row: TextRow,
        visit: &VisitRow,
        actor: Actor,
    ) -> Result<TextId, Error> {
        if row.planned_for <= self.now {
            row.state = TextState::Intended;
        }
        row.no = text_message::insert(self.db, &row)?;
        self.ask_for_text(&row)?;
        let event = if row.state == TextState::Planned { "textPlanned" } else { "textIntended" };
        let row = text_message::get(self.db, row.id)?.ok_or(Error::NotFound("text"))?;
        self.audit(actor, event, Some(visit.id), &detail(&row))?;
        self.text_changed(visit, row.id);
        Ok(row.id)
    }

    /// Asks for a text when there is something to do for it: at its time, or as soon as Twilio's scheduler may take it.
    pub(super) fn ask_for_text(&mut self, row: &TextRow) -> Result<(), Error> {
        let due = if row.kind.has_link() {
            row.planned_for
        } else {
            row.planned_for.checked_sub(text_plan::SCHEDULER.1).unwrap_or(self.now).max(self.now)
        };
        Ok(effect::ask_of_text(self.db, effect::SEND, row.visit_no, row.no, self.now, due)?)
    }

    /// Whether the clinic texts a number.
    pub(super) fn check_text_number(&self, text: &str) -> Result<String, Error> {
        if text.trim().is_empty() {
            return Err(Error::NoNumberToText);
        }
        match phone_number::check(text, &phone_rules(self.db)?) {
            Ok(checked) => Ok(checked.e164.into_revealed()),
            Err(Error::NumberRefused(refused)) => Err(Error::NumberNotTexted(refused)),
            Err(error) => Err(error),
        }
    }
}

/// A text in the audit: whose link it brings where it goes to a third party, which text, what for; never a number.
pub(super) fn detail(row: &TextRow) -> String {
    match row.invitation.filter(|_| row.to_third_party) {
        Some(invitation) => format!("{invitation} {} {}", row.id, row.kind.word()),
        None => format!("{} {}", row.id, row.kind.word()),
    }
}

//! Third parties by phone, as the provider has them: call one, mute, bring in, hang up, call the next.

use jiff::Timestamp;

use super::directory::{lines_for, phone_rules};
use super::work::Work;
use super::{Clinic, dial_reads};
use crate::audit::Actor;
use crate::change::Change;
use crate::dial::{DialEvent, DialState};
use crate::directory::{Line, Offer};
use crate::error::{Error, Invalid};
use crate::id::{PhonePartyId, VisitId};
use crate::person;
use crate::phone_number;
use crate::phone_party::{DialFields, SteerPlan, Way};
use crate::recipe::{Recipe, Step};
use crate::store::phone_party::PhonePartyRow;
use crate::store::visit::VisitRow;
use crate::store::{dial_event, effect, line, patient, phone_party};
use crate::third_party::ThirdPartyRole;
use crate::visit::VisitState;

/// The phone lines that a visit has at once, at most: rules about who hears them are limited to 20 (Twilio, 53215).
const MOST_LINES: usize = 10;

impl Clinic {
    /// Calls a third party into a visit that goes on and whose room is open. Answers before anything is dialled.
    ///
    /// # Errors
    /// [`Error::RoomNotOpen`]; [`Error::NumberRefused`] or [`Error::Invalid`] for whom is not called;
    /// [`Error::NoAccessCode`]; [`Error::TooManyLines`].
    pub fn add_by_phone(
        &mut self,
        visit: VisitId,
        fields: DialFields,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(PhonePartyId, Vec<Change>), Error> {
        self.write(now, |work| {
            let visit = work.visit(visit)?;
            let new = work.planned(&visit, fields)?;
            work.add_party(&visit, new, actor)
        })
    }

    /// Calls the next line in order instead of one that does not help. A call that still goes on is hung up.
    ///
    /// # Errors
    /// [`Error::NoNextLine`]; as [`add_by_phone`](Clinic::add_by_phone).
    pub fn dial_next(
        &mut self,
        visit: VisitId,
        id: PhonePartyId,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(PhonePartyId, Vec<Change>), Error> {
        self.write(now, |work| {
            let mut row = work.party(visit, id)?;
            let next = work.dial_next(&row, actor)?.ok_or(Error::NoNextLine)?;
            if !row.state.is_over() && !row.hanging_up {
                work.hang_up(&mut row, actor)?;
            }
            Ok(next)
        })
    }

    /// Ends a call. One that Twilio was not asked for is called off here and now.
    ///
    /// # Errors
    /// [`Error::DialRefused`] where it is over.
    pub fn hang_up(
        &mut self,
        visit: VisitId,
        id: PhonePartyId,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.party(visit, id)?;
            if row.hanging_up && !row.state.is_over() {
                return Ok(());
            }
            work.hang_up(&mut row, actor)
        })
        .map(|((), changes)| changes)
    }

    /// Keeps everybody in the visit from hearing a line, or lets them hear it again.
    ///
    /// # Errors
    /// [`Error::DialRefused`] where the call is over.
    pub fn mute_leg(
        &mut self,
        visit: VisitId,
        id: PhonePartyId,
        muted: bool,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.party(visit, id)?;
            if row.muted == muted && !row.state.is_over() {
                return Ok(());
            }
            row.muted = muted;
            let event = if muted { DialEvent::LegMuted } else { DialEvent::LegUnmuted };
            work.dial_happens(&mut row, event, actor)?;
            Ok(effect::ask_leg_rules(work.db, row.visit()?, work.now)?)
        })
        .map(|((), changes)| changes)
    }

    /// Lets the others hear a line that the provider listened to alone.
    ///
    /// # Errors
    /// [`Error::DialRefused`] where there is nothing to bring in.
    pub fn bring_in(
        &mut self,
        visit: VisitId,
        id: PhonePartyId,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.party(visit, id)?;
            row.quiet = false;
            work.dial_happens(&mut row, DialEvent::LegBroughtIn, actor)?;
            Ok(effect::ask_leg_rules(work.db, row.visit()?, work.now)?)
        })
        .map(|((), changes)| changes)
    }

    /// What is needed to have a call do something else: press keys, join, stop working through its phone tree.
    ///
    /// # Errors
    /// [`Error::DialRefused`] where `event` is not possible.
    pub fn steer_plan(&self, visit: VisitId, id: PhonePartyId, event: DialEvent) -> Result<SteerPlan, Error> {
        let row = phone_party::get(&self.db, id)?.ok_or(Error::NotFound("third party"))?;
        let state = match event {
            // Keys take over from a phone tree first.
            DialEvent::KeysPressed if row.state.allows(DialEvent::TakenOver) => DialState::Answered,
            _ => row.state,
        };
        state.after(event)?;
        let of_visit = crate::store::visit::get(&self.db, visit)?.is_some_and(|v| Some(v.no) == row.visit_no);
        let call_sid = row.call_sid.filter(|_| of_visit).ok_or(Error::NotFound("third party"))?;
        Ok(SteerPlan { id, visit_id: visit, call_sid, in_room: row.state.is_in_room() })
    }

    /// A call is about to come into the room for the provider alone: whoever hears nothing of it must be kept from it first.
    ///
    /// # Errors
    /// [`Error::DialRefused`] where it cannot join.
    pub fn listen_in(
        &mut self,
        visit: VisitId,
        id: PhonePartyId,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.party(visit, id)?;
            row.state.after(DialEvent::JoinAsked)?;
            row.quiet = true;
            phone_party::update(work.db, &row)?;
            Ok(effect::ask_leg_rules(work.db, row.visit()?, work.now)?)
        })
        .map(|((), changes)| changes)
    }

    /// A call was told to do something else: [`DialEvent::KeysPressed`], [`DialEvent::JoinAsked`] or [`DialEvent::TakenOver`].
    /// `quiet` is whether a join is for the provider alone.
    ///
    /// # Errors
    /// [`Error::DialRefused`] where the call is over meanwhile.
    pub fn steered(
        &mut self,
        visit: VisitId,
        id: PhonePartyId,
        event: DialEvent,
        quiet: bool,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.party(visit, id)?;
            row.by_hand = true;
            row.step = None;
            if event == DialEvent::KeysPressed
                && matches!(row.state, DialState::OnStep | DialState::WaitingForPerson)
            {
                work.dial_happens(&mut row, DialEvent::TakenOver, Actor::Provider)?;
            }
            if event == DialEvent::JoinAsked {
                row.quiet = quiet;
                effect::ask_leg_rules(work.db, row.visit()?, work.now)?;
            }
            work.dial_happens(&mut row, event, Actor::Provider)
        })
        .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    /// A third party of a visit.
    pub(super) fn party(&self, visit: VisitId, id: PhonePartyId) -> Result<PhonePartyRow, Error> {
        let visit = self.visit(visit)?;
        phone_party::get(self.db, id)?
            .filter(|row| row.visit_no == Some(visit.no))
            .ok_or(Error::NotFound("third party"))
    }

    /// Lets something happen to a call, by the table, and writes it down.
    pub(super) fn dial_happens(
        &mut self,
        row: &mut PhonePartyRow,
        event: DialEvent,
        actor: Actor,
    ) -> Result<(), Error> {
        let now = self.now;
        self.dial_happened(row, event, actor, now)
    }

    /// As [`dial_happens`](Work::dial_happens), for what is known to have happened a little earlier.
    pub(super) fn dial_happened(
        &mut self,
        row: &mut PhonePartyRow,
        event: DialEvent,
        actor: Actor,
        at: Timestamp,
    ) -> Result<(), Error> {
        let next = row.state.after(event)?;
        if next != row.state || event == DialEvent::StepBegun {
            row.since = at;
        }
        row.state = next;
        phone_party::update(self.db, row)?;
        let step = row.step.filter(|_| event == DialEvent::StepBegun);
        dial_event::append(self.db, row.no, event, next, step, at)?;
        let mut detail = format!("{} {}", row.id, row.role.word());
        if let Some(step) = step {
            detail.push_str(&format!(" step {step}"));
        }
        if let Some(code) = row.failure_code.filter(|_| next == DialState::Failed) {
            detail.push_str(&format!(" error {code}"));
        }
        let Some(no) = row.visit_no else {
            self.change(Change::DryRunChanged);
            return self.audit(actor, event.word(), None, &detail);
        };
        let visit = crate::store::visit::by_no(self.db, no)?.ok_or(Error::NotFound("visit"))?;
        self.audit(actor, event.word(), Some(visit.id), &detail)?;
        self.party_changed(&visit, row.id);
        if event == DialEvent::LegJoined {
            self.change(Change::PhonePartyJoined { visit_id: visit.id, party: row.id });
        }
        self.vendor_line(row, actor)
    }

    pub(super) fn party_changed(&mut self, visit: &VisitRow, party: PhonePartyId) {
        self.change(Change::PhonePartyChanged { visit_id: visit.id, party });
        self.changed(visit);
    }

    /// Whom the fields mean, checked.
    pub(super) fn planned(&mut self, visit: &VisitRow, fields: DialFields) -> Result<PhonePartyRow, Error> {
        let language = if fields.language.is_empty() {
            patient::get(self.db, visit.patient_no)?.language
        } else {
            person::language("language", &fields.language)?
        };
        if let Some(id) = fields.line {
            let line = line::get(self.db, id)?.ok_or(Error::NotFound("line"))?;
            return self.planned_line(
                visit,
                &line.line,
                line.no,
                fields.role,
                language,
                fields.way,
                fields.detect_machine,
            );
        }
        let name = person::short("name", "The name", 200, fields.name.reveal())?;
        let number =
            phone_number::check(fields.number.reveal(), &phone_rules(self.db)?)?.e164.into_revealed();
        let row = self.new_party(fields.role, language, fields.way, fields.detect_machine);
        Ok(PhonePartyRow { visit_no: Some(visit.no), name, number, ..row })
    }

    #[allow(clippy::too_many_arguments, reason = "they are the call, one by one")]
    fn planned_line(
        &mut self,
        visit: &VisitRow,
        line: &Line,
        line_no: i64,
        role: ThirdPartyRole,
        language: String,
        way: Way,
        detect_machine: bool,
    ) -> Result<PhonePartyRow, Error> {
        let number = phone_number::check(line.number.reveal(), &phone_rules(self.db)?)?.e164.into_revealed();
        let steps: Vec<Step> = match way {
            Way::Recipe => line.steps_for(&language).unwrap_or_default().to_vec(),
            Way::Guided | Way::ListenIn => Vec::new(),
        };
        let recipe = Recipe { language: None, steps };
        if recipe.needs_code() && line.code_keys.is_none() {
            return Err(Error::NoAccessCode);
        }
        if detect_machine && !recipe.steps.is_empty() {
            return Err(Invalid::new(
                "detectMachine",
                "A phone tree is a machine. Listen for a person only where the line has none.",
            )
            .into());
        }
        let quiet = way == Way::ListenIn
            || recipe.steps.iter().any(|step| matches!(step, Step::HandOver { quiet: true, .. }));
        let row = self.new_party(role, language, way, detect_machine);
        Ok(PhonePartyRow {
            visit_no: Some(visit.no),
            name: line.name.clone(),
            number,
            line_no: Some(line_no),
            steps: recipe.steps,
            code_keys: line.code_keys.unwrap_or(0),
            quiet,
            ..row
        })
    }

    /// A call that is to be placed, of no visit and to nobody yet.
    pub(super) fn new_party(
        &self,
        role: ThirdPartyRole,
        language: String,
        way: Way,
        detect_machine: bool,
    ) -> PhonePartyRow {
        PhonePartyRow {
            no: 0,
            id: PhonePartyId::random(),
            visit_no: None,
            name: String::new(),
            role,
            language,
            number: String::new(),
            line_no: None,
            way,
            steps: Vec::new(),
            code_keys: 0,
            detect_machine,
            quiet: way == Way::ListenIn,
            muted: false,
            added_at: self.now,
            state: DialState::Intended,
            since: self.now,
            asked_at: None,
            lost_at: None,
            call_sid: None,
            answered_at: None,
            answered_by: None,
            step: None,
            by_hand: way != Way::Recipe,
            hanging_up: false,
            failure: None,
            failure_code: None,
            instead_of_no: None,
        }
    }

    pub(super) fn add_party(
        &mut self,
        visit: &VisitRow,
        new: PhonePartyRow,
        actor: Actor,
    ) -> Result<PhonePartyId, Error> {
        // `<Room>` falls through where there is no room, and never makes one.
        if visit.state != VisitState::InVisit || visit.room_sid.is_none() {
            return Err(Error::RoomNotOpen);
        }
        let going_on = phone_party::of_visit(self.db, visit.no)?;
        if going_on.iter().filter(|row| !row.state.is_over()).count() >= MOST_LINES {
            return Err(Error::TooManyLines(MOST_LINES));
        }
        let no = phone_party::insert(self.db, &new)?;
        effect::ask_of_call(self.db, effect::DIAL, new.visit_no, no, self.now)?;
        let detail = format!("{} {}", new.id, new.role.word());
        self.audit(actor, "thirdPartyAdded", Some(visit.id), &detail)?;
        self.party_changed(visit, new.id);
        Ok(new.id)
    }

    /// Calls the next line in order; none where there is no other.
    pub(super) fn dial_next(
        &mut self,
        row: &PhonePartyRow,
        actor: Actor,
    ) -> Result<Option<PhonePartyId>, Error> {
        if phone_party::following(self.db, row.no)?.is_some() {
            return Ok(None);
        }
        let Some((line, line_no)) = dial_reads::next_line(self.db, row, self.now)? else { return Ok(None) };
        let visit = crate::store::visit::by_no(self.db, row.visit()?)?.ok_or(Error::NotFound("visit"))?;
        let new =
            self.planned_line(&visit, &line, line_no, row.role, row.language.clone(), row.way, false)?;
        let new = PhonePartyRow { instead_of_no: Some(row.no), ..new };
        self.add_party(&visit, new, actor).map(Some)
    }

    pub(super) fn hang_up(&mut self, row: &mut PhonePartyRow, actor: Actor) -> Result<(), Error> {
        if row.state == DialState::Intended {
            effect::withdraw_from_call(self.db, effect::DIAL, row.no)?;
            return self.dial_happens(row, DialEvent::DialCancelled, actor);
        }
        row.hanging_up = true;
        self.dial_happens(row, DialEvent::HangUpAsked, actor)?;
        Ok(effect::ask_of_call(self.db, effect::HANG_UP, row.visit_no, row.no, self.now)?)
    }

    /// Ends every call of a visit that ends: no paid leg outlives it.
    pub(super) fn hang_up_all(&mut self, visit: &VisitRow) -> Result<(), Error> {
        for mut row in phone_party::of_visit(self.db, visit.no)? {
            if !row.state.is_over() && !row.hanging_up {
                self.hang_up(&mut row, Actor::Console)?;
            }
        }
        Ok(())
    }

    /// The room that the visit's lines were in is no more, or is another one.
    pub(super) fn legs_left(&mut self, visit: &VisitRow) -> Result<(), Error> {
        for mut row in phone_party::of_visit(self.db, visit.no)? {
            if row.state.is_in_room() {
                // The recipe led it in; it does not begin again outside.
                row.by_hand = true;
                self.dial_happens(&mut row, DialEvent::LegLeft, Actor::Console)?;
            }
        }
        Ok(())
    }
}

/// What of the directory a role looks for.
pub(super) fn offer_of(role: ThirdPartyRole) -> Offer {
    match role {
        ThirdPartyRole::Interpreter => Offer::Interpreter,
        ThirdPartyRole::Specialist => Offer::Specialist,
        ThirdPartyRole::Family | ThirdPartyRole::Other => Offer::Other,
    }
}

/// The lines that could be called instead, the best first.
pub(super) fn candidates(
    db: &rusqlite::Connection,
    row: &PhonePartyRow,
    now: Timestamp,
) -> Result<Vec<Line>, Error> {
    let language = (row.role == ThirdPartyRole::Interpreter).then_some(row.language.as_str());
    let lines = lines_for(db, offer_of(row.role), language, now)?;
    Ok(lines.into_iter().filter(|(_, opening)| opening.is_open()).map(|(line, _)| line).collect())
}

//! What comes of a call to a third party: what is to be asked of Twilio, and what was seen.
//!
//! Every observation may come late, twice or never. One that the table refuses alters nothing and is no error.

use jiff::{SignedDuration, Timestamp};

use super::directory::phone_rules;
use super::work::Work;
use super::{Clinic, dial_reads};
use crate::audit::Actor;
use crate::change::Change;
use crate::dial::{DialEvent, DialState};
use crate::error::{Error, Invalid};
use crate::id::{PhonePartyId, VisitId};
use crate::phone_number::NextLine;
use crate::phone_party::{Answerer, CallSeen, DialFailure, DialPlan, DialTask, FindPlan};
use crate::recipe::Step;
use crate::store::phone_party::PhonePartyRow;
use crate::store::{effect, line, participant, phone_party, visit};
use crate::visit::VisitState;

/// A call that could not be asked for within this is not asked for any more: nobody waits for it.
const LONGEST_ASKING: SignedDuration = SignedDuration::from_secs(45);

impl Clinic {
    /// What is to be asked of Twilio for a third party. That it is asked is stored before this answers, so that a console that
    /// is killed in between looks the call up instead of placing a second one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a third party who is not there.
    pub fn begin_dial(&mut self, id: PhonePartyId, now: Timestamp) -> Result<(DialTask, Vec<Change>), Error> {
        self.write(now, |work| {
            let mut row = work.any_party(id)?;
            match row.state {
                DialState::Intended => work.place(&mut row),
                // It was asked before: by this console that was killed, or by a request whose answer was lost.
                DialState::Requested => {
                    row.lost_at = Some(work.now);
                    work.dial_happens(&mut row, DialEvent::DialLost, Actor::Console)?;
                    work.find(&row)
                }
                DialState::Unknown => work.find(&row),
                _ => Ok(DialTask::Nothing),
            }
        })
    }

    /// Twilio has the call: it said so, or it was found by listing.
    ///
    /// # Errors
    /// [`Error::Invalid`] where that is not a call's SID.
    pub fn dial_taken(
        &mut self,
        id: PhonePartyId,
        call_sid: &str,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        let well_formed = call_sid.len() == 34
            && call_sid.starts_with("CA")
            && call_sid.bytes().skip(2).all(|b| b.is_ascii_hexdigit());
        if !well_formed {
            return Err(Invalid::new("callSid", "This is not a call.").into());
        }
        self.write(now, |work| {
            let mut row = work.any_party(id)?;
            if !row.state.allows(DialEvent::DialTaken) {
                return Ok(());
            }
            row.call_sid = Some(call_sid.to_owned());
            work.dial_happens(&mut row, DialEvent::DialTaken, Actor::Console)
        })
        .map(|((), changes)| changes)
    }

    /// There will be no call.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a third party who is not there.
    pub fn dial_refused(
        &mut self,
        id: PhonePartyId,
        failure: DialFailure,
        code: Option<u32>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.any_party(id)?;
            if !row.state.allows(DialEvent::DialRefused) {
                return Ok(());
            }
            (row.failure, row.failure_code) = (Some(failure), code);
            work.dial_happens(&mut row, DialEvent::DialRefused, Actor::Console)
        })
        .map(|((), changes)| changes)
    }

    /// The answer was lost: nobody knows yet whether there is a call.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a third party who is not there.
    pub fn dial_lost(&mut self, id: PhonePartyId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.any_party(id)?;
            if !row.state.allows(DialEvent::DialLost) {
                return Ok(());
            }
            row.lost_at = Some(work.now);
            work.dial_happens(&mut row, DialEvent::DialLost, Actor::Console)
        })
        .map(|((), changes)| changes)
    }

    /// Twilio was not reached, so that nothing was done: it is asked again, but not for ever.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a third party who is not there.
    pub fn dial_put_off(&mut self, id: PhonePartyId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.any_party(id)?;
            if !row.state.allows(DialEvent::DialPutOff) {
                return Ok(());
            }
            work.dial_happens(&mut row, DialEvent::DialPutOff, Actor::Console)?;
            if row.hanging_up {
                return work.dial_happens(&mut row, DialEvent::DialCancelled, Actor::Console);
            }
            if work.now.duration_since(row.added_at) > LONGEST_ASKING {
                row.failure = Some(DialFailure::NotReached);
                work.dial_happens(&mut row, DialEvent::DialRefused, Actor::Console)?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// A poll saw the call.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a third party who is not there.
    pub fn call_seen(
        &mut self,
        id: PhonePartyId,
        seen: CallSeen,
        answered_by: Option<Answerer>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.any_party(id)?;
            let event = match seen {
                CallSeen::Queued => return Ok(()),
                CallSeen::Ringing => DialEvent::LineRang,
                CallSeen::InProgress => DialEvent::LineAnswered,
                CallSeen::Completed => DialEvent::LineEnded,
                CallSeen::Busy => DialEvent::LineBusy,
                CallSeen::NoAnswer => DialEvent::LineUnanswered,
                CallSeen::Failed => DialEvent::LineFailed,
                CallSeen::Cancelled => DialEvent::LineCancelled,
                // Removed at Twilio: whether it was over, its state tells best.
                CallSeen::Gone if row.state.is_up() => DialEvent::LineEnded,
                CallSeen::Gone => DialEvent::LineFailed,
            };
            if answered_by.is_some() && row.answered_by != answered_by && !row.state.is_over() {
                row.answered_by = answered_by;
                phone_party::update(work.db, &row)?;
                let visit = work.visit_row(row.visit()?)?;
                work.party_changed(&visit, row.id);
            }
            if !row.state.allows(event) {
                return Ok(());
            }
            if event == DialEvent::LineAnswered {
                row.answered_at = Some(work.now);
            }
            if event == DialEvent::LineFailed {
                row.failure = Some(DialFailure::NotPutThrough);
            }
            work.dial_happens(&mut row, event, Actor::Console)?;
            if row.state.is_over() {
                effect::withdraw_from_call(work.db, effect::HANG_UP, row.no)?;
                if let Some(visit_no) = row.visit_no {
                    participant::leave(work.db, visit_no, Some(&row.id.identity()), work.now)?;
                    work.next_by_itself(&row)?;
                }
            } else {
                work.steps_of(&mut row)?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// Lets the steps of recipes begin whose time has come.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn tick_dials(&mut self, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            for mut row in phone_party::live(work.db)? {
                work.steps_of(&mut row)?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    fn any_party(&self, id: PhonePartyId) -> Result<PhonePartyRow, Error> {
        phone_party::get(self.db, id)?.ok_or(Error::NotFound("third party"))
    }

    fn visit_row(&self, no: i64) -> Result<visit::VisitRow, Error> {
        visit::by_no(self.db, no)?.ok_or(Error::NotFound("visit"))
    }

    fn place(&mut self, row: &mut PhonePartyRow) -> Result<DialTask, Error> {
        let visit = row.visit_no.map(|no| self.visit_row(no)).transpose()?;
        let failure = match &visit {
            Some(visit) if visit.state == VisitState::InVisit && visit.room_sid.is_some() => None,
            Some(_) => Some(DialFailure::RoomClosed),
            // Asked for by a console that was closed before it could: nobody looks at it any more.
            None if self.now.duration_since(row.added_at) > LONGEST_ASKING => Some(DialFailure::NotReached),
            None => None,
        };
        if failure.is_some() {
            row.failure = failure;
            self.dial_happens(row, DialEvent::DialRefused, Actor::Console)?;
            return Ok(DialTask::Nothing);
        }
        row.asked_at = Some(self.now);
        self.dial_happens(row, DialEvent::DialRequested, Actor::Console)?;
        let needs_code = row.steps.iter().any(|step| matches!(step, Step::PressCode { .. }));
        let code_of = match row.line_no.filter(|_| needs_code) {
            Some(no) => line::all(self.db)?.into_iter().find(|line| line.no == no).map(|line| line.line.id),
            None => None,
        };
        Ok(DialTask::Place(DialPlan {
            id: row.id,
            visit_id: visit.map(|visit| visit.id),
            to: row.number.clone().into(),
            caller: phone_rules(self.db)?.caller,
            way: row.way,
            steps: row.steps.clone(),
            code_of,
            quiet: row.quiet,
            detect_machine: row.detect_machine,
        }))
    }

    fn find(&self, row: &PhonePartyRow) -> Result<DialTask, Error> {
        Ok(DialTask::Find(FindPlan {
            id: row.id,
            to: row.number.clone().into(),
            asked_at: row.asked_at.unwrap_or(row.added_at),
            lost_at: row.lost_at.unwrap_or(self.now),
            others: phone_party::known_calls(self.db, &row.number)?,
        }))
    }

    fn steps_of(&mut self, row: &mut PhonePartyRow) -> Result<(), Error> {
        while let Some(due) = dial_reads::due_step(row).filter(|due| due.at <= self.now) {
            match due.step {
                Some(step) => {
                    row.step = Some(step);
                    self.dial_happened(row, DialEvent::StepBegun, Actor::Console, due.at)?;
                }
                None => {
                    row.step = None;
                    self.dial_happened(row, DialEvent::PersonAwaited, Actor::Console, due.at)?;
                }
            }
        }
        Ok(())
    }

    /// The next line is called by itself on busy and no answer, where the clinic has it so.
    fn next_by_itself(&mut self, row: &PhonePartyRow) -> Result<(), Error> {
        let missed = matches!(row.state, DialState::Busy | DialState::NoAnswer);
        if !missed || row.hanging_up || phone_rules(self.db)?.next_line != NextLine::ByItself {
            return Ok(());
        }
        match self.dial_next(row, Actor::Console) {
            // That there is none is not worth losing what was seen: the card offers what is left.
            Ok(_)
            | Err(
                Error::RoomNotOpen | Error::NumberRefused(_) | Error::NoAccessCode | Error::TooManyLines(_),
            ) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A phone leg was seen, or no longer seen, in the visit's room. False where the identity is no leg's.
    pub(super) fn leg_seen(
        &mut self,
        visit_id: VisitId,
        identity: &str,
        present: bool,
    ) -> Result<bool, Error> {
        let Some(id) = identity.strip_prefix("ph-").and_then(|id| id.parse::<PhonePartyId>().ok()) else {
            return Ok(false);
        };
        let visit = self.visit(visit_id)?;
        let Some(mut row) = phone_party::get(self.db, id)?.filter(|row| row.visit_no == Some(visit.no))
        else {
            return Ok(false);
        };
        let event = match (present, row.quiet) {
            (true, true) => DialEvent::LegHeard,
            (true, false) => DialEvent::LegJoined,
            (false, _) => DialEvent::LegLeft,
        };
        // It is the same leg's whichever order they come in: a leg that is over is in no room.
        let known = participant::is_present(self.db, visit.no, identity)?;
        if present && !known && !row.state.is_over() {
            participant::join(self.db, visit.no, identity, self.now)?;
            self.changed(&visit);
        } else if !present && known {
            participant::leave(self.db, visit.no, Some(identity), self.now)?;
            self.changed(&visit);
        }
        if row.state.allows(event) {
            if present {
                row.answered_at = row.answered_at.or(Some(self.now));
                row.step = None;
            } else {
                // The recipe led it in; it does not begin again outside.
                row.by_hand = true;
            }
            self.dial_happens(&mut row, event, Actor::Console)?;
        }
        Ok(true)
    }
}

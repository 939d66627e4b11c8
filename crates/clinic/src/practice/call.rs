//! The visit itself: admit, the room, who is in it, end, reopen.

use jiff::Timestamp;

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::{Error, Invalid};
use crate::id::VisitId;
use crate::store::visit::VisitRow;
use crate::store::{effect, invitation, participant, phone_party, visit};
use crate::visit::{VisitEvent, VisitState};

impl Clinic {
    /// Lets the patient in. Their page is given its way in as soon as a room is open.
    ///
    /// # Errors
    /// [`Error::Refused`] where the patient does not wait.
    pub fn admit(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            visit.state.after(VisitEvent::PatientAdmitted, visit.before)?;
            visit.admitted_at = Some(work.now);
            work.happen(&mut visit, VisitEvent::PatientAdmitted, actor, "")?;
            if let Some(mut invitation) = work.invitation_of(&visit)? {
                invitation.away_since = None;
                invitation::update(work.db, &invitation)?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// A room is open for the visit: whoever is admitted is given a way into it. Another SID than before means
    /// another room, and a way into that one. A room that opens for a visit that does not go on is ended at once.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is not a RoomSid.
    pub fn room_opened(&mut self, id: VisitId, room_sid: &str, now: Timestamp) -> Result<Vec<Change>, Error> {
        let well_formed = room_sid.len() == 34
            && room_sid.starts_with("RM")
            && room_sid.bytes().skip(2).all(|b| b.is_ascii_hexdigit());
        if !well_formed {
            return Err(Invalid::new("roomSid", "This is not a room.").into());
        }
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            if visit.state != VisitState::InVisit {
                return Ok(effect::ask_end_room(work.db, visit.no, room_sid, None, work.now)?);
            }
            // A room that was left to keep somebody out is no room of ours, though it may be seen once more.
            let known = [visit.room_sid.as_deref(), visit.left_room_sid.as_deref()];
            if known.contains(&Some(room_sid)) {
                return Ok(());
            }
            if visit.room_sid.is_some() {
                participant::leave(work.db, visit.no, None, work.now)?;
                work.legs_left(&visit)?;
            }
            visit.room_sid = Some(room_sid.to_owned());
            visit::update(work.db, &visit)?;
            work.audit(Actor::Console, "roomOpened", Some(id), room_sid)?;
            work.changed(&visit);
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// The room ended at Twilio. The visit goes on until somebody ends it: a new room may open for it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a visit that is not there.
    pub fn room_closed(&mut self, id: VisitId, room_sid: &str, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            if visit.room_sid.as_deref() != Some(room_sid) {
                return Ok(());
            }
            let patient = work.invitation_of(&visit)?.map(|invitation| invitation.id.identity());
            let was_in =
                patient.map(|identity| participant::is_present(work.db, visit.no, &identity)).transpose()?;
            work.leave_room(&mut visit)?;
            work.audit(Actor::Console, "roomClosed", Some(id), room_sid)?;
            work.changed(&visit);
            if was_in == Some(true) && visit.state == VisitState::InVisit {
                work.change(Change::PatientLeftCall { visit_id: id });
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// Somebody was seen (or no longer seen) in the visit's room. Push and poll both lead here.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a visit that is not there.
    pub fn participant_seen(
        &mut self,
        id: VisitId,
        identity: &str,
        present: bool,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let visit = work.visit(id)?;
            if visit.state == VisitState::InVisit && work.leg_seen(id, identity, present)? {
                return Ok(());
            }
            // Only who was invited, or invites: another identity in our room is Twilio's business to report.
            let patient =
                work.invitation_of(&visit)?.is_some_and(|invitation| invitation.id.identity() == identity);
            let provider = work.practitioner_identity() == identity;
            let third =
                work.third_parties(&visit)?.into_iter().find(|(row, _)| row.id.identity() == identity);
            let known = participant::is_present(work.db, visit.no, identity)?;
            let ours = patient || provider || third.is_some();
            if visit.state != VisitState::InVisit || !ours {
                return Ok(());
            }
            if known == present {
                if present && !phone_party::restricted(work.db, visit.no)?.is_empty() {
                    // Another stay of somebody who is in: it too begins with hearing everybody.
                    effect::ask_leg_rules(work.db, visit.no, work.now)?;
                }
                return match &third {
                    Some((invitation, third)) if present => work.still_there(&visit, invitation, third),
                    _ => Ok(()),
                };
            }
            if present {
                participant::join(work.db, visit.no, identity, work.now)?;
            } else {
                participant::leave(work.db, visit.no, Some(identity), work.now)?;
            }
            work.changed(&visit);
            if present && !phone_party::restricted(work.db, visit.no)?.is_empty() {
                // Whoever comes now begins with hearing everybody.
                effect::ask_leg_rules(work.db, visit.no, work.now)?;
            }
            if let Some((invitation, third)) = &third {
                return work.guest_seen(&visit, invitation, third, present);
            }
            let event = match (patient, present) {
                (true, true) => "patientJoined",
                (true, false) => "patientLeftCall",
                (false, true) => "providerJoined",
                (false, false) => "providerLeftCall",
            };
            let actor = if patient { Actor::Patient } else { Actor::Provider };
            work.audit(actor, event, Some(id), "")?;
            match (patient, present) {
                (true, true) => work.change(Change::PatientJoined { visit_id: id }),
                (true, false) => work.change(Change::PatientLeftCall { visit_id: id }),
                (false, _) => {}
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// Ends the visit for everybody: the room is completed, the page is told, its Documents go a little later.
    ///
    /// # Errors
    /// [`Error::Refused`] where the visit does not go on.
    pub fn end(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            visit.state.after(VisitEvent::VisitEnded, visit.before)?;
            let room_sid = visit.room_sid.clone();
            work.hang_up_all(&visit)?;
            work.leave_room(&mut visit)?;
            work.happen(&mut visit, VisitEvent::VisitEnded, actor, "")?;
            work.change(Change::VisitEnded { visit_id: id });
            // The page first: it says goodbye by itself rather than finding the room gone.
            work.close_invitations(&visit)?;
            match room_sid {
                Some(sid) => Ok(effect::ask_end_room(work.db, visit.no, &sid, None, work.now)?),
                None => Ok(()),
            }
        })
        .map(|((), changes)| changes)
    }

    /// Opens an ended visit again, on the clinic's day on which it ended. The link that is out works again.
    ///
    /// # Errors
    /// [`Error::DayOver`] later; [`Error::Refused`] where the visit has not ended.
    pub fn reopen(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let visit = work.undo(id, VisitEvent::VisitReopened, actor)?;
            work.open_again(&visit)
        })
        .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    /// No room is open for the visit any more, so nobody is in one.
    pub(super) fn leave_room(&mut self, visit: &mut VisitRow) -> Result<(), Error> {
        participant::leave(self.db, visit.no, None, self.now)?;
        self.legs_left(visit)?;
        visit.room_sid = None;
        Ok(visit::update(self.db, visit)?)
    }
}

//! Third parties by link: invite, let in, take out, keep out, take the invitation back.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::Connection;

use super::Clinic;
use super::invite::invitable_from;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::Error;
use crate::id::{InvitationId, VisitId};
use crate::invitation::{GuestReport, GuestStep, Link};
use crate::store::invitation::InvitationRow;
use crate::store::third_party::ThirdPartyRow;
use crate::store::visit::VisitRow;
use crate::store::{effect, invitation, participant, phone_party, third_party, visit};
use crate::third_party::{ThirdPartyEvent, ThirdPartyFields, ThirdPartyState};
use crate::visit::VisitState;

/// More than a call has tiles for; a mistake that repeats itself stops here.
const MOST_INVITED: usize = 24;

impl Clinic {
    /// Makes an invitation into a visit for somebody who is not its patient. Each call makes another one.
    ///
    /// # Errors
    /// [`Error::VisitClosed`]; [`Error::TooEarlyForThirdParty`] where its link would end before the visit;
    /// [`Error::TooManyInvited`]; [`Error::Invalid`] says which field cannot be taken.
    pub fn invite_third_party(
        &mut self,
        id: VisitId,
        fields: ThirdPartyFields,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(InvitationId, Vec<Change>), Error> {
        self.write(now, |work| {
            let visit = work.visit(id)?;
            work.invite_third_party(&visit, fields, actor).map(|(invitation, _)| invitation)
        })
    }

    /// What to mint a third party's link from, for handing it out; that it was handed out is audited.
    ///
    /// # Errors
    /// [`Error::NoThirdPartyLink`] where it does not work any more.
    pub fn third_party_link(
        &mut self,
        id: InvitationId,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Link, Error> {
        self.write(now, |work| {
            let (invitation, third, visit) = work.third_party(id)?;
            if !invitation.is_open() || invitation.expires_at <= work.now || third.state.is_final() {
                return Err(Error::NoThirdPartyLink);
            }
            effect::hurry(work.db, effect::SET_UP, invitation.no, work.now)?;
            work.audit(actor, "guestLinkGivenOut", Some(visit.id), &id.to_string())?;
            Ok(Link { invitation: id, expires_at: invitation.expires_at })
        })
        .map(|(link, _)| link)
    }

    /// Lets a third party in. While the visit goes on they are given a way into its room, into each new one too.
    ///
    /// # Errors
    /// [`Error::ThirdPartyRefused`] where they neither wait nor were removed; [`Error::VisitClosed`].
    pub fn admit_guest(
        &mut self,
        id: InvitationId,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let (mut invitation, mut third, visit) = work.third_party(id)?;
            third.state.after(ThirdPartyEvent::Admitted)?;
            if visit.state.is_closed() {
                return Err(Error::VisitClosed);
            }
            // Somebody let in again must not be taken out by what was asked before.
            effect::withdraw(work.db, effect::REMOVE, invitation.no)?;
            work.guest_admitted(&mut invitation, &mut third, &visit, actor, "")
        })
        .map(|((), changes)| changes)
    }

    /// Takes a third party out: their page is told first, then they are disconnected. They are not let in again by
    /// themselves. With `keep_out` they never are, and since a token that is out cannot be called back, the room that
    /// it is good for is completed: everybody else is given a way into the next one.
    ///
    /// # Errors
    /// [`Error::ThirdPartyRefused`] where they were not let in.
    pub fn remove_guest(
        &mut self,
        id: InvitationId,
        keep_out: bool,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let (invitation, mut third, mut visit) = work.third_party(id)?;
            let event = if keep_out { ThirdPartyEvent::KeptOut } else { ThirdPartyEvent::Removed };
            work.guest_happens(&mut third, &visit, &invitation, event, actor, "")?;
            if !keep_out {
                return Ok(effect::ask(
                    work.db,
                    effect::REMOVE,
                    visit.no,
                    invitation.no,
                    work.now,
                    work.now,
                )?);
            }
            effect::withdraw(work.db, effect::REMOVE, invitation.no)?;
            let Some(room_sid) = visit.room_sid.clone() else { return Ok(()) };
            visit.left_room_sid = Some(room_sid.clone());
            work.leave_room(&mut visit)?;
            work.audit(Actor::Console, "roomLeft", Some(visit.id), &room_sid)?;
            work.change(Change::RoomLeft { visit_id: visit.id });
            Ok(effect::ask_end_room(work.db, visit.no, &room_sid, Some(invitation.no), work.now)?)
        })
        .map(|((), changes)| changes)
    }

    /// Takes a third party's invitation back: its page is told, and its link leads nowhere.
    ///
    /// # Errors
    /// [`Error::ThirdPartyRefused`] where it is over already.
    pub fn withdraw_invitation(
        &mut self,
        id: InvitationId,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let (mut invitation, mut third, visit) = work.third_party(id)?;
            work.withdraw_third_party(&mut invitation, &mut third, &visit, actor)
        })
        .map(|((), changes)| changes)
    }
}

/// Whether a visit's call is known to be for more than two people: somebody else is let in, or comes in as soon as they are there,
/// or a line is called. Once that was so it stays so: those who are in have moved to what suits more than two, and nobody moves
/// back, so a reload after a guest was removed must find them there.
pub(super) fn more_than_two(db: &Connection, visit_no: i64) -> Result<bool, Error> {
    use ThirdPartyState as S;
    let announced = |third: &ThirdPartyRow| {
        let let_in = matches!(third.state, S::Admitted | S::Removed | S::KeptOut);
        let_in || (third.pre_admitted && !third.state.is_final())
    };
    let were_in: HashSet<String> =
        participant::of_visit(db, visit_no)?.into_iter().map(|stay| stay.identity).collect();
    Ok(were_in.len() > 2
        || third_party::of_visit(db, visit_no)?.iter().any(announced)
        || !phone_party::of_visit(db, visit_no)?.is_empty())
}

impl Work<'_> {
    /// Makes an invitation for a third party; answers its number in the store too.
    pub(super) fn invite_third_party(
        &mut self,
        visit: &VisitRow,
        fields: ThirdPartyFields,
        actor: Actor,
    ) -> Result<(InvitationId, i64), Error> {
        if visit.state.is_closed() {
            return Err(Error::VisitClosed);
        }
        let fields = fields.check()?;
        let known = third_party::of_visit(self.db, visit.no)?;
        if known.iter().filter(|third| !third.state.is_final()).count() >= MOST_INVITED {
            return Err(Error::TooManyInvited);
        }
        let Some(expires_at) = self.link_end(visit) else {
            let zone = self.zone().clone();
            return Err(Error::TooEarlyForThirdParty { from: invitable_from(visit), zone });
        };
        let invitation = InvitationId::random();
        let no = invitation::insert(self.db, invitation, visit.no, self.now, expires_at)?;
        third_party::insert(self.db, no, visit.no, &fields, self.now)?;
        self.audit(actor, "guestInvited", Some(visit.id), &invitation.to_string())?;
        effect::ask(self.db, effect::SET_UP, visit.no, no, self.now, self.now)?;
        self.changed(visit);
        self.change(Change::InvitationsChanged);
        Ok((invitation, no))
    }

    /// A third party by their invitation.
    fn third_party(&self, id: InvitationId) -> Result<(InvitationRow, ThirdPartyRow, VisitRow), Error> {
        let invitation = self.invitation(id)?;
        let third = self.third_of(&invitation)?.ok_or(Error::NotFound("third party"))?;
        let visit = self.visit_of(&invitation)?;
        Ok((invitation, third, visit))
    }

    /// Whom an invitation is for, where that is not the patient.
    pub(super) fn third_of(&self, invitation: &InvitationRow) -> Result<Option<ThirdPartyRow>, Error> {
        Ok(third_party::of_invitation(self.db, invitation.no)?)
    }

    /// Lets an event happen to a third party, by the table, and writes it down. The audit names them by their
    /// invitation's id.
    pub(super) fn guest_happens(
        &mut self,
        third: &mut ThirdPartyRow,
        visit: &VisitRow,
        invitation: &InvitationRow,
        event: ThirdPartyEvent,
        actor: Actor,
        why: &str,
    ) -> Result<(), Error> {
        third.state = third.state.after(event)?;
        third.since = self.now;
        third_party::update(self.db, third)?;
        let detail = format!("{} {why}", invitation.id);
        self.audit(actor, event.word(), Some(visit.id), detail.trim_end())?;
        self.changed(visit);
        match event {
            ThirdPartyEvent::InvitationWithdrawn
            | ThirdPartyEvent::LinkExpired
            | ThirdPartyEvent::Removed
            | ThirdPartyEvent::KeptOut => self.vendor_link_over(invitation.no, actor),
            ThirdPartyEvent::CheckedIn
            | ThirdPartyEvent::Returned
            | ThirdPartyEvent::Left
            | ThirdPartyEvent::Admitted => Ok(()),
        }
    }

    fn guest_admitted(
        &mut self,
        invitation: &mut InvitationRow,
        third: &mut ThirdPartyRow,
        visit: &VisitRow,
        actor: Actor,
        why: &str,
    ) -> Result<(), Error> {
        self.guest_happens(third, visit, invitation, ThirdPartyEvent::Admitted, actor, why)?;
        invitation.away_since = None;
        Ok(invitation::update(self.db, invitation)?)
    }

    /// What a third party's page says of itself, once it is stored.
    pub(super) fn guest_reported(
        &mut self,
        invitation: &mut InvitationRow,
        third: &mut ThirdPartyRow,
        visit: &VisitRow,
        report: &GuestReport,
        first: bool,
        step_is_new: bool,
    ) -> Result<(), Error> {
        let detail = invitation.id.to_string();
        if report.introduction.is_some() && report.introduction != third.introduction {
            third.introduction.clone_from(&report.introduction);
            third_party::update(self.db, third)?;
            self.changed(visit);
        }
        if first {
            self.audit(Actor::Guest, "guestLinkOpened", Some(visit.id), &detail)?;
        }
        if step_is_new && report.step == GuestStep::Checking {
            self.audit(Actor::Guest, "guestDevicesChecking", Some(visit.id), &detail)?;
        }
        let event = match (third.state, report.step) {
            (ThirdPartyState::Invited, GuestStep::Waiting) => ThirdPartyEvent::CheckedIn,
            (ThirdPartyState::Left, GuestStep::Waiting) => ThirdPartyEvent::Returned,
            (ThirdPartyState::Waiting, GuestStep::Left) => {
                let event = ThirdPartyEvent::Left;
                return self.guest_happens(third, visit, invitation, event, Actor::Guest, "saidGoodbye");
            }
            // Who was removed is not let in again by saying that they wait.
            _ => return Ok(()),
        };
        if visit.state.is_closed() {
            return Ok(());
        }
        self.guest_happens(third, visit, invitation, event, Actor::Guest, "")?;
        if third.pre_admitted {
            return self.guest_admitted(invitation, third, visit, Actor::Console, "preAdmitted");
        }
        self.change(Change::GuestCheckedIn { visit_id: visit.id, invitation: invitation.id });
        Ok(())
    }

    /// A third party is seen in the visit's room, or no longer. Somebody there who is not let in is taken out on
    /// sight: a token that is out works until its room is over.
    pub(super) fn guest_seen(
        &mut self,
        visit: &VisitRow,
        invitation: &InvitationRow,
        third: &ThirdPartyRow,
        present: bool,
    ) -> Result<(), Error> {
        if !present || third.state == ThirdPartyState::Admitted {
            if present {
                self.vendor_came_by_link(invitation.no)?;
            }
            let event = if present { "guestJoined" } else { "guestLeftCall" };
            return self.audit(Actor::Guest, event, Some(visit.id), &invitation.id.to_string());
        }
        self.audit(Actor::Guest, "guestSeenUnadmitted", Some(visit.id), &invitation.id.to_string())?;
        Ok(effect::ask(self.db, effect::REMOVE, visit.no, invitation.no, self.now, self.now)?)
    }

    /// A third party is in the room still. Who was taken out and is there all the same is taken out once more.
    pub(super) fn still_there(
        &mut self,
        visit: &VisitRow,
        invitation: &InvitationRow,
        third: &ThirdPartyRow,
    ) -> Result<(), Error> {
        let asked = effect::is_pending(self.db, effect::REMOVE, invitation.no)?;
        if asked || third.state == ThirdPartyState::Admitted {
            return Ok(());
        }
        Ok(effect::ask(self.db, effect::REMOVE, visit.no, invitation.no, self.now, self.now)?)
    }

    pub(super) fn withdraw_third_party(
        &mut self,
        invitation: &mut InvitationRow,
        third: &mut ThirdPartyRow,
        visit: &VisitRow,
        actor: Actor,
    ) -> Result<(), Error> {
        let was_let_in = third.state == ThirdPartyState::Admitted;
        let event = ThirdPartyEvent::InvitationWithdrawn;
        self.guest_happens(third, visit, invitation, event, actor, "")?;
        self.close_invitation(invitation)?;
        if was_let_in && visit.state == VisitState::InVisit {
            effect::ask(self.db, effect::REMOVE, visit.no, invitation.no, self.now, self.now)?;
        }
        Ok(())
    }

    /// The third parties of a visit, with their invitations.
    pub(super) fn third_parties(
        &self,
        visit: &VisitRow,
    ) -> Result<Vec<(InvitationRow, ThirdPartyRow)>, Error> {
        let mut all = Vec::new();
        for third in third_party::of_visit(self.db, visit.no)? {
            if let Some(invitation) = invitation::by_no(self.db, third.invitation_no)? {
                all.push((invitation, third));
            }
        }
        Ok(all)
    }

    /// What the passing of time does to a third party; see [`Clinic::sweep`].
    pub(super) fn sweep_third_party(
        &mut self,
        invitation: &mut InvitationRow,
        third: &mut ThirdPartyRow,
        visit: &VisitRow,
        heard_from: Timestamp,
    ) -> Result<(), Error> {
        let waits = third.state == ThirdPartyState::Waiting;
        let silence = self.silence(invitation, third.since, heard_from);
        if waits && silence >= crate::invitation::LEFT_AFTER {
            invitation.away_since = None;
            invitation::update(self.db, invitation)?;
            let event = ThirdPartyEvent::Left;
            return self.guest_happens(third, visit, invitation, event, Actor::Console, "noSignOfLife");
        }
        if waits && silence >= crate::invitation::AWAY_AFTER && invitation.away_since.is_none() {
            invitation.away_since = Some(invitation.beat_at.unwrap_or(third.since));
            invitation::update(self.db, invitation)?;
            self.changed(visit);
        }
        let in_visit = third.state == ThirdPartyState::Admitted && visit.state == VisitState::InVisit;
        if waits || in_visit {
            return self.extend(invitation);
        }
        if invitation.expires_at > self.now {
            return Ok(());
        }
        if third.state.allows(ThirdPartyEvent::LinkExpired) {
            let event = ThirdPartyEvent::LinkExpired;
            self.guest_happens(third, visit, invitation, event, Actor::Console, "")?;
        }
        self.close_invitation(invitation)?;
        let visit = visit::by_no(self.db, visit.no)?.ok_or(Error::NotFound("visit"))?;
        self.changed(&visit);
        Ok(())
    }
}

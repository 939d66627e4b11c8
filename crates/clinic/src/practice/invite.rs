//! Invitations: making one, its link's life, taking it back.

use jiff::Timestamp;

use super::Clinic;
use super::schedule::planned_end;
use super::work::Work;
use crate::appointment::WINDOW_AFTER_END;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::Error;
use crate::id::{InvitationId, VisitId};
use crate::invitation::{LONGEST_LINK, Link, Readiness};
use crate::store::invitation::InvitationRow;
use crate::store::visit::VisitRow;
use crate::store::{effect, invitation};
use crate::visit::{VisitEvent, VisitState};
use crate::waiting_room::add;

impl Clinic {
    /// Gives the patient a way into the visit. Where they have one that works, nothing happens; where setting it up
    /// failed, that is tried again at once; where it is closed, a new one is made.
    ///
    /// # Errors
    /// [`Error::TooEarlyToInvite`] where its link would end before the visit; [`Error::Refused`] by the table.
    pub fn invite(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            work.invite_patient(&mut visit, actor)
        })
        .map(|((), changes)| changes)
    }

    /// What to mint a link from, for handing it out; that it was handed out is audited.
    ///
    /// # Errors
    /// [`Error::NoLink`] where the visit has no invitation that works.
    pub fn link(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Link, Error> {
        self.write(now, |work| {
            let visit = work.visit(id)?;
            let invitation = work
                .invitation_of(&visit)?
                .filter(|invitation| invitation.is_open() && invitation.expires_at > work.now)
                .ok_or(Error::NoLink)?;
            work.audit(actor, "linkGivenOut", Some(id), "")?;
            Ok(Link { invitation: invitation.id, expires_at: invitation.expires_at })
        })
        .map(|(link, _)| link)
    }

    /// What Twilio kept of a visit's invitations is gone: those that are open are set up once more, so that their links lead somewhere
    /// again. Their pages begin anew.
    ///
    /// # Errors
    /// [`Error::NotFound`]; where the store fails.
    pub fn set_up_again(&mut self, id: VisitId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let visit = work.visit(id)?;
            let of_third_parties = work.third_parties(&visit)?.into_iter().map(|(invitation, _)| invitation);
            let all: Vec<InvitationRow> =
                work.invitation_of(&visit)?.into_iter().chain(of_third_parties).collect();
            for known in all.into_iter().filter(InvitationRow::is_open) {
                work.set_up_again(known, &visit)?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    pub(super) fn invite_patient(&mut self, visit: &mut VisitRow, actor: Actor) -> Result<(), Error> {
        visit.state.after(VisitEvent::PatientInvited, visit.before)?;
        if let Some(mut known) = self.invitation_of(visit)?.filter(|known| known.is_open()) {
            if known.expires_at > self.now {
                effect::hurry(self.db, effect::SET_UP, known.no, self.now)?;
                return Ok(());
            }
            self.close_invitation(&mut known)?;
        }
        let Some(expires_at) = self.link_end(visit) else {
            let zone = self.zone().clone();
            return Err(Error::TooEarlyToInvite { from: invitable_from(visit), zone });
        };
        let no = invitation::insert(self.db, InvitationId::random(), visit.no, self.now, expires_at)?;
        visit.invitation_no = Some(no);
        self.happen(visit, VisitEvent::PatientInvited, actor, "")?;
        effect::ask(self.db, effect::SET_UP, visit.no, no, self.now, self.now)?;
        self.change(Change::InvitationsChanged);
        Ok(())
    }

    /// When a link given out now stops working; none where that is before the visit's planned end.
    pub(super) fn link_end(&self, visit: &VisitRow) -> Option<Timestamp> {
        let longest = add(self.now, LONGEST_LINK);
        // A visit whose time has passed can still be held: its window counts from now.
        let wanted = add(planned_end(visit).max(self.now), WINDOW_AFTER_END);
        (planned_end(visit) <= longest).then(|| wanted.min(longest))
    }

    /// After a move: each link's life follows the visit, or the invitation is taken back where it cannot.
    pub(super) fn fit_invitations(&mut self, visit: &mut VisitRow) -> Result<(), Error> {
        self.fit_patients_invitation(visit)?;
        let link_end = self.link_end(visit);
        for (mut invitation, mut third) in self.third_parties(visit)? {
            if !invitation.is_open() || third.state.is_final() {
                continue;
            }
            match link_end {
                Some(until) => self.lengthen(&mut invitation, until)?,
                None => self.withdraw_third_party(&mut invitation, &mut third, visit, Actor::Console)?,
            }
        }
        Ok(())
    }

    /// Never shorter: a link that is out keeps what its person was told.
    pub(super) fn lengthen(&mut self, invitation: &mut InvitationRow, until: Timestamp) -> Result<(), Error> {
        if until > invitation.expires_at {
            invitation.expires_at = until;
            invitation::update(self.db, invitation)?;
            self.change(Change::InvitationsChanged);
        }
        Ok(())
    }

    fn fit_patients_invitation(&mut self, visit: &mut VisitRow) -> Result<(), Error> {
        let Some(mut known) = self.invitation_of(visit)?.filter(|known| known.is_open()) else {
            return Ok(());
        };
        if let Some(expires_at) = self.link_end(visit) {
            return self.lengthen(&mut known, expires_at);
        }
        if matches!(visit.state, VisitState::Waiting | VisitState::AskedBack) {
            return Err(Error::WaitingPatientMovedAway);
        }
        self.happen(visit, VisitEvent::InvitationWithdrawn, Actor::Console, "")?;
        self.close_invitation(&mut known)
    }

    /// Sets the same invitations up once more, so that the links that are out lead somewhere again.
    pub(super) fn open_again(&mut self, visit: &VisitRow) -> Result<(), Error> {
        let of_patient = self.invitation_of(visit)?;
        let of_third_parties =
            self.third_parties(visit)?.into_iter().filter(|(_, third)| !third.state.is_final());
        let all: Vec<InvitationRow> =
            of_patient.into_iter().chain(of_third_parties.map(|(invitation, _)| invitation)).collect();
        for known in all.into_iter().filter(|known| !known.is_open()) {
            self.set_up_again(known, visit)?;
        }
        Ok(())
    }

    fn set_up_again(&mut self, mut known: InvitationRow, visit: &VisitRow) -> Result<(), Error> {
        let longest = add(self.now, LONGEST_LINK);
        let wanted = add(planned_end(visit).max(self.now), WINDOW_AFTER_END).min(longest);
        known.expires_at = known.expires_at.max(wanted);
        known.readiness = Readiness::SettingUp;
        // Its report Document begins anew, and so does the count in it.
        known.report = None;
        known.beat_at = None;
        known.shown = None;
        invitation::update(self.db, &known)?;
        self.begin_chat_anew(&known)?;
        effect::withdraw(self.db, effect::DELETE, known.no)?;
        effect::withdraw(self.db, effect::PUSH, known.no)?;
        effect::ask(self.db, effect::SET_UP, visit.no, known.no, self.now, self.now)?;
        self.change(Change::InvitationsChanged);
        Ok(())
    }
}

/// From when on a visit's patient can be invited.
pub(super) fn invitable_from(visit: &VisitRow) -> Timestamp {
    planned_end(visit).checked_sub(LONGEST_LINK).unwrap_or(Timestamp::MIN)
}

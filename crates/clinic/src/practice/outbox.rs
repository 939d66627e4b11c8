//! What the outside must do, and what came of it.

use jiff::Timestamp;

use super::Clinic;
use super::third_party::more_than_two;
use super::work::{self, Work};
use crate::audit::Actor;
use crate::change::Change;
use crate::effect::{Effect, EffectKind};
use crate::error::Error;
use crate::id::InvitationId;
use crate::invitation::{GuestStage, GuestStatus, Readiness};
use crate::network::CHECK_PASS;
use crate::person;
use crate::store::{effect, invitation, setting};
use crate::visit::VisitState;
use crate::waiting_room::add;

impl Clinic {
    /// What is to be done now, oldest first. An effect stays until it is done or withdrawn.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn due_effects(&self, now: Timestamp) -> Result<Vec<Effect>, Error> {
        Ok(effect::due(&self.db, now)?)
    }

    /// When the next effect is due, for a timer; it may be in the past. None while there is nothing to do.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn next_effect_at(&self) -> Result<Option<Timestamp>, Error> {
        Ok(effect::next_due(&self.db)?)
    }

    /// An effect was carried out.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn effect_done(&mut self, done: &Effect, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            effect::remove(work.db, done.id)?;
            match done.kind {
                EffectKind::SetUpInvitation { invitation } => work.set_up_done(invitation),
                EffectKind::PushStatus { invitation } => {
                    work.shows_nothing();
                    // The page now knows that it is over: from here its Documents stay for the grace.
                    let row = work.invitation(invitation)?;
                    Ok(effect::no_sooner(work.db, effect::DELETE, row.no, add(work.now, work.grace(&row)?))?)
                }
                EffectKind::SendChat { .. }
                | EffectKind::EndRoom { .. }
                | EffectKind::RemoveGuest { .. }
                | EffectKind::DeleteDocuments { .. }
                | EffectKind::Dial { .. }
                | EffectKind::HangUp { .. }
                | EffectKind::SetLegRules { .. }
                | EffectKind::SendMessage { .. }
                | EffectKind::CancelMessage { .. }
                | EffectKind::AskVendor { .. }
                | EffectKind::CancelVendor { .. } => Ok(()),
            }
        })
        .map(|((), changes)| changes)
    }

    /// An effect could not be carried out; it is tried again at `retry_at`. `error` is one plain sentence.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn effect_failed(
        &mut self,
        failed: &Effect,
        error: &str,
        retry_at: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        let error = person::tame(error, 500);
        self.write(now, |work| {
            let pending = effect::put_off(work.db, failed.id, &error, retry_at)?;
            match failed.kind {
                EffectKind::SetUpInvitation { invitation } if pending => {
                    work.set_up_failed(invitation, error)
                }
                _ => Ok(()),
            }
        })
        .map(|((), changes)| changes)
    }

    /// What the invitation's page is told now. Each one that is made has a higher number than the one before.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn guest_status(&mut self, id: InvitationId, now: Timestamp) -> Result<GuestStatus, Error> {
        self.write(now, |work| {
            work.shows_nothing();
            let mut invitation = work.invitation(id)?;
            let visit = work.visit_of(&invitation)?;
            invitation.status_seq = invitation.status_seq.saturating_add(1);
            invitation::update(work.db, &invitation)?;
            // Somebody whose invitation was replaced by another is told of this one only that it is over.
            let third = work.third_of(&invitation)?;
            let current = visit.invitation_no == Some(invitation.no);
            let profile = work.profile();
            let standing = work::line(work.db, profile.provider_state, work.now)?
                .into_iter()
                .find(|standing| standing.visit_no == visit.no && current);
            let stage = match &third {
                Some(third) => work::third_party_stage(third.state, visit.state),
                None if current => work::stage(visit.state),
                None => work::stage(VisitState::Cancelled),
            };
            let admitted = stage == GuestStage::Admitted;
            let people = if admitted { work.people(&visit)? } else { Vec::new() };
            let afterword =
                if stage == GuestStage::Ended { setting::get(work.db, setting::AFTERWORD)? } else { None };
            let afterword = afterword.unwrap_or_default();
            let (chat_heard, chat_seen) = work.chat_marks(&invitation)?;
            let language = work.language_of(&visit, third.as_ref())?;
            // Also while they are let in: whoever is answering then goes in when they like.
            let asks = third.is_none()
                && matches!(stage, GuestStage::Invited | GuestStage::Waiting | GuestStage::Admitted);
            let intake = if asks { work.intake(&visit)?.asked_in(&language) } else { Vec::new() };
            let waits = third.is_none() && matches!(stage, GuestStage::Invited | GuestStage::Waiting);
            let video = if waits { work.video(&visit)? } else { None };
            let more_than_two = more_than_two(work.db, visit.no)?;
            let tries = matches!(stage, GuestStage::Invited | GuestStage::Waiting);
            let asked_lately =
                invitation.check_asked_at.is_some_and(|at| work.now.duration_since(at) < CHECK_PASS);
            let profile = work.profile();
            Ok(GuestStatus {
                invitation: id,
                visit_id: visit.id,
                seq: invitation.status_seq,
                stage,
                clinic_name: profile.clinic_name.clone(),
                provider_name: profile.practitioner.name.clone(),
                provider_state: profile.provider_state,
                starts_at: visit.starts_at,
                minutes: visit.minutes,
                language,
                place: standing.map(|standing| standing.place),
                expected_at: standing.map(|standing| standing.expected_at),
                come_back_at: visit.come_back_at.filter(|_| current && visit.state == VisitState::AskedBack),
                room_sid: visit.room_sid.filter(|_| admitted),
                expires_at: invitation.expires_at,
                link_extended: invitation.expires_at > invitation.given_until,
                third_party: third.map(|third| third.as_written()),
                people,
                chat_heard,
                chat_seen,
                more_than_two,
                afterword,
                check: (tries && asked_lately).then_some(invitation.check_asked),
                intake,
                video,
            })
        })
        .map(|(status, _)| status)
    }
}

impl Work<'_> {
    fn set_up_done(&mut self, id: InvitationId) -> Result<(), Error> {
        let mut row = self.invitation(id)?;
        match row.readiness {
            Readiness::Ready => Ok(()),
            Readiness::SettingUp | Readiness::Failed { .. } => {
                row.readiness = Readiness::Ready;
                invitation::update(self.db, &row)?;
                // Texts that wait for their link to lead somewhere.
                effect::hurry_texts(self.db, row.no, self.now)?;
                let visit = self.visit_of(&row)?;
                if self.third_of(&row)?.is_some() {
                    self.audit(Actor::Console, "guestInvitationReady", Some(visit.id), &id.to_string())?;
                } else {
                    self.audit(Actor::Console, "invitationReady", Some(visit.id), "")?;
                }
                self.changed(&visit);
                self.change(Change::InvitationsChanged);
                Ok(())
            }
            // It was closed while its Documents were being made: what was made has to go again.
            Readiness::Closed => {
                Ok(effect::ask(self.db, effect::DELETE, row.visit_no, row.no, self.now, self.now)?)
            }
        }
    }

    fn set_up_failed(&mut self, id: InvitationId, message: String) -> Result<(), Error> {
        let mut row = self.invitation(id)?;
        let failed = Readiness::Failed { message: message.clone() };
        if !row.is_open() || row.readiness == Readiness::Ready || row.readiness == failed {
            return Ok(());
        }
        row.readiness = failed;
        invitation::update(self.db, &row)?;
        let visit = self.visit_of(&row)?;
        if self.third_of(&row)?.is_some() {
            self.audit(Actor::Console, "guestInvitationFailed", Some(visit.id), &format!("{id} {message}"))?;
        } else {
            self.audit(Actor::Console, "invitationFailed", Some(visit.id), &message)?;
        }
        self.changed(&visit);
        Ok(())
    }
}

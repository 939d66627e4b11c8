//! The waiting room: reports from guests' pages, and what their silence means.

use jiff::{SignedDuration, Timestamp};

use super::Clinic;
use super::schedule::planned_end;
use super::waiting_rules;
use super::work::Work;
use crate::appointment::WINDOW_AFTER_END;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::Error;
use crate::id::InvitationId;
use crate::interpreter::InterpreterWish;
use crate::invitation::{
    ANSWER_GRACE, AWAY_AFTER, GRACE, GuestReport, GuestStep, LEFT_AFTER, LONGEST_LINK, Readiness,
};
use crate::network::{MOST_CHECKS, NetworkCheck, NetworkMeasures};
use crate::person;
use crate::store::invitation::InvitationRow;
use crate::store::third_party::ThirdPartyRow;
use crate::store::visit::VisitRow;
use crate::store::{effect, invitation, network_check, participant, visit};
use crate::third_party::Introduction;
use crate::visit::{VisitEvent, VisitState};
use crate::waiting_room::add;

/// A pause between two sweeps longer than this means that the console did not listen.
const DEAF_AFTER: SignedDuration = SignedDuration::from_secs(30);

/// A link of somebody who waits or is in the call is extended when it has less than this left.
const EXTEND_BELOW: SignedDuration = SignedDuration::from_mins(30);

/// Since when silence counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listening {
    since: Timestamp,
    last_sweep: Timestamp,
}

impl Clinic {
    /// Takes in what a guest's page says of itself. Push and poll both lead here: a report that is not newer than
    /// the newest one known alters nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn receive_report(
        &mut self,
        id: InvitationId,
        report: GuestReport,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut invitation = work.invitation(id)?;
            let stale = invitation.report.as_ref().is_some_and(|known| known.seq >= report.seq);
            if stale {
                work.shows_nothing();
                return Ok(());
            }
            if !invitation.is_open() {
                return work.take_answer(&invitation, &report);
            }
            let mut visit = work.visit_of(&invitation)?;
            let third = work.third_of(&invitation)?;
            let report = GuestReport {
                language: person::language("language", &report.language).unwrap_or_default(),
                browser: person::tame(&report.browser, 80),
                interpreter: report.interpreter.filter(|_| third.is_none()).and_then(tamed),
                introduction: third
                    .is_some()
                    .then_some(report.introduction)
                    .flatten()
                    .and_then(Introduction::tamed),
                ..report
            };
            work.take_in(&mut invitation, &mut visit, third, report)
        })
        .map(|((), changes)| changes)
    }

    /// Does what the passing of time does: to be called every few seconds *while Twilio is reached*.
    ///
    /// A waiting person whose page shows no sign of life is marked as away after a minute and has left after ten.
    /// Links of people who wait or are in a visit are extended; other links end, and an invited patient who did not
    /// come by the end of the visit's window is marked as not attended. If sweeps paused for longer than half a
    /// minute (the console slept, or Twilio was not reached), silence counts anew: nobody is sent away because the
    /// console was not listening.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn sweep(&mut self, now: Timestamp) -> Result<Vec<Change>, Error> {
        let heard_from = match self.listening {
            Some(known) if now.duration_since(known.last_sweep) <= DEAF_AFTER && now >= known.last_sweep => {
                known.since
            }
            _ => now,
        };
        let ((), changes) = self.write(now, |work| {
            let rules = waiting_rules::read(work.db)?;
            for mut invitation in invitation::open(work.db)? {
                let mut visit = work.visit_of(&invitation)?;
                if let Some(mut third) = work.third_of(&invitation)? {
                    work.sweep_third_party(&mut invitation, &mut third, &visit, heard_from)?;
                    continue;
                }
                match visit.state {
                    VisitState::Waiting => {
                        work.extend(&mut invitation)?;
                        work.listen_for(&mut invitation, &mut visit, heard_from)?;
                    }
                    VisitState::AskedBack => {
                        work.extend(&mut invitation)?;
                        work.listen_for_return(&mut invitation, &mut visit, heard_from)?;
                    }
                    VisitState::Invited if work.is_given_up(rules, &invitation, &visit, heard_from) => {
                        work.happen(&mut visit, VisitEvent::NoShowMarked, Actor::Console, "rule")?;
                    }
                    VisitState::InVisit => work.extend(&mut invitation)?,
                    VisitState::Scheduled
                    | VisitState::Invited
                    | VisitState::Left
                    | VisitState::Completed
                    | VisitState::Cancelled
                    | VisitState::NoShow => work.expire(&mut invitation, &mut visit)?,
                }
            }
            Ok(())
        })?;
        self.listening = Some(Listening { since: heard_from, last_sweep: now });
        Ok(changes)
    }
}

impl Work<'_> {
    /// The page of a visit that is over: its answer, or that nobody is there any more. Then its Documents need not wait.
    fn take_answer(&mut self, invitation: &InvitationRow, report: &GuestReport) -> Result<(), Error> {
        let visit = self.visit_of(invitation)?;
        if !self.awaits_answer(invitation, &visit)?
            || !effect::is_pending(self.db, effect::DELETE, invitation.no)?
        {
            return Ok(());
        }
        let soon = add(self.now, GRACE);
        if let Some(answer) = report.survey {
            invitation::set_survey(self.db, invitation.no, answer)?;
            let (actor, detail) = match self.third_of(invitation)? {
                Some(_) => (Actor::Guest, format!("{} {}", invitation.id, answer.word())),
                None => (Actor::Patient, answer.word().to_owned()),
            };
            self.audit(actor, "surveyAnswered", Some(visit.id), &detail)?;
            self.changed(&visit);
        } else if report.step != GuestStep::Left {
            return Ok(());
        }
        effect::hurry(self.db, effect::DELETE, invitation.no, soon)?;
        Ok(())
    }

    /// Whether somebody was in a visit that took place and has not said how it was.
    fn awaits_answer(&self, invitation: &InvitationRow, visit: &VisitRow) -> Result<bool, Error> {
        // The room may have told of them before their page did.
        let was_in = invitation.report.as_ref().is_some_and(|report| report.step == GuestStep::InCall)
            || participant::was_in(self.db, visit.no, &invitation.id.identity())?;
        Ok(was_in
            && visit.state == VisitState::Completed
            && invitation::survey(self.db, invitation.no)?.is_none())
    }

    /// How long the Documents of an invitation that closes stay for its page.
    pub(super) fn grace(&self, invitation: &InvitationRow) -> Result<SignedDuration, Error> {
        let visit = self.visit_of(invitation)?;
        Ok(if self.awaits_answer(invitation, &visit)? { ANSWER_GRACE } else { GRACE })
    }

    fn take_in(
        &mut self,
        invitation: &mut InvitationRow,
        visit: &mut VisitRow,
        third: Option<ThirdPartyRow>,
        report: GuestReport,
    ) -> Result<(), Error> {
        let known = invitation.report.as_ref();
        let beats = known.is_none_or(|known| known.beat != report.beat);
        let visible = known.is_none_or(|known| {
            GuestReport {
                seq: report.seq,
                beat: report.beat,
                introduction: report.introduction.clone(),
                chat: report.chat,
                measured: report.measured,
                check_asked: report.check_asked,
                come_back: report.come_back,
                answers: report.answers.clone(),
                ..known.clone()
            } != report
        });
        let wish = report.interpreter.clone();
        let wished_before = known.and_then(|known| known.interpreter.clone());
        let step_is_new = known.is_none_or(|known| known.step != report.step);
        let first = known.is_none();
        let step = report.step;
        if beats {
            invitation.beat_at = Some(self.now);
        }
        let came_back = invitation.away_since.take().is_some();
        invitation.report = Some(report.clone());
        let asks = report.check_asked != 0 && report.check_asked != invitation.check_asked;
        if asks && invitation.checks < MOST_CHECKS {
            invitation.check_asked = report.check_asked;
            invitation.check_asked_at = Some(self.now);
            invitation.checks += 1;
        }
        invitation::update(self.db, invitation)?;
        if let Some(wish) = wish.filter(|wish| wished_before.as_ref() != Some(wish)) {
            self.audit(Actor::Patient, "interpreterWished", Some(visit.id), wish.to_text())?;
        }
        let measured_anew = self.keep_measures(invitation, report.measured)?;
        let answered = third.is_none() && self.keep_answers(invitation, visit, &report.answers)?;
        self.acknowledge_chat(invitation, report.chat)?;
        if visible || came_back || measured_anew || answered {
            self.changed(visit);
        } else if third.is_none() && !asks {
            // A sign of life.
            self.shows_nothing();
        }
        if let Some(mut third) = third {
            return self.guest_reported(invitation, &mut third, visit, &report, first, step_is_new);
        }
        // A page may report its first step late (lost writes): that it was opened is then known all the same.
        if first {
            self.audit(Actor::Patient, "linkOpened", Some(visit.id), "")?;
        }
        if step_is_new && step == GuestStep::Checking {
            self.audit(Actor::Patient, "devicesChecking", Some(visit.id), "")?;
        }
        match (visit.state, step) {
            (VisitState::Invited, GuestStep::Waiting) => {
                self.arrive(visit, VisitEvent::PatientCheckedIn, Actor::Patient)
            }
            (VisitState::Left, GuestStep::Waiting) => {
                self.arrive(visit, VisitEvent::PatientReturned, Actor::Patient)
            }
            (VisitState::AskedBack, step) => {
                self.asked_back_reported(invitation, visit, step, report.come_back)
            }
            (VisitState::Waiting, GuestStep::Left) => {
                self.happen(visit, VisitEvent::PatientLeft, Actor::Patient, "saidGoodbye")
            }
            // A waiting person who tries their camera again keeps their place; what else a page says of where it
            // is does not move the visit: the provider admits and ends, and the room tells who is in it.
            _ => Ok(()),
        }
    }

    /// Keeps what the page measured of its network; says whether it is new.
    fn keep_measures(
        &self,
        invitation: &InvitationRow,
        measured: Option<NetworkMeasures>,
    ) -> Result<bool, Error> {
        let Some(measures) = measured.map(NetworkMeasures::tamed) else { return Ok(false) };
        if network_check::get(self.db, invitation.no)?.is_some_and(|known| known.measures == measures) {
            return Ok(false);
        }
        network_check::set(self.db, invitation.no, &NetworkCheck { at: self.now, measures })?;
        Ok(true)
    }

    pub(super) fn arrive(
        &mut self,
        visit: &mut VisitRow,
        event: VisitEvent,
        actor: Actor,
    ) -> Result<(), Error> {
        visit.arrived_at = visit.arrived_at.or(Some(self.now));
        self.happen(visit, event, actor, "")?;
        self.change(Change::PatientCheckedIn { visit_id: visit.id });
        Ok(())
    }

    fn listen_for(
        &mut self,
        invitation: &mut InvitationRow,
        visit: &mut VisitRow,
        heard_from: Timestamp,
    ) -> Result<(), Error> {
        let last = invitation.beat_at.unwrap_or(visit.since);
        let silence = self.silence(invitation, visit.since, heard_from);
        if silence >= LEFT_AFTER {
            invitation.away_since = None;
            invitation::update(self.db, invitation)?;
            return self.happen(visit, VisitEvent::PatientLeft, Actor::Console, "noSignOfLife");
        }
        if silence >= AWAY_AFTER && invitation.away_since.is_none() {
            invitation.away_since = Some(last);
            invitation::update(self.db, invitation)?;
            self.audit(Actor::Console, "patientAway", Some(visit.id), "")?;
            self.changed(visit);
            self.change(Change::PatientAway { visit_id: visit.id });
        }
        Ok(())
    }

    /// For how long a page has shown no sign of life, while we listened.
    pub(super) fn silence(
        &self,
        invitation: &InvitationRow,
        since: Timestamp,
        heard_from: Timestamp,
    ) -> SignedDuration {
        self.now.duration_since(invitation.beat_at.unwrap_or(since).max(heard_from))
    }

    pub(super) fn extend(&mut self, invitation: &mut InvitationRow) -> Result<(), Error> {
        if invitation.expires_at.duration_since(self.now) >= EXTEND_BELOW {
            return Ok(());
        }
        invitation.expires_at = add(self.now, WINDOW_AFTER_END.min(LONGEST_LINK));
        Ok(invitation::update(self.db, invitation)?)
    }

    fn expire(&mut self, invitation: &mut InvitationRow, visit: &mut VisitRow) -> Result<(), Error> {
        let missed = visit.state == VisitState::Invited
            && invitation.readiness == Readiness::Ready
            && self.now >= add(planned_end(visit), WINDOW_AFTER_END);
        if invitation.expires_at > self.now {
            return Ok(());
        }
        if missed {
            self.happen(visit, VisitEvent::NoShowMarked, Actor::Console, "")?;
        }
        self.audit(Actor::Console, "linkExpired", Some(visit.id), "")?;
        self.close_invitation(invitation)?;
        let visit = visit::by_no(self.db, visit.no)?.ok_or(Error::NotFound("visit"))?;
        self.changed(&visit);
        Ok(())
    }
}

/// A wish that a page sent, with a language that can be one.
fn tamed(wish: InterpreterWish) -> Option<InterpreterWish> {
    match wish {
        InterpreterWish::Without => Some(wish),
        InterpreterWish::Language(language) => {
            let language = person::language("language", &language).ok().filter(|tag| !tag.is_empty())?;
            Some(InterpreterWish::Language(language))
        }
    }
}

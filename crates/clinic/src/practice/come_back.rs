//! Asking a waiting patient to come back later: the question, their answer, and that they are there again.

use jiff::{SignedDuration, Timestamp};

use super::Clinic;
use super::work::Work;
use crate::appointment::{WINDOW_AFTER_END, instant};
use crate::audit::Actor;
use crate::change::Change;
use crate::come_back::{AskedBack, ComeBackAnswer};
use crate::error::{Error, Invalid};
use crate::id::VisitId;
use crate::invitation::{AWAY_AFTER, GuestStep, LEFT_AFTER, LONGEST_LINK};
use crate::store::invitation::InvitationRow;
use crate::store::visit::VisitRow;
use crate::store::{invitation, patient, visit};
use crate::visit::{VisitEvent, VisitState};
use crate::waiting_room::add;

impl Clinic {
    /// Asks a waiting patient to come back at a local date and time, or at another than they were asked for. Their turn is kept, and
    /// their link stays good until two hours after.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a time that has passed or is too far away; [`Error::Refused`] where the patient does not wait.
    pub fn ask_back(
        &mut self,
        id: VisitId,
        date: &str,
        time: &str,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut visit = work.visit(id)?;
            visit.state.after(VisitEvent::ComeBackAsked, visit.before)?;
            let at = instant(date, time, work.zone())?;
            if at <= work.now {
                return Err(Invalid::new("time", "This time has passed.").into());
            }
            let until = add(at, WINDOW_AFTER_END);
            if until > add(work.now, LONGEST_LINK) {
                let words =
                    "Their link can't be kept good for so long. Choose an earlier time, or move the visit.";
                return Err(Invalid::new("time", words).into());
            }
            if visit.come_back_at == Some(at) {
                return Ok(());
            }
            (visit.come_back_at, visit.come_back_answer) = (Some(at), None);
            work.happen(&mut visit, VisitEvent::ComeBackAsked, actor, &at.to_string())?;
            match work.invitation_of(&visit)? {
                Some(mut invitation) => work.lengthen(&mut invitation, until),
                None => Ok(()),
            }
        })
        .map(|((), changes)| changes)
    }

    /// Takes that back, on the clinic's day on which it was asked: the patient waits as before.
    ///
    /// # Errors
    /// [`Error::DayOver`] later; [`Error::Refused`] where nobody was asked.
    pub fn undo_ask_back(&mut self, id: VisitId, actor: Actor, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| work.undo(id, VisitEvent::ComeBackUndone, actor).map(drop))
            .map(|((), changes)| changes)
    }

    /// Whoever was asked to come back and has not, the earliest first.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn asked_back(&self) -> Result<Vec<AskedBack>, Error> {
        let mut all = Vec::new();
        for visit in visit::in_state(&self.db, VisitState::AskedBack)? {
            let (Some(come_back_at), Some(no)) = (visit.come_back_at, visit.invitation_no) else { continue };
            let Some(invitation) = invitation::by_no(&self.db, no)? else { continue };
            let patient = patient::get(&self.db, visit.patient_no)?;
            all.push(AskedBack {
                visit_id: visit.id,
                invitation: invitation.id,
                patient_name: patient.name,
                language: patient.language,
                starts_at: visit.starts_at,
                asked_at: visit.since,
                come_back_at,
                answer: visit.come_back_answer,
                away_since: invitation.away_since,
            });
        }
        all.sort_by_key(|asked| (asked.come_back_at, asked.starts_at));
        Ok(all)
    }
}

impl Work<'_> {
    /// The page of somebody who was asked back reports: their answer, and from the time on that they are there again.
    pub(super) fn asked_back_reported(
        &mut self,
        invitation: &mut InvitationRow,
        visit: &mut VisitRow,
        step: GuestStep,
        reply: Option<(Timestamp, ComeBackAnswer)>,
    ) -> Result<(), Error> {
        if let Some((at, answer)) = reply
            && visit.come_back_at == Some(at)
            && visit.come_back_answer != Some(answer)
        {
            visit.come_back_answer = Some(answer);
            visit::update(self.db, visit)?;
            self.audit(Actor::Patient, "comeBackAnswered", Some(visit.id), answer.word())?;
            self.changed(visit);
        }
        match step {
            GuestStep::Waiting if self.is_due_back(visit) => {
                self.arrive(visit, VisitEvent::PatientReturned, Actor::Patient)
            }
            // They may close the page until then; that it is closed is shown.
            GuestStep::Left => {
                invitation.away_since = Some(self.now);
                invitation::update(self.db, invitation)?;
                self.changed(visit);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Somebody who stayed on their page is in the line again when the time comes; who is silent for ten minutes after it has left.
    pub(super) fn listen_for_return(
        &mut self,
        invitation: &mut InvitationRow,
        visit: &mut VisitRow,
        heard_from: Timestamp,
    ) -> Result<(), Error> {
        let silence = self.silence(invitation, visit.since, heard_from);
        let away = silence >= AWAY_AFTER;
        if away && invitation.away_since.is_none() {
            invitation.away_since = Some(invitation.beat_at.unwrap_or(visit.since));
            invitation::update(self.db, invitation)?;
            self.changed(visit);
        }
        if !self.is_due_back(visit) {
            return Ok(());
        }
        let waits = invitation.report.as_ref().is_some_and(|report| report.step == GuestStep::Waiting);
        if waits && !away && invitation.away_since.is_none() {
            return self.arrive(visit, VisitEvent::PatientReturned, Actor::Console);
        }
        let expected = visit.come_back_at.unwrap_or(visit.since).max(heard_from);
        if silence.min(self.now.duration_since(expected)) >= LEFT_AFTER {
            invitation.away_since = None;
            invitation::update(self.db, invitation)?;
            return self.happen(visit, VisitEvent::PatientLeft, Actor::Console, "didNotComeBack");
        }
        Ok(())
    }

    fn is_due_back(&self, visit: &VisitRow) -> bool {
        visit.come_back_at.is_none_or(|at| self.now.duration_since(at) >= SignedDuration::ZERO)
    }
}

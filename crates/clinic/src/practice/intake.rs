//! What the clinic asks before a visit: read and write its questions; take in what is answered.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::Error;
use crate::intake::{IntakeAnswer, IntakeForm, LARGEST_ANSWERS};
use crate::pii::Pii;
use crate::store::invitation::InvitationRow;
use crate::store::visit::VisitRow;
use crate::store::{intake_answer, setting};

impl Clinic {
    /// What the clinic asks patients.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn intake_form(&self) -> Result<IntakeForm, Error> {
        read_form(&self.db)
    }

    /// Writes that, for whoever is asked from now on. Answers that were given stay as they were given.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what cannot be asked.
    pub fn set_intake_form(&mut self, form: &IntakeForm, now: Timestamp) -> Result<Vec<Change>, Error> {
        form.check()?;
        let text = serde_json::to_string(form).map_err(|_| Error::Damaged)?;
        self.write(now, |work| {
            setting::set(work.db, setting::INTAKE, &text)?;
            work.audit(Actor::Provider, "intakeSet", None, &form.questions.len().to_string())
        })
        .map(|((), changes)| changes)
    }
}

/// The form as it is kept; one that a later program wrote asks nothing.
fn read_form(db: &rusqlite::Connection) -> Result<IntakeForm, Error> {
    let text = setting::get(db, setting::INTAKE)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

impl Work<'_> {
    /// What the patient of a visit is asked.
    pub(super) fn intake(&self) -> Result<IntakeForm, Error> {
        read_form(self.db)
    }

    /// The form as it is kept, to see whether pages are to be told.
    pub(super) fn intake_seen(&self) -> Result<String, Error> {
        Ok(setting::get(self.db, setting::INTAKE)?.unwrap_or_default())
    }

    /// Keeps what a patient's page says was answered; says whether anything is new. An answer that is taken away on the page
    /// stays as it was given.
    pub(super) fn keep_answers(
        &mut self,
        invitation: &InvitationRow,
        visit: &VisitRow,
        given: &BTreeMap<String, Pii<String>>,
    ) -> Result<bool, Error> {
        if given.is_empty()
            || given.iter().map(|(id, text)| id.len() + text.reveal().len()).sum::<usize>() > LARGEST_ANSWERS
        {
            return Ok(false);
        }
        let known = intake_answer::of_invitation(self.db, invitation.no)?.len();
        let mut new = false;
        for (place, (question, ask, answer)) in self.intake()?.read(given).into_iter().enumerate() {
            let answer = IntakeAnswer { question, ask, answer: answer.into(), at: self.now };
            new |= intake_answer::set(self.db, invitation.no, place, &answer)?;
        }
        if new && known == 0 {
            // That, not what: the audit names nobody's answers.
            self.audit(Actor::Patient, "intakeBegun", Some(visit.id), "")?;
        }
        Ok(new)
    }
}

//! What the clinic asks before a visit: read and write its questions; take in what is answered.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::Connection;

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::Error;
use crate::intake::{Intake, IntakeAnswer, IntakeForm, LARGEST_ANSWERS};
use crate::pii::Pii;
use crate::store::invitation::InvitationRow;
use crate::store::visit::VisitRow;
use crate::store::{intake_answer, setting, visit_type};

impl Clinic {
    /// What the clinic asks patients.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn intake(&self) -> Result<Intake, Error> {
        let own = visit_type::own_intakes(&self.db)?;
        Ok(Intake {
            usual: read_form(&usual(&self.db)?),
            own: own.into_iter().map(|(id, text)| (id, read_form(&text))).collect(),
        })
    }

    /// Writes that, for whoever is asked from now on. Answers that were given stay as they were given.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what cannot be asked; [`Error::NotFound`] where a visit type was removed meanwhile.
    pub fn set_intake(&mut self, intake: &Intake, now: Timestamp) -> Result<Vec<Change>, Error> {
        intake.usual.check()?;
        let usual = to_text(&intake.usual)?;
        self.write(now, |work| {
            setting::set(work.db, setting::INTAKE, &usual)?;
            for row in visit_type::all(work.db)? {
                let form = intake.own.get(&row.known.id);
                if let Some(form) = form {
                    form.check().map_err(|invalid| invalid.about(&row.known.name))?;
                }
                visit_type::set_intake(work.db, row.no, form.map(to_text).transpose()?.as_deref())?;
            }
            for id in intake.own.keys() {
                visit_type::get(work.db, *id)?.ok_or(Error::NotFound("visit type"))?;
            }
            work.change(Change::VisitTypesChanged);
            let forms = std::iter::once(&intake.usual).chain(intake.own.values());
            let counts: Vec<_> = forms.map(|form| form.questions.len().to_string()).collect();
            work.audit(Actor::Provider, "intakeSet", None, &counts.join(" "))
        })
        .map(|((), changes)| changes)
    }
}

/// A form as it is kept; one that a later program wrote asks nothing.
fn read_form(text: &str) -> IntakeForm {
    serde_json::from_str(text).unwrap_or_default()
}

fn to_text(form: &IntakeForm) -> Result<String, Error> {
    serde_json::to_string(form).map_err(|_| Error::Damaged)
}

/// The usual form as it is kept.
fn usual(db: &Connection) -> Result<String, Error> {
    Ok(setting::get(db, setting::INTAKE)?.unwrap_or_default())
}

impl Work<'_> {
    /// What the patient of a visit is asked.
    pub(super) fn intake(&self, visit: &VisitRow) -> Result<IntakeForm, Error> {
        Ok(read_form(&self.intake_seen(visit)?))
    }

    /// The same as it is kept, to see whether pages are to be told.
    pub(super) fn intake_seen(&self, visit: &VisitRow) -> Result<String, Error> {
        let own = visit.visit_type_no.map(|no| visit_type::own_intake(self.db, no)).transpose()?.flatten();
        own.map_or_else(|| usual(self.db), Ok)
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
        for (place, (question, ask, answer)) in self.intake(visit)?.read(given).into_iter().enumerate() {
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

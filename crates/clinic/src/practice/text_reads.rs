//! What windows read of texts.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::Clinic;
use super::directory::phone_rules;
use crate::error::{Error, Invalid};
use crate::id::{TextId, VisitId};
use crate::phone_number::{self, NumberRefused};
use crate::store::text_message::TextRow;
use crate::store::visit::VisitRow;
use crate::store::{opt_out, patient, text_event, text_message, visit};
use crate::text::{TextEvent, TextState};
use crate::text_message::{LiveText, PatientNumber, Text, TextAction, TextNotice};

/// A text that a carrier has is looked at for so long: some carriers never say more.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(24);

impl Clinic {
    /// The texts of a visit, oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the visit is not there.
    pub fn texts(&self, id: VisitId) -> Result<Vec<Text>, Error> {
        let visit = visit::get(&self.db, id)?.ok_or(Error::NotFound("visit"))?;
        text_message::of_visit(&self.db, visit.no)?
            .into_iter()
            .map(|row| open_up(&self.db, &visit, row))
            .collect()
    }

    /// A patient's number as it was typed in: how it is kept, and whether the clinic texts it. One that cannot be texted may be kept all the same.
    ///
    /// # Errors
    /// [`Error::Invalid`] where it is no number; [`Error::NumberNotTexted`] for emergency and short numbers, which are nobody's.
    pub fn look_at_number(&self, text: &str) -> Result<PatientNumber, Error> {
        let rules = phone_rules(&self.db)?;
        let (number, not_texted) = match phone_number::check(text, &rules) {
            Ok(number) => (number, None),
            Err(Error::NumberRefused(refused @ (NumberRefused::Premium | NumberRefused::Country(_)))) => {
                let home = rules.countries.first().map(String::as_str);
                (phone_number::parse(text, home)?, Some(refused))
            }
            Err(Error::NumberRefused(refused)) => return Err(Error::NumberNotTexted(refused)),
            Err(Error::Invalid(invalid)) => return Err(Invalid { field: "phone", ..invalid }.into()),
            Err(error) => return Err(error),
        };
        let stopped_since = opt_out::since(&self.db, number.e164.reveal())?;
        Ok(PatientNumber { number, not_texted, stopped_since })
    }

    /// What somebody should see of texts: those that were sent late or not at all, those that failed, those that nobody knows of.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn text_notices(&self) -> Result<Vec<TextNotice>, Error> {
        text_message::notices(&self.db)?
            .into_iter()
            .map(|row| {
                let visit = visit::by_no(&self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
                Ok(TextNotice {
                    text: open_up(&self.db, &visit, row)?,
                    patient_name: patient::get(&self.db, visit.patient_no)?.name,
                    starts_at: visit.starts_at,
                })
            })
            .collect()
    }

    /// Since when nobody may text a number, however it is written; none where one may.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn stopped_since(&self, number: &str) -> Result<Option<Timestamp>, Error> {
        let Ok(number) = phone_number::parse(number, None) else { return Ok(None) };
        Ok(opt_out::since(&self.db, number.e164.reveal())?)
    }

    /// The texts that Twilio has and that are to be looked at.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn live_texts(&self, now: Timestamp) -> Result<Vec<LiveText>, Error> {
        Ok(text_message::live(&self.db)?
            .into_iter()
            .filter_map(|row| {
                let from = row.send_at.or(row.asked_at)?;
                let due = row.state != TextState::Sent || now.duration_since(row.since) <= LOOKED_AT;
                Some(LiveText { id: row.id, message_sid: row.message_sid?, from }).filter(|_| due)
            })
            .collect())
    }

    /// The visit of a text.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none.
    pub fn visit_of_text(&self, id: TextId) -> Result<VisitId, Error> {
        let row = text_message::get(&self.db, id)?.ok_or(Error::NotFound("text"))?;
        Ok(visit::by_no(&self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?.id)
    }
}

fn open_up(db: &Connection, visit: &VisitRow, row: TextRow) -> Result<Text, Error> {
    Ok(Text {
        actions: actions(&row),
        timeline: text_event::of(db, row.no)?,
        visit_id: visit.id,
        id: row.id,
        invitation: row.invitation,
        to_third_party: row.to_third_party,
        kind: row.kind,
        number: row.number.into(),
        language: row.language,
        state: row.state,
        since: row.since,
        added_at: row.added_at,
        planned_for: row.planned_for,
        late: row.late,
        cancelling: row.cancelling,
        hold: row.hold,
        failure: row.failure,
        failure_code: row.failure_code,
        segments: row.segments,
    })
}

fn actions(row: &TextRow) -> Vec<TextAction> {
    use TextAction as A;
    let possible = |event| row.state.allows(event);
    let may_cancel = row.state.is_to_come() || possible(TextEvent::TextCancelAsked);
    [
        (A::Search, possible(TextEvent::TextSearched)),
        (A::SaySent, possible(TextEvent::TextSaidSent)),
        (A::SayUnsent, possible(TextEvent::TextSaidUnsent)),
        (A::Cancel, may_cancel && !row.cancelling),
    ]
    .into_iter()
    .filter_map(|(action, possible)| possible.then_some(action))
    .collect()
}

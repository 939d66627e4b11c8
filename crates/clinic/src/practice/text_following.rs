//! What came of a text: what Twilio answered, and what was seen of its message since.
//!
//! Every observation may come late, twice or never. One that the table refuses alters nothing and is no error.

use jiff::Timestamp;

use super::Clinic;
use super::text_planning::detail;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::{Error, Invalid};
use crate::id::TextId;
use crate::store::text_message::TextRow;
use crate::store::visit::VisitRow;
use crate::store::{effect, opt_out, text_event, text_message, visit};
use crate::text::{TextEvent, TextState};
use crate::text_message::{TextFailure, TextSeen};

/// Twilio's code for somebody who answered STOP.
const STOPPED: u32 = 21_610;

impl Clinic {
    /// Twilio has the message: it said so, or it was found by listing. `scheduled` is whether its scheduler has it.
    ///
    /// # Errors
    /// [`Error::Invalid`] where that is not a message's SID.
    pub fn text_taken(
        &mut self,
        id: TextId,
        message_sid: &str,
        scheduled: bool,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        let well_formed = message_sid.len() == 34
            && (message_sid.starts_with("SM") || message_sid.starts_with("MM"))
            && message_sid.bytes().skip(2).all(|b| b.is_ascii_hexdigit());
        if !well_formed {
            return Err(Invalid::new("messageSid", "This is not a message.").into());
        }
        self.on_text(id, now, |work, row| {
            let event = if scheduled { TextEvent::TextScheduled } else { TextEvent::TextTaken };
            if row.message_sid.is_some() || !row.state.allows(event) {
                return Ok(());
            }
            row.message_sid = Some(message_sid.to_owned());
            work.text_happens(row, event, Actor::Console)?;
            if !row.cancelling {
                return Ok(());
            }
            if scheduled {
                let (visit_no, now) = (row.visit_no, work.now);
                return Ok(effect::ask_of_text(work.db, effect::CANCEL_TEXT, visit_no, row.no, now, now)?);
            }
            work.too_late_to_cancel(row)
        })
    }

    /// There will be no message. Code 21610 says that its person answered STOP, which is kept with the number.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn text_refused(
        &mut self,
        id: TextId,
        failure: TextFailure,
        code: Option<u32>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_text(id, now, |work, row| {
            if !row.state.allows(TextEvent::TextRefused) {
                return Ok(());
            }
            work.learn_stop(row, code)?;
            (row.failure, row.failure_code, row.noticed) = (Some(failure), code, false);
            work.text_happens(row, TextEvent::TextRefused, Actor::Console)
        })
    }

    /// The answer was lost: nobody knows yet whether there is a message.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn text_lost(&mut self, id: TextId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.on_text(id, now, |work, row| {
            if !row.state.allows(TextEvent::TextLost) {
                return Ok(());
            }
            row.lost_at = Some(work.now);
            work.text_happens(row, TextEvent::TextLost, Actor::Console)
        })
    }

    /// Twilio was not reached, or was too busy to look at it: nothing was sent, and it is asked again while that is of use.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn text_put_off(&mut self, id: TextId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.on_text(id, now, |work, row| {
            if !row.state.allows(TextEvent::TextPutOff) {
                return Ok(());
            }
            work.text_happens(row, TextEvent::TextPutOff, Actor::Console)?;
            if row.cancelling {
                row.cancelling = false;
                return work.call_off_text(row, Actor::Console);
            }
            Ok(())
        })
    }

    /// A message that was not found yet is looked for again at `at`.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn look_for_text_at(
        &mut self,
        id: TextId,
        at: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_text(id, now, |work, row| {
            Ok(effect::ask_of_text(work.db, effect::SEND, row.visit_no, row.no, work.now, at)?)
        })
    }

    /// The message list did not tell whether it was sent: the provider is asked.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn text_not_found(&mut self, id: TextId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.on_text(id, now, |work, row| {
            if !row.state.allows(TextEvent::TextNotFound) {
                return Ok(());
            }
            row.noticed = false;
            work.text_happens(row, TextEvent::TextNotFound, Actor::Console)
        })
    }

    /// A look saw the message.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn text_seen(
        &mut self,
        id: TextId,
        seen: TextSeen,
        segments: Option<u32>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_text(id, now, |work, row| {
            if segments.is_some() && row.segments != segments {
                row.segments = segments;
                text_message::update(work.db, row)?;
                work.text_row_changed(row)?;
            }
            let (event, code) = match seen {
                TextSeen::Scheduled => return Ok(()),
                TextSeen::Accepted => (TextEvent::TextTaken, None),
                TextSeen::Queued => (TextEvent::TextQueued, None),
                TextSeen::Sent => (TextEvent::TextSent, None),
                TextSeen::Delivered => (TextEvent::TextDelivered, None),
                TextSeen::Undelivered(code) => (TextEvent::TextUndelivered, code),
                TextSeen::Failed(code) => (TextEvent::TextFailed, code),
                TextSeen::Cancelled => (TextEvent::TextCancelled, None),
            };
            if row.message_sid.is_none() || !row.state.allows(event) {
                return Ok(());
            }
            if row.cancelling && event != TextEvent::TextCancelled {
                work.too_late_to_cancel(row)?;
                if !row.state.allows(event) {
                    return Ok(());
                }
            }
            if matches!(event, TextEvent::TextUndelivered | TextEvent::TextFailed) {
                work.learn_stop(row, code)?;
                row.failure = Some(TextFailure::NotDelivered);
                (row.failure_code, row.noticed) = (code, false);
            }
            row.cancelling = false;
            work.text_happens(row, event, Actor::Console)
        })
    }

    /// Twilio has called the message off.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn text_cancelled(&mut self, id: TextId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.text_seen(id, TextSeen::Cancelled, None, now)
    }

    /// It was too late to call the message off: its person has it, or will.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn text_not_cancelled(&mut self, id: TextId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.on_text(id, now, |work, row| {
            if !row.cancelling || !row.state.allows(TextEvent::TextCancelTooLate) {
                return Ok(());
            }
            work.too_late_to_cancel(row)
        })
    }

    /// The message to call off for a text, where there is one and it is to be.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn text_to_cancel(&self, id: TextId) -> Result<Option<String>, Error> {
        Ok(text_message::get(&self.db, id)?.filter(|row| row.cancelling).and_then(|row| row.message_sid))
    }

    /// What a number's own messages say: when it last asked for no more texts, and when it last allowed them.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn heard_from_number(
        &mut self,
        number: &str,
        stopped_at: Option<Timestamp>,
        started_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let before = opt_out::since(work.db, number)?;
            opt_out::heard(work.db, number, stopped_at, started_at)?;
            let after = opt_out::since(work.db, number)?;
            if before.is_some() != after.is_some() {
                let event = if after.is_some() { "textsStopped" } else { "textsAllowed" };
                work.audit(Actor::Patient, event, None, "")?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    fn on_text(
        &mut self,
        id: TextId,
        now: Timestamp,
        happens: impl FnOnce(&mut Work<'_>, &mut TextRow) -> Result<(), Error>,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = text_message::get(work.db, id)?.ok_or(Error::NotFound("text"))?;
            happens(work, &mut row)
        })
        .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    /// Lets something happen to a text, by the table, and writes it down.
    pub(super) fn text_happens(
        &mut self,
        row: &mut TextRow,
        event: TextEvent,
        actor: Actor,
    ) -> Result<(), Error> {
        let next = row.state.after(event)?;
        if next != row.state {
            row.since = self.now;
        }
        row.state = next;
        text_message::update(self.db, row)?;
        text_event::append(self.db, row.no, event, next, self.now)?;
        let visit = visit::by_no(self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
        let mut detail = detail(row);
        if let Some(hold) = row.hold.filter(|_| next == TextState::Withheld) {
            detail.push_str(&format!(" {}", hold.word()));
        }
        if let Some(code) = row.failure_code.filter(|_| next.is_over()) {
            detail.push_str(&format!(" error {code}"));
        }
        self.audit(actor, event.word(), Some(visit.id), &detail)?;
        self.text_changed(&visit, row.id);
        if matches!(next, TextState::Failed | TextState::Undelivered) {
            self.change(Change::TextFailed { visit_id: visit.id, text: row.id });
        }
        Ok(())
    }

    pub(super) fn text_changed(&mut self, visit: &VisitRow, text: TextId) {
        self.change(Change::TextChanged { visit_id: visit.id, text });
        self.changed(visit);
    }

    fn text_row_changed(&mut self, row: &TextRow) -> Result<(), Error> {
        let visit = visit::by_no(self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
        self.text_changed(&visit, row.id);
        Ok(())
    }

    fn too_late_to_cancel(&mut self, row: &mut TextRow) -> Result<(), Error> {
        (row.cancelling, row.noticed) = (false, false);
        self.text_happens(row, TextEvent::TextCancelTooLate, Actor::Console)
    }

    /// That somebody answered STOP is learned from Twilio's refusal too.
    fn learn_stop(&mut self, row: &TextRow, code: Option<u32>) -> Result<(), Error> {
        if code == Some(STOPPED) && opt_out::since(self.db, &row.number)?.is_none() {
            opt_out::heard(self.db, &row.number, Some(self.now), None)?;
            self.audit(Actor::Patient, "textsStopped", None, "")?;
        }
        Ok(())
    }
}

//! What comes of a text: what is to be asked of Twilio, and what was seen.
//!
//! Every observation may come late, twice or never. One that the table refuses alters nothing and is no error.

use jiff::{SignedDuration, Timestamp};

use super::Clinic;
use super::invite::invitable_from;
use super::text_planning::{detail, text_settings, useful_until, zone_of};
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::{Error, Invalid};
use crate::id::{TextId, VisitId};
use crate::invitation::{Link, Readiness};
use crate::phone_number;
use crate::store::invitation::InvitationRow;
use crate::store::text_message::TextRow;
use crate::store::visit::VisitRow;
use crate::store::{effect, invitation, opt_out, patient, text_event, text_message, visit};
use crate::text::{TextEvent, TextState};
use crate::text_message::{FindText, LiveText, SendPlan, TextFailure, TextHold, TextSeen, TextTask};
use crate::text_plan::{self, TextSettings};
use crate::text_template::{self, TextKind, TextValues};
use crate::visit::VisitState;
use crate::waiting_room::add;

/// A text that is sent so long after its time is told of: the console was closed, or Twilio not reached.
const LATE: SignedDuration = SignedDuration::from_mins(10);

/// Between two looks whether a link leads somewhere; it is told, too.
const UNTIL_LINK: SignedDuration = SignedDuration::from_secs(30);

/// A text that a carrier has is looked at for so long: some carriers never say more.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(24);

/// Twilio's code for somebody who answered STOP.
const STOPPED: u32 = 21_610;

/// What a text that may be sent turned out to be.
enum Standing {
    Go,
    Hold(TextHold),
    /// Nothing is to be done before then.
    Later(Timestamp),
}

impl Clinic {
    /// What is to be asked of Twilio for a text; `scheduler` is whether it can be handed to Twilio's scheduler. Whether it is (still) to
    /// be sent is decided here: STOP, quiet hours, its use, its number. Nothing that says *send* may be sent before
    /// [`text_requested`](Clinic::text_requested) has stored that it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn begin_text(
        &mut self,
        id: TextId,
        scheduler: bool,
        now: Timestamp,
    ) -> Result<(TextTask, Vec<Change>), Error> {
        self.write(now, |work| {
            // Its visit was moved meanwhile, and what was only planned went with it.
            let Some(mut row) = text_message::get(work.db, id)? else { return Ok(TextTask::Nothing) };
            match row.state {
                TextState::Planned | TextState::Intended => work.begin_text(&mut row, scheduler),
                // It was asked before: by this console that was killed, or by a request whose answer was lost.
                TextState::Requested => {
                    row.lost_at = Some(work.now);
                    work.text_happens(&mut row, TextEvent::TextLost, Actor::Console)?;
                    work.find_text(&row)
                }
                TextState::Unknown => work.find_text(&row),
                _ => Ok(TextTask::Nothing),
            }
        })
    }

    /// Twilio is about to be asked. Stored before it is, with the hash of what is sent, so that a console that is killed in between
    /// looks for the message instead of sending another. False where it is not to be asked any more.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a text that is not there.
    pub fn text_requested(
        &mut self,
        id: TextId,
        body_hash: &str,
        send_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(bool, Vec<Change>), Error> {
        self.write(now, |work| {
            let Some(mut row) = text_message::get(work.db, id)? else { return Ok(false) };
            if row.state != TextState::Intended {
                return Ok(false);
            }
            row.asked_at = Some(work.now);
            row.body_hash = Some(body_hash.to_owned());
            row.send_at = send_at;
            work.text_happens(&mut row, TextEvent::TextRequested, Actor::Console)?;
            Ok(true)
        })
    }

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

    fn begin_text(&mut self, row: &mut TextRow, scheduler: bool) -> Result<TextTask, Error> {
        let mut visit = visit::by_no(self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
        let settings = text_settings(self.db)?;
        let patient = patient::get(self.db, visit.patient_no)?;
        if !row.to_third_party && row.minutes_before.is_some() {
            // The number as it is known now; nothing was asked of Twilio for the other.
            row.number.clone_from(patient.phone.reveal());
        }
        let zone = if row.to_third_party { self.zone().clone() } else { zone_of(&patient, self.zone()) };
        match self.standing(row, &mut visit, &settings, &zone, scheduler)? {
            Standing::Go => {}
            Standing::Hold(hold) => {
                (row.hold, row.noticed) = (Some(hold), hold == TextHold::NotNeeded);
                self.text_happens(row, TextEvent::TextWithheld, Actor::Console)?;
                return Ok(TextTask::Nothing);
            }
            Standing::Later(at) => {
                effect::ask_of_text(self.db, effect::SEND, row.visit_no, row.no, self.now, at)?;
                return Ok(TextTask::Nothing);
            }
        }
        let link = match row.invitation_no.filter(|_| row.kind.has_link()) {
            None => None,
            Some(no) => invitation::by_no(self.db, no)?
                .map(|known| Link { invitation: known.id, expires_at: known.expires_at }),
        };
        let (template, language) = text_template::words_for(&settings.templates, row.kind, &row.language);
        let values = TextValues {
            clinic: self.profile().clinic_name.clone(),
            provider: self.profile().practitioner.name.clone(),
            starts_at: visit.starts_at,
            zone,
            language,
            name: patient.name.into_revealed(),
            reason: visit.reason.clone(),
        };
        let send_at = Some(row.planned_for).filter(|at| *at > self.now);
        Ok(TextTask::Send(SendPlan {
            id: row.id,
            to: row.number.clone().into(),
            body: text_template::write_out(&template, &values)?,
            link,
            plain: settings.plain,
            shorten_links: settings.shorten_links,
            send_at,
            useful_until: useful_until(row, &visit),
        }))
    }

    /// Whether a text is to be sent now, later, or not at all. Where it is, it stands as intended.
    fn standing(
        &mut self,
        row: &mut TextRow,
        visit: &mut VisitRow,
        settings: &TextSettings,
        zone: &jiff::tz::TimeZone,
        scheduler: bool,
    ) -> Result<Standing, Error> {
        let wanted = match row.kind {
            TextKind::Cancellation => visit.state == VisitState::Cancelled,
            TextKind::Reminder | TextKind::Link => {
                matches!(visit.state, VisitState::Scheduled | VisitState::Invited | VisitState::Left)
            }
            TextKind::Change | TextKind::Invitation | TextKind::ThirdParty => !visit.state.is_closed(),
        };
        if !wanted {
            return Ok(Standing::Hold(TextHold::NotNeeded));
        }
        let until = useful_until(row, visit);
        if until <= self.now {
            return Ok(Standing::Hold(TextHold::TooLate));
        }
        row.number = match self.check_text_number(&row.number) {
            Ok(number) => number,
            Err(Error::NoNumberToText) => return Ok(Standing::Hold(TextHold::NoNumber)),
            Err(Error::NumberNotTexted(_) | Error::Invalid(_)) => {
                return Ok(Standing::Hold(TextHold::NumberRefused));
            }
            Err(error) => return Err(error),
        };
        if opt_out::since(self.db, &row.number)?.is_some() {
            return Ok(Standing::Hold(TextHold::OptedOut));
        }
        let ahead = row.planned_for.duration_since(self.now);
        if ahead > SignedDuration::ZERO {
            let (shortest, longest) = text_plan::SCHEDULER;
            if !scheduler || row.kind.has_link() || ahead < shortest {
                return Ok(Standing::Later(row.planned_for));
            }
            if ahead > longest {
                return Ok(Standing::Later(row.planned_for.checked_sub(longest).unwrap_or(row.planned_for)));
            }
        } else if !row.anyway {
            match text_plan::send_time(self.now, until, settings.quiet, zone, self.now) {
                Some(at) if at <= self.now => {}
                Some(at) => {
                    row.planned_for = at;
                    self.text_happens(row, TextEvent::TextReplanned, Actor::Console)?;
                    return Ok(Standing::Later(at));
                }
                None => return Ok(Standing::Hold(TextHold::QuietHours)),
            }
        }
        if row.kind.has_link() {
            match self.link_for(row, visit)? {
                Standing::Go => {}
                other => {
                    if matches!(other, Standing::Later(_)) {
                        self.text_is_due(row)?;
                    }
                    return Ok(other);
                }
            }
        }
        if -ahead > LATE && !row.late {
            (row.late, row.noticed) = (true, false);
        }
        self.text_is_due(row)?;
        Ok(Standing::Go)
    }

    fn text_is_due(&mut self, row: &mut TextRow) -> Result<(), Error> {
        if row.state == TextState::Planned {
            return self.text_happens(row, TextEvent::TextDue, Actor::Console);
        }
        Ok(text_message::update(self.db, row)?)
    }

    /// Whether a text's link leads somewhere. A patient who has none is given one where the plan sends it.
    fn link_for(&mut self, row: &mut TextRow, visit: &mut VisitRow) -> Result<Standing, Error> {
        let works = |known: &InvitationRow, now| known.is_open() && known.expires_at > now;
        let known = match row.kind {
            TextKind::Link => match self.invitation_of(visit)?.filter(|known| works(known, self.now)) {
                Some(known) => Some(known),
                None => match self.invite_patient(visit, Actor::Console) {
                    Ok(()) => self.invitation_of(visit)?,
                    Err(Error::TooEarlyToInvite { .. }) => {
                        return Ok(Standing::Later(invitable_from(visit)));
                    }
                    Err(Error::Refused(_)) => None,
                    Err(error) => return Err(error),
                },
            },
            _ => row.invitation_no.map(|no| invitation::by_no(self.db, no)).transpose()?.flatten(),
        };
        let Some(known) = known.filter(|known| works(known, self.now)) else {
            return Ok(Standing::Hold(TextHold::NoLink));
        };
        (row.invitation_no, row.invitation) = (Some(known.no), Some(known.id));
        if self.third_of(&known)?.is_some_and(|third| third.state.is_final()) {
            return Ok(Standing::Hold(TextHold::NoLink));
        }
        match known.readiness {
            Readiness::Ready => Ok(Standing::Go),
            Readiness::SettingUp | Readiness::Failed { .. } => {
                effect::hurry(self.db, effect::SET_UP, known.no, self.now)?;
                Ok(Standing::Later(add(self.now, UNTIL_LINK)))
            }
            Readiness::Closed => Ok(Standing::Hold(TextHold::NoLink)),
        }
    }

    fn find_text(&self, row: &TextRow) -> Result<TextTask, Error> {
        Ok(TextTask::Find(FindText {
            id: row.id,
            to: row.number.clone().into(),
            body_hash: row.body_hash.clone().unwrap_or_default(),
            asked_at: row.asked_at.unwrap_or(row.added_at),
            lost_at: row.lost_at.unwrap_or(self.now),
            others: text_message::known_messages(self.db, &row.number)?,
        }))
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

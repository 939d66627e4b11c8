//! Whether a text is sent, when, and what Twilio is to be asked for it.

use jiff::{SignedDuration, Timestamp};

use super::Clinic;
use super::invite::invitable_from;
use super::text_planning::{text_settings, useful_until, zone_of};
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::Error;
use crate::id::TextId;
use crate::invitation::{Link, Readiness};
use crate::store::invitation::InvitationRow;
use crate::store::text_message::TextRow;
use crate::store::visit::VisitRow;
use crate::store::{effect, invitation, opt_out, patient, text_message, visit};
use crate::text::{TextEvent, TextState};
use crate::text_message::{FindText, SendPlan, TextHold, TextTask};
use crate::text_plan::{self, TextSettings};
use crate::text_template::{self, TextKind, TextValues};
use crate::visit::VisitState;
use crate::waiting_room::add;

/// A text that is sent so long after its time is told of: the console was closed, or Twilio not reached.
const LATE: SignedDuration = SignedDuration::from_mins(10);

/// Between two looks whether a link leads somewhere; it is told, too.
const UNTIL_LINK: SignedDuration = SignedDuration::from_secs(30);

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
}

impl Work<'_> {
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
}

//! What windows read.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::schedule::same_day;
use super::third_party::more_than_two;
use super::work;
use super::{Clinic, Known, known};
use crate::appointment::LONGEST;
use crate::audit::AuditEvent;
use crate::come_back::AskedBack;
use crate::error::Error;
use crate::id::{InvitationId, VisitId};
use crate::intake::IntakeAnswer;
use crate::interpreter::{InterpreterWish, WantedInterpreter};
use crate::invitation::{
    DeviceVerdict, GuestStep, Invitation, NetworkVerdict, OpenInvitation, Readiness, TimelineEntry,
    TimelineStep,
};
use crate::network::NetworkCheck;
use crate::person::Patient;
use crate::pii::Pii;
use crate::store::invitation::InvitationRow;
use crate::store::visit::VisitRow;
use crate::store::{
    appointment, audit_event, effect, intake_answer, invitation, network_check, participant, patient,
    phone_party, third_party, vendor_request, visit,
};
use crate::text::{LinkText, TextEvent};
use crate::text_template::TextKind;
use crate::third_party::{ThirdParty, ThirdPartyRole, ThirdPartyState, actions as actions_of_third_party};
use crate::visit::{VisitAction, VisitEvent, VisitState};
use crate::visit_type::BookedType;
use crate::waiting_room::{WaitingPatient, add};

/// One line of the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitSummary {
    /// The visit.
    pub id: VisitId,
    /// Planned start.
    pub starts_at: Timestamp,
    /// Planned length.
    pub minutes: u32,
    /// What kind of visit it was booked as.
    pub visit_type: Option<BookedType>,
    /// The patient's name.
    pub patient_name: Pii<String>,
    /// Why they come.
    pub reason: Pii<String>,
    /// The patient's language (BCP 47).
    pub language: String,
    /// Where it stands.
    pub state: VisitState,
    /// Since when it stands there.
    pub state_since: Timestamp,
    /// What the patient is doing on the link while they do not wait.
    pub on_link: Option<GuestStep>,
    /// What became of the newest text with the link, while the patient is invited.
    pub link_text: Option<LinkText>,
    /// Whether another visit overlaps it. Cancelled visits and those not attended overlap nothing.
    pub overlaps: bool,
}

/// One visit, whole.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Its agenda line.
    pub summary: VisitSummary,
    /// The patient.
    pub patient: Patient,
    /// What may be done with it now, the likeliest first.
    pub actions: Vec<VisitAction>,
    /// The patient's invitation, the newest.
    pub invitation: Option<Invitation>,
    /// The card of a waiting patient.
    pub waiting: Option<WaitingPatient>,
    /// The interpreter that the patient wants.
    pub interpreter: Option<WantedInterpreter>,
    /// That the patient was asked to come back later, while they are.
    pub asked_back: Option<AskedBack>,
    /// The clinician's notes.
    pub notes: Pii<String>,
    /// When the patient was (first) admitted.
    pub admitted_at: Option<Timestamp>,
    /// The room that is open now.
    pub room_sid: Option<String>,
    /// Who was in the call, and when.
    pub participants: Vec<Participant>,
    /// Everybody else who was invited, in the order they were.
    pub third_parties: Vec<ThirdParty>,
    /// Whether the call is known to be for more than two people, or once was: it is held by other settings then.
    pub more_than_two: bool,
}

/// Somebody's time in a visit's call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Their identity at Twilio.
    pub identity: String,
    /// From when.
    pub joined_at: Timestamp,
    /// Until when; none while they are in.
    pub left_at: Option<Timestamp>,
}

/// The next visit after an empty day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextVisit {
    /// The visit.
    pub id: VisitId,
    /// Planned start.
    pub starts_at: Timestamp,
    /// The patient's name.
    pub patient_name: Pii<String>,
    /// The patient's language (BCP 47).
    pub language: String,
}

/// A third party who waits to be let in.
#[derive(Debug, Clone)]
pub struct WaitingThirdParty {
    /// The patient of their visit.
    pub patient_name: Pii<String>,
    /// Who they are.
    pub third_party: ThirdParty,
}

impl Clinic {
    /// The visits that start from `from` and before `to`, by start.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn day(&self, from: Timestamp, to: Timestamp) -> Result<Vec<VisitSummary>, Error> {
        let practitioner_no = self.known()?.practitioner_no;
        // A visit of the evening before may reach into the day, and one of this evening into the next.
        let reach = SignedDuration::from_mins(i64::from(LONGEST));
        let before = from.checked_sub(reach).unwrap_or(Timestamp::MIN);
        let mut visits = appointment::between(&self.db, practitioner_no, before, add(to, reach))?;
        mark_overlaps(&mut visits);
        visits.retain(|visit| visit.starts_at >= from && visit.starts_at < to);
        Ok(visits)
    }

    /// One visit, whole.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not there.
    pub fn visit(&self, id: VisitId, now: Timestamp) -> Result<Visit, Error> {
        let row = visit::get(&self.db, id)?.ok_or(Error::NotFound("visit"))?;
        let history = audit_event::of_visit(&self.db, id)?;
        let newest = row.invitation_no.map(|no| invitation::by_no(&self.db, no)).transpose()?.flatten();
        let known = self.known()?;
        let actions = actions(&row, newest.as_ref(), &known.profile.zone, now);
        let summary = self
            .day(row.starts_at, add(row.starts_at, SignedDuration::from_millis(1)))?
            .into_iter()
            .find(|summary| summary.id == id)
            .ok_or(Error::NotFound("visit"))?;
        let wanted = wanted_interpreter(&self.db, row.no, newest.as_ref())?;
        let participants = participant::of_visit(&self.db, row.no)?;
        let third_parties = third_parties(&self.db, &row, &history, &participants, now)?;
        Ok(Visit {
            summary,
            patient: patient::get(&self.db, row.patient_no)?,
            actions,
            invitation: newest
                .map(|newest| {
                    let measured = network_check::get(&self.db, newest.no)?;
                    let answers = intake_answer::of_invitation(&self.db, newest.no)?;
                    Ok::<_, Error>(open_up(newest, id, measured, answers, &history))
                })
                .transpose()?,
            waiting: self.waiting_room(now)?.into_iter().find(|card| card.visit_id == id),
            interpreter: wanted,
            asked_back: self.asked_back()?.into_iter().find(|asked| asked.visit_id == id),
            notes: row.notes.into(),
            admitted_at: row.admitted_at,
            room_sid: row.room_sid,
            more_than_two: more_than_two(&self.db, row.no)?,
            participants,
            third_parties,
        })
    }

    /// Where a visit stands; cheaper than the whole of it.
    ///
    /// # Errors
    /// [`Error::NotFound`] where it is not there.
    pub fn visit_state(&self, id: VisitId) -> Result<VisitState, Error> {
        Ok(visit::get(&self.db, id)?.ok_or(Error::NotFound("visit"))?.state)
    }

    /// The visits that go on now.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn visits_going_on(&self) -> Result<Vec<VisitId>, Error> {
        Ok(visit::in_state(&self.db, VisitState::InVisit)?.into_iter().map(|visit| visit.id).collect())
    }

    /// Who waits, in their order.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn waiting_room(&self, now: Timestamp) -> Result<Vec<WaitingPatient>, Error> {
        let state = self.known()?.profile.provider_state;
        let mut cards = Vec::new();
        for standing in work::line(&self.db, state, now)? {
            let Some(visit) = visit::by_no(&self.db, standing.visit_no)? else { continue };
            let Some(invitation) =
                visit.invitation_no.map(|no| invitation::by_no(&self.db, no)).transpose()?.flatten()
            else {
                continue;
            };
            let patient = patient::get(&self.db, visit.patient_no)?;
            let report = invitation.report.as_ref();
            cards.push(WaitingPatient {
                visit_id: visit.id,
                invitation: invitation.id,
                place: standing.place,
                patient_name: patient.name,
                language: patient.language,
                reason: visit.reason.into(),
                starts_at: visit.starts_at,
                since: visit.since,
                expected_at: standing.expected_at,
                interpreter: wanted_interpreter(&self.db, visit.no, Some(&invitation))?,
                camera: report.map_or(DeviceVerdict::Untried, |r| r.camera),
                microphone: report.map_or(DeviceVerdict::Untried, |r| r.microphone),
                speaker: report.map_or(DeviceVerdict::Untried, |r| r.speaker),
                network: report.map_or(NetworkVerdict::Untried, |r| r.network),
                away_since: invitation.away_since,
            });
        }
        Ok(cards)
    }

    /// The third parties who wait to be let in, longest first, whichever visit that is not over they are for.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn waiting_third_parties(&self, now: Timestamp) -> Result<Vec<WaitingThirdParty>, Error> {
        let mut all = Vec::new();
        for row in third_party::waiting(&self.db)? {
            let Some(own) = invitation::by_no(&self.db, row.invitation_no)? else { continue };
            let visit = visit::by_no(&self.db, own.visit_no)?.filter(|visit| !visit.state.is_closed());
            let Some(visit) = visit else { continue };
            let history = audit_event::of_visit(&self.db, visit.id)?;
            let participants = participant::of_visit(&self.db, visit.no)?;
            let found = third_parties(&self.db, &visit, &history, &participants, now)?;
            let patient_name = patient::get(&self.db, visit.patient_no)?.name;
            all.extend(
                found
                    .into_iter()
                    .filter(|third| third.id == own.id)
                    .map(|third_party| WaitingThirdParty { patient_name: patient_name.clone(), third_party }),
            );
        }
        Ok(all)
    }

    /// The invitations whose report Documents are to be listened to.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn open_invitations(&self) -> Result<Vec<OpenInvitation>, Error> {
        invitation::open(&self.db)?
            .into_iter()
            .map(|row| {
                let visit = visit::by_no(&self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
                Ok(OpenInvitation {
                    id: row.id,
                    visit_id: visit.id,
                    ready: row.readiness == Readiness::Ready,
                    expires_at: row.expires_at,
                })
            })
            .collect()
    }

    /// The invitations whose pages are to be heard: those that are open, and those whose page may still answer the question after
    /// the visit.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn invitations_to_hear(&self) -> Result<Vec<InvitationId>, Error> {
        let open = invitation::open(&self.db)?.into_iter().filter(|row| row.readiness == Readiness::Ready);
        Ok(open.chain(invitation::awaiting_answer(&self.db)?).map(|row| row.id).collect())
    }

    /// Whether what Twilio still has of an invitation is left over: it is over, and its Documents and Lists are not about to be
    /// deleted. `None` where this store knows no such invitation.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn is_left_over(&self, id: InvitationId) -> Result<Option<bool>, Error> {
        let Some(row) = invitation::get(&self.db, id)? else { return Ok(None) };
        Ok(Some(row.readiness == Readiness::Closed && !effect::is_pending(&self.db, effect::DELETE, row.no)?))
    }

    /// The audit of one visit, oldest first.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn history(&self, id: VisitId) -> Result<Vec<AuditEvent>, Error> {
        Ok(audit_event::of_visit(&self.db, id)?)
    }

    /// The first visit that starts at `after` or later and was not cancelled.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn next_visit_after(&self, after: Timestamp) -> Result<Option<NextVisit>, Error> {
        let practitioner_no = self.known()?.practitioner_no;
        let Some(start) = appointment::next_after(&self.db, practitioner_no, after)? else { return Ok(None) };
        let at_start = appointment::between(
            &self.db,
            practitioner_no,
            start,
            add(start, SignedDuration::from_millis(1)),
        )?;
        Ok(at_start.into_iter().find(|visit| visit.state != VisitState::Cancelled).map(|visit| NextVisit {
            id: visit.id,
            starts_at: visit.starts_at,
            patient_name: visit.patient_name,
            language: visit.language,
        }))
    }

    /// The visit of an invitation.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an invitation that never was.
    pub fn visit_of_invitation(&self, id: InvitationId) -> Result<VisitId, Error> {
        visit_of_invitation(&self.db, id)
    }

    fn known(&self) -> Result<Known, Error> {
        known(&self.db)?.ok_or(Error::NoProfile)
    }
}

/// The interpreter that a visit's patient wants, and whether one was seen to: invited, called or asked for, and neither gone nor off.
fn wanted_interpreter(
    db: &Connection,
    visit_no: i64,
    invitation: Option<&InvitationRow>,
) -> Result<Option<WantedInterpreter>, Error> {
    let wish = invitation.and_then(|row| row.report.as_ref()).and_then(|report| report.interpreter.clone());
    let Some(InterpreterWish::Language(language)) = wish else { return Ok(None) };
    let role = ThirdPartyRole::Interpreter;
    let by_link = third_party::of_visit(db, visit_no)?.iter().any(|third| {
        third.role == role && !third.state.is_final() && third.state != ThirdPartyState::Removed
    });
    let by_phone =
        phone_party::of_visit(db, visit_no)?.iter().any(|party| party.role == role && !party.state.is_over());
    let by_service = vendor_request::of_visit(db, visit_no)?
        .iter()
        .any(|asked| asked.role == role && !asked.state.is_over());
    Ok(Some(WantedInterpreter { language, booked: by_link || by_phone || by_service }))
}

fn visit_of_invitation(db: &Connection, id: InvitationId) -> Result<VisitId, Error> {
    let row = invitation::get(db, id)?.ok_or(Error::NotFound("invitation"))?;
    Ok(visit::by_no(db, row.visit_no)?.ok_or(Error::NotFound("visit"))?.id)
}

/// The third parties of a visit, each with what the audit says of them.
fn third_parties(
    db: &Connection,
    visit: &VisitRow,
    history: &[AuditEvent],
    participants: &[Participant],
    now: Timestamp,
) -> Result<Vec<ThirdParty>, Error> {
    let mut all = Vec::new();
    for third in third_party::of_visit(db, visit.no)? {
        let Some(row) = invitation::by_no(db, third.invitation_no)? else { continue };
        let identity = row.id.identity();
        let mut stays = participants.iter().filter(|stay| stay.identity == identity);
        let link = row.is_open() && row.expires_at > now;
        let actions =
            if visit.state.is_closed() { Vec::new() } else { actions_of_third_party(third.state, link) };
        all.push(ThirdParty {
            id: row.id,
            visit_id: visit.id,
            was_in_call: stays.clone().next().is_some(),
            in_call: stays.any(|stay| stay.left_at.is_none()),
            actions,
            network_check: network_check::get(db, row.no)?,
            timeline: third_party_timeline(row.id, history),
            invited_as: third.name,
            role: third.role,
            relationship: third.relationship,
            introduced_as: third.introduction,
            language: third.language,
            pre_admitted: third.pre_admitted,
            state: third.state,
            since: third.since,
            readiness: row.readiness,
            expires_at: row.expires_at,
            report: row.report,
            away_since: row.away_since,
        });
    }
    Ok(all)
}

fn third_party_timeline(id: InvitationId, history: &[AuditEvent]) -> Vec<TimelineEntry> {
    let id = id.to_string();
    let own = |line: &&AuditEvent| line.detail.split(' ').next() == Some(id.as_str());
    history
        .iter()
        .filter(|line| own(line) || line.event == VisitEvent::VisitEnded.word())
        .skip_while(|line| !own(line))
        .filter_map(|line| {
            let step = match line.event.as_str() {
                "guestInvited" => TimelineStep::Invited,
                event if event.starts_with("text") => text_step(event, &line.detail, true)?,
                "guestLinkOpened" => TimelineStep::Opened,
                "guestDevicesChecking" => TimelineStep::Checking,
                "guestCheckedIn" | "guestReturned" => TimelineStep::CheckedIn,
                "guestLeft" => TimelineStep::Left,
                "guestAdmitted" => TimelineStep::Admitted,
                "guestJoined" => TimelineStep::Joined,
                "guestLeftCall" => TimelineStep::LeftCall,
                "guestRemoved" => TimelineStep::Removed,
                "guestKeptOut" => TimelineStep::KeptOut,
                "guestInvitationWithdrawn" => TimelineStep::Withdrawn,
                "guestLinkExpired" => TimelineStep::Expired,
                "visitEnded" => TimelineStep::Ended,
                _ => return None,
            };
            Some(TimelineEntry { step, at: line.at })
        })
        .collect()
}

/// What a line about a text says of a link; none for texts without one, and for another person's.
fn text_step(event: &str, detail: &str, third_party: bool) -> Option<TimelineStep> {
    let kind = detail.split(' ').find_map(TextKind::from_word)?;
    let link = kind.has_link() && (kind == TextKind::ThirdParty) == third_party;
    let step = match TextEvent::ALL.iter().find(|known| known.word() == event)? {
        TextEvent::TextTaken | TextEvent::TextSaidSent => TimelineStep::Texted,
        TextEvent::TextDelivered => TimelineStep::Delivered,
        TextEvent::TextRefused
        | TextEvent::TextUndelivered
        | TextEvent::TextFailed
        | TextEvent::TextSaidUnsent
        | TextEvent::TextWithheld => TimelineStep::NotDelivered,
        _ => return None,
    };
    link.then_some(step)
}

/// Marks each visit that another one overlaps. They come by start.
fn mark_overlaps(visits: &mut [VisitSummary]) {
    let takes_time =
        |visit: &VisitSummary| !matches!(visit.state, VisitState::Cancelled | VisitState::NoShow);
    // The one before that ends last is the one that can reach furthest.
    let mut furthest: Option<(usize, Timestamp)> = None;
    for i in 0..visits.len() {
        let Some(visit) = visits.get(i).filter(|visit| takes_time(visit)) else { continue };
        let end = add(visit.starts_at, SignedDuration::from_mins(i64::from(visit.minutes)));
        if let Some((other, _)) = furthest.filter(|(_, until)| *until > visit.starts_at) {
            visits[i].overlaps = true;
            visits[other].overlaps = true;
        }
        if furthest.is_none_or(|(_, until)| end > until) {
            furthest = Some((i, end));
        }
    }
}

fn actions(
    visit: &VisitRow,
    invitation: Option<&InvitationRow>,
    zone: &jiff::tz::TimeZone,
    now: Timestamp,
) -> Vec<VisitAction> {
    use VisitAction as A;
    let link = invitation.is_some_and(|row| row.is_open() && row.expires_at > now);
    let today = same_day(visit.since, now, zone);
    let possible = |event| visit.state.allows(event);
    [
        (A::OpenCall, visit.state == VisitState::InVisit),
        (A::End, possible(VisitEvent::VisitEnded)),
        (A::Admit, possible(VisitEvent::PatientAdmitted)),
        (A::AskBack, possible(VisitEvent::ComeBackAsked)),
        (A::UndoAskBack, possible(VisitEvent::ComeBackUndone) && today),
        (A::UndoNoShow, possible(VisitEvent::NoShowUndone) && today),
        (A::Reopen, possible(VisitEvent::VisitReopened) && today),
        (A::Invite, possible(VisitEvent::PatientInvited) && !link),
        (A::CopyLink, link && visit.state != VisitState::NoShow),
        (A::Edit, visit.state != VisitState::Cancelled),
        (A::MarkNoShow, possible(VisitEvent::NoShowMarked) && now >= visit.starts_at),
        (A::Cancel, possible(VisitEvent::VisitCancelled)),
    ]
    .into_iter()
    .filter_map(|(action, possible)| possible.then_some(action))
    .collect()
}

/// An invitation with its timeline, which is what the audit says since it was made.
fn open_up(
    row: InvitationRow,
    visit_id: VisitId,
    network_check: Option<NetworkCheck>,
    answers: Vec<IntakeAnswer>,
    history: &[AuditEvent],
) -> Invitation {
    let made = history.iter().rposition(|line| line.event == VisitEvent::PatientInvited.word()).unwrap_or(0);
    let timeline = history
        .iter()
        .skip(made)
        .filter_map(|line| {
            let step = match line.event.as_str() {
                "patientInvited" => TimelineStep::Invited,
                event if event.starts_with("text") => text_step(event, &line.detail, false)?,
                "linkOpened" => TimelineStep::Opened,
                "devicesChecking" => TimelineStep::Checking,
                "patientCheckedIn" | "patientReturned" => TimelineStep::CheckedIn,
                "comeBackAsked" => TimelineStep::AskedBack,
                "patientLeft" => TimelineStep::Left,
                "patientAdmitted" => TimelineStep::Admitted,
                "patientJoined" => TimelineStep::Joined,
                "visitEnded" => TimelineStep::Ended,
                _ => return None,
            };
            Some(TimelineEntry { step, at: line.at })
        })
        .collect();
    Invitation {
        id: row.id,
        visit_id,
        made_at: row.made_at,
        expires_at: row.expires_at,
        readiness: row.readiness,
        report: row.report,
        away_since: row.away_since,
        network_check,
        answers,
        timeline,
    }
}

impl VisitSummary {
    /// When it is planned to end.
    pub fn ends_at(&self) -> Timestamp {
        add(self.starts_at, SignedDuration::from_mins(i64::from(self.minutes)))
    }
}

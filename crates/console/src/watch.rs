//! Looks at Twilio every few seconds while something is open, and leads what it finds to the same events as push.
//!
//! Push is faster; looking is sure. A push that is lost costs seconds, never a patient. The first look after a clinic was
//! opened also takes up again what a crash left: rooms that are open, guests who wait.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clinic::{InvitationId, ThirdPartyState, VisitId, VisitState};
use futures_util::StreamExt as _;
use futures_util::stream;
use jiff::civil::Date;
use twilio::video::{ParticipantFilter, RoomStatus};

use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;
use crate::report;
use crate::sync_service;
use crate::tokens::person_of;
use crate::wire::event::Event;
use crate::wire::session::Connection;

/// Between two looks while Twilio is not reached or asks for patience, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// While nothing is open, nothing else would notice that Twilio is gone: it is asked so often, in looks.
const LOOKS_PER_CHECK: u32 = 20;

/// Documents and rooms asked for at once.
const AT_ONCE: usize = 4;

/// Somebody who was seen in a room counts as gone when so many looks in a row did not find them: one alone may
/// have been answered before they came.
const GONE_AFTER: u32 = 2;

/// Runs until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    let mut watch = Watch {
        clinic: clinic.clone(),
        revisions: HashMap::new(),
        missed: HashMap::new(),
        day: None,
        until_check: 0,
    };
    let mut pause = clinic.pace;
    loop {
        let looked = watch.look().await;
        pause = match looked {
            Ok(()) => clinic.pace,
            Err(error) if error.code == Code::NoClinic => return,
            Err(error) => {
                tracing::debug!(code = ?error.code, twilio_code = error.twilio_code, "a look at Twilio failed");
                (pause * 2).min(LONGEST_PAUSE.max(clinic.pace))
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = clinic.look.notified() => {}
        }
    }
}

struct Watch {
    clinic: Arc<OpenClinic>,
    /// The revision of each report that was taken in.
    revisions: HashMap<InvitationId, String>,
    /// How many looks in a row did not find somebody who was in a room.
    missed: HashMap<(VisitId, String), u32>,
    day: Option<Date>,
    /// Looks until Twilio is asked whether it is there, while there is nothing to ask it for.
    until_check: u32,
}

/// What is to be looked at.
struct Open {
    invitations: Vec<InvitationId>,
    rooms: Vec<OpenRoom>,
}

/// A visit that goes on.
struct OpenRoom {
    visit: VisitId,
    room_sid: Option<String>,
    /// Who is in, as far as is known.
    inside: Vec<String>,
    /// Third parties who are not let in: told of at each look until they are out.
    unadmitted: Vec<String>,
}

impl Watch {
    async fn look(&mut self) -> Result<(), CommandError> {
        self.notice_the_day()?;
        let open = self.open()?;
        let nothing_open = open.invitations.is_empty() && open.rooms.is_empty();
        self.until_check = self.until_check.saturating_sub(1);
        if nothing_open && (self.until_check == 0 || self.clinic.connection() != Connection::Connected) {
            self.until_check = LOOKS_PER_CHECK;
            let there = sync_service::check(&self.clinic.twilio, &self.clinic.mint.service).await;
            self.clinic.heard(&there);
            let _ = there?;
        }
        // What can't be read hides nothing of the rest.
        let (listens, mut looked) = self.look_at_reports(open.invitations).await;
        // Silence counts only while we listen.
        if listens {
            looked = looked.and(self.clinic.change(|clinic, now| clinic.sweep(now)));
        }
        for room in open.rooms {
            looked = looked.and(self.look_at_room(room).await);
        }
        looked
    }

    fn open(&self) -> Result<Open, CommandError> {
        self.clinic.read(|clinic, now| {
            let invitations = clinic.invitations_to_hear()?;
            let mut rooms = Vec::new();
            for id in clinic.visits_going_on()? {
                let visit = clinic.visit(id, now)?;
                let unadmitted = visit.third_parties.iter().filter(|t| t.state != ThirdPartyState::Admitted);
                let inside = visit.participants.into_iter().filter(|stay| stay.left_at.is_none());
                rooms.push(OpenRoom {
                    visit: id,
                    room_sid: visit.room_sid,
                    inside: inside.map(|stay| stay.identity).collect(),
                    unadmitted: unadmitted.map(|third| third.id.identity()).collect(),
                });
            }
            Ok(Open { invitations, rooms })
        })
    }

    fn notice_the_day(&mut self) -> Result<(), CommandError> {
        let zone = self.clinic.profile()?.zone;
        let today = self.clinic.now().to_zoned_datetime(zone).date();
        if self.day.replace(today).is_some_and(|day| day != today) {
            self.clinic.send(Event::DayTurned { date: today.to_string() });
        }
        Ok(())
    }

    /// Reads every report. Whether any could be read, where there are some; and the last failure.
    async fn look_at_reports(&mut self, open: Vec<InvitationId>) -> (bool, Result<(), CommandError>) {
        self.revisions.retain(|id, _| open.contains(id));
        let mut listens = open.is_empty();
        let documents = self.clinic.twilio.documents(&self.clinic.mint.service);
        let documents = &documents;
        let mut reports = stream::iter(open)
            .map(|id| async move { (id, documents.fetch(id.report_document()).await) })
            .buffer_unordered(AT_ONCE);
        let mut looked = Ok(());
        while let Some((id, document)) = reports.next().await {
            self.clinic.heard(&document);
            match document {
                Ok(document) => {
                    listens = true;
                    let known = self.revisions.get(&id);
                    if document.revision.is_some() && known == document.revision.as_ref() {
                        continue;
                    }
                    match (take_in(&self.clinic, id, document.data.value()), document.revision) {
                        (Ok(()), Some(revision)) => drop(self.revisions.insert(id, revision)),
                        (Ok(()), None) => {}
                        // Read again at the next look.
                        (Err(error), _) => looked = Err(error),
                    }
                }
                // It is being deleted.
                Err(error) if error.is_not_found() => listens = true,
                Err(error) => looked = Err(error.into()),
            }
        }
        (listens, looked)
    }

    async fn look_at_room(&mut self, known: OpenRoom) -> Result<(), CommandError> {
        let began = Instant::now();
        let rooms = self.clinic.twilio.rooms();
        let visit = known.visit;
        let Some(room_sid) = known.room_sid.clone() else {
            // Nobody told us of a room, but one may be open: the call window connected and we were not there to hear.
            let room = rooms.fetch(visit.room_name()).await;
            self.clinic.heard(&room);
            return match room {
                Ok(room) if room.status == RoomStatus::InProgress => {
                    self.if_going_on(visit, |clinic, now| clinic.room_opened(visit, room.sid.as_str(), now))
                }
                Ok(_) => Ok(()),
                Err(error) if error.is_not_found() => Ok(()),
                Err(error) => Err(error.into()),
            };
        };
        let filter = ParticipantFilter { page_size: Some(50), ..ParticipantFilter::default() };
        let found = self.clinic.twilio.participants(&room_sid).list(&filter).all(50).await;
        self.clinic.heard(&found);
        let found: Vec<String> = match found {
            // While a call moves to the second profile, the same person is there twice.
            Ok(found) => found
                .into_iter()
                .filter_map(|participant| participant.identity)
                .map(|identity| person_of(&identity).to_owned())
                .collect(),
            Err(error) if error.is_not_found() => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        if found.is_empty() {
            let room = rooms.fetch(&room_sid).await;
            self.clinic.heard(&room);
            let over = match room {
                Ok(room) => room.status != RoomStatus::InProgress,
                Err(error) if error.is_not_found() => true,
                Err(error) => return Err(error.into()),
            };
            if over {
                self.missed.retain(|(of, _), _| *of != visit);
                return self.clinic.change(|clinic, now| clinic.room_closed(visit, &room_sid, now));
            }
        }
        self.compare(&known, &found, began)
    }

    /// Tells the clinic who came and who is gone.
    fn compare(&mut self, known: &OpenRoom, found: &[String], began: Instant) -> Result<(), CommandError> {
        let OpenRoom { visit, inside, unadmitted, .. } = known;
        let visit = *visit;
        // The call window saw something since this look began: what it saw is newer.
        let told =
            self.clinic.told.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&visit).copied();
        if told.is_some_and(|told| told >= began) {
            return Ok(());
        }
        for identity in found {
            self.missed.remove(&(visit, identity.clone()));
            if !inside.contains(identity) || unadmitted.contains(identity) {
                self.if_going_on(visit, |clinic, now| clinic.participant_seen(visit, identity, true, now))?;
            }
        }
        for identity in inside.iter().filter(|identity| !found.contains(identity)) {
            let missed = self.missed.entry((visit, identity.clone())).or_default();
            *missed += 1;
            if *missed >= GONE_AFTER {
                self.missed.remove(&(visit, identity.clone()));
                self.if_going_on(visit, |clinic, now| clinic.participant_seen(visit, identity, false, now))?;
            }
        }
        Ok(())
    }

    /// The visit may have ended while Twilio was asked.
    fn if_going_on(
        &self,
        visit: VisitId,
        change: impl FnOnce(&mut clinic::Clinic, jiff::Timestamp) -> Result<Vec<clinic::Change>, clinic::Error>,
    ) -> Result<(), CommandError> {
        self.clinic.change(|clinic, now| {
            if clinic.visit_state(visit)? != VisitState::InVisit {
                return Ok(Vec::new());
            }
            change(clinic, now)
        })
    }
}

/// Takes in a report, from push or from looking. A bad one is dropped: its page is not trusted with a failure of ours.
pub(crate) fn take_in(
    clinic: &OpenClinic,
    id: InvitationId,
    data: &serde_json::Value,
) -> Result<(), CommandError> {
    match report::read(data) {
        Ok(Some(report)) => {
            let wrote = report.chat.wrote;
            clinic.change(|clinic, now| clinic.receive_report(id, report, now))?;
            if wrote > clinic.read(|clinic, _| clinic.chat_heard(id))? {
                clinic.hear_chat(id);
            }
            Ok(())
        }
        Ok(None) => Ok(()),
        Err(why) => {
            tracing::warn!(%why, "a guest's report was dropped");
            Ok(())
        }
    }
}

//! Carries out what the clinic asks of the outside, and reports what came of it.
//!
//! One task looks at the outbox whenever something was written and whenever a retry is due. Effects of one invitation
//! are carried out one after another, those of different ones beside each other, so that one slow answer delays
//! nobody else's admission. An effect may be carried out twice (killed between doing and saying so): each is written so
//! that doing it again does no harm.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use clinic::network::CHECK_PASS;
use clinic::{
    Effect, EffectKind, GuestStage, GuestStatus, InvitationId, PhonePartyId, VendorRequestId, VisitId,
};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::OnceCell;
use tokio::task::JoinSet;
use twilio::sync::{Access, Data, DocumentChange, Documents, NewDocument};

use crate::alive;
use crate::chats;
use crate::effects_dial;
use crate::effects_text;
use crate::effects_vendor;
use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;
use crate::sync_service::{self, LIFE};
use crate::tokens::identity_with;
use crate::wire::call::Profile;
use crate::wire::convert::{self, rfc3339};
use crate::wire::network::NetworkPass;
use crate::wire::sync_documents::{GuestAdmission, RenewedLink};

/// Effects at work at once.
const MOST_AT_WORK: usize = 8;

/// The first pause before another try; it doubles.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(1);

/// The longest pause where trying again may help by itself.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(30);

/// The pause where somebody has to put something right first.
const PAUSE_FOR_PEOPLE: SignedDuration = SignedDuration::from_secs(60);

/// How long a status waits for servers to measure with.
const RELAYS_WITHIN: Duration = Duration::from_secs(3);

/// What must not be carried out beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Lane {
    Invitation(InvitationId),
    Room(String),
    /// Of its own, so that a status that cannot be delivered does not keep somebody in.
    Removal(InvitationId),
    /// Of its own, so that a message that cannot be delivered keeps nobody out of a call.
    Chat(InvitationId),
    Call(PhonePartyId),
    LegRules(VisitId),
    /// Of all texts: a sender's are sent one after another.
    Texts,
    Vendor(VendorRequestId),
}

impl Lane {
    fn of(effect: &Effect) -> Lane {
        match &effect.kind {
            EffectKind::SetUpInvitation { invitation }
            | EffectKind::PushStatus { invitation }
            | EffectKind::DeleteDocuments { invitation } => Lane::Invitation(*invitation),
            EffectKind::SendChat { invitation } => Lane::Chat(*invitation),
            EffectKind::EndRoom { room_sid, .. } => Lane::Room(room_sid.clone()),
            EffectKind::RemoveGuest { invitation, .. } => Lane::Removal(*invitation),
            EffectKind::Dial { party } | EffectKind::HangUp { party } => Lane::Call(*party),
            EffectKind::SetLegRules { visit } => Lane::LegRules(*visit),
            EffectKind::SendMessage { .. } | EffectKind::CancelMessage { .. } => Lane::Texts,
            EffectKind::AskVendor { request } | EffectKind::CancelVendor { request } => {
                Lane::Vendor(*request)
            }
        }
    }
}

/// Runs until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    let runner = Arc::new(Runner { clinic: clinic.clone(), service: OnceCell::new() });
    let mut at_work = HashSet::new();
    let mut work = JoinSet::new();
    loop {
        let due = match clinic.read(|clinic, now| clinic.due_effects(now)) {
            Ok(due) => due,
            Err(error) if error.code == Code::NoClinic => return,
            // The store failed; it has been logged. Perhaps it is there again later.
            Err(_) => Vec::new(),
        };
        for effect in due {
            let lane = Lane::of(&effect);
            if work.len() >= MOST_AT_WORK {
                break;
            }
            // The oldest of a lane goes first; the others are found again when it is done.
            if at_work.insert(lane.clone()) {
                let runner = runner.clone();
                work.spawn(async move {
                    runner.carry_out(effect).await;
                    lane
                });
            }
        }
        let next = clinic.read(|clinic, _| clinic.next_effect_at()).ok().flatten();
        // What is due but busy is looked at when its lane is free.
        let pause = next.filter(|_| work.is_empty()).map(|at| pause_until(at, clinic.now()));
        tokio::select! {
            () = clinic.wake.notified() => {}
            Some(lane) = work.join_next(), if !work.is_empty() => match lane {
                Ok(lane) => { at_work.remove(&lane); }
                // A lane that panicked stays closed until the clinic is opened again, rather than panic for ever.
                Err(error) => tracing::error!(%error, "an effect broke off"),
            },
            () = tokio::time::sleep(pause.unwrap_or(Duration::from_secs(1))), if pause.is_some() || !work.is_empty() => {}
        }
    }
}

fn pause_until(at: Timestamp, now: Timestamp) -> Duration {
    // Not at once again, even where the clock says so; and not for ever, since clocks are set.
    Duration::try_from(at.duration_since(now))
        .unwrap_or(Duration::ZERO)
        .clamp(Duration::from_millis(10), Duration::from_secs(60))
}

struct Runner {
    clinic: Arc<OpenClinic>,
    /// Looked up once; only a service that will do is remembered.
    service: OnceCell<()>,
}

impl Runner {
    async fn carry_out(&self, effect: Effect) {
        let outcome = match &effect.kind {
            EffectKind::SetUpInvitation { invitation } => self.set_up(*invitation).await,
            EffectKind::PushStatus { invitation } => self.push_status(*invitation).await,
            EffectKind::SendChat { invitation } => chats::send(&self.clinic, *invitation).await,
            EffectKind::EndRoom { room_sid, .. } => self.end_room(room_sid).await,
            EffectKind::RemoveGuest { invitation, room_sid } => {
                self.remove_guest(*invitation, room_sid.as_deref()).await
            }
            EffectKind::DeleteDocuments { invitation } => self.delete_documents(*invitation).await,
            EffectKind::Dial { party } => effects_dial::dial(&self.clinic, *party).await,
            EffectKind::HangUp { party } => effects_dial::hang_up(&self.clinic, *party).await,
            EffectKind::SetLegRules { visit } => effects_dial::set_leg_rules(&self.clinic, *visit).await,
            EffectKind::SendMessage { text } => effects_text::send(&self.clinic, *text).await,
            EffectKind::CancelMessage { text } => effects_text::cancel(&self.clinic, *text).await,
            EffectKind::AskVendor { request } => effects_vendor::ask(&self.clinic, *request).await,
            EffectKind::CancelVendor { request } => {
                effects_vendor::cancel(&self.clinic, *request, &effect).await
            }
        };
        let reported = match outcome {
            Ok(()) => self.clinic.change_quietly(|clinic, now| clinic.effect_done(&effect, now)),
            Err(error) => {
                tracing::warn!(effect = name(&effect.kind), attempts = effect.attempts, code = ?error.code,
                    twilio_code = error.twilio_code, "an effect failed and is tried again");
                let pause = pause(error.code, effect.attempts);
                self.clinic.write_quietly(|clinic, now| {
                    let retry_at = now.saturating_add(pause).unwrap_or(Timestamp::MAX);
                    clinic.effect_failed(&effect, &error.in_one(), retry_at, now).map(|changes| ((), changes))
                })
            }
        };
        if let Err(error) = reported
            && error.code != Code::NoClinic
        {
            tracing::error!(effect = name(&effect.kind), "what came of an effect could not be stored");
            // It is due still: a broken store must not make this a busy loop.
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    fn documents(&self) -> Documents {
        self.clinic.twilio.documents(&self.clinic.mint.service)
    }

    /// An exchange with Twilio, from which the connection's state is learned.
    fn heard<T>(&self, outcome: twilio::Result<T>) -> Result<T, twilio::Error> {
        self.clinic.heard(&outcome);
        outcome
    }

    async fn set_up(&self, id: InvitationId) -> Result<(), CommandError> {
        self.service
            .get_or_try_init(|| async {
                self.heard(sync_service::check(&self.clinic.twilio, &self.clinic.mint.service).await)?
            })
            .await?;
        let (_, status) = self.status_now(id).await?;
        let (guest, provider) = (id.identity(), self.clinic.provider()?.identity());
        let (status_name, report_name) = (id.status_document(), id.report_document());
        let status = async {
            self.make(&status_name, Some(status)).await?;
            self.permit(&status_name, &guest, Access::READ, &provider).await
        };
        let report = async {
            self.make(&report_name, None).await?;
            self.permit(&report_name, &guest, Access::READ_WRITE, &provider).await
        };
        let (lists, alive) = (chats::set_up(&self.clinic, id), alive::set_up(&self.clinic, id));
        tokio::try_join!(status, report, lists, alive).map(drop)
    }

    /// Makes a Document, or takes the one that an earlier try made. A report's content is the guest's: it is kept.
    async fn make(&self, name: &str, data: Option<Data>) -> Result<(), CommandError> {
        let documents = self.documents();
        let new = NewDocument {
            unique_name: Some(name.to_owned()),
            data: Some(data.clone().unwrap_or_else(|| Data::from(serde_json::json!({})))),
            ttl: Some(LIFE),
        };
        match self.heard(documents.create(&new).await) {
            Ok(_) => return Ok(()),
            Err(error) if error.code() == Some(54301) || error.status() == Some(409) => {}
            Err(error) => return Err(error.into()),
        }
        let there = self.heard(documents.fetch(name).await)?;
        if there.created_by.as_deref() == Some("system") {
            let change = DocumentChange { data, ttl: Some(LIFE), if_revision: None };
            self.heard(documents.update(name, &change).await)?;
            return Ok(());
        }
        // Nobody but this program makes Documents of these names over REST: somebody else's page made it first.
        tracing::warn!("a Document of an invitation's name was made by somebody else; it is removed");
        self.heard(documents.delete(name).await)?;
        self.heard(documents.create(&new).await)?;
        Ok(())
    }

    async fn permit(
        &self,
        name: &str,
        guest: &str,
        guest_may: Access,
        provider: &str,
    ) -> Result<(), CommandError> {
        let permissions = self.documents().permissions(name);
        let guest = async { self.heard(permissions.set(guest, guest_may).await) };
        let provider = async { self.heard(permissions.set(provider, Access::READ).await) };
        tokio::try_join!(guest, provider)?;
        Ok(())
    }

    async fn push_status(&self, id: InvitationId) -> Result<(), CommandError> {
        let (status, data) = self.status_now(id).await?;
        let change = DocumentChange { data: Some(data), ttl: Some(LIFE), if_revision: None };
        match self.heard(self.documents().update(id.status_document(), &change).await) {
            Ok(_) => Ok(()),
            // There is nobody left to tell, or the Document ended with its time: a link that is good needs it again.
            Err(error) if error.is_not_found() => match status.stage {
                GuestStage::Ended | GuestStage::Cancelled | GuestStage::Withdrawn => Ok(()),
                GuestStage::Invited
                | GuestStage::Waiting
                | GuestStage::Admitted
                | GuestStage::NoShow
                | GuestStage::Removed
                | GuestStage::KeptOut => self.set_up(id).await,
            },
            Err(error) => Err(error.into()),
        }
    }

    async fn end_room(&self, room_sid: &str) -> Result<(), CommandError> {
        match self.heard(self.clinic.twilio.rooms().complete(room_sid).await) {
            Ok(_) => Ok(()),
            Err(error) if error.is_not_found() || matches!(error.code(), Some(53106 | 53118)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Disconnects a third party, by whichever profile they are in. Where they are not in the room, nothing is to be
    /// done.
    async fn remove_guest(&self, id: InvitationId, room_sid: Option<&str>) -> Result<(), CommandError> {
        let Some(room_sid) = room_sid else { return Ok(()) };
        for profile in [Profile::Two, Profile::Many] {
            let identity = identity_with(profile, &id.identity());
            match self.heard(self.clinic.twilio.participants(room_sid).remove(identity).await) {
                Ok(_) => {}
                Err(error) if error.is_not_found() || matches!(error.code(), Some(53106 | 53118 | 53204)) => {
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn delete_documents(&self, id: InvitationId) -> Result<(), CommandError> {
        let documents = self.documents();
        for name in [id.status_document(), id.report_document()] {
            match self.heard(documents.delete(&name).await) {
                Ok(()) => {}
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error.into()),
            }
        }
        chats::delete(&self.clinic, id).await?;
        alive::forget(&self.clinic, id).await
    }

    /// What the page is told, as of now: so it does not matter how many writes asked for it.
    async fn status_now(&self, id: InvitationId) -> Result<(GuestStatus, Data), CommandError> {
        let status = self
            .clinic
            .write_quietly(|clinic, now| clinic.guest_status(id, now).map(|status| (status, Vec::new())))?;
        let now = self.clinic.now();
        let admission = match (&status.room_sid, status.stage) {
            (Some(room_sid), GuestStage::Admitted) => {
                // As many as are announced now; who is in already is moved by their page.
                let profile = convert::profile(status.more_than_two);
                Some(GuestAdmission {
                    token: self.clinic.mint.admission(id, room_sid, profile, now)?.into_string(),
                    room_name: status.visit_id.room_name(),
                    room_sid: room_sid.clone(),
                    profile,
                    codec: self.clinic.read(|clinic, _| clinic.room_policy())?.codec.into(),
                })
            }
            _ => None,
        };
        let link = if status.link_extended && status.expires_at > now {
            let token = self.clinic.mint.link_until(id, status.expires_at, now)?;
            Some(RenewedLink { expires_at: rfc3339(token.expires_at()), token: token.into_string() })
        } else {
            None
        };
        let alive = self.clinic.provider()?.alive_document();
        let check = match status.check {
            Some(asked) => Some(self.network_pass(asked, now).await?),
            None => None,
        };
        let data = Data::of(&convert::status(&status, admission, link, alive, check))
            .map_err(|_| CommandError::new(Code::Internal, "A status could not be written.", ""))?;
        Ok((status, data))
    }

    /// What a page tries its network with. Without servers to measure with it tries less; nobody waits long for them.
    async fn network_pass(&self, asked: u32, now: Timestamp) -> Result<NetworkPass, CommandError> {
        let seconds = u32::try_from(CHECK_PASS.as_secs()).unwrap_or(600);
        let servers =
            tokio::time::timeout(RELAYS_WITHIN, self.clinic.twilio.ice_servers().create(seconds)).await;
        let ice_servers = match servers {
            Ok(Ok(servers)) => servers.into_iter().map(Into::into).collect(),
            Ok(Err(error)) => {
                tracing::warn!(%error, "no servers to measure a network with");
                Vec::new()
            }
            Err(_) => Vec::new(),
        };
        Ok(NetworkPass { asked, token: self.clinic.mint.network_pass(now)?.into_string(), ice_servers })
    }
}

/// How long to wait before the next try.
fn pause(code: Code, attempts: u32) -> SignedDuration {
    if code == Code::Credentials {
        return PAUSE_FOR_PEOPLE;
    }
    let doubled = FIRST_PAUSE.saturating_mul(2_i32.saturating_pow(attempts.min(16)));
    // Drawn between half of it and all of it, so that what failed together is not tried again together.
    doubled.min(LONGEST_PAUSE).mul_f64(rand::random_range(0.5..=1.0))
}

fn name(kind: &EffectKind) -> &'static str {
    match kind {
        EffectKind::SetUpInvitation { .. } => "setUpInvitation",
        EffectKind::PushStatus { .. } => "pushStatus",
        EffectKind::SendChat { .. } => "sendChat",
        EffectKind::EndRoom { .. } => "endRoom",
        EffectKind::RemoveGuest { .. } => "removeGuest",
        EffectKind::DeleteDocuments { .. } => "deleteDocuments",
        EffectKind::Dial { .. } => "dial",
        EffectKind::HangUp { .. } => "hangUp",
        EffectKind::SetLegRules { .. } => "setLegRules",
        EffectKind::SendMessage { .. } => "sendMessage",
        EffectKind::CancelMessage { .. } => "cancelMessage",
        EffectKind::AskVendor { .. } => "askVendor",
        EffectKind::CancelVendor { .. } => "cancelVendor",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        for attempts in 0..40 {
            let pause = pause(Code::Offline, attempts);
            assert!(
                pause >= SignedDuration::from_millis(500) && pause <= LONGEST_PAUSE,
                "{attempts}: {pause}"
            );
        }
        assert_eq!(pause(Code::Credentials, 0), PAUSE_FOR_PEOPLE, "trying more often would not help");
    }
}

//! One person's way into one visit: the link, what its page reports, what its page is told.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::chat::ChatMarks;
use crate::come_back::ComeBackAnswer;
use crate::id::{InvitationId, VisitId};
use crate::intake::{AskedQuestion, IntakeAnswer};
use crate::interpreter::InterpreterWish;
use crate::network::{NetworkCheck, NetworkMeasures};
use crate::pii::Pii;
use crate::profile::ProviderState;
use crate::third_party::{Introduction, ThirdPartyFields, ThirdPartyRole};
use crate::waiting_video::WaitingVideo;
use crate::words::words;

/// A link lives for less than a day: Twilio's tokens do not live longer, and nor should a way in.
pub const LONGEST_LINK: SignedDuration = SignedDuration::from_mins(24 * 60 - 1);

/// How long the Documents stay after their page was told that the visit is over.
pub const GRACE: SignedDuration = SignedDuration::from_secs(5);

/// How long they stay after a visit that took place, for an answer to the one question that the page asks then.
pub const ANSWER_GRACE: SignedDuration = SignedDuration::from_mins(3);

/// Without a sign of life for so long, a waiting person is marked as away.
pub const AWAY_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// Without a sign of life for so long, a waiting person has left.
pub const LEFT_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// One person's way into one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Opaque id.
    pub id: InvitationId,
    /// The visit.
    pub visit_id: VisitId,
    /// When it was made.
    pub made_at: Timestamp,
    /// When its link stops working.
    pub expires_at: Timestamp,
    /// Whether its link leads somewhere.
    pub readiness: Readiness,
    /// The newest report of its page.
    pub report: Option<GuestReport>,
    /// Since when the page of a waiting person shows no sign of life.
    pub away_since: Option<Timestamp>,
    /// What its page measured of its network, last.
    pub network_check: Option<NetworkCheck>,
    /// What the patient answered, in the form's order.
    pub answers: Vec<IntakeAnswer>,
    /// What happened to it, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Whether an invitation's link leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Readiness {
    /// Its Documents and Lists are being set up.
    SettingUp,
    /// The link works.
    Ready,
    /// Setting up failed and is tried again.
    Failed {
        /// Why, one plain sentence.
        message: String,
    },
    /// Withdrawn, expired or over.
    Closed,
}

/// What a link is minted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The invitation.
    pub invitation: InvitationId,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

/// An invitation whose Documents stand or are to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// The invitation.
    pub id: InvitationId,
    /// Its visit.
    pub visit_id: VisitId,
    /// Whether its Documents stand.
    pub ready: bool,
    /// When its link stops working.
    pub expires_at: Timestamp,
}

/// One step of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Which.
    pub step: TimelineStep,
    /// When.
    pub at: Timestamp,
}

/// The steps of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineStep {
    /// The invitation was made.
    Invited,
    /// Twilio has a text with the link.
    Texted,
    /// That text arrived.
    Delivered,
    /// That text could not be sent, or did not arrive.
    NotDelivered,
    /// The page was opened.
    Opened,
    /// The person is trying camera and sound.
    Checking,
    /// They came (back) to the waiting room.
    CheckedIn,
    /// They were asked to come back later.
    AskedBack,
    /// They went away.
    Left,
    /// They were let in.
    Admitted,
    /// They were seen in the call.
    Joined,
    /// They left the call.
    LeftCall,
    /// They were taken out.
    Removed,
    /// They were taken out for good.
    KeptOut,
    /// The invitation was taken back.
    Withdrawn,
    /// The link ran out.
    Expired,
    /// The visit ended.
    Ended,
}

words! {
    /// Where a guest is on their page.
    pub enum GuestStep {
        /// The link was opened.
        Opened = "opened",
        /// Trying camera, microphone, speaker.
        Checking = "checking",
        /// In the waiting room: this is the check-in.
        Waiting = "waiting",
        /// In the call.
        InCall = "inCall",
        /// Said goodbye or closed the page.
        Left = "left",
    }
}

words! {
    /// Whether somebody could hear and see well, asked after the visit.
    pub enum SurveyAnswer {
        /// All of it.
        All = "all",
        /// Most of it.
        Most = "most",
        /// It was hard to follow.
        Hard = "hard",
    }
}

words! {
    /// What one device check said.
    pub enum DeviceVerdict {
        /// Not tried yet.
        Untried = "untried",
        /// Works.
        Works = "works",
        /// The person or the browser refused it.
        Refused = "refused",
        /// Another program holds it.
        Busy = "busy",
        /// There is none.
        Missing = "missing",
        /// Tried, and the person says it does not work.
        Faulty = "faulty",
        /// The person chose to go without.
        Without = "without",
    }
}

words! {
    /// What the network check said.
    pub enum NetworkVerdict {
        /// Not tried yet.
        Untried = "untried",
        /// Good for sound and picture.
        Good = "good",
        /// Usable; the picture may pause.
        Usable = "usable",
        /// Poor: sound at best.
        Poor = "poor",
    }
}

/// What a page says of itself. Untrusted: texts are bounded and cleaned before they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestReport {
    /// Grows with every write; one that is not larger than seen is ignored.
    pub seq: u32,
    /// Grows while the page lives.
    pub beat: u32,
    /// Where the person is.
    pub step: GuestStep,
    /// The camera.
    pub camera: DeviceVerdict,
    /// The microphone.
    pub microphone: DeviceVerdict,
    /// The speaker.
    pub speaker: DeviceVerdict,
    /// The network.
    pub network: NetworkVerdict,
    /// The page's language (BCP 47); empty if it sent none that can be one.
    pub language: String,
    /// The browser, as the page names it; at most 80 characters.
    pub browser: String,
    /// Who they say they are; asked of third parties only.
    pub introduction: Option<Introduction>,
    /// How far the page came in the chat. Not kept: what it says of messages is kept with them.
    pub chat: ChatMarks,
    /// The answer to the question after the visit. Kept once.
    pub survey: Option<SurveyAnswer>,
    /// What the network check measured, where it was done.
    pub measured: Option<NetworkMeasures>,
    /// The number, drawn by the page, of the network check that it asks a pass for; 0 while it asks for none.
    pub check_asked: u32,
    /// Whether the patient wants an interpreter; none while they were not asked.
    pub interpreter: Option<InterpreterWish>,
    /// What the person answered to being asked back, and the time that they were asked for.
    pub come_back: Option<(Timestamp, ComeBackAnswer)>,
    /// What was answered of the clinic's questions: each question's id, and the answer as the page writes it.
    pub answers: BTreeMap<String, Pii<String>>,
}

words! {
    /// What a guest's page is to show.
    pub enum GuestStage {
        /// Not in the waiting room yet.
        Invited = "invited",
        /// In the waiting room.
        Waiting = "waiting",
        /// Let in: the call is open or about to be.
        Admitted = "admitted",
        /// The visit is over.
        Ended = "ended",
        /// The clinic cancelled the visit, or took the invitation back.
        Cancelled = "cancelled",
        /// The visit was closed as not attended.
        NoShow = "noShow",
        /// A third party was taken out of the visit; the provider may let them in again.
        Removed = "removed",
        /// A third party was taken out for good.
        KeptOut = "keptOut",
        /// A third party's invitation was taken back.
        Withdrawn = "withdrawn",
    }
}

/// What somebody in the call is, as the others are told. Names are told to nobody but the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonRole {
    /// The clinician.
    Provider,
    /// The patient.
    Patient,
    /// A third party.
    ThirdParty(ThirdPartyRole),
}

/// Somebody who may be in the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestPerson {
    /// Their identity at Twilio.
    pub identity: String,
    /// What they are.
    pub role: PersonRole,
}

/// What a guest's page is told now: the content of its status Document, before tokens are minted into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestStatus {
    /// The invitation.
    pub invitation: InvitationId,
    /// The visit.
    pub visit_id: VisitId,
    /// Grows with every status that was made.
    pub seq: u32,
    /// What to show.
    pub stage: GuestStage,
    /// The clinic's name.
    pub clinic_name: String,
    /// The provider's display name.
    pub provider_name: String,
    /// The provider's state.
    pub provider_state: ProviderState,
    /// Planned start.
    pub starts_at: Timestamp,
    /// Planned length in minutes.
    pub minutes: u32,
    /// The person's language as the clinic knows it (BCP 47); empty where it does not.
    pub language: String,
    /// Place in line while waiting, from 1.
    pub place: Option<u32>,
    /// When the visit will probably start, while waiting.
    pub expected_at: Option<Timestamp>,
    /// When the person was asked to come back, while they are.
    pub come_back_at: Option<Timestamp>,
    /// The room that is open now, while admitted: a video token for it is to be minted.
    pub room_sid: Option<String>,
    /// When the link stops working.
    pub expires_at: Timestamp,
    /// Whether that is later than when the link was given out: a renewed token is to be minted.
    pub link_extended: bool,
    /// For a third party's page: what the clinic wrote of them.
    pub third_party: Option<ThirdPartyFields>,
    /// Who may be in the call, while admitted.
    pub people: Vec<GuestPerson>,
    /// The last item of the person's List that was taken in.
    pub chat_heard: Option<i64>,
    /// The last one that the provider has seen.
    pub chat_seen: Option<i64>,
    /// Whether the call is known to be for more than two people, or once was: it is held by other settings then.
    pub more_than_two: bool,
    /// What the clinic says after the visit; empty before, and where it says nothing.
    pub afterword: String,
    /// The number of the network check that the page is given a pass for now: a token for nobody's room is to be minted.
    pub check: Option<u32>,
    /// What the patient is asked before the visit, in their language; nobody else is asked.
    pub intake: Vec<AskedQuestion>,
    /// What the patient can watch while they wait; nobody else is offered it.
    pub video: Option<WaitingVideo>,
}

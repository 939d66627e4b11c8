//! The two Sync Documents of an invitation: all that console and page tell each other but for the chat.
//!
//! `in-<id>-status` is written by the console and read by the person; `in-<id>-report` is written by the
//! person's page and read by the console, as untrusted data. Both stay far below Sync's 16 KiB, and carry no
//! patient's name, number or record: only what the page must show. A third party's own name stands in their own two.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::call::{CallRole, Profile};
use super::chat::ChatMarks;
use super::intake::AskedQuestion;
use super::network::{NetworkMeasures, NetworkPass};
use super::room::RoomCodec;
use super::session::ProviderState;
use super::third_party::ThirdPartyRole;
use super::visit_type::WaitingVideo;

/// `in-<id>-status`: what the page shows and may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The layout's version: 1.
    pub v: u32,
    /// Grows with every write; the page ignores a smaller one than it has seen.
    pub seq: u32,
    /// What the page is to show.
    pub stage: GuestStage,
    /// The clinic's name.
    pub clinic_name: String,
    /// The provider's display name.
    pub provider_name: String,
    /// The provider's state.
    pub provider_state: ProviderState,
    /// Planned start (RFC 3339).
    pub starts_at: String,
    /// Planned length.
    pub minutes: u32,
    /// The person's language as the clinic knows it (BCP 47): the page speaks it until the person chooses another.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub language: Option<String>,
    /// Place in line while waiting, from 1.
    #[ts(optional = nullable)]
    pub place: Option<u32>,
    /// When the visit will probably start (RFC 3339), while waiting.
    #[ts(optional = nullable)]
    pub expected_at: Option<String>,
    /// When the person was asked to come back (RFC 3339), while they are.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub come_back_at: Option<String>,
    /// The way into the call: present only while admitted and while a room is open. Its room is a RoomSid.
    #[ts(optional = nullable)]
    pub admission: Option<GuestAdmission>,
    /// A renewed Sync token, where the link's life was extended.
    #[ts(optional = nullable)]
    pub link: Option<RenewedLink>,
    /// For a third party's page, not for the patient's: what the clinic wrote of the person themselves.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub guest: Option<GuestCard>,
    /// What the others in the call are, while admitted. Nobody's name but the provider's is told to anybody.
    #[serde(default)]
    pub people: Vec<StatusPerson>,
    /// What the clinic says after the visit; empty before, and where it says nothing.
    #[serde(default)]
    pub afterword: String,
    /// The unique name of the Document with the console's signs of life.
    #[serde(default)]
    pub alive: String,
    /// How far the clinic came in the person's List.
    #[serde(default)]
    pub chat: ChatMarks,
    /// What the page tries its network with, where it asked for it.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub check: Option<NetworkPass>,
    /// What the patient is asked before the visit, in their language.
    #[serde(default)]
    pub intake: Vec<AskedQuestion>,
    /// What the patient can watch until they are let in.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub video: Option<WaitingVideo>,
}

/// What the clinic wrote of a third party: their page asks whether it is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuestCard {
    /// Empty where it is not known.
    pub name: String,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// In words; may be empty.
    pub relationship: String,
}

/// Somebody who may be in the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatusPerson {
    /// The Twilio identity, opaque.
    pub identity: String,
    /// What they are.
    pub role: CallRole,
}

/// What the page is to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GuestStage {
    /// Not in the waiting room yet.
    Invited,
    /// In the waiting room.
    Waiting,
    /// Let in: the call is open (or about to be: `admission` then follows).
    Admitted,
    /// The visit is over.
    Ended,
    /// The clinic cancelled the visit.
    Cancelled,
    /// The clinic took this person out of the visit; it may let them in again.
    Removed,
    /// The clinic took this person out of the visit for good.
    KeptOut,
    /// The clinic took this person's invitation back.
    Withdrawn,
    /// The visit was closed as not attended; it may be reopened within the day.
    NoShow,
}

/// A way into the room that is open now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuestAdmission {
    /// Access token with a Video grant for one RoomSid.
    pub token: String,
    /// The room's unique name, passed to `connect` as `name`.
    pub room_name: String,
    /// The RoomSid that the token is good for: a new one means connect again.
    pub room_sid: String,
    /// Which profile to connect with.
    pub profile: Profile,
    /// How pictures are coded in the room.
    pub codec: RoomCodec,
}

/// A link's longer life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RenewedLink {
    /// The Sync token to go on with.
    pub token: String,
    /// When it stops working (RFC 3339).
    pub expires_at: String,
}

/// `in-<id>-report`: what the page says of itself. Untrusted: validated, bounded, shown as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The layout's version: 1.
    pub v: u32,
    /// Grows with every write; a smaller one than seen is ignored.
    pub seq: u32,
    /// Grows every 20 s while the page lives.
    pub beat: u32,
    /// Where the person is.
    pub step: GuestStep,
    /// What the checks said.
    pub devices: DeviceReport,
    /// What the network check said.
    pub network: NetworkVerdict,
    /// What it measured.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub measured: Option<NetworkMeasures>,
    /// A number, drawn by the page, while it asks for a pass to try its network with; 0 else.
    #[serde(default)]
    pub check_asked: u32,
    /// What was answered of the clinic's questions, by their ids; all of it at most 4000 bytes.
    #[serde(default)]
    pub answers: BTreeMap<String, String>,
    /// The page's language (BCP 47).
    pub language: String,
    /// The browser, as the page names it, for example "Safari on iPhone"; at most 80 characters.
    pub browser: String,
    /// Who they say they are; asked of third parties only.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub guest: Option<GuestIntroduction>,
    /// Whether they could hear and see well, asked after the visit.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub survey: Option<SurveyAnswer>,
    /// Whether the patient wants an interpreter; absent while they were not asked.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub interpreter: Option<InterpreterWish>,
    /// What the person answered to being asked to come back later.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub come_back: Option<ComeBackReply>,
    /// How far the page came in the clinic's List, and in its own.
    #[serde(default)]
    pub chat: ChatMarks,
}

/// The console's sign of life: `pv-<id>-alive`, read by everybody who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Alive {
    /// The layout's version: 1.
    pub v: u32,
    /// When it was written (RFC 3339), by the console's clock.
    pub at: String,
}

/// Which console acts for a clinic: `st-<id>-lease`, written by that console alone and read by the provider's pages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Lease {
    /// The layout's version: 1.
    pub v: u32,
    /// A random name for one opening of the clinic; empty where nobody acts.
    pub console: String,
    /// A hash of where its store lies, with the store's key in it.
    pub place: String,
    /// Since when it acts (RFC 3339).
    pub since: String,
    /// Grows with each sign of life.
    pub beat: u64,
}

/// Whether somebody could hear and see well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SurveyAnswer {
    /// All of it.
    All,
    /// Most of it.
    Most,
    /// It was hard to follow.
    Hard,
}

/// Whether a patient wants an interpreter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InterpreterWish {
    /// For which language (BCP 47); absent where they want none.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub language: Option<String>,
}

/// An answer to being asked to come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ComeBackReply {
    /// The time that they were asked for, as the status has it.
    pub at: String,
    /// What they say.
    pub answer: ComeBackAnswer,
}

/// What somebody answers to being asked to come back at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ComeBackAnswer {
    /// They will.
    Yes,
    /// They can't then.
    No,
}

/// Who a third party says they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuestIntroduction {
    /// At most 200 characters.
    pub name: String,
    /// In their words; at most 60 characters, may be empty.
    pub relationship: String,
}

/// Where a guest is on their page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GuestStep {
    /// The link was opened.
    Opened,
    /// Trying camera, microphone, speaker.
    Checking,
    /// In the waiting room: this is the check-in.
    Waiting,
    /// In the call.
    InCall,
    /// Said goodbye or closed the page.
    Left,
}

/// What the device checks said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DeviceReport {
    /// Camera.
    pub camera: DeviceVerdict,
    /// Microphone.
    pub microphone: DeviceVerdict,
    /// Speaker.
    pub speaker: DeviceVerdict,
}

/// What one device check said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DeviceVerdict {
    /// Not tried yet.
    Untried,
    /// Works.
    Works,
    /// The person or the browser refused it.
    Refused,
    /// Another program holds it.
    Busy,
    /// There is none.
    Missing,
    /// Tried, and the person says it does not work.
    Faulty,
    /// The person chose to go without.
    Without,
}

/// What the network check said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NetworkVerdict {
    /// Not tried yet.
    Untried,
    /// Good for sound and picture.
    Good,
    /// Usable; the picture may pause.
    Usable,
    /// Poor: sound at best.
    Poor,
}

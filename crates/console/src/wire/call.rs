//! What a call window needs to hold one visit.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::phone::PhoneParty;
use super::room::RoomCodec;
use super::session::Endpoints;
use super::third_party::ThirdParty;
use super::vendor::VendorRequest;

/// One visit's call, for its window.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// The visit.
    pub visit_id: String,
    /// The patient's name; shown in the window, never sent to Twilio.
    pub patient_name: String,
    /// Why they come.
    pub reason: String,
    /// The language that the patient wants an interpreter for.
    #[ts(optional = nullable)]
    pub interpreter: Option<String>,
    /// The patient's language (BCP 47).
    pub language: String,
    /// Planned length.
    pub minutes: u32,
    /// Admitted at (RFC 3339); the elapsed time counts from here.
    pub admitted_at: String,
    /// This moment (RFC 3339), by the core's clock.
    pub now: String,
    /// How many others wait.
    pub waiting: u32,
    /// Whether the visit is still open; a window that reloads after the end must say so, not connect.
    pub open: bool,
    /// PRACTICE is shown.
    pub practice: bool,
    /// Another console acts for the clinic: what is asked from here is refused, and what changes there is not told here.
    pub standing_by: bool,
    /// Who is who in the room: identity to name and role.
    pub people: Vec<CallPerson>,
    /// Everybody else who was invited by link, in the order they were.
    pub third_parties: Vec<ThirdParty>,
    /// The third parties who were or are called, oldest first: a card each, with its live timeline.
    pub phone_parties: Vec<PhoneParty>,
    /// The third parties who were or are asked of a service, oldest first: a card each, with its live timeline.
    pub vendor_requests: Vec<VendorRequest>,
    /// Which profile the call needs now. A window that is in with the first moves to the second when this says so;
    /// nobody moves back.
    pub profile: Profile,
}

/// Somebody who may appear in the room.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallPerson {
    /// The Twilio identity, opaque.
    pub identity: String,
    /// The name to show; empty where it is not known.
    pub name: String,
    /// The role to show.
    pub role: CallRole,
    /// A third party's relationship in words, for example "Daughter"; may be empty.
    pub relationship: String,
}

/// What somebody is in the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CallRole {
    /// The clinician.
    Provider,
    /// The patient.
    Patient,
    /// Of the patient's family, or close to them.
    Family,
    /// Interprets between patient and provider.
    Interpreter,
    /// Another clinician.
    Specialist,
    /// Anybody else.
    Other,
}

/// The two connection profiles of the guide (PRODUCT.md, "Capture and connection profiles").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Profile {
    /// Two people, or not known to be more.
    Two,
    /// Three or more.
    Many,
}

/// What `Video.connect` needs. The token is fresh each time it is asked for.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Admission {
    /// An access token with a Video grant.
    pub token: String,
    /// The room's name, passed as `name`.
    pub room_name: String,
    /// Which profile to connect with.
    pub profile: Profile,
    /// How pictures are coded in the room.
    pub codec: RoomCodec,
    /// Where the SDK finds Twilio.
    pub endpoints: Endpoints,
}

/// A fact that the call window saw.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CallFact {
    /// The window is connected to the room; guests' tokens are minted for this SID.
    Connected {
        /// `RM…`
        room_sid: String,
    },
    /// Somebody came into the room.
    ParticipantConnected {
        /// Their identity.
        identity: String,
    },
    /// Somebody left the room.
    ParticipantDisconnected {
        /// Their identity.
        identity: String,
    },
    /// The window left the room or lost it.
    Disconnected {
        /// Twilio's code, where there was one.
        #[serde(default)]
        #[ts(optional)]
        code: Option<u32>,
    },
}

/// How the call window is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CallSurface {
    /// In a window of the app: its webview was found to have WebRTC.
    Window,
    /// In a browser's app window, on the loopback door.
    Browser,
}

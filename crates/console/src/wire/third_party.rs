//! Third parties by link, as windows see them and what they ask for them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::call::CallRole;
use super::day::{InvitationReadiness, TimelineEntry};
use super::network::NetworkCheck;
use super::sync_documents::{DeviceVerdict, GuestStep, NetworkVerdict};
use super::text::TextMessage;

/// Somebody who is in a visit by link and is not its patient.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThirdParty {
    /// Their invitation's id, opaque.
    pub id: String,
    /// Their identity in the room.
    pub identity: String,
    /// Their name: their own word where they gave one, else the clinic's; empty where neither is known.
    pub name: String,
    /// Whom the clinic meant, where they call themselves otherwise.
    #[ts(optional = nullable)]
    pub invited_as: Option<String>,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// In words, for example "Daughter"; may be empty.
    pub relationship: String,
    /// BCP 47; an interpreter's is the one they interpret.
    pub language: String,
    /// Let in without being asked for.
    pub pre_admitted: bool,
    /// Where they stand.
    pub state: ThirdPartyState,
    /// Since when (RFC 3339).
    pub since: String,
    /// In the visit's room now.
    pub in_call: bool,
    /// Was in it before.
    pub was_in_call: bool,
    /// What they are doing on their page, where it has been opened.
    #[ts(optional = nullable)]
    pub on_link: Option<GuestStep>,
    /// What their camera check said.
    pub camera: DeviceVerdict,
    /// What their microphone check said.
    pub microphone: DeviceVerdict,
    /// What their network check said.
    pub network: NetworkVerdict,
    /// Since when their page is silent, while they wait (RFC 3339).
    #[ts(optional = nullable)]
    pub away_since: Option<String>,
    /// What their page measured of its network, last.
    #[ts(optional = nullable)]
    pub network_check: Option<NetworkCheck>,
    /// Whether their link leads somewhere.
    pub readiness: InvitationReadiness,
    /// When their link stops working (RFC 3339).
    pub expires_at: String,
    /// What may be done now, the likeliest first.
    pub actions: Vec<ThirdPartyAction>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// The newest text with their link, where one was asked for.
    #[ts(optional = nullable)]
    pub text: Option<TextMessage>,
}

/// What somebody is to the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThirdPartyRole {
    /// Of the patient's family, or close to them.
    Family,
    /// Interprets between patient and provider.
    Interpreter,
    /// Another clinician.
    Specialist,
    /// Anybody else.
    Other,
}

/// Where a third party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThirdPartyState {
    /// Has a link and does not wait.
    Invited,
    /// Waits to be let in.
    Waiting,
    /// Waited and went away.
    Left,
    /// Let in.
    Admitted,
    /// Taken out; may be let in again.
    Removed,
    /// Taken out for good.
    KeptOut,
    /// The invitation was taken back.
    Withdrawn,
    /// The link ran out.
    Expired,
}

/// What may be done with a third party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThirdPartyAction {
    /// `admitGuest`
    Admit,
    /// `thirdPartyLink`, `openThirdPartyLink`, `draftThirdPartyMail`
    GiveLink,
    /// `removeGuest`
    Remove,
    /// `removeGuest` with `keepOut`
    KeepOut,
    /// `withdrawInvitation`
    Withdraw,
}

/// Who is to be invited.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InviteThirdParty {
    /// Into which visit.
    pub visit_id: String,
    /// May be empty: their page asks.
    pub name: String,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// In words; may be empty.
    pub relationship: String,
    /// BCP 47.
    pub language: String,
    /// Let in without being asked for.
    pub pre_admitted: bool,
}

/// The invitation that was made.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvitedThirdParty {
    /// Opaque id.
    pub invitation_id: String,
}

/// One third party.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GuestRef {
    /// Their invitation.
    pub invitation_id: String,
}

/// Take a third party out.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RemoveGuest {
    /// Whom.
    pub invitation_id: String,
    /// For good: the room is completed and everybody else moves to a new one.
    pub keep_out: bool,
}

/// An e-mail to draft, with the link at its end.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftThirdPartyMail {
    /// Whose link.
    pub invitation_id: String,
    /// Its subject; at most 200 characters.
    pub subject: String,
    /// What stands before the link; at most 2000 characters.
    pub text: String,
}

impl From<ThirdPartyRole> for CallRole {
    fn from(role: ThirdPartyRole) -> Self {
        match role {
            ThirdPartyRole::Family => CallRole::Family,
            ThirdPartyRole::Interpreter => CallRole::Interpreter,
            ThirdPartyRole::Specialist => CallRole::Specialist,
            ThirdPartyRole::Other => CallRole::Other,
        }
    }
}

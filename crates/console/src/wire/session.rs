//! Where the console stands: which clinic is open, who the provider is, how Twilio is reached.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a console window needs to know before it draws anything.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The open clinic; none before the first run is answered or while the store cannot be opened.
    #[ts(optional = nullable)]
    pub clinic: Option<ClinicInfo>,
    /// That another console acts for the clinic, where one does: then this one only shows.
    #[ts(optional = nullable)]
    pub standing_by: Option<StandingBy>,
    /// Why the stored clinic could not be opened, where that is so.
    #[ts(optional = nullable)]
    pub problem: Option<crate::error::CommandError>,
    /// The clinic whose account is kept, so that it can be opened with `openAccountClinic`.
    #[ts(optional = nullable)]
    pub saved_account: Option<SavedAccount>,
    /// Anteroom's version.
    pub version: String,
}

/// The clinic whose account is kept on this computer, as far as is told of it before it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedAccount {
    /// What the clinic calls itself.
    pub clinic_name: String,
    /// The clinician's display name.
    pub provider_name: String,
    /// The account's SID, by its ends: enough to tell one from another.
    pub account_sid: String,
    /// The address of the patient's page, without a trailing slash.
    pub portal_url: String,
}

/// Another console acts for the clinic.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StandingBy {
    /// Since when (RFC 3339).
    pub since: String,
    /// Since when it shows no sign of life, if it does not (RFC 3339).
    #[ts(optional = nullable)]
    pub silent_since: Option<String>,
}

/// The open clinic.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClinicInfo {
    /// What the clinic calls itself.
    pub name: String,
    /// The clinic's IANA time zone: all its local times are in it.
    pub time_zone: String,
    /// Whether this is the practice clinic: always shown as PRACTICE, its data kept apart.
    pub practice: bool,
    /// The clinician at this console.
    pub provider: ProviderInfo,
    /// The account the clinic runs on; the secret is not among it.
    pub account: AccountInfo,
    /// Where the browser SDKs find Twilio; empty members mean Twilio's own addresses.
    pub endpoints: Endpoints,
    /// Whether it has made-up people who can be directed.
    pub directed: bool,
}

/// The clinician at this console.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProviderInfo {
    /// Opaque id.
    pub id: String,
    /// Display name, for example "Dr. Amara Okafor".
    pub name: String,
    /// What the waiting patients are told.
    pub state: ProviderState,
}

/// The provider's own state, as waiting patients are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ProviderState {
    /// Ready for the next patient.
    Available,
    /// In a visit.
    WithPatient,
    /// Behind the day's plan.
    Late {
        /// By how many minutes.
        minutes: u32,
    },
    /// Not at the desk.
    Away,
}

/// The account, as far as a window may know it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountInfo {
    /// The account SID (`AC…`).
    pub account_sid: String,
    /// The API key's SID (`SK…`).
    pub api_key_sid: String,
    /// The Sync service's SID (`IS…`).
    pub sync_service_sid: String,
    /// The address of the patient's page, without a trailing slash.
    pub portal_url: String,
}

/// Where the browser SDKs find Twilio. A member that is absent means the SDK's own default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Endpoints {
    /// `twilio-video`'s `wsServer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub video_signaling_url: Option<String>,
    /// `twilio-sync`'s `Twilsock.uri`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub sync_socket_url: Option<String>,
}

/// A clinic's Twilio account, as an administrator types it in.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectAccount {
    /// What the clinic calls itself.
    pub clinic_name: String,
    /// The clinician's display name.
    pub provider_name: String,
    /// IANA zone of the clinic.
    pub time_zone: String,
    /// `AC…`
    pub account_sid: String,
    /// `SK…`
    pub api_key_sid: String,
    /// The API key's secret. It goes to the keychain and is never sent back to a window.
    pub api_key_secret: String,
    /// `IS…`: a Sync service used for nothing else, with its access control switched on.
    pub sync_service_sid: String,
    /// The address where the clinic has put the patient's page (https).
    pub portal_url: String,
}

/// What trying the account brought, part by part.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountChecks {
    /// Whether every part that visits need works; the account is then kept, with its secret in the keychain, and can be opened.
    pub connected: bool,
    /// The parts, in the order they were tried.
    pub parts: Vec<AccountCheck>,
}

/// One part of the account, tried for real.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountCheck {
    /// Which part.
    pub part: AccountPart,
    /// How it went.
    pub outcome: CheckOutcome,
    /// What was found, one sentence.
    pub message: String,
    /// What to fix, one sentence; empty where all is well.
    pub advice: String,
    /// Twilio's code where it refused.
    #[ts(optional = nullable)]
    pub twilio_code: Option<u32>,
    /// How long it took, in milliseconds.
    pub millis: u32,
}

/// The parts that a visit needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AccountPart {
    /// Twilio is reached and this computer's clock agrees with it.
    Clock,
    /// The API key signs in.
    ApiKey,
    /// Video rooms can be listed.
    Video,
    /// The Sync service is there, is not the default one, and has its access control on.
    Sync,
    /// The keychain takes the secret.
    Keychain,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CheckOutcome {
    /// It works.
    Fine,
    /// It works, but something is worth knowing.
    Warning,
    /// It does not work.
    Failed,
    /// Not tried, since an earlier part failed.
    Skipped,
}

/// Whether the console reaches Twilio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Connection {
    /// The last exchange worked.
    Connected,
    /// Not reached.
    Offline {
        /// Since when (RFC 3339).
        since: String,
    },
}

/// What the console's own page needs to hear the waiting room by push.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SyncAccess {
    /// A token with a Sync grant only, for the provider's identity.
    pub token: String,
    /// The report Documents to listen to: one for each open invitation.
    pub reports: Vec<ReportDocument>,
    /// The unique name of the Document that says which console acts for the clinic: `leaseChanged` where it changes.
    pub lease: String,
}

/// One invitation's report Document.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReportDocument {
    /// The invitation.
    pub invitation_id: String,
    /// The Document's unique name, `in-<id>-report`.
    pub unique_name: String,
    /// The unique name of the List that the person writes, `in-<id>-from-guest`.
    pub list_name: String,
}

//! Services that are asked by their API: connectors as the directory has them, and requests as a visit has them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::phone::LineOffer;
use super::third_party::ThirdPartyRole;

/// Every connector of the clinic, in order.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Connectors {
    /// The services.
    pub services: Vec<ConnectorInfo>,
}

/// A service of the directory.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorInfo {
    /// Opaque id.
    pub id: String,
    /// What the clinic calls it.
    pub name: String,
    /// What it offers.
    pub offers: LineOffer,
    /// The languages it has (BCP 47).
    pub languages: Vec<String>,
    /// How whom it sends comes in.
    pub modality: ServiceModality,
    /// Whether whom it sends by link is let in without being asked for.
    pub pre_admitted: bool,
    /// The secrets that its document names.
    pub secrets: Vec<ConnectorSecret>,
    /// Whether a request whose answer was lost can be looked up.
    pub can_find: bool,
    /// Whether a request can be called off.
    pub can_cancel: bool,
    /// The document, as it was written.
    pub document: String,
}

/// A secret that a connector names.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorSecret {
    /// Its name.
    pub name: String,
    /// Whether it is in the keychain.
    pub kept: bool,
}

/// How whom a service sends comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ServiceModality {
    /// By our link.
    Video,
    /// By a number that is dialled.
    Phone,
}

/// A document to look at.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckConnector {
    /// JSON.
    pub document: String,
}

/// What is wrong with a document; nothing at all where it can be saved.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckedConnector {
    /// Everything that is wrong with it.
    pub faults: Vec<ConnectorFault>,
    /// What the service is called, where it can be saved.
    #[ts(optional = nullable)]
    pub name: Option<String>,
}

/// Something that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorFault {
    /// Where: a JSON pointer (RFC 6901); empty for all of it.
    pub pointer: String,
    /// What to change, one sentence.
    pub message: String,
}

/// A document to keep.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaveConnector {
    /// Which; absent for a new one.
    #[serde(default)]
    #[ts(optional)]
    pub id: Option<String>,
    /// JSON.
    pub document: String,
}

/// The connector that was saved.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedConnector {
    /// Which.
    pub connector_id: String,
}

/// One connector.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorRef {
    /// Which.
    pub connector_id: String,
}

/// A secret of a connector. It goes to the keychain and is never sent back to a window.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaveConnectorSecret {
    /// Whose.
    pub connector_id: String,
    /// Which: the document names it.
    pub name: String,
    /// 1 to 1000 characters; empty removes it.
    pub value: String,
}

/// Ask a service for nobody, and call it off at once.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TryConnector {
    /// Which.
    pub connector_id: String,
    /// The language to ask for (BCP 47); absent for Spanish, or the first where it does not have that.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
}

/// What a dry run came to, step by step.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorTrial {
    /// The steps, in order; the run ends with the first that does not go well and leaves nothing to call off.
    pub steps: Vec<TrialStep>,
}

/// A step of a dry run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TrialStep {
    /// Which.
    pub kind: TrialStepKind,
    /// Whether it went well.
    pub fine: bool,
    /// What happened, for example "Asked: 201 in 340 ms".
    pub words: String,
    /// What to do about it; empty where there is nothing to do.
    pub advice: String,
}

/// What a step of a dry run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TrialStepKind {
    /// Asks.
    Ask,
    /// Reads the answer.
    Read,
    /// Looks how it stands.
    Poll,
    /// Looks it up by our reference.
    Find,
    /// Calls it off.
    Cancel,
}

/// What somebody is needed for.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServicesFor {
    /// For which visit.
    pub visit_id: String,
    /// What they are to it.
    pub role: ThirdPartyRole,
    /// BCP 47; absent for the patient's.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
}

/// The services that can help.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceChoices {
    /// The language that was asked for (BCP 47).
    pub language: String,
    /// The services, in order.
    pub services: Vec<ServiceChoice>,
    /// The names of those that offer the same and do not have the language: they are not asked.
    pub without_language: Vec<String>,
}

/// A service that can help in a visit.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceChoice {
    /// Opaque id.
    pub connector_id: String,
    /// What the clinic calls it.
    pub name: String,
    /// How whom it sends comes in.
    pub modality: ServiceModality,
    /// Secrets that it needs and that are not in the keychain: it cannot be asked.
    pub lacks_secrets: bool,
}

/// Ask a service for somebody.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskVendor {
    /// For which visit.
    pub visit_id: String,
    /// Which service.
    pub connector_id: String,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// BCP 47; absent for the patient's.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
}

/// The request that was made.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskedVendor {
    /// Which: its card is in `getCall` and `getVisit`.
    pub request_id: String,
}

/// One request to a service.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VendorRef {
    /// Of which visit.
    pub visit_id: String,
    /// Which.
    pub request_id: String,
}

/// Whether a service has a request: somebody has asked there.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettleVendor {
    /// Of which visit.
    pub visit_id: String,
    /// Which.
    pub request_id: String,
    /// Whether it has it.
    pub taken: bool,
}

/// A third party who was or is asked of a service, with the live timeline.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VendorRequest {
    /// Opaque id.
    pub id: String,
    /// The service.
    pub service: String,
    /// The directory's connector, where it is still there.
    #[ts(optional = nullable)]
    pub connector_id: Option<String>,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// BCP 47.
    pub language: String,
    /// How they come in.
    pub modality: ServiceModality,
    /// Where it stands.
    pub state: VendorState,
    /// Since when (RFC 3339).
    pub since: String,
    /// When it was asked for (RFC 3339): the card counts from here.
    pub added_at: String,
    /// Until when is waited for what comes next (RFC 3339).
    #[ts(optional = nullable)]
    pub waits_until: Option<String>,
    /// Who comes, where the service has said; may be empty.
    pub interpreter: String,
    /// The invitation by which they come in: one of the visit's third parties.
    #[ts(optional = nullable)]
    pub invitation_id: Option<String>,
    /// The phone line by which they come in: one of the visit's phone parties.
    #[ts(optional = nullable)]
    pub party_id: Option<String>,
    /// Whether nothing more comes of it.
    pub over: bool,
    /// Why nothing came of it.
    #[ts(optional = nullable)]
    pub failure: Option<VendorWords>,
    /// What is wrong with asking the service at the moment; or why it is not known whether it has the request.
    #[ts(optional = nullable)]
    pub trouble: Option<VendorWords>,
    /// Whether the service was told that it is off.
    #[ts(optional = nullable)]
    pub told: Option<VendorTold>,
    /// What happened, oldest first.
    pub timeline: Vec<VendorTimelineEntry>,
    /// What may be done now, the likeliest first.
    pub actions: Vec<VendorAction>,
    /// Who can be asked or called instead, where it is over and nobody came.
    #[ts(optional = nullable)]
    pub next: Option<NextHelp>,
}

/// Who can help where a service sends nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NextHelp {
    /// Another service: `askVendor`.
    Service {
        /// Which.
        connector_id: String,
        /// What the clinic calls it.
        name: String,
    },
    /// A line of the directory: `addByPhone`.
    Line {
        /// Which.
        line_id: String,
        /// What the clinic calls it.
        name: String,
    },
}

/// What happened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VendorWords {
    /// One plain sentence.
    pub message: String,
    /// What to do next; empty where there is nothing to do.
    pub advice: String,
    /// The service's HTTP status, where there was one.
    #[ts(optional = nullable)]
    pub http_status: Option<u16>,
}

/// Where a request to a service stands (docs/connectors.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VendorState {
    /// The service was not asked yet.
    Intended,
    /// The service is being asked.
    Requested,
    /// The answer was lost: it is looked up, or `settleVendor` says.
    Unknown,
    /// The service has it and looks for somebody.
    Asked,
    /// Somebody has accepted.
    Accepted,
    /// They are on their way in.
    OnTheWay,
    /// They were seen in the visit.
    CameIn,
    /// The service has nobody.
    Refused,
    /// The service called it off.
    CalledOff,
    /// It was cancelled here.
    Cancelled,
    /// Nobody accepted, or nobody came, in time.
    TimedOut,
    /// It could not be done; `failure` says why.
    Failed,
    /// It is over for the service, and nobody was seen.
    Ended,
}

/// What happened to a request to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VendorEvent {
    /// The service is asked.
    AskRequested,
    /// It was not reached: it is asked again.
    AskPutOff,
    /// It has the request.
    AskTaken,
    /// There will be no request.
    AskRefused,
    /// The answer was lost.
    AskLost,
    /// Somebody has accepted.
    VendorAccepted,
    /// They are on their way.
    VendorOnTheWay,
    /// The service has nobody.
    VendorRefused,
    /// The service called it off.
    VendorCalledOff,
    /// Something went wrong at the service, or with what it answered.
    VendorFailed,
    /// It is over for the service.
    VendorEnded,
    /// They were seen in the visit.
    Arrived,
    /// The number led to nobody.
    LineLost,
    /// It was cancelled here, or with the visit.
    Cancelled,
    /// The time for it ran out.
    WaitedTooLong,
}

/// Something that happened to a request.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VendorTimelineEntry {
    /// What.
    pub event: VendorEvent,
    /// The state it led to.
    pub state: VendorState,
    /// When (RFC 3339).
    pub at: String,
}

/// Whether a service was told that a request is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VendorTold {
    /// It is being told.
    Telling,
    /// It was told, or has no such request.
    Told,
    /// It could not be told: somebody may still be on their way.
    NotTold,
}

/// What may be done with a request now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VendorAction {
    /// `settleVendor` with `taken`
    SettleTaken,
    /// `settleVendor` without
    SettleNotTaken,
    /// `cancelVendor`
    Cancel,
    /// `askVendor`, the same again
    AskAgain,
}

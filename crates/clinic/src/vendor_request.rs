//! Third parties who are asked of a service by its API: what is asked, what came of it, and what the console is told to do for it.

use jiff::Timestamp;

use crate::connector::{Connector, Filling, Modality};
use crate::id::{ConnectorId, InvitationId, LineId, PhonePartyId, VendorRequestId, VisitId};
use crate::invitation::Link;
use crate::pii::Pii;
use crate::third_party::ThirdPartyRole;
use crate::vendor::{VendorEvent, VendorState};
use crate::words::words;

words! {
    /// Why nothing came of a request.
    pub enum VendorFailure {
        /// The service would not take it; its HTTP status is kept with it.
        Refused = "refused",
        /// The service was not reached in time.
        NotReached = "notReached",
        /// The answer was lost, and the service has no such request.
        NotTaken = "notTaken",
        /// The provider was told that the service has no such request.
        SaidNotTaken = "saidNotTaken",
        /// The service says that it failed.
        AtTheService = "atTheService",
        /// The service does not know the request any more.
        Gone = "gone",
        /// The number that it answered with is not called; why is kept with it.
        NumberRefused = "numberRefused",
        /// The number that it answered with led to nobody.
        LineNotReached = "lineNotReached",
        /// The link to hand over could not be set up.
        NoLink = "noLink",
        /// A secret is not in the keychain.
        NoSecret = "noSecret",
        /// The request could not be filled in; why is kept with it.
        Unfilled = "unfilled",
    }
}

words! {
    /// What is wrong with the exchange itself.
    pub enum VendorTrouble {
        /// The service is not reached.
        NotReached = "notReached",
        /// No answer within its time.
        NoAnswer = "noAnswer",
        /// It asks for patience (429).
        TooMany = "tooMany",
        /// A fault at the service (5xx).
        Fault = "fault",
        /// It refuses (another 4xx).
        Refused = "refused",
        /// It leads elsewhere (3xx), and Anteroom does not follow.
        Redirected = "redirected",
        /// Its answer cannot be read.
        Malformed = "malformed",
        /// Its answer is larger than is read.
        Oversized = "oversized",
        /// Its status is none that the connector knows.
        UnknownStatus = "unknownStatus",
        /// The console was ended between asking and hearing.
        Interrupted = "interrupted",
    }
}

words! {
    /// Whether the service was told that a request is off.
    pub enum VendorTold {
        /// It is being told.
        Telling = "telling",
        /// It was told, or has no such request.
        Told = "told",
        /// It could not be told: somebody may still be on their way.
        NotTold = "notTold",
    }
}

/// Somebody to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskFields {
    /// Of whom.
    pub connector: ConnectorId,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// Their language (BCP 47); empty for the patient's.
    pub language: String,
}

/// A third party who is asked of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorRequest {
    /// Opaque id; the service knows it as our reference.
    pub id: VendorRequestId,
    /// The visit.
    pub visit_id: VisitId,
    /// The service, as the clinic called it.
    pub service: String,
    /// The connector, where it is still there.
    pub connector: Option<ConnectorId>,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// BCP 47.
    pub language: String,
    /// How they come in.
    pub modality: Modality,
    /// Where it stands.
    pub state: VendorState,
    /// Since when.
    pub since: Timestamp,
    /// When it was asked for.
    pub added_at: Timestamp,
    /// Until when is waited for what comes next.
    pub waits_until: Option<Timestamp>,
    /// Who comes, where the service has said.
    pub interpreter: Pii<String>,
    /// The invitation by which they come in.
    pub invitation: Option<InvitationId>,
    /// The phone line by which they come in.
    pub party: Option<PhonePartyId>,
    /// Why nothing came of it.
    pub failure: Option<VendorFailure>,
    /// More about that, in words.
    pub failure_detail: String,
    /// What was wrong with the last exchange.
    pub trouble: Option<VendorTrouble>,
    /// Its HTTP status, where there was one.
    pub http_status: Option<u16>,
    /// Whether the service was told that it is off.
    pub told: Option<VendorTold>,
    /// What happened, oldest first.
    pub timeline: Vec<VendorEntry>,
    /// What may be done, the likeliest first.
    pub actions: Vec<VendorAction>,
    /// Who can be asked or called instead, where it is over and nobody came.
    pub next: Option<NextHelp>,
}

/// Who can help next, with what the clinic calls them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextHelp {
    /// Another service, to be asked.
    Service(ConnectorId, String),
    /// A line of the directory, to be called.
    Line(LineId, String),
}

/// Something that happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VendorEntry {
    /// What.
    pub event: VendorEvent,
    /// The state it led to.
    pub state: VendorState,
    /// When.
    pub at: Timestamp,
}

/// What may be done with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VendorAction {
    /// Say that the service has it: somebody asked there.
    SettleTaken,
    /// Say that the service does not have it.
    SettleNotTaken,
    /// Call it off.
    Cancel,
    /// Ask the same service again.
    AskAgain,
}

/// What is to be done to ask.
#[derive(Debug, Clone)]
pub enum VendorTask {
    /// Ask; that it is asked is stored.
    Ask(VendorPlan),
    /// It was asked before and the answer is not known: look it up.
    Find(VendorPlan),
    /// Nothing (any more), or nothing that a machine can find out.
    Nothing,
}

/// What is to be done to call a request off.
#[derive(Debug, Clone)]
pub enum CancelTask {
    /// Tell the service.
    Tell(VendorPlan),
    /// Look it up first: whether the service has it is not known.
    Find(VendorPlan),
    /// The service has no way to be told.
    NoWay,
    /// Nothing (any more).
    Nothing,
}

/// An exchange with a service.
#[derive(Debug, Clone)]
pub struct VendorPlan {
    /// Which request it is for.
    pub id: VendorRequestId,
    /// Whose secrets it needs; none where the connector was taken out since.
    pub secrets_of: Option<ConnectorId>,
    /// How.
    pub connector: Connector,
    /// What fills its gaps, but for the link and the secrets.
    pub filling: Filling,
    /// The link to hand over, to be minted.
    pub link: Option<Link>,
    /// When the service was asked.
    pub asked_at: Timestamp,
    /// When its answer was lost.
    pub lost_at: Timestamp,
}

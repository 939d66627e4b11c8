//! The day as the console window draws it: agenda, waiting room, the selected visit.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::intake::IntakeAnswer;
use super::network::NetworkCheck;
use super::phone::PhoneParty;
use super::session::{Connection, ProviderState};
use super::sync_documents::{ComeBackAnswer, DeviceVerdict, NetworkVerdict};
use super::text::{TextMessage, Texting};
use super::third_party::ThirdParty;
use super::vendor::VendorRequest;
use super::visit_type::{BookedType, VisitType};

/// One clinic day.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// The local date in the clinic's zone, `YYYY-MM-DD`.
    pub date: String,
    /// Whether it is today in the clinic's zone.
    pub is_today: bool,
    /// This moment (RFC 3339), so that a window counts from the core's clock.
    pub now: String,
    /// The clinic's IANA zone.
    pub time_zone: String,
    /// What waiting patients are told of the provider.
    pub provider_state: ProviderState,
    /// The minutes of a delay that everybody was told of and that can be taken back.
    #[ts(optional = nullable)]
    pub delay_told: Option<u32>,
    /// Minutes after its start, or after the invitation, from which somebody who was invited and has not come is late.
    pub late_minutes: u32,
    /// The kinds of visit that can be booked, in the clinic's order; empty where it has none.
    pub visit_types: Vec<VisitType>,
    /// Whether Twilio is reached.
    pub connection: Connection,
    /// Every visit of the day, by start.
    pub visits: Vec<VisitRow>,
    /// Who waits now, in their order; a subset of what `visits` names.
    pub waiting: Vec<WaitingPatient>,
    /// Who was asked to come back later, the earliest first; a subset of what `visits` names.
    pub asked_back: Vec<AskedBack>,
    /// The third parties who wait to be let in to one of `visits`, longest first.
    pub guests: Vec<WaitingGuest>,
    /// How many `tellDelay` would write to now: patients and third parties who wait, whichever day their visit is of.
    pub people_waiting: u32,
    /// For an empty day: the next visit after it.
    #[ts(optional = nullable)]
    pub next_visit: Option<NextVisit>,
}

/// The next visit after an empty day.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NextVisit {
    /// Local date, `YYYY-MM-DD`.
    pub date: String,
    /// Start (RFC 3339).
    pub starts_at: String,
    /// The patient's name.
    pub patient_name: String,
    /// The patient's language (BCP 47).
    pub language: String,
}

/// Where a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VisitState {
    /// Booked; nobody was invited.
    Scheduled,
    /// The patient has a link.
    Invited,
    /// The patient is in the waiting room.
    Waiting,
    /// The provider asked the waiting patient to come back at a time.
    AskedBack,
    /// The patient was in the waiting room and went away.
    Left,
    /// Admitted: the call is open.
    InVisit,
    /// Ended.
    Completed,
    /// Called off.
    Cancelled,
    /// The patient did not come.
    NoShow,
}

/// One line of the agenda.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitRow {
    /// Opaque id.
    pub id: String,
    /// Start (RFC 3339).
    pub starts_at: String,
    /// Planned length.
    pub minutes: u32,
    /// What kind of visit it was booked as, also where that is not booked any more.
    #[ts(optional = nullable)]
    pub visit_type: Option<BookedType>,
    /// The patient's name.
    pub patient_name: String,
    /// Why they come.
    pub reason: String,
    /// The patient's language (BCP 47).
    pub language: String,
    /// Where it stands.
    pub state: VisitState,
    /// Since when it stands there (RFC 3339).
    pub state_since: String,
    /// What the patient is doing on the link before they wait: `opened`, `checking`…
    #[ts(optional = nullable)]
    pub on_link: Option<super::sync_documents::GuestStep>,
    /// What became of the newest text with the link, while the patient is invited.
    #[ts(optional = nullable)]
    pub link_text: Option<LinkText>,
    /// Whether another visit overlaps it.
    pub overlaps: bool,
}

/// What is known of a text with a link, as far as it was sent at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LinkText {
    /// Twilio has it; whether it arrives is not known (yet).
    Sent,
    /// It arrived.
    Delivered,
    /// It was not sent, or did not arrive.
    NotDelivered,
}

/// A person in the waiting room.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WaitingPatient {
    /// The visit they came for.
    pub visit_id: String,
    /// Place in line, from 1: the same number that their own page shows.
    pub place: u32,
    /// The patient's name.
    pub patient_name: String,
    /// The patient's language (BCP 47).
    pub language: String,
    /// Why they come.
    pub reason: String,
    /// Planned start (RFC 3339).
    pub starts_at: String,
    /// Waiting since (RFC 3339).
    pub since: String,
    /// The interpreter that they want.
    #[ts(optional = nullable)]
    pub interpreter: Option<WantedInterpreter>,
    /// What their camera check said.
    pub camera: DeviceVerdict,
    /// What their microphone check said.
    pub microphone: DeviceVerdict,
    /// What their speaker check said.
    pub speaker: DeviceVerdict,
    /// What their network check said.
    pub network: NetworkVerdict,
    /// Whether their page still shows signs of life; if not, since when (RFC 3339).
    #[ts(optional = nullable)]
    pub away_since: Option<String>,
}

/// An interpreter whom a patient wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WantedInterpreter {
    /// For which language (BCP 47).
    pub language: String,
    /// Whether one was invited, called or asked for, and may still come or is here.
    pub booked: bool,
}

/// A waiting patient who was asked to come back later. Their turn is kept.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskedBack {
    /// The visit they came for.
    pub visit_id: String,
    /// The patient's name.
    pub patient_name: String,
    /// The patient's language (BCP 47).
    pub language: String,
    /// Planned start (RFC 3339).
    pub starts_at: String,
    /// When they were asked, first (RFC 3339).
    pub asked_at: String,
    /// When they are to come back (RFC 3339).
    pub come_back_at: String,
    /// What they answered to that, if they did.
    #[ts(optional = nullable)]
    pub answer: Option<ComeBackAnswer>,
    /// Whether their page still shows signs of life; if not, since when (RFC 3339).
    #[ts(optional = nullable)]
    pub away_since: Option<String>,
}

/// Ask a waiting patient to come back later, or at another time.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskBack {
    /// Whose visit.
    pub visit_id: String,
    /// Local date in the clinic's zone, `YYYY-MM-DD`.
    pub date: String,
    /// Local time in the clinic's zone, `HH:MM`.
    pub time: String,
}

/// A third party who waits to be let in.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WaitingGuest {
    /// The visit they came for.
    pub visit_id: String,
    /// The patient of it.
    pub patient_name: String,
    /// Who they are, since when they wait, what their checks said.
    pub third_party: ThirdParty,
}

/// One visit, whole.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitDetail {
    /// The agenda line.
    pub row: VisitRow,
    /// The patient.
    pub patient: PatientInfo,
    /// What may be done with the visit now, in the order of likelihood.
    pub actions: Vec<VisitAction>,
    /// The patient's invitation, where there is one.
    #[ts(optional = nullable)]
    pub invitation: Option<InvitationInfo>,
    /// Everybody else who was invited by link, in the order they were.
    pub third_parties: Vec<ThirdParty>,
    /// The waiting patient's card, while they wait.
    #[ts(optional = nullable)]
    pub waiting: Option<WaitingPatient>,
    /// The interpreter that the patient wants.
    #[ts(optional = nullable)]
    pub interpreter: Option<WantedInterpreter>,
    /// That the patient was asked to come back later, while they are.
    #[ts(optional = nullable)]
    pub asked_back: Option<AskedBack>,
    /// The third parties who were or are called, oldest first.
    pub phone_parties: Vec<PhoneParty>,
    /// The third parties who were or are asked of a service, oldest first.
    pub vendor_requests: Vec<VendorRequest>,
    /// The texts about it, oldest first; those to third parties too.
    pub texts: Vec<TextMessage>,
    /// Whether the patient can be texted.
    pub texting: Texting,
    /// The clinician's notes for this visit.
    pub notes: String,
    /// What happened, oldest first: the audit of this visit.
    pub history: Vec<HistoryEntry>,
}

/// What may be done with a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum VisitAction {
    /// `inviteToVisit`
    Invite,
    /// `invitationLink`
    CopyLink,
    /// `admitPatient`
    Admit,
    /// `askBack`
    AskBack,
    /// `undoAskBack`, within the day.
    UndoAskBack,
    /// `openCall`: the call is open but its window may not be.
    OpenCall,
    /// `endVisit`
    End,
    /// `reopenVisit`, within the day.
    Reopen,
    /// `editVisit` and `moveVisit`
    Edit,
    /// `cancelVisit`
    Cancel,
    /// `markNoShow`
    MarkNoShow,
    /// `undoNoShow`, within the day.
    UndoNoShow,
}

/// The patient of a visit.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientInfo {
    /// Opaque id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Date of birth, `YYYY-MM-DD`, where known.
    #[ts(optional = nullable)]
    pub birth_date: Option<String>,
    /// The clinic's record number; empty where unknown.
    pub record_number: String,
    /// BCP 47.
    pub language: String,
    /// E.164 or empty.
    pub phone: String,
    /// Empty where unknown.
    pub email: String,
    /// The IANA zone of where they are; empty for where the clinic is.
    pub time_zone: String,
}

/// The patient's way into the visit.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvitationInfo {
    /// Opaque id.
    pub id: String,
    /// Whether its Documents stand, so that its link leads somewhere.
    pub readiness: InvitationReadiness,
    /// When its link stops working (RFC 3339).
    pub expires_at: String,
    /// What its page measured of its network, last.
    #[ts(optional = nullable)]
    pub network_check: Option<NetworkCheck>,
    /// What the patient answered before the visit, in the form's order.
    pub answers: Vec<IntakeAnswer>,
    /// What happened to it, oldest first.
    pub timeline: Vec<TimelineEntry>,
}

/// Whether an invitation's link leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum InvitationReadiness {
    /// Its Documents are being set up.
    SettingUp,
    /// The link works.
    Ready,
    /// Setting up failed and is tried again; `message` says why.
    Failed {
        /// One plain sentence.
        message: String,
    },
    /// Withdrawn, expired or over.
    Closed,
}

/// One step of an invitation.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// Which step.
    pub step: TimelineStep,
    /// When (RFC 3339).
    pub at: String,
}

/// The steps of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
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
    /// They came to the waiting room.
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

/// One line of the audit log, in words a window can translate.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// When (RFC 3339).
    pub at: String,
    /// Who: `provider`, `patient`, `guest` (a third party), `console` (by itself).
    pub actor: String,
    /// What happened, as the event's name: `visitBooked`, `patientInvited`, `patientCheckedIn`…
    pub event: String,
    /// More about it; empty where there is nothing. What happened to a third party begins with their invitation's id.
    pub detail: String,
}

/// A visit to book.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookVisit {
    /// The patient.
    pub patient: PatientFields,
    /// What is booked.
    pub visit: VisitFields,
}

/// A booked visit to change.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditVisit {
    /// Which.
    pub visit_id: String,
    /// The patient, as it shall be.
    pub patient: PatientFields,
    /// The booking, as it shall be.
    pub visit: VisitFields,
}

/// What is known of a patient.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientFields {
    /// Required.
    pub name: String,
    /// `YYYY-MM-DD` or empty.
    pub birth_date: String,
    /// May be empty.
    pub record_number: String,
    /// BCP 47.
    pub language: String,
    /// E.164 or empty.
    pub phone: String,
    /// May be empty.
    pub email: String,
    /// The IANA zone of where they are; empty for where the clinic is. Absent leaves it as it is known.
    #[serde(default)]
    #[ts(optional)]
    pub time_zone: Option<String>,
}

/// What is booked.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitFields {
    /// Local date in the clinic's zone, `YYYY-MM-DD`.
    pub date: String,
    /// Local time in the clinic's zone, `HH:MM`.
    pub time: String,
    /// Planned length, 5 to 240.
    pub minutes: u32,
    /// The id of its kind; absent for none.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub visit_type: Option<String>,
    /// Why they come; may be empty.
    pub reason: String,
    /// May be empty.
    pub notes: String,
}

/// An e-mail to a patient to draft, with their link at its end.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DraftInvitationMail {
    /// Whose visit.
    pub visit_id: String,
    /// Its subject; at most 200 characters.
    pub subject: String,
    /// What stands before the link; at most 2000 characters.
    pub text: String,
}

/// An invitation's link, for copying, opening or drawing as a QR code.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvitationLink {
    /// `{portal}/#<token>`
    pub url: String,
    /// When it stops working (RFC 3339).
    pub expires_at: String,
}

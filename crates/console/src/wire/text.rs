//! Texts, as windows see them and what they ask for them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a text is for (docs/texts.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TextKind {
    /// The patient's link, sent by hand.
    Invitation,
    /// That there is a visit; without a link.
    Reminder,
    /// The patient's link, by the clinic's plan.
    Link,
    /// The visit has another time.
    Change,
    /// There will be no visit.
    Cancellation,
    /// A third party's link.
    ThirdParty,
}

/// Where a text stands (docs/texts.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TextState {
    /// To be sent at a time to come.
    Planned,
    /// To be sent now.
    Intended,
    /// Twilio is being asked.
    Requested,
    /// The answer was lost: it is looked up.
    Unknown,
    /// Looking it up did not tell: `settleText`.
    Unresolved,
    /// Twilio's scheduler has it.
    Scheduled,
    /// Twilio has it.
    Accepted,
    /// It waits in Twilio's queue.
    Queued,
    /// A carrier has it. Some never say more.
    Sent,
    /// It arrived.
    Delivered,
    /// It did not; `problem` says why.
    Undelivered,
    /// It was refused, or failed on its way; `problem` says why.
    Failed,
    /// Called off.
    Cancelled,
    /// Not sent; `problem` says why.
    Withheld,
}

/// What may be done with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TextAction {
    /// `cancelText`
    Cancel,
    /// `settleText` with `search`
    Search,
    /// `settleText` with `sent`
    SaySent,
    /// `settleText` with `unsent`
    SayUnsent,
}

/// Something that happened to a text.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextEntry {
    /// The state it led to.
    pub state: TextState,
    /// When (RFC 3339).
    pub at: String,
}

/// Why a text was not sent or did not arrive, in the person's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextProblem {
    /// What happened, one sentence.
    pub message: String,
    /// What to do, one sentence; may be empty.
    pub advice: String,
    /// Twilio's code, where it was Twilio that said so.
    #[ts(optional = nullable)]
    pub twilio_code: Option<u32>,
}

/// One text.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextMessage {
    /// Opaque id.
    pub id: String,
    /// The visit it is about.
    pub visit_id: String,
    /// Whose link it brings, where it brings one: an invitation's id.
    #[ts(optional = nullable)]
    pub invitation_id: Option<String>,
    /// Whether it goes to a third party.
    pub to_third_party: bool,
    /// What it is for.
    pub kind: TextKind,
    /// To which number, as people read it.
    pub number_shown: String,
    /// BCP 47.
    pub language: String,
    /// Where it stands.
    pub state: TextState,
    /// Since when (RFC 3339).
    pub since: String,
    /// When it is, or was, to be sent (RFC 3339).
    pub planned_for: String,
    /// It was sent so much after its time that somebody should know.
    pub late: bool,
    /// It is being called off.
    pub cancelling: bool,
    /// How many segments it took, once Twilio counted them.
    #[ts(optional = nullable)]
    pub segments: Option<u32>,
    /// Why it was not sent or did not arrive; also that it could not be called off any more.
    #[ts(optional = nullable)]
    pub problem: Option<TextProblem>,
    /// What happened, oldest first.
    pub timeline: Vec<TextEntry>,
    /// What may be done, the likeliest first.
    pub actions: Vec<TextAction>,
}

/// Whether a patient can be texted now.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Texting {
    /// Since when they want no texts (RFC 3339), where they answered STOP.
    #[ts(optional = nullable)]
    pub stopped_since: Option<String>,
}

/// Something about a text that somebody should see: sent late or not at all, failed, or not known of.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextNotice {
    /// The text.
    pub text: TextMessage,
    /// The patient of its visit.
    pub patient_name: String,
    /// The visit's start (RFC 3339).
    pub starts_at: String,
}

/// What there is to see.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextNotices {
    /// Oldest first.
    pub notices: Vec<TextNotice>,
}

/// Texts.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextRefs {
    /// Which.
    pub text_ids: Vec<String>,
}

/// One text.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextRef {
    /// Which.
    pub text_id: String,
}

/// Text a patient their link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextInvitation {
    /// Whose visit.
    pub visit_id: String,
    /// In quiet hours too; otherwise it is sent when they end.
    #[serde(default)]
    #[ts(optional)]
    pub anyway: Option<bool>,
}

/// Text a third party their link.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextThirdParty {
    /// Whose.
    pub invitation_id: String,
    /// To which number, as it was typed in.
    pub number: String,
    /// In quiet hours too.
    #[serde(default)]
    #[ts(optional)]
    pub anyway: Option<bool>,
}

/// Look at a third party's text before it is sent.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewThirdPartyText {
    /// Whose.
    pub invitation_id: String,
    /// To which number, as it was typed in.
    pub number: String,
}

/// A patient's number that was looked at.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PatientNumber {
    /// As it is kept, E.164.
    pub number: String,
    /// As people read it.
    pub shown: String,
    /// Its country (ISO 3166, two letters); empty for one that belongs to none.
    pub country: String,
    /// Why the clinic does not text it, one sentence; absent where it does.
    #[ts(optional = nullable)]
    pub not_texted: Option<String>,
    /// Since when its person wants no texts (RFC 3339): they answered STOP.
    #[ts(optional = nullable)]
    pub stopped_since: Option<String>,
}

/// The text that was asked for.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AskedText {
    /// Opaque id.
    pub text_id: String,
}

/// What a person says of a text that nobody knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TextVerdict {
    /// It was sent.
    Sent,
    /// It was not.
    Unsent,
    /// It is to be looked for once more.
    Search,
}

/// Settle a text that nobody knows of.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettleText {
    /// Which.
    pub text_id: String,
    /// How.
    pub verdict: TextVerdict,
}

/// How a text is written on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TextEncoding {
    /// Seven bits a character: 160 in one segment.
    Gsm7,
    /// UTF-16: 70 in one segment.
    Ucs2,
}

/// How a text will be, counted as it is sent.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextPreview {
    /// To which number, as people read it; empty for a template.
    pub number_shown: String,
    /// The words' language (BCP 47).
    pub language: String,
    /// The text; of its link the address alone, since the rest is minted when it is sent.
    pub text: String,
    /// How many segments it takes, each of which is paid for.
    pub segments: u32,
    /// How it is written.
    pub encoding: TextEncoding,
    /// How many characters it has, as that counts them.
    pub units: u32,
    /// How many more fit into the last segment.
    pub left: u32,
    /// What keeps it from being written in seven bits, as it is sent.
    pub unusual: Vec<String>,
    /// How long its link is; 0 where there is none.
    pub link_length: u32,
    /// How many segments its link alone costs.
    pub link_segments: u32,
    /// Twilio shortens the link, so that the count is an estimate.
    pub shortened: bool,
    /// The template in the plain form that takes fewer segments, where there is one and it was not asked for.
    #[ts(optional = nullable)]
    pub plain: Option<PlainForm>,
    /// Quiet hours go on for its reader, until then (RFC 3339).
    #[ts(optional = nullable)]
    pub quiet_until: Option<String>,
    /// When it goes (RFC 3339); absent where no time is left outside the quiet hours before it is of no use.
    #[ts(optional = nullable)]
    pub goes_at: Option<String>,
    /// The reader's zone.
    pub time_zone: String,
    /// The account has something to send by.
    pub has_sender: bool,
}

/// A template with its typographic signs written plainly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlainForm {
    /// The template.
    pub template: String,
    /// How many segments it takes then.
    pub segments: u32,
}

/// One text of the clinic's plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlannedText {
    /// `reminder` or `link`.
    pub kind: TextKind,
    /// How many minutes before the visit's start: a reminder 5 to 20160, a link 5 to 720.
    pub minutes_before: u32,
}

/// Hours in which nobody is texted, in the reader's zone; they may go over midnight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QuietHours {
    /// `HH:MM`
    pub from: String,
    /// `HH:MM`
    pub until: String,
}

/// A clinic's own words for a kind of text in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextTemplate {
    /// What for.
    pub kind: TextKind,
    /// BCP 47.
    pub language: String,
    /// The words, with variables in double braces.
    pub text: String,
}

/// How the clinic texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextSettings {
    /// What is sent by itself before each visit.
    pub plan: Vec<PlannedText>,
    /// Whoever was texted about a visit is told when it moves or is cancelled.
    pub tell_changes: bool,
    /// When nobody is texted; absent where texts may be sent at any hour.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub quiet: Option<QuietHours>,
    /// Names and reasons may stand in texts.
    pub names: bool,
    /// Typographic signs that would make a text longer are written plainly.
    pub plain: bool,
    /// Twilio shortens links.
    pub shorten_links: bool,
    /// `MG…`; empty for the account's only one.
    pub service: String,
    /// E.164; empty for what the account has.
    pub number: String,
    /// The clinic's own words.
    pub templates: Vec<TextTemplate>,
}

/// How the clinic texts, and what it can choose from.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextSettingsView {
    /// As it is set.
    pub settings: TextSettings,
    /// The product's own words, for every kind in every language it has.
    pub built_in: Vec<TextTemplate>,
    /// The variables that may stand in a template.
    pub variables: Vec<String>,
    /// What texts are sent by now; absent where Twilio was not reached.
    #[ts(optional = nullable)]
    pub sender: Option<TextSender>,
}

/// What texts are sent by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TextSender {
    /// The messaging service (`MG…`): it can schedule texts and shorten links.
    #[ts(optional = nullable)]
    pub service: Option<String>,
    /// What the account calls it.
    #[ts(optional = nullable)]
    pub service_name: Option<String>,
    /// Whether it is registered for texts to the United States; absent where Twilio does not say.
    #[ts(optional = nullable)]
    pub us_registered: Option<bool>,
    /// Whether it has a domain to shorten links under.
    pub can_shorten: bool,
    /// The number, as people read it.
    #[ts(optional = nullable)]
    pub number_shown: Option<String>,
}

/// Look at a template before it is kept.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PreviewTemplate {
    /// The template.
    pub template: TextTemplate,
    /// Whether names and reasons may stand in it.
    pub names: bool,
    /// Whether typographic signs are written plainly.
    pub plain: bool,
    /// Whether Twilio shortens links.
    pub shorten_links: bool,
}

//! Third parties who are reached by phone, as a call window draws their cards.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::directory::{LineChoice, PhoneRecipe};
use super::third_party::ThirdPartyRole;

/// What a line of the directory offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LineOffer {
    /// Interpreters.
    Interpreter,
    /// Specialists: a colleague, a pharmacy, a laboratory.
    Specialist,
    /// Anything else.
    Other,
}

/// How a phone line comes into the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PhoneWay {
    /// By itself: the line's phone tree is worked through, and the line joins. A line without one joins when it answers.
    Recipe,
    /// The line stays outside while the provider presses keys, then joins.
    Guided,
    /// The line is in the room at once, and the provider alone hears it until it is brought in.
    ListenIn,
}

/// Where a call to a third party stands (docs/third-parties.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PhoneState {
    /// Twilio was not asked yet.
    Intended,
    /// Twilio is being asked to call.
    Requested,
    /// The answer was lost: whether there is a call is looked up.
    Unknown,
    /// Twilio has the call and has not dialled yet.
    Queued,
    /// It rings.
    Ringing,
    /// Something answered, and the line is up outside the visit.
    Answered,
    /// The phone tree is on the step that `step` names.
    OnStep,
    /// The steps are done; a person is to come to the line, which is still outside the visit.
    WaitingForPerson,
    /// The line is in the room, and the provider alone hears it.
    Listening,
    /// The line is in the visit, heard by all.
    InVisit,
    /// The line was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// It could not be called; `failure` says why.
    Failed,
    /// It was called off before anything answered.
    Cancelled,
    /// Something had answered, and the call is over.
    Completed,
}

/// What happened to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PhoneEvent {
    /// Twilio is asked.
    DialRequested,
    /// Twilio was not reached: it is asked again.
    DialPutOff,
    /// Twilio has the call.
    DialTaken,
    /// There will be no call.
    DialRefused,
    /// The answer was lost.
    DialLost,
    /// It was hung up before Twilio was asked.
    DialCancelled,
    /// It rings.
    LineRang,
    /// Something answered.
    LineAnswered,
    /// A step of the phone tree began.
    StepBegun,
    /// The steps are done.
    PersonAwaited,
    /// The provider took over from the phone tree.
    TakenOver,
    /// The provider pressed keys.
    KeysPressed,
    /// The provider asked the line into the room.
    JoinAsked,
    /// The line was seen in the room, for the provider alone.
    LegHeard,
    /// The line was seen in the room.
    LegJoined,
    /// The provider let the others hear it.
    LegBroughtIn,
    /// The line is no longer in the room.
    LegLeft,
    /// Nobody in the visit hears it from now on.
    LegMuted,
    /// They hear it again.
    LegUnmuted,
    /// The call is to end.
    HangUpAsked,
    /// The line was busy.
    LineBusy,
    /// Nobody answered.
    LineUnanswered,
    /// The call failed on its way.
    LineFailed,
    /// It was called off before anything answered.
    LineCancelled,
    /// The call is over.
    LineEnded,
}

/// What answered, where Twilio was asked to listen for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Answerer {
    /// A person.
    Human,
    /// A machine.
    Machine,
    /// A fax.
    Fax,
    /// It could not be told.
    Unknown,
}

/// What may be done with a call now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PhoneAction {
    /// `bringIn`
    BringIn,
    /// `joinLeg`, heard by all.
    Join,
    /// `joinLeg` with `listen`: for the provider alone.
    Listen,
    /// `pressKeys`
    PressKeys,
    /// `takeOver`
    TakeOver,
    /// `muteLeg`
    Mute,
    /// `muteLeg` with `muted: false`
    Unmute,
    /// `hangUp`
    HangUp,
    /// `dialNext`; `next` says whom.
    DialNext,
}

/// A third party who is reached by phone: one attempt, with its live timeline.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneParty {
    /// Opaque id.
    pub id: String,
    /// Their identity in the room: opaque, never a number.
    pub identity: String,
    /// Who they are; empty for a number without a name.
    pub name: String,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// BCP 47.
    pub language: String,
    /// The number as people read it.
    pub number_shown: String,
    /// The directory's line, where it was one.
    #[ts(optional = nullable)]
    pub line_id: Option<String>,
    /// How the line comes in.
    pub way: PhoneWay,
    /// Where the call stands.
    pub state: PhoneState,
    /// Since when (RFC 3339).
    pub since: String,
    /// When it was asked for (RFC 3339): the card counts from here.
    pub added_at: String,
    /// The phone tree as it was when the line was dialled.
    pub steps: Vec<PhoneStep>,
    /// Which step it is on, from 1.
    #[ts(optional = nullable)]
    pub step: Option<u32>,
    /// In the room, the provider alone hears it.
    pub quiet: bool,
    /// Nobody in the visit hears it.
    pub muted: bool,
    /// The call is to end, and has not yet.
    pub hanging_up: bool,
    /// Whether the call is over.
    pub over: bool,
    /// What answered.
    #[ts(optional = nullable)]
    pub answered_by: Option<Answerer>,
    /// Why there was no call.
    #[ts(optional = nullable)]
    pub failure: Option<PhoneFailure>,
    /// What happened, oldest first.
    pub timeline: Vec<PhoneTimelineEntry>,
    /// What may be done now, the likeliest first.
    pub actions: Vec<PhoneAction>,
    /// Who would be called next.
    #[ts(optional = nullable)]
    pub next: Option<NextChoice>,
    /// The attempt that this one follows.
    #[ts(optional = nullable)]
    pub instead_of: Option<String>,
}

/// A step of the phone tree of a call, as its card names it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneStep {
    /// What it does.
    pub kind: PhoneStepKind,
    /// The keys it presses; never an access code.
    #[ts(optional = nullable)]
    pub keys: Option<String>,
    /// What it is for, or what is said; may be empty.
    pub note: String,
    /// How long it takes, in milliseconds.
    pub millis: u32,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PhoneStepKind {
    /// Silence.
    Wait,
    /// Keys.
    Press,
    /// The access code.
    PressCode,
    /// Something is said.
    Say,
    /// A person is waited for, and the line comes in.
    HandOver,
}

/// Why there was no call, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneFailure {
    /// What happened, one plain sentence.
    pub message: String,
    /// What to do next; empty where there is nothing to do.
    pub advice: String,
    /// Twilio's code, where it was Twilio that refused.
    #[ts(optional = nullable)]
    pub twilio_code: Option<u32>,
}

/// Something that happened to a call.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneTimelineEntry {
    /// What.
    pub event: PhoneEvent,
    /// The state it led to.
    pub state: PhoneState,
    /// The step that began, from 1.
    #[ts(optional = nullable)]
    pub step: Option<u32>,
    /// When (RFC 3339).
    pub at: String,
}

/// A line that would be called next.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NextChoice {
    /// Which.
    pub line_id: String,
    /// What the clinic calls it.
    pub name: String,
}

/// Whom a call window may call for a role.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LinesForCall {
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// The language (BCP 47); absent for the patient's.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
}

/// The lines of the directory that can help, the best first: open now, then the clinic's order.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallLines {
    /// The language that was asked for (BCP 47).
    pub language: String,
    /// The lines.
    pub lines: Vec<LineChoice>,
}

/// Call a third party into the visit.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddByPhone {
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// A line of the directory; then `number` and `name` are not looked at.
    #[serde(default)]
    #[ts(optional)]
    pub line_id: Option<String>,
    /// The number, where no line is named.
    #[serde(default)]
    #[ts(optional)]
    pub number: Option<String>,
    /// Their name, where no line is named.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// BCP 47; absent for the patient's.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
    /// How the line comes in.
    pub way: PhoneWay,
    /// Twilio listens for whether a person answered; not together with a phone tree.
    #[serde(default)]
    #[ts(optional)]
    pub detect_machine: Option<bool>,
}

/// The third party that is called.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddedParty {
    /// Which: the card is in `getCall`.
    pub party_id: String,
}

/// A phone tree to try by calling its line for real. It need not be saved.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TryPhoneTree {
    /// The line.
    pub line_id: String,
    /// The phone tree.
    pub recipe: PhoneRecipe,
}

/// The call that tried a phone tree last.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DryRun {
    /// The call, while it goes on and after; absent where no phone tree was tried. `language` is the phone tree's, empty for all others.
    #[ts(optional = nullable)]
    pub call: Option<PhoneParty>,
    /// The core's clock (RFC 3339).
    pub now: String,
}

/// One third party of the call window's visit.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PartyRef {
    /// Which.
    pub party_id: String,
}

/// One third party of a visit, from the console window.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PartyOfVisit {
    /// The visit.
    pub visit_id: String,
    /// Which.
    pub party_id: String,
}

/// Press keys on a line. A phone tree that runs is taken over.
#[derive(Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PressKeys {
    /// Whose line.
    pub party_id: String,
    /// `0`–`9`, `*`, `#`, `A`–`D`, and `w` for half a second; 1 to 32.
    pub keys: String,
}

/// Have a line join now.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct JoinLeg {
    /// Whose line.
    pub party_id: String,
    /// For the provider alone, until `bringIn`.
    #[serde(default)]
    #[ts(optional)]
    pub listen: Option<bool>,
}

/// Mute a line for the visit, or unmute it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MuteLeg {
    /// Whose line.
    pub party_id: String,
    /// Whether nobody in the visit hears it.
    pub muted: bool,
}

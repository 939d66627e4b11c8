//! Third parties who are reached by phone: who they are, how the line comes in, and what the console is told to do for it.

use jiff::Timestamp;

use crate::dial::{DialEvent, DialState};
use crate::id::{LineId, PhonePartyId, VisitId};
use crate::pii::Pii;
use crate::recipe::Step;
use crate::third_party::ThirdPartyRole;
use crate::words::words;

words! {
    /// How a phone line comes into the visit.
    pub enum Way {
        /// By itself: the line's phone tree is worked through, and the line joins. A line without one joins when it answers.
        Recipe = "recipe",
        /// The line stays outside while the provider presses keys, then joins.
        Guided = "guided",
        /// The line is in the room at once, and the provider alone hears it until it is brought in.
        ListenIn = "listenIn",
    }
}

words! {
    /// What answered, where Twilio was asked to listen for it.
    pub enum Answerer {
        /// A person.
        Human = "human",
        /// A machine.
        Machine = "machine",
        /// A fax.
        Fax = "fax",
        /// It could not be told.
        Unknown = "unknown",
    }
}

words! {
    /// Why there was no call.
    pub enum DialFailure {
        /// Twilio refused it; its code is kept with it.
        Refused = "refused",
        /// Twilio took it, and it could not be put through.
        NotPutThrough = "notPutThrough",
        /// Twilio was not reached in time.
        NotReached = "notReached",
        /// The answer was lost, and Twilio has no such call.
        NotPlaced = "notPlaced",
        /// The answer was lost, and which of several calls to the number is this one cannot be told.
        Ambiguous = "ambiguous",
        /// The room was no longer open.
        RoomClosed = "roomClosed",
        /// The account has no number that can call.
        NoCaller = "noCaller",
        /// The access code is not in the keychain.
        NoAccessCode = "noAccessCode",
        /// The phone tree is longer than Twilio takes at once.
        TooLong = "tooLong",
    }
}

/// Somebody to call.
#[derive(Debug, Clone)]
pub struct DialFields {
    /// A line of the directory; its number, name and phone tree are taken.
    pub line: Option<LineId>,
    /// The number, where no line is named.
    pub number: Pii<String>,
    /// Their name, where no line is named; may be empty.
    pub name: Pii<String>,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// Their language (BCP 47); empty for the patient's.
    pub language: String,
    /// How the line comes in.
    pub way: Way,
    /// Twilio listens for whether a person answered. Not together with a phone tree, which is a machine.
    pub detect_machine: bool,
}

/// A third party who is reached by phone, with one attempt to reach them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneParty {
    /// Opaque id.
    pub id: PhonePartyId,
    /// The visit; none where the line's phone tree is only tried.
    pub visit_id: Option<VisitId>,
    /// Who they are.
    pub name: Pii<String>,
    /// What they are to the visit.
    pub role: ThirdPartyRole,
    /// BCP 47.
    pub language: String,
    /// E.164.
    pub number: Pii<String>,
    /// The directory's line, where it was one and is still there.
    pub line: Option<LineId>,
    /// How the line comes in.
    pub way: Way,
    /// Where the call stands.
    pub state: DialState,
    /// Since when.
    pub since: Timestamp,
    /// When it was asked for.
    pub added_at: Timestamp,
    /// The phone tree as it was when the line was dialled.
    pub steps: Vec<Step>,
    /// How many keys the access code had.
    pub code_keys: u32,
    /// Which step it is on, from 1.
    pub step: Option<u32>,
    /// In the room, the provider alone hears it.
    pub quiet: bool,
    /// Nobody in the visit hears it.
    pub muted: bool,
    /// The call is to end, and has not yet.
    pub hanging_up: bool,
    /// What answered.
    pub answered_by: Option<Answerer>,
    /// Why there was no call.
    pub failure: Option<DialFailure>,
    /// Twilio's code for that.
    pub failure_code: Option<u32>,
    /// What happened, oldest first.
    pub timeline: Vec<DialEntry>,
    /// What may be done, the likeliest first.
    pub actions: Vec<PhoneAction>,
    /// Who would be called next.
    pub next: Option<(LineId, String)>,
    /// The attempt that this one follows.
    pub instead_of: Option<PhonePartyId>,
}

/// Something that happened to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialEntry {
    /// What.
    pub event: DialEvent,
    /// The state it led to.
    pub state: DialState,
    /// The step that began, from 1.
    pub step: Option<u32>,
    /// When.
    pub at: Timestamp,
}

/// What may be done with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneAction {
    /// Let the others hear it.
    BringIn,
    /// Have it join now.
    Join,
    /// Have it join now, for the provider alone.
    Listen,
    /// Press keys.
    PressKeys,
    /// Take over from the phone tree.
    TakeOver,
    /// Keep everybody from hearing it.
    Mute,
    /// Let them hear it again.
    Unmute,
    /// End the call.
    HangUp,
    /// Call the next line in order.
    DialNext,
}

/// What a poll of a call said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallSeen {
    /// Not dialled yet.
    Queued,
    /// It rings.
    Ringing,
    /// Something answered.
    InProgress,
    /// It is over.
    Completed,
    /// Busy.
    Busy,
    /// No answer.
    NoAnswer,
    /// Not put through.
    Failed,
    /// Called off.
    Cancelled,
    /// Twilio has no such call any more.
    Gone,
}

/// What is to be done to place a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialTask {
    /// Ask Twilio; that it is asked is stored.
    Place(DialPlan),
    /// It was asked before and the answer is not known: look for the call.
    Find(FindPlan),
    /// Nothing (any more).
    Nothing,
}

/// A call to place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialPlan {
    /// Whom it is for.
    pub id: PhonePartyId,
    /// The visit; none where the line's phone tree is only tried.
    pub visit_id: Option<VisitId>,
    /// E.164.
    pub to: Pii<String>,
    /// The account's number to call from, where one is set.
    pub caller: String,
    /// How the line comes in.
    pub way: Way,
    /// The phone tree; empty for none.
    pub steps: Vec<Step>,
    /// The line whose access code is pressed.
    pub code_of: Option<LineId>,
    /// The others must be kept from hearing it before it is in the room.
    pub quiet: bool,
    /// Twilio listens for what answers.
    pub detect_machine: bool,
}

/// A call to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindPlan {
    /// Whom it is for.
    pub id: PhonePartyId,
    /// E.164.
    pub to: Pii<String>,
    /// When Twilio was asked.
    pub asked_at: Timestamp,
    /// When the answer was lost.
    pub lost_at: Timestamp,
    /// Calls that are known to be somebody else's.
    pub others: Vec<String>,
}

/// A call that is to be looked at until it is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveDial {
    /// Whom it is for.
    pub id: PhonePartyId,
    /// `CA…`
    pub call_sid: String,
    /// Whether it may be looked at less often: it was answered, and nothing is expected of it soon.
    pub up: bool,
}

/// What is needed to change what a call is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SteerPlan {
    /// Whom it is for.
    pub id: PhonePartyId,
    /// The visit.
    pub visit_id: VisitId,
    /// `CA…`
    pub call_sid: String,
    /// Whether the line is in the room.
    pub in_room: bool,
}

/// A leg that not everybody in a visit is to hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegRule {
    /// The leg's identity.
    pub identity: String,
    /// The provider hears it.
    pub provider_hears: bool,
}

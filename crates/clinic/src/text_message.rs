//! A text as windows and the console see it, and what the console is told to do for it.

use jiff::Timestamp;

use crate::id::{InvitationId, TextId, VisitId};
use crate::phone_number::{CheckedNumber, NumberRefused};
use crate::pii::Pii;
use crate::text::{TextEvent, TextState};
use crate::text_template::{TextBody, TextKind};
use crate::words::words;

words! {
    /// Why a text was not sent.
    pub enum TextHold {
        /// Its person answered STOP.
        OptedOut = "optedOut",
        /// No time was left outside the quiet hours.
        QuietHours = "quietHours",
        /// No phone number is known.
        NoNumber = "noNumber",
        /// The number is none that the clinic texts.
        NumberRefused = "numberRefused",
        /// Its time passed while the console was closed or Twilio was not reached.
        TooLate = "tooLate",
        /// Its person is there already, or the visit is closed.
        NotNeeded = "notNeeded",
        /// Its link leads nowhere any more.
        NoLink = "noLink",
    }
}

words! {
    /// Why there was no message, or why it did not arrive.
    pub enum TextFailure {
        /// Twilio refused it; its code is kept with it.
        Refused = "refused",
        /// It failed on its way; Twilio's code is kept with it.
        NotDelivered = "notDelivered",
        /// The provider knows that it was not sent.
        SaidUnsent = "saidUnsent",
        /// The account has no number and no messaging service that can send it.
        NoSender = "noSender",
        /// It is longer than Twilio takes.
        TooLong = "tooLong",
    }
}

/// One text, to one person, about one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Opaque id.
    pub id: TextId,
    /// The visit it is about.
    pub visit_id: VisitId,
    /// Whose link it brings, where it brings one.
    pub invitation: Option<InvitationId>,
    /// Whether it goes to a third party.
    pub to_third_party: bool,
    /// What it is for.
    pub kind: TextKind,
    /// E.164; empty where none is known.
    pub number: Pii<String>,
    /// BCP 47.
    pub language: String,
    /// Where it stands.
    pub state: TextState,
    /// Since when.
    pub since: Timestamp,
    /// When it was asked for.
    pub added_at: Timestamp,
    /// When it is, or was, to be sent.
    pub planned_for: Timestamp,
    /// It was sent so much after its time that somebody should know: the console was closed.
    pub late: bool,
    /// It is to be called off, and is not yet.
    pub cancelling: bool,
    /// Why it was not sent.
    pub hold: Option<TextHold>,
    /// Why it did not arrive.
    pub failure: Option<TextFailure>,
    /// Twilio's code for that.
    pub failure_code: Option<u32>,
    /// How many segments it took, once Twilio counted them.
    pub segments: Option<u32>,
    /// What happened, oldest first.
    pub timeline: Vec<TextEntry>,
    /// What may be done, the likeliest first.
    pub actions: Vec<TextAction>,
}

/// Something that happened to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEntry {
    /// What.
    pub event: TextEvent,
    /// The state it led to.
    pub state: TextState,
    /// When.
    pub at: Timestamp,
}

/// What may be done with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextAction {
    /// Call it off.
    Cancel,
    /// Look for it once more.
    Search,
    /// Say that it was sent.
    SaySent,
    /// Say that it was not.
    SayUnsent,
}

/// What a person knows of a text that Twilio did not tell about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextVerdict {
    /// It was sent.
    Sent,
    /// It was not.
    Unsent,
    /// It is to be looked for once more.
    Search,
}

/// A text that somebody should see: sent late or not at all, failed, or not known of; with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextNotice {
    /// The text.
    pub text: Text,
    /// The patient of its visit.
    pub patient_name: Pii<String>,
    /// The visit's start.
    pub starts_at: Timestamp,
}

/// How a text would look, before it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextDraft {
    /// To whom, E.164.
    pub number: Pii<String>,
    /// The words' language.
    pub language: String,
    /// The words, but for the link.
    pub body: TextBody,
    /// Letters are written plainly.
    pub plain: bool,
    /// Whether Twilio shortens its link.
    pub shorten_links: bool,
    /// Quiet hours go on for its reader, until then.
    pub quiet_until: Option<Timestamp>,
    /// When it goes; none where no time is left outside the quiet hours.
    pub goes_at: Option<Timestamp>,
    /// Its reader's zone, where one is known.
    pub zone: jiff::tz::TimeZone,
}

/// A patient's number, as it was typed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientNumber {
    /// How it is kept and read.
    pub number: CheckedNumber,
    /// Why the clinic does not text it.
    pub not_texted: Option<NumberRefused>,
    /// Since when its person wants no texts: they answered STOP.
    pub stopped_since: Option<Timestamp>,
}

/// What is to be done to send a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextTask {
    /// Mint the link, store the request by [`text_requested`](crate::Clinic::text_requested), then ask Twilio.
    Send(SendPlan),
    /// It was asked for before and the answer is not known: look for the message.
    Find(FindText),
    /// Nothing now.
    Nothing,
}

/// A text to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendPlan {
    /// Which.
    pub id: TextId,
    /// E.164.
    pub to: Pii<String>,
    /// What is sent, but for the link.
    pub body: TextBody,
    /// The invitation whose link belongs into it, and when that stops working.
    pub link: Option<crate::invitation::Link>,
    /// Letters are written plainly.
    pub plain: bool,
    /// Twilio is to shorten the link.
    pub shorten_links: bool,
    /// When Twilio's scheduler is to send it; none for now.
    pub send_at: Option<Timestamp>,
    /// After that nobody is to be sent it, by a carrier either.
    pub useful_until: Timestamp,
}

/// A message to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindText {
    /// Which.
    pub id: TextId,
    /// E.164.
    pub to: Pii<String>,
    /// SHA-256 of what was sent, in hexadecimal.
    pub body_hash: String,
    /// When Twilio was asked.
    pub asked_at: Timestamp,
    /// When the answer was lost.
    pub lost_at: Timestamp,
    /// Messages that are known to be other texts.
    pub others: Vec<String>,
}

/// A text that Twilio has and that is looked at until it is told how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveText {
    /// Which.
    pub id: TextId,
    /// `SM…`
    pub message_sid: String,
    /// From when on there is something to see: when it was asked for, or when the scheduler sends it.
    pub from: Timestamp,
}

/// What a look at a message said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextSeen {
    /// Twilio has it.
    Accepted,
    /// The scheduler has it.
    Scheduled,
    /// It is in Twilio's queue.
    Queued,
    /// A carrier has it.
    Sent,
    /// It arrived.
    Delivered,
    /// It did not; with Twilio's code.
    Undelivered(Option<u32>),
    /// It failed; with Twilio's code.
    Failed(Option<u32>),
    /// It was called off.
    Cancelled,
}

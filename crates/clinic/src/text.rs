//! A text message, as a table: what can happen to it in which state, and where that leads.
//!
//! Sending is not repeatable at Twilio: that it is asked for is stored before it is, and an answer that was lost is looked up.
//! Observations come from polling, in any order, some never, some twice; one that the table refuses alters nothing.
//! `docs/texts.md` shows the same table; a test keeps the two equal.

use std::fmt;

use crate::words::words;

words! {
    /// Where a text stands, in terms of what has happened.
    pub enum TextState {
        /// It is to be sent at a time to come. Twilio was not asked yet.
        Planned = "planned",
        /// It is to be sent now, or handed to Twilio's scheduler. Twilio was not asked yet.
        Intended = "intended",
        /// Twilio is being asked.
        Requested = "requested",
        /// Twilio was asked and the answer was lost: whether there is a message is looked up.
        Unknown = "unknown",
        /// Looking it up did not tell: the provider is asked whether it was sent.
        Unresolved = "unresolved",
        /// Twilio's scheduler has it, for a time to come.
        Scheduled = "scheduled",
        /// Twilio has it.
        Accepted = "accepted",
        /// It waits in Twilio's queue.
        Queued = "queued",
        /// A carrier has it. Some carriers never say more.
        Sent = "sent",
        /// It arrived.
        Delivered = "delivered",
        /// The carrier did not deliver it.
        Undelivered = "undelivered",
        /// It was refused, or did not get as far as a carrier.
        Failed = "failed",
        /// It was called off before it was sent.
        Cancelled = "cancelled",
        /// It was not sent: by the clinic's rules, or because it would have come too late.
        Withheld = "withheld",
    }
}

words! {
    /// What can happen to a text. Facts in the past.
    pub enum TextEvent {
        /// Its visit, the plan or the quiet hours changed: it has another time.
        TextReplanned = "textReplanned",
        /// Its time has come, or Twilio's scheduler can take it.
        TextDue = "textDue",
        /// By the clinic's rules it is not sent.
        TextWithheld = "textWithheld",
        /// The console is about to ask Twilio; stored before it asks.
        TextRequested = "textRequested",
        /// Twilio was not reached, or was too busy to look at it: it is asked again.
        TextPutOff = "textPutOff",
        /// Twilio has the message: it said so, or the message was found by listing.
        TextTaken = "textTaken",
        /// Twilio's scheduler has it, likewise.
        TextScheduled = "textScheduled",
        /// There will be no message.
        TextRefused = "textRefused",
        /// The answer was lost.
        TextLost = "textLost",
        /// The message list did not tell whether it was sent.
        TextNotFound = "textNotFound",
        /// It is to be looked for once more.
        TextSearched = "textSearched",
        /// The provider knows that it was sent.
        TextSaidSent = "textSaidSent",
        /// The provider knows that it was not.
        TextSaidUnsent = "textSaidUnsent",
        /// It is in Twilio's queue.
        TextQueued = "textQueued",
        /// A carrier has it.
        TextSent = "textSent",
        /// It arrived.
        TextDelivered = "textDelivered",
        /// It did not.
        TextUndelivered = "textUndelivered",
        /// It failed on its way.
        TextFailed = "textFailed",
        /// It is to be called off.
        TextCancelAsked = "textCancelAsked",
        /// It was called off.
        TextCancelled = "textCancelled",
        /// It was too late for that.
        TextCancelTooLate = "textCancelTooLate",
    }
}

/// What is known of a text with a link, as far as it was sent at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkText {
    /// Twilio has it; whether it arrives is not known (yet).
    Sent,
    /// It arrived.
    Delivered,
    /// It was not sent, or did not arrive.
    NotDelivered,
}

impl LinkText {
    /// What a text's state says; nothing while it is not decided whether there is a message.
    pub(crate) fn of(state: TextState) -> Option<LinkText> {
        use TextState::*;
        match state {
            Accepted | Queued | Sent => Some(LinkText::Sent),
            Delivered => Some(LinkText::Delivered),
            Undelivered | Failed | Withheld => Some(LinkText::NotDelivered),
            Planned | Intended | Requested | Unknown | Unresolved | Scheduled | Cancelled => None,
        }
    }
}

/// The whole table. What is not in it is refused.
pub const TABLE: &[(TextState, TextEvent, TextState)] = {
    use TextEvent::*;
    use TextState::*;
    &[
        (Planned, TextReplanned, Planned),
        (Planned, TextDue, Intended),
        (Planned, TextWithheld, Withheld),
        (Planned, TextCancelled, Cancelled),
        (Intended, TextReplanned, Planned),
        (Intended, TextWithheld, Withheld),
        (Intended, TextRequested, Requested),
        (Intended, TextRefused, Failed),
        (Intended, TextCancelled, Cancelled),
        (Requested, TextPutOff, Intended),
        (Requested, TextTaken, Accepted),
        (Requested, TextScheduled, Scheduled),
        (Requested, TextRefused, Failed),
        (Requested, TextLost, Unknown),
        (Requested, TextCancelAsked, Requested),
        (Unknown, TextTaken, Accepted),
        (Unknown, TextScheduled, Scheduled),
        (Unknown, TextNotFound, Unresolved),
        (Unknown, TextCancelAsked, Unknown),
        (Unresolved, TextTaken, Accepted),
        (Unresolved, TextScheduled, Scheduled),
        (Unresolved, TextSearched, Unknown),
        (Unresolved, TextSaidSent, Sent),
        (Unresolved, TextSaidUnsent, Failed),
        (Scheduled, TextTaken, Accepted),
        (Scheduled, TextQueued, Queued),
        (Scheduled, TextSent, Sent),
        (Scheduled, TextDelivered, Delivered),
        (Scheduled, TextUndelivered, Undelivered),
        (Scheduled, TextFailed, Failed),
        (Scheduled, TextCancelAsked, Scheduled),
        (Scheduled, TextCancelled, Cancelled),
        (Scheduled, TextCancelTooLate, Accepted),
        (Accepted, TextQueued, Queued),
        (Accepted, TextSent, Sent),
        (Accepted, TextDelivered, Delivered),
        (Accepted, TextUndelivered, Undelivered),
        (Accepted, TextFailed, Failed),
        (Accepted, TextCancelled, Cancelled),
        (Accepted, TextCancelTooLate, Accepted),
        (Queued, TextSent, Sent),
        (Queued, TextDelivered, Delivered),
        (Queued, TextUndelivered, Undelivered),
        (Queued, TextFailed, Failed),
        (Queued, TextCancelled, Cancelled),
        (Queued, TextCancelTooLate, Queued),
        (Sent, TextDelivered, Delivered),
        (Sent, TextUndelivered, Undelivered),
        (Sent, TextFailed, Failed),
        (Sent, TextCancelTooLate, Sent),
    ]
};

/// An event that is not possible in the state the text is in. Nothing was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextRefused {
    /// The text's state.
    pub state: TextState,
    /// What was refused.
    pub event: TextEvent,
}

impl TextState {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`TextRefused`] where the table has no such line.
    pub fn after(self, event: TextEvent) -> Result<TextState, TextRefused> {
        TABLE
            .iter()
            .find(|(state, e, _)| (*state, *e) == (self, event))
            .map(|(_, _, next)| *next)
            .ok_or(TextRefused { state: self, event })
    }

    /// Whether the table lets `event` happen in this state.
    pub fn allows(self, event: TextEvent) -> bool {
        self.after(event).is_ok()
    }

    /// Whether nothing more happens to it.
    pub fn is_over(self) -> bool {
        match self {
            TextState::Delivered
            | TextState::Undelivered
            | TextState::Failed
            | TextState::Cancelled
            | TextState::Withheld => true,
            TextState::Planned
            | TextState::Intended
            | TextState::Requested
            | TextState::Unknown
            | TextState::Unresolved
            | TextState::Scheduled
            | TextState::Accepted
            | TextState::Queued
            | TextState::Sent => false,
        }
    }

    /// Whether Twilio was not asked for it.
    pub fn is_to_come(self) -> bool {
        matches!(self, TextState::Planned | TextState::Intended)
    }

    /// Whether its person may have it, or is about to.
    pub fn may_have_reached(self) -> bool {
        match self {
            TextState::Requested
            | TextState::Unknown
            | TextState::Unresolved
            | TextState::Accepted
            | TextState::Queued
            | TextState::Sent
            | TextState::Delivered => true,
            TextState::Planned
            | TextState::Intended
            | TextState::Scheduled
            | TextState::Undelivered
            | TextState::Failed
            | TextState::Cancelled
            | TextState::Withheld => false,
        }
    }

    /// The state in a sentence: "it waits for its time".
    fn in_words(self) -> &'static str {
        match self {
            TextState::Planned | TextState::Scheduled => "it waits for its time",
            TextState::Intended | TextState::Requested => "it is being sent",
            TextState::Unknown => "it is being looked up whether it was sent",
            TextState::Unresolved => "it is not known whether it was sent",
            TextState::Accepted | TextState::Queued => "Twilio is sending it",
            TextState::Sent => "it was sent",
            TextState::Delivered => "it was delivered",
            TextState::Undelivered => "it was not delivered",
            TextState::Failed => "it could not be sent",
            TextState::Cancelled => "it was called off",
            TextState::Withheld => "it was not sent",
        }
    }
}

impl fmt::Display for TextRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.event {
            TextEvent::TextCancelAsked | TextEvent::TextCancelled => "The text cannot be called off",
            TextEvent::TextSaidSent | TextEvent::TextSaidUnsent | TextEvent::TextSearched => {
                "There is nothing to settle about this text"
            }
            _ => "This cannot be done with the text now",
        };
        write!(f, "{what}: {}.", self.state.in_words())
    }
}

impl std::error::Error for TextRefused {}

//! A text and what still happens to it.

use jiff::{SignedDuration, Timestamp};

use super::script::Arrival;
use super::status::{Event, Status};

/// Who a text goes from and to, in Twilio's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the account, by REST.
    OutboundApi,
    /// From the account by itself, as the answer to STOP.
    OutboundReply,
    /// From a phone.
    Inbound,
}

impl Direction {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::OutboundApi => "outbound-api",
            Self::OutboundReply => "outbound-reply",
            Self::Inbound => "inbound",
        }
    }
}

/// A text that is to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) sid: String,
    pub(crate) to: String,
    pub(crate) from: Option<String>,
    /// Whether the messaging service is to send it.
    pub(crate) by_service: bool,
    pub(crate) body: String,
    pub(crate) send_at: Option<Timestamp>,
    pub(crate) validity: SignedDuration,
    pub(crate) smart: bool,
    pub(crate) shorten: bool,
    /// What becomes of texts to that number.
    pub(crate) arrival: Arrival,
}

/// What happens to a text next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Next {
    Due,
    Sender,
    Turn,
    Expires,
    Sent,
    Arrives,
}

/// A text.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) sid: String,
    pub(crate) to: String,
    /// None while the messaging service has not chosen one.
    pub(crate) from: Option<String>,
    pub(crate) by_service: bool,
    /// The words as Twilio keeps them.
    pub(crate) body: String,
    /// The words as the phone shows them. Blanking what Twilio keeps does not reach a phone.
    pub(crate) shown: String,
    pub(crate) direction: Direction,
    pub(crate) status: Status,
    /// Twilio's code for what went wrong.
    pub(crate) error: Option<u32>,
    pub(crate) segments: u32,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
    pub(crate) sent: Option<Timestamp>,
    /// When the phone had it, whether anybody says so or not.
    pub(crate) arrived: Option<Timestamp>,
    pub(crate) history: Vec<(Timestamp, Status)>,
    pub(super) validity: SignedDuration,
    pub(super) arrival: Arrival,
    pub(super) next: Option<(Timestamp, Next)>,
}

impl Message {
    /// When something happens to it.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.next.map(|(at, _)| at)
    }

    /// Something happens to it. What can't happen now does not, and says so.
    pub(super) fn happen(&mut self, event: Event, now: Timestamp) {
        match self.status.after(event) {
            Ok(status) => {
                self.status = status;
                self.updated = now;
                self.history.push((now, status));
                if status.is_final() {
                    self.next = None;
                }
            }
            Err(refused) => tracing::debug!(?refused, "nothing happens to a text"),
        }
    }

    /// It does not arrive.
    pub(super) fn go_wrong(&mut self, event: Event, code: u32, now: Timestamp) {
        self.error = Some(code);
        self.happen(event, now);
    }
}

/// Twilio's words for a code on a text.
pub(crate) fn words(code: u32) -> &'static str {
    match code {
        21610 => "Attempt to send to unsubscribed recipient",
        30001 => "Queue overflow",
        30002 => "Account suspended",
        30003 => "Unreachable destination handset",
        30004 => "Message blocked",
        30005 => "Unknown destination handset",
        30006 => "Landline or unreachable carrier",
        30007 => "Message filtered",
        30008 => "Unknown error",
        30034 => "US A2P 10DLC - Message from an Unregistered Number",
        30036 => "Validity Period Expired",
        _ => "An ordered fault",
    }
}

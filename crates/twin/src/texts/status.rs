//! The life of a text, as a table.

use serde::{Deserialize, Serialize};

/// Twilio's statuses of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Kept until it is due.
    Scheduled,
    /// A messaging service has it, and chooses a sender.
    Accepted,
    /// It waits for its sender's turn.
    Queued,
    /// It is being handed to the carrier.
    Sending,
    /// The carrier has it.
    Sent,
    /// It arrived.
    Delivered,
    /// It did not arrive.
    Undelivered,
    /// It could not be sent.
    Failed,
    /// It was called off before it was due.
    Canceled,
    /// It came from a phone.
    Received,
}

/// What can happen to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    IsDue,
    HasSender,
    HasTurn,
    IsSent,
    Arrives,
    IsLost,
    Fails,
    /// Over REST.
    IsCanceled,
}

/// An event that a text in this status can't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) Status, pub(crate) Event);

impl Status {
    /// What an event makes of it.
    pub(crate) fn after(self, event: Event) -> Result<Self, Refused> {
        use Event::{Arrives, Fails, HasSender, HasTurn, IsCanceled, IsDue, IsLost, IsSent};
        match (self, event) {
            (Self::Scheduled, IsDue) => Ok(Self::Accepted),
            (Self::Scheduled, IsCanceled) => Ok(Self::Canceled),
            (Self::Accepted, HasSender) => Ok(Self::Queued),
            (Self::Queued, HasTurn) => Ok(Self::Sending),
            (Self::Sending, IsSent) => Ok(Self::Sent),
            (Self::Sent, Arrives) => Ok(Self::Delivered),
            (Self::Sent, IsLost) => Ok(Self::Undelivered),
            (Self::Scheduled | Self::Accepted | Self::Queued | Self::Sending, Fails) => Ok(Self::Failed),
            (status, event) => Err(Refused(status, event)),
        }
    }

    /// Whether nothing can happen to it any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Undelivered | Self::Failed | Self::Canceled | Self::Received)
    }

    /// Twilio's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Accepted => "accepted",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Received => "received",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_final_stays_and_only_what_is_scheduled_is_called_off() {
        use Event::{Arrives, Fails, HasSender, HasTurn, IsCanceled, IsDue, IsLost, IsSent};
        let events = [IsDue, HasSender, HasTurn, IsSent, Arrives, IsLost, Fails, IsCanceled];
        let all = [
            Status::Scheduled,
            Status::Accepted,
            Status::Queued,
            Status::Sending,
            Status::Sent,
            Status::Delivered,
            Status::Undelivered,
            Status::Failed,
            Status::Canceled,
            Status::Received,
        ];
        for status in all {
            for event in events {
                let after = status.after(event);
                assert!(!status.is_final() || after == Err(Refused(status, event)), "{status:?} {event:?}");
                assert!(event != IsCanceled || after.is_ok() == (status == Status::Scheduled));
            }
        }
    }
}

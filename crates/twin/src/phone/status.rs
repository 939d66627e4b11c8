//! The life of a call, as a table.

use serde::{Deserialize, Serialize};

/// Twilio's statuses of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Taken, and not dialled yet.
    Queued,
    /// It rings.
    Ringing,
    /// Somebody or something answered.
    InProgress,
    /// It was answered and is over.
    Completed,
    /// The phone was busy.
    Busy,
    /// Nobody answered, or it was rejected.
    NoAnswer,
    /// It could not be put through.
    Failed,
    /// It was cancelled before it was answered.
    Canceled,
}

/// What can happen to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Event {
    Rings,
    Answers,
    IsBusy,
    IsNotAnswered,
    Fails,
    /// Over REST, by `canceled`; or by `completed` before an answer.
    IsCanceled,
    /// Either side hangs up.
    Ends,
}

/// An event that a call in this status can't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub(crate) Status, pub(crate) Event);

impl Status {
    /// What an event makes of it.
    pub(crate) fn after(self, event: Event) -> Result<Self, Refused> {
        use Event::{Answers, Ends, Fails, IsBusy, IsCanceled, IsNotAnswered, Rings};
        match (self, event) {
            (Self::Queued, Rings) => Ok(Self::Ringing),
            (Self::Ringing, Answers) => Ok(Self::InProgress),
            (Self::Ringing, IsBusy) => Ok(Self::Busy),
            (Self::Ringing, IsNotAnswered) => Ok(Self::NoAnswer),
            (Self::Queued | Self::Ringing, Fails) => Ok(Self::Failed),
            (Self::Queued | Self::Ringing, IsCanceled) => Ok(Self::Canceled),
            (Self::InProgress, Ends) => Ok(Self::Completed),
            (status, event) => Err(Refused(status, event)),
        }
    }

    /// Whether nothing can happen to it any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Ringing | Self::InProgress)
    }

    /// Twilio's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// The status of this name.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        const ALL: [Status; 8] = [
            Status::Queued,
            Status::Ringing,
            Status::InProgress,
            Status::Completed,
            Status::Busy,
            Status::NoAnswer,
            Status::Failed,
            Status::Canceled,
        ];
        ALL.into_iter().find(|status| status.word() == word)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn what_is_over_stays_over_and_only_what_was_answered_completes() {
        let events = [
            Event::Rings,
            Event::Answers,
            Event::IsBusy,
            Event::IsNotAnswered,
            Event::Fails,
            Event::IsCanceled,
            Event::Ends,
        ];
        for word in ["completed", "busy", "no-answer", "failed", "canceled"] {
            let status = Status::named(word).unwrap();
            assert!(status.is_final());
            for event in events {
                assert_eq!(status.after(event), Err(Refused(status, event)));
            }
        }
        assert_eq!(
            Status::InProgress.after(Event::IsCanceled),
            Err(Refused(Status::InProgress, Event::IsCanceled))
        );
        assert_eq!(Status::Ringing.after(Event::Ends), Err(Refused(Status::Ringing, Event::Ends)));
        assert_eq!(Status::named("initiated"), None, "an event of Twilio's, and no status");
    }
}

//! A request to a service for a third party, as a table: what can happen to it in which state, and where that leads.
//!
//! Observations come from answers and looks, in any order, some never, some twice. What is not in the table is refused as a value, and
//! an observation that is refused alters nothing: what is over stays over. `docs/connectors.md` shows the same table; a test keeps the
//! two equal.

use std::fmt;

use crate::words::words;

words! {
    /// Where a request to a service stands, in terms of what has happened.
    pub enum VendorState {
        /// Somebody is to be asked for. The service was not asked yet.
        Intended = "intended",
        /// The service is being asked.
        Requested = "requested",
        /// The service was asked and the answer was lost: whether it has the request is looked up, or asked of the provider.
        Unknown = "unknown",
        /// The service has the request and looks for somebody.
        Asked = "asked",
        /// Somebody has accepted, and is being brought in.
        Accepted = "accepted",
        /// They are on their way in.
        OnTheWay = "onTheWay",
        /// They were seen in the visit: from here on the link or the phone line tells.
        CameIn = "cameIn",
        /// The service has nobody.
        Refused = "refused",
        /// The service called it off.
        CalledOff = "calledOff",
        /// It was cancelled here.
        Cancelled = "cancelled",
        /// Nobody accepted, or nobody came, in time.
        TimedOut = "timedOut",
        /// It could not be done.
        Failed = "failed",
        /// It is over for the service, and nobody was seen.
        Ended = "ended",
    }
}

words! {
    /// What can happen to a request to a service. Facts in the past.
    pub enum VendorEvent {
        /// The console is about to ask; stored before it asks.
        AskRequested = "askRequested",
        /// The service was not reached, or was too busy to look at it: it is asked again.
        AskPutOff = "askPutOff",
        /// The service has the request: it said so, it was found there, or the provider was told so.
        AskTaken = "askTaken",
        /// There will be no request: refused, or never taken.
        AskRefused = "askRefused",
        /// The answer was lost, or could not be read.
        AskLost = "askLost",
        /// Somebody has accepted.
        VendorAccepted = "vendorAccepted",
        /// They are on their way.
        VendorOnTheWay = "vendorOnTheWay",
        /// The service has nobody.
        VendorRefused = "vendorRefused",
        /// The service called it off.
        VendorCalledOff = "vendorCalledOff",
        /// Something went wrong at the service, or with what it answered.
        VendorFailed = "vendorFailed",
        /// It is over for the service.
        VendorEnded = "vendorEnded",
        /// They were seen in the visit.
        Arrived = "vendorArrived",
        /// The number that the service answered with led to nobody.
        LineLost = "vendorLineLost",
        /// It was cancelled here, or with the visit.
        Cancelled = "vendorCancelled",
        /// The time for it ran out.
        WaitedTooLong = "vendorWaitedTooLong",
    }
}

/// The whole table. What is not in it is refused.
pub const TABLE: &[(VendorState, VendorEvent, VendorState)] = {
    use VendorEvent as E;
    use VendorState as S;
    &[
        (S::Intended, E::AskRequested, S::Requested),
        (S::Intended, E::AskRefused, S::Failed),
        (S::Intended, E::Cancelled, S::Cancelled),
        (S::Requested, E::AskPutOff, S::Intended),
        (S::Requested, E::AskTaken, S::Asked),
        (S::Requested, E::AskRefused, S::Failed),
        (S::Requested, E::AskLost, S::Unknown),
        (S::Requested, E::Arrived, S::CameIn),
        (S::Requested, E::Cancelled, S::Cancelled),
        (S::Unknown, E::AskTaken, S::Asked),
        (S::Unknown, E::AskRefused, S::Failed),
        (S::Unknown, E::Arrived, S::CameIn),
        (S::Unknown, E::Cancelled, S::Cancelled),
        (S::Asked, E::VendorAccepted, S::Accepted),
        (S::Asked, E::VendorOnTheWay, S::OnTheWay),
        (S::Asked, E::VendorRefused, S::Refused),
        (S::Asked, E::VendorCalledOff, S::CalledOff),
        (S::Asked, E::VendorFailed, S::Failed),
        (S::Asked, E::VendorEnded, S::Ended),
        (S::Asked, E::Arrived, S::CameIn),
        (S::Asked, E::Cancelled, S::Cancelled),
        (S::Asked, E::WaitedTooLong, S::TimedOut),
        (S::Accepted, E::VendorOnTheWay, S::OnTheWay),
        (S::Accepted, E::VendorRefused, S::Refused),
        (S::Accepted, E::VendorCalledOff, S::CalledOff),
        (S::Accepted, E::VendorFailed, S::Failed),
        (S::Accepted, E::VendorEnded, S::Ended),
        (S::Accepted, E::Arrived, S::CameIn),
        (S::Accepted, E::LineLost, S::Failed),
        (S::Accepted, E::Cancelled, S::Cancelled),
        (S::Accepted, E::WaitedTooLong, S::TimedOut),
        (S::OnTheWay, E::VendorRefused, S::Refused),
        (S::OnTheWay, E::VendorCalledOff, S::CalledOff),
        (S::OnTheWay, E::VendorFailed, S::Failed),
        (S::OnTheWay, E::VendorEnded, S::Ended),
        (S::OnTheWay, E::Arrived, S::CameIn),
        (S::OnTheWay, E::LineLost, S::Failed),
        (S::OnTheWay, E::Cancelled, S::Cancelled),
        (S::OnTheWay, E::WaitedTooLong, S::TimedOut),
    ]
};

/// An event that is not possible in the state the request is in. Nothing was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VendorRefused {
    /// The request's state.
    pub state: VendorState,
    /// What was refused.
    pub event: VendorEvent,
}

impl VendorState {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`VendorRefused`] where the table has no such line.
    pub fn after(self, event: VendorEvent) -> Result<VendorState, VendorRefused> {
        TABLE
            .iter()
            .find(|(state, e, _)| (*state, *e) == (self, event))
            .map(|(_, _, next)| *next)
            .ok_or(VendorRefused { state: self, event })
    }

    /// Whether the table lets `event` happen in this state.
    pub fn allows(self, event: VendorEvent) -> bool {
        self.after(event).is_ok()
    }

    /// Whether nothing more comes of the request.
    pub fn is_over(self) -> bool {
        match self {
            VendorState::CameIn
            | VendorState::Refused
            | VendorState::CalledOff
            | VendorState::Cancelled
            | VendorState::TimedOut
            | VendorState::Failed
            | VendorState::Ended => true,
            VendorState::Intended
            | VendorState::Requested
            | VendorState::Unknown
            | VendorState::Asked
            | VendorState::Accepted
            | VendorState::OnTheWay => false,
        }
    }

    /// Whether the service says how it stands when it is looked at.
    pub fn is_looked_at(self) -> bool {
        matches!(self, VendorState::Asked | VendorState::Accepted | VendorState::OnTheWay)
    }

    fn in_words(self) -> &'static str {
        match self {
            VendorState::Intended | VendorState::Requested => "the service is being asked",
            VendorState::Unknown => "it is not known whether the service has the request",
            VendorState::Asked => "the service looks for somebody",
            VendorState::Accepted => "somebody has accepted",
            VendorState::OnTheWay => "they are on their way",
            VendorState::CameIn => "they came in",
            VendorState::Refused => "the service has nobody",
            VendorState::CalledOff => "the service called it off",
            VendorState::Cancelled => "it was cancelled",
            VendorState::TimedOut => "the time for it ran out",
            VendorState::Failed => "it could not be done",
            VendorState::Ended => "it is over",
        }
    }
}

impl fmt::Display for VendorRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.event {
            VendorEvent::Cancelled => "There is nothing to cancel",
            VendorEvent::AskTaken | VendorEvent::AskRefused => "There is nothing to settle",
            _ => "This cannot be done now",
        };
        write!(f, "{what}: {}.", self.state.in_words())
    }
}

impl std::error::Error for VendorRefused {}

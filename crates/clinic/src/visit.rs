//! What happens on an appointment, as a table: which event is possible in which state, and where it leads.
//!
//! `docs/visit-lifecycle.md` shows the same table; a test keeps the two equal.

use std::fmt;

use crate::words::words;

words! {
    /// Where a visit stands.
    pub enum VisitState {
        /// Booked; nobody was invited.
        Scheduled = "scheduled",
        /// The patient has a link and is not in the waiting room.
        Invited = "invited",
        /// The patient has checked in and waits.
        Waiting = "waiting",
        /// The provider asked the waiting patient to come back at a time; their turn is kept.
        AskedBack = "askedBack",
        /// The patient was in the waiting room and went away.
        Left = "left",
        /// The patient was admitted; the call is open.
        InVisit = "inVisit",
        /// The visit took place and ended.
        Completed = "completed",
        /// The visit was called off.
        Cancelled = "cancelled",
        /// The visit was closed as not attended.
        NoShow = "noShow",
    }
}

words! {
    /// What can happen to a visit. Facts in the past; who brings them is the audit's [`Actor`](crate::Actor).
    pub enum VisitEvent {
        /// The patient was given an invitation.
        PatientInvited = "patientInvited",
        /// The invitation was taken back, since the visit moved too far away for its link.
        InvitationWithdrawn = "invitationWithdrawn",
        /// The visit was moved to another time.
        VisitMoved = "visitMoved",
        /// The patient's page said that they wait.
        PatientCheckedIn = "patientCheckedIn",
        /// The patient's page said goodbye, or was silent for ten minutes.
        PatientLeft = "patientLeft",
        /// The provider asked the patient to come back at a time, or at another one.
        ComeBackAsked = "comeBackAsked",
        /// That was taken back, within the clinic's day: the patient waits as before.
        ComeBackUndone = "comeBackUndone",
        /// The patient's page waits again.
        PatientReturned = "patientReturned",
        /// The provider let the patient in.
        PatientAdmitted = "patientAdmitted",
        /// The visit was ended for everybody.
        VisitEnded = "visitEnded",
        /// The ended visit was opened again, within the clinic's day.
        VisitReopened = "visitReopened",
        /// The visit was called off.
        VisitCancelled = "visitCancelled",
        /// The visit was closed as not attended.
        NoShowMarked = "noShowMarked",
        /// That was taken back, within the clinic's day.
        NoShowUndone = "noShowUndone",
    }
}

/// Where an event leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// To this state.
    To(VisitState),
    /// To the state that was left when the visit was closed as not attended.
    Before,
}

/// The whole table. What is not in it is refused.
pub const TABLE: &[(VisitState, VisitEvent, Next)] = {
    use VisitEvent::*;
    use VisitState::*;
    &[
        (Scheduled, PatientInvited, Next::To(Invited)),
        (Scheduled, VisitMoved, Next::To(Scheduled)),
        (Scheduled, VisitCancelled, Next::To(Cancelled)),
        (Scheduled, NoShowMarked, Next::To(NoShow)),
        (Invited, PatientInvited, Next::To(Invited)),
        (Invited, InvitationWithdrawn, Next::To(Scheduled)),
        (Invited, VisitMoved, Next::To(Invited)),
        (Invited, PatientCheckedIn, Next::To(Waiting)),
        (Invited, VisitCancelled, Next::To(Cancelled)),
        (Invited, NoShowMarked, Next::To(NoShow)),
        (Waiting, VisitMoved, Next::To(Waiting)),
        (Waiting, PatientLeft, Next::To(Left)),
        (Waiting, ComeBackAsked, Next::To(AskedBack)),
        (Waiting, PatientAdmitted, Next::To(InVisit)),
        (Waiting, VisitCancelled, Next::To(Cancelled)),
        (AskedBack, VisitMoved, Next::To(AskedBack)),
        (AskedBack, PatientLeft, Next::To(Left)),
        (AskedBack, ComeBackAsked, Next::To(AskedBack)),
        (AskedBack, ComeBackUndone, Next::To(Waiting)),
        (AskedBack, PatientReturned, Next::To(Waiting)),
        (AskedBack, PatientAdmitted, Next::To(InVisit)),
        (AskedBack, VisitCancelled, Next::To(Cancelled)),
        (AskedBack, NoShowMarked, Next::To(NoShow)),
        (Left, PatientInvited, Next::To(Invited)),
        (Left, InvitationWithdrawn, Next::To(Scheduled)),
        (Left, VisitMoved, Next::To(Left)),
        (Left, PatientReturned, Next::To(Waiting)),
        (Left, VisitCancelled, Next::To(Cancelled)),
        (Left, NoShowMarked, Next::To(NoShow)),
        (InVisit, VisitEnded, Next::To(Completed)),
        (Completed, VisitReopened, Next::To(InVisit)),
        (NoShow, NoShowUndone, Next::Before),
    ]
};

/// An event that is not possible in the state the visit is in. Nothing was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// The visit's state.
    pub state: VisitState,
    /// What was refused.
    pub event: VisitEvent,
}

impl VisitState {
    /// The state after `event`. `before` is where a not attended visit stood when it was closed.
    ///
    /// # Errors
    /// [`Refused`] where the table has no such line.
    pub fn after(self, event: VisitEvent, before: Option<VisitState>) -> Result<VisitState, Refused> {
        let refused = Refused { state: self, event };
        let next = TABLE.iter().find(|(state, e, _)| (*state, *e) == (self, event)).ok_or(refused)?.2;
        match next {
            Next::To(state) => Ok(state),
            Next::Before => before.ok_or(refused),
        }
    }

    /// Whether the table lets `event` happen in this state.
    pub fn allows(self, event: VisitEvent) -> bool {
        TABLE.iter().any(|(state, e, _)| (*state, *e) == (self, event))
    }

    /// Whether the visit is over, one way or another.
    pub fn is_closed(self) -> bool {
        match self {
            VisitState::Completed | VisitState::Cancelled | VisitState::NoShow => true,
            VisitState::Scheduled
            | VisitState::Invited
            | VisitState::Waiting
            | VisitState::AskedBack
            | VisitState::Left
            | VisitState::InVisit => false,
        }
    }

    /// The state in a sentence: "the patient is waiting".
    fn in_words(self) -> &'static str {
        match self {
            VisitState::Scheduled => "the patient is not invited yet",
            VisitState::Invited => "the patient has not checked in",
            VisitState::Waiting => "the patient is in the waiting room",
            VisitState::AskedBack => "the patient was asked to come back later",
            VisitState::Left => "the patient left the waiting room",
            VisitState::InVisit => "the visit is going on",
            VisitState::Completed => "the visit has ended",
            VisitState::Cancelled => "the visit was cancelled",
            VisitState::NoShow => "the visit was closed as not attended",
        }
    }
}

impl VisitEvent {
    /// The refused event in a sentence: "The patient cannot be admitted".
    fn refused_in_words(self) -> &'static str {
        match self {
            VisitEvent::PatientInvited => "The patient cannot be invited",
            VisitEvent::InvitationWithdrawn => "The invitation cannot be withdrawn",
            VisitEvent::VisitMoved => "The visit cannot be moved",
            VisitEvent::PatientCheckedIn => "The patient cannot check in",
            VisitEvent::PatientLeft => "The patient cannot leave the waiting room",
            VisitEvent::ComeBackAsked => "The patient cannot be asked to come back later",
            VisitEvent::ComeBackUndone => "There is nothing to take back",
            VisitEvent::PatientReturned => "The patient cannot return to the waiting room",
            VisitEvent::PatientAdmitted => "The patient cannot be admitted",
            VisitEvent::VisitEnded => "The visit cannot be ended",
            VisitEvent::VisitReopened => "The visit cannot be reopened",
            VisitEvent::VisitCancelled => "The visit cannot be cancelled",
            VisitEvent::NoShowMarked => "The visit cannot be closed as not attended",
            VisitEvent::NoShowUndone => "There is nothing to take back",
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}.", self.event.refused_in_words(), self.state.in_words())
    }
}

impl std::error::Error for Refused {}

/// What a person at the console may do with a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisitAction {
    /// Make the patient's invitation.
    Invite,
    /// Take the link of the invitation.
    CopyLink,
    /// Let the patient in.
    Admit,
    /// Ask the patient to come back at a time, or at another one.
    AskBack,
    /// Take that back.
    UndoAskBack,
    /// Open the call window of a visit that is going on.
    OpenCall,
    /// End the visit for everybody.
    End,
    /// Open an ended visit again.
    Reopen,
    /// Change what is booked.
    Edit,
    /// Call the visit off.
    Cancel,
    /// Close the visit as not attended.
    MarkNoShow,
    /// Take that back.
    UndoNoShow,
}

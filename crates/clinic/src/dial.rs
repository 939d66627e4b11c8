//! A phone call to a third party, as a table: what can happen to it in which state, and where that leads.
//!
//! Observations come from polling, in any order, some never, some twice. What is not in the table is refused as a value, and an
//! observation that is refused alters nothing: an older one cannot take back a newer one, and what is over stays over.
//! `docs/third-parties.md` shows the same table; a test keeps the two equal.

use std::fmt;

use crate::words::words;

words! {
    /// Where a call to a third party stands, in terms of what has happened.
    pub enum DialState {
        /// Somebody is to be called. Twilio was not asked yet.
        Intended = "intended",
        /// Twilio is being asked to call.
        Requested = "requested",
        /// Twilio was asked and the answer was lost: whether there is a call is looked up.
        Unknown = "unknown",
        /// Twilio has the call and has not dialled yet.
        Queued = "queued",
        /// It rings.
        Ringing = "ringing",
        /// Something answered, and the line is up outside the visit.
        Answered = "answered",
        /// The recipe is on one of its steps.
        OnStep = "onStep",
        /// The recipe has done its steps; a person is to come to the line.
        WaitingForPerson = "waitingForPerson",
        /// The line is in the room, and the provider alone hears it.
        Listening = "listening",
        /// The line is in the visit, heard by all.
        InVisit = "inVisit",
        /// The line was busy.
        Busy = "busy",
        /// Nobody answered.
        NoAnswer = "noAnswer",
        /// It could not be called.
        Failed = "failed",
        /// It was called off before anything answered.
        Cancelled = "cancelled",
        /// Something had answered, and the call is over.
        Completed = "completed",
    }
}

words! {
    /// What can happen to a call. Facts in the past.
    pub enum DialEvent {
        /// The console is about to ask Twilio; stored before it asks.
        DialRequested = "dialRequested",
        /// Twilio was not reached, or was too busy to look at it: it is asked again.
        DialPutOff = "dialPutOff",
        /// Twilio has the call: it said so, or the call was found by listing.
        DialTaken = "dialTaken",
        /// There will be no call: refused, or never placed.
        DialRefused = "dialRefused",
        /// The answer was lost.
        DialLost = "dialLost",
        /// It was hung up before Twilio was asked.
        DialCancelled = "dialCancelled",
        /// It rings.
        LineRang = "lineRang",
        /// Something answered.
        LineAnswered = "lineAnswered",
        /// A step of the recipe began.
        StepBegun = "stepBegun",
        /// The steps are done.
        PersonAwaited = "personAwaited",
        /// The provider took over from the recipe.
        TakenOver = "takenOver",
        /// The provider pressed keys.
        KeysPressed = "keysPressed",
        /// The provider asked the line into the room.
        JoinAsked = "joinAsked",
        /// The line was seen in the room, for the provider alone.
        LegHeard = "legHeard",
        /// The line was seen in the room.
        LegJoined = "legJoined",
        /// The provider let the others hear the line.
        LegBroughtIn = "legBroughtIn",
        /// The line is no longer in the room.
        LegLeft = "legLeft",
        /// Nobody in the visit hears the line from now on.
        LegMuted = "legMuted",
        /// They hear it again.
        LegUnmuted = "legUnmuted",
        /// The call is to end.
        HangUpAsked = "hangUpAsked",
        /// The line was busy.
        LineBusy = "lineBusy",
        /// Nobody answered.
        LineUnanswered = "lineUnanswered",
        /// The call failed on its way.
        LineFailed = "lineFailed",
        /// It was called off before anything answered.
        LineCancelled = "lineCancelled",
        /// The call is over.
        LineEnded = "lineEnded",
    }
}

/// The whole table. What is not in it is refused.
pub const TABLE: &[(DialState, DialEvent, DialState)] = {
    use DialEvent::*;
    use DialState::*;
    &[
        (Intended, DialRequested, Requested),
        (Intended, DialRefused, Failed),
        (Intended, DialCancelled, Cancelled),
        (Intended, LegMuted, Intended),
        (Intended, LegUnmuted, Intended),
        (Requested, DialPutOff, Intended),
        (Requested, DialTaken, Queued),
        (Requested, DialRefused, Failed),
        (Requested, DialLost, Unknown),
        (Requested, LegMuted, Requested),
        (Requested, LegUnmuted, Requested),
        (Requested, HangUpAsked, Requested),
        (Unknown, DialTaken, Queued),
        (Unknown, DialRefused, Failed),
        (Unknown, LegMuted, Unknown),
        (Unknown, LegUnmuted, Unknown),
        (Unknown, HangUpAsked, Unknown),
        (Queued, LineRang, Ringing),
        (Queued, LineAnswered, Answered),
        (Queued, LegHeard, Listening),
        (Queued, LegJoined, InVisit),
        (Queued, LegMuted, Queued),
        (Queued, LegUnmuted, Queued),
        (Queued, HangUpAsked, Queued),
        (Queued, LineBusy, Busy),
        (Queued, LineUnanswered, NoAnswer),
        (Queued, LineFailed, Failed),
        (Queued, LineCancelled, Cancelled),
        (Queued, LineEnded, Completed),
        (Ringing, LineAnswered, Answered),
        (Ringing, LegHeard, Listening),
        (Ringing, LegJoined, InVisit),
        (Ringing, LegMuted, Ringing),
        (Ringing, LegUnmuted, Ringing),
        (Ringing, HangUpAsked, Ringing),
        (Ringing, LineBusy, Busy),
        (Ringing, LineUnanswered, NoAnswer),
        (Ringing, LineFailed, Failed),
        (Ringing, LineCancelled, Cancelled),
        (Ringing, LineEnded, Completed),
        (Answered, StepBegun, OnStep),
        (Answered, PersonAwaited, WaitingForPerson),
        (Answered, TakenOver, Answered),
        (Answered, KeysPressed, Answered),
        (Answered, JoinAsked, Answered),
        (Answered, LegHeard, Listening),
        (Answered, LegJoined, InVisit),
        (Answered, LegMuted, Answered),
        (Answered, LegUnmuted, Answered),
        (Answered, HangUpAsked, Answered),
        (Answered, LineBusy, Busy),
        (Answered, LineUnanswered, NoAnswer),
        (Answered, LineFailed, Failed),
        (Answered, LineCancelled, Cancelled),
        (Answered, LineEnded, Completed),
        (OnStep, StepBegun, OnStep),
        (OnStep, PersonAwaited, WaitingForPerson),
        (OnStep, TakenOver, Answered),
        (OnStep, JoinAsked, Answered),
        (OnStep, LegHeard, Listening),
        (OnStep, LegJoined, InVisit),
        (OnStep, LegMuted, OnStep),
        (OnStep, LegUnmuted, OnStep),
        (OnStep, HangUpAsked, OnStep),
        (OnStep, LineBusy, Busy),
        (OnStep, LineUnanswered, NoAnswer),
        (OnStep, LineFailed, Failed),
        (OnStep, LineCancelled, Cancelled),
        (OnStep, LineEnded, Completed),
        (WaitingForPerson, TakenOver, Answered),
        (WaitingForPerson, JoinAsked, Answered),
        (WaitingForPerson, LegHeard, Listening),
        (WaitingForPerson, LegJoined, InVisit),
        (WaitingForPerson, LegMuted, WaitingForPerson),
        (WaitingForPerson, LegUnmuted, WaitingForPerson),
        (WaitingForPerson, HangUpAsked, WaitingForPerson),
        (WaitingForPerson, LineBusy, Busy),
        (WaitingForPerson, LineUnanswered, NoAnswer),
        (WaitingForPerson, LineFailed, Failed),
        (WaitingForPerson, LineCancelled, Cancelled),
        (WaitingForPerson, LineEnded, Completed),
        (Listening, KeysPressed, Listening),
        (Listening, LegBroughtIn, InVisit),
        (Listening, LegLeft, Answered),
        (Listening, LegMuted, Listening),
        (Listening, LegUnmuted, Listening),
        (Listening, HangUpAsked, Listening),
        (Listening, LineBusy, Busy),
        (Listening, LineUnanswered, NoAnswer),
        (Listening, LineFailed, Failed),
        (Listening, LineCancelled, Cancelled),
        (Listening, LineEnded, Completed),
        (InVisit, KeysPressed, InVisit),
        (InVisit, LegLeft, Answered),
        (InVisit, LegMuted, InVisit),
        (InVisit, LegUnmuted, InVisit),
        (InVisit, HangUpAsked, InVisit),
        (InVisit, LineBusy, Busy),
        (InVisit, LineUnanswered, NoAnswer),
        (InVisit, LineFailed, Failed),
        (InVisit, LineCancelled, Cancelled),
        (InVisit, LineEnded, Completed),
    ]
};

/// An event that is not possible in the state the call is in. Nothing was altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialRefused {
    /// The call's state.
    pub state: DialState,
    /// What was refused.
    pub event: DialEvent,
}

impl DialState {
    /// The state after `event`.
    ///
    /// # Errors
    /// [`DialRefused`] where the table has no such line.
    pub fn after(self, event: DialEvent) -> Result<DialState, DialRefused> {
        TABLE
            .iter()
            .find(|(state, e, _)| (*state, *e) == (self, event))
            .map(|(_, _, next)| *next)
            .ok_or(DialRefused { state: self, event })
    }

    /// Whether the table lets `event` happen in this state.
    pub fn allows(self, event: DialEvent) -> bool {
        self.after(event).is_ok()
    }

    /// Whether the call is over, or will never be.
    pub fn is_over(self) -> bool {
        match self {
            DialState::Busy
            | DialState::NoAnswer
            | DialState::Failed
            | DialState::Cancelled
            | DialState::Completed => true,
            DialState::Intended
            | DialState::Requested
            | DialState::Unknown
            | DialState::Queued
            | DialState::Ringing
            | DialState::Answered
            | DialState::OnStep
            | DialState::WaitingForPerson
            | DialState::Listening
            | DialState::InVisit => false,
        }
    }

    /// Whether the line was seen in the room and not gone since.
    pub fn is_in_room(self) -> bool {
        matches!(self, DialState::Listening | DialState::InVisit)
    }

    /// Whether the line is up, in the room or outside.
    pub fn is_up(self) -> bool {
        match self {
            DialState::Answered
            | DialState::OnStep
            | DialState::WaitingForPerson
            | DialState::Listening
            | DialState::InVisit => true,
            DialState::Intended
            | DialState::Requested
            | DialState::Unknown
            | DialState::Queued
            | DialState::Ringing => false,
            over => {
                debug_assert!(over.is_over());
                false
            }
        }
    }

    /// The state in a sentence: "it rings".
    fn in_words(self) -> &'static str {
        match self {
            DialState::Intended | DialState::Requested => "the line is being dialled",
            DialState::Unknown => "it is being looked up whether the line was dialled",
            DialState::Queued => "the line is about to be dialled",
            DialState::Ringing => "the line is ringing",
            DialState::Answered => "the line is up, outside the visit",
            DialState::OnStep => "the phone tree is being worked through",
            DialState::WaitingForPerson => "the line waits for a person",
            DialState::Listening => "you alone hear the line",
            DialState::InVisit => "the line is in the visit",
            DialState::Busy => "the line was busy",
            DialState::NoAnswer => "nobody answered",
            DialState::Failed => "the line could not be called",
            DialState::Cancelled => "the call was called off",
            DialState::Completed => "the call has ended",
        }
    }
}

impl fmt::Display for DialRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.event {
            DialEvent::KeysPressed => "Keys cannot be pressed now",
            DialEvent::JoinAsked => "The line cannot join now",
            DialEvent::LegBroughtIn => "There is nothing to bring in",
            DialEvent::TakenOver => "There is no phone tree to take over",
            DialEvent::HangUpAsked | DialEvent::DialCancelled => "There is nothing to hang up",
            DialEvent::LegMuted | DialEvent::LegUnmuted => "The line cannot be muted",
            _ => "This cannot be done now",
        };
        write!(f, "{what}: {}.", self.state.in_words())
    }
}

impl std::error::Error for DialRefused {}

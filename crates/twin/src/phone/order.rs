//! What is asked of a call, what it asks of others, and what it heard.

use jiff::SignedDuration;
use serde::Serialize;

use super::script::Sound;
use super::twiml::{Tone, Verb, Wrong};

/// What is asked for besides the numbers.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) twiml: Result<Vec<Verb>, Wrong>,
    pub(crate) send_digits: Vec<Tone>,
    /// How long it may ring.
    pub(crate) timeout: SignedDuration,
    /// How long it may last.
    pub(crate) time_limit: SignedDuration,
    pub(crate) detect: Option<Detect>,
}

/// Answering machine detection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Detect {
    /// Waits for the end of a machine's message.
    pub(crate) message_end: bool,
    pub(crate) timeout: SignedDuration,
}

/// What somebody is to do for a call in the video half. `attempt` names one stay in a room.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    Join { attempt: u64, call: String, room: String, identity: Option<String> },
    Play { attempt: u64, sound: Sound },
    Leave { attempt: u64 },
}

/// What the phone at the other end heard, and what was heard of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Heard {
    /// A key of ours.
    Digit(char),
    /// Words of ours.
    Said(String),
    /// A sound of its own began.
    Sound(Sound),
    /// It is at this place of its tree.
    Node(String),
    /// The call is in this room now.
    Room(String),
    /// There was no such room in progress, or it would not have it.
    NoRoom(String),
    /// It is in no room any more.
    LeftRoom,
}

/// Who calls whom.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    pub(crate) sid: String,
    pub(crate) to: String,
    pub(crate) from: String,
}

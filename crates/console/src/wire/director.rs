//! The practice clinic's people as a director sees them, and what they can be told to do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Everybody, and how the practice clinic's time passes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Scene {
    /// This moment there (RFC 3339).
    pub now: String,
    /// How many times as fast as usual time passes there.
    pub speed: f64,
    /// How far it is ahead of this computer's, in seconds.
    pub ahead_seconds: f64,
    /// The people, in the script's order.
    pub members: Vec<CastMember>,
}

/// Somebody of the cast.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CastMember {
    /// By what orders call them.
    pub id: String,
    /// What they are called; made up.
    pub name: String,
    /// The language of their page (BCP 47).
    pub language: String,
    /// Whose relative they are: an id.
    #[ts(optional = nullable)]
    pub relative_of: Option<String>,
    /// Where they are.
    pub doing: CastDoing,
    /// Since when (RFC 3339).
    pub since: String,
    /// When they open their link by themselves, where that is known (RFC 3339).
    #[ts(optional = nullable)]
    pub opens_at: Option<String>,
    /// Whether their phone has a network.
    pub network: bool,
    /// Whether they turned their microphone off.
    pub muted: bool,
    /// Whether they turned their picture off.
    pub camera_off: bool,
    /// Whether they talk at this moment.
    pub talking: bool,
}

/// Where somebody of the cast is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CastDoing {
    /// No link has come.
    AwaitsText,
    /// They have one, and open it by themselves.
    HasLink,
    /// They have one, and do not.
    StaysAway,
    /// They try their devices.
    Checking,
    /// In the waiting room.
    Waiting,
    /// Let in, and on their way into the room.
    CalledIn,
    /// In the call.
    InCall,
    /// Gone by their own choice; they may come back.
    Left,
    /// Their visit is over.
    Ended,
    /// Cancelled, removed, withdrawn, or not attended.
    ShutOut,
    /// Their link leads nowhere any more.
    NoWayIn,
}

/// What is to happen.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Direction {
    /// Somebody comes now, also who never would; whoever is next where nobody is named.
    Arrive {
        /// Who.
        #[serde(default)]
        #[ts(optional = nullable)]
        who: Option<String>,
    },
    /// Somebody leaves the waiting room or the call.
    Leave {
        /// Who.
        who: String,
    },
    /// Somebody writes to the clinic.
    Say {
        /// Who.
        who: String,
        /// What; at most 500 characters.
        text: String,
    },
    /// Somebody's phone has no network for 20 seconds.
    DropNetwork {
        /// Who.
        who: String,
    },
    /// It has one again.
    MendNetwork {
        /// Who.
        who: String,
    },
    /// Somebody brings their relative in.
    BringRelative {
        /// Who.
        who: String,
    },
    /// The practice clinic's time jumps.
    Advance {
        /// By how many seconds.
        seconds: f64,
    },
    /// It passes so many times as fast, 1 to 60.
    Speed {
        /// How many times.
        times: f64,
    },
    /// The next text does not arrive.
    FailNextText,
    /// The next call to a phone fails.
    FailNextCall,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Directed {
    /// The id of who does it, where somebody does.
    #[ts(optional = nullable)]
    pub who: Option<String>,
}

//! What a refused or failed command tells the person who asked.

use serde::Serialize;
use ts_rs::TS;

/// Why a command did not do what was asked. A code exists only if a window acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Code {
    /// What was asked is not possible as asked; `message` says what to change. Nothing was altered.
    Invalid,
    /// The thing is not there (any more).
    NotFound,
    /// The visit is in another state than the window believed; read it again.
    Conflict,
    /// This window may not ask for that.
    Forbidden,
    /// No clinic is open yet: the first-run screen comes first.
    NoClinic,
    /// Twilio refused the account's credentials: open the settings.
    Credentials,
    /// Twilio could not be reached; what was asked is kept and goes on by itself where it can.
    Offline,
    /// Twilio answered with an error of its own.
    Twilio,
    /// No installed browser can hold the call on this computer.
    NoBrowser,
    /// The stored clinic cannot be opened.
    Store,
    /// The stored clinic is damaged or its key is not the right one: `setStoreAside` may be offered.
    StoreUnreadable,
    /// The keychain is locked or absent.
    Keychain,
    /// A fault of ours; the log has the detail.
    Internal,
}

/// A refused or failed command, in the person's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[serde(rename_all = "camelCase")]
#[error("{code:?}: {message}")]
pub struct CommandError {
    /// What kind of failure: windows decide by this, never by the text.
    pub code: Code,
    /// What happened, one plain sentence.
    pub message: String,
    /// What to do next, one plain sentence; empty where there is nothing to do.
    pub advice: String,
    /// Twilio's error code where it was Twilio that refused.
    #[ts(optional = nullable)]
    pub twilio_code: Option<u32>,
}

impl CommandError {
    /// An error with words for the person.
    pub fn new(code: Code, message: impl Into<String>, advice: impl Into<String>) -> Self {
        CommandError { code, message: message.into(), advice: advice.into(), twilio_code: None }
    }
}

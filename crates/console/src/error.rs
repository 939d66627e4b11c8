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
    /// Twilio refused the account's credentials: the clinic is closed and connected again.
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
    /// Another console acts for this clinic: `takeOverClinic` may be offered.
    StandingBy,
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

impl CommandError {
    /// An error with Twilio's own code.
    #[must_use]
    pub fn with_twilio_code(mut self, code: Option<u32>) -> Self {
        self.twilio_code = code;
        self
    }

    /// Nothing on this computer shows notifications.
    pub fn no_notifications() -> Self {
        CommandError::new(
            Code::NotFound,
            "This desktop shows no notifications.",
            "Start its notification service, or install one such as dunst or mako, then try again.",
        )
    }

    /// One text of both sentences, for places that have room for one.
    pub fn in_one(&self) -> String {
        if self.advice.is_empty() {
            self.message.clone()
        } else {
            format!("{} {}", self.message, self.advice)
        }
    }
}

impl From<clinic::Error> for CommandError {
    fn from(error: clinic::Error) -> Self {
        let code = match &error {
            clinic::Error::NotFound(_) => Code::NotFound,
            clinic::Error::Refused(_)
            | clinic::Error::ThirdPartyRefused(_)
            | clinic::Error::VisitClosed
            | clinic::Error::NoThirdPartyLink
            | clinic::Error::DayOver(_)
            | clinic::Error::NoLink
            | clinic::Error::NoDelayTold
            | clinic::Error::ChatClosed
            | clinic::Error::TooManyMessages
            | clinic::Error::DialRefused(_)
            | clinic::Error::RoomNotOpen
            | clinic::Error::NoAccessCode
            | clinic::Error::DryRunGoesOn
            | clinic::Error::TooManyLines(_)
            | clinic::Error::NoNextLine
            | clinic::Error::TextRefused(_)
            | clinic::Error::OptedOut
            | clinic::Error::TextOnItsWay
            | clinic::Error::VendorRefused(_)
            | clinic::Error::VendorAsked
            | clinic::Error::NoVendorSecret(_) => Code::Conflict,
            clinic::Error::NotStarted
            | clinic::Error::TooEarlyToInvite { .. }
            | clinic::Error::TooEarlyForThirdParty { .. }
            | clinic::Error::TooManyInvited
            | clinic::Error::WaitingPatientMovedAway
            | clinic::Error::NumberRefused(_)
            | clinic::Error::NumberNotTexted(_)
            | clinic::Error::NoNumberToText
            | clinic::Error::TooManyTexts
            | clinic::Error::BadConnector(_)
            | clinic::Error::Invalid(_) => Code::Invalid,
            clinic::Error::NoProfile => Code::NoClinic,
            clinic::Error::Damaged | clinic::Error::Store(_) => Code::Store,
        };
        let advice = match code {
            Code::Store => {
                tracing::error!(%error, "the clinic's store failed");
                "Nothing was changed. If it happens again, restart Anteroom and look at the disk."
            }
            _ => "",
        };
        CommandError::new(code, error.to_string(), advice)
    }
}

impl From<clinic::OpenError> for CommandError {
    fn from(error: clinic::OpenError) -> Self {
        use clinic::OpenError;
        let (code, advice) = match &error {
            OpenError::Unreadable | OpenError::NotAClinic => (
                Code::StoreUnreadable,
                "The file was left as it is. It can be kept aside while you begin with an empty clinic.",
            ),
            OpenError::InUse => (Code::Store, "Close the other window first."),
            OpenError::Newer { .. } => (Code::Store, ""),
            OpenError::Io { .. } | OpenError::Sqlite(_) => {
                (Code::Store, "Check that the disk is not full and that you may write to it, then try again.")
            }
        };
        tracing::error!(%error, "the clinic's store could not be opened");
        CommandError::new(code, error.to_string(), advice)
    }
}

impl From<twilio::Error> for CommandError {
    /// In our words, chosen by Twilio's code; Twilio's own may hold people's data.
    fn from(error: twilio::Error) -> Self {
        let code = error.code();
        let (kind, message, advice) = match (error.status(), code) {
            _ if error.is_offline() => (
                Code::Offline,
                "Twilio was not reached.".to_owned(),
                "Check this computer's connection to the internet.",
            ),
            (Some(401), _) => (
                Code::Credentials,
                "Twilio does not accept the API key.".to_owned(),
                "Look the key up in the Twilio Console and connect the account again with its SID and secret.",
            ),
            (Some(403), _) => (
                Code::Credentials,
                "The API key may not do this.".to_owned(),
                "Use a Standard API key of region US1, made for this account.",
            ),
            (Some(429), _) => (
                Code::Twilio,
                "Twilio has too many requests at the moment.".to_owned(),
                "It is tried again by itself.",
            ),
            (_, Some(53119 | 53206)) => (
                Code::Twilio,
                "The Twilio account has as many calls open as it may have.".to_owned(),
                "End calls that are over, or ask the administrator to raise the limit.",
            ),
            (Some(404), _) => {
                (Code::Twilio, format!("Twilio could not {}: it is not there.", error.doing()), "")
            }
            (Some(status @ 500..), _) => (
                Code::Twilio,
                format!("Twilio has a fault at the moment (HTTP {status})."),
                "It is tried again by itself; status.twilio.com tells more.",
            ),
            (_, Some(code)) => {
                (Code::Twilio, format!("Twilio would not {} (error {code}).", error.doing()), "")
            }
            _ => (Code::Twilio, format!("This did not work with Twilio: {error}."), ""),
        };
        CommandError::new(kind, message, advice).with_twilio_code(code)
    }
}

impl From<twilio::token::TokenError> for CommandError {
    fn from(error: twilio::token::TokenError) -> Self {
        tracing::error!(%error, "a token could not be made");
        CommandError::new(Code::Internal, format!("A way in could not be made: {error}."), "")
    }
}

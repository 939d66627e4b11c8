//! Why something was refused or failed, in words for the person at the console.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::connector::ConnectorFault;
use crate::dial::DialRefused;
use crate::phone_number::NumberRefused;
use crate::text::TextRefused;
use crate::third_party::ThirdPartyRefused;
use crate::vendor::VendorRefused;
use crate::visit::{Refused, VisitEvent};

/// A refused or failed use case. Nothing was altered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The thing is not there (any more).
    #[error("This {0} is not there any more.")]
    NotFound(&'static str),
    /// The visit is in another state.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The third party stands otherwise.
    #[error(transparent)]
    ThirdPartyRefused(#[from] ThirdPartyRefused),
    /// The visit is closed, so nobody can be brought into it.
    #[error("The visit is over, so nobody can be brought into it.")]
    VisitClosed,
    /// As many third parties were invited as a visit can have.
    #[error("This visit has as many invitations as it can have. Take one back that is not needed.")]
    TooManyInvited,
    /// A link given out now to a third party would end before the visit does.
    #[error("A link lives for less than a day and would stop working before this visit. They can be invited from {}.", local(*.from, .zone))]
    TooEarlyForThirdParty {
        /// From when on they can be invited.
        from: Timestamp,
        /// The clinic's zone.
        zone: TimeZone,
    },
    /// A third party's link leads nowhere.
    #[error("Their link does not work any more. Invite them again.")]
    NoThirdPartyLink,
    /// The day in which it could be taken back is over.
    #[error("{}", day_over(*.0))]
    DayOver(VisitEvent),
    /// A visit cannot be missed before it starts.
    #[error("The visit has not started yet, so it cannot be closed as not attended.")]
    NotStarted,
    /// A link given out now would end before the visit does.
    #[error("A link lives for less than a day and would stop working before this visit. The patient can be invited from {}.", local(*.from, .zone))]
    TooEarlyToInvite {
        /// From when on the patient can be invited.
        from: Timestamp,
        /// The clinic's zone.
        zone: TimeZone,
    },
    /// A waiting patient's visit was to be moved beyond the life of their link.
    #[error(
        "The patient is in the waiting room, and their link would stop working before the new time. Cancel the visit or wait until they leave."
    )]
    WaitingPatientMovedAway,
    /// Somebody cannot be written to any more.
    #[error("Their link is closed, so a message would not reach them.")]
    ChatClosed,
    /// Somebody was written to more often than anybody reads.
    #[error("That is a lot of messages within a minute. Wait a moment, then send it again.")]
    TooManyMessages,
    /// There is no delay to take back.
    #[error("There is no delay to take back any more.")]
    NoDelayTold,
    /// There is no link that leads somewhere.
    #[error("The patient has no link that works. Invite them first.")]
    NoLink,
    /// Something was written that cannot be taken as it is.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A number that is not called.
    #[error(transparent)]
    NumberRefused(#[from] NumberRefused),
    /// The call to a third party is in another state.
    #[error(transparent)]
    DialRefused(#[from] DialRefused),
    /// There is no room that a phone line could join.
    #[error("The call is not open, so a phone line would have nothing to join. Join the call first.")]
    RoomNotOpen,
    /// A phone tree needs an access code that is not there.
    #[error("The line's phone tree presses an access code, and none is kept. Enter it in the directory.")]
    NoAccessCode,
    /// A phone tree is being tried.
    #[error("A phone tree is being tried already. Wait until that is over, or stop it.")]
    DryRunGoesOn,
    /// There are as many phone lines in a visit as there may be.
    #[error("This visit has {0} phone lines already. Hang one up first.")]
    TooManyLines(usize),
    /// No line of the directory is left to try.
    #[error("No other line in the directory can help now.")]
    NoNextLine,
    /// A text is in another state.
    #[error(transparent)]
    TextRefused(#[from] TextRefused),
    /// A person without a phone number cannot be texted.
    #[error("No phone number is known. Write one down, or give the link out another way.")]
    NoNumberToText,
    /// A number that is not texted.
    #[error("{}", .0.of_texts())]
    NumberNotTexted(NumberRefused),
    /// Its person answered STOP.
    #[error(
        "This person answered STOP, so they are not texted. They can text START to allow it; until then copy the link, write an e-mail or call."
    )]
    OptedOut,
    /// One such text is on its way already.
    #[error("A text with the link is being sent already.")]
    TextOnItsWay,
    /// There are as many texts about a visit as there may be.
    #[error("This visit has as many texts as it can have.")]
    TooManyTexts,
    /// The request to a service is in another state.
    #[error(transparent)]
    VendorRefused(#[from] VendorRefused),
    /// The same is being asked of the same service.
    #[error("This service is being asked for this already. Wait for its answer, or call it off first.")]
    VendorAsked,
    /// A service cannot be asked without a secret that is not kept.
    #[error(
        "The secret \u{201c}{0}\u{201d} of this service is not in the keychain. Enter it in the directory."
    )]
    NoVendorSecret(String),
    /// A connector's document cannot be used.
    #[error("{}", first_fault(.0))]
    BadConnector(Vec<ConnectorFault>),
    /// The clinic has no profile yet.
    #[error("The clinic is not set up yet.")]
    NoProfile,
    /// The store is damaged: a page of it can't be read. Nothing was written.
    #[error("A part of the stored clinic is damaged and cannot be read.")]
    Damaged,
    /// The store failed.
    #[error("The clinic's store failed: {0}.")]
    Store(#[source] rusqlite::Error),
}

/// What kind of failure: what a caller decides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The thing is not there.
    NotFound,
    /// Not possible as things stand.
    Refused,
    /// Not possible as written.
    Invalid,
    /// The clinic has no profile yet.
    NoProfile,
    /// The store failed.
    Store,
}

impl Error {
    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::NotFound(_) => ErrorKind::NotFound,
            Error::Refused(_)
            | Error::ThirdPartyRefused(_)
            | Error::VisitClosed
            | Error::TooManyInvited
            | Error::TooEarlyForThirdParty { .. }
            | Error::NoThirdPartyLink
            | Error::DayOver(_)
            | Error::NotStarted
            | Error::TooEarlyToInvite { .. }
            | Error::WaitingPatientMovedAway
            | Error::NoLink
            | Error::NoDelayTold
            | Error::ChatClosed
            | Error::TooManyMessages
            | Error::DialRefused(_)
            | Error::RoomNotOpen
            | Error::NoAccessCode
            | Error::DryRunGoesOn
            | Error::TooManyLines(_)
            | Error::NoNextLine
            | Error::TextRefused(_)
            | Error::NoNumberToText
            | Error::OptedOut
            | Error::TextOnItsWay
            | Error::TooManyTexts
            | Error::VendorRefused(_)
            | Error::VendorAsked
            | Error::NoVendorSecret(_) => ErrorKind::Refused,
            Error::Invalid(_)
            | Error::NumberRefused(_)
            | Error::NumberNotTexted(_)
            | Error::BadConnector(_) => ErrorKind::Invalid,
            Error::NoProfile => ErrorKind::NoProfile,
            Error::Damaged | Error::Store(_) => ErrorKind::Store,
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => Error::Damaged,
            _ => Error::Store(error),
        }
    }
}

/// A field that cannot be taken as it is written. The value itself is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Invalid {
    /// The field's name.
    pub field: &'static str,
    /// What to change, one sentence.
    pub message: String,
}

impl Invalid {
    pub(crate) fn new(field: &'static str, message: impl Into<String>) -> Self {
        Invalid { field, message: message.into() }
    }

    /// The same, said of what is called `name`.
    pub(crate) fn about(self, name: &str) -> Self {
        Invalid { message: format!("{name}: {}", self.message), ..self }
    }
}

/// Why a stored clinic could not be opened. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another console has it open.
    #[error("This clinic is already open in another window of Anteroom.")]
    InUse,
    /// It is not readable with this key. An encrypted store looks the same with a wrong key as it does damaged.
    #[error(
        "The stored clinic cannot be read: its key is not the one it was written with, or the file is damaged."
    )]
    Unreadable,
    /// It was written by a newer program.
    #[error(
        "The stored clinic was written by a newer Anteroom (layout {found}; this one knows {known}). Install the newer version."
    )]
    Newer {
        /// The store's layout.
        found: u32,
        /// The newest layout this program knows.
        known: u32,
    },
    /// It is a database, but not a clinic's.
    #[error("This file is not a clinic's store.")]
    NotAClinic,
    /// The file could not be reached.
    #[error("The stored clinic at {} could not be reached: {error}.", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: std::io::Error,
    },
    /// SQLite failed otherwise.
    #[error("The stored clinic could not be opened: {0}.")]
    Sqlite(#[source] rusqlite::Error),
}

fn first_fault(faults: &[ConnectorFault]) -> String {
    match faults.first() {
        None => "The document cannot be used.".into(),
        Some(fault) if fault.pointer.is_empty() => fault.message.clone(),
        Some(fault) => format!("{}: {}", fault.pointer, fault.message),
    }
}

fn day_over(event: VisitEvent) -> &'static str {
    match event {
        VisitEvent::VisitReopened => "A visit can be reopened on the day it ended; that day is over.",
        _ => "This can be taken back on the same day; that day is over.",
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned_datetime(zone.clone()).strftime("%A, %-d %B at %H:%M").to_string()
}

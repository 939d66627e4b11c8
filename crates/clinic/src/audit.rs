//! Who did what, when: an append-only chain. Each line's hash covers the line before it, so that a line changed,
//! removed or put in later shows. It protects against accidents and quiet edits, not against somebody who holds the
//! store's key and rewrites the whole chain.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::id::VisitId;
use crate::words::words;

words! {
    /// Who did it.
    pub enum Actor {
        /// The clinician at this console.
        Provider = "provider",
        /// The patient, on their page.
        Patient = "patient",
        /// A third party, on their page.
        Guest = "guest",
        /// The console by itself.
        Console = "console",
    }
}

/// One line of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Its number, from 1 without a gap.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What happened: an event's name, for example `patientCheckedIn`.
    pub event: String,
    /// The visit it happened to, where it was one.
    pub visit_id: Option<VisitId>,
    /// More about it, never a person's data; empty where there is nothing.
    pub detail: String,
}

/// What verifying the chain found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditCheck {
    /// How many lines there are.
    pub lines: u64,
    /// The first line that does not fit, if one does not.
    pub broken_at: Option<i64>,
}

/// The hash of a line that follows one with the hash `previous`.
pub(crate) fn hash(previous: &[u8; 32], line: &AuditEvent) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    let mut field = |bytes: &[u8]| {
        // With its length before it, no two different lines are the same run of bytes.
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    field(&line.number.to_be_bytes());
    field(&line.at.as_millisecond().to_be_bytes());
    field(line.actor.word().as_bytes());
    field(line.event.as_bytes());
    field(line.visit_id.map(|id| id.to_string()).unwrap_or_default().as_bytes());
    field(line.detail.as_bytes());
    hasher.finalize().into()
}

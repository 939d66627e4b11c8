//! A waiting person who is asked to come back later.

use jiff::Timestamp;

use crate::id::{InvitationId, VisitId};
use crate::pii::Pii;
use crate::words::words;

words! {
    /// What somebody answers to being asked to come back at a time.
    pub enum ComeBackAnswer {
        /// They will.
        Yes = "yes",
        /// They can't then.
        No = "no",
    }
}

/// A patient who was asked to come back. They stand in no line until then, and have their old turn afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedBack {
    /// The visit they came for.
    pub visit_id: VisitId,
    /// Their invitation.
    pub invitation: InvitationId,
    /// The patient's name.
    pub patient_name: Pii<String>,
    /// The patient's language (BCP 47).
    pub language: String,
    /// Planned start.
    pub starts_at: Timestamp,
    /// When they were asked, first.
    pub asked_at: Timestamp,
    /// When they are to come back.
    pub come_back_at: Timestamp,
    /// What they answered to that, if they did.
    pub answer: Option<ComeBackAnswer>,
    /// Since when their page shows no sign of life, if it does not.
    pub away_since: Option<Timestamp>,
}

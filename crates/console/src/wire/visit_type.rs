//! The kinds of visit, as windows read and write them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Code, CommandError};

/// A kind of visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitType {
    /// Opaque id.
    pub id: String,
    /// What the clinic calls it.
    pub name: String,
    /// How long one usually takes.
    pub minutes: u32,
    /// How many visits were ever booked as one. The name of such a kind outlives it.
    pub visits: u32,
    /// Whether its patients are asked other questions than the usual ones: see `getIntake`.
    pub own_questions: bool,
    /// What its patients can watch while they wait, as it can be written: a link of YouTube's, or a path beside their page; empty for nothing.
    pub video: String,
}

/// What a patient can watch while they wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum WaitingVideo {
    /// A video of YouTube's, shown in its player without cookies.
    YouTube {
        /// YouTube's id of it: 11 letters, digits, hyphens and underscores.
        id: String,
    },
    /// A file on the portal.
    File {
        /// Its path, relative to the page.
        path: String,
    },
}

impl From<clinic::WaitingVideo> for WaitingVideo {
    fn from(video: clinic::WaitingVideo) -> Self {
        match video {
            clinic::WaitingVideo::YouTube { id } => WaitingVideo::YouTube { id },
            clinic::WaitingVideo::File { path } => WaitingVideo::File { path },
        }
    }
}

/// All that the clinic has, in its order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitTypes {
    /// In the clinic's order.
    pub types: Vec<VisitType>,
}

/// A kind of visit as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitTypeFields {
    /// The one that is changed; absent for a new one.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub id: Option<String>,
    /// 1 to 60 characters. No two are called the same.
    pub name: String,
    /// 5 to 240.
    pub minutes: u32,
    /// Any link to a video of YouTube's, or the path of a file beside the patient's page; empty for nothing.
    #[serde(default)]
    pub video: String,
}

/// All that the clinic shall have, in this order. One that is not among them is removed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetVisitTypes {
    /// At most 30.
    pub types: Vec<VisitTypeFields>,
}

/// What a visit was booked as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookedType {
    /// Opaque id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

impl From<clinic::VisitType> for VisitType {
    fn from(known: clinic::VisitType) -> Self {
        VisitType {
            id: known.id.to_string(),
            name: known.name,
            minutes: known.minutes,
            visits: known.visits,
            own_questions: known.own_intake,
            video: known.video.map(|video| video.shown()).unwrap_or_default(),
        }
    }
}

impl From<clinic::BookedType> for BookedType {
    fn from(booked: clinic::BookedType) -> Self {
        BookedType { id: booked.id.to_string(), name: booked.name }
    }
}

impl TryFrom<VisitTypeFields> for clinic::VisitTypeFields {
    type Error = CommandError;

    fn try_from(fields: VisitTypeFields) -> Result<Self, CommandError> {
        let id = fields.id.as_deref().map(visit_type_id).transpose()?;
        Ok(clinic::VisitTypeFields { id, name: fields.name, minutes: fields.minutes, video: fields.video })
    }
}

/// The id of a kind of visit, from a window.
///
/// # Errors
/// `notFound` for one that never was.
pub(crate) fn visit_type_id(text: &str) -> Result<clinic::VisitTypeId, CommandError> {
    text.parse().map_err(|_| CommandError::new(Code::NotFound, "This visit type is not there any more.", ""))
}

//! What a director sees of the cast.

use jiff::Timestamp;
use serde::Serialize;

use super::member::{Doing, Member};

/// One member, as a director sees them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct View {
    /// By what orders call them.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// The number that they are texted on.
    pub phone: String,
    /// The language of their page (BCP 47).
    pub language: String,
    /// Whose relative they are: an id.
    pub relative_of: Option<String>,
    /// Where they are.
    pub doing: Doing,
    /// Since when.
    pub since: Timestamp,
    /// When they open their link by themselves, where that is known.
    pub opens_at: Option<Timestamp>,
    /// The planned start of their visit, once they know it.
    pub starts_at: Option<Timestamp>,
    /// Whether their phone has a network.
    pub network: bool,
    /// Whether they turned their microphone off.
    pub muted: bool,
    /// Whether they turned their picture off.
    pub camera_off: bool,
    /// Whether they talk at this moment.
    pub talking: bool,
}

impl View {
    pub(super) fn of(member: &Member) -> Self {
        let script = &member.script;
        Self {
            id: script.id.clone(),
            name: script.name.clone(),
            phone: script.phone.clone(),
            language: script.language.clone(),
            relative_of: script.relative.as_ref().map(|relative| relative.of.clone()),
            doing: member.doing,
            since: member.since,
            opens_at: member.opens_at(),
            starts_at: member.starts_at(),
            network: member.network,
            muted: member.muted,
            camera_off: member.camera_off,
            talking: member.talking,
        }
    }
}

//! What the provider is told by the desktop while no window of ours shows it: as the clinic decides.

use serde::{Deserialize, Serialize};

/// What the desktop tells of, and whether with names. Kept as JSON; what an older program did not know is as it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NotificationSettings {
    /// Whether anything is told at all.
    pub on: bool,
    /// A patient came to the waiting room.
    pub arrivals: bool,
    /// An invited person wrote something.
    pub messages: bool,
    /// A waiting person's page shows no sign of life.
    pub lost: bool,
    /// A third party waits to be let in.
    pub guests: bool,
    /// A patient is no longer in a call that goes on.
    pub left_call: bool,
    /// A line that was called is in the visit.
    pub lines: bool,
    /// A text did not arrive.
    pub texts: bool,
    /// Whether names may stand in it. Off to begin with: a notification is read over shoulders and kept by the desktop.
    pub names: bool,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        NotificationSettings {
            on: true,
            arrivals: true,
            messages: true,
            lost: true,
            guests: true,
            left_call: true,
            lines: true,
            texts: true,
            names: false,
        }
    }
}

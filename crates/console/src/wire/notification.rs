//! What the desktop tells the provider, as windows choose it, and where a notification leads.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the desktop tells of while no window of the console's shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
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
    /// Whether names may stand in it.
    pub names: bool,
}

/// What shows notifications on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NotificationService {
    /// It is there.
    Ready {
        /// What it calls itself.
        name: String,
        /// Whether it says that somebody pressed a notification; else pressing one does nothing.
        opens: bool,
    },
    /// The desktop has none, or it does not answer.
    Missing,
    /// Anteroom does not know this system's notifications.
    Unsupported,
}

/// The choice, and what there is to carry it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Notifications {
    /// What is told.
    pub settings: NotificationSettings,
    /// By what.
    pub service: NotificationService,
}

/// Whether a window is the one that the person looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Focus {
    /// It is on the screen and takes the keys.
    pub in_front: bool,
    /// The console's window shows Today. Says nothing of a call window.
    #[serde(default)]
    pub today: bool,
}

/// Where a notification leads in the console's window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Place {
    /// Today, with the waiting room: it was about several people.
    Today,
    /// One visit.
    Visit {
        /// Which.
        visit_id: String,
    },
    /// The messages; somebody's, where it was about one person.
    Messages {
        /// Whose conversation.
        #[ts(optional = nullable)]
        invitation_id: Option<String>,
    },
    /// The settings for notifications: somebody tried one.
    Settings,
}

impl From<clinic::NotificationSettings> for NotificationSettings {
    fn from(settings: clinic::NotificationSettings) -> Self {
        let clinic::NotificationSettings {
            on,
            arrivals,
            messages,
            lost,
            guests,
            left_call,
            lines,
            texts,
            names,
        } = settings;
        NotificationSettings { on, arrivals, messages, lost, guests, left_call, lines, texts, names }
    }
}

impl From<NotificationSettings> for clinic::NotificationSettings {
    fn from(settings: NotificationSettings) -> Self {
        let NotificationSettings { on, arrivals, messages, lost, guests, left_call, lines, texts, names } =
            settings;
        clinic::NotificationSettings { on, arrivals, messages, lost, guests, left_call, lines, texts, names }
    }
}

//! What the clinic has decided about people who do not come, as windows read and write it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// When somebody who was invited and has not come is late, and when their visit is closed as not attended. Minutes count from the
/// planned start, or from the invitation where that was made later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WaitingRules {
    /// Minutes, 1 to 120.
    pub late_minutes: u32,
    /// Minutes, up to 240 and more than those; none for when the link ends, two hours after the planned end.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub not_attended_minutes: Option<u32>,
}

impl From<clinic::WaitingRules> for WaitingRules {
    fn from(rules: clinic::WaitingRules) -> Self {
        WaitingRules { late_minutes: rules.late_minutes, not_attended_minutes: rules.not_attended_minutes }
    }
}

impl From<WaitingRules> for clinic::WaitingRules {
    fn from(rules: WaitingRules) -> Self {
        clinic::WaitingRules {
            late_minutes: rules.late_minutes,
            not_attended_minutes: rules.not_attended_minutes,
        }
    }
}

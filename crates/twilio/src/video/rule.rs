//! Rules about tracks: who receives what, and what is recorded.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{ParticipantSid, RoomSid, open_enum::open_enum};

open_enum! {
    /// What a track carries.
    TrackKind {
        /// Sound.
        Audio = "audio",
        /// Pictures.
        Video = "video",
        /// Data.
        Data = "data",
    }
}

open_enum! {
    /// What a rule does with the tracks it fits.
    RuleType {
        /// It lets them in.
        Include = "include",
        /// It keeps them out.
        Exclude = "exclude",
    }
}

/// One rule. A later one wins over an earlier one. `all` stands alone; the other filters narrow together.
///
/// ```
/// use twilio::video::{Rule, TrackKind};
/// let rules = [Rule::include_all(), Rule { publisher: Some("guest-91c2".into()), kind: Some(TrackKind::Video), ..Rule::exclude() }];
/// # assert_eq!(rules.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Include or exclude.
    #[serde(rename = "type")]
    pub rule_type: RuleType,
    /// Every track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<bool>,
    /// The tracks of one participant, by identity or SID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// One track, by name or SID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The tracks of one kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TrackKind>,
}

impl Rule {
    /// Lets in; say what with the other members.
    #[must_use]
    pub fn include() -> Self {
        Rule { rule_type: RuleType::Include, all: None, publisher: None, track: None, kind: None }
    }

    /// Keeps out; say what with the other members.
    #[must_use]
    pub fn exclude() -> Self {
        Rule { rule_type: RuleType::Exclude, ..Rule::include() }
    }

    /// Lets everything in.
    #[must_use]
    pub fn include_all() -> Self {
        Rule { all: Some(true), ..Rule::include() }
    }

    /// Keeps everything out.
    #[must_use]
    pub fn exclude_all() -> Self {
        Rule { all: Some(true), ..Rule::exclude() }
    }
}

/// What a participant receives of the others.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct SubscribeRules {
    /// The participant they are for; a rejoin is another participant and begins without them.
    pub participant_sid: ParticipantSid,
    /// The Room.
    pub room_sid: RoomSid,
    /// The rules, in order.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// When they were last changed.
    #[serde(default)]
    pub date_updated: Option<Timestamp>,
}

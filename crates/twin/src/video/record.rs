//! What REST shows of rooms, participants and tracks, in the twin's own types.

use jiff::Timestamp;

/// What a caller may say about a new room. Ranges are checked by the REST half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoom {
    /// `UniqueName`; without it the room's name is its SID.
    pub unique_name: Option<String>,
    /// `MaxParticipants`.
    pub max_participants: u32,
    /// `EmptyRoomTimeout`, minutes.
    pub empty_room_timeout: u32,
    /// `UnusedRoomTimeout`, minutes.
    pub unused_room_timeout: u32,
    /// `MaxParticipantDuration`, seconds.
    pub max_participant_duration: u32,
    /// `VideoCodecs`.
    pub video_codecs: Vec<String>,
    /// `MediaRegion`.
    pub media_region: String,
}

impl Default for NewRoom {
    fn default() -> NewRoom {
        NewRoom {
            unique_name: None,
            max_participants: 50,
            empty_room_timeout: 5,
            unused_room_timeout: 5,
            max_participant_duration: 14_400,
            video_codecs: vec!["H264".to_owned(), "VP8".to_owned()],
            media_region: "us1".to_owned(),
        }
    }
}

/// A room's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomStatus {
    /// `in-progress`
    InProgress,
    /// `completed`
    Completed,
}

/// A room as REST shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRecord {
    /// `RM…`
    pub sid: String,
    /// The name, or the SID for a nameless room.
    pub unique_name: String,
    /// Where it is in its life.
    pub status: RoomStatus,
    /// Whether connecting made it.
    pub ad_hoc: bool,
    /// When it was made.
    pub date_created: Timestamp,
    /// When anything about it last changed.
    pub date_updated: Timestamp,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// How long it lasted, in seconds, once it has ended.
    pub duration: Option<i64>,
    /// `MaxParticipants`.
    pub max_participants: u32,
    /// `MaxParticipantDuration`, seconds.
    pub max_participant_duration: u32,
    /// `EmptyRoomTimeout`, minutes; 0 for an ad-hoc room.
    pub empty_room_timeout: u32,
    /// `UnusedRoomTimeout`, minutes; 0 for an ad-hoc room.
    pub unused_room_timeout: u32,
    /// `VideoCodecs`.
    pub video_codecs: Vec<String>,
    /// `MediaRegion`.
    pub media_region: String,
}

/// Which rooms to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomFilter {
    /// Only this status; `None` is every status.
    pub status: Option<RoomStatus>,
    /// Only this name.
    pub unique_name: Option<String>,
    /// Made at this instant or later.
    pub created_after: Option<Timestamp>,
    /// Made before this instant.
    pub created_before: Option<Timestamp>,
}

/// A participant's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParticipantStatus {
    /// `connected`
    Connected,
    /// `reconnecting`
    Reconnecting,
    /// `disconnected`
    Disconnected,
}

/// Which participants to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParticipantFilter {
    /// Only this status; `None` is every status.
    pub status: Option<ParticipantStatus>,
    /// Only this identity.
    pub identity: Option<String>,
}

/// A participant as REST shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantRecord {
    /// `PA…`
    pub sid: String,
    /// `RM…`
    pub room_sid: String,
    /// The token's identity.
    pub identity: String,
    /// Where it is in its life.
    pub status: ParticipantStatus,
    /// When it connected.
    pub start_time: Timestamp,
    /// When anything about it last changed.
    pub date_updated: Timestamp,
    /// When it left.
    pub end_time: Option<Timestamp>,
    /// How long it stayed, in seconds, once it has left.
    pub duration: Option<i64>,
}

/// What a track carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrackKind {
    /// Sound.
    Audio,
    /// Pictures.
    Video,
    /// Messages.
    Data,
}

/// A published track as REST shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackRecord {
    /// `MT…`
    pub sid: String,
    /// `RM…`
    pub room_sid: String,
    /// `PA…` of the publisher.
    pub participant_sid: String,
    /// The name the publisher gave it.
    pub name: String,
    /// What it carries.
    pub kind: TrackKind,
    /// False while muted.
    pub enabled: bool,
    /// When it was published.
    pub date_created: Timestamp,
    /// When it last changed.
    pub date_updated: Timestamp,
}

/// A subscription as REST shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscribedTrackRecord {
    /// `PA…` of the subscriber.
    pub participant_sid: String,
    /// The track itself; its `participant_sid` is the publisher.
    pub track: TrackRecord,
}

/// One subscribe rule. `all` stands alone; the other fields must all match.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubscribeRule {
    /// `include` or `exclude`.
    pub include: bool,
    /// Everything.
    pub all: bool,
    /// Publisher's identity or SID.
    pub publisher: Option<String>,
    /// Track's name or SID.
    pub track: Option<String>,
    /// Track's kind.
    pub kind: Option<TrackKind>,
    /// Track's priority: `low`, `standard`, `high`.
    pub priority: Option<String>,
}

/// A participant's subscribe rules as REST shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// `PA…`
    pub participant_sid: String,
    /// `RM…`
    pub room_sid: String,
    /// In order; the last that matches decides.
    pub rules: Vec<SubscribeRule>,
    /// When the participant came.
    pub date_created: Timestamp,
    /// When they were last set.
    pub date_updated: Timestamp,
}

//! Video: Rooms, who is in them, and what they send.

mod participant;
mod room;
mod rule;

pub use participant::{Participant, ParticipantFilter, ParticipantStatus, Participants, PublishedTrack};
pub use room::{NewRoom, Room, RoomFilter, RoomStatus, RoomType, Rooms, VideoCodec};
pub use rule::{Rule, RuleType, SubscribeRules, TrackKind};

//! What the clinic asks of its rooms, as windows read and write it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::convert::same;

/// What the clinic asks of the rooms its visits are held in. As long as everything is as usual, rooms are made by connecting to
/// them; whatever differs has them made over REST first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoomPolicy {
    /// How pictures are coded.
    pub codec: RoomCodec,
    /// Where the media servers are, by Twilio's word for the region (`de1`); empty for the account's own setting.
    pub media_region: String,
    /// Minutes a room stays open after the last has left, 1 to 60. None is Twilio's own: an ad-hoc room ends at once, one that
    /// something else has had made over REST after five minutes.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub empty_minutes: Option<u32>,
    /// The most people a room is made for, 2 to 25; none for Twilio's own limit. Twilio is told twice as many, because everybody
    /// is in twice for a few seconds while a call moves to the second profile.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub most_people: Option<u32>,
}

/// How pictures are coded in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RoomCodec {
    /// VP8, which every browser has.
    Vp8,
    /// H.264 alone, for devices that have no other; without simulcast.
    H264,
}

same!(clinic::RoomCodec => RoomCodec { Vp8, H264 });
same!(RoomCodec => clinic::RoomCodec { Vp8, H264 });

impl From<clinic::RoomPolicy> for RoomPolicy {
    fn from(policy: clinic::RoomPolicy) -> Self {
        RoomPolicy {
            codec: policy.codec.into(),
            media_region: policy.media_region,
            empty_minutes: policy.empty_minutes,
            most_people: policy.most_people,
        }
    }
}

impl From<RoomPolicy> for clinic::RoomPolicy {
    fn from(policy: RoomPolicy) -> Self {
        clinic::RoomPolicy {
            codec: policy.codec.into(),
            media_region: policy.media_region,
            empty_minutes: policy.empty_minutes,
            most_people: policy.most_people,
        }
    }
}

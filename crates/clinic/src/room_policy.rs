//! What the clinic asks of the rooms its visits are held in.
//!
//! A room that needs nothing special is made by connecting to it (ad hoc): Twilio's settings are the account's, and it ends as
//! its last participant leaves. Everything else has to be asked for over REST before anybody goes in.

use crate::error::Invalid;
use crate::words::words;

words! {
    /// How pictures are coded in a room.
    pub enum RoomCodec {
        /// VP8, which every browser has; with simulcast for three or more.
        Vp8 = "vp8",
        /// H.264 alone, for devices that have no other. Twilio has no simulcast for it.
        H264 = "h264",
    }
}

/// What the clinic asks of its rooms. The default is what the guide calls the usual: an ad-hoc room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomPolicy {
    /// How pictures are coded.
    pub codec: RoomCodec,
    /// Where the media servers are, by Twilio's word for the region; empty for the account's own setting.
    pub media_region: String,
    /// Minutes a room stays open after the last has left, 1 to 60, so that a reload finds the same one; none to have it end at
    /// once.
    pub empty_minutes: Option<u32>,
    /// The most people a room is made for, 2 to 25; none for Twilio's own limit.
    pub most_people: Option<u32>,
}

impl Default for RoomPolicy {
    fn default() -> Self {
        RoomPolicy {
            codec: RoomCodec::Vp8,
            media_region: String::new(),
            empty_minutes: None,
            most_people: None,
        }
    }
}

/// Twilio's media regions ("Video Regions and Global Low Latency"); `gll` is the nearest to whoever comes first.
pub const MEDIA_REGIONS: &[&str] = &["gll", "au1", "br1", "de1", "ie1", "in1", "jp1", "sg1", "us1", "us2"];

impl RoomPolicy {
    pub(crate) fn check(self) -> Result<RoomPolicy, Invalid> {
        let media_region = self.media_region.trim().to_ascii_lowercase();
        if !media_region.is_empty() && !MEDIA_REGIONS.contains(&media_region.as_str()) {
            let known = MEDIA_REGIONS.join(", ");
            return Err(Invalid::new("mediaRegion", format!("Write a region as Twilio does: {known}.")));
        }
        if self.empty_minutes.is_some_and(|minutes| !(1..=60).contains(&minutes)) {
            return Err(Invalid::new("emptyMinutes", "A room may stay open for 1 to 60 minutes."));
        }
        if self.most_people.is_some_and(|people| !(2..=25).contains(&people)) {
            return Err(Invalid::new("mostPeople", "A room is for 2 to 25 people."));
        }
        Ok(RoomPolicy { media_region, ..self })
    }

    /// How many participants Twilio is to allow. Everybody is in twice for a few seconds while a call moves to the second
    /// profile, so twice as many as there are people.
    pub fn most_participants(&self) -> Option<u32> {
        self.most_people.map(|people| people * 2)
    }
}

/// Whether rooms have to be made over REST, because connecting would make another kind.
pub fn needs_rest(policy: &RoomPolicy) -> bool {
    *policy != RoomPolicy::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_from_the_usual_needs_rest() {
        let usual = RoomPolicy::default();
        assert!(!needs_rest(&usual));
        for other in [
            RoomPolicy { codec: RoomCodec::H264, ..usual.clone() },
            RoomPolicy { media_region: "de1".into(), ..usual.clone() },
            RoomPolicy { empty_minutes: Some(5), ..usual.clone() },
            RoomPolicy { most_people: Some(4), ..usual.clone() },
        ] {
            assert!(needs_rest(&other.clone().check().unwrap()), "{other:?}");
        }
    }

    #[test]
    fn what_twilio_would_refuse_is_refused_before() {
        let usual = RoomPolicy::default;
        let refused = |policy: RoomPolicy| policy.check().unwrap_err().field;
        assert_eq!(refused(RoomPolicy { media_region: "mars1".into(), ..usual() }), "mediaRegion");
        assert_eq!(refused(RoomPolicy { empty_minutes: Some(0), ..usual() }), "emptyMinutes");
        assert_eq!(refused(RoomPolicy { empty_minutes: Some(61), ..usual() }), "emptyMinutes");
        assert_eq!(refused(RoomPolicy { most_people: Some(1), ..usual() }), "mostPeople");
        assert_eq!(refused(RoomPolicy { most_people: Some(26), ..usual() }), "mostPeople");
        let taken = RoomPolicy { media_region: " DE1 ".into(), most_people: Some(25), ..usual() };
        let taken = taken.check().unwrap();
        assert_eq!((taken.media_region.as_str(), taken.most_participants()), ("de1", Some(50)));
    }
}

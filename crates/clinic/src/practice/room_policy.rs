//! The clinic's room policy: read and write.

use jiff::Timestamp;

use super::Clinic;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::Error;
use crate::room_policy::{RoomCodec, RoomPolicy};
use crate::store::setting;

impl Clinic {
    /// What the clinic asks of its rooms.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn room_policy(&self) -> Result<RoomPolicy, Error> {
        let number = |name| -> Result<Option<u32>, Error> {
            Ok(setting::get(&self.db, name)?.and_then(|text| text.parse().ok()))
        };
        Ok(RoomPolicy {
            codec: setting::get(&self.db, setting::ROOM_CODEC)?
                .and_then(|word| RoomCodec::from_word(&word))
                .unwrap_or(RoomPolicy::default().codec),
            media_region: setting::get(&self.db, setting::ROOM_REGION)?.unwrap_or_default(),
            empty_minutes: number(setting::ROOM_EMPTY_MINUTES)?,
            most_people: number(setting::ROOM_MOST_PEOPLE)?,
        })
    }

    /// Writes that, for the rooms that open from now on.
    ///
    /// # Errors
    /// [`Error::Invalid`] says which field cannot be taken.
    pub fn set_room_policy(&mut self, policy: RoomPolicy, now: Timestamp) -> Result<Vec<Change>, Error> {
        let policy = policy.check()?;
        self.write(now, |work| {
            let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
            let (empty, most) = (text(policy.empty_minutes), text(policy.most_people));
            setting::set(work.db, setting::ROOM_CODEC, policy.codec.word())?;
            setting::set(work.db, setting::ROOM_REGION, &policy.media_region)?;
            setting::set(work.db, setting::ROOM_EMPTY_MINUTES, &empty)?;
            setting::set(work.db, setting::ROOM_MOST_PEOPLE, &most)?;
            let detail = format!(
                "codec {}, region {}, empty {empty}, people {most}",
                policy.codec.word(),
                policy.media_region
            );
            work.audit(Actor::Provider, "roomPolicySet", None, &detail)
        })
        .map(|((), changes)| changes)
    }
}

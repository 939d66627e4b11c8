//! Rooms that have to be asked for: made over REST before anybody is given a way in.

use clinic::{RoomCodec, RoomPolicy, VisitId, needs_rest};
use twilio::video::{NewRoom, VideoCodec};

use crate::error::CommandError;
use crate::open_clinic::OpenClinic;
use crate::tokens;

/// Twilio's code where a room of the name is in progress.
const NAME_TAKEN: u32 = 53113;

/// Has the visit's room stand as the policy asks, where connecting would make another kind. A room that is open already is taken
/// as it is, so asking again (a reload, an answer that was lost) does no harm. One that nobody enters ends by itself after
/// Twilio's five minutes.
///
/// # Errors
/// What Twilio says, where it would not make the room.
pub(crate) async fn ensure(
    clinic: &OpenClinic,
    visit: VisitId,
    policy: &RoomPolicy,
) -> Result<(), CommandError> {
    if !needs_rest(policy) {
        return Ok(());
    }
    let made = clinic.twilio.rooms().create(&wanted(visit, policy)).await;
    clinic.heard(&made);
    match made {
        Ok(room) => {
            tracing::info!(room = room.sid.as_str(), "a room was made as the room policy asks");
            Ok(())
        }
        Err(error) if error.code() == Some(NAME_TAKEN) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn wanted(visit: VisitId, policy: &RoomPolicy) -> NewRoom {
    NewRoom {
        video_codecs: vec![match policy.codec {
            RoomCodec::Vp8 => VideoCodec::Vp8,
            RoomCodec::H264 => VideoCodec::H264,
        }],
        media_region: (!policy.media_region.is_empty()).then(|| policy.media_region.clone()),
        max_participants: policy.most_participants(),
        empty_room_timeout: policy.empty_minutes,
        // As long as the tokens for it live.
        max_participant_duration: u32::try_from(tokens::CALL.as_secs()).ok(),
        ..NewRoom::named(visit.room_name())
    }
}

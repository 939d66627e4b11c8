//! Video Rooms.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    AccountSid, Client, Pages, RoomSid,
    base_urls::Product,
    date::whole_seconds,
    error::{Error, ErrorKind, Result},
    open_enum::open_enum,
    request::{Params, Request},
    video::Rule,
};

open_enum! {
    /// Where a Room is in its life, which goes one way.
    RoomStatus {
        /// People may be in it.
        InProgress = "in-progress",
        /// It has ended.
        Completed = "completed",
        /// It could not be made.
        Failed = "failed",
    }
}

open_enum! {
    /// The type of a Room. Twilio now makes only group Rooms.
    RoomType {
        /// Through Twilio's media servers.
        Group = "group",
        /// Of old accounts: two people, free.
        Go = "go",
        /// Of old accounts: from person to person.
        PeerToPeer = "peer-to-peer",
        /// Of old accounts: a small group Room.
        GroupSmall = "group-small",
    }
}

open_enum! {
    /// How pictures are encoded.
    VideoCodec {
        /// VP8, which every browser has, with simulcast.
        Vp8 = "VP8",
        /// H.264, for devices that have no other.
        H264 = "H264",
    }
}

/// A Video Room.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Room {
    /// Its SID, the only thing that names it for ever.
    pub sid: RoomSid,
    /// Where it is in its life.
    pub status: RoomStatus,
    /// The account it belongs to.
    #[serde(default)]
    pub account_sid: Option<AccountSid>,
    /// Its name; unique among the Rooms in progress. A Room without one has its SID here.
    #[serde(default)]
    pub unique_name: Option<String>,
    /// Its type.
    #[serde(default, rename = "type")]
    pub room_type: Option<RoomType>,
    /// When it was made.
    #[serde(default)]
    pub date_created: Option<Timestamp>,
    /// When it last changed.
    #[serde(default)]
    pub date_updated: Option<Timestamp>,
    /// When it ended.
    #[serde(default)]
    pub end_time: Option<Timestamp>,
    /// How long it was open, in seconds.
    #[serde(default)]
    pub duration: Option<u64>,
    /// How many may be in it.
    #[serde(default)]
    pub max_participants: Option<u32>,
    /// How long one may stay, in seconds.
    #[serde(default)]
    pub max_participant_duration: Option<u32>,
    /// Minutes it stays open after the last has left.
    #[serde(default)]
    pub empty_room_timeout: Option<u32>,
    /// Minutes it waits for the first.
    #[serde(default)]
    pub unused_room_timeout: Option<u32>,
    /// The codecs it allows; none means Twilio's choice.
    #[serde(default)]
    pub video_codecs: Option<Vec<VideoCodec>>,
    /// Where its media servers are.
    #[serde(default)]
    pub media_region: Option<String>,
    /// Whether everybody is recorded.
    #[serde(default)]
    pub record_participants_on_connect: Option<bool>,
}

/// A Room to be made. What is not set is as the account has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRoom {
    /// The type.
    pub room_type: Option<RoomType>,
    /// The name: at most 128 characters, and nothing about people.
    pub unique_name: Option<String>,
    /// Where Twilio reports what happens. A public address; a desktop program has none.
    pub status_callback: Option<String>,
    /// `GET` or `POST`.
    pub status_callback_method: Option<String>,
    /// 1 to 50.
    pub max_participants: Option<u32>,
    /// Record everybody.
    pub record_participants_on_connect: Option<bool>,
    /// The codecs to allow.
    pub video_codecs: Vec<VideoCodec>,
    /// Where the media servers shall be.
    pub media_region: Option<String>,
    /// What to record.
    pub recording_rules: Vec<Rule>,
    /// No pictures. Refused for most accounts.
    pub audio_only: Option<bool>,
    /// Seconds one may stay: 600 to 86 400; 14 400 if not said.
    pub max_participant_duration: Option<u32>,
    /// Minutes it stays open after the last has left: 1 to 60.
    pub empty_room_timeout: Option<u32>,
    /// Minutes it waits for the first: 1 to 60.
    pub unused_room_timeout: Option<u32>,
    /// More than 50 people. Refused for most accounts.
    pub large_room: Option<bool>,
}

/// As Twilio's own client sends them: an object around the list.
#[derive(Serialize)]
struct RecordingRules<'a> {
    rules: &'a [Rule],
}

impl NewRoom {
    /// A group Room of this name.
    pub fn named(unique_name: impl Into<String>) -> Self {
        NewRoom {
            room_type: Some(RoomType::Group),
            unique_name: Some(unique_name.into()),
            ..NewRoom::default()
        }
    }

    fn params(&self) -> Params {
        let mut form = Params::default();
        form.maybe("Type", self.room_type.as_ref())
            .maybe("UniqueName", self.unique_name.as_ref())
            .maybe("StatusCallback", self.status_callback.as_ref())
            .maybe("StatusCallbackMethod", self.status_callback_method.as_ref())
            .maybe("MaxParticipants", self.max_participants)
            .maybe("RecordParticipantsOnConnect", self.record_participants_on_connect);
        for codec in &self.video_codecs {
            form.set("VideoCodecs", codec);
        }
        form.maybe("MediaRegion", self.media_region.as_ref());
        if !self.recording_rules.is_empty() {
            form.json("RecordingRules", &RecordingRules { rules: &self.recording_rules });
        }
        form.maybe("AudioOnly", self.audio_only)
            .maybe("MaxParticipantDuration", self.max_participant_duration)
            .maybe("EmptyRoomTimeout", self.empty_room_timeout)
            .maybe("UnusedRoomTimeout", self.unused_room_timeout)
            .maybe("LargeRoom", self.large_room);
        form
    }
}

/// Which Rooms to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RoomFilter {
    /// Only those in this state; in progress if not said.
    pub status: Option<RoomStatus>,
    /// Only those of this name.
    pub unique_name: Option<String>,
    /// Only those made at or after this instant.
    pub created_after: Option<Timestamp>,
    /// Only those made before this instant.
    pub created_before: Option<Timestamp>,
    /// How many at a time; at most 100.
    pub page_size: Option<u16>,
}

/// The account's Rooms.
#[derive(Debug, Clone)]
pub struct Rooms {
    client: Client,
}

impl Rooms {
    pub(crate) fn new(client: Client) -> Self {
        Rooms { client }
    }

    /// Makes a Room.
    ///
    /// # Errors
    /// As any call; 53113 if a Room of this name is in progress, which [`Rooms::fetch`] then finds.
    pub async fn create(&self, room: &NewRoom) -> Result<Room> {
        let request = Request::post("create a Room", Product::Video, &["v1", "Rooms"], room.params());
        let made: Room = self.client.fetch(&request).await?;
        // Twilio ignores what it cannot read and makes a nameless Room, which nobody would find.
        if room.unique_name.is_some() && room.unique_name != made.unique_name {
            let problem = "the Room has another name than the one asked for".into();
            return Err(Error::new(request.doing, ErrorKind::Unreadable { status: 201, problem }));
        }
        Ok(made)
    }

    /// Looks a Room up by its SID or, while it is in progress, by its unique name.
    ///
    /// # Errors
    /// As any call; 20404 if there is none.
    pub async fn fetch(&self, sid_or_name: impl AsRef<str>) -> Result<Room> {
        let path = ["v1", "Rooms", sid_or_name.as_ref()];
        self.client.fetch(&Request::get("fetch a Room", Product::Video, &path)).await
    }

    /// Lists Rooms, the latest first.
    pub fn list(&self, filter: &RoomFilter) -> Pages<Room> {
        let mut query = Params::default();
        query
            .maybe("Status", filter.status.as_ref())
            .maybe("UniqueName", filter.unique_name.as_ref())
            .maybe("DateCreatedAfter", filter.created_after.map(whole_seconds))
            .maybe("DateCreatedBefore", filter.created_before.map(whole_seconds))
            .maybe("PageSize", filter.page_size);
        let request = Request::get("list Rooms", Product::Video, &["v1", "Rooms"]).query(query);
        Pages::new(self.client.clone(), request, "rooms")
    }

    /// Ends a Room for everybody in it.
    ///
    /// # Errors
    /// As any call.
    pub async fn complete(&self, sid_or_name: impl AsRef<str>) -> Result<Room> {
        let path = ["v1", "Rooms", sid_or_name.as_ref()];
        let mut form = Params::default();
        form.set("Status", RoomStatus::Completed);
        self.client.fetch(&Request::post("complete a Room", Product::Video, &path, form)).await
    }
}

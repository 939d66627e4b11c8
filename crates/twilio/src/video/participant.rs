//! Who is in a Room.

use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    Client, Pages, ParticipantSid, RoomSid, TrackSid,
    base_urls::Product,
    error::{Error, ErrorKind, Result},
    open_enum::open_enum,
    request::{Params, Request},
    video::{Rule, SubscribeRules, TrackKind},
};

open_enum! {
    /// Whether somebody is in the Room.
    ParticipantStatus {
        /// In.
        Connected = "connected",
        /// In, with the connection lost for now.
        Reconnecting = "reconnecting",
        /// Out.
        Disconnected = "disconnected",
    }
}

/// Somebody's stay in a Room.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Participant {
    /// The SID of this stay; a rejoin has another one.
    pub sid: ParticipantSid,
    /// The Room.
    #[serde(default)]
    pub room_sid: Option<RoomSid>,
    /// Whether they are in.
    pub status: ParticipantStatus,
    /// The identity of their token.
    #[serde(default)]
    pub identity: Option<String>,
    /// When they came.
    #[serde(default)]
    pub start_time: Option<Timestamp>,
    /// When they left.
    #[serde(default)]
    pub end_time: Option<Timestamp>,
    /// How long they were in, in seconds.
    #[serde(default)]
    pub duration: Option<u64>,
}

/// A track that somebody sends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PublishedTrack {
    /// Its SID.
    pub sid: TrackSid,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// What it carries.
    pub kind: TrackKind,
    /// Whether it is on; a muted one is not.
    #[serde(default)]
    pub enabled: Option<bool>,
}

/// Which participants to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParticipantFilter {
    /// Only those in this state; in a Room in progress the connected ones, if not said.
    pub status: Option<ParticipantStatus>,
    /// Only those of this identity.
    pub identity: Option<String>,
    /// How many at a time; at most 100.
    pub page_size: Option<u16>,
}

/// Who is in one Room. A participant is named by SID or identity.
#[derive(Debug, Clone)]
pub struct Participants {
    client: Client,
    room: String,
}

impl Participants {
    pub(crate) fn new(client: Client, room: &str) -> Self {
        Participants { client, room: room.to_owned() }
    }

    fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path = vec!["v1", "Rooms", &self.room, "Participants"];
        path.extend_from_slice(rest);
        path
    }

    /// Lists them.
    pub fn list(&self, filter: &ParticipantFilter) -> Pages<Participant> {
        let mut query = Params::default();
        query
            .maybe("Status", filter.status.as_ref())
            .maybe("Identity", filter.identity.as_ref())
            .maybe("PageSize", filter.page_size);
        let request = Request::get("list participants", Product::Video, &self.path(&[])).query(query);
        Pages::new(self.client.clone(), request, "participants")
    }

    /// Looks one up.
    ///
    /// # Errors
    /// As any call.
    pub async fn fetch(&self, participant: impl AsRef<str>) -> Result<Participant> {
        let path = self.path(&[participant.as_ref()]);
        self.client.fetch(&Request::get("fetch a participant", Product::Video, &path)).await
    }

    /// Disconnects one. Their token works on: this is no ban.
    ///
    /// # Errors
    /// As any call; 404 if they are not there (any more).
    pub async fn remove(&self, participant: impl AsRef<str>) -> Result<Participant> {
        let mut form = Params::default();
        form.set("Status", ParticipantStatus::Disconnected);
        let path = self.path(&[participant.as_ref()]);
        self.client.fetch(&Request::post("remove a participant", Product::Video, &path, form)).await
    }

    /// What one receives of the others.
    ///
    /// # Errors
    /// As any call.
    pub async fn subscribe_rules(&self, participant: impl AsRef<str>) -> Result<SubscribeRules> {
        let path = self.path(&[participant.as_ref(), "SubscribeRules"]);
        self.client.fetch(&Request::get("fetch subscribe rules", Product::Video, &path)).await
    }

    /// Sets what one receives of the others: 1 to 20 rules. It takes effect after the join, so it is no way to keep
    /// somebody from hearing.
    ///
    /// # Errors
    /// As any call; refused here if there is no rule or there are too many (Twilio's 53215).
    pub async fn set_subscribe_rules(
        &self,
        participant: impl AsRef<str>,
        rules: &[Rule],
    ) -> Result<SubscribeRules> {
        let doing = "set subscribe rules";
        if rules.is_empty() || rules.len() > 20 {
            return Err(Error::new(doing, ErrorKind::Invalid("there must be 1 to 20 rules")));
        }
        let mut form = Params::default();
        form.json("Rules", &rules);
        let path = self.path(&[participant.as_ref(), "SubscribeRules"]);
        self.client.fetch(&Request::post(doing, Product::Video, &path, form)).await
    }

    /// Lists what one sends.
    pub fn published_tracks(
        &self,
        participant: impl AsRef<str>,
        page_size: Option<u16>,
    ) -> Pages<PublishedTrack> {
        let mut query = Params::default();
        query.maybe("PageSize", page_size);
        let path = self.path(&[participant.as_ref(), "PublishedTracks"]);
        let request = Request::get("list published tracks", Product::Video, &path).query(query);
        Pages::new(self.client.clone(), request, "published_tracks")
    }
}

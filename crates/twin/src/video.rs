//! Video of the local Twilio: the handle that the REST half and the tests use.
//!
//! Rooms, signaling and media belong to one task ([`owner`]), so there are no locks: every method here
//! sends that task a piece of work and waits for its answer. Whatever decides anything is pure and lives in
//! [`crate::signaling`] and [`crate::sfu`]; sockets are in [`owner`] and [`socket`].

mod owner;
mod record;
mod socket;

pub use record::{
    NewRoom, ParticipantFilter, ParticipantRecord, ParticipantStatus, RoomFilter, RoomRecord, RoomStatus,
    Rules, SubscribeRule, SubscribedTrackRecord, TrackKind, TrackRecord,
};

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::ws::WebSocket;
use jiff::Timestamp;
use tokio::sync::{mpsc, oneshot};

use crate::sfu::clip::Clip;
use crate::signaling::service::{Moment, Service};

/// Who a token lets in, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoGrant {
    /// The identity the participant appears under.
    pub identity: String,
    /// Name or SID of the only room the token reaches; `None` reaches every room.
    pub room: Option<String>,
}

/// A refusal with Twilio's code, as REST answers and sockets carry it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct VideoError {
    /// Twilio's error code.
    pub code: u32,
    /// Twilio's words for it.
    pub message: String,
}

impl VideoError {
    /// An error with this code and message.
    pub fn new(code: u32, message: impl Into<String>) -> VideoError {
        VideoError { code, message: message.into() }
    }

    /// The resource is not there (HTTP 404).
    pub fn not_found(what: &str) -> VideoError {
        VideoError::new(20404, format!("The requested resource {what} was not found"))
    }
}

/// Checks a token as of the given instant: the account's keys stay on the other side of this function.
pub type Verify = Arc<dyn Fn(&str, Timestamp) -> Result<VideoGrant, VideoError> + Send + Sync>;

/// The twin's clock, which tests can advance.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The ICE servers that a client is told of, as `RTCIceServer`s, with credentials of its own.
pub type IceServers = Arc<dyn Fn() -> Vec<serde_json::Value> + Send + Sync>;

/// What the video half needs to start.
#[derive(Clone)]
pub struct VideoConfig {
    /// The one address media is received on. It is also the ICE candidate, so it can't be a wildcard.
    pub bind: IpAddr,
    /// Whether the server is an ICE-lite agent, as servers with a known address are.
    pub ice_lite: bool,
    /// Makes SIDs repeatable.
    pub seed: Option<u64>,
    /// Whether connecting to a name makes a room ("Client-side Room Creation" in Twilio's settings).
    pub ad_hoc_rooms: bool,
    /// What a client is told when it asks for ICE servers.
    pub ice_servers: IceServers,
    /// Checks access tokens.
    pub verify: Verify,
    /// The time of day.
    pub now: Now,
}

impl VideoConfig {
    /// Loopback, ICE-lite, no ICE servers, rooms made by connecting.
    pub fn new(verify: Verify, now: Now) -> VideoConfig {
        VideoConfig {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            ice_lite: true,
            seed: None,
            ad_hoc_rooms: true,
            ice_servers: Arc::new(Vec::new),
            verify,
            now,
        }
    }
}

/// Rings when a phone is in its room no longer, for whatever reason: by being dropped.
#[derive(Debug)]
pub(crate) struct Gone {
    /// Which stay it was.
    pub(crate) stay: u64,
    /// Who wants to know.
    pub(crate) tell: mpsc::UnboundedSender<u64>,
}

impl Drop for Gone {
    fn drop(&mut self) {
        // Nobody wants to know any more when the twin stops.
        let _ = self.tell.send(self.stay);
    }
}

/// A sound, and what comes when it is over.
pub(crate) type Sounds = (&'static Clip, &'static Clip);

/// A piece of work on the state.
pub(crate) type Call = Box<dyn FnOnce(&mut Service, Moment) + Send>;

/// Something for the owner task to do.
pub(crate) enum Work {
    /// Run this on the state.
    Call(Call),
    /// A socket came.
    Open(u64, mpsc::UnboundedSender<socket::Frame>),
    /// A socket said something; `None` is a frame that is not text.
    Text(u64, Option<String>),
    /// A socket went.
    Closed(u64),
    /// Lose this share of media packets.
    Lose(f64),
}

/// The video half of the twin. Clones share one state; it ends when the last clone is dropped.
#[derive(Clone)]
pub struct Video {
    work: mpsc::UnboundedSender<Work>,
    sockets: Arc<std::sync::atomic::AtomicU64>,
}

impl Video {
    /// Binds the media socket and starts the owner task.
    ///
    /// # Errors
    /// When the address can't be bound.
    pub async fn start(config: VideoConfig) -> std::io::Result<Video> {
        let (work, inbox) = mpsc::unbounded_channel();
        owner::spawn(config, inbox).await?;
        Ok(Video { work, sockets: Arc::default() })
    }

    async fn ask<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Service, Moment) -> Result<T, VideoError> + Send + 'static,
    ) -> Result<T, VideoError> {
        let (answer, answered) = oneshot::channel();
        let call = Work::Call(Box::new(move |service, now| {
            // The asker may have gone; the work is done either way.
            let _ = answer.send(f(service, now));
        }));
        let stopped = || VideoError::new(20500, "The twin is stopping");
        self.work.send(call).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    /// Makes a room, as `POST /v1/Rooms` does.
    ///
    /// # Errors
    /// 53113 when a room of that name is in progress.
    pub async fn create_room(&self, new: NewRoom) -> Result<RoomRecord, VideoError> {
        self.ask(move |s, now| s.create_room(new, now)).await
    }

    /// A room by SID, or by name while it is in progress.
    ///
    /// # Errors
    /// 20404 when there is none.
    pub async fn room(&self, sid_or_name: &str) -> Result<RoomRecord, VideoError> {
        let key = sid_or_name.to_owned();
        self.ask(move |s, now| s.room_record(&key, now)).await
    }

    /// Rooms, newest first.
    ///
    /// # Errors
    /// Only when the twin is stopping.
    pub async fn rooms(&self, filter: RoomFilter) -> Result<Vec<RoomRecord>, VideoError> {
        self.ask(move |s, now| Ok(s.room_records(&filter, now))).await
    }

    /// Ends a room; everyone in it is disconnected with 53118.
    ///
    /// # Errors
    /// 20404 when there is none in progress.
    pub async fn complete(&self, sid_or_name: &str) -> Result<RoomRecord, VideoError> {
        let key = sid_or_name.to_owned();
        self.ask(move |s, now| s.complete_room(&key, now)).await
    }

    /// Participants of a room, newest first.
    ///
    /// # Errors
    /// 20404 when there is no such room.
    pub async fn participants(
        &self,
        room: &str,
        filter: ParticipantFilter,
    ) -> Result<Vec<ParticipantRecord>, VideoError> {
        let room = room.to_owned();
        self.ask(move |s, now| s.participant_records(&room, &filter, now)).await
    }

    /// One participant, by SID or identity (of an identity, the latest).
    ///
    /// # Errors
    /// 20404 when there is none.
    pub async fn participant(&self, room: &str, key: &str) -> Result<ParticipantRecord, VideoError> {
        let (room, key) = (room.to_owned(), key.to_owned());
        self.ask(move |s, now| s.participant_record(&room, &key, now)).await
    }

    /// Disconnects a participant, as `Status=disconnected` does.
    ///
    /// # Errors
    /// 20404 when there is none.
    pub async fn remove(&self, room: &str, key: &str) -> Result<ParticipantRecord, VideoError> {
        let (room, key) = (room.to_owned(), key.to_owned());
        self.ask(move |s, now| s.remove_participant(&room, &key, now)).await
    }

    /// Tracks a participant publishes.
    ///
    /// # Errors
    /// 20404 when there is no such participant.
    pub async fn published_tracks(&self, room: &str, key: &str) -> Result<Vec<TrackRecord>, VideoError> {
        let (room, key) = (room.to_owned(), key.to_owned());
        self.ask(move |s, _| s.published_tracks(&room, &key)).await
    }

    /// Tracks a participant is subscribed to.
    ///
    /// # Errors
    /// 20404 when there is no such participant.
    pub async fn subscribed_tracks(
        &self,
        room: &str,
        key: &str,
    ) -> Result<Vec<SubscribedTrackRecord>, VideoError> {
        let (room, key) = (room.to_owned(), key.to_owned());
        self.ask(move |s, _| s.subscribed_tracks(&room, &key)).await
    }

    /// A participant's subscribe rules.
    ///
    /// # Errors
    /// 20404 when there is no such participant.
    pub async fn subscribe_rules(&self, room: &str, key: &str) -> Result<Rules, VideoError> {
        let (room, key) = (room.to_owned(), key.to_owned());
        self.ask(move |s, _| s.subscribe_rules(&room, &key)).await
    }

    /// Replaces a participant's subscribe rules; subscriptions change at once.
    ///
    /// # Errors
    /// 20404 when there is no such participant, 53215 when the rules are not usable.
    pub async fn set_subscribe_rules(
        &self,
        room: &str,
        key: &str,
        rules: Vec<SubscribeRule>,
    ) -> Result<Rules, VideoError> {
        let (room, key) = (room.to_owned(), key.to_owned());
        self.ask(move |s, now| s.set_subscribe_rules(&room, &key, rules, now)).await
    }

    /// A call comes into the room of this name as a participant; a random identity if none is given.
    ///
    /// # Errors
    /// 53106 when no such room is in progress, 53105 when it is full.
    pub(crate) async fn join_phone(
        &self,
        room: &str,
        identity: Option<String>,
        sounds: Sounds,
        gone: Gone,
    ) -> Result<String, VideoError> {
        let room = room.to_owned();
        self.ask(move |s, now| s.join_phone(&room, identity, sounds, gone, now)).await
    }

    /// A call leaves its room.
    pub(crate) fn leave_phone(&self, sid: &str) {
        let sid = sid.to_owned();
        self.tell(move |s, now| s.leave_phone(&sid, now));
    }

    /// What is heard of a call in a room changes.
    pub(crate) fn play_phone(&self, sid: &str, sounds: Sounds) {
        let sid = sid.to_owned();
        self.tell(move |s, _| s.play_phone(&sid, sounds));
    }

    /// What each call in a room hears at this moment: by its identity, of whom, and how loud (dB above digital silence).
    ///
    /// # Errors
    /// When the twin is stopped.
    pub async fn heard_on_phones(&self) -> Result<BTreeMap<String, BTreeMap<String, f32>>, VideoError> {
        self.ask(|s, now| Ok(s.heard_on_phones(now))).await
    }

    /// Fault: cuts the signaling socket of everyone with this identity.
    pub fn drop_socket(&self, identity: &str) {
        let identity = identity.to_owned();
        self.tell(move |s, now| s.drop_socket(&identity, now));
    }

    /// Fault: stops hearing and answering this identity, on its socket and in its media, until unfrozen.
    pub fn freeze(&self, identity: &str, frozen: bool) {
        let identity = identity.to_owned();
        self.tell(move |s, now| s.freeze(&identity, frozen, now));
    }

    /// Fault: reports this network quality (0 to 5) for an identity; `None` goes back to measuring.
    pub fn set_quality(&self, identity: &str, level: Option<u8>) {
        let identity = identity.to_owned();
        self.tell(move |s, _| s.set_quality(&identity, level));
    }

    /// Fault: loses this share (0 to 1) of RTP and RTCP packets, in both directions.
    pub fn set_loss(&self, share: f64) {
        // A stopped twin loses everything anyway.
        let _ = self.work.send(Work::Lose(share));
    }

    fn tell(&self, f: impl FnOnce(&mut Service, Moment) + Send + 'static) {
        // A fault on a stopped twin has nothing to act on.
        let _ = self.work.send(Work::Call(Box::new(f)));
    }

    /// Serves one signaling connection until it ends. Mount it at `/signaling`.
    pub async fn serve_socket(&self, socket: WebSocket) {
        let id = self.sockets.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        socket::serve(socket, id, self.work.clone()).await;
    }
}

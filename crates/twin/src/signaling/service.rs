//! The video half put together: sockets' words in, words and datagrams out. Pure: time is an argument.
//!
//! Everything that happens marks what each participant has to be told; [`Service::flush`] says it, once, at the
//! end. So one thing that happened is one message, and what could not be said waits for the next socket.

mod entry;
mod hearing;
mod msp;
mod phone;
mod rest;
mod tracks;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::{Map, Value};
use str0m::channel::{ChannelId, Reliability};

use super::negotiation::{Negotiation, Pool};
use super::room::{Room, Sids};
use super::rsp::{
    Description, Dimensions, Out, PeerState, Published, PublishedTrack, Remote, State, Subscribed,
    SubscribedTrack, VideoProfile,
};
use super::tcmp;
use crate::sfu::peer::PeerConfig;
use crate::sfu::router::{PeerId, Router};
use crate::sfu::speaker::Speaker;
use crate::video::{TrackKind, VideoConfig};

/// A participant may be away this long before it is removed, as the SDK is told.
pub(crate) const SESSION_TIMEOUT: Duration = Duration::from_secs(30);
/// A socket that says nothing is closed.
const GREETING: Duration = Duration::from_secs(15);
/// Speakers are looked for this often.
const LOOK: Duration = Duration::from_millis(100);

/// Now, on both clocks: one for waiting, one for dates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) instant: Instant,
    pub(crate) wall: Timestamp,
}

/// What leaves on a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Frame {
    Text(String),
    /// A goodbye.
    Close,
    /// The end without a word, as when the network goes. The SDK takes a goodbye for the end of the session.
    Cut,
}

/// One signaling socket.
#[derive(Debug)]
struct Conn {
    /// The participant it speaks for.
    member: Option<String>,
    /// Welcomed, with this heartbeat period.
    period: Option<Duration>,
    heard: Instant,
    said: Instant,
    /// While its participant is frozen: what it said meanwhile.
    held: Vec<Option<String>>,
}

/// A participant that is in a room: what of it is not the room's business.
struct Live {
    room: String,
    identity: String,
    session: String,
    conn: Option<u64>,
    lost: Option<Instant>,
    peer: PeerId,
    pc: String,
    negotiation: Negotiation,
    pool: Pool,
    /// Sections the client sends on, and the id of the track on each.
    sends: BTreeMap<String, Option<String>>,
    /// Layers of each such section.
    layers: HashMap<String, usize>,
    /// The client's open data channels by track id.
    data: HashMap<String, (ChannelId, bool, Reliability)>,
    subs: BTreeMap<String, Sub>,
    asked: Map<String, Value>,
    msp: HashMap<&'static str, ChannelId>,
    msp_offered: bool,
    profile: Option<VideoProfile>,
    priorities: HashMap<String, String>,
    hints: HashMap<String, (bool, Option<Dimensions>)>,
    switched_off: HashSet<String>,
    quality: Option<u8>,
    frozen: bool,
    published_revision: u64,
    subscribed_revision: u64,
    // What it has to be told.
    tell: BTreeMap<String, Remote>,
    published_changed: bool,
    subscribed_changed: bool,
    say: Vec<Description>,
}

/// A subscription: one track on its way to one participant.
#[derive(Debug)]
struct Sub {
    id: String,
    publisher: String,
    kind: TrackKind,
    track_id: String,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Waiting,
    /// A section; `true` once its offer was answered.
    Section(String, bool),
    Channel(ChannelId),
}

pub(crate) struct Service {
    config: VideoConfig,
    sids: Sids,
    rooms: Vec<Room>,
    conns: HashMap<u64, Conn>,
    live: BTreeMap<String, Live>,
    phones: BTreeMap<String, phone::Phone>,
    sessions: HashMap<String, String>,
    by_peer: HashMap<PeerId, String>,
    speakers: HashMap<String, Speaker<String>>,
    /// Levels set by hand, by identity.
    quality: HashMap<String, u8>,
    frozen: HashSet<String>,
    pub(crate) router: Router,
    pub(crate) out: VecDeque<(u64, Frame)>,
    look: Instant,
}

impl Service {
    pub(crate) fn new(config: VideoConfig, local: SocketAddr, now: Instant) -> Service {
        let crypto = str0m::crypto::from_feature_flags();
        let cert = crypto.dtls_provider.generate_certificate();
        crypto.install_process_default();
        let peers = PeerConfig { local, ice_lite: config.ice_lite, cert };
        Service {
            sids: Sids::new(config.seed),
            config,
            rooms: Vec::new(),
            conns: HashMap::new(),
            live: BTreeMap::new(),
            phones: BTreeMap::new(),
            sessions: HashMap::new(),
            by_peer: HashMap::new(),
            speakers: HashMap::new(),
            quality: HashMap::new(),
            frozen: HashSet::new(),
            router: Router::new(peers, now),
            out: VecDeque::new(),
            look: now,
        }
    }

    /// A socket opened.
    pub(crate) fn open(&mut self, id: u64, now: Moment) {
        let (heard, said) = (now.instant, now.instant);
        self.conns.insert(id, Conn { member: None, period: None, heard, said, held: Vec::new() });
    }

    /// A socket closed. Its participant may come back on another.
    pub(crate) fn closed(&mut self, id: u64, now: Moment) {
        let Some(conn) = self.conns.remove(&id) else { return };
        if let Some(member) = conn.member {
            self.lose(&member, id, now);
        }
        self.settle(now);
    }

    /// A socket said something; `None` is a frame that is no text, or too long.
    pub(crate) fn text(&mut self, id: u64, text: Option<String>, now: Moment) {
        let Some(conn) = self.conns.get_mut(&id) else { return };
        conn.heard = now.instant;
        let frozen = conn.member.as_ref().and_then(|m| self.live.get(m)).is_some_and(|l| l.frozen);
        if frozen {
            conn.held.push(text);
            return;
        }
        self.hear(id, text.as_deref(), now);
        self.settle(now);
    }

    /// A datagram came. Cheap: what it brings about beyond media waits for [`Service::settle`].
    pub(crate) fn datagram(&mut self, from: SocketAddr, datagram: &[u8], now: Instant) {
        self.router.receive(from, datagram, now);
    }

    /// Whether media brought about something to be said.
    pub(crate) fn has_news(&self) -> bool {
        !self.router.events.is_empty()
    }

    /// When [`Service::tick`] is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let conns = self.conns.values().map(|c| match c.period {
            Some(period) => (c.said + period * 4 / 5).min(c.heard + period * 3),
            None => c.heard + GREETING,
        });
        let lost = self.live.values().filter_map(|l| l.lost.map(|t| t + SESSION_TIMEOUT));
        let look = (!self.live.is_empty()).then_some(self.look);
        conns.chain(lost).chain(look).chain(self.router.deadline()).chain(self.next_word()).min()
    }

    pub(crate) fn tick(&mut self, now: Moment) {
        self.speak(now.instant);
        self.router.tick(now.instant);
        if now.instant >= self.look && !self.live.is_empty() {
            self.look = now.instant + LOOK;
            self.look_for_speakers(now);
        }
        self.beat(now);
        let gone = |l: &Live| l.lost.is_some_and(|t| now.instant >= t + SESSION_TIMEOUT);
        let gone: Vec<String> =
            self.live.iter().filter(|(_, l)| gone(l)).map(|(sid, _)| sid.clone()).collect();
        for sid in gone {
            self.leave(&sid, None, now);
        }
        self.expire(now);
        self.settle(now);
    }

    /// Heartbeats, and the end of sockets that have none.
    fn beat(&mut self, now: Moment) {
        let mut dead = Vec::new();
        for (id, conn) in &mut self.conns {
            let frozen = conn.member.as_ref().and_then(|m| self.live.get(m)).is_some_and(|l| l.frozen);
            match conn.period {
                _ if frozen => (conn.heard, conn.said) = (now.instant, now.instant),
                Some(period) if now.instant >= conn.heard + period * 3 => dead.push(*id),
                Some(period) if now.instant >= conn.said + period * 4 / 5 => {
                    conn.said = now.instant;
                    self.out.push_back((*id, Frame::Text(tcmp::heartbeat())));
                }
                None if now.instant >= conn.heard + GREETING => dead.push(*id),
                _ => {}
            }
        }
        for id in dead {
            self.out.push_back((id, Frame::Cut));
            self.closed(id, now);
        }
    }

    /// Rooms whose time is up, and participants whose time is.
    fn expire(&mut self, now: Moment) {
        let stale: Vec<String> =
            self.rooms.iter().filter(|r| r.is_stale(now.wall)).map(|r| r.sid.clone()).collect();
        for sid in stale {
            self.end_room(&sid, now);
        }
        let over: Vec<String> =
            self.rooms.iter().filter(|r| r.is_open()).flat_map(|r| r.overstayed(now.wall)).collect();
        for sid in over {
            let error = crate::video::VideoError::new(53216, "Participant session duration exceeded");
            self.leave(&sid, Some(Out::error(&error)), now);
        }
    }

    /// Carries out what follows from what happened, until nothing does, and says it.
    pub(crate) fn settle(&mut self, now: Moment) {
        while let Some(event) = self.router.events.pop_front() {
            self.on_media_event(event, now);
        }
        self.flush();
    }

    fn say(&mut self, conn: u64, out: &Out) {
        self.out.push_back((conn, Frame::Text(tcmp::msg(out))));
    }

    /// Says what has to be said to those who can hear it.
    fn flush(&mut self) {
        let mut out = Vec::new();
        for (sid, live) in &mut self.live {
            let Some(conn) = live.conn.filter(|_| !live.frozen) else { continue };
            let mut says = std::mem::take(&mut live.say).into_iter();
            let mut state = State { session: Some(live.session.clone()), ..State::new() };
            if let Some(first) = says.next() {
                state.peer_connections = Some(vec![live.describe(Some(first))]);
            }
            if !live.tell.is_empty() {
                state.participants = Some(std::mem::take(&mut live.tell).into_values().collect());
            }
            if std::mem::take(&mut live.published_changed)
                && let Some(room) = self.rooms.iter().find(|r| r.sid == live.room)
            {
                state.published = Some(live.published(room, sid));
            }
            if std::mem::take(&mut live.subscribed_changed) {
                state.subscribed = Some(live.subscribed());
            }
            if !state.is_empty() {
                out.push((conn, Out::Update(Box::new(state))));
            }
            for description in says {
                let peer_connections = Some(vec![live.describe(Some(description))]);
                let session = Some(live.session.clone());
                let state = State { session, peer_connections, ..State::new() };
                out.push((conn, Out::Update(Box::new(state))));
            }
        }
        for (conn, message) in out {
            self.say(conn, &message);
        }
    }

    fn room_index(&self, sid: &str) -> Option<usize> {
        self.rooms.iter().position(|r| r.sid == sid)
    }

    /// By SID, or by name while in progress.
    fn find_room(&self, key: &str) -> Option<usize> {
        self.rooms
            .iter()
            .position(|r| r.sid == key)
            .or_else(|| self.rooms.iter().position(|r| r.is_open() && r.name == key))
    }

    /// Who of a room is live.
    fn live_in(&self, room: &str) -> Vec<String> {
        self.live.iter().filter(|(_, l)| l.room == room).map(|(sid, _)| sid.clone()).collect()
    }

    /// Who of a room is in, phones and all.
    fn here_in(&self, room: &str) -> Vec<String> {
        let phones = self.phones.iter().filter(|(_, phone)| phone.room == room).map(|(sid, _)| sid.clone());
        self.live_in(room).into_iter().chain(phones).collect()
    }

    /// Tells everyone else in the room about a participant.
    fn announce(&mut self, sid: &str) {
        let Some(room) = self.rooms.iter_mut().find(|r| r.members.iter().any(|m| m.sid == sid)) else {
            return;
        };
        let Some(member) = room.members.iter_mut().find(|m| m.sid == sid) else { return };
        let entry = member.announce();
        for (other, live) in &mut self.live {
            if live.room == room.sid && other != sid {
                live.tell.insert(sid.to_owned(), entry.clone());
            }
        }
    }
}

impl Live {
    fn describe(&self, description: Option<Description>) -> PeerState {
        PeerState { id: self.pc.clone(), description }
    }

    fn published(&mut self, room: &Room, sid: &str) -> Published {
        self.published_revision += 1;
        let tracks = room.member(sid).map(|m| m.tracks.as_slice()).unwrap_or_default();
        let ready =
            |t: &super::room::Track| PublishedTrack { id: t.id.clone(), sid: t.sid.clone(), state: "ready" };
        Published { revision: self.published_revision, tracks: tracks.iter().map(ready).collect() }
    }

    fn subscribed(&mut self) -> Subscribed {
        self.subscribed_revision += 1;
        let placed = self.subs.iter().filter(|(_, s)| s.place != Place::Waiting);
        let tracks = placed.map(|(sid, s)| SubscribedTrack { id: s.id.clone(), sid: sid.clone() });
        Subscribed { revision: self.subscribed_revision, tracks: tracks.collect() }
    }
}

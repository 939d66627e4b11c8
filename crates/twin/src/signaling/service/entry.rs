//! Coming in, coming back, being away, leaving.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::negotiation::{Negotiation, Offer, Pool};
use super::super::room::Room;
use super::super::rsp::{self, Local, Options, Out, Recording, Remote, State};
use super::{Frame, Live, Moment, SESSION_TIMEOUT, Service};
use crate::video::{NewRoom, ParticipantStatus, VideoError, VideoGrant};

impl Service {
    pub(super) fn verify(&self, token: &str, now: Moment) -> Result<VideoGrant, VideoError> {
        let grant = (self.config.verify)(token, now.wall)?;
        match grant.identity.len() {
            0 => Err(VideoError::new(53200, "Participant identity is invalid")),
            1..=128 => Ok(grant),
            _ => Err(VideoError::new(53201, "Participant identity is too long")),
        }
    }

    /// The room a client may enter: there already, or made for it.
    fn room_for(
        &mut self,
        name: Option<String>,
        grant: &VideoGrant,
        now: Moment,
    ) -> Result<usize, VideoError> {
        let not_found = || VideoError::new(53106, "Room not found");
        let forbidden = || VideoError::new(20106, "Invalid Access Token grants");
        let name = name.or_else(|| grant.room.clone());
        match name.as_deref().map(str::len) {
            Some(0) => return Err(VideoError::new(53100, "Room name is invalid")),
            Some(129..) => return Err(VideoError::new(53101, "Room name is too long")),
            _ => {}
        }
        let open = name.as_ref().and_then(|n| self.find_room(n)).filter(|i| self.rooms[*i].is_open());
        if let Some(granted) = &grant.room {
            if is_sid(granted) {
                // A grant for a SID reaches that room only, and makes none.
                let room =
                    self.room_index(granted).filter(|i| self.rooms[*i].is_open()).ok_or_else(not_found)?;
                return if open == Some(room) { Ok(room) } else { Err(forbidden()) };
            }
            let reached = open.map_or(name.as_ref() == Some(granted), |i| self.rooms[i].name == *granted);
            if !reached {
                return Err(forbidden());
            }
        }
        if let Some(open) = open {
            return Ok(open);
        }
        if name.as_deref().is_some_and(is_sid) {
            return Err(not_found());
        }
        if !self.config.ad_hoc_rooms {
            return Err(VideoError::new(53103, "Unable to create Room"));
        }
        let new = NewRoom { unique_name: name, ..NewRoom::default() };
        self.rooms.push(Room::new(new, true, &mut self.sids, now.wall));
        Ok(self.rooms.len() - 1)
    }

    pub(super) fn connect(&mut self, id: u64, c: rsp::Connect, now: Moment) -> Result<(), VideoError> {
        if self.conns.get(&id).is_none_or(|conn| conn.member.is_some()) {
            return Err(VideoError::new(53004, "Already connected"));
        }
        let grant = self.verify(&c.token, now)?;
        let offer = c.peer_connections.iter().find_map(|pc| {
            let d = pc.description.as_ref().filter(|d| d.kind == "offer")?;
            Some((pc.id.clone(), d.revision, d.sdp.clone()?))
        });
        let (pc, revision, text) =
            offer.ok_or_else(|| VideoError::new(53004, "Malformed signaling message: no offer"))?;
        let rooms = self.rooms.len();
        let index = self.room_for(c.name, &grant, now)?;
        self.rooms[index].admits(&grant.identity)?;
        let room = self.rooms[index].sid.clone();
        let older: Vec<String> = self.rooms[index]
            .here()
            .filter(|m| m.identity == grant.identity)
            .map(|m| m.sid.clone())
            .collect();

        let automatic = c.subscribe.is_none_or(|s| s.rules.first().is_none_or(|rule| rule.kind != "exclude"));
        let sid = self.rooms[index].join(&grant.identity, automatic, &mut self.sids, now.wall);
        let peer = self.router.add_peer(self.rooms[index].codecs(), now.instant);
        let session = self.sids.sid("SS");
        let frozen = self.frozen.contains(&grant.identity);
        if let Some(p) = self.router.peers.get_mut(&peer) {
            p.frozen = frozen;
        }
        let mut live = Live {
            room: room.clone(),
            identity: grant.identity.clone(),
            session: session.clone(),
            conn: Some(id),
            lost: None,
            peer,
            pc,
            negotiation: Negotiation::default(),
            pool: Pool::default(),
            sends: BTreeMap::new(),
            layers: HashMap::new(),
            data: HashMap::new(),
            subs: BTreeMap::new(),
            asked: c.media_signaling,
            msp: HashMap::new(),
            msp_offered: false,
            profile: None,
            priorities: HashMap::new(),
            hints: HashMap::new(),
            switched_off: HashSet::new(),
            quality: self.quality.get(&grant.identity).copied(),
            frozen,
            published_revision: 0,
            subscribed_revision: 0,
            tell: BTreeMap::new(),
            published_changed: false,
            subscribed_changed: false,
            say: Vec::new(),
        };
        // The first offer of a connection is always in turn.
        let _: Offer = live.negotiation.on_offer(revision);
        self.live.insert(sid.clone(), live);
        self.sessions.insert(session, sid.clone());
        self.by_peer.insert(peer, sid.clone());
        let answer = match self.answer(&sid, &text, now) {
            Ok(answer) => answer,
            Err(e) => {
                self.undo(&sid, rooms, now);
                return Err(e);
            }
        };
        if let Some(conn) = self.conns.get_mut(&id) {
            conn.member = Some(sid.clone());
        }
        self.take_tracks(&sid, &c.participant, now);
        for old in older {
            self.replace(&old, now);
        }
        self.announce(&sid);
        self.set_profile(&sid, c.bandwidth_profile.and_then(|p| p.video), now);
        self.say_connected(id, &sid, answer);
        self.reconcile_room_of(&sid, now);
        Ok(())
    }

    /// Takes back a participant whose offer could not be used, and the room made for it.
    fn undo(&mut self, sid: &str, rooms: usize, now: Moment) {
        if let Some(live) = self.live.remove(sid) {
            self.sessions.remove(&live.session);
            self.by_peer.remove(&live.peer);
            self.router.remove_peer(live.peer, now.instant);
            if let Some(i) = self.room_index(&live.room) {
                self.rooms[i].members.retain(|m| m.sid != sid);
            }
        }
        self.rooms.truncate(rooms);
    }

    fn others(&self, room: &Room, sid: &str) -> Vec<Remote> {
        room.here().filter(|m| m.sid != sid).map(|m| m.entry()).collect()
    }

    fn say_connected(&mut self, id: u64, sid: &str, answer: rsp::Description) {
        let Some(i) = self.live.get(sid).and_then(|l| self.room_index(&l.room)) else { return };
        let room = &self.rooms[i];
        let participants = self.others(room, sid);
        let Some(live) = self.live.get_mut(sid) else { return };
        let directory = super::super::msp::directory(&live.asked);
        let state = State {
            session: Some(live.session.clone()),
            sid: Some(room.sid.clone()),
            name: Some(room.name.clone()),
            participant: Some(live.local(sid)),
            participants: Some(participants),
            peer_connections: Some(vec![live.describe(Some(answer))]),
            published: Some(live.published(room, sid)),
            subscribed: Some(live.subscribed()),
            recording: Some(Recording { is_recording: false, revision: 1 }),
            options: Some(Options {
                session_timeout: SESSION_TIMEOUT.as_secs(),
                signaling_region: "us1",
                media_region: room.new.media_region.clone(),
                audio_processors: Vec::new(),
            }),
            media_signaling: Some(directory),
            ..State::new()
        };
        live.told_everything();
        self.say(id, &Out::Connected(Box::new(state)));
    }

    pub(super) fn sync(&mut self, id: u64, s: rsp::Sync, now: Moment) -> Result<(), VideoError> {
        let grant = self.verify(&s.token, now)?;
        let lost = || VideoError::new(53001, "Signaling connection disconnected");
        let sid = self.sessions.get(&s.session).cloned().ok_or_else(lost)?;
        let live = self.live.get_mut(&sid).filter(|l| l.identity == grant.identity).ok_or_else(lost)?;
        let room = live.room.clone();
        if let Some(before) = live.conn.replace(id).filter(|before| *before != id) {
            // The client has given up on a socket that we still thought open.
            self.conns.remove(&before);
            self.out.push_back((before, Frame::Cut));
        }
        live.lost = None;
        if let Some(conn) = self.conns.get_mut(&id) {
            conn.member = Some(sid.clone());
        }
        if let Some(own) = &s.participant {
            self.take_tracks(&sid, own, now);
        }
        let i = self.room_index(&room).ok_or_else(lost)?;
        let back = self.rooms[i].member_mut(&sid).is_some_and(|m| {
            let was = m.status;
            m.set_status(ParticipantStatus::Connected, now.wall);
            was == ParticipantStatus::Reconnecting
        });
        if back {
            self.announce(&sid);
        }
        self.say_synced(id, &sid, i);
        // What was lost with the socket: an answer the client waits for, an offer it never got.
        self.take_descriptions(&sid, &s.peer_connections, now);
        if let Some(live) = self.live.get_mut(&sid)
            && let Some(offer) = live.negotiation.unanswered().cloned()
            && !live.say.contains(&offer)
        {
            live.say.push(offer);
        }
        self.reconcile_room_of(&sid, now);
        Ok(())
    }

    fn say_synced(&mut self, id: u64, sid: &str, room: usize) {
        let room = &self.rooms[room];
        let participants = self.others(room, sid);
        let Some(live) = self.live.get_mut(sid) else { return };
        let state = State {
            session: Some(live.session.clone()),
            participant: Some(live.local(sid)),
            participants: Some(participants),
            peer_connections: Some(vec![live.describe(None)]),
            published: Some(live.published(room, sid)),
            subscribed: Some(live.subscribed()),
            ..State::new()
        };
        live.told_everything();
        live.say.clear();
        self.say(id, &Out::Synced(Box::new(state)));
    }

    /// A participant's socket went: it has some time to come back.
    pub(super) fn lose(&mut self, sid: &str, conn: u64, now: Moment) {
        let Some(live) = self.live.get_mut(sid).filter(|l| l.conn == Some(conn)) else { return };
        live.conn = None;
        live.lost = Some(now.instant);
        if let Some(i) = self.live.get(sid).and_then(|l| self.room_index(&l.room))
            && let Some(member) = self.rooms[i].member_mut(sid)
        {
            member.set_status(ParticipantStatus::Reconnecting, now.wall);
            self.announce(sid);
        }
    }

    /// Somebody else has come in with the identity of this participant.
    pub(super) fn replace(&mut self, sid: &str, now: Moment) {
        let error = VideoError::new(53205, "Participant disconnected because of duplicate identity");
        self.leave(sid, Some(Out::error(&error)), now);
    }

    /// A participant leaves, or is made to: `farewell` says why.
    pub(super) fn leave(&mut self, sid: &str, farewell: Option<Out>, now: Moment) {
        let (room, peer) = match (self.live.remove(sid), self.phones.remove(sid)) {
            (Some(live), _) => {
                self.sessions.remove(&live.session);
                self.by_peer.remove(&live.peer);
                if let Some(id) = live.conn {
                    if let Some(out) = &farewell {
                        self.say(id, out);
                    }
                    if let Some(conn) = self.conns.get_mut(&id) {
                        conn.member = None;
                    }
                }
                (live.room, live.peer)
            }
            (None, Some(phone)) => (phone.room, phone.peer),
            (None, None) => return,
        };
        self.router.remove_peer(peer, now.instant);
        let Some(i) = self.room_index(&room) else { return };
        let ends = self.rooms[i].leave(sid, now.wall);
        self.announce(sid);
        if let Some(member) = self.rooms[i].member_mut(sid) {
            member.tracks.clear();
        }
        self.reconcile(&room, now);
        if ends {
            self.end_room(&room, now);
        }
    }

    /// A room ends: whoever is in it is told 53118 by the SDK.
    pub(super) fn end_room(&mut self, room: &str, now: Moment) {
        let Some(i) = self.room_index(room).filter(|i| self.rooms[*i].is_open()) else { return };
        self.rooms[i].complete(now.wall);
        for sid in self.here_in(room) {
            self.leave(&sid, Some(Out::disconnected("completed")), now);
        }
        self.speakers.remove(room);
    }
}

impl Live {
    fn local(&self, sid: &str) -> Local {
        Local { sid: sid.to_owned(), identity: self.identity.clone(), state: "connected", revision: 1 }
    }

    /// A message has just said all there is to say of the room.
    fn told_everything(&mut self) {
        self.tell.clear();
        self.published_changed = false;
        self.subscribed_changed = false;
    }
}

fn is_sid(key: &str) -> bool {
    key.len() == 34 && key.starts_with("RM") && key[2..].chars().all(|c| c.is_ascii_hexdigit())
}

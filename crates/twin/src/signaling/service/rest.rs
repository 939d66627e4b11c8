//! What REST asks and the fault controls do.

use super::super::room::{self, Member, Room};
use super::super::rsp::Out;
use super::{Frame, Moment, Place, Service};
use crate::video::{
    NewRoom, ParticipantFilter, ParticipantRecord, RoomFilter, RoomRecord, Rules, SubscribeRule,
    SubscribedTrackRecord, TrackRecord, VideoError,
};

impl Service {
    pub(crate) fn create_room(&mut self, new: NewRoom, now: Moment) -> Result<RoomRecord, VideoError> {
        let taken = |r: &&Room| r.is_open() && new.unique_name.as_ref().is_some_and(|n| *n == r.name);
        if self.rooms.iter().any(|r| taken(&r)) {
            return Err(VideoError::new(53113, "Room exists"));
        }
        if !(1..=50).contains(&new.max_participants) {
            return Err(VideoError::new(53107, "MaxParticipants is out of range"));
        }
        let room = Room::new(new, false, &mut self.sids, now.wall);
        let record = room.record();
        self.rooms.push(room);
        Ok(record)
    }

    fn room_of(&self, key: &str) -> Result<usize, VideoError> {
        self.find_room(key).ok_or_else(|| VideoError::not_found(&format!("/Rooms/{key}")))
    }

    fn member_of(&self, room: &str, key: &str) -> Result<(&Room, &Member), VideoError> {
        let room = &self.rooms[self.room_of(room)?];
        let missing = || VideoError::not_found(&format!("/Rooms/{}/Participants/{key}", room.sid));
        Ok((room, room.member(key).ok_or_else(missing)?))
    }

    pub(crate) fn room_record(&mut self, key: &str, now: Moment) -> Result<RoomRecord, VideoError> {
        self.expire(now);
        Ok(self.rooms[self.room_of(key)?].record())
    }

    pub(crate) fn room_records(&mut self, filter: &RoomFilter, now: Moment) -> Vec<RoomRecord> {
        self.expire(now);
        self.rooms.iter().rev().map(Room::record).filter(|r| filter.matches(r)).collect()
    }

    pub(crate) fn complete_room(&mut self, key: &str, now: Moment) -> Result<RoomRecord, VideoError> {
        let i = self.room_of(key)?;
        let sid = self.rooms[i].sid.clone();
        self.end_room(&sid, now);
        Ok(self.rooms[i].record())
    }

    pub(crate) fn participant_records(
        &mut self,
        room: &str,
        filter: &ParticipantFilter,
        now: Moment,
    ) -> Result<Vec<ParticipantRecord>, VideoError> {
        self.expire(now);
        Ok(self.rooms[self.room_of(room)?].participant_records(filter))
    }

    pub(crate) fn participant_record(
        &mut self,
        room: &str,
        key: &str,
        now: Moment,
    ) -> Result<ParticipantRecord, VideoError> {
        self.expire(now);
        let (room, member) = self.member_of(room, key)?;
        Ok(member.record(&room.sid))
    }

    /// The removed client's `disconnected` event carries no error, as Twilio's does not.
    pub(crate) fn remove_participant(
        &mut self,
        room: &str,
        key: &str,
        now: Moment,
    ) -> Result<ParticipantRecord, VideoError> {
        let (room, member) = self.member_of(room, key)?;
        let (room, sid) = (room.sid.clone(), member.sid.clone());
        self.leave(&sid, Some(Out::disconnected("disconnected")), now);
        let (room, member) = self.member_of(&room, &sid)?;
        Ok(member.record(&room.sid))
    }

    pub(crate) fn published_tracks(&self, room: &str, key: &str) -> Result<Vec<TrackRecord>, VideoError> {
        let (room, member) = self.member_of(room, key)?;
        Ok(member.tracks.iter().map(|t| member.track_record(&room.sid, t)).collect())
    }

    pub(crate) fn subscribed_tracks(
        &self,
        room: &str,
        key: &str,
    ) -> Result<Vec<SubscribedTrackRecord>, VideoError> {
        let (room, member) = self.member_of(room, key)?;
        if self.phones.contains_key(&member.sid) {
            return Ok(self.heard_by_phone(room, member));
        }
        let Some(live) = self.live.get(&member.sid) else { return Ok(Vec::new()) };
        let placed = live.subs.iter().filter(|(_, s)| s.place != Place::Waiting);
        let record = |(sid, sub): (&String, &super::Sub)| {
            let publisher = room.member(&sub.publisher)?;
            let track = publisher.tracks.iter().find(|t| t.sid == *sid)?;
            Some(SubscribedTrackRecord {
                participant_sid: member.sid.clone(),
                track: publisher.track_record(&room.sid, track),
            })
        };
        Ok(placed.filter_map(record).collect())
    }

    pub(crate) fn subscribe_rules(&self, room: &str, key: &str) -> Result<Rules, VideoError> {
        let (room, member) = self.member_of(room, key)?;
        Ok(member.rules(&room.sid))
    }

    pub(crate) fn set_subscribe_rules(
        &mut self,
        room: &str,
        key: &str,
        rules: Vec<SubscribeRule>,
        now: Moment,
    ) -> Result<Rules, VideoError> {
        room::check_rules(&rules)?;
        let (found, member) = self.member_of(room, key)?;
        let (room, sid) = (found.sid.clone(), member.sid.clone());
        let i = self.room_of(&room)?;
        if let Some(member) = self.rooms[i].member_mut(&sid) {
            member.set_rules(rules, now.wall);
        }
        self.reconcile(&room, now);
        self.subscribe_rules(&room, &sid)
    }

    fn live_as(&self, identity: &str) -> Vec<String> {
        self.live.iter().filter(|(_, l)| l.identity == identity).map(|(sid, _)| sid.clone()).collect()
    }

    pub(crate) fn drop_socket(&mut self, identity: &str, now: Moment) {
        for sid in self.live_as(identity) {
            if let Some(conn) = self.live.get(&sid).and_then(|l| l.conn) {
                self.out.push_back((conn, Frame::Cut));
                self.closed(conn, now);
            }
        }
    }

    pub(crate) fn freeze(&mut self, identity: &str, frozen: bool, now: Moment) {
        if frozen {
            self.frozen.insert(identity.to_owned());
        } else {
            self.frozen.remove(identity);
        }
        for sid in self.live_as(identity) {
            let Some(live) = self.live.get_mut(&sid) else { continue };
            live.frozen = frozen;
            if let Some(peer) = self.router.peers.get_mut(&live.peer) {
                peer.frozen = frozen;
            }
            let Some(conn) = live.conn.filter(|_| !frozen) else { continue };
            let held = self.conns.get_mut(&conn).map(|c| std::mem::take(&mut c.held)).unwrap_or_default();
            for text in held {
                self.hear(conn, text.as_deref(), now);
            }
        }
    }

    pub(crate) fn set_quality(&mut self, identity: &str, level: Option<u8>) {
        let level = level.map(|l| l.min(5));
        match level {
            Some(level) => self.quality.insert(identity.to_owned(), level),
            None => self.quality.remove(identity),
        };
        for live in self.live.values_mut().filter(|l| l.identity == identity) {
            live.quality = level;
        }
    }
}

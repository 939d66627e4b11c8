//! Rooms: who is in them, what they publish, who gets what. No messages, no media, no clock.

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::rsp::{Own, Remote, RemoteTrack};
use crate::sfu::peer::VideoCodecs;
use crate::video::{
    NewRoom, ParticipantFilter, ParticipantRecord, ParticipantStatus, RoomFilter, RoomRecord, RoomStatus,
    Rules, SubscribeRule, TrackKind, TrackRecord, VideoError,
};

/// Makes SIDs and names. With a seed they repeat.
pub(crate) struct Sids(StdRng);

impl Sids {
    pub(crate) fn new(seed: Option<u64>) -> Sids {
        Sids(match seed {
            Some(seed) => StdRng::seed_from_u64(seed),
            None => StdRng::from_rng(&mut rand::rng()),
        })
    }

    /// A SID: two letters and 32 hex digits.
    pub(crate) fn sid(&mut self, prefix: &str) -> String {
        let mut bytes = [0u8; 16];
        self.0.fill_bytes(&mut bytes);
        let mut sid = prefix.to_owned();
        for b in bytes {
            sid.push_str(&format!("{b:02x}"));
        }
        sid
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Track {
    pub(crate) sid: String,
    pub(crate) id: String,
    pub(crate) kind: TrackKind,
    pub(crate) name: String,
    pub(crate) enabled: bool,
    pub(crate) priority: String,
    created: Timestamp,
    updated: Timestamp,
}

/// Someone who is or was in a room.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) sid: String,
    pub(crate) identity: String,
    pub(crate) status: ParticipantStatus,
    pub(crate) tracks: Vec<Track>,
    /// Counts what others are told of this one.
    revision: u64,
    /// The client's own counter, to drop what is old.
    heard: u64,
    /// What the client asked for at `connect`: everything, or nothing.
    automatic: bool,
    rules: Option<Vec<SubscribeRule>>,
    start: Timestamp,
    rules_set: Timestamp,
    updated: Timestamp,
    end: Option<Timestamp>,
}

/// What a new track list changed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Anything others should hear of.
    pub(crate) any: bool,
    /// The set of tracks itself.
    pub(crate) tracks: bool,
}

impl Member {
    /// Takes the client's complete list. One that is older than the last is dropped; one with the same content
    /// changes nothing, whatever its revision (the SDK sends one right after `connected`).
    pub(crate) fn take(&mut self, own: &Own, sids: &mut Sids, now: Timestamp) -> Changes {
        if own.revision < self.heard {
            return Changes::default();
        }
        self.heard = own.revision;
        let mut changes = Changes::default();
        let before = self.tracks.len();
        self.tracks.retain(|t| own.tracks.iter().any(|o| o.id == t.id && o.kind == t.kind));
        changes.tracks = self.tracks.len() != before;
        // Enough for any client; a list without end would only cost memory.
        for o in own.tracks.iter().take(64) {
            let priority = o.priority.clone().unwrap_or_else(|| "standard".to_owned());
            let name = o.name.clone().unwrap_or_else(|| o.id.clone());
            if let Some(t) = self.tracks.iter_mut().find(|t| t.id == o.id) {
                if t.enabled != o.enabled || t.priority != priority {
                    (t.enabled, t.priority, t.updated) = (o.enabled, priority, now);
                    changes.any = true;
                }
                continue;
            }
            self.tracks.push(Track {
                sid: sids.sid("MT"),
                id: o.id.clone(),
                kind: o.kind,
                name,
                enabled: o.enabled,
                priority,
                created: now,
                updated: now,
            });
            changes.tracks = true;
        }
        changes.any |= changes.tracks;
        if changes.any {
            self.updated = now;
        }
        changes
    }

    /// What others are told, with a revision that has not been used.
    pub(crate) fn announce(&mut self) -> Remote {
        self.revision += 1;
        self.entry()
    }

    /// What others were told last.
    pub(crate) fn entry(&self) -> Remote {
        let state = match self.status {
            ParticipantStatus::Connected => "connected",
            ParticipantStatus::Reconnecting => "reconnecting",
            ParticipantStatus::Disconnected => "disconnected",
        };
        let tracks = self.tracks.iter().map(|t| RemoteTrack {
            sid: t.sid.clone(),
            id: t.id.clone(),
            kind: t.kind,
            name: t.name.clone(),
            enabled: t.enabled,
            priority: t.priority.clone(),
        });
        Remote {
            sid: self.sid.clone(),
            identity: self.identity.clone(),
            state,
            revision: self.revision,
            tracks: tracks.collect(),
        }
    }

    pub(crate) fn is_here(&self) -> bool {
        self.status != ParticipantStatus::Disconnected
    }

    pub(crate) fn set_status(&mut self, status: ParticipantStatus, now: Timestamp) {
        if self.status == status {
            return;
        }
        self.status = status;
        self.updated = now;
        if status == ParticipantStatus::Disconnected {
            self.end = Some(now);
        }
    }

    /// Whether this member is to get a track of another's.
    pub(crate) fn wants(&self, publisher: &Member, track: &Track) -> bool {
        let Some(rules) = &self.rules else { return self.automatic };
        let matches = |rule: &SubscribeRule| {
            let publisher_is = |p: &String| *p == publisher.identity || *p == publisher.sid;
            let track_is = |t: &String| *t == track.name || *t == track.sid;
            rule.all
                || (rule.publisher.as_ref().is_none_or(publisher_is)
                    && rule.track.as_ref().is_none_or(track_is)
                    && rule.kind.is_none_or(|k| k == track.kind)
                    && rule.priority.as_ref().is_none_or(|p| *p == track.priority))
        };
        rules.iter().rev().find(|r| matches(r)).is_some_and(|r| r.include)
    }

    pub(crate) fn set_rules(&mut self, rules: Vec<SubscribeRule>, now: Timestamp) {
        self.rules = Some(rules);
        self.rules_set = now;
    }

    pub(crate) fn rules(&self, room: &str) -> Rules {
        let all = SubscribeRule { include: true, all: true, ..SubscribeRule::default() };
        Rules {
            participant_sid: self.sid.clone(),
            room_sid: room.to_owned(),
            rules: self.rules.clone().unwrap_or_else(|| vec![all]),
            date_created: self.start,
            date_updated: self.rules_set,
        }
    }

    pub(crate) fn record(&self, room: &str) -> ParticipantRecord {
        ParticipantRecord {
            sid: self.sid.clone(),
            room_sid: room.to_owned(),
            identity: self.identity.clone(),
            status: self.status,
            start_time: self.start,
            date_updated: self.updated,
            end_time: self.end,
            duration: self.end.map(|e| e.duration_since(self.start).as_secs()),
        }
    }

    pub(crate) fn track_record(&self, room: &str, t: &Track) -> TrackRecord {
        TrackRecord {
            sid: t.sid.clone(),
            room_sid: room.to_owned(),
            participant_sid: self.sid.clone(),
            name: t.name.clone(),
            kind: t.kind,
            enabled: t.enabled,
            date_created: t.created,
            date_updated: t.updated,
        }
    }
}

/// A room, in progress or over.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) sid: String,
    pub(crate) name: String,
    pub(crate) ad_hoc: bool,
    pub(crate) new: NewRoom,
    pub(crate) members: Vec<Member>,
    created: Timestamp,
    updated: Timestamp,
    /// Since when nobody is in it, unless somebody is.
    idle_since: Option<Timestamp>,
    end: Option<Timestamp>,
}

impl Room {
    pub(crate) fn new(new: NewRoom, ad_hoc: bool, sids: &mut Sids, now: Timestamp) -> Room {
        let sid = sids.sid("RM");
        let name = new.unique_name.clone().unwrap_or_else(|| sid.clone());
        Room {
            sid,
            name,
            ad_hoc,
            new,
            members: Vec::new(),
            created: now,
            updated: now,
            idle_since: Some(now),
            end: None,
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.end.is_none()
    }

    pub(crate) fn here(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|m| m.is_here())
    }

    /// By SID or identity; of an identity, the latest.
    pub(crate) fn member(&self, key: &str) -> Option<&Member> {
        self.members.iter().rev().find(|m| m.sid == key || m.identity == key)
    }

    pub(crate) fn member_mut(&mut self, key: &str) -> Option<&mut Member> {
        self.members.iter_mut().rev().find(|m| m.sid == key || m.identity == key)
    }

    /// Whether somebody of this identity may come in: the same identity takes the place of the one before.
    pub(crate) fn admits(&self, identity: &str) -> Result<(), VideoError> {
        let others = self.here().filter(|m| m.identity != identity).count();
        if others >= self.new.max_participants as usize {
            return Err(VideoError::new(53105, "Room contains too many Participants"));
        }
        Ok(())
    }

    pub(crate) fn join(
        &mut self,
        identity: &str,
        automatic: bool,
        sids: &mut Sids,
        now: Timestamp,
    ) -> String {
        let sid = sids.sid("PA");
        self.members.push(Member {
            sid: sid.clone(),
            identity: identity.to_owned(),
            status: ParticipantStatus::Connected,
            tracks: Vec::new(),
            revision: 0,
            heard: 0,
            automatic,
            rules: None,
            start: now,
            rules_set: now,
            updated: now,
            end: None,
        });
        self.idle_since = None;
        self.updated = now;
        sid
    }

    /// Marks a member gone. Returns whether the room ends with that.
    pub(crate) fn leave(&mut self, sid: &str, now: Timestamp) -> bool {
        if let Some(m) = self.member_mut(sid) {
            m.set_status(ParticipantStatus::Disconnected, now);
        }
        if self.here().next().is_none() {
            self.idle_since = Some(now);
            return self.ad_hoc;
        }
        false
    }

    pub(crate) fn complete(&mut self, now: Timestamp) {
        if self.end.is_none() {
            self.end = Some(now);
            self.updated = now;
        }
    }

    /// How pictures may be coded in it: as it was asked for.
    pub(crate) fn codecs(&self) -> VideoCodecs {
        let allows = |codec: &str| self.new.video_codecs.iter().any(|allowed| allowed == codec);
        VideoCodecs { vp8: allows("VP8"), h264: allows("H264") }
    }

    /// Whether its time as an unused or empty room is up.
    pub(crate) fn is_stale(&self, now: Timestamp) -> bool {
        let minutes =
            if self.members.is_empty() { self.new.unused_room_timeout } else { self.new.empty_room_timeout };
        let patience = SignedDuration::from_mins(i64::from(minutes));
        self.is_open() && self.idle_since.is_some_and(|since| now.duration_since(since) >= patience)
    }

    /// Who has been in longer than the room allows.
    pub(crate) fn overstayed(&self, now: Timestamp) -> Vec<String> {
        let most = SignedDuration::from_secs(i64::from(self.new.max_participant_duration));
        self.here().filter(|m| now.duration_since(m.start) >= most).map(|m| m.sid.clone()).collect()
    }

    pub(crate) fn record(&self) -> RoomRecord {
        let ad_hoc_has_none = |minutes| if self.ad_hoc { 0 } else { minutes };
        RoomRecord {
            sid: self.sid.clone(),
            unique_name: self.name.clone(),
            status: if self.is_open() { RoomStatus::InProgress } else { RoomStatus::Completed },
            ad_hoc: self.ad_hoc,
            date_created: self.created,
            date_updated: self.updated,
            end_time: self.end,
            duration: self.end.map(|e| e.duration_since(self.created).as_secs()),
            max_participants: self.new.max_participants,
            max_participant_duration: self.new.max_participant_duration,
            empty_room_timeout: ad_hoc_has_none(self.new.empty_room_timeout),
            unused_room_timeout: ad_hoc_has_none(self.new.unused_room_timeout),
            video_codecs: self.new.video_codecs.clone(),
            media_region: self.new.media_region.clone(),
        }
    }

    pub(crate) fn participant_records(&self, filter: &ParticipantFilter) -> Vec<ParticipantRecord> {
        let wanted = |m: &&Member| {
            filter.status.is_none_or(|s| s == m.status)
                && filter.identity.as_ref().is_none_or(|i| *i == m.identity)
        };
        self.members.iter().rev().filter(wanted).map(|m| m.record(&self.sid)).collect()
    }
}

impl RoomFilter {
    pub(crate) fn matches(&self, r: &RoomRecord) -> bool {
        self.status.is_none_or(|s| s == r.status)
            && self.unique_name.as_ref().is_none_or(|n| *n == r.unique_name)
            && self.created_after.is_none_or(|t| r.date_created >= t)
            && self.created_before.is_none_or(|t| r.date_created < t)
    }
}

/// Twilio's limits on subscribe rules: 1 to 20, `all` alone, never nothing to match on.
pub(crate) fn check_rules(rules: &[SubscribeRule]) -> Result<(), VideoError> {
    let filters = |r: &SubscribeRule| {
        r.publisher.is_some() || r.track.is_some() || r.kind.is_some() || r.priority.is_some()
    };
    if rules.is_empty() || rules.len() > 20 || rules.iter().any(|r| r.all == filters(r)) {
        return Err(VideoError::new(53215, "Invalid Subscribe Rule(s)"));
    }
    Ok(())
}

#[cfg(test)]
#[path = "room_tests.rs"]
mod tests;

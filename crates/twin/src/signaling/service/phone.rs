//! Phones in rooms: participants without a socket and without a connection of their own. They publish one audio track,
//! and what they are subscribed to is heard by nobody here.

use std::collections::BTreeMap;
use std::time::Instant;

use str0m::media::Mid;

use super::super::room::{Member, Room};
use super::super::rsp::{Own, OwnTrack};
use super::{Moment, Service};
use crate::sfu::clip::Clip;
use crate::sfu::router::{Leg, PeerId};
use crate::sfu::voice::Voice;
use crate::video::{Gone, SubscribedTrackRecord, TrackKind, VideoError};

/// Twilio's limit for one room.
const MOST: usize = 35;

/// A phone that is in a room.
pub(super) struct Phone {
    pub(super) room: String,
    pub(super) peer: PeerId,
    pub(super) track: String,
    voice: Voice,
    /// Tells whoever brought it that it is in no longer, by being dropped.
    _gone: Gone,
}

impl Phone {
    pub(super) fn leg(&self) -> Leg {
        (self.peer, Mid::from("0"))
    }
}

impl Service {
    /// A call comes into the room of this name, which must be in progress: nothing makes one for it.
    pub(crate) fn join_phone(
        &mut self,
        name: &str,
        identity: Option<String>,
        (clip, then): (&'static Clip, &'static Clip),
        gone: Gone,
        now: Moment,
    ) -> Result<String, VideoError> {
        self.expire(now);
        let found = self.rooms.iter().position(|room| room.is_open() && room.name == name);
        let index = found.ok_or_else(|| VideoError::new(53106, "Room not found"))?;
        let identity = identity.unwrap_or_else(|| self.sids.sid(""));
        self.rooms[index].admits(&identity)?;
        let room = self.rooms[index].sid.clone();
        if self.phones.values().filter(|phone| phone.room == room).count() >= MOST {
            return Err(VideoError::new(53105, "Room contains too many Participants"));
        }
        let older: Vec<String> =
            self.rooms[index].here().filter(|m| m.identity == identity).map(|m| m.sid.clone()).collect();
        let sid = self.rooms[index].join(&identity, true, &mut self.sids, now.wall);
        let track = self.sids.sid("");
        let own =
            OwnTrack { id: track.clone(), kind: TrackKind::Audio, name: None, enabled: true, priority: None };
        if let Some(member) = self.rooms[index].member_mut(&sid) {
            member.take(&Own { revision: 1, tracks: vec![own] }, &mut self.sids, now.wall);
        }
        let peer = self.router.add_voice();
        let voice = Voice::new(clip, then, now.instant);
        let phone = Phone { room: room.clone(), peer, track, voice, _gone: gone };
        self.router.publish(phone.leg(), false, 1);
        self.phones.insert(sid.clone(), phone);
        for old in older {
            self.replace(&old, now);
        }
        self.announce(&sid);
        self.reconcile(&room, now);
        Ok(sid)
    }

    /// A call hangs up, or goes elsewhere.
    pub(crate) fn leave_phone(&mut self, sid: &str, now: Moment) {
        if self.phones.contains_key(sid) {
            self.leave(sid, None, now);
        }
    }

    /// What is heard of a phone changes.
    pub(crate) fn play_phone(&mut self, sid: &str, (clip, then): (&'static Clip, &'static Clip)) {
        if let Some(phone) = self.phones.get_mut(sid) {
            phone.voice.play(clip, then);
        }
    }

    /// Lets the phones be heard.
    pub(super) fn speak(&mut self, now: Instant) {
        for phone in self.phones.values_mut() {
            let leg = phone.leg();
            while let Some((time, packet)) = phone.voice.next(now) {
                self.router.speak(leg, time, packet, now);
            }
        }
    }

    pub(super) fn next_word(&self) -> Option<Instant> {
        self.phones.values().map(|phone| phone.voice.deadline()).min()
    }

    /// What a phone is subscribed to: the sound of all others, by its rules.
    pub(super) fn heard_by_phone(&self, room: &Room, phone: &Member) -> Vec<SubscribedTrackRecord> {
        let others = room.here().filter(|other| other.sid != phone.sid);
        let heard = others.flat_map(|other| {
            let sounds = other
                .tracks
                .iter()
                .filter(|track| track.kind == TrackKind::Audio && phone.wants(other, track));
            sounds.map(|track| SubscribedTrackRecord {
                participant_sid: phone.sid.clone(),
                track: other.track_record(&room.sid, track),
            })
        });
        heard.collect()
    }

    /// What each phone in a room hears at this moment: by its identity, of whom, and how loud (dB above digital silence).
    pub(crate) fn heard_on_phones(&self, now: Moment) -> BTreeMap<String, BTreeMap<String, f32>> {
        let mut heard = BTreeMap::new();
        for (sid, phone) in &self.phones {
            let Some(room) = self.rooms.iter().find(|room| room.sid == phone.room) else { continue };
            let Some(ear) = room.member(sid) else { continue };
            let mut voices: BTreeMap<String, f32> = BTreeMap::new();
            for voice in room.here().filter(|other| other.sid != *sid) {
                for track in &voice.tracks {
                    if track.kind == TrackKind::Audio && track.enabled && ear.wants(voice, track) {
                        let loud = self.loudness_of(&voice.sid, &track.id, now.instant);
                        let loudest = voices.entry(voice.identity.clone()).or_default();
                        *loudest = loudest.max(loud);
                    }
                }
            }
            heard.insert(ear.identity.clone(), voices);
        }
        heard
    }

    /// How loud a participant's track is.
    fn loudness_of(&self, sid: &str, track: &str, now: Instant) -> f32 {
        if let Some(phone) = self.phones.get(sid) {
            return self.router.loudness(phone.leg(), now);
        }
        let Some(live) = self.live.get(sid) else { return 0.0 };
        let sent = live.sends.iter().find(|(_, id)| id.as_deref() == Some(track));
        sent.map_or(0.0, |(mid, _)| self.router.loudness((live.peer, Mid::from(mid.as_str())), now))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::Arc;
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};
    use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

    use super::*;
    use crate::video::{NewRoom, ParticipantFilter, ParticipantStatus, VideoConfig};

    struct World {
        service: Service,
        start: Instant,
        tell: UnboundedSender<u64>,
        gone: UnboundedReceiver<u64>,
        clips: (&'static Clip, &'static Clip),
    }

    impl World {
        fn new() -> Self {
            let start = Instant::now();
            let verify = Arc::new(|_: &str, _| Err(VideoError::new(20101, "Nobody has a token here")));
            let config = VideoConfig::new(verify, Arc::new(|| Timestamp::UNIX_EPOCH));
            let (tell, gone) = mpsc::unbounded_channel();
            let clip: &'static Clip = Box::leak(Box::new(Clip { packets: vec![(vec![248u8].into(), -20)] }));
            let service = Service::new(config, "127.0.0.1:9".parse().unwrap(), start);
            Self { service, start, tell, gone, clips: (clip, clip) }
        }

        fn at(&self, millis: u64) -> Moment {
            let wall = SignedDuration::from_millis(i64::try_from(millis).unwrap());
            Moment { instant: self.start + Duration::from_millis(millis), wall: Timestamp::UNIX_EPOCH + wall }
        }

        fn room(&mut self, name: &str) -> String {
            let new = NewRoom { unique_name: Some(name.into()), ..NewRoom::default() };
            self.service.create_room(new, self.at(0)).unwrap().sid
        }

        fn join(&mut self, stay: u64, room: &str, identity: &str) -> Result<String, VideoError> {
            let (gone, now) = (Gone { stay, tell: self.tell.clone() }, self.at(0));
            self.service.join_phone(room, Some(identity.into()), self.clips, gone, now)
        }

        fn present(&mut self, room: &str) -> Vec<String> {
            let filter = ParticipantFilter { status: Some(ParticipantStatus::Connected), identity: None };
            let now = self.at(0);
            self.service
                .participant_records(room, &filter, now)
                .unwrap()
                .into_iter()
                .map(|p| p.identity)
                .collect()
        }
    }

    #[test]
    fn a_phone_reaches_a_room_by_its_name_alone_and_makes_none() {
        let mut world = World::new();
        assert_eq!(world.join(1, "visit", "i").unwrap_err().code, 53106);
        let sid = world.room("visit");
        assert_eq!(world.join(2, &sid, "i").unwrap_err().code, 53106, "by its name, not by its SID");
        world.join(3, "visit", "i").unwrap();
        assert_eq!(world.present(&sid), ["i"]);
        let tracks = world.service.published_tracks(&sid, "i").unwrap();
        assert_eq!(tracks.iter().map(|track| track.kind).collect::<Vec<_>>(), [TrackKind::Audio]);
        let now = world.at(1_000);
        world.service.complete_room("visit", now).unwrap();
        assert_eq!(world.join(4, "visit", "i").unwrap_err().code, 53106, "it is over");
        let rung: Vec<u64> = std::iter::from_fn(|| world.gone.try_recv().ok()).collect();
        assert_eq!(rung, [1, 2, 3, 4], "each stay ends once, that of the third with its room");
    }

    #[test]
    fn the_same_identity_takes_the_place_of_the_one_before() {
        let mut world = World::new();
        let room = world.room("visit");
        let first = world.join(1, "visit", "i").unwrap();
        let second = world.join(2, "visit", "i").unwrap();
        assert_ne!(first, second);
        assert_eq!(world.present(&room), ["i"]);
        assert_eq!(world.gone.try_recv(), Ok(1));
        world.join(3, "visit", "j").unwrap();
        let heard = world.service.subscribed_tracks(&room, "j").unwrap();
        assert_eq!(heard.len(), 1, "one phone hears the other");
        let now = world.at(20);
        world.service.tick(now);
        let loud = &world.service.heard_on_phones(now)["j"];
        assert_eq!(
            loud.iter().collect::<Vec<_>>(),
            [(&"i".to_owned(), &107.0)],
            "at the loudness of its clip"
        );
        let now = world.at(0);
        world.service.remove_participant(&room, "i", now).unwrap();
        assert_eq!(world.gone.try_recv(), Ok(2));
        assert!(world.service.subscribed_tracks(&room, "j").unwrap().is_empty());
    }

    #[test]
    fn thirty_five_phones_are_a_full_room() {
        let mut world = World::new();
        world.room("visit");
        for number in 0..35 {
            world.join(number, "visit", &format!("i{number}")).unwrap();
        }
        assert_eq!(world.join(35, "visit", "one-too-many").unwrap_err().code, 53105);
    }

    #[test]
    fn a_phone_speaks_every_20_ms_and_wakes_nobody_once_it_has_left() {
        let mut world = World::new();
        let room = world.room("visit");
        assert_eq!(world.service.next_word(), None);
        let sid = world.join(1, "visit", "i").unwrap();
        assert_eq!(world.service.next_word(), Some(world.start));
        let now = world.at(50);
        world.service.tick(now);
        assert_eq!(world.service.next_word(), Some(world.at(60).instant));
        world.service.leave_phone(&sid, now);
        assert_eq!(world.service.next_word(), None);
        assert!(world.present(&room).is_empty());
    }
}

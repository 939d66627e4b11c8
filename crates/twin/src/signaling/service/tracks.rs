//! Who gets which track, and by what way: sections, channels and offers follow from what is published and wanted.

use std::collections::HashMap;

use str0m::media::Mid;

use super::super::msp;
use super::{Live, Moment, Place, Service, Sub};
use crate::sfu::layers::Limits;
use crate::sfu::peer::{self, Plan};
use crate::sfu::router::{Leg, PeerId};
use crate::sfu::source::Want;
use crate::video::TrackKind;

impl Service {
    pub(super) fn reconcile_room_of(&mut self, sid: &str, now: Moment) {
        if let Some(room) = self.live.get(sid).map(|l| l.room.clone()) {
            self.reconcile(&room, now);
        }
    }

    /// Makes subscriptions what they should be, for everyone in the room.
    pub(super) fn reconcile(&mut self, room: &str, now: Moment) {
        for sid in self.live_in(room) {
            self.resubscribe(&sid, now);
            self.place(&sid, now);
        }
        for sid in self.live_in(room) {
            self.connect_legs(&sid, now);
        }
    }

    /// Drops what is not wanted any more or not there; notes what is new.
    fn resubscribe(&mut self, sid: &str, now: Moment) {
        let Some(room) = self.live.get(sid).and_then(|l| self.room_index(&l.room)) else { return };
        let room = &self.rooms[room];
        let Some(me) = room.member(sid) else { return };
        let mut wanted = HashMap::new();
        for other in room.here().filter(|m| m.sid != sid) {
            for track in other.tracks.iter().filter(|t| me.wants(other, t)) {
                wanted.insert(track.sid.clone(), (other.sid.clone(), track.kind, track.id.clone()));
            }
        }
        let Some(live) = self.live.get_mut(sid) else { return };
        let gone: Vec<String> = live.subs.keys().filter(|t| !wanted.contains_key(*t)).cloned().collect();
        for track in gone {
            let Some(sub) = live.subs.remove(&track) else { continue };
            live.subscribed_changed |= sub.place != Place::Waiting;
            live.hints.remove(&track);
            live.priorities.remove(&track);
            live.switched_off.remove(&track);
            live.pool.release(&sub.id);
            match sub.place {
                Place::Waiting => {}
                Place::Section(mid, _) => self.router.stop(leg(live.peer, &mid)),
                Place::Channel(channel) => {
                    self.router.unpipe((live.peer, channel));
                    if let Some(p) = self.router.peers.get_mut(&live.peer) {
                        p.rtc.direct_api().close_data_channel(channel);
                    }
                    self.router.wake(live.peer, now.instant);
                }
            }
        }
        for (track, (publisher, kind, track_id)) in wanted {
            if live.subs.contains_key(&track) {
                continue;
            }
            // A fresh name each time: the SDK matches the receiver by it.
            let id = self.sids.sid("");
            live.subs.insert(track, Sub { id, publisher, kind, track_id, place: Place::Waiting });
        }
    }

    /// Finds a way for every subscription that has none, with one offer if it takes one and one may be made.
    fn place(&mut self, sid: &str, now: Moment) {
        let Some(live) = self.live.get(sid) else { return };
        let has_channels = self.router.peers.get(&live.peer).is_some_and(|p| p.has_channels());
        let may_offer = live.negotiation.may_offer();
        let mut plan = Plan::default();

        // Media signaling first, so that its channels come with the first offer.
        let mut names = Vec::new();
        if !live.msp_offered && (has_channels || may_offer) {
            for name in msp::CHANNELS.into_iter().filter(|c| live.asked.contains_key(*c)) {
                plan.channels.push(peer::channel(
                    &msp::label(name),
                    true,
                    str0m::channel::Reliability::Reliable,
                ));
                names.push(name);
            }
        }
        let mut piped = Vec::new();
        if has_channels || may_offer {
            let waiting =
                live.subs.iter().filter(|(_, s)| s.kind == TrackKind::Data && s.place == Place::Waiting);
            for (track, sub) in waiting {
                let open =
                    self.live.get(&sub.publisher).and_then(|p| Some((p.peer, *p.data.get(&sub.track_id)?)));
                if let Some((from, (channel, ordered, reliability))) = open {
                    plan.channels.push(peer::channel(&sub.id, ordered, reliability));
                    piped.push((track.clone(), (from, channel)));
                }
            }
        }
        let Some(live) = self.live.get_mut(sid) else { return };
        let mut added = Vec::new();
        if may_offer {
            // What is free now may be used; what is let go in this offer may not, until it is answered.
            let waiting: Vec<(String, String, TrackKind)> = live
                .subs
                .iter()
                .filter(|(_, s)| s.kind != TrackKind::Data && s.place == Place::Waiting)
                .map(|(track, s)| (track.clone(), s.id.clone(), s.kind))
                .collect();
            for (track, id, kind) in waiting {
                match live.pool.take(kind, &id) {
                    Some(mid) => {
                        plan.reuse.push((mid.clone(), live.sends.contains_key(&mid)));
                        live.set_place(&track, Place::Section(mid, false));
                    }
                    None => {
                        plan.add.push(kind);
                        added.push((track, id, kind));
                    }
                }
            }
            for mid in live.pool.cool() {
                let client_sends = live.sends.contains_key(&mid);
                plan.leave.push((mid, client_sends));
            }
        }
        let nothing =
            plan.channels.is_empty() && plan.add.is_empty() && plan.reuse.is_empty() && plan.leave.is_empty();
        if nothing {
            return;
        }
        let Some(p) = self.router.peers.get_mut(&live.peer) else { return };
        let planned = p.offer(plan);
        for ((track, id, kind), mid) in added.into_iter().zip(planned.added) {
            live.pool.add(mid.clone(), kind, &id);
            live.set_place(&track, Place::Section(mid, false));
        }
        let mut channels = planned.channels.into_iter();
        if !names.is_empty() {
            live.msp_offered = true;
            live.msp.extend(names.into_iter().zip(channels.by_ref()));
        }
        for ((track, from), channel) in piped.into_iter().zip(channels) {
            live.set_place(&track, Place::Channel(channel));
            self.router.pipe(from, (live.peer, channel));
        }
        if let Some(text) = planned.sdp {
            let said = live.negotiation.offer(crate::signaling::sdp::for_client(&text, &live.names()));
            live.say.push(said);
        }
        let peer = live.peer;
        self.router.wake(peer, now.instant);
    }

    /// Joins what publishers send to the sections that wait for it.
    fn connect_legs(&mut self, sid: &str, now: Moment) {
        let Some(live) = self.live.get(sid) else { return };
        let mut joins = Vec::new();
        for (track, sub) in &live.subs {
            let Place::Section(mid, true) = &sub.place else { continue };
            let sends = |p: &Live| {
                let on = p.sends.iter().find(|(_, id)| id.as_ref() == Some(&sub.track_id));
                on.map(|(mid, _)| leg(p.peer, mid))
            };
            let phone = || self.phones.get(&sub.publisher).filter(|phone| phone.track == sub.track_id);
            let from =
                self.live.get(&sub.publisher).and_then(sends).or_else(|| phone().map(|phone| phone.leg()));
            if let Some(from) = from {
                joins.push((from, leg(live.peer, mid), self.want(live, track, &sub.publisher)));
            }
        }
        for (from, to, want) in joins {
            self.router.forward(from, to, want, now.instant);
        }
    }

    /// How much a participant wants a track, from its profile, its hints and its own word.
    fn want(&self, live: &Live, track: &str, publisher: &str) -> Want {
        let published = self
            .rooms
            .iter()
            .find(|r| r.sid == live.room)
            .and_then(|r| r.member(publisher))
            .and_then(|m| m.tracks.iter().find(|t| t.sid == track))
            .map_or("standard", |t| t.priority.as_str());
        let mut level = rank(live.priorities.get(track).map_or(published, String::as_str));
        let profile = live.profile.as_ref();
        let speaks = self.speakers.get(&live.room).and_then(|s| s.current()).is_some_and(|s| s == publisher);
        if speaks && let Some(raised) = profile.and_then(|p| p.active_speaker_priority.as_deref()) {
            level = level.max(rank(raised));
        }
        let (visible, hinted) = live.hints.get(track).copied().unwrap_or((true, None));
        let rendered = profile.and_then(|p| p.render_dimensions).and_then(|r| match level {
            0 => r.low,
            1 => r.standard,
            _ => r.high,
        });
        let max_height = hinted.or(rendered).map(|d| d.height).filter(|h| *h > 0);
        // The speaker goes before others of the same level.
        Want { priority: level * 2 + u8::from(speaks), visible, max_height }
    }

    /// Carries changed profiles, hints and priorities to the media half.
    pub(super) fn rewant(&mut self, sid: &str, _now: Moment) {
        let Some(live) = self.live.get(sid) else { return };
        let mut wants = Vec::new();
        for (track, sub) in &live.subs {
            if let Place::Section(mid, _) = &sub.place {
                wants.push((leg(live.peer, mid), self.want(live, track, &sub.publisher)));
            }
        }
        let limits = live.profile.as_ref().map_or(Limits::default(), |p| Limits {
            bandwidth: p.max_subscription_bandwidth.filter(|b| *b > 0),
            max_tracks: p.max_tracks.filter(|n| *n > 0),
            may_switch_off: p.track_switch_off.as_deref() != Some("disabled"),
        });
        let peer = live.peer;
        self.router.limit(peer, limits);
        for (to, want) in wants {
            self.router.want(to, want);
        }
    }
}

impl Live {
    fn set_place(&mut self, track: &str, place: Place) {
        if let Some(sub) = self.subs.get_mut(track) {
            sub.place = place;
            self.subscribed_changed = true;
        }
    }

    /// The names of the subscriptions in sections: by mid, the publisher and the subscription's id. The publisher as
    /// the stream's name lets the browser keep its sound and picture together.
    pub(super) fn names(&self) -> HashMap<String, (String, String)> {
        let by_id: HashMap<&str, &Sub> = self.subs.values().map(|s| (s.id.as_str(), s)).collect();
        self.pool
            .carries()
            .filter_map(|(mid, id)| {
                let sub = by_id.get(id)?;
                Some((mid.to_owned(), (sub.publisher.clone(), sub.id.clone())))
            })
            .collect()
    }
}

fn rank(priority: &str) -> u8 {
    match priority {
        "low" => 0,
        "high" => 2,
        _ => 1,
    }
}

pub(super) fn leg(peer: PeerId, mid: &str) -> Leg {
    (peer, Mid::from(mid))
}

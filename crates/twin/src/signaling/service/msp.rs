//! Data channels: media signaling, and the tracks that are channels themselves.

use str0m::channel::{ChannelConfig, ChannelId};

use super::super::msp::{self, In};
use super::tracks::leg;
use super::{Moment, Place, Service};
use crate::sfu::router::{Event, PeerId};
use crate::video::TrackKind;

impl Service {
    pub(super) fn on_media_event(&mut self, event: Event, now: Moment) {
        match event {
            Event::ChannelOpen(peer, channel, config) => self.channel_opened(peer, channel, config, now),
            Event::ChannelClosed(peer, channel) => {
                if let Some(live) = self.by_peer.get(&peer).and_then(|sid| self.live.get_mut(sid)) {
                    live.data.retain(|_, (c, ..)| *c != channel);
                }
            }
            Event::Message(peer, channel, text) => self.channel_said(peer, channel, &text, now),
            Event::Switched(peer, mid, off) => {
                let Some(live) = self.by_peer.get(&peer).and_then(|sid| self.live.get_mut(sid)) else {
                    return;
                };
                let on_mid = |p: &Place| matches!(p, Place::Section(m, _) if leg(peer, m).1 == mid);
                let Some(track) = live.subs.iter().find(|(_, s)| on_mid(&s.place)).map(|(t, _)| t.clone())
                else {
                    return;
                };
                let text = if off {
                    live.switched_off.insert(track.clone());
                    msp::track_switch_off(&[track], &[])
                } else {
                    live.switched_off.remove(&track);
                    msp::track_switch_off(&[], &[track])
                };
                if let Some(channel) = live.msp.get("track_switch_off").copied() {
                    self.router.send(peer, channel, &text, now.instant);
                }
            }
        }
    }

    /// A channel that a client opened and that has a track's id for a label is that track.
    fn channel_opened(&mut self, peer: PeerId, channel: ChannelId, config: ChannelConfig, now: Moment) {
        let Some(sid) = self.by_peer.get(&peer).cloned() else { return };
        let Some(live) = self.live.get_mut(&sid) else { return };
        let ours = live.msp.values().any(|c| *c == channel)
            || live.subs.values().any(|s| s.place == Place::Channel(channel));
        if ours {
            return;
        }
        live.data.insert(config.label, (channel, config.ordered, config.reliability));
        self.reconcile_room_of(&sid, now);
    }

    fn channel_said(&mut self, peer: PeerId, channel: ChannelId, text: &[u8], now: Moment) {
        let Some(sid) = self.by_peer.get(&peer).cloned() else { return };
        let Some(live) = self.live.get(&sid) else { return };
        let Some(name) = live.msp.iter().find(|(_, c)| **c == channel).map(|(n, _)| *n) else { return };
        let Ok(heard) = serde_json::from_slice::<In>(text) else { return };
        let answer = match heard {
            In::Ready => self.first_words(&sid, name),
            In::NetworkQuality {} => Some(self.levels(&sid)),
            In::TrackPriority { track, subscribe } => {
                self.prioritize(&sid, track, subscribe, now);
                None
            }
            In::RenderHints { subscriber } => {
                let taken = self.take_hints(&sid, &subscriber, now);
                Some(msp::hints_taken(subscriber.id, &taken))
            }
            In::PublisherHints {} | In::ClientReset {} | In::Unknown => None,
        };
        if let Some(text) = answer {
            self.router.send(peer, channel, &text, now.instant);
        }
    }

    /// What a channel that has just opened should hear, of what happened before.
    fn first_words(&self, sid: &str, channel: &str) -> Option<String> {
        let live = self.live.get(sid)?;
        match channel {
            "active_speaker" => {
                let speaker = self.speakers.get(&live.room)?.current()?;
                Some(msp::active_speaker(Some(speaker)))
            }
            "track_switch_off" if !live.switched_off.is_empty() => {
                let off: Vec<String> = live.switched_off.iter().cloned().collect();
                Some(msp::track_switch_off(&off, &[]))
            }
            _ => None,
        }
    }

    fn levels(&self, sid: &str) -> String {
        let level = |l: &super::Live| {
            let measured = self.router.peers.get(&l.peer).map_or(0, |p| p.health.level());
            l.quality.unwrap_or(measured)
        };
        let own = self.live.get(sid).map_or(0, level);
        let room = self.live.get(sid).map(|l| l.room.clone()).unwrap_or_default();
        let others = self.live.iter().filter(|(other, l)| *other != sid && l.room == room);
        let remotes: Vec<(String, u8)> = others.map(|(other, l)| (other.clone(), level(l))).collect();
        msp::network_quality(own, &remotes)
    }

    fn prioritize(&mut self, sid: &str, track: String, priority: Option<String>, now: Moment) {
        if let Some(live) = self.live.get_mut(sid)
            && live.subs.contains_key(&track)
        {
            match priority {
                Some(p) => live.priorities.insert(track, p),
                None => live.priorities.remove(&track),
            };
        }
        self.rewant(sid, now);
    }

    fn take_hints(&mut self, sid: &str, hints: &msp::Hints, now: Moment) -> Vec<(String, bool)> {
        let Some(live) = self.live.get_mut(sid) else { return Vec::new() };
        let mut taken = Vec::new();
        // Bounded: the list comes from outside.
        for hint in hints.hints.iter().take(256) {
            let known = live.subs.contains_key(&hint.track);
            if known {
                let (enabled, dimensions) = live.hints.entry(hint.track.clone()).or_insert((true, None));
                *enabled = hint.enabled.unwrap_or(*enabled);
                *dimensions = hint.render_dimensions.or(*dimensions);
            }
            taken.push((hint.track.clone(), known));
        }
        self.rewant(sid, now);
        taken
    }

    pub(super) fn look_for_speakers(&mut self, now: Moment) {
        let mut levels: std::collections::BTreeMap<String, Vec<(String, f32)>> = Default::default();
        for (sid, live) in &self.live {
            let enabled = |id: &String| {
                self.rooms
                    .iter()
                    .find(|r| r.sid == live.room)
                    .and_then(|r| r.member(sid))
                    .and_then(|m| m.tracks.iter().find(|t| t.id == *id))
                    .is_some_and(|t| t.enabled && t.kind == TrackKind::Audio)
            };
            let sounds = live.sends.iter().filter(|(_, id)| id.as_ref().is_some_and(enabled));
            let loudest = sounds
                .map(|(mid, _)| self.router.loudness(leg(live.peer, mid), now.instant))
                .fold(0.0, f32::max);
            levels.entry(live.room.clone()).or_default().push((sid.clone(), loudest));
        }
        for (sid, phone) in &self.phones {
            let loud = self.router.loudness(phone.leg(), now.instant);
            levels.entry(phone.room.clone()).or_default().push((sid.clone(), loud));
        }
        for (room, levels) in levels {
            let speaker = self.speakers.entry(room.clone()).or_default();
            let Some(changed) = speaker.look(&levels, now.instant) else { continue };
            let text = msp::active_speaker(changed.as_deref());
            for sid in self.live_in(&room) {
                let Some(live) = self.live.get(&sid) else { continue };
                if let Some(channel) = live.msp.get("active_speaker").copied() {
                    let peer = live.peer;
                    self.router.send(peer, channel, &text, now.instant);
                }
                self.rewant(&sid, now);
            }
        }
    }
}

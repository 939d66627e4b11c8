//! Packets of all peers: who they belong to, and where what is in them goes.
//!
//! Pure: datagrams and time come in, datagrams and events wait in queues to be taken out.

mod media;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::bwe::{Bitrate, BweKind};
use str0m::channel::{ChannelConfig, ChannelId};
use str0m::media::{Mid, Rid};
use str0m::net::{Protocol, Receive, Transmit};
use str0m::{Event as RtcEvent, IceConnectionState, Input, Output};

use super::layers::{self, Choice, Demand, Limits};
use super::peer::{Peer, PeerConfig, VideoCodecs, layer_rid};
use super::source::{Forward, Source, Want};

/// A connection's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PeerId(pub(crate) u64);

/// One direction of one section.
pub(crate) type Leg = (PeerId, Mid);

/// What the signaling half should know of.
#[derive(Debug)]
pub(crate) enum Event {
    /// A channel is open, in either direction.
    ChannelOpen(PeerId, ChannelId, ChannelConfig),
    ChannelClosed(PeerId, ChannelId),
    /// A message on a channel that is not piped anywhere.
    Message(PeerId, ChannelId, Vec<u8>),
    /// What a receiver gets was switched off or on again.
    Switched(PeerId, Mid, bool),
}

/// Overdue keyframes and loudness are looked after this often.
const CHORES: Duration = Duration::from_millis(100);
/// Layers are chosen this often.
const CHOOSE: Duration = Duration::from_millis(500);
/// Audio is not worth choosing about; this much is kept for it, per peer.
const AUDIO: u64 = 80_000;
/// A peer is driven no more often than this in one go: its deadline may lie in the past again and again.
const SPINS: usize = 32;

pub(crate) struct Router {
    config: PeerConfig,
    next: u64,
    pub(crate) peers: HashMap<PeerId, Peer>,
    by_addr: HashMap<SocketAddr, PeerId>,
    sources: HashMap<Leg, Source>,
    /// Where what leaves on a leg comes from.
    feeds: HashMap<Leg, Leg>,
    pipes: HashMap<(PeerId, ChannelId), Vec<(PeerId, ChannelId)>>,
    pub(crate) transmits: VecDeque<Transmit>,
    pub(crate) events: VecDeque<Event>,
    work: Vec<PeerId>,
    chores: Instant,
    choose: Instant,
}

impl Router {
    pub(crate) fn new(config: PeerConfig, now: Instant) -> Router {
        Router {
            config,
            next: 0,
            peers: HashMap::new(),
            by_addr: HashMap::new(),
            sources: HashMap::new(),
            feeds: HashMap::new(),
            pipes: HashMap::new(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
            work: Vec::new(),
            chores: now,
            choose: now,
        }
    }

    pub(crate) fn add_peer(&mut self, codecs: VideoCodecs, now: Instant) -> PeerId {
        self.next += 1;
        let id = PeerId(self.next);
        self.peers.insert(id, Peer::new(&self.config, codecs, now));
        id
    }

    pub(crate) fn remove_peer(&mut self, id: PeerId, now: Instant) {
        if let Some(peer) = self.peers.get_mut(&id) {
            // Says goodbye, so that the other side need not find out by silence.
            if let Err(e) = peer.rtc.close() {
                tracing::debug!(error = %e, "peer not closed");
            }
            self.wake(id, now);
        }
        self.peers.remove(&id);
        self.by_addr.retain(|_, p| *p != id);
        self.sources.retain(|(p, _), _| *p != id);
        self.pipes.retain(|(p, _), _| *p != id);
        for source in self.sources.values_mut() {
            source.forwards.retain(|f| f.to != id);
        }
        for ends in self.pipes.values_mut() {
            ends.retain(|(p, _)| *p != id);
        }
        self.feeds.retain(|(to, _), (from, _)| *to != id && *from != id);
    }

    /// A track is published on a leg. The same track again changes nothing.
    pub(crate) fn publish(&mut self, leg: Leg, video: bool, layers: usize) {
        let same = |s: &Source| s.video == video && s.layer_count() == layers.max(1);
        if self.sources.get(&leg).is_some_and(same) {
            return;
        }
        let forwards = self.sources.remove(&leg).map(|s| s.forwards).unwrap_or_default();
        let mut source = Source::new(video, layers);
        source.forwards = forwards;
        for f in &mut source.forwards {
            (f.current, f.target) = (None, Choice::Layer(0));
        }
        self.sources.insert(leg, source);
    }

    pub(crate) fn unpublish(&mut self, leg: Leg) {
        self.sources.remove(&leg);
        self.feeds.retain(|_, from| *from != leg);
    }

    /// Forwards what arrives on one leg to another.
    pub(crate) fn forward(&mut self, from: Leg, to: Leg, want: Want, now: Instant) {
        let Some(source) = self.sources.get_mut(&from) else { return };
        if self.feeds.insert(to, from) == Some(from) {
            return;
        }
        source.forwards.push(Forward::new(to.0, to.1, want));
        self.choose_for(to.0, now);
        self.ask_overdue(from, now);
    }

    pub(crate) fn stop(&mut self, to: Leg) {
        if let Some(from) = self.feeds.remove(&to)
            && let Some(source) = self.sources.get_mut(&from)
        {
            source.forwards.retain(|f| (f.to, f.mid) != to);
        }
    }

    /// Changes how much a receiver wants what arrives on a leg of its.
    pub(crate) fn want(&mut self, to: Leg, want: Want) {
        if let Some(source) = self.feeds.get(&to).and_then(|from| self.sources.get_mut(from)) {
            for f in source.forwards.iter_mut().filter(|f| (f.to, f.mid) == to) {
                f.want = want;
            }
        }
    }

    pub(crate) fn limit(&mut self, peer: PeerId, limits: Limits) {
        if let Some(p) = self.peers.get_mut(&peer) {
            p.limits = limits;
        }
    }

    pub(crate) fn pipe(&mut self, from: (PeerId, ChannelId), to: (PeerId, ChannelId)) {
        self.pipes.entry(from).or_default().push(to);
    }

    pub(crate) fn unpipe(&mut self, to: (PeerId, ChannelId)) {
        for ends in self.pipes.values_mut() {
            ends.retain(|end| *end != to);
        }
    }

    pub(crate) fn send(&mut self, peer: PeerId, channel: ChannelId, text: &str, now: Instant) {
        if let Some(mut channel) = self.peers.get_mut(&peer).and_then(|p| p.rtc.channel(channel)) {
            // A full buffer loses the message; what the twin says there is said again or stale by then.
            let _ = channel.write(false, text.as_bytes());
        }
        self.wake(peer, now);
    }

    /// How loud a leg is, dB above silence.
    pub(crate) fn loudness(&self, leg: Leg, now: Instant) -> f32 {
        self.sources.get(&leg).map_or(0.0, |s| s.loud(now))
    }

    /// A datagram came.
    pub(crate) fn receive(&mut self, from: SocketAddr, datagram: &[u8], now: Instant) {
        let Ok(receive) = Receive::new(Protocol::Udp, from, self.config.local, datagram) else { return };
        let input = Input::Receive(now, receive);
        let known = self.by_addr.get(&from).copied();
        let fits = |id: &PeerId| self.peers.get(id).is_some_and(|p| p.rtc.accepts(&input));
        let Some(id) = known.filter(fits).or_else(|| self.peers.keys().copied().find(fits)) else { return };
        if known != Some(id) {
            self.by_addr.insert(from, id);
        }
        let Some(peer) = self.peers.get_mut(&id) else { return };
        if peer.frozen {
            return;
        }
        if let Err(e) = peer.rtc.handle_input(input) {
            tracing::debug!(error = %e, "peer failed");
            peer.rtc.disconnect();
        }
        self.drain_from(id, now);
    }

    /// When [`Router::tick`] is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let peers = self.peers.values().map(|p| p.deadline).min();
        peers.map(|d| d.min(self.chores))
    }

    pub(crate) fn tick(&mut self, now: Instant) {
        let due: Vec<PeerId> =
            self.peers.iter().filter(|(_, p)| p.deadline <= now).map(|(id, _)| *id).collect();
        for id in due {
            self.wake(id, now);
        }
        if now >= self.chores {
            self.chores = now + CHORES;
            let legs: Vec<Leg> = self.sources.keys().copied().collect();
            for leg in legs {
                self.ask_overdue(leg, now);
            }
            if now >= self.choose {
                self.choose = now + CHOOSE;
                let ids: Vec<PeerId> = self.peers.keys().copied().collect();
                for id in ids {
                    self.choose_for(id, now);
                }
            }
        }
    }

    /// Drives a peer after something was done to it.
    pub(crate) fn wake(&mut self, id: PeerId, now: Instant) {
        if let Some(peer) = self.peers.get_mut(&id)
            && let Err(e) = peer.rtc.handle_input(Input::Timeout(now))
        {
            tracing::debug!(error = %e, "peer failed");
            peer.rtc.disconnect();
        }
        self.drain_from(id, now);
    }

    /// Takes what a peer has to say, and what others have to say because of it.
    fn drain_from(&mut self, first: PeerId, now: Instant) {
        self.enqueue(first);
        self.drain(now);
    }

    /// Takes what those have to say who were given something.
    fn drain(&mut self, now: Instant) {
        while let Some(id) = self.work.pop() {
            if let Some(p) = self.peers.get_mut(&id) {
                p.queued = false;
            }
            let mut spins = 0;
            while let Some(peer) = self.peers.get_mut(&id) {
                match peer.rtc.poll_output() {
                    Ok(Output::Timeout(at)) if at <= now && spins < SPINS && peer.rtc.is_alive() => {
                        spins += 1;
                        if peer.rtc.handle_input(Input::Timeout(now)).is_err() {
                            peer.rtc.disconnect();
                        }
                    }
                    Ok(Output::Timeout(at)) => {
                        peer.deadline = at.max(now + Duration::from_millis(1));
                        break;
                    }
                    Ok(Output::Transmit(t)) => {
                        if !peer.frozen {
                            self.transmits.push_back(t);
                        }
                    }
                    Ok(Output::Event(e)) => self.on_event(id, e, now),
                    Err(e) => {
                        tracing::debug!(error = %e, "peer failed");
                        peer.rtc.disconnect();
                        peer.deadline = now + Duration::from_secs(3600);
                        break;
                    }
                }
            }
        }
    }

    fn enqueue(&mut self, id: PeerId) {
        if let Some(p) = self.peers.get_mut(&id)
            && !p.queued
        {
            p.queued = true;
            self.work.push(id);
        }
    }

    fn on_event(&mut self, id: PeerId, event: RtcEvent, now: Instant) {
        match event {
            RtcEvent::MediaData(data) => self.on_media(id, data, now),
            RtcEvent::KeyframeRequest(k) => {
                if let Some(from) = self.feeds.get(&(id, k.mid)).copied() {
                    let layer = self.sources.get(&from).and_then(|s| {
                        s.forwards.iter().find(|f| (f.to, f.mid) == (id, k.mid)).and_then(|f| f.current)
                    });
                    self.ask(from, layer.unwrap_or(0), now);
                }
            }
            RtcEvent::ChannelOpen(channel, _) => {
                let config = self.peers.get_mut(&id).and_then(|p| p.rtc.channel(channel)?.config().cloned());
                if let Some(config) = config {
                    self.events.push_back(Event::ChannelOpen(id, channel, config));
                }
            }
            RtcEvent::ChannelClose(channel) => {
                self.pipes.remove(&(id, channel));
                self.unpipe((id, channel));
                self.events.push_back(Event::ChannelClosed(id, channel));
            }
            RtcEvent::ChannelData(data) => match self.pipes.get(&(id, data.id)) {
                Some(ends) => {
                    for (to, channel) in ends.clone() {
                        if let Some(mut c) = self.peers.get_mut(&to).and_then(|p| p.rtc.channel(channel))
                            && !c.write(data.binary, &data.data).unwrap_or(false)
                        {
                            tracing::debug!("a subscriber's channel is full; message lost");
                        }
                        self.enqueue(to);
                    }
                }
                None => self.events.push_back(Event::Message(id, data.id, data.data)),
            },
            RtcEvent::Connected => self.health(id, |h| h.connected = true),
            RtcEvent::IceConnectionStateChange(state) => {
                self.health(id, |h| h.connected = state != IceConnectionState::Disconnected);
            }
            RtcEvent::EgressBitrateEstimate(BweKind::Twcc { estimate, .. }) => {
                self.health(id, |h| h.estimate = Some(estimate.as_u64()));
            }
            RtcEvent::PeerStats(stats) => self.health(id, |h| {
                h.loss_up = stats.ingress_loss_fraction.unwrap_or(0.0);
                h.loss_down = stats.egress_loss_fraction.unwrap_or(0.0);
                h.rtt = stats.rtt;
            }),
            _ => {}
        }
    }

    fn health(&mut self, id: PeerId, f: impl FnOnce(&mut super::peer::Health)) {
        if let Some(p) = self.peers.get_mut(&id) {
            f(&mut p.health);
        }
    }

    /// Asks the publisher on a leg for a keyframe, if it was not asked just now.
    fn ask(&mut self, leg: Leg, layer: usize, now: Instant) {
        let Some(source) = self.sources.get_mut(&leg) else { return };
        if !source.video || !source.may_ask(layer, now) {
            return;
        }
        let rid = source.simulcast.then(|| Rid::from(layer_rid(layer).as_str()));
        if let Some(peer) = self.peers.get_mut(&leg.0) {
            peer.ask_keyframe(leg.1, rid);
        }
        self.enqueue(leg.0);
    }

    fn ask_overdue(&mut self, leg: Leg, now: Instant) {
        let overdue = self.sources.get(&leg).map(Source::overdue).unwrap_or_default();
        for layer in overdue {
            self.ask(leg, layer, now);
        }
        if self.peers.get(&leg.0).is_some_and(|p| p.queued) {
            self.wake(leg.0, now);
        }
    }

    /// Chooses what a receiver gets of each picture.
    fn choose_for(&mut self, id: PeerId, now: Instant) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let mut legs: Vec<(Leg, Leg)> =
            self.feeds.iter().filter(|(to, _)| to.0 == id).map(|(to, from)| (*to, *from)).collect();
        legs.sort();
        let mut found = Vec::new();
        let mut demands = Vec::new();
        for (to, from) in legs {
            let Some(source) = self.sources.get(&from).filter(|s| s.video) else { continue };
            let Some(f) = source.forwards.iter().find(|f| (f.to, f.mid) == to) else { continue };
            demands.push(Demand {
                priority: f.want.priority,
                visible: f.want.visible,
                max_height: f.want.max_height,
                layers: source.layers(now),
                now: f.target,
            });
            found.push((to, from));
        }
        if demands.is_empty() {
            return;
        }
        let estimate = peer.health.estimate.map(|e| e.saturating_sub(AUDIO));
        let cap = peer.limits.bandwidth;
        let bandwidth = match (estimate, cap) {
            (Some(e), Some(c)) => Some(e.min(c)),
            (e, c) => e.or(c),
        };
        let choices = layers::share(&demands, &Limits { bandwidth, ..peer.limits });
        let desired = layers::desired(&demands) * 13 / 10 + AUDIO;
        peer.rtc.bwe().set_bitrate(Bitrate::ZERO, Bitrate::bps(desired.max(500_000)));
        for ((to, from), choice) in found.into_iter().zip(choices) {
            let Some(f) =
                self.sources.get_mut(&from).and_then(|s| s.forwards.iter_mut().find(|f| (f.to, f.mid) == to))
            else {
                continue;
            };
            let (was, is) = (f.target == Choice::Off, choice == Choice::Off);
            f.target = choice;
            if is {
                f.current = None;
            }
            if was != is {
                self.events.push_back(Event::Switched(id, to.1, is));
            }
        }
    }
}

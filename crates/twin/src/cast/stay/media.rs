//! What one stay sends and receives: the media engine, the loops that are played into it, and who was heard. Pure.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use serde_json::Value;
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::ChannelId;
use str0m::config::{CryptoProvider, DtlsCert};
use str0m::format::Codec;
use str0m::media::{Direction, MediaData, MediaKind, Mid, Pt, Rid};
use str0m::net::{Protocol, Receive, Transmit};
use str0m::rtp::Ssrc;
use str0m::{Candidate, Event as RtcEvent, IceConnectionState, Input, Output, Rtc, RtcError};

use super::act::{Act, Manner};
use super::ears::{Ears, Sign, VOICE};
use super::sdp;
use super::session::Track;
use crate::cast::loops::film::Frame;
use crate::signaling::sdp::sections;
use crate::video::TrackKind;

/// How far the engine is driven in one go: its deadline may lie in the past again and again.
const SPINS: usize = 32;

/// What the session should know of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Media pass, in both directions.
    Through,
    /// Nothing passes any more.
    Cut,
    /// A voice or a picture on this section, after a while without.
    Sign(Mid, Sign),
}

/// A track of ours, once its section is agreed on.
#[derive(Debug)]
struct Sending {
    mid: Mid,
    /// The SSRC of each layer and of its retransmissions; of a microphone none is kept.
    layers: Vec<(Ssrc, Ssrc)>,
    /// As agreed on; `None` until then, or if the other side takes none of our codecs.
    pt: Option<Pt>,
}

pub(super) struct Media {
    rtc: Rtc,
    local: SocketAddr,
    pub(super) act: Act,
    sending: HashMap<String, Sending>,
    pending: Option<SdpPendingOffer>,
    pub(super) ears: Ears,
    /// The subscription that each of the server's sections carries.
    carries: HashMap<Mid, String>,
    /// Layers that the server wants, the smallest first.
    wanted: [bool; 3],
    /// The engine must be driven then.
    engine: Instant,
    /// Whether media pass.
    through: bool,
    pub(super) transmits: VecDeque<Transmit>,
    pub(super) news: VecDeque<News>,
}

impl Media {
    pub(super) fn new(local: SocketAddr, manner: Manner, now: Instant) -> Result<Self, RtcError> {
        let (crypto, cert) = credentials();
        let mut builder = Rtc::builder()
            .set_crypto_provider(crypto)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(true)
            // Others may send it; we never do.
            .enable_h264(true)
            .set_stats_interval(Some(Duration::from_secs(1)));
        if let Some(cert) = cert {
            builder = builder.set_dtls_cert(cert);
        }
        let mut rtc = builder.build(now);
        rtc.add_local_candidate(Candidate::host(local, "udp")?);
        Ok(Self {
            rtc,
            local,
            act: Act::new(manner, now),
            sending: HashMap::new(),
            pending: None,
            ears: Ears::default(),
            carries: HashMap::new(),
            wanted: [true; 3],
            engine: now,
            through: false,
            transmits: VecDeque::new(),
            news: VecDeque::new(),
        })
    }

    /// One layer will do: nobody chooses among them.
    pub(super) fn only_the_largest(&mut self) {
        self.wanted = [false, false, true];
    }

    /// Offers what is not agreed on yet; `afresh` makes a new connection for what is.
    pub(super) fn offer(&mut self, tracks: &[Track], afresh: bool) -> Option<String> {
        // What was offered in vain, since the server offered at the same time, is offered anew.
        self.sending.retain(|_, sending| self.rtc.media(sending.mid).is_some());
        let api = self.rtc.direct_api();
        let ssrcs = || (api.new_ssrc(), api.new_ssrc());
        let layers = [ssrcs(), ssrcs(), ssrcs()].to_vec();
        let mut api = self.rtc.sdp_api();
        for track in tracks {
            if self.sending.contains_key(&track.id) {
                continue;
            }
            let (kind, layers) = match track.kind {
                TrackKind::Video => (MediaKind::Video, layers.clone()),
                _ => (MediaKind::Audio, Vec::new()),
            };
            let mid =
                api.add_media(kind, Direction::SendOnly, Some("-".into()), Some(track.id.clone()), None);
            self.sending.insert(track.id.clone(), Sending { mid, layers, pt: None });
        }
        if tracks.is_empty() && self.pending.is_none() && !afresh {
            // A connection must have something in it.
            api.add_media(MediaKind::Audio, Direction::RecvOnly, None, None, None);
        }
        if afresh {
            api.ice_restart(true);
        }
        let (offer, pending) = api.apply()?;
        self.pending = Some(pending);
        Some(self.with_layers(&offer.to_sdp_string()))
    }

    /// Whether a track has its section.
    pub(super) fn publishes(&self, track: &Track) -> bool {
        self.sending.get(&track.id).is_some_and(|sending| self.rtc.media(sending.mid).is_some())
    }

    pub(super) fn take_answer(&mut self, text: &str) -> Result<(), RtcError> {
        let Some(pending) = self.pending.take() else { return Ok(()) };
        let answer =
            SdpAnswer::from_sdp_string(text).map_err(|error| RtcError::RemoteSdp(error.to_string()))?;
        self.rtc.sdp_api().accept_answer(pending, answer)?;
        self.agreed();
        Ok(())
    }

    /// Answers an offer of the server's. One of ours that is out is void by that.
    pub(super) fn take_offer(&mut self, text: &str) -> Result<String, RtcError> {
        self.pending = None;
        let offer =
            SdpOffer::from_sdp_string(text).map_err(|error| RtcError::RemoteSdp(error.to_string()))?;
        let answer = self.rtc.sdp_api().accept_offer(offer)?.to_sdp_string();
        let carried = sections(text).into_iter().filter(|section| section.sends);
        self.carries = carried
            .filter_map(|section| Some((Mid::from(section.mid.as_str()), section.track_id?)))
            .collect();
        self.agreed();
        Ok(self.with_layers(&answer))
    }

    /// The name of our side of the connection.
    pub(super) fn ufrag(&mut self) -> String {
        self.rtc.direct_api().local_ice_credentials().ufrag
    }

    /// The subscription that a section of the server's carries.
    pub(super) fn carried(&self, mid: Mid) -> Option<&str> {
        self.carries.get(&mid).map(String::as_str)
    }

    /// Declares the layers, which the engine's descriptions know nothing of, and looks up how to send.
    fn agreed(&mut self) {
        for sending in self.sending.values_mut() {
            if self.rtc.media(sending.mid).is_none() {
                continue;
            }
            for (layer, (ssrc, rtx)) in sending.layers.iter().enumerate() {
                let mut api = self.rtc.direct_api();
                api.declare_stream_tx(*ssrc, Some(*rtx), sending.mid, Some(rid(layer)));
            }
            let writer = self.rtc.writer(sending.mid);
            sending.pt = writer.and_then(|writer| {
                let fits = |codec| matches!(codec, Codec::Vp8 | Codec::Opus);
                writer.payload_params().find(|params| fits(params.spec().codec)).map(|params| params.pt())
            });
        }
    }

    fn with_layers(&self, text: &str) -> String {
        let simulcast = self.sending.values().filter(|sending| !sending.layers.is_empty());
        let layers = simulcast.map(|sending| (sending.mid.to_string(), sending.layers.clone())).collect();
        sdp::with_layers(text, &layers)
    }

    /// A datagram came.
    pub(super) fn receive(&mut self, from: SocketAddr, datagram: &[u8], now: Instant) {
        let Ok(receive) = Receive::new(Protocol::Udp, from, self.local, datagram) else { return };
        let input = Input::Receive(now, receive);
        if self.rtc.accepts(&input) {
            self.feed(input);
            self.drain(now);
        }
    }

    /// When [`Media::tick`] is due.
    pub(super) fn deadline(&self) -> Instant {
        self.engine.min(self.act.deadline())
    }

    /// Sends what is due.
    pub(super) fn tick(&mut self, now: Instant) {
        while let Some((time, packet)) = self.act.say(now) {
            let (data, level) = packet;
            self.write(TrackKind::Audio, |rtc, sending, pt| {
                let Some(writer) = rtc.writer(sending.mid) else { return Ok(()) };
                writer.audio_level(*level, *level > VOICE).write(pt, now, time, Arc::clone(data))
            });
            self.drain(now);
        }
        while let Some((time, frames)) = self.act.show(now) {
            let slow = self.act.is_slow();
            for (layer, frame) in frames.into_iter().enumerate() {
                let Some(Frame { data, .. }) = frame.filter(|_| self.sends(layer, slow)) else { continue };
                self.write(TrackKind::Video, |rtc, sending, pt| {
                    let Some(writer) = rtc.writer(sending.mid) else { return Ok(()) };
                    writer.rid(rid(layer)).write(pt, now, time, Arc::clone(data))
                });
                self.drain(now);
            }
        }
        if self.engine <= now {
            self.feed(Input::Timeout(now));
        }
        self.drain(now);
    }

    /// Whether a layer is sent. A slow network carries only the smallest.
    fn sends(&self, layer: usize, slow: bool) -> bool {
        if slow { layer == 0 } else { self.wanted.get(layer).copied().unwrap_or(false) }
    }

    fn write(
        &mut self,
        kind: TrackKind,
        mut write: impl FnMut(&mut Rtc, &Sending, Pt) -> Result<(), RtcError>,
    ) {
        if !self.through {
            return;
        }
        for sending in self.sending.values().filter(|s| s.layers.is_empty() == (kind == TrackKind::Audio)) {
            if let Some(pt) = sending.pt
                && let Err(error) = write(&mut self.rtc, sending, pt)
            {
                tracing::debug!(%error, "not sent");
            }
        }
    }

    fn feed(&mut self, input: Input<'_>) {
        if let Err(error) = self.rtc.handle_input(input) {
            tracing::debug!(%error, "the engine failed");
            self.rtc.disconnect();
        }
    }

    fn drain(&mut self, now: Instant) {
        let mut spins = 0;
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) if at <= now && spins < SPINS && self.rtc.is_alive() => {
                    spins += 1;
                    self.feed(Input::Timeout(now));
                }
                Ok(Output::Timeout(at)) => {
                    self.engine = at.max(now + Duration::from_millis(1));
                    return;
                }
                Ok(Output::Transmit(transmit)) => self.transmits.push_back(transmit),
                Ok(Output::Event(event)) => self.on_event(event, now),
                Err(error) => {
                    tracing::debug!(%error, "the engine failed");
                    self.engine = now + Duration::from_secs(3_600);
                    return;
                }
            }
        }
    }

    fn on_event(&mut self, event: RtcEvent, now: Instant) {
        match event {
            RtcEvent::Connected => self.passes(true),
            RtcEvent::IceConnectionStateChange(IceConnectionState::Disconnected) => self.passes(false),
            RtcEvent::IceConnectionStateChange(
                IceConnectionState::Connected | IceConnectionState::Completed,
            ) if self.rtc.is_connected() => self.passes(true),
            RtcEvent::KeyframeRequest(request) => self.act.ask(layer(request.rid)),
            RtcEvent::MediaData(data) => self.on_media(&data, now),
            RtcEvent::MediaIngressStats(stats) => self.ears.missed(stats.loss.unwrap_or(0.0)),
            RtcEvent::ChannelOpen(channel, _) => self.say(channel, r#"{"type":"ready"}"#),
            RtcEvent::ChannelData(data) => self.on_channel(data.id, &data.data),
            _ => {}
        }
    }

    fn passes(&mut self, through: bool) {
        if self.through != through {
            self.through = through;
            // What was shown meanwhile went nowhere.
            (0..3).for_each(|layer| self.act.ask(layer));
            self.news.push_back(if through { News::Through } else { News::Cut });
        }
    }

    fn on_media(&mut self, data: &MediaData, now: Instant) {
        let sign = if data.params.spec().codec.is_video() {
            self.ears.saw(data.mid, data.contiguous, now)
        } else {
            self.ears.heard(data.mid, data.ext_vals.audio_level, data.contiguous, now)
        };
        self.news.extend(sign.map(|sign| News::Sign(data.mid, sign)));
    }

    /// Media signaling. Of all channels only the hints to publishers are asked for.
    fn on_channel(&mut self, channel: ChannelId, text: &[u8]) {
        let Ok(heard) = serde_json::from_slice::<Value>(text) else { return };
        if heard["type"] != "publisher_hints" {
            return;
        }
        let mut results = Vec::new();
        for hint in heard["publisher"]["hints"].as_array().into_iter().flatten() {
            for encoding in hint["encodings"].as_array().into_iter().flatten() {
                let layer = encoding["layer_index"].as_u64().and_then(|layer| usize::try_from(layer).ok());
                if let Some(wanted) = layer.and_then(|layer| self.wanted.get_mut(layer)) {
                    *wanted = encoding["enabled"].as_bool().unwrap_or(true);
                }
            }
            results.push(serde_json::json!({ "track": hint["track"], "result": "OK" }));
        }
        let answer = serde_json::json!({
            "type": "publisher_hints", "id": heard["publisher"]["id"], "hints": results,
        });
        self.say(channel, &answer.to_string());
    }

    fn say(&mut self, channel: ChannelId, text: &str) {
        if let Some(mut channel) = self.rtc.channel(channel)
            && let Err(error) = channel.write(false, text.as_bytes())
        {
            tracing::debug!(%error, "not said");
        }
    }
}

/// The names that layers have between us and the engine; on the wire they are SSRCs.
fn rid(layer: usize) -> Rid {
    Rid::from(["l0", "l1", "l2"].get(layer).copied().unwrap_or("l0"))
}

fn layer(name: Option<Rid>) -> usize {
    (0..3).find(|layer| name == Some(rid(*layer))).unwrap_or(0)
}

/// One certificate for all: making one takes longer than the rest of a connection.
fn credentials() -> (Arc<CryptoProvider>, Option<DtlsCert>) {
    static MADE: OnceLock<(Arc<CryptoProvider>, Option<DtlsCert>)> = OnceLock::new();
    MADE.get_or_init(|| {
        let crypto = str0m::crypto::from_feature_flags();
        let cert = crypto.dtls_provider.generate_certificate();
        (Arc::new(crypto), cert)
    })
    .clone()
}

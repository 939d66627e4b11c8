//! One participant's connection: the media engine and what must be remembered beside it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::bwe::Bitrate;
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::config::DtlsCert;
use str0m::media::{Direction, KeyframeRequestKind, MediaKind, Mid, Rid};
use str0m::{Candidate, Rtc, RtcError};

use super::layers::Limits;
use super::source::Clock;
use crate::signaling::sdp::Section;
use crate::video::TrackKind;

/// What every connection is made with.
#[derive(Clone)]
pub(crate) struct PeerConfig {
    pub(crate) local: SocketAddr,
    pub(crate) ice_lite: bool,
    /// One certificate for all: making one takes longer than the rest of a connection.
    pub(crate) cert: Option<DtlsCert>,
}

/// The codecs that pictures may have in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VideoCodecs {
    pub(crate) vp8: bool,
    pub(crate) h264: bool,
}

/// Where the estimate of a receiver's bandwidth starts: enough for one 720p picture.
const FIRST_ESTIMATE: u64 = 3_000_000;

/// What an offer of the server's is to change.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// Free sections to be used again: mid, and whether the client publishes on it.
    pub(crate) reuse: Vec<(String, bool)>,
    /// Sections to be let go: mid, and whether the client publishes on it.
    pub(crate) leave: Vec<(String, bool)>,
    /// New sections: what they carry.
    pub(crate) add: Vec<TrackKind>,
    /// Channels to be opened.
    pub(crate) channels: Vec<ChannelConfig>,
}

/// What came of a plan: the offer, and the mids of the new sections in order.
pub(crate) struct Planned {
    pub(crate) sdp: Option<String>,
    pub(crate) added: Vec<String>,
    pub(crate) channels: Vec<ChannelId>,
}

/// How a connection is doing, from the engine's own counts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Health {
    pub(crate) connected: bool,
    pub(crate) estimate: Option<u64>,
    pub(crate) loss_up: f32,
    pub(crate) loss_down: f32,
    pub(crate) rtt: Option<Duration>,
}

impl Health {
    /// Twilio's network quality level: 0 broken, 1 poor to 5 excellent.
    pub(crate) fn level(&self) -> u8 {
        if !self.connected {
            return 0;
        }
        let loss = self.loss_up.max(self.loss_down);
        let by_loss = [0.01, 0.03, 0.08, 0.20].iter().filter(|most| loss > **most).count();
        let rtt = self.rtt.unwrap_or_default().as_millis();
        let by_rtt = [100, 200, 350, 600].iter().filter(|most| rtt > **most).count();
        let bandwidth = self.estimate.unwrap_or(FIRST_ESTIMATE);
        let by_bandwidth =
            [800_000, 400_000, 150_000, 60_000].iter().filter(|least| bandwidth < **least).count();
        5 - by_loss.max(by_rtt).max(by_bandwidth).min(4) as u8
    }
}

pub(crate) struct Peer {
    pub(crate) rtc: Rtc,
    pending: Option<SdpPendingOffer>,
    pub(crate) deadline: Instant,
    pub(crate) clocks: HashMap<Mid, Option<Clock>>,
    pub(crate) health: Health,
    pub(crate) limits: Limits,
    pub(crate) frozen: bool,
    pub(crate) queued: bool,
    /// An application section has been negotiated, so channels need no offer.
    has_channels: bool,
}

impl Peer {
    pub(crate) fn new(config: &PeerConfig, codecs: VideoCodecs, now: Instant) -> Peer {
        let mut builder = Rtc::builder()
            .set_ice_lite(config.ice_lite)
            .clear_codecs()
            .enable_opus(true, false)
            .enable_vp8(codecs.vp8)
            .enable_h264(codecs.h264)
            .enable_bwe(Some(Bitrate::bps(FIRST_ESTIMATE)))
            .set_stats_interval(Some(Duration::from_secs(1)));
        if let Some(cert) = &config.cert {
            builder = builder.set_dtls_cert(cert.clone());
        }
        let mut rtc = builder.build(now);
        match Candidate::host(config.local, "udp") {
            Ok(candidate) => {
                rtc.add_local_candidate(candidate);
            }
            Err(e) => tracing::error!(error = %e, "the media address is not usable for ICE"),
        }
        Peer {
            rtc,
            pending: None,
            deadline: now,
            clocks: HashMap::new(),
            health: Health::default(),
            limits: Limits::default(),
            frozen: false,
            queued: false,
            has_channels: false,
        }
    }

    /// Answers a client's offer, which the caller has already rewritten for the engine.
    pub(crate) fn accept_offer(&mut self, sdp: &str, sections: &[Section]) -> Result<String, RtcError> {
        let offer = SdpOffer::from_sdp_string(sdp).map_err(|e| RtcError::RemoteSdp(e.to_string()))?;
        let answer = self.rtc.sdp_api().accept_offer(offer)?;
        self.settled(sections);
        Ok(answer.to_sdp_string())
    }

    /// Takes the client's answer to the offer that is out.
    pub(crate) fn accept_answer(&mut self, sdp: &str, sections: &[Section]) -> Result<(), RtcError> {
        let Some(pending) = self.pending.take() else { return Ok(()) };
        let answer = SdpAnswer::from_sdp_string(sdp).map_err(|e| RtcError::RemoteSdp(e.to_string()))?;
        self.rtc.sdp_api().accept_answer(pending, answer)?;
        self.settled(sections);
        Ok(())
    }

    /// Declares the layers of simulcast sections, whose SSRCs were taken out of the description.
    fn settled(&mut self, sections: &[Section]) {
        self.has_channels |= sections.iter().any(|s| s.kind == TrackKind::Data);
        for section in sections {
            let mid = Mid::from(section.mid.as_str());
            if self.rtc.media(mid).is_none() {
                continue;
            }
            for (i, (ssrc, rtx)) in section.layers.iter().enumerate() {
                let rid = Rid::from(layer_rid(i).as_str());
                self.rtc.direct_api().expect_stream_rx((*ssrc).into(), rtx.map(Into::into), mid, Some(rid));
            }
        }
    }

    pub(crate) fn has_channels(&self) -> bool {
        self.has_channels
    }

    /// Makes an offer that carries out a plan.
    pub(crate) fn offer(&mut self, plan: Plan) -> Planned {
        // With an application section channels are live at once. They must not go through the SDP side then: that
        // would invalidate an offer that is out.
        let (direct, negotiated) =
            if self.has_channels { (plan.channels, Vec::new()) } else { (Vec::new(), plan.channels) };
        let mut channels: Vec<ChannelId> =
            direct.into_iter().map(|c| self.rtc.direct_api().create_data_channel(c)).collect();
        let mut api = self.rtc.sdp_api();
        for (mid, client_sends) in plan.reuse {
            api.set_direction(Mid::from(mid.as_str()), direction(true, client_sends));
        }
        for (mid, client_sends) in plan.leave {
            api.set_direction(Mid::from(mid.as_str()), direction(false, client_sends));
        }
        let mut added = Vec::new();
        for kind in plan.add {
            let kind = if kind == TrackKind::Audio { MediaKind::Audio } else { MediaKind::Video };
            added.push(api.add_media(kind, Direction::SendOnly, None, None, None).to_string());
        }
        channels.extend(negotiated.into_iter().map(|c| api.add_channel_with_config(c)));
        let sdp = if api.has_changes() {
            api.apply().map(|(offer, pending)| {
                self.pending = Some(pending);
                offer.to_sdp_string()
            })
        } else {
            None
        };
        Planned { sdp, added, channels }
    }

    /// Asks the client for a keyframe of one of its layers.
    pub(crate) fn ask_keyframe(&mut self, mid: Mid, rid: Option<Rid>) {
        if let Some(mut writer) = self.rtc.writer(mid)
            && let Err(e) = writer.request_keyframe(rid, KeyframeRequestKind::Pli)
        {
            // Before the first packet there is no stream to ask for; it starts with a keyframe anyway.
            tracing::trace!(error = %e, "keyframe not asked for");
        }
    }

    pub(crate) fn add_candidate(&mut self, text: &str) {
        match Candidate::from_sdp_string(text) {
            Ok(candidate) => self.rtc.add_remote_candidate(candidate),
            // mDNS names, TCP and what is yet to be invented: the client's own checks find the way.
            Err(e) => tracing::trace!(error = %e, "candidate passed over"),
        }
    }
}

pub(crate) fn layer_rid(index: usize) -> String {
    format!("l{index}")
}

/// The layer an invented rid stands for.
pub(crate) fn rid_layer(rid: Option<Rid>) -> usize {
    rid.and_then(|r| r.strip_prefix('l').and_then(|n| n.parse().ok())).unwrap_or(0)
}

/// A channel towards a subscriber, ordered and reliable as the publisher's.
pub(crate) fn channel(label: &str, ordered: bool, reliability: Reliability) -> ChannelConfig {
    ChannelConfig { label: label.to_owned(), ordered, reliability, ..ChannelConfig::default() }
}

fn direction(server_sends: bool, client_sends: bool) -> Direction {
    match (server_sends, client_sends) {
        (true, true) => Direction::SendRecv,
        (true, false) => Direction::SendOnly,
        (false, true) => Direction::RecvOnly,
        (false, false) => Direction::Inactive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_fall_with_loss_delay_and_bandwidth() {
        let good = Health { connected: true, estimate: Some(3_000_000), ..Health::default() };
        assert_eq!(good.level(), 5);
        assert_eq!(Health { connected: false, ..good }.level(), 0);
        assert_eq!(Health { loss_up: 0.1, ..good }.level(), 2);
        assert_eq!(Health { loss_down: 0.5, ..good }.level(), 1);
        assert_eq!(Health { rtt: Some(Duration::from_millis(250)), ..good }.level(), 3);
        assert_eq!(Health { estimate: Some(500_000), ..good }.level(), 4);
    }

    #[test]
    fn rids_are_layers() {
        assert_eq!(rid_layer(Some(Rid::from(layer_rid(2).as_str()))), 2);
        assert_eq!(rid_layer(None), 0);
        assert_eq!(rid_layer(Some(Rid::from("x"))), 0);
    }
}

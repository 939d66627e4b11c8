//! Frames from their source to everyone who gets them.

use std::sync::Arc;
use std::time::Instant;

use str0m::format::{Codec, PayloadParams};
use str0m::media::{MediaData, MediaTime};
use str0m::rtp::VideoOrientation;

use super::super::clip::Packet;
use super::super::peer::rid_layer;
use super::super::source::Clock;
use super::{Leg, PeerId, Router};

/// A frame on its way.
struct Frame<'a> {
    layer: usize,
    keyframe: bool,
    contiguous: bool,
    time: MediaTime,
    at: Instant,
    data: &'a Arc<[u8]>,
    /// Loudness, and whether it is speech.
    level: Option<(i8, bool)>,
    orientation: Option<VideoOrientation>,
    /// How it is coded; Opus if nothing is said.
    params: Option<PayloadParams>,
}

impl Router {
    /// A number for a source without a connection.
    pub(crate) fn add_voice(&mut self) -> PeerId {
        self.next += 1;
        PeerId(self.next)
    }

    /// A packet of Opus from a source without a connection.
    pub(crate) fn speak(&mut self, leg: Leg, time: MediaTime, (data, level): &Packet, now: Instant) {
        if let Some(source) = self.sources.get_mut(&leg) {
            source.saw(0, data.len(), None, now);
            source.heard(*level, now);
        }
        let frame = Frame {
            layer: 0,
            keyframe: false,
            contiguous: true,
            time,
            at: now,
            data,
            level: Some((*level, *level > -50)),
            orientation: None,
            params: None,
        };
        self.pass(leg, &frame, now);
        self.drain(now);
    }

    pub(super) fn on_media(&mut self, id: PeerId, data: MediaData, now: Instant) {
        let leg = (id, data.mid);
        let Some(source) = self.sources.get_mut(&leg) else { return };
        let layer = if source.simulcast { rid_layer(data.rid) } else { 0 };
        let keyframe = source.video && data.is_keyframe();
        source.saw(layer, data.data.len(), keyframe.then_some(&*data.data), now);
        let level = data.ext_vals.audio_level;
        if !source.video
            && let Some(level) = level
        {
            source.heard(level, now);
        }
        let frame = Frame {
            layer,
            keyframe,
            contiguous: data.contiguous,
            time: data.time,
            at: data.network_time,
            data: &data.data,
            level: level.map(|level| (level, data.ext_vals.voice_activity.unwrap_or(false))),
            orientation: data.ext_vals.video_orientation,
            params: Some(data.params),
        };
        if self.pass(leg, &frame, now) {
            self.ask(leg, layer, now);
        }
    }

    /// Gives a frame to everyone who is to get it. Returns whether somebody now needs a keyframe.
    fn pass(&mut self, leg: Leg, frame: &Frame<'_>, now: Instant) -> bool {
        let Some(source) = self.sources.get_mut(&leg) else { return false };
        let mut broke = false;
        for f in &mut source.forwards {
            if source.video {
                let was = f.broken;
                let passes = f.passes(frame.layer, frame.keyframe, frame.contiguous);
                broke |= f.broken && !was;
                if !passes {
                    continue;
                }
            }
            let Some(peer) = self.peers.get_mut(&f.to) else { continue };
            let user = (leg.0, leg.1, frame.layer);
            let time = Clock::map(peer.clocks.entry(f.mid).or_default(), user, frame.time, now);
            let Some(mut writer) = peer.rtc.writer(f.mid) else { continue };
            let matching = || match frame.params {
                Some(params) => writer.match_params(params),
                None => {
                    writer.payload_params().find(|p| p.spec().codec == Codec::Opus).map(PayloadParams::pt)
                }
            };
            let Some(pt) = f.pt.or_else(matching) else { continue };
            f.pt = Some(pt);
            if let Some((level, speech)) = frame.level {
                writer = writer.audio_level(level, speech);
            }
            if let Some(orientation) = frame.orientation {
                writer = writer.video_orientation(orientation);
            }
            if let Err(e) = writer.write(pt, frame.at, time, frame.data.clone()) {
                tracing::trace!(error = %e, "frame not forwarded");
                f.pt = None;
                continue;
            }
            if !peer.queued {
                peer.queued = true;
                self.work.push(f.to);
            }
        }
        broke
    }
}

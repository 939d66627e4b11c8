//! One published audio or video track: its layers as they arrive, and where each is forwarded to.

use std::time::{Duration, Instant};

use str0m::media::{MediaTime, Mid, Pt};

use super::layers::{Choice, Layer};
use super::router::PeerId;

/// A publisher is asked for a keyframe of a layer no more often than this.
const KEYFRAME_EVERY: Duration = Duration::from_millis(300);
/// Bitrates are measured over this.
const WINDOW: Duration = Duration::from_millis(500);
/// A layer that has been quiet this long is not there.
const QUIET: Duration = Duration::from_millis(1_200);

#[derive(Debug, Default)]
struct Seen {
    last: Option<Instant>,
    window: Option<Instant>,
    bytes: u64,
    bitrate: u64,
    height: u32,
    asked: Option<Instant>,
    /// A keyframe is wanted but was asked for too recently.
    wanted: bool,
}

/// A track as the router sees it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) video: bool,
    /// Rids were invented for its layers.
    pub(crate) simulcast: bool,
    layers: Vec<Seen>,
    pub(crate) forwards: Vec<Forward>,
    /// Audio level of the last packets, dB above -127.
    pub(crate) loudness: f32,
    heard: Option<Instant>,
}

impl Source {
    pub(crate) fn new(video: bool, layers: usize) -> Source {
        let seen = (0..layers.max(1)).map(|_| Seen::default()).collect();
        Source {
            video,
            simulcast: layers > 1,
            layers: seen,
            forwards: Vec::new(),
            loudness: 0.0,
            heard: None,
        }
    }

    pub(crate) fn layer_count(&self) -> usize {
        self.layers.len()
    }

    /// A frame of a layer arrived.
    pub(crate) fn saw(&mut self, layer: usize, bytes: usize, keyframe: Option<&[u8]>, now: Instant) {
        let Some(seen) = self.layers.get_mut(layer) else { return };
        seen.last = Some(now);
        seen.bytes += bytes as u64;
        let start = *seen.window.get_or_insert(now);
        let length = now.saturating_duration_since(start);
        if length >= WINDOW {
            let measured = (seen.bytes as f64 * 8.0 / length.as_secs_f64()) as u64;
            seen.bitrate = if seen.bitrate == 0 { measured } else { (seen.bitrate + measured) / 2 };
            (seen.window, seen.bytes) = (Some(now), 0);
        }
        if let Some(height) = keyframe.and_then(vp8_height) {
            seen.height = height;
        }
    }

    pub(crate) fn heard(&mut self, level: i8, now: Instant) {
        self.loudness = (127.0 + f32::from(level)).clamp(0.0, 127.0);
        self.heard = Some(now);
    }

    /// How loud it is now; nothing heard is silence.
    pub(crate) fn loud(&self, now: Instant) -> f32 {
        match self.heard {
            Some(t) if now.saturating_duration_since(t) < QUIET => self.loudness,
            _ => 0.0,
        }
    }

    /// The layers, as the choice between them needs them.
    pub(crate) fn layers(&self, now: Instant) -> Vec<Layer> {
        let there = |s: &Seen| s.last.is_some_and(|t| now.saturating_duration_since(t) < QUIET);
        self.layers
            .iter()
            .map(|s| Layer { bitrate: there(s).then_some(s.bitrate.max(1)), height: s.height })
            .collect()
    }

    /// Whether to ask the publisher for a keyframe of this layer now; if it is too soon, it is remembered.
    pub(crate) fn may_ask(&mut self, layer: usize, now: Instant) -> bool {
        let Some(seen) = self.layers.get_mut(layer) else { return false };
        if seen.asked.is_some_and(|t| now.saturating_duration_since(t) < KEYFRAME_EVERY) {
            seen.wanted = true;
            return false;
        }
        seen.asked = Some(now);
        seen.wanted = false;
        true
    }

    /// Layers whose keyframe is still waited for.
    pub(crate) fn overdue(&self) -> Vec<usize> {
        let waits = |l: usize| {
            self.layers[l].wanted
                || self
                    .forwards
                    .iter()
                    .any(|f| f.target == Choice::Layer(l) && (f.broken || f.current != Some(l)))
        };
        if self.video { (0..self.layers.len()).filter(|l| waits(*l)).collect() } else { Vec::new() }
    }
}

/// Height in the header of a VP8 keyframe (RFC 6386, 9.1).
fn vp8_height(frame: &[u8]) -> Option<u32> {
    if frame.len() < 10 || frame[0] & 1 != 0 || frame[3..6] != [0x9d, 0x01, 0x2a] {
        return None;
    }
    Some(u32::from(u16::from_le_bytes([frame[8], frame[9]]) & 0x3fff))
}

/// How much a receiver wants a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Want {
    pub(crate) priority: u8,
    pub(crate) visible: bool,
    pub(crate) max_height: Option<u32>,
}

impl Default for Want {
    fn default() -> Want {
        Want { priority: 1, visible: true, max_height: None }
    }
}

/// One track on its way to one receiver.
#[derive(Debug)]
pub(crate) struct Forward {
    pub(crate) to: PeerId,
    pub(crate) mid: Mid,
    pub(crate) want: Want,
    pub(crate) target: Choice,
    /// The layer being forwarded; `None` until its first keyframe.
    pub(crate) current: Option<usize>,
    /// A frame is missing: nothing until the next keyframe.
    pub(crate) broken: bool,
    pub(crate) pt: Option<Pt>,
}

impl Forward {
    pub(crate) fn new(to: PeerId, mid: Mid, want: Want) -> Forward {
        Forward { to, mid, want, target: Choice::Layer(0), current: None, broken: false, pt: None }
    }

    /// Whether a video frame of this layer goes through. A layer starts, and restarts, on a keyframe.
    pub(crate) fn passes(&mut self, layer: usize, keyframe: bool, contiguous: bool) -> bool {
        if self.target == Choice::Off {
            return false;
        }
        if self.current != Some(layer) {
            if self.target != Choice::Layer(layer) || !keyframe {
                return false;
            }
            self.current = Some(layer);
            self.broken = false;
        }
        if keyframe {
            self.broken = false;
        } else if !contiguous {
            self.broken = true;
        }
        !self.broken
    }
}

/// The timestamps of one sending section. Whoever uses it continues where the one before stopped: a jump would
/// upset the receiver's jitter buffer.
#[derive(Debug)]
pub(crate) struct Clock {
    /// Who is on it: the source and the layer.
    user: (PeerId, Mid, usize),
    offset: i128,
    last: i128,
    at: Instant,
}

impl Clock {
    /// The time a frame leaves with.
    pub(crate) fn map(
        clock: &mut Option<Clock>,
        user: (PeerId, Mid, usize),
        time: MediaTime,
        now: Instant,
    ) -> MediaTime {
        let (given, rate) = (i128::from(time.numer()), i128::from(time.denom()));
        let c = clock.get_or_insert(Clock { user, offset: 0, last: given, at: now });
        if c.user != user {
            let passed = now.saturating_duration_since(c.at).as_micros() as i128 * rate / 1_000_000;
            c.offset = c.last + passed.max(rate / 60) - given;
            c.user = user;
        }
        let out = given + c.offset;
        if out >= c.last {
            (c.last, c.at) = (out, now);
        }
        MediaTime::new(u64::try_from(out).unwrap_or(0), time.frequency())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_starts_on_its_keyframe_and_restarts_on_one_after_a_gap() {
        let mut f = Forward::new(PeerId(1), Mid::from("1"), Want::default());
        assert!(!f.passes(0, false, true), "nothing before a keyframe");
        assert!(f.passes(0, true, true));
        assert!(f.passes(0, false, true));
        assert!(!f.passes(0, false, false), "a frame is missing");
        assert!(!f.passes(0, false, true));
        assert!(f.passes(0, true, false));
        f.target = Choice::Layer(2);
        assert!(f.passes(0, false, true), "the old layer goes on until the new one has a keyframe");
        assert!(!f.passes(2, false, true));
        assert!(f.passes(2, true, true));
        assert!(!f.passes(0, true, true), "the old layer is done");
        f.target = Choice::Off;
        assert!(!f.passes(2, true, true));
    }

    #[test]
    fn keyframes_are_asked_for_now_and_then() {
        let (mut s, t) = (Source::new(true, 1), Instant::now());
        assert!(s.may_ask(0, t));
        assert!(!s.may_ask(0, t + Duration::from_millis(299)));
        assert_eq!(s.overdue(), [0]);
        assert!(s.may_ask(0, t + Duration::from_millis(300)));
        assert!(s.overdue().is_empty());
    }

    #[test]
    fn timestamps_go_on_when_the_layer_changes() {
        let (mut clock, t) = (None, Instant::now());
        let at = |ms| t + Duration::from_millis(ms);
        let mut map = |layer, time, ms| {
            Clock::map(&mut clock, (PeerId(1), Mid::from("1"), layer), MediaTime::from_90khz(time), at(ms))
                .numer()
        };
        assert_eq!(map(0, 1_000_000, 0), 1_000_000);
        assert_eq!(map(0, 1_003_600, 40), 1_003_600);
        assert_eq!(map(1, 7, 80), 1_007_200, "40 ms later, whatever the layer's own clock says");
        assert_eq!(map(1, 3_607, 120), 1_010_800);
    }

    #[test]
    fn quiet_layers_are_not_there_and_heights_come_from_keyframes() {
        let (mut s, t) = (Source::new(true, 2), Instant::now());
        let key = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x00, 0x05, 0xd0, 0x02];
        s.saw(1, 1_000, Some(&key), t);
        s.saw(1, 124_000, None, t + Duration::from_millis(1_000));
        let layers = s.layers(t + Duration::from_millis(1_100));
        assert_eq!(layers[0].bitrate, None);
        assert_eq!((layers[1].bitrate, layers[1].height), (Some(1_000_000), 720));
        assert_eq!(s.layers(t + Duration::from_secs(3))[1].bitrate, None);
    }
}

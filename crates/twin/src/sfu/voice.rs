//! A source of sound without a connection: clips, packet by packet, as time passes. Pure.

use std::time::{Duration, Instant};

use str0m::media::{Frequency, MediaTime};

use super::clip::{Clip, Packet};

/// What a packet lasts, and how much the timestamps grow by it.
const PACKET: Duration = Duration::from_millis(20);
const SAMPLES: u64 = 960;
/// Who is later than this skips what was missed, as a phone does whose network stalled.
const LATE: Duration = Duration::from_millis(500);

/// A voice that plays one clip after the other, without end.
#[derive(Debug)]
pub(crate) struct Voice {
    clip: &'static Clip,
    /// What comes when the clip is over; itself, if it goes round.
    then: &'static Clip,
    at: usize,
    due: Instant,
    /// Counts on whatever is played: a jump would upset every receiver.
    time: u64,
}

impl Voice {
    pub(crate) fn new(clip: &'static Clip, then: &'static Clip, now: Instant) -> Self {
        Self { clip, then, at: 0, due: now, time: 0 }
    }

    /// Plays something else from the next packet on.
    pub(crate) fn play(&mut self, clip: &'static Clip, then: &'static Clip) {
        (self.clip, self.then, self.at) = (clip, then, 0);
    }

    /// When [`Voice::next`] has a packet.
    pub(crate) fn deadline(&self) -> Instant {
        self.due
    }

    /// The next packet that is due, and its timestamp.
    pub(crate) fn next(&mut self, now: Instant) -> Option<(MediaTime, &'static Packet)> {
        if now < self.due {
            return None;
        }
        let late = now.saturating_duration_since(self.due);
        if late >= LATE {
            let missed = u64::try_from(late.as_millis() / PACKET.as_millis()).unwrap_or(0);
            self.due = now;
            self.time += missed * SAMPLES;
        }
        if self.at >= self.clip.packets.len() {
            (self.clip, self.at) = (self.then, 0);
        }
        let packet = self.clip.packets.get(self.at)?;
        let time = MediaTime::new(self.time, Frequency::FORTY_EIGHT_KHZ);
        self.at += 1;
        self.time += SAMPLES;
        self.due += PACKET;
        Some((time, packet))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn clip(packets: &[u8]) -> &'static Clip {
        let packets = packets.iter().map(|byte| (vec![*byte].into(), -20)).collect();
        Box::leak(Box::new(Clip { packets }))
    }

    fn play(voice: &mut Voice, from: Instant, packets: u32) -> Vec<(u64, u8)> {
        (0..packets)
            .map(|n| {
                let (time, packet) = voice.next(from + PACKET * n).unwrap();
                (time.numer(), packet.0[0])
            })
            .collect()
    }

    #[test]
    fn timestamps_go_on_through_rounds_and_changes() {
        let (music, prompt, silence) = (clip(&[1, 2, 3]), clip(&[7, 8]), clip(&[0]));
        let t = Instant::now();
        let mut voice = Voice::new(music, music, t);
        assert_eq!(play(&mut voice, t, 4), [(0, 1), (960, 2), (1_920, 3), (2_880, 1)]);
        assert!(voice.next(t + PACKET * 3).is_none(), "one packet in 20 ms");
        voice.play(prompt, silence);
        let later = t + PACKET * 4;
        assert_eq!(play(&mut voice, later, 4), [(3_840, 7), (4_800, 8), (5_760, 0), (6_720, 0)]);
    }

    #[test]
    fn who_is_a_little_late_catches_up_and_who_is_very_late_skips() {
        let music = clip(&[1, 2, 3]);
        let t = Instant::now();
        let mut voice = Voice::new(music, music, t);
        let late = t + Duration::from_millis(100);
        let burst = std::iter::from_fn(|| voice.next(late)).count();
        assert_eq!(burst, 6, "0 to 100 ms");
        let very_late = t + Duration::from_millis(10_120);
        let (time, _) = voice.next(very_late).unwrap();
        assert_eq!(time.numer(), 48_000 * 10_120 / 1_000, "ten seconds on");
        assert!(voice.next(very_late).is_none());
    }
}

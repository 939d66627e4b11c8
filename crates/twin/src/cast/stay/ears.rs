//! What arrives from others: counted, and whether it is worth a word. Nothing is decoded. Pure.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use str0m::media::Mid;

use super::Received;

/// Louder than this, in dB of full scale, is a voice.
pub(super) const VOICE: i8 = -50;
/// So many packets of a voice in a row are heard; fewer are a click.
const WORDS: u32 = 5;
/// Who was quiet, or dark, for so long is heard and seen anew.
const QUIET: Duration = Duration::from_secs(2);

/// What came on a section, after a while without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Voice,
    Picture,
}

#[derive(Debug, Default)]
struct Section {
    /// Packets of a voice in a row.
    loud: u32,
    /// When a voice or a picture last came.
    last: Option<Instant>,
}

#[derive(Debug, Default)]
pub(super) struct Ears {
    sections: HashMap<Mid, Section>,
    pub(super) received: Received,
}

impl Ears {
    /// A frame of a picture came.
    pub(super) fn saw(&mut self, mid: Mid, contiguous: bool, now: Instant) -> Option<Sign> {
        self.received.frames += 1;
        self.received.gaps += u64::from(!contiguous);
        self.sections.entry(mid).or_default().after_none(now).then_some(Sign::Picture)
    }

    /// A packet of sound came, so loud.
    pub(super) fn heard(
        &mut self,
        mid: Mid,
        level: Option<i8>,
        contiguous: bool,
        now: Instant,
    ) -> Option<Sign> {
        self.received.sounds += 1;
        self.received.gaps += u64::from(!contiguous);
        let section = self.sections.entry(mid).or_default();
        section.loud =
            if level.is_some_and(|level| level > VOICE) { section.loud.saturating_add(1) } else { 0 };
        (section.loud >= WORDS && section.after_none(now)).then_some(Sign::Voice)
    }

    /// So large a share of the packets of a second did not come the first time.
    pub(super) fn missed(&mut self, share: f32) {
        self.received.lossiest = self.received.lossiest.max(share);
    }
}

impl Section {
    fn after_none(&mut self, now: Instant) -> bool {
        let last = self.last.replace(now);
        last.is_none_or(|last| now.saturating_duration_since(last) >= QUIET)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_is_told_once_until_it_rests() {
        let (mut ears, mid, t) = (Ears::default(), Mid::from("1"), Instant::now());
        let mut hear =
            |level, packet: u32| ears.heard(mid, level, true, t + Duration::from_millis(20) * packet);
        let first = (0..10).filter_map(|packet| hear(Some(-20), packet)).count();
        assert_eq!(first, 1, "a voice");
        assert_eq!((10..60).find_map(|packet| hear(Some(-90), packet)), None, "a breath");
        assert_eq!((60..90).find_map(|packet| hear(Some(-20), packet)), None, "goes on");
        assert_eq!((90..250).find_map(|packet| hear(Some(-127), packet)), None, "a rest");
        assert_eq!((250..254).find_map(|packet| hear(Some(-20), packet)), None, "a click");
        assert_eq!(hear(None, 254), None, "who does not say how loud it is, is not heard");
        let again = (255..270).find_map(|packet| hear(Some(-20), packet));
        assert_eq!(again, Some(Sign::Voice));
        assert_eq!(ears.received.sounds, 260);
    }

    #[test]
    fn a_picture_is_told_once_until_it_stops() {
        let (mut ears, mid, t) = (Ears::default(), Mid::from("1"), Instant::now());
        assert_eq!(ears.saw(mid, true, t), Some(Sign::Picture));
        assert_eq!(ears.saw(mid, false, t + QUIET / 2), None);
        assert_eq!(ears.saw(Mid::from("2"), true, t + QUIET / 2), Some(Sign::Picture), "somebody else");
        assert_eq!(ears.saw(mid, true, t + QUIET * 2), Some(Sign::Picture));
        assert_eq!((ears.received.frames, ears.received.gaps), (4, 1));
    }
}

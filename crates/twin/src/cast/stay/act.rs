//! What one stay shows and says at any moment: the loops that go with the wishes of whoever directs it. Pure.

use std::time::Instant;

use str0m::media::MediaTime;

use super::Network;
use super::ears::VOICE;
use crate::cast::loops::{self, Look, Tongue, film::Frame, show::Show};
use crate::sfu::clip::Packet;
use crate::sfu::voice::Voice;

/// After so many silent packets, a third of a second, a mouth is closed: between words it is not.
const REST: u32 = 16;

/// The wishes of whoever directs the stay.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) look: Look,
    pub(super) tongue: Tongue,
    pub(super) camera: bool,
    pub(super) microphone: bool,
    pub(super) talks: bool,
    pub(super) network: Network,
}

/// What a picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Face {
    Dark,
    Idle,
    Talking,
}

#[derive(Debug)]
pub(super) struct Act {
    pub(super) manner: Manner,
    show: Show,
    voice: Voice,
    face: Face,
    /// Packets in a row in which the voice is silent.
    quiet: u32,
}

impl Act {
    pub(super) fn new(manner: Manner, now: Instant) -> Self {
        let silence = loops::silence();
        let show = Show::new(loops::idle(manner.look), now);
        Self { manner, show, voice: Voice::new(silence, silence, now), face: Face::Idle, quiet: 0 }
    }

    /// Changes what is to be seen and heard.
    pub(super) fn behave(&mut self, manner: Manner) {
        let before = std::mem::replace(&mut self.manner, manner);
        let sounds = |m: &Manner| m.microphone && m.talks;
        if sounds(&before) != sounds(&manner) {
            let clip =
                if sounds(&manner) { loops::voice(manner.look, manner.tongue) } else { loops::silence() };
            self.voice.play(clip, clip);
        }
        if manner.talks != before.talks {
            self.quiet = 0;
        }
        self.make_a_face();
    }

    /// Shows the face that goes with what is heard. Who talks into a microphone that is off does not know it.
    fn make_a_face(&mut self) {
        let Manner { look, camera, talks, microphone, .. } = self.manner;
        let face = match camera {
            false => Face::Dark,
            true if talks && (self.quiet < REST || !microphone) => Face::Talking,
            true => Face::Idle,
        };
        if std::mem::replace(&mut self.face, face) != face {
            self.show.play(match face {
                Face::Dark => loops::dark(),
                Face::Idle => loops::idle(look),
                Face::Talking => loops::talking(look),
            });
        }
    }

    /// The next frame of this layer is a keyframe.
    pub(super) fn ask(&mut self, layer: usize) {
        self.show.ask(layer);
    }

    /// When there is something to be shown or said.
    pub(super) fn deadline(&self) -> Instant {
        self.show.deadline().min(self.voice.deadline())
    }

    /// The packet of the microphone that is due.
    pub(super) fn say(&mut self, now: Instant) -> Option<(MediaTime, &'static Packet)> {
        let next = self.voice.next(now);
        if let Some((_, (_, level))) = next {
            self.quiet = if *level > VOICE { 0 } else { self.quiet.saturating_add(1) };
            self.make_a_face();
        }
        next
    }

    /// The frames of the camera that are due, one of each layer.
    pub(super) fn show(&mut self, now: Instant) -> Option<(MediaTime, [Option<&'static Frame>; 3])> {
        self.show.next(now)
    }

    /// Whether a slow network carries only the smallest picture.
    pub(super) fn is_slow(&self) -> bool {
        self.manner.network == Network::Slow
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn listener(now: Instant) -> (Act, Manner) {
        let manner = Manner {
            look: Look::YoungMan,
            tongue: Tongue::English,
            camera: true,
            microphone: true,
            talks: false,
            network: Network::Good,
        };
        (Act::new(manner, now), manner)
    }

    /// Faces of so many packets of sound, each once in a row, and whether any of them was loud.
    fn faces(act: &mut Act, from: Instant, packets: std::ops::Range<u32>) -> (Vec<Face>, bool) {
        let (mut faces, mut loud) = (Vec::new(), false);
        for packet in packets {
            let said = act.say(from + Duration::from_millis(20) * packet);
            loud |= said.is_some_and(|(_, (_, level))| *level > VOICE);
            faces.push(act.face);
        }
        faces.dedup();
        (faces, loud)
    }

    #[test]
    fn a_mouth_moves_while_there_are_words_and_rests_with_them() {
        let t = Instant::now();
        let (mut act, manner) = listener(t);
        assert_eq!(faces(&mut act, t, 0..100), (vec![Face::Idle], false));
        act.behave(Manner { talks: true, ..manner });
        let round = u32::try_from(loops::voice(manner.look, manner.tongue).packets.len()).unwrap_or(0);
        let (seen, loud) = faces(&mut act, t, 100..100 + 2 * round);
        assert!(loud && seen.first() == Some(&Face::Talking) && seen.last() == Some(&Face::Idle), "{seen:?}");
        assert!(seen.len() >= 4, "the second round begins to talk again: {seen:?}");
        act.behave(manner);
        assert_eq!(faces(&mut act, t, 100 + 2 * round..200 + 2 * round), (vec![Face::Idle], false));
    }

    #[test]
    fn who_is_muted_talks_unheard_and_who_has_no_camera_is_dark() {
        let t = Instant::now();
        let (mut act, manner) = listener(t);
        act.behave(Manner { talks: true, microphone: false, ..manner });
        assert_eq!(faces(&mut act, t, 0..100), (vec![Face::Talking], false));
        act.behave(Manner { talks: true, camera: false, ..manner });
        assert_eq!(faces(&mut act, t, 100..150), (vec![Face::Dark], true));
    }
}

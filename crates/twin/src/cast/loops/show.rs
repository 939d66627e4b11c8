//! What a camera sends: films in several sizes at once, frame by frame, as time passes. Pure.

use std::time::{Duration, Instant};

use str0m::media::MediaTime;

use super::film::{Film, Frame, RATE};

/// The same picture in each layer's size, the smallest first.
pub(crate) type Films = [&'static Film; 3];

/// How much the timestamps grow by a frame: ticks of 90 kHz.
const TICKS: u64 = 90_000 / RATE as u64;
/// Who is later than this skips what was missed, as a camera does whose computer stalled.
const LATE: Duration = Duration::from_millis(250);

/// Films that go round.
#[derive(Debug)]
pub(crate) struct Show {
    films: Films,
    /// The next frame of each layer. Each has its own place: a layer that is asked for a keyframe jumps to one.
    at: [usize; 3],
    due: Instant,
    /// Counts on whatever is shown: a jump would upset every receiver.
    time: u64,
}

impl Show {
    pub(crate) fn new(films: Films, now: Instant) -> Self {
        Self { films, at: [0; 3], due: now, time: 0 }
    }

    /// Shows something else from the next frame on.
    pub(crate) fn play(&mut self, films: Films) {
        (self.films, self.at) = (films, [0; 3]);
    }

    /// The next frame of this layer is a keyframe: somebody can't go on without one.
    pub(crate) fn ask(&mut self, layer: usize) {
        let (Some(film), Some(at)) = (self.films.get(layer), self.at.get_mut(layer)) else { return };
        let ahead = film.frames.iter().skip(*at).position(|frame| frame.keyframe);
        // Behind the last one the film starts again, with a keyframe.
        *at = ahead.map_or(0, |ahead| *at + ahead);
    }

    /// When [`Show::next`] has frames.
    pub(crate) fn deadline(&self) -> Instant {
        self.due
    }

    /// The frames that are due, one of each layer, and their timestamp. A film without frames shows nothing.
    pub(crate) fn next(&mut self, now: Instant) -> Option<(MediaTime, [Option<&'static Frame>; 3])> {
        if now < self.due {
            return None;
        }
        let frame = Duration::from_secs(1) / RATE;
        let late = now.saturating_duration_since(self.due);
        if late >= LATE {
            self.time += TICKS * u64::try_from(late.as_micros() / frame.as_micros()).unwrap_or(0);
            self.due = now;
        }
        let mut frames = [None; 3];
        for ((film, at), next) in self.films.iter().zip(&mut self.at).zip(&mut frames) {
            if *at >= film.frames.len() {
                *at = 0;
            }
            *next = film.frames.get(*at);
            *at += 1;
        }
        let time = MediaTime::from_90khz(self.time);
        self.time += TICKS;
        self.due += frame;
        Some((time, frames))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const FRAME: Duration = Duration::from_micros(41_667);

    /// Frames named by a byte; capitals are keyframes.
    fn film(frames: &[u8]) -> &'static Film {
        let frame =
            |byte: &u8| Frame { data: [*byte].as_slice().into(), keyframe: byte.is_ascii_uppercase() };
        Box::leak(Box::new(Film { size: (1, 1), frames: frames.iter().map(frame).collect() }))
    }

    fn watch(show: &mut Show, from: Instant, frames: u32) -> (Vec<u64>, [String; 3]) {
        let (mut times, mut seen) = (Vec::new(), [const { String::new() }; 3]);
        for n in 0..frames {
            let (time, frames) = show.next(from + FRAME * n).unwrap();
            times.push(time.numer());
            for (seen, frame) in seen.iter_mut().zip(frames) {
                seen.push(frame.map_or('-', |frame| char::from(frame.data[0])));
            }
        }
        (times, seen)
    }

    #[test]
    fn timestamps_go_on_over_the_seams_of_loops_and_from_one_film_to_the_next() {
        let (idle, talking, none) = (film(b"Abc"), film(b"Xy"), film(b""));
        let t = Instant::now();
        let mut show = Show::new([idle, idle, none], t);
        let (times, seen) = watch(&mut show, t, 7);
        assert_eq!(times, [0, 3_750, 7_500, 11_250, 15_000, 18_750, 22_500]);
        assert_eq!(seen, ["AbcAbcA", "AbcAbcA", "-------"]);
        assert!(show.next(t + FRAME * 6).is_none(), "one frame at a time");
        show.play([talking, talking, talking]);
        let (times, seen) = watch(&mut show, t + FRAME * 7, 3);
        assert_eq!((times, seen[2].as_str()), (vec![26_250, 30_000, 33_750], "XyX"));
    }

    #[test]
    fn who_can_not_go_on_gets_a_keyframe_next_and_the_other_layers_go_on() {
        let picture = film(b"AbcdEfgh");
        let t = Instant::now();
        let mut show = Show::new([picture; 3], t);
        watch(&mut show, t, 2);
        show.ask(1);
        let (times, seen) = watch(&mut show, t + FRAME * 2, 2);
        assert_eq!((times, seen), (vec![7_500, 11_250], ["cd", "Ef", "cd"].map(str::to_owned)));
        show.ask(1);
        show.ask(9);
        assert_eq!(
            watch(&mut show, t + FRAME * 4, 4).1,
            ["Efgh", "Abcd", "Efgh"],
            "behind the last, the first"
        );
        show.ask(0);
        assert_eq!(watch(&mut show, t + FRAME * 8, 1).1[0], "A", "who is there already does not jump");
    }

    #[test]
    fn who_is_a_little_late_catches_up_and_who_is_very_late_skips() {
        let picture = film(b"Abc");
        let t = Instant::now();
        let mut show = Show::new([picture; 3], t);
        let late = t + FRAME * 4;
        assert_eq!(std::iter::from_fn(|| show.next(late)).count(), 5);
        let very_late = t + Duration::from_secs(10);
        let (time, _) = show.next(very_late).unwrap();
        assert!(time.numer().abs_diff(900_000) <= 2 * TICKS, "ten seconds on: {}", time.numer());
        assert!(show.next(very_late).is_none());
    }
}

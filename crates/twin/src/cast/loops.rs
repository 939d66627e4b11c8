//! What is seen and heard of the cast: short loops, drawn and spoken for this project by `cast/make.py`.
//!
//! They are sent as they are, never decoded: [`film`] and [`Clip`] read them, [`show`] and [`Voice`](crate::sfu::voice::Voice)
//! play them in time.

pub(crate) mod film;
pub(crate) mod show;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::sfu::clip::Clip;
use film::Film;
use show::Films;

/// One of the drawn people. Each is somebody else at first sight; none is anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// Long dark hair, a lamp behind her.
    YoungWoman,
    /// White moustache and glasses, a shelf of books.
    OldMan,
    /// A mother who talks, and her daughter who listens.
    ParentAndChild,
    /// Black curls and beard, a white collar.
    ManWithBeard,
    /// White hair, glasses and beads.
    OldWoman,
    /// Short black hair, a green hood.
    YoungMan,
}

impl Look {
    /// Everybody there is.
    pub const ALL: [Self; 6] = [
        Self::YoungWoman,
        Self::OldMan,
        Self::ParentAndChild,
        Self::ManWithBeard,
        Self::OldWoman,
        Self::YoungMan,
    ];
}

/// What somebody speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tongue {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Japanese.
    #[serde(rename = "ja")]
    Japanese,
}

/// All that there is of one person.
struct Person {
    idle: [Film; 3],
    talking: [Film; 3],
    voices: [Clip; 3],
}

/// The face of somebody who listens.
pub(crate) fn idle(look: Look) -> Films {
    person(look).idle.each_ref()
}

/// The face of somebody who talks.
pub(crate) fn talking(look: Look) -> Films {
    person(look).talking.each_ref()
}

/// What somebody says, over and over, with a rest between.
pub(crate) fn voice(look: Look, tongue: Tongue) -> &'static Clip {
    let [english, spanish, japanese] = &person(look).voices;
    match tongue {
        Tongue::English => english,
        Tongue::Spanish => spanish,
        Tongue::Japanese => japanese,
    }
}

macro_rules! file {
    ($($part:literal),+) => {
        (concat!($($part),+), include_bytes!(concat!("../../cast/", $($part),+)).as_slice())
    };
}

macro_rules! films {
    ($folder:literal, $name:literal) => {
        [
            film(file!($folder, "/", $name, "-180.ivf")),
            film(file!($folder, "/", $name, "-360.ivf")),
            film(file!($folder, "/", $name, "-720.ivf")),
        ]
    };
}

/// What a camera sends that is off: black, as browsers do.
pub(crate) fn dark() -> Films {
    static DARK: OnceLock<[Film; 3]> = OnceLock::new();
    DARK.get_or_init(|| films!("dark", "dark")).each_ref()
}

/// What a microphone sends that is off, or before which nobody speaks.
pub(crate) fn silence() -> &'static Clip {
    static SILENCE: OnceLock<Clip> = OnceLock::new();
    SILENCE.get_or_init(|| clip(("silence", include_bytes!("../../sounds/silence.opus"))))
}

fn person(look: Look) -> &'static Person {
    macro_rules! person {
        ($folder:literal) => {{
            static PERSON: OnceLock<Person> = OnceLock::new();
            PERSON.get_or_init(|| Person {
                idle: films!($folder, "idle"),
                talking: films!($folder, "talking"),
                voices: [
                    clip(file!($folder, "/voice-en.opus")),
                    clip(file!($folder, "/voice-es.opus")),
                    clip(file!($folder, "/voice-ja.opus")),
                ],
            })
        }};
    }
    match look {
        Look::YoungWoman => person!("young-woman"),
        Look::OldMan => person!("old-man"),
        Look::ParentAndChild => person!("parent-and-child"),
        Look::ManWithBeard => person!("man-with-beard"),
        Look::OldWoman => person!("old-woman"),
        Look::YoungMan => person!("young-man"),
    }
}

/// Part of the program, and read by a test: should one be spoilt all the same, this is not seen and the rest goes on.
fn film((name, file): (&str, &[u8])) -> Film {
    Film::read(file).unwrap_or_else(|wrong| {
        tracing::error!("the film {name}: {wrong}");
        Film::NONE
    })
}

fn clip((name, file): (&str, &[u8])) -> Clip {
    Clip::read(file).unwrap_or_else(|wrong| {
        tracing::error!("the voice {name}: {wrong}");
        Clip { packets: Vec::new() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_film_has_its_size_three_seconds_and_a_keyframe_each_second() {
        let all = Look::ALL.into_iter().flat_map(|look| {
            [(format!("{look:?} idle"), idle(look), 72), (format!("{look:?} talking"), talking(look), 72)]
        });
        for (name, films, frames) in all.chain([("dark".to_owned(), dark(), 24)]) {
            assert_eq!(films.map(|film| film.size), [(320, 180), (640, 360), (1280, 720)], "{name}");
            for film in films {
                assert_eq!(film.frames.len(), frames, "{name}");
                let keyframes = film.frames.iter().enumerate().filter(|(_, frame)| frame.keyframe);
                let wanted: Vec<usize> = (0..frames).step_by(24).collect();
                assert_eq!(keyframes.map(|(at, _)| at).collect::<Vec<_>>(), wanted, "{name}");
            }
        }
    }

    #[test]
    fn every_voice_is_heard_and_rests() {
        for look in Look::ALL {
            for tongue in [Tongue::English, Tongue::Spanish, Tongue::Japanese] {
                let packets = &voice(look, tongue).packets;
                let seconds = packets.len() / 50;
                assert!((3..15).contains(&seconds), "{look:?} {tongue:?}: {seconds} s");
                assert!(packets.iter().any(|(_, level)| *level > -30), "{look:?} {tongue:?} is heard");
                let rest = &packets[packets.len() - 50..];
                assert!(rest.iter().all(|(_, level)| *level < -60), "{look:?} {tongue:?} rests at the end");
            }
        }
    }

    #[test]
    fn people_and_languages_have_names_for_scripts() {
        let names = serde_json::to_value(Look::ALL).unwrap_or_default();
        let wanted =
            ["young-woman", "old-man", "parent-and-child", "man-with-beard", "old-woman", "young-man"];
        assert_eq!(names, serde_json::json!(wanted));
        assert_eq!(serde_json::from_str::<Tongue>("\"es\"").ok(), Some(Tongue::Spanish));
    }
}

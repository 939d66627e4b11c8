//! The sounds of the phones, made for this project by `sounds/make.py`.

use std::sync::OnceLock;

use super::script::Sound;
use crate::sfu::clip::Clip;

/// A sound, and what is heard when it is over: music and talk go round, everything else ends in silence.
pub(crate) fn clip(sound: Sound) -> (&'static Clip, &'static Clip) {
    let clip = one(sound);
    match sound {
        Sound::Silence | Sound::Hold | Sound::Talk => (clip, clip),
        _ => (clip, one(Sound::Silence)),
    }
}

fn one(sound: Sound) -> &'static Clip {
    macro_rules! file {
        ($name:literal) => {{
            static CLIP: OnceLock<Clip> = OnceLock::new();
            const FILE: &[u8] = include_bytes!(concat!("../../sounds/", $name, ".opus"));
            CLIP.get_or_init(|| match Clip::read(FILE) {
                Ok(clip) => clip,
                // Part of the program, and read by a test: without it the phone is mute, and nothing else is wrong.
                Err(wrong) => {
                    tracing::error!("the sound {}: {wrong}", $name);
                    Clip { packets: Vec::new() }
                }
            })
        }};
    }
    match sound {
        Sound::Silence => file!("silence"),
        Sound::Hold => file!("hold"),
        Sound::Language => file!("language"),
        Sound::Department => file!("department"),
        Sound::Code => file!("code"),
        Sound::Wrong => file!("wrong"),
        Sound::Voicemail => file!("voicemail"),
        Sound::Beep => file!("beep"),
        Sound::Greeting => file!("greeting"),
        Sound::Talk => file!("talk"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sound_is_there_and_only_silence_is_silent() {
        let all = [
            Sound::Silence,
            Sound::Hold,
            Sound::Language,
            Sound::Department,
            Sound::Code,
            Sound::Wrong,
            Sound::Voicemail,
            Sound::Beep,
            Sound::Greeting,
            Sound::Talk,
        ];
        for sound in all {
            let (clip, _) = clip(sound);
            let loudest = clip.packets.iter().map(|(_, level)| *level).max();
            assert!(clip.packets.len() > 40, "{sound:?}");
            assert_eq!(
                loudest.is_some_and(|level| level > -40),
                sound != Sound::Silence,
                "{sound:?}: {loudest:?}"
            );
        }
    }
}

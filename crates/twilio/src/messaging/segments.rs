//! What a text is sent as: one segment or several, each of which is paid for.
//!
//! A segment carries 140 bytes. A text in the alphabet of GSM 03.38 takes seven bits a character: 160 fit, or 153 where the text needs
//! several segments, since each then says which it is. One character outside of it, and all of the text is sent as UTF-16: 70 units
//! fit, or 67. A character of two (`€` in the first, an emoji in the second) is never divided between segments.
//!
//! ```
//! use twilio::messaging::segments::{self, Encoding};
//!
//! let text = "Your visit is ready. Open the link when you are set; we’ll let you in: https://visit.example.test/#7Kp2";
//! let as_typed = segments::count(text);
//! assert_eq!((as_typed.encoding, as_typed.segments), (Encoding::Ucs2, 2));
//! let plain = segments::plainer(text).expect("one curly quote is all that is in the way");
//! assert_eq!(segments::count(&plain).segments, 1);
//! ```
//!
//! Sources: 3GPP TS 23.038 (the alphabet) and 23.040 (a six-byte header in each part of several). Where characters are composed of several code
//! points, Twilio's published calculator keeps them together, which can cost a segment more at a boundary; its service is not
//! documented to, and it is not done here.

/// Most characters that Twilio takes in one text.
pub const LONGEST: usize = 1600;

/// How a text is written on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Seven bits a character.
    Gsm7,
    /// UTF-16, sixteen bits a unit.
    Ucs2,
}

impl Encoding {
    /// How many units one segment carries: alone, and as one of several.
    #[must_use]
    pub fn capacity(self) -> (usize, usize) {
        match self {
            Encoding::Gsm7 => (160, 153),
            Encoding::Ucs2 => (70, 67),
        }
    }

    fn units(self, c: char) -> usize {
        match self {
            Encoding::Gsm7 if EXTENSION.contains(c) => 2,
            Encoding::Gsm7 => 1,
            Encoding::Ucs2 => c.len_utf16(),
        }
    }
}

/// What a text takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Segments {
    /// How it is written.
    pub encoding: Encoding,
    /// How many units it has: septets, or UTF-16 code units.
    pub units: usize,
    /// In how many segments it is sent; none if it has no characters.
    pub segments: usize,
    /// How many units still fit into the last of them.
    pub left: usize,
}

/// GSM 03.38, the basic alphabet, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Its extension: each is an escape and a character.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// Whether a character can be sent in seven bits.
#[must_use]
pub fn is_gsm7(c: char) -> bool {
    BASIC.contains(c) || EXTENSION.contains(c)
}

/// What a text takes as it is.
#[must_use]
pub fn count(text: &str) -> Segments {
    let encoding = if text.chars().all(is_gsm7) { Encoding::Gsm7 } else { Encoding::Ucs2 };
    let (alone, of_several) = encoding.capacity();
    let units = text.chars().map(|c| encoding.units(c)).sum();
    if units <= alone {
        return Segments { encoding, units, segments: usize::from(units > 0), left: alone - units };
    }
    let (mut segments, mut left) = (1, of_several);
    for c in text.chars() {
        let units = encoding.units(c);
        if units > left {
            (segments, left) = (segments + 1, of_several);
        }
        left -= units;
    }
    Segments { encoding, units, segments, left }
}

/// The characters that keep a text from being sent in seven bits, each once, in the order in which they come.
#[must_use]
pub fn unusual(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for c in text.chars().filter(|&c| !is_gsm7(c)) {
        if !found.contains(&c) {
            found.push(c);
        }
    }
    found
}

/// How a character that keyboards and word processors put in of their own accord is written plainly; none for a character that somebody
/// means, such as `á` or an emoji. The same replacements are among those of Twilio's *smart encoding*, but for the spaces, which
/// it doubles.
#[must_use]
pub fn plain_form(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{b4}' | '`' | '\u{2bc}' => "'",
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '«' | '»' => "\"",
        '\u{201a}' => ",",
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '•' => "-",
        '…' => "...",
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => "",
        _ => return None,
    })
}

/// The text with what has a plain form written plainly, if it then takes fewer segments.
#[must_use]
pub fn plainer(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match plain_form(c) {
            Some(form) => plain.push_str(form),
            None => plain.push(c),
        }
    }
    (count(&plain).segments < count(text).segments).then_some(plain)
}

#[cfg(test)]
#[path = "segments_tests.rs"]
mod tests;

//! In how many segments a text is sent, and the signs that *smart encoding* writes plainly. Counted from the octets of a segment
//! (3GPP TS 23.040: 140, of which a part of several gives six away), and not by the console's code: both can't be wrong together.

/// The alphabet of GSM 03.38 beyond what it shares with ASCII.
const BEYOND_ASCII: [char; 43] = [
    '£', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', 'Ø', 'ø', 'Å', 'å', 'Δ', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ',
    'Ξ', 'Æ', 'æ', 'ß', 'É', '¤', '¡', 'Ä', 'Ö', 'Ñ', 'Ü', '§', '¿', 'ä', 'ö', 'ñ', 'ü', 'à', '€', '\u{c}',
    '\r', '\n',
];

/// How many septets a character takes; none if it has none.
fn septets(c: char) -> Option<u32> {
    match c {
        '^' | '{' | '}' | '\\' | '[' | '~' | ']' | '|' | '€' | '\u{c}' => Some(2),
        '`' => None,
        ' '..='~' => Some(1),
        c => BEYOND_ASCII.contains(&c).then_some(1),
    }
}

/// In how many segments it is sent; an empty one in one.
pub(crate) fn segments(body: &str) -> u32 {
    let in_septets: Option<Vec<u32>> = body.chars().map(septets).collect();
    let (widths, bits) = match in_septets {
        Some(widths) => (widths, 7),
        None => (body.chars().map(|c| u32::try_from(c.len_utf16()).unwrap_or(2)).collect(), 16),
    };
    let (whole, part) = (140 * 8 / bits, 134 * 8 / bits);
    if widths.iter().sum::<u32>() <= whole {
        return 1;
    }
    let cut = |(count, used): (u32, u32), width: &u32| {
        if used + width > part { (count + 1, *width) } else { (count, used + width) }
    };
    widths.iter().fold((1, 0), cut).0
}

/// What *smart encoding* makes of it: the commonest of the signs that Twilio replaces, and nothing where others would be left.
pub(crate) fn smart(body: &str) -> String {
    let mut plain = String::with_capacity(body.len());
    for c in body.chars() {
        match c {
            '‘' | '’' | '‛' | '´' | '`' => plain.push('\''),
            '“' | '”' | '„' | '‟' | '«' | '»' => plain.push('"'),
            '‐' | '–' | '—' | '―' | '•' => plain.push('-'),
            '…' => plain.push_str("..."),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => plain.push(' '),
            '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            c => plain.push(c),
        }
    }
    if plain.chars().all(|c| septets(c).is_some()) { plain } else { body.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_borders_are_those_of_the_standard() {
        let count = |what: &str, times: usize| segments(&what.repeat(times));
        assert_eq!([count("a", 160), count("a", 161), count("a", 306), count("a", 307)], [1, 2, 2, 3]);
        assert_eq!([count("予", 70), count("予", 71), count("予", 134), count("予", 135)], [1, 2, 2, 3]);
        assert_eq!([count("€", 80), count("€", 81), count("😀", 35), count("😀", 36)], [1, 2, 1, 2]);
        assert_eq!(segments(&format!("{}€{}", "a".repeat(152), "a".repeat(152))), 3, "a pair stays together");
        assert_eq!([segments(""), count("á", 71), count("`", 71)], [1, 2, 2]);
    }

    #[test]
    fn smart_encoding_does_all_or_nothing() {
        assert_eq!(smart("We’ll — “soon”…"), "We'll - \"soon\"...");
        assert_eq!(smart("We’ll 😀"), "We’ll 😀");
    }
}

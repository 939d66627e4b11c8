//! The standard's numbers, and what holds for any text.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;

use super::*;

fn taken(text: &str) -> (Encoding, usize, usize) {
    let Segments { encoding, units, segments, .. } = count(text);
    (encoding, units, segments)
}

#[test]
fn the_alphabet_has_its_128_places() {
    assert_eq!(BASIC.chars().count(), 127, "and the escape");
    let all: std::collections::BTreeSet<char> = BASIC.chars().chain(EXTENSION.chars()).collect();
    assert_eq!(all.len(), 127 + 10, "none is there twice");
    for c in ['ç', '`', '’', '–', 'á', 'í', 'ó', 'ú', '\t', '✓'] {
        assert!(!is_gsm7(c), "{c}");
    }
}

#[test]
fn the_numbers_of_the_standard() {
    use Encoding::{Gsm7, Ucs2};
    assert_eq!(taken(""), (Gsm7, 0, 0));
    for (characters, segments) in [(1, 1), (160, 1), (161, 2), (306, 2), (307, 3), (459, 3), (460, 4)] {
        assert_eq!(taken(&"a".repeat(characters)), (Gsm7, characters, segments));
    }
    for (characters, segments) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)] {
        assert_eq!(taken(&"予".repeat(characters)), (Ucs2, characters, segments));
    }
    assert_eq!(taken(&"€".repeat(80)), (Gsm7, 160, 1), "an extension character is two");
    assert_eq!(taken(&"€".repeat(81)), (Gsm7, 162, 2));
    assert_eq!(taken(&"😀".repeat(35)), (Ucs2, 70, 1), "an emoji is two units");
    assert_eq!(taken("👩‍⚕️"), (Ucs2, 5, 1), "and one that is composed has those of its parts");
}

#[test]
fn a_pair_is_not_divided() {
    let gsm = format!("{}€{}", "a".repeat(152), "b".repeat(152));
    assert_eq!(
        taken(&gsm),
        (Encoding::Gsm7, 306, 3),
        "306 septets would fit into two, but the euro moves on"
    );
    let wide = format!("{}😀{}", "予".repeat(66), "予".repeat(66));
    assert_eq!(taken(&wide), (Encoding::Ucs2, 134, 3));
    assert_eq!(count(&"a".repeat(150)).left, 10);
    assert_eq!(count(&gsm).left, 152);
}

#[test]
fn one_curly_quote_turns_one_segment_into_three() {
    let text = format!("We’ll see you then. {}", "a".repeat(130));
    assert_eq!(count(&text).segments, 3);
    assert_eq!(unusual(&text), ['’']);
    let plain = plainer(&text).unwrap();
    assert!(plain.starts_with("We'll see"));
    assert_eq!(count(&plain).segments, 1);
    assert_eq!(plainer("We’ll see"), None, "where it costs nothing it is left as it is");
    assert_eq!(plainer(&format!("¿Está lista? {}’", "a".repeat(60))), None, "á would be in the way still");
}

#[test]
fn what_people_mean_is_not_replaced() {
    for c in ['á', 'ç', 'ñ', '予', '😀', '€', 'a', '\'', '"', '-'] {
        assert_eq!(plain_form(c), None, "{c}");
    }
}

/// Characters of every kind that makes a difference.
fn text() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        8 => proptest::sample::select(BASIC.chars().collect::<Vec<_>>()),
        2 => proptest::sample::select(EXTENSION.chars().collect::<Vec<_>>()),
        1 => proptest::sample::select(vec!['’', '“', '…', '\u{a0}', '\u{200b}']),
        1 => any::<char>(),
    ];
    proptest::collection::vec(one, 0..500).prop_map(String::from_iter)
}

/// Cuts a text into segments by hand, as a phone's modem would.
fn cut(text: &str) -> usize {
    let Segments { encoding, units, .. } = count(text);
    let (alone, of_several) = encoding.capacity();
    let most = if units <= alone { alone } else { of_several };
    let mut parts: Vec<Vec<char>> = Vec::new();
    for c in text.chars() {
        let taken: usize = parts.last().into_iter().flatten().map(|&c| encoding.units(c)).sum();
        if parts.is_empty() || taken + encoding.units(c) > most {
            parts.push(Vec::new());
        }
        parts.last_mut().unwrap().push(c);
    }
    parts.len()
}

proptest! {
    #[test]
    fn counting_is_cutting(text in text()) {
        prop_assert_eq!(count(&text).segments, cut(&text));
    }

    #[test]
    fn no_fewer_than_the_units_need_and_at_most_one_unit_lost_at_each_boundary(text in text()) {
        let Segments { encoding, units, segments, left } = count(&text);
        let (alone, of_several) = encoding.capacity();
        let least = if units <= alone { usize::from(units > 0) } else { units.div_ceil(of_several) };
        prop_assert!(segments >= least);
        if segments > 1 {
            prop_assert!(units + left <= segments * of_several && units + left + segments > segments * of_several);
        }
    }

    #[test]
    fn more_text_never_takes_fewer(text in text(), end in text()) {
        let both = format!("{text}{end}");
        prop_assert!(count(&both).segments >= count(&text).segments);
    }

    #[test]
    fn a_plainer_text_is_cheaper_and_says_the_same_letters(text in text()) {
        if let Some(plain) = plainer(&text) {
            prop_assert!(count(&plain).segments < count(&text).segments);
            prop_assert_eq!(plainer(&plain), None);
            let letters = |text: &str| text.chars().filter(|&c| plain_form(c).is_none() && c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&plain), letters(&text));
        }
        prop_assert_eq!(unusual(&text).is_empty(), count(&text).encoding == Encoding::Gsm7);
    }
}

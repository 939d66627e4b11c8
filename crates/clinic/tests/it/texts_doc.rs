//! docs/texts.md shows the table that a text follows.

use std::fmt::Write as _;

use clinic::text::TABLE;
use clinic::{TextEvent, TextHold, TextKind, TextState, TextVariable};

const DOC: &str = include_str!("../../../../docs/texts.md");

/// The table as the document has it: a line per state, with what can happen and where it leads.
fn drawn() -> String {
    let mut text = String::from("| State | Event | Leads to |\n|---|---|---|\n");
    for (state, event, next) in TABLE {
        writeln!(text, "| `{}` | `{}` | `{}` |", state.word(), event.word(), next.word()).unwrap();
    }
    text
}

#[test]
fn the_document_shows_the_table() {
    let drawn = drawn();
    assert!(DOC.contains(&drawn), "docs/texts.md is to have this table:\n{drawn}");
}

#[test]
fn the_document_explains_every_word() {
    let words = TextState::ALL.iter().map(|s| s.word());
    let words = words.chain(TextEvent::ALL.iter().map(|e| e.word()));
    let words = words.chain(TextHold::ALL.iter().map(|h| h.word()));
    let words = words.chain(TextKind::ALL.iter().map(|k| k.word()));
    for word in words.chain(TextVariable::ALL.iter().map(|v| v.word())) {
        assert!(DOC.contains(&format!("| `{word}` |")), "docs/texts.md does not explain {word}");
    }
}

#[test]
fn the_table_has_no_line_twice_no_way_out_of_an_end_and_an_end_for_every_state() {
    for (i, (state, event, _)) in TABLE.iter().enumerate() {
        assert!(
            !TABLE[..i].iter().any(|(s, e, _)| (s, e) == (state, event)),
            "{state:?} {event:?} is there twice"
        );
        assert!(!state.is_over(), "{state:?} is over, and {event:?} leads out of it");
    }
    for state in TextState::ALL.iter().filter(|state| !state.is_over()) {
        let ends = TABLE.iter().any(|(from, _, to)| from == state && to.is_over());
        assert!(ends || *state == TextState::Unknown, "nothing ends {state:?}");
    }
}

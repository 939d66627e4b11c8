//! docs/third-parties.md shows the table that a call to a third party follows.

use std::fmt::Write as _;

use clinic::dial::TABLE;
use clinic::{DialEvent, DialState};

const DOC: &str = include_str!("../../../../docs/third-parties.md");

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
    assert!(DOC.contains(&drawn), "docs/third-parties.md is to have this table:\n{drawn}");
}

#[test]
fn the_document_explains_every_state_and_event() {
    for word in DialState::ALL.iter().map(|s| s.word()).chain(DialEvent::ALL.iter().map(|e| e.word())) {
        assert!(DOC.contains(&format!("| `{word}` |")), "docs/third-parties.md does not explain {word}");
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
    for state in DialState::ALL.iter().filter(|state| !state.is_over()) {
        let ends = TABLE.iter().any(|(from, _, to)| from == state && to.is_over());
        assert!(ends || *state == DialState::Requested, "nothing ends {state:?}");
    }
}

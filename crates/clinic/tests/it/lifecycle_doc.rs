//! docs/visit-lifecycle.md and docs/guests.md show the tables that the code follows.

use std::fmt::Write as _;

use clinic::third_party;
use clinic::visit::{Next, TABLE};
use clinic::{ThirdPartyEvent, ThirdPartyState, VisitEvent, VisitState};

const DOC: &str = include_str!("../../../../docs/visit-lifecycle.md");
const GUESTS: &str = include_str!("../../../../docs/guests.md");

/// The table as the document has it: a line per state, with what can happen and where it leads.
fn drawn() -> String {
    let mut text = String::from("| State | Event | Leads to |\n|---|---|---|\n");
    for (state, event, next) in TABLE {
        let next = match next {
            Next::To(next) => format!("`{}`", next.word()),
            Next::Before => "the state before".into(),
        };
        writeln!(text, "| `{}` | `{}` | {next} |", state.word(), event.word()).unwrap();
    }
    text
}

#[test]
fn the_document_shows_the_table() {
    let drawn = drawn();
    assert!(DOC.contains(&drawn), "docs/visit-lifecycle.md is to have this table:\n{drawn}");
}

#[test]
fn the_document_explains_every_state_and_event() {
    for word in VisitState::ALL.iter().map(|s| s.word()).chain(VisitEvent::ALL.iter().map(|e| e.word())) {
        assert!(DOC.contains(&format!("| `{word}` |")), "docs/visit-lifecycle.md does not explain {word}");
    }
}

#[test]
fn the_table_has_no_line_twice_and_no_state_without_a_way_in() {
    for (i, (state, event, _)) in TABLE.iter().enumerate() {
        assert!(
            !TABLE[..i].iter().any(|(s, e, _)| (s, e) == (state, event)),
            "{state:?} {event:?} is there twice"
        );
    }
    for state in VisitState::ALL.iter().filter(|state| **state != VisitState::Scheduled) {
        assert!(TABLE.iter().any(|(_, _, next)| *next == Next::To(*state)), "nothing leads to {state:?}");
    }
}

#[test]
fn the_document_shows_the_table_of_third_parties() {
    let mut drawn = String::from("| State | Event | Leads to |\n|---|---|---|\n");
    for (state, event, next) in third_party::TABLE {
        writeln!(drawn, "| `{}` | `{}` | `{}` |", state.word(), event.word(), next.word()).unwrap();
    }
    assert!(GUESTS.contains(&drawn), "docs/guests.md is to have this table:\n{drawn}");
    let words =
        ThirdPartyState::ALL.iter().map(|s| s.word()).chain(ThirdPartyEvent::ALL.iter().map(|e| e.word()));
    for word in words {
        assert!(GUESTS.contains(&format!("| `{word}` |")), "docs/guests.md does not explain {word}");
    }
}

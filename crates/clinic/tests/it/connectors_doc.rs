//! docs/connectors.md shows the table that a request to a service follows, and names every gap of a connector.

use std::fmt::Write as _;

use clinic::connector::Variable;
use clinic::vendor::TABLE;
use clinic::{VendorEvent, VendorSaid, VendorState};

const DOC: &str = include_str!("../../../../docs/connectors.md");

#[test]
fn the_document_shows_the_table() {
    let mut drawn = String::from("| State | Event | Leads to |\n|---|---|---|\n");
    for (state, event, next) in TABLE {
        writeln!(drawn, "| `{}` | `{}` | `{}` |", state.word(), event.word(), next.word()).unwrap();
    }
    assert!(DOC.contains(&drawn), "docs/connectors.md is to have this table:\n{drawn}");
}

#[test]
fn the_document_explains_every_state_event_gap_and_meaning() {
    for word in VendorState::ALL.iter().map(|s| s.word()).chain(VendorEvent::ALL.iter().map(|e| e.word())) {
        assert!(DOC.contains(&format!("| `{word}` |")), "docs/connectors.md does not explain {word}");
    }
    for gap in Variable::ALL {
        assert!(DOC.contains(&format!("| `{{{{{}}}}}` |", gap.word())), "nor {gap:?}");
    }
    for said in VendorSaid::ALL {
        assert!(DOC.contains(&format!("`{}`", said.word())), "nor {said:?}");
    }
}

#[test]
fn the_table_has_no_line_twice_no_way_out_of_an_end_and_an_end_for_every_state() {
    for (i, (state, event, _)) in TABLE.iter().enumerate() {
        let twice = TABLE[..i].iter().any(|(s, e, _)| (s, e) == (state, event));
        assert!(!twice, "{state:?} {event:?} is there twice");
        assert!(!state.is_over(), "{state:?} is over, and {event:?} leads out of it");
    }
    for state in VendorState::ALL.iter().filter(|state| !state.is_over()) {
        assert!(TABLE.iter().any(|(from, _, to)| from == state && to.is_over()), "nothing ends {state:?}");
    }
}

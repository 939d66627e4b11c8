//! A line is listened in to: the provider alone hears its prompts and presses its keys from within, until it is brought in.

use serde_json::json;
use stories::patient::stats_when;
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, console, phone};

#[test]
fn listening_in() {
    let mut clinic = Clinic::start();
    let InACall { patient, call, .. } = in_a_call(&mut clinic);
    let tree = json!({"kind": "tree", "start": "language", "nodes": {
        "language": {"node": "menu", "prompt": 60, "sound": "language", "wait": 60, "barge_in": true, "repeats": 9,
            "keys": {"2": "hold"}},
        "hold": {"node": "notice", "seconds": 2, "sound": "hold", "next": "interpreter"},
        "interpreter": {"node": "person", "greeting": 2, "stays": null},
    }});
    clinic.twin.phone_does(phone::CLEARLINE, 1, &tree);

    // In the room, and heard by the provider alone.
    phone::calls_by(&call, "Clearline Interpreting", "listenIn");
    phone::card(&call, "Clearline Interpreting", "listening");
    stats_when(&call, "patient and prompts at the provider", &phone::hears(2));
    stats_when(&patient.0, "the provider alone at the patient", &phone::hears(1));
    assert_eq!(clinic.twin.identities_in_the_room().len(), 3, "the line is in the room");

    // Keys are pressed from within; the line leaves for its tones and comes back to the same ear.
    call.press("Keypad: Clearline Interpreting");
    phone::presses(&call, "2");
    clinic.twin.call_is_at(phone::CLEARLINE, "interpreter");
    let listened = phone::card(&call, "Clearline Interpreting", "listening");
    console::in_order(&listened, &["You alone hear the line", "You pressed keys", "You alone hear the line"]);
    stats_when(&call, "patient and interpreter at the provider", &phone::hears(2));
    stats_when(&patient.0, "the provider alone at the patient still", &phone::hears(1));

    call.press("Bring in now: Clearline Interpreting");
    phone::card(&call, "Clearline Interpreting", "inVisit");
    stats_when(&patient.0, "provider and interpreter at the patient", &phone::hears(2));
    clinic.twin.the_phone_hears(&["pv-", "in-"]);

    console::end_from_call(&call);
    assert_eq!(clinic.twin.call_ends(phone::CLEARLINE), "completed");
}

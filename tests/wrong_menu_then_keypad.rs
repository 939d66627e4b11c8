//! A line has another phone tree than the directory knows: the provider sees where it leads, takes over with the keypad, and has it join.

use serde_json::json;
use stories::patient::stats_when;
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, console, phone};

#[test]
fn wrong_menu_then_keypad() {
    let mut clinic = Clinic::start();
    let InACall { patient, call, .. } = in_a_call(&mut clinic);
    let menu = |keys| json!({"node": "menu", "prompt": 2, "sound": "language", "wait": 60, "barge_in": true, "repeats": 99, "keys": keys});
    let tree = json!({"kind": "tree", "start": "language", "nodes": {
        "language": menu(json!({"2": "billing", "3": "department"})),
        "billing": menu(json!({"0": "language"})),
        "department": menu(json!({"1": "interpreter"})),
        "interpreter": {"node": "person", "greeting": 2, "stays": null},
    }});
    clinic.twin.phone_does(phone::CLEARLINE, 1, &tree);

    // The recipe presses 2 for Spanish, as it always did, and is where nobody interprets.
    phone::calls(&call, "Clearline Interpreting");
    clinic.twin.call_is_at(phone::CLEARLINE, "billing");
    call.press("Take over: Clearline Interpreting");
    let taken = phone::card(&call, "Clearline Interpreting", "answered");
    console::in_order(&taken, &["Pressing 2 for Spanish", "You took over", "Keypad"]);

    // Back, Spanish, medical; then into the visit.
    phone::presses(&call, "031");
    clinic.twin.call_is_at(phone::CLEARLINE, "interpreter");
    call.press("Join: Clearline Interpreting");
    let joined = phone::card(&call, "Clearline Interpreting", "inVisit");
    console::in_order(&joined, &["You took over", "You pressed keys", "Joining", "In the visit"]);
    stats_when(&call, "patient and interpreter at the provider", &phone::hears(2));
    stats_when(&patient.0, "provider and interpreter at the patient", &phone::hears(2));

    console::end_from_call(&call);
    assert_eq!(clinic.twin.call_ends(phone::CLEARLINE), "completed");
}

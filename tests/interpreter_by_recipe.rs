//! An interpreter by phone, two actions after wanting one: the line's phone tree is walked by itself, a person comes to the line, and
//! all hear one another.

use stories::console::in_order;
use stories::patient::stats_when;
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, console, phone};

#[test]
fn interpreter_by_recipe() {
    let mut clinic = Clinic::start();
    let InACall { window, name, patient, call } = in_a_call(&mut clinic);

    // Two actions, in the language of the chart.
    phone::calls(&call, "Clearline Interpreting");

    // Through three menus without anybody doing anything, until a person is to come.
    let waits = phone::card(&call, "Clearline Interpreting", "waitingForPerson");
    in_order(
        &waits,
        &[
            "Ringing",
            "Answered",
            "Pressing 2 for Spanish",
            "Pressing 1 for medical",
            "access code",
            "On hold",
        ],
    );
    assert_eq!(clinic.twin.keys_heard(phone::CLEARLINE), "215550142#");

    // In the visit: everybody hears everybody.
    let joined = phone::card(&call, "Clearline Interpreting", "inVisit");
    in_order(&joined, &["Answered", "On hold", "In the visit"]);
    clinic.twin.call_is_at(phone::CLEARLINE, "interpreter");
    stats_when(&call, "patient and interpreter at the provider", &phone::hears(2));
    stats_when(&patient.0, "provider and interpreter at the patient", &phone::hears(2));
    clinic.twin.the_phone_hears(&["pv-", "in-"]);
    let identities = clinic.twin.identities_in_the_room();
    assert!(!format!("{identities:?}").contains("0110"), "no number reaches the room: {identities:?}");

    // Hung up: the line is gone, and the visit goes on.
    call.press("Hang up: Clearline Interpreting");
    assert_eq!(clinic.twin.call_ends(phone::CLEARLINE), "completed");
    call.wait_for(
        "the call is over on its card",
        "!!document.querySelector('article[data-state=completed]')",
    );
    stats_when(&patient.0, "the provider alone at the patient", &phone::hears(1));

    // The same timeline is in the visit's history.
    console::end_from_call(&call);
    patient.0.shows("Your visit is finished");
    console::choose(&window, &name);
    window.named("summary", "What happened with Clearline Interpreting").click();
    let steps = [
        "Ringing",
        "Answered",
        "Pressing 2 for Spanish",
        "Pressing 1 for medical",
        "Pressing the access code",
    ];
    let kept = window.element("ol[aria-label='What happened with Clearline Interpreting']").text();
    in_order(&kept, &steps);
    in_order(&kept, &["Waiting for a person", "Joined the call", "Hung up", "Call over"]);
    console::history_has(
        &window,
        &[
            "Phone call asked for",
            "Answered",
            "Waiting for a person",
            "Joined the call",
            "Hung up",
            "Call over",
            "Visit ended",
        ],
    );
}

//! The first line is busy: the card offers the next in order. That one is busy too, and the one after it is called by itself, as the clinic
//! has it by then.

use serde_json::json;
use stories::patient::stats_when;
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, console, phone};

#[test]
fn busy_then_next() {
    let mut clinic = Clinic::start();
    let InACall { window, patient, call, .. } = in_a_call(&mut clinic);
    clinic.twin.control("phones/fail-next", &json!({"status": "busy"}));

    // The clinic asks before it calls another.
    phone::calls(&call, "Clearline Interpreting");
    let busy = phone::card(&call, "Clearline Interpreting", "busy");
    console::in_order(&busy, &["The line was busy", "Next in the list", "Voz Directa"]);

    // From now on it does not ask.
    window.press("Directory");
    window.press("Phone rules");
    window.element("input[type=radio][value=byItself]").click();
    window.press("Save rules");
    window.wait_for(
        "the rules to be kept",
        "document.querySelector('form [type=submit]')?.getAttribute('aria-disabled') === 'true'",
    );

    // The next line is always busy; the one after it answers and comes straight in.
    call.press("Try next: Voz Directa");
    phone::card(&call, "Rosa Benítez", "inVisit");
    call.press("People 3");
    let over = call.element("#people-panel").text();
    console::in_order(&over, &["Clearline Interpreting", "busy"]);
    console::in_order(&over, &["Voz Directa", "busy"]);
    stats_when(&call, "patient and interpreter at the provider", &phone::hears(2));
    stats_when(&patient.0, "provider and interpreter at the patient", &phone::hears(2));

    console::end_from_call(&call);
    assert_eq!(clinic.twin.call_ends(phone::ROSA), "completed");
}

//! The visit is ended while a phone rings: the call is gone at Twilio, and nobody answers into an empty room.

use serde_json::json;
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, console, phone};

#[test]
fn visit_ended_while_dialling() {
    let mut clinic = Clinic::start();
    let InACall { window, name, patient, call } = in_a_call(&mut clinic);
    clinic.twin.phone_does(phone::ROSA, 40, &json!({"kind": "person", "greeting": 2, "stays": null}));
    phone::calls(&call, "Rosa Benítez");
    phone::card(&call, "Rosa Benítez", "ringing");

    console::end_from_call(&call);
    patient.0.shows("Your visit is finished");
    assert_eq!(clinic.twin.call_ends(phone::ROSA), "canceled");

    console::choose(&window, &name);
    window.shows("phone · Called off since");
    console::history_has(&window, &["Phone call asked for", "Ringing", "Called off before an answer"]);
}

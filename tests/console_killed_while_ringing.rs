//! The console is killed while a phone rings (SIGKILL), and somebody answers meanwhile: the console that is opened again finds the call,
//! shows where it is, and ends it with the visit.

use serde_json::json;
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, console, phone};

#[test]
fn console_killed_while_ringing() {
    let mut clinic = Clinic::start();
    let InACall { name, patient, call, .. } = in_a_call(&mut clinic);
    clinic.twin.phone_does(phone::ROSA, 40, &json!({"kind": "person", "greeting": 2, "stays": null}));
    phone::calls(&call, "Rosa Benítez");
    phone::card(&call, "Rosa Benítez", "ringing");

    clinic.kill_console();
    call.shows("The console does not answer");
    clinic.twin.control("phones/act", &json!({"call": phone::ROSA, "do": "answer"}));
    clinic.twin.call_when(phone::ROSA, "the line in the room", |call| call.to_string().contains("\"room\""));

    let window = clinic.open_console();
    console::choose(&window, &name);
    window.shows("Rosa Benítez");
    window.shows("phone · In the visit since");
    let happened = window.element("ol[aria-label='What happened with Rosa Benítez']").text();
    console::in_order(&happened, &["Ringing", "Joined the call"]);

    console::end(&window);
    patient.0.shows("Your visit is finished");
    assert_eq!(clinic.twin.call_ends(phone::ROSA), "completed");
    window.shows("phone · Call over since");
}

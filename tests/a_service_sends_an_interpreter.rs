//! A service sends an interpreter: asked in two actions from the call, refused by one and the next one offered, accepted, and in the visit by
//! our link; or by a number that the service gives. What is called off after somebody accepted is called off at the service too.

use serde_json::{Value, json};
use stories::patient::{Patient, stats_when};
use stories::process::until;
use stories::visit::{InACall, in_a_call};
use stories::webdriver::{PATIENCE, Page};
use stories::{Clinic, console, guest};

/// The practice services.
const VIDEO: &str = "Practice video service";
const PHONE: &str = "Practice telephone service";

/// Opens "Add someone" for an interpreter of Spanish, whatever the chart says.
fn add_spanish(call: &Page) {
    call.press("Add someone");
    let select = call.element("select[aria-label='Language of the interpreter']");
    select.text();
    call.run(
        "const select = document.querySelector('select[aria-label=\"Language of the interpreter\"]');
         select.value = 'es'; select.dispatchEvent(new Event('change', { bubbles: true }));",
        &[],
    );
}

/// The last request that the practice service has, once `wanted` holds for it.
fn at_the_service(clinic: &Clinic, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    until(what, PATIENCE, || {
        let dump = clinic.twin.told("vendor");
        dump["requests"].as_array()?.last().filter(|request| wanted(request)).cloned()
    })
}

#[test]
fn a_service_sends_an_interpreter() {
    let mut clinic = Clinic::start();
    let InACall { window, name, patient, call } = in_a_call(&mut clinic);

    // Two actions from the call to asked. This one has nobody, and the next in order is offered.
    clinic.twin.control("vendor/next", &json!({"does": "refuse", "count": 1}));
    add_spanish(&call);
    call.press(&format!("Ask {PHONE}"));
    call.shows("Asking the service");
    call.shows("The service has nobody");
    clinic.twin.control("vendor/next", &json!({"does": "search", "count": 1}));
    call.press(&format!("Ask next: {VIDEO}"));
    call.shows("The service looks for somebody");
    console::choose(&window, &name);
    window.shows("Looking for somebody");

    // What the service is told says nothing of the patient.
    let told = at_the_service(&clinic, "the request at the service", |request| !request["joinUrl"].is_null());
    assert_eq!(told["language"], "spa");
    assert!(!told.to_string().contains(&name), "{told}");

    // Somebody accepts after a while, opens the link that the service was given, and goes straight in.
    clinic.twin.control("vendor/say", &json!({"id": told["id"], "state": "assigned"}));
    call.shows("Accepted by Alma R.");
    let page = clinic.browsers.phone("the interpreter");
    let interpreter = Patient::opens(page, told["joinUrl"].as_str().unwrap());
    interpreter.0.shows("You are invited to a visit with");
    interpreter.introduces_herself("Alma R.", "");
    stats_when(&interpreter.0, "the others at the interpreter", &guest::sees_others(2));
    stats_when(&call, "the others at the provider", &guest::sees_others(2));
    stats_when(&patient.0, "the others at the patient", &guest::sees_others(2));
    call.wait_for("the card says that she came in", "document.querySelector('article[data-state=cameIn]')");
    call.press("People");
    call.shows("Interpreter, Spanish · In the call");

    console::end_from_call(&call);
    interpreter.0.shows("Your visit is finished");
    console::history_has(
        &window,
        &[
            "Service to be asked",
            "Nobody free at the service",
            "Service to be asked",
            "Accepted by an interpreter",
            "Came in, sent by the service",
            "Visit ended",
        ],
    );
}

#[test]
fn a_service_gives_a_number_and_is_called_off_after_it_accepted() {
    let mut clinic = Clinic::start();
    let InACall { window, name, call, .. } = in_a_call(&mut clinic);

    // Called off once somebody has accepted: the service knows, and nobody comes.
    clinic.twin.control("vendor/next", &json!({"does": "search", "count": 1}));
    add_spanish(&call);
    call.press(&format!("Ask {VIDEO}"));
    let asked =
        at_the_service(&clinic, "the request at the service", |request| request["state"] == "searching");
    clinic.twin.control("vendor/say", &json!({"id": asked["id"], "state": "assigned"}));
    call.shows("Accepted by Alma R.");
    call.press(&format!("Call off: {VIDEO}"));
    call.shows("The service knows that it is off.");
    at_the_service(&clinic, "the request is off at the service", |request| request["state"] == "cancelled");

    // The next one answers with a number. It is called as any line, and is heard by everybody.
    call.press(&format!("Ask next: {PHONE}"));
    call.wait_for("the line is in the visit", "document.querySelector('article[data-state=inVisit]')");
    stats_when(&call, "the line's sound", "s.receivedAudio.filter((a) => a.bytes > 0).length === 2");
    call.shows("Earlier in this visit");

    console::end_from_call(&call);
    console::choose(&window, &name);
    console::history_has(
        &window,
        &[
            "Request to the service cancelled",
            "Service to be asked",
            "Came in, sent by the service",
            "Visit ended",
        ],
    );
}

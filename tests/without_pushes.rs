//! Every push of Sync is lost, for everybody: what is written is read all the same, on both sides, and the visit takes place.

use std::time::Duration;

use serde_json::json;
use stories::patient::{Patient, SEES_AND_HEARS, stats_when};
use stories::{Clinic, console};

/// A page looks after half a minute of silence, and then every ten seconds.
const A_LOOK: Duration = Duration::from_secs(90);

#[test]
fn without_pushes() {
    let mut clinic = Clinic::start();
    clinic.twin.control("sync/mute", &json!({"muted": true}));
    let window = clinic.open_console();
    let name = "Ines Valdivia";
    let visit = console::book_in(&window, name, "en", "", 0);
    let link = console::invited(&window, &visit);
    console::choose(&window, name);

    // The console learns of the patient by looking.
    let patient = Patient::opens(clinic.browsers.phone("the patient"), &link);
    patient.tries_everything();
    patient.joins();
    console::waits(&window, name);

    // The page learns of its place, and of the provider, by looking.
    let says = |words: &str| {
        let shown = format!("document.body.innerText.includes({})", serde_json::Value::from(words));
        patient.0.wait_within(A_LOOK, &format!("“{words}” on the page"), &shown);
    };
    says("You are next");
    window.press("Away");
    says("is away for a moment");

    // A message goes there and back.
    patient.0.press("Message the clinic");
    patient.0.element("textarea").fill("May my daughter join?");
    patient.0.press("Send");
    window.shows("May my daughter join?");
    window.named("article.card button", "Reply to").click();
    window.element("form textarea").fill("Yes, she is welcome.");
    window.named("form button", "Send").click();
    says("Yes, she is welcome.");
    patient.0.press("Back to the waiting room");

    // And so does the way in.
    console::admit(&window, name);
    let call = clinic.call_window();
    patient.0.wait_within(A_LOOK, "the call", "window.anteroomStats");
    stats_when(&call, "the patient's picture", SEES_AND_HEARS);
    stats_when(&patient.0, "the provider's picture", SEES_AND_HEARS);
    console::end_from_call(&call);
    says("Your visit is finished");
    clinic.twin.control("sync/mute", &json!({"muted": false}));
}

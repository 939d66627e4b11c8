//! A visit of a type that has questions of its own and a film: what is asked and answered, read at the console; the film plays in the waiting room, with captions, and
//! is gone when the patient is let in.

use serde_json::json;
use stories::patient::{JOIN, Patient, SEES_AND_HEARS, stats_when};
use stories::{Clinic, console};

const WHO: &str = "Ines Valdivia";

#[test]
fn questions_of_its_own_and_a_film() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    let known = console::command(&window, "getVisitTypes", &json!({}));
    let review = known["types"].as_array().unwrap().iter().find(|kind| kind["name"] == "Medication review");
    let (date, time) = console::local_in(&window, 10);
    let patient =
        json!({"name": WHO, "birthDate": "", "recordNumber": "", "language": "en", "phone": "", "email": ""});
    let visit = json!({"date": date, "time": time, "minutes": 30, "visitType": review.unwrap()["id"], "reason": "", "notes": ""});
    console::command(&window, "bookVisit", &json!({"patient": patient, "visit": visit}));
    console::choose(&window, WHO);
    window.shows("30 min · Medication review");

    let link = console::invite(&window);
    let patient = Patient::opens(clinic.browsers.phone("the patient"), &link);
    patient.tries_everything();
    let page = &patient.0;
    page.press(JOIN);
    page.named("textarea", "Which medicines do you take now?").fill("Two for the blood pressure");
    page.press("Next");
    page.named("label.choice", "Once or twice").click();
    page.press("Next");
    // Whoever does not know when leaves it out.
    page.shows("When did you last pick up medicines?");
    page.press("Next");
    page.named("label.choice", "I have read this and agree").click();
    page.press(JOIN);
    page.shows("You are next");

    console::waits(&window, WHO);
    for answer in ["Two for the blood pressure", "Once or twice", "Agreed"] {
        window.shows(answer);
    }

    page.press("Watch the clinic’s video");
    page.wait_for(
        "the film to play, with captions",
        "[...document.querySelectorAll('video')].some((film) => film.currentTime > 0.5 && film.textTracks[0]?.cues?.length === 7)",
    );
    page.shows("You are next");
    console::admit(&window, WHO);
    let call = clinic.call_window();
    stats_when(&call, "the patient's picture", SEES_AND_HEARS);
    stats_when(page, "the provider's picture", SEES_AND_HEARS);
    page.wait_for("the film to be gone", "!document.querySelector('track')");
}

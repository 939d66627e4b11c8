//! What goes wrong on the way to the waiting room, and is said on both sides: a camera that is not shared, a network without UDP, a phone that dies
//! in the middle of the clinic's questions, a link that ran out an hour ago.
#![allow(clippy::unwrap_used, reason = "a story fails by panicking")]

use std::time::Duration;

use serde_json::{Value, json};
use stories::patient::{JOIN, Patient};
use stories::process::until;
use stories::webdriver::{PATIENCE, Page};
use stories::{Clinic, console};

/// A preflight that gets nothing through gives up by a time of its own.
const GIVES_UP: Duration = Duration::from_secs(120);

#[test]
fn no_camera_no_udp_and_no_time() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();

    // The browser was told never to share the camera: it says where to change that, and a voice alone is welcome.
    let visit = console::book_in(&window, "Ines Valdivia", "en", "", 0);
    let link = console::invited(&window, &visit);
    let patient = Patient::opens(clinic.browsers.phone_without_leave_for_the_camera("no camera"), &link);
    patient.0.press("Start");
    patient.0.press("Turn on the camera");
    patient.0.shows("Your browser is not sharing the camera");
    patient.0.shows("switch Camera on");
    patient.0.press("Go on with voice only");
    patient.0.press("I see the bars move");
    patient.0.press("Play the sound");
    patient.0.press("I heard it");
    patient.joins();
    patient.0.shows("Camera: Not shared");
    let card = console::waits(&window, "Ines Valdivia");
    assert!(card.contains("The browser is not sharing the camera. Voice works."), "{card}");
    patient.0.close();

    // A network that lets no UDP through: a plain verdict with advice, on the card too, and the numbers with the visit.
    clinic.twin.control("turn/line", &json!({"cut": true}));
    let visit = console::book_in(&window, "Tomas Reyes", "en", "", 0);
    let link = console::invited(&window, &visit);
    let patient = Patient::opens(clinic.browsers.phone("no UDP"), &link);
    patient.tries_everything();
    patient.0.wait_within(
        GIVES_UP,
        "the verdict on the network",
        "document.body.innerText.includes('Your connection is weak')",
    );
    patient.0.shows("This network holds back video calls");
    patient.joins();
    let card = console::waits(&window, "Tomas Reyes");
    assert!(card.contains("Network poor"), "{card}");
    window.press("what Tomas Reyes’s page measured");
    window.shows("Their network lets no sound or picture through.");
    clinic.twin.control("turn/line", &json!({}));

    // An hour after it ran out, the other's link says until when it worked, and what to do.
    let expiry = expiry_of(&patient.0, &link);
    let now = clinic.twin.told("state")["now"].clone();
    let seconds = patient.0.ask(&format!("Math.ceil({expiry} - Date.parse({now}) / 1000) + 3600"));
    clinic.twin.control("clock/advance", &json!({"seconds": seconds}));
    let patient = Patient::opens(patient.0, &link);
    patient.0.shows("This link worked until");
    patient.0.shows("The clinic can send you a new one in a moment.");
}

#[test]
fn a_phone_dies_among_the_questions() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    let ask = |id: &str, kind: &str, ask: &str, options: &[&str]| {
        json!({"id": id, "kind": kind, "required": true,
            "words": [{"language": "en", "ask": ask, "hint": "", "options": options}]})
    };
    let questions = [
        ask("why", "text", "What brings you here?", &[]),
        ask("pain", "choice", "How strong is the pain?", &["Weak", "Strong"]),
        ask("fever", "yesNo", "Have you had a fever?", &[]),
    ];
    console::command(&window, "setIntake", &json!({"questions": questions, "own": []}));
    let visit = console::book_in(&window, "Ines Valdivia", "en", "", 0);
    let link = console::invited(&window, &visit);

    // Two of three are answered when the phone dies.
    let patient = Patient::opens(clinic.browsers.phone("the first phone"), &link);
    patient.tries_everything();
    patient.0.press(JOIN);
    patient.0.shows("Question 1 of 3");
    patient.0.element("textarea").fill("A cough for two weeks");
    patient.0.press("Next");
    patient.0.shows("How strong is the pain?");
    patient.0.named("label", "Strong").click();
    answers(&window, &visit, 2);
    patient.0.dies();

    // On another phone the same link goes on where she was: nothing is asked twice.
    let patient = Patient::opens(clinic.browsers.phone("the second phone"), &link);
    patient.tries_everything();
    patient.0.press(JOIN);
    patient.0.shows("Question 3 of 3");
    patient.0.press("Back");
    patient
        .0
        .wait_for("what she chose", "document.querySelector('label.chosen')?.innerText.includes('Strong')");
    patient.0.press("Next");
    patient.0.named("label", "No").click();
    patient.0.press(JOIN);
    patient.0.shows("You are next");
    assert_eq!(answers(&window, &visit, 3), ["A cough for two weeks", "Strong", "No"]);
    console::choose(&window, "Ines Valdivia");
    window.shows("A cough for two weeks");
}

/// The answers of a visit as the clinic reads them, once there are so many.
fn answers(window: &Page, visit: &str, count: usize) -> Vec<String> {
    until("the answers", PATIENCE, || {
        let visit = console::command(window, "getVisit", &json!({"visitId": visit}));
        let answers = visit["invitation"]["answers"].as_array()?.clone();
        let words = |answer: &Value| answer["answer"].as_str().unwrap().to_owned();
        (answers.len() == count).then(|| answers.iter().map(words).collect())
    })
}

/// When a link's token ends, in seconds since the epoch.
fn expiry_of(page: &Page, link: &str) -> f64 {
    let claims = link.split_once('#').unwrap().1.split('.').nth(1).unwrap();
    page.ask(&format!("JSON.parse(atob('{claims}'.replaceAll('-', '+').replaceAll('_', '/'))).exp"))
        .as_f64()
        .unwrap()
}

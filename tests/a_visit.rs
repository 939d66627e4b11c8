//! A visit, from the schedule to goodbye: book, invite, check in, wait, admit, see and hear each other, mute, end.

use stories::patient::{Patient, RECEIVES_720P, stats_when};
use stories::{Clinic, console};

#[test]
fn a_visit() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();

    // Schedule: a new visit for someone who is not on the practice day.
    console::book(&window, "Ines Valdivia", "Cough for two weeks");
    console::choose(&window, "Ines Valdivia");

    // Invite, and open the link on this computer, as in a practice visit.
    let link = console::invite(&window);
    assert!(link.starts_with(clinic.twin.word("portal_url")), "the link leads to the portal: {link}");
    // The console hears the patient by push: polling alone would carry the visit too, seconds later.
    clinic.twin.pushes_to("pv-");
    window.press("Open here");
    let patient = Patient(clinic.patient_window());
    patient.0.shows("PRACTICE");
    patient.checks_in();

    // Wait: the same place on the card and on the page.
    let card = console::waits(&window, "Ines Valdivia");
    patient.0.shows("You are next");
    for verdict in ["Camera", "Mic"] {
        assert!(card.contains(verdict), "the card says what the checks said: {card}");
    }

    // Admit: the call window opens, the page follows by itself.
    console::admit(&window, "Ines Valdivia");
    let call = clinic.call_window();
    call.shows("Ines Valdivia");
    let at_provider = stats_when(&call, "720p at the provider", RECEIVES_720P);
    let at_patient = stats_when(&patient.0, "720p at the patient", RECEIVES_720P);

    // Both sides send by the two-people profile, to the letter.
    for (side, stats) in [("provider", &at_provider), ("patient", &at_patient)] {
        let options = &stats["options"];
        assert_eq!(
            options["preferredVideoCodecs"],
            serde_json::json!([{"codec": "VP8", "simulcast": false}]),
            "{side}"
        );
        assert!(options["bandwidthProfile"].is_null(), "{side}: {options}");
        assert_eq!(options["networkQuality"], serde_json::json!({"local": 1, "remote": 1}), "{side}");
        let capture = &stats["capture"];
        assert_eq!((&capture["width"], &capture["height"]), (&1280.into(), &720.into()), "{side}: {capture}");
        assert_eq!(capture["frameRate"].as_f64(), Some(24.0), "{side}: {capture}");
        assert_eq!(stats["sentVideo"].as_array().unwrap().len(), 1, "{side} sends one layer: {stats}");
    }

    // Mute is seen on the other side.
    call.press("Mute");
    patient.0.shows("muted");
    call.press("Unmute");
    patient.0.wait_for("unmuted", "!document.body.innerText.includes('is muted')");

    // The twin saw one ad-hoc group room with two people, and no name in it.
    let rooms = clinic.twin.read("video_url", "/v1/Rooms");
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1, "{rooms}");
    let room = rooms["rooms"][0]["sid"].as_str().unwrap().to_owned();
    let people = clinic.twin.read("video_url", &format!("/v1/Rooms/{room}/Participants"));
    assert_eq!(people["participants"].as_array().unwrap().len(), 2, "{people}");
    assert!(!format!("{rooms}{people}").contains("Ines"), "no name reaches Twilio");

    // End for all: both pages say so, the room is over, the Documents go.
    console::end_from_call(&call);
    patient.0.shows("Your visit is finished");
    call.shows("This visit has finished");
    console::choose(&window, "Ines Valdivia");
    window.shows("Done");
    let room = clinic.twin.read("video_url", &format!("/v1/Rooms/{room}"));
    assert_eq!(room["status"], "completed");

    // The audit is complete, in order.
    console::history_has(
        &window,
        &[
            "Visit booked",
            "Patient invited",
            "Patient checked in",
            "Patient let in",
            "Patient joined the call",
            "Visit ended",
        ],
    );
}

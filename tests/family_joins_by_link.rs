//! A family member joins mid-call by link: invited from the call, named before being let in, seen and heard by everybody, and gone again.

use stories::patient::{Patient, SEES_AND_HEARS, stats_when};
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, console, guest};

#[test]
fn family_joins_by_link() {
    let mut clinic = Clinic::start();
    let InACall { window, name, patient, call } = in_a_call(&mut clinic);

    // Two actions from the call to a link.
    call.press("Add someone");
    call.press("Copy link for a family member");
    call.shows("Invited, not opened");
    let invited = guest::of_visit(&window, &name);
    let daughter = Patient::opens(clinic.browsers.phone("the daughter"), &guest::link(&window, &invited[0]));

    // Her page asks who she is; the provider reads it before letting her in.
    daughter.0.shows("You are invited to a visit with");
    daughter.introduces_herself("Lucía Márquez", "Daughter");
    daughter.0.shows("lets you in");
    call.shows("Lucía Márquez, Daughter waits to be let in.");
    daughter.0.wait_for("she has no way in yet", "!window.anteroomStats");
    call.press("Admit: Lucía Márquez, Daughter");

    // All three see and hear one another.
    stats_when(&daughter.0, "the others at the daughter", &guest::sees_others(2));
    stats_when(&call, "the others at the provider", &guest::sees_others(2));
    stats_when(&patient.0, "the others at the patient", &guest::sees_others(2));
    call.shows("Daughter");
    patient.0.shows("Family");
    patient.0.wait_for("her name is the provider's to know", "!document.body.innerText.includes('Lucía')");
    daughter.0.shows("Patient");
    let rooms = clinic.twin.read("video_url", "/v1/Rooms");
    let room = rooms["rooms"][0]["sid"].as_str().unwrap().to_owned();
    let people = clinic.twin.read("video_url", &format!("/v1/Rooms/{room}/Participants"));
    assert_eq!(people["participants"].as_array().unwrap().len(), 3, "{people}");
    assert!(!format!("{rooms}{people}").contains("Luc"), "no name reaches the room");

    // She leaves; the visit goes on.
    daughter.0.press("Leave");
    daughter.0.press("Leave the visit");
    daughter.0.shows("You left the visit");
    stats_when(&call, "one picture at the provider", &guest::sees_others(1));
    stats_when(&patient.0, "the provider's picture still", SEES_AND_HEARS);
    call.press("People 2");
    call.shows("Left the call, may come back");

    console::choose(&window, &name);
    window.shows("Third parties");
    window.shows("Left the call, may come back");
    console::end_from_call(&call);
    patient.0.shows("Your visit is finished");
    daughter.0.shows("Your visit is finished");
    console::history_has(
        &window,
        &[
            "Link given out",
            "Link opened",
            "Came to the waiting room",
            "Let in",
            "Joined the call",
            "Left the call",
            "Visit ended",
        ],
    );
}

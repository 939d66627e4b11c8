//! A guest is removed, comes back and stays out; is let in again, and then kept out: everybody else goes on in a new room, those on the
//! phone too, and nobody has to touch anything.

use stories::patient::{Patient, SEES_AND_HEARS, stats_when};
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, guest, phone};

/// The provider's own picture, by the identity of its track: another one would mean that the camera was closed and opened again.
const OWN_TRACK: &str =
    "document.querySelector('[data-testid=self] video')?.srcObject?.getVideoTracks()[0]?.id";

/// One picture of somebody else, which moves.
const ONE_PICTURE: &str = "s.receivedVideo.length === 1 && s.receivedVideo[0].frameRate > 0";

#[test]
fn removed_and_kept_out() {
    let mut clinic = Clinic::start();
    let InACall { window, name, patient, call } = in_a_call(&mut clinic);
    let invited = guest::invite(&window, &name, "Inés Duarte", "interpreter", true);
    let ines = Patient::opens(clinic.browsers.phone("the interpreter"), &guest::link(&window, &invited));
    ines.introduces_herself("Inés Duarte", "");
    stats_when(&ines.0, "the others at the interpreter, who comes straight in", &guest::sees_others(2));
    stats_when(&call, "the interpreter at the provider", &guest::sees_others(2));

    // Removed: told why, and not in again by a reload.
    call.press("People 3");
    call.press("Remove Inés Duarte");
    call.named("[role=group] button", "Remove Inés Duarte").click();
    ines.0.shows("You are no longer in this visit");
    stats_when(&call, "the interpreter gone", &guest::sees_others(1));
    ines.0.reload();
    ines.0.shows("You are no longer in this visit");
    ines.0.shows("The clinic can let you in again");
    call.shows("Removed");

    // Let in again, and kept out.
    call.press("Let in again: Inés Duarte");
    stats_when(&ines.0, "the others at the interpreter again", &guest::sees_others(2));
    stats_when(&call, "the interpreter at the provider again", &guest::sees_others(2));

    // Somebody is on the phone as well.
    phone::calls(&call, "Rosa Benítez");
    phone::card(&call, "Rosa Benítez", "inVisit");
    call.press("People 4");
    let before = clinic.twin.read("video_url", "/v1/Rooms");
    let left = before["rooms"][0]["sid"].as_str().unwrap().to_owned();
    let camera = call.ask(&format!("Promise.resolve({OWN_TRACK})"));
    call.press("Remove Inés Duarte");
    call.press("Remove and keep out");
    ines.0.shows("It goes on without you");

    // The others are in another room, by themselves.
    call.wait_for(
        "the provider is in another room",
        "document.querySelector('[data-testid=connection]')?.innerText.includes('Connected')",
    );
    stats_when(&patient.0, "the provider at the patient, in the next room", SEES_AND_HEARS);
    stats_when(
        &call,
        "the patient's picture, and both voices, at the provider",
        &format!("{ONE_PICTURE} && {}", phone::hears(2)),
    );
    stats_when(&patient.0, "the provider and the phone at the patient", &phone::hears(2));
    let open = clinic.twin.read("video_url", "/v1/Rooms");
    let rooms = open["rooms"].as_array().unwrap();
    assert_eq!(rooms.len(), 1, "{open}");
    let next = rooms[0]["sid"].as_str().unwrap();
    assert_ne!(next, left, "another room than the one that was left");
    let over = clinic.twin.read("video_url", &format!("/v1/Rooms/{left}"));
    assert_eq!(over["status"], "completed", "the token that is out opens nothing any more");
    let people = clinic.twin.read("video_url", &format!("/v1/Rooms/{next}/Participants"));
    assert_eq!(people["participants"].as_array().unwrap().len(), 3, "{people}");
    assert_eq!(clinic.twin.calls_to(phone::ROSA), 1, "and nobody was called a second time");
    assert_eq!(
        call.ask(&format!("Promise.resolve({OWN_TRACK})")),
        camera,
        "the camera was not closed on the way"
    );

    // Neither a reload nor time brings them back.
    ines.0.reload();
    ines.0.shows("It goes on without you");
    call.shows("Kept out since");
}

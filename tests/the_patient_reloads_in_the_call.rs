//! The patient reloads in the call, and is in it again without anybody doing anything.

use stories::Clinic;
use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::visit::{InACall, in_a_call};

#[test]
fn the_patient_reloads_in_the_call() {
    let mut clinic = Clinic::start();
    let InACall { patient, call, .. } = in_a_call(&mut clinic);

    patient.0.reload();

    stats_when(&patient.0, "the provider's picture after the reload", SEES_AND_HEARS);
    // The provider sees one patient, not two, and the picture moves again.
    stats_when(
        &call,
        "the patient's new picture",
        "s.receivedVideo.length === 1 && s.receivedVideo[0].frameRate > 0",
    );
    let rooms = clinic.twin.read("video_url", "/v1/Rooms");
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1, "it is still the same room: {rooms}");
}

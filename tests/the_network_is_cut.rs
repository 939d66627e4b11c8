//! The network is cut for five seconds, on the patient's side and then on the provider's: nobody loses the visit.

use serde_json::json;
use stories::Clinic;
use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::visit::{InACall, in_a_call};

/// How long the cut lasts: the story's own subject, not a wait for something else.
const FIVE_SECONDS: std::time::Duration = std::time::Duration::from_secs(5);

#[test]
fn the_network_is_cut() {
    let mut clinic = Clinic::start();
    let InACall { patient, call, .. } = in_a_call(&mut clinic);
    let identities = clinic.twin.identities_in_the_room();
    let room = clinic.twin.read("video_url", "/v1/Rooms")["rooms"][0]["sid"].clone();

    for (side, page) in [("in-", &patient.0), ("pv-", &call)] {
        let identity = identities.iter().find(|identity| identity.starts_with(side)).unwrap();
        let seen = "window.anteroomStats().then((s) => s.receivedVideo.map((v) => v.bytes).join())";
        let before = page.ask(seen);

        // For five seconds nothing passes between this person and Twilio: no media, no signaling, no Sync.
        clinic.twin.control("video/freeze", &json!({"identity": identity, "frozen": true}));
        clinic.twin.control("video/drop", &json!({"identity": identity}));
        clinic.twin.control("sync/drop", &json!({"identity": identity}));
        page.shows("econnecting");
        std::thread::sleep(FIVE_SECONDS);
        clinic.twin.control("video/freeze", &json!({"identity": identity, "frozen": false}));

        page.wait_for("reconnected", "!/reconnecting/i.test(document.querySelector('main, body').innerText)");
        stats_when(&call, "the patient's picture again", SEES_AND_HEARS);
        stats_when(&patient.0, "the provider's picture again", SEES_AND_HEARS);
        assert_ne!(before, page.ask(seen), "what is received goes on growing");
    }
    let after = clinic.twin.read("video_url", "/v1/Rooms")["rooms"][0]["sid"].clone();
    assert_eq!(room, after, "it is the same room all along");
}

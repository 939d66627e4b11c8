//! The console is killed in the middle of a visit (SIGKILL), and comes back to the same visit.

use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::visit::{InACall, in_a_call};
use stories::{Clinic, console};

#[test]
fn the_console_is_killed() {
    let mut clinic = Clinic::start();
    let InACall { name, patient, call, .. } = in_a_call(&mut clinic);
    let before = clinic.twin.read("video_url", "/v1/Rooms");

    clinic.kill_console();

    // The call itself goes on without the console: media is between the pages and Twilio.
    stats_when(&call, "the call goes on", SEES_AND_HEARS);

    // It comes back to the same visit, still open.
    let window = clinic.open_console();
    console::choose(&window, &name);
    window.shows("In the visit");
    let after = clinic.twin.read("video_url", "/v1/Rooms");
    assert_eq!(before["rooms"][0]["sid"], after["rooms"][0]["sid"], "the same room is open");

    // And the clinician ends it from there.
    console::end(&window);
    patient.0.shows("Your visit is finished");
}

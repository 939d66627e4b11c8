//! Practice needs no network and uses none: the app plays the whole practice clinic by itself, a visit is held with pictures both ways in the
//! webview and in the call's browser, and of a way out that is there not one packet makes use.

use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::{Clinic, apart, console};

/// Whom the day's plan texts at once.
const ELENA: &str = "Elena Márquez Ríos";

#[test]
fn nothing_leaves_the_machine() {
    if !apart::inside("nothing_leaves_the_machine") {
        return;
    }
    let before = apart::sent();
    let mut clinic = Clinic::start();
    let window = clinic.open_console_alone();

    // Somebody comes by the text that they were sent, and waits.
    console::waits(&window, ELENA);
    console::admit(&window, ELENA);
    let call = clinic.call_window();
    let both_ways = format!("{SEES_AND_HEARS} && s.sentVideo.some((v) => v.bytes > 0)");
    stats_when(&call, "pictures both ways", &both_ways);
    console::end_from_call(&call);
    call.shows("This visit has finished");
    console::choose(&window, ELENA);
    window.shows("Done");

    assert_eq!(apart::sent() - before, 0, "packets that have left the machine. {}", apart::leading_away());
}

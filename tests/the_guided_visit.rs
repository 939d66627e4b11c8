//! The guided visit from the first start to its end: five steps over the real windows, with the practice clinic's people and nobody else.

use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::{Clinic, console, phone};

#[test]
fn the_guided_visit() {
    let mut clinic = Clinic::start_with_cast();
    let window = clinic.open_console();

    // Offered on the first start. Somebody comes by themselves.
    window.shows("five short steps");
    window.press("Begin");
    window.shows("1 of 5: See who waits.");
    clinic.twin.cast_does("elena", "waiting");
    console::waits(&window, "Elena Márquez Ríos");
    window.press("I see them");
    window.shows("2 of 5: Admit them.");
    window.element("[data-guide=admit]");
    console::admit(&window, "Elena Márquez Ríos");
    let call = clinic.call_window();

    // The step is done when the thing has happened, and both windows say what is next.
    window.shows("3 of 5: Add the interpreter. Go to the call’s window");
    call.shows("3 of 5: Add the interpreter. Press Add someone");
    stats_when(&call, "Elena’s picture and voice", SEES_AND_HEARS);
    phone::calls(&call, "Clearline Interpreting");
    phone::card(&call, "Clearline Interpreting", "inVisit");
    call.shows("4 of 5: Say that you are late. Go to Anteroom’s window");
    window.shows("4 of 5: Say that you are late.");
    clinic.twin.cast_does("kenji", "waiting");
    window.press("Tell all");
    window.press("Send to");
    window.shows("5 of 5: End the visit.");

    call.shows("5 of 5: End the visit. Press End, then End for all.");
    console::end_from_call(&call);
    window.shows("That was a whole visit.");
    clinic.twin.cast_does("elena", "ended");
    window.press("Close the guide");

    // It is not offered again, and found under Help.
    clinic.kill_console();
    let window = clinic.open_console();
    window.press("Help");
    window.shows("Guided visit, in five steps");
    let shown = window.ask("document.body.innerText").to_string();
    assert!(!shown.contains("five short steps over"), "it is offered once");
}

//! Two patients wait; one is admitted, and the other is told that the provider is with someone.

use stories::patient::{Patient, SEES_AND_HEARS, stats_when};
use stories::{Clinic, console};

#[test]
fn two_patients_wait() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    let first = console::first_scheduled(&window);
    let second = console::another_scheduled(&window, &first);

    let mut pages = Vec::new();
    for name in [&first, &second] {
        console::choose(&window, name);
        let link = console::invite(&window);
        let patient = Patient::opens(clinic.browsers.phone(name), &link);
        patient.checks_in();
        console::waits(&window, name);
        pages.push(patient);
    }
    pages[0].0.shows("You are next");
    pages[1].0.shows("2nd in line");

    console::admit(&window, &first);
    let call = clinic.call_window();
    stats_when(&call, "the first patient's picture", SEES_AND_HEARS);

    pages[1].0.shows("is with another patient");
    pages[1].0.shows("You are next");
    pages[1].0.wait_for("the second has not been let in", "!window.anteroomStats");
}

//! Six people wait. A delay is told to all of them, one of whom is offline then and sees the latest when back; the console is closed and opened
//! again; somebody leaves the waiting room and returns.

use stories::patient::Patient;
use stories::process::until;
use stories::webdriver::PATIENCE;
use stories::{Clinic, console};

const NAMES: [&str; 6] =
    ["Ines Valdivia", "Tomas Reyes", "Dora Lind", "Amal Haddad", "Kenji Mori", "Ruth Adler"];

const PLACES: [&str; 6] = [
    "You are next",
    "You are 2nd in line",
    "You are 3rd in line",
    "You are 4th in line",
    "You are 5th in line",
    "You are 6th in line",
];

#[test]
fn six_wait() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    // All on one day, whenever the story is told.
    let later = console::local_in(&window, 10).0 == console::local_in(&window, 0).0;
    let first = if later { 0 } else { -10 };
    let mut people = Vec::new();
    for (minutes, name) in (first..).zip(NAMES) {
        let visit = console::book_in(&window, name, "en", "", minutes);
        let link = console::invited(&window, &visit);
        let patient = Patient::opens(clinic.browsers.phone_not_asked(name), &link);
        patient.checks_in_without_devices();
        console::waits(&window, name);
        people.push(patient.0);
    }
    for (page, place) in people.iter().zip(PLACES) {
        page.shows(place);
    }

    // One of them goes offline; a delay is told to all, and then the provider steps out.
    let away = &people[2];
    away.offline(true);
    away.shows("No connection to the clinic since");
    window.press("Tell all 6");
    window.named("[role=dialog] button", "15").click();
    window.press("Send to 6");
    window.shows("Everybody waiting was told: about 15 min late.");
    let others = || people.iter().enumerate().filter(|(at, _)| *at != 2).map(|(_, page)| page);
    for page in others() {
        page.shows("running about 15 minutes late");
    }
    window.press("Away");
    for page in others() {
        page.shows("is away for a moment");
    }
    // Back online, the page shows what is so now, and the message that it missed; it was away for no more than that.
    away.offline(false);
    away.shows("is away for a moment");
    away.shows("I am running about 15 minutes late");
    away.shows(PLACES[2]);

    // The console is closed, and opened again: all of them are there, in their places.
    window.close();
    let window = clinic.open_console();
    until("six cards in their order", PATIENCE, || (console::line(&window) == NAMES).then_some(()));
    for (page, place) in people.iter().zip(PLACES) {
        page.shows(place);
    }

    // The second leaves, whoever stands behind moves up; the second comes back to the same place.
    people[1].press("Leave the waiting room");
    people[1].shows("You left the visit");
    until("five cards", PATIENCE, || (console::line(&window).len() == 5).then_some(()));
    people[2].shows(PLACES[1]);
    people[1].press("Go back in");
    people[1].shows(PLACES[1]);
    people[2].shows(PLACES[2]);
    until("six cards again", PATIENCE, || (console::line(&window) == NAMES).then_some(()));
}

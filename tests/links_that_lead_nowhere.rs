//! A link that expired, one that is damaged, one used after the end, and one for another visit: each its own words.

use stories::patient::Patient;
use stories::{Clinic, console};

#[test]
fn links_that_lead_nowhere() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    let name = console::first_scheduled(&window);
    console::choose(&window, &name);
    let link = console::invite(&window);
    let phone = clinic.browsers.phone("a phone");

    // Damaged in a text message: cut short.
    let cut = &link[..link.len() - 60];
    let patient = Patient::opens(phone, cut);
    patient.0.shows("This link is not complete");
    let page = patient.0;

    // Used after the end: the visit was cancelled.
    console::cancel(&window);
    let patient = Patient::opens(page, &link);
    patient.0.shows("The clinic cancelled this visit");
    let page = patient.0;

    // A token for one invitation opens nothing of another: read with the other's own link, word for word.
    let other = console::another_scheduled(&window, &name);
    console::choose(&window, &other);
    let other_link = console::invite(&window);
    assert_eq!(clinic.twin.open_with(&other_link, &other_link), "opened", "a link opens its own Document");
    assert_eq!(clinic.twin.open_with(&other_link, &link), "403", "and no link opens another's");

    // Expired: the clock passes the end of the link's life.
    clinic.twin.control("clock/advance", &serde_json::json!({"seconds": 86_400}));
    let patient = Patient::opens(page, &other_link);
    patient.0.shows("This link worked until");
}

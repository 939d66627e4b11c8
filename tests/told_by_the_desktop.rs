//! The provider looks elsewhere: the desktop tells that somebody waits, names nobody, and leads to them.

use serde_json::Value;
use stories::desktop::Desktop;
use stories::patient::Patient;
use stories::{Clinic, console};

#[test]
fn the_desktop_tells_and_leads_there() {
    let desktop = Desktop::start();
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    let first = console::first_scheduled(&window);
    let second = console::another_scheduled(&window, &first);
    console::choose(&window, &first);
    let link = console::invite(&window);
    // Another visit is looked at, and then another page.
    console::choose(&window, &second);
    window.press("Settings");
    window.press("Notifications");

    window.press("Send a test notification");
    assert_eq!(desktop.told().title, "PRACTICE · This is how Anteroom tells you");
    window.shows("Story desktop has it.");

    let patient = Patient::opens(clinic.browsers.phone(&first), &link);
    patient.checks_in();
    let told = desktop.told();
    assert_eq!(told.title, "PRACTICE · Somebody is waiting");
    assert!(first.split(' ').all(|part| !told.body.contains(part)), "nobody is named: {told:?}");

    desktop.press(&told);
    window.wait_for(
        "the visit of whoever waits",
        &format!("document.querySelector('#inspector')?.innerText.includes({})", Value::from(first.as_str())),
    );
    console::waits(&window, &first);
}

//! How soon a third party comes into a call: from the press to the request at Twilio, from a call's state there to the card, from
//! being let in to the first picture.

use stories::patient::Patient;
use stories::visit::{InACall, in_a_call};
use stories::webdriver::Page;
use stories::{Clinic, console, guest, phone};

use crate::tell;
use crate::watch::{KEEP_PRESSES, first_picture, keep_when, pressed, seen};

const CALLS: usize = 9;
const GUESTS: usize = 5;

/// A line of the practice clinic's directory that somebody answers, and its number.
const LINE: (&str, &str) = ("Rosa Benítez", "+12025550111");

/// Measures and tells.
pub(crate) fn measure() {
    let mut clinic = Clinic::start();
    let InACall { window, name, patient: _patient, call } = in_a_call(&mut clinic);
    call.run(KEEP_PRESSES, &[]);
    let (mut to_wire, mut to_screen) = (Vec::new(), Vec::new());
    // The first of each fills caches; it isn't counted.
    for run in 0..=CALLS {
        let (wire, screen) = one_call(&clinic, &call);
        if run > 0 {
            to_wire.push(wire);
            to_screen.push(screen);
        }
    }
    let mut first_frame = Vec::new();
    for run in 0..=GUESTS {
        let sample = one_guest(&clinic, &window, &name, &call, run);
        if run > 0 {
            first_frame.push(sample);
        }
    }
    console::end_from_call(&call);
    tell("dial.wire", "ms", &to_wire);
    tell("dial.screen", "ms", &to_screen);
    tell("guest.picture", "ms", &first_frame);
}

/// One call to the line until it rings: from the press to the request, from ringing at Twilio to the card.
fn one_call(clinic: &Clinic, call: &Page) -> (f64, f64) {
    call.press("Add someone");
    phone::in_spanish(call);
    call.named("button", &format!("Call {}", LINE.0));
    keep_when(call, "document.querySelector('article[data-state=\"ringing\"]')");
    call.press(&format!("Call {}", LINE.0));
    let rang_on_screen = seen(call);
    let asked = pressed(call, &format!("Call {}", LINE.0));
    let phones = clinic.twin.told("phones");
    let history = phones["calls"].as_array().unwrap().last().unwrap()["history"].as_array().unwrap().clone();
    let at = |status: &str| {
        let entry = history.iter().find(|entry| entry["status"] == status).unwrap();
        call.ask(&format!("Date.parse({})", entry["at"])).as_f64().unwrap()
    };
    let samples = (at("queued") - asked, rang_on_screen - at("ringing"));
    call.press(&format!("Hang up: {}", LINE.0));
    call.wait_for(
        "the end of the call",
        "!document.querySelector('article button[aria-label^=\"Hang up\"]')",
    );
    samples
}

/// One guest by link, from being let in to the first picture on their page.
fn one_guest(clinic: &Clinic, window: &Page, patient: &str, call: &Page, run: usize) -> f64 {
    let name = format!("Guest {run}");
    let invitation = guest::invite(window, patient, &name, "family", false);
    let page = Patient::opens(clinic.browsers.phone(&name), &guest::link(window, &invitation));
    page.introduces_herself(&name, "Friend");
    let button = format!("Admit: {name}");
    call.press(&button);
    let picture = first_picture(&page.0, "the first picture at the guest");
    let admitted = pressed(call, &button);
    page.0.press("Leave");
    page.0.press("Leave the visit");
    page.0.shows("You left the visit");
    page.0.close();
    picture - admitted
}

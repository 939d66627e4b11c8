//! How soon each side of a visit sees what the other has done: check-in, the provider's state, the first pictures.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use stories::patient::{JOIN, Patient};
use stories::process::{Running, until};
use stories::webdriver::{PATIENCE, Page};
use stories::{Clinic, console};

use crate::processes::{has_ended, running_on_profile};
use crate::tell;
use crate::watch::{KEEP_PRESSES, first_picture, keep_when, pressed, seen};

const RUNS: usize = 7;

/// How long a person listens.
const HEARING: Duration = Duration::from_millis(1500);

/// Measures and tells.
pub(crate) fn measure() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    window.run(KEEP_PRESSES, &[]);
    let mut samples = Samples::default();
    // The first visit makes the call window's profile and fills caches; it isn't counted.
    let mut first = Samples::default();
    for run in 0..=RUNS {
        hold_visit(&clinic, &window, run, if run == 0 { &mut first } else { &mut samples });
    }
    tell("check_in", "ms", &samples.check_in);
    tell("push", "ms", &samples.push);
    tell("picture.provider", "ms", &samples.at_provider);
    tell("picture.patient", "ms", &samples.at_patient);
}

#[derive(Default)]
struct Samples {
    check_in: Vec<f64>,
    push: Vec<f64>,
    at_provider: Vec<f64>,
    at_patient: Vec<f64>,
}

fn hold_visit(clinic: &Clinic, window: &Page, run: usize, samples: &mut Samples) {
    let name = format!("Visitor {run}");
    console::book(window, &name, "Follow-up");
    console::choose(window, &name);
    let link = console::invite(window);
    let patient = Patient::opens(clinic.browsers.phone("the patient"), &link);
    patient.0.run(KEEP_PRESSES, &[]);

    let quoted = Value::from(name.as_str());
    keep_when(
        window,
        &format!(
            "[...document.querySelectorAll('article.card')].some((card) => card.innerText.includes({quoted}))"
        ),
    );
    patient.tries_everything();
    patient.answers_all_but_joining();
    // Nobody presses as fast as a driver would: into the report of the check before.
    std::thread::sleep(HEARING);
    patient.0.press(JOIN);
    samples.check_in.push(seen(window) - pressed(&patient.0, JOIN));

    for (state, words) in [("Away", "is away for a moment"), ("Available", "is here")] {
        keep_when(&patient.0, &format!("document.body.innerText.includes({})", Value::from(words)));
        window.press(state);
        samples.push.push(seen(&patient.0) - pressed(window, state));
    }

    console::admit(window, &name);
    let admitted = pressed(window, "Admit");
    let call = clinic.call_window();
    samples.at_provider.push(first_picture(&call, "the patient's picture at the provider") - admitted);
    samples.at_patient.push(first_picture(&patient.0, "the provider's picture at the patient") - admitted);

    console::end_from_call(&call);
    patient.0.shows("Your visit is finished");
    patient.0.close();
    call.close();
    close_call_browser(&clinic.data().join("call-profile"));
}

/// Each visit is to find no browser, as the first one of a day does: the console starts it when somebody waits.
fn close_call_browser(profile: &Path) {
    let browser = running_on_profile(profile).expect("the call window's browser runs on its profile");
    Running::start(Command::new("kill").arg(browser.to_string())).0.wait().unwrap();
    until("the end of the call window's browser", PATIENCE, || has_ended(browser).then_some(()));
    // Written again by the next one; until then it would lead to nothing, or to somebody else.
    std::fs::remove_file(profile.join("DevToolsActivePort")).unwrap();
}

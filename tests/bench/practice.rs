//! What a practice visit costs the computer: a child and a mother in a call, the father on a link of his own, an interpreter on the phone, all of them
//! of the practice clinic. The console, its windows and the call's browser on one side; the twin and its people on the other.

use std::time::{Duration, Instant};

use stories::patient::stats_when;
use stories::webdriver::Page;
use stories::{Clinic, cast, console, phone};

use crate::processes::{pss_of, seconds_of, tree_of};
use crate::tell;

/// How often, and how long each time.
const RUNS: usize = 5;
const LENGTH: Duration = Duration::from_secs(10);

/// Two of the cast and a line of the directory that somebody answers.
const PATIENT: (&str, &str) = ("theo", "Theo Lindqvist");
const FATHER: (&str, &str) = ("theos-father", "Henrik Lindqvist, Father");
const LINE: &str = "Clearline Interpreting";

/// Measures and tells.
pub(crate) fn measure() {
    let mut clinic = Clinic::start_with_cast();
    let window = clinic.open_console();
    let call = everybody_in(&clinic, &window);
    let console = tree_of(&clinic.processes());
    let twin = tree_of(&[clinic.twin.process()]);
    let (mut of_console, mut of_twin) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let before = (seconds_of(&console), seconds_of(&twin), Instant::now());
        std::thread::sleep(LENGTH);
        let percent = 100.0 / before.2.elapsed().as_secs_f64();
        of_console.push((seconds_of(&console) - before.0) * percent);
        of_twin.push((seconds_of(&twin) - before.1) * percent);
    }
    tell("practice.console_processor", "% of a core", &of_console);
    tell("practice.twin_processor", "% of a core", &of_twin);
    tell("practice.console_memory", "MB", &[pss_of(&console)]);
    tell("practice.twin_memory", "MB", &[pss_of(&twin)]);
    console::end_from_call(&call);
}

/// The call window, once all three are in.
fn everybody_in(clinic: &Clinic, window: &Page) -> Page {
    cast::comes(clinic, window, PATIENT.0, PATIENT.1);
    console::waits(window, PATIENT.1);
    clinic.twin.has(PATIENT.0, "relative");
    console::admit(window, PATIENT.1);
    let call = clinic.call_window();
    clinic.twin.cast_does(PATIENT.0, "in_call");
    call.press(&format!("Admit: {}", FATHER.1));
    clinic.twin.cast_does(FATHER.0, "in_call");
    call.press("Add someone");
    phone::in_spanish(&call);
    call.press(&format!("Call {LINE}"));
    phone::card(&call, LINE, "inVisit");
    stats_when(
        &call,
        "two pictures and three voices",
        "s.receivedVideo.filter((v) => v.frameRate > 0).length === 2 && s.receivedAudio.filter((a) => a.bytes > 0).length === 3",
    );
    call
}

//! A full waiting room: how soon a change of the provider's state is on a patient's screen, and what the console holds in memory, with one person
//! waiting and with two hundred. One of them is a patient's page in a browser; the others are Sync clients (`waiters.mjs`).

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use stories::patient::Patient;
use stories::process::{Running, until};
use stories::webdriver::Page;
use stories::{Clinic, console};

use crate::processes::pss_of_tree;
use crate::tell;
use crate::watch::{KEEP_PRESSES, keep_when, pressed, seen};

/// Everybody in the full room.
const MANY: usize = 200;

/// So many changes that the slowest of a hundred is among them.
const CHANGES: usize = 100;

/// How long memory may settle.
const SETTLE: Duration = Duration::from_secs(5);

/// Inviting so many takes a while.
const UNTIL_THEY_WAIT: Duration = Duration::from_secs(600);

/// The two states that follow each other: the button in the console, its kind in the status, words of the page.
const STATES: [(&str, &str, &str); 2] =
    [("Away", "away", "is away for a moment"), ("Available", "available", "is here")];

/// Measures and tells.
pub(crate) fn measure() {
    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    window.run(KEEP_PRESSES, &[]);
    // Behind everybody who comes later: told last.
    let visit = console::book_in(&window, "The patient", "en", "", 1);
    let link = console::invited(&window, &visit);
    let patient = Patient::opens(clinic.browsers.phone_not_asked("the patient"), &link);
    patient.checks_in_without_devices();
    console::waits(&window, "The patient");
    // A browser stands ready for the call from here on, whoever else comes.
    std::thread::sleep(SETTLE);
    let console = clinic.console_process();
    tell("waiting.memory_one", "MB", &[pss_of_tree(console)]);
    tell_quantiles("waiting.one", &changes(&window, &patient.0, None).0);

    let mut others = Others::invite(&clinic, &window);
    until("everybody's card", UNTIL_THEY_WAIT, || (console::line(&window).len() == MANY).then_some(()));
    std::thread::sleep(SETTLE);
    tell("waiting.memory_many", "MB", &[pss_of_tree(console)]);
    let (screen, last) = changes(&window, &patient.0, Some(&mut others));
    tell_quantiles("waiting.many", &screen);
    tell("waiting.last", "ms", &last);
}

/// The state goes to and fro: from each press to the words on the patient's screen, and to the last of the others.
fn changes(window: &Page, patient: &Page, mut others: Option<&mut Others>) -> (Vec<f64>, Vec<f64>) {
    let (mut screen, mut last) = (Vec::new(), Vec::new());
    for (button, kind, words) in STATES.iter().cycle().take(CHANGES) {
        keep_when(patient, &format!("document.body.innerText.includes({})", Value::from(*words)));
        window.press(button);
        let at = seen(patient);
        let asked = pressed(window, button);
        screen.push(at - asked);
        if let Some(others) = others.as_deref_mut() {
            last.push(others.last_heard(kind) - asked);
        }
    }
    (screen, last)
}

fn tell_quantiles(name: &str, samples: &[f64]) {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    tell(&format!("{name}_p50"), "ms", samples);
    tell(&format!("{name}_p99"), "ms", &[sorted[(sorted.len() * 99).div_ceil(100) - 1]]);
}

/// Everybody who waits beside the patient.
struct Others {
    _process: Running,
    told: BufReader<ChildStdout>,
}

impl Others {
    fn invite(clinic: &Clinic, window: &Page) -> Others {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/waiters.mjs");
        let mut command = Command::new("node");
        command.args([script, clinic.twin.word("sync_socket_url")]);
        let mut process = Running::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let mut tokens = process.0.stdin.take().unwrap();
        for number in 1..MANY {
            let visit = console::book_in(window, &format!("Person {number}"), "en", "", 0);
            let link = console::invited(window, &visit);
            writeln!(tokens, "{}", link.split_once('#').unwrap().1).unwrap();
        }
        writeln!(tokens).unwrap();
        let mut others = Others { told: BufReader::new(process.0.stdout.take().unwrap()), _process: process };
        assert_eq!(others.line().trim(), "ready");
        others
    }

    /// When the last of them heard of a state.
    fn last_heard(&mut self, kind: &str) -> f64 {
        let heard: Value = serde_json::from_str(&self.line()).unwrap();
        assert_eq!(heard["kind"], kind, "each state is heard of by all before the next");
        let times = heard["times"].as_array().unwrap().iter().filter_map(Value::as_f64);
        times.fold(0.0, f64::max)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.told.read_line(&mut line).unwrap();
        line
    }
}

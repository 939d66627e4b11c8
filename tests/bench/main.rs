//! `clinic-bench`: measures what needs the app's window, for `cargo xtask bench`.
//!
//! Times are taken inside the pages, at the press and at the change of the document, on the one clock of the
//! machine: a driver that asks from outside would be measured too. Prints one line of JSON for each measure.
#![allow(clippy::unwrap_used, reason = "what can't be measured ends the program, with the step in its words")]

mod practice;
mod processes;
mod serve;
mod third_parties;
mod today;
mod visit;
mod waiting;
mod watch;

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("today") => today::measure(),
        Some("visit") => visit::measure(),
        Some("waiting") => waiting::measure(),
        Some("third-parties") => third_parties::measure(),
        Some("practice") => practice::measure(),
        _ => {
            eprintln!("clinic-bench today|visit|waiting|third-parties|practice");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Prints the samples of one measure.
fn tell(measure: &str, unit: &str, samples: &[f64]) {
    let line = serde_json::json!({"measure": measure, "unit": unit, "samples": samples});
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).unwrap();
}

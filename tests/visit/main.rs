//! `cargo xtask visit`: one whole practice visit in the real windows, told as a timeline with pictures.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use stories::patient::{Patient, RECEIVES_720P, stats_when};
use stories::webdriver::Page;
use stories::{Clinic, console};

fn main() {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("target/visit"), PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut visit = Visit { folder, start: Instant::now(), timeline: String::new(), pictures: 0 };

    let mut clinic = Clinic::start();
    let window = clinic.open_console();
    visit.moment("The console is open in the practice clinic", &[("today", &window)]);

    let name = console::first_scheduled(&window);
    console::choose(&window, &name);
    console::invite(&window);
    visit.moment("The patient is invited", &[("invited", &window)]);

    window.press("Open here");
    let patient = Patient(clinic.patient_window());
    patient.0.shows("Start");
    visit.moment("The patient opens the link", &[("welcome", &patient.0)]);
    patient.checks_in();
    console::waits(&window, &name);
    visit.moment("The patient waits", &[("waiting-page", &patient.0), ("waiting-room", &window)]);

    console::admit(&window, &name);
    let call = clinic.call_window();
    stats_when(&call, "the patient's picture at the provider", RECEIVES_720P);
    stats_when(&patient.0, "the provider's picture at the patient", RECEIVES_720P);
    visit.moment("They see and hear each other in 720p", &[("call", &call), ("call-page", &patient.0)]);

    console::end_from_call(&call);
    patient.0.shows("Your visit is finished");
    console::choose(&window, &name);
    window.shows("Done");
    visit.moment("The visit is over", &[("goodbye", &patient.0), ("history", &window)]);
    visit.keep();
}

/// The visit so far.
struct Visit {
    folder: PathBuf,
    start: Instant,
    timeline: String,
    pictures: u32,
}

impl Visit {
    /// Writes a moment down and takes its pictures.
    fn moment(&mut self, words: &str, pages: &[(&str, &Page)]) {
        let seconds = self.start.elapsed().as_secs_f64();
        let mut line = format!("{seconds:7.1} s  {words}");
        for (name, page) in pages {
            self.pictures += 1;
            let file = format!("{:02}-{name}.png", self.pictures);
            page.picture(&self.folder.join(&file));
            let _ = write!(line, "  [{file}]");
        }
        eprintln!("{line}");
        self.timeline.push_str(&line);
        self.timeline.push('\n');
    }

    /// Leaves the timeline beside the pictures.
    fn keep(&self) {
        let file: &Path = &self.folder.join("timeline.txt");
        std::fs::write(file, &self.timeline).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

//! `cargo xtask visit`: one whole practice visit in the real windows with the practice clinic's people, told as a timeline with pictures and the
//! visit's audit log.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde_json::{Value, json};
use stories::patient::{SEES_AND_HEARS, stats_when};
use stories::webdriver::Page;
use stories::{Clinic, cast, console, phone};

/// Comes true when what the document says is on the screen. A window that is hidden draws nothing: it is not waited for long.
const DRAWN: &str = "Promise.race([new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))),
    new Promise((done) => setTimeout(() => done(false), 1000))])";

/// The patient, and the line of the directory that interprets for her. Both are made up.
const ELENA: &str = "Elena Márquez Ríos";
const CLEARLINE: &str = "Clearline Interpreting";

fn main() {
    let folder = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("target/visit"), PathBuf::from);
    std::fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut visit = Visit { folder, start: Instant::now(), timeline: String::new(), pictures: 0 };

    let mut clinic = Clinic::start_with_cast();
    let window = clinic.open_console();
    window.press("Not now");
    window.shows("Diabetes check-in");
    visit.moment("The console is open in the practice clinic", &[("today", &window)]);

    clinic.twin.cast_does("elena", "waiting");
    console::waits(&window, ELENA);
    console::choose(&window, ELENA);
    visit.moment(
        "Elena has opened the link that she was texted, tried her devices, and waits",
        &[("waiting", &window)],
    );

    cast::wrote(&window, ELENA, "intérprete");
    window.press("Message Elena");
    window.shows("Hola");
    visit.moment("She asks for an interpreter", &[("messages", &window)]);

    console::admit(&window, ELENA);
    let call = clinic.call_window();
    stats_when(&call, "Elena's picture and voice", SEES_AND_HEARS);
    visit.moment("She is admitted: seen and heard", &[("call", &call)]);

    phone::calls(&call, CLEARLINE);
    phone::card(&call, CLEARLINE, "onStep");
    visit.moment(
        "The interpreter's line is called, and its phone tree is gone through",
        &[("phone-tree", &call)],
    );
    phone::card(&call, CLEARLINE, "inVisit");
    visit.moment("The interpreter is in the visit", &[("interpreter", &call)]);

    clinic.twin.cast_does("kenji", "waiting");
    window.press("Tell all");
    window.press("Send to");
    window.shows("Everybody waiting was told");
    window.wait_for("the question to close", "!document.querySelector('[role=dialog]')");
    visit.moment("The others are told that it takes longer", &[("delay", &window)]);

    console::end_from_call(&call);
    clinic.twin.cast_does("elena", "ended");
    console::choose(&window, ELENA);
    window.shows("Done");
    visit.moment("The visit is over", &[("ended", &call), ("history", &window)]);
    let id = cast::visit_id(&window, ELENA);
    visit.audit(&console::command(&window, "getVisit", &json!({"visitId": id}))["history"]);
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
            page.ask(DRAWN);
            page.picture(&self.folder.join(&file));
            let _ = write!(line, "  [{file}]");
        }
        eprintln!("{line}");
        self.timeline.push_str(&line);
        self.timeline.push('\n');
    }

    /// Leaves what is kept of the visit beside the pictures.
    fn audit(&self, history: &Value) {
        let text = serde_json::to_string_pretty(history).unwrap_or_default();
        let file = self.folder.join("audit.json");
        std::fs::write(&file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        eprintln!("The visit's audit log: {}", file.display());
    }

    /// Leaves the timeline beside the pictures.
    fn keep(&self) {
        let file: &Path = &self.folder.join("timeline.txt");
        std::fs::write(file, &self.timeline).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
}

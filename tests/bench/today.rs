//! From the start of the process to a usable Today, and what it holds in memory, beside the same page in
//! `chromium --app` and a blank WebKitGTK window; and likewise to a practice clinic that is made on the way.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use stories::Twin;
use stories::browser::SWITCHES;
use stories::process::{Running, handed_over, until};
use stories::webdriver::{PATIENCE, Page};

use crate::processes::{child_of, has_ended, pss_of_tree};
use crate::serve::serve;
use crate::tell;

const RUNS: usize = 7;

/// How long memory may settle after Today is there: what was needed only for the start is given back by then.
const SETTLE: Duration = Duration::from_secs(5);

/// Measures and tells.
pub(crate) fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let twin = Twin::start(folder);
    let in_folder = |name: &str| folder.join(name).display().to_string();
    let origin = serve(handed_over("ANTEROOM_SCRIPTED_PAGES", "target/scripted-pages"));
    let mut app = Samples::default();
    let mut chromium = Samples::default();
    let mut blank = Samples::default();
    let mut practice = Samples::default();
    for run in 0..=RUNS {
        let of_app =
            open_app(folder, &["--data", &in_folder("data"), "--twin", &twin.file.display().to_string()]);
        // A folder of its own each time, and nobody beside it: the store, the day, its people and their Twilio are made.
        let of_practice = open_app(folder, &["--data", &in_folder(&format!("first-{run}"))]);
        let of_chromium = open_chromium(folder, &origin);
        let of_blank = open_blank(folder);
        // The first opening makes stores, profiles and caches, on each side.
        if run > 0 {
            app.add(of_app);
            chromium.add(of_chromium);
            blank.add(of_blank);
            practice.add(of_practice);
        }
    }
    tell("start.app", "ms", &app.start);
    tell("start.chromium", "ms", &chromium.start);
    tell("start.blank", "ms", &blank.start);
    tell("start.practice", "ms", &practice.start);
    tell("memory.app", "MB", &app.memory);
    tell("memory.chromium", "MB", &chromium.memory);
    tell("memory.blank", "MB", &blank.memory);
}

#[derive(Default)]
struct Samples {
    start: Vec<f64>,
    memory: Vec<f64>,
}

impl Samples {
    fn add(&mut self, (start, memory): (f64, f64)) {
        self.start.push(start);
        self.memory.push(memory);
    }
}

fn open_app(folder: &Path, arguments: &[&str]) -> (f64, f64) {
    let driver = webkit_driver(folder);
    let app = handed_over("ANTEROOM_APP", "target/debug/anteroom");
    let arguments = [&["--practice"], arguments].concat();
    driver.today("the console", &json!({"webkitgtk:browserOptions": {"binary": app, "args": arguments}}))
}

fn open_chromium(folder: &Path, origin: &str) -> (f64, f64) {
    let driver = Driver::start(&mut Command::new("chromedriver"));
    let mut switches: Vec<String> = SWITCHES.iter().map(|switch| (*switch).to_owned()).collect();
    switches.push(format!("--app={origin}/console.html"));
    switches.push(format!("--user-data-dir={}", folder.join("chromium").display()));
    switches.push("--window-size=1280,800".to_owned());
    let options = json!({"binary": handed_over("CHROMIUM", "/usr/bin/chromium"), "args": switches});
    driver.today("the page in Chromium", &json!({"browserName": "chrome", "goog:chromeOptions": options}))
}

/// WebKitGTK's own small browser, which its driver opens when it is asked for nothing else, on a blank page: from the
/// order to start until a page could begin to load in it.
fn open_blank(folder: &Path) -> (f64, f64) {
    let driver = webkit_driver(folder);
    let ordered = now();
    let page = Page::open("a blank window", &driver.url, &json!({}));
    let begun = page.ask("performance.timeOrigin").as_f64().unwrap();
    page.go("about:blank");
    (begun - ordered, driver.settled(page))
}

/// Milliseconds on the machine's clock, as pages tell them.
fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() * 1000.0
}

fn webkit_driver(folder: &Path) -> Driver {
    let mut command = Command::new("WebKitWebDriver");
    command
        // Both are read by the app's webview library; without them the session is never answered.
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_DATA_HOME", folder.join("xdg-data"))
        .env("XDG_CONFIG_HOME", folder.join("config"));
    Driver::start(&mut command)
}

/// A WebDriver of its own for each opening, so that what it starts is its only child.
struct Driver {
    url: String,
    process: Running,
}

impl Driver {
    fn start(command: &mut Command) -> Driver {
        let process = Running::start(command.arg("--port=0").stdout(Stdio::null()));
        Driver { url: format!("http://127.0.0.1:{}", process.port()), process }
    }

    /// Milliseconds from the order to start until Today was drawn, by the page's own mark; then its memory in MB.
    fn today(&self, name: &str, capabilities: &Value) -> (f64, f64) {
        let ordered = now();
        let page = Page::open(name, &self.url, capabilities);
        let mark = "(performance.getEntriesByName('today')[0])";
        let drawn = page.wait_for("Today", &format!("{mark} && performance.timeOrigin + {mark}.startTime"));
        (drawn.as_f64().unwrap() - ordered, self.settled(page))
    }

    /// What the driver's program holds in memory once it is quiet; then ends it.
    fn settled(&self, page: Page) -> f64 {
        std::thread::sleep(SETTLE);
        let program = child_of(self.process.0.id());
        let memory = pss_of_tree(program);
        page.close();
        // The next one opens the same store and the same profile.
        until("the program's end", PATIENCE, || has_ended(program).then_some(()));
        memory
    }
}

//! A clinic: its twin, its console in the real app window, its call windows, its patients' browsers.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{Browsers, SWITCHES, chromium};
use crate::process::{Running, handed_over, until};
use crate::twin::Twin;
use crate::webdriver::{PATIENCE, Page};

/// Everything a story needs. Dropped, everything ends.
pub struct Clinic {
    /// The clinic's Twilio.
    pub twin: Twin,
    /// Chromium for patients and calls.
    pub browsers: Browsers,
    folder: TempDir,
    driver: Option<Running>,
}

impl Clinic {
    /// Starts the twin and the browsers' driver; the console is opened by [`Clinic::open_console`].
    pub fn start() -> Clinic {
        Clinic::start_with(&[])
    }

    /// Starts them likewise, with the practice clinic's people: the day's patients come by themselves.
    pub fn start_with_cast() -> Clinic {
        Clinic::start_with(&["--cast", "practice"])
    }

    /// Starts them likewise, with these people, who come to visits that are booked with their numbers.
    pub fn start_with_cast_of(script: &Value) -> Clinic {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cast.json");
        std::fs::write(&file, script.to_string()).unwrap();
        Clinic::start_in(folder, &["--cast", &file.display().to_string()])
    }

    fn start_with(flags: &[&str]) -> Clinic {
        Clinic::start_in(tempfile::tempdir().unwrap(), flags)
    }

    fn start_in(folder: TempDir, flags: &[&str]) -> Clinic {
        let twin = Twin::start_with(folder.path(), flags);
        Clinic { twin, browsers: Browsers::start(), folder, driver: None }
    }

    /// Where the console keeps its practice clinic and the call window's browser its profile.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Opens the console in the practice clinic, on this story's twin.
    pub fn open_console(&mut self) -> Page {
        let page = self.open_console_window();
        page.shows("Waiting room");
        page
    }

    /// Opens the console as a person does: the practice clinic with its people, played by the app itself and not by this story's twin.
    pub fn open_console_alone(&mut self) -> Page {
        let page = self.open_console_window_alone();
        page.shows("Waiting room");
        page
    }

    /// Opens it likewise, whatever it shows.
    pub fn open_console_window_alone(&mut self) -> Page {
        self.open_window(&[])
    }

    /// Opens the console, whatever it shows.
    pub fn open_console_window(&mut self) -> Page {
        let twin = self.twin.file.display().to_string();
        self.open_window(&["--twin", &twin])
    }

    fn open_window(&mut self, more: &[&str]) -> Page {
        let mut switches = SWITCHES.join(" ");
        switches.push_str(" --remote-debugging-port=0");
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg("--port=0")
            // Both are read by the app's webview library; without them the session is never answered.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            // The one that chromedriver is of: it takes hold of the call window too.
            .env("ANTEROOM_BROWSER", chromium())
            .env("ANTEROOM_BROWSER_FLAGS", switches)
            .env("XDG_CACHE_HOME", self.folder.path().join("cache"))
            .env("XDG_DATA_HOME", self.folder.path().join("xdg-data"))
            .env("XDG_CONFIG_HOME", self.folder.path().join("config"));
        let driver = self.driver.insert(Running::start(&mut command));
        let driver = format!("http://127.0.0.1:{}", driver.port());
        let app = handed_over("ANTEROOM_APP", "target/debug/anteroom");
        let data = self.data().display().to_string();
        let arguments: Vec<&str> =
            ["--practice", "--data", &data].into_iter().chain(more.iter().copied()).collect();
        Page::open(
            "the console",
            &driver,
            &json!({"webkitgtk:browserOptions": {"binary": app, "args": arguments}}),
        )
    }

    /// The console's process: the app itself, of whose children its webview's are.
    pub fn console_process(&self) -> u32 {
        let app = handed_over("ANTEROOM_APP", "target/debug/anteroom").canonicalize().unwrap();
        let found = processes_of(&self.data(), |exe| exe == app);
        *found.first().expect("the console runs")
    }

    /// Every program that the console has started, and itself; the children of these need not be among them.
    pub fn processes(&self) -> Vec<u32> {
        processes_of(&self.data(), |_| true)
    }

    /// Kills the console as a power cut would (SIGKILL); its call window is a program of its own and lives on.
    pub fn kill_console(&mut self) {
        let app = handed_over("ANTEROOM_APP", "target/debug/anteroom").canonicalize().unwrap();
        kill_all_of(&self.data(), |exe| exe == app);
        if let Some(mut driver) = self.driver.take() {
            driver.kill();
        }
    }

    /// The call window that the console has opened.
    pub fn call_window(&self) -> Page {
        self.browsers.window_of("the call window", &self.data().join("call-profile"))
    }

    /// The patient's page that the console has opened on this computer.
    pub fn patient_window(&self) -> Page {
        self.browsers.window_of("the patient", &self.data().join("patient-profile"))
    }
}

impl Drop for Clinic {
    /// Ends the console and the browsers that it opened: they are not this story's children.
    fn drop(&mut self) {
        kill_all_of(&self.data(), |_| true);
    }
}

/// Every program that was started with this clinic's data folder on its command line.
fn processes_of(data: &Path, which: impl Fn(&Path) -> bool) -> Vec<u32> {
    let ours = |process: &Path| {
        std::fs::read(process.join("cmdline"))
            .is_ok_and(|line| String::from_utf8_lossy(&line).contains(&*data.to_string_lossy()))
            && std::fs::read_link(process.join("exe")).is_ok_and(|exe| which(&exe))
    };
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    all.filter(|process| ours(&process.path()))
        .filter_map(|process| process.file_name().to_str()?.parse().ok())
        .collect()
}

/// Kills them.
fn kill_all_of(data: &Path, which: impl Fn(&Path) -> bool) {
    for process in processes_of(data, which) {
        Running::start(Command::new("kill").arg("-9").arg(process.to_string())).0.wait().unwrap();
        // The signal is sent; the end, with every file closed, comes a moment later.
        until("the end of a killed program", PATIENCE, || {
            std::fs::read_link(format!("/proc/{process}/exe")).is_err().then_some(())
        });
    }
}

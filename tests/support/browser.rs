//! Chromium with a made-up camera and microphone, driven by chromedriver.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::{Running, handed_over, until};
use crate::webdriver::{PATIENCE, Page};

/// Camera and microphone are shared without a question, whatever the browser's settings say.
const SHARES_UNASKED: &str = "--use-fake-ui-for-media-stream";

/// Switches for every Chromium of a story, the call window's among them: a fake camera of 24 pictures a second, no
/// permission prompt, media on a machine that has no network at all, and no calls home.
pub const SWITCHES: &[&str] = &[
    "--use-fake-device-for-media-stream=fps=24",
    SHARES_UNASKED,
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--no-first-run",
    // Windows that lie under others must go on drawing: a virtual display has no window manager.
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    // The superuser of a container has no sandbox.
    "--no-sandbox",
];

/// A running chromedriver.
pub struct Browsers {
    driver: String,
    _process: Running,
}

impl Browsers {
    /// Starts chromedriver.
    pub fn start() -> Browsers {
        let mut command = Command::new("chromedriver");
        let process = Running::start(command.arg("--port=0").stdout(Stdio::null()).stderr(Stdio::null()));
        Browsers { driver: format!("http://127.0.0.1:{}", process.port()), _process: process }
    }

    /// A patient's browser, narrow as a phone's, with a profile of its own. It shares camera and microphone without asking.
    pub fn phone(&self, name: &str) -> Page {
        self.open(name, SWITCHES.to_vec(), &json!({}))
    }

    /// One whose page is exactly as wide as a phone's, which no desktop window is, and that asks for these languages, as
    /// `Accept-Language` lists them.
    pub fn phone_in(&self, name: &str, languages: &str) -> Page {
        let screen = json!({"deviceMetrics": {"width": 390, "height": 844, "pixelRatio": 2.0}});
        let more = json!({"mobileEmulation": screen, "prefs": {"intl.accept_languages": languages}});
        self.open(name, SWITCHES.to_vec(), &more)
    }

    /// One whose browser was told never to share the camera; the microphone is shared.
    pub fn phone_without_leave_for_the_camera(&self, name: &str) -> Page {
        let (allow, block) = (1, 2);
        let prefs = json!({"profile.default_content_setting_values.media_stream_camera": block,
            "profile.default_content_setting_values.media_stream_mic": allow});
        self.open(name, asked_first(), &json!({"prefs": prefs}))
    }

    /// One that was not asked for camera and microphone yet.
    pub fn phone_not_asked(&self, name: &str) -> Page {
        self.open(name, asked_first(), &json!({}))
    }

    fn open(&self, name: &str, mut switches: Vec<&str>, more: &Value) -> Page {
        switches.push("--window-size=420,860");
        let mut options = json!({"binary": chromium(), "args": switches});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Page::open(name, &self.driver, &json!({"browserName": "chrome", "goog:chromeOptions": options}))
    }

    /// Takes hold of a Chromium window that the console opened, by the port that it wrote into its profile.
    pub fn window_of(&self, name: &str, profile: &Path) -> Page {
        let file = profile.join("DevToolsActivePort");
        let port = until(name, PATIENCE, || {
            let text = std::fs::read_to_string(&file).ok()?;
            let port: u16 = text.lines().next()?.parse().ok()?;
            // The browser may run already, without a window.
            let mut pages = ureq::get(format!("http://127.0.0.1:{port}/json")).call().ok()?;
            let pages: Value = pages.body_mut().read_json().ok()?;
            pages.as_array()?.iter().any(|page| page["type"] == "page").then_some(port)
        });
        let options = json!({"debuggerAddress": format!("127.0.0.1:{port}")});
        let page =
            Page::open(name, &self.driver, &json!({"browserName": "chrome", "goog:chromeOptions": options}));
        page.wait_within(Duration::from_secs(20), "its page", "document.readyState === 'complete'");
        page
    }
}

impl Drop for Browsers {
    /// Ends every browser that was started here: killing chromedriver alone would leave them, each busy with its last page.
    fn drop(&mut self) {
        // It may have ended by itself, and a story that fails is told of its own failure.
        let _ = ureq::get(format!("{}/shutdown", self.driver)).call();
    }
}

fn asked_first() -> Vec<&'static str> {
    SWITCHES.iter().copied().filter(|switch| *switch != SHARES_UNASKED).collect()
}

/// The Chromium that stories are told in.
pub(crate) fn chromium() -> String {
    handed_over("CHROMIUM", "/usr/bin/chromium").to_string_lossy().into_owned()
}

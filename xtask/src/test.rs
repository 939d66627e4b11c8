//! Every test: the crates', the pages', the outsiders' against the twin, and the stories in real windows.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::setup::{For, set_up};
use crate::shell::{Result, binary, command, on_path, root, run, say, sh, target};
use crate::{pages, run::build_workspace};

/// Sets up what is missing and runs the tests; with an argument, only the stories whose name contains it.
pub(crate) fn test(arguments: &[String]) -> Result {
    set_up(For::Testing)?;
    pages::build()?;
    build_workspace()?;
    if let [story] = arguments {
        return stories(Some(story));
    }
    crates()?;
    page_units()?;
    outsiders()?;
    page_screens()?;
    stories(None)
}

/// The Rust tests of every package but the stories.
fn crates() -> Result {
    say("Testing the crates");
    if on_path("cargo-nextest") {
        run(command("cargo")
            .args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast", "-E"])
            .arg("not package(stories)"))?;
        sh("cargo test --workspace --exclude stories --locked --doc --quiet")
    } else {
        sh("cargo test --workspace --exclude stories --locked --no-fail-fast")
    }
}

/// The pages' pure parts.
fn page_units() -> Result {
    say("Testing the pages' state");
    sh("npm test --silent")
}

/// Twilio's own libraries, unmodified, against the twin.
fn outsiders() -> Result {
    say("Testing the twin with Twilio's own libraries");
    let folder = "crates/twin/tests/conformance";
    // Somebody of the cast, in a process of their own; all else is built.
    sh("cargo build --workspace --locked --example stay")?;
    node(test_files(folder)?, 1)?;
    run(command(root().join(".tools/python/bin/python"))
        .args(["-m", "unittest", "discover", "--start-directory", folder, "--pattern", "test_*.py"])
        .env("ANTEROOM_TWIN", binary("anteroom-twin")))
}

/// Every screen in Chromium, with axe.
fn page_screens() -> Result {
    say("Testing the pages' screens");
    // Once for all files that look at it.
    sh("npx vite build --config ui/tests/vite.config.ts --logLevel error")?;
    let (calls, others) = test_files("ui/tests")?
        .into_iter()
        .partition(|path| path.parent().is_some_and(|folder| folder.ends_with("calls")));
    node(others, 2)?;
    // What passes pictures and sound has the machine to itself: two at once would measure each other.
    node(calls, 1)
}

/// The files of a folder that node's runner takes.
fn test_files(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = pages::files(folder)?;
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    Ok(files)
}

/// Runs test files in node, so many at once.
fn node(files: Vec<PathBuf>, at_once: usize) -> Result {
    run(command("node")
        .arg("--test")
        .arg(format!("--test-concurrency={at_once}"))
        .args(files)
        .env("ANTEROOM_TWIN", binary("anteroom-twin"))
        .env("ANTEROOM_SCREENS", target().join("screens"))
        .env("ANTEROOM_SCRIPTED", target().join("scripted-pages")))
}

/// The stories of a clinic day, in the app's real window and real browsers.
fn stories(only: Option<&str>) -> Result {
    let names: Vec<String> = pages::files("tests")?
        .iter()
        .filter(|path| path.parent() == Some(&root().join("tests")))
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    let told: Vec<&String> =
        names.iter().filter(|name| only.is_none_or(|only| name.contains(only))).collect();
    if told.is_empty() {
        return Err(format!("no story has that in its name. There are: {}", names.join(", ")));
    }
    say("Telling the stories");
    let mut tests = on_a_virtual_display(Path::new("cargo"));
    // The whole workspace is selected, as in the build before, so that nothing is built a second time.
    tests.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    tests.args(told.into_iter().flat_map(|name| ["--test", name]));
    // One story at a time: each has two or three browsers with cameras, and the machine may have two cores.
    run(tests.args(["--", "--test-threads=1"]))
}

/// A command under its own session bus and its own virtual display.
pub(crate) fn on_a_virtual_display(program: &Path) -> Command {
    let mut wrapped = command("dbus-run-session");
    wrapped
        .args(["--", "xvfb-run", "--auto-servernum", "--server-args=-screen 0 1600x1000x24"])
        .arg(program)
        .env("ANTEROOM_APP", binary("anteroom"))
        .env("ANTEROOM_TWIN", binary("anteroom-twin"))
        .env("ANTEROOM_PAGES", root().join("ui/dist"));
    wrapped
}

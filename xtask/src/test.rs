//! Every test: the crates', the pages', the outsiders' against the twin, and the stories in real windows.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::setup::{For, set_up};
use crate::shell::{Result, binary, command, on_path, root, run, say, sh, target};
use crate::{pages, run::build_workspace};

/// The screen tests in which pictures and sound pass.
const CALLS: &str = "ui/tests/calls";

/// Sets up what is missing and runs the tests; with an argument, only the stories whose name contains it.
pub(crate) fn test(arguments: &[String]) -> Result {
    set_up(For::Testing)?;
    pages::build()?;
    build_workspace()?;
    if let [story] = arguments {
        return stories(Some(story));
    }
    // Each is run whatever came of the others: one round tells all that is wrong.
    let parts: [fn() -> Result; 6] =
        [crates, page_units, outsiders, page_screens, page_calls, || stories(None)];
    let failures: Vec<String> = parts.iter().filter_map(|part| part().err()).collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\nxtask: ")) }
}

/// The Rust tests of every package but the stories.
fn crates() -> Result {
    say("Testing the crates");
    if on_path("cargo-nextest") {
        run(at_noon(
            command("cargo")
                .args(["nextest", "run", "--workspace", "--locked", "--no-fail-fast", "-E"])
                .arg("not package(stories)"),
        ))?;
        sh("cargo test --workspace --exclude stories --locked --doc --quiet")
    } else {
        run(at_noon(command("cargo").args([
            "test",
            "--workspace",
            "--exclude",
            "stories",
            "--locked",
            "--no-fail-fast",
        ])))
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
    let mut files = test_files("ui/tests")?;
    files.retain(|path| !path.starts_with(root().join(CALLS)));
    node(files, 2)
}

/// The pages in calls. What passes pictures and sound has the machine to itself: two at once would measure each other.
fn page_calls() -> Result {
    say("Testing the pages in calls");
    node(test_files(CALLS)?, 1)
}

/// The files of a folder that node's runner takes.
fn test_files(folder: &str) -> Result<Vec<PathBuf>> {
    let mut files = pages::files(folder)?;
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    Ok(files)
}

/// Runs test files in node, so many at once.
fn node(files: Vec<PathBuf>, at_once: usize) -> Result {
    run(at_noon(
        command("node")
            .arg("--test")
            .arg(format!("--test-concurrency={at_once}"))
            .args(files)
            .env("ANTEROOM_TWIN", binary("anteroom-twin"))
            .env("ANTEROOM_SCREENS", target().join("screens"))
            .env("ANTEROOM_SCRIPTED", target().join("scripted-pages")),
    ))
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

/// A command under its own session bus and its own virtual display, at noon.
pub(crate) fn on_a_virtual_display(program: &Path) -> Command {
    let mut wrapped = command("dbus-run-session");
    wrapped
        .args(["--", "xvfb-run", "--auto-servernum", "--server-args=-screen 0 1600x1000x24"])
        .arg(program)
        .env("ANTEROOM_APP", binary("anteroom"))
        .env("ANTEROOM_TWIN", binary("anteroom-twin"))
        .env("ANTEROOM_PAGES", root().join("ui/dist"));
    at_noon(&mut wrapped);
    wrapped
}

/// Has a command's clocks show some minutes past twelve: what happens in a test happens on one date, at whatever hour it is run.
fn at_noon(command: &mut Command) -> &mut Command {
    command.env("TZ", zone_at_noon(SystemTime::now()))
}

/// The zone in which it is noon, as tz database and POSIX write it: with the offset's sign turned round.
fn zone_at_noon(now: SystemTime) -> String {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let hour = i64::try_from(since.as_secs() / 3600 % 24).unwrap_or(12);
    format!("Etc/GMT{:+}", hour - 12)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn it_is_noon_at_every_hour() {
        let at =
            |hour: u64| zone_at_noon(UNIX_EPOCH + Duration::from_mins(20_000 * 24 * 60 + hour * 60 + 59));
        // Sao Paulo's offset, -3, has noon at 15 h UTC.
        assert_eq!([at(0), at(12), at(15), at(23)], ["Etc/GMT-12", "Etc/GMT+0", "Etc/GMT+3", "Etc/GMT+11"]);
    }
}

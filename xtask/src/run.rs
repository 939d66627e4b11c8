//! Opening the console in the practice clinic, with a display or without.

use std::fs;
use std::path::PathBuf;

use crate::setup::{For, set_up};
use crate::shell::{self, Result, binary, command, root, run as execute, say, sh, target};
use crate::{pages, test};

const NO_DISPLAY: &str = "\
there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the console's window can't be shown.

  On a desktop, run this in a terminal of the desktop itself; over ssh, use `ssh -X`.
  Without one:
    cargo xtask visit            holds a whole practice visit on a virtual display and leaves
                                 a timeline and screenshots in target/visit/
    cargo xtask run --twin-only  serves the practice clinic's Twilio and the patient's page";

/// Sets up, builds and opens the console.
pub(crate) fn run(arguments: &[String]) -> Result {
    match arguments {
        [] => {}
        [only] if only == "--twin-only" => return twin(&["--portal".into(), "ui/dist".into()]),
        _ => return Err("run takes no argument but --twin-only".into()),
    }
    let unset = |name: &&str| std::env::var_os(name).is_none_or(|value| value.is_empty());
    // Other systems show windows without being told where.
    if cfg!(target_os = "linux") && ["DISPLAY", "WAYLAND_DISPLAY"].iter().all(unset) {
        return Err(NO_DISPLAY.into());
    }
    set_up(For::Running)?;
    pages::build()?;
    build_workspace()?;
    say("Opening the console in the practice clinic");
    let mut console = command(binary("anteroom"));
    console.arg("--practice");
    if shell::is_root() {
        say("You are the superuser: Chromium's sandbox is off in this run");
        console.env("ANTEROOM_BROWSER_FLAGS", "--no-sandbox");
    }
    execute(&mut console)
}

/// Builds every package at once: one selection of packages means one set of features and one build.
pub(crate) fn build_workspace() -> Result {
    if !binary("anteroom").exists() {
        say("Building the console (the first time takes 5 to 15 minutes)");
    }
    sh("cargo build --workspace --locked")
}

/// Serves the twin until stopped.
pub(crate) fn twin(arguments: &[String]) -> Result {
    if arguments.iter().any(|argument| argument == "--portal") {
        set_up(For::Twin)?;
        pages::build()?;
    }
    if arguments.first().is_some_and(|first| first == "cast") {
        return cast(arguments);
    }
    // With the whole workspace selected the features are those of every other build, and nothing is built twice.
    sh("cargo build --quiet --locked --workspace --bin anteroom-twin")?;
    execute(command(binary("anteroom-twin")).args(arguments))
}

/// Directs the cast of a running twin; that of the app's practice clinic unless another is named.
fn cast(arguments: &[String]) -> Result {
    sh("cargo build --quiet --locked --workspace --bin anteroom-twin")?;
    let mut twin = command(binary("anteroom-twin"));
    twin.args(arguments);
    let needs_none = |argument: &String| ["--at", "check", "--help", "-h"].contains(&argument.as_str());
    if !arguments.iter().any(needs_none) {
        let file = data_folder()?.join("practice").join("twin.json");
        if !file.exists() {
            return Err(format!(
                "no practice clinic has been opened on this computer ({} is not there).\n\n  Open it with `cargo xtask run`, or name a running twin: \
                 --at ADDRESS, or --at FILE with its JSON line",
                file.display()
            ));
        }
        twin.arg("--at").arg(file);
    }
    execute(&mut twin)
}

/// Where the app keeps its data (Tauri's `app_data_dir`).
fn data_folder() -> Result<PathBuf> {
    const IDENTIFIER: &str = "health.anteroom.console";
    let of = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = if cfg!(windows) {
        of("APPDATA")
    } else if cfg!(target_os = "macos") {
        of("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        of("XDG_DATA_HOME").or_else(|| of("HOME").map(|home| home.join(".local/share")))
    };
    folder.map(|folder| folder.join(IDENTIFIER)).ok_or_else(|| "there is no home folder here".into())
}

/// Holds one whole practice visit on a virtual display.
pub(crate) fn visit() -> Result {
    set_up(For::Testing)?;
    pages::build()?;
    build_workspace()?;
    let folder = target().join("visit");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    say("Holding a practice visit");
    let mut visit = test::on_a_virtual_display(&binary("practice-visit"));
    execute(visit.arg(&folder))?;
    let shown = folder.strip_prefix(root()).unwrap_or(&folder);
    say(format!("Its timeline and screenshots are in {}", shown.display()));
    Ok(())
}

//! Running other programs, and saying so.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a step brings: nothing, or words for the person.
pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// The folder that holds the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A debug binary of the workspace.
pub(crate) fn binary(name: &str) -> PathBuf {
    target().join("debug").join(name)
}

/// Announces a step.
pub(crate) fn say(words: impl AsRef<str>) {
    eprintln!("\x1b[1m▸ {}\x1b[0m", words.as_ref());
}

/// A command that starts in the workspace's folder, with the project's own Node first on the path.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    let own = root().join(".tools/node/bin");
    if own.is_dir() {
        let rest = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(own).chain(std::env::split_paths(&rest));
        if let Ok(path) = std::env::join_paths(paths) {
            command.env("PATH", path);
        }
    }
    command
}

/// Runs a program whose arguments are separated by spaces, with its output shown.
pub(crate) fn sh(line: &str) -> Result {
    let mut words = line.split_whitespace();
    let program = words.next().ok_or("an empty command line")?;
    run(command(program).args(words))
}

/// Runs a prepared command, with its output shown.
pub(crate) fn run(command: &mut Command) -> Result {
    let shown = show(command);
    let status = command.status().map_err(|error| format!("`{shown}` could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed ({status})")) }
}

/// Runs a prepared command and returns what it printed on standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{shown}` could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{shown}` failed ({})", output.status));
    }
    String::from_utf8(output.stdout)
        .map_err(|error| format!("`{shown}` printed something unreadable: {error}"))
}

/// Whether a program answers a call without error; nothing is shown.
pub(crate) fn succeeds(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.next().is_some_and(|program| {
        command(program)
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })
}

/// Whether a program is on the path.
pub(crate) fn on_path(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Whether this is the superuser.
pub(crate) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

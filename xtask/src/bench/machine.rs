//! What the numbers were measured on.

use std::fs;
use std::process::{Command, Stdio};

/// Processor, memory and system, in one line.
pub(super) fn summary() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processor = fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| field(&text, "model name"));
    let memory =
        fs::read_to_string("/proc/meminfo").ok().and_then(|text| gibibytes(&field(&text, "MemTotal")?));
    let system = fs::read_to_string("/etc/os-release").ok().and_then(|text| pretty_name(&text));
    let words = [
        Some(format!("{cores} cores")),
        processor,
        memory,
        system.or_else(|| Some(std::env::consts::OS.to_owned())),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// How busy the machine was before anything was measured: the load of the last minute (proc(5), loadavg).
pub(super) fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned()
}

/// The day, in UTC.
pub(super) fn today() -> String {
    said_by("date", &["--utc", "+%Y-%m-%d"]).unwrap_or_else(|| "a day unknown".to_owned())
}

/// The commit that was measured.
pub(super) fn commit() -> String {
    said_by("git", &["describe", "--always", "--dirty"]).unwrap_or_else(|| "no commit".to_owned())
}

fn said_by(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(crate::shell::root())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// The value of the first `name : value` line.
fn field(text: &str, name: &str) -> Option<String> {
    let (_, value) =
        text.lines().filter_map(|line| line.split_once(':')).find(|(key, _)| key.trim() == name)?;
    Some(value.trim().to_owned())
}

fn gibibytes(kibibytes: &str) -> Option<String> {
    let kibibytes: u64 = kibibytes.strip_suffix("kB")?.trim().parse().ok()?;
    Some(format!("{} GiB", (kibibytes + (1 << 19)) >> 20))
}

fn pretty_name(text: &str) -> Option<String> {
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_files_are_read() {
        assert_eq!(
            field("vendor: x\nmodel name\t: A CPU\nmodel name\t: B\n", "model name").as_deref(),
            Some("A CPU")
        );
        assert_eq!(gibibytes("8145120 kB").as_deref(), Some("8 GiB"));
        assert_eq!(pretty_name("ID=x\nPRETTY_NAME=\"An OS 1\"\n").as_deref(), Some("An OS 1"));
    }
}

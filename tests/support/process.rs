//! Programs that a story starts and that never outlive it.

use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use crate::webdriver::PATIENCE;

/// A started program; ended when dropped.
pub struct Running(pub Child);

impl Running {
    /// Starts a program.
    pub fn start(command: &mut Command) -> Running {
        let name = command.get_program().to_string_lossy().into_owned();
        Running(command.spawn().unwrap_or_else(|error| panic!("{name} could not be started: {error}")))
    }

    /// The port that it listens on, once it does. A program that is told to take port 0 takes a free one, so that nobody
    /// else can have it.
    pub fn port(&self) -> u16 {
        until("a program's port", PATIENCE, || listening_port(self.0.id()))
    }

    /// Ends it at once, without a chance to tidy up (SIGKILL).
    pub fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The port that a process listens on, by the kernel's table of IPv4 connections (proc_pid_net(5): local address, state and
/// inode are columns 2, 4 and 10; `0A` listens), of which the process holds one in its open files.
fn listening_port(process: u32) -> Option<u16> {
    let files = std::fs::read_dir(format!("/proc/{process}/fd")).ok()?;
    let held: Vec<PathBuf> =
        files.flatten().filter_map(|file| std::fs::read_link(file.path()).ok()).collect();
    let table = std::fs::read_to_string(format!("/proc/{process}/net/tcp")).ok()?;
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<&str> = line.split_ascii_whitespace().collect();
        let (_, port) = columns.get(1)?.split_once(':')?;
        let socket = PathBuf::from(format!("socket:[{}]", columns.get(9)?));
        let ours = columns.get(3) == Some(&"0A") && held.contains(&socket);
        ours.then(|| u16::from_str_radix(port, 16).ok()).flatten()
    })
}

/// Asks again until there is an answer: for things that announce themselves only by being there.
pub fn until<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < limit, "{what} did not come true within {limit:?}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// A path that the test command hands over, or its place after `cargo build --workspace`.
pub fn handed_over(variable: &str, otherwise: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(otherwise),
        PathBuf::from,
    )
}

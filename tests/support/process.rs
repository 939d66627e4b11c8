//! Programs that a story starts and that never outlive it.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// A started program; ended when dropped.
pub struct Running(pub Child);

impl Running {
    /// Starts a program.
    pub fn start(command: &mut Command) -> Running {
        let name = command.get_program().to_string_lossy().into_owned();
        Running(command.spawn().unwrap_or_else(|error| panic!("{name} could not be started: {error}")))
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

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
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

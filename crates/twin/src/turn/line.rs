//! The line between clients and the relay: cut, lossy or narrow where a test wants it so.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use async_trait::async_trait;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::Deserialize;
use tokio::net::UdpSocket;
use webrtc_util::{Conn, Error};

/// So much passes at once on a line that is otherwise narrow, in seconds of its width.
const BURST: f64 = 0.1;

/// How datagrams fare between clients and the relay, in each direction.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Nothing passes.
    #[serde(default)]
    pub cut: bool,
    /// This share is lost, 0 to 1.
    #[serde(default)]
    pub loss: f64,
    /// No more than this passes; what is above it is lost.
    #[serde(default)]
    pub kilobits_per_second: Option<u32>,
}

/// A good line.
const GOOD: Line = Line { cut: false, loss: 0.0, kilobits_per_second: None };

struct State {
    line: Line,
    dice: StdRng,
    /// How many bits may pass now, by direction: in, out.
    credit: [f64; 2],
    /// Up to when that is reckoned.
    reckoned: [Option<Instant>; 2],
}

/// The state of the line. Clones share it.
#[derive(Clone)]
pub(super) struct Gate(Arc<Mutex<State>>);

impl Default for Gate {
    fn default() -> Self {
        // The same datagrams each time, for what it's worth with browsers on the other side.
        let dice = StdRng::seed_from_u64(1);
        Self(Arc::new(Mutex::new(State { line: GOOD, dice, credit: [0.0; 2], reckoned: [None; 2] })))
    }
}

/// The way that a datagram takes.
#[derive(Clone, Copy)]
enum Way {
    In,
    Out,
}

impl Gate {
    pub(super) fn set(&self, line: Line) -> Result<(), String> {
        if !(0.0..=1.0).contains(&line.loss) {
            return Err("loss is a share, 0 to 1".into());
        }
        if line.kilobits_per_second == Some(0) {
            return Err("a line on which nothing passes is cut".into());
        }
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.line = line;
        state.reckoned = [None; 2];
        Ok(())
    }

    pub(super) fn mend(&self) {
        let mended = self.set(GOOD);
        debug_assert!(mended.is_ok(), "a good line is one");
    }

    /// Whether a datagram of this many bytes passes now.
    fn lets(&self, way: Way, bytes: usize, now: Instant) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Line { cut, loss, kilobits_per_second } = state.line;
        if cut || loss > 0.0 && state.dice.random_bool(loss) {
            return false;
        }
        let Some(width) = kilobits_per_second else { return true };
        let (width, way) = (f64::from(width) * 1000.0, way as usize);
        let since = state.reckoned[way].map_or(BURST, |at| now.duration_since(at).as_secs_f64());
        state.reckoned[way] = Some(now);
        let credit = (state.credit[way] + since * width).min(BURST * width);
        #[expect(clippy::cast_precision_loss, reason = "a datagram is small")]
        let bits = bytes as f64 * 8.0;
        let passes = bits <= credit;
        state.credit[way] = if passes { credit - bits } else { credit };
        passes
    }
}

/// The server's socket behind the gate.
pub(super) struct Gated {
    socket: UdpSocket,
    gate: Gate,
}

impl Gated {
    pub(super) fn new(socket: UdpSocket, gate: Gate) -> Self {
        Self { socket, gate }
    }
}

#[async_trait]
impl Conn for Gated {
    async fn recv_from(&self, buf: &mut [u8]) -> Result<(usize, SocketAddr), Error> {
        loop {
            match self.socket.recv_from(buf).await {
                Ok((n, from)) if self.gate.lets(Way::In, n, Instant::now()) => return Ok((n, from)),
                Ok(_) => {}
                // A client that went away answers with ICMP, which Windows tells here; it says nothing about the others.
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    async fn send_to(&self, buf: &[u8], target: SocketAddr) -> Result<usize, Error> {
        if !self.gate.lets(Way::Out, buf.len(), Instant::now()) {
            return Ok(buf.len());
        }
        Ok(self.socket.send_to(buf, target).await?)
    }

    fn local_addr(&self) -> Result<SocketAddr, Error> {
        Ok(self.socket.local_addr()?)
    }

    // A server's socket is never connected to one client.
    async fn connect(&self, addr: SocketAddr) -> Result<(), Error> {
        Ok(self.socket.connect(addr).await?)
    }

    async fn recv(&self, buf: &mut [u8]) -> Result<usize, Error> {
        Ok(self.socket.recv(buf).await?)
    }

    async fn send(&self, buf: &[u8]) -> Result<usize, Error> {
        Ok(self.socket.send(buf).await?)
    }

    fn remote_addr(&self) -> Option<SocketAddr> {
        None
    }

    async fn close(&self) -> Result<(), Error> {
        Ok(())
    }

    fn as_any(&self) -> &(dyn std::any::Any + Send + Sync) {
        self
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::time::Duration;

    use super::*;

    fn passed(gate: &Gate, bytes: usize, every: Duration, count: u32) -> usize {
        let start = Instant::now();
        (0..count).filter(|n| gate.lets(Way::In, bytes, start + every * *n)).count()
    }

    #[test]
    fn a_line_is_as_wide_as_ordered_and_good_again_when_mended() {
        let gate = Gate::default();
        let every = Duration::from_millis(10);
        assert_eq!(passed(&gate, 1000, every, 1000), 1000);
        gate.set(Line { kilobits_per_second: Some(200), ..GOOD }).unwrap();
        // Ten seconds of 800 kbit/s through a quarter of that.
        assert!((230..270).contains(&passed(&gate, 1000, every, 1000)));
        gate.set(Line { loss: 0.25, ..GOOD }).unwrap();
        assert!((700..800).contains(&passed(&gate, 1000, every, 1000)));
        gate.set(Line { cut: true, ..GOOD }).unwrap();
        assert_eq!(passed(&gate, 1, every, 10), 0);
        gate.mend();
        assert_eq!(passed(&gate, 1000, every, 10), 10);
        assert!(gate.set(Line { loss: 2.0, ..GOOD }).is_err());
        assert!(gate.set(Line { kilobits_per_second: Some(0), ..GOOD }).is_err());
    }
}

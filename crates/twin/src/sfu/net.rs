//! The media socket: one UDP socket for all peers, read and written in batches.

use std::net::{IpAddr, SocketAddr};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use str0m::net::Transmit;
use tokio::net::UdpSocket;

/// Larger than any datagram that fits an Ethernet frame.
const DATAGRAM: usize = 2_000;

/// So many datagrams are read before anything else gets its turn.
const BATCH: usize = 64;

/// Loses a share of RTP and RTCP packets. STUN, DTLS and data channels get through, so that what is tested is
/// repair of media and not connecting.
#[derive(Debug)]
pub(crate) struct Loss {
    share: f64,
    dice: StdRng,
}

impl Loss {
    pub(crate) fn new(share: f64) -> Loss {
        // The same packets each time, for what it's worth with browsers on the other side.
        Loss { share: share.clamp(0.0, 1.0), dice: StdRng::seed_from_u64(1) }
    }

    /// Whether this datagram is lost. RFC 7983: the first byte of RTP and RTCP is 128 to 191.
    fn takes(&mut self, datagram: &[u8]) -> bool {
        self.share > 0.0
            && datagram.first().is_some_and(|b| (128..192).contains(b))
            && self.dice.random_bool(self.share)
    }
}

pub(crate) struct Net {
    socket: UdpSocket,
    local: SocketAddr,
    buf: Box<[u8; DATAGRAM]>,
    pub(crate) loss: Loss,
}

impl Net {
    /// Binds the socket to exactly this address: the destination of each packet must be that of the candidate.
    pub(crate) async fn bind(ip: IpAddr) -> std::io::Result<Net> {
        let socket = UdpSocket::bind((ip, 0)).await?;
        let local = socket.local_addr()?;
        Ok(Net { socket, local, buf: Box::new([0; DATAGRAM]), loss: Loss::new(0.0) })
    }

    pub(crate) fn local(&self) -> SocketAddr {
        self.local
    }

    /// Waits until there is something to read.
    pub(crate) async fn readable(&self) -> std::io::Result<()> {
        self.socket.readable().await
    }

    /// Reads what is there, up to a batch.
    pub(crate) fn drain(&mut self, mut each: impl FnMut(SocketAddr, &[u8])) {
        for _ in 0..BATCH {
            match self.socket.try_recv_from(&mut self.buf[..]) {
                Ok((n, from)) => {
                    if !self.loss.takes(&self.buf[..n]) {
                        each(from, &self.buf[..n]);
                    }
                }
                Err(e) if e.kind() == std::io::ErrorKind::WouldBlock => return,
                // A peer that went away answers with ICMP; it says nothing about the next datagram.
                Err(_) => {}
            }
        }
    }

    /// Sends a datagram. One that can't be sent now is lost, as datagrams are.
    pub(crate) fn send(&mut self, transmit: &Transmit) {
        if !self.loss.takes(&transmit.contents)
            && let Err(e) = self.socket.try_send_to(&transmit.contents, transmit.destination)
        {
            tracing::debug!(error = %e, "datagram not sent");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_media_is_lost_and_about_as_much_as_asked() {
        let mut loss = Loss::new(0.1);
        let lost = (0..10_000).filter(|_| loss.takes(&[0x80, 96])).count();
        assert!((800..1200).contains(&lost), "{lost}");
        assert!((0..10_000).all(|_| !loss.takes(&[0, 1]) && !loss.takes(&[22]) && !loss.takes(&[])));
    }
}

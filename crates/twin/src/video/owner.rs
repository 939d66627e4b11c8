//! The one task that owns rooms and media: it waits for work, datagrams and deadlines, and does one at a time.

use std::collections::HashMap;
use std::time::Instant;

use tokio::sync::mpsc;

use super::{Now, VideoConfig, Work, socket};
use crate::sfu::net::{Loss, Net};
use crate::signaling::service::{Moment, Service};

pub(super) async fn spawn(config: VideoConfig, inbox: mpsc::UnboundedReceiver<Work>) -> std::io::Result<()> {
    let net = Net::bind(config.bind).await?;
    let now = config.now.clone();
    let service = Service::new(config, net.local(), Instant::now());
    let owner = Owner { service, net, now, sockets: HashMap::new() };
    tokio::spawn(owner.run(inbox));
    Ok(())
}

struct Owner {
    service: Service,
    net: Net,
    now: Now,
    sockets: HashMap<u64, mpsc::UnboundedSender<socket::Frame>>,
}

impl Owner {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Work>) {
        loop {
            let deadline = self.service.deadline();
            let wait = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                work = inbox.recv() => match work {
                    Some(work) => self.work(work),
                    // Every handle is gone.
                    None => return,
                },
                ready = self.net.readable() => match ready {
                    Ok(()) => self.read(),
                    Err(e) => {
                        tracing::error!(error = %e, "the media socket failed");
                        return;
                    }
                },
                () = wait => {}
            }
            // Also after other work: a stream of datagrams must not keep deadlines from being met.
            let now = self.moment();
            if self.service.deadline().is_some_and(|at| at <= now.instant) {
                self.service.tick(now);
            }
            self.send();
        }
    }

    fn moment(&self) -> Moment {
        Moment { instant: Instant::now(), wall: (self.now)() }
    }

    fn read(&mut self) {
        let service = &mut self.service;
        self.net.drain(|from, datagram| service.datagram(from, datagram, Instant::now()));
        if self.service.has_news() {
            let now = self.moment();
            self.service.settle(now);
        }
    }

    fn work(&mut self, work: Work) {
        let now = self.moment();
        match work {
            Work::Call(f) => {
                f(&mut self.service, now);
                self.service.settle(now);
            }
            Work::Open(id, out) => {
                self.sockets.insert(id, out);
                self.service.open(id, now);
            }
            Work::Text(id, text) => self.service.text(id, text, now),
            Work::Closed(id) => {
                self.sockets.remove(&id);
                self.service.closed(id, now);
            }
            Work::Lose(share) => self.net.loss = Loss::new(share),
        }
    }

    fn send(&mut self) {
        while let Some(transmit) = self.service.router.transmits.pop_front() {
            self.net.send(&transmit);
        }
        while let Some((id, frame)) = self.service.out.pop_front() {
            let closes = !matches!(frame, socket::Frame::Text(_));
            if let Some(out) = self.sockets.get(&id) {
                // A socket task that has ended says so by itself.
                let _ = out.send(frame);
            }
            if closes {
                self.sockets.remove(&id);
            }
        }
    }
}

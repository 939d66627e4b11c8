//! The sockets of a stay, and the one task that waits for them.

use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::act::Manner;
use super::ears::Sign;
use super::media::{Media, News};
use super::session::{Session, Step, Track};
use super::{Event, Joining, Network, Received, Refused};
use crate::sfu::net::{Loss, Net};
use crate::video::TrackKind;

/// A socket opens within this, and a room lets in; as with the SDK.
const OPENING: Duration = Duration::from_secs(15);
/// After a socket is lost, the next is tried so soon, and then half as soon again each time.
const AGAIN: Duration = Duration::from_millis(80);
/// The share of media that a slow network loses.
const LOST: f64 = 0.1;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What whoever holds the stay wants of it.
#[derive(Debug)]
pub(super) enum Order {
    Camera(bool),
    Microphone(bool),
    Talk(bool),
    Network(Network),
    /// The sender hears when goodbye is said.
    Leave(oneshot::Sender<()>),
}

/// Where one has come in.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) identity: String,
    pub(super) sid: String,
    pub(super) room_sid: String,
}

/// Signaling, as it is at the moment.
enum Signaling {
    Open { socket: Box<Socket>, heard: Instant, said: Instant },
    Lost { since: Instant, next: Instant, wait: Duration },
}

pub(super) struct Line {
    url: String,
    signaling: Signaling,
    net: Net,
    session: Session,
    media: Media,
    manner: Manner,
    /// An offer is due: when the one before is answered.
    offer: bool,
    /// The connection is to be made afresh.
    afresh: bool,
    tell: mpsc::UnboundedSender<Event>,
    count: watch::Sender<Received>,
}

/// Whether the stay goes on.
enum Goes {
    On,
    Out(Result<Option<u32>, Refused>),
}

impl Line {
    pub(super) async fn open(
        joining: Joining,
        tell: mpsc::UnboundedSender<Event>,
        count: watch::Sender<Received>,
    ) -> Result<Self, Refused> {
        let nothing = |words: String| Refused { code: 53000, words };
        let socket = dial(&joining.signaling_url).await.map_err(nothing)?;
        // Whoever reaches the server's signaling from an address reaches its media from there.
        let ip = match socket.get_ref() {
            MaybeTlsStream::Plain(stream) => {
                stream.local_addr().map_err(|error| nothing(error.to_string()))?.ip()
            }
            _ => return Err(nothing("Only ws:// is spoken here".to_owned())),
        };
        let net = Net::bind(ip).await.map_err(|error| nothing(error.to_string()))?;
        let manner = Manner {
            look: joining.look,
            tongue: joining.tongue,
            camera: joining.camera,
            microphone: joining.microphone,
            talks: false,
            network: Network::Good,
        };
        let now = Instant::now();
        let media = Media::new(net.local(), manner, now).map_err(|error| nothing(error.to_string()))?;
        let kinds = [(joining.microphone, TrackKind::Audio), (joining.camera, TrackKind::Video)];
        let tracks =
            kinds.into_iter().filter(|(there, _)| *there).map(|(_, kind)| Track::new(kind)).collect();
        Ok(Self {
            url: joining.signaling_url,
            signaling: Signaling::Open { socket: Box::new(socket), heard: now, said: now },
            net,
            session: Session::new(joining.token, joining.room, tracks),
            media,
            manner,
            offer: false,
            afresh: false,
            tell,
            count,
        })
    }

    pub(super) async fn run(
        mut self,
        mut orders: mpsc::UnboundedReceiver<Order>,
        entered: oneshot::Sender<Result<Entry, Refused>>,
    ) {
        let mut entered = Some(entered);
        let late = Instant::now() + OPENING;
        let hello = self.session.hello();
        self.say(hello).await;
        loop {
            let deadline = self.deadline();
            let deadline = if entered.is_some() { deadline.min(late) } else { deadline };
            let goes = tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Leave(said)) => {
                        self.leave().await;
                        // Who asked may be gone.
                        let _ = said.send(());
                        return;
                    }
                    Some(order) => {
                        self.obey(order).await;
                        Goes::On
                    }
                    // The stay was dropped.
                    None => return self.leave().await,
                },
                text = hear(&mut self.signaling), if self.manner.network != Network::Gone => self.heard(text).await,
                ready = self.net.readable() => {
                    if ready.is_ok() {
                        let gone = self.manner.network == Network::Gone;
                        let media = &mut self.media;
                        self.net.drain(|from, datagram| if !gone { media.receive(from, datagram, Instant::now()) });
                    }
                    Goes::On
                }
                () = tokio::time::sleep_until(deadline.into()) => Goes::On,
            };
            let goes = match goes {
                Goes::On => self.tick(Instant::now()).await,
                out => out,
            };
            if self.session.is_in()
                && let Some(entered) = entered.take()
            {
                let (identity, sid) = (self.session.identity.clone(), self.session.sid.clone());
                // Who asked may be gone; then the orders end as well.
                let _ = entered.send(Ok(Entry { identity, sid, room_sid: self.session.room_sid.clone() }));
            }
            let refused = match goes {
                Goes::On if entered.is_some() && Instant::now() >= late => {
                    Err(Refused { code: 53000, words: "Nothing answers".to_owned() })
                }
                Goes::On => continue,
                Goes::Out(out) => out,
            };
            let told = match (entered, refused) {
                (Some(entered), Err(refused)) => entered.send(Err(refused)).is_ok(),
                (_, refused) => {
                    let code = refused.unwrap_or_else(|refused| Some(refused.code));
                    self.tell.send(Event::Disconnected { code }).is_ok()
                }
            };
            tracing::trace!(told, "a stay is over");
            return;
        }
    }

    fn deadline(&self) -> Instant {
        let signaling = match &self.signaling {
            Signaling::Open { heard, said, .. } => {
                (*said + self.session.heartbeat * 4 / 5).min(*heard + self.session.heartbeat * 3)
            }
            Signaling::Lost { since, next, .. } => (*next).min(*since + self.session.patience),
        };
        let media = self.media.deadline();
        // Nothing is said into a network that is gone, so its deadlines lie in the past.
        let signaling = if self.manner.network == Network::Gone { media } else { signaling };
        signaling.min(media)
    }

    async fn tick(&mut self, now: Instant) -> Goes {
        self.media.tick(now);
        self.send();
        while let Some(news) = self.media.news.pop_front() {
            self.on_news(news);
        }
        self.count.send_replace(self.media.ears.received);
        if self.manner.network != Network::Gone
            && self.offer
            && !self.session.offers()
            && self.session.is_in()
        {
            self.make_offer().await;
        }
        self.keep_signaling(now).await
    }

    fn on_news(&mut self, news: News) {
        let from = |mid| {
            let identity = self.session.sender(self.media.carried(mid)?)?;
            Some(identity.to_owned())
        };
        let event = match news {
            News::Through => Some(Event::Connected),
            News::Cut => {
                (self.offer, self.afresh) = (true, true);
                None
            }
            News::Sign(mid, Sign::Voice) => from(mid).map(|identity| Event::Heard { identity }),
            News::Sign(mid, Sign::Picture) => from(mid).map(|identity| Event::Seen { identity }),
        };
        if let Some(event) = event {
            self.emit(event);
        }
    }

    fn emit(&self, event: Event) {
        // Nobody may care.
        let _ = self.tell.send(event);
    }

    /// Heartbeats; and a new socket for one that is lost.
    async fn keep_signaling(&mut self, now: Instant) -> Goes {
        let gone = self.manner.network == Network::Gone;
        let period = self.session.heartbeat;
        match &mut self.signaling {
            Signaling::Open { heard, .. } if now >= *heard + period * 3 => self.lose(),
            Signaling::Open { said, .. } if !gone && now >= *said + period * 4 / 5 => {
                self.say(super::words::heartbeat()).await;
            }
            Signaling::Open { .. } => {}
            Signaling::Lost { since, .. } if now >= *since + self.session.patience => {
                return Goes::Out(Ok(Some(53001)));
            }
            Signaling::Lost { next, wait, .. } if !gone && now >= *next => {
                *wait = *wait * 3 / 2;
                *next = now + *wait;
                if let Ok(socket) = dial(&self.url).await {
                    let now = Instant::now();
                    self.signaling = Signaling::Open { socket: Box::new(socket), heard: now, said: now };
                    let hello = self.session.hello();
                    self.say(hello).await;
                }
            }
            Signaling::Lost { .. } => {}
        }
        Goes::On
    }

    fn lose(&mut self) {
        let now = Instant::now();
        self.signaling = Signaling::Lost { since: now, next: now + AGAIN, wait: AGAIN };
    }

    /// The socket said something, or `None`: it is lost.
    async fn heard(&mut self, text: Option<String>) -> Goes {
        let Some(text) = text else {
            if !self.session.is_in() {
                return Goes::Out(Err(Refused { code: 53000, words: "The server hung up".to_owned() }));
            }
            self.lose();
            return Goes::On;
        };
        if let Signaling::Open { heard, .. } = &mut self.signaling {
            *heard = Instant::now();
        }
        for step in self.session.hear(&text) {
            match step {
                Step::Offer => {
                    let Some(offer) = self.media.offer(&self.session.tracks, false) else { continue };
                    let connect = self.session.connect(offer);
                    self.say(connect).await;
                }
                Step::Entered => {
                    if !self.session.layers {
                        self.media.only_the_largest();
                    }
                    let said = self.session.no_candidates(&self.media.ufrag());
                    self.say(said).await;
                }
                Step::Answer(answer) => {
                    if let Err(error) = self.media.take_answer(&answer.sdp) {
                        tracing::debug!(%error, "an answer is of no use");
                        return Goes::Out(Ok(Some(53400)));
                    }
                }
                Step::TakeOffer(offer) => {
                    let ours = self.session.tracks.iter().any(|track| !self.media.publishes(track));
                    self.offer |= ours || self.afresh;
                    match self.media.take_offer(&offer.sdp) {
                        Ok(answer) => {
                            let said = self.session.answer(offer.revision, answer);
                            self.say(said).await;
                        }
                        Err(error) => {
                            tracing::debug!(%error, "an offer is of no use");
                            return Goes::Out(Ok(Some(53402)));
                        }
                    }
                }
                Step::Tell(event) => self.emit(event),
                Step::Refused(refused) => return Goes::Out(Err(refused)),
                Step::Over(code) => return Goes::Out(Ok(code)),
            }
        }
        Goes::On
    }

    async fn obey(&mut self, order: Order) {
        let (kind, on) = match order {
            Order::Camera(on) => (TrackKind::Video, on),
            Order::Microphone(on) => (TrackKind::Audio, on),
            Order::Talk(on) => {
                self.manner.talks = on;
                return self.media.act.behave(self.manner);
            }
            Order::Network(network) => {
                self.manner.network = network;
                self.net.loss = Loss::new(if network == Network::Slow { LOST } else { 0.0 });
                return self.media.act.behave(self.manner);
            }
            Order::Leave(_) => return,
        };
        match kind {
            TrackKind::Video => self.manner.camera = on,
            _ => self.manner.microphone = on,
        }
        self.media.act.behave(self.manner);
        if self.session.tracks.iter().any(|track| track.kind == kind) {
            if let Some(said) = self.session.enable(kind, on) {
                self.say(said).await;
            }
        } else if on {
            self.session.publish(Track::new(kind));
            self.offer = true;
        }
    }

    async fn make_offer(&mut self) {
        self.offer = false;
        if let Some(offer) = self.media.offer(&self.session.tracks, std::mem::take(&mut self.afresh)) {
            let said = self.session.offer(offer);
            self.say(said).await;
        }
    }

    fn send(&mut self) {
        while let Some(transmit) = self.media.transmits.pop_front() {
            if self.manner.network != Network::Gone {
                self.net.send(&transmit);
            }
        }
    }

    /// Says something. What can't be said now is said by `sync` on the next socket.
    async fn say(&mut self, text: String) {
        if self.manner.network == Network::Gone {
            return;
        }
        if let Signaling::Open { socket, said, .. } = &mut self.signaling {
            *said = Instant::now();
            if socket.send(Message::text(text)).await.is_err() {
                self.lose();
            }
        }
    }

    async fn leave(mut self) {
        if self.session.is_in() {
            let said = self.session.disconnect();
            self.say(said).await;
        }
        self.say(super::words::bye()).await;
        if let Signaling::Open { socket, .. } = &mut self.signaling {
            // The server may be gone first.
            let _ = (**socket).close(None).await;
        }
    }
}

async fn dial(url: &str) -> Result<Socket, String> {
    let dialled = tokio_tungstenite::connect_async_with_config(url, None, true);
    match tokio::time::timeout(OPENING, dialled).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("Nothing answers".to_owned()),
    }
}

/// The next text of the socket; `None` when it is closed. Without a socket nothing comes.
async fn hear(signaling: &mut Signaling) -> Option<String> {
    let Signaling::Open { socket, .. } = signaling else { return std::future::pending().await };
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Some(text.to_string()),
            Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
            Some(Ok(_)) => {}
        }
    }
}

//! One stay of a cast member in a room, as a client of Twilio Video over the network.
//!
//! [`session`] (what is said) and [`media`] (what is sent) are pure: time and datagrams are arguments. Only [`line`] owns
//! sockets: a WebSocket for signaling, a UDP socket of its own for ICE, DTLS and SRTP. Nothing here knows the twin's
//! inside, so a stay works as well in a process of its own.
//!
//! ```no_run
//! use twin::cast::{loops::{Look, Tongue}, stay::{Event, Joining, Stay}};
//!
//! # async fn visit(twin: &twin::Twin, token: String) -> Result<(), Box<dyn std::error::Error>> {
//! let joining = Joining {
//!     signaling_url: twin.addresses().video_signaling_url.clone(),
//!     token,
//!     room: None,
//!     look: Look::OldWoman,
//!     tongue: Tongue::Spanish,
//!     camera: true,
//!     microphone: true,
//! };
//! let mut stay = Stay::join(joining).await?;
//! while let Some(event) = stay.next().await {
//!     if let Event::Heard { identity } = event {
//!         println!("{identity} says something");
//!         stay.talk(true);
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod act;
mod ears;
mod line;
mod media;
mod sdp;
mod session;
#[cfg(test)]
mod session_tests;
#[cfg(test)]
mod stay_tests;
mod words;

use tokio::sync::{mpsc, oneshot, watch};

use super::loops::{Look, Tongue};
use line::{Line, Order};

/// How somebody comes in.
#[derive(Clone)]
pub struct Joining {
    /// Where the SDK would connect: `ws://…/signaling`.
    pub signaling_url: String,
    /// An access token with a grant for Video.
    pub token: String,
    /// The room's name or SID; `None` for the one that the token names.
    pub room: Option<String>,
    /// Who is seen.
    pub look: Look,
    /// What is spoken.
    pub tongue: Tongue,
    /// Whether there is a camera, and it is allowed: without one no track is published.
    pub camera: bool,
    /// Whether there is a microphone, and it is allowed.
    pub microphone: bool,
}

impl std::fmt::Debug for Joining {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Joining")
            .field("look", &self.look)
            .field("tongue", &self.tongue)
            .finish_non_exhaustive()
    }
}

/// Why somebody is not let in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {words}")]
pub struct Refused {
    /// Twilio's code; 53000 when nothing answers.
    pub code: u32,
    /// What the server says about it.
    pub words: String,
}

/// What the network is like between a cast member and the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Network {
    /// Everything passes.
    #[default]
    Good,
    /// A tenth of the media is lost, and only the smallest picture is sent.
    Slow,
    /// Nothing passes, in either direction, until it is better again.
    Gone,
}

/// What happens in a stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Media pass: once after joining, and again when the connection had to be made afresh.
    Connected,
    /// Somebody came in, or was there before.
    ParticipantJoined {
        /// Their SID.
        sid: String,
        /// Their identity.
        identity: String,
    },
    /// Somebody left.
    ParticipantLeft {
        /// Their SID.
        sid: String,
        /// Their identity.
        identity: String,
    },
    /// A voice, after at least two seconds without.
    Heard {
        /// Whose.
        identity: String,
    },
    /// A picture, after at least two seconds without.
    Seen {
        /// Whose.
        identity: String,
    },
    /// The end. Nothing follows.
    Disconnected {
        /// Twilio's code: 53118 when the room ended, 53205 when somebody came in with the same identity, 53001 when the
        /// network was gone for too long; `None` when put out.
        code: Option<u32>,
    },
}

/// What has arrived so far.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Received {
    /// Packets of sound, 20 ms each.
    pub sounds: u64,
    /// Frames of pictures.
    pub frames: u64,
    /// Places where something before it is missing, and was not sent again in time.
    pub gaps: u64,
    /// The largest share of packets (0 to 1) that was lost in any second on any track, before they were sent again.
    pub lossiest: f32,
}

/// A cast member in a room. Dropping it leaves, without waiting for that.
#[derive(Debug)]
pub struct Stay {
    identity: String,
    sid: String,
    room_sid: String,
    orders: mpsc::UnboundedSender<Order>,
    events: mpsc::UnboundedReceiver<Event>,
    received: watch::Receiver<Received>,
}

impl Stay {
    /// Comes in. Returns when the room has let us in; media follow, and [`Event::Connected`] tells.
    ///
    /// # Errors
    /// What the server refuses with, as the SDK would be told: 20104 for an old token, 53105 for a full room.
    pub async fn join(joining: Joining) -> Result<Self, Refused> {
        let (orders, inbox) = mpsc::unbounded_channel();
        let (tell, events) = mpsc::unbounded_channel();
        let (count, received) = watch::channel(Received::default());
        let (entered, entry) = oneshot::channel();
        let line = Line::open(joining, tell, count).await?;
        tokio::spawn(line.run(inbox, entered));
        let gone = || Refused { code: 53000, words: "The stay ended before it began".to_owned() };
        let line::Entry { identity, sid, room_sid } = entry.await.map_err(|_| gone())??;
        Ok(Self { identity, sid, room_sid, orders, events, received })
    }

    /// The identity that the token gave.
    #[must_use]
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// The SID of this stay: another stay with the same identity has another.
    #[must_use]
    pub fn participant_sid(&self) -> &str {
        &self.sid
    }

    /// The room's SID.
    #[must_use]
    pub fn room_sid(&self) -> &str {
        &self.room_sid
    }

    /// Turns the camera on or off. Off, the track is disabled and dark, as with the SDK; a camera that was not there
    /// before is published.
    pub fn set_camera(&self, on: bool) {
        self.order(Order::Camera(on));
    }

    /// Turns the microphone on or off: the track is disabled and silent, or published if it was not there before.
    pub fn set_microphone(&self, on: bool) {
        self.order(Order::Microphone(on));
    }

    /// Begins to talk, from the beginning, or stops. A microphone that is off stays silent.
    pub fn talk(&self, on: bool) {
        self.order(Order::Talk(on));
    }

    /// Makes the network better or worse, from now on.
    pub fn set_network(&self, network: Network) {
        self.order(Order::Network(network));
    }

    /// What has arrived so far.
    #[must_use]
    pub fn received(&self) -> Received {
        *self.received.borrow()
    }

    /// The next event; `None` after [`Event::Disconnected`]. Events wait until they are asked for.
    ///
    /// Cancel-safe: what is not returned is returned next time.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    /// Leaves, and returns when goodbye is said.
    pub async fn leave(self) {
        let (said, done) = oneshot::channel();
        self.order(Order::Leave(said));
        // Who was put out meanwhile has left too.
        let _ = done.await;
    }

    fn order(&self, order: Order) {
        // A stay that is over takes no orders.
        let _ = self.orders.send(order);
    }
}

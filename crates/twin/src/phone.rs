//! Phones of the local Twilio: calls that run TwiML, and phones at the other end that follow a script.
//!
//! What happens is decided in [`exchange`] and below it, where time is an argument. Here one task waits for the twin's
//! clock, and carries out in the video half what calls do there.

mod call;
mod callee;
mod exchange;
#[cfg(test)]
mod exchange_tests;
mod order;
mod practice;
mod script;
mod sounds;
mod status;
mod twiml;

pub use exchange::{Act, Doom};
pub use script::{Ask, Does, Node, Phone, Sound};
pub use status::Status;

pub(crate) use call::Call;
pub(crate) use exchange::Exchange;
pub(crate) use order::{Detect, Numbers, Order};
pub(crate) use practice::OPTED_OUT;
pub(crate) use script::{is_e164, seconds};
pub(crate) use twiml::{Verb, Wrong, parse, tones};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::{Notify, mpsc, watch};

use order::Action;

use crate::clock::Clock;
use crate::server;
use crate::texts::Arrival;
use crate::video::{Gone, Video};

/// A refusal with Twilio's code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct PhoneError {
    /// Twilio's code.
    pub code: u32,
    /// Twilio's words for it.
    pub message: String,
}

/// The phones and calls of a twin. Clones share them.
#[derive(Clone)]
pub struct Phones {
    exchange: Arc<Mutex<Exchange>>,
    wake: Arc<Notify>,
    clock: Clock,
}

impl Phones {
    /// Starts the task that lets time pass, and brings calls into rooms. The account calls from `own`.
    pub(crate) fn start(own: String, clock: Clock, video: Video, stopping: watch::Receiver<bool>) -> Self {
        let exchange = Arc::new(Mutex::new(Exchange::new(own)));
        let phones = Self { exchange, wake: Arc::default(), clock };
        tokio::spawn(phones.clone().run(video, stopping));
        phones
    }

    fn lock(&self) -> MutexGuard<'_, Exchange> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with everything as it is now.
    pub(crate) fn with<T>(&self, f: impl FnOnce(&mut Exchange, Timestamp) -> T) -> T {
        let now = self.clock.now();
        let mut exchange = self.lock();
        exchange.advance(now);
        let out = f(&mut exchange, now);
        drop(exchange);
        self.wake.notify_one();
        out
    }

    /// Puts a phone there, in the place of the one with its number.
    ///
    /// # Errors
    /// In words: what is wrong with the script.
    pub fn set(&self, phone: Phone) -> Result<(), String> {
        self.with(|exchange, _| exchange.set_phone(phone))
    }

    /// What becomes of texts to a number. One that nobody has a script for takes them.
    pub(crate) fn arrival(&self, number: &str) -> Arrival {
        self.with(|exchange, _| exchange.phone(number).map(|phone| phone.texts.clone())).unwrap_or_default()
    }

    /// Makes a phone do something: that of the call with this SID, or of the latest call to this number.
    ///
    /// # Errors
    /// In words: there is no such call, or it is not at that.
    pub fn act(&self, whose: &str, act: &Act) -> Result<(), String> {
        self.with(|exchange, now| exchange.act(whose, act, now))
    }

    /// Orders what befalls the next call.
    ///
    /// # Errors
    /// In words: that can't befall a call.
    pub fn doom_next(&self, doom: Doom) -> Result<(), String> {
        self.with(|exchange, _| exchange.doom_next(doom))
    }

    /// Phones, and calls with what each heard, as the control API shows them.
    #[must_use]
    pub fn dump(&self) -> serde_json::Value {
        self.with(|exchange, _| exchange.dump())
    }

    async fn run(self, video: Video, mut stopping: watch::Receiver<bool>) {
        let (tell, mut gone) = mpsc::unbounded_channel();
        let mut rooms = Rooms { video, tell, stays: HashMap::new() };
        loop {
            let (actions, deadline) = {
                let now = self.clock.now();
                let mut exchange = self.lock();
                exchange.advance(now);
                (exchange.actions(), exchange.deadline())
            };
            if !actions.is_empty() {
                for action in actions {
                    self.carry_out(action, &mut rooms).await;
                }
                continue;
            }
            let wait = async {
                match deadline {
                    Some(at) => self.clock.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = wait => {}
                () = self.wake.notified() => {}
                Some(stay) = gone.recv() => {
                    rooms.stays.remove(&stay);
                    let now = self.clock.now();
                    let mut exchange = self.lock();
                    exchange.advance(now);
                    exchange.left(stay, now);
                }
                () = server::stopped(&mut stopping) => return,
            }
        }
    }

    async fn carry_out(&self, action: Action, rooms: &mut Rooms) {
        match action {
            Action::Join { attempt, call, room, identity } => {
                let gone = Gone { stay: attempt, tell: rooms.tell.clone() };
                let silence = sounds::clip(Sound::Silence);
                let joined = rooms.video.join_phone(&room, identity, silence, gone).await;
                if let Err(refused) = &joined {
                    tracing::info!(call, "a call joins no room: {refused}");
                }
                self.lock().joined(attempt, joined.is_ok());
                rooms.stays.extend(joined.ok().map(|sid| (attempt, sid)));
            }
            Action::Play { attempt, sound } => {
                if let Some(sid) = rooms.stays.get(&attempt) {
                    rooms.video.play_phone(sid, sounds::clip(sound));
                }
            }
            Action::Leave { attempt } => {
                if let Some(sid) = rooms.stays.remove(&attempt) {
                    rooms.video.leave_phone(&sid);
                }
            }
        }
    }
}

/// The calls that are in rooms.
struct Rooms {
    video: Video,
    /// For those that are not any more.
    tell: mpsc::UnboundedSender<u64>,
    /// The participant's SID by the stay's number.
    stays: HashMap<u64, String>,
}

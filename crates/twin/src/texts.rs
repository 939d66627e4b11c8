//! Text messages of the local Twilio: what becomes of those to a phone, and what phones answer.
//!
//! What happens is decided in [`office`] and below it, where time is an argument. Here one task waits for the twin's clock, and tells
//! whoever looks at a phone that something arrived.

mod links;
mod message;
mod office;
#[cfg(test)]
mod office_tests;
mod replies;
mod script;
mod segments;
mod status;

pub use office::Doom;
pub use script::Arrival;
pub use status::Status;

pub(crate) use message::{Draft, Message, words};
pub(crate) use office::Office;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};

use crate::clock::Clock;
use crate::server;

/// A refusal with Twilio's code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct TextError {
    /// Twilio's code.
    pub code: u32,
    /// Twilio's words for it.
    pub message: String,
}

/// The text messages of a twin. Clones share them.
#[derive(Clone)]
pub struct Texts {
    office: Arc<Mutex<Office>>,
    wake: Arc<Notify>,
    changes: Arc<watch::Sender<u64>>,
    clock: Clock,
}

impl Texts {
    /// Starts the task that lets time pass.
    pub(crate) fn start(office: Office, clock: Clock, stopping: watch::Receiver<bool>) -> Self {
        let texts = Self {
            office: Arc::new(Mutex::new(office)),
            wake: Arc::default(),
            changes: Arc::new(watch::Sender::new(0)),
            clock,
        };
        tokio::spawn(texts.clone().run(stopping));
        texts
    }

    fn lock(&self) -> MutexGuard<'_, Office> {
        self.office.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with everything as it is now.
    pub(crate) fn with<T>(&self, f: impl FnOnce(&mut Office, Timestamp) -> T) -> T {
        let now = self.clock.now();
        let mut office = self.lock();
        office.advance(now);
        let out = f(&mut office, now);
        self.tell(&office);
        drop(office);
        self.wake.notify_one();
        out
    }

    fn tell(&self, office: &Office) {
        let version = office.version();
        self.changes.send_if_modified(|known| std::mem::replace(known, version) != version);
    }

    /// Changes whenever anything about a message does.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Sends a text from a phone to the account's number: words, or `STOP`, `START` and `HELP` in any of their forms.
    ///
    /// # Errors
    /// In words: it is no number, or there are no words.
    pub fn reply(&self, from: &str, body: &str) -> Result<(), String> {
        self.with(|office, now| office.reply(from, body, now))
    }

    /// Orders what befalls the next text.
    ///
    /// # Errors
    /// In words: that can't befall a text.
    pub fn doom_next(&self, doom: Doom) -> Result<(), String> {
        self.with(|office, _| office.doom_next(doom))
    }

    /// Every text with its history, and who wants none, as the control API shows them.
    #[must_use]
    pub fn dump(&self) -> serde_json::Value {
        self.with(|office, _| office.dump())
    }

    async fn run(self, mut stopping: watch::Receiver<bool>) {
        loop {
            let deadline = {
                let mut office = self.lock();
                office.advance(self.clock.now());
                self.tell(&office);
                office.deadline()
            };
            let wait = async {
                match deadline {
                    Some(at) => self.clock.sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = wait => {}
                () = self.wake.notified() => {}
                () = server::stopped(&mut stopping) => return,
            }
        }
    }
}

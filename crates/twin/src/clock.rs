//! The twin's clock: the computer's, plus what a test has added to it.
//!
//! Everything of the twin that has a deadline (tokens, TTLs, room timeouts) asks this clock and waits on it, so that
//! a test can let a day pass at once. The clock only ever goes forward.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// A clock that a test can advance. Clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    offset: Arc<watch::Sender<SignedDuration>>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { offset: Arc::new(watch::Sender::new(SignedDuration::ZERO)) }
    }
}

impl Clock {
    /// A clock that shows the computer's time.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The time it shows now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let offset = *self.offset.borrow();
        Timestamp::now().checked_add(offset).unwrap_or(Timestamp::MAX)
    }

    /// Lets `by` pass at once and wakes everyone who waits. A negative duration is ignored: time does not go back.
    pub fn advance(&self, by: SignedDuration) {
        if by.is_positive() {
            self.offset.send_modify(|offset| *offset = offset.saturating_add(by));
        }
    }

    /// How far the clock has been advanced.
    #[must_use]
    pub fn advanced(&self) -> SignedDuration {
        *self.offset.borrow()
    }

    /// Waits until the clock shows `at`, whether time passes or is advanced. Cancel-safe.
    pub async fn sleep_until(&self, at: Timestamp) {
        let mut advanced = self.offset.subscribe();
        loop {
            let left = at.duration_since(self.now());
            let Ok(left) = std::time::Duration::try_from(left) else { return };
            if left.is_zero() {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(left) => {}
                _ = advanced.changed() => {}
            }
        }
    }

    /// Waits for the next time the clock is advanced. Cancel-safe between calls on the same value.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<SignedDuration> {
        self.offset.subscribe()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[tokio::test]
    async fn advancing_wakes_a_sleeper_and_never_goes_back() {
        let clock = Clock::new();
        let at = clock.now() + SignedDuration::from_hours(24);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move { clock.sleep_until(at).await }
        });
        clock.advance(SignedDuration::from_hours(-5));
        assert_eq!(clock.advanced(), SignedDuration::ZERO);
        clock.advance(SignedDuration::from_hours(25));
        tokio::time::timeout(std::time::Duration::from_secs(5), sleeper).await.unwrap().unwrap();
        assert!(clock.now() >= at);
    }
}

//! Faults that a test can order. Each has one place where it is asked for; nothing happens by itself.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The faults in force. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    failures: Vec<Failure>,
    delays: Vec<Delay>,
    losses: Vec<Loss>,
    muted: BTreeSet<String>,
    everybody_muted: bool,
    confirmations: HashMap<Confirmation, u32>,
    warn_before: Option<Duration>,
    revoking_cuts: bool,
}

/// Requests that will fail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The HTTP method; any if absent. `INIT` is the first frame of a Sync connection.
    #[serde(default)]
    pub method: Option<String>,
    /// How the path begins: `/sync/v1/…`, `/video/v1/…`, or inside the Sync socket `/v3/…`, `/v4/…`.
    #[serde(default)]
    pub path: String,
    /// The HTTP status to answer.
    pub status: u16,
    /// Twilio's code to answer; without one the answer carries no JSON at all.
    #[serde(default)]
    pub code: Option<u32>,
    /// How many times.
    #[serde(default = "once")]
    pub count: u32,
}

/// Requests whose answer will wait.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delay {
    /// As in [`Failure`].
    #[serde(default)]
    pub method: Option<String>,
    /// As in [`Failure`].
    #[serde(default)]
    pub path: String,
    /// How long the answer waits.
    pub milliseconds: u64,
    /// How many times.
    #[serde(default = "once")]
    pub count: u32,
}

/// Requests that are carried out, and whose answer gets lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Loss {
    /// As in [`Failure`].
    #[serde(default)]
    pub method: Option<String>,
    /// As in [`Failure`].
    #[serde(default)]
    pub path: String,
    /// How it gets lost.
    #[serde(default)]
    pub how: Lost,
    /// How many times.
    #[serde(default = "once")]
    pub count: u32,
}

/// How an answer gets lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lost {
    /// The connection is cut.
    #[default]
    Cut,
    /// A proxy on the way says 504.
    Gateway,
    /// It never comes.
    Never,
}

/// What befalls the confirmation of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confirmation {
    /// It is never sent.
    Lost,
    /// It says that the replay was interrupted.
    Interrupted,
}

fn once() -> u32 {
    1
}

fn hits(method: Option<&String>, prefix: &str, asked: &str, path: &str) -> bool {
    method.is_none_or(|method| method.eq_ignore_ascii_case(asked)) && path.starts_with(prefix)
}

impl Faults {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Orders that requests fail.
    pub fn fail_next(&self, failure: Failure) {
        self.lock().failures.push(failure);
    }

    /// Orders that answers wait.
    pub fn delay_next(&self, delay: Delay) {
        self.lock().delays.push(delay);
    }

    /// Orders that requests are carried out and their answers lost.
    pub fn lose_answer(&self, loss: Loss) {
        self.lock().losses.push(loss);
    }

    /// Stops all pushes of Sync to an identity, or to everybody, or lets them flow again. What was not pushed is not
    /// made up for, but a connection that subscribes anew has it replayed.
    pub fn mute(&self, identity: Option<&str>, muted: bool) {
        let mut state = self.lock();
        match identity {
            None => state.everybody_muted = muted,
            Some(identity) if muted => drop(state.muted.insert(identity.to_owned())),
            Some(identity) => drop(state.muted.remove(identity)),
        }
    }

    /// Orders that the next confirmations of subscriptions get lost or are interrupted.
    pub fn confirm_badly(&self, how: Confirmation, count: u32) {
        self.lock().confirmations.insert(how, count);
    }

    /// How long before its token ends a Sync connection is warned; Twilio's three minutes if never set.
    pub fn set_warn_before(&self, lead: Duration) {
        self.lock().warn_before = Some(lead);
    }

    /// Whether taking an identity's permission away ends its live subscription. Twilio sends no cancellation.
    pub fn set_revoking_cuts(&self, cuts: bool) {
        self.lock().revoking_cuts = cuts;
    }

    /// Takes every fault back.
    pub fn clear(&self) {
        *self.lock() = State::default();
    }

    pub(crate) fn warn_before(&self) -> Duration {
        self.lock().warn_before.unwrap_or(Duration::from_secs(180))
    }

    pub(crate) fn revoking_cuts(&self) -> bool {
        self.lock().revoking_cuts
    }

    pub(crate) fn is_muted(&self, identity: &str) -> bool {
        let state = self.lock();
        state.everybody_muted || state.muted.contains(identity)
    }

    /// The fault that befalls this confirmation, which uses it up.
    pub(crate) fn confirmation(&self) -> Option<Confirmation> {
        let mut state = self.lock();
        let how = [Confirmation::Lost, Confirmation::Interrupted]
            .into_iter()
            .find(|how| state.confirmations.get(how).is_some_and(|left| *left > 0))?;
        *state.confirmations.entry(how).or_default() -= 1;
        Some(how)
    }

    /// The status and code that this request must fail with, which uses the order up.
    pub(crate) fn failure(&self, method: &str, path: &str) -> Option<(u16, Option<u32>)> {
        let mut state = self.lock();
        let found = state.failures.iter().position(|f| hits(f.method.as_ref(), &f.path, method, path))?;
        let failure = &mut state.failures[found];
        let out = (failure.status, failure.code);
        failure.count = failure.count.saturating_sub(1);
        if failure.count == 0 {
            state.failures.remove(found);
        }
        Some(out)
    }

    /// How this answer gets lost, which uses the order up.
    pub(crate) fn lost(&self, method: &str, path: &str) -> Option<Lost> {
        let mut state = self.lock();
        let found = state.losses.iter().position(|l| hits(l.method.as_ref(), &l.path, method, path))?;
        let loss = &mut state.losses[found];
        let out = loss.how;
        loss.count = loss.count.saturating_sub(1);
        if loss.count == 0 {
            state.losses.remove(found);
        }
        Some(out)
    }

    /// How long this answer must wait, which uses the order up.
    pub(crate) fn delay(&self, method: &str, path: &str) -> Option<Duration> {
        let mut state = self.lock();
        let found = state.delays.iter().position(|d| hits(d.method.as_ref(), &d.path, method, path))?;
        let delay = &mut state.delays[found];
        let out = Duration::from_millis(delay.milliseconds);
        delay.count = delay.count.saturating_sub(1);
        if delay.count == 0 {
            state.delays.remove(found);
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_used_up() {
        let faults = Faults::default();
        faults.fail_next(Failure {
            method: Some("post".into()),
            path: "/v3/Doc".into(),
            status: 503,
            code: None,
            count: 2,
        });
        assert_eq!(faults.failure("GET", "/v3/Documents"), None);
        assert_eq!(faults.failure("POST", "/v3/Documents"), Some((503, None)));
        assert_eq!(faults.failure("POST", "/v3/Documents/x"), Some((503, None)));
        assert_eq!(faults.failure("POST", "/v3/Documents"), None);
        faults.confirm_badly(Confirmation::Interrupted, 1);
        assert_eq!(faults.confirmation(), Some(Confirmation::Interrupted));
        assert_eq!(faults.confirmation(), None);
    }
}

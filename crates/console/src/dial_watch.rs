//! Looks at phone calls while there are any, and lets the steps of their recipes begin in time.
//!
//! A call is looked at each second until it was answered or is over, then every five; less often where Twilio asks for
//! patience. A desktop program has no address that Twilio could tell instead.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use clinic::{CallSeen, LiveDial, PhonePartyId};
use futures_util::future::join_all;
use tokio::time::Instant;
use twilio::CallSid;

use crate::effects_dial;
use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;

/// Between two looks at a call that was not answered yet.
const FAST: Duration = Duration::from_secs(1);

/// A call that is up is looked at so many times less often.
const SLOWER: u32 = 5;

/// Between two looks while Twilio is not reached or asks for patience, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// When a call is looked at next.
struct Next {
    at: Instant,
    /// The pause before it, where looks fail.
    failing: Option<Duration>,
    /// Whether it was up at the last look.
    up: bool,
}

/// Runs until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    let fast = FAST.min(clinic.pace);
    let mut next: HashMap<PhonePartyId, Next> = HashMap::new();
    let mut restricted = Instant::now();
    loop {
        let live = match clinic.read(|store, _| store.live_dials()) {
            Ok(live) => live,
            Err(error) if error.code == Code::NoClinic => return,
            Err(_) => Vec::new(),
        };
        next.retain(|id, _| live.iter().any(|dial| dial.id == *id));
        let now = Instant::now();
        for dial in &live {
            let known = next.entry(dial.id).or_insert(Next { at: now, failing: None, up: dial.up });
            // One that is to be hung up, or fell out of the room, is looked at closely again.
            if known.up && !dial.up {
                known.at = now;
            }
            known.up = dial.up;
        }
        let due: Vec<&LiveDial> = live.iter().filter(|dial| next[&dial.id].at <= now).collect();
        let looks = join_all(due.iter().map(|dial| look(&clinic, dial))).await;
        for (dial, looked) in due.iter().zip(looks) {
            let Some(entry) = next.get_mut(&dial.id) else { continue };
            let usual = if dial.up { fast * SLOWER } else { fast };
            let pause = match looked {
                Ok(()) => {
                    entry.failing = None;
                    usual
                }
                Err(error) => {
                    tracing::debug!(code = ?error.code, twilio_code = error.twilio_code, "a look at a call failed");
                    let pause = (entry.failing.unwrap_or(usual) * 2).min(LONGEST_PAUSE.max(usual));
                    entry.failing = Some(pause);
                    pause
                }
            };
            entry.at = Instant::now() + pause;
        }
        if !live.is_empty() && restricted <= Instant::now() {
            restricted = Instant::now() + fast;
            keep_rules(&clinic, &live).await;
        }
        let step = match next_step(&clinic) {
            Ok(step) => step,
            Err(error) if error.code == Code::NoClinic => return,
            Err(_) => None,
        };
        let soonest = next.values().map(|next| next.at).chain(step).min();
        let soonest =
            if live.is_empty() { soonest } else { Some(soonest.unwrap_or(restricted).min(restricted)) };
        tokio::select! {
            () = clinic.dials.notified() => {}
            () = tokio::time::sleep_until(soonest.unwrap_or_else(Instant::now)), if soonest.is_some() => {}
        }
    }
}

async fn look(clinic: &OpenClinic, dial: &LiveDial) -> Result<(), CommandError> {
    let sid: CallSid = dial
        .call_sid
        .parse()
        .map_err(|_| CommandError::new(Code::Internal, "The call cannot be found at Twilio.", ""))?;
    let call = clinic.twilio.calls().fetch(&sid).await;
    clinic.heard(&call);
    match call {
        Ok(call) => effects_dial::seen(clinic, dial.id, &call),
        Err(error) if error.is_not_found() => {
            clinic.change(|store, now| store.call_seen(dial.id, CallSeen::Gone, None, now))
        }
        Err(error) => Err(error.into()),
    }
}

/// Whoever came into a room since its rules were set hears everybody: they are given the rules.
async fn keep_rules(clinic: &Arc<OpenClinic>, live: &[LiveDial]) {
    let visits: Result<HashSet<_>, _> =
        clinic.read(|store, _| live.iter().map(|dial| store.visit_of_party(dial.id)).collect());
    for visit in visits.into_iter().flatten().flatten() {
        let any = clinic.read(|store, _| store.leg_rules(visit)).is_ok_and(|rules| !rules.is_empty());
        if any && let Err(error) = effects_dial::set_leg_rules(clinic, visit).await {
            tracing::debug!(code = ?error.code, "the rules about phone lines could not be kept");
        }
    }
}

/// Lets the steps begin whose time has come; answers when the next one is.
fn next_step(clinic: &OpenClinic) -> Result<Option<Instant>, CommandError> {
    let due = clinic.read(|store, _| store.next_dial_step_at())?;
    if due.is_some_and(|at| at <= clinic.now()) {
        clinic.change(|store, now| store.tick_dials(now))?;
    }
    let next = clinic.read(|store, _| store.next_dial_step_at())?;
    Ok(next.map(|at| {
        let wait = Duration::try_from(at.duration_since(clinic.now())).unwrap_or(Duration::ZERO);
        Instant::now() + wait.max(Duration::from_millis(10))
    }))
}

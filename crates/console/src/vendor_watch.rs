//! Looks at requests to services while there are any, as often as each connector says, and ends what has waited too long.
//!
//! While a service is in trouble it is looked at less and less often, and as seldom as it asks for.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use clinic::{VendorPlan, VendorRequestId, VendorStep};
use futures_util::future::join_all;
use jiff::SignedDuration;
use tokio::time::Instant;

use crate::effects_vendor::{self, Unsent};
use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;
use crate::vendor_http::Heard;

/// A request that is not there so soon after it was made may only not be there yet.
const NOT_YET: SignedDuration = SignedDuration::from_secs(10);

/// When a request is looked at next.
struct Next {
    at: Instant,
    /// The pause before it, where looks fail.
    failing: Option<Duration>,
}

/// What a look came to.
enum Look {
    Well,
    /// It failed; the service may have asked for patience.
    Failed(Option<Duration>),
}

/// Runs until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    let mut next: HashMap<VendorRequestId, Next> = HashMap::new();
    loop {
        let live = match clinic.read(|store, now| store.live_vendors(now)) {
            Ok(live) => live,
            Err(error) if error.code == Code::NoClinic => return,
            Err(_) => Vec::new(),
        };
        next.retain(|id, _| live.iter().any(|plan| plan.id == *id));
        let now = Instant::now();
        for plan in &live {
            next.entry(plan.id).or_insert(Next { at: now + plan.connector.patience.every, failing: None });
        }
        let due: Vec<VendorPlan> = live.into_iter().filter(|plan| next[&plan.id].at <= now).collect();
        let looks = join_all(due.iter().map(|plan| look(&clinic, plan.clone()))).await;
        for (plan, looked) in due.iter().zip(looks) {
            let Some(entry) = next.get_mut(&plan.id) else { continue };
            let patience = plan.connector.patience;
            let pause = match looked {
                Ok(Look::Well) => {
                    entry.failing = None;
                    patience.every
                }
                Ok(Look::Failed(asked)) => {
                    let pause = (entry.failing.unwrap_or(patience.every) * 2).min(patience.at_most);
                    entry.failing = Some(pause);
                    pause.max(asked.unwrap_or_default())
                }
                Err(_) => patience.at_most,
            };
            entry.at = Instant::now() + pause;
        }
        let end = match ends(&clinic) {
            Ok(end) => end,
            Err(error) if error.code == Code::NoClinic => return,
            Err(_) => None,
        };
        let soonest = next.values().map(|next| next.at).chain(end).min();
        tokio::select! {
            () = clinic.vendors.notified() => {}
            () = tokio::time::sleep_until(soonest.unwrap_or_else(Instant::now)), if soonest.is_some() => {}
        }
    }
}

async fn look(clinic: &OpenClinic, mut plan: VendorPlan) -> Result<Look, CommandError> {
    let id = plan.id;
    let call = match effects_vendor::call(clinic, &mut plan, VendorStep::Poll).await {
        Ok(Some(call)) => call,
        Ok(None) => return Ok(Look::Failed(None)),
        Err(Unsent::NoSecret(_) | Unsent::Unfilled(_)) => {
            tracing::debug!("a service could not be looked at");
            return Ok(Look::Failed(None));
        }
    };
    let (heard, _) = clinic.services.exchange(&call, plan.connector.patience.answer).await;
    let (trouble, status) = heard.trouble();
    let young = clinic.now().duration_since(plan.asked_at) < NOT_YET;
    let patience = match heard {
        Heard::Answer(_, answer) => {
            if let Ok(Some(answer)) = plan.connector.read_answer(VendorStep::Poll, &answer) {
                clinic.change(|store, now| store.vendor_seen(id, &answer, now))?;
                return Ok(Look::Well);
            }
            None
        }
        Heard::Gone(_) if !young => {
            clinic.change(|store, now| store.vendor_gone(id, now))?;
            return Ok(Look::Well);
        }
        Heard::NotDone(_, _, patience) => patience,
        Heard::Gone(_) | Heard::Unreadable(..) | Heard::Refused(..) | Heard::Lost(..) => None,
    };
    clinic.change(|store, now| store.vendor_trouble(id, trouble, status, now))?;
    Ok(Look::Failed(patience))
}

/// Ends what has waited too long; answers when the next one has.
fn ends(clinic: &OpenClinic) -> Result<Option<Instant>, CommandError> {
    let due = clinic.read(|store, _| store.next_vendor_end_at())?;
    if due.is_some_and(|at| at <= clinic.now()) {
        clinic.change(|store, now| store.tick_vendors(now))?;
    }
    let next = clinic.read(|store, _| store.next_vendor_end_at())?;
    Ok(next.map(|at| {
        let wait = Duration::try_from(at.duration_since(clinic.now())).unwrap_or(Duration::ZERO);
        Instant::now() + wait.max(Duration::from_millis(10))
    }))
}

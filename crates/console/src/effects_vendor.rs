//! Asks services for third parties, and tells them when one is not needed any more.
//!
//! Asking is not repeatable: that it is done is stored before it is, and where the answer is lost (none, a fault, one that cannot be read, a
//! console that was killed) the request is looked up by our own reference. A connector that cannot look up leaves it to the provider.

use std::sync::Arc;

use clinic::connector::{Unfilled, Variable};
use clinic::{
    CancelTask, Effect, VendorAnswer, VendorCall, VendorFailure, VendorPlan, VendorRequestId, VendorStep,
    VendorTask, VendorTold, VendorTrouble,
};
use jiff::SignedDuration;

use crate::error::{Code, CommandError};
use crate::lost_answer::{self, LostAnswer};
use crate::open_clinic::OpenClinic;
use crate::vendor_http::Heard;

/// How long a service is tried to be told that a request is off.
const TELLING: SignedDuration = SignedDuration::from_mins(2);

type Result<T> = std::result::Result<T, CommandError>;

/// Why a request was not sent.
pub(crate) enum Unsent {
    /// A secret is not in the keychain.
    NoSecret(String),
    /// It cannot be filled in.
    Unfilled(Unfilled),
}

/// Carries out `AskVendor`.
pub(crate) async fn ask(clinic: &Arc<OpenClinic>, id: VendorRequestId) -> Result<()> {
    match clinic.write_quietly(|store, now| store.begin_ask(id, now))? {
        VendorTask::Ask(plan) => send(clinic, plan).await,
        VendorTask::Find(plan) => find(clinic, &plan).await,
        VendorTask::Nothing => Ok(()),
    }
}

async fn send(clinic: &Arc<OpenClinic>, mut plan: VendorPlan) -> Result<()> {
    let id = plan.id;
    let refused = |failure, status, detail: &str| {
        clinic.change_quietly(|store, now| store.vendor_refused(id, failure, status, detail, now))
    };
    if let Some(link) = &plan.link {
        let token = clinic.mint.link(link.invitation, clinic.now())?;
        plan.filling.set(Variable::JoinLink, format!("{}/#{}", clinic.world.portal_url, token.as_str()));
    }
    let call = match call(clinic, &mut plan, VendorStep::Ask).await {
        Ok(Some(call)) => call,
        Ok(None) => return Ok(()),
        Err(Unsent::NoSecret(name)) => return refused(VendorFailure::NoSecret, None, &name),
        Err(Unsent::Unfilled(why)) => return refused(VendorFailure::Unfilled, None, &why.0),
    };
    let (heard, _) = clinic.services.exchange(&call, plan.connector.patience.answer).await;
    let (trouble, status) = heard.trouble();
    match heard {
        Heard::Answer(_, answer) => match plan.connector.read_answer(VendorStep::Ask, &answer) {
            Ok(Some(answer)) => return taken(clinic, id, &answer),
            Ok(None) | Err(_) => lost(clinic, id, trouble, status)?,
        },
        Heard::Unreadable(..) | Heard::Lost(..) => lost(clinic, id, trouble, status)?,
        Heard::Gone(_) | Heard::Refused(..) => return refused(VendorFailure::Refused, status, ""),
        Heard::NotDone(..) => {
            clinic.change_quietly(|store, now| store.vendor_put_off(id, trouble, status, now))?;
            return Err(not_reached());
        }
    }
    match clinic.write_quietly(|store, now| store.begin_ask(id, now))? {
        VendorTask::Find(plan) => find(clinic, &plan).await,
        VendorTask::Ask(_) | VendorTask::Nothing => Ok(()),
    }
}

fn taken(clinic: &OpenClinic, id: VendorRequestId, answer: &VendorAnswer) -> Result<()> {
    clinic.change_quietly(|store, now| store.vendor_taken(id, answer, now))?;
    clinic.vendors.notify_one();
    Ok(())
}

fn lost(clinic: &OpenClinic, id: VendorRequestId, trouble: VendorTrouble, status: Option<u16>) -> Result<()> {
    tracing::warn!(trouble = trouble.word(), status, "a service's answer was lost");
    clinic.change_quietly(|store, now| store.vendor_lost(id, trouble, status, now))
}

/// A request, with the secrets that it needs. None where the connector has no such request.
pub(crate) async fn call(
    clinic: &OpenClinic,
    plan: &mut VendorPlan,
    step: VendorStep,
) -> std::result::Result<Option<VendorCall>, Unsent> {
    for name in plan.connector.secrets() {
        let kept = match plan.secrets_of {
            Some(id) => clinic.host.connector_secret(clinic.world.practice, &id.to_string(), &name).await,
            None => Ok(None),
        };
        match kept {
            Ok(Some(secret)) => plan.filling.set_secret(&name, secret),
            Ok(None) | Err(_) => return Err(Unsent::NoSecret(name)),
        }
    }
    plan.connector.call(step, &plan.filling).map_err(Unsent::Unfilled)
}

/// What looking a request up came to.
enum Found {
    It(VendorAnswer),
    Nothing,
}

/// Looks a request up once.
async fn look_up(clinic: &OpenClinic, plan: &VendorPlan) -> Result<Found> {
    let mut plan = plan.clone();
    let Ok(Some(call)) = call(clinic, &mut plan, VendorStep::Find).await else { return Err(not_reached()) };
    let (heard, _) = clinic.services.exchange(&call, plan.connector.patience.answer).await;
    match heard {
        Heard::Answer(_, answer) => match plan.connector.read_answer(VendorStep::Find, &answer) {
            Ok(Some(answer)) => Ok(Found::It(answer)),
            Ok(None) => Ok(Found::Nothing),
            Err(_) => Err(not_reached()),
        },
        Heard::Gone(_) => Ok(Found::Nothing),
        Heard::Unreadable(..) | Heard::Refused(..) | Heard::NotDone(..) | Heard::Lost(..) => {
            Err(not_reached())
        }
    }
}

/// Looks a request up for a while: a service may take a moment to know of it itself.
async fn search(clinic: &OpenClinic, plan: &VendorPlan) -> Result<Found> {
    let lost = LostAnswer { asked_at: plan.asked_at, lost_at: plan.lost_at };
    loop {
        if let Found::It(answer) = look_up(clinic, plan).await? {
            return Ok(Found::It(answer));
        }
        if lost.is_given_up(clinic.now()) {
            return Ok(Found::Nothing);
        }
        tokio::time::sleep(lost_answer::pause(clinic)).await;
    }
}

async fn find(clinic: &Arc<OpenClinic>, plan: &VendorPlan) -> Result<()> {
    match search(clinic, plan).await? {
        Found::It(answer) => taken(clinic, plan.id, &answer),
        Found::Nothing => clinic.change_quietly(|store, now| {
            store.vendor_refused(plan.id, VendorFailure::NotTaken, None, "", now)
        }),
    }
}

/// Carries out `CancelVendor`.
pub(crate) async fn cancel(clinic: &Arc<OpenClinic>, id: VendorRequestId, effect: &Effect) -> Result<()> {
    let told = |told| clinic.change_quietly(|store, now| store.vendor_told(id, told, now));
    let given_up = clinic.now().duration_since(effect.asked_at) >= TELLING;
    let again = |error| if given_up { told(VendorTold::NotTold) } else { Err(error) };
    let mut task = clinic.read(|store, _| store.begin_cancel(id))?;
    if let CancelTask::Find(plan) = &task {
        match search(clinic, plan).await {
            Ok(Found::It(answer)) => {
                clinic.change_quietly(|store, now| store.vendor_taken(id, &answer, now))?;
                task = clinic.read(|store, _| store.begin_cancel(id))?;
            }
            Ok(Found::Nothing) => return told(VendorTold::Told),
            Err(error) => return again(error),
        }
    }
    let mut plan = match task {
        CancelTask::Tell(plan) => plan,
        CancelTask::NoWay | CancelTask::Find(_) => return told(VendorTold::NotTold),
        CancelTask::Nothing => return Ok(()),
    };
    let Ok(Some(call)) = call(clinic, &mut plan, VendorStep::Cancel).await else {
        return again(not_reached());
    };
    match clinic.services.exchange(&call, plan.connector.patience.answer).await.0 {
        // 409: it is over there already.
        Heard::Answer(..) | Heard::Unreadable(..) | Heard::Gone(_) | Heard::Refused(409, _) => {
            told(VendorTold::Told)
        }
        Heard::Refused(..) => told(VendorTold::NotTold),
        Heard::NotDone(..) | Heard::Lost(..) => again(not_reached()),
    }
}

fn not_reached() -> CommandError {
    CommandError::new(Code::Offline, "The service was not reached.", "")
}

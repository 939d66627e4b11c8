//! Removes what is left over at Twilio: Documents and Lists of invitations that are over. Each is deleted when its invitation ends
//! and has a time to live; a stray is what a day left behind on which something crashed in between.
//!
//! Several consoles may use one account, each with a store of its own. What this store does not know may be another's, so it is
//! left alone for longer than any link is good for.

use std::sync::Arc;
use std::time::Duration;

use clinic::InvitationId;
use jiff::{SignedDuration, Timestamp};

use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;

/// Between two rounds; the first is made on opening.
const EVERY: Duration = Duration::from_hours(6);

/// Until a round is tried again that Twilio, or the way to it, did not let through.
const AGAIN: Duration = Duration::from_mins(1);

/// A link is good for less than 24 hours, what hangs on it lives for at most two days, and is written as long as somebody is there.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(72);

/// Runs until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    loop {
        let pause = match sweep(&clinic).await {
            Ok(0) => EVERY,
            Ok(removed) => {
                tracing::info!(removed, "removed what was left over of earlier invitations");
                EVERY
            }
            Err(error) if error.code == Code::NoClinic => return,
            Err(error) => {
                tracing::debug!(code = ?error.code, "what is left over could not be looked for");
                AGAIN
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// As many are looked at in a round.
const MOST: usize = 10_000;

/// One round; how much was removed.
async fn sweep(clinic: &OpenClinic) -> Result<usize, CommandError> {
    let mut removed = 0;
    let documents = clinic.twilio.documents(&clinic.mint.service);
    for document in heard(clinic, documents.list(None).all(MOST).await)? {
        if is_stray(clinic, document.unique_name.as_deref(), document.date_updated)? {
            gone(heard(clinic, documents.delete(&document.sid).await))?;
            removed += 1;
        }
    }
    let lists = clinic.twilio.lists(&clinic.mint.service);
    for list in heard(clinic, lists.list(None).all(MOST).await)? {
        if is_stray(clinic, list.unique_name.as_deref(), list.date_updated)? {
            gone(heard(clinic, lists.delete(&list.sid).await))?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn is_stray(
    clinic: &OpenClinic,
    name: Option<&str>,
    changed: Option<Timestamp>,
) -> Result<bool, CommandError> {
    let Some(invitation) = name.and_then(InvitationId::of_object) else { return Ok(false) };
    let known = clinic.read(|store, _| store.is_left_over(invitation))?;
    Ok(known.unwrap_or_else(|| changed.is_some_and(|at| clinic.now().duration_since(at) > FORGOTTEN)))
}

/// It is gone, by us or by itself.
fn gone(deleted: twilio::Result<()>) -> Result<(), CommandError> {
    match deleted {
        Err(error) if !error.is_not_found() => Err(error.into()),
        _ => Ok(()),
    }
}

fn heard<T>(clinic: &OpenClinic, outcome: twilio::Result<T>) -> twilio::Result<T> {
    clinic.heard(&outcome);
    outcome
}

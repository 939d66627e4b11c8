//! The console's sign of life: one Document that everybody who is invited reads and nobody but the console writes. While
//! anybody is invited it is written every 20 seconds, once for all of them; a page that sees no change for a minute says
//! that the clinic is not reached, and since when. It holds a count and a time, nothing about anybody.
//!
//! A page's own connection tells only that *it* reaches Twilio: a console that is closed or offline shows nowhere else.

use std::sync::Arc;
use std::time::Duration;

use clinic::InvitationId;
use twilio::sync::{Access, Data, DocumentChange, Documents, NewDocument};

use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;
use crate::wire::convert::rfc3339;
use crate::wire::sync_documents::Alive;

/// Between two signs of life.
const EVERY: Duration = Duration::from_secs(20);

/// The Document ends by itself where the console never comes back.
const TTL: u32 = 24 * 60 * 60;

type Result<T> = std::result::Result<T, CommandError>;

/// Writes signs of life until the clinic is closed. The first comes at once.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match beat(&clinic).await {
            Ok(()) => {}
            Err(error) if error.code == Code::NoClinic => return,
            // The watch tells the person how Twilio is reached; the pages see it by the silence.
            Err(error) => tracing::debug!(code = ?error.code, "no sign of life could be shown"),
        }
    }
}

async fn beat(clinic: &OpenClinic) -> Result<()> {
    let invited: Vec<InvitationId> = clinic.read(|clinic, _| {
        Ok(clinic.open_invitations()?.into_iter().filter(|open| open.ready).map(|open| open.id).collect())
    })?;
    if invited.is_empty() {
        return Ok(());
    }
    let name = clinic.provider()?.alive_document();
    let change = DocumentChange { data: Some(now(clinic)?), ttl: Some(TTL), if_revision: None };
    let written = documents(clinic).update(&name, &change).await;
    clinic.heard(&written);
    match written {
        Ok(_) => Ok(()),
        // It ended with its time: whoever is invited is to read the next.
        Err(error) if error.is_not_found() => {
            for id in invited {
                set_up(clinic, id).await?;
            }
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Lets somebody who is invited read it; makes it where it is not there.
pub(crate) async fn set_up(clinic: &OpenClinic, id: InvitationId) -> Result<()> {
    let name = clinic.provider()?.alive_document();
    let new = NewDocument { unique_name: Some(name.clone()), data: Some(now(clinic)?), ttl: Some(TTL) };
    let made = documents(clinic).create(&new).await;
    clinic.heard(&made);
    match made {
        Ok(_) => {}
        Err(error) if error.code() == Some(54301) || error.status() == Some(409) => {}
        Err(error) => return Err(error.into()),
    }
    let set = documents(clinic).permissions(&name).set(id.identity(), Access::READ).await;
    clinic.heard(&set);
    set?;
    Ok(())
}

/// Somebody is not invited any more.
pub(crate) async fn forget(clinic: &OpenClinic, id: InvitationId) -> Result<()> {
    let name = clinic.provider()?.alive_document();
    let deleted = documents(clinic).permissions(&name).delete(id.identity()).await;
    clinic.heard(&deleted);
    match deleted {
        Ok(()) => Ok(()),
        Err(error) if error.is_not_found() => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn now(clinic: &OpenClinic) -> Result<Data> {
    Data::of(&Alive { v: 1, at: rfc3339(clinic.now()) })
        .map_err(|_| CommandError::new(Code::Internal, "A sign of life could not be written.", ""))
}

fn documents(clinic: &OpenClinic) -> Documents {
    clinic.twilio.documents(&clinic.mint.service)
}

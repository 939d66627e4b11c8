//! One console acts for a clinic at a time.
//!
//! A profile may be copied, or synced to a second computer: then two programs stand on copies of one store, and each would send, dial and
//! delete for the same visits. One Document of the clinic's Sync service, named after the store, says who acts: `{console, since, beat}`.
//! It is written with `If-Match` alone, so of two that reach for it one gets it. Whoever finds it held by another that is alive stands by:
//! it reads, and neither writes, nor sends, nor looks at Twilio for anything but the lease. *Take over* writes it all the same, and the
//! other, which can't write its next sign of life, stands by in turn: within moments where its page hears the change by push, else at its
//! next sign of life.
//!
//! Without Sync nothing can be known of another console: then this one works, as it always did.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize as _;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use twilio::sync::{Access, Data, Document, DocumentChange, Documents, NewDocument};

use crate::error::{Code, CommandError};
use crate::open_clinic::OpenClinic;
use crate::sync_service;
use crate::wire::convert::rfc3339;
use crate::wire::sync_documents::Lease;

/// Between two signs of life of the console that acts, in looks.
const LOOKS_PER_BEAT: u32 = 4;

/// A lease that did not change for so many looks is a dead console's.
const LOOKS_TILL_SILENT: u32 = 15;

/// One that was last written so long ago is too, at the first sight. By two clocks, so generously.
const OLD: SignedDuration = SignedDuration::from_mins(2);

/// So long a clinic that opens waits to hear whether it acts; after that it works as without Sync.
const FIRST_ANSWER: Duration = Duration::from_secs(5);

/// How long the lease is let go of on closing.
const LETTING_GO: Duration = Duration::from_secs(2);

/// The Document ends by itself where nobody comes back.
const TTL: u32 = 7 * 24 * 60 * 60;

/// How often taking over is tried against another that writes at the same moment.
const TRIES: u32 = 8;

type Result<T> = std::result::Result<T, CommandError>;

/// Whether this console acts for its clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stance {
    /// It has just been opened, and asks.
    Asking,
    /// It acts.
    Acting,
    /// Another does, since then; `silent_since`: it shows no sign of life any more.
    StandingBy { since: Timestamp, silent_since: Option<Timestamp> },
    /// The clinic is closed.
    Closed,
}

/// What this console knows of the lease.
#[derive(Debug)]
pub(crate) struct Known {
    /// This opening of the clinic: drawn anew each time.
    console: String,
    /// Where the store lies, so that a console that died is known again as the one before on this computer.
    place: String,
    /// Since when this console acts.
    since: Timestamp,
    beat: u64,
    /// The revision that this console wrote last, while it holds the lease.
    own: Option<String>,
    /// Another's, as it was last seen to change, and when that was.
    others: Option<Sight>,
}

#[derive(Debug, Clone)]
struct Sight {
    revision: Option<String>,
    at: Instant,
    heard_at: Timestamp,
}

impl Known {
    /// What a console knows when it opens a store on a computer; none where the computer can't be told from others.
    pub(crate) fn new(world: &crate::host::World, computer: Option<&str>, now: Timestamp) -> Self {
        let random = || format!("{:032x}", rand::random::<u128>());
        // With the store's key in it, it says nothing to whoever reads the Document.
        let place = computer.map_or_else(random, |computer| {
            let path = world.store_path.canonicalize().unwrap_or_else(|_| world.store_path.clone());
            let mut hash = Sha256::new();
            for part in
                [world.store_key.to_hex().as_bytes(), computer.as_bytes(), path.to_string_lossy().as_bytes()]
            {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
            data_encoding::HEXLOWER.encode(&hash.finalize()[..16])
        });
        Known { console: random(), place, since: now, beat: 0, own: None, others: None }
    }
}

/// Keeps the lease, or waits for it, until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    loop {
        let look = look(&clinic, false);
        let looked = if clinic.stance() == Stance::Asking {
            tokio::time::timeout(FIRST_ANSWER, look).await.unwrap_or_else(|_| Err(silent()))
        } else {
            look.await
        };
        match looked {
            Ok(stance) => clinic.stand(stance),
            Err(error) if error.code == Code::NoClinic => return,
            Err(error) => {
                tracing::debug!(code = ?error.code, "who acts for this clinic could not be asked");
                if clinic.stance() == Stance::Asking {
                    clinic.stand(Stance::Acting);
                }
            }
        }
        let looks = if matches!(clinic.stance(), Stance::StandingBy { .. }) { 1 } else { LOOKS_PER_BEAT };
        tokio::select! {
            () = tokio::time::sleep(clinic.pace * looks) => {}
            () = clinic.lease_look.notified() => {}
        }
    }
}

/// Takes the lease, whoever has it.
///
/// # Errors
/// Where Twilio is not reached, or refuses.
pub(crate) async fn take_over(clinic: &OpenClinic) -> Result<()> {
    let stance = look(clinic, true).await?;
    clinic.stand(stance);
    tracing::info!("this console acts for its clinic now");
    Ok(())
}

/// Lets go of the lease, so that the next console need not wait. Where that fails, it is taken for a dead console's soon.
pub(crate) async fn let_go(clinic: &OpenClinic) {
    let free = async {
        let mut known = clinic.lease.lock().await;
        let (Some(own), Ok(id)) = (known.own.take(), clinic.store_id()) else { return };
        let free = Lease { console: String::new(), place: String::new(), ..lease(&known) };
        let _ = documents(clinic).update(id.lease_document(), &change(&free, Some(own))).await;
    };
    let _ = tokio::time::timeout(LETTING_GO, free).await;
}

/// Shows a sign of life where the lease is this console's, else looks whose it is; takes one that is nobody's, or, where `take` says
/// so, anybody's.
async fn look(clinic: &OpenClinic, take: bool) -> Result<Stance> {
    let name = clinic.store_id()?.lease_document();
    let mut known = clinic.lease.lock().await;
    for _ in 0..TRIES {
        if let Some(own) = known.own.clone() {
            known.beat += 1;
            let written = documents(clinic).update(&name, &change(&lease(&known), Some(own))).await;
            clinic.heard(&written);
            match written {
                Ok(document) => return Ok(holds(&mut known, document)),
                // Another took it, or an answer to an earlier sign of life was lost.
                Err(error) if error.code() == Some(54103) || error.is_not_found() => known.own = None,
                Err(error) => return Err(error.into()),
            }
        }
        let found = documents(clinic).fetch(&name).await;
        clinic.heard(&found);
        let document = match found {
            Ok(document) => document,
            Err(error) if error.is_not_found() => match make(clinic, &name, &mut known).await? {
                Some(stance) => return Ok(stance),
                None => continue,
            },
            Err(error) => return Err(error.into()),
        };
        let held = Lease::deserialize(document.data.value()).unwrap_or_default();
        if held.console == known.console {
            return Ok(holds(&mut known, document));
        }
        let sight = known.sees(&document, clinic.now());
        let silent = sight.at.elapsed() >= clinic.pace * LOOKS_TILL_SILENT;
        let silent_since = silent.then_some(sight.heard_at);
        let opening = clinic.stance() == Stance::Asking;
        let old = document.date_updated.is_some_and(|at| clinic.now().duration_since(at) > OLD);
        // Nobody's, or held by whoever had this very store open before: it is locked, so they are gone.
        let free = held.console.is_empty() || held.place == known.place || (opening && old);
        if !free && !take {
            let since = held.since.parse().unwrap_or(sight.heard_at);
            return Ok(Stance::StandingBy { since, silent_since });
        }
        known.since = clinic.now();
        known.beat += 1;
        let written =
            documents(clinic).update(&name, &change(&lease(&known), document.revision.clone())).await;
        clinic.heard(&written);
        match written {
            Ok(document) => return Ok(holds(&mut known, document)),
            Err(error) if error.code() == Some(54103) || error.is_not_found() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(silent())
}

/// Makes the Document, which only the provider's pages may read; none where another was faster.
async fn make(clinic: &OpenClinic, name: &str, known: &mut Known) -> Result<Option<Stance>> {
    // Nothing is made in a service that will not do.
    let fit = sync_service::check(&clinic.twilio, &clinic.mint.service).await;
    clinic.heard(&fit);
    fit??;
    known.since = clinic.now();
    let new = NewDocument {
        unique_name: Some(name.to_owned()),
        data: Data::of(&lease(known)).ok(),
        ttl: Some(TTL),
    };
    let made = documents(clinic).create(&new).await;
    clinic.heard(&made);
    let document = match made {
        Ok(document) => document,
        Err(error) if error.code() == Some(54301) || error.status() == Some(409) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let stance = holds(known, document);
    // Where this fails, the change is found by looking.
    let provider = clinic.provider()?.identity();
    let permitted = documents(clinic).permissions(name).set(provider, Access::READ).await;
    clinic.heard(&permitted);
    Ok(Some(stance))
}

impl Known {
    /// Another's lease is seen.
    fn sees(&mut self, document: &Document, now: Timestamp) -> Sight {
        let again = self.others.take().filter(|sight| sight.revision == document.revision);
        let sight = again.unwrap_or_else(|| Sight {
            revision: document.revision.clone(),
            at: Instant::now(),
            heard_at: document.date_updated.map_or(now, |at| at.min(now)),
        });
        self.others = Some(sight.clone());
        sight
    }
}

fn holds(known: &mut Known, document: Document) -> Stance {
    known.own = document.revision;
    known.others = None;
    Stance::Acting
}

fn lease(known: &Known) -> Lease {
    Lease {
        v: 1,
        console: known.console.clone(),
        place: known.place.clone(),
        since: rfc3339(known.since),
        beat: known.beat,
    }
}

fn change(lease: &Lease, if_revision: Option<String>) -> DocumentChange {
    DocumentChange { data: Data::of(lease).ok(), ttl: Some(TTL), if_revision }
}

fn documents(clinic: &OpenClinic) -> Documents {
    clinic.twilio.documents(&clinic.mint.service)
}

fn silent() -> CommandError {
    CommandError::new(
        Code::Offline,
        "Twilio did not say who acts for this clinic.",
        "Check this computer's connection to the internet, then try again.",
    )
}

/// What a command is refused with while another console acts.
pub(crate) fn another_acts() -> CommandError {
    CommandError::new(
        Code::StandingBy,
        "Anteroom is open for this clinic on another computer.",
        "Take over to work from here.",
    )
}

//! The use cases: each one reads, decides, and writes in one transaction, and says what it altered.

mod call;
mod chat;
mod come_back;
mod connector;
mod delay;
mod dial;
mod dial_reads;
mod dialling;
mod directory;
mod dry_run;
mod intake;
mod invite;
mod notifications;
mod outbox;
mod reads;
mod room_policy;
mod schedule;
mod text_following;
mod text_planning;
mod text_reads;
mod text_sending;
mod texting;
mod third_party;
mod vendor;
mod vendor_asking;
mod vendor_following;
mod vendor_next;
mod visit_type;
mod waiting;
mod waiting_rules;
mod work;

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use crate::audit::{Actor, AuditCheck};
use crate::change::Change;
use crate::error::{Error, OpenError};
use crate::id::{PractitionerId, StoreId};
use crate::profile::{Practitioner, Profile, ProfileFields, ProviderState};
use crate::store::{self, key::StoreKey, practitioner, setting};
use crate::visit::VisitState;

pub use directory::Imported;
pub use reads::{NextVisit, Participant, Visit, VisitSummary, WaitingThirdParty};
use work::Work;

/// What a write altered, or why it did not.
type Written<T = ()> = Result<(T, Vec<Change>), Error>;

/// An open clinic. One at a time per store.
pub struct Clinic {
    db: Connection,
    /// Held for the store's lock file; none in memory.
    _lock: Option<File>,
    /// From when on silence in the waiting room counts: see [`Clinic::sweep`].
    listening: Option<waiting::Listening>,
}

impl Clinic {
    /// Opens the clinic stored at `path`, or begins a new one where there is no file.
    ///
    /// # Errors
    /// [`OpenError`] tells why not. Whatever went wrong, the file is as it was.
    pub fn open(path: &Path, key: &StoreKey) -> Result<Clinic, OpenError> {
        let (db, lock) = store::open(path, key)?;
        Ok(Clinic { db, _lock: Some(lock), listening: None })
    }

    /// A clinic in memory, gone when it is dropped.
    ///
    /// # Errors
    /// [`OpenError::Sqlite`] where SQLite fails.
    pub fn open_in_memory() -> Result<Clinic, OpenError> {
        Ok(Clinic { db: store::open_in_memory()?, _lock: None, listening: None })
    }

    /// Renames a store that cannot be opened to `<name>.set-aside-<timestamp>`, so that a new one can begin. Only
    /// ever done because a person asked for it; nothing is deleted. Answers the new name.
    ///
    /// # Errors
    /// [`OpenError::InUse`] where a console has it open; [`OpenError::Io`] where it cannot be renamed.
    pub fn set_aside(path: &Path, now: Timestamp) -> Result<PathBuf, OpenError> {
        store::set_aside(path, now)
    }

    /// The clinic's profile; none before [`set_up`](Clinic::set_up).
    ///
    /// # Errors
    /// Where the store fails.
    pub fn profile(&self) -> Result<Option<Profile>, Error> {
        Ok(work::profile(&self.db)?.map(|known| known.profile))
    }

    /// The store's own id, the same in every copy of it; drawn when it is first asked for.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn store_id(&mut self) -> Result<StoreId, Error> {
        if let Some(id) = setting::get(&self.db, setting::STORE_ID)?.and_then(|text| text.parse().ok()) {
            return Ok(id);
        }
        let id = StoreId::random();
        setting::set(&self.db, setting::STORE_ID, &id.to_string())?;
        Ok(id)
    }

    /// Writes the clinic's profile: its name, its zone, the practitioner at this console.
    ///
    /// # Errors
    /// [`Error::Invalid`] says which field cannot be taken.
    pub fn set_up(&mut self, fields: ProfileFields, now: Timestamp) -> Result<Vec<Change>, Error> {
        let fields = fields.check()?;
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        setting::set(&tx, setting::CLINIC_NAME, &fields.clinic_name)?;
        setting::set(&tx, setting::TIME_ZONE, &fields.zone)?;
        match practitioner::get(&tx)? {
            Some(mut known) => {
                known.name = fields.practitioner_name;
                practitioner::update(&tx, &known)?;
            }
            None => {
                let state = ProviderState::Available.to_text();
                practitioner::insert(&tx, PractitionerId::random(), &fields.practitioner_name, &state)?;
            }
        }
        let mut work = Work::begin(&tx, now)?;
        work.audit(Actor::Provider, "profileSet", None, "")?;
        let mut changes = work.finish()?;
        tx.commit()?;
        changes.push(Change::ProfileChanged);
        Ok(changes)
    }

    /// Sets what waiting patients are told of the provider.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a delay out of bounds.
    pub fn set_provider_state(&mut self, state: ProviderState, now: Timestamp) -> Result<Vec<Change>, Error> {
        let state = state.check()?;
        self.write(now, |work| {
            if work.chosen_state()? != state {
                setting::remove(work.db, setting::DELAY_TOLD)?;
                work.choose_state(state)?;
                work.audit(Actor::Provider, "providerStateSet", None, &state.to_text())?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// Goes through the whole audit and checks that every line follows from the one before it.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn verify_audit(&self) -> Result<AuditCheck, Error> {
        Ok(store::audit_event::verify(&self.db)?)
    }

    /// One use case: `decide` reads and writes in one transaction; what follows from it for the guests' pages is
    /// worked out and stored with it. If anything is refused, nothing is altered.
    fn write<T>(
        &mut self,
        now: Timestamp,
        decide: impl FnOnce(&mut Work<'_>) -> Result<T, Error>,
    ) -> Written<T> {
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut work = Work::begin(&tx, now)?;
        let value = decide(&mut work)?;
        let changes = work.finish()?;
        tx.commit()?;
        Ok((value, changes))
    }
}

impl fmt::Debug for Clinic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clinic").finish_non_exhaustive()
    }
}

/// The profile with what only the use cases need of it.
struct Known {
    profile: Profile,
    practitioner_no: i64,
    chosen: ProviderState,
}

fn known(db: &Connection) -> Result<Option<Known>, Error> {
    let (Some(clinic_name), Some(zone), Some(row)) = (
        setting::get(db, setting::CLINIC_NAME)?,
        setting::get(db, setting::TIME_ZONE)?,
        practitioner::get(db)?,
    ) else {
        return Ok(None);
    };
    let chosen = ProviderState::from_text(&row.state).unwrap_or(ProviderState::Available);
    let in_visit = !store::visit::in_state(db, VisitState::InVisit)?.is_empty();
    Ok(Some(Known {
        profile: Profile {
            clinic_name,
            zone: crate::profile::zone(&zone)?,
            practitioner: Practitioner { id: row.id, name: row.name },
            provider_state: chosen.shown(in_visit),
        },
        practitioner_no: row.no,
        chosen,
    }))
}

//! The kinds of visit that the clinic holds: read, write, and what a visit is booked as.

use jiff::Timestamp;

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::{Error, Invalid};
use crate::id::VisitTypeId;
use crate::store::visit::VisitRow;
use crate::store::visit_type;
use crate::visit_type::{VisitType, VisitTypeFields, check};
use crate::waiting_video::WaitingVideo;

impl Clinic {
    /// The kinds of visit that can be booked, in the clinic's order. Empty: visits are of no kind.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn visit_types(&self) -> Result<Vec<VisitType>, Error> {
        Ok(visit_type::all(&self.db)?.into_iter().map(|row| row.known).collect())
    }

    /// Writes all of them, in this order. One that is not among them is removed: no visit can be booked as it any more, and those
    /// that were are still called so.
    ///
    /// # Errors
    /// [`Error::Invalid`] says what cannot be kept; [`Error::NotFound`] where one was removed meanwhile.
    pub fn set_visit_types(
        &mut self,
        types: Vec<VisitTypeFields>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        let types = check(types)?;
        self.write(now, |work| {
            let known = visit_type::all(work.db)?;
            for gone in known.iter().filter(|row| !types.iter().any(|new| new.id == Some(row.known.id))) {
                visit_type::remove(work.db, gone)?;
            }
            for (place, new) in (0..).zip(&types) {
                match new.id {
                    None => {
                        visit_type::insert(work.db, VisitTypeId::random(), place, new)?;
                    }
                    Some(id) => {
                        let row = visit_type::get(work.db, id)?.ok_or(Error::NotFound("visit type"))?;
                        visit_type::update(work.db, row.no, place, new)?;
                    }
                }
            }
            work.change(Change::VisitTypesChanged);
            work.audit(Actor::Provider, "visitTypesSet", None, &types.len().to_string())
        })
        .map(|((), changes)| changes)
    }
}

impl Work<'_> {
    /// What the patient of a visit can watch while they wait.
    pub(super) fn video(&self, visit: &VisitRow) -> Result<Option<WaitingVideo>, Error> {
        Ok(visit.visit_type_no.map(|no| visit_type::video(self.db, no)).transpose()?.flatten())
    }

    /// The kind of visit that is booked, as the store has it. What a visit was booked as before may have been removed since.
    pub(super) fn visit_type_no(
        &self,
        booked: Option<VisitTypeId>,
        before: Option<i64>,
    ) -> Result<Option<i64>, Error> {
        let Some(id) = booked else { return Ok(None) };
        if before.is_some_and(|no| visit_type::id_of(self.db, no).is_ok_and(|known| known == Some(id))) {
            return Ok(before);
        }
        let found = visit_type::get(self.db, id)?;
        let gone = || Invalid::new("visitType", "This visit type is not there any more. Choose another.");
        Ok(Some(found.ok_or_else(gone)?.no))
    }
}

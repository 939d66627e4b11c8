//! What a service is to be asked for a request, and where it is looked at.

use jiff::Timestamp;

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::connector::{Connector, Filling, Variable, VendorStep};
use crate::error::Error;
use crate::id::VendorRequestId;
use crate::invitation::Link;
use crate::store::vendor_request::VendorRequestRow;
use crate::store::{connector, invitation, vendor_request, visit};
use crate::vendor::{VendorEvent, VendorState};
use crate::vendor_request::{CancelTask, VendorFailure, VendorPlan, VendorTask, VendorTold, VendorTrouble};

impl Clinic {
    /// What is to be asked of a service. That it is asked is stored before this answers, so that a console that is killed in between
    /// looks the request up instead of making a second one.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn begin_ask(
        &mut self,
        id: VendorRequestId,
        now: Timestamp,
    ) -> Result<(VendorTask, Vec<Change>), Error> {
        self.write(now, |work| {
            let mut row = work.any_request(id)?;
            match row.state {
                VendorState::Intended => work.ask(&mut row),
                // It was asked before: by this console that was killed.
                VendorState::Requested => {
                    row.lost_at = Some(work.now);
                    row.trouble = Some(VendorTrouble::Interrupted);
                    work.vendor_happens(&mut row, VendorEvent::AskLost, Actor::Console)?;
                    work.find_request(&row)
                }
                VendorState::Unknown => work.find_request(&row),
                _ => Ok(VendorTask::Nothing),
            }
        })
    }

    /// What is to be done to call a request off.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn begin_cancel(&self, id: VendorRequestId) -> Result<CancelTask, Error> {
        let row = vendor_request::get(&self.db, id)?.ok_or(Error::NotFound("request"))?;
        if row.told != Some(VendorTold::Telling) {
            return Ok(CancelTask::Nothing);
        }
        let plan = plan(&self.db, &row, row.added_at)?;
        Ok(
            match (
                &row.reference,
                plan.connector.can(VendorStep::Cancel),
                plan.connector.can(VendorStep::Find),
            ) {
                (Some(_), true, _) => CancelTask::Tell(plan),
                (None, true, true) => CancelTask::Find(plan),
                _ => CancelTask::NoWay,
            },
        )
    }

    /// The requests that the service is to be looked at for, whichever visit they are for.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn live_vendors(&self, now: Timestamp) -> Result<Vec<VendorPlan>, Error> {
        let rows = vendor_request::live(&self.db)?;
        rows.iter()
            .filter(|row| row.state.is_looked_at() && row.reference.is_some())
            .map(|row| plan(&self.db, row, now))
            .collect()
    }
}

fn plan(db: &rusqlite::Connection, row: &VendorRequestRow, now: Timestamp) -> Result<VendorPlan, Error> {
    let service: Connector = connector::read(&row.document)?;
    let profile = super::known(db)?.ok_or(Error::NoProfile)?.profile;
    let mut filling = Filling::default();
    filling.set(Variable::Language, service.language(&row.language).unwrap_or(&row.language));
    filling.set(Variable::Modality, row.modality.word());
    filling.set(Variable::VisitReference, row.id.to_string());
    filling.set(Variable::ClinicName, profile.clinic_name);
    filling.set(Variable::Callbackless, "true");
    if let Some(reference) = &row.reference {
        filling.set(Variable::Reference, reference.as_str());
    }
    let known = connector::all(db)?.into_iter().find(|one| Some(one.no) == row.connector_no);
    Ok(VendorPlan {
        id: row.id,
        secrets_of: known.map(|row| row.saved.id),
        connector: service,
        filling,
        link: None,
        asked_at: row.asked_at.unwrap_or(row.added_at),
        lost_at: row.lost_at.unwrap_or(now),
    })
}

impl Work<'_> {
    fn ask(&mut self, row: &mut VendorRequestRow) -> Result<VendorTask, Error> {
        let visit = visit::by_no(self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
        let link = match row.invitation_no {
            None => None,
            Some(no) => {
                let open = invitation::by_no(self.db, no)?
                    .filter(|invitation| invitation.is_open() && invitation.expires_at > self.now);
                let Some(invitation) = open else {
                    row.failure = Some(VendorFailure::NoLink);
                    self.vendor_happens(row, VendorEvent::AskRefused, Actor::Console)?;
                    return Ok(VendorTask::Nothing);
                };
                let given = invitation.id.to_string();
                self.audit(Actor::Console, "guestLinkGivenOut", Some(visit.id), &given)?;
                Some(Link { invitation: invitation.id, expires_at: invitation.expires_at })
            }
        };
        row.asked_at = Some(self.now);
        self.vendor_happens(row, VendorEvent::AskRequested, Actor::Console)?;
        Ok(VendorTask::Ask(VendorPlan { link, ..plan(self.db, row, self.now)? }))
    }

    fn find_request(&self, row: &VendorRequestRow) -> Result<VendorTask, Error> {
        let plan = plan(self.db, row, self.now)?;
        Ok(if plan.connector.can(VendorStep::Find) { VendorTask::Find(plan) } else { VendorTask::Nothing })
    }
}

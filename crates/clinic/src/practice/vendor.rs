//! Third parties by a service, as the provider has them: ask for one, settle what a lost answer left open, call it off.

use jiff::Timestamp;

use super::dial::offer_of;
use super::work::Work;
use super::{Clinic, vendor_following, vendor_next};
use crate::audit::Actor;
use crate::change::Change;
use crate::connector::Modality;
use crate::error::{Error, Invalid};
use crate::id::{VendorRequestId, VisitId};
use crate::person;
use crate::pii::Pii;
use crate::store::vendor_request::VendorRequestRow;
use crate::store::visit::VisitRow;
use crate::store::{
    connector, effect, invitation, patient, phone_party, vendor_event, vendor_request, visit,
};
use crate::third_party::{ThirdPartyFields, ThirdPartyRole};
use crate::vendor::{VendorEvent, VendorState};
use crate::vendor_request::{AskFields, VendorAction, VendorFailure, VendorRequest, VendorTold};
use crate::visit::VisitState;

impl Clinic {
    /// Asks a service for somebody. Answers before anything is asked.
    ///
    /// # Errors
    /// [`Error::NoVendorSecret`]; [`Error::VendorAsked`] where it is being asked for the same already; [`Error::Invalid`] for a language
    /// it does not have; [`Error::RoomNotOpen`] for a phone line before the call is open; as
    /// [`invite_third_party`](Clinic::invite_third_party) for somebody who comes by link.
    pub fn ask_vendor(
        &mut self,
        visit: VisitId,
        fields: AskFields,
        actor: Actor,
        now: Timestamp,
    ) -> Result<(VendorRequestId, Vec<Change>), Error> {
        self.write(now, |work| {
            let visit = work.visit(visit)?;
            work.ask_vendor(&visit, fields, actor)
        })
    }

    /// Calls a request off. The service is told.
    ///
    /// # Errors
    /// [`Error::VendorRefused`] where it is over.
    pub fn cancel_vendor(
        &mut self,
        visit: VisitId,
        id: VendorRequestId,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.request(visit, id)?;
            work.vendor_happens(&mut row, VendorEvent::Cancelled, actor)
        })
        .map(|((), changes)| changes)
    }

    /// Says whether a service has a request, which no machine can find out: somebody has asked there.
    ///
    /// # Errors
    /// [`Error::VendorRefused`] where it is not in question.
    pub fn settle_vendor(
        &mut self,
        visit: VisitId,
        id: VendorRequestId,
        taken: bool,
        actor: Actor,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.request(visit, id)?;
            let event = if taken { VendorEvent::AskTaken } else { VendorEvent::AskRefused };
            if row.state != VendorState::Unknown {
                return Err(crate::vendor::VendorRefused { state: row.state, event }.into());
            }
            if taken && row.modality == Modality::Phone {
                return Err(Invalid::new(
                    "taken",
                    "Whether it was taken does not tell the number. Ask the service for it and call it yourself.",
                )
                .into());
            }
            if taken {
                // Nobody says when somebody accepts; they come, or the time runs out.
                let patience = connector::read(&row.document)?.patience;
                row.waits_until = vendor_following::after(work.now, patience.accept + patience.arrive);
            } else {
                row.failure = Some(VendorFailure::SaidNotTaken);
            }
            work.vendor_happens(&mut row, event, actor)
        })
        .map(|((), changes)| changes)
    }

    /// The third parties of a visit who were or are asked of a service, oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the visit is not there.
    pub fn vendor_requests(&self, id: VisitId, now: Timestamp) -> Result<Vec<VendorRequest>, Error> {
        let visit = visit::get(&self.db, id)?.ok_or(Error::NotFound("visit"))?;
        vendor_request::of_visit(&self.db, visit.no)?
            .into_iter()
            .map(|row| self.open_up_request(&visit, row, now))
            .collect()
    }

    fn open_up_request(
        &self,
        visit: &VisitRow,
        row: VendorRequestRow,
        now: Timestamp,
    ) -> Result<VendorRequest, Error> {
        let connectors = connector::all(&self.db)?;
        let known = row.connector_no.and_then(|no| connectors.into_iter().find(|one| one.no == no));
        let invitation = row.invitation_no.map(|no| invitation::by_no(&self.db, no)).transpose()?.flatten();
        let party = row.phone_party_no.map(|no| phone_party::by_no(&self.db, no)).transpose()?.flatten();
        let again = known.is_some() && !visit.state.is_closed();
        Ok(VendorRequest {
            actions: actions(&row, again),
            next: vendor_next::next_help(&self.db, visit, &row, now)?,
            timeline: vendor_event::of(&self.db, row.no)?,
            id: row.id,
            visit_id: visit.id,
            service: row.service,
            connector: known.map(|row| row.saved.id),
            role: row.role,
            language: row.language,
            modality: row.modality,
            state: row.state,
            since: row.since,
            added_at: row.added_at,
            waits_until: row.waits_until.filter(|_| row.state.is_looked_at()),
            interpreter: row.interpreter,
            invitation: invitation.map(|row| row.id),
            party: party.map(|row| row.id),
            failure: row.failure,
            failure_detail: row.failure_detail,
            trouble: row.trouble,
            http_status: row.http_status,
            told: row.told,
        })
    }
}

impl Work<'_> {
    fn request(&self, visit: VisitId, id: VendorRequestId) -> Result<VendorRequestRow, Error> {
        let visit = self.visit(visit)?;
        vendor_request::get(self.db, id)?
            .filter(|row| row.visit_no == visit.no)
            .ok_or(Error::NotFound("request"))
    }

    fn ask_vendor(
        &mut self,
        visit: &VisitRow,
        fields: AskFields,
        actor: Actor,
    ) -> Result<VendorRequestId, Error> {
        if visit.state.is_closed() {
            return Err(Error::VisitClosed);
        }
        let row = connector::get(self.db, fields.connector)?.ok_or(Error::NotFound("service"))?;
        if let Some(missing) = row.saved.missing().into_iter().next() {
            return Err(Error::NoVendorSecret(missing));
        }
        let service = row.saved.connector;
        let language = if fields.language.is_empty() {
            patient::get(self.db, visit.patient_no)?.language
        } else {
            person::language("language", &fields.language)?
        };
        if fields.role == ThirdPartyRole::Interpreter && service.language(&language).is_none() {
            return Err(Invalid::new("language", "This service does not have this language.").into());
        }
        if service.offers != offer_of(fields.role) {
            return Err(Invalid::new("role", "This service offers something else.").into());
        }
        let open = vendor_request::of_visit(self.db, visit.no)?;
        if open.iter().any(|known| {
            !known.state.is_over() && known.connector_no == Some(row.no) && known.language == language
        }) {
            return Err(Error::VendorAsked);
        }
        let invitation_no = match service.modality {
            Modality::Video => {
                let guest = ThirdPartyFields {
                    name: Pii::default(),
                    role: fields.role,
                    relationship: Pii::default(),
                    language: language.clone(),
                    pre_admitted: service.pre_admitted,
                };
                Some(self.invite_third_party(visit, guest, actor)?.1)
            }
            // `<Room>` falls through where there is no room, and never makes one.
            Modality::Phone if visit.state != VisitState::InVisit || visit.room_sid.is_none() => {
                return Err(Error::RoomNotOpen);
            }
            Modality::Phone => None,
        };
        let new = VendorRequestRow {
            no: 0,
            id: VendorRequestId::random(),
            visit_no: visit.no,
            connector_no: Some(row.no),
            document: row.saved.document,
            service: service.name,
            role: fields.role,
            language,
            modality: service.modality,
            added_at: self.now,
            state: VendorState::Intended,
            since: self.now,
            asked_at: None,
            lost_at: None,
            waits_until: None,
            reference: None,
            interpreter: Pii::default(),
            invitation_no,
            phone_party_no: None,
            failure: None,
            failure_detail: String::new(),
            trouble: None,
            http_status: None,
            told: None,
        };
        let no = vendor_request::insert(self.db, &new)?;
        effect::ask_of_vendor(self.db, effect::ASK_VENDOR, visit.no, no, self.now)?;
        self.audit(actor, "vendorAdded", Some(visit.id), &format!("{} {}", new.id, new.role.word()))?;
        self.request_changed(visit, new.id);
        Ok(new.id)
    }

    pub(super) fn request_changed(&mut self, visit: &VisitRow, request: VendorRequestId) {
        self.change(Change::VendorRequestChanged { visit_id: visit.id, request });
        self.changed(visit);
    }

    /// Calls off what a visit that ends has still open. Its links and phone lines end with it by themselves.
    pub(super) fn cancel_vendors(&mut self, visit: &VisitRow) -> Result<(), Error> {
        for mut row in vendor_request::of_visit(self.db, visit.no)? {
            if !row.state.is_over() {
                self.vendor_happens(&mut row, VendorEvent::Cancelled, Actor::Console)?;
            }
        }
        Ok(())
    }
}

fn actions(row: &VendorRequestRow, again: bool) -> Vec<VendorAction> {
    use VendorAction as A;
    let unknown = row.state == VendorState::Unknown;
    let over = row.state.is_over() && row.state != VendorState::CameIn;
    [
        (A::SettleTaken, unknown && row.modality == Modality::Video),
        (A::SettleNotTaken, unknown),
        (A::Cancel, row.state.allows(VendorEvent::Cancelled)),
        // Somebody may still be on their way where the service could not be told.
        (A::AskAgain, over && again && row.told != Some(VendorTold::Telling)),
    ]
    .into_iter()
    .filter_map(|(action, possible)| possible.then_some(action))
    .collect()
}

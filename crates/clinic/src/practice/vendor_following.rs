//! What came of a request to a service: what it answered, what was seen of it since, and who came.
//!
//! Every observation may come late, twice or never. One that the table refuses alters nothing and is no error.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::connector::{Modality, VendorAnswer, VendorSaid};
use crate::dial::DialState;
use crate::error::Error;
use crate::id::VendorRequestId;
use crate::phone_party::{DialFields, Way};
use crate::store::phone_party::PhonePartyRow;
use crate::store::vendor_request::VendorRequestRow;
use crate::store::{
    connector, effect, invitation, phone_party, third_party, vendor_event, vendor_request, visit,
};
use crate::third_party::ThirdPartyEvent;
use crate::vendor::{VendorEvent, VendorState};
use crate::vendor_request::{VendorFailure, VendorTold, VendorTrouble};
use crate::visit::VisitState;

/// A request that could not be made within this is not made any more: nobody waits for it.
const LONGEST_ASKING: SignedDuration = SignedDuration::from_secs(45);

pub(super) fn after(now: Timestamp, pause: Duration) -> Option<Timestamp> {
    SignedDuration::try_from(pause).ok().and_then(|pause| now.checked_add(pause).ok())
}

impl Clinic {
    /// The service has the request: it answered so, or it was found there.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn vendor_taken(
        &mut self,
        id: VendorRequestId,
        answer: &VendorAnswer,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_request(id, now, |work, row| {
            // Of one that was called off meanwhile, this is what it is called off by.
            row.reference = row.reference.take().or_else(|| answer.reference.clone());
            if !row.state.allows(VendorEvent::AskTaken) {
                return Ok(vendor_request::update(work.db, row)?);
            }
            (row.trouble, row.http_status) = (trouble_of(answer), None);
            row.waits_until = after(work.now, connector::read(&row.document)?.patience.accept);
            work.vendor_happens(row, VendorEvent::AskTaken, Actor::Console)?;
            work.said(row, answer)
        })
    }

    /// There will be no request.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn vendor_refused(
        &mut self,
        id: VendorRequestId,
        failure: VendorFailure,
        http_status: Option<u16>,
        detail: &str,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_request(id, now, |work, row| {
            if !row.state.allows(VendorEvent::AskRefused) {
                return Ok(());
            }
            (row.failure, row.http_status) = (Some(failure), http_status.or(row.http_status));
            detail.clone_into(&mut row.failure_detail);
            work.vendor_happens(row, VendorEvent::AskRefused, Actor::Console)
        })
    }

    /// The answer was lost, or cannot be read: nobody knows yet whether the service has the request.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn vendor_lost(
        &mut self,
        id: VendorRequestId,
        trouble: VendorTrouble,
        http_status: Option<u16>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_request(id, now, |work, row| {
            if !row.state.allows(VendorEvent::AskLost) {
                return Ok(());
            }
            row.lost_at = Some(work.now);
            (row.trouble, row.http_status) = (Some(trouble), http_status);
            work.vendor_happens(row, VendorEvent::AskLost, Actor::Console)
        })
    }

    /// The service was not reached, or did not look at the request: it is asked again, but not for ever.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn vendor_put_off(
        &mut self,
        id: VendorRequestId,
        trouble: VendorTrouble,
        http_status: Option<u16>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_request(id, now, |work, row| {
            if row.state == VendorState::Cancelled {
                // It was called off while it was on its way, and did not get there.
                row.asked_at = None;
                row.told = None;
                effect::withdraw_from_vendor(work.db, effect::CANCEL_VENDOR, row.no)?;
                return work.request_noted(row);
            }
            if !row.state.allows(VendorEvent::AskPutOff) {
                return Ok(());
            }
            (row.trouble, row.http_status) = (Some(trouble), http_status);
            row.asked_at = None;
            work.vendor_happens(row, VendorEvent::AskPutOff, Actor::Console)?;
            work.too_long(row)
        })
    }

    /// A look at the service said how a request stands.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn vendor_seen(
        &mut self,
        id: VendorRequestId,
        answer: &VendorAnswer,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_request(id, now, |work, row| {
            if row.state.is_over() {
                return Ok(());
            }
            if (row.trouble, row.http_status) != (trouble_of(answer), None) {
                (row.trouble, row.http_status) = (trouble_of(answer), None);
                work.request_noted(row)?;
            }
            work.said(row, answer)
        })
    }

    /// The service does not know a request any more that it had.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn vendor_gone(&mut self, id: VendorRequestId, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.on_request(id, now, |work, row| {
            if !row.state.allows(VendorEvent::VendorFailed) {
                return Ok(());
            }
            row.failure = Some(VendorFailure::Gone);
            work.vendor_happens(row, VendorEvent::VendorFailed, Actor::Console)
        })
    }

    /// A look at the service failed. It is looked at again; until then the card says what is wrong.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn vendor_trouble(
        &mut self,
        id: VendorRequestId,
        trouble: VendorTrouble,
        http_status: Option<u16>,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_request(id, now, |work, row| {
            if row.state.is_over() || (row.trouble, row.http_status) == (Some(trouble), http_status) {
                return Ok(());
            }
            (row.trouble, row.http_status) = (Some(trouble), http_status);
            work.request_noted(row)
        })
    }

    /// Whether the service could be told that a request is off.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a request that is not there.
    pub fn vendor_told(
        &mut self,
        id: VendorRequestId,
        told: VendorTold,
        now: Timestamp,
    ) -> Result<Vec<Change>, Error> {
        self.on_request(id, now, |work, row| {
            if row.told != Some(VendorTold::Telling) {
                return Ok(());
            }
            row.told = Some(told);
            work.request_noted(row)?;
            let event = if told == VendorTold::NotTold { "vendorNotTold" } else { "vendorTold" };
            let visit = visit::by_no(work.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
            work.audit(Actor::Console, event, Some(visit.id), &row.id.to_string())
        })
    }

    /// Ends what has waited too long.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn tick_vendors(&mut self, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            for mut row in vendor_request::live(work.db)? {
                work.too_long(&mut row)?;
            }
            Ok(())
        })
        .map(|((), changes)| changes)
    }

    /// When something has waited too long, for a timer.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn next_vendor_end_at(&self) -> Result<Option<Timestamp>, Error> {
        Ok(vendor_request::live(&self.db)?.iter().filter_map(ends_at).min())
    }

    fn on_request(
        &mut self,
        id: VendorRequestId,
        now: Timestamp,
        happens: impl FnOnce(&mut Work<'_>, &mut VendorRequestRow) -> Result<(), Error>,
    ) -> Result<Vec<Change>, Error> {
        self.write(now, |work| {
            let mut row = work.any_request(id)?;
            happens(work, &mut row)
        })
        .map(|((), changes)| changes)
    }
}

/// An answer can be read, and say something that is not understood.
fn trouble_of(answer: &VendorAnswer) -> Option<VendorTrouble> {
    answer.unknown.is_some().then_some(VendorTrouble::UnknownStatus)
}

/// When a request has waited too long.
fn ends_at(row: &VendorRequestRow) -> Option<Timestamp> {
    match row.state {
        VendorState::Intended => row.added_at.checked_add(LONGEST_ASKING).ok(),
        _ if row.state.is_looked_at() => row.waits_until,
        _ => None,
    }
}

impl Work<'_> {
    pub(super) fn any_request(&self, id: VendorRequestId) -> Result<VendorRequestRow, Error> {
        vendor_request::get(self.db, id)?.ok_or(Error::NotFound("request"))
    }

    /// Lets something happen to a request, by the table, writes it down, and does what follows from it.
    pub(super) fn vendor_happens(
        &mut self,
        row: &mut VendorRequestRow,
        event: VendorEvent,
        actor: Actor,
    ) -> Result<(), Error> {
        let next = row.state.after(event)?;
        if next != row.state {
            row.since = self.now;
        }
        row.state = next;
        let ours =
            matches!(event, VendorEvent::Cancelled | VendorEvent::WaitedTooLong | VendorEvent::LineLost);
        let unusable = row.failure == Some(VendorFailure::NumberRefused);
        if next.is_over() && row.asked_at.is_some() && (ours || unusable) {
            row.told = Some(VendorTold::Telling);
            effect::ask_of_vendor(self.db, effect::CANCEL_VENDOR, row.visit_no, row.no, self.now)?;
        }
        vendor_request::update(self.db, row)?;
        vendor_event::append(self.db, row.no, event, next, self.now)?;
        let visit = visit::by_no(self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
        let mut detail = format!("{} {}", row.id, row.role.word());
        if let Some(failure) = row.failure.filter(|_| next == VendorState::Failed) {
            detail.push_str(&format!(" {}", failure.word()));
        }
        self.audit(actor, event.word(), Some(visit.id), &detail)?;
        self.request_changed(&visit, row.id);
        if next.is_over() && next != VendorState::CameIn {
            if row.asked_at.is_none() {
                effect::withdraw_from_vendor(self.db, effect::ASK_VENDOR, row.no)?;
            }
            // A visit that ends closes its links and hangs its lines up by itself.
            if !visit.state.is_closed() {
                self.take_back(row)?;
            }
        }
        Ok(())
    }

    /// Something of a request is other than it was, and its state is not.
    fn request_noted(&mut self, row: &VendorRequestRow) -> Result<(), Error> {
        vendor_request::update(self.db, row)?;
        let visit = visit::by_no(self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
        self.request_changed(&visit, row.id);
        Ok(())
    }

    /// Nobody is to come by this request any more.
    fn take_back(&mut self, row: &VendorRequestRow) -> Result<(), Error> {
        if let Some(mut invitation) =
            row.invitation_no.map(|no| invitation::by_no(self.db, no)).transpose()?.flatten()
            && let Some(mut third) = third_party::of_invitation(self.db, invitation.no)?
            && third.state.allows(ThirdPartyEvent::InvitationWithdrawn)
        {
            let visit = self.visit_of(&invitation)?;
            self.withdraw_third_party(&mut invitation, &mut third, &visit, Actor::Console)?;
        }
        if let Some(mut party) =
            row.phone_party_no.map(|no| phone_party::by_no(self.db, no)).transpose()?.flatten()
            && !party.state.is_over()
            && !party.hanging_up
        {
            self.hang_up(&mut party, Actor::Console)?;
        }
        Ok(())
    }

    /// What an answer says, as far as it says something new.
    fn said(&mut self, row: &mut VendorRequestRow, answer: &VendorAnswer) -> Result<(), Error> {
        if let Some(name) = &answer.interpreter
            && row.interpreter != *name
        {
            row.interpreter.clone_from(name);
            if let Some(mut third) =
                row.invitation_no.map(|no| third_party::of_invitation(self.db, no)).transpose()?.flatten()
            {
                third.name.clone_from(name);
                third_party::set_name(self.db, &third)?;
            }
            self.request_noted(row)?;
        }
        let event = match answer.said {
            None | Some(VendorSaid::Asked) => None,
            Some(VendorSaid::Accepted) => Some(VendorEvent::VendorAccepted),
            Some(VendorSaid::OnTheWay) => Some(VendorEvent::VendorOnTheWay),
            Some(VendorSaid::Refused) => Some(VendorEvent::VendorRefused),
            Some(VendorSaid::Cancelled) => Some(VendorEvent::VendorCalledOff),
            Some(VendorSaid::Failed) => Some(VendorEvent::VendorFailed),
            Some(VendorSaid::Ended) => Some(VendorEvent::VendorEnded),
        };
        if let Some(event) = event.filter(|event| row.state.allows(*event)) {
            if event == VendorEvent::VendorFailed {
                row.failure = Some(VendorFailure::AtTheService);
            }
            if row.state == VendorState::Asked {
                row.waits_until = after(self.now, connector::read(&row.document)?.patience.arrive);
            }
            self.vendor_happens(row, event, Actor::Console)?;
        }
        let comes = matches!(row.state, VendorState::Accepted | VendorState::OnTheWay);
        match &answer.number {
            Some(number) if comes && row.modality == Modality::Phone && row.phone_party_no.is_none() => {
                let fields = DialFields {
                    line: None,
                    number: number.clone(),
                    name: if row.interpreter.reveal().is_empty() {
                        row.service.clone().into()
                    } else {
                        row.interpreter.clone()
                    },
                    role: row.role,
                    language: row.language.clone(),
                    way: Way::Recipe,
                    detect_machine: false,
                };
                self.dial_answered(row, fields)
            }
            _ => Ok(()),
        }
    }

    /// Calls the number that a service answered with.
    fn dial_answered(&mut self, row: &mut VendorRequestRow, fields: DialFields) -> Result<(), Error> {
        let visit = visit::by_no(self.db, row.visit_no)?.ok_or(Error::NotFound("visit"))?;
        let added = self.planned(&visit, fields).and_then(|new| self.add_party(&visit, new, Actor::Console));
        match added {
            Ok(id) => {
                row.phone_party_no = phone_party::get(self.db, id)?.map(|party| party.no);
                self.request_noted(row)
            }
            // Between two rooms: the next look tries again.
            Err(Error::RoomNotOpen) if visit.state == VisitState::InVisit => Ok(()),
            Err(
                error @ (Error::NumberRefused(_)
                | Error::Invalid(_)
                | Error::TooManyLines(_)
                | Error::RoomNotOpen),
            ) => {
                row.failure = Some(VendorFailure::NumberRefused);
                row.failure_detail = error.to_string();
                self.vendor_happens(row, VendorEvent::VendorFailed, Actor::Console)
            }
            Err(error) => Err(error),
        }
    }

    fn too_long(&mut self, row: &mut VendorRequestRow) -> Result<(), Error> {
        if ends_at(row).is_none_or(|at| at > self.now) {
            return Ok(());
        }
        if row.state == VendorState::Intended {
            // What keeps it back is the link, or else the service.
            let reached = row.trouble.is_none() && row.invitation_no.is_some();
            row.failure = Some(if reached { VendorFailure::NoLink } else { VendorFailure::NotReached });
            return self.vendor_happens(row, VendorEvent::AskRefused, Actor::Console);
        }
        self.vendor_happens(row, VendorEvent::WaitedTooLong, Actor::Console)
    }

    /// Somebody who was asked of a service is in the visit, by their invitation.
    pub(super) fn vendor_came_by_link(&mut self, invitation_no: i64) -> Result<(), Error> {
        match vendor_request::of_invitation(self.db, invitation_no)? {
            Some(mut row) if row.state.allows(VendorEvent::Arrived) => {
                self.vendor_happens(&mut row, VendorEvent::Arrived, Actor::Console)
            }
            _ => Ok(()),
        }
    }

    /// The invitation of somebody who was asked of a service is over before they came.
    pub(super) fn vendor_link_over(&mut self, invitation_no: i64, actor: Actor) -> Result<(), Error> {
        match vendor_request::of_invitation(self.db, invitation_no)? {
            Some(mut row) if row.state.allows(VendorEvent::Cancelled) => {
                self.vendor_happens(&mut row, VendorEvent::Cancelled, actor)
            }
            _ => Ok(()),
        }
    }

    /// What a change of a phone line is to the request that it was called for.
    pub(super) fn vendor_line(&mut self, party: &PhonePartyRow, actor: Actor) -> Result<(), Error> {
        let event = match party.state {
            DialState::InVisit | DialState::Listening => VendorEvent::Arrived,
            _ if !party.state.is_over() => return Ok(()),
            _ if party.hanging_up || party.state == DialState::Cancelled => VendorEvent::Cancelled,
            _ => VendorEvent::LineLost,
        };
        match vendor_request::of_party(self.db, party.no)? {
            Some(mut row) if row.state.allows(event) => {
                if event == VendorEvent::LineLost {
                    row.failure = Some(VendorFailure::LineNotReached);
                }
                self.vendor_happens(&mut row, event, actor)
            }
            _ => Ok(()),
        }
    }
}

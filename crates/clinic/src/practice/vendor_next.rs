//! Who can be asked or called instead, where a service sends nobody.

use jiff::Timestamp;
use rusqlite::Connection;

use super::connector::services_for;
use super::dial::offer_of;
use super::directory::lines_for;
use crate::connector::Modality;
use crate::error::Error;
use crate::recipe::Step;
use crate::store::vendor_request::VendorRequestRow;
use crate::store::visit::VisitRow;
use crate::store::{connector, phone_party, vendor_request};
use crate::third_party::ThirdPartyRole;
use crate::vendor::VendorState;
use crate::vendor_request::NextHelp;
use crate::visit::VisitState;

/// The first service, in the clinic's order, that was not asked for the same in this visit; else the first open line that was not called.
/// Nobody where somebody was asked or called since: then theirs is the card to go on from.
pub(super) fn next_help(
    db: &Connection,
    visit: &VisitRow,
    row: &VendorRequestRow,
    now: Timestamp,
) -> Result<Option<NextHelp>, Error> {
    if !row.state.is_over() || row.state == VendorState::CameIn || visit.state.is_closed() {
        return Ok(None);
    }
    let same = |role: ThirdPartyRole, language: &str| role == row.role && language == row.language;
    let mut asked = vendor_request::of_visit(db, visit.no)?;
    asked.retain(|other| same(other.role, &other.language));
    let mut called = phone_party::of_visit(db, visit.no)?;
    called.retain(|other| same(other.role, &other.language));
    let ours = |no: i64| asked.iter().any(|request| request.phone_party_no == Some(no));
    let since = asked.iter().any(|other| other.no > row.no)
        || called.iter().any(|other| !ours(other.no) && other.added_at > row.added_at);
    if since {
        return Ok(None);
    }
    let language = (row.role == ThirdPartyRole::Interpreter).then_some(row.language.as_str());
    let room = visit.state == VisitState::InVisit && visit.room_sid.is_some();
    let known = connector::all(db)?;
    for saved in services_for(db, offer_of(row.role), language)? {
        let no = known.iter().find(|other| other.saved.id == saved.id).map(|other| other.no);
        let tried = asked.iter().any(|request| request.connector_no == no);
        let reached = room || saved.connector.modality == Modality::Video;
        if !tried && reached && saved.missing().is_empty() {
            return Ok(Some(NextHelp::Service(saved.id, saved.connector.name)));
        }
    }
    if !room {
        return Ok(None);
    }
    let lines = lines_for(db, offer_of(row.role), language, now)?;
    Ok(lines.into_iter().filter(|(_, opening)| opening.is_open()).find_map(|(line, _)| {
        let tried = called.iter().any(|party| party.number == *line.number.reveal());
        let pressed = |step: &Step| matches!(step, Step::PressCode { .. });
        // One that cannot be worked through is passed over, as where a line is busy.
        let stuck = line.code_keys.is_none()
            && line.steps_for(&row.language).is_some_and(|steps| steps.iter().any(pressed));
        (!tried && !stuck).then_some(NextHelp::Line(line.id, line.name))
    }))
}

//! What windows and the console read of calls to third parties.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::{Clinic, dial};
use crate::dial::{DialEvent, DialState};
use crate::directory::Line;
use crate::error::Error;
use crate::id::{PhonePartyId, VisitId};
use crate::phone_party::{LegRule, LiveDial, PhoneAction, PhoneParty, Way};
use crate::recipe::Step;
use crate::store::phone_party::PhonePartyRow;
use crate::store::visit::VisitRow;
use crate::store::{dial_event, line, phone_party, visit};
use crate::visit::VisitState;
use crate::waiting_room::add;

impl Clinic {
    /// The third parties of a visit who were or are called, oldest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the visit is not there.
    pub fn phone_parties(&self, id: VisitId, now: Timestamp) -> Result<Vec<PhoneParty>, Error> {
        let visit = visit::get(&self.db, id)?.ok_or(Error::NotFound("visit"))?;
        phone_party::of_visit(&self.db, visit.no)?
            .into_iter()
            .map(|row| open_up(&self.db, Some(&visit), row, now))
            .collect()
    }

    /// The calls that are to be looked at until they are over, whichever visit they are for.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn live_dials(&self) -> Result<Vec<LiveDial>, Error> {
        let rows = phone_party::live(&self.db)?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let call_sid = row.call_sid?;
                // A phone tree that is tried is short, and how it ends is what somebody waits for.
                let up = row.state.is_up() && !row.hanging_up && row.visit_no.is_some();
                Some(LiveDial { id: row.id, call_sid, up })
            })
            .collect())
    }

    /// When the next step of a recipe begins, for a timer.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn next_dial_step_at(&self) -> Result<Option<Timestamp>, Error> {
        Ok(phone_party::live(&self.db)?.iter().filter_map(|row| due_step(row).map(|due| due.at)).min())
    }

    /// The legs that not everybody in a visit is to hear now.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the visit is not there.
    pub fn leg_rules(&self, id: VisitId) -> Result<Vec<LegRule>, Error> {
        let visit = visit::get(&self.db, id)?.ok_or(Error::NotFound("visit"))?;
        Ok(phone_party::restricted(&self.db, visit.no)?
            .into_iter()
            .map(|row| LegRule { identity: row.id.identity(), provider_hears: !row.muted })
            .collect())
    }

    /// The visit of a third party; none where a phone tree is only tried.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such call.
    pub fn visit_of_party(&self, id: PhonePartyId) -> Result<Option<VisitId>, Error> {
        let row = phone_party::get(&self.db, id)?.ok_or(Error::NotFound("third party"))?;
        let visit = row.visit_no.map(|no| visit::by_no(&self.db, no)).transpose()?.flatten();
        Ok(visit.map(|visit| visit.id))
    }
}

/// A step that is to begin.
pub(super) struct Due {
    /// When.
    pub at: Timestamp,
    /// Its number, from 1; none where the steps are done.
    pub step: Option<u32>,
}

/// What comes next in the recipe of a call that is up.
pub(super) fn due_step(row: &PhonePartyRow) -> Option<Due> {
    if row.by_hand || row.steps.is_empty() || !matches!(row.state, DialState::Answered | DialState::OnStep) {
        return None;
    }
    let begun = usize::try_from(row.step.unwrap_or(0)).unwrap_or(usize::MAX);
    let before = row.steps.iter().take(begun).map(|step| i64::from(step.millis(row.code_keys))).sum::<i64>();
    let at = add(row.answered_at?, SignedDuration::from_millis(before));
    match row.steps.get(begun)? {
        Step::HandOver { .. } => Some(Due { at, step: None }),
        _ => Some(Due { at, step: u32::try_from(begun + 1).ok() }),
    }
}

/// The line that would be called instead: of those that fit and are open, the first that was not tried for this already.
pub(super) fn next_line(
    db: &Connection,
    row: &PhonePartyRow,
    now: Timestamp,
) -> Result<Option<(Line, i64)>, Error> {
    if row.line_no.is_none() {
        return Ok(None);
    }
    let mut tried = vec![row.number.clone()];
    let mut earlier = row.instead_of_no;
    while let Some(before) = earlier.map(|no| phone_party::by_no(db, no)).transpose()?.flatten() {
        earlier = before.instead_of_no;
        tried.push(before.number);
    }
    for line in dial::candidates(db, row, now)? {
        if tried.contains(line.number.reveal()) {
            continue;
        }
        // One that cannot be worked through is passed over, rather than the search ended.
        let needs_code = row.way == Way::Recipe
            && line
                .steps_for(&row.language)
                .is_some_and(|steps| steps.iter().any(|step| matches!(step, Step::PressCode { .. })));
        if needs_code && line.code_keys.is_none() {
            continue;
        }
        if let Some(found) = line::get(db, line.id)? {
            return Ok(Some((line, found.no)));
        }
    }
    Ok(None)
}

pub(super) fn open_up(
    db: &Connection,
    visit: Option<&VisitRow>,
    row: PhonePartyRow,
    now: Timestamp,
) -> Result<PhoneParty, Error> {
    let followed = phone_party::following(db, row.no)?.is_some();
    // A line that is in the visit helps; and who was hung up with the visit needs no other.
    let open = visit.is_some_and(|visit| visit.state == VisitState::InVisit && visit.room_sid.is_some())
        && !followed;
    let next = if open && !row.state.is_in_room() { next_line(db, &row, now)? } else { None };
    let line = match row.line_no {
        Some(no) => line::all(db)?.into_iter().find(|line| line.no == no).map(|line| line.line.id),
        None => None,
    };
    let earlier = row.instead_of_no.map(|no| phone_party::by_no(db, no)).transpose()?.flatten();
    Ok(PhoneParty {
        actions: actions(&row, next.is_some(), visit.is_some()),
        timeline: dial_event::of(db, row.no)?,
        visit_id: visit.map(|visit| visit.id),
        instead_of: earlier.map(|row| row.id),
        next: next.map(|(line, _)| (line.id, line.name)),
        line,
        id: row.id,
        name: row.name.into(),
        role: row.role,
        language: row.language,
        number: row.number.into(),
        way: row.way,
        state: row.state,
        since: row.since,
        added_at: row.added_at,
        steps: row.steps,
        code_keys: row.code_keys,
        step: row.step,
        quiet: row.quiet,
        muted: row.muted,
        hanging_up: row.hanging_up && !row.state.is_over(),
        answered_by: row.answered_by,
        failure: row.failure,
        failure_code: row.failure_code,
    })
}

fn actions(row: &PhonePartyRow, next: bool, in_visit: bool) -> Vec<PhoneAction> {
    use PhoneAction as A;
    let possible = |event| row.state.allows(event) && !row.hanging_up;
    let tree = !row.by_hand && !row.steps.is_empty() && possible(DialEvent::TakenOver);
    [
        (A::BringIn, possible(DialEvent::LegBroughtIn)),
        (A::Join, possible(DialEvent::JoinAsked)),
        (A::Listen, possible(DialEvent::JoinAsked)),
        (A::PressKeys, possible(DialEvent::KeysPressed) || possible(DialEvent::TakenOver)),
        (A::TakeOver, tree),
        (A::Mute, possible(DialEvent::LegMuted) && !row.muted),
        (A::Unmute, possible(DialEvent::LegUnmuted) && row.muted),
        (A::HangUp, possible(DialEvent::HangUpAsked) || possible(DialEvent::DialCancelled)),
        (A::DialNext, next),
    ]
    .into_iter()
    .filter_map(|(action, possible)| possible.then_some(action))
    // What only tries a phone tree has nowhere to come in.
    .filter(|action| in_visit || *action == A::HangUp)
    .collect()
}

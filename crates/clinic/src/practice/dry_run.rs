//! Trying a phone tree: a real call to a line, for no visit and without a room. Twilio is told to hang up where a person would be
//! handed over, so that it ends by itself whatever becomes of this console.

use jiff::Timestamp;

use super::directory::phone_rules;
use super::{Clinic, Written, dial_reads};
use crate::audit::Actor;
use crate::change::Change;
use crate::directory::Offer;
use crate::error::Error;
use crate::id::{LineId, PhonePartyId};
use crate::phone_number;
use crate::phone_party::{PhoneParty, Way};
use crate::recipe::Recipe;
use crate::store::phone_party::PhonePartyRow;
use crate::store::{effect, line, phone_party};
use crate::third_party::ThirdPartyRole;

impl Clinic {
    /// Calls a line to try a phone tree, which need not be saved. One at a time. Answers before anything is dialled.
    ///
    /// # Errors
    /// [`Error::DryRunGoesOn`]; [`Error::NumberRefused`] for whom is not called; [`Error::NoAccessCode`]; [`Error::Invalid`] for what
    /// is wrong with the phone tree.
    pub fn try_phone_tree(&mut self, id: LineId, recipe: &Recipe, now: Timestamp) -> Written<PhonePartyId> {
        let recipe = recipe.check()?;
        self.write(now, |work| {
            if phone_party::last_tried(work.db)?.is_some_and(|row| !row.state.is_over()) {
                return Err(Error::DryRunGoesOn);
            }
            let found = line::get(work.db, id)?.ok_or(Error::NotFound("line"))?;
            let rules = phone_rules(work.db)?;
            let number = phone_number::check(found.line.number.reveal(), &rules)?.e164.into_revealed();
            if recipe.needs_code() && found.line.code_keys.is_none() {
                return Err(Error::NoAccessCode);
            }
            let role = match found.line.offers {
                Offer::Interpreter => ThirdPartyRole::Interpreter,
                Offer::Specialist => ThirdPartyRole::Specialist,
                Offer::Other => ThirdPartyRole::Other,
            };
            let language = recipe.language.unwrap_or_default();
            let row = PhonePartyRow {
                name: found.line.name.clone(),
                number,
                line_no: Some(found.no),
                steps: recipe.steps,
                code_keys: found.line.code_keys.unwrap_or(0),
                ..work.new_party(role, language, Way::Recipe, false)
            };
            let no = phone_party::insert(work.db, &row)?;
            effect::ask_of_call(work.db, effect::DIAL, None, no, work.now)?;
            work.audit(Actor::Provider, "phoneTreeTried", None, &row.id.to_string())?;
            work.change(Change::DryRunChanged);
            Ok(row.id)
        })
    }

    /// Ends the call that tries a phone tree; nothing where it is over.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn stop_dry_run(&mut self, now: Timestamp) -> Result<Vec<Change>, Error> {
        self.write(now, |work| match phone_party::last_tried(work.db)? {
            Some(mut row) if !row.state.is_over() && !row.hanging_up => {
                work.hang_up(&mut row, Actor::Provider)
            }
            _ => Ok(()),
        })
        .map(|((), changes)| changes)
    }

    /// The call that tried a phone tree last, while it goes on and after; none where none was tried.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn dry_run(&self, now: Timestamp) -> Result<Option<PhoneParty>, Error> {
        let row = phone_party::last_tried(&self.db)?;
        row.map(|row| dial_reads::open_up(&self.db, None, row, now)).transpose()
    }
}

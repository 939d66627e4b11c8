//! The clinic's rules about people who do not come: read and write.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::Clinic;
use super::work::Work;
use crate::audit::Actor;
use crate::change::Change;
use crate::error::Error;
use crate::invitation::{AWAY_AFTER, Readiness};
use crate::store::invitation::InvitationRow;
use crate::store::setting;
use crate::store::visit::VisitRow;
use crate::visit::VisitState;
use crate::waiting_room::add;
use crate::waiting_rules::WaitingRules;

impl Clinic {
    /// What the clinic has decided about people who do not come.
    ///
    /// # Errors
    /// Where the store fails.
    pub fn waiting_rules(&self) -> Result<WaitingRules, Error> {
        read(&self.db)
    }

    /// Writes that. It holds from the next look on, also for visits that are planned already.
    ///
    /// # Errors
    /// [`Error::Invalid`] says which field cannot be taken.
    pub fn set_waiting_rules(&mut self, rules: WaitingRules, now: Timestamp) -> Result<Vec<Change>, Error> {
        let rules = rules.check()?;
        let given_up = rules.not_attended_minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
        self.write(now, |work| {
            setting::set(work.db, setting::LATE_MINUTES, &rules.late_minutes.to_string())?;
            setting::set(work.db, setting::NOT_ATTENDED_MINUTES, &given_up)?;
            work.change(Change::WaitingRulesChanged);
            let detail = format!("late {}, not attended {given_up}", rules.late_minutes);
            work.audit(Actor::Provider, "waitingRulesSet", None, &detail)
        })
        .map(|((), changes)| changes)
    }
}

pub(super) fn read(db: &Connection) -> Result<WaitingRules, Error> {
    let number = |name| -> Result<Option<u32>, Error> {
        Ok(setting::get(db, name)?.and_then(|text| text.parse().ok()))
    };
    Ok(WaitingRules {
        late_minutes: number(setting::LATE_MINUTES)?.unwrap_or(WaitingRules::default().late_minutes),
        not_attended_minutes: number(setting::NOT_ATTENDED_MINUTES)?,
    })
}

impl Work<'_> {
    /// Whether somebody with a link that works is given up by the clinic's rule: not somebody whose page shows signs of life, and not
    /// before their page could have been heard.
    pub(super) fn is_given_up(
        &self,
        rules: WaitingRules,
        invitation: &InvitationRow,
        visit: &VisitRow,
        heard_from: Timestamp,
    ) -> bool {
        let Some(minutes) = rules.not_attended_minutes else { return false };
        let expected = visit.starts_at.max(visit.since);
        visit.state == VisitState::Invited
            && invitation.readiness == Readiness::Ready
            && self.now >= add(expected, SignedDuration::from_mins(minutes.into()))
            && self.silence(invitation, visit.since, heard_from) >= AWAY_AFTER
    }
}

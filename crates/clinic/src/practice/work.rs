//! One write under way: the transaction, what it altered so far, and what follows from it for the guests' pages.

use std::collections::{BTreeSet, HashSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use super::Known;
use super::text_planning::text_settings;
use super::third_party::more_than_two;
use crate::audit::{Actor, AuditEvent};
use crate::change::Change;
use crate::error::Error;
use crate::id::{InvitationId, VisitId};
use crate::invitation::{GuestPerson, GuestStage, PersonRole, Readiness};
use crate::profile::{Profile, ProviderState};
use crate::store::invitation::InvitationRow;
use crate::store::third_party::ThirdPartyRow;
use crate::store::visit::VisitRow;
use crate::store::{
    audit_event, effect, invitation, patient, phone_party, practitioner, text_message, visit,
};
use crate::third_party::ThirdPartyState;
use crate::visit::{VisitEvent, VisitState};
use crate::waiting_room::{self, Standing, add};

pub(super) use super::known as profile;

pub(super) struct Work<'a> {
    pub db: &'a Connection,
    pub now: Timestamp,
    known: Known,
    changes: Vec<Change>,
    /// The same, to see what was said already.
    said: HashSet<Change>,
    /// What was written stands on nobody's page.
    shows_nothing: bool,
}

impl<'a> Work<'a> {
    pub(super) fn begin(db: &'a Connection, now: Timestamp) -> Result<Self, Error> {
        // The store keeps milliseconds; deciding by more than is kept would decide otherwise the next time.
        let now = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        let known = profile(db)?.ok_or(Error::NoProfile)?;
        Ok(Work { db, now, known, changes: Vec::new(), said: HashSet::new(), shows_nothing: false })
    }

    /// Works out what follows, and says what was altered.
    pub(super) fn finish(mut self) -> Result<Vec<Change>, Error> {
        let shown_before = self.known.profile.provider_state;
        let in_visit = visit::in_state(self.db, VisitState::InVisit)?;
        if in_visit.is_empty() && self.chosen_state()? == ProviderState::WithPatient && self.ended_a_visit() {
            // "With a patient" was said of the visit that ended now.
            self.choose_state(ProviderState::Available)?;
        }
        self.known = profile(self.db)?.ok_or(Error::NoProfile)?;
        let shown = self.known.profile.provider_state;
        if shown != shown_before {
            self.changes.push(Change::ProviderStateChanged { state: shown });
        }
        if !self.shows_nothing || !self.changes.is_empty() {
            self.tell_guests()?;
        }
        self.plan_texts_of_changed()?;
        Ok(self.changes)
    }

    /// What is written here alters nobody's page, unless a change is said: that a status was pushed, that a page lives. Looking through all pages for each of these, with a
    /// full waiting room, would hold up the last status by seconds.
    pub(super) fn shows_nothing(&mut self) {
        self.shows_nothing = true;
    }

    /// The texts of the clinic's plan follow every visit that was written.
    fn plan_texts_of_changed(&mut self) -> Result<(), Error> {
        let changed: BTreeSet<VisitId> = self
            .changes
            .iter()
            .filter_map(|change| match change {
                Change::VisitChanged { visit_id, .. } => Some(*visit_id),
                _ => None,
            })
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let settings = text_settings(self.db)?;
        let planned = text_message::planned_visits(self.db)?;
        for id in changed {
            let visit = self.visit(id)?;
            if !settings.plan.is_empty() || planned.contains(&visit.no) {
                self.plan_texts(&visit, &settings)?;
            }
        }
        Ok(())
    }

    fn ended_a_visit(&self) -> bool {
        self.changes.iter().any(|change| matches!(change, Change::VisitEnded { .. }))
    }

    pub(super) fn profile(&self) -> &Profile {
        &self.known.profile
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.known.profile.zone
    }

    pub(super) fn practitioner_no(&self) -> i64 {
        self.known.practitioner_no
    }

    pub(super) fn practitioner_identity(&self) -> String {
        self.known.profile.practitioner.id.identity()
    }

    pub(super) fn chosen_state(&self) -> Result<ProviderState, Error> {
        Ok(self.known.chosen)
    }

    pub(super) fn choose_state(&mut self, state: ProviderState) -> Result<(), Error> {
        if let Some(mut row) = practitioner::get(self.db)? {
            row.state = state.to_text();
            practitioner::update(self.db, &row)?;
        }
        self.known.chosen = state;
        Ok(())
    }

    pub(super) fn visit(&self, id: VisitId) -> Result<VisitRow, Error> {
        visit::get(self.db, id)?.ok_or(Error::NotFound("visit"))
    }

    pub(super) fn invitation(&self, id: InvitationId) -> Result<InvitationRow, Error> {
        invitation::get(self.db, id)?.ok_or(Error::NotFound("invitation"))
    }

    pub(super) fn visit_of(&self, invitation: &InvitationRow) -> Result<VisitRow, Error> {
        visit::by_no(self.db, invitation.visit_no)?.ok_or(Error::NotFound("visit"))
    }

    /// The invitation that a visit's patient has now, open or not.
    pub(super) fn invitation_of(&self, visit: &VisitRow) -> Result<Option<InvitationRow>, Error> {
        Ok(visit.invitation_no.map(|no| invitation::by_no(self.db, no)).transpose()?.flatten())
    }

    /// Lets an event happen to a visit, by the table, and writes it down.
    pub(super) fn happen(
        &mut self,
        visit: &mut VisitRow,
        event: VisitEvent,
        actor: Actor,
        detail: &str,
    ) -> Result<(), Error> {
        let next = visit.state.after(event, visit.before)?;
        if next != visit.state {
            visit.before = (next == VisitState::NoShow).then_some(visit.state);
            visit.since = self.now;
        }
        if !matches!(next, VisitState::AskedBack | VisitState::NoShow) {
            (visit.come_back_at, visit.come_back_answer) = (None, None);
        }
        visit.state = next;
        visit::update(self.db, visit)?;
        self.audit(actor, event.word(), Some(visit.id), detail)?;
        self.changed(visit);
        Ok(())
    }

    pub(super) fn audit(
        &mut self,
        actor: Actor,
        event: &str,
        visit_id: Option<VisitId>,
        detail: &str,
    ) -> Result<(), Error> {
        let line = AuditEvent {
            number: 0,
            at: self.now,
            actor,
            event: event.into(),
            visit_id,
            detail: detail.into(),
        };
        Ok(audit_event::append(self.db, line)?)
    }

    pub(super) fn change(&mut self, change: Change) {
        if self.said.insert(change.clone()) {
            self.changes.push(change);
        }
    }

    pub(super) fn changed(&mut self, visit: &VisitRow) {
        let date = visit.starts_at.to_zoned_datetime(self.zone().clone()).date();
        self.change(Change::VisitChanged { visit_id: visit.id, date });
    }

    /// Closes the way into a visit: what was still to be done for it is withdrawn, its page is told, and a little
    /// later its Documents go.
    pub(super) fn close_invitation(&mut self, invitation: &mut InvitationRow) -> Result<(), Error> {
        if !invitation.is_open() {
            return Ok(());
        }
        let stands = invitation.readiness == Readiness::Ready;
        invitation.readiness = Readiness::Closed;
        invitation.away_since = None;
        invitation::update(self.db, invitation)?;
        effect::withdraw(self.db, effect::SET_UP, invitation.no)?;
        effect::withdraw(self.db, effect::PUSH, invitation.no)?;
        effect::withdraw(self.db, effect::SEND_CHAT, invitation.no)?;
        if stands {
            effect::ask(self.db, effect::PUSH, invitation.visit_no, invitation.no, self.now, self.now)?;
        }
        // Even where they never stood whole, a part of them may.
        let later = add(self.now, self.grace(invitation)?);
        effect::ask(self.db, effect::DELETE, invitation.visit_no, invitation.no, self.now, later)?;
        self.change(Change::InvitationsChanged);
        Ok(())
    }

    /// Asks for another status for every open invitation whose page would show something else than it was last
    /// told. Comparing what is shown, rather than remembering at each write who is affected, cannot forget anybody.
    fn tell_guests(&mut self) -> Result<(), Error> {
        let standings = line(self.db, self.known.profile.provider_state, self.now)?;
        for mut invitation in invitation::open(self.db)? {
            let visit = self.visit_of(&invitation)?;
            let view = self.view(&invitation, &visit, &standings)?;
            if invitation.shown.as_deref() == Some(view.as_str()) {
                continue;
            }
            // The first status is part of setting up.
            if invitation.shown.is_some() {
                effect::ask(self.db, effect::PUSH, visit.no, invitation.no, self.now, self.now)?;
            }
            invitation.shown = Some(view);
            invitation::update(self.db, &invitation)?;
        }
        Ok(())
    }

    /// What a page shows, as a text to compare.
    fn view(
        &self,
        invitation: &InvitationRow,
        visit: &VisitRow,
        standings: &[Standing],
    ) -> Result<String, Error> {
        let profile = &self.known.profile;
        let third = self.third_of(invitation)?;
        let stage =
            third.as_ref().map_or(stage(visit.state), |third| third_party_stage(third.state, visit.state));
        // Only the patient stands in line.
        let standing = standings.iter().find(|standing| standing.visit_no == visit.no && third.is_none());
        let admitted = stage == GuestStage::Admitted;
        let people = if admitted { self.people(visit)? } else { Vec::new() };
        Ok([
            stage.word().to_owned(),
            standing.map(|s| format!("{} {}", s.place, s.expected_at)).unwrap_or_default(),
            visit
                .come_back_at
                .filter(|_| third.is_none() && visit.state == VisitState::AskedBack)
                .map(|at| at.to_string())
                .unwrap_or_default(),
            visit.room_sid.clone().filter(|_| admitted).unwrap_or_default(),
            people.into_iter().map(|person| person.identity).collect::<Vec<_>>().join(" "),
            format!("{:?}", self.chat_marks(invitation)?),
            (admitted && more_than_two(self.db, visit.no)?).to_string(),
            profile.provider_state.to_text(),
            visit.starts_at.to_string(),
            visit.minutes.to_string(),
            self.language_of(visit, third.as_ref())?,
            invitation.expires_at.to_string(),
            invitation.check_asked.to_string(),
            if third.is_none() { self.intake_seen(visit)? } else { String::new() },
            if third.is_none() { format!("{:?}", self.video(visit)?) } else { String::new() },
            profile.clinic_name.clone(),
            profile.practitioner.name.clone(),
        ]
        .join("\n"))
    }

    /// The language of an invitation's person as the clinic knows it: the patient's, or what a third party was invited with.
    pub(super) fn language_of(
        &self,
        visit: &VisitRow,
        third: Option<&ThirdPartyRow>,
    ) -> Result<String, Error> {
        match third {
            Some(third) => Ok(third.language.clone()),
            None => Ok(patient::get(self.db, visit.patient_no)?.language),
        }
    }

    /// Who may be in a visit's call, and what they are.
    pub(super) fn people(&self, visit: &VisitRow) -> Result<Vec<GuestPerson>, Error> {
        let person = |identity, role| GuestPerson { identity, role };
        let mut people = vec![person(self.practitioner_identity(), PersonRole::Provider)];
        people.extend(self.invitation_of(visit)?.map(|row| person(row.id.identity(), PersonRole::Patient)));
        for (invitation, third) in self.third_parties(visit)? {
            if third.state == ThirdPartyState::Admitted {
                people.push(person(invitation.id.identity(), PersonRole::ThirdParty(third.role)));
            }
        }
        // A line that only the provider hears is nobody's business yet.
        for leg in phone_party::of_visit(self.db, visit.no)? {
            if leg.state.is_up() && !leg.quiet {
                people.push(person(leg.id.identity(), PersonRole::ThirdParty(leg.role)));
            }
        }
        Ok(people)
    }

    /// Closes every way into a visit.
    pub(super) fn close_invitations(&mut self, visit: &VisitRow) -> Result<(), Error> {
        self.cancel_vendors(visit)?;
        if let Some(mut invitation) = self.invitation_of(visit)? {
            self.close_invitation(&mut invitation)?;
        }
        for (mut invitation, _) in self.third_parties(visit)? {
            effect::withdraw(self.db, effect::REMOVE, invitation.no)?;
            self.close_invitation(&mut invitation)?;
        }
        Ok(())
    }
}

/// What a third party's page is to show.
pub(super) fn third_party_stage(state: ThirdPartyState, visit: VisitState) -> GuestStage {
    let waits = matches!(state, ThirdPartyState::Waiting | ThirdPartyState::Admitted);
    match (state, visit) {
        (ThirdPartyState::KeptOut, _) => GuestStage::KeptOut,
        (ThirdPartyState::Withdrawn | ThirdPartyState::Expired, _) => GuestStage::Withdrawn,
        (_, VisitState::Completed) => GuestStage::Ended,
        (_, VisitState::Cancelled) => GuestStage::Cancelled,
        (ThirdPartyState::Removed, _) => GuestStage::Removed,
        (_, VisitState::NoShow) => GuestStage::NoShow,
        (ThirdPartyState::Admitted, VisitState::InVisit) => GuestStage::Admitted,
        _ if waits => GuestStage::Waiting,
        _ => GuestStage::Invited,
    }
}

/// What a guest's page is to show in a state of their visit.
pub(super) fn stage(state: VisitState) -> GuestStage {
    match state {
        VisitState::Invited | VisitState::Left => GuestStage::Invited,
        // They wait, though not in the line: when they are expected is told beside it.
        VisitState::Waiting | VisitState::AskedBack => GuestStage::Waiting,
        VisitState::InVisit => GuestStage::Admitted,
        VisitState::Completed => GuestStage::Ended,
        VisitState::NoShow => GuestStage::NoShow,
        // An invitation of a visit that is merely scheduled is one that was taken back.
        VisitState::Cancelled | VisitState::Scheduled => GuestStage::Cancelled,
    }
}

/// The line as it stands now.
pub(super) fn line(db: &Connection, state: ProviderState, now: Timestamp) -> Result<Vec<Standing>, Error> {
    let waiters = visit::waiters(db)?;
    let busy_until = visit::in_state(db, VisitState::InVisit)?
        .iter()
        .map(|visit| {
            add(visit.admitted_at.unwrap_or(visit.since), SignedDuration::from_mins(i64::from(visit.minutes)))
        })
        .max();
    Ok(waiting_room::line(waiters, state, busy_until, now))
}

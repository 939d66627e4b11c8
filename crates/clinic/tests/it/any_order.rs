//! Whatever happens in whatever order: the table holds, the audit says how it came about, the line has no gaps,
//! and every page was told what it should show.

use std::collections::{HashMap, HashSet};

use clinic::visit::{Next, TABLE};
use clinic::{
    Actor, Clinic, EffectKind, Error, GuestStatus, GuestStep, InvitationId, ProviderState, VisitEvent,
    VisitId, VisitState,
};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::world::{EIGHT, OTHER_ROOM, ROOM, World, booking, report};

#[derive(Debug, Clone)]
enum Step {
    Book(u8),
    Invite(usize),
    Link(usize),
    Report(usize, u32, GuestStep),
    Admit(usize),
    RoomOpened(usize, bool),
    RoomClosed(usize, bool),
    Seen(usize, bool, bool),
    End(usize),
    Reopen(usize),
    Cancel(usize),
    NoShow(usize),
    UndoNoShow(usize),
    Move(usize, u8, u8),
    AskBack(usize, u8),
    UndoAskBack(usize),
    Provider(ProviderState),
    Pass(u32),
    Sweep,
    CarryOut,
    FailOne,
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0..4usize;
    let guest_step = prop::sample::select(GuestStep::ALL);
    let provider = prop_oneof![
        Just(ProviderState::Available),
        Just(ProviderState::WithPatient),
        Just(ProviderState::Away),
        (1..30u32).prop_map(|minutes| ProviderState::Late { minutes }),
    ];
    prop_oneof![
        2 => (8..20u8).prop_map(Step::Book),
        4 => which.clone().prop_map(Step::Invite),
        1 => which.clone().prop_map(Step::Link),
        8 => (which.clone(), 0..40u32, guest_step).prop_map(|(i, seq, step)| Step::Report(i, seq, step)),
        4 => which.clone().prop_map(Step::Admit),
        3 => (which.clone(), any::<bool>()).prop_map(|(i, other)| Step::RoomOpened(i, other)),
        1 => (which.clone(), any::<bool>()).prop_map(|(i, other)| Step::RoomClosed(i, other)),
        2 => (which.clone(), any::<bool>(), any::<bool>()).prop_map(|(i, p, here)| Step::Seen(i, p, here)),
        3 => which.clone().prop_map(Step::End),
        2 => which.clone().prop_map(Step::Reopen),
        1 => which.clone().prop_map(Step::Cancel),
        2 => which.clone().prop_map(Step::NoShow),
        2 => which.clone().prop_map(Step::UndoNoShow),
        2 => (which, 24..28u8, 8..20u8).prop_map(|(i, day, hour)| Step::Move(i, day, hour)),
        3 => (0..4usize, 1..90u8).prop_map(|(i, minutes)| Step::AskBack(i, minutes)),
        2 => (0..4usize).prop_map(Step::UndoAskBack),
        2 => provider.prop_map(Step::Provider),
        3 => (1..4000u32).prop_map(Step::Pass),
        3 => Just(Step::Sweep),
        4 => Just(Step::CarryOut),
        1 => Just(Step::FailOne),
    ]
}

struct Case {
    world: World,
    visits: Vec<VisitId>,
    told: HashMap<InvitationId, GuestStatus>,
}

fn pick(visits: &[VisitId], which: usize) -> Result<VisitId, Error> {
    if visits.is_empty() { Err(Error::NotFound("visit")) } else { Ok(visits[which % visits.len()]) }
}

impl Case {
    fn take(&mut self, step: &Step) -> Result<(), Error> {
        let now = self.world.now;
        let visits = self.visits.clone();
        let pick = |which: &usize| pick(&visits, *which);
        let by = Actor::Provider;
        match step {
            Step::Book(hour) => {
                self.visits.push(
                    self.world.clinic.book(&booking("2026-11-24", &format!("{hour:02}:00")), by, now)?.0,
                );
            }
            Step::Invite(i) => drop(pick(i).and_then(|id| self.world.clinic.invite(id, by, now))?),
            Step::Link(i) => drop(pick(i).and_then(|id| self.world.clinic.link(id, by, now))?),
            Step::Report(i, seq, step) => {
                let id = pick(i)?;
                if let Some(invitation) = self.world.clinic.visit(id, now)?.invitation {
                    self.world.clinic.receive_report(invitation.id, report(*seq, *step), now)?;
                }
            }
            Step::Admit(i) => drop(pick(i).and_then(|id| self.world.clinic.admit(id, by, now))?),
            Step::RoomOpened(i, other) => {
                let room = if *other { OTHER_ROOM } else { ROOM };
                pick(i).and_then(|id| self.world.clinic.room_opened(id, room, now)).map(drop)?;
            }
            Step::RoomClosed(i, other) => {
                let room = if *other { OTHER_ROOM } else { ROOM };
                pick(i).and_then(|id| self.world.clinic.room_closed(id, room, now)).map(drop)?;
            }
            Step::Seen(i, patient, here) => {
                let id = pick(i)?;
                let identity = match self.world.clinic.visit(id, now)?.invitation {
                    Some(invitation) if *patient => invitation.id.identity(),
                    _ => self.world.clinic.profile()?.unwrap().practitioner.id.identity(),
                };
                self.world.clinic.participant_seen(id, &identity, *here, now)?;
            }
            Step::End(i) => drop(pick(i).and_then(|id| self.world.clinic.end(id, by, now))?),
            Step::Reopen(i) => drop(pick(i).and_then(|id| self.world.clinic.reopen(id, by, now))?),
            Step::Cancel(i) => drop(pick(i).and_then(|id| self.world.clinic.cancel(id, by, now))?),
            Step::NoShow(i) => drop(pick(i).and_then(|id| self.world.clinic.mark_no_show(id, by, now))?),
            Step::UndoNoShow(i) => drop(pick(i).and_then(|id| self.world.clinic.undo_no_show(id, by, now))?),
            Step::Move(i, day, hour) => {
                let id = pick(i)?;
                let (date, time) = (format!("2026-11-{day}"), format!("{hour:02}:00"));
                self.world.clinic.reschedule(id, &date, &time, by, now)?;
            }
            Step::AskBack(i, minutes) => {
                let at = now + SignedDuration::from_mins(i64::from(*minutes));
                let local = at.to_zoned_datetime(self.world.clinic.profile()?.unwrap().zone);
                let (date, time) = (local.date().to_string(), local.strftime("%H:%M").to_string());
                self.world.clinic.ask_back(pick(i)?, &date, &time, by, now)?;
            }
            Step::UndoAskBack(i) => {
                drop(pick(i).and_then(|id| self.world.clinic.undo_ask_back(id, by, now))?)
            }
            Step::Provider(state) => drop(self.world.clinic.set_provider_state(*state, now)?),
            Step::Pass(seconds) => self.world.pass(i64::from(*seconds)),
            Step::Sweep => drop(self.world.clinic.sweep(now)?),
            Step::CarryOut => {
                for status in self.world.carry_out().1 {
                    self.told.insert(status.invitation, status);
                }
                self.everybody_was_told();
            }
            Step::FailOne => {
                if let Some(effect) = self.world.clinic.due_effects(now)?.first() {
                    self.world.clinic.effect_failed(effect, "Twilio could not be reached.", now, now)?;
                }
            }
        }
        Ok(())
    }

    /// Nothing is due: each page that can be told shows what it should.
    fn everybody_was_told(&mut self) {
        for open in self.world.clinic.open_invitations().unwrap() {
            if !open.ready {
                continue;
            }
            let mut should = self.world.clinic.guest_status(open.id, self.world.now).unwrap();
            let told = &self.told[&open.id];
            // The number grows with each look; an estimate ages until the next sweep.
            (should.seq, should.expected_at) = (told.seq, told.expected_at);
            assert_eq!(told, &should, "a page was forgotten");
        }
    }

    fn check(&self) {
        for visit in &self.visits {
            assert_eq!(
                replayed(&self.world.clinic, *visit),
                self.world.state(*visit),
                "the audit says otherwise"
            );
        }
        let places = self.world.places();
        assert!(places.iter().zip(1u32..).all(|((place, _), expected)| *place == expected), "{places:?}");
        let waiting: HashSet<_> = places.iter().map(|(_, visit)| *visit).collect();
        for visit in &self.visits {
            assert_eq!(waiting.contains(visit), self.world.state(*visit) == VisitState::Waiting);
        }
        let later = self.world.now + SignedDuration::from_hours(48);
        let mut pushes = HashSet::new();
        for effect in self.world.clinic.due_effects(later).unwrap() {
            if let EffectKind::PushStatus { invitation } = effect.kind {
                assert!(pushes.insert(invitation), "two pushes are pending for one page");
            }
        }
    }
}

/// The state that a visit's audit leads to, by the table alone.
pub(crate) fn replayed(clinic: &Clinic, visit: VisitId) -> VisitState {
    let (mut state, mut before) = (VisitState::Scheduled, None);
    for line in clinic.history(visit).unwrap() {
        let Some(event) = VisitEvent::from_word(&line.event) else { continue };
        let (_, _, next) = TABLE.iter().find(|(s, e, _)| (*s, *e) == (state, event)).unwrap();
        let next = match next {
            Next::To(next) => *next,
            Next::Before => before.unwrap(),
        };
        if next == VisitState::NoShow {
            before = Some(state);
        }
        state = next;
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_order_of_events_breaks_anything(steps in prop::collection::vec(step(), 1..80)) {
        let mut case = Case { world: World::new(), visits: Vec::new(), told: HashMap::new() };
        assert_eq!(case.world.now, EIGHT.parse().unwrap());
        for step in &steps {
            match case.take(step) {
                Ok(()) => {}
                // A refusal is a value. A failing store or a field that became invalid would be a fault.
                Err(error) => prop_assert!(!matches!(error, Error::Store(_) | Error::Damaged | Error::Invalid(_) | Error::NoProfile), "{error}"),
            }
            case.check();
        }
        prop_assert_eq!(case.world.clinic.verify_audit().unwrap().broken_at, None);
    }
}

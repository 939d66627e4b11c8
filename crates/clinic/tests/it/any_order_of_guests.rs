//! What is seen of third parties comes in every order, twice, or never: whatever came, each of them stands somewhere
//! that their audit leads to, nobody who is not let in has a way in, and everybody's page was told what is true.

use clinic::third_party::TABLE;
use clinic::{
    Actor, EffectKind, Error, GuestStage, GuestStep, InvitationId, ThirdPartyEvent, ThirdPartyState, VisitId,
};
use proptest::prelude::*;

use crate::world::{OTHER_ROOM, ROOM, World, daughter, interpreter};

#[derive(Debug, Clone)]
enum Step {
    Invite(bool),
    Report(usize, u32, GuestStep),
    Admit(usize),
    Remove(usize, bool),
    Withdraw(usize),
    Link(usize),
    RoomOpened(u8),
    RoomClosed(u8),
    Seen(usize, bool),
    End,
    Reopen,
    Pass(u32),
    Sweep,
    /// Carries out everything.
    CarryOut,
    /// Carries out the first thing due, twice: killed between doing it and saying so.
    Twice,
    FailOne,
}

fn step() -> impl Strategy<Value = Step> {
    let which = 0..4usize;
    prop_oneof![
        3 => any::<bool>().prop_map(Step::Invite),
        9 => (which.clone(), 0..40u32, prop::sample::select(GuestStep::ALL))
            .prop_map(|(i, seq, step)| Step::Report(i, seq, step)),
        5 => which.clone().prop_map(Step::Admit),
        4 => (which.clone(), any::<bool>()).prop_map(|(i, keep)| Step::Remove(i, keep)),
        1 => which.clone().prop_map(Step::Withdraw),
        1 => which.clone().prop_map(Step::Link),
        4 => (0..4u8).prop_map(Step::RoomOpened),
        1 => (0..4u8).prop_map(Step::RoomClosed),
        5 => (which, any::<bool>()).prop_map(|(i, here)| Step::Seen(i, here)),
        1 => Just(Step::End),
        1 => Just(Step::Reopen),
        2 => (1..5000u32).prop_map(Step::Pass),
        3 => Just(Step::Sweep),
        5 => Just(Step::CarryOut),
        2 => Just(Step::Twice),
        1 => Just(Step::FailOne),
    ]
}

fn room(n: u8) -> String {
    match n {
        0 => ROOM.into(),
        1 => OTHER_ROOM.into(),
        n => format!("RM{n:032x}"),
    }
}

struct Case {
    world: World,
    visit: VisitId,
    guests: Vec<InvitationId>,
    /// Rooms that were completed to keep somebody out.
    left: Vec<String>,
}

impl Case {
    fn pick(&self, which: usize) -> Result<InvitationId, Error> {
        if self.guests.is_empty() {
            return Err(Error::NotFound("third party"));
        }
        Ok(self.guests[which % self.guests.len()])
    }

    fn take(&mut self, step: &Step) -> Result<(), Error> {
        let (now, by) = (self.world.now, Actor::Provider);
        let clinic = &mut self.world.clinic;
        match step {
            Step::Invite(straight_in) => {
                let fields = if *straight_in { interpreter() } else { daughter() };
                let (id, _) = clinic.invite_third_party(self.visit, fields, by, now)?;
                self.guests.push(id);
            }
            Step::Report(i, seq, step) => {
                let id = self.pick(*i)?;
                self.world.clinic.receive_report(id, crate::world::report(*seq, *step), now)?;
            }
            Step::Admit(i) => drop(self.pick(*i).and_then(|id| self.world.clinic.admit_guest(id, by, now))?),
            Step::Remove(i, keep_out) => {
                let id = self.pick(*i)?;
                let open = clinic_room(&self.world, self.visit);
                self.world.clinic.remove_guest(id, *keep_out, by, now)?;
                self.left.extend(open.filter(|_| *keep_out));
            }
            Step::Withdraw(i) => {
                drop(self.pick(*i).and_then(|id| self.world.clinic.withdraw_invitation(id, by, now))?);
            }
            Step::Link(i) => {
                let id = self.pick(*i)?;
                self.world.clinic.third_party_link(id, by, now)?;
            }
            Step::RoomOpened(n) => drop(clinic.room_opened(self.visit, &room(*n), now)?),
            Step::RoomClosed(n) => drop(clinic.room_closed(self.visit, &room(*n), now)?),
            Step::Seen(i, here) => {
                let id = self.pick(*i)?;
                self.world.clinic.participant_seen(self.visit, &id.identity(), *here, now)?;
            }
            Step::End => drop(clinic.end(self.visit, by, now)?),
            Step::Reopen => drop(clinic.reopen(self.visit, by, now)?),
            Step::Pass(seconds) => self.world.pass(i64::from(*seconds)),
            Step::Sweep => drop(clinic.sweep(now)?),
            Step::CarryOut => {
                self.world.carry_out();
            }
            Step::Twice => {
                if let Some(effect) = clinic.due_effects(now)?.first() {
                    clinic.effect_done(effect, now)?;
                    clinic.effect_done(effect, now)?;
                }
            }
            Step::FailOne => {
                if let Some(effect) = clinic.due_effects(now)?.first() {
                    clinic.effect_failed(effect, "Twilio could not be reached.", now, now)?;
                }
            }
        }
        Ok(())
    }

    fn check(&mut self) {
        let history = self.world.clinic.history(self.visit).unwrap();
        let newest_left = self.left.last().cloned();
        let open = clinic_room(&self.world, self.visit);
        assert!(
            open.is_none() || open != newest_left,
            "a room that was left to keep somebody out is open for us again"
        );
        for id in self.guests.clone() {
            // The audit leads there by the table alone.
            let mut state = ThirdPartyState::Invited;
            let own = history.iter().filter(|line| line.detail.split(' ').next() == Some(&id.to_string()));
            for event in own.filter_map(|line| ThirdPartyEvent::from_word(&line.event)) {
                let line = TABLE.iter().find(|(s, e, _)| (*s, *e) == (state, event));
                state = line.unwrap_or_else(|| panic!("{state:?} has no {event:?}")).2;
            }
            let guest = self.world.guest(id);
            assert_eq!(guest.state, state, "the audit says otherwise");
            // A way in for those who are let in, and for nobody else.
            let status = self.world.status(id);
            assert_eq!(status.stage == GuestStage::Admitted, {
                let goes_on = self.world.state(self.visit) == clinic::VisitState::InVisit;
                goes_on && state == ThirdPartyState::Admitted
            });
            assert!(status.room_sid.is_none() || status.stage == GuestStage::Admitted);
        }
    }
}

fn clinic_room(world: &World, visit: VisitId) -> Option<String> {
    world.clinic.visit(visit, world.now).unwrap().room_sid
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_order_loss_and_repetition_ends_somewhere_true(steps in prop::collection::vec(step(), 1..80)) {
        let mut world = World::new();
        let (visit, _) = world.admitted("09:00");
        let mut case = Case { world, visit, guests: Vec::new(), left: Vec::new() };
        for step in &steps {
            match case.take(step) {
                Ok(()) => {}
                // A refusal is a value. A failing store or a field that became invalid would be a fault.
                Err(error) => prop_assert!(!matches!(error, Error::Store(_) | Error::Damaged | Error::Invalid(_) | Error::NoProfile), "{error}"),
            }
            case.check();
        }
        // Once everything is carried out and time has passed, nothing is left over: no removal, no push, no Document
        // of somebody whose way in is closed.
        case.world.carry_out();
        case.world.pass(3600);
        case.world.carry_out();
        prop_assert_eq!(case.world.due(), Vec::<EffectKind>::new());
        prop_assert_eq!(case.world.clinic.verify_audit().unwrap().broken_at, None);
    }
}

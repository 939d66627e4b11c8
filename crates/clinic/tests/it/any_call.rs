//! A call to a third party with everything that can go wrong around it: answers that are lost, a console that is killed between asking and
//! storing, looks that come late, twice or never, keys and mutes and visits that end in the middle. However it goes: one call at
//! most is placed, one honest end state is reached, and no call outlives its visit.

use clinic::dial::TABLE;
use clinic::{
    Actor, CallSeen, DialEvent, DialFailure, DialState, DialTask, EffectKind, Error, PhonePartyId, VisitId,
};
use proptest::prelude::*;

use crate::world::{OTHER_ROOM, ROOM, World};

const SID: &str = "CA0123456789abcdef0123456789abcdef";

/// How asking Twilio goes.
#[derive(Debug, Clone, Copy)]
enum Asking {
    Taken,
    /// Taken, and the answer is lost.
    TakenUnheard,
    /// Not taken, and the answer is lost.
    LostUnheard,
    Refused,
    NotReached,
    /// The console is killed before it asks.
    KilledBefore,
    /// The console is killed after Twilio took it.
    KilledAfter,
}

#[derive(Debug, Clone)]
enum Step {
    /// The outbox is worked on: a dial goes so, or a lost call is looked for, or one is hung up.
    Work(Asking),
    /// Something happens at the other end.
    Truth,
    /// A look, at what was true so many changes ago.
    Look(usize),
    /// The line is seen in the room or not, by push or by looking.
    Seen(bool),
    Press,
    TakeOver,
    Join(bool),
    BringIn,
    Mute(bool),
    HangUp,
    RoomAnew,
    Pass(u8),
    End,
}

/// What there is at Twilio.
struct Twilio {
    placed: u32,
    /// Every status of the call, oldest first.
    history: Vec<CallSeen>,
    /// What is still to come.
    fate: Vec<CallSeen>,
}

impl Twilio {
    fn place(&mut self) {
        self.placed += 1;
        self.history = vec![CallSeen::Queued];
    }

    fn is_over(&self) -> bool {
        !matches!(
            self.history.last(),
            None | Some(CallSeen::Queued | CallSeen::Ringing | CallSeen::InProgress)
        )
    }

    fn goes_on(&mut self) {
        if !self.history.is_empty() && !self.is_over() && !self.fate.is_empty() {
            self.history.push(self.fate.remove(0));
        }
    }

    fn hang_up(&mut self) {
        if !self.history.is_empty() && !self.is_over() {
            let up = self.history.last() == Some(&CallSeen::InProgress);
            self.history.push(if up { CallSeen::Completed } else { CallSeen::Cancelled });
        }
    }

    fn end(&self) -> Option<DialState> {
        match self.history.last()? {
            CallSeen::Completed => Some(DialState::Completed),
            CallSeen::Busy => Some(DialState::Busy),
            CallSeen::NoAnswer => Some(DialState::NoAnswer),
            CallSeen::Failed => Some(DialState::Failed),
            CallSeen::Cancelled => Some(DialState::Cancelled),
            CallSeen::Queued | CallSeen::Ringing | CallSeen::InProgress | CallSeen::Gone => None,
        }
    }
}

fn fate() -> impl Strategy<Value = Vec<CallSeen>> {
    use CallSeen::*;
    prop_oneof![
        Just(vec![Ringing, InProgress, Completed]),
        Just(vec![InProgress, Completed]),
        Just(vec![Ringing, Busy]),
        Just(vec![Ringing, NoAnswer]),
        Just(vec![Failed]),
        Just(vec![Ringing, Completed]),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let asking = prop_oneof![
        6 => Just(Asking::Taken),
        1 => Just(Asking::TakenUnheard),
        1 => Just(Asking::LostUnheard),
        1 => Just(Asking::Refused),
        1 => Just(Asking::NotReached),
        1 => Just(Asking::KilledBefore),
        1 => Just(Asking::KilledAfter),
    ];
    prop_oneof![
        8 => asking.prop_map(Step::Work),
        6 => Just(Step::Truth),
        8 => (0..4usize).prop_map(Step::Look),
        4 => any::<bool>().prop_map(Step::Seen),
        2 => Just(Step::Press),
        1 => Just(Step::TakeOver),
        2 => any::<bool>().prop_map(Step::Join),
        2 => Just(Step::BringIn),
        2 => any::<bool>().prop_map(Step::Mute),
        1 => Just(Step::HangUp),
        1 => Just(Step::RoomAnew),
        4 => (1..20u8).prop_map(Step::Pass),
        1 => Just(Step::End),
    ]
}

struct Case {
    world: World,
    twilio: Twilio,
    visit: VisitId,
    party: PhonePartyId,
    ended: bool,
}

impl Case {
    fn new(fate: Vec<CallSeen>) -> Case {
        let mut world = World::new();
        let (visit, _) = world.admitted("09:00");
        let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
        let party = world.by_phone(visit, line);
        let twilio = Twilio { placed: 0, history: Vec::new(), fate };
        Case { world, twilio, visit, party, ended: false }
    }

    fn state(&self) -> DialState {
        self.world.party(self.visit, self.party).state
    }

    fn take(&mut self, step: &Step) -> Result<(), Error> {
        let (visit, party, now) = (self.visit, self.party, self.world.now);
        let clinic = &mut self.world.clinic;
        match step {
            Step::Work(asking) => self.work(*asking)?,
            Step::Truth => self.twilio.goes_on(),
            Step::Look(ago) => self.look(*ago)?,
            Step::Seen(present) => {
                // A line is in a room only while it is up.
                if !present || self.twilio.history.last() == Some(&CallSeen::InProgress) {
                    clinic.participant_seen(visit, &party.identity(), *present, now)?;
                }
            }
            Step::Press => {
                clinic.steer_plan(visit, party, DialEvent::KeysPressed)?;
                clinic.steered(visit, party, DialEvent::KeysPressed, false, now)?;
            }
            Step::TakeOver => {
                clinic.steer_plan(visit, party, DialEvent::TakenOver)?;
                clinic.steered(visit, party, DialEvent::TakenOver, false, now)?;
            }
            Step::Join(quiet) => {
                clinic.steer_plan(visit, party, DialEvent::JoinAsked)?;
                clinic.steered(visit, party, DialEvent::JoinAsked, *quiet, now)?;
            }
            Step::BringIn => drop(clinic.bring_in(visit, party, Actor::Provider, now)?),
            Step::Mute(muted) => drop(clinic.mute_leg(visit, party, *muted, Actor::Provider, now)?),
            Step::HangUp => drop(clinic.hang_up(visit, party, Actor::Provider, now)?),
            Step::RoomAnew => {
                clinic.room_closed(visit, ROOM, now)?;
                clinic.room_opened(visit, OTHER_ROOM, now)?;
            }
            Step::Pass(seconds) => {
                self.world.pass(i64::from(*seconds));
                self.world.clinic.tick_dials(self.world.now)?;
            }
            Step::End => {
                clinic.end(visit, Actor::Provider, now)?;
                self.ended = true;
            }
        }
        Ok(())
    }

    fn work(&mut self, asking: Asking) -> Result<(), Error> {
        let now = self.world.now;
        for effect in self.world.clinic.due_effects(now)? {
            match effect.kind {
                EffectKind::Dial { party } => {
                    if self.dial(party, asking)? {
                        self.world.clinic.effect_done(&effect, now)?;
                    }
                }
                EffectKind::HangUp { party } => {
                    let live = self.world.clinic.live_dials()?;
                    if live.iter().any(|dial| dial.id == party) {
                        self.twilio.hang_up();
                    }
                    self.world.clinic.effect_done(&effect, now)?;
                }
                _ => drop(self.world.clinic.effect_done(&effect, now)?),
            }
        }
        Ok(())
    }

    /// Whether the effect is done.
    fn dial(&mut self, party: PhonePartyId, asking: Asking) -> Result<bool, Error> {
        let now = self.world.now;
        let clinic = &mut self.world.clinic;
        match clinic.begin_dial(party, now)?.0 {
            DialTask::Nothing => Ok(true),
            DialTask::Find(plan) => {
                assert!(!plan.others.contains(&SID.to_owned()));
                if self.twilio.history.is_empty() {
                    clinic.dial_refused(party, DialFailure::NotPlaced, None, now)?;
                } else {
                    clinic.dial_taken(party, SID, now)?;
                }
                Ok(true)
            }
            DialTask::Place(_) => {
                match asking {
                    Asking::Taken => {
                        self.twilio.place();
                        clinic.dial_taken(party, SID, now)?;
                    }
                    Asking::TakenUnheard => {
                        self.twilio.place();
                        clinic.dial_lost(party, now)?;
                        return Ok(false);
                    }
                    Asking::LostUnheard => {
                        clinic.dial_lost(party, now)?;
                        return Ok(false);
                    }
                    Asking::Refused => {
                        clinic.dial_refused(party, DialFailure::Refused, Some(21_215), now)?;
                    }
                    Asking::NotReached => {
                        clinic.dial_put_off(party, now)?;
                        return Ok(false);
                    }
                    Asking::KilledBefore => return Ok(false),
                    Asking::KilledAfter => {
                        self.twilio.place();
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    /// A look at what was true `ago` changes before now; none before the call is known.
    fn look(&mut self, ago: usize) -> Result<(), Error> {
        let known = self.world.clinic.live_dials()?.iter().any(|dial| dial.id == self.party);
        let at = self.twilio.history.len().checked_sub(1 + ago);
        if let Some(seen) = at.map(|at| self.twilio.history[at]).filter(|_| known || ago > 0)
            && self.world.party(self.visit, self.party).state != DialState::Unknown
        {
            self.world.clinic.call_seen(self.party, seen, None, self.world.now)?;
        }
        Ok(())
    }

    fn check(&self) {
        assert!(self.twilio.placed <= 1, "somebody was called twice");
        let party = self.world.party(self.visit, self.party);
        // The timeline leads to the state by the table alone.
        let mut state = DialState::Intended;
        for entry in &party.timeline {
            let line = TABLE.iter().find(|(from, event, _)| (*from, *event) == (state, entry.event));
            state = line.expect("a line of the table").2;
            assert_eq!(state, entry.state);
        }
        assert_eq!(state, party.state, "the timeline says otherwise");
        assert!(party.timeline.windows(2).all(|pair| pair[0].at <= pair[1].at), "{:?}", party.timeline);
        if party.state.is_over() {
            assert!(party.actions.iter().all(|action| *action == clinic::PhoneAction::DialNext), "{party:?}");
        }
    }

    /// Nothing goes wrong any more.
    fn settle(&mut self) -> Result<(), Error> {
        for _ in 0..8 {
            self.work(Asking::Taken)?;
            self.twilio.goes_on();
            self.look(0)?;
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_call_has_one_honest_end(fate in fate(), steps in prop::collection::vec(step(), 1..50)) {
        let mut case = Case::new(fate);
        for step in &steps {
            match case.take(step) {
                Ok(()) => {}
                Err(error) => prop_assert!(
                    matches!(error, Error::DialRefused(_) | Error::NotFound(_) | Error::Refused(_)),
                    "{step:?}: {error}"
                ),
            }
            case.check();
        }
        case.settle().unwrap();
        case.check();
        let state = case.state();
        prop_assert!(state.is_over(), "{state:?} with {:?}", case.twilio.history);
        match case.twilio.end() {
            Some(truth) => prop_assert_eq!(state, truth, "what was seen last is what was true"),
            None => {
                prop_assert!(case.twilio.history.is_empty(), "a call goes on that nobody knows of");
                prop_assert!(matches!(state, DialState::Failed | DialState::Cancelled));
            }
        }
        prop_assert!(case.world.clinic.live_dials().unwrap().is_empty());
        prop_assert_eq!(case.world.clinic.verify_audit().unwrap().broken_at, None);
    }

    #[test]
    fn looks_in_any_order_lead_to_the_same_end(
        fate in fate(),
        looks in prop::collection::vec(0..8usize, 0..12),
        last in 0..12usize,
    ) {
        let mut case = Case::new(fate.clone());
        case.work(Asking::Taken).unwrap();
        let whole: Vec<CallSeen> = std::iter::once(CallSeen::Queued).chain(fate).collect();
        let (party, now) = (case.party, case.world.now);
        let mut order: Vec<CallSeen> = looks.iter().map(|i| whole[i % whole.len()]).collect();
        // All but the end may be lost.
        order.insert(last.min(order.len()), *whole.last().unwrap());
        for seen in order {
            case.world.clinic.call_seen(party, seen, None, now).unwrap();
            case.check();
        }
        case.twilio.history = whole;
        prop_assert_eq!(Some(case.state()), case.twilio.end());
    }
}

//! A request to a service with everything that can go wrong around it: answers that are lost, a console that is killed between asking and
//! storing, looks that come late, twice or never, visits that end in the middle. However it goes: the service is asked once at most,
//! one honest end state is reached, and nothing stays open at the service that it was not told is off.

use clinic::vendor::TABLE;
use clinic::{
    Actor, CancelTask, ConnectorId, EffectKind, Error, GuestStep, Pii, ThirdPartyState, VendorAnswer,
    VendorFailure, VendorRequestId, VendorSaid, VendorState, VendorTask, VendorTold, VendorTrouble, VisitId,
};
use proptest::prelude::*;

use crate::by_vendor::{PHONE, VIDEO, ask, service};
use crate::world::World;

/// How asking goes.
#[derive(Debug, Clone, Copy)]
enum Asking {
    Taken,
    /// Taken, and the answer is lost or cannot be read.
    TakenUnheard,
    LostUnheard,
    Refused,
    NotReached,
    KilledBefore,
    KilledAfter,
}

#[derive(Debug, Clone)]
enum Step {
    Work(Asking),
    /// Something happens at the service.
    Truth,
    /// A look at what was true so many changes ago.
    Look(usize),
    /// The service cannot be looked at.
    Trouble,
    /// The person it sends comes into the room, or leaves it.
    Seen(bool),
    /// The line that was dialled ends.
    LineEnds,
    Cancel,
    Settle(bool),
    Pass(u16),
    End,
}

struct Service {
    asked: u32,
    history: Vec<VendorSaid>,
    fate: Vec<VendorSaid>,
    /// What it was told is off.
    told: bool,
}

impl Service {
    fn take(&mut self) {
        self.asked += 1;
        self.history = vec![VendorSaid::Asked];
    }

    fn is_over(&self) -> bool {
        !matches!(
            self.history.last(),
            None | Some(VendorSaid::Asked | VendorSaid::Accepted | VendorSaid::OnTheWay)
        )
    }

    fn goes_on(&mut self) {
        if !self.history.is_empty() && !self.is_over() && !self.told && !self.fate.is_empty() {
            self.history.push(self.fate.remove(0));
        }
    }
}

struct Case {
    world: World,
    service: Service,
    visit: VisitId,
    request: VendorRequestId,
    by_phone: bool,
    number: &'static str,
}

fn fate() -> impl Strategy<Value = Vec<VendorSaid>> {
    use VendorSaid::*;
    prop_oneof![
        Just(vec![Accepted, OnTheWay, Ended]),
        Just(vec![OnTheWay, Cancelled]),
        Just(vec![Accepted, Cancelled]),
        Just(vec![Accepted, Failed]),
        Just(vec![Refused]),
        Just(vec![]),
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
        1 => Just(Step::Trouble),
        2 => any::<bool>().prop_map(Step::Seen),
        1 => Just(Step::LineEnds),
        1 => Just(Step::Cancel),
        1 => any::<bool>().prop_map(Step::Settle),
        3 => (1..400u16).prop_map(Step::Pass),
        1 => Just(Step::End),
    ]
}

impl Case {
    fn new(by_phone: bool, finds: bool, refused: bool, fate: Vec<VendorSaid>) -> Case {
        let mut world = World::new();
        let (visit, _) = world.admitted("09:00");
        let connector: ConnectorId = service(&mut world, if by_phone { PHONE } else { VIDEO }, finds);
        let request = ask(&mut world, visit, connector).unwrap();
        let service = Service { asked: 0, history: Vec::new(), fate, told: false };
        let number = if refused { "+19005550100" } else { "+12025550111" };
        Case { world, service, visit, request, by_phone, number }
    }

    fn request(&self) -> clinic::VendorRequest {
        self.world.clinic.vendor_requests(self.visit, self.world.now).unwrap().remove(0)
    }

    fn answer(&self, said: VendorSaid) -> VendorAnswer {
        let comes = matches!(said, VendorSaid::Accepted | VendorSaid::OnTheWay);
        VendorAnswer {
            reference: Some("r-1".into()),
            said: Some(said),
            unknown: None,
            interpreter: comes.then(|| Pii::new("Alma R.".to_owned())),
            number: (comes && self.by_phone).then(|| Pii::new(self.number.to_owned())),
        }
    }

    fn take(&mut self, step: &Step) -> Result<(), Error> {
        let (visit, request, now) = (self.visit, self.request, self.world.now);
        match step {
            Step::Work(asking) => self.work(*asking)?,
            Step::Truth => self.service.goes_on(),
            Step::Look(ago) => self.look(*ago)?,
            Step::Trouble => {
                drop(self.world.clinic.vendor_trouble(request, VendorTrouble::Fault, Some(500), now)?)
            }
            Step::Seen(present) => self.seen(*present)?,
            Step::LineEnds => {
                if let Some(party) = self.request().party
                    && self.world.clinic.live_dials()?.iter().any(|dial| dial.id == party)
                {
                    self.world.clinic.call_seen(party, clinic::CallSeen::Busy, None, now)?;
                }
            }
            Step::Cancel => drop(self.world.clinic.cancel_vendor(visit, request, Actor::Provider, now)?),
            Step::Settle(taken) => {
                // A provider says what is true.
                let taken = *taken && !self.service.history.is_empty();
                if taken || self.service.history.is_empty() {
                    self.world.clinic.settle_vendor(visit, request, taken, Actor::Provider, now)?;
                }
            }
            Step::Pass(seconds) => {
                self.world.pass(i64::from(*seconds));
                self.world.clinic.tick_vendors(self.world.now)?;
            }
            Step::End => drop(self.world.clinic.end(visit, Actor::Provider, now)?),
        }
        Ok(())
    }

    /// Somebody comes only by a way that they were given.
    fn seen(&mut self, present: bool) -> Result<(), Error> {
        let (visit, now) = (self.visit, self.world.now);
        let card = self.request();
        if let (Some(guest), true) = (card.invitation, present) {
            let there = self.world.guest(guest).state;
            if !self.service.history.is_empty() && there == ThirdPartyState::Invited {
                self.world.report(guest, 1, GuestStep::Waiting);
            }
            if self.world.guest(guest).state == ThirdPartyState::Admitted {
                self.world.clinic.participant_seen(visit, &guest.identity(), true, now)?;
            }
        }
        if let Some(party) = card.party
            && self.world.clinic.live_dials()?.iter().any(|dial| dial.id == party)
        {
            self.world.clinic.call_seen(party, clinic::CallSeen::InProgress, None, now)?;
            self.world.clinic.participant_seen(visit, &party.identity(), present, now)?;
        }
        Ok(())
    }

    fn work(&mut self, asking: Asking) -> Result<(), Error> {
        let now = self.world.now;
        for effect in self.world.clinic.due_effects(now)? {
            let done = match effect.kind {
                EffectKind::AskVendor { request } => self.ask(request, asking)?,
                EffectKind::CancelVendor { request } => self.cancel(request)?,
                EffectKind::Dial { party } => {
                    if let (clinic::DialTask::Place(_), _) = self.world.clinic.begin_dial(party, now)? {
                        self.world.clinic.dial_taken(party, "CA0123456789abcdef0123456789abcdef", now)?;
                    }
                    true
                }
                EffectKind::HangUp { party } => {
                    self.world.clinic.call_seen(party, clinic::CallSeen::Cancelled, None, now)?;
                    true
                }
                _ => true,
            };
            if done {
                self.world.clinic.effect_done(&effect, now)?;
            }
        }
        Ok(())
    }

    fn find(&mut self, request: VendorRequestId) -> Result<(), Error> {
        match self.service.history.last() {
            Some(said) => {
                let answer = self.answer(*said);
                self.world.clinic.vendor_taken(request, &answer, self.world.now)?;
            }
            None => {
                let failure = VendorFailure::NotTaken;
                self.world.clinic.vendor_refused(request, failure, None, "", self.world.now)?;
            }
        }
        Ok(())
    }

    /// Whether the effect is done.
    fn ask(&mut self, request: VendorRequestId, asking: Asking) -> Result<bool, Error> {
        let now = self.world.now;
        match self.world.clinic.begin_ask(request, now)?.0 {
            VendorTask::Nothing => Ok(true),
            VendorTask::Find(_) => self.find(request).map(|()| true),
            VendorTask::Ask(plan) => {
                assert_eq!(plan.link.is_some(), !self.by_phone, "a link for whom comes by link");
                let clinic = &mut self.world.clinic;
                match asking {
                    Asking::Taken => {
                        self.service.take();
                        let answer = self.answer(VendorSaid::Asked);
                        self.world.clinic.vendor_taken(request, &answer, now)?;
                    }
                    Asking::TakenUnheard => {
                        self.service.take();
                        clinic.vendor_lost(request, VendorTrouble::NoAnswer, None, now)?;
                        return Ok(false);
                    }
                    Asking::LostUnheard => {
                        clinic.vendor_lost(request, VendorTrouble::Fault, Some(500), now)?;
                        return Ok(false);
                    }
                    Asking::Refused => {
                        clinic.vendor_refused(request, VendorFailure::Refused, Some(403), "", now)?;
                    }
                    Asking::NotReached => {
                        clinic.vendor_put_off(request, VendorTrouble::NotReached, None, now)?;
                        return Ok(false);
                    }
                    Asking::KilledBefore => return Ok(false),
                    Asking::KilledAfter => {
                        self.service.take();
                        return Ok(false);
                    }
                }
                Ok(true)
            }
        }
    }

    fn cancel(&mut self, request: VendorRequestId) -> Result<bool, Error> {
        let now = self.world.now;
        if let CancelTask::Find(_) = self.world.clinic.begin_cancel(request)? {
            if self.service.history.is_empty() {
                self.world.clinic.vendor_told(request, VendorTold::Told, now)?;
                return Ok(true);
            }
            self.find(request)?;
        }
        match self.world.clinic.begin_cancel(request)? {
            CancelTask::Tell(_) => {
                self.service.told = true;
                self.world.clinic.vendor_told(request, VendorTold::Told, now)?;
            }
            CancelTask::NoWay | CancelTask::Find(_) => {
                self.world.clinic.vendor_told(request, VendorTold::NotTold, now)?;
            }
            CancelTask::Nothing => {}
        }
        Ok(true)
    }

    fn look(&mut self, ago: usize) -> Result<(), Error> {
        let now = self.world.now;
        let live = self.world.clinic.live_vendors(now)?.iter().any(|plan| plan.id == self.request);
        let at = self.service.history.len().checked_sub(1 + ago);
        if let Some(said) = at.map(|at| self.service.history[at]).filter(|_| live || ago > 0)
            && !matches!(
                self.request().state,
                VendorState::Intended | VendorState::Requested | VendorState::Unknown
            )
        {
            let answer = self.answer(said);
            self.world.clinic.vendor_seen(self.request, &answer, now)?;
        }
        Ok(())
    }

    fn check(&self) {
        assert!(self.service.asked <= 1, "somebody was asked for twice");
        let card = self.request();
        let mut state = VendorState::Intended;
        for entry in &card.timeline {
            let line = TABLE.iter().find(|(from, event, _)| (*from, *event) == (state, entry.event));
            state = line.expect("a line of the table").2;
            assert_eq!(state, entry.state);
        }
        assert_eq!(state, card.state, "the timeline says otherwise");
        assert_eq!(card.failure.is_some(), card.state == VendorState::Failed, "{card:?}");
        if card.state.is_over() && card.state != VendorState::CameIn {
            let ended = self.world.state(self.visit) != clinic::VisitState::InVisit;
            if let Some(guest) = card.invitation.filter(|_| !ended) {
                assert_eq!(
                    self.world.guest(guest).state,
                    ThirdPartyState::Withdrawn,
                    "nobody comes by it any more"
                );
            }
            if let Some(party) = card.party {
                let party = self.world.party(self.visit, party);
                assert!(party.state.is_over() || party.hanging_up, "{party:?}");
            }
        }
    }

    /// Nothing goes wrong any more, and what needs a person is put right.
    fn settle(&mut self) {
        for _ in 0..8 {
            self.work(Asking::Taken).unwrap();
            self.service.goes_on();
            self.look(0).unwrap();
            if self.request().state == VendorState::Unknown {
                let taken = !self.service.history.is_empty();
                // By phone a request that was taken is of no use without its number.
                let settled = self.take(&Step::Settle(taken));
                assert!(settled.is_ok() || self.by_phone);
                if self.request().state == VendorState::Unknown {
                    self.take(&Step::Cancel).unwrap();
                }
            }
        }
        self.take(&Step::Pass(399)).unwrap();
        self.take(&Step::Pass(399)).unwrap();
        self.work(Asking::Taken).unwrap();
        self.work(Asking::Taken).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_has_one_honest_end(
        (by_phone, finds, refused) in any::<(bool, bool, bool)>(),
        fate in fate(),
        steps in prop::collection::vec(step(), 1..50),
    ) {
        let mut case = Case::new(by_phone, finds, refused, fate);
        for step in &steps {
            match case.take(step) {
                Ok(()) => {}
                Err(error) => prop_assert!(
                    matches!(
                        error,
                        Error::VendorRefused(_) | Error::NotFound(_) | Error::Refused(_) | Error::Invalid(_)
                    ),
                    "{step:?}: {error}"
                ),
            }
            case.check();
        }
        case.settle();
        case.check();
        let card = case.request();
        prop_assert!(card.state.is_over(), "{:?} with {:?}", card.state, case.service.history);
        prop_assert!(card.told != Some(VendorTold::Telling), "the service is being told for ever");
        let open = !case.service.history.is_empty() && !case.service.is_over() && !case.service.told;
        if open {
            prop_assert!(
                card.state == VendorState::CameIn || card.told == Some(VendorTold::NotTold),
                "something is open at the service that nobody knows of: {card:?}"
            );
        }
        prop_assert!(case.world.clinic.live_vendors(case.world.now).unwrap().is_empty());
        prop_assert_eq!(case.world.clinic.verify_audit().unwrap().broken_at, None);
    }

    #[test]
    fn looks_in_any_order_lead_to_the_same_end(
        fate in fate().prop_filter("one that ends", |fate| fate.last().is_some_and(|said| *said != VendorSaid::OnTheWay)),
        looks in prop::collection::vec(0..8usize, 0..12),
        last in 0..12usize,
    ) {
        let mut case = Case::new(false, true, false, fate.clone());
        case.work(Asking::Taken).unwrap();
        case.work(Asking::Taken).unwrap();
        let whole: Vec<VendorSaid> = std::iter::once(VendorSaid::Asked).chain(fate).collect();
        let mut order: Vec<VendorSaid> = looks.iter().map(|i| whole[i % whole.len()]).collect();
        order.insert(last.min(order.len()), *whole.last().unwrap());
        for said in order {
            let answer = case.answer(said);
            case.world.clinic.vendor_seen(case.request, &answer, case.world.now).unwrap();
            case.check();
        }
        let end = match whole.last().unwrap() {
            VendorSaid::Refused => VendorState::Refused,
            VendorSaid::Cancelled => VendorState::CalledOff,
            VendorSaid::Failed => VendorState::Failed,
            _ => VendorState::Ended,
        };
        prop_assert_eq!(case.request().state, end);
    }
}

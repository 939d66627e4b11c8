//! The guided first visit: five steps that a person takes in the real windows, each done when what it asks for has happened.
//!
//! It watches what the clinic holds and steers nothing. Which step is reached is worked out from facts ([`reached`]), so that it
//! makes no difference in which window, by which button or by which key a thing was done.

use std::sync::{Arc, Mutex, PoisonError};

use clinic::{DialState, ProviderState, ThirdPartyRole, VisitId, VisitState};
use tokio::sync::broadcast::error::RecvError;

use crate::console::Console;
use crate::error::CommandError;
use crate::host::Beginning;
use crate::open_clinic::OpenClinic;
use crate::wire::event::Event;
use crate::wire::guide::{Guide, GuideStep};

type Result<T> = std::result::Result<T, CommandError>;

/// Where a person who is guided has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    step: GuideStep,
    /// The visit that they admitted somebody to.
    visit: Option<VisitId>,
}

/// The place of whoever is guided in a clinic; none where nobody is.
#[derive(Default)]
pub(crate) struct Guided(Mutex<Option<Place>>);

/// What the clinic holds, as far as steps go by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Facts {
    /// A visit that goes on; of several the one that the guide is about.
    going_on: Option<VisitId>,
    /// An interpreter is in the call.
    interpreter: bool,
    /// Those who wait were told that it takes longer.
    late: bool,
    /// The visit that the guide is about is over.
    over: bool,
}

/// The step that is reached from `place` when this holds: as many further as are done already.
fn reached(mut place: Place, facts: Facts) -> Place {
    loop {
        place.step = match place.step {
            GuideStep::Look | GuideStep::Admit if facts.going_on.is_some() => {
                place.visit = facts.going_on;
                GuideStep::Interpreter
            }
            // Whoever ends the visit early has ended it.
            GuideStep::Interpreter | GuideStep::Delay | GuideStep::End if facts.over => GuideStep::Done,
            GuideStep::Interpreter if facts.interpreter => GuideStep::Delay,
            GuideStep::Delay if facts.late => GuideStep::End,
            _ => return place,
        };
    }
}

/// The step after this one.
fn after(step: GuideStep) -> GuideStep {
    match step {
        GuideStep::Look => GuideStep::Admit,
        GuideStep::Admit => GuideStep::Interpreter,
        GuideStep::Interpreter => GuideStep::Delay,
        GuideStep::Delay => GuideStep::End,
        GuideStep::End | GuideStep::Done => GuideStep::Done,
    }
}

/// Follows what happens until the clinic is closed.
pub(crate) async fn run(clinic: Arc<OpenClinic>) {
    let mut events = clinic.events();
    loop {
        match events.recv().await {
            // Its own news, and what says nothing of a visit.
            Ok(Event::GuideChanged | Event::DirectoryChanged | Event::ConnectionChanged { .. }) => {}
            Ok(_) | Err(RecvError::Lagged(_)) => {
                if follow(&clinic).is_err() {
                    return;
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn follow(clinic: &OpenClinic) -> Result<()> {
    let Some(place) = clinic.guided.place() else { return Ok(()) };
    let next = reached(place, facts(clinic, place)?);
    if next != place && clinic.guided.go_on(place, next) {
        clinic.send(Event::GuideChanged);
    }
    Ok(())
}

fn facts(clinic: &OpenClinic, place: Place) -> Result<Facts> {
    clinic.read(|store, now| {
        let late = store
            .profile()?
            .is_some_and(|profile| matches!(profile.provider_state, ProviderState::Late { .. }));
        let Some(id) = place.visit.or(store.visits_going_on()?.first().copied()) else {
            return Ok(Facts { late, ..Facts::default() });
        };
        let visit = store.visit(id, now)?;
        let guest = |third: &clinic::ThirdParty| third.role == ThirdPartyRole::Interpreter && third.in_call;
        let line = |party: &clinic::PhoneParty| {
            party.role == ThirdPartyRole::Interpreter && party.state == DialState::InVisit
        };
        Ok(Facts {
            going_on: (visit.summary.state == VisitState::InVisit).then_some(id),
            interpreter: visit.third_parties.iter().any(guest)
                || store.phone_parties(id, now)?.iter().any(line),
            late,
            over: place.visit == Some(id) && visit.summary.state != VisitState::InVisit,
        })
    })
}

impl Guided {
    fn place(&self) -> Option<Place> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, place: Option<Place>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }

    /// Goes on, unless the guide was left or begun again meanwhile. Says whether it did.
    fn go_on(&self, from: Place, to: Place) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let still = *held == Some(from);
        if still {
            *held = Some(to);
        }
        still
    }
}

impl Console {
    pub(crate) fn guide(&self) -> Result<Guide> {
        let open = self.clinic()?;
        let place = open.guided.place();
        let there_is_one = matches!(open.world.beginning, Beginning::MadeUpDay);
        Ok(Guide {
            there_is_one,
            to_offer: there_is_one && place.is_none() && !open.host.guide_was_offered(),
            step: place.map(|place| place.step),
            visit_id: place.and_then(|place| place.visit).map(|id| id.to_string()),
            somebody_waits: !open.read(|store, now| store.waiting_room(now))?.is_empty(),
        })
    }

    pub(crate) fn start_guide(&self) -> Result<()> {
        let open = self.clinic()?;
        open.host.remember_guide_was_offered();
        open.guided.set(Some(Place { step: GuideStep::Look, visit: None }));
        follow(&open)?;
        open.send(Event::GuideChanged);
        Ok(())
    }

    pub(crate) fn leave_guide(&self) -> Result<()> {
        let open = self.clinic()?;
        open.host.remember_guide_was_offered();
        open.guided.set(None);
        open.send(Event::GuideChanged);
        Ok(())
    }

    pub(crate) fn pass_guide_step(&self, step: GuideStep) -> Result<()> {
        let open = self.clinic()?;
        let Some(place) = open.guided.place().filter(|place| place.step == step) else { return Ok(()) };
        if open.guided.go_on(place, Place { step: after(step), ..place }) {
            follow(&open)?;
            open.send(Event::GuideChanged);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit() -> VisitId {
        VisitId::random()
    }

    fn at(step: GuideStep, visit: Option<VisitId>) -> Place {
        Place { step, visit }
    }

    #[test]
    fn a_step_is_done_when_what_it_asks_for_has_happened() {
        let id = visit();
        let begun = at(GuideStep::Look, None);
        assert_eq!(reached(begun, Facts::default()), begun, "nobody was admitted");
        let going_on = Facts { going_on: Some(id), ..Facts::default() };
        assert_eq!(reached(begun, going_on), at(GuideStep::Interpreter, Some(id)), "admitting needs no look");
        let with_interpreter = Facts { interpreter: true, ..going_on };
        assert_eq!(
            reached(at(GuideStep::Interpreter, Some(id)), with_interpreter),
            at(GuideStep::Delay, Some(id))
        );
        let late = Facts { late: true, ..with_interpreter };
        assert_eq!(reached(at(GuideStep::Delay, Some(id)), late), at(GuideStep::End, Some(id)));
        let over = Facts { going_on: None, over: true, ..late };
        assert_eq!(reached(at(GuideStep::End, Some(id)), over), at(GuideStep::Done, Some(id)));
    }

    #[test]
    fn what_was_done_before_its_turn_counts() {
        let id = visit();
        let all = Facts { going_on: Some(id), interpreter: true, late: true, over: false };
        assert_eq!(reached(at(GuideStep::Admit, None), all), at(GuideStep::End, Some(id)));
    }

    #[test]
    fn a_visit_that_ends_early_ends_the_guide() {
        let id = visit();
        let over = Facts { over: true, ..Facts::default() };
        for step in [GuideStep::Interpreter, GuideStep::Delay, GuideStep::End] {
            assert_eq!(reached(at(step, Some(id)), over), at(GuideStep::Done, Some(id)));
        }
    }

    #[test]
    fn every_step_can_be_passed() {
        let mut step = GuideStep::Look;
        for _ in 0..5 {
            step = after(step);
        }
        assert_eq!(step, GuideStep::Done);
    }
}

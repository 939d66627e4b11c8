//! A phone tree that is tried: a call of no visit, one at a time, that nobody dials late.

use clinic::{
    CallSeen, Change, DialFailure, DialState, DialTask, EffectKind, Error, PhoneAction, Recipe, Step,
};

use crate::world::World;

const SID: &str = "CA0123456789abcdef0123456789abcdef";

pub(crate) fn tree() -> Recipe {
    let note = String::new;
    Recipe {
        language: Some("es".into()),
        steps: vec![
            Step::Press { keys: "2".into(), wait_before: 1, note: note() },
            Step::Wait { seconds: 4, note: note() },
            Step::HandOver { seconds: 60, quiet: true, note: note() },
        ],
    }
}

#[test]
fn it_is_a_call_of_no_visit_whose_steps_begin_in_their_time() {
    let mut world = World::new();
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    let (id, changes) = world.clinic.try_phone_tree(line, &tree(), world.now).unwrap();
    assert_eq!(changes, [Change::DryRunChanged]);
    assert_eq!(world.due(), [EffectKind::Dial { party: id }]);
    assert!(matches!(world.clinic.try_phone_tree(line, &tree(), world.now), Err(Error::DryRunGoesOn)));

    let (task, _) = world.clinic.begin_dial(id, world.now).unwrap();
    let DialTask::Place(plan) = task else { panic!("{task:?}") };
    assert_eq!(plan.visit_id, None);
    world.clinic.dial_taken(id, SID, world.now).unwrap();
    world.clinic.call_seen(id, CallSeen::InProgress, None, world.now).unwrap();
    assert!(!world.clinic.live_dials().unwrap()[0].up, "it is looked at closely to the end");
    world.pass(1);
    world.clinic.tick_dials(world.now).unwrap();
    let run = world.clinic.dry_run(world.now).unwrap().unwrap();
    assert_eq!((run.state, run.step, run.visit_id), (DialState::OnStep, Some(2), None));
    assert_eq!(run.actions, [PhoneAction::HangUp]);
    world.pass(4);
    world.clinic.tick_dials(world.now).unwrap();
    world.clinic.call_seen(id, CallSeen::Completed, None, world.now).unwrap();
    let run = world.clinic.dry_run(world.now).unwrap().unwrap();
    assert_eq!(run.state, DialState::Completed);
    assert!(run.timeline.iter().any(|entry| entry.state == DialState::WaitingForPerson));
    world.clinic.try_phone_tree(line, &tree(), world.now).unwrap();
}

#[test]
fn stopped_before_twilio_was_asked_it_is_off_and_stopping_again_is_nothing() {
    let mut world = World::new();
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    assert_eq!(world.clinic.stop_dry_run(world.now).unwrap(), []);
    world.clinic.try_phone_tree(line, &tree(), world.now).unwrap();
    world.clinic.stop_dry_run(world.now).unwrap();
    assert_eq!(world.clinic.dry_run(world.now).unwrap().unwrap().state, DialState::Cancelled);
    assert_eq!(world.due(), []);
    assert_eq!(world.clinic.stop_dry_run(world.now).unwrap(), []);
}

#[test]
fn one_that_a_closed_console_left_is_not_dialled_late() {
    let mut world = World::new();
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    let (id, _) = world.clinic.try_phone_tree(line, &tree(), world.now).unwrap();
    world.pass(3600);
    assert_eq!(world.clinic.begin_dial(id, world.now).unwrap().0, DialTask::Nothing);
    let run = world.clinic.dry_run(world.now).unwrap().unwrap();
    assert_eq!((run.state, run.failure), (DialState::Failed, Some(DialFailure::NotReached)));
}

#[test]
fn what_is_refused_leaves_nothing() {
    let mut world = World::new();
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    let mut code = tree();
    code.steps.insert(0, Step::PressCode { wait_before: 0, end: "#".into(), note: String::new() });
    assert!(matches!(world.clinic.try_phone_tree(line, &code, world.now), Err(Error::NoAccessCode)));
    let endless = Recipe { language: None, steps: vec![Step::Wait { seconds: 4, note: String::new() }] };
    assert!(matches!(world.clinic.try_phone_tree(line, &endless, world.now), Err(Error::Invalid(_))));
    assert_eq!(world.due(), []);
    assert!(world.clinic.dry_run(world.now).unwrap().is_none());
}

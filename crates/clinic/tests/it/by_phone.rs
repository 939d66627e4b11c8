//! Third parties by phone: refused before anything is dialled, steps in their time, who hears whom, the next in order, and the
//! end of the visit.

use clinic::{
    Actor, CallSeen, Change, DialEvent, DialFailure, DialFields, DialState, DialTask, EffectKind, Error,
    NextLine, NumberRefused, PhoneAction, PhonePartyId, PhoneRules, ThirdPartyRole, VisitId, Way,
};

use crate::world::{ROOM, World, dial};

const SID: &str = "CA0123456789abcdef0123456789abcdef";
const OTHER_SID: &str = "CAfedcba9876543210fedcba9876543210";

fn number(number: &str) -> DialFields {
    DialFields {
        line: None,
        number: number.into(),
        name: "Rosa, the daughter".into(),
        role: ThirdPartyRole::Family,
        language: String::new(),
        way: Way::Recipe,
        detect_machine: false,
    }
}

impl World {
    /// Carries out a dial, with Twilio taking it.
    fn dialled(&mut self, party: PhonePartyId, sid: &str) {
        for effect in self.clinic.due_effects(self.now).unwrap() {
            if effect.kind == (EffectKind::Dial { party }) {
                let (task, _) = self.clinic.begin_dial(party, self.now).unwrap();
                assert!(matches!(task, DialTask::Place(_)), "{task:?}");
                self.clinic.dial_taken(party, sid, self.now).unwrap();
                self.clinic.effect_done(&effect, self.now).unwrap();
            }
        }
    }

    fn seen(&mut self, party: PhonePartyId, seen: CallSeen) {
        self.clinic.call_seen(party, seen, None, self.now).unwrap();
    }

    fn in_room(&mut self, visit: VisitId, party: PhonePartyId, present: bool) {
        self.clinic.participant_seen(visit, &party.identity(), present, self.now).unwrap();
    }

    fn interpreter_answered(&mut self) -> (VisitId, PhonePartyId) {
        let (visit, _) = self.admitted("09:00");
        let line = self.line("Clearline Interpreting", "+18005550133", &["es"]);
        let party = self.by_phone(visit, line);
        self.dialled(party, SID);
        self.seen(party, CallSeen::Ringing);
        self.seen(party, CallSeen::InProgress);
        (visit, party)
    }

    fn dial_state(&self, visit: VisitId, party: PhonePartyId) -> DialState {
        self.party(visit, party).state
    }
}

#[test]
fn nothing_is_dialled_before_there_is_a_room() {
    let mut world = World::new();
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    let (visit, _) = world.checked_in("09:00");
    let add = |world: &mut World| world.clinic.add_by_phone(visit, dial(line), Actor::Provider, world.now);
    assert!(matches!(add(&mut world), Err(Error::RoomNotOpen)), "the patient is not even let in");
    world.clinic.admit(visit, Actor::Provider, world.now).unwrap();
    let refused = add(&mut world).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "The call is not open, so a phone line would have nothing to join. Join the call first."
    );
    world.clinic.room_opened(visit, ROOM, world.now).unwrap();
    let (party, _) = add(&mut world).unwrap();
    world.carry_out_but_calls();
    assert_eq!(world.due(), [EffectKind::Dial { party }]);

    // The room closes before Twilio is asked: it is not asked.
    world.clinic.room_closed(visit, ROOM, world.now).unwrap();
    assert_eq!(world.clinic.begin_dial(party, world.now).unwrap().0, DialTask::Nothing);
    let seen = world.party(visit, party);
    assert_eq!((seen.state, seen.failure), (DialState::Failed, Some(DialFailure::RoomClosed)));
}

#[test]
fn whom_the_clinic_does_not_call_is_refused_before_anything_is_stored() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let before = world.due();
    for (to, why) in [
        ("911", NumberRefused::Emergency),
        ("+19005550133", NumberRefused::Premium),
        ("+351213870000", NumberRefused::Country("PT".into())),
    ] {
        match world.clinic.add_by_phone(visit, number(to), Actor::Provider, world.now) {
            Err(Error::NumberRefused(refused)) => assert_eq!(refused, why, "{to}"),
            other => panic!("{to}: {other:?}"),
        }
    }
    assert!(world.clinic.phone_parties(visit, world.now).unwrap().is_empty());
    assert_eq!(world.due(), before);

    let rules = PhoneRules { countries: vec!["US".into(), "PT".into()], ..PhoneRules::default() };
    world.clinic.set_phone_rules(rules, world.now).unwrap();
    let (party, _) =
        world.clinic.add_by_phone(visit, number("+351213870000"), Actor::Provider, world.now).unwrap();
    let added = world.party(visit, party);
    assert_eq!((added.state, added.language.as_str()), (DialState::Intended, "en"), "the patient's language");
    assert!(!party.identity().contains("351"), "an identity is no number");
}

#[test]
fn a_recipe_runs_by_itself_with_each_step_at_its_time() {
    let mut world = World::new();
    let (visit, party) = world.interpreter_answered();
    assert_eq!(
        (world.dial_state(visit, party), world.party(visit, party).step),
        (DialState::OnStep, Some(1))
    );
    // Waits 4 s, presses a key after half a second, waits 3 s, and is handed over.
    for (after, step) in [(3, Some(1)), (1, Some(2)), (1, Some(3)), (3, None)] {
        world.pass(after);
        world.clinic.tick_dials(world.now).unwrap();
        let seen = world.party(visit, party);
        let expected = if step.is_some() { DialState::OnStep } else { DialState::WaitingForPerson };
        assert_eq!((seen.state, seen.step), (expected, step));
    }
    world.pass(9);
    world.in_room(visit, party, true);
    assert_eq!(world.dial_state(visit, party), DialState::InVisit);
    let inside = world.clinic.visit(visit, world.now).unwrap().participants;
    assert!(inside.iter().any(|p| p.identity == party.identity() && p.left_at.is_none()));

    let timeline = world.party(visit, party).timeline;
    let steps: Vec<_> = timeline.iter().map(|entry| (entry.event, entry.step)).collect();
    use DialEvent::*;
    assert_eq!(
        steps,
        [
            (DialRequested, None),
            (DialTaken, None),
            (LineRang, None),
            (LineAnswered, None),
            (StepBegun, Some(1)),
            (StepBegun, Some(2)),
            (StepBegun, Some(3)),
            (PersonAwaited, None),
            (LegJoined, None),
        ]
    );
    // The same in history, and never a number in it.
    let history = world.clinic.history(visit).unwrap();
    for (event, _) in steps {
        assert!(
            history.iter().any(|line| line.event == event.word() && line.detail.contains(" interpreter"))
        );
    }
    assert!(history.iter().all(|line| !line.detail.contains("800555") && !line.detail.contains("Clearline")));
}

#[test]
fn a_look_that_comes_late_catches_up_with_the_steps() {
    let mut world = World::new();
    let (visit, party) = world.interpreter_answered();
    world.pass(30);
    world.clinic.tick_dials(world.now).unwrap();
    let timeline = world.party(visit, party).timeline;
    let at = |step| timeline.iter().find(|entry| entry.step == step).unwrap().at;
    assert_eq!(
        at(Some(2)).duration_since(at(Some(1))).as_secs(),
        4,
        "at the times they had, not at the look's"
    );
    assert_eq!(world.dial_state(visit, party), DialState::WaitingForPerson);
}

#[test]
fn the_provider_takes_over_from_a_recipe_by_pressing_a_key() {
    let mut world = World::new();
    let (visit, party) = world.interpreter_answered();
    world.clinic.steer_plan(visit, party, DialEvent::KeysPressed).unwrap();
    world.clinic.steered(visit, party, DialEvent::KeysPressed, false, world.now).unwrap();
    assert_eq!(world.dial_state(visit, party), DialState::Answered);
    world.pass(60);
    world.clinic.tick_dials(world.now).unwrap();
    let seen = world.party(visit, party);
    assert_eq!(seen.state, DialState::Answered, "the recipe does not go on behind the provider's back");
    assert!(seen.actions.contains(&PhoneAction::Join) && !seen.actions.contains(&PhoneAction::TakeOver));
    world.clinic.steered(visit, party, DialEvent::JoinAsked, false, world.now).unwrap();
    world.in_room(visit, party, true);
    assert_eq!(world.dial_state(visit, party), DialState::InVisit);
}

#[test]
fn listening_in_keeps_the_others_from_hearing_until_it_is_brought_in() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let line = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    let fields = DialFields { way: Way::ListenIn, ..dial(line) };
    let (party, _) = world.clinic.add_by_phone(visit, fields, Actor::Provider, world.now).unwrap();
    let rules = |world: &World| world.clinic.leg_rules(visit).unwrap();
    assert_eq!(rules(&world).len(), 1, "before it is dialled");
    assert!(rules(&world)[0].provider_hears);
    let (task, _) = world.clinic.begin_dial(party, world.now).unwrap();
    assert!(matches!(task, DialTask::Place(plan) if plan.quiet && plan.steps.is_empty()));
    world.clinic.dial_taken(party, SID, world.now).unwrap();
    world.seen(party, CallSeen::InProgress);
    world.in_room(visit, party, true);
    assert_eq!(world.dial_state(visit, party), DialState::Listening);

    // Somebody comes into the room: they hear everybody unless they are told.
    world.carry_out_but_calls();
    let identity = world.clinic.visit(visit, world.now).unwrap().invitation.unwrap().id.identity();
    world.clinic.participant_seen(visit, &identity, true, world.now).unwrap();
    assert!(world.due().contains(&EffectKind::SetLegRules { visit }));
    // And so they do in another stay, by a reload or while the call moves to the second profile.
    world.carry_out_but_calls();
    world.clinic.participant_seen(visit, &identity, true, world.now).unwrap();
    assert!(world.due().contains(&EffectKind::SetLegRules { visit }));

    // A key leaves the room for a moment and comes back to the same.
    world.clinic.steered(visit, party, DialEvent::KeysPressed, false, world.now).unwrap();
    world.in_room(visit, party, false);
    assert_eq!(world.dial_state(visit, party), DialState::Answered);
    world.in_room(visit, party, true);
    assert_eq!(world.dial_state(visit, party), DialState::Listening, "still for the provider alone");

    world.carry_out_but_calls();
    world.clinic.bring_in(visit, party, Actor::Provider, world.now).unwrap();
    assert_eq!(world.dial_state(visit, party), DialState::InVisit);
    assert!(rules(&world).is_empty() && world.due().contains(&EffectKind::SetLegRules { visit }));

    world.clinic.mute_leg(visit, party, true, Actor::Provider, world.now).unwrap();
    assert!(!rules(&world)[0].provider_hears, "muted is muted for all");
    world.seen(party, CallSeen::Completed);
    assert!(rules(&world).is_empty(), "who is gone needs no rule");
}

#[test]
fn a_busy_line_is_followed_by_the_next_in_order_as_the_clinic_has_it() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let busy = world.line("Clearline Interpreting", "+18005550133", &["es"]);
    world.line("Nihongo Line", "+18005550134", &["ja"]);
    let next = world.line("Voz Directa", "+18005550135", &["es-MX"]);
    let party = world.by_phone(visit, busy);
    world.dialled(party, SID);
    world.seen(party, CallSeen::Busy);
    let card = world.party(visit, party);
    assert_eq!(card.next.as_ref().map(|(id, _)| *id), Some(next), "of the same language, not tried before");
    assert!(card.actions.contains(&PhoneAction::DialNext));
    let (second, _) = world.clinic.dial_next(visit, party, Actor::Provider, world.now).unwrap();
    assert_eq!(world.party(visit, second).instead_of, Some(party));
    assert!(world.party(visit, party).next.is_none(), "followed already");

    // The second is left in the middle, and there is no third.
    world.dialled(second, OTHER_SID);
    world.seen(second, CallSeen::NoAnswer);
    assert!(matches!(
        world.clinic.dial_next(visit, second, Actor::Provider, world.now),
        Err(Error::NoNextLine)
    ));

    // By itself, where it is set so.
    let rules = PhoneRules { next_line: NextLine::ByItself, ..PhoneRules::default() };
    world.clinic.set_phone_rules(rules, world.now).unwrap();
    let again = world.by_phone(visit, busy);
    world.dialled(again, "CA00000000000000000000000000000001");
    world.seen(again, CallSeen::Busy);
    let parties = world.clinic.phone_parties(visit, world.now).unwrap();
    let follower = parties.iter().find(|p| p.instead_of == Some(again)).expect("it was dialled by itself");
    assert_eq!((follower.state, follower.line), (DialState::Intended, Some(next)));
}

#[test]
fn lines_come_open_first_and_then_in_the_clinics_order() {
    let mut world = World::new();
    let first = world.line("Closed today", "+18005550133", &["es"]);
    let second = world.line("Clearline Interpreting", "+18005550134", &["es", "ja"]);
    let third = world.line("Voz Directa", "+18005550135", &["es"]);
    let mut closed = crate::world::line("Closed today", "+18005550133", &["es"]);
    closed.hours.spans = vec![clinic::Span { days: vec![7], from: "08:00".into(), to: "09:00".into() }];
    world.clinic.save_line(Some(first), closed, world.now).unwrap();
    let order = |world: &World| -> Vec<_> {
        let lines = world.clinic.lines_for(clinic::Offer::Interpreter, Some("es"), world.now).unwrap();
        lines.into_iter().map(|(line, _)| line.id).collect()
    };
    assert_eq!(order(&world), [second, third, first]);
    world.clinic.reorder_lines(&[third, first, second], world.now).unwrap();
    assert_eq!(order(&world), [third, second, first]);
    let japanese = world.clinic.lines_for(clinic::Offer::Interpreter, Some("ja-JP"), world.now).unwrap();
    assert_eq!(japanese.len(), 1);
}

#[test]
fn a_visit_that_ends_hangs_up_every_line_in_the_same_write() {
    let mut world = World::new();
    let (visit, up) = world.interpreter_answered();
    let asked =
        world.clinic.add_by_phone(visit, number("+15035550142"), Actor::Provider, world.now).unwrap().0;
    world.clinic.begin_dial(asked, world.now).unwrap();
    let intended =
        world.clinic.add_by_phone(visit, number("+15035550143"), Actor::Provider, world.now).unwrap().0;

    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(world.dial_state(visit, intended), DialState::Cancelled, "nobody was asked yet");
    let hang_ups = |world: &World| -> Vec<_> {
        world.due().into_iter().filter(|kind| matches!(kind, EffectKind::HangUp { .. })).collect()
    };
    assert_eq!(
        hang_ups(&world),
        [EffectKind::HangUp { party: up }],
        "which call the other is, is not known yet"
    );
    assert!(!world.due().contains(&EffectKind::Dial { party: intended }));

    // The console was killed there; what was asked is found, and ended.
    let (task, _) = world.clinic.begin_dial(asked, world.now).unwrap();
    assert!(matches!(task, DialTask::Find(_)), "never placed again");
    world.clinic.dial_taken(asked, OTHER_SID, world.now).unwrap();
    assert_eq!(hang_ups(&world).len(), 2);
    world.seen(up, CallSeen::Completed);
    world.seen(asked, CallSeen::Cancelled);
    assert!(world.clinic.live_dials().unwrap().is_empty());
    assert!(hang_ups(&world).is_empty(), "what is over needs no hanging up");
}

#[test]
fn a_line_that_cannot_be_worked_through_says_so_before_it_is_dialled() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let mut fields = crate::world::line("Clearline Interpreting", "+18005550133", &["es"]);
    let code = clinic::Step::PressCode { wait_before: 0, end: "#".into(), note: String::new() };
    fields.recipes[0].steps.insert(2, code);
    let (line, _) = world.clinic.save_line(None, fields, world.now).unwrap();
    let add =
        |world: &mut World, fields| world.clinic.add_by_phone(visit, fields, Actor::Provider, world.now);
    assert!(matches!(add(&mut world, dial(line)), Err(Error::NoAccessCode)));
    let guided = DialFields { way: Way::Guided, ..dial(line) };
    assert!(add(&mut world, guided).is_ok(), "by hand it can be");
    world.clinic.set_access_code(line, Some(7), world.now).unwrap();
    let (party, _) = add(&mut world, dial(line)).unwrap();
    let (task, _) = world.clinic.begin_dial(party, world.now).unwrap();
    assert!(matches!(task, DialTask::Place(plan) if plan.code_of == Some(line)));
    let machine = DialFields { detect_machine: true, ..dial(line) };
    assert!(matches!(add(&mut world, machine), Err(Error::Invalid(_))), "a phone tree is a machine");
}

#[test]
fn what_was_not_reached_is_asked_again_but_not_for_ever() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let party =
        world.clinic.add_by_phone(visit, number("+15035550142"), Actor::Provider, world.now).unwrap().0;
    for _ in 0..3 {
        world.clinic.begin_dial(party, world.now).unwrap();
        world.clinic.dial_put_off(party, world.now).unwrap();
        assert_eq!(world.dial_state(visit, party), DialState::Intended);
        world.pass(10);
    }
    world.pass(60);
    world.clinic.begin_dial(party, world.now).unwrap();
    world.clinic.dial_put_off(party, world.now).unwrap();
    let seen = world.party(visit, party);
    assert_eq!((seen.state, seen.failure), (DialState::Failed, Some(DialFailure::NotReached)));
}

#[test]
fn a_third_party_of_one_visit_is_none_of_anothers() {
    let mut world = World::new();
    let (visit, party) = world.interpreter_answered();
    let (other, _) = world.admitted("10:00");
    let refused = world.clinic.hang_up(other, party, Actor::Provider, world.now);
    assert!(matches!(refused, Err(Error::NotFound(_))));
    assert!(world.clinic.steer_plan(other, party, DialEvent::KeysPressed).is_err());
    world.in_room(other, party, true);
    assert_eq!(world.dial_state(visit, party), DialState::OnStep);
}

#[test]
fn the_directory_goes_from_clinic_to_clinic_without_its_codes() {
    let mut world = World::new();
    let mut fields = crate::world::line("Clearline Interpreting", "+18005550133", &["es"]);
    let code = clinic::Step::PressCode { wait_before: 2, end: "#".into(), note: "Account".into() };
    fields.recipes[0].steps.insert(2, code);
    let (line, _) = world.clinic.save_line(None, fields, world.now).unwrap();
    world.clinic.set_access_code(line, Some(7), world.now).unwrap();
    let file = world.clinic.export_directory().unwrap();

    let mut elsewhere = World::new();
    elsewhere.line("Old name", "+18005550133", &["fr"]);
    elsewhere.line("Ours", "+18005550134", &["fr"]);
    let (imported, _) = elsewhere.clinic.import_directory(&file, elsewhere.now).unwrap();
    assert_eq!((imported.added, imported.updated, imported.without_code), (0, 1, 1));
    let lines = elsewhere.clinic.directory(elsewhere.now).unwrap();
    assert_eq!(lines.len(), 2);
    let (taken, _) = &lines[0];
    assert_eq!((taken.name.as_str(), taken.code_keys), ("Clearline Interpreting", None));
    assert_eq!(taken.recipes, world.clinic.line(line).unwrap().recipes, "the phone tree is the same");

    // A file that is wrong somewhere is taken in nowhere.
    let bad = file.replace("\"seconds\": 3", "\"seconds\": 3000");
    let error = elsewhere.clinic.import_directory(&bad, elsewhere.now).unwrap_err();
    assert!(error.to_string().starts_with("Entry 1: Step 4:"), "{error}");
    for bad in ["", "{}", "[1]", &file.replace("\"version\": 1", "\"version\": 9"), &file[..file.len() / 2]] {
        assert!(matches!(elsewhere.clinic.import_directory(bad, elsewhere.now), Err(Error::Invalid(_))));
    }
    assert_eq!(elsewhere.clinic.export_directory().unwrap(), {
        let again = elsewhere.clinic.export_directory().unwrap();
        elsewhere.clinic.import_directory(&again, elsewhere.now).unwrap();
        again
    });
}

#[test]
fn a_line_that_is_in_the_visit_is_worth_one_notice() {
    let mut world = World::new();
    let (visit, party) = world.interpreter_answered();
    let joined = Change::PhonePartyJoined { visit_id: visit, party };
    let mut seen = || world.clinic.participant_seen(visit, &party.identity(), true, world.now).unwrap();
    assert!(seen().contains(&joined));
    assert!(!seen().contains(&joined), "push, then poll");
}

//! Who waits, in which order, and what silence means.

use clinic::{Actor, Change, EffectKind, GuestStage, GuestStep, ProviderState, VisitState, WaitingRules};
use jiff::Timestamp;

use crate::world::{World, report};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn the_line_is_by_planned_start_then_by_arrival() {
    let mut world = World::new();
    let (late, _) = world.checked_in("09:40");
    assert_eq!(world.places(), [(1, late)]);
    let (early, _) = world.invited("09:00");
    let early_in = world.clinic.visit(early, world.now).unwrap().invitation.unwrap().id;
    world.report(early_in, 1, GuestStep::Waiting);
    assert_eq!(
        world.places(),
        [(1, early), (2, late)],
        "who comes early does not overtake who is earlier planned"
    );
    let (done, told) = world.carry_out();
    assert_eq!(done.len(), 2, "both pages show another place now");
    assert_eq!(told.iter().map(|status| status.place).collect::<Vec<_>>(), [Some(2), Some(1)]);
}

#[test]
fn two_wait_and_one_is_admitted() {
    let mut world = World::new();
    let (first, _) = world.checked_in("09:00");
    let (second, second_in) = world.checked_in("09:20");
    world.now = at("2026-11-24T09:02:00Z");
    world.clinic.admit(first, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    let other = told.iter().find(|status| status.invitation == second_in).unwrap();
    assert_eq!((other.stage, other.place), (GuestStage::Waiting, Some(1)));
    assert_eq!(
        other.provider_state,
        ProviderState::WithPatient,
        "the other is told that the provider is with someone"
    );
    assert_eq!(
        other.expected_at,
        Some(at("2026-11-24T09:25:00Z")),
        "after the visit that goes on, in full 5 minutes"
    );
    assert_eq!(other.room_sid, None);
    world.clinic.end(first, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    let other = told.iter().find(|status| status.invitation == second_in).unwrap();
    assert_eq!(other.provider_state, ProviderState::Available);
    assert_eq!(world.places(), [(1, second)]);
}

#[test]
fn a_delay_is_told_to_everybody_and_moves_the_estimate() {
    let mut world = World::new();
    let (_, waiting) = world.checked_in("09:00");
    let (_, invited) = world.invited("09:30");
    let changes = world.clinic.set_provider_state(ProviderState::Late { minutes: 15 }, world.now).unwrap();
    assert_eq!(changes, [Change::ProviderStateChanged { state: ProviderState::Late { minutes: 15 } }]);
    let (done, told) = world.carry_out();
    assert_eq!(
        done,
        [EffectKind::PushStatus { invitation: waiting }, EffectKind::PushStatus { invitation: invited }]
    );
    assert_eq!(told[0].expected_at, Some(at("2026-11-24T09:15:00Z")));
    assert!(
        world.clinic.set_provider_state(ProviderState::Late { minutes: 15 }, world.now).unwrap().is_empty()
    );
    assert!(world.clinic.set_provider_state(ProviderState::Late { minutes: 0 }, world.now).is_err());
}

#[test]
fn a_report_that_came_by_push_is_not_taken_again_by_poll() {
    let mut world = World::new();
    let (visit, invitation) = world.invited("09:00");
    assert!(!world.report(invitation, 5, GuestStep::Waiting).is_empty());
    let lines = world.clinic.history(visit).unwrap().len();
    assert!(world.report(invitation, 5, GuestStep::Waiting).is_empty());
    assert!(world.report(invitation, 4, GuestStep::Left).is_empty(), "an older one says nothing about now");
    assert_eq!(
        (world.state(visit), world.clinic.history(visit).unwrap().len()),
        (VisitState::Waiting, lines)
    );
}

#[test]
fn a_beat_alone_redraws_nothing() {
    let mut world = World::new();
    let (_, invitation) = world.checked_in("09:00");
    world.pass(20);
    assert!(world.report(invitation, 2, GuestStep::Waiting).is_empty());
}

#[test]
fn silence_marks_as_away_and_then_as_left() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    let last_beat = world.now;
    let mut away_at = None;
    let mut left_at = None;
    for second in (0..=700).step_by(10) {
        world.clinic.sweep(world.now).unwrap();
        let card = world.clinic.waiting_room(world.now).unwrap().pop();
        match card {
            Some(card) if card.away_since.is_some() && away_at.is_none() => {
                assert_eq!(card.away_since, Some(last_beat));
                assert_eq!(card.place, 1, "who is away keeps their place");
                away_at = Some(second);
            }
            None if left_at.is_none() => left_at = Some(second),
            _ => {}
        }
        world.pass(10);
    }
    assert_eq!((away_at, left_at), (Some(60), Some(600)));
    assert_eq!(world.state(visit), VisitState::Left);
    let changes = world.report(invitation, 2, GuestStep::Waiting);
    assert!(changes.contains(&Change::PatientCheckedIn { visit_id: visit }), "coming back is worth a notice");
    assert_eq!(world.state(visit), VisitState::Waiting);
}

#[test]
fn a_sign_of_life_ends_being_away() {
    let mut world = World::new();
    let (_, invitation) = world.checked_in("09:00");
    for _ in 0..8 {
        world.clinic.sweep(world.now).unwrap();
        world.pass(10);
    }
    assert!(world.clinic.waiting_room(world.now).unwrap()[0].away_since.is_some());
    assert!(!world.report(invitation, 2, GuestStep::Waiting).is_empty());
    assert!(world.clinic.waiting_room(world.now).unwrap()[0].away_since.is_none());
}

#[test]
fn nobody_is_sent_away_because_the_console_slept() {
    let mut world = World::new();
    let (visit, _) = world.checked_in("09:00");
    world.clinic.sweep(world.now).unwrap();
    world.pass(3600);
    world.clinic.sweep(world.now).unwrap();
    assert_eq!(world.state(visit), VisitState::Waiting);
    assert!(world.clinic.waiting_room(world.now).unwrap()[0].away_since.is_none());
}

#[test]
fn saying_goodbye_leaves_at_once() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    world.report(invitation, 2, GuestStep::Left);
    assert_eq!(world.state(visit), VisitState::Left);
    assert_eq!(world.places(), []);
}

#[test]
fn who_tries_the_camera_again_keeps_their_place() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    world.report(invitation, 2, GuestStep::Checking);
    assert_eq!(world.places(), [(1, visit)]);
}

#[test]
fn a_link_ends_but_not_under_somebody_who_waits() {
    let mut world = World::new();
    let (waiting, waiting_in) = world.checked_in("09:00");
    let (absent, absent_in) = world.invited("09:00");
    // The window ends at 11:20. Sweeps go on all the time, and the waiting page lives.
    for seq in 2..250 {
        world.pass(60);
        world.report(waiting_in, seq, GuestStep::Waiting);
        world.clinic.sweep(world.now).unwrap();
        world.pass(20);
        world.clinic.sweep(world.now).unwrap();
    }
    assert_eq!(world.state(waiting), VisitState::Waiting);
    let status = world.clinic.guest_status(waiting_in, world.now).unwrap();
    assert!(status.link_extended && status.expires_at > world.now);
    assert_eq!(world.state(absent), VisitState::NoShow, "invited, and did not come");
    assert!(world.clinic.link(absent, Actor::Provider, world.now).is_err());
    let open: Vec<_> = world.clinic.open_invitations().unwrap().into_iter().map(|open| open.id).collect();
    assert_eq!(open, [waiting_in]);
    assert!(world.report(absent_in, 1, GuestStep::Waiting).is_empty(), "a closed way in stays closed");
}

#[test]
fn what_a_page_says_of_itself_is_tamed() {
    let mut world = World::new();
    let (visit, invitation) = world.invited("09:00");
    let mut odd = report(1, GuestStep::Opened);
    odd.browser = format!("<b>\u{202e}\0{}", "x".repeat(5000));
    odd.language = "../../etc".into();
    world.clinic.receive_report(invitation, odd, world.now).unwrap();
    let kept = world.clinic.visit(visit, world.now).unwrap().invitation.unwrap().report.unwrap();
    assert_eq!((kept.browser.chars().count(), kept.language.as_str()), (80, ""));
    assert!(!kept.browser.contains(['\0', '\u{202e}']));
}

#[test]
fn whoever_does_not_come_is_given_up_as_the_clinic_says() {
    let mut world = World::new();
    let rules = WaitingRules { late_minutes: 5, not_attended_minutes: Some(20) };
    assert_eq!(
        world.clinic.set_waiting_rules(rules, world.now).unwrap(),
        [Change::WaitingRulesChanged],
        "the agenda is to be drawn anew"
    );
    let (absent, _) = world.invited("09:00");
    let (checking, checking_in) = world.invited("09:00");
    let uninvited = world.book("09:00");
    // From 08:00 to 09:19:50, and on to 09:20.
    for seq in 1..=479 {
        world.pass(10);
        world.report(checking_in, seq, GuestStep::Checking);
        world.clinic.sweep(world.now).unwrap();
    }
    assert_eq!(world.state(absent), VisitState::Invited);
    world.pass(10);
    world.clinic.sweep(world.now).unwrap();
    assert_eq!(world.state(absent), VisitState::NoShow);
    assert_eq!(world.state(checking), VisitState::Invited, "their page is open: they are on their way");
    assert_eq!(world.state(uninvited), VisitState::Scheduled, "nobody told them where to come");

    world.clinic.undo_no_show(absent, Actor::Provider, world.now).unwrap();
    world.pass(10);
    world.clinic.sweep(world.now).unwrap();
    assert_eq!(world.state(absent), VisitState::Invited, "who is taken back has the time once more");
}

#[test]
fn nobody_is_given_up_by_a_console_that_was_not_listening() {
    let mut world = World::new();
    let rules = WaitingRules { late_minutes: 5, not_attended_minutes: Some(20) };
    world.clinic.set_waiting_rules(rules, world.now).unwrap();
    let (visit, invitation) = world.invited("09:00");
    world.pass(2 * 60 * 60);
    world.clinic.sweep(world.now).unwrap();
    assert_eq!(world.state(visit), VisitState::Invited, "their page may have come meanwhile");
    world.report(invitation, 1, GuestStep::Waiting);
    assert_eq!(world.state(visit), VisitState::Waiting);
}

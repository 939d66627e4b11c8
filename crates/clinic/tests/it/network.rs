//! The network check: asking for a pass, giving it, keeping what was measured.

use clinic::{
    EffectKind, GuestReport, GuestStep, InvitationId, NetworkMeasures, NetworkOutcome, NetworkPath,
};
use jiff::SignedDuration;

use crate::world::{World, report};

fn asks(world: &mut World, id: InvitationId, seq: u32, step: GuestStep, number: u32) {
    let asking = GuestReport { check_asked: number, ..report(seq, step) };
    world.clinic.receive_report(id, asking, world.now).unwrap();
}

fn pass(world: &mut World, id: InvitationId) -> Option<u32> {
    world.clinic.guest_status(id, world.now).unwrap().check
}

const MEASURES: NetworkMeasures = NetworkMeasures {
    outcome: NetworkOutcome::Completed,
    path: Some(NetworkPath::Udp),
    round_trip_ms: Some(40),
    jitter_ms: Some(3),
    loss_permille: Some(2),
    kilobits: Some(4_200),
    signalling_ms: None,
    media_ms: Some(600),
    bars: 5,
    small_picture: false,
};

/// The report of somebody who waits and measured.
pub(crate) fn measured(seq: u32) -> GuestReport {
    GuestReport { measured: Some(MEASURES), ..report(seq, GuestStep::Waiting) }
}

#[test]
fn a_pass_is_given_to_whoever_asks_told_at_once_and_over_after_ten_minutes() {
    let mut world = World::new();
    let (_, id) = world.invited("09:00");
    assert_eq!(pass(&mut world, id), None);
    asks(&mut world, id, 1, GuestStep::Checking, 77);
    let pushes = world.clinic.due_effects(world.now).unwrap();
    assert!(pushes.iter().any(|due| due.kind == EffectKind::PushStatus { invitation: id }), "{pushes:?}");
    assert_eq!(pass(&mut world, id), Some(77));
    // Asking no more takes nothing back, and the same number asks for nothing new.
    world.carry_out();
    asks(&mut world, id, 2, GuestStep::Checking, 0);
    asks(&mut world, id, 3, GuestStep::Checking, 77);
    assert!(world.clinic.due_effects(world.now).unwrap().is_empty());
    world.now += SignedDuration::from_mins(11);
    assert_eq!(pass(&mut world, id), None);
    asks(&mut world, id, 4, GuestStep::Waiting, 78);
    assert_eq!(pass(&mut world, id), Some(78), "somebody who waits may try again");
}

#[test]
fn passes_are_bounded_and_nobody_in_the_visit_is_given_one() {
    let mut world = World::new();
    let (visit, id) = world.checked_in("09:00");
    for number in 1..=30 {
        asks(&mut world, id, 10 + number, GuestStep::Waiting, number);
    }
    assert_eq!(pass(&mut world, id), Some(20));
    world.clinic.admit(visit, clinic::Actor::Provider, world.now).unwrap();
    assert_eq!(pass(&mut world, id), None);
}

#[test]
fn what_was_measured_is_bounded_kept_and_told_once() {
    let mut world = World::new();
    let (visit, id) = world.invited("09:00");
    let check =
        |world: &World| world.clinic.visit(visit, world.now).unwrap().invitation.unwrap().network_check;
    let tell = |world: &mut World, seq, measured| {
        let told = GuestReport { measured, ..report(seq, GuestStep::Waiting) };
        world.clinic.receive_report(id, told, world.now).unwrap()
    };
    tell(&mut world, 1, None);
    assert_eq!(check(&world), None);
    assert!(!tell(&mut world, 2, Some(MEASURES)).is_empty());
    let first = check(&world).unwrap();
    assert_eq!((first.measures, first.at), (MEASURES, world.now));
    world.now += SignedDuration::from_secs(20);
    assert!(tell(&mut world, 3, Some(MEASURES)).is_empty(), "the same again is nothing new");
    assert_eq!(check(&world).unwrap().at, first.at);
    tell(&mut world, 4, Some(NetworkMeasures { round_trip_ms: Some(u32::MAX), bars: 99, ..MEASURES }));
    let bounded = check(&world).unwrap().measures;
    assert_eq!((bounded.round_trip_ms, bounded.bars), (Some(60_000), 5));
    world.clinic.end(visit, clinic::Actor::Provider, world.now).ok();
    tell(&mut world, 5, None);
    assert!(check(&world).is_some(), "it stays with the visit");
}

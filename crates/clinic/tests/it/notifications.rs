//! What is worth telling a provider who looks elsewhere, and what the clinic wants told.

use clinic::{Change, GuestStep, NotificationSettings};

use crate::world::{OTHER_ROOM, ROOM, World};

#[test]
fn nothing_is_named_until_the_clinic_says_so() {
    let mut world = World::new();
    let begins = world.clinic.notification_settings().unwrap();
    assert!(begins.on && begins.arrivals && !begins.names);
    let wanted = NotificationSettings { names: true, messages: false, ..begins };
    world.clinic.set_notification_settings(wanted, world.now).unwrap();
    assert_eq!(world.clinic.notification_settings().unwrap(), wanted);
}

#[test]
fn a_silence_is_told_once_and_the_next_one_again() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    let away = Change::PatientAway { visit_id: visit };
    let mut told = 0;
    for _ in 0..20 {
        world.pass(10);
        told += world.clinic.sweep(world.now).unwrap().iter().filter(|change| **change == away).count();
    }
    assert_eq!(told, 1);
    world.report(invitation, 2, GuestStep::Waiting);
    for _ in 0..20 {
        world.pass(10);
        told += world.clinic.sweep(world.now).unwrap().iter().filter(|change| **change == away).count();
    }
    assert_eq!(told, 2);
}

#[test]
fn a_patient_leaves_the_call_while_it_goes_on() {
    let mut world = World::new();
    let (visit, invitation) = world.admitted("09:00");
    let identity = invitation.identity();
    let left = Change::PatientLeftCall { visit_id: visit };
    world.clinic.participant_seen(visit, &identity, true, world.now).unwrap();
    assert!(world.clinic.participant_seen(visit, &identity, false, world.now).unwrap().contains(&left));
    assert!(
        !world.clinic.participant_seen(visit, &identity, false, world.now).unwrap().contains(&left),
        "push, then poll"
    );
    world.clinic.participant_seen(visit, &identity, true, world.now).unwrap();
    assert!(
        world.clinic.room_closed(visit, ROOM, world.now).unwrap().contains(&left),
        "the room closed around them"
    );
}

#[test]
fn who_is_taken_along_or_sent_home_has_not_left_the_call() {
    let mut world = World::new();
    let (visit, invitation) = world.admitted("09:00");
    let left = Change::PatientLeftCall { visit_id: visit };
    world.clinic.participant_seen(visit, &invitation.identity(), true, world.now).unwrap();
    let moved = world.clinic.room_opened(visit, OTHER_ROOM, world.now).unwrap();
    let old = world.clinic.room_closed(visit, ROOM, world.now).unwrap();
    let empty = world.clinic.room_closed(visit, OTHER_ROOM, world.now).unwrap();
    assert!(!moved.contains(&left) && !old.contains(&left) && !empty.contains(&left));
    let ended = world.clinic.end(visit, clinic::Actor::Provider, world.now).unwrap();
    let after = world.clinic.participant_seen(visit, &invitation.identity(), false, world.now).unwrap();
    assert!(!ended.contains(&left) && !after.contains(&left));
}

//! The outbox: what is held back, replaced, withdrawn and tried again.

use clinic::{Actor, EffectKind, Error, GuestStep, ProviderState, Readiness};
use jiff::SignedDuration;

use crate::world::World;

#[test]
fn the_newest_status_wins_and_waits_until_its_document_stands() {
    let mut world = World::new();
    let visit = world.book("09:00");
    let invitation = world.invite(visit);
    world.clinic.set_provider_state(ProviderState::Away, world.now).unwrap();
    world.clinic.set_provider_state(ProviderState::Late { minutes: 5 }, world.now).unwrap();
    assert_eq!(world.due(), [EffectKind::SetUpInvitation { invitation }], "a status has nowhere to go yet");
    let (done, _) = world.carry_out();
    assert_eq!(
        done,
        [EffectKind::SetUpInvitation { invitation }, EffectKind::PushStatus { invitation }],
        "one push"
    );
}

#[test]
fn finishing_an_older_push_does_not_take_the_newer_away() {
    let mut world = World::new();
    let (_, invitation) = world.invited("09:00");
    world.clinic.set_provider_state(ProviderState::Away, world.now).unwrap();
    let under_way = world.clinic.due_effects(world.now).unwrap().remove(0);
    world.clinic.set_provider_state(ProviderState::Available, world.now).unwrap();
    world.clinic.effect_done(&under_way, world.now).unwrap();
    assert_eq!(world.due(), [EffectKind::PushStatus { invitation }]);
    let newer = world.clinic.due_effects(world.now).unwrap().remove(0);
    assert!(newer.id > under_way.id);
}

#[test]
fn a_failed_set_up_says_why_and_is_tried_again() {
    let mut world = World::new();
    let visit = world.book("09:00");
    let invitation = world.invite(visit);
    let effect = world.clinic.due_effects(world.now).unwrap().remove(0);
    let retry_at = world.now + SignedDuration::from_secs(30);
    world.clinic.effect_failed(&effect, "Twilio could not be reached.", retry_at, world.now).unwrap();
    let seen = world.clinic.visit(visit, world.now).unwrap().invitation.unwrap();
    assert_eq!(seen.readiness, Readiness::Failed { message: "Twilio could not be reached.".into() });
    assert_eq!(world.due(), []);
    assert_eq!(world.clinic.next_effect_at().unwrap(), Some(retry_at));
    world.clinic.invite(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(
        world.due(),
        [EffectKind::SetUpInvitation { invitation }],
        "asking again is trying again, at once"
    );
    let again = world.clinic.due_effects(world.now).unwrap().remove(0);
    assert_eq!((again.attempts, again.last_error.as_deref()), (1, Some("Twilio could not be reached.")));
    world.carry_out();
    let seen = world.clinic.visit(visit, world.now).unwrap().invitation.unwrap();
    assert_eq!(seen.readiness, Readiness::Ready);
}

#[test]
fn cancelling_withdraws_what_was_still_to_be_done() {
    let mut world = World::new();
    let visit = world.book("09:00");
    let invitation = world.invite(visit);
    let under_way = world.clinic.due_effects(world.now).unwrap().remove(0);
    world.clinic.cancel(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(world.due(), [], "nothing stands, so there is nobody to tell");
    world.pass(5);
    let (done, _) = world.carry_out();
    assert_eq!(done, [EffectKind::DeleteDocuments { invitation }]);
    world.clinic.effect_done(&under_way, world.now).unwrap();
    assert_eq!(
        world.due(),
        [EffectKind::DeleteDocuments { invitation }],
        "what was made meanwhile goes again"
    );
    assert!(matches!(world.clinic.link(visit, Actor::Provider, world.now), Err(Error::NoLink)));
}

#[test]
fn documents_wait_for_the_last_word_but_not_for_ever() {
    let mut world = World::new();
    let (visit, invitation) = world.admitted("09:00");
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.pass(60);
    assert!(!world.due().contains(&EffectKind::DeleteDocuments { invitation }), "the page was not told yet");
    let push = world.clinic.due_effects(world.now).unwrap().remove(0);
    assert_eq!(push.kind, EffectKind::PushStatus { invitation });
    world.clinic.effect_done(&push, world.now).unwrap();
    assert!(
        !world.due().contains(&EffectKind::DeleteDocuments { invitation }),
        "and has its grace from then on"
    );
    world.pass(5);
    assert!(world.due().contains(&EffectKind::DeleteDocuments { invitation }));

    let (visit, invitation) = world.admitted("10:00");
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.pass(16 * 60);
    assert!(
        world.due().contains(&EffectKind::DeleteDocuments { invitation }),
        "a push that never works holds up nothing"
    );
}

#[test]
fn inviting_twice_is_inviting_once() {
    let mut world = World::new();
    let (visit, invitation) = world.invited("09:00");
    assert!(world.clinic.invite(visit, Actor::Provider, world.now).unwrap().is_empty());
    assert_eq!(world.clinic.visit(visit, world.now).unwrap().invitation.unwrap().id, invitation);
    assert_eq!(world.due(), []);
}

#[test]
fn statuses_are_numbered_upwards() {
    let mut world = World::new();
    let (_, invitation) = world.invited("09:00");
    let seqs: Vec<u32> =
        (0..5).map(|_| world.clinic.guest_status(invitation, world.now).unwrap().seq).collect();
    assert!(seqs.windows(2).all(|pair| pair[0] < pair[1]), "{seqs:?}");
    world.report(invitation, 1, GuestStep::Waiting);
    assert!(world.carry_out().1[0].seq > seqs[4]);
}

//! Third parties by link: invited, waiting, let in, taken out, kept out.

use clinic::third_party::TABLE;
use clinic::{
    Actor, Change, EffectKind, Error, GuestReport, GuestStage, GuestStep, Introduction, PersonRole,
    ThirdPartyAction, ThirdPartyRole, ThirdPartyState, TimelineStep, VisitState,
};

use jiff::SignedDuration;

use crate::world::{OTHER_ROOM, ROOM, World, daughter, interpreter, report};

#[test]
fn a_daughter_waits_and_is_let_in() {
    let mut world = World::new();
    let (visit, patient) = world.admitted("09:00");
    let guest = world.clinic.invite_third_party(visit, daughter(), Actor::Provider, world.now).unwrap().0;
    assert_eq!(world.due(), [EffectKind::SetUpInvitation { invitation: guest }]);
    let (_, told) = world.carry_out();
    let prefill = told[0].third_party.as_ref().unwrap();
    assert_eq!((told[0].stage, prefill.relationship.reveal().as_str()), (GuestStage::Invited, "Daughter"));
    assert!(told[0].room_sid.is_none() && told[0].people.is_empty(), "an invited person is told of nobody");

    world.report(guest, 1, GuestStep::Opened);
    let introduced = GuestReport {
        introduction: Some(Introduction { name: "Lucía M.".into(), relationship: "Her daughter".into() }),
        ..report(2, GuestStep::Waiting)
    };
    let changes = world.clinic.receive_report(guest, introduced, world.now).unwrap();
    assert!(changes.contains(&Change::GuestCheckedIn { visit_id: visit, invitation: guest }));
    let seen = world.guest(guest);
    assert_eq!(seen.state, ThirdPartyState::Waiting);
    assert_eq!(seen.name().reveal(), "Lucía M.", "who it is, in their own words, before they are let in");
    assert_eq!(seen.invited_as.reveal(), "Lucía Márquez", "and whom the clinic meant");
    assert_eq!(
        seen.actions,
        [ThirdPartyAction::Admit, ThirdPartyAction::GiveLink, ThirdPartyAction::Withdraw]
    );
    let (_, told) = world.carry_out();
    assert_eq!((told[0].stage, told[0].place), (GuestStage::Waiting, None), "only patients stand in line");
    assert_eq!(world.places(), [], "and the line is the patients'");

    world.clinic.admit_guest(guest, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    let of_guest = told.iter().find(|status| status.invitation == guest).unwrap();
    assert_eq!((of_guest.stage, of_guest.room_sid.as_deref()), (GuestStage::Admitted, Some(ROOM)));
    let roles: Vec<_> = of_guest.people.iter().map(|person| person.role).collect();
    let family = PersonRole::ThirdParty(ThirdPartyRole::Family);
    assert_eq!(roles, [PersonRole::Provider, PersonRole::Patient, family]);
    assert!(told.iter().any(|status| status.invitation == patient), "the patient's page learns who comes");

    world.clinic.participant_seen(visit, &guest.identity(), true, world.now).unwrap();
    assert!(world.guest(guest).in_call);
    world.clinic.participant_seen(visit, &guest.identity(), false, world.now).unwrap();
    let seen = world.guest(guest);
    assert_eq!((seen.in_call, seen.was_in_call, seen.state), (false, true, ThirdPartyState::Admitted));
    use TimelineStep::*;
    let steps: Vec<_> = seen.timeline.iter().map(|entry| entry.step).collect();
    assert_eq!(steps, [Invited, Opened, CheckedIn, Admitted, Joined, LeftCall]);
    let history = world.clinic.history(visit).unwrap();
    assert!(history.iter().all(|line| !line.detail.contains("Luc")), "the audit names nobody");
}

#[test]
fn who_waits_to_be_let_in_is_found_whichever_visit_they_are_for() {
    let mut world = World::new();
    let (held, _) = world.admitted("09:00");
    let (later, _) = world.invited("10:00");
    let (first, second) = (world.third_party(later, daughter()), world.third_party(held, daughter()));
    let waiting = |world: &World| -> Vec<_> {
        let found = world.clinic.waiting_third_parties(world.now).unwrap();
        found.into_iter().map(|guest| (guest.third_party.visit_id, guest.third_party.id)).collect()
    };
    assert_eq!(waiting(&world), []);
    world.report(first, 1, GuestStep::Waiting);
    world.pass(5);
    world.report(second, 1, GuestStep::Waiting);
    assert_eq!(waiting(&world), [(later, first), (held, second)], "longest first");
    world.clinic.admit_guest(second, Actor::Provider, world.now).unwrap();
    assert_eq!(waiting(&world), [(later, first)]);
    world.clinic.cancel(later, Actor::Provider, world.now).unwrap();
    assert_eq!(waiting(&world), [], "and of visits that are over nobody");
}

#[test]
fn who_is_let_straight_in_waits_for_the_visit_and_for_nobody_else() {
    let mut world = World::new();
    let (visit, _) = world.checked_in("09:00");
    let guest = world.third_party(visit, interpreter());
    world.report(guest, 1, GuestStep::Waiting);
    assert_eq!(world.guest(guest).state, ThirdPartyState::Admitted);
    assert_eq!(world.status(guest).stage, GuestStage::Waiting, "the visit has not begun");
    world.clinic.admit(visit, Actor::Provider, world.now).unwrap();
    world.clinic.room_opened(visit, ROOM, world.now).unwrap();
    let (_, told) = world.carry_out();
    let told = told.iter().rfind(|status| status.invitation == guest).unwrap();
    assert_eq!((told.stage, told.room_sid.as_deref()), (GuestStage::Admitted, Some(ROOM)));
}

#[test]
fn a_new_room_is_a_new_way_in_for_everybody_let_in() {
    let mut world = World::new();
    let (visit, patient) = world.admitted("09:00");
    let guest = world.third_party(visit, interpreter());
    let waits = world.third_party(visit, daughter());
    world.report(guest, 1, GuestStep::Waiting);
    world.report(waits, 1, GuestStep::Waiting);
    world.carry_out();
    world.clinic.room_opened(visit, OTHER_ROOM, world.now).unwrap();
    let (_, told) = world.carry_out();
    let mut ways: Vec<_> = told.iter().map(|s| (s.invitation, s.room_sid.as_deref())).collect();
    ways.sort();
    let mut expected = [(patient, Some(OTHER_ROOM)), (guest, Some(OTHER_ROOM))];
    expected.sort();
    assert_eq!(ways, expected, "and nothing for who only waits");
}

#[test]
fn removed_is_told_first_and_comes_back_only_if_let_in_again() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let guest = world.third_party(visit, interpreter());
    world.report(guest, 1, GuestStep::Waiting);
    world.clinic.participant_seen(visit, &guest.identity(), true, world.now).unwrap();
    world.carry_out();

    world.clinic.remove_guest(guest, false, Actor::Provider, world.now).unwrap();
    assert!(!world.due().iter().any(|kind| matches!(kind, EffectKind::RemoveGuest { .. })), "told first");
    assert_eq!(world.status(guest).stage, GuestStage::Removed);
    let (done, _) = world.carry_out();
    let of_guest: Vec<_> = done.iter().filter(|kind| kind.invitation() == Some(guest)).collect();
    assert!(
        matches!(of_guest[..], [EffectKind::PushStatus { .. }, EffectKind::RemoveGuest { room_sid: Some(room), .. }] if room == ROOM),
        "{of_guest:?}"
    );
    world.clinic.participant_seen(visit, &guest.identity(), false, world.now).unwrap();

    world.report(guest, 2, GuestStep::Opened);
    world.report(guest, 3, GuestStep::Waiting);
    assert_eq!(world.guest(guest).state, ThirdPartyState::Removed, "saying that one waits lets nobody in");
    assert_eq!(world.status(guest).room_sid, None);

    // Their token works until the room is over: on sight, out again.
    world.clinic.participant_seen(visit, &guest.identity(), true, world.now).unwrap();
    let remove = EffectKind::RemoveGuest { invitation: guest, room_sid: Some(ROOM.into()) };
    assert_eq!(world.due(), std::slice::from_ref(&remove));
    world.carry_out();
    world.clinic.participant_seen(visit, &guest.identity(), true, world.now).unwrap();
    assert_eq!(world.due(), [remove], "still there: once more");

    world.clinic.admit_guest(guest, Actor::Provider, world.now).unwrap();
    let (done, told) = world.carry_out();
    assert!(!done.iter().any(|kind| matches!(kind, EffectKind::RemoveGuest { .. })), "that is over");
    assert_eq!(told.iter().rfind(|s| s.invitation == guest).unwrap().room_sid.as_deref(), Some(ROOM));
}

#[test]
fn a_reason_that_cannot_be_delivered_does_not_keep_somebody_in() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let guest = world.third_party(visit, interpreter());
    world.report(guest, 1, GuestStep::Waiting);
    world.carry_out();
    world.clinic.remove_guest(guest, false, Actor::Provider, world.now).unwrap();
    let in_a_minute = world.now + SignedDuration::from_mins(1);
    for effect in world.clinic.due_effects(world.now).unwrap() {
        if effect.kind.invitation() == Some(guest) {
            world.clinic.effect_failed(&effect, "no network", in_a_minute, world.now).unwrap();
        } else {
            world.clinic.effect_done(&effect, world.now).unwrap();
        }
    }
    let in_three_seconds = world.now + SignedDuration::from_secs(3);
    assert_eq!(
        world.clinic.next_effect_at().unwrap(),
        Some(in_three_seconds),
        "whoever carries out wakes for it"
    );
    world.pass(3);
    let due = world.due();
    assert!(
        due.contains(&EffectKind::RemoveGuest { invitation: guest, room_sid: Some(ROOM.into()) }),
        "{due:?}"
    );
}

#[test]
fn kept_out_the_others_move_to_a_new_room() {
    let mut world = World::new();
    let (visit, patient) = world.admitted("09:00");
    let guest = world.third_party(visit, interpreter());
    let stays = world.third_party(visit, interpreter());
    for id in [guest, stays] {
        world.report(id, 1, GuestStep::Waiting);
        world.clinic.participant_seen(visit, &id.identity(), true, world.now).unwrap();
    }
    world.carry_out();
    let changes = world.clinic.remove_guest(guest, true, Actor::Provider, world.now).unwrap();
    assert!(changes.contains(&Change::RoomLeft { visit_id: visit }));
    let end = EffectKind::EndRoom { room_sid: ROOM.into(), visit };
    assert!(!world.due().contains(&end), "told first");
    let (done, told) = world.carry_out();
    let at = |wanted: &EffectKind| done.iter().position(|kind| kind == wanted).unwrap();
    assert!(at(&EffectKind::PushStatus { invitation: guest }) < at(&end));
    assert_eq!(told.iter().find(|s| s.invitation == guest).unwrap().stage, GuestStage::KeptOut);
    assert_eq!(world.state(visit), VisitState::InVisit, "the visit goes on");

    world.clinic.room_opened(visit, ROOM, world.now).unwrap();
    assert_eq!(world.due(), [], "the room that was left is no room any more, whoever reports it");
    world.clinic.room_opened(visit, OTHER_ROOM, world.now).unwrap();
    let (_, told) = world.carry_out();
    let mut moved: Vec<_> = told.iter().map(|s| (s.invitation, s.room_sid.as_deref())).collect();
    moved.sort();
    let mut expected = [(patient, Some(OTHER_ROOM)), (stays, Some(OTHER_ROOM))];
    expected.sort();
    assert_eq!(moved, expected);

    let refused = world.clinic.admit_guest(guest, Actor::Provider, world.now).unwrap_err();
    assert_eq!(refused.to_string(), "They cannot be let in: they are kept out of this visit.");
    assert!(matches!(
        world.clinic.third_party_link(guest, Actor::Provider, world.now),
        Err(Error::NoThirdPartyLink)
    ));
}

#[test]
fn an_invitation_is_taken_back_and_runs_out() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let (back, late) = (world.third_party(visit, daughter()), world.third_party(visit, daughter()));
    world.clinic.withdraw_invitation(back, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    assert_eq!(told[0].stage, GuestStage::Withdrawn);
    world.report(back, 1, GuestStep::Waiting);
    assert_eq!(world.guest(back).state, ThirdPartyState::Withdrawn);
    assert!(world.clinic.third_party_link(back, Actor::Provider, world.now).is_err());
    world.pass(5);
    assert_eq!(world.due(), [EffectKind::DeleteDocuments { invitation: back }]);

    // An hour and more after the visit's window.
    for _ in 0..200 {
        world.pass(60);
        world.clinic.sweep(world.now).unwrap();
    }
    assert_eq!(world.guest(late).state, ThirdPartyState::Expired);
    assert_eq!(world.state(visit), VisitState::InVisit, "the visit itself does not mind");
    let open: Vec<_> = world.clinic.open_invitations().unwrap().into_iter().map(|open| open.id).collect();
    assert!(!open.contains(&late) && open.len() == 1, "the patient's stays open");
}

#[test]
fn a_link_does_not_end_under_somebody_in_the_call() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let guest = world.third_party(visit, interpreter());
    world.report(guest, 1, GuestStep::Waiting);
    for _ in 0..240 {
        world.pass(60);
        world.clinic.sweep(world.now).unwrap();
    }
    assert_eq!(world.guest(guest).state, ThirdPartyState::Admitted);
    assert!(world.status(guest).link_extended);
}

#[test]
fn silence_counts_for_a_third_party_as_for_a_patient() {
    let mut world = World::new();
    let (visit, _) = world.checked_in("09:00");
    let guest = world.third_party(visit, daughter());
    world.report(guest, 1, GuestStep::Waiting);
    for _ in 0..7 {
        world.clinic.sweep(world.now).unwrap();
        world.pass(10);
    }
    world.clinic.sweep(world.now).unwrap();
    assert!(world.guest(guest).away_since.is_some());
    for _ in 0..60 {
        world.pass(10);
        world.clinic.sweep(world.now).unwrap();
    }
    assert_eq!(world.guest(guest).state, ThirdPartyState::Left);
    world.report(guest, 2, GuestStep::Waiting);
    assert_eq!(world.guest(guest).state, ThirdPartyState::Waiting);
}

#[test]
fn the_end_closes_every_way_in_and_reopening_opens_those_that_were_open() {
    let mut world = World::new();
    let (visit, patient) = world.admitted("09:00");
    let inside = world.third_party(visit, interpreter());
    let back = world.third_party(visit, daughter());
    world.report(inside, 1, GuestStep::Waiting);
    world.clinic.withdraw_invitation(back, Actor::Provider, world.now).unwrap();
    world.carry_out();
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    let ended: Vec<_> = told.iter().filter(|s| s.stage == GuestStage::Ended).map(|s| s.invitation).collect();
    assert_eq!(ended, [patient, inside]);
    assert_eq!(world.clinic.open_invitations().unwrap(), []);
    assert_eq!(world.guest(inside).actions, [], "nothing is to be done in a visit that ended");
    let refused = world.clinic.invite_third_party(visit, daughter(), Actor::Provider, world.now).unwrap_err();
    assert!(matches!(refused, Error::VisitClosed));
    world.clinic.reopen(visit, Actor::Provider, world.now).unwrap();
    world.carry_out();
    let open: Vec<_> = world.clinic.open_invitations().unwrap().into_iter().map(|open| open.id).collect();
    assert_eq!(open, [patient, inside]);
    assert_eq!(world.status(inside).stage, GuestStage::Admitted);
}

#[test]
fn moving_the_visit_takes_the_links_along_or_back() {
    let mut world = World::new();
    let (visit, _) = world.invited("09:00");
    let guest = world.third_party(visit, daughter());
    world.clinic.reschedule(visit, "2026-11-24", "11:00", Actor::Provider, world.now).unwrap();
    assert!(world.status(guest).link_extended);
    world.clinic.reschedule(visit, "2026-11-27", "11:00", Actor::Provider, world.now).unwrap();
    assert_eq!(world.guest(guest).state, ThirdPartyState::Withdrawn);
    let early = world.clinic.invite_third_party(visit, daughter(), Actor::Provider, world.now).unwrap_err();
    assert!(early.to_string().contains("They can be invited from Thursday, 26 November"), "{early}");
}

#[test]
fn what_somebody_says_of_themselves_is_tamed_and_asked_of_third_parties_only() {
    let mut world = World::new();
    let (visit, patient) = world.admitted("09:00");
    let guest = world.third_party(visit, daughter());
    let said = |name: &str| GuestReport {
        introduction: Some(Introduction { name: name.into(), relationship: "x".repeat(500).into() }),
        ..report(2, GuestStep::Opened)
    };
    world.clinic.receive_report(guest, said("\u{202e}Dr. Amara\0 Okafor"), world.now).unwrap();
    let seen = world.guest(guest).introduced_as.unwrap();
    assert_eq!(seen.name.reveal(), "Dr. Amara Okafor");
    assert_eq!(seen.relationship.reveal().len(), 60);
    world.clinic.receive_report(patient, said("Somebody else"), world.now).unwrap();
    let kept = world.clinic.visit(visit, world.now).unwrap();
    assert_eq!(kept.patient.name.reveal(), "Maria Santos");
    assert_eq!(kept.invitation.unwrap().report.unwrap().introduction, None);
}

#[test]
fn the_number_of_invitations_is_bounded() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    let all: Vec<_> = (0..24).map(|_| world.third_party(visit, daughter())).collect();
    let refused = world.clinic.invite_third_party(visit, daughter(), Actor::Provider, world.now).unwrap_err();
    assert!(matches!(refused, Error::TooManyInvited));
    world.clinic.withdraw_invitation(all[3], Actor::Provider, world.now).unwrap();
    world.third_party(visit, daughter());
}

#[test]
fn the_table_has_no_line_twice_and_no_state_without_a_way_in() {
    for (i, (state, event, _)) in TABLE.iter().enumerate() {
        assert!(
            !TABLE[..i].iter().any(|(s, e, _)| (s, e) == (state, event)),
            "{state:?} {event:?} is there twice"
        );
        assert!(!state.is_final(), "{state:?} is final, and {event:?} leads on from it");
    }
    for state in ThirdPartyState::ALL.iter().filter(|state| **state != ThirdPartyState::Invited) {
        assert!(TABLE.iter().any(|(_, _, next)| next == state), "nothing leads to {state:?}");
    }
}

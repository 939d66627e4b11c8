//! A visit from booking to its end, and what each page is told on the way.

use clinic::{
    Actor, Change, EffectKind, Error, GuestStage, GuestStep, ProviderState, Readiness, SurveyAnswer,
    TimelineStep, VisitAction, VisitState,
};
use jiff::Timestamp;

use crate::world::{EIGHT, OTHER_ROOM, ROOM, World, booking, report};

#[test]
fn from_booking_to_goodbye() {
    let mut world = World::new();
    let visit = world.book("09:00");
    assert_eq!(world.state(visit), VisitState::Scheduled);
    assert_eq!(world.due(), [], "booking asks nothing of the outside");

    let invitation = world.invite(visit);
    assert_eq!(world.due(), [EffectKind::SetUpInvitation { invitation }]);
    let (_, told) = world.carry_out();
    assert_eq!((told[0].stage, told[0].seq), (GuestStage::Invited, 1));
    let seen = world.clinic.visit(visit, world.now).unwrap();
    assert_eq!(seen.invitation.unwrap().readiness, Readiness::Ready);
    assert_eq!(seen.actions, [VisitAction::CopyLink, VisitAction::Edit, VisitAction::Cancel]);

    world.pass(60);
    world.report(invitation, 1, GuestStep::Opened);
    world.report(invitation, 2, GuestStep::Checking);
    let changes = world.report(invitation, 3, GuestStep::Waiting);
    assert!(changes.contains(&Change::PatientCheckedIn { visit_id: visit }));
    let (_, told) = world.carry_out();
    assert_eq!((told[0].stage, told[0].place), (GuestStage::Waiting, Some(1)));
    assert_eq!(told[0].expected_at, Some("2026-11-24T09:00:00Z".parse().unwrap()), "nobody is before them");

    let changes = world.clinic.admit(visit, Actor::Provider, world.now).unwrap();
    assert!(changes.contains(&Change::ProviderStateChanged { state: ProviderState::WithPatient }));
    let (_, told) = world.carry_out();
    assert_eq!(
        (told[0].stage, told[0].room_sid.as_deref()),
        (GuestStage::Admitted, None),
        "no room is open yet"
    );

    world.clinic.room_opened(visit, ROOM, world.now).unwrap();
    let (_, told) = world.carry_out();
    assert_eq!(told[0].room_sid.as_deref(), Some(ROOM));
    assert!(world.clinic.room_opened(visit, ROOM, world.now).unwrap().is_empty(), "the same room is no news");
    assert_eq!(world.due(), []);

    let identity = invitation.identity();
    let changes = world.clinic.participant_seen(visit, &identity, true, world.now).unwrap();
    assert!(changes.contains(&Change::PatientJoined { visit_id: visit }));
    assert!(
        world.clinic.participant_seen(visit, &identity, true, world.now).unwrap().is_empty(),
        "push, then poll"
    );

    world.pass(900);
    let changes = world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    assert!(changes.contains(&Change::VisitEnded { visit_id: visit }));
    assert!(changes.contains(&Change::ProviderStateChanged { state: ProviderState::Available }));
    assert_eq!(
        world.due(),
        [EffectKind::PushStatus { invitation }, EffectKind::EndRoom { room_sid: ROOM.into(), visit }],
        "the page is told before the room goes, and the Documents stay for the grace"
    );
    let (_, told) = world.carry_out();
    assert_eq!(told[0].stage, GuestStage::Ended);
    // Their page does not answer the question that it asks.
    world.pass(180);
    assert_eq!(world.due(), [EffectKind::DeleteDocuments { invitation }]);
    world.carry_out();

    let events: Vec<String> =
        world.clinic.history(visit).unwrap().into_iter().map(|line| line.event).collect();
    assert_eq!(
        events,
        [
            "visitBooked",
            "patientInvited",
            "invitationReady",
            "linkOpened",
            "devicesChecking",
            "patientCheckedIn",
            "patientAdmitted",
            "roomOpened",
            "patientJoined",
            "visitEnded"
        ]
    );
    let timeline = world.clinic.visit(visit, world.now).unwrap().invitation.unwrap().timeline;
    use TimelineStep::*;
    assert_eq!(
        timeline.iter().map(|entry| entry.step).collect::<Vec<_>>(),
        [Invited, Opened, Checking, CheckedIn, Admitted, Joined, Ended]
    );
    assert_eq!(world.clinic.verify_audit().unwrap().broken_at, None);
    let seen = world.clinic.visit(visit, world.now).unwrap();
    assert!(seen.participants[0].left_at.is_some(), "nobody is in a visit that ended");
    assert_eq!(world.clinic.open_invitations().unwrap(), []);
}

#[test]
fn a_new_room_is_a_new_way_in() {
    let mut world = World::new();
    let (visit, invitation) = world.admitted("09:00");
    world.clinic.participant_seen(visit, &invitation.identity(), true, world.now).unwrap();
    world.clinic.room_opened(visit, OTHER_ROOM, world.now).unwrap();
    let (done, told) = world.carry_out();
    assert_eq!(done, [EffectKind::PushStatus { invitation }]);
    assert_eq!(told[0].room_sid.as_deref(), Some(OTHER_ROOM));
    let changes = world.clinic.participant_seen(visit, &invitation.identity(), true, world.now).unwrap();
    assert!(changes.contains(&Change::PatientJoined { visit_id: visit }), "they joined the other room");
    world.clinic.room_closed(visit, ROOM, world.now).unwrap();
    assert_eq!(world.due(), [], "the old room's end is no news");
    world.clinic.room_closed(visit, OTHER_ROOM, world.now).unwrap();
    let (_, told) = world.carry_out();
    assert_eq!((told[0].stage, told[0].room_sid.as_deref()), (GuestStage::Admitted, None));
}

#[test]
fn a_room_that_opens_after_the_end_is_ended() {
    let mut world = World::new();
    let (visit, _) = world.admitted("09:00");
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.carry_out();
    world.clinic.room_opened(visit, OTHER_ROOM, world.now).unwrap();
    assert_eq!(world.due(), [EffectKind::EndRoom { room_sid: OTHER_ROOM.into(), visit }]);
}

#[test]
fn reopened_within_the_day_it_goes_on_with_the_same_link() {
    let mut world = World::new();
    let (visit, invitation) = world.admitted("09:00");
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    let last_seq = told[0].seq;
    world.pass(3600);
    world.carry_out();
    world.clinic.reopen(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(world.state(visit), VisitState::InVisit);
    let (done, told) = world.carry_out();
    assert_eq!(done, [EffectKind::SetUpInvitation { invitation }], "the same invitation, set up again");
    assert_eq!(told[0].stage, GuestStage::Admitted);
    assert!(told[0].seq > last_seq, "a page that was open takes it as newer");

    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.pass(20 * 3600);
    let refused = world.clinic.reopen(visit, Actor::Provider, world.now).unwrap_err();
    assert!(matches!(refused, Error::DayOver(_)), "{refused}");
}

#[test]
fn reopening_before_the_documents_go_keeps_them() {
    let mut world = World::new();
    let (visit, invitation) = world.admitted("09:00");
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.clinic.reopen(visit, Actor::Provider, world.now).unwrap();
    world.pass(60);
    let (done, _) = world.carry_out();
    assert!(!done.contains(&EffectKind::DeleteDocuments { invitation }), "{done:?}");
}

#[test]
fn a_visit_too_far_away_cannot_be_linked_to() {
    let mut world = World::new();
    let visit = world.clinic.book(&booking("2026-11-25", "09:00"), Actor::Provider, world.now).unwrap().0;
    let refused = world.clinic.invite(visit, Actor::Provider, world.now).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "A link lives for less than a day and would stop working before this visit. The patient can be invited from \
         Tuesday, 24 November at 09:21."
    );
    world.now = "2026-11-24T09:21:00Z".parse().unwrap();
    world.clinic.invite(visit, Actor::Provider, world.now).unwrap();
    let expires_at = world.clinic.link(visit, Actor::Provider, world.now).unwrap().expires_at;
    assert_eq!(expires_at, "2026-11-25T09:20:00Z".parse::<Timestamp>().unwrap(), "capped below a day");
}

#[test]
fn moving_an_invited_visit_takes_its_link_along_or_back() {
    let mut world = World::new();
    let (visit, invitation) = world.invited("09:00");
    world.clinic.reschedule(visit, "2026-11-24", "11:00", Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    assert!(told[0].link_extended, "the page gets a longer token");
    assert_eq!(told[0].expires_at, "2026-11-24T13:20:00Z".parse::<Timestamp>().unwrap());

    let changes = world.clinic.reschedule(visit, "2026-11-27", "11:00", Actor::Provider, world.now).unwrap();
    let dates: Vec<_> = changes
        .iter()
        .filter_map(|change| match change {
            Change::VisitChanged { date, .. } => Some(date.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(dates, ["2026-11-24", "2026-11-27"], "both days are drawn anew");
    assert_eq!(world.state(visit), VisitState::Scheduled);
    let (done, told) = world.carry_out();
    assert_eq!(done, [EffectKind::PushStatus { invitation }]);
    assert_eq!(told[0].stage, GuestStage::Cancelled);

    let (waiting, _) = world.checked_in("10:00");
    let refused =
        world.clinic.reschedule(waiting, "2026-11-27", "11:00", Actor::Provider, world.now).unwrap_err();
    assert!(matches!(refused, Error::WaitingPatientMovedAway));
    assert_eq!(world.state(waiting), VisitState::Waiting);
}

#[test]
fn not_attended_and_taken_back() {
    let mut world = World::new();
    let (visit, invitation) = world.invited("09:00");
    let early = world.clinic.mark_no_show(visit, Actor::Provider, world.now).unwrap_err();
    assert!(matches!(early, Error::NotStarted));
    world.now = "2026-11-24T09:15:00Z".parse().unwrap();
    world.clinic.mark_no_show(visit, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    assert_eq!(told[0].stage, GuestStage::NoShow);
    world.report(invitation, 1, GuestStep::Waiting);
    assert_eq!(world.state(visit), VisitState::NoShow, "a page does not reopen what the provider closed");
    world.clinic.undo_no_show(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(world.state(visit), VisitState::Invited, "where it stood before");
    world.report(invitation, 2, GuestStep::Waiting);
    assert_eq!(world.state(visit), VisitState::Waiting, "their next sign of life checks them in");
}

#[test]
fn a_refused_event_says_why_and_alters_nothing() {
    let mut world = World::new();
    let visit = world.book("09:00");
    let refused = world.clinic.admit(visit, Actor::Provider, world.now).unwrap_err();
    assert_eq!(refused.to_string(), "The patient cannot be admitted: the patient is not invited yet.");
    world.clinic.cancel(visit, Actor::Provider, world.now).unwrap();
    let refused = world.clinic.invite(visit, Actor::Provider, world.now).unwrap_err();
    assert_eq!(refused.to_string(), "The patient cannot be invited: the visit was cancelled.");
    let edited = world.clinic.edit(visit, &booking("2026-11-24", "10:00"), Actor::Provider, world.now);
    assert!(matches!(edited, Err(Error::Refused(_))));
    assert_eq!(world.clinic.history(visit).unwrap().len(), 2);
}

#[test]
fn nothing_is_possible_before_the_clinic_is_set_up() {
    let mut clinic = clinic::Clinic::open_in_memory().unwrap();
    assert!(clinic.profile().unwrap().is_none());
    let now = EIGHT.parse().unwrap();
    let refused = clinic.book(&booking("2026-11-24", "09:00"), Actor::Provider, now).unwrap_err();
    assert!(matches!(refused, Error::NoProfile));
}

#[test]
fn after_the_visit_the_documents_wait_for_an_answer_and_go_when_it_came() {
    let mut world = World::new();
    world.clinic.set_afterword(" Your prescription is on its way. ", world.now).unwrap();
    let (visit, invitation) = world.admitted("09:00");
    world.report(invitation, 2, GuestStep::InCall);
    assert_eq!(world.status(invitation).afterword, "", "not before the end");
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    let (_, told) = world.carry_out();
    assert_eq!(told.last().unwrap().afterword, "Your prescription is on its way.");
    world.pass(60);
    assert_eq!(world.due(), [], "the page asks its question");
    assert_eq!(world.clinic.invitations_to_hear().unwrap(), [invitation]);
    let mut answer = report(3, GuestStep::Waiting);
    answer.survey = Some(SurveyAnswer::Most);
    assert!(!world.clinic.receive_report(invitation, answer.clone(), world.now).unwrap().is_empty());
    assert!(world.clinic.receive_report(invitation, answer, world.now).unwrap().is_empty(), "once");
    assert_eq!(world.clinic.invitations_to_hear().unwrap(), []);
    world.pass(6);
    assert_eq!(world.due(), [EffectKind::DeleteDocuments { invitation }]);
    let line = world.clinic.history(visit).unwrap().pop().unwrap();
    assert_eq!((line.event.as_str(), line.detail.as_str()), ("surveyAnswered", "most"));
}

#[test]
fn whoever_the_room_told_of_is_asked_though_their_page_had_not_said_so_yet() {
    let mut world = World::new();
    let (visit, invitation) = world.admitted("09:00");
    world.clinic.room_opened(visit, ROOM, world.now).unwrap();
    world.clinic.participant_seen(visit, &invitation.identity(), true, world.now).unwrap();
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.carry_out();
    world.pass(60);
    assert_eq!(world.clinic.invitations_to_hear().unwrap(), [invitation]);
    let mut answer = report(2, GuestStep::Waiting);
    answer.survey = Some(SurveyAnswer::All);
    world.clinic.receive_report(invitation, answer, world.now).unwrap();
    assert_eq!(world.clinic.history(visit).unwrap().pop().unwrap().event, "surveyAnswered");
}

#[test]
fn without_an_answer_the_documents_go_after_some_minutes_and_at_once_where_nobody_was_in_the_call() {
    let mut world = World::new();
    let (visit, invitation) = world.admitted("09:00");
    world.report(invitation, 2, GuestStep::InCall);
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.carry_out();
    world.pass(181);
    assert_eq!(world.due(), [EffectKind::DeleteDocuments { invitation }]);
    world.carry_out();

    let (visit, invitation) = world.admitted("11:00");
    world.clinic.end(visit, Actor::Provider, world.now).unwrap();
    world.carry_out();
    world.pass(6);
    assert_eq!(world.due(), [EffectKind::DeleteDocuments { invitation }]);
}

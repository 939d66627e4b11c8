//! A waiting patient is asked to come back later.

use clinic::{
    Actor, Change, ComeBackAnswer, Error, GuestReport, GuestStage, GuestStep, InvitationId, VisitAction,
    VisitEvent, VisitState,
};
use jiff::Timestamp;

use crate::world::{World, report};

const DAY: &str = "2026-11-24";

fn at(time: &str) -> Timestamp {
    format!("{DAY}T{time}:00Z").parse().unwrap()
}

impl World {
    fn ask_back(&mut self, visit: clinic::VisitId, time: &str) -> Result<Vec<Change>, Error> {
        self.clinic.ask_back(visit, DAY, time, Actor::Provider, self.now)
    }

    fn answers(&mut self, invitation: InvitationId, seq: u32, time: &str, answer: ComeBackAnswer) {
        let said = GuestReport { come_back: Some((at(time), answer)), ..report(seq, GuestStep::Waiting) };
        self.clinic.receive_report(invitation, said, self.now).unwrap();
    }

    /// Lets time pass as a console that listens sees it; the page beats where `seq` numbers its reports.
    fn until(&mut self, time: &str, mut beats: Option<(InvitationId, u32)>) {
        while self.now < at(time) {
            self.pass(20);
            if let Some((invitation, seq)) = &mut beats {
                *seq += 1;
                self.report(*invitation, *seq, GuestStep::Waiting);
            }
            self.clinic.sweep(self.now).unwrap();
        }
    }
}

#[test]
fn they_are_told_stand_in_no_line_and_have_their_turn_again_at_the_time() {
    let mut world = World::new();
    let (first, invitation) = world.checked_in("09:00");
    let (second, _) = world.checked_in("09:20");
    world.clinic.sweep(world.now).unwrap();
    world.ask_back(first, "08:30").unwrap();
    assert_eq!(world.state(first), VisitState::AskedBack);
    assert_eq!(world.places(), [(1, second)]);
    let told = world.carry_out().1.into_iter().find(|status| status.invitation == invitation).unwrap();
    assert_eq!((told.stage, told.place, told.come_back_at), (GuestStage::Waiting, None, Some(at("08:30"))));

    world.answers(invitation, 2, "08:30", ComeBackAnswer::Yes);
    let asked = world.clinic.asked_back().unwrap();
    assert_eq!((asked[0].come_back_at, asked[0].answer), (at("08:30"), Some(ComeBackAnswer::Yes)));
    world.answers(invitation, 3, "08:40", ComeBackAnswer::No);
    assert_eq!(
        world.clinic.asked_back().unwrap()[0].answer,
        Some(ComeBackAnswer::Yes),
        "another time's answer"
    );

    world.until("08:30", Some((invitation, 3)));
    assert_eq!(world.state(first), VisitState::Waiting);
    let told = world.status(invitation);
    assert_eq!((told.place, told.come_back_at), (Some(1), None));
    assert!(world.clinic.asked_back().unwrap().is_empty());
}

#[test]
fn who_closed_the_page_is_expected_and_comes_back_or_has_left() {
    for comes in [true, false] {
        let mut world = World::new();
        let (visit, invitation) = world.checked_in("09:00");
        world.clinic.sweep(world.now).unwrap();
        world.ask_back(visit, "08:30").unwrap();
        world.report(invitation, 2, GuestStep::Left);
        assert_eq!(world.state(visit), VisitState::AskedBack, "they may close the page");
        assert_eq!(world.clinic.asked_back().unwrap()[0].away_since, Some(world.now));
        world.until("08:32", None);
        assert_eq!(world.state(visit), VisitState::AskedBack, "two minutes late is not gone");
        if comes {
            let changes = world.report(invitation, 3, GuestStep::Waiting);
            assert!(changes.contains(&Change::PatientCheckedIn { visit_id: visit }));
            assert_eq!(world.state(visit), VisitState::Waiting);
        } else {
            world.until("08:41", None);
            assert_eq!(world.state(visit), VisitState::Left);
            let last = world.clinic.history(visit).unwrap().pop().unwrap();
            assert_eq!((last.event.as_str(), last.detail.as_str()), ("patientLeft", "didNotComeBack"));
        }
    }
}

#[test]
fn coming_early_changes_nothing_before_the_time() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    world.ask_back(visit, "08:30").unwrap();
    world.report(invitation, 2, GuestStep::Left);
    world.pass(600);
    world.report(invitation, 3, GuestStep::Opened);
    world.report(invitation, 4, GuestStep::Waiting);
    assert_eq!(world.state(visit), VisitState::AskedBack);
    assert_eq!(world.clinic.asked_back().unwrap()[0].away_since, None, "their page is open again");
    world.clinic.admit(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(world.state(visit), VisitState::InVisit, "who is there may be let in before");
}

#[test]
fn the_link_is_good_until_two_hours_after_and_the_page_is_given_a_new_one() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    let before = world.status(invitation).expires_at;
    world.ask_back(visit, "15:00").unwrap();
    let told = world.status(invitation);
    assert!(told.expires_at > before && told.link_extended);
    assert_eq!(told.expires_at, at("17:00"));
}

#[test]
fn another_time_asks_again_and_a_move_asks_for_the_new_start() {
    let mut world = World::new();
    let (visit, invitation) = world.checked_in("09:00");
    world.ask_back(visit, "08:30").unwrap();
    world.answers(invitation, 2, "08:30", ComeBackAnswer::No);
    world.ask_back(visit, "08:45").unwrap();
    let asked = world.clinic.asked_back().unwrap();
    assert_eq!((asked[0].come_back_at, asked[0].answer), (at("08:45"), None));
    world.clinic.reschedule(visit, DAY, "11:00", Actor::Provider, world.now).unwrap();
    assert_eq!(world.clinic.asked_back().unwrap()[0].come_back_at, at("11:00"));
}

#[test]
fn it_is_taken_back_within_the_day_and_refused_where_nobody_waits() {
    let mut world = World::new();
    let (visit, _) = world.checked_in("09:00");
    let booked = world.book("10:00");
    assert!(matches!(world.ask_back(booked, "09:30"), Err(Error::Refused(_))));
    for (time, words) in [("07:59", "passed"), ("08:00", "passed"), ("23:00", "")] {
        match world.ask_back(visit, time) {
            Err(Error::Invalid(invalid)) => {
                assert!(!words.is_empty() && invalid.to_string().contains(words), "{invalid}");
            }
            other => assert!(words.is_empty() && other.is_ok(), "{other:?}"),
        }
    }
    let far = world.clinic.ask_back(visit, "2026-11-25", "07:00", Actor::Provider, world.now);
    assert!(matches!(far, Err(Error::Invalid(_))), "{far:?}");

    let actions = world.clinic.visit(visit, world.now).unwrap().actions;
    assert!(actions.contains(&VisitAction::UndoAskBack) && actions.contains(&VisitAction::AskBack));
    world.clinic.undo_ask_back(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(world.state(visit), VisitState::Waiting);
    let refused = world.clinic.undo_ask_back(visit, Actor::Provider, world.now);
    assert!(matches!(refused, Err(Error::Refused(refused)) if refused.event == VisitEvent::ComeBackUndone));

    world.ask_back(visit, "23:00").unwrap();
    world.pass(17 * 3600);
    let late = world.clinic.undo_ask_back(visit, Actor::Provider, world.now);
    assert!(matches!(late, Err(Error::DayOver(VisitEvent::ComeBackUndone))), "{late:?}");
}

#[test]
fn not_attended_remembers_when_they_were_to_come_back() {
    let mut world = World::new();
    let (visit, _) = world.checked_in("08:10");
    world.ask_back(visit, "08:30").unwrap();
    world.pass(11 * 60);
    world.clinic.mark_no_show(visit, Actor::Provider, world.now).unwrap();
    world.clinic.undo_no_show(visit, Actor::Provider, world.now).unwrap();
    assert_eq!(world.clinic.asked_back().unwrap()[0].come_back_at, at("08:30"));
}

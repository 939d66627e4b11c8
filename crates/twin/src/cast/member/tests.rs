//! What a member does, one situation after the other, and at any order of what can happen.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
use proptest::prelude::*;
use serde_json::json;

use super::super::report::{GuestCard, GuestStage, Question};
use super::super::script::Script;
use super::*;

const LINK: &str = "http://127.0.0.1:9/#a.b.c";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

fn member(changes: serde_json::Value) -> Member {
    let mut one = json!({"id": "ada", "name": "Ada", "phone": "+15035550142", "look": "old-woman", "opens": {"after_text": 5},
        "checks": {"seconds": 10}, "call": {"talks": 0}});
    one.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    let text = json!({"format": "anteroom-cast", "version": 1, "members": [one]}).to_string();
    Member::new(Script::read(&text).unwrap().members.remove(0), at(0))
}

fn status(stage: GuestStage, room: Option<&str>) -> Heard {
    let admission = room.map(|room| Admission { token: "t".into(), room_sid: room.into() });
    Heard::Status(Box::new(Status {
        seq: 1,
        stage,
        starts_at: at(600),
        admission,
        link: None,
        guest: None,
        alive: String::new(),
        intake: Vec::new(),
    }))
}

impl Member {
    /// Hears something, and answers what is done of it.
    fn then(&mut self, second: i64, heard: Heard) -> Vec<Act> {
        self.advance(at(second));
        self.hear(heard, at(second));
        self.acts()
    }

    fn passes(&mut self, second: i64) -> Vec<Act> {
        self.advance(at(second));
        self.acts()
    }

    /// As far as the waiting room.
    fn waits(&mut self) {
        self.then(0, Heard::Link(LINK.into()));
        self.then(0, status(GuestStage::Invited, None));
        self.passes(20);
        assert_eq!(self.doing, Doing::Waiting);
    }

    /// As far as the call.
    fn is_in_call(&mut self) {
        self.waits();
        self.then(30, status(GuestStage::Admitted, Some("RM1")));
        self.then(31, Heard::Joined("RM1".into()));
        assert_eq!(self.doing, Doing::InCall);
    }
}

fn steps(acts: &[Act]) -> Vec<Stage> {
    acts.iter()
        .filter_map(|act| match act {
            Act::Report(report) => Some(report.step),
            _ => None,
        })
        .collect()
}

fn room_of(acts: &[Act]) -> Option<String> {
    acts.iter().find_map(|act| match act {
        Act::Join(admission) => Some(admission.room_sid.clone()),
        _ => None,
    })
}

#[test]
fn a_link_is_opened_at_its_time_and_leads_to_the_waiting_room() {
    let mut ada = member(json!({"checks": {"seconds": 10, "camera": "refused", "network": "poor"}}));
    assert_eq!(ada.then(0, Heard::Link(LINK.into())), [Act::Connect(LINK.into())]);
    assert_eq!((ada.doing, ada.opens_at()), (Doing::HasLink, Some(at(5))));
    assert_eq!(ada.passes(4), []);
    assert_eq!(steps(&ada.passes(6)), [Stage::Opened, Stage::Checking]);
    let acts = ada.passes(16);
    assert_eq!(steps(&acts), [Stage::Waiting]);
    let Some(Act::Report(report)) = acts.first() else { panic!("{acts:?}") };
    assert_eq!((report.network, report.language.as_str()), ("poor", "en"));
    let written = report.write(7, 2, Default::default());
    assert_eq!(written["devices"], json!({"camera": "refused", "microphone": "works", "speaker": "works"}));
    assert_eq!((ada.doing, ada.since), (Doing::Waiting, at(16)));
}

#[test]
fn early_and_late_go_by_the_visit_and_follow_it_when_it_moves() {
    let mut early = member(json!({"opens": {"before_start": 60}}));
    early.then(0, Heard::Link(LINK.into()));
    assert_eq!(early.opens_at(), None, "not known yet");
    early.then(1, status(GuestStage::Invited, None));
    assert_eq!(early.opens_at(), Some(at(540)));
    let mut late = member(json!({"opens": {"after_start": 60}}));
    late.then(0, Heard::Link(LINK.into()));
    late.then(1, status(GuestStage::Invited, None));
    assert_eq!(late.opens_at(), Some(at(660)));
    let Heard::Status(mut moved) = status(GuestStage::Invited, None) else { unreachable!() };
    moved.starts_at = at(1200);
    late.then(2, Heard::Status(moved));
    assert_eq!(late.opens_at(), Some(at(1260)));
}

#[test]
fn who_never_comes_comes_when_the_director_says_so() {
    let mut ada = member(json!({"opens": "never"}));
    assert!(ada.ask(Asked::Arrive, at(0)).unwrap_err().contains("no link yet"));
    ada.then(0, Heard::Link(LINK.into()));
    ada.then(0, status(GuestStage::Invited, None));
    assert_eq!((ada.doing, ada.deadline()), (Doing::StaysAway, None));
    ada.ask(Asked::Arrive, at(9)).unwrap();
    assert_eq!(ada.doing, Doing::Checking);
    assert!(ada.ask(Asked::Arrive, at(10)).unwrap_err().contains("there already"));
}

#[test]
fn whoever_is_admitted_goes_into_the_room_and_follows_it_into_the_next() {
    let mut ada = member(json!({}));
    ada.waits();
    assert_eq!(room_of(&ada.then(30, status(GuestStage::Admitted, None))), None);
    assert_eq!(ada.doing, Doing::CalledIn);
    assert_eq!(room_of(&ada.then(31, status(GuestStage::Admitted, Some("RM1")))), Some("RM1".into()));
    assert_eq!(steps(&ada.then(32, Heard::Joined("RM1".into()))), [Stage::InCall]);
    // The same word again changes nothing; a new room is gone into.
    assert_eq!(ada.then(33, status(GuestStage::Admitted, Some("RM1"))), []);
    let acts = ada.then(40, status(GuestStage::Admitted, Some("RM2")));
    assert_eq!((acts.first(), room_of(&acts)), (Some(&Act::LeaveRoom), Some("RM2".into())));
    // The room ended, and the clinic's word of the next comes later.
    ada.then(41, Heard::OutOfRoom("RM1".into()));
    ada.then(41, Heard::Joined("RM2".into()));
    assert_eq!(ada.doing, Doing::InCall, "the room that was left is not the one that they are in");
    ada.then(50, Heard::OutOfRoom("RM2".into()));
    assert_eq!(ada.doing, Doing::CalledIn);
    assert_eq!(room_of(&ada.then(51, status(GuestStage::Admitted, Some("RM3")))), Some("RM3".into()));
    // Not let in: tried again.
    ada.then(52, Heard::OutOfRoom("RM3".into()));
    assert_eq!(room_of(&ada.passes(60)), Some("RM3".into()));
}

#[test]
fn admitted_while_trying_devices_means_into_the_room_right_after() {
    let mut ada = member(json!({}));
    ada.then(0, Heard::Link(LINK.into()));
    ada.passes(7);
    assert_eq!(ada.then(8, status(GuestStage::Admitted, Some("RM1"))), []);
    assert_eq!(room_of(&ada.passes(20)), Some("RM1".into()));
}

#[test]
fn in_the_call_they_talk_by_turns_mute_and_say_goodbye() {
    let mut ada = member(json!({"call": {"talks": 5, "listens": 7, "steps": [
        {"at": 20, "do": "mute"}, {"at": 30, "do": "camera_off"}, {"at": 60, "do": "leave", "say": "Goodbye."}]}}));
    ada.is_in_call();
    assert_eq!(ada.passes(38), [Act::Talk(true)], "7 s after 31");
    assert_eq!(ada.passes(43), [Act::Talk(false)]);
    ada.passes(50);
    assert_eq!(ada.passes(51), [Act::Microphone(false)]);
    assert!(ada.muted);
    let talks = ada.passes(89).into_iter().filter(|act| matches!(act, Act::Talk(true))).count();
    assert_eq!(talks, 0, "who is muted does not talk");
    assert!(ada.camera_off);
    assert!(ada.passes(92).contains(&Act::Say("Goodbye.".into())));
    let acts = ada.passes(95);
    assert!(acts.contains(&Act::LeaveRoom) && steps(&acts) == [Stage::Left], "{acts:?}");
    assert_eq!(ada.doing, Doing::Left);
    // And may come back.
    ada.ask(Asked::Arrive, at(100)).unwrap();
    assert_eq!(room_of(&ada.acts()), Some("RM1".into()));
}

#[test]
fn a_silent_microphone_is_in_the_room_and_says_nothing() {
    let mut ada =
        member(json!({"checks": {"microphone": "faulty", "camera": "faulty"}, "call": {"talks": 5}}));
    ada.waits();
    ada.then(30, status(GuestStage::Admitted, Some("RM1")));
    assert!(ada.then(31, Heard::Joined("RM1".into())).contains(&Act::Camera(false)), "a dark picture");
    assert!(!ada.passes(200).iter().any(|act| matches!(act, Act::Talk(_))));
}

#[test]
fn what_is_written_is_answered_by_its_words() {
    let mut ada = member(json!({"chat": {
        "says": [{"after": 5, "text": "Hello?"}],
        "replies": [{"to": ["late"], "text": "No problem.", "after": 4}],
        "otherwise": "I see."}}));
    ada.waits();
    assert_eq!(ada.passes(21), [Act::Say("Hello?".into())]);
    let message = |text: &str| Heard::Message(Message { id: "1".into(), text: text.into() });
    assert_eq!(ada.then(30, message("Dr. Okafor is LATE, sorry.")), []);
    assert_eq!(ada.passes(32), [Act::See]);
    assert_eq!(ada.passes(36), [Act::Say("No problem.".into())]);
    ada.then(40, message("Translate, please"));
    assert_eq!(
        ada.passes(50),
        [Act::See, Act::Say("I see.".into())],
        "\u{201c}late\u{201d} is no part of a word"
    );
}

#[test]
fn questions_are_answered_as_scripted_and_consents_are_given() {
    let mut ada = member(
        json!({"answers": [{"question": "allerg", "answer": "Penicillin"}, {"question": "q2", "answer": "1"}]}),
    );
    ada.then(0, Heard::Link(LINK.into()));
    let Heard::Status(mut asked) = status(GuestStage::Invited, None) else { unreachable!() };
    let question = |id: &str, kind: &str, ask: &str| Question {
        id: id.into(),
        kind: kind.into(),
        required: false,
        ask: ask.into(),
    };
    asked.intake = vec![
        question("q1", "text", "Any allergy? (allerg)"),
        question("q2", "choice", "Which?"),
        question("q3", "consent", "Terms"),
        question("q4", "text", "Anything else?"),
    ];
    ada.then(0, Heard::Status(asked));
    let acts = ada.passes(30);
    let Some(Act::Report(report)) = acts.last() else { panic!("{acts:?}") };
    let told: Vec<(&str, &str)> =
        report.answers.iter().map(|(id, answer)| (id.as_str(), answer.as_str())).collect();
    assert_eq!(told, [("q1", "Penicillin"), ("q2", "1"), ("q3", "yes")]);
}

#[test]
fn a_relative_says_who_they_are() {
    let mut ada = member(json!({}));
    ada.then(0, Heard::Link(LINK.into()));
    let Heard::Status(mut card) = status(GuestStage::Invited, None) else { unreachable!() };
    card.guest = Some(GuestCard { relationship: "Daughter".into() });
    ada.then(0, Heard::Status(card));
    let acts = ada.passes(5);
    let Some(Act::Report(report)) = acts.first() else { panic!("{acts:?}") };
    assert_eq!(report.guest, Some(("Ada".into(), "Daughter".into())));
}

#[test]
fn after_the_visit_the_survey_is_answered_and_the_page_closed() {
    let mut ada = member(json!({"survey": "most"}));
    ada.is_in_call();
    assert_eq!(ada.then(60, status(GuestStage::Ended, None)), [Act::LeaveRoom]);
    assert_eq!(ada.doing, Doing::Ended);
    let acts = ada.passes(64);
    let Some(Act::Report(report)) = acts.first() else { panic!("{acts:?}") };
    assert!(report.survey.is_some());
    let acts = ada.passes(70);
    assert_eq!((steps(&acts), acts.last()), (vec![Stage::Left], Some(&Act::ClosePage)));
    // Tomorrow's link is another visit.
    assert_eq!(
        ada.then(90_000, Heard::Link("http://127.0.0.1:9/#d.e.f".into())),
        [Act::Connect("http://127.0.0.1:9/#d.e.f".into())]
    );
    assert_eq!(ada.doing, Doing::HasLink);
}

#[test]
fn whoever_is_taken_out_leaves_and_comes_in_again_when_let_in() {
    let mut ada = member(json!({}));
    ada.is_in_call();
    assert_eq!(ada.then(60, status(GuestStage::Removed, None)), [Act::LeaveRoom]);
    assert_eq!(ada.doing, Doing::ShutOut);
    assert_eq!(room_of(&ada.then(70, status(GuestStage::Admitted, Some("RM2")))), Some("RM2".into()));
    // Cancelled before the link was opened, and expected again.
    let mut ada = member(json!({"opens": {"before_start": 60}}));
    ada.then(0, Heard::Link(LINK.into()));
    ada.then(1, status(GuestStage::Cancelled, None));
    assert_eq!(ada.doing, Doing::ShutOut);
    ada.then(2, status(GuestStage::Invited, None));
    assert_eq!((ada.doing, ada.opens_at()), (Doing::HasLink, Some(at(540))));
}

#[test]
fn documents_that_go_are_an_end_for_whoever_was_there_and_a_dead_link_for_others() {
    let mut ada = member(json!({}));
    ada.is_in_call();
    ada.then(60, Heard::PageEnded);
    assert_eq!(ada.doing, Doing::Ended);
    let mut ada = member(json!({}));
    ada.then(0, Heard::Link(LINK.into()));
    assert_eq!(ada.then(1, Heard::PageEnded), [Act::ClosePage]);
    assert_eq!((ada.doing, ada.deadline()), (Doing::NoWayIn, None));
}

#[test]
fn a_network_is_lost_for_a_time_and_found_again() {
    let mut ada = member(json!({}));
    ada.waits();
    ada.ask(Asked::LoseNetwork(SignedDuration::from_secs(20)), at(100)).unwrap();
    assert_eq!((ada.acts(), ada.network), (vec![Act::Network(false)], false));
    assert_eq!(ada.passes(119), []);
    assert_eq!(ada.passes(120), [Act::Network(true)]);
    ada.ask(Asked::LoseNetwork(SignedDuration::from_secs(20)), at(130)).unwrap();
    ada.ask(Asked::FindNetwork, at(131)).unwrap();
    assert_eq!((ada.acts().len(), ada.deadline()), (2, None));
}

/// Anything that can happen, in any order.
fn anything() -> impl Strategy<Value = (u8, u8, i64)> {
    (0..13u8, 0..9u8, 0..40i64)
}

proptest! {
    #[test]
    fn whatever_happens_rooms_are_left_before_the_next_and_pages_close_once(events in proptest::collection::vec(anything(), 0..120)) {
        let mut ada = member(json!({"survey": "all", "chat": {"otherwise": "Yes."}, "call": {"talks": 3, "listens": 4,
            "steps": [{"at": 9, "do": "mute"}, {"at": 80, "do": "leave", "say": "Bye."}]}}));
        let stages = [GuestStage::Invited, GuestStage::Waiting, GuestStage::Admitted, GuestStage::Ended, GuestStage::Cancelled,
            GuestStage::Removed, GuestStage::KeptOut, GuestStage::Withdrawn, GuestStage::NoShow];
        let (mut second, mut in_room, mut page) = (0, None, false);
        for (what, which, after) in events {
            second += after;
            ada.advance(at(second));
            let room = ["RM1", "RM2"][usize::from(which % 2)];
            let _ = match what {
                0 => ada.ask(Asked::Arrive, at(second)),
                1 => ada.ask(Asked::Leave, at(second)),
                2 => ada.ask(Asked::LoseNetwork(SignedDuration::from_secs(after)), at(second)),
                _ => {
                    let heard = match what {
                        3 => Heard::Link(format!("{LINK}{which}")),
                        4 => Heard::PageEnded,
                        5 => Heard::Joined(room.to_owned()),
                        6 => Heard::OutOfRoom(room.to_owned()),
                        7 => Heard::Message(Message { id: "1".into(), text: "Hello".into() }),
                        8 | 9 => status(GuestStage::Admitted, Some(room)),
                        _ => status(stages[usize::from(which)], (which > 4).then_some(room)),
                    };
                    ada.hear(heard, at(second));
                    Ok(())
                }
            };
            for act in ada.acts() {
                match act {
                    Act::Connect(_) => page = true,
                    Act::ClosePage => page = false,
                    Act::Join(admission) => {
                        prop_assert_eq!(&in_room, &None, "two rooms at once");
                        in_room = Some(admission.room_sid);
                    }
                    Act::LeaveRoom => in_room = None,
                    Act::Report(_) => prop_assert!(page, "a report without a page"),
                    _ => {}
                }
            }
            if what == 6 && in_room.as_deref() == Some(room) {
                in_room = None;
            }
            let may_be = matches!(ada.doing, Doing::CalledIn | Doing::InCall);
            prop_assert!(in_room.is_none() || may_be, "in a room while {:?}", ada.doing);
            prop_assert!(ada.doing != Doing::InCall || in_room.is_some(), "in the call without a room");
        }
    }
}

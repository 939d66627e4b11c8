//! Texts told as stories, by a clock that is an argument.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::message::{Direction, Draft};
use super::office::{Doom, Office};
use super::script::Arrival;
use super::status::Status;
use crate::account::Sids;

const OWN: &str = "+15005550006";
const PHONE: &str = "+12025550120";

fn at(seconds: f64) -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "a test's seconds are few")]
    Timestamp::from_millisecond(1_800_000_000_000 + (seconds * 1000.0) as i64).unwrap()
}

struct World {
    office: Office,
    now: f64,
    count: u32,
}

impl World {
    fn new() -> Self {
        let office = Office::new(OWN.into(), "http://links".into(), Sids::new(Some(1), false), &[]);
        Self { office, now: 0.0, count: 0 }
    }

    fn draft(&mut self, body: &str) -> Draft {
        self.count += 1;
        Draft {
            sid: format!("SM{:032x}", self.count),
            to: PHONE.into(),
            from: Some(OWN.into()),
            by_service: false,
            body: body.into(),
            send_at: None,
            validity: SignedDuration::from_secs(36_000),
            smart: false,
            shorten: false,
            arrival: Arrival::default(),
        }
    }

    fn by_service(&mut self, body: &str) -> Draft {
        Draft { from: None, by_service: true, ..self.draft(body) }
    }

    fn send(&mut self, draft: Draft) -> String {
        self.office.create(draft, at(self.now)).unwrap().sid.clone()
    }

    fn refused(&mut self, draft: Draft) -> u32 {
        self.office.create(draft, at(self.now)).unwrap_err().code
    }

    fn pass(&mut self, seconds: f64) {
        self.now += seconds;
        self.office.advance(at(self.now));
    }

    fn status(&self, sid: &str) -> (Status, Option<u32>) {
        let message = self.office.message(sid).unwrap();
        (message.status, message.error)
    }

    fn history(&self, sid: &str) -> Vec<Status> {
        self.office.message(sid).unwrap().history.iter().map(|(_, status)| *status).collect()
    }

    fn shown(&self) -> Vec<&str> {
        self.office.on_phone(PHONE).into_iter().map(|one| one.shown.as_str()).collect()
    }
}

#[test]
fn a_text_goes_its_way_and_is_on_the_phone() {
    let mut world = World::new();
    let draft = world.draft("Your visit is ready");
    let sid = world.send(draft);
    assert_eq!(world.status(&sid), (Status::Queued, None));
    assert!(world.shown().is_empty() && world.office.message(&sid).unwrap().sent.is_none());
    world.pass(60.0);
    use Status::{Accepted, Delivered, Queued, Scheduled, Sending, Sent};
    assert_eq!(world.history(&sid), [Queued, Sending, Sent, Delivered]);
    assert_eq!(world.shown(), ["Your visit is ready"]);

    let now = at(world.now);
    let draft = world.by_service("Later");
    let sid = world.send(Draft { send_at: Some(now + SignedDuration::from_mins(10)), ..draft });
    let scheduled = world.office.message(&sid).unwrap();
    assert_eq!((scheduled.from.as_deref(), scheduled.segments), (None, 0), "no sender is chosen yet");
    world.pass(599.0);
    assert_eq!(world.history(&sid), [Scheduled]);
    world.pass(60.0);
    assert_eq!(world.history(&sid), [Scheduled, Accepted, Queued, Sending, Sent, Delivered]);
    assert_eq!(world.office.message(&sid).unwrap().from.as_deref(), Some(OWN));
}

#[test]
fn each_phone_takes_them_in_its_own_way() {
    let ends = [
        (Arrival::Undelivered { code: 30003, after: 5.0 }, Status::Undelivered, Some(30003), false),
        (Arrival::Failed { code: 30008 }, Status::Failed, Some(30008), false),
        (Arrival::Sent {}, Status::Sent, None, true),
        (Arrival::Waits { seconds: 600.0 }, Status::Delivered, None, true),
    ];
    for (arrival, status, code, arrives) in ends {
        let mut world = World::new();
        let draft = world.draft("x");
        let sid = world.send(Draft { arrival: arrival.clone(), ..draft });
        world.pass(30.0);
        assert!(!matches!(arrival, Arrival::Waits { .. }) || world.status(&sid).0 == Status::Queued);
        world.pass(3000.0);
        assert_eq!(world.status(&sid), (status, code));
        assert_eq!(world.shown().len(), usize::from(arrives), "{arrival:?}");
    }
    let mut world = World::new();
    let draft = world.draft("x");
    assert_eq!(world.refused(Draft { arrival: Arrival::Refused { code: 21614 }, ..draft }), 21614);
}

#[test]
fn a_number_sends_a_segment_in_a_second() {
    let mut world = World::new();
    let sids: Vec<String> = (0..5)
        .map(|_| {
            let draft = world.draft(&"a".repeat(161));
            world.send(draft)
        })
        .collect();
    world.pass(4.15);
    let sending = |world: &World| sids.iter().filter(|sid| world.status(sid).0 != Status::Queued).count();
    assert_eq!(sending(&world), 3, "two segments each, so that the third begins after four seconds");
    // The queue of a number holds four hours.
    for _ in 0..7200 {
        let draft = world.draft(&"a".repeat(161));
        if world.office.create(draft, at(world.now)).is_err() {
            break;
        }
    }
    let draft = world.draft("one more");
    assert_eq!(world.refused(draft), 21611);
    let draft = world.by_service("by the service");
    let overflow = world.send(draft);
    world.pass(1.0);
    assert_eq!(world.status(&overflow), (Status::Failed, Some(30001)));
}

#[test]
fn what_waits_longer_than_it_is_valid_is_not_sent() {
    let mut world = World::new();
    let draft = world.draft("x");
    let (arrival, validity) = (Arrival::Waits { seconds: 600.0 }, SignedDuration::from_secs(60));
    let sid = world.send(Draft { arrival, validity, ..draft });
    world.pass(59.0);
    assert_eq!(world.status(&sid).0, Status::Queued);
    world.pass(2.0);
    assert_eq!(world.status(&sid), (Status::Failed, Some(30036)));
}

#[test]
fn stop_is_obeyed_until_start() {
    let mut world = World::new();
    let now = at(0.0);
    let draft = world.by_service("later");
    let later = world.send(Draft { send_at: Some(now + SignedDuration::from_mins(10)), ..draft });
    world.office.reply(PHONE, " stop ", at(1.0)).unwrap();
    world.office.reply(PHONE, "Stop", at(2.0)).unwrap();
    let answers = world.office.messages().iter().filter(|one| one.direction == Direction::OutboundReply);
    assert_eq!(answers.count(), 1, "the second STOP says nothing new");
    let draft = world.draft("x");
    assert_eq!(world.refused(draft), 21610);
    world.pass(601.0);
    assert_eq!(world.status(&later), (Status::Failed, Some(21610)), "STOP came before its time");
    world.office.reply(PHONE, "START", at(world.now)).unwrap();
    let draft = world.draft("x");
    world.send(draft);
    assert!(world.office.reply("12", "x", at(world.now)).is_err());
    assert!(world.office.reply(PHONE, "  ", at(world.now)).is_err());
}

#[test]
fn only_what_is_scheduled_is_called_off_and_only_what_is_final_is_blanked_or_removed() {
    let mut world = World::new();
    let draft = world.by_service("later");
    let sid = world.send(Draft { send_at: Some(at(400.0)), ..draft });
    assert_eq!(world.office.redact(&sid, at(1.0)).unwrap_err().code, 20009);
    assert_eq!(world.office.delete(&sid).unwrap_err().code, 20009);
    world.office.cancel(&sid, at(1.0)).unwrap();
    assert_eq!(world.office.cancel(&sid, at(2.0)).unwrap_err().code, 30409);
    let draft = world.draft("private");
    let sent = world.send(draft);
    assert_eq!(world.office.cancel(&sent, at(2.0)).unwrap_err().code, 30409);
    world.pass(30.0);
    world.office.redact(&sent, at(30.0)).unwrap();
    assert_eq!(world.office.message(&sent).unwrap().body, "");
    assert_eq!(world.shown(), ["private"], "what is on a phone stays there");
    world.office.delete(&sent).unwrap();
    assert_eq!(world.office.delete(&sent).unwrap_err().code, 20404);
}

#[test]
fn the_window_of_scheduling_has_its_borders() {
    let mut world = World::new();
    let day = 86_400.0;
    for (seconds, good) in [(300.0, false), (301.0, true), (35.0 * day, true), (35.0 * day + 1.0, false)] {
        let draft = world.by_service("x");
        let made = world.office.create(Draft { send_at: Some(at(seconds)), ..draft }, at(0.0));
        assert_eq!(made.map_err(|refused| refused.code).err(), (!good).then_some(35114), "{seconds}");
    }
    let draft = world.draft("x");
    assert_eq!(world.refused(Draft { send_at: Some(at(600.0)), ..draft }), 35118);
}

#[test]
fn the_next_one_is_doomed_as_ordered() {
    let mut world = World::new();
    world.office.doom_next(Doom { status: None, code: 21614 }).unwrap();
    world.office.doom_next(Doom { status: Some(Status::Undelivered), code: 30007 }).unwrap();
    assert!(world.office.doom_next(Doom { status: Some(Status::Delivered), code: 1 }).is_err());
    let draft = world.draft("x");
    assert_eq!(world.refused(draft), 21614);
    let draft = world.draft("x");
    let sid = world.send(draft);
    world.pass(30.0);
    assert_eq!(world.status(&sid), (Status::Undelivered, Some(30007)));
    world.office.policy.us_registered = false;
    let draft = world.draft("x");
    let sid = world.send(draft);
    world.pass(30.0);
    assert_eq!(world.status(&sid), (Status::Undelivered, Some(30034)));
}

proptest! {
    #[test]
    fn however_time_passes_the_story_is_the_same(steps in proptest::collection::vec(0.0..40.0_f64, 1..20)) {
        let told = |steps: &[f64]| {
            let mut world = World::new();
            let drafts: Vec<Draft> = (0..4).map(|n| {
                let draft = if n % 2 == 0 { world.draft("x") } else { world.by_service("y") };
                let send_at = (n == 3).then(|| at(310.0));
                Draft { send_at, ..draft }
            }).collect();
            for draft in drafts {
                world.send(draft);
            }
            for step in steps {
                world.pass(*step);
            }
            world.pass(1000.0 - world.now);
            world.office.messages().iter().map(|one| one.history.clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(told(&steps), told(&[]));
    }
}

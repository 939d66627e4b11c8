//! Calls told as stories, by a clock that is an argument.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::exchange::{Act, Doom, Exchange};
use super::order::{Action, Detect, Heard, Numbers, Order};
use super::script::{Does, Phone, Sound};
use super::status::Status;
use super::twiml::{parse, tones};

const OWN: &str = "+15005550006";
const LINE: &str = "+12025550110";
const PERSON: &str = "+12025550111";

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap()
}

fn order(twiml: &str) -> Order {
    Order {
        twiml: parse(&format!("<Response>{twiml}</Response>")),
        send_digits: Vec::new(),
        timeout: SignedDuration::from_secs(60),
        time_limit: SignedDuration::from_secs(14_400),
        detect: None,
    }
}

/// An exchange whose rooms are those named here.
struct World {
    exchange: Exchange,
    rooms: Vec<&'static str>,
    now: i64,
    /// What the video half was asked for.
    asked: Vec<Action>,
}

impl World {
    fn new(rooms: &[&'static str]) -> Self {
        Self { exchange: Exchange::new(OWN.into()), rooms: rooms.to_vec(), now: 0, asked: Vec::new() }
    }

    fn dial(&mut self, to: &str, order: Order) -> String {
        let sid = format!("CA{:032x}", self.exchange.calls().len());
        let numbers = Numbers { sid: sid.clone(), to: to.into(), from: OWN.into() };
        self.exchange.create(numbers, order, at(self.now)).unwrap();
        sid
    }

    /// Lets time pass up to here.
    fn pass(&mut self, to: i64) {
        self.now = self.now.max(to);
        self.exchange.advance(at(self.now));
        self.settle();
    }

    fn settle(&mut self) {
        loop {
            let actions = self.exchange.actions();
            if actions.is_empty() {
                return;
            }
            for action in &actions {
                if let Action::Join { attempt, room, .. } = action {
                    self.exchange.joined(*attempt, self.rooms.contains(&room.as_str()));
                }
            }
            self.asked.extend(actions);
            self.exchange.advance(at(self.now));
        }
    }

    fn status(&self, sid: &str) -> Status {
        self.exchange.call(sid).unwrap().status
    }

    fn digits(&self, sid: &str) -> Vec<(i64, char)> {
        let millis = |at: &Timestamp| at.as_millisecond() - 1_800_000_000_000;
        let digit = |(at, heard): &(Timestamp, Heard)| match heard {
            Heard::Digit(key) => Some((millis(at), *key)),
            _ => None,
        };
        self.exchange.call(sid).unwrap().heard.iter().filter_map(digit).collect()
    }

    fn heard(&self, sid: &str, what: &Heard) -> bool {
        self.exchange.call(sid).unwrap().heard.iter().any(|(_, heard)| heard == what)
    }
}

#[test]
fn a_recipe_walks_through_three_menus_into_the_room() {
    let mut world = World::new(&["visit-1"]);
    let call = world.dial(
        LINE,
        order(
            "<Pause length='2'/><Play digits='1wwww2'/><Pause length='1'/><Play digits='5550142#'/>
             <Connect><Room participantIdentity='interp-1'>visit-1</Room></Connect>",
        ),
    );
    assert_eq!(world.status(&call), Status::Queued);
    world.pass(200);
    assert_eq!(world.status(&call), Status::Ringing);
    world.pass(2_199);
    assert_eq!(world.status(&call), Status::Ringing);
    world.pass(2_200);
    assert_eq!(world.status(&call), Status::InProgress, "it rings two seconds");
    // A day at once is the same as waiting.
    world.pass(60_000);
    assert_eq!(
        world.digits(&call)[..3],
        [(4_400, '1'), (6_600, '2'), (7_800, '5')],
        "two seconds of pause, four half seconds of w, a second of pause"
    );
    assert!(world.heard(&call, &Heard::Sound(Sound::Hold)));
    assert!(world.heard(&call, &Heard::Node("interpreter".into())));
    assert!(world.heard(&call, &Heard::Room("visit-1".into())));
    let played: Vec<Sound> = world
        .asked
        .iter()
        .filter_map(|action| if let Action::Play { sound, .. } = action { Some(*sound) } else { None })
        .collect();
    assert_eq!(played, [Sound::Hold, Sound::Greeting, Sound::Talk], "what the room hears");
    assert!(matches!(&world.asked[0], Action::Join { room, identity: Some(identity), .. }
        if room == "visit-1" && identity == "interp-1"));
}

#[test]
fn a_room_that_is_not_there_is_passed_over_and_the_last_verb_ends_the_call() {
    let mut world = World::new(&[]);
    let connect = "<Connect><Room>elsewhere</Room></Connect>";
    let last = world.dial(PERSON, order(connect));
    world.pass(10_000);
    assert_eq!(world.status(&last), Status::Completed);
    let more = world.dial(PERSON, order(&format!("{connect}<Say>Nobody is here</Say><Pause length='600'/>")));
    world.pass(20_000);
    assert_eq!(world.status(&more), Status::InProgress);
    assert!(world.heard(&more, &Heard::NoRoom("elsewhere".into())));
    assert!(world.heard(&more, &Heard::Said("Nobody is here".into())));
}

#[test]
fn who_is_removed_from_the_room_goes_on_to_the_next_verb() {
    let mut world = World::new(&["visit-1"]);
    let call = world.dial(PERSON, order("<Connect><Room>visit-1</Room></Connect><Say>Good bye</Say>"));
    world.pass(10_000);
    let Action::Join { attempt, .. } = world.asked[0].clone() else { panic!("no join") };
    world.exchange.left(attempt, at(10_000));
    assert_eq!(world.status(&call), Status::InProgress);
    world.pass(11_000);
    assert_eq!(world.status(&call), Status::Completed);
    assert!(!world.asked.contains(&Action::Leave { attempt }), "it had left already");
}

#[test]
fn keys_are_pressed_from_within_the_room_by_leaving_it_for_a_moment() {
    let mut world = World::new(&["visit-1"]);
    let listen = "<Connect><Room participantIdentity='i'>visit-1</Room></Connect>";
    let call = world.dial(LINE, order(listen));
    world.pass(3_000);
    let again = parse(&format!("<Response><Play digits='1'/>{listen}</Response>"));
    world.exchange.redirect(&call, again, at(3_000)).unwrap();
    world.pass(4_000);
    let kinds: Vec<_> = world
        .asked
        .iter()
        .map(|action| match action {
            Action::Join { attempt, .. } => ("join", *attempt),
            Action::Leave { attempt } => ("leave", *attempt),
            Action::Play { attempt, .. } => ("play", *attempt),
        })
        .collect();
    assert_eq!(kinds, [("join", 1), ("play", 1), ("leave", 1), ("join", 2), ("play", 2)]);
    assert!(world.heard(&call, &Heard::Node("department".into())));
    world.exchange.end(&call, false, at(5_000)).unwrap();
    world.settle();
    assert_eq!(world.asked.last(), Some(&Action::Leave { attempt: 2 }));
}

#[test]
fn phones_that_do_not_answer() {
    let mut world = World::new(&[]);
    let ends = [
        ("+12025550112", Status::Busy),
        ("+12025550113", Status::NoAnswer),
        ("+12025550115", Status::Failed),
        ("+12025550199", Status::Failed),
    ];
    for (number, end) in ends {
        let call = world.dial(number, order("<Pause/>"));
        world.pass(world.now + 100_000);
        assert_eq!(world.status(&call), end, "{number}");
        let call = world.exchange.call(&call).unwrap();
        assert!(call.dialled.is_some() && call.ended.is_some() && call.answered.is_none());
    }
    let mut hurried = order("<Pause/>");
    hurried.timeout = SignedDuration::from_secs(2);
    let call = world.dial(PERSON, hurried);
    world.pass(world.now + 10_000);
    assert_eq!(world.status(&call), Status::NoAnswer, "who answers after three seconds is too late");
}

#[test]
fn calls_are_dialled_one_in_a_second() {
    let mut world = World::new(&[]);
    let calls: Vec<String> = (0..3).map(|_| world.dial(PERSON, order("<Pause/>"))).collect();
    world.pass(1_300);
    let statuses: Vec<Status> = calls.iter().map(|call| world.status(call)).collect();
    assert_eq!(statuses, [Status::Ringing, Status::Ringing, Status::Queued]);
    assert_eq!(world.exchange.call(&calls[2]).unwrap().queue_time, SignedDuration::from_millis(2_200));
}

#[test]
fn send_digits_come_before_the_twiml_and_instead_of_detection() {
    let mut world = World::new(&[]);
    let mut order = order("<Play digits='2'/><Pause length='60'/>");
    order.send_digits = tones("W1w", true).unwrap();
    order.detect = Some(Detect { message_end: false, timeout: SignedDuration::from_secs(30) });
    let call = world.dial(LINE, order);
    world.pass(20_000);
    assert_eq!(world.digits(&call), [(3_400, '1'), (4_100, '2')]);
    assert_eq!(world.exchange.call(&call).unwrap().answered_by, None);
}

#[test]
fn machines_and_people_are_told_apart_before_the_twiml_runs() {
    let detect = |message_end| Some(Detect { message_end, timeout: SignedDuration::from_secs(30) });
    let cases = [
        (PERSON, detect(false), "human"),
        ("+12025550114", detect(false), "machine_start"),
        ("+12025550114", detect(true), "machine_end_beep"),
        (LINE, detect(false), "machine_start"),
        (LINE, Some(Detect { message_end: false, timeout: SignedDuration::from_secs(3) }), "unknown"),
    ];
    for (number, detect, by) in cases {
        let mut world = World::new(&[]);
        let mut order = order("<Say>Hello</Say><Pause length='60'/>");
        order.detect = detect;
        let call = world.dial(number, order);
        world.pass(4_600);
        assert!(!world.heard(&call, &Heard::Said("Hello".into())), "{number}: not before it is decided");
        world.pass(12_000);
        assert_eq!(world.exchange.call(&call).unwrap().answered_by, Some(by), "{number}");
        assert!(world.heard(&call, &Heard::Said("Hello".into())));
    }
}

#[test]
fn what_may_not_be_dialled_is_refused_with_twilios_codes() {
    let mut world = World::new(&[]);
    let cases = [
        ("+12025550111", "+12025550100", 21210),
        ("+12025550111", "me", 21212),
        ("2025550111", OWN, 21211),
        (OWN, OWN, 21211),
        ("+15005550001", OWN, 21217),
        ("+15005550003", OWN, 21215),
    ];
    for (to, from, code) in cases {
        let numbers = Numbers { sid: "CA".into(), to: to.into(), from: from.into() };
        let refused = world.exchange.create(numbers, order(""), at(0)).unwrap_err();
        assert_eq!(refused.code, code, "{to} from {from}");
    }
    assert!(world.exchange.calls().is_empty());
}

#[test]
fn twiml_that_is_no_twiml_drops_the_call_when_it_is_answered() {
    let mut world = World::new(&[]);
    let call = world.dial(PERSON, order("<Fly/>"));
    world.pass(10_000);
    let call = world.exchange.call(&call).unwrap();
    assert_eq!((call.status, call.trouble.as_ref().map(|(code, _)| *code)), (Status::Completed, Some(12200)));
}

#[test]
fn a_phone_does_as_it_is_told_and_the_next_call_is_doomed_when_ordered() {
    let mut world = World::new(&["visit-1"]);
    let call = world.dial("+12025550113", order("<Connect><Room>visit-1</Room></Connect>"));
    assert!(world.exchange.act(&call, &Act::Answer {}, at(0)).is_err(), "it does not ring yet");
    world.pass(5_000);
    world.exchange.act("+12025550113", &Act::Answer {}, at(5_000)).unwrap();
    world.settle();
    assert_eq!(world.status(&call), Status::InProgress);
    world.exchange.act(&call, &Act::Say { sound: Sound::Hold, seconds: 2.0 }, at(5_000)).unwrap();
    world.pass(20_000);
    let sounds =
        world.asked.iter().filter(|action| matches!(action, Action::Play { sound: Sound::Hold, .. }));
    assert_eq!(sounds.count(), 1);
    world.exchange.act(&call, &Act::HangUp {}, at(20_000)).unwrap();
    assert_eq!(world.status(&call), Status::Completed);

    world.exchange.doom_next(Doom { status: Some(Status::Busy), code: None }).unwrap();
    world.exchange.doom_next(Doom { status: None, code: Some(21216) }).unwrap();
    let busy = world.dial(PERSON, order("<Pause/>"));
    let numbers = Numbers { sid: "CA".into(), to: PERSON.into(), from: OWN.into() };
    assert_eq!(world.exchange.create(numbers, order(""), at(20_000)).unwrap_err().code, 21216);
    world.pass(30_000);
    assert_eq!(world.status(&busy), Status::Busy);
    let fine = world.dial(PERSON, order("<Pause length='60'/>"));
    world.pass(60_000);
    assert_eq!(world.status(&fine), Status::InProgress);
}

#[test]
fn scripts_are_read_from_json_and_nonsense_is_refused() {
    let good = r##"{"number": "+12025550120", "does": {"kind": "tree", "start": "a", "nodes": {
        "a": {"node": "menu", "prompt": 1, "keys": {"1": "b", "#": "a"}, "on_timeout": "b"},
        "b": {"node": "person"}}}}"##;
    let phone: Phone = serde_json::from_str(good).unwrap();
    assert_eq!(phone.check(), Ok(()));
    assert_eq!(serde_json::from_str::<Phone>(&serde_json::to_string(&phone).unwrap()).unwrap(), phone);
    for (from, to) in
        [("\"b\": {", "\"c\": {"), ("+1202", "1202"), ("\"prompt\": 1", "\"prompt\": -1"), ("\"1\"", "\"x\"")]
    {
        let bad: Phone = serde_json::from_str(&good.replace(from, to)).unwrap();
        assert!(bad.check().is_err(), "{to}");
    }
    for text in [
        r#"{"number": "+12025550120", "does": {"kind": "dances"}}"#,
        r#"{"number": "+12025550120", "does": {"kind": "busy"}, "more": 1}"#,
        r#"{"number": "+12025550120", "does": {"kind": "person", "greting": 1}}"#,
    ] {
        assert!(serde_json::from_str::<Phone>(text).is_err(), "{text}");
    }
    let mut exchange = Exchange::new(OWN.into());
    let own = Phone {
        number: OWN.into(),
        name: String::new(),
        rings: 1.0,
        does: Does::Busy {},
        texts: crate::texts::Arrival::default(),
    };
    assert!(exchange.set_phone(own).is_err());
}

/// What can be done to a call from outside.
#[derive(Clone, Debug)]
enum Step {
    Pass(i64),
    Redirect(&'static str),
    End(bool),
    Act(Act),
    Removed,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let twiml = prop_oneof![
        Just("<Pause length='5'/>"),
        Just("<Play digits='1ww2'/><Connect><Room>visit-1</Room></Connect>"),
        Just("<Connect><Room>nowhere</Room></Connect><Pause length='600'/>"),
        Just("<Connect><Room>visit-1</Room></Connect><Say>Bye</Say>"),
        Just("<Hangup/>"),
        Just("<Fly/>"),
    ];
    let act = prop_oneof![
        Just(Act::Answer {}),
        Just(Act::HangUp {}),
        Just(Act::Say { sound: Sound::Beep, seconds: 1.0 })
    ];
    let step = prop_oneof![
        4 => (0i64..30_000).prop_map(Step::Pass),
        3 => twiml.prop_map(Step::Redirect),
        1 => any::<bool>().prop_map(Step::End),
        1 => act.prop_map(Step::Act),
        2 => Just(Step::Removed),
    ];
    proptest::collection::vec(step, 0..25)
}

proptest! {
    #[test]
    fn whatever_happens_there_is_one_end_and_every_stay_in_a_room_ends_once(
        steps in steps(), number in 110u32..117
    ) {
        let mut world = World::new(&["visit-1"]);
        let call = world.dial(&format!("+12025550{number}"), order("<Pause length='20'/>"));
        for step in steps {
            match step {
                Step::Pass(by) => world.pass(world.now + by),
                Step::Redirect(twiml) => {
                    let twiml = parse(&format!("<Response>{twiml}</Response>"));
                    let may = world.status(&call) == Status::InProgress;
                    prop_assert_eq!(world.exchange.redirect(&call, twiml, at(world.now)).is_ok(), may);
                }
                Step::End(cancel) => { let _ = world.exchange.end(&call, cancel, at(world.now)); }
                Step::Act(act) => { let _ = world.exchange.act(&call, &act, at(world.now)); }
                Step::Removed => {
                    if let Some(attempt) = world.exchange.call(&call).unwrap().attempt() {
                        world.exchange.left(attempt, at(world.now));
                    }
                }
            }
            world.settle();
        }
        world.pass(world.now + 20_000_000);
        let over = world.exchange.call(&call).unwrap();
        prop_assert!(over.status.is_final(), "at the latest its time limit ends it");
        let finals = over.history.iter().filter(|(_, status)| status.is_final()).count();
        prop_assert_eq!(finals, 1);
        prop_assert!(over.history.is_sorted_by_key(|(at, _)| *at));
        prop_assert!(over.heard.is_sorted_by_key(|(at, _)| *at));
        prop_assert_eq!(over.attempt(), None);
        for action in &world.asked {
            if let Action::Leave { attempt } = action {
                let joins = |a: &&Action| matches!(a, Action::Join { attempt: mine, .. } if mine == attempt);
                let leaves = |a: &&Action| *a == action;
                prop_assert_eq!(world.asked.iter().filter(joins).count(), 1);
                prop_assert_eq!(world.asked.iter().filter(leaves).count(), 1);
            }
        }
    }
}

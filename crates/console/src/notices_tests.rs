//! Which notices come of what happens, told by a clock that the test moves.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
use proptest::prelude::*;

use super::*;

const KINDS: [Kind; 7] = [
    Kind::Arrived,
    Kind::Wrote,
    Kind::Away,
    Kind::GuestWaits,
    Kind::LeftCall,
    Kind::LineJoined,
    Kind::TextFailed,
];

/// Somebody who hears, and a clock that the test moves.
struct Desk {
    notices: Notices,
    settings: NotificationSettings,
    looking: Looking,
    now: Instant,
}

impl Desk {
    fn new() -> Desk {
        Desk {
            notices: Notices::default(),
            settings: NotificationSettings::default(),
            looking: Looking::Away,
            now: Instant::now(),
        }
    }

    fn hear(&mut self, kind: Kind, visit: &str) {
        let who = matches!(kind, Kind::Wrote | Kind::GuestWaits).then(|| format!("of {visit}"));
        let happening = Happening { kind, visit_id: visit.into(), who };
        self.notices.hear(happening, self.settings, &self.looking, self.now);
    }

    /// Lets time pass, second by second; what is told, and when.
    fn pass(&mut self, seconds: u64) -> Vec<(u64, Notice)> {
        let mut told = Vec::new();
        for second in 1..=seconds {
            self.now += Duration::from_secs(1);
            let due = self.notices.take_due(self.settings, &self.looking, |_| true, self.now);
            told.extend(due.into_iter().map(|notice| (second, notice)));
        }
        told
    }

    /// The kinds that are taken away in a moment, after a change.
    fn outdated(&mut self, holds: impl Fn(&Happening) -> bool) -> Vec<Kind> {
        self.notices.stir(self.now);
        self.now += GATHER;
        self.notices.take_outdated(&self.looking, holds, self.now)
    }

    /// The kinds that are told in the next minute, each with how many it is about.
    fn told(&mut self) -> Vec<(Kind, usize)> {
        self.pass(60).into_iter().map(|(_, notice)| (notice.kind, notice.about.len())).collect()
    }
}

#[test]
fn a_notice_is_taken_away_when_none_of_it_is_so_or_all_of_it_is_looked_at() {
    let mut desk = Desk::new();
    desk.hear(Kind::Arrived, "a");
    desk.hear(Kind::Arrived, "b");
    desk.hear(Kind::LeftCall, "c");
    desk.hear(Kind::Wrote, "d");
    assert!(!desk.notices.stands(), "nothing was told yet");
    assert_eq!(desk.told().len(), 3);
    let waits = |who: &'static str| {
        move |happening: &Happening| happening.kind != Kind::Arrived || happening.visit_id == who
    };
    assert_eq!(desk.outdated(waits("b")), [], "somebody waits still");
    assert_eq!(desk.outdated(waits("a")), [Kind::Arrived], "who was let in is not waiting again");
    desk.notices.settle(&Event::PatientJoined { visit_id: "c".into() });
    assert_eq!(desk.outdated(|_| true), [Kind::LeftCall]);
    desk.looking = Looking::Call { visit_id: "a".into() };
    assert_eq!(desk.outdated(|_| true), []);
    desk.looking = Looking::Console { today: true };
    assert_eq!(desk.outdated(|_| true), [Kind::Wrote]);
    assert!(!desk.notices.stands(), "and each once");
    desk.looking = Looking::Away;
    desk.hear(Kind::TextFailed, "e");
    desk.pass(60);
    assert_eq!(desk.notices.forget(), [Kind::TextFailed], "of another clinic");
}

#[test]
fn however_much_changes_what_stands_is_looked_at_once_in_a_moment() {
    let mut desk = Desk::new();
    desk.notices.stir(desk.now);
    assert_eq!(desk.notices.due_at(), None, "nothing stands");
    for visit in ["a", "b", "c"] {
        desk.hear(Kind::Arrived, visit);
    }
    desk.pass(60);
    for _ in 0..100 {
        desk.notices.stir(desk.now);
        assert_eq!(desk.notices.take_outdated(&desk.looking, |_| panic!("too early"), desk.now), []);
    }
    let asked = std::cell::Cell::new(0);
    let holds = |_: &Happening| {
        asked.set(asked.get() + 1);
        true
    };
    assert_eq!(desk.outdated(holds), []);
    assert_eq!((asked.get(), desk.notices.due_at()), (1, None), "one who waits is enough");
}

#[test]
fn several_who_come_together_are_one_notice() {
    let mut desk = Desk::new();
    desk.hear(Kind::Arrived, "a");
    desk.pass(1);
    desk.hear(Kind::Arrived, "b");
    desk.hear(Kind::Arrived, "b");
    let told = desk.pass(60);
    assert_eq!(told.len(), 1);
    let (second, notice) = &told[0];
    assert_eq!((*second, notice.about.len()), (1, 2), "two seconds after the first, of two people");
    assert_eq!(notice.place(), Place::Today);
}

#[test]
fn a_notice_of_one_leads_to_them() {
    let mut desk = Desk::new();
    desk.hear(Kind::Arrived, "a");
    desk.hear(Kind::Wrote, "b");
    let places: Vec<_> = desk.pass(10).into_iter().map(|(_, notice)| notice.place()).collect();
    let messages = Place::Messages { invitation_id: Some("of b".into()) };
    assert_eq!(places, [Place::Visit { visit_id: "a".into() }, messages]);
}

#[test]
fn whoever_comes_right_after_a_notice_waits_for_the_next() {
    let mut desk = Desk::new();
    desk.hear(Kind::Arrived, "a");
    assert_eq!(desk.pass(2).len(), 1);
    desk.hear(Kind::Arrived, "b");
    desk.pass(5);
    desk.hear(Kind::Arrived, "c");
    let told = desk.pass(60);
    assert_eq!(
        told.iter().map(|(second, notice)| (*second, notice.about.len())).collect::<Vec<_>>(),
        [(15, 2)]
    );
}

#[test]
fn what_a_window_in_front_shows_is_not_told() {
    let at = |looking: Looking| {
        let mut desk = Desk { looking, ..Desk::new() };
        KINDS.into_iter().for_each(|kind| desk.hear(kind, "a"));
        desk.told().into_iter().map(|(kind, _)| kind).collect::<Vec<_>>()
    };
    assert_eq!(at(Looking::Console { today: true }), [Kind::LineJoined, Kind::LeftCall]);
    assert_eq!(
        at(Looking::Console { today: false }),
        [Kind::Arrived, Kind::Wrote, Kind::Away, Kind::GuestWaits, Kind::LineJoined, Kind::LeftCall]
    );
    assert_eq!(
        at(Looking::Call { visit_id: "a".into() }),
        [Kind::Arrived, Kind::Away, Kind::TextFailed],
        "its own call is shown by the window"
    );
    assert_eq!(at(Looking::Call { visit_id: "another".into() }).len(), KINDS.len());
}

#[test]
fn whoever_looks_before_it_is_told_has_seen_it() {
    let mut desk = Desk::new();
    desk.hear(Kind::Arrived, "a");
    desk.looking = Looking::Console { today: true };
    assert_eq!(desk.told(), []);
}

#[test]
fn a_connection_that_comes_and_goes_is_told_of_once() {
    let mut desk = Desk::new();
    let mut told = 0;
    for _ in 0..9 {
        desk.hear(Kind::Away, "a");
        told += desk.told().len();
    }
    assert_eq!(told, 1);
    desk.pass(120);
    desk.hear(Kind::Away, "a");
    assert_eq!(desk.told(), [(Kind::Away, 1)], "ten minutes later it is news");
}

#[test]
fn who_reloads_in_the_call_has_not_left_it() {
    let mut desk = Desk::new();
    desk.hear(Kind::LeftCall, "a");
    assert_eq!(desk.pass(9), []);
    desk.notices.settle(&Event::PatientJoined { visit_id: "a".into() });
    assert_eq!(desk.told(), []);
    desk.hear(Kind::LeftCall, "a");
    desk.notices.settle(&Event::PatientJoined { visit_id: "b".into() });
    assert_eq!(desk.told(), [(Kind::LeftCall, 1)]);
}

#[test]
fn an_end_is_no_drop_and_what_does_not_hold_is_not_told() {
    let mut desk = Desk::new();
    desk.hear(Kind::LeftCall, "a");
    desk.notices.settle(&Event::VisitEnded { visit_id: "a".into() });
    assert_eq!(desk.told(), []);
    desk.hear(Kind::Arrived, "b");
    desk.now += Duration::from_secs(5);
    assert_eq!(desk.notices.take_due(desk.settings, &Looking::Away, |_| false, desk.now), []);
}

#[test]
fn what_is_switched_off_is_not_told() {
    let off = NotificationSettings { on: false, ..NotificationSettings::default() };
    let mut desk = Desk { settings: off, ..Desk::new() };
    KINDS.into_iter().for_each(|kind| desk.hear(kind, "a"));
    assert_eq!(desk.told(), []);
    desk.settings = NotificationSettings { messages: false, ..NotificationSettings::default() };
    KINDS.into_iter().for_each(|kind| desk.hear(kind, "a"));
    assert_eq!(desk.told().len(), KINDS.len() - 1);
}

/// Something to do with a desk.
#[derive(Debug, Clone)]
enum Step {
    Happens(usize, u8),
    Passes(u64),
    Looks(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0..KINDS.len(), 0..4_u8).prop_map(|(kind, visit)| Step::Happens(kind, visit)),
        (1..30_u64).prop_map(Step::Passes),
        any::<bool>().prop_map(Step::Looks),
    ];
    proptest::collection::vec(step, 1..60)
}

proptest! {
    /// Notices of a kind are never close on each other, nothing is told while it is seen, and whatever nobody saw is told.
    #[test]
    fn in_any_order(steps in steps()) {
        let mut desk = Desk::new();
        let mut last: HashMap<Kind, Instant> = HashMap::new();
        let mut unseen: Vec<(Kind, String)> = Vec::new();
        let check = |desk: &mut Desk,
                     last: &mut HashMap<Kind, Instant>,
                     unseen: &mut Vec<(Kind, String)>,
                     seconds: u64| {
            for _ in 0..seconds {
                for (_, notice) in desk.pass(1) {
                    prop_assert!(last.insert(notice.kind, desk.now).is_none_or(|told| desk.now - told >= APART));
                    for about in &notice.about {
                        prop_assert!(!desk.looking.shows(about));
                        let before = unseen.len();
                        unseen.retain(|known| *known != (about.kind, about.visit_id.clone()));
                        prop_assert_eq!(unseen.len() + 1, before, "told once, and only what happened");
                    }
                }
            }
            Ok(())
        };
        for step in steps {
            match step {
                Step::Happens(kind, visit) => {
                    let (kind, visit) = (KINDS[kind], visit.to_string());
                    let told_before = kind == Kind::Away
                        && desk.notices.away.get(&visit).is_some_and(|told| desk.now - *told < FLAPPING);
                    desk.hear(kind, &visit);
                    let happening = Happening { kind, visit_id: visit.clone(), who: None };
                    if !desk.looking.shows(&happening) && !told_before && !unseen.contains(&(kind, visit.clone())) {
                        unseen.push((kind, visit));
                    }
                }
                Step::Passes(seconds) => check(&mut desk, &mut last, &mut unseen, seconds)?,
                Step::Looks(looks) => {
                    desk.looking = if looks { Looking::Console { today: true } } else { Looking::Away };
                    if looks {
                        // Whoever looks now sees what was to be told: at once, so that what follows is new.
                        desk.pass(40);
                        unseen.clear();
                    }
                }
            }
        }
        desk.looking = Looking::Away;
        check(&mut desk, &mut last, &mut unseen, 60)?;
        prop_assert_eq!(unseen, []);
    }
}

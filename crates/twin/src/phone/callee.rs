//! The phone at the other end, once it has answered: a walk through a tree, by keys and by time. Pure.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::script::{Ask, Node, Sound, seconds};

/// How long a machine says that it did not understand.
const WRONG: SignedDuration = SignedDuration::from_secs(2);

/// What goes on at a node.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    /// It says what it has to say.
    Speaking,
    /// It says that the key was wrong.
    Objecting,
    /// It waits for keys.
    Waiting,
    /// A person talks.
    Talking,
}

/// A phone that has answered.
#[derive(Clone, Debug)]
pub(crate) struct Callee {
    nodes: BTreeMap<String, Node>,
    at: String,
    phase: Phase,
    until: Option<Timestamp>,
    /// How often this node was in vain.
    vain: u32,
    typed: String,
    /// Something else that is heard for a while.
    aside: Option<(Sound, Timestamp)>,
    hung_up: bool,
}

impl Callee {
    /// Picks up.
    pub(crate) fn answer((start, nodes): (String, BTreeMap<String, Node>), now: Timestamp) -> Self {
        let mut callee = Self {
            nodes,
            at: String::new(),
            phase: Phase::Speaking,
            until: None,
            vain: 0,
            typed: String::new(),
            aside: None,
            hung_up: false,
        };
        callee.go(Some(start), now);
        callee
    }

    /// The node it is at.
    pub(crate) fn at(&self) -> &str {
        &self.at
    }

    /// Whether it has ended the call.
    pub(crate) fn hung_up(&self) -> bool {
        self.hung_up
    }

    /// Whether a person is at the other end.
    pub(crate) fn is_person(&self) -> bool {
        matches!(self.nodes.get(&self.at), Some(Node::Person { .. }))
    }

    /// When [`Callee::due`] is to be called.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let aside = self.aside.map(|(_, until)| until);
        if self.hung_up { None } else { self.until.into_iter().chain(aside).min() }
    }

    /// What is heard of it.
    pub(crate) fn sound(&self) -> Sound {
        if let Some((sound, _)) = self.aside {
            return sound;
        }
        match (self.phase, self.nodes.get(&self.at)) {
            (Phase::Objecting, _) => Sound::Wrong,
            (Phase::Talking, _) => Sound::Talk,
            (Phase::Speaking, Some(Node::Menu { ask, .. } | Node::Code { ask, .. })) => ask.sound,
            (Phase::Speaking, Some(Node::Notice { sound, .. })) => *sound,
            (Phase::Speaking, Some(Node::Person { .. })) => Sound::Greeting,
            (Phase::Waiting, _) | (_, None) => Sound::Silence,
        }
    }

    /// Makes a sound for a while, whatever else it does.
    pub(crate) fn say(&mut self, sound: Sound, until: Timestamp) {
        self.aside = Some((sound, until));
    }

    fn go(&mut self, to: Option<String>, now: Timestamp) {
        let Some(to) = to.filter(|to| self.nodes.contains_key(to)) else {
            (self.hung_up, self.until) = (true, None);
            return;
        };
        self.at = to;
        self.vain = 0;
        self.speak(now);
    }

    /// Begins to say what the node says.
    fn speak(&mut self, now: Timestamp) {
        self.phase = Phase::Speaking;
        self.typed.clear();
        let lasts = match self.nodes.get(&self.at) {
            Some(Node::Menu { ask, .. } | Node::Code { ask, .. }) => ask.prompt,
            Some(Node::Notice { seconds, .. }) => *seconds,
            Some(Node::Person { greeting, .. }) => *greeting,
            None => 0.0,
        };
        self.until = Some(now + seconds(lasts));
    }

    /// Its deadline has come.
    pub(crate) fn due(&mut self, now: Timestamp) {
        if self.aside.is_some_and(|(_, until)| until <= now) {
            self.aside = None;
        }
        if self.until.is_none_or(|until| until > now) {
            return;
        }
        let Some(node) = self.nodes.get(&self.at).cloned() else { return };
        match (self.phase, node) {
            (Phase::Speaking, Node::Menu { ask, .. } | Node::Code { ask, .. }) => {
                self.phase = Phase::Waiting;
                self.until = Some(now + seconds(ask.wait));
            }
            (Phase::Waiting, Node::Menu { ask, .. } | Node::Code { ask, .. }) => {
                self.vain += 1;
                if self.vain > ask.repeats {
                    self.go(ask.on_timeout, now);
                } else {
                    self.speak(now);
                }
            }
            (Phase::Speaking, Node::Notice { next, .. }) => self.go(next, now),
            (Phase::Speaking, Node::Person { stays, .. }) => {
                self.phase = Phase::Talking;
                self.until = stays.map(|stays| now + seconds(stays));
            }
            (Phase::Talking, _) => self.go(None, now),
            // The objection is over, or waiting where nothing is waited for.
            (Phase::Objecting | Phase::Waiting, _) => self.speak(now),
        }
    }

    /// A key is heard.
    pub(crate) fn hear(&mut self, key: char, now: Timestamp) {
        let Some(node) = self.nodes.get(&self.at).cloned() else { return };
        match node {
            Node::Menu { ask, keys } if self.listens(&ask) => match keys.get(&key) {
                Some(next) => self.go(Some(next.clone()), now),
                None => self.object(ask, now),
            },
            Node::Code { ask, code, ends_with, next } if self.listens(&ask) => {
                let ended = ends_with == Some(key);
                if !ended {
                    self.typed.push(key);
                    self.phase = Phase::Waiting;
                    self.until = Some(now + seconds(ask.wait));
                }
                let full = ends_with.is_none() && self.typed.len() >= code.len();
                // Whoever types without end is not listened to for ever.
                if ended || full || self.typed.len() > 32 {
                    if self.typed == code {
                        self.go(Some(next), now);
                    } else {
                        self.object(ask, now);
                    }
                }
            }
            _ => {}
        }
    }

    fn listens(&self, ask: &Ask) -> bool {
        !self.hung_up && (ask.barge_in || self.phase == Phase::Waiting)
    }

    fn object(&mut self, ask: Ask, now: Timestamp) {
        self.vain += 1;
        self.typed.clear();
        if self.vain > ask.repeats {
            self.go(ask.on_wrong, now);
        } else {
            self.phase = Phase::Objecting;
            self.until = Some(now + WRONG);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::super::practice::phones;
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + millis).unwrap()
    }

    fn line() -> Callee {
        Callee::answer(phones()["+12025550110"].does.tree().unwrap(), at(0))
    }

    /// Lets time pass up to `to`.
    fn pass(callee: &mut Callee, to: i64) {
        while let Some(deadline) = callee.deadline().filter(|deadline| *deadline <= at(to)) {
            callee.due(deadline);
        }
    }

    #[test]
    fn three_right_answers_lead_to_music_and_a_person() {
        let mut line = line();
        assert_eq!((line.at(), line.sound()), ("language", Sound::Language));
        line.hear('1', at(1_000));
        assert_eq!((line.at(), line.sound()), ("department", Sound::Department));
        pass(&mut line, 6_000);
        assert_eq!(line.sound(), Sound::Silence, "it waits");
        line.hear('2', at(6_000));
        for (n, key) in "5550142#".chars().enumerate() {
            assert_eq!(line.at(), "code");
            line.hear(key, at(7_000 + n as i64 * 200));
        }
        assert_eq!((line.at(), line.sound()), ("hold", Sound::Hold));
        line.hear('1', at(9_000));
        assert_eq!(line.at(), "hold", "music does not listen");
        pass(&mut line, 16_400);
        assert_eq!((line.at(), line.sound(), line.is_person()), ("interpreter", Sound::Greeting, true));
        pass(&mut line, 60_000);
        assert_eq!((line.sound(), line.hung_up()), (Sound::Talk, false));
    }

    #[test]
    fn wrong_keys_and_silence_ask_again_and_then_hang_up() {
        let mut line = line();
        line.hear('9', at(500));
        assert_eq!((line.at(), line.sound()), ("language", Sound::Wrong));
        pass(&mut line, 2_500);
        assert_eq!(line.sound(), Sound::Language, "it asks again");
        // Five seconds of prompt and five of waiting, for the second time.
        pass(&mut line, 12_500);
        assert_eq!((line.sound(), line.hung_up()), (Sound::Language, false));
        pass(&mut line, 22_499);
        assert!(!line.hung_up());
        pass(&mut line, 22_500);
        assert!(line.hung_up(), "in vain for the third time");
        assert_eq!(line.deadline(), None);
    }

    #[test]
    fn a_menu_may_be_deaf_while_it_speaks_and_have_ways_of_its_own() {
        let ask = Ask {
            prompt: 4.0,
            sound: Sound::Language,
            wait: 2.0,
            barge_in: false,
            repeats: 0,
            on_wrong: Some("person".into()),
            on_timeout: Some("notice".into()),
        };
        let menu = Node::Menu { ask, keys: BTreeMap::from([('1', "notice".to_owned())]) };
        let nodes = BTreeMap::from([
            ("menu".to_owned(), menu),
            ("person".to_owned(), Node::Person { greeting: 1.0, stays: Some(2.0) }),
            ("notice".to_owned(), Node::Notice { seconds: 1.0, sound: Sound::Hold, next: None }),
        ]);
        let mut line = Callee::answer(("menu".into(), nodes.clone()), at(0));
        line.hear('1', at(3_999));
        assert_eq!(line.at(), "menu", "keys in the prompt are lost");
        pass(&mut line, 4_000);
        line.hear('7', at(4_000));
        assert_eq!(line.at(), "person");
        pass(&mut line, 6_999);
        assert!(!line.hung_up());
        pass(&mut line, 7_000);
        assert!(line.hung_up(), "one second of greeting, two of talk");
        let mut line = Callee::answer(("menu".into(), nodes), at(0));
        pass(&mut line, 6_000);
        assert_eq!(line.at(), "notice", "nothing came");
    }

    proptest! {
        #[test]
        fn any_keys_at_any_time_leave_it_somewhere_and_time_ends_what_time_can_end(
            keys in proptest::collection::vec(("[0-9A-D#*]", 0i64..20_000), 0..40)
        ) {
            let mut line = line();
            let mut now = 0;
            for (key, wait) in keys {
                now += wait;
                pass(&mut line, now);
                line.hear(key.chars().next().unwrap(), at(now));
                prop_assert!(line.deadline().is_none_or(|deadline| deadline >= at(now)));
                prop_assert_eq!(line.hung_up() && line.is_person(), false, "a person of this line stays");
            }
            pass(&mut line, now + 600_000);
            prop_assert!(line.hung_up() || line.is_person(), "{} is no place to stay", line.at());
        }
    }
}

//! The phones of the practice clinic. Their numbers are of the range that is kept for fiction, and Twilio's own numbers
//! for tests.

use std::collections::BTreeMap;

use super::script::{Ask, Does, Node, Phone, Sound};
use crate::texts::Arrival;

/// The access code of the practice interpreter line.
const CODE: &str = "5550142";

fn ask(prompt: f64, sound: Sound) -> Ask {
    Ask { prompt, sound, wait: 5.0, barge_in: true, repeats: 2, on_wrong: None, on_timeout: None }
}

fn menu(prompt: f64, sound: Sound, keys: &[char], next: &str) -> Node {
    Node::Menu { ask: ask(prompt, sound), keys: keys.iter().map(|key| (*key, next.to_owned())).collect() }
}

/// Three menus, music, and a person.
fn interpreters() -> Does {
    let code = Node::Code {
        ask: ask(4.0, Sound::Code),
        code: CODE.into(),
        ends_with: Some('#'),
        next: "hold".into(),
    };
    let hold = Node::Notice { seconds: 8.0, sound: Sound::Hold, next: Some("interpreter".into()) };
    let nodes = [
        ("language", menu(5.0, Sound::Language, &['1', '2', '3', '4', '5'], "department")),
        ("department", menu(4.0, Sound::Department, &['1', '2', '3'], "code")),
        ("code", code),
        ("hold", hold),
        ("interpreter", Node::Person { greeting: 3.0, stays: None }),
    ];
    Does::Tree {
        start: "language".into(),
        nodes: nodes.into_iter().map(|(name, node)| (name.to_owned(), node)).collect(),
    }
}

/// The phones that answered STOP before the clinic opened.
pub(crate) const OPTED_OUT: [&str; 1] = ["+12025550125"];

/// Every phone that is there from the start.
pub(crate) fn phones() -> BTreeMap<String, Phone> {
    let phone = |number: &str, name: &str, rings: f64, does: Does| Phone {
        number: number.into(),
        name: name.into(),
        rings,
        does,
        texts: Arrival::default(),
    };
    let texted = |number: &str, name: &str, texts: Arrival| {
        let does = Does::Person { greeting: 3.0, stays: None };
        Phone { texts, ..phone(number, name, 3.0, does) }
    };
    let lost = |code| Arrival::Undelivered { code, after: 1.0 };
    let refused = |number: &str, name: &str, call: u32, text: u32| {
        let does = Does::Refused { code: call };
        Phone { texts: Arrival::Refused { code: text }, ..phone(number, name, 0.0, does) }
    };
    let interpreters = Phone {
        texts: lost(30006),
        ..phone("+12025550110", "Interpreter line with three menus", 2.0, interpreters())
    };
    let all = [
        interpreters,
        phone("+12025550111", "A person", 3.0, Does::Person { greeting: 3.0, stays: None }),
        phone("+12025550112", "Busy", 1.0, Does::Busy {}),
        phone("+12025550113", "Nobody answers", 0.0, Does::Silent {}),
        phone("+12025550114", "Voicemail", 4.0, Does::Voicemail { greeting: 5.0, records: 60.0 }),
        phone("+12025550115", "Fails", 1.0, Does::Fails { code: Some(13224) }),
        texted("+12025550120", "Takes texts", Arrival::default()),
        texted("+12025550121", "Switched off", lost(30003)),
        texted("+12025550122", "Landline", lost(30006)),
        texted("+12025550123", "Behind a filter", lost(30007)),
        texted("+12025550124", "Its carrier wants registered senders", lost(30034)),
        texted(OPTED_OUT[0], "Wants no texts", Arrival::default()),
        texted("+12025550126", "Texts wait ten minutes", Arrival::Waits { seconds: 600.0 }),
        texted("+12025550127", "Its carrier never says whether texts arrive", Arrival::Sent {}),
        texted("+12025550128", "Texts fail", Arrival::Failed { code: 30008 }),
        // Twilio's numbers for tests: its test credentials are refused with these codes.
        refused("+15005550001", "Not valid", 21217, 21211),
        refused("+15005550002", "Can't be reached", 21214, 21612),
        refused("+15005550003", "Country switched off", 21215, 21408),
        refused("+15005550004", "Blocked", 21216, 21610),
        refused("+15005550009", "No mobile phone", 21217, 21614),
    ];
    all.into_iter().map(|phone| (phone.number.clone(), phone)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_practice_phone_is_a_good_script() {
        for phone in phones().values() {
            assert_eq!(phone.check(), Ok(()), "{}", phone.name);
        }
    }
}

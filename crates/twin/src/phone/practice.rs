//! The phones of the practice clinic. Their numbers are of the range that is kept for fiction, and Twilio's own numbers
//! for tests.

use std::collections::BTreeMap;

use super::script::{Ask, Does, Node, Phone, Sound};

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

/// Every phone that is there from the start.
pub(crate) fn phones() -> BTreeMap<String, Phone> {
    let phone = |number: &str, name: &str, rings: f64, does: Does| Phone {
        number: number.into(),
        name: name.into(),
        rings,
        does,
    };
    let all = [
        phone("+12025550110", "Interpreter line with three menus", 2.0, interpreters()),
        phone("+12025550111", "A person", 3.0, Does::Person { greeting: 3.0, stays: None }),
        phone("+12025550112", "Busy", 1.0, Does::Busy {}),
        phone("+12025550113", "Nobody answers", 0.0, Does::Silent {}),
        phone("+12025550114", "Voicemail", 4.0, Does::Voicemail { greeting: 5.0, records: 60.0 }),
        phone("+12025550115", "Fails", 1.0, Does::Fails { code: Some(13224) }),
        // Twilio's numbers for tests: its test credentials are refused with these codes.
        phone("+15005550001", "Not valid", 0.0, Does::Refused { code: 21217 }),
        phone("+15005550002", "Can't be reached", 0.0, Does::Refused { code: 21214 }),
        phone("+15005550003", "Country switched off", 0.0, Does::Refused { code: 21215 }),
        phone("+15005550004", "Blocked", 0.0, Does::Refused { code: 21216 }),
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

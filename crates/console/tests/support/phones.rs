//! The directory's lines and the twin's phones that stories by phone are told with, and what such a phone has heard.

use serde_json::{Value, json};

use super::Desk;
use super::street::Passed;

pub const TREE: &str = "+12025550120";
pub const PERSON: &str = "+12025550121";
pub const BUSY: &str = "+12025550112";
pub const SILENT: &str = "+12025550113";

/// The practice directory has lines of its own.
pub async fn empty_directory(desk: &Desk) {
    let directory = desk.ask("getDirectory", json!({})).await.unwrap();
    for line in directory["lines"].as_array().unwrap() {
        desk.ask("removeLine", json!({ "lineId": line["id"] })).await.unwrap();
    }
}

/// A line with three menus that loses no time, and a person who answers at once.
pub async fn phones(desk: &Desk) {
    empty_directory(desk).await;
    let menu = |next: &str, keys: &[&str], on_wrong: Value| {
        let keys: Value =
            keys.iter().map(|key| ((*key).to_owned(), json!(next))).collect::<serde_json::Map<_, _>>().into();
        json!({ "node": "menu", "prompt": 0.3, "sound": "language", "wait": 20, "barge_in": true, "repeats": 3,
            "keys": keys, "on_wrong": on_wrong, "on_timeout": null })
    };
    let code = json!({ "node": "code", "prompt": 0.3, "sound": "code", "wait": 20, "barge_in": true, "repeats": 3,
        "code": "5550142", "ends_with": "#", "next": "hold" });
    let tree = json!({ "number": TREE, "name": "Three menus", "rings": 0.4, "does": { "kind": "tree", "start": "language",
        "nodes": {
            "language": menu("department", &["2"], json!(null)),
            "department": menu("code", &["1"], json!(null)),
            "code": code,
            "hold": { "node": "notice", "seconds": 0.5, "sound": "hold", "next": "interpreter" },
            "interpreter": { "node": "person", "greeting": 1 },
        } } });
    let person = json!({ "number": PERSON, "name": "Somebody", "rings": 0.4,
        "does": { "kind": "person", "greeting": 1 } });
    for phone in [tree, person] {
        desk.street.twin.phones().set(serde_json::from_value(phone).unwrap()).unwrap();
    }
}

pub fn line(name: &str, number: &str, steps: Value) -> Value {
    let recipes = if steps.is_null() { json!([]) } else { json!([{ "language": "es", "steps": steps }]) };
    json!({ "name": name, "offers": "interpreter", "languages": ["es", "ja"], "number": number,
        "hours": { "zone": "America/New_York", "spans": [] }, "notes": "", "recipes": recipes })
}

pub fn through_the_menus() -> Value {
    json!([
        { "kind": "press", "keys": "2", "waitBefore": 1, "note": "For Spanish" },
        { "kind": "press", "keys": "1", "waitBefore": 1, "note": "" },
        { "kind": "pressCode", "waitBefore": 1, "end": "#", "note": "" },
        { "kind": "handOver", "seconds": 0, "quiet": false, "note": "" },
    ])
}

pub async fn save(desk: &Desk, mut line: Value, code: Option<&str>) -> String {
    if let Some(code) = code {
        line["accessCode"] = json!(code);
    }
    let saved = desk.ask("saveLine", line).await.unwrap();
    saved["lineId"].as_str().unwrap().to_owned()
}

/// What the phone at the other end of the latest call has heard.
pub fn heard(desk: &Desk, what: &str) -> Vec<Value> {
    let calls = desk.street.twin.phones().dump()["calls"].clone();
    let heard = calls.as_array().unwrap().last().map(|call| call["heard"].clone()).unwrap_or_default();
    heard.as_array().into_iter().flatten().map(|entry| entry[what].clone()).filter(|v| !v.is_null()).collect()
}

pub fn digits(desk: &Desk) -> String {
    heard(desk, "digit").iter().map(|key| key.as_str().unwrap().to_owned()).collect()
}

/// Waits until the twin's phone says so. Every look of the console at the call passes the street, so that each is a reason to look again.
pub async fn phone_until(desk: &Desk, wanted: impl Fn(&Desk) -> bool) {
    desk.street.until(|_| wanted(desk)).await;
}

pub fn placed(passed: &[Passed]) -> usize {
    passed.iter().filter(|p| p.method == "POST" && p.path.ends_with("/Calls.json")).count()
}

pub fn events(card: &Value) -> Vec<String> {
    let timeline = card["timeline"].as_array().unwrap();
    timeline.iter().map(|entry| entry["event"].as_str().unwrap().to_owned()).collect()
}

/// The same without that it rang: a line that is answered soon is not always looked at while it rings.
pub fn but_ringing(card: &Value) -> Vec<String> {
    events(card).into_iter().filter(|event| event != "lineRang").collect()
}

//! The practice cast is read, and each mistake is told with its place.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
use serde_json::{Value, json};

use super::*;

fn one() -> Value {
    json!({"id": "ada", "name": "Ada", "phone": "+15035550142", "look": "old-woman", "opens": {"after_text": 5}})
}

fn script(members: &[Value]) -> Result<Script, Vec<Fault>> {
    Script::read(&json!({"format": "anteroom-cast", "version": 1, "members": members}).to_string())
}

/// A member with one thing changed, and what is said of it.
fn faults(place: &str, value: Value) -> Vec<String> {
    let mut member = one();
    let mut at = &mut member;
    for name in place.split('/') {
        if at.get(name).is_none() {
            at[name] = json!({});
        }
        at = &mut at[name];
    }
    *at = value;
    script(&[member]).unwrap_err().iter().map(Fault::to_string).collect()
}

#[test]
fn the_practice_cast_is_read_and_has_everybody_who_is_promised() {
    let script = Script::practice();
    let of = |id: &str| script.members.iter().find(|member| member.id == id).unwrap();
    assert_eq!(of("dale").opens, Opens::Never, "a no-show");
    assert!(matches!(of("gloria").opens, Opens::AfterStart(_)), "late");
    assert!(matches!(of("marian").opens, Opens::BeforeStart(early) if early > 900.0), "early, and chats");
    assert_eq!(of("kenji").checks.camera, Verdict::Refused);
    assert_eq!(of("james").checks.microphone, Verdict::Faulty, "silent");
    assert_eq!(of("samuel").checks.network, NetworkVerdict::Poor, "slow");
    assert_eq!((of("elena").language.as_str(), of("elena").voice), ("es", Tongue::Spanish));
    assert_eq!(of("theos-father").relative.as_ref().unwrap().of, "theo");
}

#[test]
fn what_is_left_out_is_usual() {
    let member = script(&[one()]).unwrap().members.remove(0);
    assert_eq!((member.language.as_str(), member.voice), ("en", Tongue::English));
    assert_eq!(member.checks.camera, Verdict::Works);
    assert!(member.call.talks > 0.0 && member.chat == Chat::default());
}

#[test]
fn everybody_who_is_drawn_can_be_named() {
    for look in Look::ALL {
        let mut member = one();
        member["look"] = serde_json::to_value(look).unwrap();
        assert_eq!(script(&[member]).unwrap().members[0].look, look);
    }
}

#[test]
fn each_mistake_is_told_with_its_place_and_what_would_be_right() {
    let cases: &[(&str, Value, &str)] = &[
        ("id", json!("Ada L."), "/members/0/id: Write small letters, digits and hyphens here"),
        ("name", json!(""), "/members/0/name: Write something here"),
        ("phone", json!("555-0142"), "/members/0/phone: Write a number with its country code"),
        ("look", json!("robot"), "/members/0/look: Write one of these here: young-woman, old-man"),
        ("voice", json!("fr"), "/members/0/voice: Write one of these here: en, es, ja."),
        ("opens", json!("soon"), "/members/0/opens: Write \u{201c}never\u{201d} here, or one of"),
        (
            "opens",
            json!({"after_text": 1, "before_start": 2}),
            "/members/0/opens: Write \u{201c}never\u{201d}",
        ),
        (
            "opens",
            json!({"after_text": -3}),
            "/members/0/opens/after_text: Write seconds here: a number from 0",
        ),
        ("chekcs", json!({}), "/members/0/chekcs: This is not known here. There are: id, name"),
        (
            "checks/camera",
            json!("broken"),
            "/members/0/checks/camera: Write one of these here: works, refused",
        ),
        ("checks/seconds", json!("10"), "/members/0/checks/seconds: Write seconds here"),
        ("chat/says", json!({"text": "x"}), "/members/0/chat/says: Write a list here"),
        ("chat/replies", json!([{"to": [], "text": "x"}]), "/members/0/chat/replies/0/to: Write words here"),
        ("chat/otherwise", json!("x".repeat(501)), "/members/0/chat/otherwise: This has more than 500"),
        ("call/listens", json!(0), "/members/0/call/listens: Who talks listens"),
        (
            "call/steps",
            json!([{"at": 5, "do": "dance"}]),
            "/members/0/call/steps/0/do: Write one of these here: mute",
        ),
        (
            "call/steps",
            json!([{"at": 5, "do": "say"}]),
            "/members/0/call/steps/0: \u{201c}say\u{201d} is missing here.",
        ),
        (
            "call/steps",
            json!([{"at": 5, "do": "mute"}, {"at": 1, "do": "unmute"}]),
            "/members/0/call/steps/1/at: This is earlier",
        ),
        (
            "call/steps",
            json!([{"at": 5, "do": "leave"}, {"at": 6, "do": "mute"}]),
            "/members/0/call/steps/1: Who has left",
        ),
        ("survey", json!("fine"), "/members/0/survey: Write one of these here: all, most, hard."),
        (
            "relative",
            json!({"of": "bob", "relationship": "Son"}),
            "/members/0/relative/of: Nobody here has the id \u{201c}bob\u{201d}. There are: ada.",
        ),
        (
            "relative",
            json!({"of": "ada", "relationship": "Son"}),
            "/members/0/relative/of: Nobody is their own relative",
        ),
    ];
    for (place, value, words) in cases {
        let told = faults(place, value.clone());
        assert!(told.len() == 1 && told[0].starts_with(words), "{place}: {told:#?}, not {words}");
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let (mut first, mut second) = (one(), one());
    first["look"] = json!("robot");
    second["opens"] = json!(7);
    second.as_object_mut().unwrap().remove("name");
    assert_eq!(script(&[first, second]).unwrap_err().len(), 3);
    let twice = script(&[one(), one()]).unwrap_err();
    let told: Vec<String> = twice.iter().map(Fault::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("/members/1/id: /members/0 has this id too"), "{told:?}");
}

#[test]
fn what_is_no_script_at_all_is_told() {
    let told = |text: &str| Script::read(text).unwrap_err()[0].to_string();
    assert_eq!(told("{\n  \"format\": }"), "This is no JSON: look at line 2, column 13.");
    assert_eq!(told("[]"), "Write an object here: { … }.");
    assert!(
        told(r#"{"format": "other", "version": 1, "members": []}"#)
            .starts_with("/format: A cast's script says")
    );
    assert!(told(r#"{"format": "anteroom-cast", "version": 2, "members": []}"#).starts_with("/version: "));
    assert!(
        told(r#"{"format": "anteroom-cast", "version": 1, "members": []}"#)
            .starts_with("/members: A cast has")
    );
    assert!(
        told(r#"{"format": "anteroom-cast", "version": 1}"#).contains("\u{201c}members\u{201d} is missing")
    );
}

proptest::proptest! {
    #[test]
    fn no_script_makes_it_panic(text in ".{0,300}", place in "[a-z/]{1,20}", value in "[0-9\"\\[\\]{}a-z:,]{0,20}") {
        let _ = Script::read(&text);
        let value: Value = serde_json::from_str(&value).unwrap_or(Value::Null);
        let mut member = one();
        member[place] = value;
        let _ = script(&[member]);
    }
}

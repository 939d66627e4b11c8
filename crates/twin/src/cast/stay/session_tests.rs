//! The conversation of a stay, message by message.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::Event;
use super::session::{Session, Step, Track};
use crate::video::TrackKind;

const ME: &str = "PA1";

fn somebody() -> Session {
    Session::new("jwt".to_owned(), None, vec![Track::new(TrackKind::Audio), Track::new(TrackKind::Video)])
}

/// In the room, with Bob, who has one track.
fn inside() -> Session {
    let mut session = somebody();
    session.connect("offer".to_owned());
    let steps = hear(
        &mut session,
        &json!({
            "type": "connected", "version": 2, "session": "SS1", "sid": "RM1", "name": "visit",
            "participant": { "sid": ME, "identity": "ana", "state": "connected", "revision": 1 },
            "participants": [person("PA2", "bob", "connected", 3)],
            "peer_connections": [{ "id": "pc", "description": { "type": "answer", "revision": 1, "sdp": "answer" } }],
            "subscribed": { "revision": 1, "tracks": [] },
            "options": { "session_timeout": 20 },
            "media_signaling": { "publisher_hints": { "transport": {} } },
        }),
    );
    assert!(matches!(&steps[..], [Step::Entered, Step::Tell(_), Step::Answer(_)]), "{steps:?}");
    session
}

fn person(sid: &str, identity: &str, state: &str, revision: u64) -> Value {
    let track = json!({ "sid": "MT1", "id": "x", "kind": "audio", "name": "mic", "enabled": true });
    json!({ "sid": sid, "identity": identity, "state": state, "revision": revision, "tracks": [track] })
}

fn hear(session: &mut Session, body: &Value) -> Vec<Step> {
    session.hear(&json!({ "type": "msg", "body": body }).to_string())
}

fn read(said: &str) -> Value {
    serde_json::from_str(said).unwrap()
}

fn told(steps: Vec<Step>) -> Vec<Event> {
    let event = |step| if let Step::Tell(event) = step { Some(event) } else { None };
    steps.into_iter().filter_map(event).collect()
}

#[test]
fn the_first_words_are_those_of_the_sdk() {
    let mut session = somebody();
    let hello = read(&session.hello());
    assert_eq!(
        (&hello["version"], &hello["timeout"], &hello["body"]["type"]),
        (&json!(2), &json!(5_000), &json!("ice"))
    );
    assert_eq!(hello["body"]["token"], "jwt");
    assert!(matches!(hear(&mut session, &json!({ "type": "iced", "ice_servers": [] }))[..], [Step::Offer]));
    let connect = read(&session.connect("sdp".to_owned()));
    let body = &connect["body"];
    assert_eq!(
        (&body["type"], &body["name"], &body["format"]),
        (&json!("connect"), &Value::Null, &json!("unified"))
    );
    assert_eq!(body["participant"]["tracks"][1]["kind"], "video");
    assert_eq!(
        body["peer_connections"][0]["description"],
        json!({ "type": "offer", "revision": 1, "sdp": "sdp" })
    );
}

#[test]
fn inside_it_is_known_who_we_are_and_what_the_server_can_do() {
    let session = inside();
    assert_eq!(
        (session.sid.as_str(), session.identity.as_str(), session.room_sid.as_str()),
        (ME, "ana", "RM1")
    );
    assert!(session.layers && session.is_in() && !session.offers());
    assert_eq!(session.patience.as_secs(), 20);
}

#[test]
fn people_come_and_go_and_old_news_is_passed_over() {
    let mut session = inside();
    let update = |people: Value| json!({ "type": "update", "version": 2, "participants": people });
    let carol = Event::ParticipantJoined { sid: "PA3".to_owned(), identity: "carol".to_owned() };
    let news = update(json!([person("PA3", "carol", "connected", 1), person(ME, "ana", "connected", 9)]));
    assert_eq!(told(hear(&mut session, &news)), [carol], "and not ourselves");
    let away = update(json!([person("PA3", "carol", "reconnecting", 2)]));
    assert_eq!(told(hear(&mut session, &away)), [], "still there");
    assert_eq!(
        told(hear(&mut session, &update(json!([person("PA2", "bob", "disconnected", 2)])))),
        [],
        "old news"
    );
    let gone = Event::ParticipantLeft { sid: "PA2".to_owned(), identity: "bob".to_owned() };
    assert_eq!(told(hear(&mut session, &update(json!([person("PA2", "bob", "disconnected", 4)])))), [gone]);
    // After a lost socket whoever is not named is gone.
    let synced = json!({ "type": "synced", "version": 2, "session": "SS1", "participants": [] });
    let gone = Event::ParticipantLeft { sid: "PA3".to_owned(), identity: "carol".to_owned() };
    assert_eq!(told(hear(&mut session, &synced)), [gone]);
}

#[test]
fn a_subscription_leads_to_whoever_publishes_it() {
    let mut session = inside();
    let subscribed = |revision, id: &str| json!({ "type": "update", "subscribed": { "revision": revision, "tracks": [{ "id": id, "sid": "MT1" }] } });
    hear(&mut session, &subscribed(2, "sub"));
    assert_eq!(session.sender("sub"), Some("bob"));
    hear(&mut session, &subscribed(1, "old"));
    assert_eq!((session.sender("sub"), session.sender("old")), (Some("bob"), None));
}

#[test]
fn an_offer_of_ours_gives_way_and_is_made_again_with_a_higher_number() {
    let mut session = inside();
    let ours = read(&session.offer("ours".to_owned()));
    assert_eq!(ours["body"]["peer_connections"][0]["description"]["revision"], 2);
    let theirs = json!({ "type": "update", "peer_connections": [
        { "id": "pc", "description": { "type": "offer", "revision": 2, "sdp": "theirs" } }] });
    assert!(matches!(&hear(&mut session, &theirs)[..], [Step::TakeOffer(offer)] if offer.sdp == "theirs"));
    assert!(!session.offers());
    let answer = read(&session.answer(2, "yes".to_owned()));
    assert_eq!(answer["body"]["peer_connections"][0]["description"]["revision"], 2);
    assert!(hear(&mut session, &theirs).is_empty(), "what is settled is not settled again");
    let again = read(&session.offer("again".to_owned()));
    assert_eq!(again["body"]["peer_connections"][0]["description"]["revision"], 3);
    let late = json!({ "type": "update", "peer_connections": [
        { "id": "pc", "description": { "type": "answer", "revision": 2, "sdp": "late" } }] });
    assert!(hear(&mut session, &late).is_empty(), "an answer to nothing");
}

#[test]
fn a_new_socket_begins_with_what_may_have_got_lost() {
    let mut session = inside();
    session.answer(2, "yes".to_owned());
    let sync = read(&session.hello());
    assert_eq!((&sync["body"]["type"], &sync["body"]["session"]), (&json!("sync"), &json!("SS1")));
    assert_eq!(sync["body"]["peer_connections"][0]["description"]["sdp"], "yes");
    session.offer("ours".to_owned());
    let sync = read(&session.hello());
    assert_eq!(sync["body"]["peer_connections"][0]["description"]["sdp"], "ours", "the later of the two");
}

#[test]
fn muting_says_so_once() {
    let mut session = inside();
    let said = read(&session.enable(TrackKind::Audio, false).unwrap());
    let tracks = &said["body"]["participant"]["tracks"];
    assert_eq!((&tracks[0]["enabled"], &tracks[1]["enabled"]), (&json!(false), &json!(true)));
    assert_eq!(session.enable(TrackKind::Audio, false), None);
    let later = read(&session.enable(TrackKind::Audio, true).unwrap());
    let revision = |said: &Value| said["body"]["participant"]["revision"].as_u64().unwrap();
    assert!(revision(&later) > revision(&said));
}

#[test]
fn refusals_and_endings_keep_their_codes() {
    let full = json!({ "type": "error", "version": 2, "code": 53105, "message": "full" });
    assert!(matches!(&hear(&mut somebody(), &full)[..], [Step::Refused(refused)] if refused.code == 53105));
    assert!(matches!(hear(&mut inside(), &full)[..], [Step::Over(Some(53105))]));
    let ended = |status: &str| json!({ "type": "disconnected", "version": 2, "status": status });
    assert!(matches!(hear(&mut inside(), &ended("completed"))[..], [Step::Over(Some(53118))]));
    assert!(matches!(hear(&mut inside(), &ended("disconnected"))[..], [Step::Over(None)]));
    let busy = somebody().hear(r#"{"type":"busy","retryAfter":-1}"#);
    assert!(matches!(&busy[..], [Step::Refused(refused)] if refused.code == 53006));
    assert!(somebody().hear("not JSON").is_empty());
}

//! Bad answers and none: each is an error that says what it is, and nothing is tried twice that may have been done.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use support::{Answer, ROOM, Server};
use twilio::{Error, ErrorKind, video::NewRoom};

async fn refused(answer: Answer) -> Error {
    let server = Server::start(move |_, _| answer.clone()).await;
    server.client().rooms().fetch("visit-1").await.unwrap_err()
}

fn too_many() -> Answer {
    Answer::json(429, json!({ "code": 20429, "message": "Too Many Requests", "status": 429 }))
}

fn room() -> serde_json::Value {
    json!({ "sid": ROOM, "status": "in-progress", "unique_name": "visit-1", "type": "group" })
}

#[tokio::test]
async fn the_older_form_is_kept_whole() {
    let body = json!({
        "code": 20404, "message": "The requested resource /Rooms/visit-1 was not found", "status": 404,
        "more_info": "https://www.twilio.com/docs/errors/20404", "details": { "why": "gone" },
    });
    let error = refused(Answer::json(404, body).header("Twilio-Request-Id", "RQ1")).await;
    assert_eq!((error.code(), error.status()), (Some(20404), Some(404)));
    assert!(error.is_not_found() && !error.is_offline() && !error.outcome_unknown());
    let refusal = error.refusal().unwrap();
    assert_eq!(refusal.message.as_deref(), Some("The requested resource /Rooms/visit-1 was not found"));
    assert_eq!(refusal.more_info.as_deref(), Some("https://www.twilio.com/docs/errors/20404"));
    assert_eq!(refusal.details, Some(json!({ "why": "gone" })));
    assert_eq!(refusal.request_id.as_deref(), Some("RQ1"));
    assert!(refusal.problem.is_none());
    assert_eq!(error.to_string(), "could not fetch a Room: Twilio answered with error 20404 (HTTP 404)");
}

#[tokio::test]
async fn the_newer_form_is_kept_whole() {
    let body = json!({
        "type": "https://www.twilio.com/docs/api/errors/20001", "title": "Invalid parameter", "status": 400,
        "detail": "Name is too long", "instance": "/v1/Rooms/1", "code": 20001,
        "errors": [{ "detail": "at most 128", "pointer": "#/UniqueName" }],
    });
    let error = refused(Answer::json(400, body)).await;
    assert_eq!((error.code(), error.status()), (Some(20001), Some(400)));
    let refusal = error.refusal().unwrap();
    assert_eq!(refusal.message.as_deref(), Some("Name is too long"));
    assert_eq!(refusal.more_info.as_deref(), Some("https://www.twilio.com/docs/api/errors/20001"));
    let problem = refusal.problem.as_ref().unwrap();
    assert_eq!(problem.title.as_deref(), Some("Invalid parameter"));
    assert_eq!(problem.instance.as_deref(), Some("/v1/Rooms/1"));
    assert_eq!(problem.errors[0].detail.as_deref(), Some("at most 128"));
    assert_eq!(problem.errors[0].pointer.as_deref(), Some("#/UniqueName"));
}

#[tokio::test]
async fn an_answer_without_json_keeps_its_status() {
    for body in ["<html>Bad gateway</html>", "", "[1, 2]", "{"] {
        let error = refused(Answer::html(502, body)).await;
        assert_eq!((error.code(), error.status()), (None, Some(502)), "{body:?}");
        assert!(error.outcome_unknown(), "a fault at Twilio says nothing of what was done");
        assert_eq!(error.to_string(), "could not fetch a Room: the answer was HTTP 502");
    }
}

#[tokio::test]
async fn a_wrong_secret_is_told_apart() {
    let body = json!({ "code": 20003, "message": "Authenticate", "status": 401 });
    let error = refused(Answer::json(401, body)).await;
    assert!(error.is_unauthorized());
    assert_eq!(error.code(), Some(20003));
}

#[tokio::test]
async fn an_answer_that_is_not_a_room_is_unreadable() {
    for body in
        [r#"{"sid":"nonsense","status":"in-progress"}"#, "<html>sign in to the clinic's network</html>", ""]
    {
        let error = refused(Answer::html(200, body)).await;
        assert!(matches!(error.kind(), ErrorKind::Unreadable { status: 200, .. }), "{error}");
        assert!(error.outcome_unknown());
        assert!(!error.to_string().contains("nonsense"), "the content is not repeated: {error}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Server::start(|_, _| Answer::html(302, "").header("Location", "/elsewhere")).await;
    let error = server.client().rooms().fetch("visit-1").await.unwrap_err();
    assert_eq!(error.status(), Some(302));
    assert_eq!(server.seen().len(), 1, "the key goes nowhere else");
}

#[tokio::test]
async fn only_too_many_requests_are_tried_again() {
    let server =
        Server::start(|_, before| if before < 2 { too_many() } else { Answer::json(200, room()) }).await;
    server.client().rooms().fetch("visit-1").await.unwrap();
    assert_eq!(server.seen().len(), 3);

    let server = Server::start(|_, _| too_many()).await;
    let error = server.client().rooms().fetch("visit-1").await.unwrap_err();
    assert_eq!((error.code(), server.seen().len()), (Some(20429), 4), "the first try and three more");

    let server = Server::start(|_, _| Answer::html(503, "busy")).await;
    let error = server.client().rooms().create(&NewRoom::named("visit-1")).await.unwrap_err();
    assert_eq!(
        (error.status(), server.seen().len()),
        (Some(503), 1),
        "what may have been done is not repeated"
    );
}

#[tokio::test]
async fn silence_ends_in_a_timeout() {
    let server = Server::start(|_, _| Answer::silence()).await;
    let client = server.builder().timeout(Duration::from_millis(200)).build().unwrap();
    let error = client.rooms().create(&NewRoom::named("visit-1")).await.unwrap_err();
    assert!(error.is_timeout() && error.is_offline() && error.outcome_unknown(), "{error}");
    assert_eq!((error.status(), error.code()), (None, None));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn nobody_there_is_offline_and_nothing_was_done() {
    let server = Server::start(|_, _| Answer::silence()).await;
    let client = server.client();
    let address = server.url.trim_start_matches("http://").to_owned();
    drop(server);
    // The port is free once the server's task is gone.
    let freed = tokio::time::timeout(Duration::from_secs(5), async {
        while tokio::net::TcpStream::connect(&address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    });
    freed.await.unwrap();
    let error = client.rooms().fetch("visit-1").await.unwrap_err();
    assert!(error.is_offline() && !error.is_timeout() && !error.outcome_unknown(), "{error}");
}

#[tokio::test]
async fn a_room_under_another_name_is_not_taken_for_ours() {
    let nameless = json!({ "sid": ROOM, "status": "in-progress", "unique_name": ROOM });
    let server = Server::start(move |_, _| Answer::json(201, &nameless)).await;
    let error = server.client().rooms().create(&NewRoom::named("visit-1")).await.unwrap_err();
    assert!(error.to_string().contains("another name"), "{error}");
}

#[tokio::test]
async fn unknown_members_and_values_are_tolerated() {
    let body = json!({
        "sid": ROOM, "status": "dreaming", "type": "sphere", "unique_name": null, "video_codecs": ["AV1"],
        "duration": null, "a_new_member": { "x": 1 },
    });
    let server = Server::start(move |_, _| Answer::json(200, &body)).await;
    let room = server.client().rooms().fetch(ROOM).await.unwrap();
    assert_eq!(room.status.as_str(), "dreaming");
    assert_eq!(room.video_codecs.unwrap()[0].as_str(), "AV1");
}

#[tokio::test]
async fn a_call_that_would_address_something_else_is_not_sent() {
    let server = Server::start(|_, _| Answer::json(200, room())).await;
    let client = server.client();
    for name in ["", ".", ".."] {
        let error = client.rooms().fetch(name).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Invalid(_)), "{error}");
    }
    assert!(client.participants(ROOM).set_subscribe_rules("a", &[]).await.is_err(), "rules are never empty");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn the_clocks_difference_is_read_from_any_answer() {
    let date = "Thu, 01 Jan 2026 00:00:00 GMT";
    let server = Server::start(move |_, _| Answer::html(500, "").header("Date", date)).await;
    let ahead: Timestamp = "2026-01-02T00:00:03Z".parse().unwrap();
    let client = server.builder().clock(move || ahead).build().unwrap();
    assert_eq!(client.clock_skew(), None, "unknown before the first answer");
    assert!(client.rooms().fetch("visit-1").await.is_err());
    assert_eq!(client.clock_skew(), Some(SignedDuration::from_secs(86_403)));

    let nonsense = Server::start(|_, _| Answer::json(200, room()).header("Date", "yesterday")).await;
    let client = nonsense.client();
    client.rooms().fetch("visit-1").await.unwrap();
    assert_eq!(client.clock_skew(), None, "a date that cannot be read tells nothing");
}

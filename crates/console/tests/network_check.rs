//! A page asks for a pass to try its network with: what it is given opens nothing, and what it measured comes to the provider.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::wire::event::Event;
use serde_json::{Value, json};
use support::{Desk, claims, report};

fn with(mut report: Value, members: Value) -> Value {
    for (name, value) in members.as_object().unwrap() {
        report[name] = value.clone();
    }
    report
}

#[tokio::test]
async fn a_pass_is_for_nobodys_room_and_lives_for_minutes() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let id = desk.invite(&visit).await;
    let status = format!("in-{id}-status");
    desk.street.guest_reports(&id, &with(report(1, "checking"), json!({ "checkAsked": 4711 }))).await;
    let told = desk.street.document_until(&status, |data| data["check"]["asked"] == 4711).await;

    let token = claims(told["check"]["token"].as_str().unwrap());
    let grants = &token["grants"];
    let room = grants["video"]["room"].as_str().unwrap();
    assert!(room.starts_with("RM") && room.len() == 34, "a SID, by which no room is made: {room}");
    assert_eq!(grants.as_object().unwrap().len(), 2, "an identity and that, nothing else: {grants}");
    let identity = grants["identity"].as_str().unwrap();
    assert!(identity.starts_with("check-") && !identity.contains(&id), "nobody's: {identity}");
    let life = token["exp"].as_u64().unwrap() - token["iat"].as_u64().unwrap();
    assert!(life <= 600, "{life} s");
    let servers = told["check"]["iceServers"].as_array().unwrap();
    assert!(
        servers.iter().any(|server| server["urls"].as_str().unwrap().starts_with("turn:")),
        "{servers:?}"
    );
    assert!(told.to_string().len() < 8 * 1024, "far below what a Document may hold");

    // What was measured comes with the visit, and the waiting card has the verdict.
    let measured = json!({
        "outcome": "completed", "path": "udp", "roundTripMs": 48, "jitterMs": 4, "lossPermille": 3, "kilobits": 3100,
        "signallingMs": 120, "mediaMs": 700, "bars": 5, "smallPicture": false,
    });
    let waits =
        with(report(2, "waiting"), json!({ "measured": measured, "network": "good", "checkAsked": 0 }));
    desk.street.guest_reports(&id, &waits).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    let detail = desk.visit_until(&visit, |detail| !detail["invitation"]["networkCheck"].is_null()).await;
    assert_eq!(detail["invitation"]["networkCheck"]["measures"], measured);
    assert_eq!(detail["waiting"]["network"], "good");
}

//! Rooms as the clinic's room policy asks: ad hoc as long as everything is as usual, else made over REST before anybody goes in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::error::Code;
use serde_json::{Value, json};
use support::street::Passed;
use support::{Desk, InVisit, report};

fn usual() -> Value {
    json!({ "codec": "vp8", "mediaRegion": "", "emptyMinutes": null, "mostPeople": null })
}

fn special() -> Value {
    json!({ "codec": "h264", "mediaRegion": "de1", "emptyMinutes": 10, "mostPeople": 4 })
}

fn made(passed: &[Passed]) -> Vec<u16> {
    let asked = |p: &&Passed| p.method == "POST" && p.path == "/video/v1/Rooms";
    passed.iter().filter(asked).map(|p| p.status).collect()
}

/// A patient who was let in; answers the visit and the invitation.
async fn admitted(desk: &mut Desk) -> (String, String) {
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.visit_until(&visit, |detail| detail["row"]["state"] == "waiting").await;
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    (visit, invitation)
}

#[tokio::test]
async fn the_usual_asks_for_no_room() {
    let mut desk = Desk::open().await;
    assert_eq!(desk.ask("getRoomPolicy", json!({})).await.unwrap(), usual());
    let InVisit { visit, .. } = desk.in_visit("en").await;
    let admission = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap();
    assert_eq!(admission["codec"], "vp8");
    assert!(made(&desk.street.passed()).is_empty(), "connecting makes the room");
}

#[tokio::test]
async fn what_differs_is_asked_for_before_the_way_in_and_once() {
    let mut desk = Desk::open().await;
    desk.street.rooms_at_the_twin();
    desk.ask("setRoomPolicy", special()).await.unwrap();
    assert_eq!(desk.ask("getRoomPolicy", json!({})).await.unwrap(), special());
    let (visit, invitation) = admitted(&mut desk).await;

    let admission = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap();
    assert_eq!(admission["codec"], "h264");
    let name = admission["roomName"].as_str().unwrap();
    let (status, room) = desk.street.twin_video("GET", &format!("/v1/Rooms/{name}"), &[]).await;
    assert_eq!(
        (status, &room["status"]),
        (200, &json!("in-progress")),
        "the room is there before the token is"
    );
    assert_eq!(room["video_codecs"], json!(["H264"]));
    assert_eq!(room["media_region"], "de1");
    assert_eq!(room["empty_room_timeout"], 10);
    assert_eq!(room["max_participants"], 8, "everybody is in twice while a call moves to the second profile");
    assert_eq!(room["max_participant_duration"], 4 * 3600, "as long as a token lives");

    // A reload takes the room that is there.
    let again = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap();
    assert_eq!(again["roomName"], admission["roomName"]);
    assert_eq!(made(&desk.street.passed()), [201, 400]);
    let (_, still) = desk.street.twin_video("GET", &format!("/v1/Rooms/{name}"), &[]).await;
    assert_eq!(still["sid"], room["sid"]);

    // The patient's page is told of the codec with the way in.
    desk.room_is_open(&visit, room["sid"].as_str().unwrap()).await;
    let status = format!("in-{invitation}-status");
    let told = desk.street.document_until(&status, |data| !data["admission"].is_null()).await;
    assert_eq!(told["admission"]["codec"], "h264");
}

#[tokio::test]
async fn an_answer_that_was_lost_makes_no_second_room() {
    let mut desk = Desk::open().await;
    desk.street.rooms_at_the_twin();
    desk.ask("setRoomPolicy", special()).await.unwrap();
    let (visit, _) = admitted(&mut desk).await;

    desk.street.lose_answer("POST", "/video/v1/Rooms", 1);
    let lost = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap_err();
    assert_eq!(lost.code, Code::Twilio, "no way into a room of another kind: {lost}");
    desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap();
    let (_, rooms) = desk.street.twin_video("GET", "/v1/Rooms", &[]).await;
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_twilio_would_not_take_is_refused_and_nothing_is_changed() {
    let desk = Desk::open().await;
    desk.ask("setRoomPolicy", special()).await.unwrap();
    for (field, value) in
        [("mediaRegion", json!("mars1")), ("emptyMinutes", json!(61)), ("mostPeople", json!(1))]
    {
        let mut policy = special();
        policy[field] = value;
        let refused = desk.ask("setRoomPolicy", policy).await.unwrap_err();
        assert_eq!(refused.code, Code::Invalid, "{field}");
    }
    assert_eq!(desk.ask("getRoomPolicy", json!({})).await.unwrap(), special());
}

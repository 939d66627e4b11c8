//! Third parties by link with no window: invited, let in, moved to a new room, taken out, kept out.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::error::Code;
use console::wire::event::Event;
use serde_json::{Value, json};
use support::{Desk, claims, report};

fn introduced(seq: u32, step: &str, name: &str) -> Value {
    let mut report = report(seq, step);
    report["guest"] = json!({ "name": name, "relationship": "Her daughter" });
    report
}

/// Which way in a page was told of last, if any.
fn room_told(status: &Value) -> Option<&str> {
    status["admission"]["roomSid"].as_str()
}

#[tokio::test]
async fn a_daughter_comes_by_link_and_goes() {
    let mut desk = Desk::open().await;
    let (visit, patient, room) = desk.in_a_call().await;
    let guest = desk.invite_third_party(&visit, false).await;
    let status = format!("in-{guest}-status");

    // The link opens the two Documents of this invitation and nothing else, like a patient's.
    let link = desk.ask_in_call(&visit, "thirdPartyLink", json!({ "invitationId": guest })).await.unwrap();
    let grants = claims(link["url"].as_str().unwrap().split('#').nth(1).unwrap())["grants"].clone();
    assert_eq!(grants["identity"], format!("in-{guest}"));
    assert!(grants.get("video").is_none(), "a link lets nobody into a room: {grants}");
    let told = desk.street.document_until(&status, |data| data["stage"] == "invited").await;
    assert_eq!(
        told["guest"],
        json!({ "name": "Quirina Zabelthorpe", "role": "family", "relationship": "Daughter" })
    );

    // She says who she is, and waits.
    desk.street.guest_reports(&guest, &introduced(1, "waiting", "Lucía Márquez")).await;
    desk.hear(
        |event| matches!(event, Event::GuestCheckedIn { invitation_id, .. } if *invitation_id == guest),
    )
    .await;
    let third = desk.third_party_until(&visit, &guest, |third| third["state"] == "waiting").await;
    assert_eq!(
        (&third["name"], &third["invitedAs"]),
        (&json!("Lucía Márquez"), &json!("Quirina Zabelthorpe"))
    );
    let told = desk.street.document_until(&status, |data| data["stage"] == "waiting").await;
    assert_eq!(room_told(&told), None, "who waits has no way in");
    let day = desk.ask("getDay", json!({})).await.unwrap();
    assert_eq!(day["guests"].as_array().map(Vec::len), Some(1), "and stands in the waiting room");
    assert_eq!(
        (&day["guests"][0]["patientName"], &day["guests"][0]["thirdParty"]["name"]),
        (&json!("Ines Tavares"), &json!("Lucía Márquez"))
    );

    // Let in: a token for this room, by its SID, for her, for four hours.
    desk.ask_in_call(&visit, "admitGuest", json!({ "invitationId": guest })).await.unwrap();
    let told = desk.street.document_until(&status, |data| room_told(data).is_some()).await;
    assert_eq!(desk.ask("getDay", json!({})).await.unwrap()["guests"], json!([]));
    let token = claims(told["admission"]["token"].as_str().unwrap());
    assert_eq!(token["grants"]["video"]["room"], room);
    // With three, everybody goes by the second profile, which has an identity of its own.
    assert_eq!(token["grants"]["identity"], format!("in-{guest}-2"));
    assert!(token["grants"].get("data_sync").is_none(), "each token opens one thing");
    assert_eq!(token["exp"].as_i64().unwrap() - token["iat"].as_i64().unwrap(), 4 * 3600);
    let roles: Vec<&str> =
        told["people"].as_array().unwrap().iter().map(|person| person["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["provider", "patient", "family"]);
    assert_eq!(told["admission"]["profile"], "many", "three are announced");
    let told = desk
        .street
        .document_until(&format!("in-{patient}-status"), |data| {
            data["people"].as_array().map(Vec::len) == Some(3)
        })
        .await;
    assert!(told["guest"].is_null(), "a patient's page asks nothing of the kind");

    // She comes and goes, found by looking.
    desk.street.enter(&room, &format!("in-{guest}"));
    desk.third_party_until(&visit, &guest, |third| third["inCall"] == true).await;
    desk.street.leave(&room, &format!("in-{guest}"));
    let third = desk.third_party_until(&visit, &guest, |third| third["inCall"] == false).await;
    assert_eq!((&third["wasInCall"], &third["state"]), (&json!(true), &json!("admitted")));

    desk.ask_in_call(&visit, "endCall", json!({})).await.unwrap();
    let told = desk.street.document_until(&status, |data| data["stage"] == "ended").await;
    assert_eq!(room_told(&told), None);
    // Both pages are closed without a word on how it was.
    for page in [&patient, &guest] {
        desk.street.guest_reports(page, &report(9, "left")).await;
    }
    desk.street
        .until(|passed| passed.iter().filter(|p| p.method == "DELETE" && p.status == 204).count() == 4)
        .await;
}

#[tokio::test]
async fn a_new_room_re_issues_everybodys_way_in() {
    let mut desk = Desk::open().await;
    let (visit, patient, room) = desk.in_a_call().await;
    let (inside, waits) =
        (desk.invite_third_party(&visit, true).await, desk.invite_third_party(&visit, false).await);
    for guest in [&inside, &waits] {
        desk.street.guest_reports(guest, &report(1, "waiting")).await;
    }
    let of = |id: &str| format!("in-{id}-status");
    desk.street.document_until(&of(&inside), |data| room_told(data) == Some(&room)).await;
    // The call window was reloaded, and nobody else was in: the room is over, and the next one has another SID.
    desk.street.complete(&room);
    let next = desk.call_window_connects(&visit).await;
    assert_ne!(next, room);
    for guest in [&patient, &inside] {
        let told = desk.street.document_until(&of(guest), |data| room_told(data) == Some(&next)).await;
        assert_eq!(claims(told["admission"]["token"].as_str().unwrap())["grants"]["video"]["room"], next);
    }
    let ways = desk.street.history_of(&of(&waits));
    assert!(ways.iter().all(|told| room_told(told).is_none()), "and none for who only waits");
}

#[tokio::test]
async fn a_call_for_more_than_two_is_so_from_the_start_and_for_good() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let patient = desk.invite(&visit).await;
    // Known before the call: whoever is pre-admitted comes in as soon as they are there.
    let guest = desk.invite_third_party(&visit, true).await;
    desk.street.guest_reports(&patient, &report(1, "waiting")).await;
    desk.visit_until(&visit, |detail| detail["row"]["state"] == "waiting").await;
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    let room = desk.call_window_connects(&visit).await;
    let profile = async |desk: &Desk| {
        desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap()["profile"].as_str().unwrap().to_owned()
    };
    assert_eq!(profile(&desk).await, "many");
    let of = |id: &str| format!("in-{id}-status");
    let told = desk.street.document_until(&of(&patient), |data| room_told(data) == Some(&room)).await;
    assert_eq!(told["admission"]["profile"], "many", "the patient goes in by it too");

    desk.street.guest_reports(&guest, &report(1, "waiting")).await;
    desk.street.document_until(&of(&guest), |data| room_told(data) == Some(&room)).await;
    desk.ask_in_call(&visit, "removeGuest", json!({ "invitationId": guest, "keepOut": true })).await.unwrap();
    desk.third_party_until(&visit, &guest, |third| third["state"] == "keptOut").await;
    // The two who are left have moved, and go on as they are, in the next room as well.
    assert_eq!(profile(&desk).await, "many");
    let next = desk.call_window_connects(&visit).await;
    let told = desk.street.document_until(&of(&patient), |data| room_told(data) == Some(&next)).await;
    assert_eq!(told["admission"]["profile"], "many");
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_leaves_a_call_for_two() {
    let mut desk = Desk::open().await;
    let (visit, patient, _) = desk.in_a_call().await;
    let guest = desk.invite_third_party(&visit, false).await;
    desk.ask_in_call(&visit, "withdrawInvitation", json!({ "invitationId": guest })).await.unwrap();
    let admission = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap();
    assert_eq!(admission["profile"], "two", "nobody was announced");
    let ways = desk.street.history_of(&format!("in-{patient}-status"));
    assert!(ways.iter().all(|told| told["admission"]["profile"] != "many"));
}

#[tokio::test]
async fn removed_is_told_before_being_disconnected_and_not_let_in_again() {
    let mut desk = Desk::open().await;
    let (visit, _, room) = desk.in_a_call().await;
    let guest = desk.invite_third_party(&visit, true).await;
    let (status, identity) = (format!("in-{guest}-status"), format!("in-{guest}-2"));
    desk.street.guest_reports(&guest, &report(1, "waiting")).await;
    desk.street.document_until(&status, |data| room_told(data).is_some()).await;
    desk.street.enter(&room, &identity);
    desk.third_party_until(&visit, &guest, |third| third["inCall"] == true).await;

    desk.ask_in_call(&visit, "removeGuest", json!({ "invitationId": guest, "keepOut": false }))
        .await
        .unwrap();
    let removal = format!("/Rooms/{room}/Participants/{identity}");
    desk.street.until(|passed| passed.iter().any(|p| p.path.ends_with(&removal) && p.status == 202)).await;
    let passed = desk.street.passed();
    let told = passed.iter().rposition(|p| p.path.ends_with(&status) && p.body.contains("removed")).unwrap();
    let removed = passed.iter().position(|p| p.path.ends_with(&removal)).unwrap();
    assert!(told < removed, "the reason first");
    assert!(!passed[told].body.contains("admission%22%3A%7B"), "and no way in with it");

    // Their page says that they wait, as pages do after a reload: that opens nothing.
    desk.street.guest_reports(&guest, &report(2, "opened")).await;
    desk.street.guest_reports(&guest, &report(3, "waiting")).await;
    // Their token is good until the room is over; on sight they are out again, without anybody hearing of it by push.
    desk.third_party_until(&visit, &guest, |third| third["inCall"] == false).await;
    desk.street.enter(&room, &identity);
    desk.street
        .until(|passed| passed.iter().filter(|p| p.path.ends_with(&removal) && p.status == 202).count() == 2)
        .await;
    desk.street.enter(&room, &identity);
    desk.street
        .until(|passed| passed.iter().filter(|p| p.path.ends_with(&removal) && p.status == 202).count() == 3)
        .await;
    assert_eq!(desk.third_party_until(&visit, &guest, |_| true).await["state"], "removed");

    desk.ask_in_call(&visit, "admitGuest", json!({ "invitationId": guest })).await.unwrap();
    desk.street.document_until(&status, |data| room_told(data) == Some(&room)).await;
}

#[tokio::test]
async fn kept_out_the_room_is_over_and_the_others_are_in_the_next_one() {
    let mut desk = Desk::open().await;
    let (visit, patient, room) = desk.in_a_call().await;
    let (out, stays) =
        (desk.invite_third_party(&visit, true).await, desk.invite_third_party(&visit, true).await);
    for guest in [&out, &stays] {
        desk.street.guest_reports(guest, &report(1, "waiting")).await;
        desk.street.document_until(&format!("in-{guest}-status"), |data| room_told(data).is_some()).await;
        desk.street.enter(&room, &format!("in-{guest}"));
    }
    desk.ask_in_call(&visit, "removeGuest", json!({ "invitationId": out, "keepOut": true })).await.unwrap();
    desk.hear(|event| matches!(event, Event::RoomLeft { visit_id } if *visit_id == visit)).await;
    let completed = |p: &support::street::Passed| p.path.ends_with(&room) && p.status == 202;
    desk.street.until(|passed| passed.iter().any(completed)).await;
    let passed = desk.street.passed();
    let status = format!("in-{out}-status");
    let told = passed.iter().rposition(|p| p.path.ends_with(&status) && p.body.contains("keptOut")).unwrap();
    assert!(told < passed.iter().position(completed).unwrap(), "the reason first");

    // A window that tells late of the room that was left opens nothing.
    let late = json!({ "fact": { "kind": "connected", "roomSid": room } });
    desk.ask_in_call(&visit, "seenInCall", late).await.unwrap();
    let call = desk.ask_in_call(&visit, "getCall", json!({})).await.unwrap();
    assert_eq!(call["open"], true, "the visit goes on, so the window comes back by itself");
    let next = desk.call_window_connects(&visit).await;
    for guest in [&patient, &stays] {
        desk.street
            .document_until(&format!("in-{guest}-status"), |data| room_told(data) == Some(&next))
            .await;
    }
    let told = desk.street.history_of(&status);
    assert!(told.last().unwrap()["admission"].is_null());
    assert!(!told.iter().any(|data| room_told(data) == Some(&next)), "no way into the new room");
    let refused = desk.ask_in_call(&visit, "admitGuest", json!({ "invitationId": out })).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
}

#[tokio::test]
async fn a_link_is_opened_drafted_and_taken_back() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let guest = desk.invite_third_party(&visit, false).await;
    desk.ask("openThirdPartyLink", json!({ "invitationId": guest })).await.unwrap();
    let words = json!({ "invitationId": guest, "subject": "A video visit", "text": "Come in here:" });
    desk.ask("draftThirdPartyMail", words).await.unwrap();
    let opened = desk.shell.take_opened();
    assert!(opened[0].starts_with("http://127.0.0.1:9/portal/#"), "{opened:?}");
    let mail = "mailto:?subject=PRACTICE%3A%20A%20video%20visit&body=PRACTICE%3A%20Come%20in%20here%3A%0D%0A%0D%0Ahttp%3A%2F%2F127.0.0.1%3A9%2Fportal%2F%23";
    assert!(opened[1].starts_with(mail), "{opened:?}");
    let token = opened[1].split("%23").nth(1).unwrap().trim_end_matches("%0D%0A");
    assert_eq!(claims(token)["grants"]["identity"], format!("in-{guest}"));

    desk.ask("withdrawInvitation", json!({ "invitationId": guest })).await.unwrap();
    desk.street.document_until(&format!("in-{guest}-status"), |data| data["stage"] == "withdrawn").await;
    let refused = desk.ask("thirdPartyLink", json!({ "invitationId": guest })).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    let refused = desk.ask("withdrawInvitation", json!({ "invitationId": guest })).await.unwrap_err();
    assert_eq!(refused.message, "The invitation cannot be taken back: their invitation was taken back.");
}

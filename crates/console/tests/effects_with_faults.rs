//! Twilio refuses, stumbles, forgets: what was asked for is kept, said in words, and done as soon as it can be.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::error::Code;
use console::wire::event::Event;
use console::wire::session::Connection;
use serde_json::json;
use support::{Desk, report};

#[tokio::test]
async fn a_failure_that_passes_is_told_and_then_overcome() {
    for (status, code, words) in
        [(500, 20500, "has a fault"), (503, 0, "has a fault"), (404, 20404, "is not there")]
    {
        let mut desk = Desk::open().await;
        desk.street.fail("POST", "/Documents", status, code, 1);
        let visit = desk.book("Ines Tavares", "").await;
        desk.ask("inviteToVisit", json!({ "visitId": visit })).await.unwrap();
        let failed =
            desk.visit_until(&visit, |detail| detail["invitation"]["readiness"]["kind"] == "failed").await;
        let message = failed["invitation"]["readiness"]["message"].as_str().unwrap();
        assert!(message.contains(words), "HTTP {status}: {message}");
        desk.visit_until(&visit, |detail| detail["invitation"]["readiness"]["kind"] == "ready").await;
    }
}

#[tokio::test]
async fn reports_that_cannot_be_read_hide_no_room() {
    let mut desk = Desk::open().await;
    let (_, invitation, room) = desk.in_a_call().await;
    let status = format!("in-{invitation}-status");
    desk.street.document_until(&status, |data| data["admission"]["roomSid"] == room.as_str()).await;
    desk.street.fail("GET", "-report", 400, 20001, 10_000);
    desk.street.complete(&room);
    desk.street
        .document_until(&status, |data| data["stage"] == "admitted" && data["admission"].is_null())
        .await;
}

#[tokio::test]
async fn too_many_requests_are_repeated_without_anybody_noticing() {
    let mut desk = Desk::open().await;
    desk.street.fail("POST", "/Documents", 429, 20429, 2);
    let visit = desk.book("Ines Tavares", "").await;
    desk.invite(&visit).await;
}

#[tokio::test]
async fn a_refused_key_is_told_in_words_that_say_what_to_do() {
    let mut desk = Desk::open().await;
    desk.street.fail("GET", "/Services/", 401, 20003, 1000);
    let visit = desk.book("Ines Tavares", "").await;
    desk.ask("inviteToVisit", json!({ "visitId": visit })).await.unwrap();
    let failed =
        desk.visit_until(&visit, |detail| detail["invitation"]["readiness"]["kind"] == "failed").await;
    let message = failed["invitation"]["readiness"]["message"].as_str().unwrap();
    assert!(
        message.contains("does not accept the API key") && message.contains("connect the account again"),
        "{message}"
    );
    let error = desk.ask("invitationLink", json!({ "visitId": visit })).await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::Conflict, message),
        "no link that leads nowhere is handed out"
    );
}

#[tokio::test]
async fn a_service_without_access_control_gets_nothing_at_all() {
    let mut desk = Desk::open().await;
    let service = desk.street.twin.addresses().sync_service_sid.clone();
    let before = desk.street.passed().len();
    let open = json!({ "sid": service, "acl_enabled": false, "unique_name": null });
    desk.street.answer("GET", "/Services/", 200, open, 1000);
    let visit = desk.book("Ines Tavares", "").await;
    desk.ask("inviteToVisit", json!({ "visitId": visit })).await.unwrap();
    let failed =
        desk.visit_until(&visit, |detail| detail["invitation"]["readiness"]["kind"] == "failed").await;
    let message = failed["invitation"]["readiness"]["message"].as_str().unwrap();
    assert!(message.contains("ACL") && message.contains("Twilio Console"), "{message}");
    let written = desk
        .street
        .passed()
        .split_off(before)
        .into_iter()
        .find(|p| p.method != "GET" && !p.path.contains("-lease"));
    assert!(written.is_none(), "nothing was written to the service: {written:?}");
}

#[tokio::test]
async fn a_document_that_a_page_made_under_our_name_is_not_trusted() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    // The name is taken, and by somebody who is not the account.
    desk.street.fail("POST", "/Documents", 409, 54301, 1);
    let foreign = json!({ "sid": format!("ET{:032x}", 7), "created_by": "in-somebody", "data": {} });
    desk.street.answer("GET", "/Documents/in-", 200, foreign, 1);
    desk.street.answer("DELETE", "/Documents/in-", 204, json!(null), 1);
    desk.invite(&visit).await;
    let removed =
        desk.street.passed().iter().any(|p| p.method == "DELETE" && p.path.contains("/Documents/in-"));
    assert!(removed, "it was removed, not taken over");
}

#[tokio::test]
async fn a_status_document_that_is_gone_is_set_up_again() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    let status = format!("in-{invitation}-status");
    let service = desk.street.twin.addresses().sync_service_sid.clone();
    let path = format!("/v1/Services/{service}/Documents/{status}");
    assert_eq!(desk.street.twin_sync("DELETE", &path, &[]).await.0, 204);
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.street.document_until(&status, |data| data["stage"] == "waiting").await;
    let guest = format!("{path}/Permissions/in-{invitation}");
    let set = format!("{status}/Permissions/in-");
    desk.street
        .until(|passed| passed.iter().filter(|p| p.path.contains(&set) && p.status == 200).count() == 2)
        .await;
    let (code, permission) = desk.street.twin_sync("GET", &guest, &[]).await;
    assert_eq!((code, permission["read"].clone()), (200, json!(true)), "with its permissions");
}

#[tokio::test]
async fn a_room_that_is_over_already_is_well_ended() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    let room = desk.street.open_room(&format!("visit-{visit}"));
    let fact = json!({ "fact": { "kind": "connected", "roomSid": room } });
    desk.ask_in_call(&visit, "seenInCall", fact).await.unwrap();
    desk.street.fail("POST", "/Rooms/", 404, 20404, 1);
    desk.ask("endVisit", json!({ "visitId": visit })).await.unwrap();
    desk.street
        .until(|passed| passed.iter().filter(|p| p.method == "DELETE" && p.status == 204).count() == 2)
        .await;
    let asked =
        desk.street.passed().iter().filter(|p| p.method == "POST" && p.path.contains("/Rooms/")).count();
    assert_eq!(asked, 1, "it is not asked for again");
}

#[tokio::test]
async fn a_bad_report_is_dropped_and_the_next_good_one_taken() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    for bad in
        [json!({ "v": 1, "step": "admitted" }), json!("x".repeat(20_000)), json!([1]), json!({ "v": 9 })]
    {
        let input = json!({ "invitationId": invitation, "data": bad });
        desk.ask("reportReceived", input).await.expect("a page's fault is not the console's");
    }
    let detail = desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap();
    assert_eq!(detail["row"]["state"], "invited");
    let input = json!({ "invitationId": invitation, "data": report(1, "waiting") });
    desk.ask("reportReceived", input.clone()).await.unwrap();
    desk.ask("reportReceived", input).await.unwrap();
    let detail = desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap();
    assert_eq!(detail["row"]["state"], "waiting");
    let arrivals =
        detail["history"].as_array().unwrap().iter().filter(|line| line["event"] == "patientCheckedIn");
    assert_eq!(arrivals.count(), 1, "push and looking bring the same thing once");
}

#[tokio::test]
async fn a_lost_connection_is_told_and_costs_nothing_that_was_asked() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    desk.invite(&visit).await;
    desk.street.close();
    let offline =
        |event: &Event| matches!(event, Event::ConnectionChanged { connection: Connection::Offline { .. } });
    desk.hear(offline).await;
    let day = desk.ask("getDay", json!({})).await.unwrap();
    assert_eq!(day["connection"]["kind"], "offline");
    let other = desk.book("Bo Lindholm", "").await;
    desk.ask("inviteToVisit", json!({ "visitId": other })).await.unwrap();
    let failed =
        desk.visit_until(&other, |detail| detail["invitation"]["readiness"]["kind"] == "failed").await;
    let message = failed["invitation"]["readiness"]["message"].as_str().unwrap();
    assert!(message.contains("not reached"), "{message}");
}

#[tokio::test]
async fn a_lost_connection_is_told_to_a_clinic_with_nothing_open_too() {
    let mut desk = Desk::open().await;
    desk.street.close();
    desk.hear(|event| matches!(event, Event::ConnectionChanged { connection: Connection::Offline { .. } }))
        .await;
}

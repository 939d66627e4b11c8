//! A whole visit with no window: booked, invited, checked in, admitted, held, ended, nothing left behind.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::wire::event::Event;
use serde_json::json;
use support::{Desk, claims, report};

#[tokio::test]
async fn from_the_booking_to_nothing_left_behind() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "+15035550101").await;
    let invitation = desk.invite(&visit).await;
    let status = format!("in-{invitation}-status");

    // The link opens the invitation's own Documents and nothing else.
    let link = desk.ask("invitationLink", json!({ "visitId": visit })).await.unwrap();
    let url = link["url"].as_str().unwrap();
    let token = url.strip_prefix("http://127.0.0.1:9/portal/#").expect("the token is in the fragment");
    let token_claims = claims(token);
    let life = token_claims["exp"].as_i64().unwrap() - token_claims["iat"].as_i64().unwrap();
    assert_eq!(life, 24 * 3600 - 300, "it serves as well where the visit begins later");
    let grants = &token_claims["grants"];
    assert_eq!(grants["identity"], format!("in-{invitation}"));
    assert!(grants.get("video").is_none(), "a link lets nobody into a room: {grants}");
    assert_eq!(grants["data_sync"]["service_sid"], desk.street.twin.addresses().sync_service_sid);

    // What each may do with them.
    let service = desk.street.twin.addresses().sync_service_sid.clone();
    let provider = desk.ask("getSession", json!({})).await.unwrap()["clinic"]["provider"]["id"].clone();
    let provider = format!("pv-{}", provider.as_str().unwrap());
    let guest = format!("in-{invitation}");
    for (document, identity, write) in [
        ("status", &guest, false),
        ("report", &guest, true),
        ("status", &provider, false),
        ("report", &provider, false),
    ] {
        let path =
            format!("/v1/Services/{service}/Documents/in-{invitation}-{document}/Permissions/{identity}");
        let (_, permission) = desk.street.twin_sync("GET", &path, &[]).await;
        assert_eq!(permission["read"], true, "{document} for {identity}");
        assert_eq!(permission["write"], write, "{document} for {identity}");
        assert_eq!(permission["manage"], false, "{document} for {identity}");
    }

    // The patient comes.
    desk.street.guest_reports(&invitation, &report(1, "opened")).await;
    desk.street.guest_reports(&invitation, &report(2, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    let told = desk.street.document_until(&status, |data| data["stage"] == "waiting").await;
    assert_eq!(told["place"], 1);
    assert!(told["admission"].is_null());

    // Admitted, but no room is open yet: no token either.
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    let told = desk.street.document_until(&status, |data| data["stage"] == "admitted").await;
    assert!(told["admission"].is_null(), "no way in before there is a room");

    // The call window connects: the room is there, and the guest's token is for its SID.
    desk.ask("openCall", json!({ "visitId": visit, "surface": "window" })).await.unwrap();
    assert_eq!(desk.shell.take_opened(), [format!("window {visit}")]);
    let admission = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap();
    let room_name = admission["roomName"].as_str().unwrap();
    assert_eq!(claims(admission["token"].as_str().unwrap())["grants"]["video"]["room"], room_name);
    let room_sid = desk.street.open_room(room_name);
    desk.street.enter(&room_sid, &provider);
    let fact = json!({ "fact": { "kind": "connected", "roomSid": room_sid } });
    desk.ask_in_call(&visit, "seenInCall", fact).await.unwrap();
    let told = desk.street.document_until(&status, |data| !data["admission"].is_null()).await;
    assert_eq!(told["admission"]["roomSid"], room_sid);
    let guest_claims = claims(told["admission"]["token"].as_str().unwrap());
    assert_eq!(guest_claims["grants"]["video"]["room"], room_sid, "for this room, by its SID");
    assert_eq!(guest_claims["grants"]["identity"], guest);
    assert!(guest_claims["grants"].get("data_sync").is_none(), "each token opens one thing");
    assert_eq!(guest_claims["exp"].as_i64().unwrap() - guest_claims["iat"].as_i64().unwrap(), 4 * 3600);

    // The patient is found in the room by looking, without a push.
    desk.street.enter(&room_sid, &guest);
    desk.hear(|event| matches!(event, Event::PatientJoined { visit_id } if *visit_id == visit)).await;

    // The end.
    desk.ask_in_call(&visit, "endCall", json!({})).await.unwrap();
    desk.hear(|event| matches!(event, Event::VisitEnded { visit_id } if *visit_id == visit)).await;
    let told = desk.street.document_until(&status, |data| data["stage"] == "ended").await;
    assert!(told["admission"].is_null(), "the way in is gone with the room");
    desk.street
        .until(|passed| {
            passed.iter().any(|p| p.method == "POST" && p.path.contains(&room_sid) && p.status == 202)
        })
        .await;
    assert!(desk.street.is_completed(&room_sid));
    // Their page is asked how it was, and closed without an answer.
    desk.street.guest_reports(&invitation, &report(9, "left")).await;
    desk.street
        .until(|passed| passed.iter().filter(|p| p.method == "DELETE" && p.status == 204).count() >= 5)
        .await;
    let (code, _) =
        desk.street.twin_sync("GET", &format!("/v1/Services/{service}/Documents/{status}"), &[]).await;
    assert_eq!(code, 404, "nothing is left behind");

    // Every status was newer than the one before.
    let seqs: Vec<u64> =
        desk.street.history_of(&status).iter().map(|data| data["seq"].as_u64().unwrap()).collect();
    assert!(seqs.windows(2).all(|pair| pair[0] < pair[1]), "{seqs:?}");

    let detail = desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap();
    assert_eq!(detail["row"]["state"], "completed");
    let events: Vec<&str> =
        detail["history"].as_array().unwrap().iter().map(|line| line["event"].as_str().unwrap()).collect();
    for event in [
        "visitBooked",
        "patientInvited",
        "linkGivenOut",
        "patientCheckedIn",
        "patientAdmitted",
        "roomOpened",
        "providerJoined",
        "patientJoined",
        "visitEnded",
    ] {
        assert!(events.contains(&event), "{event} is in the audit: {events:?}");
    }
}

#[tokio::test]
async fn two_wait_and_the_other_hears_that_the_provider_is_with_someone() {
    let mut desk = Desk::open().await;
    let (one, two) = (desk.book("Ines Tavares", "").await, desk.book("Bo Lindholm", "").await);
    let (first, second) = (desk.invite(&one).await, desk.invite(&two).await);
    desk.street.guest_reports(&first, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == one)).await;
    desk.street.guest_reports(&second, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == two)).await;
    let told =
        desk.street.document_until(&format!("in-{second}-status"), |data| data["stage"] == "waiting").await;
    assert_eq!(told["place"], 2);

    desk.ask("admitPatient", json!({ "visitId": one })).await.unwrap();
    let told = desk.street.document_until(&format!("in-{second}-status"), |data| data["place"] == 1).await;
    assert_eq!(told["stage"], "waiting");
    assert_eq!(told["providerState"]["kind"], "withPatient");
    assert!(told["admission"].is_null());
}

#[tokio::test]
async fn a_room_that_ends_by_itself_is_noticed_and_the_next_one_is_taken_up() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    let admission = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap();
    let room_name = admission["roomName"].as_str().unwrap();
    let status = format!("in-{invitation}-status");

    // Nobody tells the console of the room: it is found by looking.
    let first = desk.street.open_room(room_name);
    desk.street.enter(&first, "somebody");
    desk.street.document_until(&status, |data| data["admission"]["roomSid"] == first).await;
    desk.street.complete(&first);
    desk.street
        .document_until(&status, |data| data["stage"] == "admitted" && data["admission"].is_null())
        .await;
    let second = desk.street.open_room(room_name);
    desk.street.enter(&second, "somebody");
    desk.street.document_until(&status, |data| data["admission"]["roomSid"] == second).await;
}

#[tokio::test]
async fn the_answer_after_a_visit_is_heard_and_then_nothing_is_left() {
    let mut desk = Desk::open().await;
    desk.ask("setAfterword", json!({ "text": "Your prescription is on its way." })).await.unwrap();
    let (visit, invitation, _) = desk.in_a_call().await;
    desk.street.guest_reports(&invitation, &report(2, "inCall")).await;
    desk.visit_until(&visit, |detail| {
        detail["history"].as_array().unwrap().iter().any(|line| line["event"] == "patientJoined")
    })
    .await;
    // The report was taken in by a look before or after; only then may the visit end for this story.
    desk.ask("reportReceived", json!({ "invitationId": invitation, "data": report(2, "inCall") }))
        .await
        .unwrap();
    desk.ask("endVisit", json!({ "visitId": visit })).await.unwrap();
    let status = format!("in-{invitation}-status");
    let told = desk.street.document_until(&status, |data| data["stage"] == "ended").await;
    assert_eq!(told["afterword"], "Your prescription is on its way.");
    let access = desk.ask("syncAccess", json!({})).await.unwrap();
    assert_eq!(access["reports"].as_array().unwrap().len(), 1, "its page is heard still");
    let mut answer = report(3, "waiting");
    answer["survey"] = json!("most");
    desk.street.guest_reports(&invitation, &answer).await;
    let detail = desk
        .visit_until(&visit, |detail| {
            detail["history"].as_array().unwrap().iter().any(|line| line["event"] == "surveyAnswered")
        })
        .await;
    let history = detail["history"].as_array().unwrap();
    assert_eq!(history.iter().find(|line| line["event"] == "surveyAnswered").unwrap()["detail"], "most");
    let path = format!("/Documents/{status}");
    desk.street
        .until(|passed| {
            passed.iter().any(|p| p.method == "DELETE" && p.path.ends_with(&path) && p.status == 204)
        })
        .await;
}

#[tokio::test]
async fn whoever_is_invited_reads_the_consoles_signs_of_life_and_nothing_else_of_it() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    let service = desk.street.twin.addresses().sync_service_sid.clone();
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    let told = desk
        .street
        .document_until(&format!("in-{invitation}-status"), |data| data["stage"] == "waiting")
        .await;
    let alive = told["alive"].as_str().unwrap();
    let path = format!("/v1/Services/{service}/Documents/{alive}");
    let (code, document) = desk.street.twin_sync("GET", &path, &[]).await;
    assert_eq!(code, 200);
    let mut members: Vec<_> = document["data"].as_object().unwrap().keys().cloned().collect();
    members.sort();
    assert_eq!(members, ["at", "v"]);
    let permission = format!("{path}/Permissions/in-{invitation}");
    let (_, may) = desk.street.twin_sync("GET", &permission, &[]).await;
    assert_eq!((&may["read"], &may["write"]), (&json!(true), &json!(false)));
    desk.ask("cancelVisit", json!({ "visitId": visit })).await.unwrap();
    let gone = format!("/{alive}/Permissions/in-{invitation}");
    desk.street
        .until(|passed| {
            passed.iter().any(|p| p.method == "DELETE" && p.path.ends_with(&gone) && p.status == 204)
        })
        .await;
}

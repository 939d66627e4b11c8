//! Nothing of people reaches Twilio or the log.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write;
use std::sync::{Arc, Mutex};

use console::wire::event::Event;
use serde_json::json;
use support::{Desk, report};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Log;

    fn make_writer(&self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn neither_names_nor_numbers_nor_secrets_get_out() {
    let log = Log::default();
    // Our crates at their most talkative.
    let filter = "off,console=trace,clinic=trace,twilio=trace";
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(log.clone()).with_ansi(false).init();

    let (name, phone) = ("Quirina Zabelthorpe", "+15035550199");
    let mut desk = Desk::open().await;
    let visit = desk.book(name, phone).await;
    desk.street.fail("POST", "/Documents", 500, 20500, 1);
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    let room = desk.street.open_room(&format!("visit-{visit}"));
    let fact = json!({ "fact": { "kind": "connected", "roomSid": room } });
    desk.ask_in_call(&visit, "seenInCall", fact).await.unwrap();
    // A third party: named by the clinic, and in their own words.
    let guest = desk
        .ask_in_call(
            &visit,
            "inviteThirdParty",
            json!({ "visitId": visit, "name": "Fenella Quist",
        "role": "family", "relationship": "Niece by marriage", "language": "en", "preAdmitted": true }),
        )
        .await
        .unwrap();
    let guest = guest["invitationId"].as_str().unwrap().to_owned();
    desk.ask("thirdPartyLink", json!({ "invitationId": guest })).await.unwrap();
    let mut introduced = report(1, "waiting");
    introduced["guest"] = json!({ "name": "Fenella Quist", "relationship": "Niece by marriage" });
    desk.ask("reportReceived", json!({ "invitationId": guest, "data": introduced })).await.unwrap();
    desk.ask("removeGuest", json!({ "invitationId": guest, "keepOut": false })).await.unwrap();
    // An interpreter is called by a phone tree with an access code, and hung up; a relative's answer gets lost.
    let line = json!({ "name": "Quillfeather Interpreting", "offers": "interpreter", "languages": ["en"], "number": "+12025550110",
        "hours": { "zone": "UTC", "spans": [] }, "notes": "", "accessCode": "70707", "recipes": [{ "steps": [
            { "kind": "pressCode", "waitBefore": 0, "end": "#", "note": "" },
            { "kind": "handOver", "seconds": 0, "quiet": false, "note": "" }] }] });
    let line = desk.ask("saveLine", line).await.unwrap()["lineId"].clone();
    let call = json!({ "role": "interpreter", "lineId": line, "way": "recipe" });
    desk.ask_in_call(&visit, "addByPhone", call).await.unwrap();
    desk.street.lose_answer("POST", "/Calls.json", 1);
    let call = json!({ "role": "family", "number": "+12025550188", "name": "Ottoline Vex", "way": "guided" });
    desk.ask_in_call(&visit, "addByPhone", call).await.unwrap();
    desk.cards_until(&visit, |cards| {
        cards.iter().all(|card| !matches!(card["state"].as_str(), Some("intended" | "requested" | "unknown")))
    })
    .await;
    let bad = json!({ "invitationId": invitation, "data": { "v": 1, "step": name } });
    desk.ask("reportReceived", bad).await.unwrap();
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap_err();
    let link = desk.ask("invitationLink", json!({ "visitId": visit })).await.unwrap();
    desk.ask("endVisit", json!({ "visitId": visit })).await.unwrap();
    desk.street
        .until(|passed| passed.iter().filter(|p| p.method == "DELETE" && p.status == 204).count() == 4)
        .await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("a clinic is open") && log.contains("a guest's report was dropped"),
        "the log was listened to"
    );
    let traffic: String =
        desk.street.passed().iter().map(|p| format!("{} {} {}\n", p.method, p.path, p.body)).collect();
    assert!(traffic.contains("in-"), "the traffic was listened to");
    let secret = desk.street.twin.addresses().api_key_secret.clone();
    let token = link["url"].as_str().unwrap().split('#').nth(1).unwrap().to_owned();
    for (what, text) in [
        ("a name", "Quirina"),
        ("a name", "Zabelthorpe"),
        ("a number", "5035550199"),
        ("a record", "mrn-19"),
        ("an address", "someone%40example"),
        ("an address", "someone@example"),
        ("a reason", "reason of theirs"),
        ("a reason", "A%20reason"),
        // Of the third party nothing reaches the log; their name goes into their own Document and nowhere else.
        ("the secret", &secret),
        ("the link's token", &token),
    ] {
        assert!(!log.contains(text), "{what} is in the log");
        assert!(!traffic.contains(text), "{what} went to Twilio");
    }
    for (what, text) in [("a line's name", "Quillfeather"), ("a relative's name", "Ottoline")] {
        assert!(!log.contains(text), "{what} is in the log");
        assert!(!traffic.contains(text), "{what} went to Twilio");
    }
    // Twilio has to know whom to call and what to press; the log has not.
    assert!(traffic.contains("To=%2B12025550188") && traffic.contains("70707"));
    for (what, text) in
        [("a relative's number", "2025550188"), ("a line's number", "2025550110"), ("a code", "70707")]
    {
        assert!(!log.contains(text), "{what} is in the log");
    }
    for passed in desk.street.passed().iter().filter(|p| format!("{} {}", p.path, p.body).contains("Fenella"))
    {
        assert!(
            passed.path.contains(&format!("/Documents/in-{guest}-status"))
                || passed.body.starts_with(&format!("UniqueName=in-{guest}-status&")),
            "the third party's name is in their own Document alone: {} {}",
            passed.method,
            passed.path
        );
    }
    assert!(!log.contains("Fenella") && !log.contains("Niece"), "the third party is in the log");
    // The whole practice day's people as well.
    for person in
        ["Whitcomb", "rquez", "Whitaker", "Kobayashi", "Holloway", "Osei", "Lindqvist", "Tran ", "50355501"]
    {
        assert!(!log.contains(person) && !traffic.contains(person), "{person}");
    }
}

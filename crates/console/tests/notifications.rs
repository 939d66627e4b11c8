//! What the desktop tells while nobody looks, and where it leads.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::host::Notification;
use console::wire::event::Event;
use console::wire::notification::Place;
use serde_json::json;
use support::{Desk, PATIENCE, report};

async fn notified(desk: &Desk) -> Notification {
    tokio::time::timeout(PATIENCE, desk.shell.notified()).await.expect("the desktop is told in time")
}

/// The kind that is taken away next.
async fn taken_away(desk: &Desk) -> &'static str {
    tokio::time::timeout(PATIENCE, desk.shell.taken_away()).await.expect("it is taken away in time")
}

/// Somebody of this name comes to the waiting room; their visit.
async fn arrives(desk: &mut Desk, name: &str) -> String {
    let visit = desk.book(name, "").await;
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    visit
}

#[tokio::test]
async fn an_arrival_is_told_without_a_name_and_leads_to_the_visit() {
    let mut desk = Desk::open().await;
    let visit = arrives(&mut desk, "Quirina Zabelthorpe").await;
    let told = notified(&desk).await;
    assert_eq!(told.title, "PRACTICE · Somebody is waiting");
    assert!(!told.body.contains("Quirina"));
    desk.console.notification_opened(told.place);
    assert_eq!(desk.shell.take_opened(), ["the console"]);
    let opened = Event::NotificationOpened { place: Place::Visit { visit_id: visit } };
    desk.hear(|event| *event == opened).await;
}

#[tokio::test]
async fn what_is_no_longer_so_is_taken_away() {
    let mut desk = Desk::open().await;
    let visit = arrives(&mut desk, "Quirina Zabelthorpe").await;
    notified(&desk).await;
    desk.ask("cancelVisit", json!({ "visitId": visit })).await.unwrap();
    assert_eq!(taken_away(&desk).await, "arrived");
}

#[tokio::test]
async fn what_is_looked_at_is_taken_away() {
    let mut desk = Desk::open().await;
    arrives(&mut desk, "Somebody Else").await;
    notified(&desk).await;
    desk.ask("reportFocus", json!({ "inFront": true, "today": true })).await.unwrap();
    assert_eq!(taken_away(&desk).await, "arrived");
}

#[tokio::test]
async fn names_are_said_where_the_clinic_wants_it_and_nothing_while_today_is_looked_at() {
    let mut desk = Desk::open().await;
    let before = desk.ask("getNotifications", json!({})).await.unwrap();
    assert_eq!(
        (&before["settings"]["names"], &before["service"]["kind"]),
        (&json!(false), &json!("unsupported"))
    );
    let mut settings = before["settings"].clone();
    settings["names"] = json!(true);
    desk.ask("setNotifications", settings).await.unwrap();

    desk.ask("reportFocus", json!({ "inFront": true, "today": true })).await.unwrap();
    arrives(&mut desk, "Seen Already").await;
    desk.ask("reportFocus", json!({ "inFront": true, "today": false })).await.unwrap();
    arrives(&mut desk, "Quirina Zabelthorpe").await;
    assert_eq!(notified(&desk).await.title, "PRACTICE · Quirina Zabelthorpe is waiting");
}

#[tokio::test]
async fn a_call_that_is_looked_at_in_its_window_needs_no_notification_until_the_window_is_gone() {
    let mut desk = Desk::open().await;
    let call = desk.in_visit("en").await;
    let who = console::principal::Principal::CallWindow { visit_id: call.visit.clone() };
    let guest = desk.invite_third_party(&call.visit, false).await;
    desk.ask_in_call(&call.visit, "reportFocus", json!({ "inFront": true })).await.unwrap();
    desk.street.guest_reports(&guest, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::GuestCheckedIn { .. })).await;
    arrives(&mut desk, "Somebody Else").await;
    assert_eq!(
        notified(&desk).await.title,
        "PRACTICE · Somebody is waiting",
        "not the guest, whom the window shows"
    );
    desk.console.window_gone(&who);
    let fact = json!({ "fact": { "kind": "participantDisconnected", "identity": call.patient } });
    desk.street.leave(&call.room, &call.patient);
    desk.ask_in_call(&call.visit, "seenInCall", fact).await.unwrap();
    let told = notified(&desk).await;
    assert_eq!(told.title, "PRACTICE · A patient is no longer in the call");
    assert!(told.place == Place::Visit { visit_id: call.visit });
}

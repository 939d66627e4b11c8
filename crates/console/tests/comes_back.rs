//! The console is gone in the middle of a visit and comes back to it; and stores that cannot be opened.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::Start;
use console::error::Code;
use console::wire::event::Event;
use serde_json::json;
use support::street::Passed;
use support::{Desk, report};

#[tokio::test]
async fn it_takes_the_visit_up_where_it_was() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    desk.street.document_until(&format!("in-{invitation}-status"), |data| data["stage"] == "admitted").await;

    // Gone, in the middle of it, with a word to nobody.
    let Desk { street, shell, console, .. } = desk;
    drop(console);
    // Meanwhile the call window's room is open, and the patient tried something.
    let room = street.open_room(&format!("visit-{visit}"));
    street.enter(&room, &format!("in-{invitation}"));

    let mut desk = Desk::at(street, shell, Start::default());
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert_eq!(session["clinic"]["practice"], true, "the clinic that was open is open again");
    let told = desk
        .street
        .document_until(&format!("in-{invitation}-status"), |data| {
            data["admission"]["roomSid"] == room.as_str()
        })
        .await;
    assert_eq!(told["stage"], "admitted");
    desk.visit_until(&visit, |detail| {
        detail["history"].as_array().unwrap().iter().any(|line| line["event"] == "patientJoined")
    })
    .await;
}

#[tokio::test]
async fn what_was_asked_for_before_it_went_is_done_when_it_comes_back() {
    let desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    desk.street.fail("POST", "/Documents", 500, 20500, 2);
    desk.ask("inviteToVisit", json!({ "visitId": visit })).await.unwrap();
    let Desk { street, shell, console, .. } = desk;
    drop(console);
    let mut desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    desk.visit_until(&visit, |detail| detail["invitation"]["readiness"]["kind"] == "ready").await;
}

#[tokio::test]
async fn a_store_that_cannot_be_read_is_kept_and_set_aside_only_when_asked() {
    let desk = Desk::open().await;
    desk.book("Ines Tavares", "").await;
    desk.ask("closeClinic", json!({})).await.unwrap();
    let error = desk.ask("setStoreAside", json!({})).await.unwrap_err();
    assert_eq!(error.code, Code::Conflict, "a store that opens is not set aside");

    *desk.shell.key.lock().unwrap() = clinic::StoreKey::random();
    let before = std::fs::read(desk.shell.store()).unwrap();
    let error = desk.ask("openPracticeClinic", json!({})).await.unwrap_err();
    assert_eq!(error.code, Code::StoreUnreadable);
    assert_eq!(std::fs::read(desk.shell.store()).unwrap(), before, "not a byte was altered");
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert_eq!(session["problem"]["code"], "storeUnreadable");

    let session = desk.ask("setStoreAside", json!({})).await.unwrap();
    assert_eq!(session["clinic"]["practice"], true);
    let aside = std::fs::read_dir(desk.shell.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let aside = aside
        .filter(|path| path.to_string_lossy().contains("set-aside"))
        .find(|path| std::fs::read(path).is_ok_and(|bytes| bytes == before));
    assert!(aside.is_some(), "the old store is there, whole");
}

#[tokio::test]
async fn what_a_crashed_day_left_at_twilio_is_removed_and_nothing_else_is() {
    let mut desk = Desk::open().await;
    let over = desk.book("Ines Tavares", "").await;
    let ended = desk.invite(&over).await;
    desk.ask("cancelVisit", json!({ "visitId": over })).await.unwrap();
    let deletes = |ended: &str| {
        let ended = ended.to_owned();
        move |passed: &[Passed]| passed.iter().any(|p| p.method == "DELETE" && p.path.contains(&ended))
    };
    desk.street.until(deletes(&format!("-alive/Permissions/in-{ended}"))).await;
    // The last of it is kept before all that this takes is done.
    let open = desk.book("Tomé Bragança", "").await;
    let invited = desk.invite(&open).await;

    // Made once more by something that was still under way when the console went.
    let Desk { street, shell, console, .. } = desk;
    drop(console);
    let documents = format!("/v1/Services/{}/Documents", street.twin.addresses().sync_service_sid);
    let lists = documents.replace("Documents", "Lists");
    let report = format!("in-{ended}-report");
    let chat = format!("in-{ended}-from-clinic");
    let anothers = "in-01jb000000000000000000000a-status";
    let (_, stray) = street.twin_sync("POST", &documents, &[("UniqueName", &report)]).await;
    let (_, stray_list) = street.twin_sync("POST", &lists, &[("UniqueName", &chat)]).await;
    street.twin_sync("POST", &documents, &[("UniqueName", anothers)]).await;
    street.twin_sync("POST", &documents, &[("UniqueName", "not-ours")]).await;

    let desk = Desk::at(street, shell, Start::default());
    desk.ask("getSession", json!({})).await.unwrap();
    for sid in [&stray["sid"], &stray_list["sid"]] {
        desk.street.until(deletes(sid.as_str().unwrap())).await;
    }
    for name in [format!("in-{invited}-status"), anothers.to_owned(), "not-ours".to_owned()] {
        let (status, _) = desk.street.twin_sync("GET", &format!("{documents}/{name}"), &[]).await;
        assert_eq!(status, 200, "{name} is still there");
    }
    let (status, _) = desk.street.twin_sync("GET", &format!("{documents}/{report}"), &[]).await;
    assert_eq!(status, 404);
}

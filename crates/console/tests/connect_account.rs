//! Connecting an account: each part tried for real, each failure in words.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use console::Start;
use console::error::Code;
use jiff::SignedDuration;
use serde_json::{Value, json};
use support::shell::Shell;
use support::street::Street;
use support::{Desk, clock_off_by};

async fn fresh(start: Start) -> Desk {
    let street = Street::open().await;
    let shell = Arc::new(Shell::new(&street));
    Desk::at(street, shell, start)
}

fn typed(desk: &Desk) -> Value {
    let twin = desk.street.twin.addresses();
    json!({
        "clinicName": "Harbour Clinic", "providerName": "Dr. Lin", "timeZone": "Europe/Lisbon",
        "accountSid": twin.account_sid, "apiKeySid": twin.api_key_sid, "apiKeySecret": twin.api_key_secret,
        "syncServiceSid": twin.sync_service_sid, "portalUrl": "https://visits.example.test/",
    })
}

fn outcomes(checks: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    checks["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| (text(&part["part"]), text(&part["outcome"])))
        .collect()
}

fn part<'a>(checks: &'a Value, name: &str) -> &'a Value {
    checks["parts"].as_array().unwrap().iter().find(|part| part["part"] == name).unwrap()
}

#[tokio::test]
async fn a_good_account_is_kept_opened_and_open_again_at_the_next_start() {
    let desk = fresh(Start::default()).await;
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert!(session["clinic"].is_null() && session["problem"].is_null(), "the first run");
    let checks = desk.ask("connectAccount", typed(&desk)).await.unwrap();
    assert_eq!(checks["connected"], true, "{checks}");
    let names: Vec<String> = outcomes(&checks).into_iter().map(|(part, _)| part).collect();
    assert_eq!(names, ["clock", "apiKey", "video", "sync", "keychain"]);
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert!(session["clinic"].is_null(), "opening it is an act of its own");
    let sid = &desk.street.twin.addresses().account_sid;
    assert_eq!(
        session["savedAccount"],
        json!({ "clinicName": "Harbour Clinic", "providerName": "Dr. Lin",
            "accountSid": format!("AC…{}", &sid[sid.len() - 4..]), "portalUrl": "https://visits.example.test" })
    );
    let session = desk.ask("openAccountClinic", json!({})).await.unwrap();
    assert_eq!(session["clinic"]["name"], "Harbour Clinic");
    assert_eq!(session["clinic"]["practice"], false);
    assert_eq!(session["clinic"]["account"]["portalUrl"], "https://visits.example.test");
    let secret = &desk.street.twin.addresses().api_key_secret;
    assert!(
        !session.to_string().contains(secret) && !checks.to_string().contains(secret),
        "the secret stays inside"
    );
    desk.ask("closeClinic", json!({})).await.unwrap();
    let session = desk.ask("openAccountClinic", json!({})).await.unwrap();
    assert_eq!(session["savedAccount"]["clinicName"], "Harbour Clinic");

    // The next start: the same shell, another console.
    let Desk { street, shell, console, .. } = desk;
    support::ask(&console, &console::principal::Principal::Console, "closeClinic", json!({})).await.unwrap();
    *shell.last_open.lock().unwrap() = Some(false);
    drop(console);
    let desk = Desk::at(street, shell, Start::default());
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert_eq!(session["clinic"]["name"], "Harbour Clinic");
}

#[tokio::test]
async fn names_and_zone_that_are_entered_anew_take_effect() {
    let desk = fresh(Start::default()).await;
    desk.ask("connectAccount", typed(&desk)).await.unwrap();
    desk.ask("openAccountClinic", json!({})).await.unwrap();
    let mut account = typed(&desk);
    account["providerName"] = json!("Dr. Linh");
    account["timeZone"] = json!("America/Chicago");
    desk.ask("connectAccount", account).await.unwrap();
    let session = desk.ask("openAccountClinic", json!({})).await.unwrap();
    let clinic = &session["clinic"];
    assert_eq!(
        (&clinic["provider"]["name"], &clinic["timeZone"]),
        (&json!("Dr. Linh"), &json!("America/Chicago"))
    );
    assert_eq!(clinic["name"], "Harbour Clinic");
}

#[tokio::test]
async fn the_practice_clinic_stays_open_until_the_account_is_opened_and_nothing_goes_along() {
    let mut desk = Desk::open().await;
    let practised = desk.book("Ines Tavares", "").await;
    let checks = desk.ask("connectAccount", typed(&desk)).await.unwrap();
    assert_eq!(checks["connected"], true, "{checks}");
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert_eq!(session["clinic"]["practice"], true, "nothing is opened by connecting");

    let session = desk.ask("openAccountClinic", json!({})).await.unwrap();
    assert_eq!(session["clinic"]["practice"], false);
    for (command, list) in [("getDay", "visits"), ("getDirectory", "lines"), ("getConnectors", "services")] {
        let answer = desk.ask(command, json!({})).await.unwrap();
        assert_eq!(answer[list], json!([]), "{command}: nothing of practice comes along");
    }

    // What is real says nothing of practice: texts, e-mail drafts, files.
    let settings = json!({ "plan": [], "tellChanges": true, "names": false, "plain": true, "shortenLinks": false,
        "service": "", "number": "", "templates": [] });
    desk.ask("setTextSettings", settings).await.unwrap();
    let visit = desk.book("Bo Lindholm", "+12025550120").await;
    let asked = desk.ask("textInvitation", json!({ "visitId": visit })).await.unwrap();
    desk.visit_until(&visit, |detail| {
        let texts = detail["texts"].as_array().unwrap();
        texts.iter().any(|text| text["id"] == asked["textId"] && text["state"] == "delivered")
    })
    .await;
    let mail = json!({ "visitId": visit, "subject": "Your visit", "text": "Come in here:" });
    desk.ask("draftInvitationMail", mail).await.unwrap();
    let file = desk.ask("exportDirectory", json!({})).await.unwrap();
    let document = std::fs::read_to_string(file["path"].as_str().unwrap()).unwrap();
    let texts = desk.street.twin.texts().dump().to_string();
    let opened = desk.shell.take_opened();
    for real in [&texts, &opened[0], &file.to_string(), &document] {
        assert!(!real.to_lowercase().contains("practice"), "{real}");
    }

    // Back: practice is as it was left, and knows nothing of what was real.
    let session = desk.ask("openPracticeClinic", json!({})).await.unwrap();
    assert_eq!(session["clinic"]["practice"], true);
    desk.ask("getVisit", json!({ "visitId": practised })).await.unwrap();
    let error = desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
}

#[tokio::test]
async fn a_wrong_secret_is_found_at_the_key_and_nothing_is_kept() {
    let desk = fresh(Start::default()).await;
    let mut account = typed(&desk);
    account["apiKeySecret"] = json!("not-the-secret-of-this-key");
    let checks = desk.ask("connectAccount", account).await.unwrap();
    assert_eq!(checks["connected"], false);
    let expected = [
        ("clock", "fine"),
        ("apiKey", "failed"),
        ("video", "skipped"),
        ("sync", "skipped"),
        ("keychain", "skipped"),
    ];
    assert_eq!(outcomes(&checks), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    let key = part(&checks, "apiKey");
    assert_eq!(key["twilioCode"], 20003);
    assert!(key["advice"].as_str().unwrap().contains("not the account's Auth Token"), "{key}");
    assert!(!checks.to_string().contains("not-the-secret-of-this-key"));
    assert!(desk.shell.account.lock().unwrap().is_none());
}

#[tokio::test]
async fn a_service_that_will_not_do_is_refused_with_how_to_put_it_right() {
    let desk = fresh(Start::default()).await;
    let sid = desk.street.twin.addresses().sync_service_sid.clone();
    let account_sid = desk.street.twin.addresses().account_sid.clone();
    let foreign = format!("AC{:032x}", 99);
    for (answer, words) in [
        (json!({ "sid": sid, "account_sid": account_sid, "acl_enabled": false }), "switch ACL on"),
        (json!({ "sid": sid, "account_sid": account_sid }), "switch ACL on"),
        (
            json!({ "sid": sid, "account_sid": account_sid, "acl_enabled": true, "unique_name": "default" }),
            "Make a new Sync service",
        ),
        (json!({ "sid": sid, "account_sid": foreign, "acl_enabled": true }), "from the same account"),
    ] {
        desk.street.answer("GET", "/Services/", 200, answer, 1);
        let checks = desk.ask("connectAccount", typed(&desk)).await.unwrap();
        let sync = part(&checks, "sync");
        assert_eq!((checks["connected"].clone(), sync["outcome"].clone()), (json!(false), json!("failed")));
        assert!(sync["advice"].as_str().unwrap().contains(words), "{sync}");
    }
    desk.street.fail("GET", "/Services/", 404, 20404, 1);
    let checks = desk.ask("connectAccount", typed(&desk)).await.unwrap();
    assert!(part(&checks, "sync")["message"].as_str().unwrap().contains("no Sync service"));
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_a_day_is_said_before_anything_else() {
    for (off, words) in
        [(SignedDuration::from_hours(24), "ahead"), (SignedDuration::from_hours(-24), "behind")]
    {
        let desk = fresh(Start { clock: clock_off_by(off), ..Start::default() }).await;
        let checks = desk.ask("connectAccount", typed(&desk)).await.unwrap();
        let clock = part(&checks, "clock");
        assert_eq!(clock["outcome"], "failed", "{clock}");
        assert!(clock["message"].as_str().unwrap().contains(words), "{clock}");
        assert_eq!(part(&checks, "apiKey")["outcome"], "skipped");
    }
    let desk = fresh(Start { clock: clock_off_by(SignedDuration::from_secs(100)), ..Start::default() }).await;
    let checks = desk.ask("connectAccount", typed(&desk)).await.unwrap();
    assert_eq!(part(&checks, "clock")["outcome"], "warning");
    assert_eq!(checks["connected"], true, "worth a word, not a refusal");
}

#[tokio::test]
async fn a_locked_keychain_keeps_the_account_out() {
    let desk = fresh(Start::default()).await;
    *desk.shell.keychain_locked.lock().unwrap() = true;
    let checks = desk.ask("connectAccount", typed(&desk)).await.unwrap();
    assert_eq!(checks["connected"], false);
    assert_eq!(part(&checks, "keychain")["message"], "The keychain is locked.");
}

#[tokio::test]
async fn nobody_there_is_told_as_such() {
    let desk = fresh(Start::default()).await;
    desk.street.close();
    let checks = desk.ask("connectAccount", typed(&desk)).await.unwrap();
    assert_eq!(part(&checks, "clock")["outcome"], "failed");
    assert!(part(&checks, "clock")["message"].as_str().unwrap().contains("not reached"));
}

#[tokio::test]
async fn what_cannot_be_right_is_refused_before_anything_is_asked() {
    let desk = fresh(Start::default()).await;
    let secret = "a-pasted-secret";
    for field in ["accountSid", "apiKeySid", "syncServiceSid", "portalUrl", "timeZone"] {
        let mut account = typed(&desk);
        account[field] = json!(secret);
        let error = desk.ask("connectAccount", account).await.unwrap_err();
        assert_eq!(error.code, Code::Invalid, "{field}");
        assert!(!error.message.contains(secret), "{field}: what was typed is not repeated: {error}");
    }
    assert!(desk.street.passed().is_empty());
}

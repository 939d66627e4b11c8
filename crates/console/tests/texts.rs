//! Texts from a console to phones at the local Twilio: what is sent, followed, lost, called off.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use console::Start;
use console::error::Code;
use console::wire::event::Event;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use support::shell::Shell;
use support::street::Street;
use support::{Desk, report};

/// A phone that takes texts.
const PHONE: &str = "+12025550120";

impl Desk {
    /// A clinic that texts at any hour, so that it does not matter when a test runs.
    async fn that_texts() -> Desk {
        let desk = Desk::open().await;
        desk.texts_like(json!({})).await;
        desk
    }

    /// Sets how the clinic texts.
    async fn texts_like(&self, more: Value) {
        let mut settings = json!({ "plan": [], "tellChanges": true, "names": false, "plain": true, "shortenLinks": false,
            "service": "", "number": "", "templates": [] });
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.ask("setTextSettings", settings).await.unwrap();
    }

    async fn text(&self, visit: &str) -> String {
        let asked = self.ask("textInvitation", json!({ "visitId": visit })).await.unwrap();
        asked["textId"].as_str().unwrap().to_owned()
    }

    /// A text, once it is as wanted.
    async fn text_until(&mut self, visit: &str, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let find = |detail: &Value| {
            detail["texts"].as_array().unwrap().iter().find(|text| text["id"] == id).cloned()
        };
        let detail = self.visit_until(visit, |detail| find(detail).is_some_and(|text| wanted(&text))).await;
        find(&detail).unwrap()
    }

    async fn text_in(&mut self, visit: &str, id: &str, state: &str) -> Value {
        self.text_until(visit, id, |text| text["state"] == state).await
    }

    /// The texts of a kind, once there are any.
    async fn texts_of(&mut self, visit: &str, kind: &str) -> Vec<Value> {
        let of = |detail: &Value| -> Vec<Value> {
            detail["texts"].as_array().unwrap().iter().filter(|text| text["kind"] == kind).cloned().collect()
        };
        of(&self.visit_until(visit, |detail| !of(detail).is_empty()).await)
    }

    /// What was sent or scheduled, as Twilio has it.
    fn at_twilio(&self) -> Vec<Value> {
        let all = self.street.twin.texts().dump()["messages"].as_array().unwrap().clone();
        all.into_iter().filter(|message| message["direction"] == "outbound-api").collect()
    }

    /// The local date so many days from now, in the clinic's zone.
    async fn date_in(&self, days: i64) -> String {
        let session = self.ask("getSession", json!({})).await.unwrap();
        let zone = TimeZone::get(session["clinic"]["timeZone"].as_str().unwrap()).unwrap();
        Timestamp::now().to_zoned_datetime(zone).date().saturating_add(days.days()).to_string()
    }

    async fn book_days_ahead(&self, name: &str, phone: &str, days: i64) -> String {
        let date = self.date_in(days).await;
        let patient = json!({ "name": name, "birthDate": "1980-02-03", "recordNumber": "mrn-days", "language": "en",
            "phone": phone, "email": "" });
        let visit = json!({ "date": date, "time": "12:00", "minutes": 20, "reason": "", "notes": "" });
        let booked = self.ask("bookVisit", json!({ "patient": patient, "visit": visit })).await.unwrap();
        booked["visitId"].as_str().unwrap().to_owned()
    }

    async fn move_days(&self, visit: &str, days: i64) {
        let date = self.date_in(days).await;
        self.ask("moveVisit", json!({ "visitId": visit, "date": date, "time": "12:00" })).await.unwrap();
    }

    fn asked_for(&self) -> usize {
        self.street.passed().iter().filter(|p| p.method == "POST" && p.path.contains("/Messages")).count()
    }
}

#[tokio::test]
async fn a_link_arrives_and_leads_to_the_invitation() {
    let mut desk = Desk::that_texts().await;
    let visit = desk.book("Ines Tavares", PHONE).await;
    let preview = desk.ask("previewText", json!({ "visitId": visit })).await.unwrap();
    assert_eq!((preview["encoding"].as_str(), preview["plain"].is_null()), (Some("gsm7"), true));
    assert!(preview["linkLength"].as_u64().unwrap() > 300, "a link carries its token: {preview}");
    let id = desk.text(&visit).await;
    let text = desk.text_in(&visit, &id, "delivered").await;
    assert_eq!(text["segments"], preview["segments"], "counted as Twilio counts");
    let sent = desk.at_twilio();
    let body = sent[0]["body"].as_str().unwrap();
    let (words, _) = body.split_once("/#").unwrap();
    assert!(words.starts_with("PRACTICE: "), "never mistaken for real: {words}");
    assert!(preview["text"].as_str().unwrap().starts_with(words), "shown as it is sent: {preview}");
    assert!(!body.contains("Tavares") && !body.contains("reason"), "{body}");
    let (_, token) = body.split_once("/#").unwrap();
    let detail = desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap();
    let invitation = detail["invitation"]["id"].as_str().unwrap();
    assert_eq!(support::claims(token)["grants"]["identity"], format!("in-{invitation}"));
    let steps: Vec<&str> = detail["invitation"]["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["step"].as_str().unwrap())
        .collect();
    assert_eq!(steps, ["invited", "texted", "delivered"]);
    let stored = serde_json::to_string(&detail).unwrap();
    assert!(!stored.contains(token), "the link is kept nowhere");
}

#[tokio::test]
async fn what_does_not_arrive_is_told_in_words_that_say_what_to_do() {
    let mut desk = Desk::that_texts().await;
    for (phone, state, code, words) in [
        ("+12025550122", "undelivered", 30_006_u32, "landline"),
        ("+12025550123", "undelivered", 30_007, "spam"),
        ("+12025550124", "undelivered", 30_034, "10DLC"),
    ] {
        let visit = desk.book(&"I".repeat(code as usize % 97), phone).await;
        let id = desk.text(&visit).await;
        let text = desk.text_in(&visit, &id, state).await;
        assert_eq!(text["problem"]["twilioCode"], code);
        let problem = text["problem"].to_string();
        assert!(problem.contains(words), "{problem}");
    }
    let notices = desk.ask("getTextNotices", json!({})).await.unwrap();
    let ids: Vec<Value> =
        notices["notices"].as_array().unwrap().iter().map(|notice| notice["text"]["id"].clone()).collect();
    assert_eq!(ids.len(), 3);
    desk.ask("textNoticesSeen", json!({ "textIds": ids })).await.unwrap();
    assert_eq!(desk.ask("getTextNotices", json!({})).await.unwrap()["notices"], json!([]));
}

#[tokio::test]
async fn what_twilio_refuses_is_refused_once() {
    let mut desk = Desk::that_texts().await;
    for (code, phone) in [
        (21_408, "+12025550130"),
        (21_608, "+12025550131"),
        (21_610, "+12025550132"),
        (21_614, "+12025550133"),
    ] {
        desk.street.fail("POST", "/Messages", 400, code, 1);
        let visit = desk.book(&"I".repeat(code as usize % 97), phone).await;
        let id = desk.text(&visit).await;
        let text = desk.text_in(&visit, &id, "failed").await;
        assert_eq!(text["problem"]["twilioCode"], code);
    }
    assert_eq!(desk.asked_for(), 4);
}

#[tokio::test]
async fn whoever_answered_stop_is_not_texted() {
    let mut desk = Desk::that_texts().await;
    let visit = desk.book("Ines Tavares", PHONE).await;
    desk.street.twin.texts().reply(PHONE, "Stop").unwrap();
    let id = desk.text(&visit).await;
    let text = desk.text_in(&visit, &id, "withheld").await;
    assert!(text["problem"]["message"].as_str().unwrap().contains("STOP"), "{text}");
    assert_eq!(desk.asked_for(), 0, "it was read before anything was sent");
    let detail = desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap();
    assert!(detail["texting"]["stoppedSince"].is_string(), "shown with the person");
    let error = desk.ask("textInvitation", json!({ "visitId": visit })).await.unwrap_err();
    assert_eq!(error.code, Code::Conflict);
    assert!(error.message.contains("copy the link"), "{}", error.message);
    let looked = desk.ask("lookAtNumber", json!({ "number": "202-555-0120" })).await.unwrap();
    assert_eq!((looked["number"].as_str(), looked["notTexted"].is_null()), (Some(PHONE), true));
    assert!(looked["stoppedSince"].is_string(), "and while the number is typed");
    let words = json!({ "visitId": visit, "subject": "Your visit", "text": "Come in here:" });
    desk.ask("draftInvitationMail", words).await.unwrap();
    let opened = desk.shell.take_opened();
    assert!(
        opened[0]
            .starts_with("mailto:?subject=PRACTICE%3A%20Your%20visit&body=PRACTICE%3A%20Come%20in%20here%3A"),
        "{opened:?}"
    );
    desk.ask("invitationLink", json!({ "visitId": visit })).await.expect("other ways are open");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_found_and_nothing_is_sent_twice() {
    let mut desk = Desk::that_texts().await;
    let visit = desk.book("Ines Tavares", PHONE).await;
    desk.street.lose_answer("POST", "/Messages", 1);
    let id = desk.text(&visit).await;
    desk.text_in(&visit, &id, "delivered").await;
    assert_eq!((desk.at_twilio().len(), desk.asked_for()), (1, 1));
}

#[tokio::test]
async fn a_request_that_was_lost_on_its_way_asks_the_provider() {
    let mut desk = Desk::that_texts().await;
    let visit = desk.book("Ines Tavares", PHONE).await;
    desk.street.fail("POST", "/Messages", 502, 0, 1);
    let id = desk.text(&visit).await;
    let text = desk.text_in(&visit, &id, "unresolved").await;
    assert_eq!(text["actions"], json!(["search", "saySent", "sayUnsent"]));
    let again = desk.ask("textInvitation", json!({ "visitId": visit })).await.unwrap_err();
    assert_eq!(again.code, Code::Conflict, "nothing is sent until that is settled");
    desk.ask("settleText", json!({ "textId": id, "verdict": "unsent" })).await.unwrap();
    desk.text_in(&visit, &id, "failed").await;
    let id = desk.text(&visit).await;
    desk.text_in(&visit, &id, "delivered").await;
    assert_eq!(desk.at_twilio().len(), 1);
}

#[tokio::test]
async fn too_many_requests_make_texts_wait_and_lose_none() {
    let mut desk = Desk::that_texts().await;
    let visit = desk.book("Ines Tavares", PHONE).await;
    // More than the client itself tries again.
    desk.street.fail("POST", "/Messages", 429, 20429, 5);
    let id = desk.text(&visit).await;
    desk.text_in(&visit, &id, "delivered").await;
    assert_eq!(desk.at_twilio().len(), 1);
}

#[tokio::test]
async fn a_console_that_is_killed_at_any_step_sends_once() {
    // The request that the console is killed at: reading what the number wrote, sending, looking afterwards.
    for (method, path, done) in [
        ("GET", "/messaging/", false),
        ("GET", "/Messages", false),
        ("POST", "/Messages", false),
        ("POST", "/Messages", true),
        ("GET", "/Messages/", false),
    ] {
        let street = Street::open().await;
        let shell = Arc::new(Shell::new(&street));
        let desk = Desk::at(street, shell.clone(), Start::default());
        desk.ask("openPracticeClinic", json!({})).await.unwrap();
        desk.texts_like(json!({})).await;
        let visit = desk.book("Ines Tavares", PHONE).await;
        if done {
            desk.street.lose_answer(method, path, 1);
        } else {
            desk.street.fail(method, path, 503, 0, 1);
        }
        let id = desk.text(&visit).await;
        desk.street.until(|passed| passed.iter().any(|p| p.method == method && p.path.contains(path))).await;
        let Desk { street, console, .. } = desk;
        console
            .dispatch(
                &console::principal::Principal::Console,
                serde_json::from_value(json!({ "command": "closeClinic", "input": {} })).unwrap(),
            )
            .await
            .unwrap();
        drop(console);
        let mut desk = Desk::at(street, shell, Start::default());
        desk.ask("openPracticeClinic", json!({})).await.unwrap();
        let text = desk
            .text_until(&visit, &id, |text| text["state"] == "delivered" || text["state"] == "unresolved")
            .await;
        let sent = desk.at_twilio().len();
        assert_eq!(sent, usize::from(text["state"] == "delivered"), "{method} {path} {done}: {text}");
    }
}

#[tokio::test]
async fn a_reminder_is_handed_over_and_follows_the_visit_when_it_moves() {
    let mut desk = Desk::that_texts().await;
    desk.texts_like(json!({ "plan": [{ "kind": "reminder", "minutesBefore": 60 }] })).await;
    let visit = desk.book_days_ahead("Ines Tavares", PHONE, 3).await;
    let reminder = desk.texts_of(&visit, "reminder").await[0]["id"].as_str().unwrap().to_owned();
    desk.text_in(&visit, &reminder, "scheduled").await;
    assert_eq!(desk.at_twilio()[0]["status"], "scheduled");
    // The visit moves to another day; the old reminder is called off and a new one handed over.
    desk.move_days(&visit, 5).await;
    desk.text_in(&visit, &reminder, "cancelled").await;
    let second = desk.texts_of(&visit, "reminder").await.last().unwrap()["id"].as_str().unwrap().to_owned();
    assert_ne!(second, reminder);
    desk.text_in(&visit, &second, "scheduled").await;
    let statuses: Vec<String> =
        desk.at_twilio().iter().map(|text| text["status"].as_str().unwrap().to_owned()).collect();
    assert_eq!(statuses.iter().filter(|status| *status == "canceled").count(), 1, "{statuses:?}");
}

#[tokio::test]
async fn a_third_party_is_texted_from_the_call_window_and_only_its_own() {
    let mut desk = Desk::that_texts().await;
    let visit = desk.book("Ines Tavares", "").await;
    let other = desk.book("Bo Lindholm", "").await;
    let guest = desk.invite_third_party(&visit, false).await;
    let input = json!({ "invitationId": guest, "number": "(202) 555-0120" });
    let forbidden = desk.ask_in_call(&other, "textThirdParty", input.clone()).await.unwrap_err();
    assert_eq!(forbidden.code, Code::Forbidden);
    let preview = desk.ask_in_call(&visit, "previewThirdPartyText", input.clone()).await.unwrap();
    assert!(preview["text"].as_str().unwrap().contains("le invitamos"), "{preview}");
    let refused = desk
        .ask_in_call(&visit, "previewThirdPartyText", json!({ "invitationId": guest, "number": "911" }))
        .await
        .unwrap_err();
    assert_eq!((refused.code, refused.message.contains("emergency")), (Code::Invalid, true));
    desk.ask_in_call(&visit, "textThirdParty", input).await.unwrap();
    let third = desk.third_party_until(&visit, &guest, |third| third["text"]["state"] == "delivered").await;
    assert_eq!(third["text"]["numberShown"], "+1 202-555-0120");
}

#[tokio::test]
async fn a_clinic_without_anything_to_send_by_says_so() {
    let mut desk = Desk::that_texts().await;
    desk.street.answer(
        "GET",
        "/v1/Services?",
        200,
        json!({ "services": [], "meta": { "key": "services" } }),
        1000,
    );
    desk.street.answer("GET", "/IncomingPhoneNumbers", 200, json!({ "incoming_phone_numbers": [] }), 1000);
    let visit = desk.book("Ines Tavares", PHONE).await;
    let id = desk.text(&visit).await;
    let text = desk.text_in(&visit, &id, "failed").await;
    assert!(text["problem"]["advice"].as_str().unwrap().contains("Buy a number"), "{text}");
    assert_eq!(desk.asked_for(), 0);
}

#[tokio::test]
async fn a_template_is_counted_as_it_is_sent_and_offered_plainly() {
    let desk = Desk::that_texts().await;
    let preview = |text: &str, plain: bool| {
        let template = json!({ "kind": "reminder", "language": "en", "text": text });
        desk.ask(
            "previewTemplate",
            json!({ "template": template, "names": false, "plain": plain, "shortenLinks": false }),
        )
    };
    let long = format!("We’ll see you at {{{{time}}}}. {}", "Bring your papers. ".repeat(6));
    let typed = preview(&long, false).await.unwrap();
    assert_eq!((typed["encoding"].as_str(), typed["unusual"].clone()), (Some("ucs2"), json!(["’"])));
    assert!(typed["plain"]["segments"].as_u64() < typed["segments"].as_u64(), "{typed}");
    let plain = preview(&long, true).await.unwrap();
    assert_eq!(plain["segments"], typed["plain"]["segments"]);
    assert!(plain["text"].as_str().unwrap().starts_with("PRACTICE: We'll"), "shown as it is sent");
    let error = preview("At {{tme}}", false).await.unwrap_err();
    assert_eq!(error.code, Code::Invalid);
    let view = desk.ask("getTextSettings", json!({})).await.unwrap();
    assert_eq!(view["builtIn"].as_array().unwrap().len(), 18);
    assert!(view["sender"]["service"].as_str().unwrap().starts_with("MG"));
}

#[tokio::test]
async fn nobody_who_waits_is_sent_the_links_of_the_plan() {
    let mut desk = Desk::that_texts().await;
    let visit = desk.book("Ines Tavares", PHONE).await;
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    desk.texts_like(json!({ "plan": [{ "kind": "link", "minutesBefore": 30 }] })).await;
    let detail = desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap();
    assert_eq!(detail["texts"], json!([]));
}

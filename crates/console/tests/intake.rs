//! What the clinic asks before a visit: written by a command, asked on the patient's page, answered, shown with the visit, gone from Twilio.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::error::Code;
use console::wire::event::Event;
use serde_json::{Value, json};
use support::{Desk, report};

fn form() -> Value {
    let words = |language: &str, ask: &str, options: &[&str]| json!({ "language": language, "ask": ask, "hint": "", "options": options });
    json!({ "questions": [
        { "id": "pain", "kind": "choice", "required": true,
          "words": [words("en", "How strong is the pain?", &["Weak", "Strong"]), words("es", "¿Cuánto dolor?", &["Poco", "Mucho"])] },
        { "id": "which", "kind": "text", "required": false, "words": [words("en", "Which medicine?", &[])] },
    ], "own": [] })
}

#[tokio::test]
async fn questions_are_asked_in_the_patients_language_and_their_answers_come_with_the_visit() {
    let mut desk = Desk::open().await;
    let practice = desk.ask("getIntake", json!({})).await.unwrap();
    assert_eq!(
        (&practice["questions"][0]["id"], practice["own"].as_array().unwrap().len()),
        (&json!("reason"), 1)
    );
    desk.ask("setIntake", form()).await.unwrap();
    assert_eq!(desk.ask("getIntake", json!({})).await.unwrap(), form());
    let mut bad = form();
    bad["questions"][0]["words"][0]["options"] = json!(["One"]);
    assert_eq!(desk.ask("setIntake", bad).await.unwrap_err().code, Code::Invalid);

    let visit = desk.book_in("Ines Tavares", "", "es").await;
    let id = desk.invite(&visit).await;
    let status = format!("in-{id}-status");
    let told = desk
        .street
        .document_until(&status, |data| data["intake"].as_array().is_some_and(|all| all.len() == 2))
        .await;
    assert_eq!(
        (&told["intake"][0]["ask"], &told["intake"][0]["options"][1]),
        (&json!("¿Cuánto dolor?"), &json!("Mucho"))
    );
    assert_eq!(told["intake"][1]["ask"], "Which medicine?", "else as the clinic wrote it");

    let mut answered = report(1, "waiting");
    answered["answers"] = json!({ "pain": "1", "which": "Un jarabe\u{202e}", "other": "x" });
    desk.street.guest_reports(&id, &answered).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    let detail = desk
        .visit_until(&visit, |detail| {
            detail["invitation"]["answers"].as_array().is_some_and(|all| all.len() == 2)
        })
        .await;
    let answers = &detail["invitation"]["answers"];
    assert_eq!(
        (&answers[0]["ask"], &answers[0]["answer"]),
        (&json!("How strong is the pain?"), &json!("Strong"))
    );
    assert_eq!(answers[1]["answer"], "Un jarabe");
}

#[tokio::test]
async fn a_visit_type_asks_its_own_questions() {
    let mut desk = Desk::open().await;
    let first = json!({ "name": "First visit", "minutes": 45, "video": "youtu.be/aB3-_xYz019?t=1" });
    let kept = desk.ask("setVisitTypes", json!({ "types": [first] })).await.unwrap();
    let kind = kept["types"][0]["id"].as_str().unwrap().to_owned();
    desk.hear(|event| matches!(event, Event::VisitTypesChanged)).await;
    assert_eq!(desk.ask("getDay", json!({})).await.unwrap()["visitTypes"], kept["types"]);

    let mut intake = form();
    intake["own"] = json!([{ "visitType": kind, "questions": [form()["questions"][1]] }]);
    desk.ask("setIntake", intake.clone()).await.unwrap();
    assert_eq!(desk.ask("getIntake", json!({})).await.unwrap(), intake);
    assert_eq!(desk.ask("getVisitTypes", json!({})).await.unwrap()["types"][0]["ownQuestions"], true);

    let visit = desk.book("Ines Tavares", "").await;
    let id = desk.invite(&visit).await;
    let status = format!("in-{id}-status");
    let asked =
        |count: usize| move |data: &Value| data["intake"].as_array().is_some_and(|all| all.len() == count);
    let told = desk.street.document_until(&status, asked(2)).await;
    assert_eq!(told["video"], Value::Null);
    let detail = desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap();
    assert_eq!(detail["row"]["visitType"], Value::Null);
    let row = &detail["row"];
    let day = desk.ask("getDay", json!({})).await.unwrap();
    let at: jiff::Timestamp = row["startsAt"].as_str().unwrap().parse().unwrap();
    let at = at.in_tz(day["timeZone"].as_str().unwrap()).unwrap();
    let mut edit = json!({ "visitId": visit, "patient": detail["patient"], "visit":
        { "date": at.strftime("%Y-%m-%d").to_string(), "time": at.strftime("%H:%M").to_string(), "minutes": row["minutes"],
          "reason": "", "notes": "", "visitType": kind } });
    desk.ask("editVisit", edit.clone()).await.unwrap();
    let told = desk.street.document_until(&status, asked(1)).await;
    assert_eq!(told["video"], json!({ "kind": "youTube", "id": "aB3-_xYz019" }));
    let row = &desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap()["row"];
    assert_eq!(row["visitType"], json!({ "id": kind, "name": "First visit" }));
    edit["visit"]["visitType"] = json!("x");
    assert_eq!(desk.ask("editVisit", edit).await.unwrap_err().code, Code::NotFound);
}

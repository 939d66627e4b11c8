//! Third parties who are asked of a service, against the practice service of the twin: by link and by phone into the visit, and everything
//! that can come in between, each told as what it is.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::Start;
use console::error::Code;
use serde_json::{Value, json};
use support::{Desk, InVisit, claims, report};
use twin::vendor::{Does, Order, Pace};

/// A service that loses no time, and a visit in which Spanish is spoken.
async fn desk() -> (Desk, InVisit) {
    let mut desk = Desk::open().await;
    desk.street.twin.vendor().set_pace(Pace { accepts: 0.2, goes_on: 0.2 });
    let held = desk.in_visit("es").await;
    (desk, held)
}

fn next(desk: &Desk, does: Does) {
    desk.street.twin.vendor().next(Order { does, number: None, count: 1 });
}

/// The practice service by `video` or `phone`, with its document altered.
async fn service(desk: &Desk, modality: &str, alter: impl FnOnce(&mut Value)) -> String {
    let connectors = desk.ask("getConnectors", json!({})).await.unwrap();
    let services = connectors["services"].as_array().unwrap();
    let known = services.iter().find(|service| service["modality"] == modality).unwrap();
    let mut document: Value = serde_json::from_str(known["document"].as_str().unwrap()).unwrap();
    alter(&mut document);
    let input = json!({ "id": known["id"], "document": document.to_string() });
    let saved = desk.ask("saveConnector", input).await.unwrap();
    saved["connectorId"].as_str().unwrap().to_owned()
}

fn without_find(document: &mut Value) {
    document.as_object_mut().unwrap().remove("find");
}

async fn ask(desk: &Desk, held: &InVisit, connector: &str) -> String {
    let input = json!({ "visitId": held.visit, "connectorId": connector, "role": "interpreter" });
    let asked = desk.ask_in_call(&held.visit, "askVendor", input).await.unwrap();
    asked["requestId"].as_str().unwrap().to_owned()
}

async fn card_until(desk: &mut Desk, held: &InVisit, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let find = |detail: &Value| {
        let cards = detail["vendorRequests"].as_array().unwrap();
        cards.iter().find(|card| card["id"] == id).cloned()
    };
    let detail = desk.visit_until(&held.visit, |detail| find(detail).is_some_and(|card| wanted(&card))).await;
    find(&detail).unwrap()
}

async fn card_in(desk: &mut Desk, held: &InVisit, id: &str, state: &str) -> Value {
    card_until(desk, held, id, |card| card["state"] == state).await
}

/// What the service has, the newest last.
fn at_the_service(desk: &Desk) -> Vec<Value> {
    desk.street.twin.vendor().dump()["requests"].as_array().unwrap().clone()
}

fn times_asked(desk: &Desk) -> u64 {
    desk.street.twin.vendor().dump()["asked"].as_u64().unwrap()
}

fn events(card: &Value) -> Vec<&str> {
    card["timeline"].as_array().unwrap().iter().map(|entry| entry["event"].as_str().unwrap()).collect()
}

async fn joins(desk: &Desk, held: &InVisit, identity: &str) {
    desk.street.enter(&held.room, identity);
    let fact = json!({ "fact": { "kind": "participantConnected", "identity": identity } });
    desk.ask_in_call(&held.visit, "seenInCall", fact).await.unwrap();
}

#[tokio::test]
async fn a_service_accepts_and_its_interpreter_comes_in_by_our_link() {
    let (mut desk, held) = desk().await;
    let choices = desk
        .ask_in_call(&held.visit, "servicesFor", json!({ "visitId": held.visit, "role": "interpreter" }))
        .await
        .unwrap();
    assert_eq!((&choices["language"], &choices["withoutLanguage"]), (&json!("es"), &json!([])));
    let first = choices["services"][0]["connectorId"].as_str().unwrap().to_owned();
    let id = ask(&desk, &held, &first).await;
    let card = card_in(&mut desk, &held, &id, "onTheWay").await;
    assert_eq!(card["interpreter"], "Alma R.");
    assert_eq!(events(&card)[..2], ["askRequested", "askTaken"]);

    // The service was told what it needs, and nothing of the patient.
    let told = at_the_service(&desk).pop().unwrap();
    assert_eq!(
        (&told["language"], &told["service"], &told["externalId"]),
        (&json!("spa"), &json!("video"), &json!(id))
    );
    assert!(!told.to_string().contains("Tavares") && !told.to_string().contains("mrn-"), "{told}");
    let link = told["joinUrl"].as_str().unwrap();
    let guest = card["invitationId"].as_str().unwrap();
    let token = claims(link.split_once("/#").unwrap().1);
    assert_eq!(token["grants"]["identity"], format!("in-{guest}"));
    assert!(token["grants"]["video"].is_null(), "a link lets nobody into a room");

    desk.street.guest_reports(guest, &report(1, "waiting")).await;
    desk.third_party_until(&held.visit, guest, |third| third["state"] == "admitted").await;
    joins(&desk, &held, &format!("in-{guest}")).await;
    let card = card_in(&mut desk, &held, &id, "cameIn").await;
    assert_eq!((card["over"].as_bool(), card["told"].is_null()), (Some(true), true));
    assert_eq!(times_asked(&desk), 1);
}

#[tokio::test]
async fn a_service_answers_with_a_number_and_it_is_dialled_into_the_visit() {
    let (mut desk, held) = desk().await;
    let phone = service(&desk, "phone", |_| ()).await;
    let id = ask(&desk, &held, &phone).await;
    let card = card_until(&mut desk, &held, &id, |card| !card["partyId"].is_null()).await;
    let party = card["partyId"].as_str().unwrap().to_owned();
    let line = desk.card_in(&held.visit, &party, "answered").await;
    assert_eq!((&line["name"], &line["numberShown"]), (&json!("Alma R."), &json!("+1 202-555-0111")));
    joins(&desk, &held, line["identity"].as_str().unwrap()).await;
    card_in(&mut desk, &held, &id, "cameIn").await;
}

#[tokio::test]
async fn a_number_that_is_not_called_is_refused_in_words_and_the_service_is_told() {
    let (mut desk, held) = desk().await;
    let phone = service(&desk, "phone", |_| ()).await;
    let order = Order { does: Does::Accept, number: Some("+19005550100".into()), count: 1 };
    desk.street.twin.vendor().next(order);
    let id = ask(&desk, &held, &phone).await;
    let card = card_until(&mut desk, &held, &id, |card| card["told"] == "told").await;
    assert_eq!(card["state"], "failed");
    assert!(card["failure"]["message"].as_str().unwrap().contains("premium"), "{card}");
    assert_eq!(at_the_service(&desk)[0]["state"], "cancelled");
}

#[tokio::test]
async fn a_service_that_has_nobody_says_so() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    next(&desk, Does::Refuse);
    let id = ask(&desk, &held, &video).await;
    let card = card_in(&mut desk, &held, &id, "refused").await;
    assert_eq!(card["actions"], json!(["askAgain"]));
    assert_eq!(card["next"]["kind"], "service", "the other one has not been asked: {}", card["next"]);
    let guest = card["invitationId"].as_str().unwrap();
    desk.third_party_until(&held.visit, guest, |third| third["state"] == "withdrawn").await;
}

#[tokio::test]
async fn a_service_that_calls_off_what_it_accepted_is_told_as_that_and_its_link_is_taken_back() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    next(&desk, Does::Search);
    let id = ask(&desk, &held, &video).await;
    card_in(&mut desk, &held, &id, "asked").await;
    let theirs = at_the_service(&desk)[0]["id"].as_str().unwrap().to_owned();
    desk.street.twin.vendor().say(&theirs, "assigned").unwrap();
    card_in(&mut desk, &held, &id, "accepted").await;
    desk.street.twin.vendor().say(&theirs, "cancelled").unwrap();
    let card = card_in(&mut desk, &held, &id, "calledOff").await;
    assert!(events(&card).ends_with(&["vendorAccepted", "vendorCalledOff"]), "{card}");
    let guest = card["invitationId"].as_str().unwrap();
    desk.third_party_until(&held.visit, guest, |third| third["state"] == "withdrawn").await;
}

#[tokio::test]
async fn a_status_that_is_not_known_ends_nothing() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    next(&desk, Does::Search);
    let id = ask(&desk, &held, &video).await;
    card_in(&mut desk, &held, &id, "asked").await;
    let theirs = at_the_service(&desk)[0]["id"].as_str().unwrap().to_owned();
    desk.street.twin.vendor().say(&theirs, "dancing").unwrap();
    let card = card_until(&mut desk, &held, &id, |card| !card["trouble"].is_null()).await;
    assert_eq!(card["state"], "asked");
    assert!(card["trouble"]["message"].as_str().unwrap().contains("status"), "{card}");
    desk.street.twin.vendor().say(&theirs, "joining").unwrap();
    let card = card_in(&mut desk, &held, &id, "onTheWay").await;
    assert!(card["trouble"].is_null());
}

#[tokio::test]
async fn nobody_accepts_in_time_and_the_service_is_told_that_it_is_off() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |document| document["patience"]["acceptSeconds"] = json!(2)).await;
    next(&desk, Does::Search);
    let id = ask(&desk, &held, &video).await;
    let card = card_until(&mut desk, &held, &id, |card| card["told"] == "told").await;
    assert_eq!(card["state"], "timedOut");
    assert_eq!(at_the_service(&desk)[0]["state"], "cancelled");
}

#[tokio::test]
async fn a_fault_is_looked_up_and_what_was_not_taken_is_told_as_that() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    next(&desk, Does::Fault);
    let id = ask(&desk, &held, &video).await;
    let card = card_in(&mut desk, &held, &id, "failed").await;
    assert_eq!(events(&card), ["askRequested", "askLost", "askRefused"]);
    assert!(card["failure"]["advice"].as_str().unwrap().contains("safe to ask again"), "{card}");
    assert_eq!(times_asked(&desk), 1, "never blindly repeated");
}

#[tokio::test]
async fn answers_that_are_lost_or_cannot_be_read_are_looked_up_and_found() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    for (asked, does) in [Does::Lost, Does::Malformed, Does::Oversized].into_iter().enumerate() {
        next(&desk, does);
        let id = ask(&desk, &held, &video).await;
        let card = card_in(&mut desk, &held, &id, "onTheWay").await;
        assert_eq!(events(&card)[..3], ["askRequested", "askLost", "askTaken"], "{does:?}");
        assert_eq!(times_asked(&desk), asked as u64 + 1);
        let off = json!({ "visitId": held.visit, "requestId": id });
        desk.ask_in_call(&held.visit, "cancelVendor", off).await.unwrap();
        card_until(&mut desk, &held, &id, |card| card["told"] == "told").await;
    }
}

#[tokio::test]
async fn what_cannot_be_looked_up_is_asked_of_the_provider() {
    let (mut desk, held) = desk().await;
    // What answers has the time that services have; of what says nothing, no more than needed is waited for.
    for (does, seconds, words) in [
        (Does::Silent, 1, "in time"),
        (Does::Malformed, 30, "cannot be read"),
        (Does::Oversized, 30, "256 KB"),
    ] {
        let video = service(&desk, "video", |document| {
            without_find(document);
            document["patience"]["answerSeconds"] = json!(seconds);
        })
        .await;
        next(&desk, does);
        let id = ask(&desk, &held, &video).await;
        let card = card_in(&mut desk, &held, &id, "unknown").await;
        assert!(card["trouble"]["message"].as_str().unwrap().contains(words), "{card}");
        assert_eq!(card["actions"], json!(["settleTaken", "settleNotTaken", "cancel"]));
        let input = json!({ "visitId": held.visit, "connectorId": video, "role": "interpreter" });
        let again = desk.ask_in_call(&held.visit, "askVendor", input).await.unwrap_err();
        assert_eq!(again.code, Code::Conflict, "not while it is not known");
        let said = json!({ "visitId": held.visit, "requestId": id, "taken": false });
        desk.ask_in_call(&held.visit, "settleVendor", said).await.unwrap();
        card_in(&mut desk, &held, &id, "failed").await;
    }
}

#[tokio::test]
async fn what_the_service_has_and_cannot_be_told_is_off_is_told_to_the_provider() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |document| {
        without_find(document);
        document.as_object_mut().unwrap().remove("cancel");
    })
    .await;
    next(&desk, Does::Search);
    let id = ask(&desk, &held, &video).await;
    card_in(&mut desk, &held, &id, "asked").await;
    let off = json!({ "visitId": held.visit, "requestId": id });
    desk.ask_in_call(&held.visit, "cancelVendor", off).await.unwrap();
    let card = card_until(&mut desk, &held, &id, |card| card["told"] == "notTold").await;
    assert_eq!(card["state"], "cancelled");
}

#[tokio::test]
async fn a_visit_that_ends_calls_off_what_is_asked() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    next(&desk, Does::Search);
    let id = ask(&desk, &held, &video).await;
    card_in(&mut desk, &held, &id, "asked").await;
    desk.ask_in_call(&held.visit, "endCall", json!({})).await.unwrap();
    let card = card_until(&mut desk, &held, &id, |card| card["told"] == "told").await;
    assert_eq!(card["state"], "cancelled");
    assert_eq!(at_the_service(&desk)[0]["state"], "cancelled");
}

#[tokio::test]
async fn a_console_that_was_killed_goes_on_looking_and_asks_nobody_twice() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    next(&desk, Does::Search);
    let id = ask(&desk, &held, &video).await;
    card_in(&mut desk, &held, &id, "asked").await;
    // And one whose answer was still awaited.
    let phone = service(&desk, "phone", |document| document["patience"]["answerSeconds"] = json!(60)).await;
    next(&desk, Does::Silent);
    let waiting = ask(&desk, &held, &phone).await;
    card_in(&mut desk, &held, &waiting, "requested").await;
    while times_asked(&desk) < 2 {
        tokio::task::yield_now().await;
    }
    let Desk { street, shell, console, events } = desk;
    drop((console, events));
    let mut desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    let card = card_in(&mut desk, &held, &waiting, "unknown").await;
    assert!(card["trouble"]["message"].as_str().unwrap().contains("ended"), "{card}");
    let theirs = at_the_service(&desk)[0]["id"].as_str().unwrap().to_owned();
    desk.street.twin.vendor().say(&theirs, "joining").unwrap();
    card_in(&mut desk, &held, &id, "onTheWay").await;
    assert_eq!(times_asked(&desk), 2);
}

#[tokio::test]
async fn a_key_that_is_not_accepted_is_told_and_no_key_ever_comes_back() {
    let (mut desk, held) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    let key = "hush-hush-key";
    let input = json!({ "connectorId": video, "name": "apiKey", "value": key });
    desk.ask("saveConnectorSecret", input).await.unwrap();
    let id = ask(&desk, &held, &video).await;
    let card = card_in(&mut desk, &held, &id, "failed").await;
    assert!(card["failure"]["message"].as_str().unwrap().contains("key"), "{card}");
    assert_eq!(card["failure"]["httpStatus"], 401);
    for (command, input) in [
        ("getConnectors", json!({})),
        ("exportConnector", json!({ "connectorId": video })),
        ("tryConnector", json!({ "connectorId": video })),
        ("getVisit", json!({ "visitId": held.visit })),
    ] {
        let answer = desk.ask(command, input).await.unwrap().to_string();
        assert!(!answer.contains(key), "{command} tells the key");
    }
    let store = std::fs::read(desk.shell.store()).unwrap();
    assert!(!store.windows(key.len()).any(|bytes| bytes == key.as_bytes()));

    let input = json!({ "connectorId": video, "name": "apiKey", "value": "" });
    desk.ask("saveConnectorSecret", input).await.unwrap();
    let input = json!({ "visitId": held.visit, "connectorId": video, "role": "interpreter" });
    let refused = desk.ask_in_call(&held.visit, "askVendor", input).await.unwrap_err();
    assert!(refused.message.contains("apiKey"), "{refused}");
}

#[tokio::test]
async fn a_document_that_the_practice_clinic_writes_out_says_so_and_is_taken_in_as_any_other() {
    let (desk, _) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    let input = json!({ "connectorId": video });
    let saved = desk.ask("exportConnector", input.clone()).await.unwrap();
    let path = std::path::PathBuf::from(saved["path"].as_str().unwrap());
    assert!(path.file_name().unwrap().to_str().unwrap().starts_with("PRACTICE-connector-"), "{path:?}");
    let file = std::fs::read_to_string(&path).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&file).unwrap()["practice"], true);
    let checked = desk.ask("checkConnector", json!({ "document": file })).await.unwrap();
    assert_eq!(checked["faults"], json!([]));
    desk.ask("saveConnector", json!({ "document": file })).await.unwrap();
    let services = desk.ask("getConnectors", json!({})).await.unwrap();
    assert!(
        !services.to_string().contains("\\\"practice\\\""),
        "the mark is the file's, not the clinic's: {services}"
    );
}

#[tokio::test]
async fn a_dry_run_says_each_step_and_leaves_nothing_open() {
    let (desk, _) = desk().await;
    let video = service(&desk, "video", |_| ()).await;
    let words = async |desk: &Desk| {
        let trial = desk.ask("tryConnector", json!({ "connectorId": video })).await.unwrap();
        let steps = trial["steps"].as_array().unwrap().clone();
        steps
            .iter()
            .map(|s| (s["fine"].as_bool().unwrap(), s["words"].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    let steps = words(&desk).await;
    assert!(steps.iter().all(|(fine, _)| *fine), "{steps:?}");
    assert!(steps[0].1.starts_with("Asked: 201 in "), "{steps:?}");
    assert_eq!(steps[1].1, "Reference read · status “searching” means asked");
    assert!(steps.last().unwrap().1.starts_with("Called off: 200 in "), "{steps:?}");
    assert_eq!(at_the_service(&desk)[0]["state"], "cancelled");
    next(&desk, Does::Malformed);
    let steps = words(&desk).await;
    assert!(!steps[0].0 && steps[0].1.contains("cannot be read"), "{steps:?}");
    assert!(steps.last().unwrap().1.starts_with("Called off"), "found by our reference: {steps:?}");
    next(&desk, Does::Fault);
    let steps = words(&desk).await;
    assert!(steps.last().unwrap().1.contains("not in the answer") || !steps.last().unwrap().0, "{steps:?}");
}

#[tokio::test]
async fn a_document_that_cannot_be_used_says_where_and_a_call_window_asks_for_its_own_visit_only() {
    let (desk, held) = desk().await;
    let checked = desk
        .ask("checkConnector", json!({ "document": "{\"format\": \"anteroom-connector\", \"version\": 1}" }))
        .await
        .unwrap();
    assert!(
        checked["faults"]
            .as_array()
            .unwrap()
            .iter()
            .any(|fault| fault["message"].as_str().unwrap().contains("name"))
    );
    let refused = desk.ask("saveConnector", json!({ "document": "{" })).await.unwrap_err();
    assert_eq!(refused.code, Code::Invalid);
    let video = service(&desk, "video", |_| ()).await;
    let input = json!({ "visitId": held.visit, "connectorId": video, "role": "interpreter" });
    let other = desk.book("Somebody Else", "").await;
    let refused = desk.ask_in_call(&other, "askVendor", input).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
    let refused = desk.ask_in_call(&held.visit, "getConnectors", json!({})).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
}

//! Messages in both directions, with pushes, without pushes, and with Twilio stumbling.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use console::error::Code;
use console::wire::event::Event;
use serde_json::{Value, json};
use support::{Desk, report};

/// The service's path at the twin.
fn service(desk: &Desk) -> String {
    format!("/v1/Services/{}", desk.street.twin.addresses().sync_service_sid)
}

/// What stands in a List, by index.
async fn items(desk: &Desk, list: &str) -> Vec<(i64, Value)> {
    let path = format!("{}/Lists/{list}/Items", service(desk));
    let (status, page) = desk.street.twin_sync("GET", &path, &[]).await;
    assert_eq!(status, 200, "{page}");
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| (item["index"].as_i64().unwrap(), item["data"].clone())).collect()
}

/// A page writes a message; answers where it stands.
async fn guest_writes(desk: &Desk, invitation: &str, id: &str, text: &str) -> i64 {
    let path = format!("{}/Lists/in-{invitation}-from-guest/Items", service(desk));
    let data = json!({ "v": 1, "id": id, "at": "2026-11-24T09:00:00Z", "text": text }).to_string();
    let (status, item) = desk.street.twin_sync("POST", &path, &[("Data", &data)]).await;
    assert_eq!(status, 201, "{item}");
    item["index"].as_i64().unwrap()
}

/// Reads a conversation again at every event until it is as wanted.
async fn chat_until(desk: &mut Desk, invitation: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    loop {
        let chat = desk.ask("getChat", json!({ "invitationId": invitation })).await.unwrap();
        let messages = chat["messages"].as_array().unwrap().clone();
        if wanted(&messages) {
            return messages;
        }
        desk.hear(|event| matches!(event, Event::ChatChanged { .. })).await;
    }
}

const ID: [&str; 3] =
    ["aaaaaaaaaaaaaaaaaaaaaaaaaa", "baaaaaaaaaaaaaaaaaaaaaaaaa", "caaaaaaaaaaaaaaaaaaaaaaaaa"];

#[tokio::test]
async fn each_list_has_one_writer_and_both_go_with_the_documents() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    let session = desk.ask("getSession", json!({})).await.unwrap();
    let provider = format!("pv-{}", session["clinic"]["provider"]["id"].as_str().unwrap());
    let guest = format!("in-{invitation}");
    for (list, identity, write) in [
        ("from-clinic", &guest, false),
        ("from-guest", &guest, true),
        ("from-clinic", &provider, false),
        ("from-guest", &provider, false),
    ] {
        let path = format!("{}/Lists/in-{invitation}-{list}/Permissions/{identity}", service(&desk));
        let (_, permission) = desk.street.twin_sync("GET", &path, &[]).await;
        let may = [&permission["read"], &permission["write"], &permission["manage"]];
        assert_eq!(may, [&json!(true), &json!(write), &json!(false)], "{list} for {identity}");
    }
    let access = desk.ask("syncAccess", json!({})).await.unwrap();
    assert_eq!(access["reports"][0]["listName"], format!("in-{invitation}-from-guest"));

    desk.ask("cancelVisit", json!({ "visitId": visit })).await.unwrap();
    for list in ["from-clinic", "from-guest"] {
        let path = format!("/Lists/in-{invitation}-{list}");
        desk.street
            .until(|passed| {
                passed.iter().any(|p| p.method == "DELETE" && p.path.ends_with(&path) && p.status == 204)
            })
            .await;
    }
}

#[tokio::test]
async fn a_conversation_from_the_first_word_to_seen() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.ask("sendChat", json!({ "invitationId": invitation, "text": "In five minutes." })).await.unwrap();
    chat_until(&mut desk, &invitation, |messages| messages[0]["state"] == "sent").await;
    let list = items(&desk, &format!("in-{invitation}-from-clinic")).await;
    assert_eq!(list[0].1["text"], "In five minutes.");

    // The page has it, and answers.
    let index = guest_writes(&desk, &invitation, ID[0], "Thank you").await;
    let mut told = report(2, "waiting");
    told["chat"] = json!({ "received": list[0].0, "seen": list[0].0, "wrote": index });
    desk.street.guest_reports(&invitation, &told).await;
    let messages = chat_until(&mut desk, &invitation, |m| m.len() == 2 && m[0]["state"] == "seen").await;
    assert_eq!((&messages[1]["text"], &messages[1]["fromClinic"]), (&json!("Thank you"), &json!(false)));
    let status = format!("in-{invitation}-status");
    desk.street.document_until(&status, |data| data["chat"]["received"] == index).await;

    // Looked at.
    let chats = desk.ask("getChats", json!({})).await.unwrap();
    assert_eq!(
        (&chats["conversations"][0]["unread"], &chats["conversations"][0]["place"]),
        (&json!(1), &json!(1))
    );
    assert!(!chats["quickReplies"].as_array().unwrap().is_empty());
    desk.ask("readChat", json!({ "invitationId": invitation, "messageId": ID[0] })).await.unwrap();
    desk.street.document_until(&status, |data| data["chat"]["seen"] == index).await;
    let chats = desk.ask("getChats", json!({})).await.unwrap();
    assert_eq!(chats["conversations"][0]["unread"], 0);
}

#[tokio::test]
async fn push_and_poll_bring_the_same_message_once_and_in_order() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    guest_writes(&desk, &invitation, ID[0], "One").await;
    guest_writes(&desk, &invitation, ID[1], "Two").await;
    // The page did not hear that the second arrived, and wrote it again.
    guest_writes(&desk, &invitation, ID[1], "Two").await;
    guest_writes(&desk, &invitation, ID[2], "Three").await;
    for _ in 0..3 {
        desk.ask("chatCame", json!({ "invitationId": invitation })).await.unwrap();
    }
    let messages = chat_until(&mut desk, &invitation, |messages| messages.len() == 3).await;
    let texts: Vec<_> = messages.iter().map(|message| message["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["One", "Two", "Three"]);
}

#[tokio::test]
async fn a_message_that_nobody_told_of_is_found_by_looking() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    guest_writes(&desk, &invitation, ID[0], "Hello?").await;
    desk.hear(|event| matches!(event, Event::ChatReceived { visit_id, .. } if *visit_id == visit)).await;
}

#[tokio::test]
async fn what_twilio_does_not_take_goes_out_later_once_for_the_reader() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    desk.street.fail("POST", "-from-clinic/Items", 503, 0, 1);
    for text in ["One", "Two"] {
        desk.ask("sendChat", json!({ "invitationId": invitation, "text": text })).await.unwrap();
    }
    chat_until(&mut desk, &invitation, |m| m.iter().all(|message| message["state"] == "sent")).await;
    // The answer is lost, not the message.
    desk.street.lose_answer("POST", "-from-clinic/Items", 1);
    desk.ask("sendChat", json!({ "invitationId": invitation, "text": "Three" })).await.unwrap();
    chat_until(&mut desk, &invitation, |m| m.len() == 3 && m[2]["state"] == "sent").await;
    let list = items(&desk, &format!("in-{invitation}-from-clinic")).await;
    let texts: Vec<_> = list.iter().map(|(_, data)| data["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["One", "Two", "Three", "Three"]);
    assert_eq!(list[2].1["id"], list[3].1["id"], "the reader drops the second by its id");
}

#[tokio::test]
async fn a_list_that_is_gone_is_made_again_with_what_did_not_arrive() {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    desk.ask("sendChat", json!({ "invitationId": invitation, "text": "One" })).await.unwrap();
    chat_until(&mut desk, &invitation, |m| m[0]["state"] == "sent").await;
    let path = format!("{}/Lists/in-{invitation}-from-clinic", service(&desk));
    assert_eq!(desk.street.twin_sync("DELETE", &path, &[]).await.0, 204);
    desk.ask("sendChat", json!({ "invitationId": invitation, "text": "Two" })).await.unwrap();
    chat_until(&mut desk, &invitation, |m| m.len() == 2 && m.iter().all(|m| m["state"] == "sent")).await;
    let texts: Vec<_> = items(&desk, &format!("in-{invitation}-from-clinic"))
        .await
        .into_iter()
        .map(|(_, data)| data["text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(texts, ["One", "Two"]);
}

#[tokio::test]
async fn a_call_window_writes_in_its_own_visit_alone() {
    let mut desk = Desk::open().await;
    let (own, other) = (desk.book("Ines Tavares", "").await, desk.book("Bo Lindholm", "").await);
    let (mine, theirs) = (desk.invite(&own).await, desk.invite(&other).await);
    desk.ask_in_call(&own, "sendChat", json!({ "invitationId": mine, "text": "Hello" })).await.unwrap();
    let chats = desk.ask_in_call(&own, "getChats", json!({})).await.unwrap();
    let conversations = chats["conversations"].as_array().unwrap();
    assert_eq!(conversations.len(), 1);
    assert_eq!(conversations[0]["invitationId"], mine);
    for (command, more) in [
        ("getChats", json!({ "visitId": other })),
        ("getChat", json!({})),
        ("sendChat", json!({ "text": "x" })),
        ("readChat", json!({ "messageId": ID[0] })),
    ] {
        let mut input = more;
        input["invitationId"] = json!(theirs);
        let refused = desk.ask_in_call(&own, command, input).await.unwrap_err();
        assert_eq!(refused.code, Code::Forbidden, "{command}");
    }
}

//! Each request equals the one that Twilio's own client sends (`tests/data/requests.json`), and every request, those
//! included, is one that Twilio's OpenAPI documents describe. The documents' own examples are the answers.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "requests/by_phone.rs"]
mod by_phone;
mod support;

use std::collections::BTreeSet;

use by_phone::{phone_call, text};
use data_encoding::BASE64;
use serde_json::{Value, json};
use support::{
    ACCOUNT, Answer, CALL, KEY, MESSAGE, MESSAGING_SERVICE, PARTICIPANT, ROOM, SECRET, SERVICE, Seen, Server,
    openapi::Documents,
};
use twilio::{
    BaseUrls, Client, MessagingServiceSid, SyncServiceSid,
    messaging::{MessageCode, MessageFilter, MessageStatus, NewMessage},
    sync::{
        Access, Bounds, Data, DocumentChange, ItemChange, ItemFilter, ListChange, NewDocument, NewItem,
        NewList, NewService, Order, ServiceChange,
    },
    video::{
        NewRoom, ParticipantFilter, ParticipantStatus, RoomFilter, RoomStatus, RoomType, Rule, TrackKind,
        VideoCodec,
    },
    voice::CallFilter,
};

/// What of Video, Voice, Messaging and Sync in the vectors this client does not do.
const NOT_DONE: [&str; 11] = [
    "video.recording_rules.update",
    "video.room_recordings.list",
    "video.transcriptions.start",
    "sync.maps.create",
    "sync.map_items.create",
    "sync.map_items.update_if_match",
    "sync.map_items.delete_if_match",
    "sync.map_items.list",
    "sync.map_permissions.update",
    "sync.streams.create",
    "sync.stream_messages.publish",
];

fn vectors() -> Vec<Value> {
    let x = |prefix: &str| format!("{prefix}{}", "x".repeat(32));
    let text = include_str!("data/requests.json")
        .replace(&x("AC"), ACCOUNT)
        .replace(&x("RM"), ROOM)
        .replace(&x("PA"), PARTICIPANT)
        .replace(&x("CA"), CALL)
        .replace(&x("IS"), SERVICE)
        .replace(&x("SM"), MESSAGE)
        .replace(&x("MG"), MESSAGING_SERVICE);
    serde_json::from_str::<Value>(&text).unwrap()["requests"].as_array().unwrap().clone()
}

fn service() -> SyncServiceSid {
    SERVICE.parse().unwrap()
}

fn messaging_service() -> MessagingServiceSid {
    MESSAGING_SERVICE.parse().unwrap()
}

/// A server that answers as the documents show and refuses what they do not describe.
async fn documented() -> Server {
    let documents = Documents::read();
    Server::start(move |seen, _| match documents.operation(seen) {
        Ok(operation) => operation.example(seen),
        Err(fault) => panic!("{fault}"),
    })
    .await
}

fn check_documented(seen: &Seen) {
    let documents = Documents::read();
    let operation = documents.operation(seen).unwrap();
    let faults = operation.faults(seen);
    assert!(faults.is_empty(), "{} {}: {faults:?}", seen.method, seen.path);
}

/// Makes the call of a vector; false if the client has no such call.
async fn call(name: &str, client: &Client) -> twilio::Result<bool> {
    let (documents, lists) = (client.documents(&service()), client.lists(&service()));
    let (rooms, participants) = (client.rooms(), client.participants(ROOM));
    let json_data = |value: Value| Data::from(value);
    match name {
        "video.rooms.create.default" => drop(rooms.create(&NewRoom::named("visit-2f6c1b")).await?),
        "video.rooms.create.full" => {
            let room = NewRoom {
                room_type: Some(RoomType::Group),
                unique_name: Some("visit-2f6c1b".into()),
                status_callback: Some("https://hooks.example.test/twilio/video".into()),
                status_callback_method: Some("POST".into()),
                max_participants: Some(4),
                record_participants_on_connect: Some(false),
                video_codecs: vec![VideoCodec::Vp8, VideoCodec::H264],
                media_region: Some("us1".into()),
                recording_rules: vec![],
                audio_only: Some(false),
                max_participant_duration: Some(14_400),
                empty_room_timeout: Some(5),
                unused_room_timeout: Some(30),
                large_room: Some(false),
            };
            drop(rooms.create(&room).await?);
        }
        "video.rooms.create.h264" => {
            let room = NewRoom { video_codecs: vec![VideoCodec::H264], ..NewRoom::named("visit-2f6c1b") };
            drop(rooms.create(&room).await?);
        }
        "video.rooms.create.recording_rules" => {
            let room = NewRoom {
                unique_name: Some("visit-2f6c1b".into()),
                recording_rules: vec![Rule::exclude_all()],
                ..NewRoom::default()
            };
            drop(rooms.create(&room).await?);
        }
        "video.rooms.fetch_by_name" => drop(rooms.fetch("visit-2f6c1b").await?),
        "video.rooms.list_in_progress" => {
            let filter = RoomFilter {
                status: Some(RoomStatus::InProgress),
                unique_name: Some("visit-2f6c1b".into()),
                page_size: Some(20),
                ..RoomFilter::default()
            };
            drop(rooms.list(&filter).all(1).await?);
        }
        "video.rooms.complete" => drop(rooms.complete(ROOM).await?),
        "video.participants.list_connected" => {
            let status = Some(ParticipantStatus::Connected);
            let filter = ParticipantFilter { status, page_size: Some(50), ..ParticipantFilter::default() };
            drop(participants.list(&filter).all(1).await?);
        }
        "video.participants.remove" => drop(participants.remove(PARTICIPANT).await?),
        "video.participants.remove_by_identity" => drop(participants.remove("guest-91c2").await?),
        "video.subscribe_rules.fetch" => drop(participants.subscribe_rules(PARTICIPANT).await?),
        "video.subscribe_rules.exclude_all" => {
            drop(participants.set_subscribe_rules(PARTICIPANT, &[Rule::exclude_all()]).await?);
        }
        "video.subscribe_rules.include_all_exclude_one" => {
            let one = Rule {
                publisher: Some("guest-91c2".into()),
                kind: Some(TrackKind::Video),
                ..Rule::exclude()
            };
            drop(participants.set_subscribe_rules(PARTICIPANT, &[Rule::include_all(), one]).await?);
        }
        "video.published_tracks.list" => {
            drop(participants.published_tracks(PARTICIPANT, Some(20)).all(1).await?)
        }
        "sync.services.create" => {
            let service = NewService {
                friendly_name: Some("visits".into()),
                acl_enabled: Some(true),
                reachability_webhooks_enabled: Some(false),
                reachability_debouncing_enabled: Some(true),
                reachability_debouncing_window: Some(5000),
                webhooks_from_rest_enabled: Some(false),
            };
            drop(client.sync_services().create(&service).await?);
        }
        "sync.documents.create" => {
            let document = NewDocument {
                unique_name: Some("visit-2f6c1b".into()),
                data: Some(json_data(json!({ "state": "open" }))),
                ttl: Some(86_400),
            };
            drop(documents.create(&document).await?);
        }
        "sync.documents.update_if_match" => {
            let change = DocumentChange {
                data: Some(json_data(json!({ "state": "closed" }))),
                if_revision: Some("0".into()),
                ..DocumentChange::default()
            };
            drop(documents.update("visit-2f6c1b", &change).await?);
        }
        "sync.document_permissions.update" => {
            drop(documents.permissions("visit-2f6c1b").set("guest-91c2", Access::READ).await?);
        }
        "sync.document_permissions.delete" => {
            documents.permissions("visit-2f6c1b").delete("guest-91c2").await?;
        }
        "sync.lists.create" => {
            drop(lists.create(&NewList { unique_name: Some("log-2f6c1b".into()), ttl: None }).await?);
        }
        "sync.list_items.create" => {
            let item = NewItem { data: json_data(json!({ "e": "joined" })), ttl: Some(86_400) };
            drop(lists.items("log-2f6c1b").create(&item).await?);
        }
        "sync.list_items.list" => {
            let filter = ItemFilter {
                order: Some(Order::Ascending),
                from: Some(0),
                bounds: Some(Bounds::Inclusive),
                page_size: Some(50),
            };
            drop(lists.items("log-2f6c1b").list(&filter).all(1).await?);
        }
        "api.incoming_phone_numbers.list" => {
            let filter = twilio::PhoneNumberFilter { page_size: Some(50), ..Default::default() };
            drop(client.phone_numbers().list(&filter).all(1).await?);
        }
        "api.tokens.create" => {
            let servers = client.ice_servers().create(3600).await?;
            assert!(
                servers.iter().any(|server| server.urls.starts_with("turn:") && server.credential.is_some())
            );
            assert!(!format!("{servers:?}").contains("tE2DajzSJwnsSbc123"), "a password is shown");
        }
        _ => return Ok(phone_call(name, client).await? || text(name, client).await?),
    }
    Ok(true)
}

fn list_of(value: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    value.as_array().into_iter().flatten().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

fn sorted(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    // Stable: the values of one repeated name keep their order.
    pairs.sort_by(|a, b| a.0.cmp(&b.0));
    pairs
}

#[tokio::test]
async fn each_request_equals_its_vector() {
    let server = documented().await;
    let client = server.client();
    let mut missing = BTreeSet::new();
    let mut made = 0;
    for vector in vectors() {
        let name = vector["name"].as_str().unwrap();
        if !call(name, &client).await.unwrap_or_else(|error| panic!("{name}: {error}")) {
            missing.insert(name.to_owned());
            continue;
        }
        made += 1;
        let requests = server.take();
        assert_eq!(requests.len(), 1, "{name} is one request");
        let seen = &requests[0];
        check_documented(seen);
        let product = vector["host"].as_str().unwrap().strip_suffix(".twilio.com").unwrap();
        assert_eq!(seen.method, vector["method"].as_str().unwrap(), "method of {name}");
        assert_eq!(seen.path, format!("/{product}{}", vector["path"].as_str().unwrap()), "path of {name}");
        assert_eq!(sorted(seen.query.clone()), sorted(list_of(&vector["query"])), "query of {name}");
        assert_eq!(sorted(seen.form()), sorted(list_of(&vector["form"])), "form of {name}");
        let headers = &vector["headers"];
        assert_eq!(seen.header("content-type"), headers["content-type"].as_str(), "content type of {name}");
        assert_eq!(seen.header("if-match"), headers["if-match"].as_str(), "If-Match of {name}");
        let basic = format!("Basic {}", BASE64.encode(format!("{KEY}:{SECRET}").as_bytes()));
        assert_eq!(seen.header("authorization"), Some(basic.as_str()), "authorization of {name}");
        let bytes = |text: &str| text.bytes().collect::<BTreeSet<_>>();
        if let Some(raw) = vector["raw_body"].as_str() {
            assert_eq!(bytes(&seen.body), bytes(raw), "{name} is encoded with other characters");
            assert_eq!(seen.body.len(), raw.len(), "{name} is encoded otherwise");
        }
    }
    assert_eq!(made, 47, "a call of the client lost its vector");
    missing
        .retain(|name| ["video.", "voice.", "messaging.", "sync."].iter().any(|part| name.starts_with(part)));
    let not_done = NOT_DONE.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(missing, not_done, "the vectors and the list of what is not done disagree");
}

#[test]
fn the_usual_addresses_are_those_of_the_vectors() {
    let urls = BaseUrls::default();
    let hosts: BTreeSet<_> = vectors()
        .iter()
        .filter(|vector| !vector["name"].as_str().unwrap().starts_with("region."))
        .map(|vector| format!("https://{}", vector["host"].as_str().unwrap()))
        .collect();
    for url in [urls.api, urls.video, urls.sync, urls.messaging] {
        assert!(hosts.contains(&url), "{url} is none of {hosts:?}");
    }
}

#[tokio::test]
async fn calls_without_a_vector_are_described_too() {
    let server = documented().await;
    let client = server.client();
    let (rooms, participants) = (client.rooms(), client.participants("visit-2f6c1b"));
    let after = RoomFilter {
        status: Some(RoomStatus::Completed),
        created_after: Some("2026-01-01T10:00:00.123Z".parse().unwrap()),
        created_before: Some("2026-01-02T10:00:00Z".parse().unwrap()),
        ..RoomFilter::default()
    };
    rooms.list(&after).all(1).await.unwrap();
    assert!(server.seen()[0].query.contains(&("DateCreatedAfter".into(), "2026-01-01T10:00:00Z".into())));
    let one = ParticipantFilter { identity: Some("guest-91c2".into()), ..ParticipantFilter::default() };
    participants.list(&one).all(1).await.unwrap();
    participants.fetch("guest-91c2").await.unwrap();

    let services = client.sync_services();
    services.fetch(&service()).await.unwrap();
    services
        .update(&service(), &ServiceChange { acl_enabled: Some(true), ..Default::default() })
        .await
        .unwrap();
    assert_eq!(services.list().all(1).await.unwrap().len(), 1);

    let documents = client.documents(&service());
    documents.fetch("in-1-status").await.unwrap();
    documents.update("in-1-status", &DocumentChange { ttl: Some(60), ..Default::default() }).await.unwrap();
    documents.delete("in-1-status").await.unwrap();
    assert_eq!(documents.list(Some(20)).all(1).await.unwrap().len(), 1);

    let lists = client.lists(&service());
    lists.fetch("chat-1").await.unwrap();
    lists.update("chat-1", &ListChange { ttl: Some(60) }).await.unwrap();
    lists.delete("chat-1").await.unwrap();
    assert_eq!(lists.list(Some(20)).all(1).await.unwrap().len(), 1);
    let items = lists.items("chat-1");
    items.fetch(7).await.unwrap();
    let change = ItemChange { data: Some(Data::default()), ttl: Some(60), if_revision: Some("3".into()) };
    items.update(7, &change).await.unwrap();
    items.delete(7, Some("4")).await.unwrap();
    items.delete(7, None).await.unwrap();

    for permissions in [documents.permissions("in-1-status"), lists.permissions("chat-1")] {
        permissions.set("guest-91c2", Access::READ_WRITE).await.unwrap();
        permissions.fetch("guest-91c2").await.unwrap();
        permissions.delete("guest-91c2").await.unwrap();
        assert_eq!(permissions.list().all(1).await.unwrap().len(), 1);
    }
    let line = CallFilter {
        to: Some("+15005550006".into()),
        from: Some("+15005550001".into()),
        started_from: Some("2026-01-01T10:00:00.123Z".parse().unwrap()),
        started_before: Some("2026-01-02T10:00:00Z".parse().unwrap()),
        ..CallFilter::default()
    };
    let found = client.calls().list(&line).all(1).await.unwrap();
    assert!(found[0].status.is_final() && found[0].date_created.is_some(), "RFC 2822 dates are read");
    let asked = server.seen().pop().unwrap();
    assert!(asked.query.contains(&("StartTime>".into(), "2026-01-01T10:00:00Z".into())), "{:?}", asked.query);

    let sent = MessageFilter {
        from: Some("+15005550001".into()),
        sent_until: Some("2026-01-02T10:00:00.987Z".parse().unwrap()),
        ..MessageFilter::default()
    };
    let found = client.messages().list(&sent).all(1).await.unwrap();
    assert!(found[0].date_created.is_some() && found[0].num_segments == Some(1), "text is read as a number");
    let asked = server.seen().pop().unwrap();
    assert!(asked.query.contains(&("DateSent<".into(), "2026-01-02T10:00:00Z".into())), "{:?}", asked.query);
    let text = NewMessage {
        smart_encoded: Some(true),
        from: Some("+15005550001".into()),
        ..NewMessage::by_service("+15005550006", messaging_service(), "’")
    };
    client.messages().create(&text).await.unwrap();
    assert!(
        client.messaging_services().senders(&messaging_service(), Some(20)).all(1).await.unwrap()[0]
            .phone_number
            .starts_with('+')
    );

    let all = server.take();
    assert_eq!(all.len(), 30);
    all.iter().for_each(check_documented);
}

#[tokio::test]
async fn what_became_of_a_text_is_read_as_twilio_writes_it() {
    let message = |body: Value| {
        let mut whole =
            json!({ "sid": MESSAGE, "status": "queued", "num_segments": "0", "error_code": null });
        whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        whole
    };
    let answers = [
        message(json!({ "status": "accepted", "from": null, "date_sent": null })),
        message(json!({ "status": "undelivered", "error_code": 30006, "num_segments": "3" })),
        message(json!({ "status": "teleported", "error_code": 99999 })),
    ];
    let server = Server::start(move |_, n| Answer::json(200, &answers[n])).await;
    let (messages, sid) = (server.client().messages(), MESSAGE.parse().unwrap());
    let accepted = messages.fetch(&sid).await.unwrap();
    assert!(!accepted.status.is_final() && accepted.num_segments.is_none() && accepted.date_sent.is_none());
    let lost = messages.fetch(&sid).await.unwrap();
    assert!(lost.status.is_final());
    assert_eq!((lost.error_code, lost.num_segments), (Some(MessageCode::Landline), Some(3)));
    let strange = messages.fetch(&sid).await.unwrap();
    assert_eq!(strange.status, MessageStatus::Other("teleported".into()));
    assert_eq!(strange.error_code, Some(MessageCode::Other(99999)));
}

#[tokio::test]
async fn a_service_without_a_link_domain_has_none() {
    let none = json!({ "code": 20404, "message": "The requested resource was not found", "status": 404 });
    let server = Server::start(move |_, _| Answer::json(404, &none)).await;
    assert_eq!(server.client().messaging_services().link_domain(&messaging_service()).await.unwrap(), None);
}

#[test]
fn the_check_by_the_documents_finds_faults() {
    let documents = Documents::read();
    let seen = |method: &str, path: &str, body: &str| Seen {
        method: method.into(),
        path: path.into(),
        body: body.into(),
        ..Seen::default()
    };
    assert!(documents.operation(&seen("GET", "/video/v1/Rums", "")).is_err(), "no such path");
    assert!(documents.operation(&seen("DELETE", "/video/v1/Rooms", "")).is_err(), "no such method");
    let faults = |request: Seen| documents.operation(&request).unwrap().faults(&request);
    assert_eq!(faults(seen("POST", "/video/v1/Rooms", "Colour=red")).len(), 1, "no such member");
    assert_eq!(faults(seen("POST", "/video/v1/Rooms", "MaxParticipants=many")).len(), 1, "not a number");
    assert_eq!(faults(seen("POST", "/video/v1/Rooms", "Type=circle")).len(), 1, "not of the enum");
    assert_eq!(faults(seen("POST", "/video/v1/Rooms/visit", "")).len(), 1, "Status is required");
    let permission = format!("/sync/v1/Services/{SERVICE}/Documents/a/Permissions/b");
    assert_eq!(faults(seen("POST", &permission, "Read=true")).len(), 2, "Write and Manage are required");
}

//! No secret, token, Document content, name or Twilio's own wording is in any Debug, Display or log line.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::{
    fmt::Write as _,
    io::Write,
    sync::{Arc, Mutex},
};

use data_encoding::BASE64;
use serde_json::json;
use support::{Answer, KEY, SECRET, SERVICE, Server, credentials};
use twilio::{
    messaging::{MessageFilter, NewMessage},
    sync::{Data, DocumentChange, NewDocument, NewItem},
    token::{AccessToken, VideoGrant},
    video::RoomFilter,
};

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

#[tokio::test]
async fn nothing_that_must_be_hidden_is_seen() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _logging = tracing::subscriber::set_default(subscriber);

    let jwt = AccessToken::for_identity("a")
        .video(VideoGrant::any_room())
        .mint(&credentials(), jiff::Timestamp::now());
    let jwt = jwt.unwrap();
    let content = json!({ "token": jwt.as_str(), "words": "my-private-words" });
    let document = json!({
        "sid": "ET0123456789abcdef0123456789abcdef", "unique_name": "in-1-status", "revision": "0", "data": content,
    });
    let message = json!({
        "sid": "SM0123456789abcdef0123456789abcdef", "status": "queued", "to": "+15005550001", "body": "my-private-words",
    });
    let refusal = json!({
        "code": 21211, "message": "The number +15005550001 is not valid", "detail": "+15005550001",
        "details": { "to": "+15005550001" }, "errors": [{ "detail": "+15005550001" }],
    });
    let server = Server::start(move |_, n| match n {
        0 | 1 => Answer::json(200, &document),
        2 => Answer::json(429, &refusal),
        3 => Answer::json(400, &refusal),
        4 => Answer::json(200, json!({ "sid": "my-private-words" })),
        5 => Answer::json(200, json!({ "rooms": [{ "sid": "my-private-words" }] })),
        6 => Answer::json(201, &message),
        _ => Answer::silence(),
    })
    .await;
    let builder = server.builder().timeout(std::time::Duration::from_millis(200));
    let mut seen = format!("{builder:?}");
    let client = builder.build().unwrap();
    let documents = client.documents(&SERVICE.parse().unwrap());
    let new = NewDocument { data: Some(Data::from(content.clone())), ..NewDocument::default() };
    let change = DocumentChange { data: Some(Data::from(content.clone())), ..DocumentChange::default() };
    let item = NewItem { data: Data::from(content), ttl: None };
    write!(seen, "{jwt:?} {new:?} {change:?} {item:?} {client:?} {documents:?} {:?}", credentials()).unwrap();
    let text = NewMessage::new("+15005550001", "+15005550001", "my-private-words");
    let to = MessageFilter { to: Some("+15005550001".into()), ..MessageFilter::default() };
    write!(seen, "{text:?} {to:?}").unwrap();
    write!(seen, "{:?}", documents.create(&new).await.unwrap()).unwrap();
    write!(seen, "{:?}", documents.fetch("in-private-name").await.unwrap()).unwrap();
    let mut errors = vec![documents.fetch("in-private-name").await.unwrap_err()];
    errors.push(documents.fetch("in-private-name").await.unwrap_err());
    errors.push(client.rooms().list(&RoomFilter::default()).all(1).await.unwrap_err());
    write!(seen, "{:?}", client.messages().create(&text).await.unwrap()).unwrap();
    errors.push(documents.update("in-private-name", &change).await.unwrap_err());
    for error in &errors {
        write!(seen, "{error} {error:?} {error:#?} {:?} {:?}", error.kind(), error.refusal()).unwrap();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            write!(seen, "{cause} {cause:?}").unwrap();
            source = cause.source();
        }
    }
    assert_eq!(errors[0].code(), Some(21211), "the 429 was tried again and then refused");
    assert!(errors.iter().any(twilio::Error::is_timeout), "one call of them had no answer");

    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        logged.contains("Twilio refused") && logged.contains("slow down"),
        "the log was caught: {logged}"
    );
    let basic = BASE64.encode(format!("{KEY}:{SECRET}").as_bytes());
    let (signed, signature) = jwt.as_str().rsplit_once('.').unwrap();
    let hidden = [SECRET, &basic, signed, signature, "my-private-words", "in-private-name", "+15005550001"];
    for text in hidden {
        assert!(!seen.contains(text), "{text} is shown in {seen}");
        assert!(!logged.contains(text), "{text} is logged in {logged}");
    }
}

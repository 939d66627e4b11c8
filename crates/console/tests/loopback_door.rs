//! The loopback door: everything it refuses, and a whole call through it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::net::SocketAddr;

use console::wire::event::Event;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use support::{Desk, PATIENCE, report};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A path, the headers that are sent with it, the status that answers.
type Case = (&'static str, Vec<(&'static str, String)>, u16);

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A visit that goes on, with its call opened in a browser: the desk, the visit, the door, the ticket.
async fn call() -> (Desk, String, SocketAddr, String) {
    let mut desk = Desk::open().await;
    let visit = desk.book("Ines Tavares", "").await;
    let invitation = desk.invite(&visit).await;
    desk.street.guest_reports(&invitation, &report(1, "waiting")).await;
    desk.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    let (door, ticket) = open(&desk, &visit).await;
    (desk, visit, door, ticket)
}

async fn open(desk: &Desk, visit: &str) -> (SocketAddr, String) {
    desk.ask("openCall", json!({ "visitId": visit, "surface": "browser" })).await.unwrap();
    let url = desk.shell.take_opened().pop().unwrap();
    let (address, ticket) = url.strip_prefix("http://").unwrap().split_once("/call.html#t=").unwrap();
    (address.parse().unwrap(), ticket.to_owned())
}

async fn socket(door: SocketAddr) -> Socket {
    let mut request = format!("ws://{door}/socket").into_client_request().unwrap();
    request.headers_mut().insert("origin", format!("http://{door}").parse().unwrap());
    connect_async(request).await.unwrap().0
}

async fn say(socket: &mut Socket, message: Value) {
    socket.send(Message::text(message.to_string())).await.unwrap();
}

/// The next thing the door says: a message, or the code it closes with.
async fn next(socket: &mut Socket) -> Result<Value, u16> {
    loop {
        match tokio::time::timeout(PATIENCE, socket.next()).await.expect("the door answers in time") {
            Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Close(Some(frame)))) => return Err(frame.code.into()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            other => panic!("the door went away without a word: {other:?}"),
        }
    }
}

/// The answer to a command, past events.
async fn answer(socket: &mut Socket, id: &Value) -> Value {
    loop {
        let message = next(socket).await.unwrap();
        if message["id"] == *id {
            return message;
        }
    }
}

async fn enter(door: SocketAddr, first: Value) -> (Socket, String) {
    let mut socket = socket(door).await;
    say(&mut socket, first).await;
    let welcome = next(&mut socket).await.unwrap();
    (socket, welcome["session"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_call_goes_through_it_and_its_session_dies_with_the_call() {
    let (desk, visit, door, ticket) = call().await;
    let (mut window, session) = enter(door, json!({ "ticket": ticket })).await;
    say(&mut window, json!({ "id": 1, "command": "getCall", "input": {} })).await;
    let call = answer(&mut window, &json!(1)).await;
    assert_eq!(call["ok"]["visitId"], visit);
    say(&mut window, json!({ "id": "two", "command": "joinCall", "input": {} })).await;
    assert!(answer(&mut window, &json!("two")).await["ok"]["token"].is_string());

    // Nothing that concerns the whole console.
    say(&mut window, json!({ "id": 3, "command": "getDay", "input": {} })).await;
    assert_eq!(answer(&mut window, &json!(3)).await["err"]["code"], "forbidden");
    say(
        &mut window,
        json!({ "id": 4, "command": "openCall", "input": { "visitId": visit, "surface": "browser" } }),
    )
    .await;
    assert_eq!(answer(&mut window, &json!(4)).await["err"]["code"], "forbidden");
    say(&mut window, json!({ "id": 5, "command": "deleteEverything", "input": {} })).await;
    assert_eq!(answer(&mut window, &json!(5)).await["err"]["code"], "invalid");

    // A reload goes on with the session; the ticket is used up.
    let (mut reloaded, again) = enter(door, json!({ "session": session })).await;
    assert_eq!(again, session);
    assert_eq!(next(&mut window).await, Err(4409), "the window before it is told that it was replaced");
    let mut thief = socket(door).await;
    say(&mut thief, json!({ "ticket": ticket })).await;
    assert_eq!(next(&mut thief).await, Err(4401));

    // Another visit's changes are not told here; this one's end is, and answered first.
    desk.book("Bo Lindholm", "").await;
    say(&mut reloaded, json!({ "id": 6, "command": "endCall", "input": {} })).await;
    let (mut ended, mut answered) = (false, false);
    let code = loop {
        match next(&mut reloaded).await {
            Ok(message) if message["id"] == 6 => answered = message.get("ok").is_some(),
            Ok(event) => {
                assert!(event["event"] == "connectionChanged" || event["visitId"] == visit, "{event}");
                ended |= event["event"] == "visitEnded";
            }
            Err(code) => break code,
        }
    };
    assert!(ended && answered, "told and answered before it closes");
    assert_eq!(code, 4410);
    let mut late = socket(door).await;
    say(&mut late, json!({ "session": session })).await;
    assert_eq!(next(&mut late).await, Err(4401), "the session died with the call");
}

#[tokio::test]
async fn a_second_window_takes_the_call_over() {
    let (desk, visit, door, ticket) = call().await;
    let (mut first, session) = enter(door, json!({ "ticket": ticket })).await;
    let (_, ticket) = open(&desk, &visit).await;
    let (_second, other) = enter(door, json!({ "ticket": ticket })).await;
    assert_ne!(session, other);
    assert_eq!(next(&mut first).await, Err(4409));
    let mut back = socket(door).await;
    say(&mut back, json!({ "session": session })).await;
    assert_eq!(next(&mut back).await, Err(4401), "the first window cannot take it back");
}

#[tokio::test]
async fn what_is_not_this_protocol_closes_cleanly_and_the_door_stays_open() {
    let (desk, _, door, ticket) = call().await;
    for (first, code) in [
        (Message::text("no json"), 4401),
        (Message::text("{}"), 4401),
        (Message::text(r#"{"ticket":"x","session":"y"}"#), 4401),
        (Message::text(json!({ "ticket": "A".repeat(43) }).to_string()), 4401),
        (Message::text(json!({ "id": 1, "command": "getCall", "input": {} }).to_string()), 4401),
        (Message::binary(vec![0_u8; 10]), 1003),
        (Message::text("x".repeat(1 << 20)), 1009),
    ] {
        let mut stranger = socket(door).await;
        // A message that is too large may find the door shut while it is still being sent.
        let _ = stranger.send(first).await;
        let closed = tokio::time::timeout(PATIENCE, stranger.next()).await.expect("it closes in time");
        match closed {
            Some(Ok(Message::Close(Some(frame)))) => assert_eq!(u16::from(frame.code), code),
            other => assert_eq!(code, 1009, "only the large one may be cut off: {other:?}"),
        }
    }
    let (mut window, session) = enter(door, json!({ "ticket": ticket })).await;
    for (message, code) in [
        ("no json", 1007),
        ("[]", 1007),
        (r#"{"command":"getCall","input":{}}"#, 1007),
        (r#"{"id":{},"command":"getCall"}"#, 1007),
    ] {
        window.send(Message::text(message)).await.unwrap();
        let close = loop {
            if let Err(close) = next(&mut window).await {
                break close;
            }
        };
        assert_eq!(close, code, "{message}");
        window = enter(door, json!({ "session": session })).await.0;
    }
    desk.ask("getDay", json!({})).await.expect("the console lives");
}

#[tokio::test]
async fn who_says_nothing_is_shown_out() {
    let (_desk, _, door, _) = call().await;
    let mut silent = socket(door).await;
    assert_eq!(next(&mut silent).await, Err(4401));
}

#[tokio::test]
async fn every_wrong_request_has_its_refusal_and_every_answer_its_headers() {
    let (_desk, _, door, _) = call().await;
    let own = door.to_string();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let origin = format!("http://{own}");
    let cases: Vec<Case> = vec![
        ("/call.html", vec![], 200),
        ("/assets/call.js", vec![("sec-fetch-site", "same-origin".into())], 200),
        ("/call.html", vec![("sec-fetch-site", "none".into())], 200),
        ("/call.html", vec![("sec-fetch-site", "cross-site".into())], 403),
        ("/call.html", vec![("sec-fetch-site", "same-site".into())], 403),
        ("/call.html", vec![("host", format!("localhost:{}", door.port()))], 421),
        ("/call.html", vec![("host", "evil.example.test".into())], 421),
        ("/call.html", vec![("host", "127.0.0.1".into())], 421),
        ("/socket", vec![], 403),
        ("/socket", vec![("origin", "null".into())], 403),
        ("/socket", vec![("origin", format!("http://localhost:{}", door.port()))], 403),
        ("/socket", vec![("origin", "https://evil.example.test".into())], 403),
        ("/", vec![], 404),
        ("/console.html", vec![], 404),
        ("/patient.html", vec![], 404),
        ("/assets/nothing.js", vec![], 404),
        ("/assets/%2e%2e/console.html", vec![], 404),
        ("/assets//call.js", vec![], 404),
    ];
    for (path, headers, status) in cases {
        let mut request = client.get(format!("http://{own}{path}"));
        for (name, value) in &headers {
            request = request.header(*name, value);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{path} {headers:?}");
        let header = |name: &str| {
            answer.headers().get(name).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert!(header("permissions-policy").contains("camera=(self)"));
        assert!(header("set-cookie").is_empty(), "no cookies: they would reach every port of this computer");
        let policy = header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains(&format!("ws://{own}")), "{policy}");
        assert!(!policy.contains("unsafe-"), "neither inline styles nor made-up scripts: {policy}");
    }
    let answer =
        client.post(format!("http://{own}/call.html")).header("origin", &origin).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 405);
}

#[tokio::test]
async fn another_clinic_ends_every_call() {
    let (desk, _, door, ticket) = call().await;
    let (mut window, session) = enter(door, json!({ "ticket": ticket })).await;
    desk.ask("closeClinic", json!({})).await.unwrap();
    let code = loop {
        if let Err(code) = next(&mut window).await {
            break code;
        }
    };
    assert_eq!(code, 4410);
    let mut back = socket(door).await;
    say(&mut back, json!({ "session": session })).await;
    assert_eq!(next(&mut back).await, Err(4401));
}

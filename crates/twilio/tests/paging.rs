//! Lists, in both of Twilio's families, and next pages that must not be followed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};
use support::{Answer, Server};
use twilio::video::RoomFilter;

fn room(n: usize) -> Value {
    json!({ "sid": format!("RM{n:032x}"), "status": "in-progress" })
}

/// Rooms in pages; `next` says where the page after `n` is.
async fn rooms(next: impl Fn(&str, usize) -> Value + Send + Sync + 'static) -> Server {
    let own: Arc<OnceLock<String>> = Arc::default();
    let known = Arc::clone(&own);
    let server = Server::start(move |_, n| {
        let next = next(known.get().unwrap(), n);
        Answer::json(200, json!({ "rooms": [room(2 * n), room(2 * n + 1)], "meta": { "key": "rooms", "next_page_url": next } }))
    })
    .await;
    own.set(server.url.clone()).unwrap();
    server
}

#[tokio::test]
async fn pages_are_fetched_as_they_are_read() {
    let server =
        rooms(
            |own, n| if n < 2 { json!(format!("{own}/video/v1/Rooms?Page={}", n + 1)) } else { Value::Null },
        )
        .await;
    let mut list = server.client().rooms().list(&RoomFilter::default());
    for n in 0..6_usize {
        assert_eq!(server.seen().len(), n.div_ceil(2), "no page is fetched before it is needed");
        assert_eq!(list.next().await.unwrap().unwrap().sid.as_str(), format!("RM{n:032x}"));
    }
    assert!(list.next().await.unwrap().is_none());
    assert!(list.next().await.unwrap().is_none(), "the end stays the end");
    assert_eq!(server.seen()[2].query, [("Page".into(), "2".into())]);
    assert!(server.seen().iter().all(|seen| seen.header("authorization").is_some()));
}

#[tokio::test]
async fn no_more_is_fetched_than_was_asked_for() {
    let server = rooms(|own, n| json!(format!("{own}/video/v1/Rooms?Page={}", n + 1))).await;
    let list = server.client().rooms().list(&RoomFilter::default());
    assert_eq!(list.all(3).await.unwrap().len(), 3);
    assert_eq!(server.seen().len(), 2, "an endless list is read only as far as wanted");
}

#[tokio::test]
async fn a_next_page_elsewhere_is_refused() {
    let elsewhere = Server::start(|_, _| Answer::json(200, json!({ "rooms": [], "meta": {} }))).await;
    let url = format!("{}/video/v1/Rooms?Page=1", elsewhere.url);
    for next in [url.as_str(), "https://video.twilio.com.example.test/v1/Rooms", "nonsense"] {
        let next = next.to_owned();
        let server = rooms(move |_, _| json!(next)).await;
        let error = server.client().rooms().list(&RoomFilter::default()).all(10).await.unwrap_err();
        assert!(error.to_string().contains("next page"), "{error}");
    }
    assert!(elsewhere.seen().is_empty(), "the key was not sent there");
}

#[tokio::test]
async fn a_page_that_follows_itself_ends_in_an_error() {
    let server = rooms(|own, _| json!(format!("{own}/video/v1/Rooms?Page=1"))).await;
    let error = server.client().rooms().list(&RoomFilter::default()).all(100).await.unwrap_err();
    assert!(error.to_string().contains("names itself"), "{error}");
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn a_page_without_its_list_is_an_error() {
    let server = Server::start(|_, _| Answer::json(200, json!({ "meta": { "next_page_url": null } }))).await;
    let mut list = server.client().rooms().list(&RoomFilter::default());
    assert!(list.next().await.is_err());
    assert!(list.next().await.unwrap().is_none(), "after an error it is at its end");
}

#[tokio::test]
async fn the_api_of_2010_pages_by_relative_addresses() {
    let number =
        |n: usize| json!({ "sid": format!("PN{n:032x}"), "phone_number": format!("+1500555000{n}") });
    let server = Server::start(move |seen, n| {
        let next = if n == 0 { json!(seen.path.replace("/api/", "/") + "?Page=1") } else { Value::Null };
        Answer::json(200, json!({ "incoming_phone_numbers": [number(n)], "next_page_uri": next, "page": n }))
    })
    .await;
    let numbers = server.client().phone_numbers().list(&Default::default()).all(10).await.unwrap();
    assert_eq!(
        numbers.iter().map(|n| n.phone_number.as_str()).collect::<Vec<_>>(),
        ["+15005550000", "+15005550001"]
    );
    let seen = server.seen();
    assert_eq!(seen[0].path, seen[1].path, "under the same base URL");

    let evil = Server::start(|_, _| {
        Answer::json(200, json!({ "incoming_phone_numbers": [], "next_page_uri": "@evil.example.test/x" }))
    })
    .await;
    assert!(evil.client().phone_numbers().list(&Default::default()).all(1).await.is_err());
}

//! Stays in a twin's rooms, over its sockets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use serde_json::json;

use super::{Event, Joining, Refused, Stay};
use crate::cast::loops::{Look, Tongue};
use crate::token::tests::{header, sign};
use crate::video::{NewRoom, ParticipantFilter, TrackKind};
use crate::{Config, Twin};

/// More than anything here takes, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(30);

async fn twin() -> Twin {
    Twin::start(Config::default()).await.unwrap()
}

fn joining(twin: &Twin, identity: &str, room: &str) -> Joining {
    let world = twin.addresses();
    let now = twin.clock().now().as_second();
    let grants = json!({ "identity": identity, "video": { "room": room } });
    let claims = json!({ "jti": "j", "iss": world.api_key_sid, "sub": world.account_sid, "iat": now, "exp": now + 3_600,
                         "grants": grants });
    Joining {
        signaling_url: world.video_signaling_url.clone(),
        token: sign(&header(), &claims, &world.api_key_secret),
        room: None,
        look: Look::OldMan,
        tongue: Tongue::Japanese,
        camera: true,
        microphone: true,
    }
}

async fn until(stay: &mut Stay, wanted: impl Fn(&Event) -> bool) {
    let come = async {
        while let Some(event) = stay.next().await {
            if wanted(&event) {
                return;
            }
        }
        panic!("the stay ended");
    };
    tokio::time::timeout(PATIENCE, come).await.unwrap();
}

fn seen(who: &str) -> impl Fn(&Event) -> bool {
    let wanted = Event::Seen { identity: who.to_owned() };
    move |event| *event == wanted
}

fn heard(who: &str) -> impl Fn(&Event) -> bool {
    let wanted = Event::Heard { identity: who.to_owned() };
    move |event| *event == wanted
}

fn disconnected(code: Option<u32>) -> impl Fn(&Event) -> bool {
    move |event| *event == Event::Disconnected { code }
}

#[tokio::test]
async fn two_see_each_other_and_who_talks_is_heard() {
    let twin = twin().await;
    let mut ana = Stay::join(joining(&twin, "ana", "visit")).await.unwrap();
    let mut bob = Stay::join(joining(&twin, "bob", "visit")).await.unwrap();
    assert_eq!((ana.identity(), ana.room_sid()), ("ana", bob.room_sid()));
    until(&mut ana, seen("bob")).await;
    until(&mut bob, seen("ana")).await;
    ana.talk(true);
    until(&mut bob, heard("ana")).await;
    let received = bob.received();
    assert!(received.frames > 0 && received.sounds > 0 && received.gaps == 0, "{received:?}");
    let sid = bob.participant_sid().to_owned();
    bob.leave().await;
    until(&mut ana, |event| matches!(event, Event::ParticipantLeft { sid: left, .. } if *left == sid)).await;
    twin.shutdown().await;
}

#[tokio::test]
async fn cameras_and_microphones_are_published_disabled_and_enabled() {
    let twin = twin().await;
    let without = Joining { camera: false, microphone: false, ..joining(&twin, "ana", "visit") };
    let ana = Stay::join(without).await.unwrap();
    let mut bob = Stay::join(joining(&twin, "bob", "visit")).await.unwrap();
    assert_eq!(twin.video().published_tracks("visit", "ana").await.unwrap(), []);
    ana.set_camera(true);
    until(&mut bob, seen("ana")).await;
    ana.set_microphone(true);
    ana.talk(true);
    until(&mut bob, heard("ana")).await;
    ana.set_microphone(false);
    let muted = async {
        loop {
            let tracks = twin.video().published_tracks("visit", "ana").await.unwrap();
            let enabled = |kind| tracks.iter().find(|track| track.kind == kind).map(|track| track.enabled);
            if (enabled(TrackKind::Audio), enabled(TrackKind::Video)) == (Some(false), Some(true)) {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, muted).await.unwrap();
}

#[tokio::test]
async fn a_room_for_another_codec_hears_without_seeing() {
    let twin = twin().await;
    let room = NewRoom {
        unique_name: Some("visit".to_owned()),
        video_codecs: vec!["H264".to_owned()],
        ..NewRoom::default()
    };
    twin.video().create_room(room).await.unwrap();
    let ana = Stay::join(joining(&twin, "ana", "visit")).await.unwrap();
    let mut bob = Stay::join(joining(&twin, "bob", "visit")).await.unwrap();
    ana.talk(true);
    until(&mut bob, heard("ana")).await;
    assert_eq!(bob.received().frames, 0);
}

#[tokio::test]
async fn whoever_is_put_out_knows_why() {
    let twin = twin().await;
    let mut first = Stay::join(joining(&twin, "ana", "visit")).await.unwrap();
    let mut second = Stay::join(joining(&twin, "ana", "visit")).await.unwrap();
    until(&mut first, disconnected(Some(53205))).await;
    assert_eq!(first.next().await, None, "nothing follows");
    twin.video().remove("visit", "ana").await.unwrap();
    until(&mut second, disconnected(None)).await;

    let full = NewRoom { unique_name: Some("small".to_owned()), max_participants: 1, ..NewRoom::default() };
    let room = twin.video().create_room(full).await.unwrap();
    let mut only = Stay::join(joining(&twin, "ana", &room.sid)).await.unwrap();
    let refused = Stay::join(joining(&twin, "bob", &room.sid)).await.unwrap_err();
    assert_eq!(refused.code, 53105, "{refused}");
    twin.video().complete(&room.sid).await.unwrap();
    until(&mut only, disconnected(Some(53118))).await;
}

#[tokio::test]
async fn a_stay_that_is_dropped_leaves_and_a_lost_socket_is_made_good() {
    let twin = twin().await;
    let mut ana = Stay::join(joining(&twin, "ana", "visit")).await.unwrap();
    let mut bob = Stay::join(joining(&twin, "bob", "visit")).await.unwrap();
    until(&mut ana, seen("bob")).await;
    until(&mut bob, seen("ana")).await;
    twin.video().drop_socket("bob");
    // What is said on the next socket says that it is back.
    bob.set_camera(false);
    bob.talk(true);
    until(&mut ana, heard("bob")).await;
    drop(bob);
    until(&mut ana, |event| matches!(event, Event::ParticipantLeft { .. })).await;
    let here = twin.video().participants("visit", ParticipantFilter::default()).await.unwrap();
    assert_eq!(here.len(), 2, "who left is remembered");
}

#[tokio::test]
async fn where_nothing_answers_nobody_is_let_in() {
    let twin = twin().await;
    let nowhere =
        Joining { signaling_url: "ws://127.0.0.1:1/signaling".to_owned(), ..joining(&twin, "a", "visit") };
    assert_eq!(Stay::join(nowhere).await.unwrap_err().code, 53000);
    let bad = Joining { token: "no token".to_owned(), ..joining(&twin, "ana", "visit") };
    let Refused { code, .. } = Stay::join(bad).await.unwrap_err();
    assert_eq!(code, 20101);
}

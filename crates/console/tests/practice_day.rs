//! The practice clinic's day with its people in it: they come by the texts that the plan sends, and take part in a visit, with nobody
//! playing them. The console's core, the twin and its cast; no browser.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use console::Start;
use serde_json::{Value, json};
use support::Desk;
use support::shell::Shell;
use support::street::Street;
use twin::cast::loops::{Look, Tongue};
use twin::cast::stay::{Event as Seen, Joining, Stay};
use twin::cast::{Cast, Doing};
use twin::{Config, Portal, Script};

/// People take their time, even where it passes twenty times as fast.
const PATIENCE: Duration = Duration::from_secs(60);

/// Both of its twins are the same account's.
async fn street() -> Street {
    let portal = Portal::Embedded(Arc::new(|_: &str| None));
    let config = Config {
        portal: Some(portal),
        cast: Some(Script::practice()),
        seed: Some(7),
        fresh_objects: true,
        ..Config::default()
    };
    let street = Street::open_with(config).await;
    street.rooms_at_the_twin();
    street.twin.cast().unwrap().set_speed(20.0).unwrap();
    street
}

async fn desk() -> Desk {
    let street = street().await;
    let shell = Arc::new(Shell::new(&street));
    let desk = Desk::at(street, shell, Start::default());
    desk.ask("openPracticeClinic", json!({})).await.unwrap();
    desk
}

fn cast(desk: &Desk) -> &Cast {
    desk.street.twin.cast().unwrap()
}

fn doing(desk: &Desk, id: &str) -> Doing {
    cast(desk).scene().members.iter().find(|one| one.id == id).unwrap().doing
}

/// Looks at the day at every event until somebody has a card; answers it.
async fn waits(desk: &mut Desk, name: &str) -> Value {
    let wait = async {
        loop {
            let day = desk.ask("getDay", json!({})).await.unwrap();
            let card = day["waiting"].as_array().unwrap().iter().find(|card| card["patientName"] == name);
            if let Some(card) = card {
                return card.clone();
            }
            let _ = desk.events.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("{name} waits in time"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_come_by_the_texts_of_the_plan_and_take_part() {
    let mut desk = desk().await;

    // What each card says is what each script says.
    let elena = waits(&mut desk, "Elena Márquez Ríos").await;
    assert_eq!(elena["language"], "es");
    assert_eq!(waits(&mut desk, "James Whitaker").await["microphone"], "faulty");
    let kenji = waits(&mut desk, "Kenji Kobayashi").await;
    assert_eq!((&kenji["camera"], &kenji["microphone"]), (&json!("refused"), &json!("works")));
    assert_eq!(doing(&desk, "dale"), Doing::AwaitsText, "who did not come has no link");

    // What they answer and write is with the visit.
    let visit = elena["visitId"].as_str().unwrap().to_owned();
    let answered = |detail: &Value| detail.to_string().contains("El azúcar por las mañanas");
    desk.visit_until(&visit, answered).await;
    let wish = async {
        while !desk.ask("getChats", json!({})).await.unwrap().to_string().contains("intérprete") {
            let _ = desk.events.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, wish).await.expect("her wish for an interpreter is read");

    // The provider goes in, and Elena follows: seen and heard.
    desk.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
    let admission = desk.ask_in_call(&visit, "joinCall", json!({})).await.unwrap();
    let joining = Joining {
        signaling_url: desk.street.twin.addresses().video_signaling_url.clone(),
        token: admission["token"].as_str().unwrap().to_owned(),
        room: admission["roomName"].as_str().map(str::to_owned),
        look: Look::YoungWoman,
        tongue: Tongue::English,
        camera: true,
        microphone: true,
    };
    let mut provider = Stay::join(joining).await.unwrap();
    let room = provider.room_sid().to_owned();
    desk.room_is_open(&visit, &room).await;
    let (mut seen, mut heard) = (false, false);
    let both = async {
        while !(seen && heard) {
            match provider.next().await.expect("the call goes on") {
                Seen::Seen { .. } => seen = true,
                Seen::Heard { .. } => heard = true,
                _ => {}
            }
        }
    };
    tokio::time::timeout(PATIENCE, both).await.expect("her picture and voice come in time");
    assert_eq!(doing(&desk, "elena"), Doing::InCall);

    // The end is the end for her, and she says how it was.
    desk.ask("endVisit", json!({ "visitId": visit })).await.unwrap();
    let asked = |detail: &Value| detail.to_string().contains("surveyAnswered");
    desk.visit_until(&visit, asked).await;
    assert_eq!(doing(&desk, "elena"), Doing::Ended);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_twin_that_forgot_has_its_people_again() {
    let mut first = desk().await;
    waits(&mut first, "James Whitaker").await;
    let (store, key) = (first.shell.store(), first.shell.key.lock().unwrap().clone());
    let folder = first.shell.clone();
    first.ask("closeClinic", json!({})).await.unwrap();
    drop(first.console);
    drop(first.street);

    // The app is started again, and its twin with it: Twilio and phones know nothing of the morning.
    let street = street().await;
    let mut shell = Shell::new(&street);
    shell.practice.store_path = store;
    *shell.key.lock().unwrap() = key;
    let mut second = Desk::at(street, Arc::new(shell), Start::default());
    second.ask("openPracticeClinic", json!({})).await.unwrap();
    let came = async {
        while doing(&second, "james") != Doing::Waiting {
            let _ = second.events.recv().await;
        }
    };
    let came = tokio::time::timeout(PATIENCE, came).await;
    came.expect("he is texted once more, and comes");
    drop(folder);
}

//! Two consoles on copies of one store: one acts, the other stands by, and they change over.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use clinic::StoreKey;
use console::Start;
use console::error::Code;
use console::host::World;
use console::wire::event::Event;
use jiff::SignedDuration;
use serde_json::{Value, json};
use support::shell::Shell;
use support::street::{Passed, Street};
use support::{Desk, PACE, clock_off_by, report};

/// An id that nobody has.
const ANYBODY: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa";

/// A second computer's shell, with a copy of the first one's store.
fn copied(street: &Street, shell: &Shell, computer: &str) -> Arc<Shell> {
    let mut other = Shell::new(street);
    std::fs::copy(shell.store(), other.store()).unwrap();
    let key: StoreKey = shell.key.lock().unwrap().clone();
    other.practice = World { store_key: key.clone(), ..other.practice };
    *other.key.lock().unwrap() = key;
    other.computer = Some(computer.into());
    Arc::new(other)
}

/// A practice clinic that was open on one computer, and is closed again.
async fn closed_clinic() -> (Street, Arc<Shell>) {
    let street = Street::open().await;
    let mut shell = Shell::new(&street);
    shell.computer = Some("desk".into());
    let shell = Arc::new(shell);
    let desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    desk.ask("closeClinic", json!({})).await.unwrap();
    let Desk { street, shell, .. } = desk;
    (street, shell)
}

/// A console of its own behind the same street.
fn beside(shell: Arc<Shell>, start: Start) -> Second {
    let console = console::Console::start(shell, Start { pace: PACE, practice: true, ..start });
    let events = console.events();
    Second { console, events }
}

struct Second {
    console: console::Console,
    events: tokio::sync::broadcast::Receiver<Event>,
}

impl Second {
    async fn ask(&self, name: &str, input: Value) -> Result<Value, console::error::CommandError> {
        support::ask(&self.console, &console::principal::Principal::Console, name, input).await
    }

    async fn session_until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let wait = async {
            loop {
                let session = self.ask("getSession", json!({})).await.unwrap();
                if wanted(&session) {
                    return session;
                }
                let _ = self.events.recv().await;
            }
        };
        tokio::time::timeout(support::PATIENCE, wait).await.expect("the session gets there in time")
    }
}

fn stands_by(session: &Value) -> bool {
    session["standingBy"]["since"].is_string()
}

fn is_lease(passed: &Passed) -> bool {
    passed.path.contains("-lease")
}

#[tokio::test]
async fn the_second_stands_by_and_writes_nothing_until_it_takes_over() {
    let (street, shell) = closed_clinic().await;
    let laptop = copied(&street, &shell, "laptop");
    let mut desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    let visit = desk.book("Ines Tavares", "").await;
    desk.invite(&visit).await;

    let mut second = beside(laptop, Start::default());
    let session = second.session_until(stands_by).await;
    assert_eq!(session["clinic"]["practice"], true, "the clinic is there to be read");
    second.ask("getDay", json!({})).await.unwrap();
    let refused = second.ask("setProviderState", json!({ "state": { "kind": "away" } })).await.unwrap_err();
    assert_eq!(refused.code, Code::StandingBy);

    second.ask("takeOverClinic", json!({})).await.unwrap();
    second.ask("setProviderState", json!({ "state": { "kind": "away" } })).await.unwrap();
    desk.hear(|event| matches!(event, Event::SessionChanged)).await;
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert!(stands_by(&session), "{session}");
    let refused = desk.ask("endVisit", json!({ "visitId": visit })).await.unwrap_err();
    assert_eq!(refused.code, Code::StandingBy);
    // Nor is Twilio asked for anything: neither for a room, nor for what a call is to do.
    for (command, input) in [
        ("joinCall", json!({})),
        ("pressKeys", json!({ "partyId": ANYBODY, "keys": "1" })),
        ("joinLeg", json!({ "partyId": ANYBODY })),
    ] {
        let refused = desk.ask_in_call(&visit, command, input).await.unwrap_err();
        assert_eq!(refused.code, Code::StandingBy, "{command}");
    }
}

#[tokio::test]
async fn a_call_window_of_the_console_that_stands_by_is_told_and_goes_into_no_room() {
    let (street, shell) = closed_clinic().await;
    let laptop = copied(&street, &shell, "laptop");
    let mut desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    let visit = desk.in_a_call().await.0;
    assert_eq!(desk.ask_in_call(&visit, "getCall", json!({})).await.unwrap()["standingBy"], false);

    let mut second = beside(laptop, Start::default());
    second.session_until(stands_by).await;
    second.ask("takeOverClinic", json!({})).await.unwrap();
    let call = console::principal::Principal::CallWindow { visit_id: visit.clone() };
    desk.hear(|event| matches!(event, Event::SessionChanged) && call.hears(event)).await;
    assert_eq!(desk.ask_in_call(&visit, "getCall", json!({})).await.unwrap()["standingBy"], true);
    for command in ["joinCall", "endCall"] {
        let refused = desk.ask_in_call(&visit, command, json!({})).await.unwrap_err();
        assert_eq!(refused.code, Code::StandingBy, "{command}");
    }
}

#[tokio::test]
async fn whoever_stands_by_asks_twilio_for_the_lease_and_nothing_else() {
    let (street, shell) = closed_clinic().await;
    let laptop = copied(&street, &shell, "laptop");
    let desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    desk.street.until(|passed| passed.iter().any(is_lease)).await;
    let mut second = beside(laptop, Start::default());
    second.session_until(stands_by).await;

    // The first one is killed; from here on only the second asks.
    let Desk { street, shell: _shell, console, .. } = desk;
    drop(console);
    second.session_until(|session| session["standingBy"]["silentSince"].is_string()).await;
    let before = street.passed().len();
    street.until(|passed| passed.len() > before + 5).await;
    let other =
        street.passed()[before..].iter().find(|each| !is_lease(each) || each.method != "GET").cloned();
    assert!(other.is_none(), "{other:?}");
}

#[tokio::test]
async fn a_clinic_that_is_closed_lets_the_other_act() {
    let (street, shell) = closed_clinic().await;
    let laptop = copied(&street, &shell, "laptop");
    let desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    desk.street.until(|passed| passed.iter().any(is_lease)).await;
    let mut second = beside(laptop, Start::default());
    second.session_until(stands_by).await;
    desk.ask("closeClinic", json!({})).await.unwrap();
    second.session_until(|session| !stands_by(session)).await;
    second.ask("setProviderState", json!({ "state": { "kind": "away" } })).await.unwrap();
}

#[tokio::test]
async fn a_console_that_died_is_known_again_on_its_own_computer() {
    let (street, shell) = closed_clinic().await;
    let laptop = copied(&street, &shell, "laptop");
    let mut desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    let visit = desk.book("Ines Tavares", "").await;
    desk.invite(&visit).await;
    // Killed, with a word to nobody.
    let Desk { street, shell, console, .. } = desk;
    drop(console);

    let mut desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    let session = desk.ask("getSession", json!({})).await.unwrap();
    assert!(!stands_by(&session));
    let invitation =
        desk.ask("getVisit", json!({ "visitId": visit })).await.unwrap()["invitation"]["id"].clone();
    desk.street.guest_reports(invitation.as_str().unwrap(), &report(1, "waiting")).await;
    desk.visit_until(&visit, |detail| detail["row"]["state"] == "waiting").await;

    // On another computer nobody can know: it stands by, and says that the other is silent.
    let Desk { street: _street, shell: _shell, console, .. } = desk;
    drop(console);
    let mut second = beside(laptop, Start::default());
    let session = second.session_until(|session| session["standingBy"]["silentSince"].is_string()).await;
    assert!(stands_by(&session));
    second.ask("takeOverClinic", json!({})).await.unwrap();
    let session = second.ask("getSession", json!({})).await.unwrap();
    assert!(!stands_by(&session));
}

#[tokio::test]
async fn a_lease_that_is_old_is_taken_on_opening() {
    let (street, shell) = closed_clinic().await;
    let laptop = copied(&street, &shell, "laptop");
    let desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    desk.street.until(|passed| passed.iter().any(is_lease)).await;
    let Desk { street: _street, shell: _shell, console, .. } = desk;
    drop(console);
    let later = Start { clock: clock_off_by(SignedDuration::from_mins(5)), ..Start::default() };
    let mut second = beside(laptop, later);
    let session = second.session_until(|session| session["clinic"].is_object()).await;
    assert!(!stands_by(&session), "{session}");
    second.ask("setProviderState", json!({ "state": { "kind": "away" } })).await.unwrap();
}

#[tokio::test]
async fn without_sync_it_works_as_it_always_did() {
    let street = Street::open().await;
    street.fail("GET", "-lease", 500, 20500, 1000);
    street.fail("POST", "-lease", 500, 20500, 1000);
    let shell = Arc::new(Shell::new(&street));
    let mut desk = Desk::at(street, shell, Start { practice: true, ..Start::default() });
    desk.ask("getSession", json!({})).await.unwrap();
    let visit = desk.book("Ines Tavares", "").await;
    desk.invite(&visit).await;
}

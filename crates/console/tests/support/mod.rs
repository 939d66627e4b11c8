//! A console with no window around it, on a local Twilio, with everything it says to it written down.
#![allow(unreachable_pub, reason = "a module of several test programs")]
#![allow(dead_code, reason = "each story uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

pub mod phones;
pub mod shell;
pub mod street;

use std::sync::Arc;
use std::time::Duration;

use console::commands::Command;
use console::error::CommandError;
use console::principal::Principal;
use console::wire::event::Event;
use console::{Clock, Console, Start};
use serde_json::{Value, json};
use shell::Shell;
use street::{Passed, Street};
use tokio::sync::broadcast;

/// Longer than anything here takes; a test that waits so long has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Fast enough for a test, slow enough to see push and looking apart.
pub const PACE: Duration = Duration::from_millis(100);

/// A clinic's desk: the street outside, the shell around, the console itself.
pub struct Desk {
    pub street: Street,
    pub shell: Arc<Shell>,
    pub console: Console,
    pub events: broadcast::Receiver<Event>,
}

impl Desk {
    /// A practice clinic, open.
    pub async fn open() -> Desk {
        let street = Street::open().await;
        let shell = Arc::new(Shell::new(&street));
        let desk = Desk::at(street, shell, Start::default());
        desk.ask("openPracticeClinic", json!({})).await.unwrap();
        desk.acts().await;
        desk
    }

    /// A console that was just started.
    pub fn at(street: Street, shell: Arc<Shell>, start: Start) -> Desk {
        let console = Console::start(shell.clone(), Start { pace: PACE, ..start });
        let events = console.events();
        Desk { street, shell, console, events }
    }

    /// Waits until it acts for its clinic.
    pub async fn acts(&self) {
        let permitted =
            |passed: &Passed| passed.method == "POST" && passed.path.contains("-lease/Permissions/");
        self.street.until(|passed| passed.iter().any(permitted)).await;
    }

    /// Asks as the console window.
    pub async fn ask(&self, name: &str, input: Value) -> Result<Value, CommandError> {
        ask(&self.console, &Principal::Console, name, input).await
    }

    /// Asks as a visit's call window.
    pub async fn ask_in_call(&self, visit: &str, name: &str, input: Value) -> Result<Value, CommandError> {
        ask(&self.console, &Principal::CallWindow { visit_id: visit.to_owned() }, name, input).await
    }

    /// Waits for an event.
    pub async fn hear(&mut self, what: impl Fn(&Event) -> bool) -> Event {
        let wait = async {
            loop {
                match self.events.recv().await {
                    Ok(event) if what(&event) => return event,
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => panic!("the console is gone"),
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("the event comes in time")
    }

    /// Reads a visit again at every event until it is as wanted.
    pub async fn visit_until(&mut self, visit: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let wait = async {
            loop {
                let detail = self.ask("getVisit", json!({ "visitId": visit })).await.unwrap();
                if wanted(&detail) {
                    return detail;
                }
                let _ = self.events.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.expect("the visit gets there in time")
    }

    /// Books a visit a little later today (or, late in the evening, tomorrow) and answers its id.
    pub async fn book(&self, name: &str, phone: &str) -> String {
        self.book_in(name, phone, "en").await
    }

    /// The same for somebody who speaks a language.
    pub async fn book_in(&self, name: &str, phone: &str, language: &str) -> String {
        let session = self.ask("getSession", json!({})).await.unwrap();
        let zone = session["clinic"]["timeZone"].as_str().unwrap();
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(20);
        let at = at.to_zoned_datetime(jiff::tz::TimeZone::get(zone).unwrap());
        let booked = self
            .ask(
                "bookVisit",
                json!({
                    "patient": { "name": name, "birthDate": "1980-02-03", "recordNumber": format!("mrn-{}", name.len()),
                        "language": language, "phone": phone, "email": "someone@example.test" },
                    "visit": { "date": at.strftime("%Y-%m-%d").to_string(), "time": at.strftime("%H:%M").to_string(),
                        "minutes": 20, "reason": "A reason of theirs", "notes": "" },
                }),
            )
            .await
            .unwrap();
        booked["visitId"].as_str().unwrap().to_owned()
    }

    /// A visit that goes on, with the provider and the patient in its room; answers the visit, its room and the two
    /// identities.
    pub async fn in_visit(&mut self, language: &str) -> InVisit {
        let visit = self.book_in("Ines Tavares", "+15035550101", language).await;
        let invitation = self.invite(&visit).await;
        self.street.guest_reports(&invitation, &report(1, "waiting")).await;
        self.hear(|event| matches!(event, Event::PatientCheckedIn { visit_id } if *visit_id == visit)).await;
        self.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
        let session = self.ask("getSession", json!({})).await.unwrap();
        let provider = format!("pv-{}", session["clinic"]["provider"]["id"].as_str().unwrap());
        let patient = format!("in-{invitation}");
        let room = self.street.open_room(&format!("visit-{visit}"));
        self.street.enter(&room, &provider);
        self.street.enter(&room, &patient);
        self.room_is_open(&visit, &room).await;
        InVisit { visit, room, provider, patient }
    }

    /// The call window tells of its room.
    pub async fn room_is_open(&self, visit: &str, room: &str) {
        let fact = json!({ "fact": { "kind": "connected", "roomSid": room } });
        self.ask_in_call(visit, "seenInCall", fact).await.unwrap();
    }

    /// The cards of a visit's third parties by phone, once they are as wanted.
    pub async fn cards_until(&mut self, visit: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let detail =
            self.visit_until(visit, |detail| wanted(detail["phoneParties"].as_array().unwrap())).await;
        detail["phoneParties"].as_array().unwrap().clone()
    }

    /// A third party's card, once it is in a state.
    pub async fn card_in(&mut self, visit: &str, party: &str, state: &str) -> Value {
        let cards = self
            .cards_until(visit, |cards| cards.iter().any(|c| c["id"] == party && c["state"] == state))
            .await;
        cards.into_iter().find(|card| card["id"] == party).unwrap()
    }

    /// Invites and waits until the link works; answers the invitation's id.
    pub async fn invite(&mut self, visit: &str) -> String {
        self.ask("inviteToVisit", json!({ "visitId": visit })).await.unwrap();
        let detail =
            self.visit_until(visit, |detail| detail["invitation"]["readiness"]["kind"] == "ready").await;
        detail["invitation"]["id"].as_str().unwrap().to_owned()
    }

    /// Invites a third party and waits until their link works; answers the invitation's id.
    pub async fn invite_third_party(&mut self, visit: &str, pre_admitted: bool) -> String {
        let input = json!({ "visitId": visit, "name": "Quirina Zabelthorpe", "role": "family",
            "relationship": "Daughter", "language": "es", "preAdmitted": pre_admitted });
        let made = self.ask("inviteThirdParty", input).await.unwrap();
        let id = made["invitationId"].as_str().unwrap().to_owned();
        self.third_party_until(visit, &id, |third| third["readiness"]["kind"] == "ready").await;
        id
    }

    /// Reads one third party of a visit again at every event until they are as wanted.
    pub async fn third_party_until(
        &mut self,
        visit: &str,
        id: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Value {
        let find = |detail: &Value| {
            detail["thirdParties"].as_array().unwrap().iter().find(|third| third["id"] == id).cloned()
        };
        let detail = self.visit_until(visit, |detail| find(detail).is_some_and(|third| wanted(&third))).await;
        find(&detail).unwrap()
    }

    /// A visit that goes on, with its room open and the patient in it: visit, patient's invitation, RoomSid.
    pub async fn in_a_call(&mut self) -> (String, String, String) {
        let visit = self.book("Ines Tavares", "").await;
        let invitation = self.invite(&visit).await;
        self.street.guest_reports(&invitation, &report(1, "waiting")).await;
        self.visit_until(&visit, |detail| detail["row"]["state"] == "waiting").await;
        self.ask("admitPatient", json!({ "visitId": visit })).await.unwrap();
        let room = self.call_window_connects(&visit).await;
        self.street.enter(&room, &format!("in-{invitation}"));
        (visit, invitation, room)
    }

    /// The call window goes into the visit's room, which that opens; answers its SID.
    pub async fn call_window_connects(&self, visit: &str) -> String {
        let admission = self.ask_in_call(visit, "joinCall", json!({})).await.unwrap();
        let room = self.street.open_room(admission["roomName"].as_str().unwrap());
        let session = self.ask("getSession", json!({})).await.unwrap();
        let provider = format!("pv-{}", session["clinic"]["provider"]["id"].as_str().unwrap());
        self.street.enter(&room, &provider);
        let fact = json!({ "fact": { "kind": "connected", "roomSid": room } });
        self.ask_in_call(visit, "seenInCall", fact).await.unwrap();
        room
    }
}

/// A visit that goes on.
pub struct InVisit {
    pub visit: String,
    pub room: String,
    pub provider: String,
    pub patient: String,
}

/// Asks a console.
pub async fn ask(
    console: &Console,
    who: &Principal,
    name: &str,
    input: Value,
) -> Result<Value, CommandError> {
    let command: Command = serde_json::from_value(json!({ "command": name, "input": input })).unwrap();
    console.dispatch(who, command).await
}

/// A clock that is wrong by so much.
pub fn clock_off_by(off: jiff::SignedDuration) -> Clock {
    Arc::new(move || jiff::Timestamp::now() + off)
}

/// A token's claims, unverified.
pub fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// What a guest's page writes.
pub fn report(seq: u32, step: &str) -> Value {
    json!({
        "v": 1, "seq": seq, "beat": seq, "step": step,
        "devices": { "camera": "works", "microphone": "works", "speaker": "untried" },
        "network": "good", "language": "en", "browser": "Firefox on Linux",
    })
}

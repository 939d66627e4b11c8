//! The practice clinic's people, as a story directs them.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::Clinic;
use crate::console::command;
use crate::process::{handed_over, until};
use crate::twin::Twin;
use crate::webdriver::{PATIENCE, Page};

impl Twin {
    /// Somebody of the cast as the director sees them.
    pub fn member(&self, id: &str) -> Value {
        let scene = self.told("cast");
        let all = scene["members"].as_array().unwrap().iter();
        all.clone().find(|one| one["id"] == id).unwrap_or_else(|| panic!("nobody is called {id}")).clone()
    }

    /// Waits until somebody does this, in the director's words: `waiting`, `in_call`.
    pub fn cast_does(&self, id: &str, doing: &str) {
        // Texts leave the clinic's number one segment a second, and somebody reads them then.
        until(&format!("{id} {doing}"), PATIENCE * 4, || (self.member(id)["doing"] == doing).then_some(()));
    }

    /// Has somebody do something: `arrive`, `leave`.
    pub fn has(&self, id: &str, order: &str) {
        self.control(&format!("cast/{order}"), &json!({"who": id}));
    }
}

/// Has a patient of the cast come now, whatever their plan: with a link that is texted, if none is out yet.
pub fn comes(clinic: &Clinic, window: &Page, id: &str, patient: &str) {
    let doing = || clinic.twin.member(id)["doing"].clone();
    if doing() == "awaits_text" {
        let asked = json!({"visitId": visit_id(window, patient), "anyway": true});
        command(window, "textInvitation", &asked);
        until(&format!("{patient}'s link"), PATIENCE * 2, || (doing() != "awaits_text").then_some(()));
    }
    if doing() == "has_link" {
        clinic.twin.has(id, "arrive");
    }
}

/// Directs a cast by the command line; `at` is a file with the twin's line. What the command prints, or why it did not do it.
///
/// # Errors
/// What it says where it fails.
pub fn direct(at: &Path, words: &[&str]) -> Result<String, String> {
    let mut command = Command::new(handed_over("ANTEROOM_TWIN", "target/debug/anteroom-twin"));
    let output = command.arg("cast").args(words).arg("--at").arg(at).output().unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if output.status.success() { Ok(said(&output.stdout)) } else { Err(said(&output.stderr)) }
}

/// Waits until these words stand in a patient's conversation.
pub fn wrote(window: &Page, patient: &str, words: &str) {
    until(&format!("“{words}” of {patient}"), PATIENCE, || {
        let chats = command(window, "getChats", &json!({}));
        let all = chats["conversations"].as_array()?.iter();
        let chat = all.clone().find(|chat| chat["name"] == patient)?;
        let asked = json!({"invitationId": chat["invitationId"]});
        let told = command(window, "getChat", &asked);
        told.to_string().contains(words).then_some(())
    });
}

/// Writes to a patient.
pub fn write(window: &Page, patient: &str, words: &str) {
    let chats = command(window, "getChats", &json!({}));
    let all = chats["conversations"].as_array().unwrap().iter();
    let chat = all.clone().find(|chat| chat["name"] == patient).unwrap();
    let message = json!({"invitationId": chat["invitationId"], "text": words});
    command(window, "sendChat", &message);
}

/// The id of a patient's visit.
pub fn visit_id(window: &Page, patient: &str) -> Value {
    let day = command(window, "getDay", &json!({}));
    let all = day["visits"].as_array().unwrap().iter();
    all.clone().find(|row| row["patientName"] == patient).unwrap()["id"].clone()
}

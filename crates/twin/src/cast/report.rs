//! What a person's page writes into `in-<id>-report`, and what it reads in `in-<id>-status`. The shapes are the page's; nothing
//! of the console's code is used to write or read them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::script::{Checks, NetworkVerdict, Survey, Verdict};

/// What is in a report besides its counts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Report {
    pub(super) step: Stage,
    pub(super) devices: Devices,
    pub(super) network: &'static str,
    pub(super) language: String,
    pub(super) browser: String,
    pub(super) answers: BTreeMap<String, String>,
    /// Name and relationship, where somebody is a third party.
    pub(super) guest: Option<(String, String)>,
    pub(super) survey: Option<Survey>,
}

/// Verdicts on the three devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Devices(&'static str, &'static str, &'static str);

impl Devices {
    pub(super) const UNTRIED: Self = Self("untried", "untried", "untried");

    pub(super) fn tried(checks: &Checks) -> Self {
        let word = Verdict::word;
        Self(word(checks.camera), word(checks.microphone), word(checks.speaker))
    }
}

/// Where a person is, in the report's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Opened,
    Checking,
    Waiting,
    InCall,
    Left,
}

impl Stage {
    fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Checking => "checking",
            Self::Waiting => "waiting",
            Self::InCall => "inCall",
            Self::Left => "left",
        }
    }
}

/// How far a page came in the clinic's List, and in its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) received: Option<i64>,
    pub(super) seen: Option<i64>,
    pub(super) wrote: Option<i64>,
}

impl Report {
    /// A page that was just opened.
    pub(super) fn opened(language: &str, browser: &str) -> Self {
        Self {
            step: Stage::Opened,
            devices: Devices::UNTRIED,
            network: "untried",
            language: language.to_owned(),
            browser: browser.to_owned(),
            answers: BTreeMap::new(),
            guest: None,
            survey: None,
        }
    }

    /// The checks are done.
    pub(super) fn tried(&mut self, checks: &Checks) {
        self.devices = Devices::tried(checks);
        self.network = NetworkVerdict::word(checks.network);
    }

    /// As it stands in the Document.
    pub(super) fn write(&self, seq: u64, beat: u64, marks: Marks) -> Value {
        let Devices(camera, microphone, speaker) = self.devices;
        json!({
            "v": 1, "seq": seq, "beat": beat, "step": self.step.word(),
            "devices": {"camera": camera, "microphone": microphone, "speaker": speaker},
            "network": self.network, "checkAsked": 0, "answers": self.answers, "language": self.language,
            "browser": self.browser,
            "guest": self.guest.as_ref().map(|(name, relationship)| json!({"name": name, "relationship": relationship})),
            "survey": self.survey.map(Survey::word),
            "chat": {"received": marks.received, "seen": marks.seen, "wrote": marks.wrote},
        })
    }
}

/// What the clinic shows a person, as far as they act on it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    pub(super) seq: u64,
    pub(super) stage: GuestStage,
    pub(super) starts_at: Timestamp,
    #[serde(default)]
    pub(super) admission: Option<Admission>,
    #[serde(default)]
    pub(super) link: Option<RenewedLink>,
    #[serde(default)]
    pub(super) guest: Option<GuestCard>,
    #[serde(default)]
    pub(super) alive: String,
    #[serde(default)]
    pub(super) intake: Vec<Question>,
}

/// What the page is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum GuestStage {
    Invited,
    Waiting,
    Admitted,
    Ended,
    Cancelled,
    Removed,
    KeptOut,
    Withdrawn,
    NoShow,
}

/// The way into the room that is open.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Admission {
    pub(super) token: String,
    pub(super) room_sid: String,
}

impl std::fmt::Debug for Admission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Admission").field("room_sid", &self.room_sid).finish_non_exhaustive()
    }
}

/// A link's longer life.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct RenewedLink {
    pub(super) token: String,
}

/// What the clinic wrote of a third party.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct GuestCard {
    #[serde(default)]
    pub(super) relationship: String,
}

/// A question of the clinic's.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Question {
    pub(super) id: String,
    pub(super) kind: String,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) ask: String,
}

/// Reads a status Document; none where it is none.
pub(super) fn read_status(data: &Value) -> Option<Status> {
    (data["v"] == 1).then(|| Status::deserialize(data).ok()).flatten()
}

/// A message of a List, as far as it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) text: String,
}

/// Reads an item of a List; none where it is no message.
pub(super) fn read_message(data: &Value) -> Option<Message> {
    let word = |name: &str| data[name].as_str().map(str::to_owned);
    (data["v"] == 1).then(|| Some(Message { id: word("id")?, text: word("text")? })).flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_status_is_read_as_the_console_writes_it() {
        let data = json!({
            "v": 1, "seq": 3, "stage": "admitted", "clinicName": "C", "providerName": "P",
            "providerState": {"kind": "available"}, "startsAt": "2026-11-24T08:00:00Z", "minutes": 15,
            "admission": {"token": "a.b.c", "roomName": "x", "roomSid": "RM1", "profile": "two", "codec": "vp8"},
            "link": null, "guest": {"name": "N", "role": "family", "relationship": "Father"},
            "people": [], "alive": "pv-1-alive", "chat": {}, "later": [1],
        });
        let status = read_status(&data).unwrap();
        assert_eq!(status.stage, GuestStage::Admitted);
        assert_eq!(status.admission.unwrap().room_sid, "RM1");
        assert_eq!(read_status(&json!({"v": 2})), None);
        assert_eq!(read_status(&json!("text")), None);
    }
}

//! What a client of Twilio Video says and hears: TCMP 2 around RSP 2, as `twilio-video` 2.36 speaks them.
//!
//! Types of its own, on purpose: if client and server shared them, both could be wrong together.

use serde::Deserialize;
use serde_json::{Value, json};

/// The heartbeat period that is asked for, in milliseconds, as the SDK does.
const HEARTBEAT: u64 = 5_000;

/// An envelope from the server.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Envelope {
    Welcome {
        #[serde(rename = "negotiatedTimeout")]
        negotiated_timeout: u64,
    },
    Msg {
        body: Body,
    },
    /// Before `welcome` only; a negative time is final.
    Busy {
        #[serde(rename = "retryAfter", default)]
        retry_after: i64,
    },
    Bad {
        #[serde(default)]
        reason: String,
    },
    /// A heartbeat, or something from a later version: somebody is there.
    #[serde(other)]
    Other,
}

/// A message from the server.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Body {
    Iced {},
    Connected(Box<State>),
    Synced(Box<State>),
    Update(Box<State>),
    Disconnected {
        #[serde(default)]
        status: String,
    },
    Error {
        code: u32,
        #[serde(default)]
        message: String,
    },
    #[serde(other)]
    Other,
}

/// What is absent did not change.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct State {
    pub(super) session: Option<String>,
    pub(super) sid: Option<String>,
    pub(super) participant: Option<Local>,
    pub(super) participants: Option<Vec<Remote>>,
    pub(super) peer_connections: Vec<PeerConnection>,
    pub(super) subscribed: Option<Subscribed>,
    pub(super) options: Option<Options>,
    pub(super) media_signaling: Option<serde_json::Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Local {
    pub(super) sid: String,
    pub(super) identity: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Remote {
    pub(super) sid: String,
    pub(super) identity: String,
    pub(super) state: String,
    pub(super) revision: u64,
    #[serde(default)]
    pub(super) tracks: Vec<RemoteTrack>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RemoteTrack {
    pub(super) sid: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct PeerConnection {
    #[serde(default)]
    pub(super) description: Option<Description>,
}

/// A session description and its number: one counter for both sides.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Description {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) revision: u64,
    #[serde(default)]
    pub(super) sdp: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Subscribed {
    pub(super) revision: u64,
    pub(super) tracks: Vec<SubscribedTrack>,
}

#[derive(Debug, Deserialize)]
pub(super) struct SubscribedTrack {
    #[serde(default)]
    pub(super) id: Option<String>,
    pub(super) sid: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Options {
    /// In seconds.
    pub(super) session_timeout: u64,
}

pub(super) fn hello(id: &str, body: &Value) -> String {
    json!({ "type": "hello", "version": 2, "id": id, "timeout": HEARTBEAT, "body": body }).to_string()
}

pub(super) fn heartbeat() -> String {
    json!({ "type": "heartbeat" }).to_string()
}

pub(super) fn bye() -> String {
    json!({ "type": "bye" }).to_string()
}

pub(super) fn msg(body: &Value) -> String {
    json!({ "type": "msg", "body": body }).to_string()
}

pub(super) fn ice(token: &str) -> Value {
    json!({ "type": "ice", "version": 1, "edge": "roaming", "token": token })
}

pub(super) fn described(id: &str, description: Option<&Description>) -> Value {
    match description {
        Some(Description { kind, revision, sdp }) => {
            json!({ "id": id, "description": { "type": kind, "revision": revision, "sdp": sdp } })
        }
        None => json!({ "id": id }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn read(text: &str) -> Envelope {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_a_server_says_is_read_and_what_is_new_is_passed_over() {
        assert!(matches!(
            read(r#"{"type":"welcome","negotiatedTimeout":5000}"#),
            Envelope::Welcome { negotiated_timeout: 5000 }
        ));
        assert!(matches!(read(r#"{"type":"heartbeat"}"#), Envelope::Other));
        assert!(matches!(read(r#"{"type":"new","x":1}"#), Envelope::Other));
        let warning = read(r#"{"type":"msg","body":{"type":"warning","states":{}}}"#);
        assert!(matches!(warning, Envelope::Msg { body: Body::Other }));
        let error =
            read(r#"{"type":"msg","body":{"type":"error","version":2,"code":53105,"message":"full"}}"#);
        assert!(matches!(error, Envelope::Msg { body: Body::Error { code: 53105, .. } }));
        let iced =
            read(r#"{"type":"msg","body":{"type":"iced","version":1,"ice_servers":[{"urls":"stun:x"}]}}"#);
        assert!(matches!(iced, Envelope::Msg { body: Body::Iced {} }));
    }
}

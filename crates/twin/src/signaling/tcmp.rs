//! TCMP 2, the envelope: `hello`, `welcome`, `heartbeat`, `msg`, `bad`, `bye`.
//!
//! `welcome` comes before anything else; `bad` only ever before it (afterwards it is an unhandled error in the SDK).

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a client may send.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum In {
    /// The first message, with the first RSP message inside.
    Hello {
        /// The heartbeat period the client asks for, in milliseconds.
        #[serde(default)]
        timeout: Option<u64>,
        /// The protocol's version.
        #[serde(default)]
        version: Option<u64>,
        /// An RSP message, to be treated as if it came in a `msg`.
        #[serde(default)]
        body: Option<Value>,
    },
    /// Still there.
    Heartbeat,
    /// An RSP message.
    Msg {
        /// The message.
        body: Value,
    },
    /// Going.
    Bye,
    /// Something from a later version.
    #[serde(other)]
    Unknown,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Out<'a, B: Serialize> {
    Welcome {
        #[serde(rename = "negotiatedTimeout")]
        negotiated_timeout: u64,
    },
    Heartbeat,
    Msg {
        body: &'a B,
    },
    Bad {
        reason: &'a str,
    },
}

/// Heartbeat periods are kept within sense, whatever the client asks for.
pub(crate) fn negotiate(asked: Option<u64>) -> u64 {
    asked.unwrap_or(5_000).clamp(1_000, 60_000)
}

pub(crate) fn parse(text: &str) -> Option<In> {
    serde_json::from_str(text).ok()
}

pub(crate) fn welcome(negotiated_timeout: u64) -> String {
    write::<()>(&Out::Welcome { negotiated_timeout })
}

pub(crate) fn heartbeat() -> String {
    write::<()>(&Out::Heartbeat)
}

pub(crate) fn msg<B: Serialize>(body: &B) -> String {
    write(&Out::Msg { body })
}

pub(crate) fn bad(reason: &str) -> String {
    write::<()>(&Out::Bad { reason })
}

fn write<B: Serialize>(out: &Out<'_, B>) -> String {
    // Our own types hold only strings, numbers and lists: nothing in them can fail to serialize.
    serde_json::to_string(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_sdk_sends() {
        let hello = r#"{"type":"hello","version":2,"id":"x","timeout":5000,"body":{"type":"ice"}}"#;
        assert!(matches!(
            parse(hello),
            Some(In::Hello { timeout: Some(5000), version: Some(2), body: Some(_) })
        ));
        assert_eq!(parse(r#"{"type":"heartbeat"}"#), Some(In::Heartbeat));
        assert_eq!(parse(r#"{"type":"bye","more":1}"#), Some(In::Bye));
        assert_eq!(parse(r#"{"type":"later"}"#), Some(In::Unknown));
        for junk in ["", "[]", "null", "{}", r#"{"type":7}"#, r#"{"type":"msg"}"#] {
            assert_eq!(parse(junk), None, "{junk}");
        }
    }

    #[test]
    fn writes_what_the_sdk_reads() {
        assert_eq!(welcome(5000), r#"{"type":"welcome","negotiatedTimeout":5000}"#);
        assert_eq!(heartbeat(), r#"{"type":"heartbeat"}"#);
        assert_eq!(bad("no"), r#"{"type":"bad","reason":"no"}"#);
        assert_eq!(msg(&[1]), r#"{"type":"msg","body":[1]}"#);
    }

    #[test]
    fn heartbeat_periods_stay_within_sense() {
        assert_eq!(negotiate(Some(0)), 1_000);
        assert_eq!(negotiate(Some(u64::MAX)), 60_000);
        assert_eq!(negotiate(None), 5_000);
    }
}

//! MSP, media signaling: JSON text over data channels that the server opens.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::rsp::Dimensions;

/// The channels the twin opens when the SDK asks for them. Naming `publisher_hints` is what keeps the SDK's adaptive
/// simulcast alive. `extension_transcriptions` is not modelled and so not named.
pub(crate) const CHANNELS: [&str; 6] = [
    "active_speaker",
    "network_quality",
    "track_switch_off",
    "track_priority",
    "render_hints",
    "publisher_hints",
];

pub(crate) fn label(channel: &str) -> String {
    format!("MSP-{channel}")
}

/// `connected.media_signaling`: where to find each channel asked for.
pub(crate) fn directory(asked: &Map<String, Value>) -> Map<String, Value> {
    CHANNELS
        .into_iter()
        .filter(|c| asked.contains_key(*c))
        .map(|c| (c.to_owned(), json!({ "transport": { "type": "data-channel", "label": label(c) } })))
        .collect()
}

/// What a client says on a channel.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum In {
    /// The channel is open on the other side.
    Ready,
    /// Its own statistics, and a request for levels. The twin has better numbers of its own.
    NetworkQuality {},
    /// How much the subscriber cares for a track.
    TrackPriority {
        track: String,
        /// `null` goes back to the publisher's priority.
        #[serde(default)]
        subscribe: Option<String>,
    },
    /// Which tracks are on screen, and how large.
    RenderHints {
        subscriber: Hints,
    },
    /// Results of hints the server gave, or a `client_reset`; the twin gives no hints.
    PublisherHints {},
    ClientReset {},
    #[serde(other)]
    Unknown,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Hints {
    pub(crate) id: u64,
    #[serde(default)]
    pub(crate) hints: Vec<Hint>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct Hint {
    pub(crate) track: String,
    #[serde(default)]
    pub(crate) enabled: Option<bool>,
    #[serde(default)]
    pub(crate) render_dimensions: Option<Dimensions>,
}

pub(crate) fn active_speaker(participant: Option<&str>) -> String {
    json!({ "type": "active_speaker", "participant": participant }).to_string()
}

/// Levels are 0 to 5.
pub(crate) fn network_quality(own: u8, remotes: &[(String, u8)]) -> String {
    let both = json!({ "send": own, "recv": own });
    let remotes: Vec<Value> =
        remotes.iter().map(|(sid, level)| json!({ "sid": sid, "level": level })).collect();
    json!({
        "type": "network_quality",
        "local": { "level": own, "audio": both, "video": both },
        "remotes": remotes,
    })
    .to_string()
}

pub(crate) fn track_switch_off(off: &[String], on: &[String]) -> String {
    json!({ "type": "track_switch_off", "off": off, "on": on }).to_string()
}

/// The answer to hints: until it comes the SDK sends no more.
pub(crate) fn hints_taken(id: u64, tracks: &[(String, bool)]) -> String {
    let hints: Vec<Value> = tracks
        .iter()
        .map(
            |(track, known)| json!({ "track": track, "result": if *known { "OK" } else { "UNKNOWN_TRACK" } }),
        )
        .collect();
    json!({ "type": "render_hints", "subscriber": { "id": id, "hints": hints } }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_only_what_was_asked_for_and_is_modelled() {
        let asked = json!({ "active_speaker": {}, "extension_transcriptions": {}, "x": {} });
        let said = directory(asked.as_object().unwrap());
        assert_eq!(
            Value::Object(said),
            json!({ "active_speaker": { "transport": { "type": "data-channel", "label": "MSP-active_speaker" } } })
        );
    }

    #[test]
    fn reads_what_the_sdk_sends() {
        let hints = r#"{"type":"render_hints","subscriber":{"id":3,"hints":[
            {"track":"MT1","enabled":true,"render_dimensions":{"width":640,"height":360}}]}}"#;
        let In::RenderHints { subscriber } = serde_json::from_str(hints).unwrap() else {
            panic!("not hints")
        };
        assert_eq!((subscriber.id, subscriber.hints[0].enabled), (3, Some(true)));
        let report = r#"{"type":"network_quality","ice":{},"send":{"packets":1},"reportLevel":1}"#;
        assert_eq!(serde_json::from_str::<In>(report).unwrap(), In::NetworkQuality {});
        assert_eq!(serde_json::from_str::<In>(r#"{"type":"ready"}"#).unwrap(), In::Ready);
        assert_eq!(serde_json::from_str::<In>(r#"{"type":"new","a":1}"#).unwrap(), In::Unknown);
    }

    #[test]
    fn answers_name_every_hint() {
        assert_eq!(
            hints_taken(3, &[("MT1".to_owned(), true), ("MT2".to_owned(), false)]),
            r#"{"subscriber":{"hints":[{"result":"OK","track":"MT1"},{"result":"UNKNOWN_TRACK","track":"MT2"}],"id":3},"type":"render_hints"}"#
        );
    }
}

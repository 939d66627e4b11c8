//! RSP 2, the messages themselves. Unknown fields are tolerated in both directions, as the SDK does.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::video::{TrackKind, VideoError};

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum In {
    /// Asks for ICE servers; carries the token.
    Ice {
        #[serde(default)]
        token: String,
    },
    /// Asks to come in.
    Connect(Box<Connect>),
    /// Says what changed.
    Update(Update),
    /// Comes back on a new socket.
    Sync(Box<Sync>),
    /// Leaves.
    Disconnect {
        #[serde(default)]
        session: Option<String>,
    },
    /// Something from a later version.
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Connect {
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) token: String,
    #[serde(default)]
    pub(crate) subscribe: Option<Subscribe>,
    #[serde(default)]
    pub(crate) participant: Own,
    #[serde(default)]
    pub(crate) peer_connections: Vec<PeerConnection>,
    #[serde(default)]
    pub(crate) bandwidth_profile: Option<BandwidthProfile>,
    #[serde(default)]
    pub(crate) media_signaling: serde_json::Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Update {
    #[serde(default)]
    pub(crate) session: Option<String>,
    #[serde(default)]
    pub(crate) participant: Option<Own>,
    #[serde(default)]
    pub(crate) peer_connections: Vec<PeerConnection>,
    #[serde(default)]
    pub(crate) bandwidth_profile: Option<BandwidthProfile>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Sync {
    #[serde(default)]
    pub(crate) session: String,
    #[serde(default)]
    pub(crate) token: String,
    #[serde(default)]
    pub(crate) participant: Option<Own>,
    #[serde(default)]
    pub(crate) peer_connections: Vec<PeerConnection>,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Subscribe {
    #[serde(default)]
    pub(crate) rules: Vec<SubscribeDefault>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SubscribeDefault {
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

/// The client's own participant: always the complete list of its tracks.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Own {
    #[serde(default)]
    pub(crate) revision: u64,
    #[serde(default)]
    pub(crate) tracks: Vec<OwnTrack>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct OwnTrack {
    pub(crate) id: String,
    pub(crate) kind: TrackKind,
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default = "yes")]
    pub(crate) enabled: bool,
    #[serde(default)]
    pub(crate) priority: Option<String>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct PeerConnection {
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) description: Option<Description>,
    #[serde(default)]
    pub(crate) ice: Option<Ice>,
}

#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
pub(crate) struct Description {
    /// `offer`, `answer`, `create-offer` or `close`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) revision: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sdp: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Ice {
    #[serde(default)]
    pub(crate) candidates: Vec<Candidate>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Candidate {
    #[serde(default)]
    pub(crate) candidate: String,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub(crate) struct BandwidthProfile {
    #[serde(default)]
    pub(crate) video: Option<VideoProfile>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub(crate) struct VideoProfile {
    /// `grid`, `collaboration` or `presentation`.
    #[serde(default)]
    pub(crate) mode: Option<String>,
    #[serde(default)]
    pub(crate) active_speaker_priority: Option<String>,
    /// Bits per second.
    #[serde(default)]
    pub(crate) max_subscription_bandwidth: Option<u64>,
    #[serde(default)]
    pub(crate) max_tracks: Option<usize>,
    /// `disabled`, `detected` or `predicted`.
    #[serde(default)]
    pub(crate) track_switch_off: Option<String>,
    #[serde(default)]
    pub(crate) render_dimensions: Option<RenderDimensions>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
pub(crate) struct RenderDimensions {
    #[serde(default)]
    pub(crate) low: Option<Dimensions>,
    #[serde(default)]
    pub(crate) standard: Option<Dimensions>,
    #[serde(default)]
    pub(crate) high: Option<Dimensions>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize, Serialize)]
pub(crate) struct Dimensions {
    #[serde(default)]
    pub(crate) width: u32,
    #[serde(default)]
    pub(crate) height: u32,
}

/// What the server says.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Out {
    Iced { version: u8, ice_servers: Vec<Value> },
    Connected(Box<State>),
    Synced(Box<State>),
    Update(Box<State>),
    Disconnected { version: u8, status: &'static str },
    Error { version: u8, code: u32, message: String },
}

impl Out {
    pub(crate) fn iced(ice_servers: Vec<Value>) -> Out {
        Out::Iced { version: 1, ice_servers }
    }

    pub(crate) fn error(error: &VideoError) -> Out {
        Out::Error { version: 2, code: error.code, message: error.message.clone() }
    }

    pub(crate) fn disconnected(status: &'static str) -> Out {
        Out::Disconnected { version: 2, status }
    }
}

/// The body of `connected`, `synced` and `update`: what is absent did not change.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct State {
    pub(crate) version: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) participant: Option<Local>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) participants: Option<Vec<Remote>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) peer_connections: Option<Vec<PeerState>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) published: Option<Published>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) subscribed: Option<Subscribed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recording: Option<Recording>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) options: Option<Options>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) media_signaling: Option<serde_json::Map<String, Value>>,
}

impl State {
    pub(crate) fn new() -> State {
        State { version: 2, ..State::default() }
    }

    /// Nothing changed.
    pub(crate) fn is_empty(&self) -> bool {
        self.participants.is_none()
            && self.peer_connections.is_none()
            && self.published.is_none()
            && self.subscribed.is_none()
    }
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Local {
    pub(crate) sid: String,
    pub(crate) identity: String,
    pub(crate) state: &'static str,
    pub(crate) revision: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Remote {
    pub(crate) sid: String,
    pub(crate) identity: String,
    pub(crate) state: &'static str,
    pub(crate) revision: u64,
    /// Complete, and a list even when empty: a track that is missing counts as unpublished.
    pub(crate) tracks: Vec<RemoteTrack>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct RemoteTrack {
    pub(crate) sid: String,
    pub(crate) id: String,
    pub(crate) kind: TrackKind,
    pub(crate) name: String,
    pub(crate) enabled: bool,
    pub(crate) priority: String,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct PeerState {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<Description>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Published {
    pub(crate) revision: u64,
    pub(crate) tracks: Vec<PublishedTrack>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct PublishedTrack {
    pub(crate) id: String,
    pub(crate) sid: String,
    pub(crate) state: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Subscribed {
    pub(crate) revision: u64,
    pub(crate) tracks: Vec<SubscribedTrack>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct SubscribedTrack {
    pub(crate) id: String,
    pub(crate) sid: String,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Recording {
    pub(crate) is_recording: bool,
    pub(crate) revision: u64,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Options {
    /// Seconds. The SDK reads it before anything else; reconnection hangs on it.
    pub(crate) session_timeout: u64,
    pub(crate) signaling_region: &'static str,
    pub(crate) media_region: String,
    pub(crate) audio_processors: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_connect_as_the_sdk_writes_it() {
        let text = r#"{"type":"connect","version":2,"name":"visit-42","token":"t","ice_servers":"acquire",
            "format":"unified","publisher":{"name":"twilio-video.js"},
            "subscribe":{"revision":1,"rules":[{"type":"exclude","all":true}]},
            "participant":{"revision":3,"tracks":[{"id":"a1","kind":"audio","name":"mic","enabled":true,"priority":"standard"}]},
            "peer_connections":[{"id":"4be0","description":{"type":"offer","revision":1,"sdp":"v=0"}}],
            "bandwidth_profile":{"video":{"mode":"collaboration","track_switch_off":"predicted",
                "render_dimensions":{"low":{"width":176,"height":144}}}},
            "media_signaling":{"active_speaker":{"transports":[{"type":"data-channel"}]}}}"#;
        let In::Connect(c) = serde_json::from_str(text).unwrap() else { panic!("not a connect") };
        assert_eq!(c.name.as_deref(), Some("visit-42"));
        assert_eq!(c.participant.tracks[0].kind, TrackKind::Audio);
        assert_eq!(c.subscribe.unwrap().rules[0].kind, "exclude");
        assert!(c.media_signaling.contains_key("active_speaker"));
        let low = c.bandwidth_profile.unwrap().video.unwrap().render_dimensions.unwrap().low.unwrap();
        assert_eq!(low.width, 176);
    }

    #[test]
    fn an_unknown_type_is_known_to_be_unknown() {
        assert!(matches!(serde_json::from_str(r#"{"type":"x","y":[1]}"#), Ok(In::Unknown)));
        assert!(serde_json::from_str::<In>(r#"{"type":"connect","participant":7}"#).is_err());
    }

    #[test]
    fn absent_means_unchanged() {
        let state = State { participants: Some(vec![]), ..State::new() };
        let text = serde_json::to_string(&Out::Update(Box::new(state))).unwrap();
        assert_eq!(text, r#"{"type":"update","version":2,"participants":[]}"#);
        let error = Out::error(&VideoError::new(53105, "Room contains too many Participants"));
        assert_eq!(
            serde_json::to_string(&error).unwrap(),
            r#"{"type":"error","version":2,"code":53105,"message":"Room contains too many Participants"}"#
        );
        assert_eq!(
            serde_json::to_string(&Out::disconnected("completed")).unwrap(),
            r#"{"type":"disconnected","version":2,"status":"completed"}"#
        );
    }
}

//! The network check: the pass that a page tries with, and what it measured.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a page tries its network with, for minutes. It opens no visit's room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkPass {
    /// The number that the page asked with.
    pub asked: u32,
    /// Access token with a Video grant for a RoomSid that no room has.
    pub token: String,
    /// STUN and TURN servers to measure with; empty where Twilio gave none.
    pub ice_servers: Vec<IceServer>,
}

/// A STUN or TURN server, as `RTCPeerConnection` takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IceServer {
    /// Its address.
    pub urls: String,
    /// The user name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub username: Option<String>,
    /// The password.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub credential: Option<String>,
}

/// How far a network check came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NetworkOutcome {
    /// Sound and picture went to Twilio and back.
    Completed,
    /// Twilio's signalling was not reached.
    NoSignalling,
    /// Signalling was reached; nothing came through for sound and picture.
    NoMedia,
    /// It could not be tried.
    NotTried,
}

/// How sound and picture get to Twilio's relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NetworkPath {
    /// UDP, as they should.
    Udp,
    /// TCP: a firewall lets no UDP through.
    Tcp,
    /// TLS: a firewall lets nothing through but what looks like the web.
    Tls,
}

/// What a network check measured. A number is null where the browser told none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkMeasures {
    /// How far it came.
    pub outcome: NetworkOutcome,
    /// By which way.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub path: Option<NetworkPath>,
    /// To the relay and back, in milliseconds.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub round_trip_ms: Option<u32>,
    /// How unevenly packets arrive, in milliseconds.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub jitter_ms: Option<u32>,
    /// Packets lost, per thousand.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub loss_permille: Option<u32>,
    /// What goes through in a second, in kilobits.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub kilobits: Option<u32>,
    /// Until Twilio's signalling answered, in milliseconds.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub signalling_ms: Option<u32>,
    /// Until sound and picture ran, in milliseconds.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub media_ms: Option<u32>,
    /// Expected quality in bars, 1 to 5; 0 where it is not known.
    pub bars: u32,
    /// Whether the page will send the smaller picture.
    pub small_picture: bool,
}

/// The newest network check of an invitation's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkCheck {
    /// When its report came (RFC 3339).
    pub at: String,
    /// What it measured.
    pub measures: NetworkMeasures,
}

//! What a guest's page measured of the way to Twilio. The page judges it ([`NetworkVerdict`](crate::NetworkVerdict)); here it is
//! bounded, kept with the invitation and shown to the provider.

use jiff::{SignedDuration, Timestamp};

use crate::words::words;

/// A pass to try the network with lives so long.
pub const CHECK_PASS: SignedDuration = SignedDuration::from_mins(10);

/// So often a page is given one: each opens a relay for minutes, which the account pays by traffic.
pub const MOST_CHECKS: u32 = 20;

words! {
    /// How far a check came.
    pub enum NetworkOutcome {
        /// Sound and picture went to Twilio and back.
        Completed = "completed",
        /// Twilio's signalling was not reached.
        NoSignalling = "noSignalling",
        /// Signalling was reached; nothing came through for sound and picture.
        NoMedia = "noMedia",
        /// It could not be tried.
        NotTried = "notTried",
    }
}

words! {
    /// How sound and picture get to Twilio's relay.
    pub enum NetworkPath {
        /// UDP, as they should.
        Udp = "udp",
        /// TCP: a firewall lets no UDP through.
        Tcp = "tcp",
        /// TLS: a firewall lets nothing through but what looks like the web.
        Tls = "tls",
    }
}

/// What was measured. A number is none where the browser told none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkMeasures {
    /// How far it came.
    pub outcome: NetworkOutcome,
    /// By which way.
    pub path: Option<NetworkPath>,
    /// To the relay and back, in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// How unevenly packets arrive, in milliseconds.
    pub jitter_ms: Option<u32>,
    /// Packets lost, per thousand.
    pub loss_permille: Option<u32>,
    /// What goes through in a second, in kilobits.
    pub kilobits: Option<u32>,
    /// Until Twilio's signalling answered, in milliseconds.
    pub signalling_ms: Option<u32>,
    /// Until sound and picture ran, in milliseconds.
    pub media_ms: Option<u32>,
    /// Expected quality in bars, 1 to 5; 0 where it is not known.
    pub bars: u32,
    /// Whether the page will send the smaller picture.
    pub small_picture: bool,
}

impl NetworkMeasures {
    /// Within what can be: numbers come from a page.
    pub(crate) fn tamed(self) -> Self {
        let up_to = |most: u32| move |value: u32| value.min(most);
        NetworkMeasures {
            round_trip_ms: self.round_trip_ms.map(up_to(60_000)),
            jitter_ms: self.jitter_ms.map(up_to(60_000)),
            loss_permille: self.loss_permille.map(up_to(1_000)),
            kilobits: self.kilobits.map(up_to(10_000_000)),
            signalling_ms: self.signalling_ms.map(up_to(600_000)),
            media_ms: self.media_ms.map(up_to(600_000)),
            bars: self.bars.min(5),
            ..self
        }
    }
}

/// The newest check of one invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkCheck {
    /// When its report came, by our clock.
    pub at: Timestamp,
    /// What it says.
    pub measures: NetworkMeasures,
}

//! The network check between the clinic's types and the pages'.

use super::convert::{rfc3339, same};
use super::network::{IceServer, NetworkCheck, NetworkMeasures, NetworkOutcome, NetworkPath};

same!(clinic::NetworkOutcome => NetworkOutcome { Completed, NoSignalling, NoMedia, NotTried });
same!(NetworkOutcome => clinic::NetworkOutcome { Completed, NoSignalling, NoMedia, NotTried });
same!(clinic::NetworkPath => NetworkPath { Udp, Tcp, Tls });
same!(NetworkPath => clinic::NetworkPath { Udp, Tcp, Tls });

/// The same members on both sides.
macro_rules! measures {
    ($from:path => $to:path) => {
        impl From<$from> for $to {
            fn from(value: $from) -> Self {
                Self {
                    outcome: value.outcome.into(),
                    path: value.path.map(Into::into),
                    round_trip_ms: value.round_trip_ms,
                    jitter_ms: value.jitter_ms,
                    loss_permille: value.loss_permille,
                    kilobits: value.kilobits,
                    signalling_ms: value.signalling_ms,
                    media_ms: value.media_ms,
                    bars: value.bars,
                    small_picture: value.small_picture,
                }
            }
        }
    };
}

measures!(clinic::NetworkMeasures => NetworkMeasures);
measures!(NetworkMeasures => clinic::NetworkMeasures);

impl From<clinic::NetworkCheck> for NetworkCheck {
    fn from(check: clinic::NetworkCheck) -> Self {
        NetworkCheck { at: rfc3339(check.at), measures: check.measures.into() }
    }
}

impl From<twilio::IceServer> for IceServer {
    fn from(server: twilio::IceServer) -> Self {
        IceServer { urls: server.urls, username: server.username, credential: server.credential }
    }
}

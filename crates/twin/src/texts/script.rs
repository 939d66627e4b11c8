//! How phones take texts: data, by number.

use serde::{Deserialize, Serialize};

/// What becomes of a text to a phone. Times are in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Arrival {
    /// It is delivered.
    Delivered {
        /// How long after it was sent.
        #[serde(default = "one")]
        after: f64,
    },
    /// It arrives, and nobody says so: *sent* is the last word.
    Sent {},
    /// It waits long for its turn, and is delivered then.
    Waits {
        /// How long at least.
        seconds: f64,
    },
    /// The carrier says that it did not arrive.
    Undelivered {
        /// Twilio's code for why.
        code: u32,
        /// How long after it was sent.
        #[serde(default = "one")]
        after: f64,
    },
    /// It can't be sent.
    Failed {
        /// Twilio's code for why.
        code: u32,
    },
    /// Twilio does not take it at all: the answer to the request is this code.
    Refused {
        /// Twilio's code.
        code: u32,
    },
}

impl Default for Arrival {
    fn default() -> Self {
        Self::Delivered { after: one() }
    }
}

fn one() -> f64 {
    1.0
}

/// The longest time in a script: four days.
const MOST: f64 = 345_600.0;

impl Arrival {
    /// Whether Twilio takes no text to it.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }

    /// Says what is wrong with it, if anything is.
    pub(crate) fn check(&self) -> Result<(), String> {
        let (code, seconds) = match self {
            Self::Sent {} => return Ok(()),
            Self::Delivered { after } => (None, *after),
            Self::Waits { seconds } => (None, *seconds),
            Self::Undelivered { code, after } => (Some(*code), *after),
            Self::Failed { code } | Self::Refused { code } => (Some(*code), 0.0),
        };
        if code == Some(0) {
            return Err("a text that does not arrive needs a code".into());
        }
        if (0.0..=MOST).contains(&seconds) {
            return Ok(());
        }
        Err(format!("times of texts must be 0 to {MOST} seconds"))
    }
}

//! Twilio's identifiers: two letters that say what it is, and 32 hexadecimal digits.
//!
//! Each kind is a type of its own, so that a room cannot be handed over where a participant is meant,
//! and a mistyped SID is refused where it is entered instead of by Twilio later.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de};

/// Why a text is not the SID it should be.
///
/// The text itself is not repeated: people paste secrets into the wrong field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SidError {
    /// Nothing was given.
    #[error("{what} is missing")]
    Empty {
        /// What should have been given, as in "an account SID (AC…)".
        what: &'static str,
    },
    /// It begins with other letters.
    #[error("this is not {what}: it does not begin with {prefix}")]
    Prefix {
        /// What should have been given.
        what: &'static str,
        /// The two letters it begins with.
        prefix: &'static str,
    },
    /// It is too short or too long.
    #[error("this is not {what}: it has {length} characters instead of 34")]
    Length {
        /// What should have been given.
        what: &'static str,
        /// How many characters were given.
        length: usize,
    },
    /// What follows the two letters is not hexadecimal.
    #[error("this is not {what}: after {prefix} it may only have the digits 0-9 and the letters a-f")]
    Digits {
        /// What should have been given.
        what: &'static str,
        /// The two letters it begins with.
        prefix: &'static str,
    },
}

fn check(text: &str, prefixes: &[&'static str], what: &'static str) -> Result<(), SidError> {
    if text.is_empty() {
        return Err(SidError::Empty { what });
    }
    let mut known = prefixes.iter().filter_map(|&prefix| Some((prefix, text.strip_prefix(prefix)?)));
    let Some((prefix, digits)) = known.next() else {
        return Err(SidError::Prefix { what, prefix: prefixes[0] });
    };
    let length = text.chars().count();
    if length != 34 {
        return Err(SidError::Length { what, length });
    }
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(SidError::Digits { what, prefix });
    }
    Ok(())
}

macro_rules! sids {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal $(or $other:literal)?, $what:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// The two letters this kind begins with; the usual ones, where there are others.
            pub const PREFIX: &'static str = $prefix;

            /// Reads one; space around it is dropped, as it is often pasted.
            ///
            /// # Errors
            /// Says what is wrong with the text, see [`SidError`].
            pub fn parse(text: &str) -> Result<Self, SidError> {
                let text = text.trim();
                check(text, &[$prefix $(, $other)?], $what)?;
                Ok(Self(text.into()))
            }

            /// The SID as Twilio writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = SidError;

            fn from_str(text: &str) -> Result<Self, SidError> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(sid: $name) -> String {
                sid.0.into()
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(de::Error::custom)
            }
        }
    )+};
}

sids! {
    /// An account or a subaccount.
    AccountSid, "AC", "an account SID (AC…)";
    /// An API key: the public half of what signs tokens and requests.
    ApiKeySid, "SK", "an API key SID (SK…)";
    /// A Video Room.
    RoomSid, "RM", "a Room SID (RM…)";
    /// Somebody's connection to a Room. The same person has another one after a rejoin.
    ParticipantSid, "PA", "a Participant SID (PA…)";
    /// A published track.
    TrackSid, "MT", "a Track SID (MT…)";
    /// A Sync service.
    SyncServiceSid, "IS", "a Sync service SID (IS…)";
    /// A Sync Document.
    DocumentSid, "ET", "a Sync Document SID (ET…)";
    /// A Sync List.
    ListSid, "ES", "a Sync List SID (ES…)";
    /// A phone call.
    CallSid, "CA", "a Call SID (CA…)";
    /// A phone number of the account.
    PhoneNumberSid, "PN", "a phone number SID (PN…)";
    /// A text message; with pictures it begins with MM.
    MessageSid, "SM" or "MM", "a Message SID (SM…)";
    /// A messaging service: a pool of senders.
    MessagingServiceSid, "MG", "a Messaging Service SID (MG…)";
    /// A domain for shortened links.
    LinkDomainSid, "DN", "a link shortening domain SID (DN…)";
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_sid_is_two_letters_and_32_hex_digits() {
        let sid = AccountSid::parse(" AC0123456789abcdef0123456789ABCDEF\n").unwrap();
        assert_eq!(sid.as_str(), "AC0123456789abcdef0123456789ABCDEF");
        assert_eq!(serde_json::from_str::<AccountSid>(&serde_json::to_string(&sid).unwrap()).unwrap(), sid);
    }

    #[test]
    fn a_message_with_pictures_is_a_message() {
        for prefix in ["SM", "MM"] {
            let text = format!("{prefix}0123456789abcdef0123456789abcdef");
            assert_eq!(MessageSid::parse(&text).unwrap().as_str(), text);
        }
        assert!(MessageSid::parse("CA0123456789abcdef0123456789abcdef").is_err());
    }

    #[test]
    fn each_mistake_has_its_own_words() {
        let words = |text: &str| ApiKeySid::parse(text).unwrap_err().to_string();
        assert_eq!(words("  "), "an API key SID (SK…) is missing");
        assert_eq!(
            words("AC0123456789abcdef0123456789abcdef"),
            "this is not an API key SID (SK…): it does not begin with SK"
        );
        assert_eq!(words("SK01"), "this is not an API key SID (SK…): it has 4 characters instead of 34");
        assert_eq!(
            words("SKxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
            "this is not an API key SID (SK…): after SK it may only have the digits 0-9 and the letters a-f"
        );
        assert!(!words("my secret").contains("secret"), "what was typed is not repeated");
    }
}

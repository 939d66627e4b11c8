//! Dates as Twilio writes and takes them.

use jiff::{Timestamp, fmt::rfc2822};
use serde::{Deserialize, Deserializer};

/// Twilio takes whole seconds.
pub(crate) fn whole_seconds(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A date in an answer of the API of 2010. Null, absent and empty all mean "not known yet".
pub(crate) fn rfc2822_date<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?.unwrap_or_default();
    Ok(rfc2822::parse(&text).ok().map(|date| date.timestamp()))
}

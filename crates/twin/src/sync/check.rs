//! What is refused, and with which of Twilio's codes.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::object::Kind;

/// Data of a document or item, in bytes of JSON.
pub(super) const MAX_DATA: usize = 16 * 1024;
/// A stream message, in bytes of JSON.
pub(super) const MAX_MESSAGE: usize = 4 * 1024;
/// Unique names and map keys, in characters.
pub(super) const MAX_NAME: usize = 320;
/// A year, in seconds.
pub(super) const MAX_TTL: i64 = 31_536_000;

/// A refusal: HTTP status, Twilio's code, and words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub(crate) struct Denied {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: Cow<'static, str>,
}

impl Denied {
    pub(crate) const fn new(status: u16, code: u32, message: &'static str) -> Self {
        Self { status, code, message: Cow::Borrowed(message) }
    }
    pub(crate) const FORBIDDEN: Self = Self::new(403, 54007, "Access forbidden for identity");
    pub(crate) const BAD_JSON: Self = Self::new(400, 54008, "Invalid JSON");
    pub(crate) const BAD_IF_MATCH: Self = Self::new(400, 54003, "Malformed If-Match header");
    pub(crate) const BAD_TTL: Self = Self::new(400, 54011, "TTL value must be between 0 and 31536000");
    pub(crate) const NO_SERVICE: Self = Self::new(404, 54050, "Service not found");
    pub(super) const TOO_LARGE: Self = Self::new(413, 54006, "Request entity too large");
    pub(super) const BAD_NAME: Self = Self::new(
        400,
        54302,
        "Unique name must have 1 to 320 characters and must not have the form of a SID",
    );
    pub(super) const BAD_KEY: Self = Self::new(400, 54215, "Map item key must have 1 to 320 characters");
    pub(super) const NO_NAME: Self = Self::new(404, 54300, "Unique name not found");
    pub(super) const NAME_TAKEN: Self = Self::new(409, 54301, "Unique name already exists");
    pub(super) const KEY_TAKEN: Self = Self::new(409, 54208, "Map item with this key already exists");
}

pub(crate) type Result<T> = std::result::Result<T, Denied>;

/// `[A-Z]{2}[a-f0-9]{32}`.
pub(super) fn is_sid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 34
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..].iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `None`: says nothing; `Some(None)`: never.
#[expect(clippy::option_option, reason = "the two kinds of nothing mean different things here")]
pub(super) fn expiry(ttl: Option<i64>, now: Timestamp) -> Result<Option<Option<Timestamp>>> {
    match ttl {
        None => Ok(None),
        Some(0) => Ok(Some(None)),
        Some(ttl @ 1..=MAX_TTL) => Ok(Some(now.checked_add(SignedDuration::from_secs(ttl)).ok())),
        Some(_) => Err(Denied::BAD_TTL),
    }
}

/// A TTL as it stands in a form.
pub(crate) fn parse_ttl(text: &str) -> Result<i64> {
    text.parse().map_err(|_| Denied::BAD_TTL)
}

pub(super) fn check_data(data: Value, most: usize) -> Result<Value> {
    if !data.is_object() {
        return Err(Denied::BAD_JSON);
    }
    if data.to_string().len() > most {
        return Err(Denied::TOO_LARGE);
    }
    Ok(data)
}

/// `-1` asks that there be nothing; a revision may stand in quotes, as an ETag does.
pub(super) fn check_match(wanted: Option<&str>, found: Option<String>, kind: Kind) -> Result<()> {
    let Some(wanted) = wanted else { return Ok(()) };
    let wanted = wanted.strip_prefix('"').and_then(|wanted| wanted.strip_suffix('"')).unwrap_or(wanted);
    if wanted == "-1" {
        return if found.is_none() { Ok(()) } else { Err(kind.mismatch()) };
    }
    if wanted.is_empty() || wanted.len() > 16 || !wanted.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Denied::BAD_IF_MATCH);
    }
    if found.as_deref() == Some(wanted) { Ok(()) } else { Err(kind.mismatch()) }
}

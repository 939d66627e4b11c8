//! Access tokens: what lets a browser into a Room or a Sync service.
//!
//! A token is made here, without asking Twilio: a JWT (HS256) that is signed with the API key's secret.
//! The instant it is made at is handed in, so the same inputs give the same token. Its header and claims are those of
//! Twilio's own helper libraries; the tests compare them.
//!
//! A token cannot be called back. Its ends are its life, which should be short, and its grants: a grant
//! for a Room's *SID* can reach that Room only and dies with it, one for a Room's *name* may create a Room.
//!
//! ```
//! use twilio::{Credentials, Secret, token::{AccessToken, VideoGrant}};
//!
//! let credentials = Credentials {
//!     account_sid: "AC0123456789abcdef0123456789abcdef".parse()?,
//!     api_key_sid: "SK0123456789abcdef0123456789abcdef".parse()?,
//!     api_key_secret: Secret::new("not a real secret"),
//! };
//! let now = "2026-01-01T00:00:00Z".parse()?;
//! let jwt = AccessToken::for_identity("prov-7f3a")
//!     .ttl(jiff::SignedDuration::from_hours(4))
//!     .video(VideoGrant::room("visit-2f6c1b"))
//!     .mint(&credentials, now)?;
//! assert_eq!(jwt.expires_at(), "2026-01-01T04:00:00Z".parse()?);
//! assert_eq!(jwt.as_str().split('.').count(), 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use sha2::Sha256;

use crate::{Credentials, SyncServiceSid};

/// The longest life Twilio accepts. It is counted by Twilio's clock when the token is used, so a clock that is fast by
/// seconds makes a token of this length invalid: ask for some minutes less.
pub const MAX_TTL: SignedDuration = SignedDuration::from_hours(24);

/// The life a token has when none is asked for; that of Twilio's helpers.
pub const DEFAULT_TTL: SignedDuration = SignedDuration::from_hours(1);

/// The longest identity or Room name, in Twilio's count: a character beyond ASCII counts as two.
pub const MAX_NAME: usize = 128;

/// Why a token was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The identity is empty.
    #[error("an access token needs an identity")]
    NoIdentity,
    /// The identity is longer than [`MAX_NAME`].
    #[error("the identity counts {0} characters; Twilio takes at most {MAX_NAME}")]
    IdentityTooLong(usize),
    /// The Room of the grant is empty. A grant for every Room is asked for by [`VideoGrant::any_room`].
    #[error("the video grant names an empty Room")]
    NoRoom,
    /// The Room's name is longer than [`MAX_NAME`].
    #[error("the Room name counts {0} characters; Twilio takes at most {MAX_NAME}")]
    RoomTooLong(usize),
    /// The token would open nothing.
    #[error("the access token has no grant")]
    NoGrant,
    /// The life asked for is zero or less.
    #[error("an access token must live for a second at least")]
    TtlTooShort,
    /// The life asked for is longer than [`MAX_TTL`].
    #[error("an access token lives for at most 24 hours; {0} s were asked for")]
    TtlTooLong(i64),
    /// It would end before it begins.
    #[error("the access token would expire before it becomes valid")]
    NeverValid,
}

/// Permission for Video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VideoGrant {
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<String>,
}

impl VideoGrant {
    /// For one Room, by its SID or its unique name.
    pub fn room(sid_or_name: impl Into<String>) -> Self {
        VideoGrant { room: Some(sid_or_name.into()) }
    }

    /// For every Room of the account. Meant for checks before a visit; never for a guest.
    #[must_use]
    pub fn any_room() -> Self {
        VideoGrant { room: None }
    }
}

/// Permission for one Sync service. What its holder may read and write there is the service's access list's to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncGrant {
    service_sid: SyncServiceSid,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint_id: Option<String>,
}

impl SyncGrant {
    /// For this service.
    #[must_use]
    pub fn new(service_sid: SyncServiceSid) -> Self {
        SyncGrant { service_sid, endpoint_id: None }
    }

    /// Names the device, so that Sync counts its connections as one.
    #[must_use]
    pub fn endpoint_id(mut self, id: impl Into<String>) -> Self {
        self.endpoint_id = Some(id.into());
        self
    }
}

/// An access token to be: who, what for, how long.
#[derive(Debug, Clone)]
#[must_use = "nothing is made before `mint`"]
pub struct AccessToken {
    identity: String,
    ttl: SignedDuration,
    not_before: Option<Timestamp>,
    region: Option<String>,
    video: Option<VideoGrant>,
    sync: Option<SyncGrant>,
}

impl AccessToken {
    /// For this identity: one per person and device, since a second connection with the same one throws the first out.
    pub fn for_identity(identity: impl Into<String>) -> Self {
        AccessToken {
            identity: identity.into(),
            ttl: DEFAULT_TTL,
            not_before: None,
            region: None,
            video: None,
            sync: None,
        }
    }

    /// How long it lives from `now` on; whole seconds count.
    pub fn ttl(mut self, ttl: SignedDuration) -> Self {
        self.ttl = ttl;
        self
    }

    /// Makes it invalid before an instant. Without need, leave it out: it fails on a clock that is fast.
    pub fn not_before(mut self, instant: Timestamp) -> Self {
        self.not_before = Some(instant);
        self
    }

    /// Names Twilio's region in the header. For US1, the only region of Video, leave it out.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Grants Video.
    pub fn video(mut self, grant: VideoGrant) -> Self {
        self.video = Some(grant);
        self
    }

    /// Grants Sync.
    pub fn sync(mut self, grant: SyncGrant) -> Self {
        self.sync = Some(grant);
        self
    }

    /// Makes the token.
    ///
    /// # Errors
    /// If Twilio would refuse it, or it would open nothing: see [`TokenError`].
    pub fn mint(&self, credentials: &Credentials, now: Timestamp) -> Result<Jwt, TokenError> {
        self.check()?;
        let issued = now.as_second();
        let expires = issued + self.ttl.as_secs();
        let not_before = self.not_before.map(Timestamp::as_second);
        if not_before.is_some_and(|start| start >= expires) {
            return Err(TokenError::NeverValid);
        }
        let expires_at =
            Timestamp::from_second(expires).map_err(|_| TokenError::TtlTooLong(self.ttl.as_secs()))?;
        let header = Header { alg: "HS256", typ: "JWT", cty: "twilio-fpa;v=1", twr: self.region.as_deref() };
        let claims = Claims {
            jti: format!("{}-{issued}", credentials.api_key_sid),
            grants: Grants {
                identity: &self.identity,
                video: self.video.as_ref(),
                data_sync: self.sync.as_ref(),
            },
            nbf: not_before,
            iat: issued,
            exp: expires,
            iss: credentials.api_key_sid.as_str(),
            sub: credentials.account_sid.as_str(),
        };
        let mut text = String::with_capacity(640);
        encode(&mut text, &header);
        text.push('.');
        encode(&mut text, &claims);
        let signature = sign(credentials.api_key_secret.expose(), &text);
        text.push('.');
        text.push_str(&signature);
        Ok(Jwt { text, expires_at })
    }

    fn check(&self) -> Result<(), TokenError> {
        match counted(&self.identity) {
            0 => return Err(TokenError::NoIdentity),
            n if n > MAX_NAME => return Err(TokenError::IdentityTooLong(n)),
            _ => {}
        }
        match self.video.as_ref().and_then(|grant| grant.room.as_deref()).map(counted) {
            Some(0) => return Err(TokenError::NoRoom),
            Some(n) if n > MAX_NAME => return Err(TokenError::RoomTooLong(n)),
            _ => {}
        }
        if self.video.is_none() && self.sync.is_none() {
            return Err(TokenError::NoGrant);
        }
        if self.ttl.as_secs() < 1 {
            return Err(TokenError::TtlTooShort);
        }
        if self.ttl > MAX_TTL {
            return Err(TokenError::TtlTooLong(self.ttl.as_secs()));
        }
        Ok(())
    }
}

/// Twilio's count of a name (its errors 53202 and 53102): characters beyond ASCII are two.
fn counted(name: &str) -> usize {
    name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// A signed token. It is a key to a Room: Debug hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Jwt {
    text: String,
    expires_at: Timestamp,
}

impl Jwt {
    /// The token as the browser's SDK takes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same, kept.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }

    /// The instant from which on Twilio refuses it.
    #[must_use]
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    cty: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    twr: Option<&'a str>,
}

#[derive(Serialize)]
struct Claims<'a> {
    jti: String,
    grants: Grants<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    iat: i64,
    exp: i64,
    iss: &'a str,
    sub: &'a str,
}

#[derive(Serialize)]
struct Grants<'a> {
    identity: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<&'a VideoGrant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_sync: Option<&'a SyncGrant>,
}

fn encode(text: &mut String, part: &impl Serialize) {
    let json = serde_json::to_vec(part).expect("strings and numbers always become JSON");
    BASE64URL_NOPAD.encode_append(&json, text);
}

/// The key is the secret's UTF-8 bytes as they stand, not decoded.
fn sign(secret: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    BASE64URL_NOPAD.encode(&mac.finalize().into_bytes())
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;

//! What a page reads of its link's token: whose it is and how long it lives. It is decoded and never verified: only Twilio
//! can.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// A link's token.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::cast) struct LinkToken {
    /// As it goes to Twilio.
    pub(in crate::cast) jwt: String,
    /// `in-<id>`, which the names of the invitation's objects begin with.
    pub(in crate::cast) identity: String,
    /// When it stops working, in seconds since the epoch.
    pub(in crate::cast) expires: i64,
}

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkToken").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl LinkToken {
    /// Reads one; none where it is none.
    pub(in crate::cast) fn read(jwt: &str) -> Option<Self> {
        let mut parts = jwt.split('.');
        let claims = parts.nth(1).filter(|_| parts.count() == 1)?;
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
        let identity =
            claims["grants"]["identity"].as_str().filter(|identity| identity.starts_with("in-"))?;
        claims["grants"]["data_sync"]["service_sid"].as_str()?;
        Some(Self { jwt: jwt.to_owned(), identity: identity.to_owned(), expires: claims["exp"].as_i64()? })
    }
}

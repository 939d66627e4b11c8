//! Access tokens, as Twilio checks them: shape, header, issuer, signature, time, grants, in this order.
//!
//! The codes are Twilio's (docs/errors/20101 to 20107). Which code Twilio itself gives when several things are
//! wrong at once is not published; this order names the fault that the holder would have to mend first.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::Sha256;

use crate::account::Account;

/// A token may be valid for this long from now (Twilio's error 20104: "too far in the future").
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// What a good token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Who the holder is. Never empty; products have their own limits of length.
    pub identity: String,
    /// The Video grant, when the token has one.
    pub video: Option<VideoGrant>,
    /// The Sync grant, when the token has one.
    pub sync: Option<SyncGrant>,
    /// When it ends.
    pub exp: Timestamp,
}

/// The right to join rooms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct VideoGrant {
    /// The unique name or SID of the only room it is good for; without one it is good for all.
    #[serde(default)]
    pub room: Option<String>,
}

/// The right to use one Sync service.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SyncGrant {
    /// The service's SID, or `default`.
    pub service_sid: String,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub struct TokenError {
    /// Twilio's code.
    pub code: u32,
    /// Twilio's words for it.
    pub message: &'static str,
}

/// Unreadable: not a JWT at all.
pub const INVALID: TokenError = TokenError { code: 20101, message: "Invalid Access Token" };
/// A readable JWT whose header is not that of an access token.
pub const HEADER: TokenError = TokenError { code: 20102, message: "Invalid Access Token header" };
/// Of another key or account.
pub const ISSUER: TokenError = TokenError { code: 20103, message: "Invalid Access Token issuer/subject" };
/// Over, or good for longer than Twilio allows.
pub const EXPIRED: TokenError =
    TokenError { code: 20104, message: "Access Token expired or expiration date invalid" };
/// Not good yet.
pub const NOT_YET: TokenError = TokenError { code: 20105, message: "Access Token not yet valid" };
/// The grants are malformed, or don't allow what is asked.
pub const GRANTS: TokenError = TokenError { code: 20106, message: "Invalid Access Token grants" };
/// Not signed with the key's secret.
pub const SIGNATURE: TokenError = TokenError { code: 20107, message: "Invalid Access Token signature" };

#[derive(Deserialize)]
struct Header {
    typ: Option<String>,
    alg: Option<String>,
    cty: Option<String>,
}

#[derive(Deserialize)]
struct Payload {
    iss: Option<String>,
    sub: Option<String>,
    // As Twilio's helpers write them: whole seconds. A fraction is a number too.
    exp: Option<f64>,
    nbf: Option<f64>,
    grants: Option<serde_json::Value>,
}

/// Reads a token and checks everything that does not depend on what it is used for.
///
/// # Errors
/// The first fault found, with Twilio's code.
pub fn verify(jwt: &str, account: &Account, now: Timestamp) -> Result<Claims, TokenError> {
    let mut parts = jwt.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(INVALID);
    };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| INVALID);
    let signed = &jwt[..header.len() + 1 + payload.len()];

    let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| INVALID)?;
    let good_header = header.typ.as_deref() == Some("JWT")
        && header.alg.as_deref() == Some("HS256")
        && header.cty.as_deref() == Some("twilio-fpa;v=1");
    let payload: Payload = serde_json::from_slice(&decode(payload)?).map_err(|_| INVALID)?;
    let signature = decode(signature)?;
    if !good_header {
        return Err(HEADER);
    }
    if payload.iss.as_ref() != Some(&account.key_sid) || payload.sub.as_ref() != Some(&account.sid) {
        return Err(ISSUER);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(account.key_secret.as_bytes()).map_err(|_| SIGNATURE)?;
    mac.update(signed.as_bytes());
    mac.verify_slice(&signature).map_err(|_| SIGNATURE)?;

    if payload.nbf.is_some_and(|nbf| at(nbf).is_none_or(|nbf| nbf > now)) {
        return Err(NOT_YET);
    }
    let exp = payload.exp.and_then(at).ok_or(EXPIRED)?;
    if exp <= now || exp.duration_since(now) > LONGEST {
        return Err(EXPIRED);
    }
    grants(payload.grants.ok_or(GRANTS)?, exp)
}

fn grants(grants: serde_json::Value, exp: Timestamp) -> Result<Claims, TokenError> {
    let identity = match grants.get("identity") {
        Some(serde_json::Value::String(identity)) if !identity.is_empty() => identity.clone(),
        // PyPI `twilio` leaves a number as it is given.
        Some(serde_json::Value::Number(identity)) => identity.to_string(),
        _ => return Err(GRANTS),
    };
    Ok(Claims { identity, video: grant(&grants, "video")?, sync: grant(&grants, "data_sync")?, exp })
}

fn grant<T: for<'de> Deserialize<'de>>(
    grants: &serde_json::Value,
    name: &str,
) -> Result<Option<T>, TokenError> {
    match grants.get(name) {
        None | Some(serde_json::Value::Null) => Ok(None),
        Some(grant) => T::deserialize(grant).map(Some).map_err(|_| GRANTS),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast saturates, and Timestamp refuses what is too far"
)]
fn at(seconds: f64) -> Option<Timestamp> {
    Timestamp::from_second(seconds.floor() as i64).ok()
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use serde_json::{Value, json};

    use super::*;
    use crate::account::Sids;

    /// Signs any header and claims, good or bad.
    pub(crate) fn sign(header: &Value, claims: &Value, secret: &str) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    /// The header that every access token has.
    pub(crate) fn header() -> Value {
        json!({"typ": "JWT", "alg": "HS256", "cty": "twilio-fpa;v=1"})
    }

    /// A token of this account with these grants, good for an hour.
    pub(crate) fn mint(account: &Account, now: Timestamp, grants: Value) -> String {
        let claims = json!({"jti": "j", "iss": account.key_sid, "sub": account.sid,
            "iat": now.as_second(), "exp": now.as_second() + 3600, "grants": grants});
        sign(&header(), &claims, &account.key_secret)
    }

    fn world() -> (Account, Timestamp) {
        (Account::new(&Sids::new(Some(1), false)), "2026-01-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_good_token_says_who_and_what() {
        let (account, now) = world();
        let grants =
            json!({"identity": "pt-1", "video": {"room": "RM1"}, "data_sync": {"service_sid": "IS1"}});
        let claims = verify(&mint(&account, now, grants), &account, now).unwrap();
        assert_eq!(claims.identity, "pt-1");
        assert_eq!(claims.video, Some(VideoGrant { room: Some("RM1".into()) }));
        assert_eq!(claims.sync, Some(SyncGrant { service_sid: "IS1".into() }));
        let any_room = mint(&account, now, json!({"identity": "x", "video": {}}));
        assert_eq!(verify(&any_room, &account, now).unwrap().video, Some(VideoGrant { room: None }));
    }

    #[test]
    fn each_fault_has_its_code() {
        let (account, now) = world();
        let second = now.as_second();
        let good = json!({"iss": account.key_sid, "sub": account.sid, "exp": second + 60,
            "grants": {"identity": "a", "data_sync": {"service_sid": "IS"}}});
        let with = |name: &str, value: Value| {
            let mut claims = good.clone();
            claims[name] = value;
            sign(&header(), &claims, &account.key_secret)
        };
        let cases =
            [("", 20101), ("a.b", 20101), ("é.ü.ß", 20101), ("e30.e30.!", 20101), ("e30.e30.", 20102)];
        for (jwt, code) in cases {
            assert_eq!(verify(jwt, &account, now).unwrap_err().code, code, "{jwt}");
        }
        let cases = [
            (sign(&json!({"typ": "JWT", "alg": "none", "cty": "twilio-fpa;v=1"}), &good, ""), 20102),
            (sign(&json!({"typ": "JWT", "alg": "HS256"}), &good, &account.key_secret), 20102),
            (with("iss", json!("SKother")), 20103),
            (with("sub", json!("ACother")), 20103),
            (sign(&header(), &good, "other"), 20107),
            (with("nbf", json!(second + 1)), 20105),
            (with("exp", json!(second)), 20104),
            (with("exp", json!(second + 86_401)), 20104),
            (with("exp", Value::Null), 20104),
            (with("exp", json!(1e300)), 20104),
            (with("grants", Value::Null), 20106),
            (with("grants", json!({"identity": ""})), 20106),
            (with("grants", json!({"identity": "a", "video": "yes"})), 20106),
        ];
        for (jwt, code) in cases {
            assert_eq!(verify(&jwt, &account, now).unwrap_err().code, code, "{jwt}");
        }
        assert!(verify(&with("exp", json!(second + 86_400)), &account, now).is_ok(), "24 h is allowed");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(jwt in ".{0,200}") {
            let (account, now) = world();
            proptest::prop_assert!(verify(&jwt, &account, now).is_err());
        }
    }
}

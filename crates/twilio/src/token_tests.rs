//! Tokens against those of Twilio's helper libraries (`tests/data/access-tokens.json`).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::Value;

use super::*;
use crate::Secret;

const VECTORS: &str = include_str!("../tests/data/access-tokens.json");

/// The vectors' SIDs are placeholders made of `x`; SIDs here are hexadecimal, so they stand for these.
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const KEY: &str = "SK0123456789abcdef0123456789abcdef";
const SERVICE: &str = "IS0123456789abcdef0123456789abcdef";

fn vectors() -> Value {
    let x = |prefix: &str| format!("{prefix}{}", "x".repeat(32));
    let text = VECTORS.replace(&x("AC"), ACCOUNT).replace(&x("SK"), KEY).replace(&x("IS"), SERVICE);
    serde_json::from_str(&text).unwrap()
}

fn credentials() -> Credentials {
    let fixed = &vectors()["fixed"];
    Credentials {
        account_sid: fixed["account_sid"].as_str().unwrap().parse().unwrap(),
        api_key_sid: fixed["api_key_sid"].as_str().unwrap().parse().unwrap(),
        api_key_secret: Secret::new(fixed["api_key_secret"].as_str().unwrap()),
    }
}

fn now() -> Timestamp {
    Timestamp::from_second(vectors()["fixed"]["now_epoch"].as_i64().unwrap()).unwrap()
}

fn decoded(jwt: &str) -> (Value, Value) {
    let part = |n: usize| {
        let bytes = BASE64URL_NOPAD.decode(jwt.split('.').nth(n).unwrap().as_bytes()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    (part(0), part(1))
}

/// The token that a caller asks for with a vector's inputs.
fn asked(inputs: &Value) -> AccessToken {
    let identity = match &inputs["identity"] {
        Value::String(text) => text.clone(),
        // Node's helper makes a text of a number; here an identity is a text from the start.
        other => other.to_string(),
    };
    let mut token = AccessToken::for_identity(identity);
    if let Some(ttl) = inputs["ttl"].as_i64() {
        token = token.ttl(SignedDuration::from_secs(ttl));
    }
    if let Some(nbf) = inputs["nbf"].as_i64() {
        token = token.not_before(Timestamp::from_second(nbf).unwrap());
    }
    if let Some(region) = inputs["region"].as_str() {
        token = token.region(region);
    }
    for grant in inputs["grants"].as_array().unwrap() {
        token = match grant["type"].as_str().unwrap() {
            "video" => {
                token.video(grant["room"].as_str().map_or_else(VideoGrant::any_room, VideoGrant::room))
            }
            "sync" => {
                let sync = SyncGrant::new(grant["service_sid"].as_str().unwrap().parse().unwrap());
                token.sync(match grant["endpoint_id"].as_str() {
                    Some(id) => sync.endpoint_id(id),
                    None => sync,
                })
            }
            other => panic!("the vectors have a grant that cannot be asked for: {other}"),
        };
    }
    token
}

#[test]
fn header_and_claims_equal_every_vector() {
    let vectors = vectors();
    let cases = vectors["vectors"].as_array().unwrap();
    assert_eq!(cases.len(), 11, "a case was added or lost");
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let jwt = asked(&case["inputs"]).mint(&credentials(), now()).unwrap();
        let (header, claims) = decoded(jwt.as_str());
        assert_eq!(header, case["expected"]["header"], "header of {name}");
        assert_eq!(claims, case["expected"]["claims"], "claims of {name}");
        assert_eq!(Some(jwt.expires_at().as_second()), claims["exp"].as_i64(), "life of {name}");
    }
}

#[test]
fn the_signature_is_the_one_that_twilios_helper_makes() {
    // As published, with the placeholders that its signature covers.
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let secret = vectors["fixed"]["api_key_secret"].as_str().unwrap();
    for case in vectors["vectors"].as_array().unwrap() {
        let (text, signature) = case["node_jwt"].as_str().unwrap().rsplit_once('.').unwrap();
        assert_eq!(sign(secret, text), signature, "signature of {}", case["name"]);
        assert_ne!(sign("another secret", text), signature);
    }
}

#[test]
fn a_token_carries_the_signature_of_its_own_text() {
    let jwt = guest().mint(&credentials(), now()).unwrap();
    let (text, signature) = jwt.as_str().rsplit_once('.').unwrap();
    assert_eq!(sign(credentials().api_key_secret.expose(), text), signature);
}

fn guest() -> AccessToken {
    AccessToken::for_identity("guest-91c2").video(VideoGrant::room("visit-2f6c1b"))
}

fn refused(token: &AccessToken) -> TokenError {
    token.mint(&credentials(), now()).unwrap_err()
}

#[test]
fn what_twilio_would_refuse_is_refused_here() {
    let named = |name: String| AccessToken::for_identity(name).video(VideoGrant::any_room());
    assert_eq!(refused(&named(String::new())), TokenError::NoIdentity);
    assert_eq!(refused(&named("a".repeat(129))), TokenError::IdentityTooLong(129));
    assert!(named("a".repeat(128)).mint(&credentials(), now()).is_ok(), "128 is allowed");
    assert_eq!(refused(&named("é".repeat(65))), TokenError::IdentityTooLong(130));
    assert_eq!(refused(&AccessToken::for_identity("a").video(VideoGrant::room(""))), TokenError::NoRoom);
    let long = VideoGrant::room("r".repeat(129));
    assert_eq!(refused(&AccessToken::for_identity("a").video(long)), TokenError::RoomTooLong(129));
    assert_eq!(refused(&AccessToken::for_identity("a")), TokenError::NoGrant);
    assert_eq!(refused(&guest().ttl(SignedDuration::from_secs(86_401))), TokenError::TtlTooLong(86_401));
    assert_eq!(refused(&guest().ttl(SignedDuration::ZERO)), TokenError::TtlTooShort);
    assert_eq!(refused(&guest().ttl(SignedDuration::from_secs(-60))), TokenError::TtlTooShort);
    assert_eq!(refused(&guest().not_before(now() + DEFAULT_TTL)), TokenError::NeverValid);
    assert!(guest().ttl(SignedDuration::MAX).mint(&credentials(), Timestamp::MAX).is_err(), "no overflow");
    assert!(guest().mint(&credentials(), Timestamp::MAX).is_err(), "no overflow");
}

#[test]
fn debug_shows_neither_token_nor_secret() {
    let jwt = guest().mint(&credentials(), now()).unwrap();
    let seen = format!("{jwt:?} {:?} {:?}", credentials(), guest());
    for part in jwt.as_str().split('.') {
        assert!(!seen.contains(part), "{seen}");
    }
    assert!(!seen.contains(credentials().api_key_secret.expose()), "{seen}");
}

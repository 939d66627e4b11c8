//! Mints access tokens and prints what one costs, as one line of JSON:
//! `cargo run --release -p twilio --example mint_tokens -- 100000`

use std::{
    hint::black_box,
    io::Write,
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp};
use twilio::{
    Credentials, Secret,
    token::{AccessToken, SyncGrant, VideoGrant},
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let tokens: u32 = std::env::args().nth(1).map_or(Ok(100_000), |text| text.parse())?;
    if tokens == 0 {
        return Err("mint one token at least".into());
    }
    let credentials = Credentials {
        account_sid: "AC0123456789abcdef0123456789abcdef".parse()?,
        api_key_sid: "SK0123456789abcdef0123456789abcdef".parse()?,
        api_key_secret: Secret::new("not-a-real-secret-xxxxxxxxxxxxxx"),
    };
    let now: Timestamp = "2026-01-01T00:00:00Z".parse()?;
    let service = SyncGrant::new("IS0123456789abcdef0123456789abcdef".parse()?);
    let mint = |n: u32| {
        AccessToken::for_identity(format!("guest-{n}"))
            .ttl(SignedDuration::from_hours(4))
            .video(VideoGrant::room("RM0123456789abcdef0123456789abcdef"))
            .sync(service.clone())
            .mint(&credentials, now)
    };
    for n in 0..tokens.min(1000) {
        black_box(mint(n)?);
    }
    let start = Instant::now();
    for n in 0..tokens {
        black_box(mint(n)?);
    }
    let spent: Duration = start.elapsed();
    let each = spent.as_nanos() as f64 / f64::from(tokens);
    let line = serde_json::json!({ "tokens": tokens, "ns_per_token": each, "tokens_per_second": 1e9 / each });
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

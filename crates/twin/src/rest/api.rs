//! The 2010-04-01 API: the account, its phone numbers, credentials for ICE servers, in [`voice`] its calls, and in [`messages`] its texts.

use jiff::SignedDuration;
use serde_json::json;

use super::legacy::{base, date};
use super::{Answer, Call, Outcome, Refusal, messages, voice};
use crate::server::Shared;
use crate::turn::LONGEST_CREDENTIALS;

pub(super) fn answer(shared: &Shared, call: &Call) -> Outcome {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let account = &shared.account;
    let ["2010-04-01", rest @ ..] = path.as_slice() else { return Err(Refusal::not_found(call)) };
    let standard_key = || Refusal::new(401, 20003, "Authenticate");
    match (call.method.as_str(), rest) {
        // A Standard key may do everything but this.
        (_, ["Accounts.json" | "Accounts"]) if !call.with_auth_token => Err(standard_key()),
        (_, ["Accounts", one]) if one.ends_with(".json") && !call.with_auth_token => Err(standard_key()),
        (_, ["Accounts", _, "Keys.json" | "Keys", ..]) if !call.with_auth_token => Err(standard_key()),
        ("GET", ["Accounts", one]) if one.strip_suffix(".json") == Some(&account.sid) => {
            let born = date(shared.started);
            let base = format!("/2010-04-01/Accounts/{}", account.sid);
            Ok(Answer::new(
                200,
                json!({"sid": account.sid, "owner_account_sid": account.sid, "friendly_name": "Practice",
                    "status": "active", "type": "Full", "auth_token": account.auth_token,
                    "date_created": born, "date_updated": born, "uri": format!("{base}.json"),
                    "subresource_uris": {
                        "incoming_phone_numbers": format!("{base}/IncomingPhoneNumbers.json")}}),
            ))
        }
        ("GET", ["Accounts", of, "IncomingPhoneNumbers.json"]) if *of == account.sid => {
            Ok(Answer::new(200, numbers(shared, call)))
        }
        ("POST", ["Accounts", of, "Tokens.json"]) if *of == account.sid => ice_token(shared, call),
        (_, ["Accounts", of, ..]) if of.trim_end_matches(".json") != account.sid => {
            Err(Refusal::not_found(call))
        }
        (_, ["Accounts", _, rest @ ..]) if rest.first().is_some_and(|first| first.starts_with("Calls")) => {
            voice::answer(shared, call, rest)
        }
        (_, ["Accounts", _, rest @ ..])
            if rest.first().is_some_and(|first| first.starts_with("Messages")) =>
        {
            messages::answer(shared, call, rest)
        }
        (method, rest) => Err(Refusal::not_modelled(&format!(
            "{method} {} of the 2010-04-01 API",
            rest.last().unwrap_or(&"")
        ))),
    }
}

/// Credentials for STUN and TURN (Network Traversal Service).
fn ice_token(shared: &Shared, call: &Call) -> Outcome {
    let longest = LONGEST_CREDENTIALS.as_secs();
    let ttl = match call.field("Ttl").filter(|ttl| !ttl.is_empty()).map(str::parse::<i64>) {
        None => longest,
        Some(Ok(ttl)) if (1..=longest).contains(&ttl) => ttl,
        Some(_) => return Err(Refusal::invalid("Ttl")),
    };
    let credentials = shared.turn.credentials(SignedDuration::from_secs(ttl));
    let now = date(shared.clock.now());
    Ok(Answer::new(
        201,
        json!({"account_sid": shared.account.sid, "date_created": now, "date_updated": now,
            "ttl": ttl.to_string(), "username": credentials.username, "password": credentials.password,
            "ice_servers": shared.turn.servers(&credentials)}),
    ))
}

/// The SID of the account's number.
pub(super) fn number_sid(shared: &Shared) -> String {
    format!("PN{}", &shared.account.messaging_service_sid[2..])
}

fn numbers(shared: &Shared, call: &Call) -> serde_json::Value {
    let account = &shared.account;
    let born = date(shared.started);
    let sid = number_sid(shared);
    let base = base(shared, "IncomingPhoneNumbers");
    let first = format!("{base}.json?PageSize=50&Page=0");
    let wanted = call.param("PhoneNumber").is_none_or(|number| account.phone_number.contains(number));
    let number = json!({
        "sid": sid, "account_sid": account.sid, "friendly_name": "Practice line",
        "phone_number": account.phone_number, "status": "in-use", "beta": false, "origin": "twilio",
        "capabilities": {"voice": true, "sms": true, "mms": false, "fax": false},
        "address_requirements": "none", "api_version": "2010-04-01",
        "date_created": born, "date_updated": born, "uri": format!("{base}/{sid}.json"),
    });
    let entries = if wanted { vec![number] } else { vec![] };
    json!({
        "end": entries.len().saturating_sub(1), "start": 0, "page": 0, "page_size": 50,
        "first_page_uri": first, "next_page_uri": null, "previous_page_uri": null,
        "uri": first, "incoming_phone_numbers": entries,
    })
}

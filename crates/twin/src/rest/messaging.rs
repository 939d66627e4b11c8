//! Messaging v1: the one messaging service, its number, and its domain for short links.

use serde_json::{Value, json};

use super::paging::{Asked, page};
use super::{Answer, Call, Outcome, Refusal};
use crate::server::Shared;

pub(super) fn answer(shared: &Shared, call: &Call) -> Outcome {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let own = |sid: &str| sid == shared.account.messaging_service_sid;
    let listed = |key: &str, one: Value| {
        let asked = Asked::read(call, 1000)?;
        Ok(Answer::new(200, page(call, key, &asked, &[one], |one| one["sid"].to_string(), Value::clone)))
    };
    match (call.method.as_str(), path.as_slice()) {
        ("GET", ["v1", "Services"]) => listed("services", service(shared)),
        ("GET", ["v1", "Services", sid]) if own(sid) => Ok(Answer::new(200, service(shared))),
        ("GET", ["v1", "Services", sid, "PhoneNumbers"]) if own(sid) => {
            listed("phone_numbers", sender(shared))
        }
        ("GET", ["v1", "LinkShortening", "MessagingServices", sid, "Domain"])
            if own(sid) && shared.texts.with(|office, _| office.policy.link_shortening) =>
        {
            let domain =
                json!({"domain_sid": domain_sid(shared), "messaging_service_sid": sid, "url": call.url});
            Ok(Answer::new(200, domain))
        }
        ("GET", ["v1", "Services", _] | ["v1", "Services", _, "PhoneNumbers"])
        | ("GET", ["v1", "LinkShortening", "MessagingServices", _, "Domain"]) => {
            Err(Refusal::not_found(call))
        }
        (method, path) => {
            Err(Refusal::not_modelled(&format!("{method} {} of Messaging v1", path.last().unwrap_or(&""))))
        }
    }
}

fn domain_sid(shared: &Shared) -> String {
    format!("DN{}", &shared.account.messaging_service_sid[2..])
}

fn date(shared: &Shared) -> String {
    shared.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn service_url(shared: &Shared) -> String {
    format!("{}/messaging/v1/Services/{}", shared.addresses.http, shared.account.messaging_service_sid)
}

fn service(shared: &Shared) -> Value {
    let (url, born) = (service_url(shared), date(shared));
    let registered = shared.texts.with(|office, _| office.policy.us_registered);
    let parts =
        [("phone_numbers", "PhoneNumbers"), ("short_codes", "ShortCodes"), ("alpha_senders", "AlphaSenders")];
    let links: serde_json::Map<String, Value> =
        parts.iter().map(|(name, path)| ((*name).to_owned(), format!("{url}/{path}").into())).collect();
    json!({
        "sid": shared.account.messaging_service_sid,
        "account_sid": shared.account.sid,
        "friendly_name": "Practice texts",
        "date_created": born,
        "date_updated": born,
        "inbound_request_url": null,
        "inbound_method": null,
        "fallback_url": null,
        "fallback_method": null,
        "status_callback": null,
        "sticky_sender": true,
        "mms_converter": false,
        "smart_encoding": true,
        "scan_message_content": "inherit",
        "fallback_to_long_code": false,
        "area_code_geomatch": false,
        "synchronous_validation": false,
        "validity_period": 36_000,
        "url": url,
        "links": links,
        "usecase": "notifications",
        "us_app_to_person_registered": registered,
        "use_inbound_webhook_on_number": false,
    })
}

fn sender(shared: &Shared) -> Value {
    let sid = super::api::number_sid(shared);
    let born = date(shared);
    json!({
        "sid": sid,
        "account_sid": shared.account.sid,
        "service_sid": shared.account.messaging_service_sid,
        "date_created": born,
        "date_updated": born,
        "phone_number": shared.account.phone_number,
        "country_code": "US",
        "capabilities": ["Voice", "SMS"],
        "url": format!("{}/PhoneNumbers/{sid}", service_url(shared)),
    })
}

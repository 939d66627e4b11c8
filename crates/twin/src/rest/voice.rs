//! Calls of the 2010-04-01 API: create, fetch, list, update.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::legacy::{Span, base, date, document, in_xml, page};
use super::{Answer, Call as Request, Outcome, Refusal};
use crate::phone::{Call, Detect, Numbers, Order, PhoneError, Status, Wrong, parse, tones};
use crate::server::Shared;

/// The most characters of TwiML, and of keys.
const MAX_TWIML: usize = 4000;
const MAX_DIGITS: usize = 32;
/// How long a call may last if nobody says.
const TIME_LIMIT: i64 = 14_400;

impl From<PhoneError> for Refusal {
    fn from(PhoneError { code, message }: PhoneError) -> Self {
        Self { status: if code == 20404 { 404 } else { 400 }, code, message }
    }
}

/// Answers what is asked of `/Calls…`; `rest` is the path from there on.
pub(super) fn answer(shared: &Shared, call: &Request, rest: &[&str]) -> Outcome {
    match (call.method.as_str(), rest) {
        ("POST", ["Calls.json"]) => create(shared, call),
        ("GET", ["Calls.json"]) => list(shared, call),
        ("GET", ["Calls", one]) => shown(shared, call, document(one)?),
        ("POST", ["Calls", one]) => update(shared, call, document(one)?),
        ("POST" | "GET", ["Calls"]) => Err(in_xml()),
        (method, ["Calls" | "Calls.json", ..]) => {
            Err(Refusal::not_modelled(&format!("{method} {} of calls", rest.last().unwrap_or(&""))))
        }
        _ => Err(Refusal::not_found(call)),
    }
}

/// What needs a public URL, or is not modelled for another reason.
const ELSEWHERE: [&str; 20] = [
    "Url",
    "ApplicationSid",
    "FallbackUrl",
    "StatusCallback",
    "RecordingStatusCallback",
    "AsyncAmdStatusCallback",
    "SipAuthUsername",
    "SipAuthPassword",
    "MachineDetectionSpeechThreshold",
    "MachineDetectionSpeechEndThreshold",
    "MachineDetectionSilenceTimeout",
    "RecordingChannels",
    "RecordingTrack",
    "Trim",
    "CallerId",
    "Byoc",
    "CallReason",
    "CallToken",
    "ClientNotificationUrl",
    "Transcribe",
];

fn elsewhere(call: &Request) -> Result<(), Refusal> {
    for name in ELSEWHERE {
        if call.field(name).is_some_and(|value| !value.is_empty()) {
            return Err(Refusal::not_modelled(&format!("calls with {name}")));
        }
    }
    for name in ["Record", "AsyncAmd"] {
        if call.flag(name)? == Some(true) {
            return Err(Refusal::not_modelled(&format!("calls with {name}")));
        }
    }
    Ok(())
}

fn whole(
    call: &Request,
    name: &str,
    range: std::ops::RangeInclusive<i64>,
    code: u32,
) -> Result<Option<i64>, Refusal> {
    let Some(text) = call.field(name) else { return Ok(None) };
    let number = text.parse().ok().filter(|number| range.contains(number));
    let words = || format!("{name} must be {} to {}", range.start(), range.end());
    number.map(Some).ok_or_else(|| Refusal::new(400, code, words()))
}

/// The verbs of a request. What Twilio would only find out when it runs the document is found out then.
fn twiml(text: &str) -> Result<Result<Vec<crate::phone::Verb>, Wrong>, Refusal> {
    if text.chars().count() > MAX_TWIML {
        return Err(Refusal::new(400, 20001, format!("Twiml may have {MAX_TWIML} characters at most")));
    }
    match parse(text) {
        Err(Wrong::NotModelled(what)) => Err(Refusal::not_modelled(&format!("TwiML with {what}"))),
        parsed => {
            if let Err(Wrong::Invalid { code, message }) = &parsed {
                tracing::warn!(code, "TwiML that will drop the call: {message}");
            }
            Ok(parsed)
        }
    }
}

fn order(call: &Request) -> Result<Order, Refusal> {
    elsewhere(call)?;
    let twiml = match call.field("Twiml") {
        Some(text) if !text.is_empty() => twiml(text)?,
        _ => return Err(Refusal::new(400, 21205, "Url parameter is required, or Twiml")),
    };
    let digits = call.field("SendDigits").unwrap_or_default();
    let send_digits = tones(digits, true).filter(|_| digits.len() <= MAX_DIGITS);
    let send_digits = send_digits
        .ok_or_else(|| Refusal::new(400, 21206, "SendDigits may hold 0-9, A-D, #, *, w and W, 32 at most"))?;
    let detect = match call.field("MachineDetection") {
        None | Some("") => None,
        Some(how @ ("Enable" | "DetectMessageEnd")) => {
            let timeout = whole(call, "MachineDetectionTimeout", 3..=59, 20001)?.unwrap_or(30);
            Some(Detect {
                message_end: how == "DetectMessageEnd",
                timeout: SignedDuration::from_secs(timeout),
            })
        }
        Some(_) => return Err(Refusal::invalid("MachineDetection")),
    };
    Ok(Order {
        twiml,
        send_digits,
        timeout: SignedDuration::from_secs(whole(call, "Timeout", 1..=600, 21208)?.unwrap_or(60)),
        time_limit: limit(call)?.unwrap_or(SignedDuration::from_secs(TIME_LIMIT)),
        detect,
    })
}

fn limit(call: &Request) -> Result<Option<SignedDuration>, Refusal> {
    Ok(whole(call, "TimeLimit", 1..=86_400, 20001)?.map(SignedDuration::from_secs))
}

fn create(shared: &Shared, call: &Request) -> Outcome {
    let number = |name: &str, code| {
        let given = call.field(name).map(str::trim).filter(|number| !number.is_empty());
        given
            .map(str::to_owned)
            .ok_or_else(|| Refusal::new(400, code, format!("No '{name}' number is specified")))
    };
    let (to, from) = (number("To", 21201)?, number("From", 21213)?);
    let order = order(call)?;
    let numbers = Numbers { sid: shared.sids.next("CA"), to, from };
    shared.phones.with(|exchange, now| {
        let made = exchange.create(numbers, order, now)?;
        Ok(Answer::new(201, face(shared, made)))
    })
}

fn missing(call: &Request) -> Refusal {
    Refusal::not_found(call)
}

fn shown(shared: &Shared, call: &Request, sid: &str) -> Outcome {
    shared.phones.with(|exchange, _| {
        let found = exchange.call(sid).ok_or_else(|| missing(call))?;
        Ok(Answer::new(200, face(shared, found)))
    })
}

fn update(shared: &Shared, call: &Request, sid: &str) -> Outcome {
    elsewhere(call)?;
    let text = call.field("Twiml").filter(|text| !text.is_empty());
    let status = match call.field("Status") {
        None | Some("") => None,
        Some("completed") => Some(false),
        Some("canceled") => Some(true),
        Some(_) => return Err(Refusal::invalid("Status")),
    };
    let limit = limit(call)?;
    if text.is_some() && status.is_some() {
        return Err(Refusal::invalid("Twiml and Status together"));
    }
    if text.is_none() && status.is_none() && limit.is_none() {
        return Err(Refusal::new(400, 21205, "One of Url, Twiml, Status and TimeLimit is required"));
    }
    let verbs = text.map(twiml).transpose()?;
    shared.phones.with(|exchange, now| {
        if exchange.call(sid).is_none() {
            return Err(missing(call));
        }
        if let Some(limit) = limit {
            exchange.limit(sid, limit, now)?;
        }
        if let Some(verbs) = verbs {
            exchange.redirect(sid, verbs, now)?;
        }
        if let Some(cancel) = status {
            exchange.end(sid, cancel, now)?;
        }
        let found = exchange.call(sid).ok_or_else(|| missing(call))?;
        Ok(Answer::new(200, face(shared, found)))
    })
}

fn list(shared: &Shared, call: &Request) -> Outcome {
    let number = |name: &str| call.param(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let (to, from) = (number("To"), number("From"));
    let status = match number("Status") {
        None => None,
        Some(word) => Some(Status::named(&word).ok_or_else(|| Refusal::invalid("Status"))?),
    };
    if number("ParentCallSid").is_some() {
        return Err(Refusal::not_modelled("calls with parents"));
    }
    let (started, ended) = (Span::read(call, "StartTime")?, Span::read(call, "EndTime")?);
    shared.phones.with(|exchange, _| {
        let all: Vec<&Call> = exchange
            .calls()
            .iter()
            .rev()
            .filter(|one| {
                to.as_ref().is_none_or(|to| *to == one.to)
                    && from.as_ref().is_none_or(|from| *from == one.from)
                    && status.is_none_or(|status| status == one.status)
                    && started.has(one.dialled)
                    && ended.has(one.ended)
            })
            .collect();
        page(shared, call, "Calls.json", "calls", &all, |one| &one.sid, |one| face(shared, one))
    })
}

/// A number as Twilio shows it to people: North American ones in their own manner.
fn formatted(number: &str) -> String {
    match number.strip_prefix("+1") {
        Some(national) if national.len() == 10 => {
            format!("({}) {}-{}", &national[..3], &national[3..6], &national[6..])
        }
        _ => number.to_owned(),
    }
}

fn face(shared: &Shared, call: &Call) -> Value {
    let uri = base(shared, &format!("Calls/{}", call.sid));
    let lasted =
        call.answered.zip(call.ended).map(|(from, to)| to.duration_since(from).as_secs().to_string());
    let parts = [
        "notifications",
        "recordings",
        "payments",
        "events",
        "siprec",
        "streams",
        "transcriptions",
        "user_defined_message_subscriptions",
        "user_defined_messages",
    ];
    let camel = |name: &str| -> String {
        name.split('_').map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
    };
    let links: serde_json::Map<String, Value> =
        parts.iter().map(|name| ((*name).to_owned(), format!("{uri}/{}.json", camel(name)).into())).collect();
    json!({
        "sid": call.sid,
        "date_created": date(call.created),
        "date_updated": date(call.updated),
        "parent_call_sid": null,
        "account_sid": shared.account.sid,
        "to": call.to,
        "to_formatted": formatted(&call.to),
        "from": call.from,
        "from_formatted": formatted(&call.from),
        "phone_number_sid": super::api::number_sid(shared),
        "status": call.status.word(),
        "start_time": call.dialled.map(date),
        "end_time": call.ended.map(date),
        "duration": lasted,
        "price": null,
        "price_unit": "USD",
        "direction": "outbound-api",
        "answered_by": call.answered_by,
        "api_version": "2010-04-01",
        "forwarded_from": null,
        "group_sid": null,
        "caller_name": null,
        "queue_time": call.queue_time.as_millis().to_string(),
        "trunk_sid": null,
        "uri": format!("{uri}.json"),
        "subresource_uris": links,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_twilio_shows_them() {
        assert_eq!(formatted("+12025550110"), "(202) 555-0110");
        assert_eq!(formatted("+442071838750"), "+442071838750");
    }
}

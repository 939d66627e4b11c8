//! Texts of the 2010-04-01 API: create, fetch, list, cancel, redact, delete.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::legacy::{Span, base, date, document, in_xml, page};
use super::{Answer, Call as Request, Outcome, Refusal};
use crate::server::Shared;
use crate::texts::{Draft, Message, TextError, words};

/// The longest validity period, and Twilio's own, in seconds.
const VALIDITY: i64 = 36_000;

impl From<TextError> for Refusal {
    fn from(TextError { code, message }: TextError) -> Self {
        let status = match code {
            20404 => 404,
            20009 | 30409 => 409,
            20429 => 429,
            _ => 400,
        };
        Self { status, code, message }
    }
}

/// Answers what is asked of `/Messages…`; `rest` is the path from there on.
pub(super) fn answer(shared: &Shared, call: &Request, rest: &[&str]) -> Outcome {
    match (call.method.as_str(), rest) {
        ("POST", ["Messages.json"]) => create(shared, call),
        ("GET", ["Messages.json"]) => list(shared, call),
        ("GET", ["Messages", one]) => shown(shared, call, document(one)?),
        ("POST", ["Messages", one]) => update(shared, call, document(one)?),
        ("DELETE", ["Messages", one]) => {
            let sid = document(one)?;
            shared.texts.with(|office, _| office.delete(sid))?;
            Ok(Answer::empty())
        }
        ("POST" | "GET", ["Messages"]) => Err(in_xml()),
        (method, ["Messages" | "Messages.json", ..]) => {
            Err(Refusal::not_modelled(&format!("{method} {} of texts", rest.last().unwrap_or(&""))))
        }
        _ => Err(Refusal::not_found(call)),
    }
}

/// What needs a public URL, or is not modelled for another reason.
const ELSEWHERE: [&str; 12] = [
    "StatusCallback",
    "ApplicationSid",
    "MediaUrl",
    "ContentSid",
    "ContentVariables",
    "ContentRetention",
    "AddressRetention",
    "FallbackFrom",
    "PersistentAction",
    "TrafficType",
    "Attempt",
    "RiskCheck",
];

fn draft(shared: &Shared, call: &Request) -> Result<Draft, Refusal> {
    for name in ELSEWHERE {
        if call.field(name).is_some_and(|value| !value.is_empty()) {
            return Err(Refusal::not_modelled(&format!("texts with {name}")));
        }
    }
    for name in ["SendAsMms", "ProvideFeedback"] {
        if call.flag(name)? == Some(true) {
            return Err(Refusal::not_modelled(&format!("texts with {name}")));
        }
    }
    let given = |name: &str| call.field(name).filter(|value| !value.trim().is_empty()).map(str::to_owned);
    let to = given("To").ok_or_else(|| Refusal::new(400, 21604, "A 'To' phone number is required."))?;
    let to = to.trim().to_owned();
    let (from, service) = (given("From"), given("MessagingServiceSid"));
    if from.is_none() && service.is_none() {
        return Err(Refusal::new(400, 21603, "A 'From' phone number is required."));
    }
    if service.as_ref().is_some_and(|service| *service != shared.account.messaging_service_sid) {
        return Err(Refusal::new(400, 21701, "The Messaging Service does not exist"));
    }
    let body = given("Body").ok_or_else(|| Refusal::new(400, 21602, "Message body is required."))?;
    let validity = match given("ValidityPeriod").map(|text| text.parse::<i64>()) {
        None => VALIDITY,
        Some(Ok(seconds)) if (1..=VALIDITY).contains(&seconds) => seconds,
        Some(_) => return Err(Refusal::new(400, 30045, "ValidityPeriod must be 1 to 36000 seconds")),
    };
    let send_at = match (given("ScheduleType").as_deref(), given("SendAt")) {
        (None, None) => None,
        (Some("fixed"), Some(text)) => {
            let wrong = || Refusal::new(400, 35114, "SendAt must be of the form YYYY-MM-DDTHH:MM:SSZ");
            Some(text.parse::<Timestamp>().map_err(|_| wrong())?)
        }
        (Some("fixed"), None) => return Err(Refusal::new(400, 35111, "SendAt timestamp is missing")),
        (Some(_), _) => return Err(Refusal::new(400, 35126, "ScheduleType must be fixed")),
        // At Twilio it would go out at once.
        (None, Some(_)) => return Err(Refusal::invalid("SendAt without ScheduleType")),
    };
    let by_service = service.is_some();
    Ok(Draft {
        sid: shared.sids.next("SM"),
        arrival: shared.phones.arrival(&to),
        to,
        from: from.map(|from| from.trim().to_owned()),
        by_service,
        body,
        send_at,
        validity: SignedDuration::from_secs(validity),
        // The service does it of its own accord, as new ones do at Twilio.
        smart: call.flag("SmartEncoded")?.unwrap_or(by_service),
        shorten: call.flag("ShortenUrls")? == Some(true),
    })
}

fn create(shared: &Shared, call: &Request) -> Outcome {
    let draft = draft(shared, call)?;
    shared.texts.with(|office, now| Ok(Answer::new(201, face(shared, office.create(draft, now)?))))
}

fn shown(shared: &Shared, call: &Request, sid: &str) -> Outcome {
    shared.texts.with(|office, _| {
        let found = office.message(sid).ok_or_else(|| Refusal::not_found(call))?;
        Ok(Answer::new(200, face(shared, found)))
    })
}

fn update(shared: &Shared, call: &Request, sid: &str) -> Outcome {
    let cancel = match call.field("Status") {
        None => false,
        Some("canceled") => true,
        Some(_) => return Err(Refusal::invalid("Status")),
    };
    let blank = match call.field("Body") {
        None => false,
        Some("") => true,
        Some(_) => return Err(Refusal::invalid("Body: it can only be made empty")),
    };
    if !cancel && !blank {
        return Err(Refusal::invalid("one of Body and Status is required"));
    }
    shared.texts.with(|office, now| {
        if cancel {
            office.cancel(sid, now)?;
        }
        if blank {
            office.redact(sid, now)?;
        }
        let found = office.message(sid).ok_or_else(|| Refusal::not_found(call))?;
        Ok(Answer::new(200, face(shared, found)))
    })
}

fn list(shared: &Shared, call: &Request) -> Outcome {
    let number = |name: &str| call.param(name).filter(|text| !text.is_empty()).map(str::to_owned);
    let (to, from, sent) = (number("To"), number("From"), Span::read(call, "DateSent")?);
    shared.texts.with(|office, _| {
        let all: Vec<&Message> = office
            .messages()
            .iter()
            .rev()
            .filter(|one| {
                to.as_ref().is_none_or(|to| *to == one.to)
                    && from.as_ref().is_none_or(|from| Some(from) == one.from.as_ref())
                    && sent.has(one.sent)
            })
            .collect();
        page(shared, call, "Messages.json", "messages", &all, |one| &one.sid, |one| face(shared, one))
    })
}

fn face(shared: &Shared, message: &Message) -> Value {
    let uri = base(shared, &format!("Messages/{}", message.sid));
    let service = message.by_service.then_some(&shared.account.messaging_service_sid);
    json!({
        "sid": message.sid,
        "account_sid": shared.account.sid,
        "messaging_service_sid": service,
        "to": message.to,
        "from": message.from,
        "body": message.body,
        "status": message.status.word(),
        "direction": message.direction.word(),
        "error_code": message.error,
        "error_message": message.error.map(words),
        "num_segments": message.segments.to_string(),
        "num_media": "0",
        "price": null,
        "price_unit": "USD",
        "date_created": date(message.created),
        "date_updated": date(message.updated),
        "date_sent": message.sent.map(date),
        "api_version": "2010-04-01",
        "uri": format!("{uri}.json"),
        "subresource_uris": {"media": format!("{uri}/Media.json")},
    })
}

//! How services, objects, items and permissions look from outside: to the SDK (CDS) and over REST. The same shapes
//! but for the URLs, the precision of dates, and the fields that only the SDK needs.

use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::object::{Item, ItemKey, Kind, Object};
use super::permission::Permission;
use super::service::Service;

/// Who looks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Face<'a> {
    /// The SDK. It only ever takes the path from the URLs, so the host stays Twilio's.
    Cds,
    /// REST under this base URL, without a slash at its end.
    Rest(&'a str),
}

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// One part of a path.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// To the millisecond, as CDS writes it.
pub(crate) fn millis(at: Timestamp) -> String {
    format!("{at:.3}")
}

impl Face<'_> {
    fn date(self, at: Timestamp) -> String {
        match self {
            Self::Cds => millis(at),
            Self::Rest(_) => seconds(at),
        }
    }

    fn service(self, sid: &str) -> String {
        match self {
            Self::Cds => format!("https://cds.us1.twilio.com/v3/Services/{sid}"),
            Self::Rest(base) => format!("{base}/v1/Services/{sid}"),
        }
    }
}

/// To the second, as REST writes it.
pub(crate) fn seconds(at: Timestamp) -> String {
    format!("{at:.0}")
}

fn object_url(face: Face<'_>, object: &Object) -> String {
    format!("{}/{}/{}", face.service(&object.service), object.kind.path(), object.sid)
}

pub(crate) fn item_url(face: Face<'_>, object: &Object, key: &ItemKey) -> String {
    format!("{}/Items/{}", object_url(face, object), segment(&key.text()))
}

pub(crate) fn service_json(service: &Service, face: Face<'_>) -> Value {
    let url = face.service(&service.sid);
    let settings = &service.settings;
    json!({
        "sid": service.sid,
        "unique_name": service.unique_name,
        "account_sid": service.account,
        "friendly_name": settings.friendly_name,
        "date_created": face.date(service.date_created),
        "date_updated": face.date(service.date_updated),
        "url": url,
        "webhook_url": settings.webhook_url,
        "webhooks_from_rest_enabled": settings.webhooks_from_rest_enabled,
        "reachability_webhooks_enabled": settings.reachability_webhooks_enabled,
        "acl_enabled": settings.acl_enabled,
        "reachability_debouncing_enabled": settings.reachability_debouncing_enabled,
        "reachability_debouncing_window": settings.reachability_debouncing_window,
        "links": {
            "documents": format!("{url}/Documents"),
            "lists": format!("{url}/Lists"),
            "maps": format!("{url}/Maps"),
            "streams": format!("{url}/Streams"),
        },
    })
}

pub(crate) fn object_json(object: &Object, face: Face<'_>) -> Value {
    let url = object_url(face, object);
    let mut out = json!({
        "sid": object.sid,
        "unique_name": object.unique_name,
        "account_sid": object.account,
        "service_sid": object.service,
        "url": url,
        "created_by": object.created_by,
        "date_created": face.date(object.date_created),
        "date_updated": face.date(object.date_updated),
        "date_expires": object.date_expires.map(|at| face.date(at)),
        "links": {},
    });
    let cds = matches!(face, Face::Cds);
    if object.kind != Kind::Stream {
        out["revision"] = object.revision().into();
        if cds {
            out["last_event_id"] = object.event_id.into();
        } else {
            out["links"]["permissions"] = format!("{url}/Permissions").into();
        }
    }
    if cds {
        out["type"] = object.kind.word().into();
    }
    match object.kind {
        Kind::Document => out["data"] = object.data.clone(),
        Kind::Stream => out["links"]["messages"] = format!("{url}/Messages").into(),
        Kind::List | Kind::Map => out["links"]["items"] = format!("{url}/Items").into(),
    }
    if cds && object.kind == Kind::List {
        out["links"]["context"] = format!("{url}/Context").into();
    }
    out
}

pub(crate) fn item_json(object: &Object, item: &Item, face: Face<'_>) -> Value {
    let mut out = json!({
        "account_sid": object.account,
        "service_sid": object.service,
        "url": item_url(face, object, &item.key),
        "revision": format!("{:x}", item.event_id),
        "data": item.data,
        "created_by": item.created_by,
        "date_created": face.date(item.date_created),
        "date_updated": face.date(item.date_updated),
        "date_expires": item.date_expires.map(|at| face.date(at)),
    });
    out[format!("{}_sid", object.kind.word())] = object.sid.clone().into();
    match &item.key {
        ItemKey::Index(index) => out["index"] = (*index).into(),
        ItemKey::Key(key) => out["key"] = key.clone().into(),
    }
    if matches!(face, Face::Cds) {
        out["last_event_id"] = item.event_id.into();
    }
    out
}

pub(crate) fn permission_json(
    object: &Object,
    identity: &str,
    permission: Permission,
    face: Face<'_>,
) -> Value {
    let mut out = json!({
        "account_sid": object.account,
        "service_sid": object.service,
        "identity": identity,
        "read": permission.read,
        "write": permission.write,
        "manage": permission.manage,
        "url": format!("{}/Permissions/{}", object_url(face, object), segment(identity)),
    });
    out[format!("{}_sid", object.kind.word())] = object.sid.clone().into();
    out
}

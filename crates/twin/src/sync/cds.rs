//! The API that the SDK tunnels through its socket: `/v3/…` for objects and items. Pure but for the store it is
//! given. Subscriptions (`/v4/Subscriptions`) belong to a connection and are in `socket`.

use std::collections::HashMap;

use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::check::{Denied, Result};
use super::face::{Face, item_json, millis, object_json};
use super::object::{At, By, Change, ItemKey, ItemQuery, Kind, NewObject, Put};
use super::store::Store;

/// A tunnelled request, decoded.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: Vec<String>,
    pub(crate) params: HashMap<String, String>,
    pub(crate) if_match: Option<String>,
    /// Never looked at for GET and DELETE: the SDK sends those with a payload that is not JSON.
    pub(crate) body: Value,
}

/// A tunnelled answer.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
}

impl Answer {
    pub(crate) fn new(status: u16, body: Value) -> Self {
        Self { status, body: Some(body) }
    }
}

impl From<Denied> for Answer {
    fn from(denied: Denied) -> Self {
        let Denied { status, code, message } = denied;
        Self::new(status, json!({"status": status, "code": code, "message": message}))
    }
}

impl Request {
    /// Reads the `http_request` of a frame's header.
    pub(crate) fn read(request: &Value, payload: &[u8]) -> Result<Self> {
        let text = |name: &str| request.get(name).and_then(Value::as_str);
        let method = text("method").unwrap_or_default().to_owned();
        let (path, query) = text("path")
            .unwrap_or_default()
            .split_once('?')
            .unwrap_or((text("path").unwrap_or_default(), ""));
        let decode = |part: &str| percent_decode_str(part).decode_utf8().map(std::borrow::Cow::into_owned);
        let path = path.split('/').filter(|part| !part.is_empty()).map(decode);
        let path = path.collect::<std::result::Result<_, _>>().map_err(|_| Denied::BAD_JSON)?;
        let mut params = HashMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            params.insert(name.into_owned(), value.into_owned());
        }
        for (name, value) in request.get("params").and_then(Value::as_object).into_iter().flatten() {
            // A repeated parameter comes as an array; nothing here has a use for more than the last.
            let value = value.as_array().and_then(|values| values.last()).unwrap_or(value);
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            params.insert(name.clone(), decode(&value).map_err(|_| Denied::BAD_JSON)?);
        }
        let headers = request.get("headers").and_then(Value::as_object);
        let if_match = headers.into_iter().flatten().find(|(name, _)| name.eq_ignore_ascii_case("if-match"));
        let if_match =
            if_match.map(|(_, value)| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let body = match method.as_str() {
            "POST" | "PUT" if !payload.is_empty() => {
                serde_json::from_slice(payload).map_err(|_| Denied::BAD_JSON)?
            }
            _ => Value::Null,
        };
        Ok(Self { method, path, params, if_match, body })
    }

    fn ttl(&self) -> Result<Option<i64>> {
        match self.body.get("ttl") {
            None | Some(Value::Null) => Ok(None),
            Some(ttl) => ttl.as_i64().map(Some).ok_or(Denied::BAD_TTL),
        }
    }

    fn change(&self) -> Result<Change> {
        let data = self.body.get("data").cloned();
        Ok(Change { data, ttl: self.ttl()?, collection_ttl: None, if_match: self.if_match.clone() })
    }
}

const NO_ROUTE: Denied = Denied::new(404, 20404, "The requested resource was not found");

/// Answers a request for objects or items as `identity` of `service`.
pub(crate) fn answer(
    store: &mut Store,
    service: &str,
    identity: &str,
    request: &Request,
    now: Timestamp,
) -> Answer {
    route(store, service, By::Identity(identity), request, now).unwrap_or_else(Answer::from)
}

fn route(store: &mut Store, service: &str, by: By<'_>, request: &Request, now: Timestamp) -> Result<Answer> {
    let path: Vec<&str> = request.path.iter().map(String::as_str).collect();
    let path = match path.as_slice() {
        ["v3", "Services", named, rest @ ..] => {
            if *named != service && *named != "default" {
                return Err(Denied::FORBIDDEN);
            }
            rest
        }
        ["v3", rest @ ..] => rest,
        _ => return Err(NO_ROUTE),
    };
    let [kind, rest @ ..] = path else { return Err(NO_ROUTE) };
    let kind = Kind::of_path(kind).ok_or(NO_ROUTE)?;
    let method = request.method.as_str();
    let at = |id| At { service, kind, id };
    match (method, rest) {
        ("POST", []) => {
            let name = request.body.get("unique_name").and_then(Value::as_str);
            let data = request.body.get("data").filter(|_| kind == Kind::Document).cloned();
            let new = NewObject { unique_name: name.map(str::to_owned), data, ttl: request.ttl()? };
            let object = store.create(service, kind, new, by, now)?;
            Ok(Answer::new(201, object_json(object, Face::Cds)))
        }
        ("GET", [id]) => {
            let object = store.read(at(id), by)?;
            let mut out = object_json(object, Face::Cds);
            if kind.has_items() && request.params.get("Include").is_some_and(|include| include == "items") {
                out["items"] =
                    object.items.values().take(100).map(|item| item_json(object, item, Face::Cds)).collect();
            }
            Ok(Answer::new(200, out))
        }
        ("POST", [id]) => {
            let mut change = request.change()?;
            if kind != Kind::Document {
                change.data = None;
            }
            Ok(Answer::new(200, object_json(store.update(at(id), change, by, now)?, Face::Cds)))
        }
        ("DELETE", [id]) => {
            store.remove(at(id), request.if_match.as_deref(), by)?;
            Ok(Answer { status: 204, body: None })
        }
        ("GET", [id, "Items"]) if kind.has_items() => items(store, at(id), by, request),
        ("POST", [id, "Items"]) if kind == Kind::List => put(store, at(id), Put::Push, by, request, now),
        ("GET", [id, "Context"]) if kind == Kind::List => {
            store.read(at(id), by)?;
            Ok(Answer::new(200, json!({"data": {}, "last_event_id": 0})))
        }
        ("POST", [id, "Messages"]) if kind == Kind::Stream => {
            let data = request.body.get("data").cloned().unwrap_or_default();
            let (sid, _) = store.publish(at(id), data, by)?;
            Ok(Answer::new(201, json!({"sid": sid})))
        }
        (_, [id, "Items", key]) if kind.has_items() => {
            let key = ItemKey::of(kind, key).ok_or(NO_ROUTE)?;
            match method {
                "GET" => {
                    let (item, object) = store.item(at(id), &key, by)?;
                    Ok(Answer::new(200, item_json(object, item, Face::Cds)))
                }
                "PUT" if kind == Kind::Map => put(store, at(id), Put::Upsert(key), by, request, now),
                "POST" => put(store, at(id), Put::Update(key), by, request, now),
                "DELETE" => {
                    let id = store.remove_item(at(id), &key, request.if_match.as_deref(), by, now)?;
                    Ok(Answer::new(200, json!({"last_event_id": id, "date_updated": millis(now)})))
                }
                _ => Err(NO_ROUTE),
            }
        }
        _ => Err(NO_ROUTE),
    }
}

fn put(
    store: &mut Store,
    at: At<'_>,
    put: Put,
    by: By<'_>,
    request: &Request,
    now: Timestamp,
) -> Result<Answer> {
    let (is_new, item, object) = store.put_item(at, put, request.change()?, by, now)?;
    Ok(Answer::new(if is_new { 201 } else { 200 }, item_json(object, &item, Face::Cds)))
}

fn items(store: &Store, at: At<'_>, by: By<'_>, request: &Request) -> Result<Answer> {
    let param = |name: &str| request.params.get(name).map(String::as_str);
    let key = |text: &str| ItemKey::of(at.kind, text).ok_or(NO_ROUTE);
    let one = param(if at.kind == Kind::Map { "Key" } else { "Index" });
    let object = store.read(at, by)?;
    let (items, before, after) = if let Some(one) = one {
        (object.items.get(&key(one)?).cloned().into_iter().collect(), false, false)
    } else {
        let size = param("PageSize").and_then(|size| size.parse().ok()).unwrap_or(50).clamp(1, 100);
        let query = ItemQuery {
            descending: param("Order") == Some("desc"),
            from: param("From").map(key).transpose()?,
            exclusive: param("Bounds") == Some("exclusive"),
            size,
        };
        let page = store.items(at, &query, by)?;
        (page.items, page.before, page.after)
    };
    // The SDK asks only whether there is a token; it pages by `From`.
    let token = |there: bool| if there { json!("more") } else { Value::Null };
    let items: Value = items.iter().map(|item| item_json(object, item, Face::Cds)).collect();
    Ok(Answer::new(
        200,
        json!({"items": items, "meta": {"previous_token": token(before), "next_token": token(after)}}),
    ))
}

//! Sync over REST: services, Documents, Lists, Maps and Streams, their items, messages and permissions.

use serde_json::Value;

use super::paging::{Asked, envelope, page};
use super::{Answer, Call, Outcome, Refusal};
use crate::server::Shared;
use crate::sync::{
    At, By, Change, Denied, Face, ItemKey, ItemQuery, Kind, NewObject, Permission, Put, ServiceChange,
    item_json, object_json, parse_ttl, permission_json, service_json,
};

/// The most entries on a page.
const MOST: usize = 100;

pub(super) fn answer(shared: &Shared, call: &Call) -> Outcome {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let ["v1", "Services", rest @ ..] = path.as_slice() else { return Err(Refusal::not_found(call)) };
    let face = Face::Rest(&shared.addresses.sync_url);
    let method = call.method.as_str();
    let outcome = match rest {
        [] => services(shared, call, face),
        [sid] => service(shared, call, face, sid),
        [service, kind, rest @ ..] => {
            let Some(kind) = Kind::of_path(kind) else { return Err(Refusal::not_found(call)) };
            match rest {
                [] => objects(shared, call, face, service, kind),
                [id, rest @ ..] => {
                    let at = At { service, kind, id };
                    match rest {
                        [] => object(shared, call, face, at),
                        ["Items"] if kind.has_items() => items(shared, call, face, at),
                        ["Items", key] if kind.has_items() => match ItemKey::of(kind, key) {
                            Some(key) => item(shared, call, face, at, &key),
                            None => return Err(Refusal::not_found(call)),
                        },
                        ["Messages"] if kind == Kind::Stream && method == "POST" => message(shared, call, at),
                        ["Permissions"] if kind != Kind::Stream => permissions(shared, call, face, at),
                        ["Permissions", who] if kind != Kind::Stream => {
                            permission(shared, call, face, at, who)
                        }
                        _ => return Err(Refusal::not_found(call)),
                    }
                }
            }
        }
    };
    outcome.map_err(|stop| match stop {
        // Over REST what is missing is the plain 20404, whatever is missing.
        Stop::Denied(Denied { status: 404, .. }) => Refusal::not_found(call),
        Stop::Denied(Denied { status, code, message }) => Refusal::new(status, code, message),
        Stop::Refusal(refusal) => refusal,
    })
}

enum Stop {
    Denied(Denied),
    Refusal(Refusal),
}

impl From<Denied> for Stop {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refusal(refusal)
    }
}

type Done = Result<Answer, Stop>;

fn not_allowed(call: &Call) -> Done {
    Err(Refusal::method(call).into())
}

fn service_change(call: &Call) -> Result<ServiceChange, Refusal> {
    let window = call.field("ReachabilityDebouncingWindow").map(|window| {
        let window = window.parse::<u32>().ok().filter(|window| (1000..=30_000).contains(window));
        window.ok_or_else(|| Refusal::invalid("ReachabilityDebouncingWindow"))
    });
    Ok(ServiceChange {
        friendly_name: call.field("FriendlyName").map(str::to_owned),
        webhook_url: call.field("WebhookUrl").map(str::to_owned),
        webhooks_from_rest_enabled: call.flag("WebhooksFromRestEnabled")?,
        reachability_webhooks_enabled: call.flag("ReachabilityWebhooksEnabled")?,
        acl_enabled: call.flag("AclEnabled")?,
        reachability_debouncing_enabled: call.flag("ReachabilityDebouncingEnabled")?,
        reachability_debouncing_window: window.transpose()?,
    })
}

fn services(shared: &Shared, call: &Call, face: Face<'_>) -> Done {
    match call.method.as_str() {
        "GET" => {
            let asked = Asked::read(call, MOST)?;
            Ok(shared.sync.write(|store, _| {
                let all: Vec<_> = store.services().collect();
                let place = |(number, _): &(u64, &_)| number.to_string();
                Answer::new(
                    200,
                    page(call, "services", &asked, &all, place, |(_, service)| service_json(service, face)),
                )
            }))
        }
        "POST" => {
            let change = service_change(call)?;
            let body = shared.sync.write(|store, now| service_json(store.create_service(change, now), face));
            Ok(Answer::new(201, body))
        }
        _ => not_allowed(call),
    }
}

fn service(shared: &Shared, call: &Call, face: Face<'_>, sid: &str) -> Done {
    match call.method.as_str() {
        "GET" => {
            let body =
                shared.sync.write(|store, _| store.service(sid).map(|service| service_json(service, face)));
            Ok(Answer::new(200, body?))
        }
        "POST" => {
            let change = service_change(call)?;
            let body = shared.sync.write(|store, now| {
                store.update_service(sid, change, now).map(|service| service_json(service, face))
            });
            Ok(Answer::new(200, body?))
        }
        "DELETE" => {
            shared.sync.write(|store, _| store.remove_service(sid))?;
            Ok(Answer::empty())
        }
        _ => not_allowed(call),
    }
}

fn plural(kind: Kind) -> String {
    format!("{}s", kind.word())
}

fn ttl(call: &Call, names: &[&str]) -> Result<Option<i64>, Denied> {
    names.iter().find_map(|name| call.field(name)).map(parse_ttl).transpose()
}

fn data(call: &Call) -> Result<Option<Value>, Denied> {
    call.field("Data").map(|data| serde_json::from_str(data).map_err(|_| Denied::BAD_JSON)).transpose()
}

/// What of a call makes an object's or an item's change.
fn change(call: &Call, ttl_names: &[&str], collection: &[&str]) -> Result<Change, Denied> {
    Ok(Change {
        data: data(call)?,
        ttl: ttl(call, ttl_names)?,
        collection_ttl: ttl(call, collection)?,
        if_match: call.if_match.clone(),
    })
}

fn objects(shared: &Shared, call: &Call, face: Face<'_>, service: &str, kind: Kind) -> Done {
    match call.method.as_str() {
        "GET" => {
            let asked = Asked::read(call, MOST)?;
            let body = shared.sync.write(|store, _| {
                store.objects(service, kind).map(|objects| {
                    let all: Vec<_> = objects.collect();
                    let place = |(number, _): &(u64, &_)| number.to_string();
                    page(call, &plural(kind), &asked, &all, place, |(_, object)| object_json(object, face))
                })
            });
            Ok(Answer::new(200, body?))
        }
        "POST" => {
            let new = NewObject {
                unique_name: call.field("UniqueName").map(str::to_owned),
                data: if kind == Kind::Document { data(call)? } else { None },
                ttl: ttl(call, if kind.has_items() { &["CollectionTtl", "Ttl"] } else { &["Ttl"] })?,
            };
            let body = shared.sync.write(|store, now| {
                store.create(service, kind, new, By::System, now).map(|object| object_json(object, face))
            });
            Ok(Answer::new(201, body?))
        }
        _ => not_allowed(call),
    }
}

fn object(shared: &Shared, call: &Call, face: Face<'_>, at: At<'_>) -> Done {
    match call.method.as_str() {
        "GET" => {
            let body = shared
                .sync
                .write(|store, _| store.read(at, By::System).map(|object| object_json(object, face)));
            Ok(Answer::new(200, body?))
        }
        "POST" => {
            let names: &[&str] = if at.kind.has_items() { &["CollectionTtl", "Ttl"] } else { &["Ttl"] };
            let mut change = change(call, names, &[])?;
            if at.kind != Kind::Document {
                change.data = None;
            }
            let body = shared.sync.write(|store, now| {
                store.update(at, change, By::System, now).map(|object| object_json(object, face))
            });
            Ok(Answer::new(200, body?))
        }
        "DELETE" => {
            shared.sync.write(|store, _| store.remove(at, call.if_match.as_deref(), By::System))?;
            Ok(Answer::empty())
        }
        _ => not_allowed(call),
    }
}

fn put(shared: &Shared, call: &Call, face: Face<'_>, at: At<'_>, put: Put) -> Result<Value, Stop> {
    let change = change(call, &["ItemTtl", "Ttl"], &["CollectionTtl"])?;
    let body = shared.sync.write(|store, now| {
        store
            .put_item(at, put, change, By::System, now)
            .map(|(_, item, object)| item_json(object, &item, face))
    });
    Ok(body?)
}

fn items(shared: &Shared, call: &Call, face: Face<'_>, at: At<'_>) -> Done {
    match call.method.as_str() {
        "GET" => list_items(shared, call, face, at),
        "POST" => {
            let how = if at.kind == Kind::List {
                Put::Push
            } else {
                Put::Create(ItemKey::Key(call.field("Key").unwrap_or_default().to_owned()))
            };
            Ok(Answer::new(201, put(shared, call, face, at, how)?))
        }
        _ => not_allowed(call),
    }
}

fn list_items(shared: &Shared, call: &Call, face: Face<'_>, at: At<'_>) -> Done {
    let asked = Asked::read(call, MOST)?;
    let key = |text: &str| ItemKey::of(at.kind, text).ok_or_else(|| Refusal::invalid("From"));
    let choice = |name: &str, one: &str, other: &str| match call.param(name) {
        None => Ok(false),
        Some(value) if value == one => Ok(false),
        Some(value) if value == other => Ok(true),
        Some(_) => Err(Refusal::invalid(name)),
    };
    // On a later page the token says where to go on, and that entry is always wanted.
    let (from, exclusive) = match &asked.from {
        Some(place) => (Some(key(place)?), false),
        None => (call.param("From").map(key).transpose()?, choice("Bounds", "inclusive", "exclusive")?),
    };
    let descending = choice("Order", "asc", "desc")?;
    // One more than asked for: it is the first of the next page.
    let query = ItemQuery { descending, from, exclusive, size: asked.size + 1 };
    let body = shared.sync.write(|store, _| {
        let mut found = store.items(at, &query, By::System)?;
        let next = found.items.get(asked.size).map(|item| item.key.text());
        found.items.truncate(asked.size);
        let object = store.read(at, By::System)?;
        let entries = found.items.iter().map(|item| item_json(object, item, face)).collect();
        Ok::<_, Denied>(envelope(call, "items", &asked, entries, None, next))
    });
    Ok(Answer::new(200, body?))
}

fn item(shared: &Shared, call: &Call, face: Face<'_>, at: At<'_>, key: &ItemKey) -> Done {
    match call.method.as_str() {
        "GET" => {
            let body = shared.sync.write(|store, _| {
                store.item(at, key, By::System).map(|(item, object)| item_json(object, item, face))
            });
            Ok(Answer::new(200, body?))
        }
        "POST" => Ok(Answer::new(200, put(shared, call, face, at, Put::Update(key.clone()))?)),
        "DELETE" => {
            let if_match = call.if_match.as_deref();
            shared.sync.write(|store, now| store.remove_item(at, key, if_match, By::System, now))?;
            Ok(Answer::empty())
        }
        _ => not_allowed(call),
    }
}

fn message(shared: &Shared, call: &Call, at: At<'_>) -> Done {
    let data = data(call)?.ok_or(Denied::BAD_JSON)?;
    let (sid, data) = shared.sync.write(|store, _| store.publish(at, data, By::System))?;
    Ok(Answer::new(201, serde_json::json!({"sid": sid, "data": data})))
}

fn permissions(shared: &Shared, call: &Call, face: Face<'_>, at: At<'_>) -> Done {
    if call.method != "GET" {
        return not_allowed(call);
    }
    let asked = Asked::read(call, MOST)?;
    let body = shared.sync.write(|store, _| {
        store.read(at, By::System).map(|object| {
            let all: Vec<_> = object.permissions.iter().collect();
            let show = |(who, what): &(&String, &Permission)| permission_json(object, who, **what, face);
            page(call, "permissions", &asked, &all, |(who, _)| (*who).clone(), show)
        })
    });
    Ok(Answer::new(200, body?))
}

fn permission(shared: &Shared, call: &Call, face: Face<'_>, at: At<'_>, who: &str) -> Done {
    match call.method.as_str() {
        "GET" => {
            let body = shared.sync.write(|store, _| {
                let object = store.read(at, By::System)?;
                let held = object.permissions.get(who).ok_or(Denied::NO_SERVICE)?;
                Ok::<_, Denied>(permission_json(object, who, *held, face))
            });
            Ok(Answer::new(200, body?))
        }
        "POST" => {
            let flag = |name: &str| call.flag(name)?.ok_or_else(|| Refusal::invalid(name));
            let set = Permission { read: flag("Read")?, write: flag("Write")?, manage: flag("Manage")? };
            let body = shared.sync.write(|store, _| {
                store
                    .permit(at, who, set)
                    .map(|object| (object.sid.clone(), permission_json(object, who, set, face)))
            });
            let (object, body) = body?;
            if !set.read {
                shared.sync.revoked(&object, who);
            }
            Ok(Answer::new(200, body))
        }
        "DELETE" => {
            let object = shared.sync.write(|store, _| {
                store.revoke(at, who)?;
                store.read(at, By::System).map(|object| object.sid.clone())
            });
            shared.sync.revoked(&object?, who);
            Ok(Answer::empty())
        }
        _ => not_allowed(call),
    }
}

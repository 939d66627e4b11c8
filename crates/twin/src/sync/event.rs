//! The bodies of what the subscribed are told, as the service writes them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::face;
use super::object::{By, Event, Item, ItemKey, Object};

pub(super) fn name_of(by: By<'_>) -> String {
    match by {
        By::System => "system".to_owned(),
        By::Identity(identity) => identity.to_owned(),
    }
}

pub(super) fn removed(object: &Object) -> Event {
    let word = object.kind.word();
    Event {
        object: object.sid.clone(),
        kind: object.kind,
        id: None,
        event_type: format!("{word}_removed"),
        body: json!({(format!("{word}_sid")): object.sid}),
        ends_object: true,
    }
}

pub(super) fn item_event(object: &Object, item: &Item, now: Timestamp) -> Value {
    let word = object.kind.word();
    let mut body = json!({"id": object.event_id, "item_data": item.data, "date_created": face::millis(now)});
    body[format!("{word}_sid")] = object.sid.clone().into();
    body[format!("{word}_revision")] = object.revision().into();
    match &item.key {
        ItemKey::Index(index) => body["item_index"] = (*index).into(),
        ItemKey::Key(key) => body["item_key"] = key.clone().into(),
    }
    body
}

pub(super) fn event_of(object: &Object, verb: &str, body: Value) -> Event {
    Event {
        object: object.sid.clone(),
        kind: object.kind,
        id: Some(object.event_id),
        event_type: format!("{}_item_{verb}", object.kind.word()),
        body,
        ends_object: false,
    }
}

pub(super) fn take_item(object: &mut Object, key: &ItemKey, now: Timestamp) -> Option<Event> {
    let item = object.items.remove(key)?;
    object.event_id += 1;
    object.date_updated = now;
    let event = event_of(object, "removed", item_event(object, &item, now));
    object.log.insert(Some(key.clone()), event.clone());
    Some(event)
}

//! Items of lists and maps.

use jiff::Timestamp;
use serde_json::Value;

use super::check::{Denied, MAX_DATA, MAX_NAME, Result, check_data, check_match, expiry};
use super::event::{event_of, item_event, name_of, take_item};
use super::face::{self, Face};
use super::object::{At, By, Change, Item, ItemKey, ItemPage, ItemQuery, Object, Put};
use super::permission::Right;
use super::store::Store;

impl Store {
    /// Writes an item. The flag says whether it is new.
    pub(crate) fn put_item(
        &mut self,
        at: At<'_>,
        put: Put,
        change: Change,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<(bool, Item, &Object)> {
        let object = self.get(at, by, Right::Write)?;
        let kind = object.kind;
        let key = match &put {
            Put::Push => ItemKey::Index(object.next_index),
            Put::Create(key) | Put::Update(key) | Put::Upsert(key) => key.clone(),
        };
        if let ItemKey::Key(key) = &key
            && (key.is_empty() || key.chars().count() > MAX_NAME)
        {
            return Err(Denied::BAD_KEY);
        }
        let before = object.items.get(&key);
        match put {
            Put::Create(_) if before.is_some() => return Err(Denied::KEY_TAKEN),
            Put::Update(_) if before.is_none() => return Err(kind.item_not_found()),
            _ => {}
        }
        check_match(change.if_match.as_deref(), before.map(|item| format!("{:x}", item.event_id)), kind)?;
        let (expires, collection) = (expiry(change.ttl, now)?, expiry(change.collection_ttl, now)?);
        let data = change.data.map(|data| check_data(data, MAX_DATA)).transpose()?;
        if data.is_none() && before.is_none() {
            return Err(Denied::BAD_JSON);
        }

        let is_new = before.is_none();
        let mut item = before.cloned().unwrap_or_else(|| Item {
            key: key.clone(),
            data: Value::Null,
            event_id: 0,
            created_by: name_of(by),
            date_created: now,
            date_updated: now,
            date_expires: None,
        });
        item.date_updated = now;
        if let Some(expires) = expires {
            item.date_expires = expires;
        }
        if let Some(collection) = collection {
            object.date_expires = collection;
        }
        if let ItemKey::Index(index) = key {
            object.next_index = object.next_index.max(index + 1);
        }
        let mut event = None;
        if let Some(data) = data {
            item.data = data;
            object.event_id += 1;
            object.date_updated = now;
            item.event_id = object.event_id;
            let url = face::item_url(Face::Cds, object, &item.key);
            let verb = if is_new { "added" } else { "updated" };
            let mut body = item_event(object, &item, now);
            body["item_url"] = url.into();
            body["item_revision"] = format!("{:x}", item.event_id).into();
            body["date_expires"] = item.date_expires.map(face::millis).into();
            let made = event_of(object, verb, body);
            object.log.insert(Some(item.key.clone()), made.clone());
            event = Some(made);
        }
        object.items.insert(item.key.clone(), item.clone());
        self.events.extend(event);
        Ok((is_new, item, self.read(at, By::System)?))
    }

    pub(crate) fn item(&self, at: At<'_>, key: &ItemKey, by: By<'_>) -> Result<(&Item, &Object)> {
        let object = self.read(at, by)?;
        object.items.get(key).map(|item| (item, object)).ok_or_else(|| at.kind.item_not_found())
    }

    /// Removes an item and answers the number of that event.
    pub(crate) fn remove_item(
        &mut self,
        at: At<'_>,
        key: &ItemKey,
        if_match: Option<&str>,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<u64> {
        let object = self.get(at, by, Right::Write)?;
        let item = object.items.get(key).ok_or_else(|| at.kind.item_not_found())?;
        check_match(if_match, Some(format!("{:x}", item.event_id)), at.kind)?;
        let event = take_item(object, key, now);
        let id = object.event_id;
        self.events.extend(event);
        Ok(id)
    }

    pub(crate) fn items(&self, at: At<'_>, query: &ItemQuery, by: By<'_>) -> Result<ItemPage> {
        let object = self.read(at, by)?;
        let mut all: Vec<&Item> = object.items.values().collect();
        if query.descending {
            all.reverse();
        }
        let first = query.from.as_ref().map_or(0, |from| {
            all.partition_point(|item| {
                let order = item.key.cmp(from);
                let order = if query.descending { order.reverse() } else { order };
                order.is_lt() || (query.exclusive && order.is_eq())
            })
        });
        let items: Vec<Item> = all[first..].iter().take(query.size).map(|item| (*item).clone()).collect();
        let after = first + items.len() < all.len();
        Ok(ItemPage { items, before: first > 0, after })
    }
}

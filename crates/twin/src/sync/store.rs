//! What Sync keeps: services, their objects, and the newest event of each part of an object, for replay.
//!
//! Pure: time is an argument, and what a change means for others is an [`Event`] that the caller takes away.
//! Every operation checks everything before it changes anything.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::face::{self, Face};
use super::permission::{Permission, Right, allow};
use crate::account::{Account, Sids};

/// Data of a document or item, in bytes of JSON.
const MAX_DATA: usize = 16 * 1024;
/// A stream message, in bytes of JSON.
const MAX_MESSAGE: usize = 4 * 1024;
/// Unique names and map keys, in characters.
const MAX_NAME: usize = 320;
/// A year, in seconds.
const MAX_TTL: i64 = 31_536_000;

/// A refusal: HTTP status, Twilio's code, and words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub(crate) struct Denied {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: Cow<'static, str>,
}

impl Denied {
    pub(crate) const fn new(status: u16, code: u32, message: &'static str) -> Self {
        Self { status, code, message: Cow::Borrowed(message) }
    }
    pub(crate) const FORBIDDEN: Self = Self::new(403, 54007, "Access forbidden for identity");
    pub(crate) const BAD_JSON: Self = Self::new(400, 54008, "Invalid JSON");
    pub(crate) const BAD_IF_MATCH: Self = Self::new(400, 54003, "Malformed If-Match header");
    pub(crate) const BAD_TTL: Self = Self::new(400, 54011, "TTL value must be between 0 and 31536000");
    pub(crate) const NO_SERVICE: Self = Self::new(404, 54050, "Service not found");
    const TOO_LARGE: Self = Self::new(413, 54006, "Request entity too large");
    const BAD_NAME: Self = Self::new(
        400,
        54302,
        "Unique name must have 1 to 320 characters and must not have the form of a SID",
    );
    const BAD_KEY: Self = Self::new(400, 54215, "Map item key must have 1 to 320 characters");
    const NO_NAME: Self = Self::new(404, 54300, "Unique name not found");
    const NAME_TAKEN: Self = Self::new(409, 54301, "Unique name already exists");
    const KEY_TAKEN: Self = Self::new(409, 54208, "Map item with this key already exists");
}

pub(crate) type Result<T> = std::result::Result<T, Denied>;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By<'a> {
    /// REST, with the account's credentials.
    System,
    /// The SDK, with a token of this identity.
    Identity(&'a str),
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    Document,
    List,
    Map,
    Stream,
}

impl Kind {
    pub(crate) fn of_path(segment: &str) -> Option<Self> {
        Some(match segment {
            "Documents" => Self::Document,
            "Lists" => Self::List,
            "Maps" => Self::Map,
            "Streams" => Self::Stream,
            _ => return None,
        })
    }
    pub(crate) fn path(self) -> &'static str {
        ["Documents", "Lists", "Maps", "Streams"][self as usize]
    }
    pub(crate) fn word(self) -> &'static str {
        ["document", "list", "map", "stream"][self as usize]
    }
    fn prefix(self) -> &'static str {
        ["ET", "ES", "MP", "TO"][self as usize]
    }
    pub(crate) fn not_found(self) -> Denied {
        let code = [54100, 54150, 54200, 54250][self as usize];
        Denied { status: 404, code, message: format!("{} not found", self.word()).into() }
    }
    fn item_not_found(self) -> Denied {
        let code = if self == Self::List { 54151 } else { 54201 };
        Denied { status: 404, code, message: format!("{} item not found", self.word()).into() }
    }
    fn mismatch(self) -> Denied {
        let code = [54103, 54155, 54205, 54103][self as usize];
        Denied { status: 412, code, message: "The revision of the If-Match header does not match".into() }
    }
    pub(crate) fn has_items(self) -> bool {
        matches!(self, Self::List | Self::Map)
    }
}

/// The place of an item: its index in a list, its key in a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ItemKey {
    Index(u64),
    Key(String),
}

impl ItemKey {
    /// As it stands in a path. `None` when a list's index is no number.
    pub(crate) fn of(kind: Kind, text: &str) -> Option<Self> {
        if kind == Kind::List { text.parse().ok().map(Self::Index) } else { Some(Self::Key(text.to_owned())) }
    }
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Index(index) => index.to_string(),
            Self::Key(key) => key.clone(),
        }
    }
}

/// One entry of a list or map.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) key: ItemKey,
    pub(crate) data: Value,
    pub(crate) event_id: u64,
    pub(crate) created_by: String,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
    pub(crate) date_expires: Option<Timestamp>,
}

/// A document, list, map or stream.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) sid: String,
    pub(crate) service: String,
    pub(crate) account: String,
    pub(crate) kind: Kind,
    pub(crate) unique_name: Option<String>,
    pub(crate) created_by: String,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
    pub(crate) date_expires: Option<Timestamp>,
    /// The number of its latest event; the revision is made from it.
    pub(crate) event_id: u64,
    pub(crate) data: Value,
    pub(crate) items: BTreeMap<ItemKey, Item>,
    pub(crate) permissions: BTreeMap<String, Permission>,
    next_index: u64,
    /// The newest event of the document (`None`) or of each item, removals included.
    log: HashMap<Option<ItemKey>, Event>,
}

impl Object {
    /// Lower-case hex, as the service writes it; a map's or list's is one ahead of its latest item's.
    pub(crate) fn revision(&self) -> String {
        let ahead = u64::from(self.kind.has_items() && self.event_id > 0);
        format!("{:x}", self.event_id + ahead)
    }

    /// Events later than `after`, oldest first.
    pub(crate) fn replay(&self, after: u64) -> Vec<&Event> {
        let mut events: Vec<_> = self.log.values().filter(|event| event.id > Some(after)).collect();
        events.sort_by_key(|event| event.id);
        events
    }
}

/// A change that the subscribed are told of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) object: String,
    pub(crate) kind: Kind,
    pub(crate) id: Option<u64>,
    pub(crate) event_type: String,
    pub(crate) body: Value,
    /// Nothing comes after it.
    pub(crate) ends_object: bool,
}

/// A Sync service.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) sid: String,
    pub(crate) unique_name: Option<String>,
    pub(crate) account: String,
    pub(crate) settings: ServiceSettings,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
    objects: BTreeMap<u64, Object>,
    by_sid: HashMap<String, u64>,
    by_name: HashMap<(Kind, String), u64>,
}

/// What can be set on a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServiceSettings {
    pub(crate) friendly_name: Option<String>,
    pub(crate) webhook_url: Option<String>,
    pub(crate) webhooks_from_rest_enabled: bool,
    pub(crate) reachability_webhooks_enabled: bool,
    pub(crate) acl_enabled: bool,
    pub(crate) reachability_debouncing_enabled: bool,
    pub(crate) reachability_debouncing_window: u32,
}

/// A change of a service: what is `None` stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServiceChange {
    pub(crate) friendly_name: Option<String>,
    pub(crate) webhook_url: Option<String>,
    pub(crate) webhooks_from_rest_enabled: Option<bool>,
    pub(crate) reachability_webhooks_enabled: Option<bool>,
    pub(crate) acl_enabled: Option<bool>,
    pub(crate) reachability_debouncing_enabled: Option<bool>,
    pub(crate) reachability_debouncing_window: Option<u32>,
}

impl ServiceSettings {
    fn apply(&mut self, change: ServiceChange) {
        fn set<T>(to: &mut T, from: Option<T>) {
            if let Some(from) = from {
                *to = from;
            }
        }
        set(&mut self.friendly_name, change.friendly_name.map(Some));
        set(&mut self.webhook_url, change.webhook_url.map(Some));
        set(&mut self.webhooks_from_rest_enabled, change.webhooks_from_rest_enabled);
        set(&mut self.reachability_webhooks_enabled, change.reachability_webhooks_enabled);
        set(&mut self.acl_enabled, change.acl_enabled);
        set(&mut self.reachability_debouncing_enabled, change.reachability_debouncing_enabled);
        set(&mut self.reachability_debouncing_window, change.reachability_debouncing_window);
    }
}

/// An object: a service, a kind, and a SID or unique name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    pub(crate) service: &'a str,
    pub(crate) kind: Kind,
    pub(crate) id: &'a str,
}

/// What a new object begins with.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewObject {
    pub(crate) unique_name: Option<String>,
    pub(crate) data: Option<Value>,
    pub(crate) ttl: Option<i64>,
}

/// A change of a document or an item: what is `None` stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) data: Option<Value>,
    pub(crate) ttl: Option<i64>,
    /// Sets when the list or map around the item expires.
    pub(crate) collection_ttl: Option<i64>,
    pub(crate) if_match: Option<String>,
}

/// How an item is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Put {
    /// At the end of a list.
    Push,
    /// Only if it is not there.
    Create(ItemKey),
    /// Only if it is there.
    Update(ItemKey),
    /// Either way.
    Upsert(ItemKey),
}

/// Which items are wanted.
#[derive(Clone, Debug)]
pub(crate) struct ItemQuery {
    pub(crate) descending: bool,
    pub(crate) from: Option<ItemKey>,
    pub(crate) exclusive: bool,
    pub(crate) size: usize,
}

/// Some items, and whether there are others before and after them in the order that was asked for.
pub(crate) struct ItemPage {
    pub(crate) items: Vec<Item>,
    pub(crate) before: bool,
    pub(crate) after: bool,
}

/// All of Sync's state.
pub(crate) struct Store {
    sids: Sids,
    account: String,
    default_service: String,
    services: BTreeMap<u64, Service>,
    count: u64,
    events: Vec<Event>,
    /// Whether tokens may create objects in a service that checks permissions. Twilio does not say; this is a switch.
    pub(crate) tokens_may_create: bool,
}

impl Store {
    pub(crate) fn new(account: &Account, sids: Sids, now: Timestamp) -> Self {
        let mut store = Self {
            sids,
            account: account.sid.clone(),
            default_service: account.default_service_sid.clone(),
            services: BTreeMap::new(),
            count: 0,
            events: Vec::new(),
            tokens_may_create: false,
        };
        let named =
            |name: &str| ServiceChange { friendly_name: Some(name.into()), ..ServiceChange::default() };
        store.insert_service(account.default_service_sid.clone(), named("Default Service"), now);
        store.insert_service(
            account.sync_service_sid.clone(),
            ServiceChange { acl_enabled: Some(true), ..named("Anteroom") },
            now,
        );
        store
    }

    // Services.

    fn insert_service(&mut self, sid: String, change: ServiceChange, now: Timestamp) -> &Service {
        let mut settings = ServiceSettings {
            friendly_name: None,
            webhook_url: None,
            webhooks_from_rest_enabled: false,
            reachability_webhooks_enabled: false,
            acl_enabled: false,
            reachability_debouncing_enabled: false,
            reachability_debouncing_window: 5000,
        };
        settings.apply(change);
        self.count += 1;
        let unique_name = (sid == self.default_service).then(|| "default".to_owned());
        self.services.entry(self.count).or_insert(Service {
            sid,
            unique_name,
            account: self.account.clone(),
            settings,
            date_created: now,
            date_updated: now,
            objects: BTreeMap::new(),
            by_sid: HashMap::new(),
            by_name: HashMap::new(),
        })
    }

    fn service_number(&self, sid: &str) -> Result<u64> {
        let sid = if sid == "default" { &self.default_service } else { sid };
        let found = self.services.iter().find(|(_, service)| service.sid == sid);
        found.map(|(number, _)| *number).ok_or(Denied::NO_SERVICE)
    }

    pub(crate) fn service(&self, sid: &str) -> Result<&Service> {
        self.services.get(&self.service_number(sid)?).ok_or(Denied::NO_SERVICE)
    }

    fn service_mut(&mut self, sid: &str) -> Result<&mut Service> {
        let number = self.service_number(sid)?;
        self.services.get_mut(&number).ok_or(Denied::NO_SERVICE)
    }

    pub(crate) fn services(&self) -> impl Iterator<Item = (u64, &Service)> {
        self.services.iter().map(|(number, service)| (*number, service))
    }

    pub(crate) fn create_service(&mut self, change: ServiceChange, now: Timestamp) -> &Service {
        let sid = self.sids.next("IS");
        self.insert_service(sid, change, now)
    }

    pub(crate) fn update_service(
        &mut self,
        sid: &str,
        change: ServiceChange,
        now: Timestamp,
    ) -> Result<&Service> {
        let service = self.service_mut(sid)?;
        service.settings.apply(change);
        service.date_updated = now;
        Ok(service)
    }

    pub(crate) fn remove_service(&mut self, sid: &str) -> Result<()> {
        let number = self.service_number(sid)?;
        if let Some(service) = self.services.remove(&number) {
            self.events.extend(service.objects.values().map(removed));
        }
        Ok(())
    }

    // Objects.

    pub(crate) fn objects(&self, service: &str, kind: Kind) -> Result<impl Iterator<Item = (u64, &Object)>> {
        let objects = self.service(service)?.objects.iter();
        Ok(objects.filter(move |(_, object)| object.kind == kind).map(|(number, object)| (*number, object)))
    }

    pub(crate) fn create(
        &mut self,
        service: &str,
        kind: Kind,
        new: NewObject,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<&Object> {
        let may_create = self.tokens_may_create;
        let held = self.service(service)?;
        if held.settings.acl_enabled && by != By::System && !may_create {
            return Err(Denied::FORBIDDEN);
        }
        let date_expires = expiry(new.ttl, now)?.flatten();
        if let Some(name) = &new.unique_name {
            if name.is_empty() || name.chars().count() > MAX_NAME || is_sid(name) {
                return Err(Denied::BAD_NAME);
            }
            if held.by_name.contains_key(&(kind, name.clone())) {
                return Err(Denied::NAME_TAKEN);
            }
        }
        let data = check_data(new.data.unwrap_or_else(|| json!({})), MAX_DATA)?;

        self.count += 1;
        let (number, sid, account) = (self.count, self.sids.next(kind.prefix()), self.account.clone());
        let mut permissions = BTreeMap::new();
        if let By::Identity(identity) = by {
            permissions.insert(identity.to_owned(), Permission::ALL);
        }
        let service = self.service_mut(service)?;
        service.by_sid.insert(sid.clone(), number);
        if let Some(name) = &new.unique_name {
            service.by_name.insert((kind, name.clone()), number);
        }
        let object = Object {
            sid,
            service: service.sid.clone(),
            account,
            kind,
            unique_name: new.unique_name,
            created_by: name_of(by),
            date_created: now,
            date_updated: now,
            date_expires,
            event_id: 0,
            data,
            items: BTreeMap::new(),
            permissions,
            next_index: 0,
            log: HashMap::new(),
        };
        Ok(service.objects.entry(number).or_insert(object))
    }

    fn number(&self, at: At<'_>) -> Result<(u64, u64)> {
        let service_number = self.service_number(at.service)?;
        let service = &self.services[&service_number];
        let number = if is_sid(at.id) {
            let number = service.by_sid.get(at.id).copied();
            number
                .filter(|number| service.objects[number].kind == at.kind)
                .ok_or_else(|| at.kind.not_found())?
        } else {
            *service.by_name.get(&(at.kind, at.id.to_owned())).ok_or(Denied::NO_NAME)?
        };
        Ok((service_number, number))
    }

    /// An object, if it exists and `by` has this right to it.
    fn get(&mut self, at: At<'_>, by: By<'_>, right: Right) -> Result<&mut Object> {
        let (service, number) = self.number(at)?;
        let service = self.services.get_mut(&service).ok_or(Denied::NO_SERVICE)?;
        let object = service.objects.get_mut(&number).ok_or_else(|| at.kind.not_found())?;
        allow(service.settings.acl_enabled, &object.permissions, by, right)?;
        Ok(object)
    }

    pub(crate) fn read(&self, at: At<'_>, by: By<'_>) -> Result<&Object> {
        let (service, number) = self.number(at)?;
        let service = &self.services[&service];
        let object = &service.objects[&number];
        allow(service.settings.acl_enabled, &object.permissions, by, Right::Read)?;
        Ok(object)
    }

    /// Changes a document's data or any object's time to live.
    pub(crate) fn update(
        &mut self,
        at: At<'_>,
        change: Change,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<&Object> {
        let object = self.get(at, by, Right::Write)?;
        check_match(change.if_match.as_deref(), Some(object.revision()), at.kind)?;
        let expires = expiry(change.ttl.or(change.collection_ttl), now)?;
        let data = change.data.map(|data| check_data(data, MAX_DATA)).transpose()?;
        if let Some(expires) = expires {
            object.date_expires = expires;
        }
        object.date_updated = now;
        if let Some(data) = data {
            object.data = data;
            object.event_id += 1;
            let event = Event {
                object: object.sid.clone(),
                kind: object.kind,
                id: Some(object.event_id),
                event_type: "document_updated".into(),
                body: json!({
                    "id": object.event_id, "document_sid": object.sid,
                    "document_unique_name": object.unique_name, "document_revision": object.revision(),
                    "document_data": object.data, "date_created": face::millis(now),
                    "date_expires": object.date_expires.map(face::millis)}),
                ends_object: false,
            };
            object.log.insert(None, event.clone());
            self.events.push(event);
        }
        self.read(at, By::System)
    }

    pub(crate) fn remove(&mut self, at: At<'_>, if_match: Option<&str>, by: By<'_>) -> Result<()> {
        let object = self.get(at, by, Right::Manage)?;
        check_match(if_match, Some(object.revision()), at.kind)?;
        let (service, number) = self.number(at)?;
        self.take(service, number);
        Ok(())
    }

    fn take(&mut self, service: u64, number: u64) {
        let Some(service) = self.services.get_mut(&service) else { return };
        let Some(object) = service.objects.remove(&number) else { return };
        service.by_sid.remove(&object.sid);
        if let Some(name) = &object.unique_name {
            service.by_name.remove(&(object.kind, name.clone()));
        }
        self.events.push(removed(&object));
    }

    /// Sends a message on a stream. Nothing is kept of it.
    pub(crate) fn publish(&mut self, at: At<'_>, data: Value, by: By<'_>) -> Result<(String, Value)> {
        let sid = self.sids.next("TZ");
        let object = self.get(at, by, Right::Write)?;
        let data = check_data(data, MAX_MESSAGE)?;
        let event = Event {
            object: object.sid.clone(),
            kind: object.kind,
            id: None,
            event_type: "stream_message_published".into(),
            body: json!({"stream_sid": object.sid, "message_sid": sid, "message_data": data}),
            ends_object: false,
        };
        self.events.push(event);
        Ok((sid, data))
    }

    // Items.

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

    // Permissions. Only REST comes here.

    pub(crate) fn permit(&mut self, at: At<'_>, identity: &str, permission: Permission) -> Result<&Object> {
        self.get(at, By::System, Right::Manage)?.permissions.insert(identity.to_owned(), permission);
        self.read(at, By::System)
    }

    pub(crate) fn revoke(&mut self, at: At<'_>, identity: &str) -> Result<()> {
        let object = self.get(at, By::System, Right::Manage)?;
        let gone = object.permissions.remove(identity);
        gone.map(|_| ()).ok_or(Denied::new(404, 20404, "Permission not found"))
    }

    // Time.

    /// Removes what has expired.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        let over = |expires: Option<Timestamp>| expires.is_some_and(|at| at <= now);
        let mut gone = Vec::new();
        for (service_number, service) in &mut self.services {
            for (number, object) in &mut service.objects {
                if over(object.date_expires) {
                    gone.push((*service_number, *number));
                    continue;
                }
                let keys: Vec<_> = object.items.values().filter(|item| over(item.date_expires)).collect();
                let keys: Vec<_> = keys.into_iter().map(|item| item.key.clone()).collect();
                for key in keys {
                    self.events.extend(take_item(object, &key, now));
                }
            }
        }
        for (service, number) in gone {
            self.take(service, number);
        }
    }

    /// When the next thing expires.
    pub(crate) fn next_expiry(&self) -> Option<Timestamp> {
        let objects = self.services.values().flat_map(|service| service.objects.values());
        objects
            .flat_map(|object| {
                object.items.values().filter_map(|item| item.date_expires).chain(object.date_expires)
            })
            .min()
    }

    /// What has happened since the last time this was asked.
    pub(crate) fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Everything, for the test-control API.
    pub(crate) fn dump(&self) -> Value {
        let object = |object: &Object| {
            let mut shown = face::object_json(object, Face::Cds);
            shown["items"] =
                object.items.values().map(|item| face::item_json(object, item, Face::Cds)).collect();
            let permissions = object.permissions.iter();
            shown["permissions"] =
                permissions.map(|(who, what)| face::permission_json(object, who, *what, Face::Cds)).collect();
            shown
        };
        let service = |service: &Service| {
            json!({"sid": service.sid, "acl_enabled": service.settings.acl_enabled,
                "objects": service.objects.values().map(object).collect::<Value>()})
        };
        self.services.values().map(service).collect()
    }
}

fn name_of(by: By<'_>) -> String {
    match by {
        By::System => "system".to_owned(),
        By::Identity(identity) => identity.to_owned(),
    }
}

fn removed(object: &Object) -> Event {
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

fn item_event(object: &Object, item: &Item, now: Timestamp) -> Value {
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

fn event_of(object: &Object, verb: &str, body: Value) -> Event {
    Event {
        object: object.sid.clone(),
        kind: object.kind,
        id: Some(object.event_id),
        event_type: format!("{}_item_{verb}", object.kind.word()),
        body,
        ends_object: false,
    }
}

fn take_item(object: &mut Object, key: &ItemKey, now: Timestamp) -> Option<Event> {
    let item = object.items.remove(key)?;
    object.event_id += 1;
    object.date_updated = now;
    let event = event_of(object, "removed", item_event(object, &item, now));
    object.log.insert(Some(key.clone()), event.clone());
    Some(event)
}

/// `[A-Z]{2}[a-f0-9]{32}`.
fn is_sid(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 34
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..].iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// `None`: says nothing; `Some(None)`: never.
#[expect(clippy::option_option, reason = "the two kinds of nothing mean different things here")]
fn expiry(ttl: Option<i64>, now: Timestamp) -> Result<Option<Option<Timestamp>>> {
    match ttl {
        None => Ok(None),
        Some(0) => Ok(Some(None)),
        Some(ttl @ 1..=MAX_TTL) => Ok(Some(now.checked_add(SignedDuration::from_secs(ttl)).ok())),
        Some(_) => Err(Denied::BAD_TTL),
    }
}

/// A TTL as it stands in a form.
pub(crate) fn parse_ttl(text: &str) -> Result<i64> {
    text.parse().map_err(|_| Denied::BAD_TTL)
}

fn check_data(data: Value, most: usize) -> Result<Value> {
    if !data.is_object() {
        return Err(Denied::BAD_JSON);
    }
    if data.to_string().len() > most {
        return Err(Denied::TOO_LARGE);
    }
    Ok(data)
}

/// `-1` asks that there be nothing; a revision may stand in quotes, as an ETag does.
fn check_match(wanted: Option<&str>, found: Option<String>, kind: Kind) -> Result<()> {
    let Some(wanted) = wanted else { return Ok(()) };
    let wanted = wanted.strip_prefix('"').and_then(|wanted| wanted.strip_suffix('"')).unwrap_or(wanted);
    if wanted == "-1" {
        return if found.is_none() { Ok(()) } else { Err(kind.mismatch()) };
    }
    if wanted.is_empty() || wanted.len() > 16 || !wanted.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Denied::BAD_IF_MATCH);
    }
    if found.as_deref() == Some(wanted) { Ok(()) } else { Err(kind.mismatch()) }
}

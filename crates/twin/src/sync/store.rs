//! What Sync keeps: services, their objects, and the newest event of each part of an object, for replay.
//!
//! Services and items have files of their own (`service`, `items`). Pure: time is an argument, and what a change means for others is an [`Event`] that the caller takes away.
//! Every operation checks everything before it changes anything.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::check::{
    Denied, MAX_DATA, MAX_MESSAGE, MAX_NAME, Result, check_data, check_match, expiry, is_sid,
};
use super::event::{name_of, removed, take_item};
use super::face::{self, Face};
use super::object::{At, By, Change, Event, Kind, NewObject, Object};
use super::permission::{Permission, Right, allow};
use super::service::{Service, ServiceChange};
use crate::account::{Account, Sids};

/// All of Sync's state.
pub(crate) struct Store {
    pub(super) sids: Sids,
    pub(super) account: String,
    pub(super) default_service: String,
    pub(super) services: BTreeMap<u64, Service>,
    pub(super) count: u64,
    pub(super) events: Vec<Event>,
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
    pub(super) fn get(&mut self, at: At<'_>, by: By<'_>, right: Right) -> Result<&mut Object> {
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

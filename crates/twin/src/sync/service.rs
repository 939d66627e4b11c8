//! Services: their settings, and the store's word on which there are.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::check::{Denied, Result};
use super::event::removed;
use super::object::{Kind, Object};
use super::store::Store;

/// A Sync service.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(crate) sid: String,
    pub(crate) unique_name: Option<String>,
    pub(crate) account: String,
    pub(crate) settings: ServiceSettings,
    pub(crate) date_created: Timestamp,
    pub(crate) date_updated: Timestamp,
    pub(super) objects: BTreeMap<u64, Object>,
    pub(super) by_sid: HashMap<String, u64>,
    pub(super) by_name: HashMap<(Kind, String), u64>,
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

impl Store {
    pub(super) fn insert_service(&mut self, sid: String, change: ServiceChange, now: Timestamp) -> &Service {
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

    pub(super) fn service_number(&self, sid: &str) -> Result<u64> {
        let sid = if sid == "default" { &self.default_service } else { sid };
        let found = self.services.iter().find(|(_, service)| service.sid == sid);
        found.map(|(number, _)| *number).ok_or(Denied::NO_SERVICE)
    }

    pub(crate) fn service(&self, sid: &str) -> Result<&Service> {
        self.services.get(&self.service_number(sid)?).ok_or(Denied::NO_SERVICE)
    }

    pub(super) fn service_mut(&mut self, sid: &str) -> Result<&mut Service> {
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
}

//! Sync services.

use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    AccountSid, Client, Pages, SyncServiceSid,
    base_urls::Product,
    error::Result,
    request::{Params, Request},
};

/// A Sync service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Service {
    /// Its SID.
    pub sid: SyncServiceSid,
    /// The account it belongs to.
    #[serde(default)]
    pub account_sid: Option<AccountSid>,
    /// `default` for the service that every account has from the start.
    #[serde(default)]
    pub unique_name: Option<String>,
    /// What the account calls it.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// Whether permissions count. If not, every token for the service reads and writes everything in it.
    #[serde(default)]
    pub acl_enabled: Option<bool>,
    /// Whether changes over REST are reported to the webhook.
    #[serde(default)]
    pub webhooks_from_rest_enabled: Option<bool>,
    /// When it was made.
    #[serde(default)]
    pub date_created: Option<Timestamp>,
}

/// A service to be made. What is not set is as Twilio has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewService {
    /// What it is called.
    pub friendly_name: Option<String>,
    /// Whether permissions count.
    pub acl_enabled: Option<bool>,
    /// Report to a webhook when somebody comes or goes.
    pub reachability_webhooks_enabled: Option<bool>,
    /// Wait a moment before reporting that somebody went.
    pub reachability_debouncing_enabled: Option<bool>,
    /// That moment, in milliseconds: 1000 to 30 000.
    pub reachability_debouncing_window: Option<u32>,
    /// Report changes over REST as well.
    pub webhooks_from_rest_enabled: Option<bool>,
}

/// What to change in a service; the same things as when making one.
pub type ServiceChange = NewService;

impl NewService {
    fn params(&self) -> Params {
        let mut form = Params::default();
        form.maybe("FriendlyName", self.friendly_name.as_ref())
            .maybe("ReachabilityWebhooksEnabled", self.reachability_webhooks_enabled)
            .maybe("AclEnabled", self.acl_enabled)
            .maybe("ReachabilityDebouncingEnabled", self.reachability_debouncing_enabled)
            .maybe("ReachabilityDebouncingWindow", self.reachability_debouncing_window)
            .maybe("WebhooksFromRestEnabled", self.webhooks_from_rest_enabled);
        form
    }
}

/// The account's services.
#[derive(Debug, Clone)]
pub struct Services {
    client: Client,
}

impl Services {
    pub(crate) fn new(client: Client) -> Self {
        Services { client }
    }

    /// Makes one.
    ///
    /// # Errors
    /// As any call.
    pub async fn create(&self, service: &NewService) -> Result<Service> {
        let path = ["v1", "Services"];
        self.client
            .fetch(&Request::post("create a Sync service", Product::Sync, &path, service.params()))
            .await
    }

    /// Looks one up.
    ///
    /// # Errors
    /// As any call.
    pub async fn fetch(&self, sid: &SyncServiceSid) -> Result<Service> {
        let path = ["v1", "Services", sid.as_str()];
        self.client.fetch(&Request::get("fetch a Sync service", Product::Sync, &path)).await
    }

    /// Changes one.
    ///
    /// # Errors
    /// As any call.
    pub async fn update(&self, sid: &SyncServiceSid, change: &ServiceChange) -> Result<Service> {
        let path = ["v1", "Services", sid.as_str()];
        self.client
            .fetch(&Request::post("change a Sync service", Product::Sync, &path, change.params()))
            .await
    }

    /// Lists them.
    pub fn list(&self) -> Pages<Service> {
        let request = Request::get("list Sync services", Product::Sync, &["v1", "Services"]);
        Pages::new(self.client.clone(), request, "services")
    }
}

//! Messaging services: pools of senders.

use serde::Deserialize;

use crate::{
    Client, LinkDomainSid, MessagingServiceSid, Pages, PhoneNumberSid,
    base_urls::Product,
    error::Result,
    request::{Params, Request},
};

/// A messaging service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct MessagingService {
    /// Its SID.
    pub sid: MessagingServiceSid,
    /// What the account calls it.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// Whether it writes typographic signs plainly of its own accord.
    #[serde(default)]
    pub smart_encoding: Option<bool>,
    /// Whether somebody always hears from the same sender.
    #[serde(default)]
    pub sticky_sender: Option<bool>,
    /// For how long a message may wait, in seconds.
    #[serde(default)]
    pub validity_period: Option<u32>,
    /// Whether it is registered for texts to the United States (A2P 10DLC).
    #[serde(default)]
    pub us_app_to_person_registered: Option<bool>,
}

/// A phone number in the pool of a messaging service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Sender {
    /// Its SID.
    pub sid: PhoneNumberSid,
    /// The number itself, as `+15005550006`.
    pub phone_number: String,
    /// Its country, as `US`.
    #[serde(default)]
    pub country_code: Option<String>,
    /// What it can do: `Voice`, `SMS`, `MMS`.
    #[serde(default)]
    pub capabilities: Vec<String>,
}

/// The domain under which a messaging service shortens links.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct LinkDomain {
    /// Its SID. Twilio does not tell the domain's name here.
    pub domain_sid: LinkDomainSid,
}

/// The messaging services of the account.
#[derive(Debug, Clone)]
pub struct MessagingServices {
    client: Client,
}

impl MessagingServices {
    pub(crate) fn new(client: Client) -> Self {
        MessagingServices { client }
    }

    /// Lists them.
    pub fn list(&self, page_size: Option<u16>) -> Pages<MessagingService> {
        let mut query = Params::default();
        query.maybe("PageSize", page_size);
        let path = ["v1", "Services"];
        let request = Request::get("list messaging services", Product::Messaging, &path).query(query);
        Pages::new(self.client.clone(), request, "services")
    }

    /// Looks one up.
    ///
    /// # Errors
    /// As any call.
    pub async fn fetch(&self, sid: &MessagingServiceSid) -> Result<MessagingService> {
        let path = ["v1", "Services", sid.as_str()];
        self.client.fetch(&Request::get("look at a messaging service", Product::Messaging, &path)).await
    }

    /// The phone numbers a service sends from.
    pub fn senders(&self, sid: &MessagingServiceSid, page_size: Option<u16>) -> Pages<Sender> {
        let mut query = Params::default();
        query.maybe("PageSize", page_size);
        let path = ["v1", "Services", sid.as_str(), "PhoneNumbers"];
        let request =
            Request::get("list a messaging service's numbers", Product::Messaging, &path).query(query);
        Pages::new(self.client.clone(), request, "phone_numbers")
    }

    /// The domain under which a service shortens links; none if it does not.
    ///
    /// # Errors
    /// As any call.
    pub async fn link_domain(&self, sid: &MessagingServiceSid) -> Result<Option<LinkDomain>> {
        let path = ["v1", "LinkShortening", "MessagingServices", sid.as_str(), "Domain"];
        let request = Request::get("look for a messaging service's link domain", Product::Messaging, &path);
        match self.client.fetch(&request).await {
            Err(error) if error.is_not_found() => Ok(None),
            answer => answer.map(Some),
        }
    }
}

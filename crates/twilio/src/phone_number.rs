//! The phone numbers that belong to the account.

use serde::Deserialize;

use crate::{
    Client, Pages, PhoneNumberSid,
    base_urls::Product,
    request::{Params, Request},
};

/// A phone number of the account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PhoneNumber {
    /// Its SID.
    pub sid: PhoneNumberSid,
    /// The number itself, as `+15005550006`.
    pub phone_number: String,
    /// What the account calls it.
    #[serde(default)]
    pub friendly_name: Option<String>,
    /// What it can do.
    #[serde(default)]
    pub capabilities: Capabilities,
}

/// What a phone number can do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Capabilities {
    /// Calls.
    pub voice: bool,
    /// Text messages.
    pub sms: bool,
    /// Pictures.
    pub mms: bool,
}

/// Which phone numbers to list.
#[derive(Debug, Clone, Default)]
pub struct PhoneNumberFilter {
    /// Only this number; `*` stands for any digit.
    pub phone_number: Option<String>,
    /// How many at a time; at most 1000.
    pub page_size: Option<u16>,
}

/// The phone numbers of the account.
#[derive(Debug, Clone)]
pub struct PhoneNumbers {
    client: Client,
}

impl PhoneNumbers {
    pub(crate) fn new(client: Client) -> Self {
        PhoneNumbers { client }
    }

    /// Lists them.
    pub fn list(&self, filter: &PhoneNumberFilter) -> Pages<PhoneNumber> {
        let account = self.client.credentials().account_sid.as_str();
        let path = ["2010-04-01", "Accounts", account, "IncomingPhoneNumbers.json"];
        let mut query = Params::default();
        query.maybe("PhoneNumber", filter.phone_number.as_ref()).maybe("PageSize", filter.page_size);
        let request = Request::get("list the account's phone numbers", Product::Api, &path).query(query);
        Pages::new(self.client.clone(), request, "incoming_phone_numbers")
    }
}

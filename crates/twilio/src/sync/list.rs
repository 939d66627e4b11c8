//! Sync Lists and their items.

use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    Client, ListSid, Pages, SyncServiceSid,
    base_urls::Product,
    error::Result,
    open_enum::open_enum,
    request::{Params, Request},
    sync::{Data, Permissions},
};

open_enum! {
    /// In which order items are listed.
    Order {
        /// The oldest first.
        Ascending = "asc",
        /// The latest first.
        Descending = "desc",
    }
}

open_enum! {
    /// Whether the item at which a list of items starts belongs to it.
    Bounds {
        /// It does.
        Inclusive = "inclusive",
        /// It does not.
        Exclusive = "exclusive",
    }
}

/// A List: items in the order in which they were added.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct List {
    /// Its SID.
    pub sid: ListSid,
    /// Its name, unique in the service.
    #[serde(default)]
    pub unique_name: Option<String>,
    /// Names this state of it.
    #[serde(default)]
    pub revision: Option<String>,
    /// When it goes by itself.
    #[serde(default)]
    pub date_expires: Option<Timestamp>,
    /// When it was made.
    #[serde(default)]
    pub date_created: Option<Timestamp>,
    /// When it last changed.
    #[serde(default)]
    pub date_updated: Option<Timestamp>,
    /// The identity that made it; `system` for a REST call.
    #[serde(default)]
    pub created_by: Option<String>,
}

/// A List to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewList {
    /// Its name: at most 320 characters, and nothing about people.
    pub unique_name: Option<String>,
    /// Seconds after which it goes by itself, its items with it; 0 is never.
    pub ttl: Option<u32>,
}

/// What to change in a List.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListChange {
    /// Seconds from now after which it goes by itself.
    pub ttl: Option<u32>,
}

/// An item of a List.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Item {
    /// Where it stands. Indices only grow, with gaps: they tell order, not position.
    pub index: i64,
    /// Names this state of it.
    #[serde(default)]
    pub revision: Option<String>,
    /// Its content.
    #[serde(default)]
    pub data: Data,
    /// When it goes by itself.
    #[serde(default)]
    pub date_expires: Option<Timestamp>,
    /// When it was added.
    #[serde(default)]
    pub date_created: Option<Timestamp>,
    /// When it last changed.
    #[serde(default)]
    pub date_updated: Option<Timestamp>,
    /// The identity that added it; `system` for a REST call.
    #[serde(default)]
    pub created_by: Option<String>,
}

/// An item to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewItem {
    /// Its content.
    pub data: Data,
    /// Seconds after which it goes by itself; 0 is never.
    pub ttl: Option<u32>,
}

/// What to change in an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemChange {
    /// The new content, in place of all of the old.
    pub data: Option<Data>,
    /// Seconds from now after which it goes by itself.
    pub ttl: Option<u32>,
    /// Only if it is still at this revision; else Twilio refuses with 54155.
    pub if_revision: Option<String>,
}

/// Which items to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// In which order.
    pub order: Option<Order>,
    /// From which index on.
    pub from: Option<i64>,
    /// Whether the one at that index belongs to it.
    pub bounds: Option<Bounds>,
    /// How many at a time; at most 100.
    pub page_size: Option<u16>,
}

/// The Lists of a service. One is named by its SID or its unique name.
#[derive(Debug, Clone)]
pub struct Lists {
    client: Client,
    service: SyncServiceSid,
}

impl Lists {
    pub(crate) fn new(client: Client, service: &SyncServiceSid) -> Self {
        Lists { client, service: service.clone() }
    }

    fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path = vec!["v1", "Services", self.service.as_str(), "Lists"];
        path.extend_from_slice(rest);
        path
    }

    /// Makes one.
    ///
    /// # Errors
    /// As any call; 54301 if the name is taken.
    pub async fn create(&self, list: &NewList) -> Result<List> {
        let mut form = Params::default();
        form.maybe("UniqueName", list.unique_name.as_ref()).maybe("Ttl", list.ttl);
        self.client.fetch(&Request::post("create a List", Product::Sync, &self.path(&[]), form)).await
    }

    /// Looks one up.
    ///
    /// # Errors
    /// As any call; 20404 if there is none.
    pub async fn fetch(&self, sid_or_name: impl AsRef<str>) -> Result<List> {
        let path = self.path(&[sid_or_name.as_ref()]);
        self.client.fetch(&Request::get("fetch a List", Product::Sync, &path)).await
    }

    /// Changes one.
    ///
    /// # Errors
    /// As any call.
    pub async fn update(&self, sid_or_name: impl AsRef<str>, change: &ListChange) -> Result<List> {
        let mut form = Params::default();
        form.maybe("Ttl", change.ttl);
        let path = self.path(&[sid_or_name.as_ref()]);
        self.client.fetch(&Request::post("change a List", Product::Sync, &path, form)).await
    }

    /// Deletes one, its items with it.
    ///
    /// # Errors
    /// As any call; 20404 if there is none.
    pub async fn delete(&self, sid_or_name: impl AsRef<str>) -> Result<()> {
        let path = self.path(&[sid_or_name.as_ref()]);
        self.client.run(&Request::delete("delete a List", Product::Sync, &path)).await
    }

    /// Lists them.
    pub fn list(&self, page_size: Option<u16>) -> Pages<List> {
        let mut query = Params::default();
        query.maybe("PageSize", page_size);
        let request = Request::get("list Lists", Product::Sync, &self.path(&[])).query(query);
        Pages::new(self.client.clone(), request, "lists")
    }

    /// The items of one.
    pub fn items(&self, sid_or_name: impl AsRef<str>) -> Items {
        Items { lists: self.clone(), list: sid_or_name.as_ref().to_owned() }
    }

    /// Who may do what with one.
    pub fn permissions(&self, sid_or_name: impl AsRef<str>) -> Permissions {
        Permissions::new(self.client.clone(), &self.service, "Lists", sid_or_name.as_ref())
    }
}

/// The items of one List.
#[derive(Debug, Clone)]
pub struct Items {
    lists: Lists,
    list: String,
}

impl Items {
    fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path = self.lists.path(&[&self.list, "Items"]);
        path.extend_from_slice(rest);
        path
    }

    /// Adds one at the end. Not idempotent.
    ///
    /// # Errors
    /// As any call.
    pub async fn create(&self, item: &NewItem) -> Result<Item> {
        let mut form = Params::default();
        form.json("Data", &item.data).maybe("ItemTtl", item.ttl);
        self.lists.client.fetch(&Request::post("add a List item", Product::Sync, &self.path(&[]), form)).await
    }

    /// Reads one.
    ///
    /// # Errors
    /// As any call; 20404 if there is none.
    pub async fn fetch(&self, index: i64) -> Result<Item> {
        let index = index.to_string();
        self.lists
            .client
            .fetch(&Request::get("fetch a List item", Product::Sync, &self.path(&[&index])))
            .await
    }

    /// Changes one.
    ///
    /// # Errors
    /// As any call; 54155 if it is no longer at the revision asked for.
    pub async fn update(&self, index: i64, change: &ItemChange) -> Result<Item> {
        let mut form = Params::default();
        if let Some(data) = &change.data {
            form.json("Data", data);
        }
        form.maybe("ItemTtl", change.ttl);
        let index = index.to_string();
        let request = Request::post("change a List item", Product::Sync, &self.path(&[&index]), form);
        self.lists.client.fetch(&request.if_match(change.if_revision.as_deref())).await
    }

    /// Deletes one, if it is still at this revision where one is given.
    ///
    /// # Errors
    /// As any call; 54155 if it is no longer at the revision asked for.
    pub async fn delete(&self, index: i64, if_revision: Option<&str>) -> Result<()> {
        let index = index.to_string();
        let request = Request::delete("delete a List item", Product::Sync, &self.path(&[&index]));
        self.lists.client.run(&request.if_match(if_revision)).await
    }

    /// Lists them.
    pub fn list(&self, filter: &ItemFilter) -> Pages<Item> {
        let mut query = Params::default();
        query
            .maybe("Order", filter.order.as_ref())
            .maybe("From", filter.from)
            .maybe("Bounds", filter.bounds.as_ref())
            .maybe("PageSize", filter.page_size);
        let request = Request::get("list List items", Product::Sync, &self.path(&[])).query(query);
        Pages::new(self.lists.client.clone(), request, "items")
    }
}

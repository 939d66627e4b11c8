//! Sync Documents.

use jiff::Timestamp;
use serde::Deserialize;

use crate::{
    Client, DocumentSid, Pages, SyncServiceSid,
    base_urls::Product,
    error::Result,
    request::{Params, Request},
    sync::{Data, Permissions},
};

/// A Document: one JSON object under one name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Document {
    /// Its SID.
    pub sid: DocumentSid,
    /// Its name, unique in the service.
    #[serde(default)]
    pub unique_name: Option<String>,
    /// Names this state of it; give it back in [`DocumentChange::if_revision`].
    #[serde(default)]
    pub revision: Option<String>,
    /// Its content.
    #[serde(default)]
    pub data: Data,
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

/// A Document to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewDocument {
    /// Its name: at most 320 characters, and nothing about people.
    pub unique_name: Option<String>,
    /// Its content; empty if not said.
    pub data: Option<Data>,
    /// Seconds after which it goes by itself; 0 is never.
    pub ttl: Option<u32>,
}

/// What to change in a Document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentChange {
    /// The new content, in place of all of the old.
    pub data: Option<Data>,
    /// Seconds from now after which it goes by itself.
    pub ttl: Option<u32>,
    /// Only if it is still at this revision; else Twilio refuses with 54103. Then read it again and decide anew.
    pub if_revision: Option<String>,
}

/// The Documents of a service. One is named by its SID or its unique name.
#[derive(Debug, Clone)]
pub struct Documents {
    client: Client,
    service: SyncServiceSid,
}

impl Documents {
    pub(crate) fn new(client: Client, service: &SyncServiceSid) -> Self {
        Documents { client, service: service.clone() }
    }

    fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path = vec!["v1", "Services", self.service.as_str(), "Documents"];
        path.extend_from_slice(rest);
        path
    }

    /// Makes one.
    ///
    /// # Errors
    /// As any call; 54301 if the name is taken.
    pub async fn create(&self, document: &NewDocument) -> Result<Document> {
        let mut form = Params::default();
        form.maybe("UniqueName", document.unique_name.as_ref());
        if let Some(data) = &document.data {
            form.json("Data", data);
        }
        form.maybe("Ttl", document.ttl);
        self.client.fetch(&Request::post("create a Document", Product::Sync, &self.path(&[]), form)).await
    }

    /// Reads one.
    ///
    /// # Errors
    /// As any call; 20404 if there is none.
    pub async fn fetch(&self, sid_or_name: impl AsRef<str>) -> Result<Document> {
        let path = self.path(&[sid_or_name.as_ref()]);
        self.client.fetch(&Request::get("fetch a Document", Product::Sync, &path)).await
    }

    /// Changes one.
    ///
    /// # Errors
    /// As any call; 54103 if it is no longer at the revision asked for.
    pub async fn update(&self, sid_or_name: impl AsRef<str>, change: &DocumentChange) -> Result<Document> {
        let mut form = Params::default();
        if let Some(data) = &change.data {
            form.json("Data", data);
        }
        form.maybe("Ttl", change.ttl);
        let path = self.path(&[sid_or_name.as_ref()]);
        let request = Request::post("change a Document", Product::Sync, &path, form);
        self.client.fetch(&request.if_match(change.if_revision.as_deref())).await
    }

    /// Deletes one.
    ///
    /// # Errors
    /// As any call; 20404 if there is none.
    pub async fn delete(&self, sid_or_name: impl AsRef<str>) -> Result<()> {
        let path = self.path(&[sid_or_name.as_ref()]);
        self.client.run(&Request::delete("delete a Document", Product::Sync, &path)).await
    }

    /// Lists them.
    pub fn list(&self, page_size: Option<u16>) -> Pages<Document> {
        let mut query = Params::default();
        query.maybe("PageSize", page_size);
        let request = Request::get("list Documents", Product::Sync, &self.path(&[])).query(query);
        Pages::new(self.client.clone(), request, "documents")
    }

    /// Who may do what with one.
    pub fn permissions(&self, sid_or_name: impl AsRef<str>) -> Permissions {
        Permissions::new(self.client.clone(), &self.service, "Documents", sid_or_name.as_ref())
    }
}

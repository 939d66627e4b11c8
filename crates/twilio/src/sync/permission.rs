//! Who may do what with a Document or a List.

use serde::Deserialize;

use crate::{
    Client, Pages, SyncServiceSid,
    base_urls::Product,
    error::Result,
    request::{Params, Request},
};

/// What an identity may do. All three are always set together; the default is nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Access {
    /// See it, and be told of changes.
    pub read: bool,
    /// Change its content, any item of it included.
    pub write: bool,
    /// Delete it.
    pub manage: bool,
}

impl Access {
    /// See it only.
    pub const READ: Access = Access { read: true, write: false, manage: false };
    /// See and change it.
    pub const READ_WRITE: Access = Access { read: true, write: true, manage: false };
}

/// What an identity may do with one object.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Permission {
    /// Who.
    pub identity: String,
    /// See it.
    #[serde(default)]
    pub read: bool,
    /// Change it.
    #[serde(default)]
    pub write: bool,
    /// Delete it.
    #[serde(default)]
    pub manage: bool,
}

impl Permission {
    /// The three together.
    #[must_use]
    pub fn access(&self) -> Access {
        Access { read: self.read, write: self.write, manage: self.manage }
    }
}

/// The access list of one Document or List.
#[derive(Debug, Clone)]
pub struct Permissions {
    client: Client,
    service: SyncServiceSid,
    family: &'static str,
    object: String,
}

impl Permissions {
    pub(crate) fn new(client: Client, service: &SyncServiceSid, family: &'static str, object: &str) -> Self {
        Permissions { client, service: service.clone(), family, object: object.to_owned() }
    }

    fn path<'a>(&'a self, rest: &[&'a str]) -> Vec<&'a str> {
        let mut path =
            vec!["v1", "Services", self.service.as_str(), self.family, &self.object, "Permissions"];
        path.extend_from_slice(rest);
        path
    }

    /// Says what an identity may do.
    ///
    /// # Errors
    /// As any call.
    pub async fn set(&self, identity: impl AsRef<str>, access: Access) -> Result<Permission> {
        let mut form = Params::default();
        form.set("Read", access.read).set("Write", access.write).set("Manage", access.manage);
        let path = self.path(&[identity.as_ref()]);
        self.client.fetch(&Request::post("set a Sync permission", Product::Sync, &path, form)).await
    }

    /// What an identity may do.
    ///
    /// # Errors
    /// As any call; 404 if nothing was ever said about it.
    pub async fn fetch(&self, identity: impl AsRef<str>) -> Result<Permission> {
        let path = self.path(&[identity.as_ref()]);
        self.client.fetch(&Request::get("fetch a Sync permission", Product::Sync, &path)).await
    }

    /// Takes everything from an identity.
    ///
    /// # Errors
    /// As any call.
    pub async fn delete(&self, identity: impl AsRef<str>) -> Result<()> {
        let path = self.path(&[identity.as_ref()]);
        self.client.run(&Request::delete("delete a Sync permission", Product::Sync, &path)).await
    }

    /// Lists who may do what.
    pub fn list(&self) -> Pages<Permission> {
        let request = Request::get("list Sync permissions", Product::Sync, &self.path(&[]));
        Pages::new(self.client.clone(), request, "permissions")
    }
}

//! Sync: state that is shared with browsers, and who may see it.
//!
//! A service holds Documents (one JSON object each) and Lists. Where the service has its access list on (`acl_enabled`), a
//! token's holder has nothing until [`Permissions::set`] says so, object by object; this client itself may do everything.
//! Every object shall have an end ([`NewDocument::ttl`], [`NewList::ttl`]), so that nothing outlives its visit.

mod data;
mod document;
mod list;
mod permission;
mod service;

pub use data::Data;
pub use document::{Document, DocumentChange, Documents, NewDocument};
pub use list::{
    Bounds, Item, ItemChange, ItemFilter, Items, List, ListChange, Lists, NewItem, NewList, Order,
};
pub use permission::{Access, Permission, Permissions};
pub use service::{NewService, Service, ServiceChange, Services};

//! Documents, lists, maps, streams and their items: what each holds, and the words for asking about one.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::Value;

use super::check::Denied;
use super::permission::Permission;

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
    pub(crate) fn prefix(self) -> &'static str {
        ["ET", "ES", "MP", "TO"][self as usize]
    }
    pub(crate) fn not_found(self) -> Denied {
        let code = [54100, 54150, 54200, 54250][self as usize];
        Denied { status: 404, code, message: format!("{} not found", self.word()).into() }
    }
    pub(crate) fn item_not_found(self) -> Denied {
        let code = if self == Self::List { 54151 } else { 54201 };
        Denied { status: 404, code, message: format!("{} item not found", self.word()).into() }
    }
    pub(crate) fn mismatch(self) -> Denied {
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
    pub(super) next_index: u64,
    /// The newest event of the document (`None`) or of each item, removals included.
    pub(super) log: HashMap<Option<ItemKey>, Event>,
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

//! The store by itself: permissions, revisions, time to live, replay, pages.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use serde_json::json;

use super::Permission;
use super::check::*;
use super::object::*;
use super::store::*;
use crate::account::{Account, Sids};

struct World {
    store: Store,
    service: String,
    now: Timestamp,
}

fn world() -> World {
    let sids = Sids::new(Some(1), false);
    let account = Account::new(&sids);
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    World { store: Store::new(&account, sids, now), service: account.sync_service_sid, now }
}

impl World {
    fn make(&mut self, kind: Kind, name: &str) {
        let new = NewObject { unique_name: Some(name.into()), ..NewObject::default() };
        self.store.create(&self.service, kind, new, By::System, self.now).unwrap();
    }

    fn set(&mut self, kind: Kind, id: &str, by: By<'_>) -> Result<()> {
        let at = At { service: &self.service, kind, id };
        let change = Change { data: Some(json!({"n": 1})), ..Change::default() };
        self.store.update(at, change, by, self.now).map(|_| ())
    }
}

#[test]
fn each_right_opens_one_door() {
    for bits in 0..8 {
        let (read, write, manage) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0);
        let mut world = world();
        world.make(Kind::Document, "doc");
        let service = world.service.clone();
        let at = At { service: &service, kind: Kind::Document, id: "doc" };
        let by = By::Identity("pt");
        assert_eq!(
            world.store.read(at, by).map(|_| ()),
            Err(Denied::FORBIDDEN),
            "nothing is given from the start"
        );
        world.store.permit(at, "pt", Permission { read, write, manage }).unwrap();
        assert_eq!(world.store.read(at, by).is_ok(), read);
        assert!(world.store.read(at, By::Identity("other")).is_err(), "a permission is one identity's");
        assert_eq!(world.set(Kind::Document, "doc", by).is_ok(), write);
        assert_eq!(world.store.remove(at, None, by).is_ok(), manage);
    }
}

#[test]
fn a_refused_write_changes_nothing_and_tells_nobody() {
    let mut world = world();
    world.make(Kind::Document, "doc");
    let before = world.store.dump();
    assert!(world.set(Kind::Document, "doc", By::Identity("pt")).is_err());
    let service = world.service.clone();
    let at = At { service: &service, kind: Kind::Document, id: "doc" };
    for change in [
        Change { data: Some(json!([])), ..Change::default() },
        Change { data: Some(json!({})), ttl: Some(-1), ..Change::default() },
        Change { data: Some(json!({})), if_match: Some("1".into()), ..Change::default() },
        Change { data: Some(json!({"x": "x".repeat(16_384)})), ..Change::default() },
    ] {
        assert!(world.store.update(at, change, By::System, world.now).is_err());
    }
    assert_eq!(world.store.dump(), before);
    assert_eq!(world.store.take_events(), []);
}

#[test]
fn revisions_are_hex_and_replay_tells_the_newest_of_each_item() {
    let mut world = world();
    world.make(Kind::Map, "map");
    let service = world.service.clone();
    let at = At { service: &service, kind: Kind::Map, id: "map" };
    for n in 0..12 {
        let key = ItemKey::Key(format!("k{}", n % 2));
        let change = Change { data: Some(json!({"n": n})), ..Change::default() };
        world.store.put_item(at, Put::Upsert(key), change, By::System, world.now).unwrap();
    }
    world.store.remove_item(at, &ItemKey::Key("k0".into()), None, By::System, world.now).unwrap();
    let map = world.store.read(at, By::System).unwrap();
    assert_eq!(map.revision(), "e", "one ahead of event 13");
    let told: Vec<_> = map.replay(0).into_iter().map(|event| (event.event_type.as_str(), event.id)).collect();
    assert_eq!(told, [("map_item_updated", Some(12)), ("map_item_removed", Some(13))]);
    assert!(map.replay(13).is_empty());
}

#[test]
fn an_object_lives_until_its_time_and_its_name_is_free_again() {
    let mut world = world();
    let service = world.service.clone();
    let new = NewObject { unique_name: Some("brief".into()), data: None, ttl: Some(60) };
    world.store.create(&service, Kind::Document, new, By::System, world.now).unwrap();
    let end = world.store.next_expiry().unwrap();
    assert_eq!(end, world.now + SignedDuration::from_secs(60));
    world.store.expire(end - SignedDuration::from_millis(1));
    assert!(world.set(Kind::Document, "brief", By::System).is_ok());
    world.store.take_events();
    world.store.expire(end);
    let events = world.store.take_events();
    assert_eq!(
        events.iter().map(|event| event.event_type.as_str()).collect::<Vec<_>>(),
        ["document_removed"]
    );
    assert_eq!(world.set(Kind::Document, "brief", By::System).unwrap_err().code, 54300);
    world.make(Kind::Document, "brief");
}

proptest! {
    #[test]
    fn pages_from_the_last_key_read_a_list_once_in_either_order(
        count in 0..40u64, gone in proptest::collection::vec(0..40u64, 0..10), size in 1..12usize, descending: bool,
    ) {
        let mut world = world();
        world.make(Kind::List, "list");
        let service = world.service.clone();
        let at = At { service: &service, kind: Kind::List, id: "list" };
        for n in 0..count {
            let change = Change { data: Some(json!({"n": n})), ..Change::default() };
            world.store.put_item(at, Put::Push, change, By::System, world.now).unwrap();
        }
        for index in &gone {
            let _ = world.store.remove_item(at, &ItemKey::Index(*index), None, By::System, world.now);
        }
        let mut wanted: Vec<_> = (0..count).filter(|n| !gone.contains(n)).collect();
        if descending {
            wanted.reverse();
        }
        let (mut seen, mut from) = (Vec::new(), None);
        loop {
            let query = ItemQuery { descending, from: from.clone(), exclusive: true, size };
            let page = world.store.items(at, &query, By::System).unwrap();
            prop_assert_eq!(page.before, !seen.is_empty());
            prop_assert!(page.items.len() <= size);
            from = page.items.last().map(|item| item.key.clone());
            seen.extend(page.items.iter().map(|item| item.data["n"].as_u64().unwrap()));
            if !page.after {
                break;
            }
        }
        prop_assert_eq!(seen, wanted);
    }
}

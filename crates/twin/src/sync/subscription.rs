//! Which connection wants to hear of which object.

use std::collections::{BTreeSet, HashMap};

#[derive(Default)]
pub(crate) struct Subscriptions {
    by_object: HashMap<String, BTreeSet<u64>>,
}

impl Subscriptions {
    pub(crate) fn add(&mut self, line: u64, object: &str) {
        self.by_object.entry(object.to_owned()).or_default().insert(line);
    }

    pub(crate) fn remove(&mut self, line: u64, object: &str) {
        if let Some(lines) = self.by_object.get_mut(object) {
            lines.remove(&line);
        }
    }

    pub(crate) fn forget(&mut self, object: &str) {
        self.by_object.remove(object);
    }

    pub(crate) fn hang_up(&mut self, line: u64) {
        self.by_object.retain(|_, lines| {
            lines.remove(&line);
            !lines.is_empty()
        });
    }

    pub(crate) fn to(&self, object: &str) -> Vec<u64> {
        self.by_object.get(object).into_iter().flatten().copied().collect()
    }

    pub(crate) fn of(&self, line: u64) -> Vec<&str> {
        let wanted = self.by_object.iter().filter(|(_, lines)| lines.contains(&line));
        let mut objects: Vec<_> = wanted.map(|(object, _)| object.as_str()).collect();
        objects.sort_unstable();
        objects
    }
}

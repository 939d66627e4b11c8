//! Sync of the local Twilio: one store, written over REST and over the SDK's socket alike, and the fan-out of every
//! change to whoever is subscribed.
//!
//! `store` and `cds` decide, and know neither sockets nor clocks; [`Sync`] holds them under one lock with the
//! connections, so that a reply always leaves before the events that it caused.

mod cds;
mod check;
mod event;
mod face;
mod frame;
mod items;
mod object;
mod permission;
mod service;
mod socket;
mod store;
#[cfg(test)]
mod store_tests;
mod subscription;

pub(crate) use check::{Denied, parse_ttl};
pub(crate) use face::{Face, item_json, object_json, permission_json, seconds, service_json};
pub(crate) use object::{At, By, Change, ItemKey, ItemQuery, Kind, NewObject, Put};
pub(crate) use permission::Permission;
pub(crate) use service::ServiceChange;
pub(crate) use store::Store;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::WebSocket;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};

use crate::account::{Account, Sids};
use crate::clock::Clock;
use crate::fault::Faults;
use socket::Line;
use subscription::Subscriptions;

/// Sync, shared by REST and sockets.
#[derive(Clone)]
pub struct Sync {
    inner: Arc<Inner>,
}

struct Inner {
    state: Mutex<State>,
    account: Account,
    sids: Sids,
    clock: Clock,
    faults: Faults,
    /// Rung when something may expire earlier than before.
    expiry: Notify,
    stopping: watch::Receiver<bool>,
}

pub(crate) struct State {
    pub(crate) store: Store,
    lines: HashMap<u64, Line>,
    subscriptions: Subscriptions,
    next_line: u64,
    /// The expiry that is waited for.
    awaited: Option<Timestamp>,
}

impl Sync {
    pub(crate) fn start(
        account: Account,
        sids: Sids,
        clock: Clock,
        faults: Faults,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let store = Store::new(&account, sids.clone(), clock.now());
        let state = State {
            store,
            lines: HashMap::new(),
            subscriptions: Subscriptions::default(),
            next_line: 0,
            awaited: None,
        };
        let inner =
            Inner { state: Mutex::new(state), account, sids, clock, faults, expiry: Notify::new(), stopping };
        let sync = Self { inner: Arc::new(inner) };
        tokio::spawn(sync.clone().expire());
        sync
    }

    /// Serves one connection of the SDK until it ends.
    pub(crate) async fn serve_socket(&self, socket: WebSocket) {
        socket::serve(self.clone(), socket).await;
    }

    /// Runs `work` on the store as of now, then fans out what it changed.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Store, Timestamp) -> T) -> T {
        let mut state = self.lock();
        let now = self.inner.clock.now();
        state.store.expire(now);
        let out = work(&mut state.store, now);
        self.fan_out(&mut state);
        out
    }

    /// Cuts the sockets of an identity, or everybody's, without a goodbye. Answers how many.
    pub(crate) fn drop_sockets(&self, identity: Option<&str>) -> usize {
        let state = self.lock();
        let lines = state
            .lines
            .values()
            .filter(|line| identity.is_none_or(|identity| line.identity() == Some(identity)));
        lines.map(|line| line.cut()).count()
    }

    /// Says goodbye to the sockets of an identity with this code, as the service does. Answers how many.
    pub(crate) fn close_sockets(&self, identity: Option<&str>, code: u16, error_code: Option<u32>) -> usize {
        let state = self.lock();
        let lines = state
            .lines
            .values()
            .filter(|line| identity.is_none_or(|identity| line.identity() == Some(identity)));
        lines.map(|line| line.goodbye(code, error_code)).count()
    }

    /// Ends the identity's live subscriptions to an object, if that was ordered. Twilio sends no cancellation when a
    /// permission goes, so by default events keep flowing.
    pub(crate) fn revoked(&self, object: &str, identity: &str) {
        if !self.inner.faults.revoking_cuts() {
            return;
        }
        let mut state = self.lock();
        for id in state.subscriptions.to(object) {
            if state.lines.get(&id).is_some_and(|line| line.identity() == Some(identity)) {
                state.subscriptions.remove(id, object);
            }
        }
    }

    /// Everything that is stored, and who is connected.
    pub(crate) fn dump(&self) -> Value {
        let state = self.lock();
        let connections: Vec<_> = state
            .lines
            .iter()
            .map(|(id, line)| json!({"identity": line.identity(), "subscriptions": state.subscriptions.of(*id)}))
            .collect();
        json!({"services": state.store.dump(), "connections": connections})
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic in another task leaves the store readable: every change is one assignment after all checks.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends the store's new events to the subscribed. A line that is full is cut: it will come back and have
    /// what it missed replayed.
    fn fan_out(&self, state: &mut State) {
        // Also a change that nobody is told of may bring an end nearer: that of a time to live alone.
        let next = state.store.next_expiry();
        if next.is_some_and(|next| state.awaited.is_none_or(|awaited| next < awaited)) {
            self.inner.expiry.notify_one();
        }
        let events = state.store.take_events();
        for event in &events {
            for id in state.subscriptions.to(&event.object) {
                let Some(line) = state.lines.get(&id) else { continue };
                if !line.identity().is_some_and(|identity| self.inner.faults.is_muted(identity)) {
                    line.event(event);
                }
            }
            if event.ends_object {
                state.subscriptions.forget(&event.object);
            }
        }
    }

    /// Removes what has lived its time, and tells the subscribed.
    async fn expire(self) {
        let mut stopping = self.inner.stopping.clone();
        loop {
            let next = {
                let mut state = self.lock();
                let now = self.inner.clock.now();
                state.store.expire(now);
                state.awaited = state.store.next_expiry();
                self.fan_out(&mut state);
                state.awaited
            };
            tokio::select! {
                () = self.inner.expiry.notified() => {}
                () = async {
                    match next {
                        Some(at) => self.inner.clock.sleep_until(at).await,
                        None => std::future::pending().await,
                    }
                } => {}
                () = crate::server::stopped(&mut stopping) => return,
            }
        }
    }
}

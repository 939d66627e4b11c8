//! Tickets and sessions: who may speak for which visit's call window. Pure: time is an argument.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq as _;
use tokio::sync::watch;

/// How long a ticket waits for its page.
pub(crate) const TICKET_LIFE: Duration = Duration::from_secs(20);

/// How many tickets may wait at once; the oldest gives way.
const MOST_TICKETS: usize = 16;

type Key = [u8; 32];

#[derive(Default)]
pub(crate) struct Tickets {
    tickets: Vec<Ticket>,
    /// One for each visit: the newest window is the one that counts.
    sessions: HashMap<String, Session>,
}

struct Ticket {
    key: Key,
    visit_id: String,
    until: Instant,
}

struct Session {
    key: Key,
    /// Grows with every socket; a socket that sees another number than its own has been replaced. When the
    /// sender is dropped, the call is over.
    turn: watch::Sender<u64>,
}

/// What a page is let in with.
pub(crate) struct Entry {
    pub visit_id: String,
    pub session: String,
    pub turn: watch::Receiver<u64>,
    pub mine: u64,
}

impl Tickets {
    /// A ticket for a visit's call window.
    pub(crate) fn issue(&mut self, visit_id: &str, now: Instant) -> String {
        self.tickets.retain(|ticket| ticket.until > now);
        if self.tickets.len() >= MOST_TICKETS {
            self.tickets.remove(0);
        }
        let key = rand::random();
        self.tickets.push(Ticket { key, visit_id: visit_id.to_owned(), until: now + TICKET_LIFE });
        URL_SAFE_NO_PAD.encode(key)
    }

    /// Takes a ticket and begins a session for its visit; one that was there is over.
    pub(crate) fn redeem(&mut self, ticket: &str, now: Instant) -> Option<Entry> {
        self.tickets.retain(|ticket| ticket.until > now);
        let key = key(ticket)?;
        // All are compared, so that the time it takes does not tell how near a guess came.
        let mut found = None;
        for (index, ticket) in self.tickets.iter().enumerate() {
            if bool::from(ticket.key.ct_eq(&key)) {
                found = Some(index);
            }
        }
        let visit_id = self.tickets.remove(found?).visit_id;
        let key = rand::random();
        let turn = match self.sessions.remove(&visit_id) {
            // The window that was there sees its turn pass, not its call end.
            Some(session) => session.turn,
            None => watch::Sender::new(0),
        };
        let entry = enter(&visit_id, key, &turn);
        self.sessions.insert(visit_id, Session { key, turn });
        Some(entry)
    }

    /// Goes on with a session.
    pub(crate) fn resume(&mut self, session: &str) -> Option<Entry> {
        let key = key(session)?;
        let mut found = None;
        for (visit_id, session) in &self.sessions {
            if bool::from(session.key.ct_eq(&key)) {
                found = Some((visit_id, session));
            }
        }
        found.map(|(visit_id, session)| enter(visit_id, key, &session.turn))
    }

    /// Ends the tickets and sessions of these visits.
    pub(crate) fn end(&mut self, over: impl Fn(&str) -> bool) {
        self.tickets.retain(|ticket| !over(&ticket.visit_id));
        self.sessions.retain(|visit_id, _| !over(visit_id));
    }
}

fn enter(visit_id: &str, key: Key, turn: &watch::Sender<u64>) -> Entry {
    turn.send_modify(|turn| *turn += 1);
    let receiver = turn.subscribe();
    let mine = *receiver.borrow();
    Entry { visit_id: visit_id.to_owned(), session: URL_SAFE_NO_PAD.encode(key), turn: receiver, mine }
}

fn key(text: &str) -> Option<Key> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_ticket_works_once_and_for_its_visit() {
        let (mut tickets, now) = (Tickets::default(), Instant::now());
        let ticket = tickets.issue("v1", now);
        assert_eq!(ticket.len(), 43, "32 bytes in base64url");
        assert_eq!(tickets.redeem(&ticket, now).unwrap().visit_id, "v1");
        assert!(tickets.redeem(&ticket, now).is_none(), "a second time");
    }

    #[test]
    fn a_ticket_is_dead_after_20_seconds() {
        let (mut tickets, now) = (Tickets::default(), Instant::now());
        let ticket = tickets.issue("v1", now);
        assert!(tickets.redeem(&ticket, now + TICKET_LIFE).is_none());
    }

    #[test]
    fn a_session_outlives_a_reload_but_not_the_call() {
        let (mut tickets, now) = (Tickets::default(), Instant::now());
        let ticket = tickets.issue("v1", now);
        let first = tickets.redeem(&ticket, now).unwrap();
        let again = tickets.resume(&first.session).unwrap();
        assert_eq!(again.visit_id, "v1");
        assert_eq!(*first.turn.borrow(), again.mine, "the older socket sees that its turn has passed");
        assert_ne!(first.mine, again.mine);
        tickets.end(|visit| visit == "v1");
        assert!(tickets.resume(&first.session).is_none());
        assert!(again.turn.has_changed().is_err(), "an open socket sees that the call is over");
    }

    #[test]
    fn a_new_window_takes_the_session_of_the_old_one() {
        let (mut tickets, now) = (Tickets::default(), Instant::now());
        let (one, two) = (tickets.issue("v1", now), tickets.issue("v1", now));
        let old = tickets.redeem(&one, now).unwrap();
        let new = tickets.redeem(&two, now).unwrap();
        assert!(tickets.resume(&old.session).is_none());
        assert!(tickets.resume(&new.session).is_some());
        assert!(old.turn.has_changed().is_ok(), "replaced, not over");
    }

    #[test]
    fn nonsense_is_nobody() {
        let (mut tickets, now) = (Tickets::default(), Instant::now());
        tickets.issue("v1", now);
        for text in ["", "x", "%%%", &"A".repeat(43), &"A".repeat(100_000)] {
            assert!(tickets.redeem(text, now).is_none());
            assert!(tickets.resume(text).is_none());
        }
    }
}

//! The one account that the twin comes with, and the maker of its SIDs.
//!
//! Credentials are derived from the seed by name, so that a practice clinic that is started again still knows its
//! key; SIDs of objects are derived from the seed by number. SHA-256 and not a random generator of a library, so
//! that a seed means the same in every version.

use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// The account, its one API key, and what it owns from the start.
#[derive(Clone)]
pub struct Account {
    /// The account's SID, `AC…`.
    pub sid: String,
    /// The account's auth token, the password that goes with the account SID.
    pub auth_token: String,
    /// The API key's SID, `SK…`. It is a Standard key: it signs access tokens, and may not read `/Accounts`.
    pub key_sid: String,
    /// The API key's secret.
    pub key_secret: String,
    /// The Sync service that checks permissions.
    pub sync_service_sid: String,
    /// The account's `default` Sync service, which checks none.
    pub default_service_sid: String,
    /// The messaging service, `MG…`.
    pub messaging_service_sid: String,
    /// The number of the account, one of Twilio's numbers for tests.
    pub phone_number: String,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("sid", &self.sid)
            .field("key_sid", &self.key_sid)
            .finish_non_exhaustive()
    }
}

impl Account {
    /// The account that belongs to these SIDs' seed.
    #[must_use]
    pub fn new(sids: &Sids) -> Self {
        Self {
            sid: sids.named("AC", "account"),
            auth_token: sids.named("", "auth token"),
            key_sid: sids.named("SK", "key"),
            key_secret: sids.named("", "key secret"),
            sync_service_sid: sids.named("IS", "sync service"),
            default_service_sid: sids.named("IS", "default sync service"),
            messaging_service_sid: sids.named("MG", "messaging service"),
            phone_number: "+15005550006".to_owned(),
        }
    }
}

/// Makes SIDs: a prefix and 32 lower-case hex digits. Clones share the count, so no SID is given twice.
#[derive(Clone)]
pub struct Sids {
    names: [u8; 32],
    objects: [u8; 32],
    count: Arc<AtomicU64>,
}

impl fmt::Debug for Sids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sids").field("count", &self.count).finish_non_exhaustive()
    }
}

impl Sids {
    /// With a seed the same SIDs in the same order each time, without one never the same.
    /// `fresh_objects` keeps the seed for credentials only: objects get SIDs that no earlier run has given.
    #[must_use]
    pub fn new(seed: Option<u64>, fresh_objects: bool) -> Self {
        let random: [u8; 32] = rand::random();
        let seeded = seed.map(|seed| Sha256::digest(seed.to_be_bytes()).into());
        Self {
            names: seeded.unwrap_or(random),
            objects: seeded.filter(|_| !fresh_objects).unwrap_or(random),
            count: Arc::default(),
        }
    }

    /// The next SID with this prefix.
    #[must_use]
    pub fn next(&self, prefix: &str) -> String {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        hex(
            prefix,
            Sha256::new().chain_update(self.objects).chain_update(b"#").chain_update(number.to_be_bytes()),
        )
    }

    /// The SID or secret that always has this name.
    fn named(&self, prefix: &str, name: &str) -> String {
        hex(prefix, Sha256::new().chain_update(self.names).chain_update(b"=").chain_update(name))
    }
}

fn hex(prefix: &str, hash: Sha256) -> String {
    let mut out = prefix.to_owned();
    for byte in &hash.finalize()[..16] {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_everything_and_fresh_objects_only_the_credentials() {
        let (one, two, fresh) =
            (Sids::new(Some(7), false), Sids::new(Some(7), false), Sids::new(Some(7), true));
        assert_eq!(one.next("RM"), two.next("RM"));
        assert_ne!(one.next("RM"), fresh.next("RM"));
        assert_eq!(Account::new(&one).key_secret, Account::new(&fresh).key_secret);
        assert_ne!(Account::new(&one).sid, Account::new(&Sids::new(Some(8), false)).sid);
        assert_ne!(Account::new(&Sids::new(None, false)).sid, Account::new(&Sids::new(None, false)).sid);
    }

    #[test]
    fn debug_shows_no_secret() {
        let account = Account::new(&Sids::new(Some(1), false));
        let shown = format!("{account:?}");
        assert!(!shown.contains(&account.key_secret) && !shown.contains(&account.auth_token));
    }
}

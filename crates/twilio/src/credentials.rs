//! Who calls: the account and one of its API keys.

use crate::{AccountSid, ApiKeySid, Secret};

/// An account, and the API key that signs for it.
///
/// The key is a *Standard* (or Main) key of region US1: Restricted keys cannot sign access tokens, and
/// Video knows no keys of other regions.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The account.
    pub account_sid: AccountSid,
    /// The key.
    pub api_key_sid: ApiKeySid,
    /// The key's secret; not the account's Auth Token.
    pub api_key_secret: Secret,
}

//! Secrets in the operating system's keychain: Keychain, Credential Manager, Secret Service.

use keyring::{Entry, Error};

/// The keychain's service name: the program's identifier.
const SERVICE: &str = "health.anteroom.console";

/// Why the keychain did not do what was asked.
#[derive(Debug)]
pub(crate) enum KeychainError {
    /// There is no keychain, or it is locked.
    Unavailable(String),
    /// It refused for another reason.
    Refused(String),
}

/// Reads a secret; `None` where there is none of that name.
pub(crate) fn read(name: &str) -> Result<Option<Vec<u8>>, KeychainError> {
    match entry(name)?.get_secret() {
        Ok(secret) => Ok(Some(secret)),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(explain(&error)),
    }
}

/// Writes a secret, over an earlier one of that name.
pub(crate) fn write(name: &str, secret: &[u8]) -> Result<(), KeychainError> {
    entry(name)?.set_secret(secret).map_err(|error| explain(&error))
}

/// Removes a secret; it need not be there.
pub(crate) fn remove(name: &str) -> Result<(), KeychainError> {
    match entry(name)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(explain(&error)),
    }
}

fn entry(name: &str) -> Result<Entry, KeychainError> {
    Entry::new(SERVICE, name).map_err(|error| explain(&error))
}

/// The library's errors name stores and buses, never secrets.
fn explain(error: &Error) -> KeychainError {
    match error {
        Error::NoDefaultStore | Error::NoStorageAccess(_) => KeychainError::Unavailable(error.to_string()),
        other => KeychainError::Refused(other.to_string()),
    }
}

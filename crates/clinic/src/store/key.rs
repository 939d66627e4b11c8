//! The store's key: 32 random bytes. Where it is kept is the caller's business (the OS keychain, in the app).

use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use data_encoding::HEXLOWER_PERMISSIVE;

/// The key a store is encrypted with. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreKey([u8; 32]);

impl StoreKey {
    /// A new key, drawn from the system's randomness.
    pub fn random() -> Self {
        StoreKey(rand::random())
    }

    /// The key of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        StoreKey(bytes)
    }

    /// The key written as 64 hexadecimal digits, with or without white space around them.
    pub fn from_hex(text: &str) -> Option<Self> {
        let bytes = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).ok()?;
        Some(StoreKey(bytes.try_into().ok()?))
    }

    /// The key as 64 hexadecimal digits, for handing it to a keychain.
    pub fn to_hex(&self) -> String {
        HEXLOWER_PERMISSIVE.encode(&self.0)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// What the system says, or `InvalidData` where the file is not a key.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        StoreKey::from_hex(&text)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the key file does not hold a key"))
    }

    /// Writes the key to a new file that only its owner may read. A file that is there already is left alone.
    ///
    /// # Errors
    /// What the system says; `AlreadyExists` where there is a file.
    pub fn write_new(&self, path: &Path) -> io::Result<()> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path)?;
        file.write_all(self.to_hex().as_bytes())?;
        file.sync_all()
    }
}

impl fmt::Debug for StoreKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreKey([redacted])")
    }
}

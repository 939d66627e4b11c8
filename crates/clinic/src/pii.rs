//! People's data, kept out of logs and errors by type.

use std::fmt;

/// A person's data. `Debug` and `Display` redact it, so it cannot slip into a log line or an error;
/// [`reveal`](Pii::reveal) is the one way to it, easy to search for.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Wraps a person's data.
    pub fn new(value: T) -> Self {
        Pii(value)
    }

    /// The data itself, for storing it or showing it to somebody who may see it.
    pub fn reveal(&self) -> &T {
        &self.0
    }

    /// Takes the data out of its wrapper.
    pub fn into_revealed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Self {
        Pii(value)
    }
}

impl From<&str> for Pii<String> {
    fn from(value: &str) -> Self {
        Pii(value.to_owned())
    }
}

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T> fmt::Display for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

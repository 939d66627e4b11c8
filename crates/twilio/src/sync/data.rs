//! The content of a Document or an item.

use std::fmt;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// A JSON object. It may hold tokens and what patients write, so Debug hides it.
///
/// ```
/// let data = twilio::sync::Data::of(&serde_json::json!({ "state": "waiting" }))?;
/// assert_eq!(data.value()["state"], "waiting");
/// assert_eq!(format!("{data:?}"), "Data(…)");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Data(Value);

impl Data {
    /// The most Sync keeps in one Document or item, in bytes of JSON.
    pub const MAX_BYTES: usize = 16 * 1024;

    /// From anything that becomes JSON.
    ///
    /// # Errors
    /// If it does not.
    pub fn of(value: &impl Serialize) -> serde_json::Result<Self> {
        serde_json::to_value(value).map(Data)
    }

    /// The JSON.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// Reads it as something. It comes from outside: take nothing in it for granted.
    ///
    /// # Errors
    /// If it is something else.
    pub fn parse<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        T::deserialize(&self.0)
    }
}

impl From<Value> for Data {
    fn from(value: Value) -> Self {
        Data(value)
    }
}

impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Data(…)")
    }
}

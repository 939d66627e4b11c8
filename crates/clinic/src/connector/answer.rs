//! What a service's answer says, read by JSON pointers (RFC 6901). An answer is a stranger's text: bounded, and made safe to show.

use serde_json::Value;

use super::{Connector, VendorStep};
use crate::person;
use crate::pii::Pii;
use crate::words::words;

words! {
    /// What a service's own word for a status means.
    pub enum VendorSaid {
        /// It has the request, and nobody has accepted yet.
        Asked = "asked",
        /// Somebody has accepted.
        Accepted = "accepted",
        /// They are on their way in.
        OnTheWay = "onTheWay",
        /// Nobody will come.
        Refused = "refused",
        /// The service called it off.
        Cancelled = "cancelled",
        /// Something went wrong at the service.
        Failed = "failed",
        /// It is over for the service.
        Ended = "ended",
    }
}

/// A reference is at most so long, in bytes.
const LONGEST_REFERENCE: usize = 200;

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorAnswer {
    /// The service's reference of the request.
    pub reference: Option<String>,
    /// What its status means; none where it says none, or one that is not known.
    pub said: Option<VendorSaid>,
    /// A status that the connector does not know.
    pub unknown: Option<String>,
    /// The interpreter's name.
    pub interpreter: Option<Pii<String>>,
    /// The number to dial, as it was written.
    pub number: Option<Pii<String>>,
}

/// An answer that cannot be used, in one sentence that repeats nothing of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// There is nothing at the place where the request should stand.
    #[error("The answer has nothing at {0}.")]
    Nothing(String),
    /// What stands there is no reference.
    #[error("The answer has no reference that can be used at {0}.")]
    NoReference(String),
}

impl Connector {
    /// What the answer to a request says. The answer to a look-up may say that there is no such request: none then.
    ///
    /// # Errors
    /// [`Unreadable`] says what is missing.
    pub fn read_answer(&self, step: VendorStep, answer: &Value) -> Result<Option<VendorAnswer>, Unreadable> {
        let place = self.request(step).map_or("", |request| request.answer.as_str());
        let Some(request) = answer.pointer(place).filter(|found| !found.is_null()) else {
            return match step {
                VendorStep::Find => Ok(None),
                VendorStep::Ask | VendorStep::Poll | VendorStep::Cancel => {
                    Err(Unreadable::Nothing(place.to_owned()))
                }
            };
        };
        let read = &self.read;
        let at = |pointer: &Option<String>| pointer.as_deref().and_then(|pointer| word(request, pointer));
        let reference = word(request, &read.reference).filter(|text| {
            (1..=LONGEST_REFERENCE).contains(&text.len()) && !text.chars().any(char::is_control)
        });
        // A look need not repeat it; what asked for it needs it, to be looked at again.
        if reference.is_none() && matches!(step, VendorStep::Ask | VendorStep::Find) {
            return Err(Unreadable::NoReference(format!("{place}{}", read.reference)));
        }
        let status = word(request, &read.status);
        let said = status.as_ref().and_then(|status| {
            self.statuses.iter().find_map(|(known, said)| (known == status).then_some(*said))
        });
        let shown = |text: String| {
            let text = person::tame(&text, 100).trim().to_owned();
            (!text.is_empty()).then(|| Pii::new(text))
        };
        Ok(Some(VendorAnswer {
            reference,
            unknown: status.filter(|_| said.is_none()).map(|status| person::tame(&status, 40)),
            said,
            interpreter: at(&read.interpreter).and_then(shown),
            number: at(&read.number).and_then(shown),
        }))
    }

    /// The service's word for its status, for a dry run to repeat.
    pub fn status_word(&self, step: VendorStep, answer: &Value) -> Option<String> {
        let request = answer.pointer(&self.request(step)?.answer)?;
        word(request, &self.read.status).map(|text| person::tame(&text, 40))
    }
}

/// A text, or a number or a truth as its text.
fn word(of: &Value, pointer: &str) -> Option<String> {
    match of.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

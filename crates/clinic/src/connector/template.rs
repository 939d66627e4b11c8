//! Texts with gaps in them, `{{language}}` or `{{secret:apiKey}}`, and what fills the gaps.
//!
//! What fills a gap never becomes a part of what stands around it: in an address it is percent-encoded, in a body it is the
//! content of a JSON string, in a header it may have no control character.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::Value;

use crate::words::words;

words! {
    /// What a request may tell a service.
    pub enum Variable {
        /// The language that is wanted, by the service's own word for it.
        Language = "language",
        /// `video` or `phone`.
        Modality = "modality",
        /// The link by which the interpreter comes in.
        JoinLink = "joinLink",
        /// Our reference of this request: opaque, another one for each request.
        VisitReference = "visitReference",
        /// What the clinic calls itself.
        ClinicName = "clinicName",
        /// `true`: there is no address that the service could call back, so it is asked.
        Callbackless = "callbackless",
        /// The service's own reference, from its answer.
        Reference = "reference",
    }
}

/// A secret's name is at most so long.
const LONGEST_SECRET_NAME: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Gap(Gap),
}

/// What stands in a gap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    Variable(&'static str),
    Secret(String),
}

/// A text with gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

/// What fills the gaps of a request. Says nothing of itself in logs.
#[derive(Clone, Default)]
pub struct Filling {
    variables: BTreeMap<&'static str, String>,
    secrets: BTreeMap<String, String>,
}

/// A gap that cannot be filled, in one sentence. The value itself is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unfilled(pub String);

impl Filling {
    /// Fills the gaps of a variable.
    pub fn set(&mut self, variable: Variable, value: impl Into<String>) {
        self.variables.insert(variable.word(), value.into());
    }

    /// Fills the gaps of a secret.
    pub fn set_secret(&mut self, name: &str, value: impl Into<String>) {
        self.secrets.insert(name.to_owned(), value.into());
    }

    fn of(&self, gap: &Gap) -> Result<&str, Unfilled> {
        let (found, what) = match gap {
            Gap::Variable(word) => (self.variables.get(word), format!("There is no {word} to send.")),
            Gap::Secret(name) => {
                (self.secrets.get(name), format!("The secret \u{201c}{name}\u{201d} is not in the keychain."))
            }
        };
        found.map(String::as_str).ok_or(Unfilled(what))
    }
}

impl fmt::Debug for Filling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filling").finish_non_exhaustive()
    }
}

impl Template {
    /// Reads a text with gaps.
    ///
    /// # Errors
    /// One sentence: what is wrong with a gap.
    pub(crate) fn read(text: &str) -> Result<Template, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            let (name, after) =
                after.split_once("}}").ok_or("A gap is opened with {{ and not closed with }}.")?;
            parts.push(Part::Gap(gap(name.trim())?));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Template { parts })
    }

    pub(crate) fn gaps(&self) -> BTreeSet<Gap> {
        let gaps = self.parts.iter().filter_map(|part| match part {
            Part::Gap(gap) => Some(gap.clone()),
            Part::Text(_) => None,
        });
        gaps.collect()
    }

    /// What stands before the first gap.
    pub(crate) fn beginning(&self) -> &str {
        match self.parts.first() {
            Some(Part::Text(text)) => text,
            Some(Part::Gap(_)) | None => "",
        }
    }

    fn fill(
        &self,
        filling: &Filling,
        written: impl Fn(&str) -> Result<String, Unfilled>,
    ) -> Result<String, Unfilled> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Gap(gap) => text.push_str(&written(filling.of(gap)?)?),
            }
        }
        Ok(text)
    }

    /// As a part of an address: what fills a gap is one segment or one value, whatever it is.
    pub(crate) fn in_url(&self, filling: &Filling) -> Result<String, Unfilled> {
        self.fill(filling, |value| {
            // Encoded or not, these two would lead to another place of the service.
            if matches!(value, "" | "." | "..") {
                return Err(Unfilled("A part of the address would be empty or lead elsewhere.".into()));
            }
            Ok(encoded(value))
        })
    }

    /// As a header's value.
    pub(crate) fn in_header(&self, filling: &Filling) -> Result<String, Unfilled> {
        self.fill(filling, |value| {
            if value.chars().any(char::is_control) {
                return Err(Unfilled("What a header is to say has a control character in it.".into()));
            }
            Ok(value.to_owned())
        })
    }

    /// As a string of a body: escaped when the body is written.
    pub(crate) fn in_body(&self, filling: &Filling) -> Result<Value, Unfilled> {
        // Alone, it is the JSON value and not a word for it.
        if self.parts == [Part::Gap(Gap::Variable(Variable::Callbackless.word()))] {
            return Ok(Value::Bool(true));
        }
        self.fill(filling, |value| Ok(value.to_owned())).map(Value::String)
    }
}

fn gap(name: &str) -> Result<Gap, String> {
    if let Some(secret) = name.strip_prefix("secret:") {
        let fine = (1..=LONGEST_SECRET_NAME).contains(&secret.len())
            && secret.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        return fine.then(|| Gap::Secret(secret.to_owned())).ok_or_else(|| {
            format!("A secret is named by 1 to {LONGEST_SECRET_NAME} letters, digits, - and _.")
        });
    }
    let known = Variable::from_word(name);
    known.map(|variable| Gap::Variable(variable.word())).ok_or_else(|| {
        let words: Vec<&str> = Variable::ALL.iter().map(|variable| variable.word()).collect();
        format!("There is no such gap. There are {} and secret:NAME.", words.join(", "))
    })
}

/// Percent-encoded but for the unreserved characters (RFC 3986).
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;

    fn filling(value: &str) -> Filling {
        let mut filling = Filling::default();
        filling.set(Variable::Language, value);
        filling.set_secret("apiKey", value);
        filling
    }

    #[test]
    fn gaps_are_read_and_what_is_none_is_told() {
        let template = Template::read("a {{ language }} b {{secret:api-Key_1}}").unwrap();
        assert_eq!(template.gaps().len(), 2);
        assert_eq!(template.beginning(), "a ");
        for bad in ["{{", "{{language", "{{name}}", "{{secret:}}", "{{secret:a b}}", "{{Language}}"] {
            assert!(Template::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_empty_gap_is_no_request() {
        let template = Template::read("{{secret:other}}").unwrap();
        let error = template.in_header(&filling("x")).unwrap_err();
        assert!(error.0.contains("other") && !error.0.contains('x'), "{error}");
        assert!(Template::read("/{{language}}/x").unwrap().in_url(&filling("..")).is_err());
    }

    proptest! {
        #[test]
        fn what_fills_a_gap_stays_in_it(value in any::<String>()) {
            let filling = filling(&value);
            let template = Template::read("https://service.example/v1/{{language}}/x?l={{language}}").unwrap();
            if let Ok(filled) = template.in_url(&filling) {
                let url = url::Url::parse(&filled).unwrap();
                prop_assert_eq!(url.host_str(), Some("service.example"));
                prop_assert_eq!(url.path_segments().unwrap().count(), 3);
                prop_assert_eq!(url.query_pairs().count(), 1);
                prop_assert_eq!(url.fragment(), None);
                prop_assert_eq!(&url.query_pairs().next().unwrap().1, &value);
            }
            if let Ok(header) = Template::read("Bearer {{secret:apiKey}}").unwrap().in_header(&filling) {
                prop_assert!(!header.contains(['\r', '\n', '\0']));
            }
            let body = Template::read("{{language}}").unwrap().in_body(&filling).unwrap();
            let written = serde_json::to_string(&serde_json::json!({ "a": body, "b": 1 })).unwrap();
            let back: Value = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(back["a"].as_str(), Some(value.as_str()));
            prop_assert_eq!(back.as_object().unwrap().len(), 2);
        }
    }
}

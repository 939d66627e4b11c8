//! Connectors: how a service that sends interpreters (or others) is asked by its API. Data, not code: a document of JSON.
//!
//! `docs/connectors.md` is written for whoever writes one; `docs/connector.schema.json` says the same to an editor. What is sent comes
//! from [`Connector::ask`] and its like, what is answered goes through [`Connector::read_answer`]; nothing here sends anything.

mod answer;
mod document;
mod template;

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value};

pub use answer::{Unreadable, VendorAnswer, VendorSaid};
pub use template::{Filling, Unfilled, Variable};

use crate::directory::{Offer, same_language};
use crate::id::ConnectorId;
use crate::words::words;
use template::{Gap, Template};

words! {
    /// How whom a service sends comes in.
    pub enum Modality {
        /// By our link, which the request hands over.
        Video = "video",
        /// By a number that the service answers with, and that is dialled.
        Phone = "phone",
    }
}

words! {
    /// How a request is made (RFC 9110).
    pub enum Method {
        /// Reads.
        Get = "GET",
        /// Asks, or tells.
        Post = "POST",
        /// Writes.
        Put = "PUT",
        /// Writes a part.
        Patch = "PATCH",
        /// Takes away.
        Delete = "DELETE",
    }
}

/// What is wrong with a document, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorFault {
    /// The place: a JSON pointer (RFC 6901) into the document; empty for all of it.
    pub pointer: String,
    /// What to change, one sentence.
    pub message: String,
}

/// How a service is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connector {
    /// What the clinic calls it.
    pub name: String,
    /// What it offers.
    pub offers: Offer,
    /// The languages it has (BCP 47), each with the service's own word for it.
    pub languages: Vec<(String, String)>,
    /// How whom it sends comes in.
    pub modality: Modality,
    /// Whether whom it sends by link is let in without being asked for.
    pub pre_admitted: bool,
    /// How long, and how often.
    pub patience: Patience,
    headers: Vec<(String, Template)>,
    ask: Request,
    find: Option<Request>,
    poll: Request,
    cancel: Option<Request>,
    read: Read,
    statuses: Vec<(String, VendorSaid)>,
}

/// How long something may take, and how often it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For one answer.
    pub answer: Duration,
    /// Until somebody accepts.
    pub accept: Duration,
    /// From then until they are in the visit.
    pub arrive: Duration,
    /// Between two looks.
    pub every: Duration,
    /// Between two looks while the service is in trouble, at most.
    pub at_most: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Request {
    method: Method,
    url: Template,
    body: Option<Body>,
    /// Where in the answer what `read` looks at stands.
    answer: String,
}

/// A body: JSON whose strings are templates.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Body {
    Fixed(Value),
    Text(Template),
    List(Vec<Body>),
    Object(Vec<(String, Body)>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Read {
    reference: String,
    status: String,
    interpreter: Option<String>,
    number: Option<String>,
}

/// A connector as the clinic keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedConnector {
    /// Opaque id.
    pub id: ConnectorId,
    /// What its document says.
    pub connector: Connector,
    /// The document, as it was written.
    pub document: String,
    /// The secrets that are in the keychain, of those it names.
    pub kept: BTreeSet<String>,
}

impl SavedConnector {
    /// The secrets that it names and that are still to be given.
    pub fn missing(&self) -> Vec<String> {
        self.connector.secrets().into_iter().filter(|name| !self.kept.contains(name)).collect()
    }
}

/// A request to send. Says nothing of itself in logs: secrets and links are in it.
#[derive(Clone, PartialEq, Eq)]
pub struct VendorCall {
    /// How.
    pub method: Method,
    /// Where to.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// JSON.
    pub body: Option<Value>,
}

impl fmt::Debug for VendorCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VendorCall").field("method", &self.method).finish_non_exhaustive()
    }
}

/// Which of a connector's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VendorStep {
    /// Ask for somebody.
    Ask,
    /// Look a request up by our own reference.
    Find,
    /// Look how it stands.
    Poll,
    /// Call it off.
    Cancel,
}

impl Connector {
    /// Reads a document.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn read(text: &str) -> Result<Connector, Vec<ConnectorFault>> {
        document::read(text)
    }

    /// The service's own word for a language: of exactly that one, else of a near one (`es` for `es-MX`).
    pub fn language(&self, language: &str) -> Option<&str> {
        let exactly = self.languages.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(language));
        exactly
            .or_else(|| self.languages.iter().find(|(tag, _)| same_language(tag, language)))
            .map(|(_, word)| word.as_str())
    }

    /// The names of the secrets that its requests need.
    pub fn secrets(&self) -> Vec<String> {
        let mut gaps: BTreeSet<Gap> = BTreeSet::new();
        for (_, value) in &self.headers {
            gaps.extend(value.gaps());
        }
        let requests = [Some(&self.ask), self.find.as_ref(), Some(&self.poll), self.cancel.as_ref()];
        for body in requests.into_iter().flatten().filter_map(|request| request.body.as_ref()) {
            body.gaps(&mut gaps);
        }
        let secrets = gaps.into_iter().filter_map(|gap| match gap {
            Gap::Secret(name) => Some(name),
            Gap::Variable(_) => None,
        });
        secrets.collect()
    }

    /// Whether it has such a request at all.
    pub fn can(&self, step: VendorStep) -> bool {
        self.request(step).is_some()
    }

    fn request(&self, step: VendorStep) -> Option<&Request> {
        match step {
            VendorStep::Ask => Some(&self.ask),
            VendorStep::Find => self.find.as_ref(),
            VendorStep::Poll => Some(&self.poll),
            VendorStep::Cancel => self.cancel.as_ref(),
        }
    }

    /// A request, filled in; none where the connector has no such request.
    ///
    /// # Errors
    /// [`Unfilled`] where something is missing or cannot stand where it should.
    pub fn call(&self, step: VendorStep, filling: &Filling) -> Result<Option<VendorCall>, Unfilled> {
        let Some(request) = self.request(step) else { return Ok(None) };
        let headers = self.headers.iter().map(|(name, value)| Ok((name.clone(), value.in_header(filling)?)));
        Ok(Some(VendorCall {
            method: request.method,
            url: request.url.in_url(filling)?,
            headers: headers.collect::<Result<_, Unfilled>>()?,
            body: request.body.as_ref().map(|body| body.fill(filling)).transpose()?,
        }))
    }
}

impl Body {
    fn gaps(&self, into: &mut BTreeSet<Gap>) {
        match self {
            Body::Fixed(_) => {}
            Body::Text(text) => into.extend(text.gaps()),
            Body::List(list) => list.iter().for_each(|body| body.gaps(into)),
            Body::Object(members) => members.iter().for_each(|(_, body)| body.gaps(into)),
        }
    }

    fn fill(&self, filling: &Filling) -> Result<Value, Unfilled> {
        Ok(match self {
            Body::Fixed(value) => value.clone(),
            Body::Text(text) => text.in_body(filling)?,
            Body::List(list) => {
                Value::Array(list.iter().map(|body| body.fill(filling)).collect::<Result<_, _>>()?)
            }
            Body::Object(members) => {
                let members = members.iter().map(|(name, body)| Ok((name.clone(), body.fill(filling)?)));
                Value::Object(members.collect::<Result<Map<_, _>, Unfilled>>()?)
            }
        })
    }
}

//! Reads a connector's document. Everything that is wrong with it is told at once, each thing with its place.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Map, Value};

use super::template::{Gap, Template, Variable};
use super::{Body, Connector, ConnectorFault, Method, Modality, Patience, Read, Request, VendorSaid};
use crate::directory::Offer;
use crate::person;

/// What a document says that it is.
const FORMAT: &str = "anteroom-connector";

/// The newest version that this program reads.
const VERSION: u64 = 1;

/// The largest document, in bytes.
const LARGEST: usize = 64 * 1024;

/// The longest address, in bytes.
const LONGEST_URL: usize = 2000;

/// Headers that belong to the transport, or that every request has.
const OURS: &[&str] = &[
    "host",
    "connection",
    "content-length",
    "content-type",
    "accept",
    "transfer-encoding",
    "upgrade",
    "te",
    "trailer",
    "expect",
];

/// How long things take where the document does not say.
const USUAL: Patience = Patience {
    answer: Duration::from_secs(15),
    accept: Duration::from_secs(180),
    arrive: Duration::from_secs(300),
    every: Duration::from_secs(3),
    at_most: Duration::from_secs(30),
};

pub(super) fn read(text: &str) -> Result<Connector, Vec<ConnectorFault>> {
    let whole = |message: String| vec![ConnectorFault { pointer: String::new(), message }];
    if text.len() > LARGEST {
        return Err(whole("The document is larger than a connector is (64 KB).".into()));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| {
        whole(format!("This is no JSON: look at line {}, column {}.", error.line(), error.column()))
    })?;
    let mut reader = Reader { faults: Vec::new() };
    let connector = reader.connector(&value);
    match connector {
        Some(connector) if reader.faults.is_empty() => Ok(connector),
        _ => Err(reader.faults),
    }
}

struct Reader {
    faults: Vec<ConnectorFault>,
}

/// An object of the document, and where it stands.
#[derive(Clone, Copy)]
struct Object<'a> {
    at: &'a str,
    members: &'a Map<String, Value>,
}

fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

impl Reader {
    fn fault(&mut self, at: impl Into<String>, message: impl Into<String>) {
        self.faults.push(ConnectorFault { pointer: at.into(), message: message.into() });
    }

    fn object<'a>(&mut self, at: &'a str, value: &'a Value, known: &[&str]) -> Option<Object<'a>> {
        let Some(members) = value.as_object() else {
            self.fault(at, "Write an object here: { … }.");
            return None;
        };
        for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
            self.fault(below(at, name), format!("This is not known here. There are: {}.", known.join(", ")));
        }
        Some(Object { at, members })
    }

    fn needed<'a>(&mut self, of: Object<'a>, name: &str) -> Option<&'a Value> {
        let found = of.members.get(name);
        if found.is_none() {
            self.fault(of.at, format!("\u{201c}{name}\u{201d} is missing here."));
        }
        found
    }

    fn text<'a>(&mut self, at: &str, value: &'a Value) -> Option<&'a str> {
        let text = value.as_str();
        if text.is_none() {
            self.fault(at, "Write a text here, in quotation marks.");
        }
        text
    }

    /// One of a few words.
    fn word<T: Copy>(&mut self, at: &str, value: &Value, all: &[(T, &'static str)]) -> Option<T> {
        let text = self.text(at, value)?;
        let found = all.iter().find(|(_, word)| *word == text).map(|(one, _)| *one);
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|(_, word)| *word).collect();
            self.fault(at, format!("Write one of these here: {}.", words.join(", ")));
        }
        found
    }

    fn connector(&mut self, value: &Value) -> Option<Connector> {
        let top = self.object(
            "",
            value,
            &[
                "$schema",
                // Says that the practice clinic wrote the file.
                "practice",
                "format",
                "version",
                "name",
                "offers",
                "languages",
                "modality",
                "preAdmitted",
                "headers",
                "ask",
                "find",
                "poll",
                "cancel",
                "read",
                "statuses",
                "patience",
            ],
        )?;
        if self.needed(top, "format")? != FORMAT {
            self.fault("/format", format!("A connector\u{2019}s format is \u{201c}{FORMAT}\u{201d}."));
            return None;
        }
        let version = self.needed(top, "version")?;
        if version.as_u64() != Some(VERSION) {
            self.fault("/version", format!("This Anteroom reads version {VERSION} of connectors."));
            return None;
        }
        let name = self.needed(top, "name").and_then(|value| self.name(value));
        let offers: Vec<_> = Offer::ALL.iter().map(|one| (*one, one.word())).collect();
        let offers = self.needed(top, "offers").and_then(|value| self.word("/offers", value, &offers));
        let languages = self.languages(top, offers);
        let modalities: Vec<_> = Modality::ALL.iter().map(|one| (*one, one.word())).collect();
        let modality =
            self.needed(top, "modality").and_then(|value| self.word("/modality", value, &modalities));
        let pre_admitted = match top.members.get("preAdmitted") {
            None => false,
            Some(value) => value.as_bool().unwrap_or_else(|| {
                self.fault("/preAdmitted", "Write true or false here.");
                false
            }),
        };
        let headers = self.headers(top);
        let ask = self.needed(top, "ask").and_then(|value| self.request("/ask", value, &[], Method::Post));
        let find = top.members.get("find").map(|value| self.request("/find", value, &[], Method::Get));
        let poll = self
            .needed(top, "poll")
            .and_then(|value| self.request("/poll", value, &["everySeconds", "atMostSeconds"], Method::Get));
        let cancel = top.members.get("cancel").map(|value| self.request("/cancel", value, &[], Method::Post));
        let read = self.needed(top, "read").and_then(|value| self.pointers(value, modality));
        let statuses = self.statuses(top);
        let patience = self.patience(top);
        let connector = Connector {
            name: name?,
            offers: offers?,
            languages,
            modality: modality?,
            pre_admitted,
            patience,
            headers,
            ask: ask?,
            find: match find {
                Some(find) => Some(find?),
                None => None,
            },
            poll: poll?,
            cancel: match cancel {
                Some(cancel) => Some(cancel?),
                None => None,
            },
            read: read?,
            statuses,
        };
        self.sense(&connector);
        Some(connector)
    }

    fn name(&mut self, value: &Value) -> Option<String> {
        let text = self.text("/name", value)?;
        match person::short("name", "The name", 100, text) {
            Ok(name) if !name.is_empty() => Some(name),
            Ok(_) => {
                self.fault("/name", "Give the service a name.");
                None
            }
            Err(invalid) => {
                self.fault("/name", invalid.message);
                None
            }
        }
    }

    fn languages(&mut self, top: Object<'_>, offers: Option<Offer>) -> Vec<(String, String)> {
        let mut languages = Vec::new();
        if let Some(members) = top.members.get("languages") {
            let Some(members) = members.as_object() else {
                self.fault(
                    "/languages",
                    "Write an object here: each language with the service\u{2019}s word for it.",
                );
                return languages;
            };
            for (tag, word) in members {
                let at = below("/languages", tag);
                if person::language("languages", tag).is_err() {
                    self.fault(&at, "Name the language by its tag (BCP 47), like es or zh-Hant.");
                }
                if let Some(word) = self.text(&at, word) {
                    if word.is_empty() || word.len() > 100 || word.chars().any(char::is_control) {
                        self.fault(
                            &at,
                            "Write the service\u{2019}s word for the language: 1 to 100 characters.",
                        );
                    }
                    languages.push((tag.clone(), word.to_owned()));
                }
            }
        }
        if languages.is_empty() && offers == Some(Offer::Interpreter) {
            self.fault("/languages", "Name the languages that the service interprets.");
        }
        languages
    }

    fn headers(&mut self, top: Object<'_>) -> Vec<(String, Template)> {
        let mut headers = Vec::new();
        let Some(value) = top.members.get("headers") else { return headers };
        let Some(members) = value.as_object() else {
            self.fault("/headers", "Write an object here: each header with its value.");
            return headers;
        };
        for (name, value) in members {
            let at = below("/headers", name);
            let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
            if name.is_empty() || name.len() > 100 || !name.bytes().all(token) {
                self.fault(&at, "This cannot be the name of a header.");
            } else if OURS.contains(&name.to_ascii_lowercase().as_str()) {
                self.fault(&at, "This header is written by Anteroom itself.");
            }
            let Some(text) = self.text(&at, value) else { continue };
            if text.len() > LONGEST_URL || text.chars().any(char::is_control) {
                self.fault(&at, "A header\u{2019}s value is one line of at most 2000 characters.");
            }
            if let Some(template) = self.template(&at, text) {
                self.only(&at, &template.gaps(), &[Variable::JoinLink, Variable::Reference]);
                headers.push((name.clone(), template));
            }
        }
        headers
    }

    fn template(&mut self, at: &str, text: &str) -> Option<Template> {
        Template::read(text).map_err(|message| self.fault(at, message)).ok()
    }

    /// Tells of gaps that cannot be filled here.
    fn only(&mut self, at: &str, gaps: &BTreeSet<Gap>, never: &[Variable]) {
        for variable in never.iter().filter(|variable| gaps.contains(&Gap::Variable(variable.word()))) {
            self.fault(at, format!("{{{{{}}}}} is not known in this place.", variable.word()));
        }
    }

    fn request(&mut self, at: &str, value: &Value, more: &[&str], usual: Method) -> Option<Request> {
        let known: Vec<&str> = ["method", "url", "body", "answer"].iter().chain(more).copied().collect();
        let of = self.object(at, value, &known)?;
        let methods: Vec<_> = Method::ALL.iter().map(|one| (*one, one.word())).collect();
        let method = match of.members.get("method") {
            None => Some(usual),
            Some(value) => self.word(&below(at, "method"), value, &methods),
        };
        let url_at = below(at, "url");
        let url = self.needed(of, "url").and_then(|value| self.text(&url_at, value));
        let url = url.and_then(|text| self.url(&url_at, text));
        let body_at = below(at, "body");
        let body = of.members.get("body").map(|value| self.body(&body_at, value));
        if body.is_some() && method == Some(Method::Get) {
            self.fault(&body_at, "GET has no body.");
        }
        let answer = match of.members.get("answer") {
            None => String::new(),
            Some(value) => self.pointer(&below(at, "answer"), value)?,
        };
        let body = match body {
            Some(body) => Some(body?),
            None => None,
        };
        Some(Request { method: method?, url: url?, body, answer })
    }

    fn url(&mut self, at: &str, text: &str) -> Option<Template> {
        let template = self.template(at, text)?;
        // The part that says whom is asked is fixed: nothing that is filled in can lead elsewhere.
        let host = template.beginning().strip_prefix("https://").and_then(|rest| rest.split_once('/'));
        let host = host.map(|(host, _)| host).filter(|host| !host.is_empty() && !host.contains('@'));
        if host.is_none() {
            self.fault(
                at,
                "Write an address that begins with https://, a host and a slash; no gap stands before that.",
            );
            return None;
        }
        let whole = format!("{}x", template.beginning());
        if text.len() > LONGEST_URL
            || text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '#')
            || url::Url::parse(&whole).is_err()
        {
            self.fault(
                at,
                "This address cannot be used: at most 2000 characters, without spaces and without #.",
            );
        }
        let gaps = template.gaps();
        if gaps.iter().any(|gap| matches!(gap, Gap::Secret(_))) {
            self.fault(
                at,
                "A secret does not stand in an address, which is written into logs on its way. Use a header.",
            );
        }
        // It is a way into a visit.
        self.only(at, &gaps, &[Variable::JoinLink]);
        Some(template)
    }

    fn body(&mut self, at: &str, value: &Value) -> Option<Body> {
        Some(match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => Body::Fixed(value.clone()),
            Value::String(text) => Body::Text(self.template(at, text)?),
            Value::Array(list) => {
                let list: Vec<Option<Body>> =
                    list.iter().enumerate().map(|(n, one)| self.body(&format!("{at}/{n}"), one)).collect();
                Body::List(list.into_iter().collect::<Option<_>>()?)
            }
            Value::Object(members) => {
                let members: Vec<Option<(String, Body)>> = members
                    .iter()
                    .map(|(name, one)| Some((name.clone(), self.body(&below(at, name), one)?)))
                    .collect();
                Body::Object(members.into_iter().collect::<Option<_>>()?)
            }
        })
    }

    fn pointer(&mut self, at: &str, value: &Value) -> Option<String> {
        let text = self.text(at, value)?;
        let escaped = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if (text.is_empty() || text.starts_with('/')) && escaped && text.len() <= 500 {
            return Some(text.to_owned());
        }
        self.fault(at, "Write a JSON pointer here (RFC 6901), like /request/id.");
        None
    }

    fn pointers(&mut self, value: &Value, modality: Option<Modality>) -> Option<Read> {
        let of = self.object("/read", value, &["reference", "status", "interpreter", "number"])?;
        let reference = self.needed(of, "reference").and_then(|value| self.pointer("/read/reference", value));
        let status = self.needed(of, "status").and_then(|value| self.pointer("/read/status", value));
        let mut maybe = |name: &str| {
            let value = of.members.get(name)?;
            self.pointer(&below("/read", name), value)
        };
        let (interpreter, number) = (maybe("interpreter"), maybe("number"));
        match modality {
            Some(Modality::Phone) if !of.members.contains_key("number") => {
                self.fault("/read", "Say where the number to dial stands: \u{201c}number\u{201d}.");
            }
            Some(Modality::Video) if of.members.contains_key("number") => {
                self.fault("/read/number", "Nobody is dialled by a service whose modality is video.");
            }
            _ => {}
        }
        Some(Read { reference: reference?, status: status?, interpreter, number })
    }

    fn statuses(&mut self, top: Object<'_>) -> Vec<(String, VendorSaid)> {
        let mut statuses = Vec::new();
        let Some(value) = self.needed(top, "statuses") else { return statuses };
        let Some(members) = value.as_object() else {
            self.fault(
                "/statuses",
                "Write an object here: each of the service\u{2019}s words with what it means.",
            );
            return statuses;
        };
        let all: Vec<_> = VendorSaid::ALL.iter().map(|one| (*one, one.word())).collect();
        for (word, meaning) in members {
            if let Some(said) = self.word(&below("/statuses", word), meaning, &all) {
                statuses.push((word.clone(), said));
            }
        }
        let comes =
            |(_, said): &(String, VendorSaid)| matches!(said, VendorSaid::Accepted | VendorSaid::OnTheWay);
        if !statuses.iter().any(comes) {
            self.fault("/statuses", "No status says that somebody has accepted.");
        }
        statuses
    }

    fn patience(&mut self, top: Object<'_>) -> Patience {
        let mut patience = USUAL;
        if let Some(poll) = top.members.get("poll").and_then(Value::as_object) {
            let of = Object { at: "/poll", members: poll };
            self.seconds(of, "everySeconds", 60, &mut patience.every);
            patience.at_most = patience.at_most.max(patience.every);
            self.seconds(of, "atMostSeconds", 600, &mut patience.at_most);
            if patience.at_most < patience.every {
                self.fault("/poll/atMostSeconds", "This is less than everySeconds.");
            }
        }
        if let Some(value) = top.members.get("patience")
            && let Some(of) =
                self.object("/patience", value, &["answerSeconds", "acceptSeconds", "arriveSeconds"])
        {
            self.seconds(of, "answerSeconds", 60, &mut patience.answer);
            self.seconds(of, "acceptSeconds", 3600, &mut patience.accept);
            self.seconds(of, "arriveSeconds", 3600, &mut patience.arrive);
        }
        patience
    }

    fn seconds(&mut self, of: Object<'_>, name: &str, most: u64, into: &mut Duration) {
        let Some(value) = of.members.get(name) else { return };
        match value.as_u64() {
            Some(seconds) if (1..=most).contains(&seconds) => *into = Duration::from_secs(seconds),
            _ => self.fault(below(of.at, name), format!("Write whole seconds here, 1 to {most}.")),
        }
    }

    /// What only makes sense together.
    fn sense(&mut self, connector: &Connector) {
        let gaps = |request: &Request| {
            let mut gaps = request.url.gaps();
            if let Some(body) = &request.body {
                body.gaps(&mut gaps);
            }
            gaps
        };
        let has = |gaps: &BTreeSet<Gap>, variable: Variable| gaps.contains(&Gap::Variable(variable.word()));
        let (ask, poll) = (gaps(&connector.ask), gaps(&connector.poll));
        self.only("/ask", &ask, &[Variable::Reference]);
        match connector.modality {
            Modality::Video if !has(&ask, Variable::JoinLink) => self.fault(
                "/ask",
                "Whom the service sends by video comes in by our link: put {{joinLink}} into the body.",
            ),
            Modality::Phone => self.only("/ask", &ask, &[Variable::JoinLink]),
            Modality::Video => {}
        }
        if !has(&poll, Variable::Reference) && !has(&poll, Variable::VisitReference) {
            self.fault("/poll", "Say which request is looked at: {{reference}} or {{visitReference}}.");
        }
        self.only("/poll", &poll, &[Variable::JoinLink]);
        if let Some(cancel) = connector.cancel.as_ref().map(gaps) {
            if !has(&cancel, Variable::Reference) && !has(&cancel, Variable::VisitReference) {
                self.fault(
                    "/cancel",
                    "Say which request is called off: {{reference}} or {{visitReference}}.",
                );
            }
            self.only("/cancel", &cancel, &[Variable::JoinLink]);
        }
        if let Some(find) = connector.find.as_ref().map(gaps) {
            if !has(&find, Variable::VisitReference) {
                self.fault("/find", "A request is found by our reference: {{visitReference}}.");
            }
            self.only("/find", &find, &[Variable::JoinLink, Variable::Reference]);
            if !has(&ask, Variable::VisitReference) {
                self.fault("/ask", "A request is found by our reference only where it was told: put {{visitReference}} into it.");
            }
        }
    }
}

//! Connectors: the worked examples, what is refused and where, and that the schema says the same.

use std::path::Path;

use clinic::connector::{Filling, Unreadable, Variable};
use clinic::{Connector, ConnectorFault, VendorSaid, VendorStep};
use serde_json::{Value, json};

const BY_LINK: &str = include_str!("../../../../docs/connectors/by-link.json");
const BY_PHONE: &str = include_str!("../../../../docs/connectors/by-phone.json");

fn example(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn faults(document: &Value) -> Vec<ConnectorFault> {
    Connector::read(&document.to_string()).err().unwrap_or_default()
}

fn filling() -> Filling {
    let mut filling = Filling::default();
    filling.set(Variable::Language, "spa");
    filling.set(Variable::Modality, "video");
    filling.set(Variable::JoinLink, "https://visits.example/#ey\"J0");
    filling.set(Variable::VisitReference, "q6s6tq3fdzzlwd7uqrfv4xkuxi");
    filling.set(Variable::ClinicName, "Clínica \"do\" Rossio");
    filling.set(Variable::Callbackless, "true");
    filling.set(Variable::Reference, "r/1?x");
    filling.set_secret("apiKey", "k-1");
    filling.set_secret("accountNumber", "42");
    filling
}

/// An example with one thing other than it is: none takes it out.
fn but(text: &str, pointer: &str, value: Option<Value>) -> Value {
    let mut document = example(text);
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = document.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => drop(parent.insert(name.to_owned(), value)),
        None => drop(parent.remove(name).unwrap()),
    }
    document
}

#[test]
fn the_worked_examples_ask_as_they_say() {
    let video = Connector::read(BY_LINK).unwrap();
    assert_eq!(video.secrets(), ["accountNumber", "apiKey"]);
    assert_eq!((video.language("es-MX"), video.language("de")), (Some("spa"), None));
    let call = video.call(VendorStep::Ask, &filling()).unwrap().unwrap();
    assert_eq!(call.url, "https://api.lengua.example/v2/requests");
    assert!(call.headers.contains(&("Authorization".into(), "Bearer k-1".into())));
    let body = call.body.unwrap();
    assert_eq!(body["customer"], "Clínica \"do\" Rossio");
    assert_eq!(
        (body["join_url"].as_str(), &body["polling"]),
        (Some("https://visits.example/#ey\"J0"), &json!(true))
    );
    let poll = video.call(VendorStep::Poll, &filling()).unwrap().unwrap();
    assert_eq!(poll.url, "https://api.lengua.example/v2/requests/r%2F1%3Fx");

    let phone = Connector::read(BY_PHONE).unwrap();
    let answer = json!({ "job": 77, "state": { "code": 20 }, "agent": { "name": " Alma\u{0} R. " },
        "dial": { "e164": "+12025550111" } });
    let read = phone.read_answer(VendorStep::Ask, &answer).unwrap().unwrap();
    assert_eq!((read.reference.as_deref(), read.said), (Some("77"), Some(VendorSaid::Accepted)));
    assert_eq!(read.interpreter.unwrap().reveal(), "Alma R.");
    assert_eq!(read.number.unwrap().reveal(), "+12025550111");
}

#[test]
fn an_answer_is_read_or_it_is_said_what_is_missing() {
    let video = Connector::read(BY_LINK).unwrap();
    let ask = |answer: Value| video.read_answer(VendorStep::Ask, &answer);
    assert_eq!(ask(json!([])), Err(Unreadable::Nothing("/request".into())));
    assert_eq!(ask(json!({ "request": {} })), Err(Unreadable::NoReference("/request/id".into())));
    let unknown = json!({ "request": { "id": "1", "status": "dancing" } });
    let unknown = ask(unknown).unwrap().unwrap();
    assert_eq!(
        (unknown.said, unknown.unknown.as_deref()),
        (None, Some("dancing")),
        "and the reference is kept"
    );
    assert_eq!(video.read_answer(VendorStep::Find, &json!({ "requests": [] })), Ok(None));
    let poll = video.read_answer(VendorStep::Poll, &json!({ "request": { "status": "joining" } }));
    assert_eq!(
        poll.unwrap().unwrap().said,
        Some(VendorSaid::OnTheWay),
        "a look need not repeat the reference"
    );
    assert!(ask(json!({ "request": { "id": "a\nb" } })).is_err());
}

/// A change to an example; where a fault is told; whether a schema can say it.
fn wrong() -> Vec<(Value, &'static str, bool)> {
    let link = |pointer: &str, value: Value| but(BY_LINK, pointer, Some(value));
    let phone = |pointer: &str, value: Value| but(BY_PHONE, pointer, Some(value));
    vec![
        (json!([]), "", true),
        (link("/format", json!("anteroom-directory")), "/format", true),
        (link("/version", json!(2)), "/version", true),
        (link("/name", json!(" ")), "/name", true),
        (link("/offers", json!("everything")), "/offers", true),
        (link("/languages", json!({})), "/languages", true),
        (link("/languages/e", json!("spa")), "/languages/e", true),
        (link("/languages/es", json!("")), "/languages/es", true),
        (link("/modality", json!("hologram")), "/modality", true),
        (link("/preAdmitted", json!("yes")), "/preAdmitted", true),
        (link("/colour", json!("red")), "/colour", true),
        (link("/headers/X y", json!("1")), "/headers/X y", true),
        (link("/headers/Host", json!("x.example")), "/headers/Host", false),
        (link("/headers/X", json!("a\r\nb")), "/headers/X", true),
        (link("/headers/X", json!("{{joinLink}}")), "/headers/X", false),
        (link("/ask/method", json!("STEAL")), "/ask/method", true),
        (link("/ask/url", json!("http://api.lengua.example/v2")), "/ask/url", true),
        (link("/ask/url", json!("https://{{language}}.example/v2")), "/ask/url", true),
        (link("/ask/url", json!("https://api.lengua.example")), "/ask/url", true),
        (link("/ask/url", json!("https://me:pw@lengua.example/")), "/ask/url", true),
        (link("/ask/url", json!("https://lengua.example/?k={{secret:apiKey}}")), "/ask/url", true),
        (link("/ask/url", json!("https://lengua.example/?j={{joinLink}}")), "/ask/url", true),
        (link("/ask/url", json!("https://lengua.example/{{who}}")), "/ask/url", false),
        (link("/ask/url", json!("https://lengua.example/{{language")), "/ask/url", false),
        (link("/ask/body", json!({ "external_id": "{{visitReference}}" })), "/ask", false),
        (link("/ask/body", json!({ "join_url": "{{joinLink}}" })), "/ask", false),
        (link("/ask/body/deep", json!([{ "x/y": "{{nobody}}" }])), "/ask/body/deep/0/x~1y", false),
        (link("/ask/answer", json!("request")), "/ask/answer", true),
        (link("/ask/answer", json!("/a~2")), "/ask/answer", true),
        (link("/find/url", json!("https://lengua.example/all")), "/find", false),
        (link("/poll/url", json!("https://lengua.example/all")), "/poll", false),
        (link("/poll/everySeconds", json!(0)), "/poll/everySeconds", true),
        (link("/poll/atMostSeconds", json!(2)), "/poll/atMostSeconds", false),
        (link("/poll/body", json!({})), "/poll/body", false),
        (link("/cancel/url", json!("https://lengua.example/cancel")), "/cancel", false),
        (link("/read/number", json!("/number")), "/read/number", true),
        (link("/read/status", json!(7)), "/read/status", true),
        (link("/statuses", json!({ "searching": "asked" })), "/statuses", true),
        (link("/statuses/assigned", json!("perhaps")), "/statuses/assigned", true),
        (link("/patience/acceptSeconds", json!(1.5)), "/patience/acceptSeconds", true),
        (link("/patience/hours", json!(1)), "/patience/hours", true),
        (phone("/ask/body/link", json!("{{joinLink}}")), "/ask", false),
        (but(BY_PHONE, "/read/number", None), "/read", true),
        (but(BY_LINK, "/poll", None), "", true),
        (but(BY_LINK, "/ask/url", None), "/ask", true),
        (but(BY_LINK, "/statuses", None), "", true),
    ]
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (document, pointer, _) in wrong() {
        let faults = faults(&document);
        assert!(!faults.is_empty(), "{pointer} of {document}");
        assert!(faults.iter().any(|fault| fault.pointer == pointer), "{pointer}: {faults:?}");
        for fault in faults {
            assert!(fault.message.ends_with(['.', ':']) && fault.message.len() > 10, "{fault:?}");
            assert!(document.pointer(&fault.pointer).is_some(), "{fault:?} is nowhere");
        }
    }
    let broken = Connector::read("{\n  \"format\": anteroom").unwrap_err();
    assert!(broken[0].message.contains("line 2"), "{broken:?}");
    assert_eq!(Connector::read(&" ".repeat(70_000)).unwrap_err().len(), 1);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let mut document = but(BY_LINK, "/name", Some(json!("")));
    document["ask"]["url"] = json!("http://x");
    document["poll"]["everySeconds"] = json!(0);
    let places: Vec<String> = faults(&document).into_iter().map(|fault| fault.pointer).collect();
    assert_eq!(places, ["/name", "/ask/url", "/poll/everySeconds"]);
}

#[test]
fn the_schema_says_what_the_program_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/connector.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for text in [BY_LINK, BY_PHONE] {
        assert!(schema.is_valid(&example(text)));
        assert!(faults(&example(text)).is_empty());
        // Whatever may be left out may be left out for both.
        let whole = example(text);
        for name in whole.as_object().unwrap().keys() {
            let less = but(text, &format!("/{name}"), None);
            assert_eq!(schema.is_valid(&less), faults(&less).is_empty(), "without {name}");
        }
    }
    for (document, pointer, sayable) in wrong() {
        assert_eq!(!schema.is_valid(&document), sayable, "{pointer} of {document}");
    }
}

//! Twilio's OpenAPI documents (they lie with the twin's tests, which look at its answers by them): is a request one that
//! they describe, and what do they show as its answer?

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Answer, Pairs, Seen};

macro_rules! document {
    ($name:literal) => {
        include_str!(concat!("../../../twin/tests/data/openapi/twilio_", $name, ".trimmed.json"))
    };
}

pub(crate) struct Documents {
    /// With the prefix under which the test server stands in for the product.
    documents: Vec<(&'static str, Value)>,
}

/// An operation that a request is.
pub(crate) struct Operation<'a> {
    document: &'a Value,
    operation: &'a Value,
    /// The parts of the path that stand for something, with their names.
    path: Pairs,
}

impl Documents {
    pub(crate) fn read() -> Documents {
        let read = |text| serde_json::from_str(text).unwrap();
        Documents {
            documents: vec![
                ("/video", read(document!("video_v1"))),
                ("/sync", read(document!("sync_v1"))),
                ("/api", read(document!("api_v2010"))),
                ("/messaging", read(document!("messaging_v1"))),
            ],
        }
    }

    pub(crate) fn operation(&self, seen: &Seen) -> Result<Operation<'_>, String> {
        for (prefix, document) in &self.documents {
            let Some(path) = seen.path.strip_prefix(prefix) else { continue };
            let mut found: Vec<_> = document["paths"]
                .as_object()
                .unwrap()
                .iter()
                .filter_map(|(template, methods)| Some((template, methods, fits(template, path)?)))
                .collect();
            // Where two fit, the one with fewer variables is meant.
            found.sort_by_key(|(_, _, variables)| variables.len());
            if let Some((_, methods, variables)) = found.into_iter().next() {
                let method = seen.method.to_lowercase();
                let operation =
                    methods.get(&method).ok_or(format!("{method} is not described for {path}"))?;
                return Ok(Operation { document, operation, path: variables });
            }
        }
        Err(format!("no operation has the path {}", seen.path))
    }
}

fn fits(template: &str, path: &str) -> Option<Pairs> {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    if template.len() != path.len() {
        return None;
    }
    let mut variables = Pairs::new();
    for (expected, given) in template.iter().zip(&path) {
        let Some(open) = expected.find('{') else {
            if expected != given {
                return None;
            }
            continue;
        };
        let close = expected.find('}').unwrap();
        let value = given.strip_prefix(&expected[..open])?.strip_suffix(&expected[close + 1..])?;
        let value = percent_decode_str(value).decode_utf8().unwrap().into_owned();
        variables.push((expected[open + 1..close].into(), value));
    }
    Some(variables)
}

impl Operation<'_> {
    /// Everything that is wrong with the request by the document.
    pub(crate) fn faults(&self, seen: &Seen) -> Vec<String> {
        let mut faults = Vec::new();
        let parameters = self.operation["parameters"].as_array().cloned().unwrap_or_default();
        let mut place = |place: &str, given: &[(String, String)]| {
            let described: Vec<_> = parameters.iter().filter(|p| p["in"] == place).collect();
            for (name, value) in given {
                match described.iter().find(|p| p["name"].as_str() == Some(name)) {
                    Some(parameter) => self.value(name, value, &parameter["schema"], &mut faults),
                    None => faults.push(format!("{place} has no parameter {name}")),
                }
            }
            for parameter in described.iter().filter(|p| p["required"] == true) {
                if !given.iter().any(|(name, _)| parameter["name"].as_str() == Some(name)) {
                    faults.push(format!("{place} lacks {}", parameter["name"]));
                }
            }
        };
        place("path", &self.path);
        place("query", &seen.query);
        let if_match: Pairs =
            seen.header("if-match").map(|value| ("If-Match".into(), value.into())).into_iter().collect();
        place("header", &if_match);
        let schema = &self.operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"];
        let form = seen.form();
        for (name, value) in &form {
            match schema["properties"].get(name) {
                Some(property) => self.value(name, value, property, &mut faults),
                None => faults.push(format!("the form has no member {name}")),
            }
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            if !form.iter().any(|(name, _)| required.as_str() == Some(name)) {
                faults.push(format!("the form lacks {required}"));
            }
        }
        faults
    }

    fn value(&self, name: &str, value: &str, schema: &Value, faults: &mut Vec<String>) {
        let schema = self.resolve(schema);
        let good = match schema["type"].as_str() {
            Some("integer") => value.parse::<i64>().is_ok(),
            Some("boolean") => value == "true" || value == "false",
            Some("array") => return self.value(name, value, &schema["items"], faults),
            _ => true,
        };
        let listed =
            schema["enum"].as_array().is_none_or(|all| all.iter().any(|one| one.as_str() == Some(value)));
        let dated = schema["format"] != "date-time" || value.parse::<jiff::Timestamp>().is_ok();
        let patterned = schema["pattern"].as_str().is_none_or(|pattern| sid_fits(pattern, value));
        let bounded = schema["minLength"].as_u64().is_none_or(|least| value.len() as u64 >= least)
            && schema["maxLength"].as_u64().is_none_or(|most| value.len() as u64 <= most);
        if !(good && listed && dated && patterned && bounded) {
            faults.push(format!("{name}={value} does not fit {schema}"));
        }
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(at) => self.document.pointer(at.trim_start_matches('#')).unwrap(),
            None => schema,
        }
    }

    /// The answer the document shows, the fullest one; named as the request asked, so that it is an answer to it.
    pub(crate) fn example(&self, seen: &Seen) -> Answer {
        let (status, response) = self.operation["responses"].as_object().unwrap().iter().next().unwrap();
        let status = status.parse().unwrap();
        let examples = response["content"]["application/json"]["examples"].as_object();
        let fullest =
            examples.into_iter().flatten().max_by_key(|(_, example)| example["value"].to_string().len());
        let Some((_, example)) = fullest else { return Answer { status, ..Answer::json(204, "") } };
        let mut body = example["value"].clone();
        if let (Some((_, name)), true) =
            (seen.form().iter().find(|(n, _)| n == "UniqueName"), body.get("unique_name").is_some())
        {
            body["unique_name"] = name.as_str().into();
        }
        Answer::json(status, body)
    }
}

/// The documents' only patterns are those of SIDs.
fn sid_fits(pattern: &str, value: &str) -> bool {
    let prefix =
        pattern.strip_prefix('^').and_then(|p| p.strip_suffix("[0-9a-fA-F]{32}$")).unwrap_or_else(|| {
            panic!("a pattern that this check cannot read: {pattern}");
        });
    let digits = match prefix {
        "[a-zA-Z]{2}" => value.get(2..).filter(|_| value.as_bytes()[..2].iter().all(u8::is_ascii_alphabetic)),
        prefix => {
            let mut choices = prefix.trim_matches(['(', ')']).split('|');
            choices.find_map(|choice| value.strip_prefix(choice))
        }
    };
    digits.is_some_and(|d| d.len() == 32 && d.bytes().all(|b| b.is_ascii_hexdigit()))
}

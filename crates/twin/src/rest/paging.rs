//! Pages of the product APIs: `PageSize`, `PageToken`, and the `meta` object with absolute links.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Call, Refusal};

/// What is asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Asked {
    pub(crate) size: usize,
    pub(crate) page: u64,
    /// Where to go on: the place of the first entry that is wanted.
    pub(crate) from: Option<String>,
}

const MARK: &str = "PT";

impl Asked {
    pub(crate) fn read(call: &Call, most: usize) -> Result<Self, Refusal> {
        let size = match call.param("PageSize") {
            None => 50.min(most),
            // More than the most is taken as the most, as Twilio's lists do.
            Some(size) => match size.parse::<usize>() {
                Ok(size) if size > 0 => size.min(most),
                _ => return Err(Refusal::invalid("PageSize")),
            },
        };
        let page = call.param("Page").and_then(|page| page.parse().ok()).unwrap_or(0);
        let from =
            call.param("PageToken").map(|token| unmark(token).ok_or_else(|| Refusal::invalid("PageToken")));
        Ok(Self { size, page, from: from.transpose()? })
    }
}

fn mark(place: &str) -> String {
    format!("{MARK}{}", URL_SAFE_NO_PAD.encode(place))
}

fn unmark(token: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token.strip_prefix(MARK)?).ok()?).ok()
}

/// An envelope: entries under `key`, and links. `next` is the place of the entry after the last one here, `previous`
/// that of the first entry of the page before.
pub(crate) fn envelope(
    call: &Call,
    key: &str,
    asked: &Asked,
    entries: Vec<Value>,
    previous: Option<String>,
    next: Option<String>,
) -> Value {
    let link = |page: u64, place: Option<String>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &call.query {
            if !matches!(name.as_str(), "PageSize" | "Page" | "PageToken") {
                query.append_pair(name, value);
            }
        }
        query.append_pair("PageSize", &asked.size.to_string()).append_pair("Page", &page.to_string());
        if let Some(place) = place {
            query.append_pair("PageToken", &mark(&place));
        }
        format!("{}?{}", call.url, query.finish())
    };
    let previous = (asked.page > 0).then(|| link(asked.page - 1, previous));
    let next = next.map(|next| link(asked.page + 1, Some(next)));
    let url = link(asked.page, asked.from.clone());
    json!({
        key: entries,
        "meta": {"key": key, "page": asked.page, "page_size": asked.size, "url": url,
            "first_page_url": link(0, None), "previous_page_url": previous, "next_page_url": next},
    })
}

/// Cuts a page out of `all`, whose places are given by `place` and stand in order.
pub(crate) fn page<T>(
    call: &Call,
    key: &str,
    asked: &Asked,
    all: &[T],
    place: impl Fn(&T) -> String,
    show: impl Fn(&T) -> Value,
) -> Value {
    let first = match &asked.from {
        None => 0,
        Some(from) => all.iter().position(|entry| place(entry) == *from).unwrap_or(all.len()),
    };
    let end = all.len().min(first + asked.size);
    let previous = first.checked_sub(asked.size).filter(|start| *start > 0).and_then(|start| all.get(start));
    let next = all.get(end).map(&place);
    envelope(call, key, asked, all[first..end].iter().map(show).collect(), previous.map(&place), next)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    fn call(query: &str) -> Call {
        Call {
            method: "GET".into(),
            path: vec![],
            query: super::super::pairs(query.as_bytes()),
            form: vec![],
            if_match: None,
            with_auth_token: false,
            url: "http://x/y".into(),
        }
    }

    proptest! {
        #[test]
        fn following_the_links_reads_everything_once(count in 0..120usize, size in 1..60usize) {
            let all: Vec<usize> = (0..count).collect();
            let mut seen = Vec::new();
            let mut query = format!("PageSize={size}&Status=completed");
            loop {
                let call = call(&query);
                let asked = Asked::read(&call, 50).unwrap();
                let out = page(&call, "entries", &asked, &all, ToString::to_string, |n| json!(n));
                seen.extend(out["entries"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap() as usize));
                prop_assert!(out["entries"].as_array().unwrap().len() <= 50);
                let Some(next) = out["meta"]["next_page_url"].as_str() else { break };
                prop_assert!(next.contains("Status=completed"), "filters go along");
                query = next.split_once('?').unwrap().1.to_owned();
            }
            prop_assert_eq!(seen, all);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for query in ["PageSize=0", "PageSize=-1", "PageSize=x", "PageToken=x", "PageToken=PT!"] {
            assert_eq!(Asked::read(&call(query), 100).unwrap_err().code, 20001, "{query}");
        }
    }
}

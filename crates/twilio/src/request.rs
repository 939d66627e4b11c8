//! One call, before it is sent: method, path, parameters.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, Url};

use crate::{
    base_urls::Product,
    error::{Error, ErrorKind, Result},
};

/// What stays as it is in a path, a query or a form: the unreserved characters of RFC 3986. A space becomes `%20`, as
/// Twilio's own clients write it.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Names and values, in order; a list is its name repeated.
#[derive(Clone, Default)]
pub(crate) struct Params(Vec<(&'static str, String)>);

impl Params {
    pub(crate) fn set(&mut self, name: &'static str, value: impl ToString) -> &mut Self {
        self.0.push((name, value.to_string()));
        self
    }

    pub(crate) fn maybe(&mut self, name: &'static str, value: Option<impl ToString>) -> &mut Self {
        if let Some(value) = value {
            self.set(name, value);
        }
        self
    }

    pub(crate) fn json(&mut self, name: &'static str, value: &impl serde::Serialize) -> &mut Self {
        let text = serde_json::to_string(value).expect("what is sent as JSON has string keys");
        self.set(name, text)
    }

    pub(crate) fn encoded(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.0 {
            if !text.is_empty() {
                text.push('&');
            }
            text.extend(utf8_percent_encode(name, ENCODED));
            text.push('=');
            text.extend(utf8_percent_encode(value, ENCODED));
        }
        text
    }
}

/// A call. `doing` names it in errors and logs, where its path and parameters never appear.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) doing: &'static str,
    pub(crate) method: Method,
    product: Product,
    segments: Vec<String>,
    query: Params,
    pub(crate) form: Option<Params>,
    pub(crate) if_match: Option<String>,
}

impl Request {
    pub(crate) fn get(doing: &'static str, product: Product, path: &[&str]) -> Self {
        Request::new(doing, Method::GET, product, path)
    }

    pub(crate) fn delete(doing: &'static str, product: Product, path: &[&str]) -> Self {
        Request::new(doing, Method::DELETE, product, path)
    }

    pub(crate) fn post(doing: &'static str, product: Product, path: &[&str], form: Params) -> Self {
        Request { form: Some(form), ..Request::new(doing, Method::POST, product, path) }
    }

    pub(crate) fn query(mut self, query: Params) -> Self {
        self.query = query;
        self
    }

    /// Only if the thing still has this revision.
    pub(crate) fn if_match(mut self, revision: Option<&str>) -> Self {
        self.if_match = revision.map(str::to_owned);
        self
    }

    fn new(doing: &'static str, method: Method, product: Product, path: &[&str]) -> Self {
        let segments = path.iter().map(|&part| part.to_owned()).collect();
        Request { doing, method, product, segments, query: Params::default(), form: None, if_match: None }
    }

    pub(crate) fn product(&self) -> Product {
        self.product
    }

    /// The address. A part that would change the path's meaning is refused: with an empty name a fetch would
    /// become a list.
    pub(crate) fn url(&self, base: &Url) -> Result<Url> {
        let mut text = base.as_str().trim_end_matches('/').to_owned();
        for segment in &self.segments {
            if matches!(segment.as_str(), "" | "." | "..") {
                let why = "a name or identifier in it is empty or not usable in an address";
                return Err(Error::new(self.doing, ErrorKind::Invalid(why)));
            }
            text.push('/');
            text.extend(utf8_percent_encode(segment, ENCODED));
        }
        let query = self.query.encoded();
        if !query.is_empty() {
            text.push('?');
            text.push_str(&query);
        }
        Url::parse(&text)
            .map_err(|_| Error::new(self.doing, ErrorKind::Invalid("its address cannot be formed")))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn url(segment: &str) -> Result<String> {
        let base = Url::parse("http://127.0.0.1:9000/video").unwrap();
        Request::get("try", Product::Video, &["v1", "Rooms", segment]).url(&base).map(String::from)
    }

    #[test]
    fn a_name_stays_one_part_of_the_path() {
        assert_eq!(url("a/b?c#d é").unwrap(), "http://127.0.0.1:9000/video/v1/Rooms/a%2Fb%3Fc%23d%20%C3%A9");
        for evil in ["", ".", ".."] {
            assert!(url(evil).is_err(), "{evil:?} would address something else");
        }
    }

    #[test]
    fn parameters_are_written_as_twilios_clients_write_them() {
        let mut params = Params::default();
        params
            .set("To", "+1 500#")
            .maybe("Left", None::<u8>)
            .set("VideoCodecs", "VP8")
            .set("VideoCodecs", "H264");
        assert_eq!(params.encoded(), "To=%2B1%20500%23&VideoCodecs=VP8&VideoCodecs=H264");
    }
}

//! One exchange with a service: a request that a connector has filled in, and what came of it. Time-outs, no redirects, and no more of an
//! answer than a connector can need.

use std::time::{Duration, Instant};

use clinic::connector::Method;
use clinic::{VendorCall, VendorTrouble};
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Client, Response, redirect};
use serde_json::Value;

use crate::error::{Code, CommandError};
use crate::host::ServiceAddress;

/// The largest answer that is read, in bytes.
const LARGEST: usize = 256 * 1024;

/// How long reaching a service may take.
const CONNECTING: Duration = Duration::from_secs(5);

/// The longest pause that a service can ask for.
const LONGEST_PATIENCE: Duration = Duration::from_secs(120);

/// What came of an exchange.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Heard {
    /// It was done, and this is the answer: JSON, or nothing at all.
    Answer(u16, Value),
    /// It was done, and the answer cannot be read.
    Unreadable(u16, VendorTrouble),
    /// There is no such thing (404, 410).
    Gone(u16),
    /// It was refused, and nothing was done: another 4xx, or a redirect.
    Refused(u16, VendorTrouble),
    /// It was not looked at: nothing was sent, or the service asks for patience.
    NotDone(Option<u16>, VendorTrouble, Option<Duration>),
    /// Whether it was done is not known.
    Lost(Option<u16>, VendorTrouble),
}

impl Heard {
    /// What is wrong, and the HTTP status.
    pub(crate) fn trouble(&self) -> (VendorTrouble, Option<u16>) {
        match self {
            Heard::Answer(status, _) => (VendorTrouble::Malformed, Some(*status)),
            Heard::Unreadable(status, trouble) | Heard::Refused(status, trouble) => (*trouble, Some(*status)),
            Heard::Gone(status) => (VendorTrouble::Refused, Some(*status)),
            Heard::NotDone(status, trouble, _) | Heard::Lost(status, trouble) => (*trouble, *status),
        }
    }
}

/// What services are asked with.
#[derive(Debug)]
pub(crate) struct VendorHttp {
    client: Client,
    services: Vec<ServiceAddress>,
}

impl VendorHttp {
    /// # Errors
    /// Where the system's certificates cannot be read.
    pub(crate) fn new(services: Vec<ServiceAddress>) -> Result<Self, CommandError> {
        let mut client = Client::builder()
            .user_agent(concat!("anteroom/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECTING)
            // A service's key is for the service alone.
            .redirect(redirect::Policy::none());
        if !services.is_empty() {
            // These are on this computer: named so that no proxy is asked.
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| {
            CommandError::new(Code::Internal, format!("The TLS set-up failed: {error}."), "")
        })?;
        Ok(VendorHttp { client, services })
    }

    /// Where an address really is: this world may have a service elsewhere.
    fn place(&self, url: &str) -> String {
        let found = self.services.iter().find_map(|service| {
            let rest = url.strip_prefix(&service.origin)?;
            rest.starts_with('/').then(|| format!("{}{rest}", service.url))
        });
        found.unwrap_or_else(|| url.to_owned())
    }

    /// Asks, and how long it took.
    pub(crate) async fn exchange(&self, call: &VendorCall, within: Duration) -> (Heard, Duration) {
        let begun = Instant::now();
        let heard = self.heard(call, within).await;
        (heard, begun.elapsed())
    }

    async fn heard(&self, call: &VendorCall, within: Duration) -> Heard {
        let method = match call.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request = self
            .client
            .request(method, self.place(&call.url))
            .timeout(within)
            .header(reqwest::header::ACCEPT, "application/json");
        for (name, value) in &call.headers {
            let (Ok(name), Ok(mut value)) =
                (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
            else {
                return Heard::Refused(0, VendorTrouble::Refused);
            };
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        match request.send().await {
            Ok(response) => read(response).await,
            // Nothing of it was sent.
            Err(error) if error.is_connect() || error.is_builder() => {
                Heard::NotDone(None, VendorTrouble::NotReached, None)
            }
            Err(error) => {
                // The error's words hold the address, and with it references.
                tracing::debug!(timeout = error.is_timeout(), "a service did not answer");
                Heard::Lost(None, VendorTrouble::NoAnswer)
            }
        }
    }
}

async fn read(mut response: Response) -> Heard {
    let status = response.status().as_u16();
    match status {
        200..=299 => {}
        404 | 410 => return Heard::Gone(status),
        429 => {
            let after = response.headers().get(reqwest::header::RETRY_AFTER);
            let seconds = after.and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
            let patience = seconds.map(|seconds| Duration::from_secs(seconds).min(LONGEST_PATIENCE));
            return Heard::NotDone(Some(status), VendorTrouble::TooMany, patience);
        }
        // A service that gave up waiting may have begun.
        408 | 500.. => return Heard::Lost(Some(status), VendorTrouble::Fault),
        300..=399 => return Heard::Refused(status, VendorTrouble::Redirected),
        _ => return Heard::Refused(status, VendorTrouble::Refused),
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST => {
                return Heard::Unreadable(status, VendorTrouble::Oversized);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(_) => return Heard::Lost(Some(status), VendorTrouble::NoAnswer),
        }
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Heard::Answer(status, Value::Null);
    }
    match serde_json::from_slice(&body) {
        Ok(answer) => Heard::Answer(status, answer),
        Err(_) => Heard::Unreadable(status, VendorTrouble::Malformed),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn only_a_whole_origin_is_elsewhere() {
        let service = ServiceAddress {
            origin: "https://service.example".into(),
            url: "http://127.0.0.1:1/vendor".into(),
        };
        let http = VendorHttp::new(vec![service]).unwrap();
        assert_eq!(http.place("https://service.example/v1/x"), "http://127.0.0.1:1/vendor/v1/x");
        for other in ["https://service.example.org/v1", "https://other.example/https://service.example/"] {
            assert_eq!(http.place(other), other);
        }
    }
}

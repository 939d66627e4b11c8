//! Where each of Twilio's products is: at Twilio, or at a local stand-in.

use reqwest::Url;

use crate::error::{Error, ErrorKind, Result};

/// The address of each product. The path of a call (`/v1/Rooms`) is put behind it.
///
/// ```
/// let here = twilio::BaseUrls { video: "http://127.0.0.1:9000/video".into(), ..Default::default() };
/// assert_eq!(here.sync, "https://sync.twilio.com");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrls {
    /// Accounts, phone numbers, calls and texts (`/2010-04-01/…`).
    pub api: String,
    /// Video.
    pub video: String,
    /// Sync.
    pub sync: String,
    /// Messaging services.
    pub messaging: String,
}

impl Default for BaseUrls {
    fn default() -> Self {
        BaseUrls {
            api: "https://api.twilio.com".into(),
            video: "https://video.twilio.com".into(),
            sync: "https://sync.twilio.com".into(),
            messaging: "https://messaging.twilio.com".into(),
        }
    }
}

/// A product, as an index into the addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Product {
    Api,
    Video,
    Sync,
    Messaging,
}

/// The addresses, read and checked.
#[derive(Debug, Clone)]
pub(crate) struct Bases {
    api: Url,
    video: Url,
    sync: Url,
    messaging: Url,
}

impl Bases {
    pub(crate) fn read(urls: &BaseUrls) -> Result<Self> {
        Ok(Bases {
            api: read(&urls.api)?,
            video: read(&urls.video)?,
            sync: read(&urls.sync)?,
            messaging: read(&urls.messaging)?,
        })
    }

    pub(crate) fn of(&self, product: Product) -> &Url {
        match product {
            Product::Api => &self.api,
            Product::Video => &self.video,
            Product::Sync => &self.sync,
            Product::Messaging => &self.messaging,
        }
    }

    /// Whether all of it is on this computer; a proxy would then only be in the way.
    pub(crate) fn are_local(&self) -> bool {
        [&self.api, &self.video, &self.sync, &self.messaging].into_iter().all(is_loopback)
    }
}

fn read(text: &str) -> Result<Url> {
    let wrong = |why: String| Error::new("set up the Twilio client", ErrorKind::Setup(why));
    let url =
        Url::parse(text).map_err(|error| wrong(format!("the base URL {text:?} cannot be read: {error}")))?;
    // Every request carries the API key's secret.
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err(wrong(format!(
            "the base URL {text:?} is not https; plain http is for this computer only"
        )));
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Err(wrong("a base URL is only a scheme, a host and a path".into()));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn plain_http_is_for_this_computer_only() {
        assert!(read("http://127.0.0.1:9000/video").is_ok());
        assert!(read("http://[::1]:9000").is_ok());
        assert!(read("http://localhost:9000").is_ok());
        let refused = read("http://video.twilio.com").unwrap_err();
        assert!(refused.to_string().contains("is not https"), "{refused}");
        assert!(read("http://127.0.0.1.example.test").is_err(), "a name that only looks like loopback");
        assert!(read("ftp://127.0.0.1").is_err());
        assert!(read("not a url").is_err());
    }

    #[test]
    fn a_base_url_with_credentials_is_refused_without_repeating_them() {
        let refused = read("https://user:hunter2@video.twilio.com").unwrap_err();
        assert!(!refused.to_string().contains("hunter2"));
    }

    #[test]
    fn addresses_on_this_computer_are_known_as_such() {
        let local = |base: &str| BaseUrls {
            api: base.into(),
            video: base.into(),
            sync: base.into(),
            messaging: base.into(),
        };
        assert!(Bases::read(&local("http://127.0.0.1:9000")).unwrap().are_local());
        assert!(!Bases::read(&BaseUrls::default()).unwrap().are_local());
    }
}

//! The client: the one place from which requests leave.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use reqwest::{Response, StatusCode, Url, header};
use serde::de::DeserializeOwned;

use crate::{
    Credentials, SyncServiceSid,
    base_urls::{BaseUrls, Bases},
    error::{Error, ErrorKind, Refusal, Result},
    ice::IceServers,
    messaging::{Messages, MessagingServices},
    phone_number::PhoneNumbers,
    request::Request,
    sync::{Documents, Lists, Services},
    video::{Participants, Rooms},
    voice::Calls,
};

/// How a 429 (code 20429, "too many requests") is tried again. Nothing else is: Twilio says of a 429 only that it was not
/// processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// How often at most, after the first try.
    pub times: u32,
    /// The longest pause before the first repetition. It doubles each time; the pause itself is drawn between zero and it.
    pub first: Duration,
    /// The longest pause of all.
    pub longest: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Retry { times: 3, first: Duration::from_millis(500), longest: Duration::from_secs(3) }
    }
}

impl Retry {
    /// Never.
    pub const NEVER: Retry = Retry { times: 0, first: Duration::ZERO, longest: Duration::ZERO };

    /// The pause before repetition `n` (from 0): full jitter, so that several consoles do not come back at once.
    fn pause(&self, n: u32) -> Duration {
        let most = self.first.saturating_mul(1_u32.checked_shl(n).unwrap_or(u32::MAX)).min(self.longest);
        most.mul_f64(rand::random::<f64>())
    }
}

type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Sets a [`Client`] up.
#[must_use = "nothing is made before `build`"]
pub struct ClientBuilder {
    credentials: Credentials,
    base_urls: BaseUrls,
    timeout: Duration,
    connect_timeout: Duration,
    retry: Retry,
    clock: Clock,
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("base_urls", &self.base_urls)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Where the products are, instead of at Twilio.
    pub fn base_urls(mut self, urls: BaseUrls) -> Self {
        self.base_urls = urls;
        self
    }

    /// How long one try may take as a whole. 15 s if not said.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long reaching the other side may take. 5 s if not said.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How a 429 is tried again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The clock that [`Client::clock_skew`] compares with Twilio's. The computer's own if not said.
    pub fn clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Makes the client. It connects to nothing yet.
    ///
    /// # Errors
    /// If a base URL cannot be used, or the system's certificates cannot be read.
    pub fn build(self) -> Result<Client> {
        let bases = Bases::read(&self.base_urls)?;
        let mut http = reqwest::Client::builder()
            .user_agent(concat!("anteroom/", env!("CARGO_PKG_VERSION")))
            .timeout(self.timeout)
            .connect_timeout(self.connect_timeout)
            // A redirect is no answer of Twilio's API, and following one would take the key along.
            .redirect(reqwest::redirect::Policy::none());
        if bases.are_local() {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| {
            Error::new(
                "set up the Twilio client",
                ErrorKind::Setup(format!("the TLS set-up failed: {error}")),
            )
        })?;
        let inner = Inner {
            http,
            credentials: self.credentials,
            base_urls: self.base_urls,
            bases,
            retry: self.retry,
            clock: self.clock,
            skew_ms: AtomicI64::new(NO_SKEW),
        };
        Ok(Client { inner: Arc::new(inner) })
    }
}

const NO_SKEW: i64 = i64::MIN;

struct Inner {
    http: reqwest::Client,
    credentials: Credentials,
    base_urls: BaseUrls,
    bases: Bases,
    retry: Retry,
    clock: Clock,
    skew_ms: AtomicI64,
}

/// Calls Twilio for one account. Cheap to clone; clones share connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("credentials", &self.inner.credentials)
            .field("base_urls", &self.inner.base_urls)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client with the usual settings, for Twilio itself.
    ///
    /// # Errors
    /// If the system's certificates cannot be read.
    pub fn new(credentials: Credentials) -> Result<Self> {
        Client::builder(credentials).build()
    }

    /// A client with other settings.
    pub fn builder(credentials: Credentials) -> ClientBuilder {
        ClientBuilder {
            credentials,
            base_urls: BaseUrls::default(),
            timeout: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(5),
            retry: Retry::default(),
            clock: Arc::new(Timestamp::now),
        }
    }

    /// Who calls.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.inner.credentials
    }

    /// Where the products are.
    #[must_use]
    pub fn base_urls(&self) -> &BaseUrls {
        &self.inner.base_urls
    }

    /// How far this computer's clock is ahead of Twilio's (behind: negative), by the last answer of any kind; none before
    /// the first. It is right to about a second. Tokens of a clock that is minutes wrong are refused (20104, 20105).
    #[must_use]
    pub fn clock_skew(&self) -> Option<SignedDuration> {
        let ms = self.inner.skew_ms.load(Ordering::Relaxed);
        (ms != NO_SKEW).then(|| SignedDuration::from_millis(ms))
    }

    /// Video Rooms.
    #[must_use]
    pub fn rooms(&self) -> Rooms {
        Rooms::new(self.clone())
    }

    /// Who is in a Room. The Room is named by its SID or, while it is in progress, by its unique name.
    #[must_use]
    pub fn participants(&self, room: impl AsRef<str>) -> Participants {
        Participants::new(self.clone(), room.as_ref())
    }

    /// Sync services.
    #[must_use]
    pub fn sync_services(&self) -> Services {
        Services::new(self.clone())
    }

    /// The Documents of a Sync service.
    #[must_use]
    pub fn documents(&self, service: &SyncServiceSid) -> Documents {
        Documents::new(self.clone(), service)
    }

    /// The Lists of a Sync service.
    #[must_use]
    pub fn lists(&self, service: &SyncServiceSid) -> Lists {
        Lists::new(self.clone(), service)
    }

    /// The account's phone numbers.
    #[must_use]
    pub fn phone_numbers(&self) -> PhoneNumbers {
        PhoneNumbers::new(self.clone())
    }

    /// Phone calls.
    #[must_use]
    pub fn calls(&self) -> Calls {
        Calls::new(self.clone())
    }

    /// Text messages.
    #[must_use]
    pub fn messages(&self) -> Messages {
        Messages::new(self.clone())
    }

    /// Messaging services: pools of senders, which scheduled texts and shortened links need.
    #[must_use]
    pub fn messaging_services(&self) -> MessagingServices {
        MessagingServices::new(self.clone())
    }

    /// Credentials for STUN and TURN servers, for a page that tries its network.
    #[must_use]
    pub fn ice_servers(&self) -> IceServers {
        IceServers::new(self.clone())
    }

    pub(crate) fn base(&self, request: &Request) -> &Url {
        self.inner.bases.of(request.product())
    }

    /// Sends, and reads the JSON that comes back.
    pub(crate) async fn fetch<T: DeserializeOwned>(&self, request: &Request) -> Result<T> {
        let url = request.url(self.base(request))?;
        self.fetch_at(request, url).await
    }

    /// The same at an address that Twilio gave (the next page).
    pub(crate) async fn fetch_at<T: DeserializeOwned>(&self, request: &Request, url: Url) -> Result<T> {
        let (status, body) = self.send(request, url).await?;
        serde_json::from_slice(&body).map_err(|error| {
            // serde's words can quote the content; where it is wrong is enough.
            let problem = match error.classify() {
                serde_json::error::Category::Data => "it lacks what the documentation promises",
                _ => "it is not JSON",
            };
            let problem = format!("{problem} (line {}, column {})", error.line(), error.column());
            Error::new(request.doing, ErrorKind::Unreadable { status: status.as_u16(), problem })
        })
    }

    /// Sends, and asks of the answer only that it is no error.
    pub(crate) async fn run(&self, request: &Request) -> Result<()> {
        let url = request.url(self.base(request))?;
        self.send(request, url).await.map(|_| ())
    }

    /// The one place that sends.
    async fn send(&self, request: &Request, url: Url) -> Result<(StatusCode, Vec<u8>)> {
        let mut tries = 0;
        loop {
            let answer = self.send_once(request, url.clone()).await?;
            let status = answer.status();
            if status == StatusCode::TOO_MANY_REQUESTS && tries < self.inner.retry.times {
                let pause = self.inner.retry.pause(tries);
                tries += 1;
                tracing::debug!(doing = request.doing, tries, ?pause, "Twilio asks to slow down");
                tokio::time::sleep(pause).await;
                continue;
            }
            let request_id =
                answer.headers().get("twilio-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
            let body = answer.bytes().await.map_err(|error| Error::transport(request.doing, error))?;
            if status.is_success() {
                tracing::debug!(doing = request.doing, status = status.as_u16(), "Twilio answered");
                return Ok((status, body.into()));
            }
            let refusal = Refusal::read(status.as_u16(), request_id, &body);
            tracing::debug!(
                doing = request.doing,
                status = refusal.status,
                code = refusal.code,
                request_id = refusal.request_id,
                "Twilio refused"
            );
            return Err(Error::new(request.doing, ErrorKind::Refused(Box::new(refusal))));
        }
    }

    async fn send_once(&self, request: &Request, url: Url) -> Result<Response> {
        let Credentials { api_key_sid, api_key_secret, .. } = &self.inner.credentials;
        let mut http = self
            .inner
            .http
            .request(request.method.clone(), url)
            .basic_auth(api_key_sid, Some(api_key_secret.expose()))
            .header(header::ACCEPT, "application/json");
        if let Some(form) = &request.form {
            http =
                http.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.encoded());
        }
        if let Some(revision) = &request.if_match {
            http = http.header(header::IF_MATCH, revision);
        }
        let answer = http.send().await.map_err(|error| {
            let error = Error::transport(request.doing, error);
            tracing::debug!(doing = request.doing, timed_out = error.is_timeout(), "Twilio did not answer");
            error
        })?;
        self.note_date(&answer);
        Ok(answer)
    }

    fn note_date(&self, answer: &Response) {
        let date = answer.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(theirs) = date.and_then(|date| rfc2822::parse(date).ok()) else { return };
        let skew = (self.inner.clock)().duration_since(theirs.timestamp());
        let ms = i64::try_from(skew.as_millis()).unwrap_or(i64::MAX);
        self.inner.skew_ms.store(ms, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let retry = Retry { times: 9, first: Duration::from_millis(100), longest: Duration::from_secs(1) };
        for n in [0, 1, 2, 3, 31, 32, 99] {
            let most = Duration::from_millis(100).saturating_mul(2_u32.saturating_pow(n)).min(retry.longest);
            for _ in 0..50 {
                assert!(retry.pause(n) <= most, "pause {n} is at most {most:?}");
            }
        }
    }
}

//! A local Twilio: its REST, Sync, Video, phones and texts for practice and tests, spoken as the official SDKs speak them.
//!
//! What it reproduces is what Twilio publishes (documents, OpenAPI files, helper libraries, SDKs); what it does not
//! model it refuses by name. State lives in memory. It imports nothing of the console's: if both shared a type, both
//! could be wrong together. See docs/twin.md.

pub mod account;
pub mod cast;
pub mod clock;
mod control;
pub mod fault;
pub mod phone;
mod portal;
mod rest;
mod screen;
mod server;
mod sfu;
mod signaling;
pub mod sync;
pub mod texts;
pub mod token;
pub mod turn;
pub mod vendor;
pub mod video;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use account::{Account, Sids};
use cast::Cast;
pub use cast::Script;
use clock::Clock;
use fault::Faults;
use phone::{Phone, Phones};
pub use portal::{Asset, Find, Portal};
use server::Shared;
use sync::Sync;
use texts::{Office, Texts};
use turn::Turn;
use vendor::Vendor;
use video::{RoomFilter, Video, VideoConfig, VideoError, VideoGrant};

/// How a twin is started.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens. Loopback unless told otherwise: whoever reaches it can use it.
    pub bind: IpAddr,
    /// The port of Twilio's side; a free one if `None`. The portal takes a free one of its own.
    pub port: Option<u16>,
    /// Makes SIDs and secrets repeatable.
    pub seed: Option<u64>,
    /// Keeps the seed for credentials only: objects get SIDs that no earlier run has given. For a practice clinic that
    /// is started again and remembers the SIDs of yesterday's rooms.
    pub fresh_objects: bool,
    /// The patient's page; without it there is no portal.
    pub portal: Option<Portal>,
    /// Phones beside those of the practice clinic, or in their place.
    pub phones: Vec<Phone>,
    /// Who takes part in practice visits; they come to the portal's phones and pages.
    pub cast: Option<Script>,
    /// Serves the test-control API under `/twin`.
    pub control: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: None,
            seed: None,
            fresh_objects: false,
            portal: None,
            phones: Vec::new(),
            cast: None,
            control: false,
        }
    }
}

/// Where everything is, and with which credentials: the line that `anteroom-twin --json` prints.
#[derive(Clone, Serialize)]
pub struct Addresses {
    /// The account's SID.
    pub account_sid: String,
    /// The API key's SID.
    pub api_key_sid: String,
    /// The API key's secret.
    pub api_key_secret: String,
    /// The account's auth token.
    pub auth_token: String,
    /// The Sync service that checks permissions.
    pub sync_service_sid: String,
    /// The messaging service.
    pub messaging_service_sid: String,
    /// The account's number.
    pub phone_number: String,
    /// Base URL of the 2010-04-01 API.
    pub api_url: String,
    /// Base URL of Video.
    pub video_url: String,
    /// Base URL of Sync.
    pub sync_url: String,
    /// Base URL of Messaging.
    pub messaging_url: String,
    /// Base URL of the practice service that sends interpreters: no part of Twilio.
    pub vendor_url: String,
    /// Where `twilio-video` connects.
    pub video_signaling_url: String,
    /// Where `twilio-sync` connects.
    pub sync_socket_url: String,
    /// The patient's page, when there is a portal.
    pub portal_url: Option<String>,
    /// Where the cast is directed, when there is one.
    pub cast_url: Option<String>,
    /// What all the HTTP URLs begin with.
    #[serde(skip)]
    pub(crate) http: String,
}

impl std::fmt::Debug for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Addresses")
            .field("http", &self.http)
            .field("portal_url", &self.portal_url)
            .finish_non_exhaustive()
    }
}

/// Why a twin can't start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address is taken, or not this computer's.
    #[error("can't listen on {address}: {source}")]
    Listen {
        /// What was asked for.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Media needs one address to be sent to.
    #[error("can't listen on every address: name the one that others reach this computer by")]
    Wildcard,
    /// A phone's script is no good.
    #[error("the phone {number}: {wrong}")]
    Phone {
        /// Its number.
        number: String,
        /// What is wrong with it.
        wrong: String,
    },
    /// A cast has phones and pages to come to, or it can't come.
    #[error("a cast comes by the patient's page: name the directory that it was built into, too")]
    NoPortal,
    /// The portal's directory has no page in it.
    #[error("{0} has no patient.html: build the pages first, or name the directory they were built into")]
    NoPage(std::path::PathBuf),
}

/// A running twin. Dropping it stops it without waiting.
pub struct Twin {
    addresses: Addresses,
    faults: Faults,
    clock: Clock,
    video: Video,
    phones: Phones,
    texts: Texts,
    turn: Turn,
    vendor: Vendor,
    cast: Option<Cast>,
    stop: watch::Sender<bool>,
    listeners: Vec<JoinHandle<()>>,
}

impl std::fmt::Debug for Twin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Twin").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

impl Twin {
    /// Starts one; it answers once this returns.
    ///
    /// # Errors
    /// When a port can't be had, or the portal's directory holds no page.
    pub async fn start(config: Config) -> Result<Self, Error> {
        if config.bind.is_unspecified() {
            return Err(Error::Wildcard);
        }
        if let Some(Portal::Directory(path)) = &config.portal
            && !path.join("patient.html").is_file()
        {
            return Err(Error::NoPage(path.clone()));
        }
        let listen = async |port: Option<u16>| {
            let listener = server::bind(config.bind, port).await;
            let listener = listener.and_then(|listener| Ok((listener.local_addr()?, listener)));
            listener.map_err(|source| {
                let port = port.map_or_else(|| "a free port".to_owned(), |port| port.to_string());
                Error::Listen { address: format!("{} port {port}", config.bind), source }
            })
        };
        if config.cast.is_some() && config.portal.is_none() {
            return Err(Error::NoPortal);
        }
        let (address, listener) = listen(config.port).await?;
        let portal = match &config.portal {
            Some(portal) => Some((portal.clone(), listen(None).await?)),
            None => None,
        };

        let sids = Sids::new(config.seed, config.fresh_objects);
        let account = Account::new(&sids);
        let portal_url = portal.as_ref().map(|(_, (address, _))| format!("http://{address}"));
        let addresses = addresses(&account, &address.to_string(), portal_url, config.cast.is_some());
        let (clock, faults) = (Clock::new(), Faults::default());
        let (stop, stopping) = watch::channel(false);
        let sync =
            Sync::start(account.clone(), sids.clone(), clock.clone(), faults.clone(), stopping.clone());
        let for_media = |source| Error::Listen { address: format!("{} for media", config.bind), source };
        let turn = Turn::start(config.bind, sids.clone(), clock.clone()).await.map_err(for_media)?;
        let video =
            start_video(&config, &account, &clock, &turn, stopping.clone()).await.map_err(for_media)?;
        let phones =
            Phones::start(account.phone_number.clone(), clock.clone(), video.clone(), stopping.clone());
        for phone in config.phones {
            let number = phone.number.clone();
            phones.set(phone).map_err(|wrong| Error::Phone { number, wrong })?;
        }
        let office = Office::new(
            account.phone_number.clone(),
            addresses.http.clone(),
            sids.clone(),
            &phone::OPTED_OUT,
        );
        let texts = Texts::start(office, clock.clone(), stopping.clone());
        let vendor = Vendor::new(clock.clone());
        let cast = config.cast.zip(addresses.portal_url.as_deref()).map(|(script, portal)| {
            cast::give_phones(&script, &phones);
            Cast::start(script, portal, &clock, &stopping)
        });
        let shared = Shared {
            account,
            sids,
            addresses: addresses.clone(),
            clock: clock.clone(),
            faults: faults.clone(),
            sync,
            video: video.clone(),
            phones: phones.clone(),
            texts: texts.clone(),
            turn: turn.clone(),
            vendor: vendor.clone(),
            cast: cast.clone(),
            started: clock.now(),
            not_modelled: Arc::default(),
        };
        let mut listeners =
            vec![server::serve(listener, server::twilio(shared, config.control), stopping.clone())];
        if let Some((portal, (_, listener))) = portal {
            let told = addresses.clone();
            let screens = screen::router(texts.clone(), phones.clone(), &addresses, stopping.clone());
            let router =
                screens.fallback(move |request| portal::answer(portal.clone(), told.clone(), request));
            listeners.push(server::serve(listener, router, stopping));
        }
        Ok(Self { addresses, faults, clock, video, phones, texts, turn, vendor, cast, stop, listeners })
    }

    /// Where everything is.
    #[must_use]
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// The faults that can be ordered.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Rooms and media, with the faults of their own.
    #[must_use]
    pub fn video(&self) -> &Video {
        &self.video
    }

    /// Phones and calls.
    #[must_use]
    pub fn phones(&self) -> &Phones {
        &self.phones
    }

    /// Text messages.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// STUN and TURN, to be switched off or made poor.
    #[must_use]
    pub fn turn(&self) -> &Turn {
        &self.turn
    }

    /// The practice service that sends interpreters.
    #[must_use]
    pub fn vendor(&self) -> &Vendor {
        &self.vendor
    }

    /// Who takes part in practice visits, to be directed.
    #[must_use]
    pub fn cast(&self) -> Option<&Cast> {
        self.cast.as_ref()
    }

    /// The clock, to be advanced.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Says goodbye to everyone and stops. Returns when the ports are free again.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        for mut listener in std::mem::take(&mut self.listeners) {
            // An HTTP client may hold its connection open for ever.
            if tokio::time::timeout(std::time::Duration::from_secs(3), &mut listener).await.is_err() {
                listener.abort();
            }
        }
    }
}

impl Drop for Twin {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        for listener in &self.listeners {
            listener.abort();
        }
    }
}

/// Starts the video half: it asks for tokens to be checked and for the time, and is told when the time jumps.
async fn start_video(
    config: &Config,
    account: &Account,
    clock: &Clock,
    turn: &Turn,
    mut stopping: watch::Receiver<bool>,
) -> std::io::Result<Video> {
    let verify = {
        let account = account.clone();
        move |jwt: &str, now| {
            let refused = |error: token::TokenError| VideoError::new(error.code, error.message);
            let claims = token::verify(jwt, &account, now).map_err(refused)?;
            let grant = claims.video.ok_or_else(|| refused(token::GRANTS))?;
            Ok(VideoGrant { identity: claims.identity, room: grant.room })
        }
    };
    let now = {
        let clock = clock.clone();
        move || clock.now()
    };
    let mut video = VideoConfig::new(std::sync::Arc::new(verify), std::sync::Arc::new(now));
    video.bind = config.bind;
    video.ice_servers = {
        let turn = turn.clone();
        std::sync::Arc::new(move || turn.ice_servers())
    };
    video.seed = config.seed.filter(|_| !config.fresh_objects);
    let video = Video::start(video).await?;
    let (told, mut jumps) = (video.clone(), clock.watch());
    tokio::spawn(async move {
        loop {
            tokio::select! {
                jumped = jumps.changed() => if jumped.is_err() { return },
                () = server::stopped(&mut stopping) => return,
            }
            // Any question makes it look at the time.
            if told.rooms(RoomFilter::default()).await.is_err() {
                return;
            }
        }
    });
    Ok(video)
}

fn addresses(account: &Account, host: &str, portal_url: Option<String>, has_cast: bool) -> Addresses {
    let account = account.clone();
    let url = |product: &str| format!("http://{host}/{product}");
    Addresses {
        account_sid: account.sid,
        api_key_sid: account.key_sid,
        api_key_secret: account.key_secret,
        auth_token: account.auth_token,
        sync_service_sid: account.sync_service_sid,
        messaging_service_sid: account.messaging_service_sid,
        phone_number: account.phone_number,
        api_url: url("api"),
        video_url: url("video"),
        sync_url: url("sync"),
        messaging_url: url("messaging"),
        vendor_url: url("vendor"),
        video_signaling_url: format!("ws://{host}/signaling"),
        sync_socket_url: format!("ws://{host}/v3/wsconnect"),
        portal_url,
        cast_url: has_cast.then(|| url("twin/cast")),
        http: format!("http://{host}"),
    }
}

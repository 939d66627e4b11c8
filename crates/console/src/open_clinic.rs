//! A clinic that is open: its store, its account, and who is told of what changes.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clinic::{
    Change, Clinic, ConnectorId, InvitationId, LineId, PhonePartyId, PractitionerId, Profile, StoreId,
    TextId, TextSettings, VendorRequestId, VisitId,
};
use jiff::Timestamp;
use tokio::sync::{Notify, broadcast, watch};
use twilio::video::Rule;
use twilio::{BaseUrls, Client, Credentials, Secret};

use crate::director::Director;
use crate::effects_text::Sender;
use crate::error::{Code, CommandError};
use crate::guide::Guided;
use crate::host::{Addresses, Host, World};
use crate::lease::{self, Stance};
use crate::tokens::Mint;
use crate::vendor_http::VendorHttp;
use crate::wire::convert::rfc3339;
use crate::wire::event::Event;
use crate::wire::session::Connection;

/// The clock of everything in the console.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

pub(crate) struct OpenClinic {
    pub(crate) world: World,
    pub(crate) mint: Mint,
    pub(crate) twilio: Client,
    pub(crate) clock: Clock,
    /// How often the watch looks.
    pub(crate) pace: Duration,
    /// Wakes the effect runner.
    pub(crate) wake: Notify,
    /// Wakes the watch.
    pub(crate) look: Notify,
    /// Wakes who looks at phone calls.
    pub(crate) dials: Notify,
    /// Wakes who reads what guests wrote.
    pub(crate) chats: Notify,
    /// Whose Lists are to be read.
    pub(crate) unheard: Mutex<HashSet<InvitationId>>,
    /// Wakes who looks at requests to services.
    pub(crate) vendors: Notify,
    /// Asks services.
    pub(crate) services: VendorHttp,
    /// Keeps the access codes and the services' secrets.
    pub(crate) host: Arc<dyn Host>,
    /// Which rules about phone lines each participant's stay was given, by its SID.
    pub(crate) ruled: tokio::sync::Mutex<HashMap<String, Vec<Rule>>>,
    /// Wakes who looks at texts.
    pub(crate) texts: Notify,
    /// What texts are sent by, and the setting it was found for.
    pub(crate) sender: tokio::sync::Mutex<Option<(TextSettings, Sender)>>,
    /// Until when no text is asked for, since Twilio wants patience.
    pub(crate) patience: Mutex<Option<std::time::Instant>>,
    /// The account's number to call from; looked up once.
    pub(crate) caller: tokio::sync::OnceCell<String>,
    /// When each visit's call window last told what it saw, so that an older look at the room does not undo it.
    pub(crate) told: Mutex<HashMap<VisitId, std::time::Instant>>,
    /// Whether this console acts for the clinic.
    stance: watch::Sender<Stance>,
    /// What it knows of the lease.
    pub(crate) lease: tokio::sync::Mutex<lease::Known>,
    /// Wakes who keeps the lease.
    pub(crate) lease_look: Notify,
    store_id: StoreId,
    /// None once it is closed: whoever still holds on to it finds nothing to write to.
    store: Mutex<Option<Clinic>>,
    offline_since: Mutex<Option<Timestamp>>,
    /// Whoever takes the guided first visit, and where they are.
    pub(crate) guided: Guided,
    /// Where this world's made-up people are directed, where it has some.
    pub(crate) director: Option<Director>,
    events: broadcast::Sender<Event>,
    /// Told of every visit that ended, after the event was sent.
    on_end: Box<dyn Fn(&str) + Send + Sync>,
}

impl OpenClinic {
    pub(crate) fn new(
        world: World,
        host: Arc<dyn Host>,
        mut store: Clinic,
        clock: Clock,
        pace: Duration,
        events: broadcast::Sender<Event>,
        on_end: Box<dyn Fn(&str) + Send + Sync>,
    ) -> Result<Self, CommandError> {
        let mint = mint(&world)?;
        let twilio = client_at(&world.addresses, &mint.credentials, &clock)?;
        let store_id = store.store_id()?;
        let known = lease::Known::new(&world, host.computer().as_deref(), clock());
        let services = VendorHttp::new(world.services.clone())?;
        let director = world.director.as_deref().map(Director::new).transpose()?;
        Ok(OpenClinic {
            world,
            mint,
            twilio,
            clock,
            pace,
            wake: Notify::new(),
            look: Notify::new(),
            dials: Notify::new(),
            chats: Notify::new(),
            unheard: Mutex::default(),
            vendors: Notify::new(),
            services,
            host,
            ruled: tokio::sync::Mutex::default(),
            caller: tokio::sync::OnceCell::new(),
            texts: Notify::new(),
            sender: tokio::sync::Mutex::default(),
            patience: Mutex::default(),
            told: Mutex::default(),
            stance: watch::Sender::new(Stance::Asking),
            lease: tokio::sync::Mutex::new(known),
            lease_look: Notify::new(),
            store_id,
            store: Mutex::new(Some(store)),
            offline_since: Mutex::default(),
            guided: Guided::default(),
            director,
            events,
            on_end,
        })
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Reads from the store. It is read and written where it is asked for, not on a thread of its own: a read takes
    /// microseconds, a write one flush of the disk, a few times a minute.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Clinic, Timestamp) -> Result<T, clinic::Error>,
    ) -> Result<T, CommandError> {
        let store = self.store();
        let clinic = store.as_ref().ok_or_else(no_clinic)?;
        Ok(read(clinic, self.now())?)
    }

    /// Writes to the store, tells everybody what changed, and wakes who acts on it.
    pub(crate) fn write<T>(
        &self,
        write: impl FnOnce(&mut Clinic, Timestamp) -> Result<(T, Vec<Change>), clinic::Error>,
    ) -> Result<T, CommandError> {
        let value = {
            let mut store = self.store();
            let clinic = store.as_mut().ok_or_else(no_clinic)?;
            self.acts()?;
            let (value, changes) = write(clinic, self.now())?;
            // Under the lock, so that events are told in the order of the writes.
            self.tell(changes);
            value
        };
        self.wake.notify_one();
        Ok(value)
    }

    /// As [`write`](Self::write), for writes that answer only what changed.
    pub(crate) fn change(
        &self,
        write: impl FnOnce(&mut Clinic, Timestamp) -> Result<Vec<Change>, clinic::Error>,
    ) -> Result<(), CommandError> {
        self.write(|clinic, now| write(clinic, now).map(|changes| ((), changes)))
    }

    /// For the effect runner, which looks again by itself.
    pub(crate) fn write_quietly<T>(
        &self,
        write: impl FnOnce(&mut Clinic, Timestamp) -> Result<(T, Vec<Change>), clinic::Error>,
    ) -> Result<T, CommandError> {
        let mut store = self.store();
        let clinic = store.as_mut().ok_or_else(no_clinic)?;
        self.acts()?;
        let (value, changes) = write(clinic, self.now())?;
        self.tell(changes);
        Ok(value)
    }

    /// As [`write_quietly`](Self::write_quietly), for writes that answer only what changed.
    pub(crate) fn change_quietly(
        &self,
        write: impl FnOnce(&mut Clinic, Timestamp) -> Result<Vec<Change>, clinic::Error>,
    ) -> Result<(), CommandError> {
        self.write_quietly(|clinic, now| write(clinic, now).map(|changes| ((), changes)))
    }

    pub(crate) fn profile(&self) -> Result<Profile, CommandError> {
        self.read(|clinic, _| clinic.profile()?.ok_or(clinic::Error::NoProfile))
    }

    pub(crate) fn provider(&self) -> Result<PractitionerId, CommandError> {
        self.profile().map(|profile| profile.practitioner.id)
    }

    /// The store's own id.
    pub(crate) fn store_id(&self) -> Result<StoreId, CommandError> {
        if self.store().is_some() { Ok(self.store_id) } else { Err(no_clinic()) }
    }

    /// Whether this console acts for the clinic.
    pub(crate) fn stance(&self) -> Stance {
        *self.stance.borrow()
    }

    /// The same, to follow it.
    pub(crate) fn stances(&self) -> watch::Receiver<Stance> {
        self.stance.subscribe()
    }

    /// The console acts from now on, or no longer.
    pub(crate) fn stand(&self, stance: Stance) {
        let turned = self.stance.send_if_modified(|known| {
            // What is closed stays so.
            let turns = *known != stance && *known != Stance::Closed;
            if turns {
                *known = stance;
            }
            turns
        });
        if turned && stance != Stance::Closed {
            self.send(Event::SessionChanged);
        }
    }

    /// Nothing is written, sent or asked for while another console acts.
    pub(crate) fn acts(&self) -> Result<(), CommandError> {
        match self.stance() {
            Stance::Asking | Stance::Acting | Stance::Closed => Ok(()),
            Stance::StandingBy { .. } => Err(lease::another_acts()),
        }
    }

    /// Closes the store. Whoever asks it anything later hears that no clinic is open.
    pub(crate) fn close(&self) {
        self.store().take();
    }

    fn store(&self) -> MutexGuard<'_, Option<Clinic>> {
        // A panic while it was held has left no transaction open: dropping one takes it back.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, changes: Vec<Change>) {
        for change in changes {
            let ended = match &change {
                Change::VisitEnded { visit_id } => Some(visit_id.to_string()),
                _ => None,
            };
            if matches!(change, Change::PhonePartyChanged { .. } | Change::DryRunChanged) {
                self.dials.notify_one();
            }
            if matches!(change, Change::TextChanged { .. }) {
                self.texts.notify_one();
            }
            if matches!(change, Change::VendorRequestChanged { .. }) {
                self.vendors.notify_one();
            }
            self.send(change.into());
            if let Some(visit) = ended {
                (self.on_end)(&visit);
            }
        }
    }

    /// Everything that is told from now on.
    pub(crate) fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Tells whoever listens; nobody may.
    pub(crate) fn send(&self, event: Event) {
        let _ = self.events.send(event);
    }

    pub(crate) fn connection(&self) -> Connection {
        match *self.offline_since.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Connection::Connected,
            Some(since) => Connection::Offline { since: rfc3339(since) },
        }
    }

    /// Learns from an exchange whether Twilio is reached.
    pub(crate) fn heard<T>(&self, outcome: &twilio::Result<T>) {
        let reached = !outcome.as_ref().is_err_and(twilio::Error::is_offline);
        let turned = {
            let mut offline_since = self.offline_since.lock().unwrap_or_else(PoisonError::into_inner);
            match (*offline_since, reached) {
                (None, false) => *offline_since = Some(self.now()),
                (Some(_), true) => *offline_since = None,
                (None, true) | (Some(_), false) => return,
            }
            reached
        };
        self.send(Event::ConnectionChanged { connection: self.connection() });
        if turned {
            self.look.notify_one();
        }
    }
}

pub(crate) fn no_clinic() -> CommandError {
    CommandError::new(Code::NoClinic, "No clinic is open.", "")
}

/// Reads a world's credentials.
pub(crate) fn mint(world: &World) -> Result<Mint, CommandError> {
    let bad = |error: twilio::SidError| {
        CommandError::new(
            Code::Credentials,
            format!("The saved account cannot be used: {error}."),
            "Connect the account again.",
        )
    };
    Ok(Mint {
        credentials: Credentials {
            account_sid: world.account_sid.parse().map_err(bad)?,
            api_key_sid: world.api_key_sid.parse().map_err(bad)?,
            api_key_secret: Secret::new(world.api_key_secret.as_str()),
        },
        service: world.sync_service_sid.parse().map_err(bad)?,
    })
}

/// A client for an account, at Twilio or elsewhere.
pub(crate) fn client_at(
    addresses: &Addresses,
    credentials: &Credentials,
    clock: &Clock,
) -> Result<Client, CommandError> {
    let mut urls = BaseUrls::default();
    if let Some(url) = &addresses.video_url {
        urls.video.clone_from(url);
    }
    if let Some(url) = &addresses.sync_url {
        urls.sync.clone_from(url);
    }
    if let Some(url) = &addresses.api_url {
        urls.api.clone_from(url);
    }
    if let Some(url) = &addresses.messaging_url {
        urls.messaging.clone_from(url);
    }
    let clock = clock.clone();
    Ok(Client::builder(credentials.clone()).base_urls(urls).clock(move || clock()).build()?)
}

/// An id that a window sent.
pub(crate) fn visit_id(text: &str) -> Result<VisitId, CommandError> {
    text.parse().map_err(|_| CommandError::new(Code::NotFound, "This visit is not there any more.", ""))
}

/// An id that a window sent.
pub(crate) fn line_id(text: &str) -> Result<LineId, CommandError> {
    text.parse().map_err(|_| CommandError::new(Code::NotFound, "This line is not there any more.", ""))
}

/// An id that a window sent.
pub(crate) fn connector_id(text: &str) -> Result<ConnectorId, CommandError> {
    text.parse().map_err(|_| CommandError::new(Code::NotFound, "This service is not there any more.", ""))
}

/// An id that a window sent.
pub(crate) fn request_id(text: &str) -> Result<VendorRequestId, CommandError> {
    text.parse().map_err(|_| CommandError::new(Code::NotFound, "This request is not there any more.", ""))
}

/// An id that a window sent.
pub(crate) fn party_id(text: &str) -> Result<PhonePartyId, CommandError> {
    text.parse().map_err(|_| CommandError::new(Code::NotFound, "This third party is not there any more.", ""))
}

/// An id that a window sent.
pub(crate) fn text_id(text: &str) -> Result<TextId, CommandError> {
    text.parse().map_err(|_| CommandError::new(Code::NotFound, "This text is not there any more.", ""))
}

/// An id that a window sent.
pub(crate) fn invitation_id(text: &str) -> Result<InvitationId, CommandError> {
    text.parse().map_err(|_| CommandError::new(Code::NotFound, "This invitation is not there any more.", ""))
}

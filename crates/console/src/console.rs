//! The console itself: which clinic is open, and who is told of what.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use clinic::{Clinic, OpenError, ProfileFields};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::{OnceCell, broadcast, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::alive;
use crate::chats;
use crate::commands::{self, Command};
use crate::day;
use crate::dial_watch;
use crate::effects;
use crate::error::{Code, CommandError};
use crate::guide;
use crate::host::{Beginning, Host, World};
use crate::lease::{self, Stance};
use crate::leftovers;
use crate::loopback::{Answer, Behind, Loopback};
use crate::notify::{self, Attention};
use crate::open_clinic::{Clock, OpenClinic, no_clinic};
use crate::practice_connectors;
use crate::practice_directory;
use crate::principal::Principal;
use crate::text_watch;
use crate::vendor_watch;
use crate::watch as watching;
use crate::wire::convert::{self, rfc3339};
use crate::wire::event::Event;
use crate::wire::notification::Focus;
use crate::wire::session::{SavedAccount, Session, StandingBy};

/// How often Twilio is looked at while something is open.
const PACE: Duration = Duration::from_secs(3);

/// How long a console that is ending is waited for: five seconds in all.
const LETTING_GO: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_millis(750),
    Duration::from_millis(1500),
    Duration::from_millis(2500),
];

/// More events than a window that lives can fall behind by.
const EVENTS: usize = 256;

/// The console, without any window. Cheap to clone; clones are the same console.
#[derive(Clone)]
pub struct Console {
    pub(crate) inner: Arc<Inner>,
}

/// How a console is started.
#[derive(Clone)]
pub struct Start {
    /// Open the practice clinic, whichever was open last.
    pub practice: bool,
    /// The clock of everything; the computer's own, except in tests.
    pub clock: Clock,
    /// How often Twilio is looked at while something is open.
    pub pace: Duration,
}

impl Default for Start {
    fn default() -> Self {
        Start { practice: false, clock: Arc::new(Timestamp::now), pace: PACE }
    }
}

/// Which clinic to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Practice,
    Account,
}

pub(crate) struct Inner {
    pub(crate) host: Arc<dyn Host>,
    pub(crate) clock: Clock,
    pace: Duration,
    events: broadcast::Sender<Event>,
    /// One opening or closing at a time.
    pub(crate) turning: tokio::sync::Mutex<()>,
    stands: Mutex<Stands>,
    /// False until the clinic that was open last is open again, or cannot be.
    ready: watch::Sender<bool>,
    door: OnceCell<Loopback>,
    /// Which window the person looks at.
    pub(crate) attention: Attention,
    me: Weak<Inner>,
}

/// Where the console stands.
#[derive(Default)]
struct Stands {
    open: Option<Opened>,
    /// Why there is none.
    problem: Option<CommandError>,
    /// The world whose store could not be read; it may be set aside.
    unreadable: Option<World>,
    /// The clinic whose account is kept.
    saved_account: Option<SavedAccount>,
}

struct Opened {
    clinic: Arc<OpenClinic>,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Opened {
    fn drop(&mut self) {
        // The store is let go of here and now, whoever still holds on to the clinic.
        self.clinic.close();
        for task in &self.tasks {
            task.abort();
        }
    }
}

impl Console {
    /// Whether a call goes on in the open clinic.
    pub fn call_goes_on(&self) -> bool {
        let open = self.inner.clinic();
        open.and_then(|open| open.read(|clinic, _| clinic.visits_going_on()))
            .is_ok_and(|visits| !visits.is_empty())
    }

    /// A console that opens the clinic which was open last, or the practice clinic where `practice` says so. It works in
    /// the background, on the runtime it was made on.
    pub fn new(host: Arc<dyn Host>, practice: bool) -> Self {
        Console::start(host, Start { practice, ..Start::default() })
    }

    /// As [`new`](Console::new), with a clock and a pace of the caller's.
    pub fn start(host: Arc<dyn Host>, start: Start) -> Self {
        let inner = Arc::new_cyclic(|me| Inner {
            host,
            clock: start.clock,
            pace: start.pace,
            events: broadcast::Sender::new(EVENTS),
            turning: tokio::sync::Mutex::new(()),
            stands: Mutex::default(),
            ready: watch::Sender::new(false),
            door: OnceCell::new(),
            attention: Attention::default(),
            me: me.clone(),
        });
        let console = Console { inner };
        tokio::spawn(notify::run(console.inner.me.clone(), console.events()));
        let first = match (start.practice, console.inner.host.last_open()) {
            (true, _) | (false, Some(true)) => Some(Which::Practice),
            (false, Some(false)) => Some(Which::Account),
            (false, None) => None,
        };
        let inner = console.inner.clone();
        tokio::spawn(async move {
            let _turn = inner.turning.lock().await;
            inner.look_for_account().await;
            if let Some(which) = first {
                // Why not is kept, and told by the session.
                let _ = inner.open(which).await;
            }
            inner.ready.send_replace(true);
        });
        console
    }

    /// Lets go of the open clinic, so that a console on another computer need not wait. For when the program ends.
    pub async fn let_go(&self) {
        if let Ok(open) = self.inner.clinic() {
            lease::let_go(&open).await;
        }
    }

    /// Answers a command, if `who` may ask it.
    ///
    /// # Errors
    /// In the person's words.
    pub async fn dispatch(
        &self,
        who: &Principal,
        command: Command,
    ) -> Result<serde_json::Value, CommandError> {
        let name = command.name();
        let answer = commands::dispatch(self, who, command).await;
        if let Err(error) = &answer {
            // The words may name what was typed; the code does not.
            tracing::info!(command = name, code = ?error.code, twilio_code = error.twilio_code, "a command was refused");
        }
        answer
    }

    /// Everything that windows are told, from now on. Who may hear what is [`Principal::hears`].
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }
}

impl Inner {
    pub(crate) fn send(&self, event: Event) {
        // Nobody may be listening.
        let _ = self.events.send(event);
    }

    fn stands(&self) -> std::sync::MutexGuard<'_, Stands> {
        self.stands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The open clinic.
    pub(crate) fn clinic(&self) -> Result<Arc<OpenClinic>, CommandError> {
        self.stands().open.as_ref().map(|open| open.clinic.clone()).ok_or_else(no_clinic)
    }

    /// Where the console stands, once it has stood up.
    pub(crate) async fn session(&self) -> Session {
        // The sender lives as long as we do.
        let _ = self.ready.subscribe().wait_for(|ready| *ready).await;
        self.session_now()
    }

    pub(crate) fn session_now(&self) -> Session {
        let stands = self.stands();
        let (mut problem, mut clinic) = (stands.problem.clone(), None);
        let mut standing_by = None;
        if let Some(open) = &stands.open {
            if let Stance::StandingBy { since, silent_since } = open.clinic.stance() {
                standing_by =
                    Some(StandingBy { since: rfc3339(since), silent_since: silent_since.map(rfc3339) });
            }
            match open.clinic.profile() {
                Ok(profile) => clinic = Some(convert::clinic_info(&profile, &open.clinic.world)),
                Err(error) => problem = Some(error),
            }
        }
        Session {
            clinic,
            problem,
            standing_by,
            saved_account: stands.saved_account.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Learns whether an account is kept. Called with the turn held.
    pub(crate) async fn look_for_account(&self) {
        if let Ok(world) = self.host.account_world().await {
            self.stands().saved_account = world.as_ref().and_then(convert::saved_account);
        }
    }

    /// Opens a clinic in place of the one that is open. Called with the turn held.
    pub(crate) async fn open(&self, which: Which) -> Result<(), CommandError> {
        let world = match which {
            Which::Practice => self.host.practice_world().await,
            Which::Account => self.host.account_world().await.and_then(|world| {
                world.ok_or_else(|| {
                    CommandError::new(
                        Code::NoClinic,
                        "No Twilio account is connected yet.",
                        "Connect one first.",
                    )
                })
            }),
        };
        let opened = match world {
            Ok(world) => self.open_world(world).await,
            Err(error) => Err(error),
        };
        if let Err(error) = &opened {
            self.stands().problem = Some(error.clone());
            self.send(Event::SessionChanged);
        }
        opened
    }

    /// Opens a world's clinic. Called with the turn held.
    pub(crate) async fn open_world(&self, world: World) -> Result<(), CommandError> {
        self.put_down().await;
        let store = match open_store(&world).await {
            Ok(store) => store,
            Err(error) => {
                if matches!(error, OpenError::Unreadable | OpenError::NotAClinic) {
                    self.stands().unreadable = Some(world);
                }
                return Err(error.into());
            }
        };
        let practice = world.practice;
        let saved_account = convert::saved_account(&world);
        let me = self.me.clone();
        let clinic = Arc::new(OpenClinic::new(
            world,
            self.host.clone(),
            store,
            self.clock.clone(),
            self.pace,
            self.events.clone(),
            Box::new(move |visit| {
                if let Some(inner) = me.upgrade()
                    && let Some(door) = inner.door.get()
                {
                    door.end_call(visit);
                }
            }),
        )?);
        clinic.change(|store, now| begin(store, &clinic.world, now).map(|()| Vec::new()))?;
        if clinic.profile().is_err() {
            return Err(no_clinic());
        }
        if matches!(clinic.world.beginning, Beginning::MadeUpDay) {
            practice_directory::fill(&clinic).await?;
            practice_connectors::fill(&clinic).await?;
        }
        let tasks = vec![tokio::spawn(on_duty(clinic.clone())), tokio::spawn(lease::run(clinic.clone()))];
        {
            let mut stands = self.stands();
            stands.open = Some(Opened { clinic, tasks });
            stands.problem = None;
            stands.unreadable = None;
            if saved_account.is_some() {
                stands.saved_account = saved_account;
            }
        }
        self.host.remember_open(Some(practice));
        self.send(Event::SessionChanged);
        tracing::info!(practice, "a clinic is open");
        Ok(())
    }

    /// Closes the open clinic. Called with the turn held.
    pub(crate) async fn put_down(&self) {
        let opened = {
            let mut stands = self.stands();
            stands.problem = None;
            stands.unreadable = None;
            stands.open.take()
        };
        let Some(mut opened) = opened else { return };
        lease::let_go(&opened.clinic).await;
        opened.clinic.stand(Stance::Closed);
        opened.clinic.close();
        for task in std::mem::take(&mut opened.tasks) {
            task.abort();
            // Awaited, so that nothing of the old clinic happens beside the new one.
            let _ = task.await;
        }
        if let Some(door) = self.door.get() {
            door.end_all();
        }
        self.send(Event::SessionChanged);
    }

    /// The world whose store could not be read, where the person may have it set aside.
    pub(crate) fn unreadable(&self) -> Option<World> {
        self.stands().unreadable.clone()
    }

    /// The loopback door; opened when it is first needed.
    pub(crate) async fn door(&self) -> Result<&Loopback, CommandError> {
        let behind: Weak<dyn Behind> = self.me.clone();
        self.door.get_or_try_init(|| Loopback::open(behind)).await.map_err(|error| {
            CommandError::new(
                Code::Internal,
                format!("The call window's address on this computer could not be opened: {error}."),
                "Close programs that use many network connections and try again.",
            )
        })
    }
}

/// What a clinic's store begins with.
fn begin(store: &mut Clinic, world: &World, now: Timestamp) -> Result<(), clinic::Error> {
    match &world.beginning {
        Beginning::MadeUpDay => day::lay(store, &TimeZone::system(), world.director.is_some(), now),
        Beginning::Empty { clinic_name, provider_name, time_zone } => {
            // Also where the account was connected again with other names.
            let known = store.profile()?.is_some_and(|known| {
                known.clinic_name == *clinic_name
                    && known.practitioner.name == *provider_name
                    && known.zone_name() == time_zone
            });
            if known {
                return Ok(());
            }
            let fields = ProfileFields {
                clinic_name: clinic_name.clone(),
                zone: time_zone.clone(),
                practitioner_name: provider_name.clone(),
            };
            store.set_up(fields, now).map(drop)
        }
    }
}

/// While this console acts for the clinic: carries out, looks, shows signs of life. Ends when the clinic is closed.
async fn on_duty(clinic: Arc<OpenClinic>) {
    let mut stances = clinic.stances();
    loop {
        // The sender lives as long as the clinic.
        let turned = stances.wait_for(|stance| matches!(stance, Stance::Acting | Stance::Closed)).await;
        if turned.map(|stance| *stance).unwrap_or(Stance::Closed) == Stance::Closed {
            return;
        }
        if let Err(error) = tell_again(&clinic) {
            tracing::warn!(code = ?error.code, "what time has altered could not be worked out");
        }
        let mut duties = JoinSet::new();
        duties.spawn(effects::run(clinic.clone()));
        duties.spawn(watching::run(clinic.clone()));
        duties.spawn(dial_watch::run(clinic.clone()));
        duties.spawn(chats::run(clinic.clone()));
        duties.spawn(alive::run(clinic.clone()));
        duties.spawn(leftovers::run(clinic.clone()));
        duties.spawn(text_watch::run(clinic.clone()));
        duties.spawn(vendor_watch::run(clinic.clone()));
        duties.spawn(guide::run(clinic.clone()));
        let _ = stances.wait_for(|stance| *stance != Stance::Acting).await.map(drop);
        // Awaited, so that nothing is done any more when another acts: as at a crash, whatever was begun is in the store.
        duties.shutdown().await;
    }
}

/// After a crash, pages may show what was true before it: whatever was written and not told is in the outbox still.
/// What only time has altered is worked out here.
fn tell_again(clinic: &OpenClinic) -> Result<(), CommandError> {
    clinic.change(|store, now| store.sweep(now))
}

impl Behind for Inner {
    fn page_file(&self, path: &str) -> Option<(Vec<u8>, String)> {
        self.host.page_file(path)
    }

    fn connect_sources(&self) -> Vec<String> {
        let Ok(clinic) = self.clinic() else { return Vec::new() };
        let endpoints = &clinic.world.endpoints;
        // The SDK's own places where the world names none: signaling, and where it asks for its configuration.
        let video = endpoints.video_signaling_url.as_deref().and_then(origin);
        let video = video.map_or_else(
            || {
                vec![
                    "wss://global.vss.twilio.com".into(),
                    "wss://*.twilio.com".into(),
                    "https://*.twilio.com".into(),
                ]
            },
            |video| vec![video],
        );
        video.into_iter().chain(endpoints.sync_socket_url.as_deref().and_then(origin)).collect()
    }

    fn answer(&self, who: Principal, command: Command) -> Answer {
        let console = self.me.upgrade().map(|inner| Console { inner });
        Box::pin(async move {
            match console {
                Some(console) => console.dispatch(&who, command).await,
                None => Err(no_clinic()),
            }
        })
    }

    fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    fn left(&self, who: &Principal) {
        self.attention.told(who, Focus { in_front: false, today: false });
    }
}

/// An address without its path, as a CSP source; none where a part of it could end the directive.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'-' | b'[' | b']'))
    };
    (plain(scheme) && plain(host)).then(|| format!("{scheme}://{host}"))
}

/// Opens a world's store. A console that was ended a moment ago may still be letting go of it: its lock is waited for,
/// briefly, before the person is told that the clinic is open elsewhere.
async fn open_store(world: &World) -> Result<Clinic, OpenError> {
    let mut pauses = LETTING_GO.into_iter();
    loop {
        match (Clinic::open(&world.store_path, &world.store_key), pauses.next()) {
            (Err(OpenError::InUse), Some(pause)) => tokio::time::sleep(pause).await,
            (outcome, _) => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_of_the_policy_is_an_address_and_nothing_else() {
        assert_eq!(origin("ws://127.0.0.1:4000/v3/wsconnect").as_deref(), Some("ws://127.0.0.1:4000"));
        assert_eq!(origin("wss://tsock.us1.twilio.com").as_deref(), Some("wss://tsock.us1.twilio.com"));
        for bad in ["", "ws://", "ws://a b", "ws://x; script-src *", "no address"] {
            assert_eq!(origin(bad), None, "{bad:?}");
        }
    }
}

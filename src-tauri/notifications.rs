//! Notifications by the desktop's own service, over the session bus.
//!
//! After the [Desktop Notifications Specification](https://specifications.freedesktop.org/notification/latest/). What is shown may
//! name people, so nothing of it is ever logged.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use console::error::CommandError;
use console::host::Notification;
use console::wire::notification::{NotificationService, Place};
use futures_util::StreamExt as _;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use zbus::proxy::CacheProperties;
use zbus::zvariant::Value;
use zbus::{Connection, connection};

/// What the program calls itself there, and the name of its icon and its desktop entry.
const NAME: &str = "Anteroom";
const ICON: &str = "anteroom";

/// What pressing the notification itself is called; the word beside it is for desktops that draw a button.
const PRESSED: [&str; 2] = ["default", "Open"];

/// The time the desktop itself thinks right.
const ITS_OWN_TIME: i32 = -1;

/// How long a service may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Notifications whose places are known still: a desktop's list of what was missed is shorter.
const KNOWN: usize = 64;

#[zbus::proxy(
    interface = "org.freedesktop.Notifications",
    default_service = "org.freedesktop.Notifications",
    default_path = "/org/freedesktop/Notifications",
    gen_blocking = false
)]
trait Notifications {
    #[allow(clippy::too_many_arguments, reason = "the interface has them")]
    fn notify(
        &self,
        app_name: &str,
        replaces_id: u32,
        app_icon: &str,
        summary: &str,
        body: &str,
        actions: &[&str],
        hints: HashMap<&str, Value<'_>>,
        expire_timeout: i32,
    ) -> zbus::Result<u32>;

    fn close_notification(&self, id: u32) -> zbus::Result<()>;

    fn get_capabilities(&self) -> zbus::Result<Vec<String>>;

    /// Name, vendor, version, and the version of the specification.
    fn get_server_information(&self) -> zbus::Result<(String, String, String, String)>;

    #[zbus(signal)]
    fn action_invoked(&self, id: u32, action_key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    fn notification_closed(&self, id: u32, reason: u32) -> zbus::Result<()>;
}

/// Shows notifications, and tells which was pressed.
pub(crate) struct Notifier {
    /// The bus to use in place of the session's.
    bus: Option<String>,
    /// The service, while the bus is there.
    service: Mutex<Option<Link>>,
    /// Held while one is shown: a press that overtakes the service's answer waits until it is known what was pressed.
    shown: Arc<Mutex<Shown>>,
    pressed: Arc<dyn Fn(Place) + Send + Sync>,
}

/// The service, and who listens to it; nobody listens any more once it is dropped.
struct Link {
    service: NotificationsProxy<'static>,
    listener: JoinHandle<()>,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

#[derive(Default)]
struct Shown {
    /// What stands on the screen, by kind: the next of its kind takes its place.
    standing: HashMap<&'static str, u32>,
    /// Where each one leads, the oldest first. One that was closed may have been pressed just before.
    places: VecDeque<(u32, Place)>,
}

impl Notifier {
    /// On the session's bus. `pressed` is told where each notification leads that somebody presses.
    pub(crate) fn new(pressed: impl Fn(Place) + Send + Sync + 'static) -> Notifier {
        Notifier { bus: None, service: Default::default(), shown: Arc::default(), pressed: Arc::new(pressed) }
    }

    /// Shows a notification in the place of an earlier one of its kind.
    ///
    /// # Errors
    /// Where nothing shows it, in words.
    pub(crate) async fn show(&self, notification: Notification) -> Result<(), CommandError> {
        self.patiently(self.notify(notification)).await.ok_or_else(CommandError::no_notifications)
    }

    /// Takes the last notification of a kind away, where it still stands.
    ///
    /// # Errors
    /// Where nothing shows notifications, in words.
    pub(crate) async fn take_away(&self, kind: &'static str) -> Result<(), CommandError> {
        let Some(id) = self.shown.lock().await.standing.remove(kind) else { return Ok(()) };
        let closed = async {
            match self.connect().await?.close_notification(id).await {
                // It is answered so where the notification went by itself.
                Err(zbus::Error::MethodError(..)) => Ok(()),
                closed => closed,
            }
        };
        self.patiently(closed).await.ok_or_else(CommandError::no_notifications)
    }

    /// What shows them.
    pub(crate) async fn service(&self) -> NotificationService {
        let asked = async {
            let service = self.connect().await?;
            let (name, ..) = service.get_server_information().await?;
            let opens = service.get_capabilities().await?.iter().any(|can| can == "actions");
            Ok(NotificationService::Ready { name, opens })
        };
        self.patiently(asked).await.unwrap_or(NotificationService::Missing)
    }

    /// What the service answers in time. After a fault the bus is looked for anew.
    async fn patiently<T>(&self, asked: impl Future<Output = zbus::Result<T>>) -> Option<T> {
        let cause = match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => cause(&error),
            Err(_) => "no answer".to_owned(),
        };
        tracing::warn!(%cause, "the desktop's notifications are not there");
        *self.service.lock().await = None;
        None
    }

    async fn notify(&self, notification: Notification) -> zbus::Result<()> {
        let service = self.connect().await?;
        let markup = service.get_capabilities().await?.iter().any(|can| can == "body-markup");
        let Notification { title, body, kind, place } = notification;
        let body = if markup { escaped(&body) } else { body };
        let mut shown = self.shown.lock().await;
        let replaces = shown.standing.get(kind).copied().unwrap_or_default();
        let hints = HashMap::from([("desktop-entry", Value::from(NAME))]);
        let id = service.notify(NAME, replaces, ICON, &title, &body, &PRESSED, hints, ITS_OWN_TIME).await?;
        shown.keep(id, kind, place);
        Ok(())
    }

    async fn connect(&self) -> zbus::Result<NotificationsProxy<'static>> {
        let mut held = self.service.lock().await;
        if let Some(link) = &*held {
            return Ok(link.service.clone());
        }
        let bus = match &self.bus {
            Some(address) => connection::Builder::address(address.as_str())?.build().await?,
            None => Connection::session().await?,
        };
        let service = NotificationsProxy::builder(&bus).cache_properties(CacheProperties::No).build().await?;
        // Heard from before the first is shown, so that no press is lost.
        let (mut pressed, mut closed) =
            (service.receive_action_invoked().await?, service.receive_notification_closed().await?);
        let (shown, tell) = (self.shown.clone(), self.pressed.clone());
        let listener = tokio::spawn(async move {
            loop {
                tokio::select! {
                    Some(signal) = pressed.next() => {
                        let Ok(args) = signal.args() else { continue };
                        let place = shown.lock().await.place(args.id);
                        if let Some(place) = place.filter(|_| args.action_key == PRESSED[0]) {
                            tell(place);
                        }
                    }
                    Some(signal) = closed.next() => {
                        let Ok(args) = signal.args() else { continue };
                        shown.lock().await.standing.retain(|_, id| *id != args.id);
                    }
                    else => return,
                }
            }
        });
        Ok(held.insert(Link { service, listener }).service.clone())
    }
}

impl Shown {
    fn keep(&mut self, id: u32, kind: &'static str, place: Place) {
        self.standing.insert(kind, id);
        self.places.retain(|(known, _)| *known != id);
        if self.places.len() == KNOWN {
            self.places.pop_front();
        }
        self.places.push_back((id, place));
    }

    fn place(&self, id: u32) -> Option<Place> {
        self.places.iter().find(|(known, _)| *known == id).map(|(_, place)| place.clone())
    }
}

/// Why there was no answer, without what a service says of what it was sent.
fn cause(error: &zbus::Error) -> String {
    match error {
        zbus::Error::MethodError(name, ..) => name.to_string(),
        zbus::Error::InputOutput(error) => error.kind().to_string(),
        _ => "the bus".to_owned(),
    }
}

/// A body is marked up where the service can: what stands in it is text.
fn escaped(body: &str) -> String {
    body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
#[path = "notifications_tests.rs"]
mod tests;

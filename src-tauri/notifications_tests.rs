//! On a bus of their own, with a service that remembers what it was asked to show.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use zbus::object_server::SignalEmitter;

use super::*;

const PATH: &str = "/org/freedesktop/Notifications";

/// A session bus; ended when dropped.
struct Bus(Child, String);

impl Bus {
    fn start() -> Bus {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Bus(daemon, address.trim().to_owned())
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a service was asked to show.
#[derive(Debug, PartialEq)]
struct Asked {
    replaces: u32,
    summary: String,
    body: String,
    actions: Vec<String>,
}

struct Service {
    asked: UnboundedSender<Asked>,
    closed: UnboundedSender<u32>,
    last: u32,
    can: &'static [&'static str],
    /// Somebody presses each before it is answered what its number is.
    hasty: bool,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[allow(clippy::too_many_arguments, reason = "the interface has them")]
    async fn notify(
        &mut self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
        _app_name: String,
        replaces: u32,
        _app_icon: String,
        summary: String,
        body: String,
        actions: Vec<String>,
        _hints: HashMap<String, zbus::zvariant::OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        self.asked.send(Asked { replaces, summary, body, actions }).unwrap();
        let id = if replaces == 0 { self.last + 1 } else { replaces };
        self.last = self.last.max(id);
        if self.hasty {
            Service::action_invoked(&emitter, id, "default").await.unwrap();
        }
        id
    }

    fn close_notification(&self, id: u32) {
        self.closed.send(id).unwrap();
    }

    fn get_capabilities(&self) -> Vec<String> {
        self.can.iter().map(|&can| can.to_owned()).collect()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("made up".into(), "nobody".into(), "1".into(), "1.2".into())
    }

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action_key: &str) -> zbus::Result<()>;

    #[zbus(signal)]
    async fn notification_closed(emitter: &SignalEmitter<'_>, id: u32, reason: u32) -> zbus::Result<()>;
}

/// A desktop with a service, and a notifier on it.
struct Desk {
    asked: UnboundedReceiver<Asked>,
    closed: UnboundedReceiver<u32>,
    pressed: UnboundedReceiver<Place>,
    service: Connection,
    notifier: Notifier,
    _bus: Bus,
}

fn notifier(bus: &Bus) -> (Notifier, UnboundedReceiver<Place>) {
    let (tell, pressed) = mpsc::unbounded_channel();
    let notifier = Notifier::new(move |place| tell.send(place).unwrap());
    (Notifier { bus: Some(bus.1.clone()), ..notifier }, pressed)
}

async fn serve(
    bus: &Bus,
    can: &'static [&'static str],
    hasty: bool,
) -> (Connection, UnboundedReceiver<Asked>, UnboundedReceiver<u32>) {
    let (tell, asked) = mpsc::unbounded_channel();
    let (close, closed) = mpsc::unbounded_channel();
    let service = connection::Builder::address(bus.1.as_str())
        .unwrap()
        .name("org.freedesktop.Notifications")
        .unwrap()
        .serve_at(PATH, Service { asked: tell, closed: close, last: 0, can, hasty })
        .unwrap()
        .build()
        .await
        .unwrap();
    (service, asked, closed)
}

impl Desk {
    async fn new(can: &'static [&'static str]) -> Desk {
        Desk::with(can, false).await
    }

    async fn with(can: &'static [&'static str], hasty: bool) -> Desk {
        let bus = Bus::start();
        let (service, asked, closed) = serve(&bus, can, hasty).await;
        let (notifier, pressed) = notifier(&bus);
        Desk { asked, closed, pressed, service, notifier, _bus: bus }
    }

    async fn shows(&mut self, kind: &'static str, body: &str, place: Place) -> Asked {
        let notification =
            Notification { title: "Somebody is waiting".into(), body: body.into(), kind, place };
        assert!(self.notifier.show(notification).await.is_ok());
        self.asked.recv().await.unwrap()
    }

    async fn press(&self, id: u32, action: &str) {
        let emitter = SignalEmitter::new(&self.service, PATH).unwrap();
        Service::action_invoked(&emitter, id, action).await.unwrap();
        Service::notification_closed(&emitter, id, 2).await.unwrap();
    }
}

fn visit(id: &str) -> Place {
    Place::Visit { visit_id: id.into() }
}

#[tokio::test]
async fn a_press_leads_where_its_notification_does() {
    let mut desk = Desk::new(&["actions", "body"]).await;
    let first = desk.shows("arrived", "Open <Anteroom>", visit("a")).await;
    assert_eq!((first.replaces, first.summary.as_str()), (0, "Somebody is waiting"));
    assert_eq!(
        (first.body.as_str(), first.actions),
        ("Open <Anteroom>", vec!["default".into(), "Open".into()])
    );
    desk.shows("wrote", "", Place::Messages { invitation_id: None }).await;
    desk.press(2, "default").await;
    assert_eq!(desk.pressed.recv().await, Some(Place::Messages { invitation_id: None }));
    desk.press(7, "default").await;
    desk.press(1, "another").await;
    desk.press(1, "default").await;
    assert_eq!(desk.pressed.recv().await, Some(visit("a")), "nobody else's, and no other action");
}

#[tokio::test]
async fn the_next_of_a_kind_takes_the_place_of_one_that_stands() {
    let mut desk = Desk::new(&["actions"]).await;
    desk.shows("arrived", "", visit("a")).await;
    desk.shows("wrote", "", visit("b")).await;
    assert_eq!(desk.shows("arrived", "", visit("c")).await.replaces, 1);
    desk.press(1, "default").await;
    assert_eq!(desk.pressed.recv().await, Some(visit("c")));
}

#[tokio::test]
async fn the_last_of_a_kind_is_taken_away_while_it_stands() {
    let mut desk = Desk::new(&["actions"]).await;
    desk.shows("arrived", "", visit("a")).await;
    desk.shows("wrote", "", visit("b")).await;
    assert!(desk.notifier.take_away("arrived").await.is_ok());
    assert_eq!(desk.closed.recv().await, Some(1));
    assert!(desk.notifier.take_away("arrived").await.is_ok(), "once");
    desk.press(2, "default").await;
    desk.pressed.recv().await;
    assert_eq!(
        desk.shows("arrived", "", visit("c")).await.replaces,
        0,
        "nothing stands whose place it could take"
    );
    assert!(desk.notifier.take_away("arrived").await.is_ok());
    assert_eq!(desk.closed.recv().await, Some(3));
}

#[tokio::test]
async fn a_press_that_overtakes_the_answer_is_not_lost() {
    let mut desk = Desk::with(&["actions"], true).await;
    desk.shows("arrived", "", visit("a")).await;
    assert_eq!(desk.pressed.recv().await, Some(visit("a")));
}

#[tokio::test]
async fn where_bodies_are_marked_up_ours_is_text() {
    let mut desk = Desk::new(&["body", "body-markup"]).await;
    assert_eq!(
        desk.shows("arrived", "<b>Ann & Co</b>", Place::Today).await.body,
        "&lt;b&gt;Ann &amp; Co&lt;/b&gt;"
    );
    let opens = NotificationService::Ready { name: "made up".into(), opens: false };
    assert_eq!(desk.notifier.service().await, opens, "it tells of no press");
}

#[tokio::test]
async fn a_desktop_without_a_service_is_said_and_one_that_comes_later_is_found() {
    let bus = Bus::start();
    let (notifier, _pressed) = notifier(&bus);
    let trial =
        || Notification { title: "x".into(), body: String::new(), kind: "trial", place: Place::Settings };
    assert_eq!(notifier.service().await, NotificationService::Missing);
    let error = notifier.show(trial()).await.unwrap_err();
    assert_eq!(error.message, "This desktop shows no notifications.");
    let (_service, mut asked, _closed) = serve(&bus, &["actions"], false).await;
    assert!(notifier.show(trial()).await.is_ok());
    assert_eq!(asked.recv().await.unwrap().summary, "x");
}

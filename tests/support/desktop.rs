//! The desktop around the console: a notification service on the session's bus, and somebody who presses what it shows.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::OwnedValue;

use crate::webdriver::PATIENCE;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A desktop that shows notifications. One at a time on a bus.
pub struct Desktop {
    bus: Connection,
    told: Mutex<Receiver<Told>>,
}

/// What it shows.
#[derive(Debug)]
pub struct Told {
    /// Its number.
    pub id: u32,
    /// Its first line.
    pub title: String,
    /// The rest.
    pub body: String,
}

struct Service {
    told: Sender<Told>,
    last: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    #[allow(clippy::too_many_arguments, reason = "the interface has them")]
    fn notify(
        &mut self,
        _app_name: String,
        replaces: u32,
        _app_icon: String,
        title: String,
        body: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _expire_timeout: i32,
    ) -> u32 {
        let id = if replaces == 0 { self.last + 1 } else { replaces };
        self.last = self.last.max(id);
        // The story may be over.
        let _ = self.told.send(Told { id, title, body });
        id
    }

    fn close_notification(&self, _id: u32) {}

    fn get_capabilities(&self) -> Vec<String> {
        ["actions", "body"].map(str::to_owned).into()
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ["Story desktop", "Anteroom", "1", "1.2"].map(str::to_owned).into()
    }
}

impl Desktop {
    /// Takes the notification service's name on the session's bus.
    pub fn start() -> Desktop {
        let (tell, told) = mpsc::channel();
        let bus = connection::Builder::session()
            .and_then(|bus| bus.name(NAME))
            .and_then(|bus| bus.serve_at(PATH, Service { told: tell, last: 0 }))
            .and_then(connection::Builder::build)
            .unwrap();
        Desktop { bus, told: told.into() }
    }

    /// What is shown next.
    pub fn told(&self) -> Told {
        self.told.lock().unwrap().recv_timeout(PATIENCE).expect("the desktop is told in time")
    }

    /// Somebody presses it.
    pub fn press(&self, told: &Told) {
        self.bus.emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(told.id, "default")).unwrap();
        self.bus.emit_signal(None::<&str>, PATH, NAME, "NotificationClosed", &(told.id, 2_u32)).unwrap();
    }
}

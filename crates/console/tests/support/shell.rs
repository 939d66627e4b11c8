//! A host that is nothing but the trait.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Mutex;

use clinic::StoreKey;
use console::error::{Code, CommandError};
use console::host::{Account, Addresses, Beginning, Host, HostFuture, Notification, ServiceAddress, World};
use console::wire::session::Endpoints;
use tempfile::TempDir;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::street::Street;

/// Remembers what it was asked to do.
pub struct Shell {
    pub folder: TempDir,
    pub key: Mutex<StoreKey>,
    pub practice: World,
    pub addresses: Addresses,
    pub opened: Mutex<Vec<String>>,
    pub account: Mutex<Option<Account>>,
    pub last_open: Mutex<Option<bool>>,
    pub keychain_locked: Mutex<bool>,
    pub codes: Mutex<HashMap<String, String>>,
    /// What the desktop was to show.
    notified: (UnboundedSender<Notification>, tokio::sync::Mutex<UnboundedReceiver<Notification>>),
    taken_away: (UnboundedSender<&'static str>, tokio::sync::Mutex<UnboundedReceiver<&'static str>>),
    /// What tells this computer from others.
    pub computer: Option<String>,
}

impl Shell {
    pub fn new(street: &Street) -> Shell {
        let folder = TempDir::new().unwrap();
        let addresses = Addresses {
            video_url: Some(street.url("video")),
            sync_url: Some(street.url("sync")),
            api_url: Some(street.url("api")),
            messaging_url: Some(street.url("messaging")),
        };
        let key = StoreKey::random();
        let twin = street.twin.addresses();
        let practice = World {
            practice: true,
            account_sid: twin.account_sid.clone(),
            api_key_sid: twin.api_key_sid.clone(),
            api_key_secret: twin.api_key_secret.clone(),
            sync_service_sid: twin.sync_service_sid.clone(),
            addresses: addresses.clone(),
            director: twin.cast_url.clone(),
            services: vec![ServiceAddress {
                origin: "https://practice-service.example".into(),
                url: twin.vendor_url.clone(),
            }],
            endpoints: Endpoints {
                video_signaling_url: Some(twin.video_signaling_url.clone()),
                sync_socket_url: Some(twin.sync_socket_url.clone()),
            },
            portal_url: twin.portal_url.clone().unwrap_or_else(|| "http://127.0.0.1:9/portal".into()),
            store_path: folder.path().join("practice.db"),
            store_key: key.clone(),
            beginning: Beginning::MadeUpDay,
        };
        Shell {
            folder,
            key: Mutex::new(key),
            practice,
            addresses,
            opened: Mutex::default(),
            account: Mutex::default(),
            last_open: Mutex::default(),
            keychain_locked: Mutex::default(),
            codes: Mutex::default(),
            taken_away: {
                let (taken, of) = mpsc::unbounded_channel();
                (taken, of.into())
            },
            notified: {
                let (tell, told) = mpsc::unbounded_channel();
                (tell, told.into())
            },
            computer: Some("the only one".into()),
        }
    }

    /// What was opened, and forgets it.
    pub fn take_opened(&self) -> Vec<String> {
        std::mem::take(&mut *self.opened.lock().unwrap())
    }

    /// What the desktop shows next.
    pub async fn notified(&self) -> Notification {
        self.notified.1.lock().await.recv().await.unwrap()
    }

    /// The kind that is taken away from the desktop next.
    pub async fn taken_away(&self) -> &'static str {
        self.taken_away.1.lock().await.recv().await.unwrap()
    }

    pub fn store(&self) -> PathBuf {
        self.practice.store_path.clone()
    }

    fn note(&self, what: String) -> Result<(), CommandError> {
        self.opened.lock().unwrap().push(what);
        Ok(())
    }
}

impl Host for Shell {
    fn practice_world(&self) -> HostFuture<'_, World> {
        Box::pin(async { Ok(World { store_key: self.key.lock().unwrap().clone(), ..self.practice.clone() }) })
    }

    fn account_world(&self) -> HostFuture<'_, Option<World>> {
        Box::pin(async {
            Ok(self.account.lock().unwrap().clone().map(|account| World {
                practice: false,
                account_sid: account.account_sid,
                api_key_sid: account.api_key_sid,
                api_key_secret: account.api_key_secret,
                sync_service_sid: account.sync_service_sid,
                portal_url: account.portal_url,
                store_path: self.folder.path().join("account.db"),
                beginning: Beginning::Empty {
                    clinic_name: account.clinic_name,
                    provider_name: account.provider_name,
                    time_zone: account.time_zone,
                },
                ..self.practice.clone()
            }))
        })
    }

    fn save_account(&self, account: Account) -> HostFuture<'_, ()> {
        Box::pin(async {
            if *self.keychain_locked.lock().unwrap() {
                return Err(CommandError::new(
                    Code::Keychain,
                    "The keychain is locked.",
                    "Unlock it and try again.",
                ));
            }
            *self.account.lock().unwrap() = Some(account);
            Ok(())
        })
    }

    fn computer(&self) -> Option<String> {
        self.computer.clone()
    }

    fn save_access_code(&self, _: bool, line_id: &str, code: Option<&str>) -> HostFuture<'_, ()> {
        let (line_id, code) = (line_id.to_owned(), code.map(str::to_owned));
        Box::pin(async move {
            if *self.keychain_locked.lock().unwrap() {
                return Err(CommandError::new(
                    Code::Keychain,
                    "The keychain is locked.",
                    "Unlock it and try again.",
                ));
            }
            match code {
                Some(code) => drop(self.codes.lock().unwrap().insert(line_id, code)),
                None => drop(self.codes.lock().unwrap().remove(&line_id)),
            }
            Ok(())
        })
    }

    fn access_code(&self, _: bool, line_id: &str) -> HostFuture<'_, Option<String>> {
        let code = self.codes.lock().unwrap().get(line_id).cloned();
        Box::pin(async { Ok(code) })
    }

    fn save_connector_secret(
        &self,
        practice: bool,
        connector_id: &str,
        name: &str,
        secret: Option<&str>,
    ) -> HostFuture<'_, ()> {
        self.save_access_code(practice, &format!("{connector_id} {name}"), secret)
    }

    fn connector_secret(
        &self,
        practice: bool,
        connector_id: &str,
        name: &str,
    ) -> HostFuture<'_, Option<String>> {
        self.access_code(practice, &format!("{connector_id} {name}"))
    }

    fn addresses(&self) -> Addresses {
        self.addresses.clone()
    }

    fn last_open(&self) -> Option<bool> {
        *self.last_open.lock().unwrap()
    }

    fn remember_open(&self, practice: Option<bool>) {
        *self.last_open.lock().unwrap() = practice;
    }

    fn open_call_window(&self, visit_id: &str) -> Result<(), CommandError> {
        self.note(format!("window {visit_id}"))
    }

    fn open_call_in_browser(&self, url: &str) -> Result<(), CommandError> {
        self.note(url.to_owned())
    }

    fn open_link(&self, url: &str) -> Result<(), CommandError> {
        self.note(url.to_owned())
    }

    fn notify(&self, notification: Notification) -> HostFuture<'_, ()> {
        self.notified.0.send(notification).unwrap();
        Box::pin(async { Ok(()) })
    }

    fn take_notification_away(&self, kind: &'static str) -> HostFuture<'_, ()> {
        self.taken_away.0.send(kind).unwrap();
        Box::pin(async { Ok(()) })
    }

    fn show_console(&self) {
        self.note("the console".into()).unwrap();
    }

    fn save_file(&self, name: &str, content: Vec<u8>) -> HostFuture<'_, Option<PathBuf>> {
        let path = self.folder.path().join(name);
        Box::pin(async {
            std::fs::write(&path, content).unwrap();
            Ok(Some(path))
        })
    }

    fn page_file(&self, path: &str) -> Option<(Vec<u8>, String)> {
        match path {
            "call.html" => {
                Some((b"<!doctype html><title>Call</title>".to_vec(), "text/html; charset=utf-8".into()))
            }
            "assets/call.js" => Some((b"export {};".to_vec(), "text/javascript".into())),
            // Built beside it, and not for this door.
            "console.html" | "patient.html" => Some((b"not here".to_vec(), "text/html".into())),
            _ => None,
        }
    }
}

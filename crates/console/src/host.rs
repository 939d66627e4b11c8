//! What only the shell can do: windows, browsers, the keychain, and saying which clinic there is to open.
//!
//! The console runs whole behind this trait with no window around it; a test's host is nothing but the trait.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::CommandError;
use crate::wire::notification::{NotificationService, Place};
use crate::wire::session::Endpoints;

/// A future that a host returns from a trait object.
pub type HostFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T, CommandError>> + Send + 'a>>;

/// Everything that tells one clinic from another: credentials, addresses, a store, a portal. The practice clinic
/// is a world whose addresses lead to the twin; nothing else knows the difference.
#[derive(Clone)]
pub struct World {
    /// Marked PRACTICE wherever it shows.
    pub practice: bool,
    /// `AC…`
    pub account_sid: String,
    /// `SK…`
    pub api_key_sid: String,
    /// The API key's secret.
    pub api_key_secret: String,
    /// `IS…`
    pub sync_service_sid: String,
    /// Where the account's REST APIs are.
    pub addresses: Addresses,
    /// Services that are elsewhere than their connectors say: one that is played on this computer has no name of its own. Everything else
    /// is asked where its connector says, by https.
    pub services: Vec<ServiceAddress>,
    /// Where the browser SDKs find Twilio.
    pub endpoints: Endpoints,
    /// The address of the patient's page, without a trailing slash.
    pub portal_url: String,
    /// The clinic's store.
    pub store_path: PathBuf,
    /// Its key.
    pub store_key: clinic::StoreKey,
    /// Where the people of this world are directed, where it has made-up people who can be: they read what they are texted.
    pub director: Option<String>,
    /// What a store that is empty begins with.
    pub beginning: Beginning,
}

/// What a clinic's store begins with when it is new.
#[derive(Clone)]
pub enum Beginning {
    /// A made-up day around now, laid anew whenever its last visit is over. People who can be directed are texted their links by the
    /// clinic's plan.
    MadeUpDay,
    /// A clinic with an empty schedule.
    Empty {
        /// What the clinic calls itself.
        clinic_name: String,
        /// The clinician's display name.
        provider_name: String,
        /// IANA zone.
        time_zone: String,
    },
}

/// A clinic's account as the shell keeps it: the secret in the keychain, the rest in a settings file. Written or read as
/// data, it has no secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct Account {
    /// What the clinic calls itself.
    pub clinic_name: String,
    /// The clinician's display name.
    pub provider_name: String,
    /// IANA zone.
    pub time_zone: String,
    /// `AC…`
    pub account_sid: String,
    /// `SK…`
    pub api_key_sid: String,
    /// The API key's secret.
    #[serde(skip)]
    pub api_key_secret: String,
    /// `IS…`
    pub sync_service_sid: String,
    /// The address of the patient's page, without a trailing slash.
    pub portal_url: String,
}

/// Where a service really is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceAddress {
    /// The origin that connectors name, without a slash at its end.
    pub origin: String,
    /// What is asked in its place, likewise.
    pub url: String,
}

/// Where an account's REST APIs are; `None` is Twilio's own.
#[derive(Debug, Clone, Default)]
pub struct Addresses {
    /// Base of the Video REST API, without `/v1`.
    pub video_url: Option<String>,
    /// Base of the Sync REST API, without `/v1`.
    pub sync_url: Option<String>,
    /// Base of the API for phone calls and texts, without `/2010-04-01`.
    pub api_url: Option<String>,
    /// Base of the API for messaging services, without `/v1`.
    pub messaging_url: Option<String>,
}

/// What the desktop is to show. It may name people: it is never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Notification {
    /// One line.
    pub title: String,
    /// What to do, without markup.
    pub body: String,
    /// A notification takes the place of an earlier one with the same word.
    pub kind: &'static str,
    /// Where it leads.
    pub place: Place,
}

/// What only the shell can do.
pub trait Host: Send + Sync + 'static {
    /// The practice clinic's world; starts the twin if it does not run yet.
    fn practice_world(&self) -> HostFuture<'_, World>;

    /// The world of the account that was saved; `None` before there is one.
    fn account_world(&self) -> HostFuture<'_, Option<World>>;

    /// Keeps an account: its secret in the keychain, the rest in a settings file.
    fn save_account(&self, account: Account) -> HostFuture<'_, ()>;

    /// Where an account that is being connected is tried; its world must then lead to the same.
    fn addresses(&self) -> Addresses {
        Addresses::default()
    }

    /// What tells this computer from others; `None` where nothing does. Never sent anywhere as it is.
    fn computer(&self) -> Option<String> {
        None
    }

    /// Keeps the access code of a line of the directory where secrets are kept; `None` removes it. The practice clinic's codes are
    /// fiction and need no keychain.
    fn save_access_code(&self, practice: bool, line_id: &str, code: Option<&str>) -> HostFuture<'_, ()>;

    /// The access code of a line; `None` where none is kept.
    fn access_code(&self, practice: bool, line_id: &str) -> HostFuture<'_, Option<String>>;

    /// Keeps a secret of a connector where secrets are kept; `None` removes it. The practice clinic's secrets are fiction and need no
    /// keychain.
    fn save_connector_secret(
        &self,
        practice: bool,
        connector_id: &str,
        name: &str,
        secret: Option<&str>,
    ) -> HostFuture<'_, ()>;

    /// A secret of a connector; `None` where it is not kept.
    fn connector_secret(
        &self,
        practice: bool,
        connector_id: &str,
        name: &str,
    ) -> HostFuture<'_, Option<String>>;

    /// Which clinic was open when the program ended: `Some(true)` practice, `Some(false)` the account, `None` neither.
    fn last_open(&self) -> Option<bool>;

    /// Remembers which clinic is open, for the next start.
    fn remember_open(&self, practice: Option<bool>);

    /// Whether the guided first visit was begun or declined on this computer.
    fn guide_was_offered(&self) -> bool {
        true
    }

    /// Remembers that.
    fn remember_guide_was_offered(&self) {}

    /// Opens a visit's call window in the app, or brings it to the front.
    fn open_call_window(&self, visit_id: &str) -> Result<(), CommandError>;

    /// Starts the browser that a call from this origin will be held in, without a window, so that the window opens at
    /// once later. May be asked again at any time.
    fn prepare_call_browser(&self, origin: &str) {
        let _ = origin;
    }

    /// Opens a call's page in an installed browser's app window.
    fn open_call_in_browser(&self, url: &str) -> Result<(), CommandError>;

    /// Opens a link as the person would: in the browser.
    fn open_link(&self, url: &str) -> Result<(), CommandError>;

    /// Shows a notification on the desktop, in the place of an earlier one of its kind. Whoever presses it is told to
    /// [`Console::notification_opened`](crate::Console::notification_opened).
    fn notify(&self, notification: Notification) -> HostFuture<'_, ()> {
        let _ = notification;
        Box::pin(async { Err(CommandError::no_notifications()) })
    }

    /// Takes the last notification of a kind away, where it still stands.
    fn take_notification_away(&self, kind: &'static str) -> HostFuture<'_, ()> {
        let _ = kind;
        Box::pin(async { Ok(()) })
    }

    /// What shows notifications on this computer.
    fn notification_service(
        &self,
    ) -> std::pin::Pin<Box<dyn Future<Output = NotificationService> + Send + '_>> {
        Box::pin(async { NotificationService::Unsupported })
    }

    /// Brings the console's window to the front.
    fn show_console(&self) {}

    /// Keeps a file where the person chooses to, and answers where that is; `None` where they thought better of it.
    fn save_file(&self, name: &str, content: Vec<u8>) -> HostFuture<'_, Option<PathBuf>>;

    /// A file of the built pages, with its media type.
    fn page_file(&self, path: &str) -> Option<(Vec<u8>, String)>;
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World")
            .field("practice", &self.practice)
            .field("account_sid", &self.account_sid)
            .field("portal_url", &self.portal_url)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("account_sid", &self.account_sid).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Account;

    #[test]
    fn an_account_as_data_has_no_secret() {
        let account = Account {
            clinic_name: "Juniper Street Clinic".into(),
            provider_name: "Dr. Okafor".into(),
            time_zone: "UTC".into(),
            account_sid: "AC1".into(),
            api_key_sid: "SK1".into(),
            api_key_secret: "hush".into(),
            sync_service_sid: "IS1".into(),
            portal_url: "https://visits.example".into(),
        };
        let text = serde_json::to_string(&account).unwrap();
        assert!(!text.contains("hush") && !text.contains("secret"), "{text}");
        let read: Account = serde_json::from_str(&text).unwrap();
        assert_eq!((read.account_sid.as_str(), read.api_key_secret.as_str()), ("AC1", ""));
    }
}

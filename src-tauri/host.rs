//! The console's [`Host`]: what needs a desktop. Folders, keys, the account, windows and browsers.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::pin::Pin;
use std::process::Child;
use std::sync::{Mutex, PoisonError};

use clinic::StoreKey;
use console::Console;
use console::error::{Code, CommandError};
#[cfg(target_os = "linux")]
use console::host::Notification;
use console::host::{Account, Addresses, Beginning, Host, HostFuture, World};
#[cfg(target_os = "linux")]
use console::wire::notification::NotificationService;
use console::wire::session::Endpoints;
use tauri::{AppHandle, Manager as _};

use crate::arguments::Arguments;
use crate::browser::{self, AppWindow};
use crate::keychain::{self, KeychainError};
#[cfg(target_os = "linux")]
use crate::notifications::Notifier;
use crate::practice::Practice;
use crate::windows;

/// An empty file in the data folder: the guided first visit was begun or declined.
const GUIDE_OFFERED: &str = "guide-offered";

/// The desktop under the console.
pub(crate) struct Desktop {
    app: AppHandle,
    data: PathBuf,
    key_file: Option<PathBuf>,
    practice: Practice,
    /// The browser that waits for a call, once it was asked for.
    warm: Mutex<Option<Child>>,
    /// What shows notifications.
    #[cfg(target_os = "linux")]
    notifier: Notifier,
}

impl Desktop {
    /// A desktop that keeps everything under `data`.
    pub(crate) fn new(app: AppHandle, data: PathBuf, arguments: Arguments) -> Desktop {
        let practice = Practice::new(data.join("practice"), arguments.twin, app.clone());
        Desktop {
            #[cfg(target_os = "linux")]
            notifier: Notifier::new({
                let app = app.clone();
                move |place| app.state::<Console>().notification_opened(place)
            }),
            app,
            data,
            key_file: arguments.key_file,
            practice,
            warm: Mutex::new(None),
        }
    }

    fn call_profile(&self) -> PathBuf {
        self.data.join("call-profile")
    }

    /// Ends the browser that waits for a call. A call that goes on in it goes on without the console.
    pub(crate) fn end_waiting_browser(&self, call_goes_on: bool) {
        let warm = self.warm.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut child) = warm.filter(|_| !call_goes_on) {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn account_file(&self) -> PathBuf {
        self.data.join("account.json")
    }

    fn clinic_store(&self) -> PathBuf {
        self.data.join("clinic").join("clinic.db")
    }

    /// The key of the clinic's store: from the file that was named, else from the keychain. It is made only when
    /// there is no store yet: a lost key must never let a new one take the place of patients' data.
    fn clinic_key(&self) -> Result<StoreKey, CommandError> {
        if let Some(file) = &self.key_file {
            return key_from_file(file);
        }
        const NAME: &str = "store-key-v1";
        if let Some(secret) = keychain::read(NAME).map_err(|error| explain(&error))? {
            return String::from_utf8(secret).ok().and_then(|text| StoreKey::from_hex(&text)).ok_or_else(
                || {
                    CommandError::new(
                        Code::Keychain,
                        "The store's key in the keychain is damaged.",
                        "Restore the keychain, or name a key file.",
                    )
                },
            );
        }
        if self.clinic_store().exists() {
            return Err(CommandError::new(
                Code::Keychain,
                "The clinic's store is here, but its key is not in the keychain.",
                "Restore the keychain from its backup. Nothing was changed.",
            ));
        }
        let key = StoreKey::random();
        keychain::write(NAME, key.to_hex().as_bytes()).map_err(|error| explain(&error))?;
        Ok(key)
    }

    fn world_of(&self, account: Account) -> Result<World, CommandError> {
        fs::create_dir_all(self.data.join("clinic")).map_err(|error| folder_error(&error))?;
        Ok(World {
            practice: false,
            account_sid: account.account_sid,
            api_key_sid: account.api_key_sid,
            api_key_secret: account.api_key_secret,
            sync_service_sid: account.sync_service_sid,
            addresses: Addresses::default(),
            services: Vec::new(),
            director: None,
            endpoints: Endpoints::default(),
            portal_url: account.portal_url,
            store_path: self.clinic_store(),
            store_key: self.clinic_key()?,
            beginning: Beginning::Empty {
                clinic_name: account.clinic_name,
                provider_name: account.provider_name,
                time_zone: account.time_zone,
            },
        })
    }

    /// What the settings file says, which is all but the secret.
    fn saved_account(&self) -> Result<Option<Account>, CommandError> {
        let text = match fs::read(self.account_file()) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(folder_error(&error)),
        };
        serde_json::from_slice(&text).map(Some).map_err(|_| {
            CommandError::new(
                Code::Credentials,
                "The account's settings file is damaged.",
                "Connect the account again; the clinic's data is kept.",
            )
        })
    }

    fn read_account(&self) -> Result<Option<Account>, CommandError> {
        let Some(saved) = self.saved_account()? else { return Ok(None) };
        let secret = keychain::read(&secret_name(&saved.api_key_sid)).map_err(|error| explain(&error))?;
        let Some(secret) = secret.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            return Err(CommandError::new(
                Code::Keychain,
                "The API key's secret is not in this computer's keychain.",
                "Connect the account again; the clinic's data is kept.",
            ));
        };
        Ok(Some(Account { api_key_secret: secret, ..saved }))
    }

    fn write_account(&self, account: Account) -> Result<(), CommandError> {
        // A damaged file is written over: that is what its error advises.
        let before = self.saved_account().ok().flatten();
        keychain::write(&secret_name(&account.api_key_sid), account.api_key_secret.as_bytes())
            .map_err(|error| explain(&error))?;
        fs::create_dir_all(&self.data)
            .and_then(|()| Ok(serde_json::to_vec_pretty(&account)?))
            .and_then(|text| replace(&self.account_file(), &text))
            .map_err(|error| folder_error(&error))?;
        // Another key took its place: its secret is of no more use here, and may have been replaced because it leaked.
        if let Some(before) = before.filter(|before| before.api_key_sid != account.api_key_sid)
            && let Err(error) = keychain::remove(&secret_name(&before.api_key_sid))
        {
            tracing::warn!(code = ?explain(&error).code, "the secret of the API key before is still in the keychain");
        }
        Ok(())
    }

    /// Keeps a secret of the directory, or removes it.
    fn keep(&self, practice: bool, name: &str, secret: Option<&str>) -> Result<(), CommandError> {
        if practice {
            return self.practice.keep(name, secret);
        }
        let kept = match secret {
            Some(secret) => keychain::write(name, secret.as_bytes()),
            None => keychain::remove(name),
        };
        kept.map_err(|error| explain(&error))
    }

    fn kept(&self, practice: bool, name: &str) -> Result<Option<String>, CommandError> {
        if practice {
            return Ok(self.practice.kept(name));
        }
        keychain::read(name)
            .map(|secret| secret.and_then(|bytes| String::from_utf8(bytes).ok()))
            .map_err(|error| explain(&error))
    }

    fn marker(&self) -> PathBuf {
        self.data.join("last-open")
    }
}

impl Host for Desktop {
    fn practice_world(&self) -> HostFuture<'_, World> {
        Box::pin(self.practice.world())
    }

    fn account_world(&self) -> HostFuture<'_, Option<World>> {
        Box::pin(async { self.read_account()?.map(|account| self.world_of(account)).transpose() })
    }

    fn save_account(&self, account: Account) -> HostFuture<'_, ()> {
        Box::pin(async { self.write_account(account) })
    }

    fn computer(&self) -> Option<String> {
        // Where the system has none, a console that died is known again by its silence alone.
        machine_uid::get().inspect_err(|_| tracing::warn!("this computer has no id of its own")).ok()
    }

    fn save_access_code(&self, practice: bool, line_id: &str, code: Option<&str>) -> HostFuture<'_, ()> {
        let saved = self.keep(practice, &access_code_name(practice, line_id), code);
        Box::pin(async { saved })
    }

    fn access_code(&self, practice: bool, line_id: &str) -> HostFuture<'_, Option<String>> {
        let read = self.kept(practice, &access_code_name(practice, line_id));
        Box::pin(async { read })
    }

    fn save_connector_secret(
        &self,
        practice: bool,
        connector_id: &str,
        name: &str,
        secret: Option<&str>,
    ) -> HostFuture<'_, ()> {
        let saved = self.keep(practice, &connector_secret_name(connector_id, name), secret);
        Box::pin(async { saved })
    }

    fn connector_secret(
        &self,
        practice: bool,
        connector_id: &str,
        name: &str,
    ) -> HostFuture<'_, Option<String>> {
        let read = self.kept(practice, &connector_secret_name(connector_id, name));
        Box::pin(async { read })
    }

    fn last_open(&self) -> Option<bool> {
        match fs::read_to_string(self.marker()).ok()?.trim() {
            "practice" => Some(true),
            "account" => Some(false),
            _ => None,
        }
    }

    fn remember_open(&self, practice: Option<bool>) {
        let word = match practice {
            Some(true) => "practice",
            Some(false) => "account",
            None => "",
        };
        if let Err(error) = fs::create_dir_all(&self.data).and_then(|()| fs::write(self.marker(), word)) {
            tracing::warn!(%error, "which clinic was open could not be remembered");
        }
    }

    fn guide_was_offered(&self) -> bool {
        self.data.join(GUIDE_OFFERED).exists()
    }

    fn remember_guide_was_offered(&self) {
        if let Err(error) =
            fs::create_dir_all(&self.data).and_then(|()| fs::write(self.data.join(GUIDE_OFFERED), ""))
        {
            tracing::warn!(%error, "that the guided visit was offered could not be remembered");
        }
    }

    fn open_call_window(&self, visit_id: &str) -> Result<(), CommandError> {
        windows::open_call(&self.app, visit_id).map_err(|error| {
            tracing::error!(%error, "the call window did not open");
            CommandError::new(Code::Internal, "The call window could not be opened.", "Try again.")
        })
    }

    fn prepare_call_browser(&self, origin: &str) {
        let mut warm = self.warm.lock().unwrap_or_else(PoisonError::into_inner);
        // One that ended by itself is started again.
        if warm.as_mut().is_some_and(|child| matches!(child.try_wait(), Ok(None))) {
            return;
        }
        let started = browser::find().map(|found| browser::warm(&found, &self.call_profile(), origin));
        *warm = started.and_then(|started| {
            started
                .inspect_err(|error| tracing::warn!(%error, "the call's browser was not started ahead"))
                .ok()
        });
    }

    fn open_call_in_browser(&self, url: &str) -> Result<(), CommandError> {
        if let Some(found) = browser::find() {
            let window = AppWindow { url, profile: self.call_profile(), size: (1280, 800) };
            match browser::open(&found, &window) {
                Ok(()) => return Ok(()),
                Err(error) => {
                    tracing::error!(%error, browser = %found.display(), "the browser did not start")
                }
            }
        }
        // The person's own browser may be able to hold a call; its page says so if it can't.
        open::that_detached(url).map_err(|_| {
            CommandError::new(
                Code::NoBrowser,
                "This computer's own web view can't hold a call, and no browser that can was found.",
                "Install Chrome, Chromium or Edge (not as a snap), then press Open the call.",
            )
        })
    }

    fn open_link(&self, url: &str) -> Result<(), CommandError> {
        // A page on this computer gets a window like a phone, with the switch that local media may need.
        if let (true, Some(found)) = (browser::is_loopback(url), browser::find()) {
            let window = AppWindow { url, profile: self.data.join("patient-profile"), size: (420, 860) };
            if browser::open(&found, &window).is_ok() {
                return Ok(());
            }
        }
        open::that_detached(url).map_err(|error| {
            tracing::warn!(kind = ?error.kind(), "no browser opened the link");
            CommandError::new(
                Code::NoBrowser,
                "No browser could be opened.",
                "Copy the link and open it yourself.",
            )
        })
    }

    #[cfg(target_os = "linux")]
    fn notify(&self, notification: Notification) -> HostFuture<'_, ()> {
        Box::pin(self.notifier.show(notification))
    }

    #[cfg(target_os = "linux")]
    fn take_notification_away(&self, kind: &'static str) -> HostFuture<'_, ()> {
        Box::pin(self.notifier.take_away(kind))
    }

    #[cfg(target_os = "linux")]
    fn notification_service(&self) -> Pin<Box<dyn Future<Output = NotificationService> + Send + '_>> {
        Box::pin(self.notifier.service())
    }

    fn show_console(&self) {
        if let Err(error) = windows::show_console(&self.app) {
            tracing::warn!(%error, "the console's window did not come to the front");
        }
    }

    fn save_file(&self, name: &str, content: Vec<u8>) -> HostFuture<'_, Option<PathBuf>> {
        let (answer, chosen) = tokio::sync::oneshot::channel();
        let (app, name) = (self.app.clone(), name.to_owned());
        let asked = self.app.run_on_main_thread(move || {
            let mut dialog = rfd::AsyncFileDialog::new().set_file_name(name);
            if let Some(console) = app.get_webview_window(windows::CONSOLE) {
                dialog = dialog.set_parent(&console);
            }
            // Opened on the main thread, as the systems want it, and waited for elsewhere, so that the windows go on.
            let choice = dialog.save_file();
            tauri::async_runtime::spawn(async move { answer.send(choice.await) });
        });
        Box::pin(async move {
            asked.map_err(|error| {
                tracing::error!(%error, "no dialog was opened");
                CommandError::new(Code::Internal, "The system does not ask where to save.", "Try again.")
            })?;
            let Ok(Some(file)) = chosen.await else { return Ok(None) };
            let path = file.path().to_path_buf();
            fs::write(&path, content).map_err(|error| {
                CommandError::new(
                    Code::Store,
                    format!("The file can't be written there: {}.", error.kind()),
                    "Choose another folder.",
                )
            })?;
            Ok(Some(path))
        })
    }

    fn page_file(&self, path: &str) -> Option<(Vec<u8>, String)> {
        page_file(&self.app, path)
    }
}

/// A file of the pages that are embedded in the program.
pub(crate) fn page_file(app: &AppHandle, path: &str) -> Option<(Vec<u8>, String)> {
    app.asset_resolver()
        .get(path.trim_start_matches('/').to_owned())
        .map(|asset| (asset.bytes, asset.mime_type))
}

/// Reads a key file, with words for what is wrong with it.
pub(crate) fn key_from_file(file: &Path) -> Result<StoreKey, CommandError> {
    StoreKey::read(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => CommandError::new(
            Code::Store,
            "The key file does not hold a key.",
            "It must hold 64 hexadecimal digits and nothing else. The store was not touched.",
        ),
        kind => CommandError::new(
            Code::Store,
            format!("The key file can't be read: {kind}."),
            "Check its path and who may read it. The store was not touched.",
        ),
    })
}

/// Writes a file that only its owner may read, whole or not at all.
pub(crate) fn replace(file: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let new = file.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut handle = options.open(&new)?;
    handle.write_all(content)?;
    handle.sync_all()?;
    fs::rename(new, file)
}

fn secret_name(api_key_sid: &str) -> String {
    format!("twilio-secret-{api_key_sid}")
}

fn access_code_name(practice: bool, line_id: &str) -> String {
    // The practice clinic's file began with nothing but these in it.
    if practice { line_id.to_owned() } else { format!("access-code-{line_id}") }
}

fn connector_secret_name(connector_id: &str, name: &str) -> String {
    format!("connector-secret-{connector_id}-{name}")
}

fn folder_error(error: &std::io::Error) -> CommandError {
    CommandError::new(
        Code::Store,
        format!("The data folder can't be used: {}.", error.kind()),
        "Check the disk's space and the folder's rights.",
    )
}

fn explain(error: &KeychainError) -> CommandError {
    match error {
        KeychainError::Unavailable(detail) => {
            tracing::warn!(%detail, "the keychain is not available");
            CommandError::new(
                Code::Keychain,
                "This computer's keychain is locked or not there.",
                "Unlock it and try again: an account's secrets are kept nowhere else.",
            )
        }
        KeychainError::Refused(detail) => {
            tracing::warn!(%detail, "the keychain refused");
            CommandError::new(Code::Keychain, "The keychain refused.", "Try again; the log has the detail.")
        }
    }
}

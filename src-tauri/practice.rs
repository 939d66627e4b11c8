//! The practice clinic's world: a twin in this process, or one that runs already, and a store of its own.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clinic::StoreKey;
use console::error::{Code, CommandError};
use console::host::{Addresses, Beginning, ServiceAddress, World};
use console::wire::session::Endpoints;
use serde::Deserialize;
use tauri::AppHandle;
use tokio::sync::OnceCell;
use twin::{Config, Portal, Script, Twin};

use crate::host::{key_from_file, page_file, replace};

/// What connectors call the service that the twin plays.
const PRACTICE_SERVICE: &str = "https://practice-service.example";

/// The practice clinic on this computer.
pub(crate) struct Practice {
    folder: PathBuf,
    /// A file with the JSON line of a twin that runs already.
    elsewhere: Option<PathBuf>,
    app: AppHandle,
    running: OnceCell<Twin>,
}

/// What a twin says of itself.
#[derive(Deserialize)]
struct Line {
    account_sid: String,
    api_key_sid: String,
    api_key_secret: String,
    sync_service_sid: String,
    api_url: String,
    messaging_url: String,
    video_url: String,
    sync_url: String,
    vendor_url: String,
    video_signaling_url: String,
    sync_socket_url: String,
    portal_url: String,
    /// Where its cast is directed; only a twin with one has people who read what they are texted.
    #[serde(default)]
    cast_url: Option<String>,
}

impl Practice {
    /// A practice clinic that keeps its store in `folder`.
    pub(crate) fn new(folder: PathBuf, elsewhere: Option<PathBuf>, app: AppHandle) -> Practice {
        Practice { folder, elsewhere, app, running: OnceCell::new() }
    }

    /// Its world; starts the twin if it does not run yet.
    ///
    /// # Errors
    /// In the person's words, where the twin can't start or the folder can't be written.
    pub(crate) async fn world(&self) -> Result<World, CommandError> {
        fs::create_dir_all(&self.folder).map_err(|error| folder(&error))?;
        let line = match &self.elsewhere {
            Some(file) => read_line(file)?,
            None => self.own_twin().await?,
        };
        Ok(World {
            practice: true,
            account_sid: line.account_sid,
            api_key_sid: line.api_key_sid,
            api_key_secret: line.api_key_secret,
            sync_service_sid: line.sync_service_sid,
            addresses: Addresses {
                video_url: Some(line.video_url),
                sync_url: Some(line.sync_url),
                api_url: Some(line.api_url),
                messaging_url: Some(line.messaging_url),
            },
            services: vec![ServiceAddress { origin: PRACTICE_SERVICE.into(), url: line.vendor_url }],
            endpoints: Endpoints {
                video_signaling_url: Some(line.video_signaling_url),
                sync_socket_url: Some(line.sync_socket_url),
            },
            portal_url: line.portal_url.trim_end_matches('/').to_owned(),
            store_path: self.folder.join("clinic.db"),
            store_key: self.store_key()?,
            beginning: Beginning::MadeUpDay,
            director: line.cast_url,
        })
    }

    /// The practice clinic's data is fiction: its key lies beside its store, so that practice needs no keychain.
    fn store_key(&self) -> Result<StoreKey, CommandError> {
        let file = self.folder.join("store.key");
        if !file.exists() {
            StoreKey::random().write_new(&file).map_err(|error| folder(&error))?;
        }
        key_from_file(&file)
    }

    /// The access codes and keys of the practice clinic's directory: fiction too, in a file beside its store.
    pub(crate) fn kept(&self, name: &str) -> Option<String> {
        self.secrets().remove(name)
    }

    /// Keeps one, or removes it.
    ///
    /// # Errors
    /// In the person's words, where the folder can't be written.
    pub(crate) fn keep(&self, name: &str, secret: Option<&str>) -> Result<(), CommandError> {
        let mut secrets = self.secrets();
        match secret {
            Some(secret) => drop(secrets.insert(name.to_owned(), secret.to_owned())),
            None => drop(secrets.remove(name)),
        }
        let text = serde_json::to_vec(&secrets).map_err(std::io::Error::other);
        text.and_then(|text| replace(&self.secrets_file(), &text)).map_err(|error| folder(&error))
    }

    fn secrets_file(&self) -> PathBuf {
        self.folder.join("access-codes.json")
    }

    fn secrets(&self) -> BTreeMap<String, String> {
        // A file that is damaged costs fiction only: it is entered again.
        fs::read(self.secrets_file())
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }

    async fn own_twin(&self) -> Result<Line, CommandError> {
        let twin = self.running.get_or_try_init(|| self.start_twin()).await?;
        let line = serde_json::to_value(twin.addresses()).and_then(serde_json::from_value);
        line.map_err(|error| {
            CommandError::new(Code::Internal, format!("The twin's addresses can't be read: {error}."), "")
        })
    }

    async fn start_twin(&self) -> Result<Twin, CommandError> {
        let app = self.app.clone();
        let portal = Portal::Embedded(Arc::new(move |path: &str| {
            page_file(&app, path).map(|(bytes, media_type)| (Cow::Owned(bytes), media_type))
        }));
        // The same account at every start, but never the SIDs of an earlier run's rooms and Documents.
        let config = Config {
            seed: Some(self.seed()?),
            fresh_objects: true,
            portal: Some(portal),
            cast: Some(self.cast()?),
            ..Config::default()
        };
        let twin = Twin::start(config).await.map_err(|error| {
            CommandError::new(
                Code::Internal,
                format!("The practice clinic's Twilio did not start: {error}."),
                "Start Anteroom again.",
            )
        })?;
        // For `cargo xtask twin cast`: where the cast is directed, and nothing else. Practice goes on without.
        let where_directed = serde_json::json!({ "cast_url": twin.addresses().cast_url });
        if let Err(error) = replace(&self.folder.join("twin.json"), where_directed.to_string().as_bytes()) {
            tracing::warn!("the practice clinic's twin.json was not written: {}", error.kind());
        }
        Ok(twin)
    }

    /// Who takes part: the built-in people, or those of a script that somebody has put into the practice clinic's folder.
    fn cast(&self) -> Result<Script, CommandError> {
        let file = self.folder.join("cast.json");
        let Ok(text) = fs::read_to_string(&file) else { return Ok(Script::practice()) };
        Script::read(&text).map_err(|faults| {
            let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
            CommandError::new(
                Code::Invalid,
                format!("The cast in {} can't be used. {}", file.display(), told.join(" ")),
                "Put it right (docs/cast.md), or remove it to practise with the built-in people.",
            )
        })
    }

    /// The same at every start, so that a practice clinic keeps its account.
    fn seed(&self) -> Result<u64, CommandError> {
        let file = self.folder.join("twin.seed");
        if let Some(seed) = fs::read_to_string(&file).ok().and_then(|text| text.trim().parse().ok()) {
            return Ok(seed);
        }
        let seed: u64 = rand::random();
        fs::write(&file, seed.to_string()).map_err(|error| folder(&error))?;
        Ok(seed)
    }
}

fn read_line(file: &Path) -> Result<Line, CommandError> {
    let wrong = |detail: String| {
        CommandError::new(
            Code::Invalid,
            format!("The twin's file can't be used: {detail}."),
            "It must hold the line that `anteroom-twin --json` prints.",
        )
    };
    let text = fs::read(file).map_err(|error| wrong(error.kind().to_string()))?;
    serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))
}

fn folder(error: &std::io::Error) -> CommandError {
    CommandError::new(
        Code::Store,
        format!("The practice clinic's folder can't be written: {}.", error.kind()),
        "Check the disk's space and the folder's rights.",
    )
}

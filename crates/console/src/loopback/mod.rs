//! The loopback door: the call window in a browser, where the app's own webview has no WebRTC.
//!
//! A small HTTP server on `127.0.0.1` and a free port. It hands out the built pages, which hold no secret, and one
//! WebSocket, `/socket`, through which everything else goes. Loopback is a network: other programs, other people
//! on this computer and every web page can knock. So: exact `Host` and `Origin`, a one-time ticket that is good
//! for one visit, no cookies, no command that concerns the whole console.
//!
//! # The protocol
//!
//! Every message is one JSON object in a text frame of at most 64 KiB.
//!
//! 1. The page was opened as `/call.html#t=<ticket>`. It takes the ticket out of the address with
//!    `history.replaceState`, opens `ws://<its own host>/socket`, and sends within 3 s as its first message
//!    `{"ticket": "<ticket>"}`. A ticket lives for 20 s and works once.
//! 2. It is answered `{"session": "<session>", "visitId": "<visit>"}` and keeps the session in `sessionStorage`.
//!    After a reload or a lost socket its first message is `{"session": "<session>"}`, answered in the same way.
//! 3. Then commands: `{"id": 1, "command": "getCall", "input": {}}` → `{"id": 1, "ok": <output>}` or
//!    `{"id": 1, "err": <CommandError>}`. `id` is a number or a short text of the page's choice; answers may come in another
//!    order than the commands. Commands and types are those of `ui/src/lib/api/generated.ts`.
//! 4. At any time events: `{"event": "visitEnded", …}`, the `Event` of the same file as it stands. [`Principal::hears`] says
//!    which come here: those of its own visit, and a few that say only that something is to be read again.
//!
//! The server closes with:
//!
//! | code | meaning | the page then |
//! |---|---|---|
//! | 1003, 1007, 1009 | not a text frame; not a message of this protocol; larger than 64 KiB | is at fault: say so |
//! | 1013 | events were lost, or too many sockets | connects again with its session and reads again what it shows |
//! | 4401 | no such ticket or session, or none within 3 s | says that the call must be opened from the console |
//! | 4409 | the same call was opened in another window | says so; must not connect again by itself |
//! | 4410 | the call is over; its session is gone | has had `visitEnded` before (or the clinic was closed) |
//!
//! Answers to commands that were taken are sent before a 4410.

mod guard;
mod peer;
mod socket;
mod tickets;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, broadcast};
use tokio::task::JoinHandle;

use crate::commands::Command;
use crate::error::CommandError;
use crate::principal::Principal;
use crate::wire::event::Event;
use tickets::Tickets;

/// An answer on its way.
pub type Answer = std::pin::Pin<Box<dyn Future<Output = Result<serde_json::Value, CommandError>> + Send>>;

/// What stands behind the door.
pub trait Behind: Send + Sync + 'static {
    /// A file of the built pages, with its media type.
    fn page_file(&self, path: &str) -> Option<(Vec<u8>, String)>;
    /// The addresses besides the door's own that the page may connect to, as CSP sources.
    fn connect_sources(&self) -> Vec<String>;
    /// Answers a command.
    fn answer(&self, who: Principal, command: Command) -> Answer;
    /// Everything that windows are told.
    fn events(&self) -> broadcast::Receiver<Event>;
    /// A window has gone: its socket is closed, and no other took its place.
    fn left(&self, who: &Principal);
}

/// The open door. It closes when it is dropped.
pub struct Loopback {
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

pub(crate) struct Shared {
    address: SocketAddr,
    tickets: Mutex<Tickets>,
    sockets: Arc<Semaphore>,
    behind: Weak<dyn Behind>,
}

/// More sockets than any number of honest call windows.
const MOST_SOCKETS: usize = 64;

impl Loopback {
    /// Opens the door on a free port of `127.0.0.1`. It does not keep what is behind it alive.
    ///
    /// # Errors
    /// What the system says if there is no port to be had.
    pub async fn open(behind: Weak<dyn Behind>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let shared = Arc::new(Shared {
            address: listener.local_addr()?,
            tickets: Mutex::default(),
            sockets: Arc::new(Semaphore::new(MOST_SOCKETS)),
            behind,
        });
        let routes = Router::new()
            .route("/socket", any(socket::upgrade))
            .fallback(file)
            .layer(middleware::from_fn_with_state(shared.clone(), guard::check))
            .with_state(shared.clone());
        let server = tokio::spawn(async move {
            let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!(%error, "the loopback door closed");
            }
        });
        Ok(Loopback { shared, server })
    }

    /// Where it is.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// An address that opens the visit's call window once, within 20 s.
    pub fn call_url(&self, visit_id: &str) -> String {
        let ticket = self.shared.tickets().issue(visit_id, Instant::now());
        format!("http://{}/call.html#t={ticket}", self.shared.address)
    }

    /// Lets nobody in for this visit any more. Sockets that are open close by themselves when they hear of its end.
    pub fn end_call(&self, visit_id: &str) {
        self.shared.tickets().end(|visit| visit == visit_id);
    }

    /// Lets nobody in any more, and closes every socket: another clinic is open.
    pub fn end_all(&self) {
        self.shared.tickets().end(|_| true);
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.server.abort();
        self.end_all();
    }
}

impl Shared {
    pub(crate) fn tickets(&self) -> std::sync::MutexGuard<'_, Tickets> {
        self.tickets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file of the built pages. The console's and the patient's pages are not offered here.
async fn file(State(shared): State<Arc<Shared>>, method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let offered = path == "call.html" || path.starts_with("assets/") || path == "favicon.ico";
    let plain = !path.contains("..") && !path.contains(['%', '\\', '\0']) && !path.contains("//");
    if !offered || !plain {
        return StatusCode::NOT_FOUND.into_response();
    }
    match shared.behind.upgrade().and_then(|behind| behind.page_file(path)) {
        Some((bytes, media_type)) => {
            ([(header::CONTENT_TYPE, media_type)], Body::from(bytes)).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

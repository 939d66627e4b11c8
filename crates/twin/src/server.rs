//! The listeners: everything of Twilio on one port, the portal on another, so that it has an origin of its own.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, Request, State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::account::{Account, Sids};
use crate::cast::{self, Cast};
use crate::clock::Clock;
use crate::fault::Faults;
use crate::phone::Phones;
use crate::sync::Sync;
use crate::texts::Texts;
use crate::turn::Turn;
use crate::vendor::{self, Vendor};
use crate::video::Video;
use crate::{Addresses, rest};

/// The largest WebSocket message that is read at all. What is above a protocol's own limit and below this is refused
/// in the protocol's words.
pub(crate) const MAX_MESSAGE: usize = 4 * 1024 * 1024;

/// What every handler needs.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) account: Account,
    pub(crate) sids: Sids,
    pub(crate) addresses: Addresses,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) sync: Sync,
    pub(crate) video: Video,
    pub(crate) phones: Phones,
    pub(crate) texts: Texts,
    pub(crate) turn: Turn,
    pub(crate) vendor: Vendor,
    pub(crate) cast: Option<Cast>,
    pub(crate) started: Timestamp,
    /// What was asked for and is not modelled, so that each is logged once.
    pub(crate) not_modelled: Arc<Mutex<HashSet<String>>>,
}

impl Shared {
    /// Whether this is the first time.
    pub(crate) fn not_modelled_yet(&self, what: &str) -> bool {
        let mut seen = self.not_modelled.lock().unwrap_or_else(PoisonError::into_inner);
        // Paths come from outside; a log is no place to fill the memory from.
        seen.len() < 1000 && seen.insert(what.to_owned())
    }
}

/// Twilio's side: REST, the sockets, the practice service beside it, and if asked for the control API.
pub(crate) fn twilio(shared: Shared, control: bool) -> Router {
    let mut router = Router::new()
        .route("/v3/wsconnect", get(sync_socket))
        .route("/signaling", get(video_socket))
        .route("/api/{*path}", any(rest::handle))
        .route("/video/{*path}", any(rest::handle))
        .route("/sync/{*path}", any(rest::handle))
        .route("/messaging/{*path}", any(rest::handle))
        .route("/{link}", get(short_link))
        .nest("/vendor", vendor::router());
    if control || shared.cast.is_some() {
        let mut orders = Router::new().nest("/cast", cast::router());
        if control {
            orders = orders.merge(crate::control::router());
        }
        let guarded = middleware::from_fn_with_state(shared.clone(), guard);
        router = router.nest("/twin", orders.route_layer(guarded));
    }
    router.with_state(shared)
}

/// Loopback is a network: the controls take orders by this server's own name, and from no page of another.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if is_own(request.headers(), &shared.addresses.http) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "Ask the twin by its own address.").into_response()
}

fn is_own(headers: &HeaderMap, http: &str) -> bool {
    let says = |name, prefix: &str| {
        let value = headers.get(name)?;
        Some(value.to_str().is_ok_and(|value| format!("{prefix}{value}") == http))
    };
    says(header::HOST, "http://") == Some(true) && says(header::ORIGIN, "") != Some(false)
}

/// Leads where a shortened link of a text leads.
async fn short_link(State(shared): State<Shared>, Path(link): Path<String>) -> Response {
    match shared.texts.with(|office, _| office.target(&link).map(str::to_owned)) {
        Some(target) => Redirect::temporary(&target).into_response(),
        None => (StatusCode::NOT_FOUND, "There is no such link").into_response(),
    }
}

async fn sync_socket(State(shared): State<Shared>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade.max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    upgrade.on_upgrade(|socket| async move { shared.sync.serve_socket(socket).await })
}

async fn video_socket(State(shared): State<Shared>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade.max_message_size(MAX_MESSAGE).max_frame_size(MAX_MESSAGE);
    upgrade.on_upgrade(|socket| async move { shared.video.serve_socket(socket).await })
}

/// Binds a port; `None` takes a free one.
pub(crate) async fn bind(address: std::net::IpAddr, port: Option<u16>) -> std::io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::new(address, port.unwrap_or(0))).await
}

/// Serves until stopped. Sockets end by themselves when they hear of it.
pub(crate) fn serve(
    listener: TcpListener,
    router: Router,
    mut stopping: watch::Receiver<bool>,
) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        let stopped = async move { stopped(&mut stopping).await };
        if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stopped).await {
            tracing::error!("the listener ended: {error}");
        }
    })
}

/// Waits for the twin to stop, or to be gone.
pub(crate) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // The borrow that `wait_for` gives must not live on into a caller's `select!`.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

//! A practice service that sends interpreters and is asked by an API of its own: HTTP with JSON and a key, as such services have.
//!
//! It is nobody's real API. What becomes of a request goes by the language that is asked for, or by what a test has ordered; see
//! docs/twin.md.

mod office;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router, routing};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::server::Shared;
use office::Office;
pub use office::{Does, Order, Pace};

/// The key of the practice service. It is fiction, and no secret.
const KEY: &str = "practice-key";

/// The practice service. Clones share it.
#[derive(Clone, Debug)]
pub struct Vendor {
    office: Arc<Mutex<Office>>,
    clock: Clock,
}

impl Vendor {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { office: Arc::default(), clock }
    }

    fn office(&self) -> MutexGuard<'_, Office> {
        self.office.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Orders what befalls the next requests.
    pub fn next(&self, order: Order) {
        self.office().order(order);
    }

    /// Takes every order back.
    pub fn spare_next(&self) {
        self.office().clear();
    }

    /// Sets how long it takes from now on.
    pub fn set_pace(&self, pace: Pace) {
        self.office().pace = pace;
    }

    /// Sets the state of a request by hand: `searching`, `assigned`, `joining`, `declined`, `cancelled`, or anything else.
    ///
    /// # Errors
    /// In words: there is no such request.
    pub fn say(&self, id: &str, state: &str) -> Result<(), String> {
        self.office().say(id, state).ok_or_else(|| format!("there is no request {id}"))
    }

    /// Every request, with what the service was told.
    #[must_use]
    pub fn dump(&self) -> Value {
        self.office().dump(self.clock.now())
    }
}

/// The service's API, under `/vendor`.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/v1/requests", routing::post(ask).get(find))
        .route("/v1/requests/{id}", routing::get(show))
        .route("/v1/requests/{id}/cancel", routing::post(cancel))
}

fn refused(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({ "error": words }))).into_response()
}

fn may(headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(|value| value.strip_prefix("Bearer ")) == Some(KEY)
}

async fn ask(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    if !may(&headers) {
        return refused(StatusCode::UNAUTHORIZED, "unknown key");
    }
    let Ok(wanted) = serde_json::from_slice(&body) else {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, "language, service and externalId are needed");
    };
    let (does, request) = shared.vendor.office().ask(wanted, shared.vendor.clock.now());
    match does {
        Does::Silent => std::future::pending().await,
        Does::Fault | Does::Lost => refused(StatusCode::INTERNAL_SERVER_ERROR, "ordered"),
        Does::TooMany => refused(StatusCode::TOO_MANY_REQUESTS, "ordered"),
        Does::Malformed => (StatusCode::CREATED, "<html>done</html>").into_response(),
        Does::Oversized => {
            let padding = "x".repeat(1024 * 1024);
            (StatusCode::CREATED, Json(json!({ "request": request, "padding": padding }))).into_response()
        }
        Does::Accept | Does::Refuse | Does::CallOff | Does::Search => {
            (StatusCode::CREATED, Json(json!({ "request": request }))).into_response()
        }
    }
}

async fn find(
    State(shared): State<Shared>,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    if !may(&headers) {
        return refused(StatusCode::UNAUTHORIZED, "unknown key");
    }
    let external_id = query.get("externalId").map(String::as_str).unwrap_or_default();
    let found = shared.vendor.office().find(external_id, shared.vendor.clock.now());
    Json(json!({ "requests": found })).into_response()
}

async fn show(State(shared): State<Shared>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if !may(&headers) {
        return refused(StatusCode::UNAUTHORIZED, "unknown key");
    }
    match shared.vendor.office().get(&id, shared.vendor.clock.now()) {
        Some(request) => Json(json!({ "request": request })).into_response(),
        None => refused(StatusCode::NOT_FOUND, "no such request"),
    }
}

async fn cancel(State(shared): State<Shared>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    if !may(&headers) {
        return refused(StatusCode::UNAUTHORIZED, "unknown key");
    }
    let (cancelled, now) = {
        let now = shared.vendor.clock.now();
        (shared.vendor.office().cancel(&id, now), now)
    };
    match cancelled {
        None => refused(StatusCode::NOT_FOUND, "no such request"),
        Some(false) => refused(StatusCode::CONFLICT, "it is over already"),
        Some(true) => {
            let request = shared.vendor.office().get(&id, now);
            Json(json!({ "request": request })).into_response()
        }
    }
}

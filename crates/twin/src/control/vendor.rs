//! The practice service by the test-control API: what it was asked, and what befalls the next request.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Json, Router, routing};
use serde::Deserialize;
use serde_json::Value;

use crate::server::Shared;
use crate::vendor::{Order, Pace};

const DONE: StatusCode = StatusCode::NO_CONTENT;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/", routing::get(show))
        .route("/next", routing::post(next))
        .route("/pace", routing::post(pace))
        .route("/say", routing::post(say))
}

async fn show(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.vendor.dump())
}

async fn next(State(shared): State<Shared>, Json(order): Json<Order>) -> StatusCode {
    shared.vendor.next(order);
    DONE
}

async fn pace(State(shared): State<Shared>, Json(pace): Json<Pace>) -> StatusCode {
    shared.vendor.set_pace(pace);
    DONE
}

#[derive(Deserialize)]
struct Say {
    id: String,
    state: String,
}

async fn say(State(shared): State<Shared>, Json(say): Json<Say>) -> Result<StatusCode, (StatusCode, String)> {
    let said = shared.vendor.say(&say.id, &say.state);
    said.map(|()| DONE).map_err(|words| (StatusCode::CONFLICT, words))
}

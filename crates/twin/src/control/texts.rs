//! Texts by the test-control API: what became of each, what phones answer, and what befalls the next.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Json, Router, routing};
use serde::Deserialize;
use serde_json::Value;

use super::{DONE, Done, refused};
use crate::server::Shared;
use crate::texts::Doom;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/", routing::get(show))
        .route("/reply", routing::post(reply))
        .route("/fail-next", routing::post(fail_next))
        .route("/policy", routing::post(policy))
}

async fn show(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.texts.dump())
}

#[derive(Deserialize)]
struct Reply {
    from: String,
    body: String,
}

async fn reply(State(shared): State<Shared>, Json(reply): Json<Reply>) -> Done {
    shared.texts.reply(&reply.from, &reply.body).map(|()| DONE).map_err(refused)
}

async fn fail_next(State(shared): State<Shared>, Json(doom): Json<Doom>) -> Done {
    shared.texts.doom_next(doom).map(|()| DONE).map_err(refused)
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    link_shortening: Option<bool>,
    #[serde(default)]
    us_registered: Option<bool>,
}

async fn policy(State(shared): State<Shared>, Json(change): Json<Change>) -> StatusCode {
    shared.texts.with(|office, _| {
        office.policy.link_shortening = change.link_shortening.unwrap_or(office.policy.link_shortening);
        office.policy.us_registered = change.us_registered.unwrap_or(office.policy.us_registered);
    });
    DONE
}

//! Phones by the test-control API: what there is, what each call heard, and what a phone is to do.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Json, Router, routing};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{DONE, Done, refused};
use crate::phone::{Act, Doom, Phone};
use crate::server::Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/", routing::get(show).post(set))
        .route("/hearing", routing::get(hearing))
        .route("/forget", routing::post(forget))
        .route("/act", routing::post(act))
        .route("/fail-next", routing::post(fail_next))
}

async fn show(State(shared): State<Shared>) -> Json<Value> {
    Json(shared.phones.dump())
}

async fn hearing(State(shared): State<Shared>) -> Result<Json<Value>, (StatusCode, String)> {
    let heard = shared.video.heard_on_phones().await.map_err(|error| refused(error.to_string()))?;
    Ok(Json(json!(heard)))
}

async fn set(State(shared): State<Shared>, Json(phone): Json<Phone>) -> Done {
    shared.phones.set(phone).map(|()| DONE).map_err(refused)
}

#[derive(Deserialize)]
struct Number {
    number: String,
}

async fn forget(State(shared): State<Shared>, Json(of): Json<Number>) -> Done {
    let gone = shared.phones.with(|exchange, _| exchange.forget_phone(&of.number));
    if gone { Ok(DONE) } else { Err(refused(format!("there is no phone {}", of.number))) }
}

#[derive(Deserialize)]
struct Order {
    /// A call's SID, or a number whose latest call is meant.
    call: String,
    #[serde(flatten)]
    act: Act,
}

async fn act(State(shared): State<Shared>, Json(order): Json<Order>) -> Done {
    shared.phones.act(&order.call, &order.act).map(|()| DONE).map_err(refused)
}

async fn fail_next(State(shared): State<Shared>, Json(doom): Json<Doom>) -> Done {
    shared.phones.doom_next(doom).map(|()| DONE).map_err(refused)
}

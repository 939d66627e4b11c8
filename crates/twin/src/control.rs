//! The test-control API under `/twin`, served only when asked for: faults, the clock, and the state. JSON in and out;
//! described in docs/twin.md.

mod phones;
mod texts;
mod vendor;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fault::{Confirmation, Delay, Failure, Loss as LostAnswer};
use crate::server::Shared;
use crate::turn::Line;

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/state", get(state))
        .route("/clock/advance", post(advance))
        .route("/fail-next", post(fail_next))
        .route("/delay-next", post(delay_next))
        .route("/lose-answer", post(lose_answer))
        .nest("/phones", phones::router())
        .nest("/texts", texts::router())
        .nest("/vendor", vendor::router())
        .route("/sync/drop", post(drop_sync))
        .route("/sync/close", post(close_sync))
        .route("/sync/mute", post(mute))
        .route("/sync/confirmations", post(confirmations))
        .route("/sync/policy", post(policy))
        .route("/video/drop", post(drop_video))
        .route("/video/freeze", post(freeze))
        .route("/video/quality", post(quality))
        .route("/media/loss", post(loss))
        .route("/turn/line", post(turn_line))
        .route("/faults/clear", post(clear))
}

/// An order that can't be carried out, in words.
type Done = Result<StatusCode, (StatusCode, String)>;

const DONE: StatusCode = StatusCode::NO_CONTENT;

fn refused(words: String) -> (StatusCode, String) {
    (StatusCode::CONFLICT, words)
}

async fn state(State(shared): State<Shared>) -> Json<Value> {
    Json(json!({"now": shared.clock.now().to_string(),
        "advanced_seconds": shared.clock.advanced().as_secs(), "sync": shared.sync.dump()}))
}

#[derive(Deserialize)]
struct Advance {
    seconds: i64,
}

async fn advance(State(shared): State<Shared>, Json(by): Json<Advance>) -> Json<Value> {
    shared.clock.advance(SignedDuration::from_secs(by.seconds));
    Json(json!({"now": shared.clock.now().to_string()}))
}

async fn fail_next(State(shared): State<Shared>, Json(failure): Json<Failure>) -> StatusCode {
    shared.faults.fail_next(failure);
    DONE
}

async fn delay_next(State(shared): State<Shared>, Json(delay): Json<Delay>) -> StatusCode {
    shared.faults.delay_next(delay);
    DONE
}

async fn lose_answer(State(shared): State<Shared>, Json(loss): Json<LostAnswer>) -> StatusCode {
    shared.faults.lose_answer(loss);
    DONE
}

#[derive(Deserialize)]
struct Whom {
    /// Everybody if absent.
    #[serde(default)]
    identity: Option<String>,
}

async fn drop_sync(State(shared): State<Shared>, Json(whom): Json<Whom>) -> Json<Value> {
    Json(json!({"dropped": shared.sync.drop_sockets(whom.identity.as_deref())}))
}

#[derive(Deserialize)]
struct Goodbye {
    #[serde(default)]
    identity: Option<String>,
    code: u16,
    #[serde(default)]
    error_code: Option<u32>,
}

async fn close_sync(State(shared): State<Shared>, Json(bye): Json<Goodbye>) -> Json<Value> {
    Json(json!({"closed": shared.sync.close_sockets(bye.identity.as_deref(), bye.code, bye.error_code)}))
}

#[derive(Deserialize)]
struct Mute {
    identity: Option<String>,
    muted: bool,
}

async fn mute(State(shared): State<Shared>, Json(mute): Json<Mute>) -> StatusCode {
    shared.faults.mute(mute.identity.as_deref(), mute.muted);
    DONE
}

#[derive(Deserialize)]
struct Confirmations {
    how: Confirmation,
    count: u32,
}

async fn confirmations(State(shared): State<Shared>, Json(order): Json<Confirmations>) -> StatusCode {
    shared.faults.confirm_badly(order.how, order.count);
    DONE
}

#[derive(Deserialize)]
struct Policy {
    #[serde(default)]
    tokens_may_create: Option<bool>,
    #[serde(default)]
    revoking_cuts: Option<bool>,
    #[serde(default)]
    warn_before_seconds: Option<u64>,
}

async fn policy(State(shared): State<Shared>, Json(policy): Json<Policy>) -> StatusCode {
    if let Some(may) = policy.tokens_may_create {
        shared.sync.write(|store, _| store.tokens_may_create = may);
    }
    if let Some(cuts) = policy.revoking_cuts {
        shared.faults.set_revoking_cuts(cuts);
    }
    if let Some(seconds) = policy.warn_before_seconds {
        shared.faults.set_warn_before(std::time::Duration::from_secs(seconds));
    }
    DONE
}

#[derive(Deserialize)]
struct Identity {
    identity: String,
}

async fn drop_video(State(shared): State<Shared>, Json(whom): Json<Identity>) -> StatusCode {
    shared.video.drop_socket(&whom.identity);
    DONE
}

#[derive(Deserialize)]
struct Freeze {
    identity: String,
    frozen: bool,
}

async fn freeze(State(shared): State<Shared>, Json(order): Json<Freeze>) -> StatusCode {
    shared.video.freeze(&order.identity, order.frozen);
    DONE
}

#[derive(Deserialize)]
struct Quality {
    identity: String,
    /// Absent: measured again.
    #[serde(default)]
    level: Option<u8>,
}

async fn quality(State(shared): State<Shared>, Json(order): Json<Quality>) -> StatusCode {
    shared.video.set_quality(&order.identity, order.level);
    DONE
}

#[derive(Deserialize)]
struct Loss {
    share: f64,
}

async fn loss(State(shared): State<Shared>, Json(loss): Json<Loss>) -> StatusCode {
    shared.video.set_loss(loss.share);
    DONE
}

async fn turn_line(State(shared): State<Shared>, Json(line): Json<Line>) -> Done {
    shared.turn.set_line(line).map(|()| DONE).map_err(refused)
}

async fn clear(State(shared): State<Shared>) -> StatusCode {
    shared.faults.clear();
    shared.phones.with(|exchange, _| exchange.spare_next());
    shared.texts.with(|office, _| office.spare_next());
    shared.vendor.spare_next();
    shared.video.set_loss(0.0);
    shared.turn.mend();
    DONE
}

//! The director's orders over HTTP, under `/twin/cast`: JSON in and out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Cast, NotDone, Scene};
use crate::server::Shared;
use crate::{phone, texts};

/// Where a text or call that fails gets its reason when nobody gives one.
const USUAL_TEXT_CODE: u32 = 30003;

pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .route("/", get(scene))
        .route("/arrive", post(arrive))
        .route("/leave", post(leave))
        .route("/say", post(say))
        .route("/drop", post(drop_network))
        .route("/mend", post(mend))
        .route("/relative", post(relative))
        .route("/clock", post(clock))
        .route("/fail-next", post(fail_next))
}

/// Who did it, or why nobody did.
type Done = Result<Json<Value>, (StatusCode, String)>;

fn not_done(why: NotDone) -> (StatusCode, String) {
    let status = match why {
        NotDone::Nobody(_) => StatusCode::NOT_FOUND,
        NotDone::NotNow(_) => StatusCode::CONFLICT,
    };
    (status, why.to_string())
}

fn by(done: Result<String, NotDone>) -> Done {
    done.map(|who| Json(json!({"who": who}))).map_err(not_done)
}

fn cast(shared: &Shared) -> Result<&Cast, (StatusCode, String)> {
    let none = "This twin has no cast. Start it with --cast practice";
    shared.cast.as_ref().ok_or((StatusCode::NOT_FOUND, none.to_owned()))
}

async fn scene(State(shared): State<Shared>) -> Result<Json<Scene>, (StatusCode, String)> {
    cast(&shared).map(|cast| Json(cast.scene()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whoever {
    /// Whoever is next, if absent.
    #[serde(default)]
    who: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    who: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    who: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Loss {
    who: String,
    #[serde(default)]
    seconds: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Time {
    /// Seconds to jump.
    #[serde(default)]
    advance: Option<f64>,
    /// How many times as fast it passes from now on.
    #[serde(default)]
    speed: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Failure {
    what: What,
    /// Twilio's code.
    #[serde(default)]
    code: Option<u32>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Text,
    Call,
}

async fn arrive(State(shared): State<Shared>, Json(order): Json<Whoever>) -> Done {
    by(cast(&shared)?.arrive(order.who.as_deref()).await)
}

async fn leave(State(shared): State<Shared>, Json(order): Json<Who>) -> Done {
    by(cast(&shared)?.leave(&order.who).await)
}

async fn say(State(shared): State<Shared>, Json(order): Json<Words>) -> Done {
    by(cast(&shared)?.say(&order.who, &order.text).await)
}

async fn drop_network(State(shared): State<Shared>, Json(order): Json<Loss>) -> Done {
    by(cast(&shared)?.drop_network(&order.who, order.seconds).await)
}

async fn mend(State(shared): State<Shared>, Json(order): Json<Who>) -> Done {
    by(cast(&shared)?.mend_network(&order.who).await)
}

async fn relative(State(shared): State<Shared>, Json(order): Json<Who>) -> Done {
    by(cast(&shared)?.bring_relative(&order.who).await)
}

async fn clock(
    State(shared): State<Shared>,
    Json(time): Json<Time>,
) -> Result<Json<Scene>, (StatusCode, String)> {
    let cast = cast(&shared)?;
    if let Some(seconds) = time.advance {
        cast.advance(seconds).map_err(not_done)?;
    }
    if let Some(times) = time.speed {
        cast.set_speed(times).map_err(not_done)?;
    }
    Ok(Json(cast.scene()))
}

async fn fail_next(
    State(shared): State<Shared>,
    Json(failure): Json<Failure>,
) -> Result<StatusCode, (StatusCode, String)> {
    let ordered = match failure.what {
        What::Text => {
            let code = failure.code.unwrap_or(USUAL_TEXT_CODE);
            shared.texts.doom_next(texts::Doom { status: Some(texts::Status::Undelivered), code })
        }
        What::Call => {
            let doom = phone::Doom { status: Some(phone::Status::Failed), code: failure.code };
            shared.phones.doom_next(doom)
        }
    };
    ordered.map(|()| StatusCode::NO_CONTENT).map_err(|words| (StatusCode::CONFLICT, words))
}

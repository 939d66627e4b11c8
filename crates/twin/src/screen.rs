//! The screens of the practice clinic's phones: beside the portal, a page for each number shows the texts that arrived there, with
//! links that open, and sends what is answered. Fiction, and marked so.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::Stream;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::phone::{Phones, is_e164};
use crate::texts::Texts;
use crate::{Addresses, server};

const PAGE: &str = include_str!("../phone-screen/phone.html");
const STYLE: &str = include_str!("../phone-screen/phone.css");
const SCRIPT: &str = include_str!("../phone-screen/phone.js");

/// What the page lives under: it runs nothing but its own script, and talks to nobody but its own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

#[derive(Clone)]
struct Screens {
    texts: Texts,
    phones: Phones,
    /// The account's number.
    clinic: Arc<str>,
    /// `http://` and the host of the portal.
    origin: Arc<str>,
    stopping: watch::Receiver<bool>,
}

/// The screens, under `/phones` of the portal.
pub(crate) fn router(
    texts: Texts,
    phones: Phones,
    addresses: &Addresses,
    stopping: watch::Receiver<bool>,
) -> Router {
    let origin = addresses.portal_url.as_deref().unwrap_or_default().into();
    let screens = Screens { texts, phones, clinic: addresses.phone_number.as_str().into(), origin, stopping };
    Router::new()
        .route("/phones", get(|| async { file("text/html; charset=utf-8", PAGE) }))
        .route("/phones/{number}", get(page))
        .route("/phones/screen.css", get(|| async { file("text/css; charset=utf-8", STYLE) }))
        .route("/phones/screen.js", get(|| async { file("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/phones/events", get(list_events))
        .route("/phones/{number}/events", get(phone_events))
        .route("/phones/{number}/reply", post(reply))
        .route_layer(middleware::from_fn_with_state(screens.clone(), guard))
        .with_state(screens)
}

/// Loopback is a network: only pages of the portal itself may ask, and only by its own name.
async fn guard(State(screens): State<Screens>, request: Request, next: Next) -> Response {
    let text = |headers: &HeaderMap, name| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let host = text(request.headers(), header::HOST).map(|host| format!("http://{host}"));
    let origin = text(request.headers(), header::ORIGIN);
    let own = |from: &str| from == &*screens.origin;
    if !host.as_deref().is_some_and(own) || !origin.as_deref().is_none_or(own) {
        return (StatusCode::FORBIDDEN, "Open the phone by the portal's own address.").into_response();
    }
    let mut response = next.run(request).await;
    let set = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=()"),
    ];
    for (name, value) in set {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

async fn page(Path(number): Path<String>) -> Response {
    if is_e164(&number) {
        return file("text/html; charset=utf-8", PAGE);
    }
    let words = "There is no such phone. Write its number with the country code: /phones/+12025550120";
    (StatusCode::NOT_FOUND, words).into_response()
}

/// What a screen shows, anew whenever it changes.
fn events(
    screens: Screens,
    show: impl Fn(&Screens) -> Value + Send + 'static,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = screens.texts.changes();
    let start = (screens, changes, show, None::<String>);
    let stream = futures_util::stream::unfold(start, |(mut screens, mut changes, show, last)| async move {
        loop {
            changes.borrow_and_update();
            let shown = show(&screens).to_string();
            if last.as_ref() != Some(&shown) {
                let event = Event::default().data(&shown);
                return Some((Ok(event), (screens, changes, show, Some(shown))));
            }
            tokio::select! {
                changed = changes.changed() => changed.ok()?,
                () = server::stopped(&mut screens.stopping) => return None,
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn list_events(State(screens): State<Screens>) -> impl IntoResponse {
    events(screens, list)
}

async fn phone_events(State(screens): State<Screens>, Path(number): Path<String>) -> impl IntoResponse {
    events(screens, move |screens| phone(screens, &number))
}

/// Every phone that there is a script for, or a text.
fn list(screens: &Screens) -> Value {
    let mut phones = screens.phones.with(|exchange, _| {
        let named = exchange.phones().filter(|phone| !phone.texts.is_refused());
        named
            .map(|phone| (phone.number.clone(), phone.name.clone()))
            .collect::<std::collections::BTreeMap<_, _>>()
    });
    screens.texts.with(|office, _| {
        for number in office.numbers() {
            phones.entry(number.to_owned()).or_default();
        }
        let mut rows: Vec<_> = phones
            .into_iter()
            .map(|(number, name)| {
                let texts = office.on_phone(&number);
                let last = texts.last().and_then(|text| text.arrived);
                (last, json!({"number": number, "name": name, "texts": texts.len(), "last": last.map(|at| at.to_string())}))
            })
            .collect();
        // Those that have just heard something first.
        rows.sort_by_key(|(last, _)| std::cmp::Reverse(*last));
        json!({"phones": rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>()})
    })
}

fn phone(screens: &Screens, number: &str) -> Value {
    let name = screens
        .phones
        .with(|exchange, _| exchange.phone(number).map(|phone| phone.name.clone()))
        .unwrap_or_default();
    screens.texts.with(|office, _| {
        let text = |one: &&crate::texts::Message| {
            json!({"sid": one.sid, "mine": one.from.as_deref() == Some(number), "words": one.shown,
                "at": one.arrived.map(|at| at.to_string())})
        };
        let texts: Vec<_> = office.on_phone(number).iter().map(text).collect();
        json!({"number": number, "name": name, "clinic": &*screens.clinic, "optedOut": office.is_opted_out(number),
            "texts": texts})
    })
}

#[derive(Deserialize)]
struct Reply {
    words: String,
}

async fn reply(
    State(screens): State<Screens>,
    Path(number): Path<String>,
    Json(reply): Json<Reply>,
) -> Result<StatusCode, (StatusCode, String)> {
    let sent = screens.texts.reply(&number, &reply.words);
    sent.map(|()| StatusCode::NO_CONTENT).map_err(|wrong| (StatusCode::CONFLICT, wrong))
}

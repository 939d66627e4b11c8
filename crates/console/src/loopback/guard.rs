//! What every request must be before anything looks at it, and what every answer carries.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Shared, peer};

pub(super) async fn check(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let is_socket = request.uri().path() == "/socket";
    let mut response = match refusal(&shared, from, request.headers(), is_socket) {
        Some(status) => {
            tracing::warn!(status = status.as_u16(), "the loopback door refused a request");
            status.into_response()
        }
        None => next.run(request).await,
    };
    let sources = shared.behind.upgrade().map(|behind| behind.connect_sources()).unwrap_or_default();
    dress(response.headers_mut(), shared.address, &sources);
    response
}

/// Why a request is refused, if it is.
fn refusal(shared: &Shared, from: SocketAddr, headers: &HeaderMap, is_socket: bool) -> Option<StatusCode> {
    let own = shared.address.to_string();
    // A name that somebody made to point at 127.0.0.1 brings its own Host along (DNS rebinding).
    if only(headers, &header::HOST) != Some(own.as_str()) {
        return Some(StatusCode::MISDIRECTED_REQUEST);
    }
    let site = headers.get_all("sec-fetch-site");
    if site.iter().any(|site| site != "none" && site != "same-origin") {
        return Some(StatusCode::FORBIDDEN);
    }
    if is_socket && only(headers, &header::ORIGIN) != Some(&format!("http://{own}")) {
        return Some(StatusCode::FORBIDDEN);
    }
    if !peer::is_ours(from, shared.address) {
        return Some(StatusCode::FORBIDDEN);
    }
    None
}

/// A header that is there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok(),
        _ => None,
    }
}

fn dress(headers: &mut HeaderMap, own: SocketAddr, sources: &[String]) {
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' blob: mediastream:; font-src 'self'; connect-src 'self' ws://{own} {}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
        sources.join(" ")
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
}

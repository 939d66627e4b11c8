//! The portal: the patient's page as static files on an origin of its own, with the headers that docs/security.md asks
//! a clinic's host for, and a `config.json` that points the SDKs at the twin.

use std::borrow::Cow;
use std::fmt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde_json::json;

use crate::Addresses;

/// A file of the portal and its media type.
pub type Asset = (Cow<'static, [u8]>, String);

/// Finds a file by its path.
pub type Find = dyn Fn(&str) -> Option<Asset> + Send + Sync;

/// Where the portal's files come from.
#[derive(Clone)]
pub enum Portal {
    /// A directory.
    Directory(PathBuf),
    /// A function from a path without a leading slash, `patient.html`, to a file.
    Embedded(Arc<Find>),
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(path) => f.debug_tuple("Directory").field(path).finish(),
            Self::Embedded(_) => f.write_str("Embedded"),
        }
    }
}

impl Portal {
    async fn find(&self, path: &str) -> Option<Asset> {
        match self {
            Self::Embedded(find) => find(path),
            Self::Directory(root) => {
                // Only plain names: nothing leads out of the directory.
                if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
                    return None;
                }
                let root = root.clone();
                let path = path.to_owned();
                tokio::task::spawn_blocking(move || {
                    let root = root.canonicalize().ok()?;
                    let file = root.join(&path).canonicalize().ok().filter(|file| file.starts_with(&root))?;
                    let bytes = std::fs::read(&file).ok()?;
                    Some((Cow::Owned(bytes), media_type(&path).to_owned()))
                })
                .await
                .ok()?
            }
        }
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("mp3") => "audio/mpeg",
        Some("wav") => "audio/wav",
        Some("mp4") => "video/mp4",
        Some("webm") => "video/webm",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The policy that the page must live under.
fn policy(addresses: &Addresses) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self' blob: mediastream:; font-src 'self'; connect-src 'self' {} {}; \
         worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        addresses.video_signaling_url, addresses.sync_socket_url
    )
}

/// Answers one request for the portal.
pub(crate) async fn answer(portal: Portal, addresses: Addresses, request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let found = match (request.method(), path) {
        (&Method::GET | &Method::HEAD, "config.json") => {
            let config = json!({"practice": true, "endpoints": {
                "videoSignalingUrl": addresses.video_signaling_url,
                "syncSocketUrl": addresses.sync_socket_url}});
            Ok((Cow::Owned(config.to_string().into_bytes()), "application/json".to_owned()))
        }
        (&Method::GET | &Method::HEAD, path) => {
            let path = if path.is_empty() { "patient.html" } else { path };
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
            portal.find(&path).await.ok_or(StatusCode::NOT_FOUND)
        }
        _ => Err(StatusCode::METHOD_NOT_ALLOWED),
    };
    let (status, (bytes, kind)) = match found {
        Ok(asset) => (StatusCode::OK, asset),
        Err(status) => {
            let words = status.canonical_reason().unwrap_or_default();
            (status, (Cow::Borrowed(words.as_bytes()), "text/plain; charset=utf-8".to_owned()))
        }
    };
    let bytes = if request.method() == Method::HEAD { Cow::Borrowed(&b""[..]) } else { bytes };
    let mut response = Response::new(Body::from(bytes.into_owned()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &kind);
    set(header::CONTENT_SECURITY_POLICY, &policy(&addresses));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(self)");
    response
}

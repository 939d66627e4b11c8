//! The portal: the patient's page as static files on an origin of its own, with the headers that docs/patient-page.md
//! asks a clinic's host for, and a `config.json` that points the SDKs at the twin.

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
            // Whoever embeds files may know fewer kinds of them than there are.
            Self::Embedded(find) => find(path).map(|(bytes, kind)| match media_type(path) {
                UNKNOWN => (bytes, kind),
                known => (bytes, known.to_owned()),
            }),
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

/// What a file is of which nothing is known.
const UNKNOWN: &str = "application/octet-stream";

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
        Some("vtt") => "text/vtt; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("txt") => "text/plain; charset=utf-8",
        _ => UNKNOWN,
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

/// The first and the last byte of the part that is asked for: players find their way in a film so. Several parts at once, and what
/// is no part, are answered with the whole.
fn range(asked: Option<&HeaderValue>, length: usize) -> Option<(usize, usize)> {
    let (from, to) = asked?.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (from, to) {
        ("", count) => (length.saturating_sub(count.parse().ok()?), end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.min(end)),
    };
    (first <= last).then_some((first, last))
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
    let length = bytes.len();
    let part = range(request.headers().get(header::RANGE), length).filter(|_| status == StatusCode::OK);
    let bytes = match (request.method(), part) {
        (&Method::HEAD, _) => Vec::new(),
        (_, Some((first, last))) => bytes[first..=last].to_vec(),
        _ => bytes.into_owned(),
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = if part.is_some() { StatusCode::PARTIAL_CONTENT } else { status };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &kind);
    set(header::ACCEPT_RANGES, "bytes");
    if let Some((first, last)) = part {
        set(header::CONTENT_RANGE, &format!("bytes {first}-{last}/{length}"));
    }
    set(header::CONTENT_SECURITY_POLICY, &policy(&addresses));
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    set(header::CACHE_CONTROL, "no-store");
    set(HeaderName::from_static("permissions-policy"), "camera=(self), microphone=(self)");
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_file_is_what_was_asked_for_as_far_as_there_is_any() {
        let of_ten = |asked: &'static str| range(Some(&HeaderValue::from_static(asked)), 10);
        assert_eq!(of_ten("bytes=0-"), Some((0, 9)));
        assert_eq!(of_ten("bytes=4-6"), Some((4, 6)));
        assert_eq!(of_ten("bytes=8-99"), Some((8, 9)));
        assert_eq!(of_ten("bytes=-3"), Some((7, 9)));
        assert_eq!(of_ten("bytes=-30"), Some((0, 9)));
        for whole in
            ["bytes=10-", "bytes=6-4", "bytes=-0", "bytes=0-1,3-4", "bytes=x-", "lines=0-1", "bytes="]
        {
            assert_eq!(of_ten(whole), None, "{whole}");
        }
        assert_eq!(range(None, 10), None);
        assert_eq!(range(Some(&HeaderValue::from_static("bytes=0-")), 0), None);
    }
}

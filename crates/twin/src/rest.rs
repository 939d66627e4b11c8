//! REST of the local Twilio: who asks, what is asked, and answers in Twilio's shapes.
//!
//! One function takes every request, since what is common (authentication, ordered faults, forms, error bodies, the
//! loud refusal of what is not modelled) is most of the work. What a product does is in its own module.

mod api;
mod legacy;
mod messages;
mod messaging;
mod paging;
mod sync;
mod video;
mod voice;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::fault::Lost;
use crate::server::Shared;

/// The largest form that is read. Sync's 16 KiB, percent-encoded at its worst, and then some.
const MAX_BODY: usize = 128 * 1024;

/// A request that may go on: authenticated, decoded.
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) form: Vec<(String, String)>,
    pub(crate) if_match: Option<String>,
    /// Whether the account's auth token was used and not the Standard key.
    pub(crate) with_auth_token: bool,
    /// The product's base URL and the path, without the query: what paging links are made from.
    pub(crate) url: String,
}

impl Call {
    /// A form field, the last if it is repeated.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.form.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A query parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A form field that is a truth value.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.field(name).map(str::to_ascii_lowercase).as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(Refusal::invalid(name)),
        }
    }
}

/// A successful answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Option<Value>,
}

impl Answer {
    pub(crate) fn new(status: u16, body: Value) -> Self {
        Self { status, body: Some(body) }
    }
    pub(crate) const fn empty() -> Self {
        Self { status: 204, body: None }
    }
}

/// A refusal in Twilio's shape.
#[derive(Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: u32,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// A parameter that Twilio would not take either.
    pub(crate) fn invalid(parameter: &str) -> Self {
        Self::new(400, 20001, format!("Invalid parameter: {parameter}"))
    }

    pub(crate) fn not_found(call: &Call) -> Self {
        let path = call.path.iter().map(|part| format!("/{part}")).collect::<String>();
        Self::new(404, 20404, format!("The requested resource {path} was not found"))
    }

    fn method(call: &Call) -> Self {
        Self::new(405, 20004, format!("Method {} is not allowed here", call.method))
    }

    /// What exists at Twilio and not here.
    pub(crate) fn not_modelled(what: &str) -> Self {
        // Of no use to Twilio's clients but as a code that can be none of Twilio's own.
        Self::new(501, 20501, format!("The twin does not model {what}"))
    }
}

pub(crate) type Outcome = Result<Answer, Refusal>;

/// Takes every request under `/api`, `/video`, `/sync` and `/messaging`.
pub(crate) async fn handle(State(shared): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let (method, path) = (head.method.as_str(), head.uri.path().to_owned());
    if let Some(wait) = shared.faults.delay(method, &path) {
        tokio::time::sleep(wait).await;
    }
    if let Some((status, code)) = shared.faults.failure(method, &path) {
        return match code {
            Some(code) => refuse(&Refusal::new(status, code, "An ordered fault")),
            None => plain(status),
        };
    }
    let outcome = match read(&shared, method, &head.uri, &head.headers, body).await {
        Ok((product, call)) => match product.as_str() {
            "sync" => sync::answer(&shared, &call),
            "api" => api::answer(&shared, &call),
            "messaging" => messaging::answer(&shared, &call),
            "video" => video::answer(&shared, &call).await,
            _ => Err(Refusal::not_modelled(&format!("{product}: {} {path}", call.method))),
        },
        Err(refusal) => Err(refusal),
    };
    if let Some(how) = shared.faults.lost(method, &path) {
        return lose(how).await;
    }
    match outcome {
        Ok(Answer { status, body }) => respond(status, body.as_ref()),
        Err(refusal) => {
            if refusal.status == 501 && shared.not_modelled_yet(&refusal.message) {
                tracing::warn!("{}", refusal.message);
            }
            refuse(&refusal)
        }
    }
}

async fn read(
    shared: &Shared,
    method: &str,
    uri: &axum::http::Uri,
    headers: &HeaderMap,
    body: Body,
) -> Result<(String, Call), Refusal> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let with_auth_token = authenticate(shared, text(header::AUTHORIZATION))
        .ok_or_else(|| Refusal::new(401, 20003, "Authenticate"))?;
    let body =
        to_bytes(body, MAX_BODY).await.map_err(|_| Refusal::new(413, 20413, "Request entity too large"))?;
    // Twilio ignores any other kind of body without a word; so does the twin, so that this mistake is met here first.
    let is_form =
        text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let form = if is_form { pairs(&body) } else { Vec::new() };
    let decoded = uri
        .path()
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| percent_decode_str(part).decode_utf8().map(std::borrow::Cow::into_owned))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| Refusal::new(400, 20001, "The path is not UTF-8"))?;
    let (product, path) =
        decoded.split_first().map_or((String::new(), Vec::new()), |(p, rest)| (p.clone(), rest.to_vec()));
    let call = Call {
        method: method.to_owned(),
        path,
        query: pairs(uri.query().unwrap_or_default().as_bytes()),
        form,
        if_match: text(header::IF_MATCH).map(str::to_owned),
        with_auth_token,
        url: format!("{}{}", shared.addresses.http, uri.path()),
    };
    Ok((product, call))
}

fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// Whether these are the account's credentials, and if so whether they are the auth token.
fn authenticate(shared: &Shared, authorization: Option<&str>) -> Option<bool> {
    let (scheme, basic) = authorization?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(basic.trim()).ok()?).ok()?;
    let (user, password) = pair.split_once(':')?;
    let account = &shared.account;
    if user == account.key_sid && password == account.key_secret {
        Some(false)
    } else if user == account.sid && password == account.auth_token {
        Some(true)
    } else {
        None
    }
}

fn refuse(refusal: &Refusal) -> Response {
    let Refusal { status, code, message } = refusal;
    let body = json!({"code": code, "message": message, "status": status,
        "more_info": format!("https://www.twilio.com/docs/errors/{code}")});
    let mut response = respond(*status, Some(&body));
    if *status == 401 {
        let realm = header::HeaderValue::from_static("Basic realm=\"Twilio API\"");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, realm);
    }
    response
}

/// What a client gets in the place of an answer that is lost.
async fn lose(how: Lost) -> Response {
    match how {
        Lost::Gateway => plain(504),
        Lost::Never => std::future::pending().await,
        // A body that breaks at once: the server has no way out but to cut the connection.
        Lost::Cut => {
            let broken =
                futures_util::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("cut")) });
            Response::new(Body::from_stream(broken))
        }
    }
}

/// A failure without JSON, as a proxy on the way gives it.
fn plain(status: u16) -> Response {
    let mut response = Response::new(Body::from("upstream failure"));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
    response
}

fn respond(status: u16, body: Option<&Value>) -> Response {
    let mut response = Response::new(body.map_or_else(Body::empty, |body| Body::from(body.to_string())));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(body) = body {
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        let etag = body.get("revision").and_then(Value::as_str).map(|revision| format!("\"{revision}\""));
        if let Some(etag) = etag.and_then(|etag| header::HeaderValue::from_str(&etag).ok()) {
            headers.insert(header::ETAG, etag);
        }
    }
    response
}

//! HTTP as a client on this computer needs it: one request, its answer whole or as it comes.

use std::io;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, LOCATION};
use hyper::{Method, Request, Response, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How long an answer may take to begin.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Where it leads, if it leads on.
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Asks and waits for the whole answer. A body is JSON.
///
/// # Errors
/// When nobody answers, or the address is none of plain HTTP.
pub(super) async fn ask(method: Method, url: &str, body: Option<String>) -> io::Result<Answer> {
    let response = begin(method, url, body).await?;
    let status = response.status().as_u16();
    let location = response.headers().get(LOCATION).and_then(|at| at.to_str().ok()).map(str::to_owned);
    let body = response.into_body().collect().await.map_err(io::Error::other)?.to_bytes().to_vec();
    Ok(Answer { status, location, body })
}

/// Asks, and answers with a body that goes on.
///
/// # Errors
/// As [`ask`].
pub(super) async fn follow(url: &str) -> io::Result<Incoming> {
    let response = begin(Method::GET, url, None).await?;
    if !response.status().is_success() {
        return Err(io::Error::other(format!("answered {}", response.status())));
    }
    Ok(response.into_body())
}

async fn begin(method: Method, url: &str, body: Option<String>) -> io::Result<Response<Incoming>> {
    let wrong = |words: &str| io::Error::new(io::ErrorKind::InvalidInput, words.to_owned());
    let uri: Uri = url.parse().map_err(|_| wrong("this is no address"))?;
    let host = uri.authority().filter(|_| uri.scheme_str() == Some("http"));
    let host = host.ok_or_else(|| wrong("the address does not begin with http://"))?.clone();
    let request = Request::builder()
        .method(method)
        .uri(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(HOST, host.as_str())
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body.unwrap_or_default())))
        .map_err(io::Error::other)?;
    let answered = async {
        let stream = TcpStream::connect((host.host(), host.port_u16().unwrap_or(80))).await?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        // It ends with the answer's body, or with whoever reads that.
        tokio::spawn(connection);
        sender.send_request(request).await.map_err(io::Error::other)
    };
    tokio::time::timeout(PATIENCE, answered).await?
}

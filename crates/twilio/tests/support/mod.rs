//! A server on loopback that keeps what it is sent and answers as told, and Twilio's OpenAPI documents to check both by.
#![allow(dead_code, reason = "each test file uses its own part of it")]

pub(crate) mod openapi;

use std::sync::{Arc, Mutex};

use percent_encoding::percent_decode_str;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use twilio::{BaseUrls, Client, ClientBuilder, Credentials, Retry, Secret};

pub(crate) const SECRET: &str = "a-secret-that-must-not-be-seen-4711";
pub(crate) const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
pub(crate) const KEY: &str = "SK0123456789abcdef0123456789abcdef";
pub(crate) const ROOM: &str = "RM0123456789abcdef0123456789abcdef";
pub(crate) const PARTICIPANT: &str = "PA0123456789abcdef0123456789abcdef";
pub(crate) const CALL: &str = "CA0123456789abcdef0123456789abcdef";
pub(crate) const MESSAGE: &str = "SM0123456789abcdef0123456789abcdef";
pub(crate) const MESSAGING_SERVICE: &str = "MG0123456789abcdef0123456789abcdef";
pub(crate) const SERVICE: &str = "IS0123456789abcdef0123456789abcdef";

pub(crate) type Pairs = Vec<(String, String)>;

/// A request as it arrived.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Pairs,
    pub(crate) headers: Pairs,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn form(&self) -> Pairs {
        pairs(&self.body)
    }
}

/// An answer to give.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
    /// Never answer at all.
    pub(crate) silent: bool,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl ToString) -> Answer {
        let headers = vec![("Content-Type", "application/json".into())];
        Answer { status, headers, body: body.to_string(), silent: false }
    }

    pub(crate) fn html(status: u16, body: &str) -> Answer {
        Answer { headers: vec![("Content-Type", "text/html".into())], ..Answer::json(status, body) }
    }

    pub(crate) fn silence() -> Answer {
        Answer { silent: true, ..Answer::json(200, "") }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }
}

pub(crate) fn pairs(text: &str) -> Pairs {
    let decode = |part: &str| percent_decode_str(part).decode_utf8().unwrap().into_owned();
    let split = |pair: &str| pair.split_once('=').map(|(n, v)| (decode(n), decode(v))).unwrap();
    text.split('&').filter(|pair| !pair.is_empty()).map(split).collect()
}

/// The server. It stops when it is dropped.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// `answer` is given the request and how many came before it.
    pub(crate) async fn start(answer: impl Fn(&Seen, usize) -> Answer + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer) = (Arc::clone(&seen), Arc::new(answer));
        let task = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                tokio::spawn(async move {
                    let _ = serve(socket, &kept, &*answer).await;
                });
            }
        });
        Server { url, seen, task }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// Takes what came since the last time.
    pub(crate) fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        let at = |product: &str| format!("{}/{product}", self.url);
        let retry = Retry {
            times: 3,
            first: std::time::Duration::from_millis(1),
            longest: std::time::Duration::from_millis(2),
        };
        let urls =
            BaseUrls { api: at("api"), video: at("video"), sync: at("sync"), messaging: at("messaging") };
        Client::builder(credentials()).base_urls(urls).retry(retry)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

pub(crate) fn credentials() -> Credentials {
    Credentials {
        account_sid: ACCOUNT.parse().unwrap(),
        api_key_sid: KEY.parse().unwrap(),
        api_key_secret: Secret::new(SECRET),
    }
}

async fn serve(
    mut socket: TcpStream,
    kept: &Mutex<Vec<Seen>>,
    answer: &(dyn Fn(&Seen, usize) -> Answer + Send + Sync),
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        if socket.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap().split(' ');
    let mut seen = Seen { method: first.next().unwrap().into(), ..Seen::default() };
    let (path, query) = first.next().map(|at| at.split_once('?').unwrap_or((at, ""))).unwrap();
    seen.path = path.into();
    seen.query = pairs(query);
    seen.headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < head_end + 4 + length {
        socket.read_buf(&mut bytes).await?;
    }
    seen.body = String::from_utf8(bytes[head_end + 4..].to_vec()).unwrap();
    let before = {
        let mut kept = kept.lock().unwrap();
        kept.push(seen.clone());
        kept.len() - 1
    };
    let answer = answer(&seen, before);
    if answer.silent {
        // Until the client gives up and closes.
        let _ = socket.read_buf(&mut bytes).await;
        return Ok(());
    }
    let mut head = format!("HTTP/1.1 {} Answer\r\nConnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if answer.status != 204 {
        head.push_str(&format!("Content-Length: {}\r\n", answer.body.len()));
    }
    head.push_str("\r\n");
    socket.write_all(head.as_bytes()).await?;
    if answer.status != 204 {
        socket.write_all(answer.body.as_bytes()).await?;
    }
    socket.shutdown().await
}

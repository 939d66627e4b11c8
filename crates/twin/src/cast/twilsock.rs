//! The client's side of a twilsock connection, as `twilio-sync` speaks it: `init`, tunnelled requests, subscriptions, renewed tokens.
//! Its framing is its own, so that the twin's server is spoken to by somebody who did not write it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Map, Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_tungstenite::tungstenite::Message;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Frames that wait to be sent, and pushes that wait to be read.
const QUEUE: usize = 256;

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The connection is gone, or answers nothing.
    Lost,
    /// The token is not taken: Twilio's code.
    Denied(u32),
    /// The answer is an error: HTTP's status.
    Status(u16),
}

/// What comes unasked.
#[derive(Debug, PartialEq)]
pub(super) enum Push {
    /// Something changed.
    Event {
        /// `document_updated` and so on.
        event_type: String,
        /// What it says.
        event: Value,
    },
    /// The server said goodbye: Twilio's code, 0 where it gave none.
    Goodbye(u32),
}

/// An open connection. Dropping it cuts it.
pub(super) struct Line {
    out: mpsc::Sender<Vec<u8>>,
    pending: Pending,
    task: tokio::task::JoinHandle<()>,
}

type Pending = Arc<Mutex<HashMap<String, oneshot::Sender<Reply>>>>;

/// A `reply`: its header, and the payload as JSON.
struct Reply {
    header: Map<String, Value>,
    payload: Value,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Line {
    /// Connects and presents a token.
    ///
    /// # Errors
    /// Nobody answers, or the token is not taken.
    pub(super) async fn open(url: &str, token: &str) -> Result<(Self, mpsc::Receiver<Push>), Problem> {
        let connecting = tokio_tungstenite::connect_async(url);
        let (socket, _) = tokio::time::timeout(PATIENCE, connecting)
            .await
            .map_err(|_| Problem::Lost)?
            .map_err(|_| Problem::Lost)?;
        let (out, frames) = mpsc::channel(QUEUE);
        let (push, pushes) = mpsc::channel(QUEUE);
        let pending = Pending::default();
        let task = tokio::spawn(run(socket, frames, Arc::clone(&pending), push));
        let line = Self { out, pending, task };
        let registration = json!({"product": "data_sync", "type": "ers", "notification_protocol_version": 0,
            "message_types": ["twilio.sync.event", "com.twilio.rtd.cds.document", "com.twilio.rtd.cds.list",
                "com.twilio.rtd.cds.map"]});
        let init = json!({"method": "init", "token": token, "continuation_token": null,
            "metadata": {"type": "sync", "sdk": "cast"}, "registrations": [registration], "tweaks": null,
            "capabilities": ["client_update"]});
        line.send(init, None).await?;
        Ok((line, pushes))
    }

    /// A tunnelled request; answers the body.
    ///
    /// # Errors
    /// [`Problem`] says why there is none.
    pub(super) async fn request(
        &self,
        method: &str,
        path: &str,
        params: Value,
        body: Option<&Value>,
    ) -> Result<Value, Problem> {
        let request = json!({"host": "cds.us1.twilio.com", "path": path, "method": method, "params": params,
            "headers": {"Content-Type": "application/json"}});
        let message = json!({"method": "message", "active_grant": "data_sync", "http_request": request});
        let reply = self.send(message, body).await?;
        let status = reply.header.get("http_status").and_then(|status| status["code"].as_u64());
        match status.and_then(|status| u16::try_from(status).ok()) {
            Some(200..=299) => Ok(reply.payload),
            Some(status) => Err(Problem::Status(status)),
            None => Err(Problem::Lost),
        }
    }

    /// Goes on with another token of the same identity.
    ///
    /// # Errors
    /// It is not taken.
    pub(super) async fn renew(&self, token: &str) -> Result<(), Problem> {
        self.send(json!({"method": "update", "token": token}), None).await.map(drop)
    }

    /// Says goodbye.
    pub(super) async fn close(self) {
        let frame = encode(json!({"id": message_id(), "method": "close"}), None);
        if self.out.send(frame).await.is_ok() {
            // The server hangs up; the task ends with that.
            let mut this = self;
            let _ = tokio::time::timeout(Duration::from_secs(2), &mut this.task).await;
        }
    }

    /// Sends a frame and waits for its reply.
    async fn send(&self, mut header: Value, payload: Option<&Value>) -> Result<Reply, Problem> {
        let id = message_id();
        header["id"] = id.clone().into();
        let (tell, told) = oneshot::channel();
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), tell);
        self.out.send(encode(header, payload)).await.map_err(|_| Problem::Lost)?;
        let reply = tokio::time::timeout(PATIENCE, told).await;
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        let reply = reply.map_err(|_| Problem::Lost)?.map_err(|_| Problem::Lost)?;
        let status = reply.header.get("status").unwrap_or(&Value::Null);
        match status["code"].as_u64() {
            Some(200..=299) => Ok(reply),
            Some(401 | 403) => Err(Problem::Denied(code_of(status))),
            _ => Err(Problem::Lost),
        }
    }
}

fn code_of(status: &Value) -> u32 {
    status["errorCode"].as_u64().and_then(|code| u32::try_from(code).ok()).unwrap_or(0)
}

type Socket = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// Carries frames both ways until either side is gone.
async fn run(
    socket: Socket,
    mut frames: mpsc::Receiver<Vec<u8>>,
    pending: Pending,
    push: mpsc::Sender<Push>,
) {
    let (mut sink, mut stream) = socket.split();
    loop {
        let message = tokio::select! {
            frame = frames.recv() => {
                let Some(frame) = frame else { break };
                if sink.send(Message::Binary(frame.into())).await.is_err() {
                    break;
                }
                continue;
            }
            message = stream.next() => message,
        };
        let bytes = match message {
            Some(Ok(Message::Binary(bytes))) => bytes,
            Some(Ok(Message::Close(_)) | Err(_)) | None => break,
            Some(Ok(_)) => continue,
        };
        let Some((header, payload)) = decode(&bytes) else { break };
        let word = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default();
        let (method, id) = (word("method").to_owned(), word("id").to_owned());
        if method == "reply" {
            let waiting = pending.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
            if let Some(waiting) = waiting {
                // Whoever asked may have given up.
                let _ = waiting.send(Reply { header, payload });
            }
            continue;
        }
        let acknowledged = json!({"id": id, "method": "reply", "status": {"code": 200, "status": "OK"}});
        if sink.send(Message::Binary(encode(acknowledged, None).into())).await.is_err() {
            break;
        }
        let pushed = match method.as_str() {
            "notification" => Push::Event {
                event_type: payload["event_type"].as_str().unwrap_or_default().to_owned(),
                event: payload["event"].clone(),
            },
            "close" => Push::Goodbye(code_of(header.get("status").unwrap_or(&Value::Null))),
            _ => continue,
        };
        let goodbye = matches!(pushed, Push::Goodbye(_));
        if push.send(pushed).await.is_err() || goodbye {
            break;
        }
    }
    pending.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// As the SDK's ids: `TM` and hexadecimal digits.
fn message_id() -> String {
    let id: u128 = rand::random();
    format!("TM{id:032x}")
}

/// `TWILSOCK V3.0 <H>\r\n<header>\r\n<payload>`; lengths are bytes.
fn encode(mut header: Value, payload: Option<&Value>) -> Vec<u8> {
    let payload = payload.map(Value::to_string).unwrap_or_default();
    header["payload_size"] = payload.len().into();
    if !payload.is_empty() {
        header["payload_type"] = "application/json".into();
    }
    let header = header.to_string();
    format!("TWILSOCK V3.0 {}\r\n{header}\r\n{payload}", header.len()).into_bytes()
}

/// The header, and the payload where it is JSON.
fn decode(bytes: &[u8]) -> Option<(Map<String, Value>, Value)> {
    let rest = bytes.strip_prefix(b"TWILSOCK V3.0 ")?;
    let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
    let length: usize = std::str::from_utf8(&rest[..end]).ok()?.parse().ok()?;
    let (header, rest) = rest[end + 2..].split_at_checked(length)?;
    let header: Map<String, Value> = serde_json::from_slice(header).ok()?;
    let size = header.get("payload_size").and_then(Value::as_u64).unwrap_or(0);
    let payload = rest.strip_prefix(b"\r\n").unwrap_or(rest).get(..usize::try_from(size).ok()?)?;
    Some((header, serde_json::from_slice(payload).unwrap_or(Value::Null)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(text in ".{0,60}", payload in proptest::option::of(".{0,200}")) {
            let payload = payload.map(Value::String);
            let (header, read) = decode(&encode(json!({"id": text}), payload.as_ref())).unwrap();
            prop_assert_eq!(&header["id"], &Value::String(text));
            prop_assert_eq!(read, payload.unwrap_or(Value::Null));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), size in 0..999_999_u64) {
            let _ = decode(&bytes);
            let header = format!("{{\"payload_size\":{size}}}");
            let _ = decode(format!("TWILSOCK V3.0 {}\r\n{header}\r\nab", header.len()).as_bytes());
        }
    }
}

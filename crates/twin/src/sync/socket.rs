//! One connection of the SDK: init, tunnelled requests, subscriptions, the token's life, and a goodbye.
//!
//! A connection has one task. What others have to tell it goes through a bounded queue; when that is full the client
//! does not keep up and is cut. It comes back and has what it missed replayed.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Notify, mpsc};

use super::cds::{self, Answer};
use super::check::Denied;
use super::object::{At, By, Event, Kind};
use super::{State, Sync, frame};
use crate::fault::Confirmation;
use crate::token::{self, Claims};

/// Frames that may wait for a slow client.
const QUEUE: usize = 1024;
/// How long one frame may take to leave.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may stay silent before its `init`.
const INIT_WITHIN: Duration = Duration::from_secs(30);
/// How often a silent connection is pinged. Twilio's other SDKs give up after 45 s of silence.
const PING_EVERY: Duration = Duration::from_secs(20);
/// The largest frame read: an item's 16 KiB, escaped at its worst, and then some.
const MAX_FRAME: usize = 128 * 1024;
/// Objects in one batch of subscriptions.
const MAX_BATCH: usize = 100;

/// A connection, as the rest of Sync sees it.
pub(crate) struct Line {
    session: Option<Session>,
    out: mpsc::Sender<Out>,
    cut: Arc<Notify>,
}

#[derive(Clone)]
struct Session {
    identity: String,
    service: String,
    context: String,
}

enum Out {
    Frame(Vec<u8>),
    /// The last frame, and the WebSocket's own close code after it.
    Goodbye(Option<Vec<u8>>, u16, &'static str),
}

impl Line {
    pub(crate) fn identity(&self) -> Option<&str> {
        self.session.as_ref().map(|session| session.identity.as_str())
    }

    pub(crate) fn cut(&self) {
        self.cut.notify_one();
    }

    fn send(&self, out: Out) {
        if self.out.try_send(out).is_err() {
            tracing::warn!("a Sync client does not keep up and is cut");
            self.cut();
        }
    }

    pub(crate) fn goodbye(&self, code: u16, error_code: Option<u32>) {
        self.send(Out::Goodbye(
            Some(close_frame(code, "CLOSED", "Closed by the twin", error_code)),
            1000,
            "",
        ));
    }

    /// Tells of a change, live.
    pub(crate) fn event(&self, event: &Event) {
        let message_type = match event.kind {
            Kind::Document => "com.twilio.rtd.cds.document",
            Kind::List => "com.twilio.rtd.cds.list",
            Kind::Map => "com.twilio.rtd.cds.map",
            // Streams have no type of their own.
            Kind::Stream => SYNC_EVENT,
        };
        self.notify(message_type, &event_payload(event));
    }

    fn notify(&self, message_type: &str, payload: &Value) {
        let Some(session) = &self.session else { return };
        let header = json!({"method": "notification", "id": message_id(), "message_type": message_type,
            "notification_ctx_id": session.context});
        self.send(Out::Frame(frame::encode(header, Some(payload))));
    }

    fn reply(&self, id: &Value, status: &Status, more: Value, payload: Option<&Value>) {
        let mut header = json!({"id": id, "method": "reply", "status": status.json()});
        if let (Value::Object(header), Value::Object(more)) = (&mut header, more) {
            header.extend(more);
        }
        self.send(Out::Frame(frame::encode(header, payload)));
    }
}

const SYNC_EVENT: &str = "twilio.sync.event";

fn event_payload(event: &Event) -> Value {
    json!({"event_type": event.event_type, "event_protocol_version": 4, "event": event.body})
}

/// A frame's status; the SDK compares the text of a 401.
struct Status {
    code: u16,
    status: &'static str,
    description: Option<&'static str>,
    error_code: Option<u32>,
}

impl Status {
    const OK: Self = Self { code: 200, status: "OK", description: None, error_code: None };

    fn denied(description: &'static str, code: u32) -> Self {
        Self { code: 401, status: "UNAUTHORIZED", description: Some(description), error_code: Some(code) }
    }

    fn json(&self) -> Value {
        let mut out = json!({"code": self.code, "status": self.status});
        if let Some(description) = self.description {
            out["description"] = description.into();
        }
        if let Some(code) = self.error_code {
            out["errorCode"] = code.into();
        }
        out
    }
}

fn message_id() -> String {
    let id: u128 = rand::random();
    format!("TM{id:032x}")
}

fn close_frame(code: u16, status: &str, description: &str, error_code: Option<u32>) -> Vec<u8> {
    let mut header = json!({"method": "close", "id": message_id(),
        "status": {"code": code, "status": status, "description": description}});
    if let Some(error_code) = error_code {
        header["status"]["errorCode"] = error_code.into();
    }
    frame::encode(header, None)
}

fn not_acceptable(description: &str) -> Vec<u8> {
    close_frame(406, "NOT_ACCEPTABLE_MESSAGE", description, Some(51214))
}

/// Why a connection's task stops reading.
enum End {
    /// Said goodbye to; the queue still has the goodbye in it.
    Farewell,
    /// Gone without a word.
    Gone,
}

struct Connection {
    sync: Sync,
    id: u64,
    /// What the token said, once the connection is open.
    claims: Option<Claims>,
    warned: bool,
}

pub(super) async fn serve(sync: Sync, socket: WebSocket) {
    let (out, queue) = mpsc::channel(QUEUE);
    let cut = Arc::new(Notify::new());
    let id = {
        let mut state = sync.lock();
        state.next_line += 1;
        let id = state.next_line;
        state.lines.insert(id, Line { session: None, out, cut: Arc::clone(&cut) });
        id
    };
    let (sink, stream) = socket.split();
    let mut connection = Connection { sync: sync.clone(), id, claims: None, warned: false };
    let writing = write(sink, queue);
    tokio::select! {
        () = cut.notified() => {}
        () = async { tokio::join!(writing, connection.read(stream)); } => {}
    }
    let mut state = sync.lock();
    state.lines.remove(&id);
    state.subscriptions.hang_up(id);
}

/// Sends what is queued, until a goodbye or until the connection is gone.
async fn write(mut sink: SplitSink<WebSocket, Message>, mut queue: mpsc::Receiver<Out>) {
    while let Some(out) = queue.recv().await {
        let (bytes, close) = match out {
            Out::Frame(bytes) => (Some(bytes), None),
            Out::Goodbye(bytes, code, reason) => (bytes, Some((code, reason))),
        };
        let send = async {
            if let Some(bytes) = bytes {
                sink.send(Message::Binary(bytes.into())).await?;
            }
            if let Some((code, reason)) = close {
                sink.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await?;
            }
            Ok::<_, axum::Error>(())
        };
        match tokio::time::timeout(PATIENCE, send).await {
            Ok(Ok(())) if close.is_none() => {}
            _ => return,
        }
    }
}

impl Connection {
    /// Reads until the end, then gives the client a moment to see the goodbye.
    async fn read(&mut self, mut stream: SplitStream<WebSocket>) {
        let end = self.listen(&mut stream).await;
        // The queue's sender goes, and with it, once it is empty, the writer.
        let line = {
            let mut state = self.sync.lock();
            state.subscriptions.hang_up(self.id);
            state.lines.remove(&self.id)
        };
        if let End::Gone = end {
            return;
        }
        drop(line);
        let hung_up = async { while let Some(Ok(_)) = stream.next().await {} };
        // A client that never hangs up is hung up on.
        let _ = tokio::time::timeout(Duration::from_secs(2), hung_up).await;
    }

    async fn listen(&mut self, stream: &mut SplitStream<WebSocket>) -> End {
        let mut stopping = self.sync.inner.stopping.clone();
        let mut ping = tokio::time::interval_at(tokio::time::Instant::now() + PING_EVERY, PING_EVERY);
        let silent = tokio::time::sleep(INIT_WITHIN);
        tokio::pin!(silent);
        let clock = self.sync.inner.clock.clone();
        loop {
            let deadline = self.deadline();
            tokio::select! {
                message = stream.next() => match message {
                    Some(Ok(Message::Binary(bytes))) => {
                        if let Err(end) = self.hear(&bytes).await {
                            return end;
                        }
                    }
                    Some(Ok(Message::Text(_))) => {
                        return self.farewell(not_acceptable("Frames are binary messages"), 1003, "binary only");
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Err(error)) if is_too_large(&error) => {
                        return self.farewell(not_acceptable("The frame is too large"), 1009, "too large");
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return End::Gone,
                },
                () = async {
                    match deadline {
                        Some(at) => clock.sleep_until(at).await,
                        None => std::future::pending().await,
                    }
                } => if let Some(end) = self.token_runs_out() {
                    return end;
                },
                () = &mut silent, if self.claims.is_none() => {
                    return self.farewell(close_frame(401, "UNAUTHORIZED", "No init in time", None), 1008, "no init");
                }
                _ = ping.tick(), if self.claims.is_some() => {
                    let header = json!({"method": "ping", "id": message_id()});
                    self.with(|_, line| line.send(Out::Frame(frame::encode(header, None))));
                }
                () = crate::server::stopped(&mut stopping) => {
                    return self.farewell(close_frame(308, "OFFLOAD", "The server stops", None), 1001, "stopping");
                }
            }
        }
    }

    /// Runs `work` with the state and this connection's line.
    fn with<T>(&self, work: impl FnOnce(&mut State, &Line) -> T) -> Option<T> {
        let mut state = self.sync.lock();
        let line = state.lines.remove(&self.id)?;
        let out = work(&mut state, &line);
        state.lines.insert(self.id, line);
        Some(out)
    }

    fn farewell(&self, frame: Vec<u8>, code: u16, reason: &'static str) -> End {
        self.with(|_, line| line.send(Out::Goodbye(Some(frame), code, reason)));
        End::Farewell
    }

    /// When the token must next be looked at.
    fn deadline(&self) -> Option<Timestamp> {
        let exp = self.claims.as_ref()?.exp;
        if self.warned {
            return Some(exp);
        }
        let lead = SignedDuration::try_from(self.sync.inner.faults.warn_before()).unwrap_or_default();
        Some(exp.checked_sub(lead).unwrap_or(exp))
    }

    fn token_runs_out(&mut self) -> Option<End> {
        let exp = self.claims.as_ref()?.exp;
        if self.sync.inner.clock.now() >= exp {
            let frame = close_frame(410, "TOKEN_EXPIRED", "Token expired", Some(51207));
            return Some(self.farewell(frame, 1000, "token expired"));
        }
        self.warned = true;
        let header = json!({"method": "client_update", "id": message_id(),
            "client_update_type": "token_about_to_expire"});
        self.with(|_, line| line.send(Out::Frame(frame::encode(header, None))));
        None
    }

    async fn hear(&mut self, bytes: &[u8]) -> Result<(), End> {
        if bytes.len() > MAX_FRAME {
            return Err(self.farewell(not_acceptable("The frame is too large"), 1009, "too large"));
        }
        let frame = match frame::decode(bytes) {
            Ok(frame) => frame,
            Err(error) => {
                let code = if error == frame::FrameError::Header { 1007 } else { 1002 };
                return Err(self.farewell(not_acceptable(&error.to_string()), code, "malformed frame"));
            }
        };
        let field = |name: &str| frame.header.get(name).unwrap_or(&Value::Null);
        let id = field("id");
        match field("method").as_str() {
            Some("init") if self.claims.is_none() => self.init(id, &frame.header).await,
            // An acknowledgement, and timings that nobody asked for.
            Some("reply" | "telemetry.v1") => Ok(()),
            Some("close") => {
                self.with(|_, line| line.send(Out::Goodbye(None, 1000, "")));
                Err(End::Farewell)
            }
            Some("message" | "update" | "put_notification_ctx" | "delete_notification_ctx")
                if self.claims.is_none() =>
            {
                Err(self.farewell(close_frame(401, "UNAUTHORIZED", "No init yet", None), 1008, "no init"))
            }
            Some("message") => {
                self.message(id, field("http_request"), frame.payload).await;
                Ok(())
            }
            Some("update") => {
                self.update(id, field("token").as_str().unwrap_or_default());
                Ok(())
            }
            Some("put_notification_ctx" | "delete_notification_ctx") => {
                self.with(|_, line| line.reply(id, &Status::OK, Value::Null, None));
                Ok(())
            }
            _ => Err(self.farewell(not_acceptable("Unknown method"), 1002, "unknown method")),
        }
    }

    /// The claims of a token that may use Sync, and the SID of its service.
    fn admit(&self, token: &str) -> Result<(Claims, String), Status> {
        let inner = &self.sync.inner;
        let claims = token::verify(token, &inner.account, inner.clock.now()).map_err(|error| {
            // The socket tells only these two apart.
            let code = if error.code == token::EXPIRED.code { 20104 } else { 20101 };
            Status::denied(error.message, code)
        })?;
        let refused = || Status::denied(token::GRANTS.message, 20101);
        let grant = claims.sync.as_ref().ok_or_else(refused)?;
        let service = self.sync.lock().store.service(&grant.service_sid).map(|service| service.sid.clone());
        Ok((claims, service.map_err(|_| refused())?))
    }

    async fn init(&mut self, id: &Value, header: &serde_json::Map<String, Value>) -> Result<(), End> {
        let faults = &self.sync.inner.faults;
        if let Some(wait) = faults.delay("INIT", "/") {
            tokio::time::sleep(wait).await;
        }
        if let Some((status, code)) = faults.failure("INIT", "/") {
            let text = if status == 401 { "UNAUTHORIZED" } else { "ERROR" };
            let status = Status {
                code: status,
                status: text,
                description: Some("An ordered fault"),
                error_code: code,
            };
            let backoff = json!({"backoff_policy": {"reconnect_min_ms": 100, "reconnect_max_ms": 300}});
            let payload = (status.code == 429).then_some(&backoff);
            return Err(self.refuse(id, &status, payload));
        }
        let token = header.get("token").and_then(Value::as_str).unwrap_or_default();
        let (claims, service) = match self.admit(token) {
            Ok(admitted) => admitted,
            Err(status) => return Err(self.refuse(id, &status, None)),
        };
        let inner = &self.sync.inner;
        let context = inner.sids.next("");
        // One identity must never find another's cached objects, so the cache's key is made from the identity.
        let mut storage_id = String::new();
        let hash = Sha256::new()
            .chain_update(&inner.account.sid)
            .chain_update(&service)
            .chain_update(&claims.identity)
            .finalize();
        for byte in &hash[..20] {
            use std::fmt::Write as _;
            let _ = write!(storage_id, "{byte:02x}");
        }
        let registrations =
            header.get("registrations").and_then(Value::as_array).cloned().unwrap_or_default();
        let registrations: Value = registrations
            .into_iter()
            .map(|mut registration| {
                registration["notification_ctx_id"] = context.clone().into();
                registration
            })
            .collect();
        let more = json!({
            "capabilities": ["client_update", "offline_storage"],
            "continuation_token": inner.sids.next("CT"),
            "continuation_token_status": {"reissued": true, "reissue_reason": "MISSING",
                "reissue_message": "Continuation token reissued"},
            "offline_storage": {"data_sync": {"storage_id": storage_id}},
            "init_registrations": registrations,
        });
        let session = Session { identity: claims.identity.clone(), service, context };
        let mut state = self.sync.lock();
        if let Some(line) = state.lines.get_mut(&self.id) {
            line.session = Some(session);
            line.reply(id, &Status::OK, more, None);
        }
        drop(state);
        self.claims = Some(claims);
        self.warned = false;
        Ok(())
    }

    fn refuse(&self, id: &Value, status: &Status, payload: Option<&Value>) -> End {
        self.with(|_, line| {
            line.reply(id, status, Value::Null, payload);
            line.send(Out::Goodbye(None, 1008, "refused"));
        });
        End::Farewell
    }

    /// A new token on a live connection: of the same identity and service, or it is refused and the old one stays.
    fn update(&mut self, id: &Value, token: &str) {
        let admitted = self.admit(token);
        let verdict = self.with(|_, line| match admitted {
            Ok((claims, service))
                if line.session.as_ref().is_some_and(|session| {
                    session.identity == claims.identity && session.service == service
                }) =>
            {
                line.reply(id, &Status::OK, Value::Null, None);
                Some(claims)
            }
            Ok(_) => {
                let status = Status::denied("Token is of another identity or instance", 51215);
                line.reply(id, &status, Value::Null, None);
                None
            }
            Err(status) => {
                line.reply(id, &status, Value::Null, None);
                None
            }
        });
        if let Some(Some(claims)) = verdict {
            self.claims = Some(claims);
            self.warned = false;
        }
    }

    async fn message(&self, id: &Value, request: &Value, payload: &[u8]) {
        let faults = &self.sync.inner.faults;
        let word = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
        let (method, path) = (word("method"), word("path"));
        if let Some(wait) = faults.delay(method, path) {
            tokio::time::sleep(wait).await;
        }
        let forced = faults.failure(method, path);
        let now = self.sync.inner.clock.now();
        let mut state = self.sync.lock();
        state.store.expire(now);
        // What expired goes first, so that nobody hears of a change after it.
        self.sync.fan_out(&mut state);
        let Some(session) = state.lines.get(&self.id).and_then(|line| line.session.clone()) else { return };
        let mut wanted = None;
        let answer = match (forced, cds::Request::read(request, payload)) {
            (Some((status, code)), _) => {
                let body =
                    code.map(|code| json!({"status": status, "code": code, "message": "An ordered fault"}));
                Answer { status, body }
            }
            (None, Err(denied)) => Answer::from(denied),
            (None, Ok(request)) => {
                if request.method == "POST" && request.path == ["v4", "Subscriptions"] {
                    let answer = json!({"estimated_delivery_in_ms": 5000, "max_batch_size": MAX_BATCH, "ttl_in_s": -1});
                    wanted = Some(request.body);
                    Answer::new(200, answer)
                } else {
                    cds::answer(&mut state.store, &session.service, &session.identity, &request, now)
                }
            }
        };
        // The reply before the events that it caused.
        if let Some(line) = state.lines.get(&self.id) {
            let words = axum::http::StatusCode::from_u16(answer.status).ok();
            let words = words.and_then(|status| status.canonical_reason()).unwrap_or("Error");
            let mut more = json!({"http_status": {"code": answer.status, "status": words},
                "http_headers": {"content-type": "application/json"}});
            if let Some(revision) = answer.body.as_ref().and_then(|body| body.get("revision")) {
                more["http_headers"]["etag"] =
                    format!("\"{}\"", revision.as_str().unwrap_or_default()).into();
            }
            line.reply(id, &Status::OK, more, answer.body.as_ref());
        }
        self.sync.fan_out(&mut state);
        if let Some(wanted) = wanted {
            self.subscribe(&mut state, &session, &wanted);
        }
    }

    /// Each object that is asked for is confirmed or refused on its own, after what was missed has been replayed.
    fn subscribe(&self, state: &mut State, session: &Session, wanted: &Value) {
        let State { store, lines, subscriptions, .. } = state;
        let Some(line) = lines.get(&self.id) else { return };
        let correlation = wanted.get("correlation_id").cloned().unwrap_or_default();
        let muted = self.sync.inner.faults.is_muted(&session.identity);
        let tell = |event_type: &str, event: Value| {
            if !muted {
                let payload = json!({"event_type": event_type, "event_protocol_version": 4,
                    "correlation_id": correlation, "event": event});
                line.notify(SYNC_EVENT, &payload);
            }
        };
        let cancel = wanted.get("action").and_then(Value::as_str) == Some("cancel");
        let requests = wanted.get("requests").and_then(Value::as_array).into_iter().flatten();
        for request in requests.take(MAX_BATCH) {
            let word = |name: &str| request.get(name).and_then(Value::as_str).unwrap_or_default();
            let (sid, kind) = (word("object_sid"), word("object_type"));
            let mut event = json!({"object_sid": sid, "object_type": kind});
            if cancel {
                subscriptions.remove(self.id, sid);
                tell("subscription_canceled", event);
                continue;
            }
            let kinds = [Kind::Document, Kind::List, Kind::Map, Kind::Stream];
            let found = kinds.into_iter().find(|known| known.word() == kind);
            // Streams have no permissions to ask about; reading is refused as everywhere.
            let object = found.ok_or(Denied::new(400, 54000, "Unknown object type")).and_then(|kind| {
                let at = At { service: &session.service, kind, id: sid };
                store.read(at, By::Identity(&session.identity))
            });
            let object = match object {
                Ok(object) => object,
                Err(Denied { status, code, message }) => {
                    event["error"] = json!({"status": status, "code": code, "message": message});
                    tell("subscription_failed", event);
                    continue;
                }
            };
            subscriptions.add(self.id, sid);
            let confirmation = self.sync.inner.faults.confirmation();
            if confirmation == Some(Confirmation::Lost) {
                continue;
            }
            let mut complete = "interrupted";
            if confirmation.is_none() {
                complete = "completed";
                if let Some(after) = request.get("last_event_id").and_then(Value::as_u64) {
                    for missed in object.replay(after) {
                        tell(&missed.event_type, missed.body.clone());
                    }
                }
            }
            event["replay_status"] = complete.into();
            event["last_event_id"] =
                if object.kind == Kind::Stream { Value::Null } else { object.event_id.into() };
            tell("subscription_established", event);
        }
    }
}

/// Whether reading failed because the message was larger than the socket takes.
fn is_too_large(error: &axum::Error) -> bool {
    error.to_string().contains("too long")
}

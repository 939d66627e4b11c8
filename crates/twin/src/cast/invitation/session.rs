//! A page's connections one after the other, and what it keeps over all of them.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::super::report::{self, Marks, Report};
use super::super::twilsock::{Line, Problem, Push};
use super::{LinkToken, News, Order};

/// How often a page shows that it lives.
const BEAT: Duration = Duration::from_secs(20);
/// Between two writes, at least.
const SPACING: Duration = Duration::from_millis(400);
/// Twilio's code for a token whose time is over, and for an object that an identity may not read.
const EXPIRED: u32 = 20104;
const FORBIDDEN: u32 = 54007;

/// How a connection ended.
pub(super) enum End {
    /// Whoever opened the page has closed it, and goodbye was said.
    Closed,
    /// There is nothing more to come, and this is the last word.
    Over(News),
    /// It may come back. `held` is whether it stood.
    Lost { held: bool },
}

impl End {
    const LOST: Self = Self::Lost { held: true };

    /// What a refused request means for the page.
    fn of(problem: Problem) -> Self {
        match problem {
            Problem::Status(404) => Self::Over(News::Gone),
            Problem::Status(403) => Self::Over(News::Refused(FORBIDDEN)),
            Problem::Denied(code) => Self::Over(News::Refused(code)),
            Problem::Status(_) | Problem::Lost => Self::LOST,
        }
    }
}

/// An object of the invitation that is open on a connection.
struct Object {
    sid: String,
    /// The path of requests to it.
    path: String,
    last_event: Value,
    data: Value,
}

struct Unsent {
    id: String,
    text: String,
    at: Timestamp,
}

/// See the module.
pub(super) struct Session {
    socket_url: String,
    token: LinkToken,
    orders: mpsc::Receiver<Order>,
    news: mpsc::Sender<News>,
    /// Whether the phone has a network.
    network: bool,
    /// What the report is to say; nothing before the person opened the page.
    report: Option<Report>,
    /// Whether the Document does not say it yet.
    dirty: bool,
    seq: u64,
    beat: u64,
    status_seq: u64,
    marks: Marks,
    unsent: VecDeque<Unsent>,
}

/// Nobody holds the page any more.
pub(super) struct Shut;

impl Session {
    pub(super) fn new(
        socket_url: String,
        token: LinkToken,
        orders: mpsc::Receiver<Order>,
        news: mpsc::Sender<News>,
    ) -> Self {
        Self {
            socket_url,
            token,
            orders,
            news,
            network: true,
            report: None,
            dirty: false,
            seq: 0,
            beat: 0,
            status_seq: 0,
            marks: Marks::default(),
            unsent: VecDeque::new(),
        }
    }

    pub(super) async fn tell(&self, news: News) {
        // Whoever listened may have gone.
        let _ = self.news.send(news).await;
    }

    /// Waits, and does meanwhile what can be done without a connection.
    pub(super) async fn wait(&mut self, pause: Duration) -> Result<(), Shut> {
        let until = Instant::now() + pause;
        loop {
            let network = self.network;
            tokio::select! {
                () = tokio::time::sleep_until(until), if network => return Ok(()),
                order = self.orders.recv() => match order {
                    Some(order) => self.take(order),
                    None => return Err(Shut),
                },
            }
        }
    }

    /// Connects and holds the connection until it ends.
    pub(super) async fn hold(&mut self) -> End {
        if !self.network {
            return End::Lost { held: false };
        }
        match Line::open(&self.socket_url, &self.token.jwt).await {
            Ok((line, pushes)) => {
                self.tell(News::Linked(true)).await;
                match self.on(&line, pushes).await {
                    Ok(never) => match never {},
                    // A network that is cut says no goodbye.
                    Err(End::Closed) => line.close().await,
                    Err(end) => return end,
                }
                End::Closed
            }
            Err(Problem::Denied(code)) => End::Over(News::Refused(code)),
            Err(_) => End::Lost { held: false },
        }
    }

    async fn on(&mut self, line: &Line, mut pushes: mpsc::Receiver<Push>) -> Result<Infallible, End> {
        let name = self.token.identity.clone();
        let status = self.object(line, "Documents", &format!("{name}-status")).await?;
        self.subscribe(line, &[(&status, "document")]).await?;
        let mut watched = Watched { status: status.sid.clone(), ..Watched::default() };
        self.status_says(line, &status.data).await?;
        // What the person does not look at yet tells nobody that they will.
        while self.report.is_none() {
            tokio::select! {
                order = self.orders.recv() => self.ordered(order)?,
                push = pushes.recv() => self.pushed(line, &mut watched, push).await?,
            }
        }
        let report = self.object(line, "Documents", &format!("{name}-report")).await?;
        self.go_on_from(&report.data);
        let from_clinic = self.object(line, "Lists", &format!("{name}-from-clinic")).await?;
        let from_guest = self.object(line, "Lists", &format!("{name}-from-guest")).await?;
        watched.from_clinic.clone_from(&from_clinic.sid);
        self.subscribe(line, &[(&report, "document"), (&from_clinic, "list"), (&from_guest, "list")]).await?;
        self.catch_up(line, &from_clinic).await?;
        let mut end = self.stay_open(line, &mut pushes, &mut watched, &report, &from_guest).await;
        if let Err(End::Closed) = end {
            // The last word before the goodbye: that its person has left.
            if let Err(problem) = self.write_report(line, &report).await {
                end = Err(problem);
            }
        }
        end
    }

    async fn stay_open(
        &mut self,
        line: &Line,
        pushes: &mut mpsc::Receiver<Push>,
        watched: &mut Watched,
        report: &Object,
        from_guest: &Object,
    ) -> Result<Infallible, End> {
        let (mut beat, mut free) = (Instant::now() + BEAT, Instant::now());
        loop {
            let to_write = self.dirty || !self.unsent.is_empty();
            tokio::select! {
                order = self.orders.recv() => self.ordered(order)?,
                push = pushes.recv() => self.pushed(line, watched, push).await?,
                () = tokio::time::sleep_until(beat) => {
                    beat = Instant::now() + BEAT;
                    self.beat += 1;
                    self.dirty = true;
                }
                () = tokio::time::sleep_until(free), if to_write => {
                    self.send_message(line, from_guest).await?;
                    self.write_report(line, report).await?;
                    free = Instant::now() + SPACING;
                }
            }
        }
    }

    /// Opens an object by its name.
    async fn object(&self, line: &Line, kind: &str, name: &str) -> Result<Object, End> {
        let path = format!("/v3/{kind}/{name}");
        let found = line.request("GET", &path, json!({}), None).await.map_err(End::of)?;
        // From then on it goes by the address that it was given, as the SDK does.
        let url = found["url"].as_str().unwrap_or_default();
        let path = url
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
            .map(|(_, path)| format!("/{path}"));
        Ok(Object {
            sid: found["sid"].as_str().unwrap_or_default().to_owned(),
            path: path.ok_or(End::LOST)?,
            last_event: found["last_event_id"].clone(),
            data: found["data"].clone(),
        })
    }

    async fn subscribe(&self, line: &Line, objects: &[(&Object, &str)]) -> Result<(), End> {
        let requests: Vec<Value> = objects
            .iter()
            .map(|(object, kind)| {
                json!({"object_sid": object.sid, "object_type": kind, "last_event_id": object.last_event})
            })
            .collect();
        let body = json!({"event_protocol_version": 4, "action": "establish",
            "correlation_id": Timestamp::now().as_millisecond(), "retried_requests": 0, "ttl_in_s": -1,
            "requests": requests});
        line.request("POST", "/v4/Subscriptions", json!({}), Some(&body)).await.map_err(End::of).map(drop)
    }

    /// Reads the clinic's messages from where it had come to.
    async fn catch_up(&mut self, line: &Line, list: &Object) -> Result<(), End> {
        loop {
            let from = self.marks.received.map_or(0, |index| index + 1);
            let params = json!({"Order": "asc", "PageSize": "50", "From": from.to_string()});
            let path = format!("{}/Items", list.path);
            let page = line.request("GET", &path, params, None).await.map_err(End::of)?;
            let items = page["items"].as_array().cloned().unwrap_or_default();
            for item in &items {
                self.message(item["index"].as_i64(), &item["data"]).await;
            }
            if items.is_empty() || page["meta"]["next_token"].is_null() {
                return Ok(());
            }
        }
    }

    /// A message of the clinic's, once.
    async fn message(&mut self, index: Option<i64>, data: &Value) {
        let Some(index) = index.filter(|index| self.marks.received.is_none_or(|known| *index > known)) else {
            return;
        };
        self.marks.received = Some(index);
        self.dirty = true;
        if let Some(message) = report::read_message(data) {
            self.tell(News::Message(message)).await;
        }
    }

    async fn status_says(&mut self, line: &Line, data: &Value) -> Result<(), End> {
        // One that can't be read tells nothing; Sync may deliver out of order, and the clinic's count decides.
        let Some(status) = report::read_status(data).filter(|status| status.seq >= self.status_seq) else {
            return Ok(());
        };
        self.status_seq = status.seq;
        let renewed = status.link.as_ref().and_then(|link| LinkToken::read(&link.token));
        let renewed = renewed
            .filter(|token| token.identity == self.token.identity && token.expires > self.token.expires);
        if let Some(token) = renewed {
            match line.renew(&token.jwt).await {
                Ok(()) => self.token = token,
                Err(Problem::Denied(code)) => tracing::debug!(code, "a renewed token was not taken"),
                Err(_) => return Err(End::LOST),
            }
        }
        self.tell(News::Status(Box::new(status))).await;
        Ok(())
    }

    async fn pushed(&mut self, line: &Line, watched: &mut Watched, push: Option<Push>) -> Result<(), End> {
        let (event_type, event) = match push {
            None => return Err(End::LOST),
            Some(Push::Goodbye(51207)) => return Err(End::Over(News::Refused(EXPIRED))),
            Some(Push::Goodbye(_)) => return Err(End::LOST),
            Some(Push::Event { event_type, event }) => (event_type, event),
        };
        let of = |name: &str, sid: &str| !sid.is_empty() && event[name] == sid;
        match event_type.as_str() {
            "document_updated" if of("document_sid", &watched.status) => {
                self.status_says(line, &event["document_data"]).await?;
            }
            "document_removed" if of("document_sid", &watched.status) => return Err(End::Over(News::Gone)),
            "subscription_failed" if of("object_sid", &watched.status) => {
                let status = event["error"]["status"].as_u64().and_then(|status| u16::try_from(status).ok());
                return Err(End::of(Problem::Status(status.unwrap_or(500))));
            }
            "list_item_added" if of("list_sid", &watched.from_clinic) => {
                self.message(event["item_index"].as_i64(), &event["item_data"]).await;
            }
            // Made anew, it counts from its beginning.
            "list_removed" if of("list_sid", &watched.from_clinic) => {
                self.marks = Marks::default();
                return Err(End::LOST);
            }
            _ => {}
        }
        Ok(())
    }

    fn ordered(&mut self, order: Option<Order>) -> Result<(), End> {
        self.take(order.ok_or(End::Closed)?);
        if self.network { Ok(()) } else { Err(End::LOST) }
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Report(report) => {
                self.dirty |= self.report.as_ref() != Some(&report);
                self.report = Some(report);
            }
            Order::Say(text) => {
                let id = message_id(rand::random());
                self.unsent.push_back(Unsent { id, text, at: Timestamp::now() });
            }
            Order::See => {
                self.dirty |= self.marks.seen != self.marks.received;
                self.marks.seen = self.marks.received;
            }
            Order::Network(there) => self.network = there,
        }
    }

    /// Goes on counting from what the Document holds: another page of the same person may have been there before.
    fn go_on_from(&mut self, data: &Value) {
        let count = |name: &str| data[name].as_u64().unwrap_or(0);
        self.seq = self.seq.max(count("seq"));
        self.beat = self.beat.max(count("beat"));
        self.dirty = true;
    }

    async fn write_report(&mut self, line: &Line, to: &Object) -> Result<(), End> {
        let Some(report) = self.report.as_ref().filter(|_| self.dirty) else { return Ok(()) };
        self.seq += 1;
        let body = json!({"data": report.write(self.seq, self.beat, self.marks)});
        match line.request("POST", &to.path, json!({}), Some(&body)).await {
            Ok(_) => self.dirty = false,
            // Too fast, or a fault that passes: what is true by then is written again.
            Err(Problem::Status(429 | 500..)) => {}
            Err(problem) => return Err(End::of(problem)),
        }
        Ok(())
    }

    async fn send_message(&mut self, line: &Line, to: &Object) -> Result<(), End> {
        let Some(next) = self.unsent.front() else { return Ok(()) };
        // The id stays over every attempt: one that comes twice is shown once.
        let body = json!({"data": {"v": 1, "id": next.id, "at": next.at.to_string(), "text": next.text}});
        match line.request("POST", &format!("{}/Items", to.path), json!({}), Some(&body)).await {
            Ok(item) => {
                self.unsent.pop_front();
                self.marks.wrote = item["index"].as_i64();
                self.dirty = true;
                Ok(())
            }
            Err(Problem::Status(429 | 500..)) => Ok(()),
            Err(problem) => Err(End::of(problem)),
        }
    }
}

/// The objects whose changes are listened to, by SID; empty while not open.
#[derive(Default)]
struct Watched {
    status: String,
    from_clinic: String,
}

/// A message's id as pages write it: 128 bits, 26 digits of lower-case base32 (RFC 4648, section 6, without padding).
fn message_id(bits: u128) -> String {
    BASE32_NOPAD.encode(&bits.to_be_bytes()).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_as_pages_write_it() {
        assert_eq!(message_id(0), "a".repeat(26));
        assert_eq!(message_id(u128::MAX), format!("{}4", "7".repeat(25)));
        assert_eq!(message_id(1), format!("{}e", "a".repeat(25)));
    }
}

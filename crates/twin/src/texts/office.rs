//! The post office of texts: every message, the queue at the account's number, and who wants no texts. Pure: time is an argument.

use std::collections::{BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::TextError;
use super::links::Links;
use super::message::{Direction, Draft, Message, Next};
use super::script::Arrival;
use super::segments::{segments, smart};
use super::status::{Event, Status};
use crate::account::Sids;
use crate::phone::{is_e164, seconds};

/// How long a step takes that nobody waits for: choosing a sender, handing over to the carrier.
const STEP: SignedDuration = SignedDuration::from_millis(100);
/// A long code sends one segment in a second.
const PACE: SignedDuration = SignedDuration::from_secs(1);
/// What waits longer than this is not taken into the queue of a number.
const LONGEST_QUEUE: SignedDuration = SignedDuration::from_hours(4);
/// The most characters in a text.
pub(super) const MAX_BODY: usize = 1600;
/// Twilio's window for scheduled texts: more than the first, at most the second.
const EARLIEST: SignedDuration = SignedDuration::from_secs(300);
const LATEST: SignedDuration = SignedDuration::from_hours(35 * 24);

/// What befalls the next text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doom {
    /// `undelivered` or `failed`. Without it the request itself is refused with the code.
    #[serde(default)]
    pub status: Option<Status>,
    /// Twilio's code.
    pub code: u32,
}

/// What the account has set up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// Whether the messaging service has a domain for short links.
    pub(crate) link_shortening: bool,
    /// Whether the service is registered for texts to the United States (A2P 10DLC).
    pub(crate) us_registered: bool,
}

/// Every text.
#[derive(Debug)]
pub(crate) struct Office {
    /// The account's number.
    pub(super) own: String,
    /// What short links begin with.
    domain: String,
    pub(super) sids: Sids,
    pub(crate) policy: Policy,
    pub(super) messages: Vec<Message>,
    pub(super) opted_out: BTreeSet<String>,
    links: Links,
    /// When the account's number is free again.
    free: Timestamp,
    dooms: VecDeque<Doom>,
    pub(super) version: u64,
}

fn refused(code: u32, message: impl Into<String>) -> TextError {
    TextError { code, message: message.into() }
}

impl Office {
    pub(crate) fn new(own: String, domain: String, sids: Sids, opted_out: &[&str]) -> Self {
        Self {
            own,
            domain,
            sids,
            policy: Policy { link_shortening: true, us_registered: true },
            messages: Vec::new(),
            opted_out: opted_out.iter().map(|number| (*number).to_owned()).collect(),
            links: Links::default(),
            free: Timestamp::MIN,
            dooms: VecDeque::new(),
            version: 0,
        }
    }

    /// Every message, oldest first.
    pub(crate) fn messages(&self) -> &[Message] {
        &self.messages
    }

    pub(crate) fn message(&self, sid: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.sid == sid)
    }

    /// Counts up whenever anything changes.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Whether a person wants no texts.
    pub(crate) fn is_opted_out(&self, number: &str) -> bool {
        self.opted_out.contains(number)
    }

    /// Where a short link leads.
    pub(crate) fn target(&self, link: &str) -> Option<&str> {
        self.links.target(link)
    }

    pub(crate) fn doom_next(&mut self, doom: Doom) -> Result<(), String> {
        match doom.status {
            None | Some(Status::Undelivered | Status::Failed) if doom.code > 0 => {
                self.dooms.push_back(doom);
                Ok(())
            }
            _ => Err("a text can be made undelivered or failed, or be refused, with a code".into()),
        }
    }

    /// Takes back what was ordered for the next texts.
    pub(crate) fn spare_next(&mut self) {
        self.dooms.clear();
    }

    /// Whether a text may be sent.
    ///
    /// # Errors
    /// With Twilio's codes.
    fn check(&mut self, draft: &Draft, now: Timestamp) -> Result<(), TextError> {
        let Draft { to, from, by_service, body, send_at, .. } = draft;
        if !is_e164(to) {
            return Err(refused(21211, format!("Invalid 'To' Phone Number: {to}")));
        }
        match from {
            Some(from) if from == "+15005550008" => {
                return Err(refused(21611, format!("The 'From' number {from} has exceeded its queue")));
            }
            Some(from) if !is_e164(from) => {
                return Err(refused(21212, format!("Invalid From Number: {from}")));
            }
            Some(from) if *from != self.own => {
                return Err(refused(
                    21606,
                    format!("{from} is not a valid, SMS-capable phone number of your account"),
                ));
            }
            Some(from) if from == to => {
                return Err(refused(21266, "'To' and 'From' number cannot be the same"));
            }
            _ => {}
        }
        if body.chars().count() > MAX_BODY {
            return Err(refused(21617, format!("The message body exceeds the {MAX_BODY} character limit")));
        }
        if draft.shorten && !(*by_service && self.policy.link_shortening) {
            return Err(refused(20001, "ShortenUrls needs a Messaging Service with a link domain"));
        }
        if let Some(at) = send_at {
            if !by_service {
                return Err(refused(35118, "MessagingServiceSid is required to schedule a message"));
            }
            if *at <= now + EARLIEST || *at > now + LATEST {
                return Err(refused(
                    35114,
                    "SendAt time must be between 300 seconds and 35 days (3024000 seconds) in the future",
                ));
            }
        }
        if let Some(doom) = self.dooms.front().filter(|doom| doom.status.is_none()) {
            let code = doom.code;
            self.dooms.pop_front();
            return Err(refused(code, "An ordered fault"));
        }
        if let Arrival::Refused { code } = draft.arrival {
            return Err(refused(code, format!("Twilio takes no text to this number: {to}")));
        }
        if send_at.is_none() && self.opted_out.contains(to) {
            return Err(refused(21610, "Attempt to send to unsubscribed recipient"));
        }
        if !by_service && self.free > now + LONGEST_QUEUE {
            return Err(refused(
                21611,
                "This 'From' number has exceeded the maximum number of queued messages",
            ));
        }
        Ok(())
    }

    /// Takes a text.
    ///
    /// # Errors
    /// With Twilio's codes.
    pub(crate) fn create(&mut self, draft: Draft, now: Timestamp) -> Result<&Message, TextError> {
        self.check(&draft, now)?;
        let Draft { sid, to, from, by_service, body, send_at, validity, shorten, arrival, .. } = draft;
        let body = if shorten {
            let sids = &self.sids;
            self.links.shorten(&body, &self.domain, || sids.next(""))
        } else {
            body
        };
        let shown = if draft.smart { smart(&body) } else { body.clone() };
        let arrival = match self.dooms.pop_front() {
            Some(Doom { status: Some(Status::Failed), code }) => Arrival::Failed { code },
            Some(Doom { code, .. }) => Arrival::Undelivered { code, after: 1.0 },
            None => arrival,
        };
        let (status, next) = match (send_at, by_service) {
            (Some(at), _) => (Status::Scheduled, Some((at, Next::Due))),
            (None, true) => (Status::Accepted, Some((now + STEP, Next::Sender))),
            (None, false) => (Status::Queued, None),
        };
        let counted = if by_service { 0 } else { segments(&shown) };
        let at = self.messages.len();
        self.messages.push(Message {
            sid,
            to,
            from,
            by_service,
            body,
            shown,
            direction: Direction::OutboundApi,
            status,
            error: None,
            segments: counted,
            created: now,
            updated: now,
            sent: None,
            arrived: None,
            history: vec![(now, status)],
            validity,
            arrival,
            next,
        });
        self.version += 1;
        if status == Status::Queued {
            self.queue(at, now);
        }
        Ok(&self.messages[at])
    }

    /// A text has its sender, and gets its turn there, or expires before.
    fn queue(&mut self, at: usize, now: Timestamp) {
        let message = &mut self.messages[at];
        message.segments = segments(&message.shown);
        let turn = self.free.max(now + STEP);
        let waits = match message.arrival {
            Arrival::Waits { seconds: wait } => turn.max(now + seconds(wait)),
            _ => turn,
        };
        let expires = now + message.validity;
        if waits.duration_since(now) > LONGEST_QUEUE && message.by_service && waits == turn {
            message.go_wrong(Event::Fails, 30001, now);
        } else if waits > expires {
            message.next = Some((expires, Next::Expires));
        } else {
            message.next = Some((waits, Next::Turn));
            self.free = turn + PACE * i32::try_from(message.segments).unwrap_or(i32::MAX);
        }
    }

    /// What is due for a text now.
    fn step(&mut self, index: usize, next: Next, now: Timestamp) {
        self.version += 1;
        let message = &mut self.messages[index];
        message.next = None;
        match next {
            Next::Due if self.opted_out.contains(&message.to) => {
                message.go_wrong(Event::Fails, 21610, now);
            }
            Next::Due => {
                message.happen(Event::IsDue, now);
                message.next = Some((now + STEP, Next::Sender));
            }
            Next::Sender => {
                message.from = Some(self.own.clone());
                message.happen(Event::HasSender, now);
                self.queue(index, now);
            }
            Next::Turn => {
                if let Arrival::Failed { code } = message.arrival {
                    return message.go_wrong(Event::Fails, code, now);
                }
                message.happen(Event::HasTurn, now);
                message.next = Some((now + STEP, Next::Sent));
            }
            Next::Expires => message.go_wrong(Event::Fails, 30036, now),
            Next::Sent => {
                message.happen(Event::IsSent, now);
                message.sent = Some(now);
                let after = match message.arrival {
                    Arrival::Delivered { after } | Arrival::Undelivered { after, .. } => after,
                    _ => 1.0,
                };
                message.next = Some((now + seconds(after), Next::Arrives));
            }
            Next::Arrives => {
                let unregistered = !self.policy.us_registered && message.to.starts_with("+1");
                match message.arrival {
                    _ if unregistered => message.go_wrong(Event::IsLost, 30034, now),
                    Arrival::Undelivered { code, .. } => message.go_wrong(Event::IsLost, code, now),
                    Arrival::Sent {} => message.arrived = Some(now),
                    _ => {
                        message.arrived = Some(now);
                        message.happen(Event::Arrives, now);
                    }
                }
            }
        }
    }

    /// Calls a scheduled text off.
    ///
    /// # Errors
    /// 20404 when there is none, 30409 when it is too late.
    pub(crate) fn cancel(&mut self, sid: &str, now: Timestamp) -> Result<(), TextError> {
        let message = self.of(sid)?;
        if message.status != Status::Scheduled {
            return Err(refused(30409, "Message cannot be canceled: it is not scheduled any more"));
        }
        message.happen(Event::IsCanceled, now);
        self.version += 1;
        Ok(())
    }

    /// Blanks the words that Twilio keeps.
    ///
    /// # Errors
    /// 20404 when there is none, 20009 while something may still come of it.
    pub(crate) fn redact(&mut self, sid: &str, now: Timestamp) -> Result<(), TextError> {
        let message = self.of_final(sid)?;
        message.body.clear();
        message.updated = now;
        self.version += 1;
        Ok(())
    }

    /// Removes a text from the record.
    ///
    /// # Errors
    /// As [`Office::redact`].
    pub(crate) fn delete(&mut self, sid: &str) -> Result<(), TextError> {
        self.of_final(sid)?;
        self.messages.retain(|message| message.sid != sid);
        self.version += 1;
        Ok(())
    }

    fn of(&mut self, sid: &str) -> Result<&mut Message, TextError> {
        let missing = || refused(20404, format!("The requested resource /Messages/{sid}.json was not found"));
        self.messages.iter_mut().find(|message| message.sid == sid).ok_or_else(missing)
    }

    /// `sent` is final here too where nothing more is to come.
    fn of_final(&mut self, sid: &str) -> Result<&mut Message, TextError> {
        let message = self.of(sid)?;
        if message.next.is_some() {
            return Err(refused(20009, "Cannot delete because the resource is not complete"));
        }
        Ok(message)
    }

    /// What a phone shows, oldest first: what arrived there, and what was written there.
    pub(crate) fn on_phone(&self, number: &str) -> Vec<&Message> {
        let mut all: Vec<&Message> = self
            .messages
            .iter()
            .filter(|one| one.arrived.is_some())
            .filter(|one| one.to == number || one.from.as_deref() == Some(number))
            .collect();
        all.sort_by_key(|one| one.arrived);
        all
    }

    /// The numbers that anything was sent to, or came from.
    pub(crate) fn numbers(&self) -> BTreeSet<&str> {
        let all = self.messages.iter().flat_map(|one| [Some(one.to.as_str()), one.from.as_deref()]);
        all.flatten().filter(|number| *number != self.own).collect()
    }

    /// Lets time pass. Everything happens at its own time and in order, however far `now` is.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        loop {
            let due =
                self.messages.iter().enumerate().filter_map(|(index, one)| Some((one.deadline()?, index)));
            let Some((at, index)) = due.min().filter(|(at, _)| *at <= now) else { return };
            if let Some((_, next)) = self.messages[index].next {
                self.step(index, next, at);
            }
        }
    }

    /// When [`Office::advance`] is due.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.messages.iter().filter_map(Message::deadline).min()
    }

    /// Everything, for the control API.
    pub(crate) fn dump(&self) -> serde_json::Value {
        let message = |one: &Message| {
            json!({
                "sid": one.sid, "to": one.to, "from": one.from, "direction": one.direction.word(),
                "status": one.status, "code": one.error, "segments": one.segments, "body": one.body,
                "shown": one.shown, "arrived": one.arrived.map(|at| at.to_string()),
                "history": one.history.iter().map(|(at, status)|
                    json!({"at": at.to_string(), "status": status})).collect::<Vec<_>>(),
            })
        };
        json!({
            "messages": self.messages.iter().map(message).collect::<Vec<_>>(),
            "opted_out": self.opted_out,
        })
    }
}

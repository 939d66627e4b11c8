//! What phones write to the account's number, and the words that the account answers by itself.

use jiff::{SignedDuration, Timestamp};

use super::message::{Direction, Message};
use super::office::{MAX_BODY, Office};
use super::script::Arrival;
use super::segments::segments;
use super::status::Status;
use crate::phone::is_e164;

const STOP: [&str; 8] = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"];
const START: [&str; 3] = ["START", "YES", "UNSTOP"];
const HELP: [&str; 2] = ["HELP", "INFO"];

impl Office {
    /// A text from a phone to the account's number.
    ///
    /// # Errors
    /// In words: it is no number, or there are no words.
    pub(crate) fn reply(&mut self, from: &str, body: &str, now: Timestamp) -> Result<(), String> {
        if !is_e164(from) || from == self.own {
            return Err(format!("{from} is no number of a phone"));
        }
        let body: String = body.trim().chars().take(MAX_BODY).collect();
        if body.is_empty() {
            return Err("there is nothing to send".into());
        }
        let (from, own) = (from.to_owned(), self.own.clone());
        let word = body.to_ascii_uppercase();
        self.put(Direction::Inbound, &from, &own, &body, now);
        let answer = if STOP.contains(&word.as_str()) {
            self.opted_out.insert(from.clone()).then_some(
                "You have successfully been unsubscribed. You will not receive any more messages from this \
                 number. Reply START to resubscribe.",
            )
        } else if START.contains(&word.as_str()) {
            self.opted_out.remove(&from).then_some(
                "You have successfully been re-subscribed to messages from this number. Reply HELP for help. \
                 Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
            )
        } else {
            HELP.contains(&word.as_str()).then_some("Reply STOP to unsubscribe. Msg&Data Rates May Apply.")
        };
        if let Some(answer) = answer {
            self.put(Direction::OutboundReply, &own, &from, answer, now);
        }
        Ok(())
    }

    /// A text that is where it should be at once.
    fn put(&mut self, direction: Direction, from: &str, to: &str, body: &str, now: Timestamp) {
        let status = if direction == Direction::Inbound { Status::Received } else { Status::Delivered };
        self.messages.push(Message {
            sid: self.sids.next("SM"),
            to: to.to_owned(),
            from: Some(from.to_owned()),
            by_service: false,
            body: body.to_owned(),
            shown: body.to_owned(),
            direction,
            status,
            error: None,
            segments: segments(body),
            created: now,
            updated: now,
            sent: Some(now),
            arrived: Some(now),
            history: vec![(now, status)],
            validity: SignedDuration::ZERO,
            arrival: Arrival::default(),
            next: None,
        });
        self.version += 1;
    }
}

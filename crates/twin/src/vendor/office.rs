//! The practice service itself: who is asked for, and what comes of it. Pure: time is handed in, and how a request stands is worked out
//! from how long ago it was made.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What becomes of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// An interpreter accepts after some seconds, and is on the way in after some more.
    #[default]
    Accept,
    /// Nobody is free.
    Refuse,
    /// An interpreter accepts, and the service calls it off again.
    CallOff,
    /// It is looked for somebody for ever.
    Search,
    /// Nothing is answered at all, and nothing is done.
    Silent,
    /// A fault (500), and nothing is done.
    Fault,
    /// It is done, and the answer is a fault (500).
    Lost,
    /// It is done, and the answer is no JSON.
    Malformed,
    /// It is done, and the answer is a megabyte long.
    Oversized,
    /// Too many requests (429), and nothing is done.
    TooMany,
}

impl Does {
    /// What the service does for a language, where nothing else was ordered.
    fn for_language(language: &str) -> Self {
        match language {
            "fra" => Self::Refuse,
            "vie" => Self::CallOff,
            "rus" => Self::Search,
            "kor" => Self::Silent,
            "deu" => Self::Fault,
            "ara" => Self::Malformed,
            "hin" => Self::Oversized,
            _ => Self::Accept,
        }
    }
}

/// How long it takes, in seconds.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Pace {
    /// From asking to accepting or refusing.
    pub accepts: f64,
    /// From accepting to being on the way, or to calling off.
    pub goes_on: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { accepts: 4.0, goes_on: 3.0 }
    }
}

/// The number that an interpreter is reached by: a practice phone that a person answers.
const NUMBER: &str = "+12025550111";

/// Requests that are remembered, at most.
const MOST: usize = 1000;

/// What somebody asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Wanted {
    pub language: String,
    pub service: String,
    #[serde(default)]
    pub join_url: Option<String>,
    pub external_id: String,
    #[serde(default)]
    pub clinic: String,
}

/// A request that the service has.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    id: String,
    wanted: Wanted,
    does: Does,
    pace: Pace,
    number: String,
    made_at: Timestamp,
    /// Said by hand, or by whom it was called off.
    set: Option<String>,
}

/// What was ordered for the next requests.
#[derive(Clone, Debug, Deserialize)]
pub struct Order {
    /// What becomes of it.
    pub does: Does,
    /// The number that the interpreter is reached by.
    #[serde(default)]
    pub number: Option<String>,
    /// How many requests.
    #[serde(default = "once")]
    pub count: u32,
}

fn once() -> u32 {
    1
}

/// The service's books.
#[derive(Debug, Default)]
pub(crate) struct Office {
    requests: Vec<Request>,
    orders: VecDeque<Order>,
    pub pace: Pace,
    /// Every request that came, also those that nothing was done about.
    asked: usize,
}

impl Office {
    pub(crate) fn order(&mut self, order: Order) {
        self.orders.push_back(order);
    }

    pub(crate) fn clear(&mut self) {
        self.orders.clear();
    }

    /// Takes a request in, or not. Answers what is to be done about the answer, and the request where there is one.
    pub(crate) fn ask(&mut self, wanted: Wanted, now: Timestamp) -> (Does, Option<Value>) {
        self.asked += 1;
        let order = self.orders.front_mut().map(|order| {
            order.count = order.count.saturating_sub(1);
            (order.does, order.number.clone())
        });
        if self.orders.front().is_some_and(|order| order.count == 0) {
            self.orders.pop_front();
        }
        let (does, number) = order.unwrap_or((Does::for_language(&wanted.language), None));
        if matches!(does, Does::Silent | Does::Fault | Does::TooMany) {
            return (does, None);
        }
        if self.requests.len() >= MOST {
            self.requests.remove(0);
        }
        let request = Request {
            id: format!("PV{:06}", self.asked),
            wanted,
            does,
            pace: self.pace,
            number: number.unwrap_or_else(|| NUMBER.to_owned()),
            made_at: now,
            set: None,
        };
        let shown = request.shown(now);
        self.requests.push(request);
        (does, Some(shown))
    }

    pub(crate) fn get(&self, id: &str, now: Timestamp) -> Option<Value> {
        self.requests.iter().find(|request| request.id == id).map(|request| request.shown(now))
    }

    pub(crate) fn find(&self, external_id: &str, now: Timestamp) -> Vec<Value> {
        let ours = self.requests.iter().filter(|request| request.wanted.external_id == external_id);
        ours.map(|request| request.shown(now)).collect()
    }

    /// Calls a request off. What is over stays as it is: `None` where there is none, `Some(false)` where it is over.
    pub(crate) fn cancel(&mut self, id: &str, now: Timestamp) -> Option<bool> {
        let request = self.requests.iter_mut().find(|request| request.id == id)?;
        if matches!(request.state(now).as_str(), "declined" | "cancelled") {
            return Some(false);
        }
        request.set = Some("cancelled".to_owned());
        Some(true)
    }

    /// Sets a state by hand; `None` where there is no such request.
    pub(crate) fn say(&mut self, id: &str, state: &str) -> Option<()> {
        let request = self.requests.iter_mut().find(|request| request.id == id)?;
        request.set = Some(state.to_owned());
        Some(())
    }

    /// Everything, with what the service was told.
    pub(crate) fn dump(&self, now: Timestamp) -> Value {
        let requests = self.requests.iter().map(|request| {
            let mut shown = request.shown(now);
            shown["language"] = json!(request.wanted.language);
            shown["service"] = json!(request.wanted.service);
            shown["joinUrl"] = json!(request.wanted.join_url);
            shown["clinic"] = json!(request.wanted.clinic);
            shown
        });
        json!({ "asked": self.asked, "requests": requests.collect::<Vec<_>>() })
    }
}

impl Request {
    fn state(&self, now: Timestamp) -> String {
        if let Some(set) = &self.set {
            return set.clone();
        }
        let past = |seconds: f64| {
            let after = SignedDuration::try_from_secs_f64(seconds.clamp(0.0, 86_400.0)).unwrap_or_default();
            now.duration_since(self.made_at) >= after
        };
        let (first, second) = (self.pace.accepts, self.pace.accepts + self.pace.goes_on);
        let state = match self.does {
            Does::Refuse if past(first) => "declined",
            Does::CallOff if past(second) => "cancelled",
            Does::Search => "searching",
            Does::Refuse => "searching",
            _ if past(second) => "joining",
            _ if past(first) => "assigned",
            _ => "searching",
        };
        state.to_owned()
    }

    fn shown(&self, now: Timestamp) -> Value {
        let state = self.state(now);
        let taken = matches!(state.as_str(), "assigned" | "joining");
        let by_phone = self.wanted.service == "phone";
        json!({
            "id": self.id,
            "externalId": self.wanted.external_id,
            "state": state,
            "interpreter": taken.then(|| json!({ "displayName": "Alma R." })),
            "dial": (taken && by_phone).then(|| json!({ "number": self.number })),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    fn wanted(language: &str, service: &str) -> Wanted {
        Wanted {
            language: language.into(),
            service: service.into(),
            join_url: None,
            external_id: "ours".into(),
            clinic: String::new(),
        }
    }

    #[test]
    fn a_request_goes_its_way_by_the_clock() {
        let mut office = Office::default();
        let (_, request) = office.ask(wanted("spa", "phone"), at(0));
        let id = request.unwrap()["id"].as_str().unwrap().to_owned();
        let state = |office: &Office, seconds| office.get(&id, at(seconds)).unwrap()["state"].clone();
        assert_eq!(
            [state(&office, 0), state(&office, 4), state(&office, 7)],
            ["searching", "assigned", "joining"]
        );
        assert_eq!(office.get(&id, at(4)).unwrap()["dial"]["number"], NUMBER);
        assert_eq!(office.get(&id, at(0)).unwrap()["dial"], Value::Null);
        assert_eq!(office.find("ours", at(0)).len(), 1);
        assert_eq!((office.cancel(&id, at(5)), office.cancel(&id, at(5))), (Some(true), Some(false)));
        assert_eq!(state(&office, 9), "cancelled");
    }

    #[test]
    fn what_befalls_a_request_goes_by_language_or_by_order() {
        let mut office = Office::default();
        for (language, does) in [("fra", Does::Refuse), ("kor", Does::Silent), ("jpn", Does::Accept)] {
            assert_eq!(office.ask(wanted(language, "video"), at(0)).0, does);
        }
        office.order(Order { does: Does::Lost, number: None, count: 2 });
        let does: Vec<_> = (0..3).map(|_| office.ask(wanted("spa", "video"), at(0)).0).collect();
        assert_eq!(does, [Does::Lost, Does::Lost, Does::Accept]);
        assert_eq!(office.dump(at(0))["asked"], 6);
    }
}

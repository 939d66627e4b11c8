//! The telephone exchange: every call and every phone. Pure: time is an argument, what the video half must do waits
//! in a queue.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::call::Call;
use super::order::{Action, Heard, Numbers, Order};
use super::script::{Does, Phone, Sound, is_e164, seconds};
use super::status::{Event, Status};
use super::twiml::{Verb, Wrong};
use super::{PhoneError, practice};

/// How long the exchange takes to dial.
const DIALS: SignedDuration = SignedDuration::from_millis(200);
/// One call is dialled in a second, as Twilio does by default; the others queue.
const PACE: SignedDuration = SignedDuration::from_secs(1);

/// What befalls the next call.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doom {
    /// `busy`, `no-answer` or `failed`. Without it the request itself is refused with the code.
    #[serde(default)]
    pub status: Option<Status>,
    /// Twilio's code.
    #[serde(default)]
    pub code: Option<u32>,
}

/// What a phone can be made to do.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Act {
    /// Picks up a phone that rings.
    Answer {},
    /// Hangs up, or rejects a call that rings.
    HangUp {},
    /// Sounds so for a while.
    Say {
        /// What is heard.
        sound: Sound,
        /// For how long.
        seconds: f64,
    },
}

/// Every call and every phone.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// The account's number.
    own: String,
    phones: BTreeMap<String, Phone>,
    calls: Vec<Call>,
    attempts: u64,
    next_dial: Timestamp,
    dooms: VecDeque<Doom>,
}

fn refused(code: u32, message: impl Into<String>) -> PhoneError {
    PhoneError { code, message: message.into() }
}

impl Exchange {
    pub(crate) fn new(own: String) -> Self {
        let phones = practice::phones();
        Self {
            own,
            phones,
            calls: Vec::new(),
            attempts: 0,
            next_dial: Timestamp::MIN,
            dooms: VecDeque::new(),
        }
    }

    pub(crate) fn phones(&self) -> impl Iterator<Item = &Phone> {
        self.phones.values()
    }

    pub(crate) fn phone(&self, number: &str) -> Option<&Phone> {
        self.phones.get(number)
    }

    /// Puts a phone there, in the place of the one with its number.
    pub(crate) fn set_phone(&mut self, phone: Phone) -> Result<(), String> {
        phone.check()?;
        if phone.number == self.own {
            return Err("that is the account's own number".into());
        }
        self.phones.insert(phone.number.clone(), phone);
        Ok(())
    }

    /// Takes a phone away. Calls that are on go on.
    pub(crate) fn forget_phone(&mut self, number: &str) -> bool {
        self.phones.remove(number).is_some()
    }

    pub(crate) fn doom_next(&mut self, doom: Doom) -> Result<(), String> {
        match (doom.status, doom.code) {
            (Some(Status::Busy | Status::NoAnswer | Status::Failed), _) | (None, Some(_)) => {
                self.dooms.push_back(doom);
                Ok(())
            }
            _ => Err("a call can be made busy, no-answer or failed, or be refused with a code".into()),
        }
    }

    /// Takes back what was ordered for the next calls.
    pub(crate) fn spare_next(&mut self) {
        self.dooms.clear();
    }

    /// Every call, oldest first.
    pub(crate) fn calls(&self) -> &[Call] {
        &self.calls
    }

    pub(crate) fn call(&self, sid: &str) -> Option<&Call> {
        self.calls.iter().find(|call| call.sid == sid)
    }

    /// Whether a call may be made.
    ///
    /// # Errors
    /// With Twilio's codes.
    fn check(&mut self, to: &str, from: &str) -> Result<(), PhoneError> {
        if !is_e164(from) {
            return Err(refused(21212, format!("Invalid From Number (caller ID): {from}")));
        }
        if from != self.own {
            return Err(refused(
                21210,
                "The source phone number provided is not yet verified for your account. \
                 You may only make calls from phone numbers that you've verified or purchased from Twilio.",
            ));
        }
        if !is_e164(to) || to == from {
            return Err(refused(21211, format!("Invalid 'To' Phone Number: {to}")));
        }
        if let Some(code) = self.dooms.front().filter(|doom| doom.status.is_none()).and_then(|doom| doom.code)
        {
            self.dooms.pop_front();
            return Err(refused(code, "An ordered fault"));
        }
        if let Some(Phone { does: Does::Refused { code }, .. }) = self.phones.get(to) {
            return Err(refused(*code, format!("Twilio does not dial this number: {to}")));
        }
        Ok(())
    }

    /// Makes a call.
    ///
    /// # Errors
    /// With Twilio's codes.
    pub(crate) fn create(
        &mut self,
        numbers: Numbers,
        order: Order,
        now: Timestamp,
    ) -> Result<&Call, PhoneError> {
        self.check(&numbers.to, &numbers.from)?;
        let dials = self.next_dial.max(now + DIALS);
        self.next_dial = dials + PACE;
        let phone = self.phones.get(&numbers.to).cloned();
        let mut call = Call::new(numbers, order, phone, now, dials);
        if let Some(doom) = self.dooms.pop_front() {
            let event = match doom.status {
                Some(Status::Busy) => Event::IsBusy,
                Some(Status::Failed) => Event::Fails,
                _ => Event::IsNotAnswered,
            };
            call.doom(event, doom.code.map(|code| (code, "An ordered fault".into())));
        }
        let at = self.calls.len();
        self.calls.push(call);
        Ok(&self.calls[at])
    }

    /// A call, and the count of attempts that it may need.
    fn of(&mut self, sid: &str) -> Result<(&mut Call, &mut u64), PhoneError> {
        let missing = || refused(20404, format!("The requested resource /Calls/{sid}.json was not found"));
        let call = self.calls.iter_mut().find(|call| call.sid == sid).ok_or_else(missing)?;
        Ok((call, &mut self.attempts))
    }

    /// Other TwiML for a call that is on.
    ///
    /// # Errors
    /// 21220 when it is not.
    pub(crate) fn redirect(
        &mut self,
        sid: &str,
        twiml: Result<Vec<Verb>, Wrong>,
        now: Timestamp,
    ) -> Result<(), PhoneError> {
        let (call, attempts) = self.of(sid)?;
        if call.status != Status::InProgress {
            return Err(refused(21220, "Call is not in-progress. Cannot redirect."));
        }
        call.redirect(twiml, now, attempts);
        Ok(())
    }

    /// `Status=completed` ends a call whatever it is at; `canceled` only one that was not answered.
    ///
    /// # Errors
    /// 21220 when it is over, or answered and to be cancelled.
    pub(crate) fn end(&mut self, sid: &str, cancel: bool, now: Timestamp) -> Result<(), PhoneError> {
        let (call, _) = self.of(sid)?;
        let event = match call.status {
            Status::Queued | Status::Ringing => Event::IsCanceled,
            Status::InProgress if !cancel => Event::Ends,
            status => {
                return Err(refused(21220, format!("Invalid call state: the call is {}", status.word())));
            }
        };
        call.happen(event, now);
        Ok(())
    }

    /// # Errors
    /// 21220 when it is over.
    pub(crate) fn limit(
        &mut self,
        sid: &str,
        limit: SignedDuration,
        now: Timestamp,
    ) -> Result<(), PhoneError> {
        let (call, _) = self.of(sid)?;
        if call.status.is_final() {
            return Err(refused(21220, format!("Invalid call state: the call is {}", call.status.word())));
        }
        call.limit(limit, now);
        Ok(())
    }

    /// Makes the phone of a call do something: of the call with this SID, or the latest one to this number.
    ///
    /// # Errors
    /// In words: there is no such call, or it is not at that.
    pub(crate) fn act(&mut self, whose: &str, act: &Act, now: Timestamp) -> Result<(), String> {
        let hit = |call: &&mut Call| call.sid == whose || (call.to == whose && !call.status.is_final());
        let call = self.calls.iter_mut().rev().find(hit).ok_or("there is no such call")?;
        match (act, call.status) {
            (Act::Answer {}, Status::Ringing) => call.answer(now, &mut self.attempts),
            (Act::HangUp {}, Status::Ringing) => call.happen(Event::IsNotAnswered, now),
            (Act::HangUp {}, Status::InProgress) => call.happen(Event::Ends, now),
            (Act::Say { sound, seconds: length }, Status::InProgress) => {
                call.say(*sound, now + seconds(*length), now);
            }
            (_, status) => return Err(format!("the call is {}", status.word())),
        }
        Ok(())
    }

    /// Lets time pass. Everything happens at its own time and in order, however far `now` is.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        for call in &mut self.calls {
            while let Some(at) = call.deadline().filter(|at| *at <= now) {
                call.step(at, &mut self.attempts);
            }
        }
    }

    /// When [`Exchange::advance`] is due.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.calls.iter().filter_map(Call::deadline).min()
    }

    /// What the video half must do, in order.
    pub(crate) fn actions(&mut self) -> Vec<Action> {
        self.calls.iter_mut().flat_map(|call| call.actions.drain(..)).collect()
    }

    /// The answer to [`Action::Join`].
    pub(crate) fn joined(&mut self, attempt: u64, joined: bool) {
        for call in &mut self.calls {
            call.joined(attempt, joined, &mut self.attempts);
        }
    }

    /// The stay in a room is over, and not because the call wished so.
    pub(crate) fn left(&mut self, attempt: u64, now: Timestamp) {
        for call in &mut self.calls {
            call.left(attempt, now, &mut self.attempts);
        }
    }

    /// Everything, for the control API.
    pub(crate) fn dump(&self) -> serde_json::Value {
        let call = |call: &Call| {
            let heard = |(at, heard): &(Timestamp, Heard)| {
                let mut out = serde_json::to_value(heard).unwrap_or_default();
                if out.is_string() {
                    out = serde_json::json!({ out.as_str().unwrap_or_default(): true });
                }
                out["at"] = at.to_string().into();
                out
            };
            serde_json::json!({
                "sid": call.sid, "to": call.to, "from": call.from, "status": call.status,
                "answered_by": call.answered_by,
                "error": call.trouble.as_ref().map(|(code, words)| serde_json::json!({"code": code, "message": words})),
                "history": call.history.iter().map(|(at, status)|
                    serde_json::json!({"at": at.to_string(), "status": status})).collect::<Vec<_>>(),
                "heard": call.heard.iter().map(heard).collect::<Vec<_>>(),
            })
        };
        serde_json::json!({
            "phones": self.phones().collect::<Vec<_>>(),
            "calls": self.calls.iter().map(call).collect::<Vec<_>>(),
        })
    }
}

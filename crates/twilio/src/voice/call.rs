//! Calls.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use crate::{
    CallSid, Client, Pages,
    base_urls::Product,
    date::{rfc2822_date, whole_seconds},
    error::Result,
    open_enum::open_enum,
    request::{Params, Request},
    voice::Twiml,
};

open_enum! {
    /// Where a call stands.
    CallStatus {
        /// Asked for, not dialled yet.
        Queued = "queued",
        /// It rings.
        Ringing = "ringing",
        /// Something answered: a person, a phone tree or a voicemail.
        InProgress = "in-progress",
        /// Something had answered, and the call is over.
        Completed = "completed",
        /// The line was busy.
        Busy = "busy",
        /// It could not be put through.
        Failed = "failed",
        /// Nobody answered, or the call was rejected.
        NoAnswer = "no-answer",
        /// Called off over REST before anything answered.
        Canceled = "canceled",
    }
}

impl CallStatus {
    /// Whether the call is over.
    #[must_use]
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            CallStatus::Completed
                | CallStatus::Busy
                | CallStatus::Failed
                | CallStatus::NoAnswer
                | CallStatus::Canceled
        )
    }
}

open_enum! {
    /// What answered, as Twilio heard it.
    AnsweredBy {
        /// A person.
        Human = "human",
        /// The beginning of a machine's greeting.
        MachineStart = "machine_start",
        /// A fax.
        Fax = "fax",
        /// It could not be told.
        Unknown = "unknown",
    }
}

open_enum! {
    /// Whether Twilio listens for what answered, before any TwiML is followed.
    MachineDetection {
        /// Until it can tell.
        Enable = "Enable",
        /// And, with a machine, until its greeting is over.
        DetectMessageEnd = "DetectMessageEnd",
    }
}

open_enum! {
    /// What a status callback is made for.
    StatusCallbackEvent {
        /// The call was dialled.
        Initiated = "initiated",
        /// It rings.
        Ringing = "ringing",
        /// Something answered.
        Answered = "answered",
        /// It is over.
        Completed = "completed",
    }
}

/// A call.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Call {
    /// Its SID.
    pub sid: CallSid,
    /// Where it stands.
    pub status: CallStatus,
    /// The number that is called. Somebody's data: Debug does not show it.
    #[serde(default)]
    pub to: Option<String>,
    /// The number it is called from.
    #[serde(default)]
    pub from: Option<String>,
    /// `outbound-api` for a call that was placed over REST.
    #[serde(default)]
    pub direction: Option<String>,
    /// When it was asked for; whole seconds.
    #[serde(default, deserialize_with = "rfc2822_date")]
    pub date_created: Option<Timestamp>,
    /// When it was dialled; none while it is queued.
    #[serde(default, deserialize_with = "rfc2822_date")]
    pub start_time: Option<Timestamp>,
    /// When it was over.
    #[serde(default, deserialize_with = "rfc2822_date")]
    pub end_time: Option<Timestamp>,
    /// What answered, where that was listened for.
    #[serde(default, deserialize_with = "none_if_empty")]
    pub answered_by: Option<AnsweredBy>,
    /// How long it was in progress, in seconds; Twilio writes it as text.
    #[serde(default)]
    pub duration: Option<String>,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("sid", &self.sid).field("status", &self.status).finish_non_exhaustive()
    }
}

/// Empty means "not known yet", too.
fn none_if_empty<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<AnsweredBy>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty());
    Ok(text.map(AnsweredBy::from))
}

/// A call to place.
#[derive(Clone)]
pub struct NewCall {
    /// Whom to call, E.164.
    pub to: String,
    /// From which number of the account, E.164.
    pub from: String,
    /// What happens once something answers.
    pub twiml: Twiml,
    /// How long it may ring, in seconds; Twilio's own is 60.
    pub timeout: Option<u32>,
    /// How long the call may last, in seconds.
    pub time_limit: Option<u32>,
    /// Keys pressed once something answers, before the TwiML; at most 32.
    pub send_digits: Option<String>,
    /// Whether to listen for what answered.
    pub machine_detection: Option<MachineDetection>,
    /// For how long at most, in seconds.
    pub machine_detection_timeout: Option<u32>,
    /// A public address that is told. A desktop program has none.
    pub status_callback: Option<String>,
    /// `GET` or `POST`.
    pub status_callback_method: Option<String>,
    /// Of what it is told.
    pub status_callback_events: Vec<StatusCallbackEvent>,
}

impl NewCall {
    /// A call with nothing but the necessary.
    #[must_use]
    pub fn new(to: impl Into<String>, from: impl Into<String>, twiml: Twiml) -> Self {
        NewCall {
            to: to.into(),
            from: from.into(),
            twiml,
            timeout: None,
            time_limit: None,
            send_digits: None,
            machine_detection: None,
            machine_detection_timeout: None,
            status_callback: None,
            status_callback_method: None,
            status_callback_events: Vec::new(),
        }
    }
}

impl std::fmt::Debug for NewCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewCall").field("twiml", &self.twiml).finish_non_exhaustive()
    }
}

/// Which calls to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Only those to this number.
    pub to: Option<String>,
    /// Only those from this number.
    pub from: Option<String>,
    /// Only those that stand so.
    pub status: Option<CallStatus>,
    /// Only those dialled at this time or later. A call that is queued still was not dialled.
    pub started_from: Option<Timestamp>,
    /// Only those dialled before.
    pub started_before: Option<Timestamp>,
    /// How many at a time; at most 1000.
    pub page_size: Option<u16>,
}

/// The calls of the account.
#[derive(Debug, Clone)]
pub struct Calls {
    client: Client,
}

impl Calls {
    pub(crate) fn new(client: Client) -> Self {
        Calls { client }
    }

    fn path<'a>(&'a self, last: &'a str) -> [&'a str; 4] {
        ["2010-04-01", "Accounts", self.client.credentials().account_sid.as_str(), last]
    }

    fn path_of<'a>(&'a self, file: &'a str) -> [&'a str; 5] {
        ["2010-04-01", "Accounts", self.client.credentials().account_sid.as_str(), "Calls", file]
    }

    /// Places a call. Twilio has no way to say that two requests mean one call: where
    /// [`outcome_unknown`](crate::Error::outcome_unknown), list the calls to the number before asking again.
    ///
    /// # Errors
    /// As any call.
    pub async fn create(&self, call: &NewCall) -> Result<Call> {
        let mut form = Params::default();
        form.set("To", &call.to)
            .set("From", &call.from)
            .maybe("StatusCallback", call.status_callback.as_ref());
        for event in &call.status_callback_events {
            form.set("StatusCallbackEvent", event);
        }
        form.maybe("StatusCallbackMethod", call.status_callback_method.as_ref())
            .maybe("SendDigits", call.send_digits.as_ref())
            .maybe("Timeout", call.timeout)
            .maybe("TimeLimit", call.time_limit)
            .maybe("MachineDetection", call.machine_detection.as_ref())
            .maybe("MachineDetectionTimeout", call.machine_detection_timeout)
            .set("Twiml", call.twiml.as_str());
        let request = Request::post("place a call", Product::Api, &self.path("Calls.json"), form);
        self.client.fetch(&request).await
    }

    /// Looks one up.
    ///
    /// # Errors
    /// As any call.
    pub async fn fetch(&self, sid: &CallSid) -> Result<Call> {
        let file = format!("{sid}.json");
        self.client.fetch(&Request::get("look at a call", Product::Api, &self.path_of(&file))).await
    }

    /// Lists them.
    pub fn list(&self, filter: &CallFilter) -> Pages<Call> {
        let mut query = Params::default();
        query
            .maybe("To", filter.to.as_ref())
            .maybe("From", filter.from.as_ref())
            .maybe("Status", filter.status.as_ref())
            .maybe("StartTime>", filter.started_from.map(whole_seconds))
            .maybe("StartTime<", filter.started_before.map(whole_seconds))
            .maybe("PageSize", filter.page_size);
        let request = Request::get("list calls", Product::Api, &self.path("Calls.json")).query(query);
        Pages::new(self.client.clone(), request, "calls")
    }

    /// Puts other TwiML in the place of what the call is doing.
    ///
    /// # Errors
    /// As any call; Twilio's 21220 if it is not in progress.
    pub async fn steer(&self, sid: &CallSid, twiml: &Twiml) -> Result<Call> {
        let mut form = Params::default();
        form.set("Twiml", twiml.as_str());
        self.update("steer a call", sid, form).await
    }

    /// Ends a call, whatever it is doing.
    ///
    /// # Errors
    /// As any call; 404 or Twilio's 21220 if it is over already.
    pub async fn hang_up(&self, sid: &CallSid) -> Result<Call> {
        let mut form = Params::default();
        form.set("Status", CallStatus::Completed);
        self.update("hang up a call", sid, form).await
    }

    /// Calls one off that nobody has answered yet.
    ///
    /// # Errors
    /// As any call; Twilio's 21220 if it was answered or is over.
    pub async fn cancel(&self, sid: &CallSid) -> Result<Call> {
        let mut form = Params::default();
        form.set("Status", CallStatus::Canceled);
        self.update("call a call off", sid, form).await
    }

    async fn update(&self, doing: &'static str, sid: &CallSid, form: Params) -> Result<Call> {
        let file = format!("{sid}.json");
        self.client.fetch(&Request::post(doing, Product::Api, &self.path_of(&file), form)).await
    }
}
